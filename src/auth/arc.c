/* The ARC fields of a letter to one result: RFC 8617 section 5.2. Fields are sorted into
 * sets; a chain of any wrong shape fails before a key is asked for. Then the newest message
 * signature is verified, the older ones down to the first that does not hold (that only
 * tells since when the letter is unchanged), and every seal.
 *
 * A seal covers all sets up to its own, so the hash runs over the sets once and is forked
 * for each seal: fifty sets cost fifty sets, not their triangle. What fails for certain
 * outweighs what could not be asked. */
#include "auth/arc.h"

#include "auth/dkim_key.h"
#include "auth/dkim_sig.h"
#include "base/must.h"
#include "base/num.h"

enum { INSTANCE_MAX = 50 }; /* section 4.2.1 */

enum role { ROLE_RESULTS, ROLE_MESSAGE, ROLE_SEAL, ROLES };

struct set {
	const struct header_field *fields[ROLES];
	struct sig message, seal;
	enum dkim_why message_why, seal_why; /* why it cannot be read */
	unsigned char seal_hash[DIGEST_BYTES_MAX];
};

struct chain {
	struct job *job;
	const struct mail *mail;
	struct field_index *index;
	struct set sets[INSTANCE_MAX];
	size_t count;
	struct arc_report report;
};

/* What fails first is what is said; a failure outweighs a question without answer. */
static void fail(struct chain *c, const char *problem)
{
	if (c->report.result == ARC_FAIL)
		return;
	c->report.result = ARC_FAIL;
	c->report.problem = problem;
	c->report.gap = GAP_NONE;
}

static void miss(struct chain *c, enum gap gap)
{
	if (c->report.result == ARC_FAIL)
		return;
	c->report.result = ARC_TEMPERROR;
	c->report.gap = gap;
}

static bool role_of(const struct header_field *f, enum role *role_r)
{
	static const char *const names[ROLES] = { "ARC-Authentication-Results",
		"ARC-Message-Signature", "ARC-Seal" };
	for (unsigned role = 0; role < ROLES; role++) {
		if (!span_equal_nocase(f->name, span_from_cstr(names[role])))
			continue;
		*role_r = (enum role)role;
		return true;
	}
	return false;
}

/* i=: in the results it stands first and is all that is a tag there (section 4.1.1). */
static size_t instance_of(struct arena *a, const struct header_field *f, enum role role)
{
	struct tags t;
	uint64_t instance;
	struct span value = f->value;
	if (role == ROLE_RESULTS) {
		struct span first = span_split(&value, ';');
		if (!value.p)
			return 0;
		value = first;
	}
	tags_parse(a, value, &t);
	return num_parse(tags_get(&t, "i"), INSTANCE_MAX, &instance) ? (size_t)instance
								     : 0;
}

static bool has_chain(const struct header *h)
{
	enum role role;
	for (size_t i = 0; i < h->count; i++)
		if (role_of(&h->fields[i], &role))
			return true;
	return false;
}

/* Puts each ARC field into its set. */
static void collect(struct chain *c)
{
	const struct header *h = &c->mail->header;
	for (size_t i = 0; i < h->count; i++) {
		enum role role;
		if (!role_of(&h->fields[i], &role))
			continue;
		c->report.result =
			c->report.result == ARC_NONE ? ARC_PASS : c->report.result;
		size_t instance = instance_of(c->job->arena, &h->fields[i], role);
		if (instance == 0) {
			fail(c, "an instance number is missing or out of range");
			return;
		}
		if (instance > c->count)
			c->count = instance;
		struct set *set = &c->sets[instance - 1];
		if (set->fields[role]) {
			fail(c, "a set holds a field twice");
			return;
		}
		set->fields[role] = &h->fields[i];
	}
	if (c->count > c->job->budget.arc_sets)
		fail(c, "more sets than the limit");
}

/* Section 5.2 step 3: whole sets, no gap, and a cv= that fits the place. */
static void check_shape(struct chain *c)
{
	for (size_t i = 0; i < c->count; i++)
		for (unsigned role = 0; role < ROLES; role++)
			if (!c->sets[i].fields[role])
				fail(c, "a set is not whole");
}

