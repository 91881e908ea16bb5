/* The JSON of DiscordChatExporter: one channel. A direct channel is named after the other
 * person, so everybody else in it is the exporter. What a forwarded message said stands in
 * an object of its own. */
#include "parse/talk/inside.h"

#define OWN(key, slot)                                                                   \
	{                                                                                \
		1, { NULL, 0 }, SPAN(key), slot                                          \
	}
#define IN(parent, key, slot)                                                            \
	{                                                                                \
		2, SPAN(parent), SPAN(key), slot                                         \
	}
#define EACH(parent, key, slot)                                                          \
	{                                                                                \
		3, SPAN(parent), SPAN(key), slot                                         \
	}

static const struct talk_row rows[] = {
	OWN("timestamp", SLOT_WHEN_ISO),
	OWN("timestampEdited", SLOT_EDITED),
	OWN("type", SLOT_TYPE),
	OWN("content", SLOT_TEXT),
	IN("author", "id", SLOT_ID),
	IN("author", "name", SLOT_HANDLE),
	IN("author", "nickname", SLOT_NAME),
	IN("forwardedMessage", "content", SLOT_TEXT),
	IN("forwardedMessage", "timestamp", SLOT_FORWARDED),
	EACH("attachments", "fileName", SLOT_FILE),
	EACH("embeds", "url", SLOT_LINK),
};

enum { LIST = 2 }; /* depth of the members of "messages" */

static bool is_service(struct span type)
{
	return type.n && !span_equal(type, SPAN("Default")) &&
	       !span_equal(type, SPAN("Reply")) && !span_equal(type, SPAN("0"));
}

static void end_message(
	struct talk_reader *r, struct span chat, struct span id, bool is_direct)
{
	struct talk_message *m = &r->m;
	if (!m->who.name.n)
		m->who.name = m->who.handle;
	m->chat = json_text(r->scratch, chat);
	m->chat_id = id;
	m->is_group = !is_direct;
	if (is_direct && m->chat.n)
		m->side = span_equal(m->chat, m->who.handle) ||
					  span_equal(m->chat, m->who.name)
				  ? TALK_THEIRS
				  : TALK_MINE;
	if (is_service(r->type))
		m->kind = TALK_SERVICE;
	if (m->forwarded.n)
		m->forwarded = SPAN("?");
	talk_end(r);
}

enum got talk_read_discord(struct talk_reader *r)
{
	struct json j = json_of(r->bytes);
	struct json_item item;
	struct span chat = SPAN(""), id = SPAN(""), type = SPAN("");
	while (!r->ended && json_next(&j, &item)) {
		struct span top = json_key_at(&j, 1);
		if (span_equal(top, SPAN("channel")) && item.depth == 2) {
			if (span_equal(item.key, SPAN("name")))
				chat = item.text;
			else if (span_equal(item.key, SPAN("id")))
				id = item.text;
			else if (span_equal(item.key, SPAN("type")))
				type = item.text;
		}
		if (!span_equal(top, SPAN("messages")) || item.depth < LIST)
			continue;
		if (item.depth == LIST && item.kind == JSON_OBJECT)
			talk_begin(r, item.offset);
		else if (item.depth == LIST && item.kind == JSON_CLOSE)
			end_message(
				r, chat, id, span_equal(type, SPAN("DirectTextChat")));
		else
			talk_put(
				r, &j, &item, LIST, rows, sizeof(rows) / sizeof(rows[0]));
	}
	return j.broken || j.depth ? GOT_SOME : GOT_ALL;
}
