/* mail.known.name: the letter shows the name of somebody the user writes to, and comes from
 * an address that is not theirs. Names are compared folded (parse/fold.h), so that look-alike
 * letters, order and titles hide nothing, and names that tell nobody apart count for nothing.
 *
 * Another address of the same organization is that person's own affair, but not at a provider
 * where anyone opens a mailbox. What is better known than the new address stands against it:
 * an answer or two to a thief give him no name. Silent where the person wrote to that address
 * under the same name before, proved ("my other mail"), if that person is as well known as
 * any namesake.
 *
 * Variants: none, "thread" (within a conversation of the user's), "list" (through a list that
 * the user posts to: people change addresses there), "claimed" (it says that it came through
 * a list), "relay" (a service writes in the name of its users, proved). */
#include "checks/mail/known.h"
#include "checks/mail/proof.h"
#include "checks/mail/relay.h"

static bool is_elsewhere(const struct known *k, const struct acquaintance *other)
{
	size_t at = span_rfind_byte(other->address, '@');
	struct span domain = span_skip(other->address, at == SPAN_NONE ? 0 : at + 1);
	struct span org = k->author->org;
	bool same = span_ends_with(domain, org) &&
		    (domain.n == org.n || domain.p[domain.n - org.n - 1] == '.');
	return !same || sender_is_freemail(org);
}

/* True when the name's owner introduced this address, or is at home here too. */
static bool is_at_home(const struct known *k, const struct acquaintance *n)
{
	return n->introduced || !is_elsewhere(k, n);
}

/* True when the address belongs to a namesake who is as well known as `best`: a thief who got
 * an answer vouches for no other address of his. */
static bool is_vouched_for(const struct known *k, const struct acquaintance *best)
{
	for (size_t i = 0; i < k->a->namesake_count; i++) {
		const struct acquaintance *n = &k->a->namesakes[i];
		if (is_at_home(k, n) && !known_is_better(k, best, n))
			return true;
	}
	return false;
}

/* The best known namesake that is better known than the author, or NULL. */
static const struct acquaintance *impersonated(const struct known *k)
{
	const struct people_answer *a = k->a;
	const struct acquaintance *best = NULL;
	if (a->is_me || a->namesakes_are_many)
		return NULL;
	for (size_t i = 0; i < a->namesake_count; i++) {
		const struct acquaintance *n = &a->namesakes[i];
		if (!is_at_home(k, n) && known_is_better(k, n, &a->person) &&
			(!best || n->days > best->days))
			best = n;
	}
	return best && !is_vouched_for(k, best) ? best : NULL;
}

static const char *variant_of(const struct known *k)
{
	static const char *const of_list[] = { [LIST_CLAIMED] = "claimed",
		[LIST_UNSURE] = "claimed",
		[LIST_KNOWN] = "list" };
	const struct thread_facts *t = &k->a->thread;
	enum list_kind list = known_list(k);
	if (relay_is_known(k->author->org) &&
		letter_proof(k->job, k->letter)->proof == PROOF_GIVEN)
		return "relay";
	if (list != LIST_NONE)
		return of_list[list];
	return t->known && t->member_count ? "thread" : NULL;
}

/* Whether a service sent it, or somebody under its name, could not be told. */
static bool is_open(const struct known *k)
{
	return relay_is_known(k->author->org) &&
	       letter_proof(k->job, k->letter)->proof == PROOF_UNKNOWN;
}

static void run(struct job *job, const struct evidence *on)
{
	struct known k;
	if (!known_begin(job, on, &k))
		return;
	const struct acquaintance *known = impersonated(&k);
	if (!known) {
		sender_nothing(job, on);
		return;
	}
	if (known_is_allowed(&k, known->address))
		return;
	if (is_open(&k)) {
		enum gap gap = letter_proof(job, k.letter)->gap;
		job_unknown(job, on, gap == GAP_NONE ? GAP_UNTRUSTED : gap);
		return;
	}
	struct finding *f =
		job_hit(job, sender_field(job, on, "From", 0), variant_of(&k));
	finding_text(f, "name", k.author->name);
	finding_text(f, "known", known->address);
	finding_text(f, "new", known_author_address(&k));
}

const struct check check_mail_known_name = {
	.code = "mail.known.name",
	.title = "Somebody you know, from an address you do not",
	.on = EV_MAIL,
	.needs = NEED_PEOPLE,
	.run = run,
};
