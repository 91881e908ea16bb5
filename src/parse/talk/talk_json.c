/* Formats that are JSON differ in where a message's object stands and how its fields are
 * called: a table of rows tells both, and one function puts the values where they belong. */
#include "parse/talk/inside.h"

static struct span decoded(struct talk_reader *r, const struct json_item *item)
{
	return json_text(r->scratch, item->text);
}

static bool is_null(const struct json_item *item)
{
	return item->kind == JSON_WORD && (span_equal(item->text, SPAN("null")) ||
						  span_equal(item->text, SPAN("false")));
}

static void put(struct talk_reader *r, enum talk_slot slot, const struct json_item *item)
{
	struct talk_message *m = &r->m;
	struct span s = decoded(r, item);
	switch (slot) {
	case SLOT_TEXT: talk_add_text(r, s); break;
	case SLOT_LINK: talk_add_link(r, s); break;
	case SLOT_FILE: talk_add_file(r, s); break;
	case SLOT_NAME: m->who.name = s; break;
	case SLOT_NAME_OR:
		if (!m->who.name.n)
			m->who.name = s;
		break;
	case SLOT_ID: m->who.id = s; break;
	case SLOT_HANDLE: m->who.handle = s; break;
	case SLOT_WHEN_UNIX: m->when_s = talk_when_unix(s); break;
	case SLOT_WHEN_ISO:
		if (m->when_s == INT64_MIN)
			m->when_s = talk_when_iso(s);
		break;
	case SLOT_TYPE: r->type = s; break;
	case SLOT_FORWARDED: m->forwarded = s; break;
	case SLOT_EDITED: m->edited = true; break;
	case SLOT_SERVICE:
		talk_add_text(r, s);
		talk_add_text(r, SPAN(" "));
		break;
	}
}

void talk_put(struct talk_reader *r, const struct json *j, const struct json_item *item,
	size_t message_depth, const struct talk_row *rows, size_t row_count)
{
	size_t level = item->depth - message_depth;
	if ((item->kind != JSON_STRING && item->kind != JSON_WORD) || level == 0 ||
		level > 3 || is_null(item))
		return;
	for (size_t i = 0; i < row_count; i++) {
		const struct talk_row *row = &rows[i];
		if (row->level != level || !span_equal(row->key, item->key))
			continue;
		if (level > 1 &&
			!span_equal(row->parent, json_key_at(j, message_depth + 1)))
			continue;
		put(r, row->slot, item);
		return;
	}
}
