/* check_host(): may this client send in the name of this domain? RFC 7208 sections 2.4,
 * 4 and 6: from an address and names to one of seven results. The terms of a record are
 * judged in spf_match.c, its text in spf_record.c, macros in spf_macro.c.
 *
 * A record with an error anywhere means nothing and is PERMERROR before any term of it is
 * judged. Recursion into includes is bounded by the ten lookups. What a record surely asks
 * next is announced, so that its questions are in flight together. Explanations are
 * fetched after the result is certain and cannot change it. */
#include "auth/spf_eval.h"

#include "base/must.h"
#include "base/utf8.h"
#include "parse/idn.h"

enum {
	IDENTITY_OCTETS = 512, /* of local part and HELO: RFC 5321 has 64 and 255 */
	EXPLANATION_MAX = 1000,
};

static enum spf_result result_of(enum spf_match m, unsigned char qualifier)
{
	if (m == SPF_MATCH_TEMPERROR)
		return SPF_TEMPERROR;
	if (m == SPF_MATCH_PERMERROR)
		return SPF_PERMERROR;
	switch (qualifier) {
	case '-': return SPF_FAIL;
	case '~': return SPF_SOFTFAIL;
	case '?': return SPF_NEUTRAL;
	default: return SPF_PASS;
	}
}

/* True when a term decided, by a match or an error. */
static bool evaluate(
	struct spf_eval *e, const struct spf_record *record, enum spf_result *result_r)
{
	struct spf_term t;
	for (struct span rest = record->terms; spf_record_next(&rest, &t);) {
		enum spf_match m = spf_match_term(e, &t);
		if (m == SPF_MATCH_NO)
			continue;
		if (e->depth == 0)
			e->outcome.mechanism = t.text;
		*result_r = result_of(m, t.qualifier);
		return true;
	}
	return false;
}

/* What a mechanism asks first, or 0. */
static enum dns_type question_of(const struct spf_eval *e, const struct spf_term *t)
{
	switch (t->kind) {
	case SPF_INCLUDE: return DNS_TXT;
	case SPF_A: return spf_address_type(e);
	case SPF_MX: return DNS_MX;
	default: return 0;
	}
}

static void announce_one(struct spf_eval *e, struct span target, enum dns_type type)
{
	if (span_find_byte(target, '%') != SPAN_NONE || e->announced >= SPF_LOOKUPS_MAX)
		return;
	e->announced++;
	ask_dns_soon(e->job, target, type);
}

/* Sets going what the record will ask, as far as no term before it surely matches. Targets
 * with macros are left: they may tell the owner who wrote, which only a term that is
 * reached may do. */
static void announce(struct spf_eval *e, const struct spf_record *record)
{
	struct spf_term t;
	for (struct span rest = record->terms; spf_record_next(&rest, &t);) {
		enum dns_type type = question_of(e, &t);
		if (t.kind == SPF_ALL)
			return;
		if (t.net.bits && spf_match_term(e, &t) == SPF_MATCH_YES)
			return;
		if (type)
			announce_one(e, t.domain.n ? t.domain : e->macros.domain, type);
	}
	if (record->redirect.n)
		announce_one(e, record->redirect, DNS_TXT);
}

/* Section 4.5: the one record of SPF among the TXT records. SPF_PASS: it is there. */
static enum spf_result select_record(
	struct spf_eval *e, const struct dns_answer *answer, struct spf_record *record_r)
{
	const struct dns_record *found = NULL;
	for (size_t i = 0; i < answer->count; i++) {
		if (!spf_record_is(answer->records[i].data))
			continue;
		if (found) {
			spf_permerror(e, "several records");
			return SPF_PERMERROR;
		}
		found = &answer->records[i];
	}
	if (!found)
		return SPF_NONE;
	if (spf_record_parse(found->data, record_r))
		return SPF_PASS;
	spf_permerror(e, record_r->problem);
	if (e->depth == 0)
		e->outcome.mechanism = record_r->problem_at;
	return SPF_PERMERROR;
}

static enum spf_result fetch_record(
	struct spf_eval *e, struct span domain, struct spf_record *record_r)
{
	if (span_find_byte(domain, '.') == SPAN_NONE)
		return SPF_NONE; /* one label only: section 4.3 */
	const struct dns_answer *answer = ask_dns(e->job, domain, DNS_TXT);
	if (answer->status == DNS_INVALID || spf_is_void(answer->status))
		return SPF_NONE;
	if (answer->status != DNS_OK) {
		spf_temperror(e, answer->status);
		return SPF_TEMPERROR;
	}
	return select_record(e, answer, record_r);
}

