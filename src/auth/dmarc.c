/* An author domain, an SPF result and DKIM results to what DMARC says of the letter: RFC
 * 9989 sections 4.10.1 (which record), 4.4 and 4.10.2 (alignment), 5.3.5 (pass or fail).
 *
 * Two domains are in relaxed alignment when their tree walks end at one organization. Since
 * an organization is always a tail of the name the walk began at, a domain outside the
 * author's organization cannot be aligned, and no question is asked for it: a letter with
 * twenty strange signatures costs no more than a plain one.
 *
 * Nothing is a FAIL that might have been a pass: a question without an answer makes
 * TEMPERROR (5.3.6), an SPF check or a key that could have been aligned and was not had
 * makes UNKNOWN. What was proved stays proved: `proved_by` is also set where there is no
 * policy (NONE) or it could not be had (TEMPERROR).
 *
 * Left out: reports, pct, rf, ri (removed by RFC 9989), several author domains (11.5). */
#include "auth/dmarc.h"

#include "auth/dmarc_walk.h"
#include "base/must.h"
#include "parse/idn.h"

/* One letter under judgement. */
struct view {
	struct job *job;
	struct span author;
	struct dmarc_walk walk;		   /* of the author domain */
	const struct dmarc_record *record; /* that applies, or NULL */
	enum gap gap;			   /* of the first walk that was not answered */
};

const char *dmarc_result_name(enum dmarc_result result)
{
	static const char *const names[] = { "none", "pass", "fail", "temperror",
		"permerror", "unknown" };
	must(result <= DMARC_UNKNOWN);
	return names[result];
}

const char *dmarc_policy_name(enum dmarc_policy policy)
{
	static const char *const names[] = { "none", "quarantine", "reject" };
	must(policy <= DMARC_POLICY_REJECT);
	return names[policy];
}

static void note_gap(struct view *v, enum gap gap)
{
	if (v->gap == GAP_NONE)
		v->gap = gap;
}

/* Section 4.10.1: the author domain's record, else its organization's, else that of the
 * public suffix domain, where the walk ended. */
static struct span find_policy(struct view *v)
{
	const struct dmarc_walk *w = &v->walk;
	struct span places[] = { v->author, w->organization, SPAN("") };
	if (w->count && w->found[w->count - 1].record.psd == DMARC_PSD_YES)
		places[2] = w->found[w->count - 1].domain;
	/* Where the walk broke off, only the author's own record is sure to be the one. */
	for (size_t i = 0; i < (w->gap == GAP_NONE ? 3 : 1); i++) {
		v->record = dmarc_walk_at(w, places[i]);
		if (v->record)
			return places[i];
	}
	return SPAN("");
}

/* Section 4.10.2. Where both walks broke off above the same record, what is higher would
 * move both organizations alike. */
static bool same_organization(struct view *v, struct span domain)
{
	if (!dmarc_is_within(domain, v->walk.organization))
		return false;
	struct dmarc_walk w = dmarc_walk(v->job, domain);
	if (w.count && span_equal(w.organization, v->walk.organization))
		return true;
	note_gap(v, w.gap);
	return false;
}

/* True when the identifier is aligned with the author domain; `*domain_r` is its A-label
 * form. A record that is not known yet may be strict, so then only equality counts. */
static bool is_aligned(
	struct view *v, struct span as_written, bool strict, struct span *domain_r)
{
	if (!idn_to_ascii(v->job->arena, as_written, domain_r) || domain_r->n == 0)
		return false;
	if (span_equal(*domain_r, v->author))
		return true;
	return v->record && !strict && same_organization(v, *domain_r);
}

static bool dkim_is_aligned(
	struct view *v, const struct dkim_signature *s, struct span *domain_r)
{
	return is_aligned(v, s->domain, v->record && v->record->adkim_strict, domain_r);
}

static bool spf_is_aligned(
	struct view *v, const struct spf_outcome *spf, struct span *domain_r)
{
	return is_aligned(v, spf->domain, v->record && v->record->aspf_strict, domain_r);
}

static void prove(struct view *v, const struct spf_outcome *spf,
	const struct dkim_report *dkim, struct dmarc_outcome *o)
{
	struct span domain;
	for (size_t i = 0; i < dkim->count && !o->dkim_aligned; i++) {
		const struct dkim_signature *s = &dkim->signatures[i];
		o->dkim_aligned =
			s->result == DKIM_PASS && dkim_is_aligned(v, s, &domain);
	}
	if (o->dkim_aligned)
		o->proved_by = domain;
	o->spf_aligned =
		spf && spf->result == SPF_PASS && spf_is_aligned(v, spf, &domain);
	if (o->spf_aligned && !o->dkim_aligned)
		o->proved_by = domain;
}

/* What a list or a gateway left of the author's own signature: one that still holds over the
 * header, else the topmost. */
