/* HFS+ and HFSX volumes to their files (Apple Technical Note TN1150, "HFS Plus Volume Format"):
 * the volume header tells where the catalog is, whose leaf nodes are read one after another;
 * each record of a file or folder names the folder that it is in.
 *
 * Left out: the extents overflow file (what is in more than eight pieces is marked), resource
 * forks, and bytes that are packed in attributes (TN1150 is older than those). */
#include "parse/file/hfs.h"

#include "base/text.h"
#include "base/utf8.h"
#include "parse/file/number.h"

enum {
	HEADER_AT = 1024,
	CATALOG_AT = 272, /* in the header: the catalog's fork */
	NODE_HEAD = 14,
	LEAF = 0xFF, /* -1 */
	ROOT_FOLDER = 2,
	FOLDERS_MAX = 32, /* around one file */
	NAME_UNITS_MAX = 255,
	PATH_BYTES_MAX = 2048,
	RECORD_FOLDER = 1,
	RECORD_FILE = 2,
};
static const int64_t SECONDS_1904_TO_1970 = 2082844800;

/* Room for the ids of folders: open addressing, twice as many places as there are entries. */
struct ids {
	const struct hfs_entry **places;
	size_t n;
};

/* --- bytes in extents --- */

static struct span extent_bytes(const struct hfs *hfs, const struct hfs_extent *x)
{
	return span_part(hfs->volume, (uint64_t)x->block * hfs->block_bytes,
		(uint64_t)x->count * hfs->block_bytes);
}

static void read_fork(struct span s, struct hfs_entry *e)
{
	e->size = number_be(s, 0, 8);
	uint64_t blocks = number_be(s, 12, 4), here = 0;
	for (unsigned i = 0; i < HFS_EXTENTS; i++) {
		e->extents[i].block = (uint32_t)number_be(s, 16 + i * 8u, 4);
		e->extents[i].count = (uint32_t)number_be(s, 20 + i * 8u, 4);
		here += e->extents[i].count;
	}
	e->is_scattered = blocks > here;
}

bool hfs_is_in_a_row(
	const struct hfs *hfs, const struct hfs_entry *e, struct span *bytes_r)
{
	struct span all = extent_bytes(hfs, &e->extents[0]);
	*bytes_r = span_part(all, 0, e->size);
	return bytes_r->n == e->size;
}

bool hfs_gather(const struct hfs *hfs, const struct hfs_entry *e, unsigned char *room,
	size_t room_n, size_t *n_r)
{
	size_t n = 0, wanted = e->size < room_n ? (size_t)e->size : room_n;
	bool whole = true;
	for (unsigned i = 0; i < HFS_EXTENTS && n < wanted && whole; i++) {
		struct span piece = extent_bytes(hfs, &e->extents[i]);
		whole = piece.n == (uint64_t)e->extents[i].count * hfs->block_bytes;
		piece = span_take(piece, wanted - n);
		if (piece.n)
			memcpy(room + n, piece.p, piece.n);
		n += piece.n;
	}
	*n_r = n;
	return n == e->size;
}

/* --- names --- */

/* In a name on the disk ':' stands for what people see as '/'. */
static struct span name_of(struct arena *a, struct span s, size_t units)
{
	struct text t;
	text_init(&t, a, 3 * NAME_UNITS_MAX + 1);
	for (size_t i = 0; i < units && i < NAME_UNITS_MAX; i++) {
		uint32_t c = (uint32_t)number_be(s, i * 2, 2);
		if (c >= 0xD800 && c < 0xDC00 && i + 1 < units)
			c = 0x10000 + ((c & 0x3FF) << 10) +
			    ((uint32_t)number_be(s, ++i * 2, 2) & 0x3FF);
		utf8_add(&t, c == '/' ? ':' : c);
	}
	return span_of(t.p, t.n);
}

/* Names that the system itself gives, with control characters that are no trick. */
static struct span known_name(struct span name)
{
	static const struct span own[] = { SPAN("HFS+ Private Data"),
		SPAN("HFS+ Private Directory Data") };
	for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++)
		if (span_find(name, own[i]) != SPAN_NONE)
			return own[i];
	return span_equal(name, SPAN("Icon\r")) ? SPAN("Icon") : name;
}

static size_t place_of(const struct ids *ids, uint32_t id)
{
	size_t at = id * (size_t)2654435761u % ids->n;
	while (ids->places[at] && ids->places[at]->id != id)
		at = (at + 1) % ids->n;
	return at;
}

static struct span path_of(
	struct arena *a, const struct ids *ids, const struct hfs_entry *e)
{
	const struct hfs_entry *folders[FOLDERS_MAX];
	struct text t;
	size_t n = 0;
	uint32_t id = e->folder;
	while (n < FOLDERS_MAX && id != ROOT_FOLDER && ids->places[place_of(ids, id)]) {
		folders[n] = ids->places[place_of(ids, id)];
		id = folders[n++]->folder;
	}
	if (n == 0)
		return e->name;
	text_init(&t, a, PATH_BYTES_MAX);
	while (n > 0) {
		text_add(&t, folders[--n]->name);
		text_add_byte(&t, '/');
	}
	text_add(&t, e->name);
	return span_of(t.p, t.n);
}