static bool is_text(struct span s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < ' ' || s.p[i] > '~')
			return false;
	return s.n <= EXPLANATION_MAX;
}

/* Section 6.2: whatever goes wrong here, the result stands without an explanation. */
static void explain(struct spf_eval *e, struct span spec)
{
	struct span where, text;
	e->explaining = true;
	if (spf_target(e, spec, &where) != SPF_MATCH_YES)
		return;
	const struct dns_answer *answer = ask_dns(e->job, where, DNS_TXT);
	if (answer->status != DNS_OK || answer->count != 1)
		return;
	text = answer->records[0].data;
	if (spf_macro_is_valid(text, SPF_MACRO_EXPLANATION) &&
		spf_macro_expand(e->job->arena, &e->macros, text, &text) && is_text(text))
		e->outcome.explanation = text;
}

enum spf_result spf_check_host(struct spf_eval *e, struct span domain)
{
	must(e->depth <= SPF_LOOKUPS_MAX);
	for (bool redirected = false;; redirected = true) {
		struct spf_record record;
		enum spf_result result = fetch_record(e, domain, &record);
		if (result == SPF_NONE && redirected)
			return result_of(spf_permerror(e, "no record to redirect to"), 0);
		if (result != SPF_PASS)
			return result;
		e->macros.domain = domain;
		announce(e, &record);
		if (evaluate(e, &record, &result)) {
			if (result == SPF_FAIL && e->depth == 0 && record.exp.n)
				explain(e, record.exp);
			return result;
		}
		if (!record.redirect.n)
			return SPF_NEUTRAL;
		if (!spf_count_lookup(e))
			return result_of(spf_permerror(e, "more than ten lookups"), 0);
		enum spf_match m = spf_target(e, record.redirect, &domain);
		if (m != SPF_MATCH_YES)
			return result_of(m, 0);
	}
}

/* The domain that is responsible (section 2.4); false when it can be none (4.3). */
static bool set_identity(struct spf_eval *e, const struct spf_query *q)
{
	struct spf_macros *x = &e->macros;
	bool by_helo = q->mail_from.n == 0;
	size_t at = span_rfind_byte(q->mail_from, '@');
	x->local = at == SPAN_NONE ? span_of(NULL, 0) : span_take(q->mail_from, at);
	x->local = x->local.n ? span_take(x->local, IDENTITY_OCTETS) : SPAN("postmaster");
	e->outcome.by_helo = by_helo;
	e->outcome.domain = by_helo	      ? q->helo
			    : at == SPAN_NONE ? q->mail_from
					      : span_skip(q->mail_from, at + 1);
	if (!idn_to_ascii(e->job->arena, e->outcome.domain, &x->sender_domain) ||
		span_starts_with(x->sender_domain, SPAN("[")))
		return false;
	e->outcome.domain = x->sender_domain;
	struct text sender;
	text_init(&sender, e->job->arena, 1024);
	text_add(&sender, x->local);
	text_add_byte(&sender, '@');
	text_add(&sender, x->sender_domain);
	x->sender = text_span(&sender);
	x->helo = span_take(q->helo, IDENTITY_OCTETS);
	if (utf8_has_8bit(x->helo) && !idn_to_ascii(e->job->arena, q->helo, &x->helo))
		x->helo = span_take(q->helo, IDENTITY_OCTETS);
	return true;
}

struct spf_outcome spf_check(struct job *job, const struct spf_query *query)
{
	struct spf_eval e = { .job = job, .trouble = SPF_MATCH_YES };
	e.macros.client = query->client;
	e.macros.receiver = span_take(query->receiver, IDENTITY_OCTETS);
	e.macros.now_s = job->now_s;
	e.macros.client_name = spf_client_name;
	e.macros.state = &e;
	if (set_identity(&e, query) && query->client.bits)
		e.outcome.result = spf_check_host(&e, e.macros.sender_domain);
	return e.outcome;
}

const char *spf_result_name(enum spf_result result)
{
	static const char *const names[] = { "none", "neutral", "pass", "fail",
		"softfail", "temperror", "permerror" };
	must(result <= SPF_PERMERROR);
	return names[result];
}
