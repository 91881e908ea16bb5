/* UDF by ECMA-167 3rd edition and OSTA UDF 2.60: the anchor at block 256 (3/10.2), the volume
 * descriptor sequence with partitions (3/10.5) and logical volume (3/10.6), the file set
 * (4/14.1), file entries (4/14.9, 4/14.17), file identifiers (4/14.4), names in CS0 (UDF 2.1.1).
 *
 * Partition maps of type 1, virtual and sparable ones read as they stand, and the metadata
 * partition (UDF 2.2.10) by the first extent of its file. Folders are put on a list and read
 * in their turn; what all of them hold together may not exceed the image, so loops end. Left
 * out: checksums of tags, named streams, and rewritten blocks of a virtual partition. */
#include "parse/file/udf.h"

#include "base/utf8.h"
#include "base/when.h"
#include "parse/file/number.h"

enum {
	TAG_ANCHOR = 2,
	TAG_PARTITION = 5,
	TAG_VOLUME = 6,
	TAG_END = 8,
	TAG_FILE_SET = 256,
	TAG_IDENTIFIER = 257,
	TAG_FILE = 261,
	TAG_FILE_LONG = 266,
	IDENTIFIER_BYTES = 38,
	IS_HIDDEN = 1,
	IS_FOLDER = 2,
	IS_DELETED = 4,
	IS_PARENT = 8,
	ADS_SHORT = 0,
	ADS_LONG = 1,
	ADS_INSIDE = 3,
	ADS_ELSEWHERE = 3, /* as the type of an extent */
	EXTENTS_MAX = 100000,
	DESCRIPTORS_MAX = 64,
	NAME_BYTES_MAX = 2048,
};

static unsigned tag(struct span s)
{
	return (unsigned)number_le(s, 0, 2);
}

bool udf_taste(struct span image)
{
	enum { FIRST = 16, LAST = 32, SECTOR = 2048 };
	for (unsigned i = FIRST; i < LAST; i++)
		if (span_has_at(image, i * SECTOR + 1, SPAN("NSR0")))
			return true;
	return false;
}

/* --- volume --- */

struct volume {
	struct span map; /* partition maps */
	uint64_t map_count;
	uint64_t file_set_block;
	uint16_t file_set_partition;
	uint64_t number_starts[UDF_PARTITIONS_MAX]; /* partition number to block */
	uint16_t numbers[UDF_PARTITIONS_MAX];
	unsigned numbered;
};

static struct span anchor(struct udf *u)
{
	static const uint64_t sizes[] = { 2048, 512, 4096, 1024 };
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		struct span s = span_part(u->image, 256 * sizes[i], 512);
		if (tag(s) == TAG_ANCHOR && number_le(s, 12, 4) == 256) {
			u->block = sizes[i];
			return s;
		}
	}
	return SPAN("");
}

static void take_partition(struct volume *v, struct span s)
{
	if (v->numbered == UDF_PARTITIONS_MAX)
		return;
	v->numbers[v->numbered] = (uint16_t)number_le(s, 22, 2);
	v->number_starts[v->numbered++] = number_le(s, 188, 4);
}

static void read_sequence(struct udf *u, struct span anchor, struct volume *v)
{
	uint64_t n = number_le(anchor, 16, 4) / u->block, at = number_le(anchor, 20, 4);
	for (uint64_t i = 0; i < n && i < DESCRIPTORS_MAX; i++) {
		struct span s = span_part(u->image, (at + i) * u->block, u->block);
		switch (tag(s)) {
		case TAG_PARTITION: take_partition(v, s); break;
		case TAG_VOLUME:
			v->map_count = number_le(s, 268, 4);
			v->map = span_part(s, 440, number_le(s, 264, 4));
			v->file_set_block = number_le(s, 252, 4);
			v->file_set_partition = (uint16_t)number_le(s, 256, 2);
			break;
		case TAG_END: return;
		default: break;
		}
	}
}

static uint64_t start_of_number(const struct volume *v, uint64_t number)
{
	for (unsigned i = 0; i < v->numbered; i++)
		if (v->numbers[i] == number)
			return v->number_starts[i];
	return v->numbered ? v->number_starts[0] : 0;
}

/* Where the metadata file of a partition has its first block. */
static uint64_t metadata_start(struct udf *u, uint64_t partition, uint64_t block)
{
	struct span s = span_part(u->image, (partition + block) * u->block, u->block);
	uint64_t head = tag(s) == TAG_FILE ? 176 : 216;
	uint64_t extra = number_le(s, head - 8, 4);
	return partition + number_le(s, head + extra + 4, 4);
}

