/* The terms of an SPF record judged one by one: RFC 7208 sections 4.6.4, 4.8 and 5, and
 * the name behind %{p} (section 7.3).
 *
 * Lookups are counted term by term as they are evaluated, %{p} outside explanations as one.
 * A term whose questions found nothing is one void lookup, whatever the number of its
 * questions. More than ten MX records are PERMERROR before any is asked: answers come in
 * any order, so judging the first ten would make the result a matter of chance. A target
 * that is no name (RFC 1035) is not asked and does not match. Failing DNS is TEMPERROR,
 * except where section 5.5 skips the name; our own refusal to ask is TEMPERROR
 * everywhere, for nothing can be concluded from it. */
#include "auth/spf_eval.h"

#include "base/utf8.h"

enum spf_match spf_permerror(struct spf_eval *e, const char *problem)
{
	e->outcome.problem = problem;
	return SPF_MATCH_PERMERROR;
}

enum spf_match spf_temperror(struct spf_eval *e, enum dns_status status)
{
	e->outcome.problem = dns_status_name(status);
	e->outcome.gap = gap_of_dns(status);
	return SPF_MATCH_TEMPERROR;
}

bool spf_count_lookup(struct spf_eval *e)
{
	if (e->outcome.lookups >= SPF_LOOKUPS_MAX)
		return false;
	e->outcome.lookups++;
	return true;
}

bool spf_is_void(enum dns_status status)
{
	return status == DNS_NODATA || status == DNS_NXDOMAIN;
}

static bool is_refusal(enum dns_status status)
{
	return status == DNS_OVERSPENT || status == DNS_OFFLINE;
}

static enum spf_match count_void(struct spf_eval *e)
{
	e->outcome.voids++;
	return e->outcome.voids > SPF_VOIDS_MAX
		       ? spf_permerror(e, "more than two void lookups")
		       : SPF_MATCH_NO;
}

enum dns_type spf_address_type(const struct spf_eval *e)
{
	return e->macros.client.bits == 32 ? DNS_A : DNS_AAAA;
}

static struct ip address_of(const struct dns_record *r)
{
	struct ip ip = { .bits = (unsigned)r->data.n * 8 };
	if (r->data.n == 4 || r->data.n == 16)
		memcpy(ip.bytes, r->data.p, r->data.n);
	else
		ip.bits = 0;
	return ip;
}

static bool holds_client(
	const struct spf_eval *e, const struct dns_answer *answer, unsigned prefix)
{
	for (size_t i = 0; i < answer->count; i++) {
		struct ip ip = address_of(&answer->records[i]);
		if (ip_in_net(&e->macros.client, &ip, prefix))
			return true;
	}
	return false;
}

static unsigned prefix_of(const struct spf_eval *e, const struct spf_term *t)
{
	return e->macros.client.bits == 32 ? t->prefix4 : t->prefix6;
}

enum spf_match spf_target(struct spf_eval *e, struct span spec, struct span *target_r)
{
	*target_r = e->macros.domain;
	if (spec.n == 0)
		return SPF_MATCH_YES;
	e->trouble = SPF_MATCH_YES;
	bool good = spf_domain_expand(e->job->arena, &e->macros, spec, target_r);
	/* A local part with other than ASCII never matches (RFC 8616 section 4). */
	if (!good || utf8_has_8bit(*target_r))
		*target_r = span_of(NULL, 0);
	return e->trouble;
}

/* Shared by "a" and "exists": what follows from the status alone. SPF_MATCH_YES: go on. */
static enum spf_match judge_status(struct spf_eval *e, enum dns_status status)
{
	if (status == DNS_OK)
		return SPF_MATCH_YES;
	if (status == DNS_INVALID)
		return SPF_MATCH_NO;
	return spf_is_void(status) ? count_void(e) : spf_temperror(e, status);
}

static enum spf_match match_a(
	struct spf_eval *e, const struct spf_term *t, struct span target)
{
	const struct dns_answer *answer = ask_dns(e->job, target, spf_address_type(e));
	enum spf_match m = judge_status(e, answer->status);
	if (m == SPF_MATCH_YES && !holds_client(e, answer, prefix_of(e, t)))
		m = SPF_MATCH_NO;
	return m;
}

static enum spf_match match_exists(
	struct spf_eval *e, const struct spf_term *t, struct span target)
{
	(void)t;
	return judge_status(e, ask_dns(e->job, target, DNS_A)->status);
}

static void announce_hosts(struct spf_eval *e, const struct dns_answer *answer)
{
	for (size_t i = 0; i < answer->count && i < SPF_HOSTS_MAX && answer->count > 1;
		i++)
		ask_dns_soon(e->job, answer->records[i].data, spf_address_type(e));
}

static enum spf_match match_mx(
	struct spf_eval *e, const struct spf_term *t, struct span target)
{
	const struct dns_answer *mx = ask_dns(e->job, target, DNS_MX);
	enum spf_match m = judge_status(e, mx->status);
	bool found_nothing = false;
	if (m != SPF_MATCH_YES)
		return m;
	if (mx->count > SPF_HOSTS_MAX)
		return spf_permerror(e, "more than ten MX records");
	announce_hosts(e, mx);
	for (size_t i = 0; i < mx->count; i++) {
		const struct dns_answer *answer =
			ask_dns(e->job, mx->records[i].data, spf_address_type(e));
		if (spf_is_void(answer->status))
			found_nothing = true;
		else if (answer->status != DNS_OK && answer->status != DNS_INVALID)
			return spf_temperror(e, answer->status);
		if (holds_client(e, answer, prefix_of(e, t)))
			return SPF_MATCH_YES;
	}
	return found_nothing ? count_void(e) : SPF_MATCH_NO;
}

