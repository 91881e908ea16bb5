/* mail.known.unproved: mail of somebody the user writes to has always been proved to come
 * from its domain, and this letter is not. It needs no policy of the domain's owner: it works
 * at p=none, and where there is no DMARC record at all.
 *
 * "Always" is five proved letters over thirty days. Letters without proof that came
 * in between lower nothing, or a thief could send some first; only where the user answered
 * such letters, more than once, mail without proof is usual from there. The user's own
 * address is as well protected by itself.
 *
 * Variants: none, "you" (the user's own address), "list" (through a list that the user
 * posts to, which may have broken the proof), "mixed" (the user answered unproved letters
 * before), "route" (it came by the server that brings this person's proved letters). */
#include "checks/mail/known.h"
#include "checks/mail/memo.h"
#include "checks/mail/proof.h"

enum {
	PROOFS_MIN = 5,
	PROOF_DAYS_MIN = 3,
	PROOF_SPAN_DAYS = 30,
	ANSWERED_MIN = 2,
	ANSWERED_ONE_IN = 20
};

static bool is_protected(const struct people_answer *a)
{
	uint64_t count = 0, days = 0;
	int64_t first_s = INT64_MAX, last_s = INT64_MIN;
	for (size_t i = 0; i < a->proof_count; i++) {
		const struct proof *p = &a->proofs[i];
		count += p->count;
		days += p->days;
		first_s = p->first_s < first_s ? p->first_s : first_s;
		last_s = p->last_s > last_s ? p->last_s : last_s;
	}
	return count >= PROOFS_MIN && days >= PROOF_DAYS_MIN &&
	       last_s - first_s >= (int64_t)PROOF_SPAN_DAYS * 86400;
}

static uint64_t proofs_in_all(const struct people_answer *a)
{
	uint64_t count = 0;
	for (size_t i = 0; i < a->proof_count; i++)
		count += a->proofs[i].count;
	return count;
}

/* One answered letter in twenty is enough to make it usual. */
static bool is_mixed(const struct people_answer *a)
{
	return a->unproved_answered >= ANSWERED_MIN &&
	       a->unproved_answered * ANSWERED_ONE_IN >= proofs_in_all(a);
}

/* True when it came by a server that brought proved letters of this person before. */
static bool came_as_usual(const struct known *k)
{
	struct span route = memo_route(k->job, k->letter);
	for (size_t i = 0; route.n && i < k->a->habit_count; i++)
		if (k->a->habits[i].kind == HABIT_ROUTE &&
			span_equal(k->a->habits[i].value, route))
			return true;
	return false;
}

static const char *variant_of(const struct known *k)
{
	if (known_list(k) == LIST_KNOWN)
		return "list";
	if (k->a->is_me)
		return "you";
	if (is_mixed(k->a))
		return "mixed";
	return came_as_usual(k) ? "route" : NULL;
}

static void say_unproved(const struct known *k)
{
	struct finding *f =
		job_hit(k->job, sender_field(k->job, k->on, "From", 0), variant_of(k));
	finding_text(f, "address", known_author_address(k));
	finding_text(f, "domain", k->author->domain);
	finding_number(f, "count", (int64_t)proofs_in_all(k->a));
}

static void run(struct job *job, const struct evidence *on)
{
	struct known k;
	if (!known_begin(job, on, &k))
		return;
	if (!k.a->is_me && !is_protected(k.a)) {
		sender_nothing(job, on);
		return;
	}
	const struct letter_proof *proof = letter_proof(job, k.letter);
	if (proof->proof == PROOF_UNKNOWN && !proof->changed_on_way)
		job_unknown(job, on, proof->gap == GAP_NONE ? GAP_UNTRUSTED : proof->gap);
	else if (proof->proof != PROOF_LACKING)
		sender_nothing(job, on);
	else if (!known_is_allowed(&k, k.author->domain))
		say_unproved(&k);
}

const struct check check_mail_known_unproved = {
	.code = "mail.known.unproved",
	.title = "A letter without the proof that this sender always had",
	.on = EV_MAIL,
	.needs = NEED_PEOPLE,
	.run = run,
};