/* Names become paths at the end, when all folders are known. */
static void make_paths(struct arena *a, struct hfs *hfs)
{
	struct ids ids = { .n = hfs->count * 2 + 1 };
	ids.places = arena_array(a, ids.n, sizeof(struct hfs_entry *));
	struct span *paths = arena_array(a, hfs->count, sizeof(struct span));
	for (size_t i = 0; i < hfs->count; i++)
		if (hfs->entries[i].is_folder)
			ids.places[place_of(&ids, hfs->entries[i].id)] = &hfs->entries[i];
	for (size_t i = 0; i < hfs->count; i++)
		paths[i] = path_of(a, &ids, &hfs->entries[i]);
	for (size_t i = 0; i < hfs->count; i++)
		hfs->entries[i].name = paths[i];
}

/* --- the catalog --- */

static void fill(struct hfs_entry *e, struct span data, bool is_folder)
{
	enum { KIND = 0170000, LINK = 0120000, PACKED = 0x20, INVISIBLE = 0x4000 };
	e->id = (uint32_t)number_be(data, 8, 4);
	uint64_t changed = number_be(data, 16, 4);
	e->date_s = changed ? (int64_t)changed - SECONDS_1904_TO_1970 : 0;
	e->mode = (uint32_t)number_be(data, 42, 2);
	e->is_folder = is_folder;
	e->is_hidden = number_be(data, 56, 2) & INVISIBLE;
	if (is_folder)
		return;
	e->is_symlink = (e->mode & KIND) == LINK;
	e->is_packed = number_be(data, 41, 1) & PACKED;
	read_fork(span_part(data, 88, 80), e);
}

/* False: there is room for no more. */
static bool read_record(struct arena *a, struct hfs *hfs, struct span record, size_t max)
{
	uint64_t key_n = number_be(record, 0, 2), units = number_be(record, 6, 2);
	struct span name = span_part(record, 8, units * 2);
	struct span data = span_part(record, 2 + key_n, record.n);
	uint64_t kind = number_be(data, 0, 2);
	struct hfs_entry e = { .folder = (uint32_t)number_be(record, 2, 4) };
	if ((kind != RECORD_FOLDER && kind != RECORD_FILE) || e.folder < ROOT_FOLDER)
		return true; /* threads, and the root itself */
	if (hfs->count >= max)
		return false;
	fill(&e, data, kind == RECORD_FOLDER);
	e.name = known_name(name_of(a, name, name.n / 2));
	hfs->entries = arena_grow(
		a, hfs->entries, hfs->count, &hfs->capacity, sizeof(*hfs->entries));
	hfs->entries[hfs->count++] = e;
	return true;
}

/* Places of records are told from the end of the node. */
static enum got read_node(struct arena *a, struct hfs *hfs, struct span node, size_t max)
{
	uint64_t count = number_be(node, 10, 2);
	if (number_be(node, 8, 1) != LEAF || count * 2 + NODE_HEAD > node.n)
		return GOT_SOME;
	for (uint64_t i = 0; i < count; i++) {
		uint64_t at = number_be(node, node.n - 2 * (i + 1), 2);
		uint64_t end = number_be(node, node.n - 2 * (i + 2), 2);
		if (at < NODE_HEAD || end < at || end > node.n)
			return GOT_SOME;
		if (!read_record(a, hfs, span_part(node, at, end - at), max))
			return GOT_LIMIT;
	}
	return GOT_ALL;
}

/* No more nodes than there are can be visited, whatever they say of the next. */
static enum got read_catalog(
	struct arena *a, struct hfs *hfs, struct span catalog, size_t max)
{
	uint64_t node_n = number_be(catalog, 32, 2), next = number_be(catalog, 24, 4);
	enum got got = GOT_ALL;
	if (node_n < 512)
		return GOT_SOME;
	uint64_t left = catalog.n / node_n;
	for (; next != 0 && got == GOT_ALL; left--) {
		struct span node = span_part(catalog, next * node_n, node_n);
		if (left == 0 || node.n < node_n)
			return GOT_SOME;
		got = read_node(a, hfs, node, max);
		next = number_be(node, 0, 4);
	}
	return got;
}

/* The catalog in one piece, or gathered. */
static struct span catalog_of(struct arena *a, const struct hfs *hfs, bool *whole_r)
{
	struct hfs_entry fork = { 0 };
	struct span bytes;
	size_t n;
	read_fork(span_part(hfs->volume, HEADER_AT + CATALOG_AT, 80), &fork);
	*whole_r = hfs_is_in_a_row(hfs, &fork, &bytes);
	if (*whole_r || !fork.extents[1].count)
		return bytes;
	uint64_t most = hfs->volume.n < fork.size ? hfs->volume.n : fork.size;
	unsigned char *room = arena_alloc(a, (size_t)most);
	*whole_r = hfs_gather(hfs, &fork, room, (size_t)most, &n);
	return span_of(room, n);
}

enum got hfs_read(
	struct arena *a, struct span volume, size_t entries_max, struct hfs *hfs_r)
{
	bool whole;
	*hfs_r = (struct hfs){ .volume = volume };
	struct span mark = span_part(volume, HEADER_AT, 2);
	hfs_r->block_bytes = (uint32_t)number_be(volume, HEADER_AT + 40, 4);
	if ((!span_equal(mark, SPAN("H+")) && !span_equal(mark, SPAN("HX"))) ||
		hfs_r->block_bytes < 512)
		return GOT_NONE;
	struct span catalog = catalog_of(a, hfs_r, &whole);
	enum got got = read_catalog(a, hfs_r, catalog, entries_max);
	make_paths(a, hfs_r);
	return got == GOT_ALL && !whole ? GOT_SOME : got;
}