/* The PTR records of the client; the resolver's answer is kept by the job. */
static const struct dns_answer *client_names(struct spf_eval *e)
{
	return ask_dns(
		e->job, spf_reverse_name(e->job->arena, &e->macros.client), DNS_PTR);
}

static bool is_within(struct span name, struct span domain)
{
	if (domain.n == 0 || !span_ends_with_nocase(name, domain))
		return false;
	return name.n == domain.n || name.p[name.n - domain.n - 1] == '.';
}

enum rank { RANK_SAME, RANK_BELOW, RANK_OUTSIDE, RANKS };

static enum rank rank_of(struct span name, struct span domain)
{
	if (!is_within(name, domain))
		return RANK_OUTSIDE;
	return name.n == domain.n ? RANK_SAME : RANK_BELOW;
}

/* The first of the client's names, of the ten allowed, that has this rank and leads back
 * to the client (section 5.5). A name whose questions fail is skipped. */
static enum spf_match validated_name(struct spf_eval *e, const struct dns_answer *names,
	struct span domain, enum rank rank, struct span *name_r)
{
	for (size_t i = 0; i < names->count && i < SPF_HOSTS_MAX; i++) {
		struct span name = names->records[i].data;
		if (rank_of(name, domain) != rank)
			continue;
		const struct dns_answer *answer =
			ask_dns(e->job, name, spf_address_type(e));
		if (is_refusal(answer->status))
			return e->explaining ? SPF_MATCH_NO
					     : spf_temperror(e, answer->status);
		if (!holds_client(e, answer, e->macros.client.bits))
			continue;
		*name_r = name;
		return SPF_MATCH_YES;
	}
	return SPF_MATCH_NO;
}

static enum spf_match match_ptr(
	struct spf_eval *e, const struct spf_term *t, struct span target)
{
	const struct dns_answer *names = client_names(e);
	enum spf_match m = SPF_MATCH_NO;
	struct span name;
	(void)t;
	if (is_refusal(names->status))
		return spf_temperror(e, names->status);
	if (spf_is_void(names->status))
		return count_void(e);
	for (enum rank rank = RANK_SAME; rank <= RANK_BELOW && m == SPF_MATCH_NO; rank++)
		m = validated_name(e, names, target, rank, &name);
	return m;
}

/* %{p}: the domain itself, else a name below it, else any (section 7.3). */
static enum spf_match choose_name(struct spf_eval *e)
{
	enum spf_match m = SPF_MATCH_NO;
	if (!e->explaining && !e->named_for.p && !spf_count_lookup(e))
		return spf_permerror(e, "more than ten lookups");
	e->named_for = e->macros.domain;
	e->name = SPAN("unknown");
	const struct dns_answer *names = client_names(e);
	if (is_refusal(names->status))
		return e->explaining ? SPF_MATCH_NO : spf_temperror(e, names->status);
	for (enum rank rank = RANK_SAME; rank < RANKS && m == SPF_MATCH_NO; rank++)
		m = validated_name(e, names, e->macros.domain, rank, &e->name);
	return m;
}

struct span spf_client_name(void *state)
{
	struct spf_eval *e = state;
	if (e->trouble > SPF_MATCH_YES ||
		(e->name.n && span_equal(e->named_for, e->macros.domain)))
		return e->name;
	enum spf_match m = choose_name(e);
	if (m > SPF_MATCH_YES)
		e->trouble = m;
	return e->name;
}

/* The results of a record that was included, as section 5.2 reads them. */
static enum spf_match match_include(
	struct spf_eval *e, const struct spf_term *t, struct span target)
{
	static const enum spf_match meaning[] = {
		[SPF_NONE] = SPF_MATCH_PERMERROR,
		[SPF_NEUTRAL] = SPF_MATCH_NO,
		[SPF_PASS] = SPF_MATCH_YES,
		[SPF_FAIL] = SPF_MATCH_NO,
		[SPF_SOFTFAIL] = SPF_MATCH_NO,
		[SPF_TEMPERROR] = SPF_MATCH_TEMPERROR,
		[SPF_PERMERROR] = SPF_MATCH_PERMERROR,
	};
	struct span domain = e->macros.domain;
	(void)t;
	e->depth++;
	enum spf_result result = spf_check_host(e, target);
	e->depth--;
	e->macros.domain = domain;
	return result == SPF_NONE ? spf_permerror(e, "no record to include")
				  : meaning[result];
}

enum spf_match spf_match_term(struct spf_eval *e, const struct spf_term *t)
{
	static enum spf_match (*const matchers[])(
		struct spf_eval *, const struct spf_term *, struct span) = {
		[SPF_INCLUDE] = match_include,
		[SPF_A] = match_a,
		[SPF_MX] = match_mx,
		[SPF_PTR] = match_ptr,
		[SPF_EXISTS] = match_exists,
	};
	struct span target;
	if (t->kind == SPF_ALL)
		return SPF_MATCH_YES;
	if (t->kind == SPF_IP4 || t->kind == SPF_IP6)
		return ip_in_net(&e->macros.client, &t->net, prefix_of(e, t))
			       ? SPF_MATCH_YES
			       : SPF_MATCH_NO;
	if (!t->qualifier)
		return SPF_MATCH_NO; /* a modifier */
	if (!spf_count_lookup(e))
		return spf_permerror(e, "more than ten lookups");
	enum spf_match m = spf_target(e, t->domain, &target);
	return m == SPF_MATCH_YES ? matchers[t->kind](e, t, target) : m;
}
