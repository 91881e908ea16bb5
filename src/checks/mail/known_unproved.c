/* mail.known.unproved: mail of somebody the user writes to has always been proved to come
 * from its domain, and this letter is not. It needs no policy of the domain's owner: it works
 * at p=none, and where there is no DMARC record at all.
 *
 * "Always" is five proved letters over thirty days. Letters without proof that come later
 * lower nothing, or a thief could send some first; some that came before make it a caution, as
 * does the server that usually brings this person's mail. Only where the user answered such
 * letters, more than once, mail without proof is usual from there. The user's own address is
 * as well protected by itself.
 *
 * Variants: none, "you" (the user's own address), "list" (through a list that the user
 * posts to, which may have broken the proof), "mixed" (the user answered unproved letters
 * before), "route" (it came by the server that brings this person's proved letters),
 * "early" (the first letters from there came with proof and without), "changed" (the owner
 * signed this header, and another text stands below it: lists do so, and thieves can). */
#include "checks/mail/known.h"
#include "checks/mail/memo.h"
#include "checks/mail/proof.h"

enum { ANSWERED_MIN = 2, EARLY_MIN = 2, ONE_IN = 20 };

/* One letter in twenty is enough to make it usual. */
static bool is_usual(const struct people_answer *a, uint64_t count, uint64_t min)
{
	return count >= min && count >= proofs_in_all(a->proofs, a->proof_count) / ONE_IN;
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

static const char *variant_of(const struct known *k, bool changed)
{
	if (known_list(k) == LIST_KNOWN)
		return "list";
	if (changed)
		return "changed";
	if (k->a->is_me)
		return "you";
	if (is_usual(k->a, k->a->unproved_answered, ANSWERED_MIN))
		return "mixed";
	if (came_as_usual(k))
		return "route";
	return is_usual(k->a, k->a->heard.early_unproved, EARLY_MIN) ? "early" : NULL;
}

static void say_unproved(const struct known *k, bool changed)
{
	struct finding *f = job_hit(
		k->job, sender_field(k->job, k->on, "From", 0), variant_of(k, changed));
	finding_text(f, "address", known_author_address(k));
	finding_text(f, "domain", k->author->domain);
	finding_number(
		f, "count", (int64_t)proofs_in_all(k->a->proofs, k->a->proof_count));
}

static void run(struct job *job, const struct evidence *on)
{
	struct known k;
	if (!known_begin(job, on, &k))
		return;
	if (!k.a->is_me && !proofs_protect(k.a->proofs, k.a->proof_count)) {
		sender_nothing(job, on);
		return;
	}
	const struct letter_proof *proof = letter_proof(job, k.letter);
	if (proof->proof == PROOF_UNKNOWN && !proof->changed_on_way)
		job_unknown(job, on, proof->gap == GAP_NONE ? GAP_UNTRUSTED : proof->gap);
	else if (proof->proof == PROOF_GIVEN)
		sender_nothing(job, on);
	else if (!known_is_allowed(&k, k.author->domain))
		say_unproved(&k, proof->changed_on_way);
}

const struct check check_mail_known_unproved = {
	.code = "mail.known.unproved",
	.title = "A letter without the proof that this sender always had",
	.on = EV_MAIL,
	.needs = NEED_PEOPLE,
	.run = run,
};
