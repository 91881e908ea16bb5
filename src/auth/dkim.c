/* The DKIM-Signature fields of a letter to one result each: RFC 6376 section 6, with RFC
 * 8301 and 8463. Fields are read first and all keys announced, so that the answers are on
 * their way while the body is hashed, once for all signatures. Then each is judged in the
 * order of section 6.1: the field, the key, the body, the header. A result is never
 * guessed: what could not be asked is TEMPERROR with the gap.
 *
 * Expiry is looked at last, so EXPIRED says "intact, but late". A t= in the future is
 * taken: section 3.5 leaves it open, and clocks differ. */
#include "auth/dkim.h"

#include "auth/dkim_key.h"
#include "auth/dkim_sig.h"
#include "base/must.h"

/* What judging one letter shares. */
struct judging {
	struct job *job;
	const struct mail *mail;
	int64_t came_s;
	struct field_index *index;
};

static void settle(struct dkim_signature *s, enum dkim_result result, enum dkim_why why)
{
	s->result = result;
	s->why = why;
}

static bool judge_key(struct judging *j, const struct sig *sig, struct dkim_signature *s,
	struct dkim_keys *keys_r)
{
	*keys_r = dkim_key_ask(j->job, sig->key_name, sig->kind);
	s->gap = keys_r->gap;
	s->dnssec = keys_r->dnssec;
	for (size_t i = 0; i < keys_r->count; i++)
		if (keys_r->list[i].exact && keys_r->list[i].why == DKIM_WHY_NONE &&
			!sig_identity_is_exact(j->job->arena, sig))
			keys_r->list[i].why = DKIM_WHY_KEY_MISMATCH;
	if (keys_r->why == DKIM_WHY_KEY_UNREACHABLE)
		settle(s, DKIM_TEMPERROR, keys_r->why);
	else if (keys_r->why != DKIM_WHY_NONE)
		settle(s, DKIM_PERMERROR, keys_r->why);
	return keys_r->why == DKIM_WHY_NONE;
}

static bool judge_body(const struct sig *sig, struct dkim_signature *s)
{
	struct span hash = span_of(sig->body.hash, sig->body_digest.n);
	if (sig->limited && sig->body.hashed < sig->body.limit)
		settle(s, DKIM_PERMERROR, DKIM_WHY_LENGTH);
	else if (!span_equal(hash, sig->body_digest))
		settle(s, DKIM_FAIL, DKIM_WHY_BODY);
	else
		return true;
	return false;
}

/* Fields of a signed name that were put in beside the signed ones. */
static void note_added(struct judging *j, const struct sig *sig, struct dkim_signature *s)
{
	s->added = field_index_left(j->job->arena, j->index, sig->field, &s->added_count);
	for (size_t i = 0; i < s->added_count; i++)
		s->from_added |= span_equal_nocase(s->added[i], SPAN("From"));
}

static void judge(struct judging *j, const struct sig *sig, struct dkim_signature *s)
{
	struct dkim_keys keys;
	const struct dkim_key *key = NULL;
	unsigned char hash[DIGEST_BYTES_MAX];
	s->body_signed = sig->body.hashed;
	s->body_bytes = sig->body.bytes;
	if (!judge_key(j, sig, s, &keys))
		return;
	sig_hash_header(j->job->arena, sig, j->index, hash);
	note_added(j, sig, s);
	bool verifies = dkim_keys_verify(&keys, span_of(hash, 32), sig->signature, &key);
	must(key != NULL);
	s->key_bits = key->bits;
	s->testing = key->testing;
	s->header_intact = verifies && key->why == DKIM_WHY_NONE;
	if (!verifies && keys.more) {
		s->gap = GAP_LIMIT;
		settle(s, DKIM_TEMPERROR, DKIM_WHY_KEY_UNREACHABLE);
	} else if (key->why != DKIM_WHY_NONE)
		settle(s, DKIM_PERMERROR, key->why);
	else if (!judge_body(sig, s))
		return;
	else if (!verifies)
		settle(s, DKIM_FAIL, DKIM_WHY_SIGNATURE);
	else if (sig->expires_s != INT64_MIN && j->came_s > sig->expires_s)
		settle(s, DKIM_POLICY, DKIM_WHY_EXPIRED);
	else
		settle(s, DKIM_PASS, DKIM_WHY_NONE);
}

