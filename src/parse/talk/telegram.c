/* result.json of Telegram Desktop ("Export chat history", "Export Telegram data", format
 * "Machine-readable JSON"): one chat, or an account with its own person, its contacts and
 * all its chats. A message's text is a string, or an array of strings and entities; links
 * behind words are `href` of entities. Who "me" is, an account tells by its user_id; in one
 * private chat everybody is me who has not the chat's own id. */
#include "parse/talk/inside.h"

#include "base/text.h"

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
	OWN("date_unixtime", SLOT_WHEN_UNIX),
	OWN("date", SLOT_WHEN_ISO),
	OWN("type", SLOT_TYPE),
	OWN("from", SLOT_NAME),
	OWN("from_id", SLOT_ID),
	OWN("actor", SLOT_NAME),
	OWN("actor_id", SLOT_ID),
	OWN("action", SLOT_SERVICE),
	OWN("title", SLOT_SERVICE),
	OWN("edited_unixtime", SLOT_EDITED),
	OWN("edited", SLOT_EDITED),
	OWN("forwarded_from", SLOT_FORWARDED),
	OWN("saved_from", SLOT_FORWARDED),
	OWN("file_name", SLOT_FILE),
	OWN("text", SLOT_TEXT),
	IN("text", "", SLOT_TEXT),
	EACH("text", "text", SLOT_TEXT),
	EACH("text", "href", SLOT_LINK),
	EACH("text_entities", "href", SLOT_LINK),
};

struct chat {
	struct span name, type, id;
};

struct walk {
	struct talk_reader *r;
	struct json j;
	struct chat chat;
	size_t list;	/* depth of the members of `messages`; 0: outside */
	bool in_person; /* of the owner, or of a contact */
	struct span first, last, id, phone;
	struct span file; /* the path told, where no name is */
};

static bool is_private(struct span type)
{
	return span_equal(type, SPAN("personal_chat")) ||
	       span_equal(type, SPAN("bot_chat")) ||
	       span_equal(type, SPAN("saved_messages"));
}

static struct span decoded(struct walk *w, struct span raw)
{
	return json_text(w->r->scratch, raw);
}

/* "user12" is 12, "channel7" stays: only people have plain numbers. */
static struct span number_of(struct span id)
{
	return span_starts_with(id, SPAN("user")) ? span_skip(id, 4) : id;
}

static enum talk_side side_of(const struct walk *w)
{
	const struct talk_message *m = &w->r->m;
	if (w->r->my_id.n && m->who.id.n)
		return span_equal(m->who.id, w->r->my_id) ? TALK_MINE : TALK_THEIRS;
	if (!is_private(w->chat.type) || !m->who.id.n)
		return TALK_UNTOLD;
	return span_equal(m->who.id, w->chat.id) ? TALK_THEIRS : TALK_MINE;
}

/* "(File not included. ...)" is what stands where the file was left out. */
static void end_message(struct walk *w)
{
	struct talk_message *m = &w->r->m;
	m->who.id = number_of(m->who.id);
	m->chat = decoded(w, w->chat.name);
	m->chat_id = w->chat.id;
	m->is_group = !is_private(w->chat.type);
	m->side = side_of(w);
	if (span_equal(w->r->type, SPAN("service")))
		m->kind = TALK_SERVICE;
	if (!m->file_count && w->file.n && w->file.p[0] != '(')
		talk_add_file(
			w->r, span_skip(w->file, span_rfind_byte(w->file, '/') + 1));
	talk_end(w->r);
	w->file = SPAN("");
}

static void in_messages(struct walk *w, const struct json_item *item)
{
	if (item->kind == JSON_OBJECT && item->depth == w->list) {
		talk_begin(w->r, item->offset);
	} else if (item->kind == JSON_CLOSE && item->depth == w->list) {
		end_message(w);
	} else if (item->kind == JSON_CLOSE && item->depth < w->list) {
		w->list = 0;
	} else if (item->depth == w->list + 1 && span_equal(item->key, SPAN("file"))) {
		w->file = decoded(w, item->text);
	} else {
		talk_put(
			w->r, &w->j, item, w->list, rows, sizeof(rows) / sizeof(rows[0]));
	}
}

/* --- people outside the chats --- */

static void end_person(struct walk *w)
{
	bool is_owner = span_equal(json_key_at(&w->j, 1), SPAN("personal_information"));
	struct text name;
	if (is_owner) {
		w->r->my_id = w->id;
		return;
	}
	talk_begin(w->r, 0);
	text_init(&name, w->r->scratch, 400);
	text_add(&name, decoded(w, w->first));
	text_add_cstr(&name, w->first.n && w->last.n ? " " : "");
	text_add(&name, decoded(w, w->last));
	w->r->m.kind = TALK_CONTACT;
	w->r->m.who = (struct talk_person){ .name = text_span(&name), .id = w->id };
	w->r->m.chat = w->r->m.chat_id = SPAN("");
	w->r->m.is_group = false;
	if (name.n) {
		talk_end(w->r);
		w->r->count--; /* no message */
	}
}

static void note_person(struct walk *w, const struct json_item *item)
{
	if (span_equal(item->key, SPAN("first_name")))
		w->first = item->text;
	else if (span_equal(item->key, SPAN("last_name")))
		w->last = item->text;
	else if (span_equal(item->key, SPAN("user_id")))
		w->id = item->text;
	else
		return;
	w->in_person = true;
}

static void note_chat(struct walk *w, const struct json_item *item)
{
	if (span_equal(item->key, SPAN("name")) && item->kind == JSON_STRING)
		w->chat.name = item->text;
	else if (span_equal(item->key, SPAN("type")))
		w->chat.type = item->text;
	else if (span_equal(item->key, SPAN("id")))
		w->chat.id = item->text;
}

static bool is_of_people(const struct walk *w)
{
	struct span key = json_key_at(&w->j, 1);
	return span_equal(key, SPAN("personal_information")) ||
	       span_equal(key, SPAN("contacts"));
}

static void outside(struct walk *w, const struct json_item *item)
{
	if (item->kind == JSON_ARRAY && span_equal(item->key, SPAN("messages"))) {
		w->list = w->j.depth;
	} else if (item->kind == JSON_OBJECT) {
		w->chat = (struct chat){ 0 };
		w->first = w->last = w->id = SPAN("");
		w->in_person = false;
	} else if (item->kind == JSON_CLOSE) {
		if (w->in_person)
			end_person(w);
		w->in_person = false;
	} else if (item->kind != JSON_ARRAY) {
		if (is_of_people(w))
			note_person(w, item);
		else
			note_chat(w, item);
	}
}

enum got talk_read_telegram(struct talk_reader *r)
{
	struct walk w = { .r = r, .j = json_of(r->bytes) };
	struct json_item item;
	while (!r->ended && json_next(&w.j, &item))
		w.list ? in_messages(&w, &item) : outside(&w, &item);
	return w.j.broken || w.j.depth ? GOT_SOME : GOT_ALL;
}
