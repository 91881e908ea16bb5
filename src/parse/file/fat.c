/* FAT volumes by Microsoft's specification 1.03: boot sector (section "Boot Sector and BPB"),
 * type by the count of clusters ("FAT Type Determination"), directory entries with long
 * names ("FAT Long Directory Entries").
 *
 * Folders are put on a list and read in their turn, each first cluster once, so that loops
 * end; a chain of clusters is followed for at most as many steps as there are clusters. Left
 * out: exFAT, deleted entries, the second copy of the table. */
#include "parse/file/fat.h"

#include "base/utf8.h"
#include "base/when.h"
#include "parse/file/number.h"

enum {
	ENTRY_BYTES = 32,
	LONG_NAME = 0x0F,
	NAME_BYTES_MAX = 1024,
	LONG_PARTS_MAX = 20,
	LONG_PART_UNITS = 13,
	CLUSTER_FIRST = 2,
};

bool fat_taste(struct span v)
{
	uint64_t sector = number_le(v, 11, 2), cluster = number_le(v, 13, 1);
	return v.n >= 512 && v.p[510] == 0x55 && v.p[511] == 0xAA &&
	       (v.p[0] == 0xEB || v.p[0] == 0xE9) &&
	       (sector == 512 || sector == 1024 || sector == 2048 || sector == 4096) &&
	       cluster && (cluster & (cluster - 1)) == 0 && number_le(v, 14, 2) &&
	       (v.p[16] == 1 || v.p[16] == 2);
}

static bool read_boot(struct fat *f, struct span v)
{
	if (!fat_taste(v))
		return false;
	uint64_t sector = number_le(v, 11, 2), reserved = number_le(v, 14, 2);
	uint64_t total = number_le(v, 19, 2) ? number_le(v, 19, 2) : number_le(v, 32, 4);
	uint64_t table = number_le(v, 22, 2) ? number_le(v, 22, 2) : number_le(v, 36, 4);
	f->volume = v;
	f->root_entries = (uint32_t)number_le(v, 17, 2);
	f->cluster_bytes = (uint32_t)(sector * number_le(v, 13, 1));
	f->table = reserved * sector;
	f->root = f->table + number_le(v, 16, 1) * table * sector;
	f->data = f->root + (f->root_entries * (uint64_t)ENTRY_BYTES + sector - 1) /
				    sector * sector;
	if (f->data >= v.n || total * sector <= f->data)
		return false;
	f->clusters = (uint32_t)((total * sector - f->data) / f->cluster_bytes);
	f->bits = f->clusters < 4085 ? 12 : f->clusters < 65525 ? 16 : 32;
	/* Small volumes are made with the wide table too, whatever the rule says. */
	if (number_le(v, 22, 2) == 0)
		f->bits = 32;
	f->root_cluster = f->bits == 32 ? (uint32_t)number_le(v, 44, 4) : 0;
	return true;
}

static uint32_t next_cluster(const struct fat *f, uint32_t c)
{
	uint64_t v;
	switch (f->bits) {
	case 12:
		v = number_le(f->volume, f->table + c + c / 2, 2);
		return (uint32_t)(c & 1 ? v >> 4 : v & 0xFFF);
	case 16: return (uint32_t)number_le(f->volume, f->table + 2 * (uint64_t)c, 2);
	default:
		return (uint32_t)number_le(f->volume, f->table + 4 * (uint64_t)c, 4) &
		       0x0FFFFFFF;
	}
}

static bool is_cluster(const struct fat *f, uint32_t c)
{
	return c >= CLUSTER_FIRST && c - CLUSTER_FIRST < f->clusters;
}

static struct span cluster_bytes(const struct fat *f, uint32_t c)
{
	uint64_t at = f->data + (uint64_t)(c - CLUSTER_FIRST) * f->cluster_bytes;
	return span_part(f->volume, at, f->cluster_bytes);
}

/* --- names --- */

