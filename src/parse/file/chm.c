/* Help files (CHM, "ITSF" version 3) through libmspack: the directory and the one LZX stream
 * that most of its pages stand in. The form's own bookkeeping ("::DataSpace") is left out. */
#include "parse/file/cabinet.h"
#include "parse/file/mspack_memory.h"

enum { NAME_BYTES_MAX = 4096 };

static int extract(void *reader, void *handle)
{
	struct mschm_decompressor *d = reader;
	return d->extract(d, handle, "");
}

enum got chm_read(
	struct arena *a, struct span bytes, size_t entries_max, struct cabinet *c)
{
	struct mspack_memory *m = arena_new(a, struct mspack_memory);
	size_t capacity = 0;
	mspack_memory_init(m, a, bytes);
	*c = (struct cabinet){ .memory = m, .extract = extract };
	struct mschm_decompressor *d = mspack_create_chm_decompressor(&m->system);
	struct mschmd_header *chm = d ? d->open(d, "") : NULL;
	if (!chm)
		return GOT_NONE;
	c->reader = d;
	for (struct mschmd_file *f = chm->files; f; f = f->next) {
		if (c->count >= entries_max)
			return GOT_LIMIT;
		struct span name =
			span_of(f->filename, strnlen(f->filename, NAME_BYTES_MAX));
		c->entries = arena_grow(
			a, c->entries, c->count, &capacity, sizeof(c->entries[0]));
		c->entries[c->count++] = (struct cabinet_entry){
			.name = name,
			.size = f->length > 0 ? (uint64_t)f->length : 0,
			.is_folder = span_ends_with(name, SPAN("/")),
			.handle = f,
		};
	}
	return GOT_ALL;
}
