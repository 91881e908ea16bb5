/* talk.known: a new account bears the name of somebody whom the user knows.
 *
 * Variants: "chat" (of somebody with whom the user talks in the same export, or who stands in
 * its address book, under another number), none (of somebody to whom the user writes mail).
 * People do have second accounts; so it accuses nobody alone. */
#include "checks/mail/asks.h"
#include "checks/talk/talks.h"
#include "parse/fold.h"

enum { ASKED_MAX = 20, PAIRS_MAX = 5000 };

static bool says_anything(const struct contact *c)
{
	return c->room && c->said && !contact_is_in_group(c);
}

/* Known under that name by another number. */
static const struct contact *namesake(
	struct arena *a, const struct talks *talks, const struct contact *c)
{
	struct span fold = fold_name(a, c->who.name);
	size_t pairs = 0;
	if (!fold.n || !c->who.id.n)
		return NULL;
	for (const struct contact *q = talks->first; q && pairs < PAIRS_MAX;
		q = q->next, pairs++) {
		bool known = !q->room || contact_is_established(q);
		if (q == c || !known || !q->who.id.n || span_equal(q->who.id, c->who.id))
			continue;
		if (span_equal(fold_name(a, q->who.name), fold))
			return q;
	}
	return NULL;
}

/* The mailbox under which the user knows somebody of that name. */
static enum gap ask_memory(struct job *job, const struct talks *talks,
	const struct contact *c, struct span *address_r)
{
	struct people_question q = { .message_id = SPAN("") };
	*address_r = SPAN("");
	if (!c->who.name.n || !contact_party(job, talks, c, &q.who))
		return GAP_NONE;
	const struct people_answer *answer = ask_people(job, &q);
	if (answer->status == PEOPLE_OK && answer->namesake_count &&
		!answer->namesakes_are_many && !answer->person.sent)
		*address_r = answer->namesakes[0].address;
	return gap_of_people(answer->status);
}

static void run(struct job *job, const struct evidence *on)
{
	const struct talks *talks = talks_of(on);
	size_t asked = 0, hits = 0;
	enum gap gap = GAP_NONE;
	for (const struct contact *c = talks->first; c && hits < TALK_HITS_MAX;
		c = c->next) {
		if (!says_anything(c) || contact_is_established(c))
			continue;
		struct moment at = c->grave.words.n ? c->grave
						    : (struct moment){ 0, c->first_s,
							      contact_name(c) };
		const struct contact *other = namesake(job->arena, talks, c);
		struct span address = SPAN("");
		if (other) {
			finding_text(talk_hit(job, on, "chat", c, &at), "other",
				other->who.id);
			hits++;
		} else if (job_has_people(job) && asked++ < ASKED_MAX) {
			enum gap why = ask_memory(job, talks, c, &address);
			gap = why != GAP_NONE ? why : gap;
		}
		if (address.n) {
			finding_text(talk_hit(job, on, NULL, c, &at), "address", address);
			hits++;
		}
	}
	if (!hits)
		talk_nothing_known(
			job, on, gap == GAP_NONE && asked > ASKED_MAX ? GAP_LIMIT : gap);
}

const struct check check_talk_known = {
	.code = "talk.known",
	.title = "A new account bears the name of somebody you know",
	.on = EV_TALK,
	.run = run,
};
