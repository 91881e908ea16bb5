/* A workspace export of Slack: CHANNEL/DATE.json, each an array of messages, and users.json
 * which tells who U0123 is. Text is Slack's mrkdwn: <https://host/path|words>, <@U0123>,
 * &amp; &lt; &gt;. A direct message's folder is called D0123. */
#include "parse/talk/inside.h"

#include <stdlib.h>

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
	OWN("ts", SLOT_WHEN_UNIX),
	OWN("user", SLOT_ID),
	OWN("username", SLOT_NAME_OR),
	OWN("subtype", SLOT_TYPE),
	OWN("text", SLOT_TEXT),
	IN("user_profile", "real_name", SLOT_NAME),
	IN("user_profile", "name", SLOT_HANDLE),
	IN("edited", "ts", SLOT_EDITED),
	EACH("files", "name", SLOT_FILE),
	EACH("attachments", "title_link", SLOT_LINK),
	EACH("attachments", "from_url", SLOT_LINK),
	EACH("attachments", "text", SLOT_TEXT),
};

enum { LIST = 1 };

static int by_id(const void *a, const void *b)
{
	const struct talk_person *one = a, *other = b;
	return span_compare(one->id, other->id);
}

static const struct talk_person *find_user(const struct talk_about *about, struct span id)
{
	struct talk_person wanted = { .id = id };
	if (!about->user_count)
		return NULL;
	return bsearch(&wanted, about->users, about->user_count, sizeof(wanted), by_id);
}

/* --- mrkdwn --- */

static bool take_entity(struct span *s, struct text *t)
{
	static const struct {
		struct span from;
		char to;
	} entities[] = { { SPAN("&amp;"), '&' }, { SPAN("&lt;"), '<' },
		{ SPAN("&gt;"), '>' } };
	for (size_t i = 0; i < sizeof(entities) / sizeof(entities[0]); i++)
		if (span_starts_with(*s, entities[i].from)) {
			text_add_byte(t, (unsigned char)entities[i].to);
			*s = span_skip(*s, entities[i].from.n);
			return true;
		}
	return false;
}

/* "<...>": a link is kept, with its words; of others the words are. */
static void take_angle(struct talk_reader *r, struct span *s, struct text *t)
{
	size_t end = span_find_byte(*s, '>');
	struct span words = span_take(span_skip(*s, 1), end == SPAN_NONE ? 0 : end - 1);
	*s = span_skip(*s, end == SPAN_NONE ? 1 : end + 1);
	struct span target = span_split(&words, '|');
	if (span_find(target, SPAN("://")) != SPAN_NONE) {
		talk_add_link(r, target);
		text_add(t, words.n ? words : target);
	} else {
		text_add(t, words.n ? words : target);
	}
}

static void unmark(struct talk_reader *r)
{
	struct span s = r->m.text;
	struct text t;
	if (span_find_either(s, '<', '&') == SPAN_NONE)
		return;
	text_init(&t, r->scratch, TALK_TEXT_MAX);
	while (s.n) {
		size_t n = span_find_either(s, '<', '&');
		text_add(&t, span_take(s, n));
		s = span_skip(s, n);
		if (!s.n)
			break;
		if (s.p[0] == '<') {
			take_angle(r, &s, &t);
		} else if (!take_entity(&s, &t)) {
			text_add_byte(&t, s.p[0]);
			s = span_skip(s, 1);
		}
	}
	r->m.text = text_span(&t);
}

/* --- the file --- */

static bool is_service(struct span subtype)
{
	static const struct span said[] = { SPAN("bot_message"), SPAN("file_share"),
		SPAN("thread_broadcast"), SPAN("me_message"), SPAN("file_comment") };
	for (size_t i = 0; i < sizeof(said) / sizeof(said[0]); i++)
		if (span_equal(subtype, said[i]))
			return false;
	return subtype.n > 0;
}

static void end_message(struct talk_reader *r)
{
	struct talk_message *m = &r->m;
	const struct talk_person *user = find_user(r->about, m->who.id);
	struct span chat = r->about->chat;
	if (user) {
		m->who.name = user->name.n ? user->name : m->who.name;
		m->who.handle = user->handle.n ? user->handle : m->who.handle;
	}
	if (!m->who.name.n)
		m->who.name = m->who.handle.n ? m->who.handle : m->who.id;
	unmark(r);
	m->chat = chat;
	m->chat_id = SPAN("");
	m->is_group = !(
		chat.n > 8 && chat.p[0] == 'D' && span_find_byte(chat, '-') == SPAN_NONE);
	if (is_service(r->type))
		m->kind = TALK_SERVICE;
	talk_end(r);
}

enum got talk_read_slack(struct talk_reader *r)
{
	struct json j = json_of(r->bytes);
	struct json_item item;
	while (!r->ended && json_next(&j, &item)) {
		if (item.depth < LIST)
			continue;
		if (item.depth == LIST && item.kind == JSON_OBJECT)
			talk_begin(r, item.offset);
		else if (item.depth == LIST && item.kind == JSON_CLOSE)
			end_message(r);
		else
			talk_put(
				r, &j, &item, LIST, rows, sizeof(rows) / sizeof(rows[0]));
	}
	return j.broken || j.depth ? GOT_SOME : GOT_ALL;
}

size_t talk_users(
	struct arena *a, struct span bytes, size_t max, struct talk_person **users_r)
{
	struct json j = json_of(bytes);
	struct json_item item;
	struct talk_person *users = NULL, one = { 0 };
	size_t count = 0, capacity = 0;
	while (count < max && json_next(&j, &item)) {
		if (item.kind == JSON_OBJECT && item.depth == 1) {
			one = (struct talk_person){ 0 };
		} else if (item.kind == JSON_CLOSE && item.depth == 1) {
			users = arena_grow(a, users, count, &capacity, sizeof(*users));
			users[count++] = one;
		} else if (item.kind == JSON_STRING && item.depth == 2) {
			if (span_equal(item.key, SPAN("id")))
				one.id = item.text;
			else if (span_equal(item.key, SPAN("name")))
				one.handle = json_text(a, item.text);
			else if (span_equal(item.key, SPAN("real_name")))
				one.name = json_text(a, item.text);
		} else if (item.kind == JSON_STRING && item.depth == 3 && !one.name.n &&
			   span_equal(item.key, SPAN("real_name"))) {
			one.name = json_text(a, item.text);
		}
	}
	if (count)
		qsort(users, count, sizeof(*users), by_id);
	*users_r = users;
	return count;
}
