/* Macros: the list of modules in the packed "dir" stream (MS-OVBA 2.3.4.2), each module's
 * text behind its compiled form (2.3.4.3), and the packing of both (2.4.1).
 *
 * What the list names wrongly or not at all is looked for: a stream of the storage that
 * holds a packed text ("Attribut..." as the first literal bytes) is a module too. Of the
 * compiled form only the number of its lines is read, which tells a module whose text was
 * taken out. */
#include "parse/file/vba.h"

#include "base/text.h"

enum {
	CHUNK_BYTES = 4096,
	DIR_MAX = 4 << 20,
	MODULES_MAX = 2000,
};

/* --- unpacking --- */

/* Bits of a copy token's offset: as many as the place in the chunk needs, at least 4. */
static unsigned offset_bits(size_t done)
{
	unsigned bits = 4;
	while (((size_t)1 << bits) < done)
		bits++;
	return bits;
}

static bool copy_token(struct text *t, size_t chunk_start, unsigned token)
{
	size_t done = t->n - chunk_start;
	unsigned bits = offset_bits(done);
	size_t back = (token >> (16 - bits)) + 1;
	size_t length = (token & (0xFFFFu >> bits)) + 3;
	if (back > done || done + length > CHUNK_BYTES + 3)
		return false;
	while (length-- && !t->cut)
		text_add_byte(t, (unsigned char)t->p[t->n - back]);
	return true;
}

static bool unpack_chunk(struct text *t, struct span s)
{
	size_t start = t->n;
	while (s.n && !t->cut) {
		unsigned flags = s.p[0];
		s = span_skip(s, 1);
		for (unsigned bit = 0; bit < 8 && s.n; bit++) {
			if (!(flags >> bit & 1)) {
				if (t->n - start >= CHUNK_BYTES)
					return false;
				text_add_byte(t, s.p[0]);
				s = span_skip(s, 1);
				continue;
			}
			if (s.n < 2 || !copy_token(t, start, le16(s, 0)))
				return false;
			s = span_skip(s, 2);
		}
	}
	return true;
}

struct span vba_unpack(struct arena *a, struct span packed, size_t max, enum got *got_r)
{
	struct text t;
	text_init(&t, a, max);
	*got_r = GOT_ALL;
	if (packed.n < 3 || packed.p[0] != 1) {
		*got_r = GOT_NONE;
		return SPAN("");
	}
	packed = span_skip(packed, 1);
	while (packed.n >= 2 && !t.cut) {
		unsigned head = le16(packed, 0);
		size_t length = (head & 0xFFF) + 1;
		if ((head >> 12 & 7) != 3)
			break; /* padding behind the last chunk */
		packed = span_skip(packed, 2);
		struct span chunk = span_take(packed, head >> 15 ? length : CHUNK_BYTES);
		packed = span_skip(packed, chunk.n);
		if (chunk.n < length)
			*got_r = GOT_SOME;
		if (!(head >> 15))
			text_add(&t, chunk);
		else if (!unpack_chunk(&t, chunk))
			*got_r = GOT_SOME;
	}
	if (t.cut)
		*got_r = GOT_LIMIT;
	return t.n ? text_span(&t) : SPAN("");
}

size_t vba_unpacked_max(struct span packed)
{
	size_t max = 0;
	if (packed.n)
		packed = span_skip(packed, 1);
	while (packed.n >= 2) {
		unsigned head = le16(packed, 0);
		if ((head >> 12 & 7) != 3)
			break;
		packed = span_skip(packed,
			2 + (head >> 15 ? (head & 0xFFF) + 1 : (unsigned)CHUNK_BYTES));
		max += CHUNK_BYTES + 3;
	}
	return max;
}

/* --- the list of modules --- */