static void read_sets(struct chain *c)
{
	struct arena *a = c->job->arena;
	for (size_t i = 0; i < c->count; i++) {
		struct set *s = &c->sets[i];
		s->message_why = sig_read(
			a, SIG_ARC_MESSAGE, s->fields[ROLE_MESSAGE], &s->message);
		s->seal_why = sig_read(a, SIG_ARC_SEAL, s->fields[ROLE_SEAL], &s->seal);
	}
}

static void check_seal_tags(struct chain *c)
{
	for (size_t i = 0; i < c->count; i++) {
		const struct set *s = &c->sets[i];
		struct span cv = tags_get(&s->seal.tags, "cv");
		if (s->seal_why != DKIM_WHY_NONE)
			fail(c, "a seal cannot be read");
		else if (tags_get(&s->seal.tags, "h").p)
			fail(c, "a seal names header fields"); /* section 4.1.3 */
		else if (span_equal(cv, SPAN("fail")))
			fail(c, "a sealer found the chain broken");
		else if (!span_equal(cv, i == 0 ? SPAN("none") : SPAN("pass")))
			fail(c, "a seal's cv= does not fit its place");
	}
	if (c->sets[c->count - 1].message_why != DKIM_WHY_NONE)
		fail(c, "the newest message signature cannot be read");
}

static void announce_keys(struct chain *c)
{
	for (size_t i = c->count; i-- > 0;) {
		const struct set *s = &c->sets[i];
		ask_dns_soon(c->job, s->seal.key_name, DNS_TXT);
		if (s->message_why == DKIM_WHY_NONE)
			ask_dns_soon(c->job, s->message.key_name, DNS_TXT);
	}
}

/* Section 5.1.1: relaxed, sets in the order of instances, each as results, message
 * signature, seal; the seal in question last, without its b= and final CRLF. */
static void hash_seals(struct chain *c)
{
	struct arena *a = c->job->arena;
	const struct span whole = { NULL, 0 };
	struct digest *digest = digest_create(a, DIGEST_SHA256);
	struct canon_sink *sink = canon_sink_create(a, digest);
	for (size_t i = 0; i < c->count; i++) {
		struct set *s = &c->sets[i];
		canon_field(sink, CANON_RELAXED, s->fields[ROLE_RESULTS], whole, true);
		canon_field(sink, CANON_RELAXED, s->fields[ROLE_MESSAGE], whole, true);
		canon_flush(sink);
		struct digest *fork = digest_fork(a, digest);
		sink->state = fork;
		canon_field(
			sink, CANON_RELAXED, s->fields[ROLE_SEAL], s->seal.hole, false);
		canon_flush(sink);
		digest_end(fork, s->seal_hash);
		sink->state = digest;
		canon_field(sink, CANON_RELAXED, s->fields[ROLE_SEAL], whole, true);
	}
}

static void hash_bodies(struct chain *c)
{
	struct body_hash *wanted[INSTANCE_MAX];
	size_t count = 0;
	for (size_t i = 0; i < c->count; i++)
		if (c->sets[i].message_why == DKIM_WHY_NONE)
			wanted[count++] = &c->sets[i].message.body;
	dkim_hash_body(c->job, c->mail->body, wanted, count);
}

/* ARC_PASS, ARC_FAIL or ARC_TEMPERROR for one signature over `hash`. */
static enum arc_result verify(struct chain *c, const struct sig *sig,
	const unsigned char *hash, enum gap *gap_r)
{
	const struct dkim_key *key;
	struct dkim_keys keys = dkim_key_ask(c->job, sig->key_name, sig->kind);
	*gap_r = keys.gap;
	if (keys.why == DKIM_WHY_KEY_UNREACHABLE)
		return ARC_TEMPERROR;
	return dkim_keys_verify(&keys, span_of(hash, 32), sig->signature, &key)
		       ? ARC_PASS
		       : ARC_FAIL;
}

static enum arc_result verify_message(
	struct chain *c, const struct set *s, enum gap *gap_r)
{
	const struct sig *sig = &s->message;
	unsigned char hash[DIGEST_BYTES_MAX];
	*gap_r = GAP_NONE;
	if (s->message_why != DKIM_WHY_NONE ||
		!span_equal(span_of(sig->body.hash, 32), sig->body_digest) ||
		(sig->limited && sig->body.hashed < sig->body.limit))
		return ARC_FAIL;
	sig_hash_header(c->job->arena, sig, c->index, hash);
	return verify(c, sig, hash, gap_r);
}