static void read_field(struct judging *j, const struct header_field *field,
	struct sig *sig, struct dkim_signature *s)
{
	enum dkim_why why = sig_read(j->job->arena, SIG_DKIM, field, sig);
	s->field = field;
	s->domain = sig->domain;
	s->selector = sig->selector;
	s->identity = sig->identity;
	s->algorithm = sig->algorithm;
	s->body_limited = sig->limited;
	s->signed_s = sig->signed_s;
	s->expires_s = sig->expires_s;
	settle(s, why == DKIM_WHY_NONE ? DKIM_NONE : DKIM_PERMERROR, why);
	if (why == DKIM_WHY_NONE)
		ask_dns_soon(j->job, sig->key_name, DNS_TXT);
}

static size_t read_fields(struct judging *j, struct dkim_report *report, struct sig *sigs)
{
	const struct header *h = &j->mail->header;
	size_t count = 0;
	for (size_t i = 0; i < h->count; i++) {
		if (!span_equal_nocase(h->fields[i].name, SPAN("DKIM-Signature")))
			continue;
		report->cut = count >= j->job->budget.signatures;
		if (report->cut)
			break;
		report->signatures[count].index = count;
		read_field(j, &h->fields[i], &sigs[count], &report->signatures[count]);
		count++;
	}
	return count;
}

static void hash_bodies(
	struct judging *j, const struct dkim_report *report, struct sig *sigs)
{
	struct body_hash **wanted =
		arena_array(j->job->arena, report->count, sizeof(*wanted));
	size_t count = 0;
	for (size_t i = 0; i < report->count; i++)
		if (report->signatures[i].why == DKIM_WHY_NONE)
			wanted[count++] = &sigs[i].body;
	if (count)
		dkim_hash_body(j->job, j->mail->body, wanted, count);
}

struct dkim_report dkim_check_at(struct job *job, const struct mail *mail, int64_t came_s)
{
	struct judging j = { job, mail, came_s, NULL };
	struct dkim_report report = { 0 };
	size_t fields = header_count(&mail->header, "DKIM-Signature");
	size_t room = fields < job->budget.signatures ? fields : job->budget.signatures;
	report.signatures = arena_array(job->arena, room, sizeof(*report.signatures));
	struct sig *sigs = arena_array(job->arena, room, sizeof(*sigs));
	report.count = read_fields(&j, &report, sigs);
	hash_bodies(&j, &report, sigs);
	if (report.count)
		j.index = field_index_create(job->arena, &mail->header);
	for (size_t i = 0; i < report.count; i++) {
		if (report.signatures[i].why == DKIM_WHY_NONE)
			judge(&j, &sigs[i], &report.signatures[i]);
		job_breathe(job);
	}
	return report;
}

struct dkim_report dkim_check(struct job *job, const struct mail *mail)
{
	return dkim_check_at(job, mail, job->now_s);
}

const char *dkim_result_name(enum dkim_result result)
{
	static const char *const names[] = { [DKIM_NONE] = "none",
		[DKIM_PASS] = "pass",
		[DKIM_FAIL] = "fail",
		[DKIM_NEUTRAL] = "neutral",
		[DKIM_POLICY] = "policy",
		[DKIM_TEMPERROR] = "temperror",
		[DKIM_PERMERROR] = "permerror" };
	must((size_t)result < sizeof(names) / sizeof(names[0]));
	return names[result];
}

const char *dkim_why_name(enum dkim_why why)
{
	static const char *const names[DKIM_WHYS] = {
		[DKIM_WHY_NONE] = "none",
		[DKIM_WHY_SYNTAX] = "syntax",
		[DKIM_WHY_VERSION] = "version",
		[DKIM_WHY_MISSING_TAG] = "missing-tag",
		[DKIM_WHY_ALGORITHM] = "algorithm",
		[DKIM_WHY_CANON] = "canonicalization",
		[DKIM_WHY_QUERY] = "query-method",
		[DKIM_WHY_IDENTITY] = "identity",
		[DKIM_WHY_FROM_UNSIGNED] = "from-unsigned",
		[DKIM_WHY_EXPIRED] = "expired",
		[DKIM_WHY_TIMES] = "times",
		[DKIM_WHY_KEY_NONE] = "key-none",
		[DKIM_WHY_KEY_SYNTAX] = "key-syntax",
		[DKIM_WHY_KEY_REVOKED] = "key-revoked",
		[DKIM_WHY_KEY_MISMATCH] = "key-mismatch",
		[DKIM_WHY_KEY_WEAK] = "key-weak",
		[DKIM_WHY_KEY_UNREACHABLE] = "key-unreachable",
		[DKIM_WHY_BODY] = "body-hash",
		[DKIM_WHY_SIGNATURE] = "signature",
		[DKIM_WHY_LENGTH] = "length",
	};
	must(why < DKIM_WHYS);
	return names[why];
}