static const struct dkim_signature *broken_signature(
	struct view *v, const struct dkim_report *dkim)
{
	const struct dkim_signature *topmost = NULL;
	struct span domain;
	for (size_t i = 0; i < dkim->count; i++) {
		const struct dkim_signature *s = &dkim->signatures[i];
		if (!dkim_is_aligned(v, s, &domain))
			continue;
		if (s->header_intact)
			return s;
		topmost = topmost ? topmost : s;
	}
	return topmost;
}

/* Why a letter that proved nothing might still have done so. */
static enum gap unproved_because(
	struct view *v, const struct spf_outcome *spf, const struct dkim_report *dkim)
{
	struct span domain;
	for (size_t i = 0; i < dkim->count; i++) {
		const struct dkim_signature *s = &dkim->signatures[i];
		if (s->result == DKIM_TEMPERROR && dkim_is_aligned(v, s, &domain))
			return s->gap;
	}
	if (dkim->cut)
		return GAP_LIMIT;
	if (!spf)
		return GAP_NO_CLIENT;
	if (spf->result == SPF_TEMPERROR && spf_is_aligned(v, spf, &domain))
		return spf->gap;
	return GAP_NONE;
}

static enum dmarc_policy weaker(enum dmarc_policy policy)
{
	return policy == DMARC_POLICY_NONE ? policy : policy - 1;
}

/* Sections 4.7 ("sp", "np", "t") and 3.2.13 (what does not exist). `ask`: whether it is
 * worth a question which of "sp" and "np" counts. */
static void choose_policy(struct view *v, struct dmarc_outcome *o, bool ask)
{
	const struct dmarc_record *r = v->record;
	o->published = span_equal(o->policy_domain, v->author) ? r->p : r->sp;
	if (ask && !span_equal(o->policy_domain, v->author) && r->np != r->sp) {
		const struct dns_answer *there = ask_dns(v->job, v->author, DNS_A);
		if (there->status == DNS_NXDOMAIN)
			o->published = r->np;
		note_gap(v, gap_of_dns(there->status));
	}
	o->testing = r->testing;
	o->policy = o->testing ? weaker(o->published) : o->published;
}

static enum dmarc_result result_of(
	const struct view *v, const struct dmarc_outcome *o, enum gap unproved)
{
	if (!v->record)
		return v->gap == GAP_NONE ? DMARC_NONE : DMARC_TEMPERROR;
	if (v->record->no_policy)
		return DMARC_NONE;
	if (o->proved_by.n)
		return DMARC_PASS;
	if (v->gap != GAP_NONE)
		return DMARC_TEMPERROR;
	return unproved == GAP_NONE ? DMARC_FAIL : DMARC_UNKNOWN;
}

static void judge(struct view *v, const struct spf_outcome *spf,
	const struct dkim_report *dkim, struct dmarc_outcome *o)
{
	enum gap unproved = GAP_NONE;
	prove(v, spf, dkim, o);
	if (v->record && o->proved_by.n == 0)
		unproved = unproved_because(v, spf, dkim);
	if (v->record)
		choose_policy(v, o, o->proved_by.n == 0);
	o->result = result_of(v, o, unproved);
	if (o->result == DMARC_FAIL)
		o->broken = broken_signature(v, dkim);
	if (o->result == DMARC_TEMPERROR)
		o->gap = v->gap;
	else if (o->result == DMARC_UNKNOWN)
		o->gap = unproved;
}

/* The author's domain as A-labels; false for what can have no record. */
static bool author_of(struct job *job, struct span as_written, struct span *author_r)
{
	return idn_to_ascii(job->arena, as_written, author_r) && author_r->n &&
	       idn_is_plain(*author_r);
}

void dmarc_announce(struct job *job, struct span author_domain)
{
	struct span author;
	if (author_of(job, author_domain, &author))
		dmarc_walk_announce(job, author);
}

struct dmarc_outcome dmarc_check(struct job *job, struct span author_domain,
	const struct spf_outcome *spf, const struct dkim_report *dkim)
{
	struct dmarc_outcome o = { .result = DMARC_PERMERROR };
	struct view v = { .job = job };
	if (!author_of(job, author_domain, &v.author)) {
		o.problem = "the author's domain is no domain name";
		return o;
	}
	v.walk = dmarc_walk(job, v.author);
	v.gap = v.walk.gap;
	o.questions = v.walk.asked;
	o.author_domain = v.author;
	o.organization = v.walk.organization;
	o.policy_domain = find_policy(&v);
	judge(&v, spf, dkim, &o);
	return o;
}

struct span dmarc_organization(struct job *job, struct span domain)
{
	struct span ascii;
	if (!idn_to_ascii(job->arena, domain, &ascii) || ascii.n == 0)
		return SPAN("");
	return dmarc_walk(job, ascii).organization;
}