static void read_maps(struct udf *u, const struct volume *v)
{
	struct span rest = v->map;
	for (uint64_t i = 0; i < v->map_count && i < UDF_PARTITIONS_MAX; i++) {
		uint64_t n = number_le(rest, 1, 1);
		uint64_t start = start_of_number(
			v, number_le(rest, number_le(rest, 0, 1) == 1 ? 4 : 38, 2));
		if (span_has_at(rest, 5, SPAN("*UDF Metadata")))
			start = metadata_start(u, start, number_le(rest, 40, 4));
		if (n < 6)
			return;
		u->starts[u->partitions++] = start * u->block;
		rest = span_skip(rest, n);
	}
}

static uint64_t place(const struct udf *u, uint64_t partition, uint64_t block)
{
	if (partition >= u->partitions)
		return UINT64_MAX;
	return u->starts[partition] + block * u->block;
}

/* --- extents --- */

struct extents {
	const struct udf *u;
	struct span ads;
	unsigned kind;
	uint16_t partition;
	uint64_t left; /* of the file's size */
	unsigned count;
};

static bool begin(const struct udf *u, const struct udf_entry *e, struct extents *x)
{
	struct span s = span_part(u->image, e->icb, u->block);
	bool is_long = tag(s) == TAG_FILE_LONG;
	if (tag(s) != TAG_FILE && !is_long)
		return false;
	uint64_t head = is_long ? 216 : 176;
	uint64_t extra = number_le(s, head - 8, 4), ads = number_le(s, head - 4, 4);
	*x = (struct extents){
		.u = u,
		.ads = span_part(s, head + extra, ads),
		.kind = (unsigned)number_le(s, 34, 2) & 7,
		.partition = e->partition,
		.left = number_le(s, 56, 8),
	};
	return x->ads.n == ads;
}

/* The next run of bytes; an empty one with a NULL pointer at the end. Extents that are not
 * recorded are zeros, and told by `*zeros_r`. */
static struct span next_extent(struct extents *x, uint64_t *zeros_r)
{
	*zeros_r = 0;
	while (x->left && x->count++ < EXTENTS_MAX) {
		if (x->kind == ADS_INSIDE) {
			uint64_t n = x->left;
			x->left = 0;
			return span_part(x->ads, 0, n);
		}
		size_t step = x->kind == ADS_SHORT ? 8 : x->kind == ADS_LONG ? 16 : 20;
		size_t where = x->kind <= ADS_LONG ? 4 : 12;
		uint64_t told = number_le(x->ads, 0, 4), n = told & 0x3FFFFFFF;
		uint64_t partition = x->kind == ADS_SHORT
					     ? x->partition
					     : number_le(x->ads, where + 4, 2);
		uint64_t at = place(x->u, partition, number_le(x->ads, where, 4));
		if (x->ads.n < step || n == 0)
			break;
		x->ads = span_skip(x->ads, step);
		if (told >> 30 == ADS_ELSEWHERE) {
			struct span more = span_part(x->u->image, at, x->u->block);
			x->ads = span_part(more, 24, number_le(more, 20, 4));
			continue;
		}
		n = n < x->left ? n : x->left;
		x->left -= n;
		if (told >> 30 == 0)
			return span_part(x->u->image, at, n);
		*zeros_r = n;
		return SPAN("");
	}
	return (struct span){ NULL, 0 };
}

bool udf_is_in_a_row(const struct udf *u, const struct udf_entry *e, struct span *bytes_r)
{
	struct extents x;
	uint64_t zeros;
	*bytes_r = SPAN("");
	if (e->size == 0)
		return true;
	if (!begin(u, e, &x))
		return false;
	*bytes_r = next_extent(&x, &zeros);
	return bytes_r->n == e->size;
}

bool udf_gather(const struct udf *u, const struct udf_entry *e, unsigned char *room,
	size_t room_n, size_t *n_r)
{
	struct extents x;
	uint64_t zeros;
	*n_r = 0;
	if (!begin(u, e, &x))
		return false;
	while (*n_r < room_n) {
		struct span s = next_extent(&x, &zeros);
		if (s.n == 0 && zeros == 0)
			break;
		s = span_take(s, room_n - *n_r);
		memcpy(room + *n_r, s.p, s.n);
		*n_r += s.n;
		*n_r += zeros < room_n - *n_r ? (size_t)zeros : room_n - *n_r;
	}
	return *n_r == e->size;
}

/* --- folders --- */

struct walk {
	struct udf *u;
	struct arena *arena;
	size_t capacity, max;
	uint64_t budget; /* bytes of folders */
	bool broken, limited;
};