struct long_name {
	uint16_t units[LONG_PARTS_MAX * LONG_PART_UNITS];
	unsigned parts; /* 0: none was collected */
};

static void collect(struct long_name *l, struct span e)
{
	static const uint8_t places[LONG_PART_UNITS] = { 1, 3, 5, 7, 9, 14, 16, 18, 20,
		22, 24, 28, 30 };
	unsigned order = e.p[0] & 0x1F;
	if (order == 0 || order > LONG_PARTS_MAX)
		return;
	if (e.p[0] & 0x40)
		*l = (struct long_name){ .parts = order };
	for (unsigned i = 0; i < LONG_PART_UNITS; i++)
		l->units[(order - 1) * LONG_PART_UNITS + i] =
			(uint16_t)number_le(e, places[i], 2);
}

static void add_long(struct text *t, const struct long_name *l)
{
	for (unsigned i = 0; i < l->parts * LONG_PART_UNITS && l->units[i]; i++) {
		uint32_t c = l->units[i];
		uint32_t low = i + 1 < l->parts * LONG_PART_UNITS ? l->units[i + 1] : 0;
		if (c >> 10 == 0x36 && low >> 10 == 0x37) {
			c = 0x10000 + ((c & 0x3FF) << 10) + (low & 0x3FF);
			i++;
		}
		utf8_add(t, c);
	}
}

static void add_short_part(struct text *t, struct span s, bool lower)
{
	while (s.n && s.p[s.n - 1] == ' ')
		s.n--;
	for (size_t i = 0; i < s.n; i++)
		text_add_byte(t, lower ? ascii_lower(s.p[i]) : s.p[i]);
}

static void add_short(struct text *t, struct span e)
{
	enum { LOWER_BASE = 8, LOWER_EXTENSION = 16 };
	add_short_part(t, span_take(e, 8), e.p[12] & LOWER_BASE);
	if (e.p[8] != ' ') {
		text_add_byte(t, '.');
		add_short_part(t, span_part(e, 8, 3), e.p[12] & LOWER_EXTENSION);
	}
}

/* --- folders --- */

struct walk {
	struct fat *f;
	struct arena *arena;
	size_t capacity, max;
	struct long_name name;
	bool broken, limited;
	unsigned char *seen; /* a bit for each cluster that began or made a folder */
};

static bool see(struct walk *w, uint32_t c)
{
	unsigned char bit = (unsigned char)(1 << (c & 7));
	if (w->seen[c / 8] & bit)
		return false;
	w->seen[c / 8] |= bit;
	return true;
}

static int64_t date_of(struct span e)
{
	unsigned date = (unsigned)number_le(e, 24, 2),
		 time = (unsigned)number_le(e, 22, 2);
	unsigned month = date >> 5 & 15, day = date & 31;
	if (month < 1 || month > 12 || day < 1)
		return 0;
	return when_days(1980 + (date >> 9), month, day) * 86400 + (time >> 11) * 3600 +
	       (time >> 5 & 63) * 60 + (time & 31) * 2;
}

static void add_entry(struct walk *w, struct span folder, struct span e)
{
	struct fat *f = w->f;
	if (f->count >= w->max) {
		w->limited = true;
		return;
	}
	struct text t;
	text_init(&t, w->arena, NAME_BYTES_MAX);
	text_add(&t, folder);
	if (folder.n)
		text_add_byte(&t, '/');
	if (w->name.parts)
		add_long(&t, &w->name);
	else
		add_short(&t, e);
	f->entries = arena_grow(
		w->arena, f->entries, f->count, &w->capacity, sizeof(f->entries[0]));
	f->entries[f->count++] = (struct fat_entry){
		.name = text_span(&t),
		.size = (uint32_t)number_le(e, 28, 4),
		.cluster = (uint32_t)(number_le(e, 26, 2) |
				      (f->bits == 32 ? number_le(e, 20, 2) << 16 : 0)),
		.attributes = e.p[11],
		.date_s = date_of(e),
	};
}

