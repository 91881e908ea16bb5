/* Compound files: header, allocation tables and directory tree (MS-CFB 2.2 to 2.6) into a
 * flat list of storages and streams, whose bytes are gathered when they are wanted.
 *
 * Every number is hostile. A chain is followed for at most as many steps as the file has
 * sectors, so loops end; the tree is walked with a mark on each entry, so that none is seen
 * twice; what is allocated comes from lengths of what is there, never from told ones.
 * Entries that hang on no branch of the tree are left out: programs look names up in the
 * tree, so nothing can open them. */
#include "parse/file/ole.h"

#include "base/utf8.h"

enum {
	HEADER_BYTES = 512,
	HEADER_DIFAT = 109,
	ENTRY_BYTES = 128,
	NAME_BYTES = 64,
	PATH_MAX_BYTES = 300,
};

static const uint32_t LAST_SECTOR = 0xFFFFFFFA; /* numbers above have a meaning */
static const uint32_t END_OF_CHAIN = 0xFFFFFFFE;
static const uint32_t FREE_SECTOR = 0xFFFFFFFF;
static const uint32_t NO_ENTRY = 0xFFFFFFFF;

uint16_t le16(struct span s, size_t at)
{
	s = span_skip(s, at);
	return s.n < 2 ? 0 : (uint16_t)(s.p[0] | s.p[1] << 8);
}

uint32_t le32(struct span s, size_t at)
{
	s = span_skip(s, at);
	if (s.n < 4)
		return 0;
	return s.p[0] | (uint32_t)s.p[1] << 8 | (uint32_t)s.p[2] << 16 |
	       (uint32_t)s.p[3] << 24;
}

uint64_t le64(struct span s, size_t at)
{
	return le32(s, at) | (uint64_t)le32(s, at + 4) << 32;
}

struct span utf16le_text(struct arena *a, struct span s)
{
	struct text t;
	text_init(&t, a, s.n * 2 + 4);
	for (size_t i = 0; i + 1 < s.n; i += 2) {
		uint32_t c = le16(s, i);
		if (!c)
			break;
		if (c >> 10 == 0x36 && le16(s, i + 2) >> 10 == 0x37) {
			c = 0x10000 + ((c & 0x3FF) << 10) + (le16(s, i + 2) & 0x3FFu);
			i += 2;
		}
		utf8_add(&t, c);
	}
	return text_span(&t);
}

/* --- sectors --- */

static size_t sector_bytes(const struct ole *ole)
{
	return (size_t)1 << ole->sector_shift;
}

/* What is there of a sector: the last one of a file may be short. The header takes the room
 * of one. */
static struct span sector(const struct ole *ole, uint32_t number)
{
	uint64_t at = ((uint64_t)number + 1) << ole->sector_shift;
	if (at >= ole->bytes.n)
		return SPAN("");
	return span_take(span_skip(ole->bytes, (size_t)at), sector_bytes(ole));
}

static size_t sector_count(const struct ole *ole)
{
	size_t size = sector_bytes(ole);
	size_t all = ole->bytes.n / size + (ole->bytes.n % size != 0);
	return all ? all - 1 : 0;
}

/* One chain, in the FAT or in the mini FAT. */
struct chain {
	const uint32_t *table;
	size_t count;
	unsigned shift;
	struct span in; /* where unit 0 begins */
};

static struct chain big_chain(const struct ole *ole)
{
	return (struct chain){ ole->fat, ole->fat_count, ole->sector_shift,
		span_skip(ole->bytes, sector_bytes(ole)) };
}

static struct span unit(const struct chain *c, uint32_t number)
{
	uint64_t at = (uint64_t)number << c->shift;
	if (at >= c->in.n)
		return SPAN("");
	return span_take(span_skip(c->in, (size_t)at), (size_t)1 << c->shift);
}

static uint32_t following(const struct chain *c, uint32_t number)
{
	return number < c->count ? c->table[number] : FREE_SECTOR;
}

/* How many bytes the chain has, at most `wanted`, and whether they lie in one piece. */
static size_t chain_measure(
	const struct chain *c, uint32_t start, uint64_t wanted, bool *in_one_r)
{
	size_t n = 0, steps = 0;
	*in_one_r = true;
	for (uint32_t at = start; n < wanted && at < LAST_SECTOR && steps++ < c->count;) {
		size_t here = unit(c, at).n;
		n += here;
		if (here < (size_t)1 << c->shift)
			break;
		uint32_t next = following(c, at);
		if (n < wanted && next < LAST_SECTOR && next != at + 1)
			*in_one_r = false;
		at = next;
	}
	return n < wanted ? n : (size_t)wanted;
}

