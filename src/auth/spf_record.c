/* SPF records as text: the grammar of RFC 7208 section 12, every error found before a
 * single term is evaluated (section 4.6).
 *
 * Where the grammar leaves room, as the errata and the suite of its authors settle it: a
 * broken "redirect=" or "exp=" is an error and not an unknown modifier; prefix lengths have
 * no leading zero. An "ip6" network that is IPv4-mapped stays IPv6 and so never matches a
 * client of IPv4. */
#include "auth/spf_record.h"

#include "auth/spf_macro.h"
#include "base/num.h"

/* What may and must follow a mechanism's name. */
enum { TAKES_DOMAIN = 1, NEEDS_DOMAIN = 2, TAKES_PREFIXES = 4, NEEDS_NETWORK = 8 };

static const struct {
	const char *name;
	enum spf_kind kind;
	unsigned syntax;
} mechanisms[] = {
	{ "all", SPF_ALL, 0 },
	{ "include", SPF_INCLUDE, TAKES_DOMAIN | NEEDS_DOMAIN },
	{ "a", SPF_A, TAKES_DOMAIN | TAKES_PREFIXES },
	{ "mx", SPF_MX, TAKES_DOMAIN | TAKES_PREFIXES },
	{ "ptr", SPF_PTR, TAKES_DOMAIN },
	{ "ip4", SPF_IP4, NEEDS_NETWORK },
	{ "ip6", SPF_IP6, NEEDS_NETWORK },
	{ "exists", SPF_EXISTS, TAKES_DOMAIN | NEEDS_DOMAIN },
};

bool spf_record_is(struct span txt)
{
	return span_starts_with_nocase(txt, SPAN("v=spf1")) &&
	       (txt.n == 6 || txt.p[6] == ' ');
}

/* Digits without a leading zero, at most `max`. */
static bool parse_prefix(struct span s, unsigned max, unsigned *prefix_r)
{
	uint64_t value;
	if (s.n > 3 || (s.n > 1 && s.p[0] == '0') || !num_parse(s, max, &value))
		return false;
	*prefix_r = (unsigned)value;
	return true;
}

static size_t digits_at_end(struct span s)
{
	size_t n = 0;
	while (n < s.n && ascii_is_digit(s.p[s.n - 1 - n]))
		n++;
	return n;
}

/* Takes "/24", "//64" or "/24//64" off the end of `*s`. A domain-spec never ends so. */
static bool take_prefixes(struct span *s, struct spf_term *t)
{
	size_t n = digits_at_end(*s);
	if (n + 2 <= s->n && s->p[s->n - n - 1] == '/' && s->p[s->n - n - 2] == '/') {
		if (!parse_prefix(span_skip(*s, s->n - n), 128, &t->prefix6))
			return false;
		*s = span_take(*s, s->n - n - 2);
		n = digits_at_end(*s);
	}
	if (n + 1 <= s->n && s->p[s->n - n - 1] == '/') {
		if (!parse_prefix(span_skip(*s, s->n - n), 32, &t->prefix4))
			return false;
		*s = span_take(*s, s->n - n - 1);
	}
	return true;
}

static bool only_of(struct span s, struct span allowed)
{
	for (size_t i = 0; i < s.n; i++)
		if (span_find_byte(allowed, s.p[i]) == SPAN_NONE)
			return false;
	return true;
}

/* ip_parse() makes an IPv4-mapped address the IPv4 one: undone here. */
static void as_ip6(struct ip *ip)
{
	if (ip->bits == 128)
		return;
	struct ip mapped = { .bits = 128, .bytes = { [10] = 0xFF, [11] = 0xFF } };
	memcpy(mapped.bytes + 12, ip->bytes, 4);
	*ip = mapped;
}

/* Behind "ip4:" or "ip6:". */
static bool parse_network(struct span s, struct spf_term *t)
{
	bool six = t->kind == SPF_IP6;
	unsigned *prefix = six ? &t->prefix6 : &t->prefix4;
	size_t slash = span_find_byte(s, '/');
	struct span address = span_take(s, slash);
	if (slash != SPAN_NONE &&
		!parse_prefix(span_skip(s, slash + 1), six ? 128 : 32, prefix))
		return false;
	if (!only_of(address,
		    six ? SPAN("0123456789abcdefABCDEF:.") : SPAN("0123456789.")) ||
		(span_find_byte(address, ':') != SPAN_NONE) != six ||
		!ip_parse(address, &t->net))
		return false;
	if (six)
		as_ip6(&t->net);
	return true;
}

