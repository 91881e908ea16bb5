/* One answer to "is the author's domain proved?", for what goes by proof and not by policy:
 * a domain without a DMARC record, or with p=none, can be proved like any other, and losing
 * that proof means something where it never happened before.
 *
 * PROOF_LACKING is said only where everything was looked at: all keys had, the connecting
 * address known or no signature that could align, the letter not too old. The border's word
 * counts as the check of the day on which the letter came. */
#include "checks/mail/proof.h"

#include "checks/mail/border.h"
#include "parse/suffix.h"

/* --- what the border wrote --- */

static bool aligns(struct job *job, struct span domain, struct span author)
{
	size_t at = span_rfind_byte(domain, '@');
	if (at != SPAN_NONE)
		domain = span_skip(domain, at + 1);
	return domain.n && suffix_same_organization(job->arena, domain, author);
}

static bool clause_proves(struct job *job, const struct authres_clause *c,
	struct span author, struct letter_proof *proof)
{
	bool dkim = span_equal(c->method, SPAN("dkim"));
	bool spf = span_equal(c->method, SPAN("spf"));
	if (c->version != 1 || (!dkim && !spf) || !span_equal(c->result, SPAN("pass")))
		return false;
	struct span d =
		authres_property(c, dkim ? "header" : "smtp", dkim ? "d" : "mailfrom");
	if (dkim && d.n == 0)
		d = authres_property(c, "header", "i");
	if (!aligns(job, d, author))
		return false;
	proof->proof = PROOF_GIVEN;
	proof->by = author;
	proof->selector = dkim ? authres_property(c, "header", "s") : SPAN("");
	return true;
}

/* True when the border looked for a proof at all. */
static bool clause_looks(const struct authres_clause *c)
{
	return span_equal(c->method, SPAN("dkim")) ||
	       span_equal(c->method, SPAN("dmarc"));
}

static void read_clauses(struct job *job, const struct authres *results,
	struct span author, struct letter_proof *proof)
{
	for (size_t i = 0; i < results->count && proof->proof != PROOF_GIVEN; i++)
		if (!clause_proves(job, &results->clauses[i], author, proof) &&
			clause_looks(&results->clauses[i]))
			proof->proof = PROOF_LACKING;
}

struct letter_proof letter_proof_of_border(struct job *job, const struct letter *letter)
{
	struct letter_proof proof = { .gap = GAP_UNTRUSTED };
	struct span author = border_author(job, letter);
	struct border border = border_read(job, letter);
	if (author.n == 0 || border.count == 0)
		return proof;
	struct border_dmarc dmarc = border_dmarc(job, &border, author);
	for (size_t i = 0; i < border.count && proof.proof != PROOF_GIVEN; i++)
		read_clauses(job, &border.results[i], author, &proof);
	if (dmarc.word == BORDER_FAIL)
		return (struct letter_proof){ .proof = PROOF_LACKING };
	if (dmarc.word == BORDER_PASS && proof.proof != PROOF_GIVEN)
		proof = (struct letter_proof){ .proof = PROOF_GIVEN, .by = author };
	if (proof.proof != PROOF_UNKNOWN)
		proof.gap = GAP_NONE;
	return proof;
}

static bool border_proves(struct job *job, const struct letter *letter, struct span org)
{
	struct border border = border_read(job, letter);
	struct letter_proof proof = { .proof = PROOF_UNKNOWN };
	for (size_t i = 0; i < border.count; i++)
		for (size_t k = 0; k < border.results[i].count; k++)
			if (clause_proves(
				    job, &border.results[i].clauses[k], org, &proof))
				return true;
	return false;
}

bool letter_is_proved_by(struct job *job, struct letter *letter, struct span org)
{
	const struct dkim_report *dkim = letter_dkim(job, letter);
	const struct spf_outcome *spf = letter_spf(job, letter);
	for (size_t i = 0; i < dkim->count; i++)
		if (dkim->signatures[i].result == DKIM_PASS &&
			aligns(job, dkim->signatures[i].domain, org))
			return true;
	if (spf && spf->result == SPF_PASS && aligns(job, spf->domain, org))
		return true;
	return border_proves(job, letter, org);
}

/* --- what was verified here --- */

static struct span selector_of(const struct dkim_report *dkim, struct span domain)
{
	for (size_t i = 0; i < dkim->count; i++)
		if (dkim->signatures[i].result == DKIM_PASS &&
			span_equal_nocase(dkim->signatures[i].domain, domain))
			return dkim->signatures[i].selector;
	return SPAN("");
}

/* What keeps "nothing proves it" from being said, of the signatures of the author's own. */
static enum gap open_question(struct job *job, const struct letter *letter,
	const struct dkim_report *dkim, struct span author, bool *changed_r)
{
	enum gap gap = dkim->cut ? GAP_LIMIT : GAP_NONE;
	*changed_r = false;
	for (size_t i = 0; i < dkim->count; i++) {
		const struct dkim_signature *s = &dkim->signatures[i];
		if (!suffix_same_organization(job->arena, s->domain, author))
			continue;
		if (s->result == DKIM_TEMPERROR)
			gap = s->gap;
		*changed_r |= s->why == DKIM_WHY_BODY && s->header_intact;
	}
	if (gap == GAP_NONE && letter_is_cut(letter))
		gap = GAP_LIMIT;
	return gap;
}

static struct letter_proof verify(struct job *job, struct letter *letter)
{
	struct letter_proof proof = { .proof = PROOF_UNKNOWN };
	const struct dmarc_outcome *dmarc = letter_dmarc(job, letter);
	const struct dkim_report *dkim = letter_dkim(job, letter);
	const struct spf_outcome *spf = letter_spf(job, letter);
	if (dmarc->proved_by.n) {
		proof.proof = PROOF_GIVEN;
		proof.by = arena_lower(job->arena, dmarc->proved_by);
		proof.selector = selector_of(dkim, dmarc->proved_by);
		return proof;
	}
	proof.gap = open_question(
		job, letter, dkim, dmarc->author_domain, &proof.changed_on_way);
	if (proof.gap == GAP_NONE && dmarc->gap != GAP_NONE)
		proof.gap = dmarc->gap;
	if (proof.gap == GAP_NONE && !spf)
		proof.gap = GAP_NO_CLIENT;
	/* the envelope of another organization proves nothing, whatever it says */
	if (proof.gap == GAP_NONE && spf->result == SPF_TEMPERROR &&
		aligns(job, spf->domain, dmarc->author_domain))
		proof.gap = spf->gap;
	if (proof.gap == GAP_NONE && letter_is_old(job, letter))
		proof.gap = GAP_OLD;
	if (proof.gap == GAP_NONE && !proof.changed_on_way)
		proof.proof = PROOF_LACKING;
	return proof;
}

const struct letter_proof *letter_proof(struct job *job, struct letter *letter)
{
	if (letter->proof)
		return letter->proof;
	struct letter_proof *proof = arena_new(job->arena, struct letter_proof);
	*proof = verify(job, letter);
	if (proof->proof != PROOF_GIVEN) {
		struct letter_proof border = letter_proof_of_border(job, letter);
		bool knows_more =
			border.proof == PROOF_GIVEN ||
			(border.proof == PROOF_LACKING && proof->proof == PROOF_UNKNOWN &&
				!proof->changed_on_way);
		if (knows_more)
			*proof = border;
	}
	letter->proof = proof;
	return proof;
}