static struct span chain_read(
	struct arena *a, const struct chain *c, uint32_t start, uint64_t wanted)
{
	bool in_one;
	size_t n = chain_measure(c, start, wanted, &in_one);
	if (n == 0)
		return SPAN("");
	if (in_one)
		return span_take(span_skip(c->in, (size_t)start << c->shift), n);
	unsigned char *out = arena_alloc(a, n);
	size_t done = 0;
	for (uint32_t at = start; done < n; at = following(c, at)) {
		struct span s = span_take(unit(c, at), n - done);
		memcpy(out + done, s.p, s.n);
		done += s.n;
	}
	return span_of(out, n);
}

/* --- tables --- */

static void fill_fat(struct ole *ole, size_t *at, uint32_t number, bool *broken)
{
	struct span s = sector(ole, number);
	size_t here = sector_bytes(ole) / 4;
	if (s.n < sector_bytes(ole) && *at + s.n / 4 < ole->fat_count)
		*broken = true;
	for (size_t i = 0; i < here && *at < ole->fat_count; i++, (*at)++)
		if (i * 4 + 4 <= s.n)
			ole->fat[*at] = le32(s, i * 4);
}

/* The FAT's own sectors are listed in the header and, for large files, in a chain of
 * further lists (2.5). */
static void read_fat(struct ole *ole, bool *broken)
{
	ole->fat_count = sector_count(ole);
	ole->fat = arena_array(ole->arena, ole->fat_count + 1, sizeof(*ole->fat));
	memset(ole->fat, 0xFF, ole->fat_count * sizeof(*ole->fat));
	size_t at = 0;
	for (size_t i = 0; i < HEADER_DIFAT; i++) {
		uint32_t number = le32(ole->bytes, 76 + 4 * i);
		if (number < LAST_SECTOR)
			fill_fat(ole, &at, number, broken);
	}
	uint32_t next = le32(ole->bytes, 68);
	size_t each = sector_bytes(ole) / 4 - 1, steps = 0;
	while (next < LAST_SECTOR && at < ole->fat_count && steps++ <= ole->fat_count) {
		struct span list = sector(ole, next);
		for (size_t i = 0; i < each && at < ole->fat_count; i++) {
			uint32_t number = le32(list, 4 * i);
			if (list.n >= 4 * i + 4 && number < LAST_SECTOR)
				fill_fat(ole, &at, number, broken);
		}
		next = list.n < sector_bytes(ole) ? END_OF_CHAIN : le32(list, 4 * each);
	}
}

static void read_mini_fat(struct ole *ole)
{
	struct chain c = big_chain(ole);
	struct span s = chain_read(ole->arena, &c, le32(ole->bytes, 60), ole->bytes.n);
	ole->mini_fat_count = s.n / 4;
	ole->mini_fat = arena_array(ole->arena, s.n / 4 + 1, sizeof(*ole->mini_fat));
	for (size_t i = 0; i < s.n / 4; i++)
		ole->mini_fat[i] = le32(s, 4 * i);
}

/* --- the tree --- */

struct walk {
	struct ole *ole;
	struct span directory;
	size_t total, max, capacity;
	unsigned char *seen; /* one byte an entry */
	struct branch {
		uint32_t number;
		size_t parent; /* its index + 1 in the list; 0: the root */
	} * stack;
	size_t depth, stack_capacity;
	bool broken, full;
};

static void push(struct walk *w, uint32_t number, size_t parent)
{
	if (number == NO_ENTRY)
		return;
	if (number >= w->total || w->seen[number]) {
		w->broken = true;
		return;
	}
	w->seen[number] = 1;
	w->stack = arena_grow(
		w->ole->arena, w->stack, w->depth, &w->stack_capacity, sizeof(*w->stack));
	w->stack[w->depth++] = (struct branch){ number, parent };
}

static struct span raw_entry(const struct walk *w, uint32_t number)
{
	return span_take(
		span_skip(w->directory, (size_t)number * ENTRY_BYTES), ENTRY_BYTES);
}

static struct span raw_name(struct arena *a, struct span raw)
{
	size_t n = le16(raw, 64);
	if (n > NAME_BYTES)
		n = NAME_BYTES;
	return utf16le_text(a, span_take(raw, n & ~(size_t)1));
}

static uint64_t told_size(const struct ole *ole, struct span raw)
{
	/* Version 3 leaves rubbish in the upper half (2.6.1). */
	return ole->sector_shift == 9 ? le32(raw, 120) : le64(raw, 120);
}