/* Newest first, for as long as they verify. */
static void verify_messages(struct chain *c)
{
	enum gap gap = GAP_NONE;
	size_t i = c->count;
	while (i > 0 && verify_message(c, &c->sets[i - 1], &gap) == ARC_PASS)
		c->report.sets[--i].message_verified = true;
	c->report.oldest_pass = (unsigned)(i == 0 ? 0 : i + 1);
	if (i < c->count)
		return;
	if (gap == GAP_NONE)
		fail(c, "the newest message signature does not verify");
	else
		miss(c, gap);
}

static void verify_seals(struct chain *c)
{
	for (size_t i = c->count; i-- > 0;) {
		enum gap gap;
		enum arc_result result =
			verify(c, &c->sets[i].seal, c->sets[i].seal_hash, &gap);
		c->report.sets[i].seal_verified = result == ARC_PASS;
		if (result == ARC_FAIL)
			fail(c, "a seal does not verify");
		else if (result == ARC_TEMPERROR)
			miss(c, gap);
	}
}

/* What a report shows, also of a chain that fails by its tags. */
static void describe_sets(struct chain *c)
{
	struct arena *a = c->job->arena;
	c->report.sets = arena_array(a, c->count, sizeof(*c->report.sets));
	c->report.count = c->count;
	for (size_t i = 0; i < c->count; i++) {
		const struct set *s = &c->sets[i];
		struct arc_set *set = &c->report.sets[i];
		struct span results = s->fields[ROLE_RESULTS]->value;
		span_split(&results, ';');
		set->instance = (unsigned)i + 1;
		set->seal_domain = s->seal.domain;
		set->sign_domain = s->message.domain;
		set->cv = tags_get(&s->seal.tags, "cv");
		authres_parse(a, results, &set->authres);
	}
}

static bool goes_on(const struct chain *c)
{
	return c->report.result == ARC_PASS;
}

struct arc_report arc_check(struct job *job, const struct mail *mail)
{
	if (!has_chain(&mail->header))
		return (struct arc_report){ .result = ARC_NONE };
	struct chain *c = arena_new(job->arena, struct chain);
	c->job = job;
	c->mail = mail;
	c->report.result = ARC_PASS;
	collect(c);
	if (goes_on(c))
		check_shape(c);
	if (!goes_on(c))
		return c->report;
	read_sets(c);
	describe_sets(c);
	check_seal_tags(c);
	if (!goes_on(c))
		return c->report;
	announce_keys(c);
	hash_seals(c);
	hash_bodies(c);
	c->index = field_index_create(job->arena, &mail->header);
	verify_messages(c);
	verify_seals(c);
	if (!goes_on(c))
		c->report.oldest_pass = 0;
	return c->report;
}

size_t arc_trusted_sets(const struct job *job, const struct arc_report *report)
{
	size_t trusted = 0;
	if (report->result != ARC_PASS)
		return 0;
	while (trusted < report->count &&
		job_setting_has(job, "sealer",
			report->sets[report->count - 1 - trusted].seal_domain))
		trusted++;
	return trusted;
}

bool arc_is_trusted(const struct job *job, const struct arc_report *report)
{
	return arc_trusted_sets(job, report) > 0;
}

const struct authres_clause *arc_trusted_clause(const struct job *job,
	const struct arc_report *report, const char *method, const struct arc_set **set_r)
{
	const struct authres_clause *found = NULL;
	size_t trusted = arc_trusted_sets(job, report);
	for (size_t i = report->count; i-- > report->count - trusted;) {
		const struct arc_set *set = &report->sets[i];
		for (size_t k = 0; k < set->authres.count; k++) {
			const struct authres_clause *c = &set->authres.clauses[k];
			bool pass = span_equal(c->result, SPAN("pass"));
			if (!span_equal(c->method, span_from_cstr(method)) ||
				(found && !pass))
				continue;
			found = c;
			if (set_r)
				*set_r = set;
			if (pass)
				return found;
		}
	}
	return found;
}

const char *arc_result_name(enum arc_result result)
{
	static const char *const names[] = { [ARC_NONE] = "none",
		[ARC_PASS] = "pass",
		[ARC_FAIL] = "fail",
		[ARC_TEMPERROR] = "temperror" };
	must((size_t)result < sizeof(names) / sizeof(names[0]));
	return names[result];
}
