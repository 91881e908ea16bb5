/* A signing field to what it asks to be checked: RFC 6376 sections 3.5 and 6.1.1, with the
 * algorithms that RFC 8301 left and RFC 8463 added. RFC 8617 section 4.1 builds its two
 * fields of the same tags, so they are read here too. Section 6.1.1 wants every oddity to
 * void the signature, so each step either fills its part of `struct sig` or names why not.
 * Left out: i= is not compared with addresses, and z= is not read. */
#include "auth/dkim_sig.h"

#include "base/codec.h"
#include "parse/idn.h"

static bool span_is(struct span s, const char *word)
{
	return span_equal(s, span_from_cstr(word));
}

/* Digits only; what is too large for the type is as large as can be (section 3.5 t=). */
static bool read_number(struct span s, uint64_t *number_r)
{
	uint64_t n = 0;
	for (size_t i = 0; i < s.n; i++) {
		if (!ascii_is_digit(s.p[i]))
			return false;
		if (__builtin_mul_overflow(n, 10, &n) ||
			__builtin_add_overflow(n, s.p[i] - '0', &n))
			n = UINT64_MAX;
	}
	*number_r = n;
	return s.n > 0;
}

static enum dkim_why read_version(struct arena *a, struct sig *sig)
{
	(void)a;
	return span_is(tags_get(&sig->tags, "v"), "1") ? DKIM_WHY_NONE : DKIM_WHY_VERSION;
}

static enum dkim_why read_algorithm(struct arena *a, struct sig *sig)
{
	(void)a;
	sig->algorithm = tags_get(&sig->tags, "a");
	sig->kind = span_is(sig->algorithm, "ed25519-sha256") ? KEY_ED25519 : KEY_RSA;
	return sig->kind == KEY_ED25519 || span_is(sig->algorithm, "rsa-sha256")
		       ? DKIM_WHY_NONE
		       : DKIM_WHY_ALGORITHM;
}

static bool read_canon_word(struct span s, enum canon *canon_r)
{
	*canon_r = span_is(s, "relaxed") ? CANON_RELAXED : CANON_SIMPLE;
	return *canon_r == CANON_RELAXED || span_is(s, "simple");
}

static enum dkim_why read_canon(struct arena *a, struct sig *sig)
{
	(void)a;
	struct span rest = tags_get(&sig->tags, "c");
	if (!rest.p)
		return DKIM_WHY_NONE;
	if (!read_canon_word(span_split(&rest, '/'), &sig->canon))
		return DKIM_WHY_CANON;
	if (rest.p && !read_canon_word(rest, &sig->body.canon))
		return DKIM_WHY_CANON;
	return DKIM_WHY_NONE;
}

static enum dkim_why read_query(struct arena *a, struct sig *sig)
{
	(void)a;
	struct span rest = tags_get(&sig->tags, "q");
	if (!rest.p)
		return DKIM_WHY_NONE;
	while (rest.p)
		if (span_is(sig_next_name(&rest), "dns/txt"))
			return DKIM_WHY_NONE;
	return DKIM_WHY_QUERY;
}

/* At least two plain labels (section 3.5): what d= names is shown to people, and
 * "paypal.com(.example.net" can be asked in DNS. */
static bool is_domain(struct span s)
{
	return idn_is_plain(s) && span_find_byte(s, '.') != SPAN_NONE;
}

/* d= and s=, and from them the name of the key record (section 3.6.2.1, RFC 8616). */
static enum dkim_why read_domain(struct arena *a, struct sig *sig)
{
	struct span selector_ascii;
	sig->domain = tags_get(&sig->tags, "d");
	sig->selector = tags_get(&sig->tags, "s");
	if (!idn_to_ascii(a, sig->domain, &sig->domain_ascii) ||
		!idn_to_ascii(a, sig->selector, &selector_ascii) ||
		!is_domain(sig->domain_ascii))
		return DKIM_WHY_SYNTAX;
	char *name = arena_printf(a, "%.*s._domainkey.%.*s", SPAN_ARG(selector_ascii),
		SPAN_ARG(sig->domain_ascii));
	sig->key_name = span_from_cstr(name);
	return DKIM_WHY_NONE;
}

/* The domain of i= as A-labels; the local part may be quoted-printable and is not read. */
static bool identity_domain(struct arena *a, const struct sig *sig, struct span *domain_r)
{
	struct span identity = sig->identity;
	if (span_find_byte(identity, '=') != SPAN_NONE)
		identity = qp_decode(a, identity, NULL);
	size_t at = span_rfind_byte(identity, '@');
	return at != SPAN_NONE && idn_to_ascii(a, span_skip(identity, at + 1), domain_r);
}

static enum dkim_why read_identity(struct arena *a, struct sig *sig)
{
	struct span domain;
	sig->identity = tags_squeeze(a, tags_get(&sig->tags, "i"));
	if (!tags_get(&sig->tags, "i").p)
		return DKIM_WHY_NONE;
	if (!identity_domain(a, sig, &domain) ||
		!span_ends_with(domain, sig->domain_ascii))
		return DKIM_WHY_IDENTITY;
	size_t more = domain.n - sig->domain_ascii.n;
	return more == 0 || domain.p[more - 1] == '.' ? DKIM_WHY_NONE : DKIM_WHY_IDENTITY;
}

bool sig_identity_is_exact(struct arena *a, const struct sig *sig)
{
	struct span domain;
	return sig->identity.n == 0 || (identity_domain(a, sig, &domain) &&
					       span_equal(domain, sig->domain_ascii));
}

struct span sig_next_name(struct span *rest)
{
	return span_trim(span_split(rest, ':'));
}

