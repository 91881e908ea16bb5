/* Letters of Outlook (MS-OXMSG 2.1 and 2.2): each property is a stream called
 * "__substg1.0_" and eight hex digits, four for the property and four for its type; an
 * attachment is a storage of such streams. Letters within letters are storages of the same
 * file, so every storage is looked at, however deep, and all attachments make one list.
 *
 * Left out: compressed RTF (told by `has_rtf`), named properties, and addresses. */
#include "parse/file/msg.h"

#define STREAM_PREFIX "__substg1.0_"

enum { TYPE_TEXT8 = 0x001E, TYPE_TEXT16 = 0x001F, TYPE_BYTES = 0x0102 };

enum {
	PROP_BODY = 0x1000,
	PROP_RTF = 0x1009,
	PROP_HTML = 0x1013,
	PROP_DISPLAY_NAME = 0x3001,
	PROP_DATA = 0x3701,
	PROP_FILE_NAME = 0x3704,
	PROP_LONG_NAME = 0x3707,
	PROP_LONG_PATH = 0x370D,
	PROP_MIME_TAG = 0x370E,
};

enum { NAME_BYTES_MAX = 2048 };

static bool hex_digit(unsigned char c, uint32_t *v)
{
	if (c >= '0' && c <= '9')
		*v = *v << 4 | (uint32_t)(c - '0');
	else if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f')
		*v = *v << 4 | (uint32_t)((c | 0x20) - 'a' + 10);
	else
		return false;
	return true;
}

/* Property and type of a stream's name; 0 for another stream. Values of a list have
 * "-00000000" behind them and are no matter here. */
static uint32_t tag_of(struct span name)
{
	struct span prefix = SPAN(STREAM_PREFIX);
	uint32_t tag = 0;
	if (name.n != prefix.n + 8 || !span_starts_with_nocase(name, prefix))
		return 0;
	for (size_t i = prefix.n; i < name.n; i++)
		if (!hex_digit(name.p[i], &tag))
			return 0;
	return tag;
}

struct reading {
	struct arena *arena;
	const struct ole *ole;
	struct msg *msg;
	size_t max, file_room, text_room;
	bool more;
};

/* --- attachments --- */

/* A short text among the streams of a storage, as UTF-8 where it is known. */
static struct span text_in(
	const struct reading *r, const struct ole_entry *storage, uint32_t property)
{
	static const unsigned types[] = { TYPE_TEXT16, TYPE_TEXT8 };
	for (size_t i = 0; i < r->ole->count; i++) {
		const struct ole_entry *e = &r->ole->entries[i];
		uint32_t tag = e->parent == storage ? tag_of(e->name) : 0;
		enum got got;
		if (tag >> 16 != property || e->kind != OLE_STREAM)
			continue;
		struct span s = ole_read(r->ole, e, NAME_BYTES_MAX, &got);
		if ((tag & 0xFFFF) == types[0])
			return utf16le_text(r->arena, s);
		if ((tag & 0xFFFF) == types[1])
			return span_take(s, span_find_byte(s, 0));
	}
	return SPAN("");
}

static struct span name_in(const struct reading *r, const struct ole_entry *storage)
{
	static const uint32_t names[] = { PROP_LONG_NAME, PROP_FILE_NAME,
		PROP_DISPLAY_NAME };
	struct span name = SPAN("");
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]) && !name.n; i++)
		name = text_in(r, storage, names[i]);
	return name;
}

static void add_file(struct reading *r, const struct ole_entry *e)
{
	struct msg *m = r->msg;
	if (m->count >= r->max) {
		r->more = true;
		return;
	}
	m->files = arena_grow(
		r->arena, m->files, m->count, &r->file_room, sizeof(*m->files));
	m->files[m->count++] = (struct msg_file){ .name = name_in(r, e->parent),
		.declared = text_in(r, e->parent, PROP_MIME_TAG),
		.data = e };
}

/* --- texts --- */

static void add_text(struct reading *r, const struct ole_entry *e, uint32_t tag)
{
	struct msg *m = r->msg;
	if (m->text_count >= r->max) {
		r->more = true;
		return;
	}
	m->texts = arena_grow(
		r->arena, m->texts, m->text_count, &r->text_room, sizeof(*m->texts));
	m->texts[m->text_count++] = (struct msg_text){ .stream = e,
		.is_html = tag >> 16 == PROP_HTML,
		.is_utf16 = (tag & 0xFFFF) == TYPE_TEXT16 };
}

static void read_entry(struct reading *r, const struct ole_entry *e)
{
	uint32_t tag = e->kind == OLE_STREAM ? tag_of(e->name) : 0;
	switch (tag >> 16) {
	case PROP_BODY:
	case PROP_HTML: add_text(r, e, tag); break;
	case PROP_RTF: r->msg->has_rtf |= e->size > 0; break;
	case PROP_LONG_PATH: r->msg->has_far |= e->size > 0; break;
	case PROP_DATA:
		if ((tag & 0xFFFF) == TYPE_BYTES)
			add_file(r, e);
		break;
	default: break;
	}
}

enum got msg_read(struct arena *a, const struct ole *ole, size_t max, struct msg *msg_r)
{
	struct reading r = { .arena = a, .ole = ole, .msg = msg_r, .max = max };
	*msg_r = (struct msg){ 0 };
	for (size_t i = 0; i < ole->count; i++)
		read_entry(&r, &ole->entries[i]);
	return r.more ? GOT_LIMIT : GOT_ALL;
}