/* False behind the last entry of the folder. */
static bool read_entries(struct walk *w, struct span folder, struct span s)
{
	for (; s.n >= ENTRY_BYTES && !w->limited; s = span_skip(s, ENTRY_BYTES)) {
		struct span e = span_take(s, ENTRY_BYTES);
		if (e.p[0] == 0)
			return false;
		if (e.p[0] == 0xE5) {
			w->name.parts = 0;
			continue;
		}
		if ((e.p[11] & 0x3F) == LONG_NAME) {
			collect(&w->name, e);
			continue;
		}
		if (!(e.p[11] & FAT_LABEL) && e.p[0] != '.')
			add_entry(w, folder, e);
		w->name.parts = 0;
	}
	return !w->limited;
}

static void read_chain(struct walk *w, struct span folder, uint32_t c)
{
	w->name.parts = 0;
	while (is_cluster(w->f, c)) {
		if (!see(w, c)) {
			w->broken = true;
			return;
		}
		struct span there = cluster_bytes(w->f, c);
		w->broken = w->broken || there.n < w->f->cluster_bytes;
		if (!read_entries(w, folder, there))
			return;
		c = next_cluster(w->f, c);
	}
}

enum got fat_read(
	struct arena *a, struct span volume, size_t entries_max, struct fat *fat_r)
{
	*fat_r = (struct fat){ .volume = volume };
	if (!read_boot(fat_r, volume))
		return GOT_NONE;
	/* What the volume tells is cut to what is there. */
	uint64_t there = (volume.n - fat_r->data) / fat_r->cluster_bytes + 1;
	bool is_short = there < fat_r->clusters;
	if (is_short)
		fat_r->clusters = (uint32_t)there;
	struct walk w = { .f = fat_r, .arena = a, .max = entries_max };
	w.seen = arena_alloc(a, fat_r->clusters / 8 + 2);
	if (fat_r->bits == 32)
		read_chain(&w, SPAN(""), fat_r->root_cluster);
	else
		read_entries(&w, SPAN(""),
			span_part(volume, fat_r->root,
				fat_r->root_entries * (uint64_t)ENTRY_BYTES));
	for (size_t i = 0; i < fat_r->count && !w.limited; i++)
		if (fat_r->entries[i].attributes & FAT_FOLDER)
			read_chain(&w, fat_r->entries[i].name, fat_r->entries[i].cluster);
	return w.limited ? GOT_LIMIT : w.broken ? GOT_SOME : GOT_ALL;
}

/* --- files --- */

bool fat_is_in_a_row(const struct fat *f, const struct fat_entry *e, struct span *bytes_r)
{
	*bytes_r = SPAN("");
	uint64_t wanted = (e->size + (uint64_t)f->cluster_bytes - 1) / f->cluster_bytes;
	uint32_t c = e->cluster;
	for (uint64_t i = 0; i < wanted; i++, c++)
		if (!is_cluster(f, c) || (i + 1 < wanted && next_cluster(f, c) != c + 1))
			return false;
	if (wanted)
		*bytes_r = span_part(f->volume,
			f->data +
				(uint64_t)(e->cluster - CLUSTER_FIRST) * f->cluster_bytes,
			e->size);
	return bytes_r->n == e->size;
}

bool fat_gather(const struct fat *f, const struct fat_entry *e, unsigned char *room,
	size_t room_n, size_t *n_r)
{
	uint32_t c = e->cluster, steps = 0;
	size_t n = 0, wanted = e->size < room_n ? e->size : room_n;
	for (; n < wanted && is_cluster(f, c) && steps < f->clusters; steps++) {
		struct span there = span_take(cluster_bytes(f, c), wanted - n);
		if (there.n == 0)
			break;
		memcpy(room + n, there.p, there.n);
		n += there.n;
		c = next_cluster(f, c);
	}
	*n_r = n;
	return n == e->size;
}