static const char *parse_argument(struct span s, unsigned syntax, struct spf_term *t)
{
	if (syntax & NEEDS_NETWORK)
		return s.n && s.p[0] == ':' && parse_network(span_skip(s, 1), t)
			       ? NULL
			       : "bad network";
	if ((syntax & TAKES_PREFIXES) && !take_prefixes(&s, t))
		return "bad prefix length";
	if (s.n == 0)
		return syntax & NEEDS_DOMAIN ? "no domain" : NULL;
	if (s.p[0] != ':' || !(syntax & TAKES_DOMAIN))
		return "bad argument";
	t->domain = span_skip(s, 1);
	return spf_domain_spec_is_valid(t->domain) ? NULL : "bad domain";
}

static const char *parse_mechanism(struct span s, struct spf_term *t)
{
	t->qualifier = '+';
	if (s.n && span_find_byte(SPAN("+-~?"), s.p[0]) != SPAN_NONE) {
		t->qualifier = s.p[0];
		s = span_skip(s, 1);
	}
	size_t n = 0;
	while (n < s.n && s.p[n] != ':' && s.p[n] != '/')
		n++;
	struct span name = span_take(s, n);
	for (size_t i = 0; i < sizeof(mechanisms) / sizeof(mechanisms[0]); i++) {
		if (!span_equal_nocase(name, span_from_cstr(mechanisms[i].name)))
			continue;
		t->kind = mechanisms[i].kind;
		return parse_argument(span_skip(s, n), mechanisms[i].syntax, t);
	}
	return "unknown mechanism";
}

/* The length of a modifier's name when `s` is "name=...", else 0. */
static size_t modifier_name(struct span s)
{
	size_t n = 0;
	while (n < s.n && (ascii_is_alnum(s.p[n]) || s.p[n] == '-' || s.p[n] == '_' ||
				  s.p[n] == '.'))
		n++;
	return n < s.n && s.p[n] == '=' && n && ascii_is_alpha(s.p[0]) ? n : 0;
}

static const char *parse_modifier(struct span s, size_t n, struct spf_term *t)
{
	struct span name = span_take(s, n);
	t->domain = span_skip(s, n + 1);
	t->kind = span_equal_nocase(name, SPAN("redirect")) ? SPF_REDIRECT
		  : span_equal_nocase(name, SPAN("exp"))    ? SPF_EXP
							    : SPF_OTHER;
	if (t->kind == SPF_OTHER)
		return spf_macro_is_valid(t->domain, SPF_MACRO_MODIFIER) ? NULL
									 : "bad modifier";
	return spf_domain_spec_is_valid(t->domain) ? NULL : "bad domain";
}

/* Takes the next term off `*rest`; false when none is left. */
static bool take_term(struct span *rest, struct spf_term *t, const char **problem_r)
{
	while (rest->n && rest->p[0] == ' ')
		*rest = span_skip(*rest, 1);
	if (rest->n == 0)
		return false;
	*t = (struct spf_term){ .prefix4 = 32, .prefix6 = 128 };
	t->text = span_split(rest, ' ');
	size_t n = modifier_name(t->text);
	*problem_r = n ? parse_modifier(t->text, n, t) : parse_mechanism(t->text, t);
	return true;
}

/* Each may stand once only (section 6). */
static const char *note_modifier(struct spf_record *r, const struct spf_term *t)
{
	if (t->kind != SPF_REDIRECT && t->kind != SPF_EXP)
		return NULL;
	struct span *where = t->kind == SPF_EXP ? &r->exp : &r->redirect;
	if (where->n)
		return "modifier stands twice";
	*where = t->domain;
	return NULL;
}

bool spf_record_parse(struct span txt, struct spf_record *record_r)
{
	struct spf_term t;
	const char *problem = NULL;
	*record_r = (struct spf_record){ .terms = span_skip(txt, 6) };
	for (struct span rest = record_r->terms; take_term(&rest, &t, &problem);) {
		if (!problem)
			problem = note_modifier(record_r, &t);
		if (problem) {
			record_r->problem = problem;
			record_r->problem_at = t.text;
			return false;
		}
	}
	return true;
}

bool spf_record_next(struct span *rest, struct spf_term *term_r)
{
	const char *problem = NULL;
	return take_term(rest, term_r, &problem) && !problem;
}