enum {
	ID_CODE_PAGE = 0x03,
	ID_VERSION = 0x09,
	ID_END = 0x10,
	ID_MODULE = 0x19,
	ID_STREAM = 0x1A,
	ID_PROCEDURAL = 0x21,
	ID_CLASS = 0x22,
	ID_MODULE_END = 0x2B,
	ID_OFFSET = 0x31,
	ID_STREAM_UNICODE = 0x32,
	ID_MODULE_UNICODE = 0x47,
};

struct reading {
	struct arena *arena;
	const struct ole *ole;
	const struct ole_entry *storage;
	struct vba *vba;
	size_t capacity, *room;
	bool broken, no_room;
};

static size_t room_for(struct reading *r, uint64_t wanted)
{
	if (wanted > *r->room)
		r->no_room = true;
	return wanted < *r->room ? (size_t)wanted : *r->room;
}

static uint64_t size_of(const struct ole *ole, const struct ole_entry *e)
{
	return e->size < ole->bytes.n ? e->size : ole->bytes.n;
}

static struct span stream_of(struct reading *r, const struct ole_entry *e)
{
	enum got got;
	struct span s = ole_read(r->ole, e, room_for(r, size_of(r->ole, e)), &got);
	if (!span_inside(r->ole->bytes, s))
		*r->room -= s.n;
	return s;
}

static struct vba_module *add_module(struct reading *r)
{
	struct vba *v = r->vba;
	if (v->count >= MODULES_MAX)
		return NULL;
	v->modules = arena_grow(
		r->arena, v->modules, v->count, &r->capacity, sizeof(*v->modules));
	v->modules[v->count] = (struct vba_module){ 0 };
	return &v->modules[v->count++];
}

static void find_stream(struct reading *r, struct vba_module *m, struct span name)
{
	const struct ole_entry *e = ole_find(r->ole, r->storage, name);
	if (e && e->kind == OLE_STREAM)
		m->stream = e;
}

/* One record of a module; `m` is the last one that began. */
static void module_record(
	struct reading *r, struct vba_module *m, unsigned id, struct span data)
{
	switch (id) {
	case ID_STREAM:
		if (!m->stream)
			find_stream(r, m, data);
		break;
	case ID_STREAM_UNICODE: find_stream(r, m, utf16le_text(r->arena, data)); break;
	case ID_MODULE_UNICODE: m->name = utf16le_text(r->arena, data); break;
	case ID_OFFSET: m->offset = le32(data, 0); break;
	case ID_CLASS: m->is_class = true; break;
	default: break;
	}
}

static void read_list(struct reading *r, struct span dir)
{
	struct vba_module *m = NULL;
	while (dir.n >= 6) {
		unsigned id = le16(dir, 0);
		size_t size = id == ID_VERSION ? 6 : le32(dir, 2);
		dir = span_skip(dir, 6);
		if (size > dir.n) {
			r->broken = true;
			return;
		}
		struct span data = span_take(dir, size);
		dir = span_skip(dir, size);
		if (id == ID_END)
			return;
		if (id == ID_CODE_PAGE)
			r->vba->code_page = le16(data, 0);
		if (id == ID_MODULE) {
			m = add_module(r);
			if (!m)
				break;
			m->listed = true;
			m->name = data;
		} else if (m) {
			module_record(r, m, id, data);
		}
	}
	r->broken = true; /* no end was told */
}

/* --- modules that are in no list --- */

/* Where a packed text that begins with "Attribute" stands. */
static size_t find_text(struct span s)
{
	size_t at = span_find(s, SPAN("\0Attribut"));
	return at == SPAN_NONE || at < 3 || s.p[at - 3] != 1 ? SPAN_NONE : at - 3;
}

static bool is_listed(const struct vba *v, const struct ole_entry *e)
{
	for (size_t i = 0; i < v->count; i++)
		if (v->modules[i].stream == e)
			return true;
	return false;
}

