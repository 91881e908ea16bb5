#ifndef ASSAY_TESTS_UNIT_LETTERS_H
#define ASSAY_TESTS_UNIT_LETTERS_H

#include "base/must.h"
#include "people/people.h"

/* Letters as a test writes them down, for what learns from them. Includes cmocka.h before. */

#define DAY ((int64_t)86400)
#define NOW (INT64_C(1795392000)) /* 2026-11-23 */

static struct arena *arena;

static inline struct party party(const char *address, const char *name)
{
	struct party p;
	struct span s = span_from_cstr(address);
	size_t at = span_rfind_byte(s, '@');
	must(at != SPAN_NONE);
	if (!party_make(arena, span_take(s, at), span_skip(s, at + 1),
		    span_from_cstr(name), &p))
		fail_msg("%s is no party", address);
	return p;
}

enum { TO_MAX = 8 };

struct letter {
	int64_t day; /* before or behind NOW */
	const char *from, *from_name, *id;
	const char *to[TO_MAX], *to_name[TO_MAX];
	const char *re[TO_MAX];
	const char *proved, *selector, *mailer, *mailbox, *handle;
	bool lacking, delivered, list, automatic;
	unsigned asks;
};

static inline struct memo memo_of(const struct letter *l)
{
	struct memo m = { .date_s = NOW + l->day * DAY,
		.delivered = l->delivered,
		.automatic = l->automatic,
		.list = l->list,
		.asks = l->asks };
	m.from = party(
		l->from ? l->from : "me@home.example", l->from_name ? l->from_name : "");
	m.to = arena_array(arena, TO_MAX, sizeof(*m.to));
	m.ids = arena_array(arena, TO_MAX, sizeof(*m.ids));
	for (; m.to_count < TO_MAX && l->to[m.to_count]; m.to_count++)
		m.to[m.to_count] = party(l->to[m.to_count],
			l->to_name[m.to_count] ? l->to_name[m.to_count] : "");
	for (; m.id_count < TO_MAX && l->re[m.id_count]; m.id_count++)
		m.ids[m.id_count] = span_from_cstr(l->re[m.id_count]);
	m.message_id = span_from_cstr(l->id ? l->id : "");
	m.proof = l->proved ? PROOF_GIVEN : l->lacking ? PROOF_LACKING : PROOF_UNKNOWN;
	m.proved_by = span_from_cstr(l->proved ? l->proved : "");
	m.selector = span_from_cstr(l->selector ? l->selector : "");
	for (int i = 0; i < HABIT_KINDS; i++)
		m.habits[i] = SPAN("");
	m.habits[HABIT_MAILER] = span_from_cstr(l->mailer ? l->mailer : "");
	m.habits[HABIT_MAILBOX] = span_from_cstr(l->mailbox ? l->mailbox : "");
	m.habits[HABIT_HANDLE] = span_from_cstr(l->handle ? l->handle : "");
	return m;
}

static inline const struct people_answer *answer_of(
	struct people *p, const struct letter *l)
{
	struct memo m = memo_of(l);
	struct people_question q = { .who = m.from,
		.message_id = m.message_id,
		.ids = m.ids,
		.id_count = m.id_count };
	struct people_answer *a = arena_new(arena, struct people_answer);
	people_answer(p, arena, &q, a);
	if (a->status != PEOPLE_OK)
		fail_msg("%s", people_trouble(p));
	return a;
}

#endif