static bool is_field_name(struct span s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] <= ' ' || s.p[i] > '~')
			return false;
	return s.n > 0;
}

static enum dkim_why read_names(struct arena *a, struct sig *sig)
{
	(void)a;
	bool from = false;
	sig->names = tags_get(&sig->tags, "h");
	struct span rest = sig->names;
	while (rest.p) {
		struct span name = sig_next_name(&rest);
		if (!is_field_name(name))
			return DKIM_WHY_SYNTAX;
		from |= span_equal_nocase(name, SPAN("From"));
	}
	return from ? DKIM_WHY_NONE : DKIM_WHY_FROM_UNSIGNED;
}

/* ARC asks for no From, and its sealers write empty names; but a seal is never signed by
 * a message signature (RFC 8617 section 4.1.2). */
static enum dkim_why read_arc_names(struct arena *a, struct sig *sig)
{
	(void)a;
	sig->names = tags_get(&sig->tags, "h");
	struct span rest = sig->names;
	while (rest.p)
		if (span_equal_nocase(sig_next_name(&rest), SPAN("ARC-Seal")))
			return DKIM_WHY_SYNTAX;
	return DKIM_WHY_NONE;
}

static bool read_time(const struct sig *sig, const char *tag, int64_t *time_r)
{
	uint64_t n;
	struct span value = tags_get(&sig->tags, tag);
	if (!value.p)
		return true;
	if (!read_number(value, &n))
		return false;
	*time_r = n > INT64_MAX ? INT64_MAX : (int64_t)n;
	return true;
}

static enum dkim_why read_times(struct arena *a, struct sig *sig)
{
	(void)a;
	if (!read_time(sig, "t", &sig->signed_s) || !read_time(sig, "x", &sig->expires_s))
		return DKIM_WHY_SYNTAX;
	bool both = sig->signed_s != INT64_MIN && sig->expires_s != INT64_MIN;
	return both && sig->expires_s <= sig->signed_s ? DKIM_WHY_TIMES : DKIM_WHY_NONE;
}

static enum dkim_why read_limit(struct arena *a, struct sig *sig)
{
	(void)a;
	struct span value = tags_get(&sig->tags, "l");
	sig->limited = value.p != NULL;
	if (!sig->limited)
		return DKIM_WHY_NONE;
	return read_number(value, &sig->body.limit) ? DKIM_WHY_NONE : DKIM_WHY_SYNTAX;
}

static enum dkim_why read_body_digest(struct arena *a, struct sig *sig)
{
	bool clean;
	sig->body_digest = base64_decode(a, tags_get(&sig->tags, "bh"), &clean);
	return clean && sig->body_digest.n == 32 ? DKIM_WHY_NONE : DKIM_WHY_SYNTAX;
}

/* b= "including all surrounding white space" is left out of its own hash (section 3.5). */
static enum dkim_why read_signature(struct arena *a, struct sig *sig)
{
	bool clean;
	struct span value = tags_get(&sig->tags, "b");
	const unsigned char *from = value.p, *to = value.p + value.n;
	const unsigned char *end = sig->field->value.p + sig->field->value.n;
	while (ascii_is_space(from[-1]))
		from--;
	while (to < end && ascii_is_space(*to))
		to++;
	sig->hole = span_between(from, to);
	sig->signature = base64_decode(a, value, &clean);
	return clean && sig->signature.n ? DKIM_WHY_NONE : DKIM_WHY_SYNTAX;
}

enum { STEPS_MAX = 12, REQUIRED_MAX = 8 };

static const struct {
	const char *required[REQUIRED_MAX];
	enum dkim_why (*steps[STEPS_MAX])(struct arena *a, struct sig *sig);
} forms[] = {
	[SIG_DKIM] = { { "v", "a", "b", "bh", "d", "h", "s" },
		{ read_version, read_algorithm, read_canon, read_query, read_domain,
			read_identity, read_names, read_times, read_limit,
			read_body_digest, read_signature } },
	[SIG_ARC_MESSAGE] = { { "i", "a", "b", "bh", "d", "h", "s" },
		{ read_algorithm, read_canon, read_query, read_domain, read_arc_names,
			read_times, read_limit, read_body_digest, read_signature } },
	[SIG_ARC_SEAL] = { { "i", "a", "b", "cv", "d", "s" },
		{ read_algorithm, read_domain, read_times, read_signature } },
};

/* What a report names even where the signature is void. */
static void note_names(struct sig *sig)
{
	sig->domain = tags_get(&sig->tags, "d");
	sig->selector = tags_get(&sig->tags, "s");
	sig->algorithm = tags_get(&sig->tags, "a");
}

enum dkim_why sig_read(struct arena *a, enum sig_form form,
	const struct header_field *field, struct sig *sig_r)
{
	*sig_r = (struct sig){
		.field = field, .signed_s = INT64_MIN, .expires_s = INT64_MIN
	};
	sig_r->body.limit = UINT64_MAX;
	if (form == SIG_ARC_SEAL)
		sig_r->canon = CANON_RELAXED;
	enum got got = tags_parse(a, field->value, &sig_r->tags);
	note_names(sig_r);
	if (got != GOT_ALL || sig_r->tags.duplicate)
		return DKIM_WHY_SYNTAX;
	for (size_t i = 0; i < REQUIRED_MAX && forms[form].required[i]; i++)
		if (!tags_get(&sig_r->tags, forms[form].required[i]).p)
			return DKIM_WHY_MISSING_TAG;
	for (size_t i = 0; i < STEPS_MAX && forms[form].steps[i]; i++) {
		enum dkim_why why = forms[form].steps[i](a, sig_r);
		if (why != DKIM_WHY_NONE)
			return why;
	}
	return DKIM_WHY_NONE;
}