static void add_entry(struct walk *w, struct span raw, size_t parent)
{
	struct ole *ole = w->ole;
	ole->entries = arena_grow(ole->arena, ole->entries, ole->count, &w->capacity,
		sizeof(*ole->entries));
	struct ole_entry *e = &ole->entries[ole->count++];
	*e = (struct ole_entry){ .name = raw_name(ole->arena, raw),
		.kind = raw.p[66] == 2 ? OLE_STREAM : OLE_STORAGE,
		.start = le32(raw, 116),
		.size = told_size(ole, raw) };
	memcpy(e->clsid, raw.p + 80, sizeof(e->clsid));
	/* An index for now: the list may move while it grows. */
	e->parent = (const struct ole_entry *)(uintptr_t)parent;
	struct text path;
	text_init(&path, ole->arena, PATH_MAX_BYTES);
	if (parent) {
		text_add(&path, ole->entries[parent - 1].path);
		text_add_byte(&path, '/');
	}
	text_add(&path, e->name);
	e->path = text_span(&path);
	if (e->kind == OLE_STORAGE)
		push(w, le32(raw, 76), ole->count);
}

static void walk_tree(struct walk *w)
{
	while (w->depth) {
		struct branch b = w->stack[--w->depth];
		struct span raw = raw_entry(w, b.number);
		push(w, le32(raw, 72), b.parent);
		push(w, le32(raw, 68), b.parent);
		if (raw.p[66] != 1 && raw.p[66] != 2)
			w->broken = true;
		else if (w->ole->count < w->max)
			add_entry(w, raw, b.parent);
		else
			w->full = true;
		if (w->full)
			return;
	}
}

static void link_parents(struct ole *ole)
{
	for (size_t i = 0; i < ole->count; i++) {
		uintptr_t parent = (uintptr_t)ole->entries[i].parent;
		ole->entries[i].parent = parent ? &ole->entries[parent - 1] : NULL;
	}
}

static enum got read_tree(struct ole *ole, size_t entries_max, bool broken)
{
	struct chain c = big_chain(ole);
	struct walk w = { .ole = ole, .max = entries_max, .broken = broken };
	w.directory = chain_read(ole->arena, &c, le32(ole->bytes, 48), ole->bytes.n);
	w.total = w.directory.n / ENTRY_BYTES;
	if (!w.total)
		return GOT_NONE;
	w.seen = arena_alloc(ole->arena, w.total);
	struct span root = raw_entry(&w, 0);
	memcpy(ole->clsid, root.p + 80, sizeof(ole->clsid));
	ole->mini = chain_read(ole->arena, &c, le32(root, 116), told_size(ole, root));
	w.seen[0] = 1;
	push(&w, le32(root, 76), 0);
	walk_tree(&w);
	link_parents(ole);
	return w.full ? GOT_LIMIT : w.broken ? GOT_SOME : GOT_ALL;
}

enum got ole_open(
	struct arena *a, struct span bytes, size_t entries_max, struct ole *ole_r)
{
	*ole_r = (struct ole){ .arena = a, .bytes = bytes };
	if (bytes.n < HEADER_BYTES ||
		!span_starts_with(bytes, SPAN("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")))
		return GOT_NONE;
	unsigned shift = le16(bytes, 30);
	bool broken = shift != 9 && shift != 12;
	/* Programs go by the version where the shift is odd. */
	ole_r->sector_shift = !broken ? shift : le16(bytes, 26) == 4 ? 12 : 9;
	ole_r->mini_shift = 6;
	ole_r->mini_below = le32(bytes, 56) ? le32(bytes, 56) : 4096;
	read_fat(ole_r, &broken);
	read_mini_fat(ole_r);
	return read_tree(ole_r, entries_max, broken);
}

/* --- what it holds --- */

struct span ole_read(
	const struct ole *ole, const struct ole_entry *e, size_t max, enum got *got_r)
{
	*got_r = GOT_ALL;
	if (e->kind != OLE_STREAM || !e->size)
		return SPAN("");
	struct chain c = big_chain(ole);
	if (e->size < ole->mini_below)
		c = (struct chain){ ole->mini_fat, ole->mini_fat_count, ole->mini_shift,
			ole->mini };
	uint64_t wanted = e->size < max ? e->size : max;
	struct span s = chain_read(ole->arena, &c, e->start, wanted);
	if (s.n < wanted)
		*got_r = GOT_SOME;
	else if (wanted < e->size)
		*got_r = GOT_LIMIT;
	return s;
}

const struct ole_entry *ole_find(
	const struct ole *ole, const struct ole_entry *parent, struct span name)
{
	for (size_t i = 0; i < ole->count; i++)
		if (ole->entries[i].parent == parent &&
			span_equal_nocase(ole->entries[i].name, name))
			return &ole->entries[i];
	return NULL;
}