static void add_name(struct text *t, struct span s)
{
	bool wide = s.n && s.p[0] == 16;
	for (size_t i = 1; i < s.n; i += wide ? 2 : 1) {
		uint32_t c = wide ? (uint32_t)number_be(s, i, 2) : s.p[i];
		uint32_t low = (uint32_t)number_be(s, i + 2, 2);
		if (wide && c >> 10 == 0x36 && low >> 10 == 0x37) {
			c = 0x10000 + ((c & 0x3FF) << 10) + (low & 0x3FF);
			i += 2;
		}
		utf8_add(t, c);
	}
}

static int64_t date_of(struct span s)
{
	unsigned month = (unsigned)number_le(s, 4, 1), day = (unsigned)number_le(s, 5, 1);
	if (month < 1 || month > 12 || day < 1)
		return 0;
	return when_days((int64_t)number_le(s, 2, 2), month, day) * 86400 +
	       (int64_t)(number_le(s, 6, 1) * 3600 + number_le(s, 7, 1) * 60 +
			 number_le(s, 8, 1));
}

static void add_entry(
	struct walk *w, struct span folder, struct span id, struct span name)
{
	struct udf *u = w->u;
	unsigned traits = (unsigned)number_le(id, 18, 1);
	struct text t;
	if (u->count >= w->max) {
		w->limited = true;
		return;
	}
	text_init(&t, w->arena, NAME_BYTES_MAX);
	text_add(&t, folder);
	if (folder.n)
		text_add_byte(&t, '/');
	add_name(&t, name);
	struct udf_entry e = {
		.name = text_span(&t),
		.partition = (uint16_t)number_le(id, 28, 2),
		.is_folder = traits & IS_FOLDER,
		.is_hidden = traits & IS_HIDDEN,
	};
	e.icb = place(u, e.partition, number_le(id, 24, 4));
	struct span s = span_part(u->image, e.icb, u->block);
	e.size = number_le(s, 56, 8);
	e.date_s = date_of(span_part(s, tag(s) == TAG_FILE_LONG ? 92 : 84, 12));
	w->broken = w->broken || (tag(s) != TAG_FILE && tag(s) != TAG_FILE_LONG);
	u->entries = arena_grow(
		w->arena, u->entries, u->count, &w->capacity, sizeof(u->entries[0]));
	u->entries[u->count++] = e;
}

static void read_identifiers(struct walk *w, struct span folder, struct span s)
{
	while (s.n >= IDENTIFIER_BYTES && !w->limited) {
		uint64_t name_n = number_le(s, 19, 1), use_n = number_le(s, 36, 2);
		uint64_t n = (IDENTIFIER_BYTES + name_n + use_n + 3) & ~(uint64_t)3;
		unsigned traits = (unsigned)number_le(s, 18, 1);
		if (tag(s) != TAG_IDENTIFIER) {
			w->broken = true;
			return;
		}
		if (!(traits & (IS_DELETED | IS_PARENT)))
			add_entry(w, folder, s,
				span_part(s, IDENTIFIER_BYTES + use_n, name_n));
		s = span_skip(s, n);
	}
}

static void read_folder(struct walk *w, struct span name, const struct udf_entry *e)
{
	struct span s;
	if (e->size > w->budget) {
		w->broken = true;
		return;
	}
	w->budget -= e->size;
	if (!udf_is_in_a_row(w->u, e, &s)) {
		unsigned char *room = arena_alloc(w->arena, e->size);
		size_t n;
		w->broken = !udf_gather(w->u, e, room, e->size, &n) || w->broken;
		s = span_of(room, n);
	}
	read_identifiers(w, name, s);
}

enum got udf_read(
	struct arena *a, struct span image, size_t entries_max, struct udf *udf_r)
{
	struct volume v = { 0 };
	*udf_r = (struct udf){ .image = image };
	struct span at = anchor(udf_r);
	if (at.n == 0)
		return GOT_NONE;
	read_sequence(udf_r, at, &v);
	read_maps(udf_r, &v);
	struct span set = span_part(
		image, place(udf_r, v.file_set_partition, v.file_set_block), 512);
	if (tag(set) != TAG_FILE_SET)
		return GOT_NONE;
	struct walk w = { .u = udf_r, .arena = a, .max = entries_max, .budget = image.n };
	struct udf_entry root = {
		.icb = place(udf_r, number_le(set, 408, 2), number_le(set, 404, 4)),
		.partition = (uint16_t)number_le(set, 408, 2),
	};
	root.size = number_le(span_part(image, root.icb, 512), 56, 8);
	read_folder(&w, SPAN(""), &root);
	for (size_t i = 0; i < udf_r->count && !w.limited; i++) {
		struct udf_entry e = udf_r->entries[i];
		if (e.is_folder)
			read_folder(&w, e.name, &e);
	}
	return w.limited ? GOT_LIMIT : w.broken ? GOT_SOME : GOT_ALL;
}
