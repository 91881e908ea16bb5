/* The checks that stand on the memory of people ask it through here, once a letter. */
#include "checks/mail/known.h"

#include "checks/mail/border.h"
#include "checks/mail/party.h"
#include "checks/mail/proof.h"

/* Several different ones: whom each of them imitates is not asked. */
static bool has_authors(const struct letter *letter)
{
	size_t count = 0;
	for (size_t i = 0; i < letter->from.count; i++)
		count += letter->from.list[i].domain.n > 0;
	return count > 1;
}

bool known_begin(struct job *job, const struct evidence *on, struct known *k)
{
	*k = (struct known){ .job = job, .on = on, .letter = letter_of(on) };
	k->a = letter_people(job, k->letter);
	k->author = &k->letter->author;
	if (k->a->status == PEOPLE_OK)
		return true;
	if (k->a->status == PEOPLE_NONE && has_authors(k->letter))
		job_unknown(job, on, GAP_LIMIT);
	else if (k->a->status == PEOPLE_NONE)
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

/* --- lists that the user knows --- */

/* Where one posts to the list: List-Post, else List-Id with its first dot read as "@" (RFC
 * 2919 section 3 makes it of the list's name and host). */
static bool posting_address(const struct known *k, struct address *address_r)
{
	struct span post = sender_value(k->job, k->letter, "List-Post");
	size_t at = span_find_nocase(post, SPAN("mailto:"));
	struct span s = span_skip(post, at == SPAN_NONE ? post.n : at + 7);
	s = span_take(s, span_find_byte(s, '>'));
	s = span_take(s, span_find_byte(s, '?'));
	unsigned char between = '@';
	if (s.n == 0) {
		s = sender_value(k->job, k->letter, "List-Id");
		size_t open = span_rfind_byte(s, '<');
		s = span_skip(s, open == SPAN_NONE ? 0 : open + 1);
		s = span_take(s, span_find_byte(s, '>'));
		between = '.';
	}
	at = span_find_byte(s, between);
	if (at == SPAN_NONE)
		return false;
	*address_r = (struct address){ .local = span_take(s, at),
		.domain = span_skip(s, at + 1) };
	return true;
}

static bool is_posted_to(const struct known *k, const struct party *list)
{
	struct people_question q = { .who = *list };
	const struct people_answer *a = ask_people(k->job, &q);
	return a->status == PEOPLE_OK && a->person.sent;
}

/* False where the proof of a list is out of reach: nobody told who delivered the letter, and
 * no border wrote down what it saw. */
static bool delivery_is_known(const struct known *k)
{
	struct border border = border_read(k->job, k->letter);
	return border.count || (job_is_online(k->job) && letter_spf(k->job, k->letter));
}

enum list_kind known_list(const struct known *k)
{
	struct address address;
	struct party list;
	if (!sender_is_list(k->letter) && !sender_is_munged(k->job, k->letter))
		return LIST_NONE;
	if (!posting_address(k, &address) || !party_of_address(k->job, &address, &list) ||
		!is_posted_to(k, &list))
		return LIST_CLAIMED;
	if (letter_is_proved_by(k->job, k->letter, list.org))
		return LIST_KNOWN;
	return delivery_is_known(k) ? LIST_CLAIMED : LIST_UNSURE;
}