static void look_for_others(struct reading *r)
{
	for (size_t i = 0; i < r->ole->count; i++) {
		const struct ole_entry *e = &r->ole->entries[i];
		if (e->parent != r->storage || e->kind != OLE_STREAM ||
			is_listed(r->vba, e) || span_equal_nocase(e->name, SPAN("dir")))
			continue;
		struct span s = stream_of(r, e);
		size_t at = find_text(s);
		struct vba_module *m = at == SPAN_NONE ? NULL : add_module(r);
		if (m) {
			m->name = e->name;
			m->stream = e;
			m->bytes = s;
			m->offset = at;
		}
	}
}

/* --- the compiled form --- */

/* Its lines are counted behind a mark of four bytes; 0 when it is not found. */
static unsigned lines_compiled(struct span compiled)
{
	size_t at = span_find(compiled, SPAN("\xFE\xCA\x01\x00"));
	return at == SPAN_NONE ? 0 : le16(compiled, at + 4);
}

static void look_at_modules(struct reading *r)
{
	for (size_t i = 0; i < r->vba->count; i++) {
		struct vba_module *m = &r->vba->modules[i];
		if (!m->stream) {
			r->broken = true;
			continue;
		}
		if (!m->bytes.n)
			m->bytes = stream_of(r, m->stream);
		struct span s = m->bytes;
		if (m->offset >= s.n || s.p[m->offset] != 1) {
			size_t at = find_text(s);
			m->offset = at == SPAN_NONE ? s.n : at;
		}
		m->code_lines = lines_compiled(span_take(s, m->offset));
	}
}

static void read_project(struct reading *r)
{
	const struct ole_entry *e = ole_find(r->ole, r->storage->parent, SPAN("PROJECT"));
	struct span text = e ? stream_of(r, e) : SPAN("");
	while (text.n) {
		struct span line = span_line(&text);
		/* Without a password the value is short (2.3.1.15). */
		if (span_starts_with(line, SPAN("DPB=\"")) && line.n > 45)
			r->vba->has_password = true;
	}
}

static struct span unpack_list(
	struct reading *r, const struct ole_entry *e, enum got *got_r)
{
	struct span packed = stream_of(r, e);
	size_t most = vba_unpacked_max(packed);
	size_t room = room_for(r, most < DIR_MAX ? most : DIR_MAX);
	struct span dir = vba_unpack(r->arena, packed, room, got_r);
	*r->room -= dir.n;
	return dir;
}

/* Each stream is read once; two names for one are no honest project. */
uint64_t vba_room(const struct ole *ole, const struct ole_entry *storage)
{
	uint64_t wanted = DIR_MAX;
	for (size_t i = 0; i < ole->count; i++) {
		const struct ole_entry *e = &ole->entries[i];
		if (e->parent == storage ||
			(e->parent == storage->parent &&
				span_equal_nocase(e->name, SPAN("PROJECT"))))
			wanted += size_of(ole, e);
	}
	return wanted;
}

enum got vba_open(struct arena *a, const struct ole *ole, const struct ole_entry *storage,
	size_t *room, struct vba *vba_r)
{
	struct reading r = {
		.arena = a, .ole = ole, .storage = storage, .vba = vba_r, .room = room
	};
	*vba_r = (struct vba){ 0 };
	const struct ole_entry *e = ole_find(ole, storage, SPAN("dir"));
	enum got got = GOT_NONE;
	if (e)
		read_list(&r, unpack_list(&r, e, &got));
	look_for_others(&r);
	look_at_modules(&r);
	read_project(&r);
	if (r.no_room)
		return GOT_LIMIT;
	if (!e && !vba_r->count)
		return GOT_NONE;
	return r.broken || got != GOT_ALL ? GOT_SOME : GOT_ALL;
}

struct span vba_packed_source(const struct vba_module *m)
{
	return span_skip(m->bytes, m->offset);
}

unsigned vba_source_lines(struct span source)
{
	unsigned lines = 0;
	while (source.n) {
		struct span line = span_trim(span_line(&source));
		if (line.n && !span_starts_with(line, SPAN("Attribute ")))
			lines++;
	}
	return lines;
}
