/* The archive of X: data/direct-messages.js is a script that assigns one array of
 * conversations, each with its messages. People are numbers; whose archive it is tells
 * account.js beside it, else the number that stands in every conversation between two. */
#include "parse/talk/inside.h"

#define OWN(key, slot)                                                                   \
	{                                                                                \
		1, { NULL, 0 }, SPAN(key), slot                                          \
	}
#define EACH(parent, key, slot)                                                          \
	{                                                                                \
		3, SPAN(parent), SPAN(key), slot                                         \
	}

static const struct talk_row rows[] = {
	OWN("senderId", SLOT_ID),
	OWN("createdAt", SLOT_WHEN_ISO),
	OWN("text", SLOT_TEXT),
	EACH("urls", "expanded", SLOT_LINK),
};

/* [ { dmConversation: { conversationId, messages: [ { messageCreate: { ... } } ] } } ] */
enum { CONVERSATION = 3, EVENT = 5 };

static struct span script_body(struct span bytes)
{
	size_t at = span_find_byte(bytes, '=');
	return span_skip(bytes, at == SPAN_NONE ? bytes.n : at + 1);
}

static bool is_word_of_pair(struct span pair, struct span word)
{
	struct span one = span_split(&pair, '-');
	return word.n && (span_equal(one, word) || span_equal(pair, word));
}

/* The number in all of the first conversations between two, or empty. */
static struct span owner_of(struct span bytes)
{
	enum { LOOKED_AT = 50 };
	struct json j = json_of(bytes);
	struct json_item item;
	struct span first = SPAN(""), second = SPAN("");
	size_t pairs = 0;
	bool a = true, b = true;
	while (pairs < LOOKED_AT && a + b != 0 && json_next(&j, &item)) {
		if (item.depth != CONVERSATION || item.kind != JSON_STRING ||
			!span_equal(item.key, SPAN("conversationId")) ||
			span_find_byte(item.text, '-') == SPAN_NONE)
			continue;
		if (pairs++ == 0) {
			second = item.text;
			first = span_split(&second, '-');
		}
		a &= is_word_of_pair(item.text, first);
		b &= is_word_of_pair(item.text, second);
	}
	if (a == b)
		return SPAN("");
	return a ? first : second;
}

static void end_message(struct talk_reader *r, struct span conversation)
{
	struct talk_message *m = &r->m;
	m->who.name = m->who.id;
	m->chat = m->chat_id = conversation;
	m->is_group = span_find_byte(conversation, '-') == SPAN_NONE;
	if (r->my_id.n)
		m->side = span_equal(r->my_id, m->who.id) ? TALK_MINE : TALK_THEIRS;
	talk_end(r);
}

enum got talk_read_x(struct talk_reader *r)
{
	struct span body = script_body(r->bytes), conversation = SPAN("");
	struct json j = json_of(body);
	struct json_item item;
	uint64_t before = (uint64_t)(body.p - r->bytes.p);
	r->my_id = r->about->my_id.n ? r->about->my_id : owner_of(body);
	while (!r->ended && json_next(&j, &item)) {
		bool is_event = item.depth == EVENT &&
				span_equal(item.key, SPAN("messageCreate"));
		if (item.depth == CONVERSATION &&
			span_equal(item.key, SPAN("conversationId")))
			conversation = item.text;
		else if (is_event && item.kind == JSON_OBJECT)
			talk_begin(r, before + item.offset);
		else if (is_event && item.kind == JSON_CLOSE)
			end_message(r, conversation);
		else if (item.depth > EVENT &&
			 span_equal(json_key_at(&j, EVENT), SPAN("messageCreate")))
			talk_put(r, &j, &item, EVENT, rows,
				sizeof(rows) / sizeof(rows[0]));
	}
	return j.broken || j.depth ? GOT_SOME : GOT_ALL;
}

struct span talk_account(struct span bytes)
{
	struct json j = json_of(script_body(bytes));
	struct json_item item;
	while (json_next(&j, &item))
		if (item.kind == JSON_STRING && span_equal(item.key, SPAN("accountId")))
			return item.text;
	return SPAN("");
}
