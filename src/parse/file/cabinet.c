/* Cabinets by MS-CAB through libmspack: MSZIP, LZX and Quantum. Left out: cabinets that span
 * several files, of which what stands in this one is read, and cabinets that stand in the
 * middle of another file. */
#include "parse/file/cabinet.h"

#include "base/when.h"
#include "parse/file/mspack_memory.h"

enum { HIDDEN = 2, NAME_BYTES_MAX = 4096 };

enum got cabinet_unpack(struct cabinet *c, const struct cabinet_entry *e,
	unsigned char *room, size_t room_n, size_t *n_r)
{
	mspack_memory_into(c->memory, room, room_n);
	int status = c->extract(c->reader, e->handle);
	*n_r = c->memory->out_n;
	return mspack_memory_got(status);
}

static int extract(void *reader, void *handle)
{
	struct mscab_decompressor *d = reader;
	return d->extract(d, handle, "");
}

static int64_t date_of(const struct mscabd_file *f)
{
	if (f->date_m < 1 || f->date_m > 12 || f->date_d < 1)
		return 0;
	return when_days(f->date_y, (unsigned)f->date_m, (unsigned)f->date_d) * 86400 +
	       f->time_h * 3600 + f->time_m * 60 + f->time_s;
}

enum got cabinet_read(
	struct arena *a, struct span bytes, size_t entries_max, struct cabinet *c)
{
	struct mspack_memory *m = arena_new(a, struct mspack_memory);
	size_t capacity = 0;
	mspack_memory_init(m, a, bytes);
	*c = (struct cabinet){ .memory = m, .extract = extract };
	struct mscab_decompressor *d = mspack_create_cab_decompressor(&m->system);
	struct mscabd_cabinet *cab = d ? d->open(d, "") : NULL;
	if (!cab)
		return GOT_NONE;
	c->reader = d;
	c->continues = cab->flags & (MSCAB_HDR_PREVCAB | MSCAB_HDR_NEXTCAB);
	for (struct mscabd_file *f = cab->files; f; f = f->next) {
		if (c->count >= entries_max)
			return GOT_LIMIT;
		c->entries = arena_grow(
			a, c->entries, c->count, &capacity, sizeof(c->entries[0]));
		c->entries[c->count++] = (struct cabinet_entry){
			.name = span_of(
				f->filename, strnlen(f->filename, NAME_BYTES_MAX)),
			.size = f->length,
			.date_s = date_of(f),
			.is_hidden = f->attribs & HIDDEN,
			.handle = f,
		};
	}
	return GOT_ALL;
}
