/* talk.known: a new account bears the name of somebody whom the user knows.
 *
 * Variants: "chat" (of somebody with whom the user talks in the same export, or who stands in
 * its address book, under another number), none (of somebody to whom the user writes mail).
 * People do have second accounts; so it accuses nobody alone. */
#include "checks/mail/asks.h"
#include "checks/talk/talks.h"
#include "parse/fold.h"

enum { ASKED_MAX = 20, PAIRS_MAX = 5000 };

/* Where people of the service would have their addresses, for the memory's question. */
static struct span domain_of(enum talk_format format)
{
	static const struct span domains[TALK_FORMATS] = {
		[TALK_NONE] = SPAN("chat.invalid"),
		[TALK_TELEGRAM] = SPAN("t.me"),
		[TALK_WHATSAPP] = SPAN("whatsapp.com"),
		[TALK_LINKEDIN] = SPAN("linkedin.com"),
		[TALK_DISCORD] = SPAN("discord.com"),
		[TALK_SLACK] = SPAN("slack.com"),
		[TALK_X] = SPAN("x.com"),
		[TALK_PASTE] = SPAN("chat.invalid"),
	};
	return domains[format];
}

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
	struct span local = c->who.handle.n ? c->who.handle
			    : c->who.id.n   ? c->who.id
					    : SPAN("nobody");
	*address_r = SPAN("");
	if (!c->who.name.n || !party_make(job->arena, local, domain_of(talks->format),
				      c->who.name, &q.who))
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
	if (hits)
		return;
	if (gap != GAP_NONE || asked > ASKED_MAX)
		job_unknown(job, on, gap != GAP_NONE ? gap : GAP_LIMIT);
	else
		talk_nothing(job, on);
}

const struct check check_talk_known = {
	.code = "talk.known",
	.title = "A new account bears the name of somebody you know",
	.on = EV_TALK,
	.run = run,
};
