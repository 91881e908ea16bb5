/* The checks that stand on the memory of people ask it through here, once a letter. */
#include "checks/mail/known.h"

#include "checks/mail/party.h"

bool known_begin(struct job *job, const struct evidence *on, struct known *k)
{
	*k = (struct known){ .job = job, .on = on, .letter = letter_of(on) };
	k->a = letter_people(job, k->letter);
	k->author = &k->letter->author;
	if (k->a->status == PEOPLE_OK)
		return true;
	if (k->a->status == PEOPLE_NONE)
		sender_nothing(job, on);
	else
		job_unknown(job, on, gap_of_people(k->a->status));
	return false;
}

enum standing known_standing(const struct known *k, const struct acquaintance *q)
{
	if (acquaintance_is_established(q, k->job->now_s))
		return STANDING_ESTABLISHED;
	if (q->started)
		return STANDING_WRITTEN_TO;
	return q->sent ? STANDING_ANSWERED : STANDING_NONE;
}

bool known_is_better(const struct known *k, const struct acquaintance *q,
	const struct acquaintance *other)
{
	enum standing a = known_standing(k, q), b = known_standing(k, other);
	if (a != b || a == STANDING_ESTABLISHED || a == STANDING_NONE)
		return a > b;
	return q->first_s < other->first_s && q->days >= other->days;
}

struct span known_author_address(const struct known *k)
{
	return span_from_cstr(arena_printf(k->job->arena, "%.*s@%.*s",
		SPAN_ARG(k->author->local), SPAN_ARG(k->author->domain)));
}

bool known_is_allowed(const struct known *k, struct span other)
{
	struct span code = span_from_cstr(k->job->running->code);
	for (size_t i = 0; i < k->a->allowed_count; i++) {
		const struct allowance *w = &k->a->allowed[i];
		if (!span_equal(w->code, code) || !span_equal_nocase(w->other, other))
			continue;
		job_clear(k->job, k->on, "allowed");
		return true;
	}
	return false;
}

bool known_is_list(const struct known *k)
{
	return sender_is_list(k->letter) || sender_is_munged(k->job, k->letter);
}
