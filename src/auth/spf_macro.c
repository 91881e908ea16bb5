/* Macro strings of SPF (RFC 7208 section 7): "%{ir}.%{v}._spf.%{d2}" and the like.
 *
 * One tokenizer serves both the judging of a record, which must find syntax errors before
 * anything is evaluated (section 4.6), and the expansion. A value is split at its
 * delimiters in place and joined by dots, so an expansion costs what it writes. The letters
 * c, r and t are for explanations only; unknown modifiers may hold any letter, for what
 * they mean is not known. Hexadecimal digits of %{i} are lower case, as in the examples of
 * section 7.4. */
#include "auth/spf_macro.h"

#include "base/num.h"
#include "base/text.h"

enum { NAME_MAX_OCTETS = 253 };

struct macro {
	unsigned char letter; /* lower case */
	bool escape;	      /* it stood in upper case */
	bool reverse;
	size_t keep; /* right-hand parts; 0: all */
	struct span delimiters;
};

static bool is_delimiter(unsigned char c)
{
	return span_find_byte(SPAN(".-+,/_="), c) != SPAN_NONE;
}

/* Takes "%{...}" off `*s`, which stands behind the "{". */
static bool take_macro(struct span *s, struct macro *m)
{
	size_t keep = 0, i = 1;
	bool digits = false;
	if (s->n < 2 ||
		span_find_byte(SPAN("slodiphcrtv"), ascii_lower(s->p[0])) == SPAN_NONE)
		return false;
	*m = (struct macro){ .letter = ascii_lower(s->p[0]) };
	m->escape = m->letter != s->p[0];
	for (; i < s->n && ascii_is_digit(s->p[i]); i++, digits = true)
		if (keep < 1000000) /* more parts than any value has */
			keep = keep * 10 + (size_t)(s->p[i] - '0');
	if (digits && keep == 0)
		return false;
	m->keep = keep;
	if (i < s->n && ascii_lower(s->p[i]) == 'r') {
		m->reverse = true;
		i++;
	}
	size_t from = i;
	while (i < s->n && is_delimiter(s->p[i]))
		i++;
	m->delimiters = span_of(s->p + from, i - from);
	if (i >= s->n || s->p[i] != '}')
		return false;
	*s = span_skip(*s, i + 1);
	return true;
}

enum token { TOKEN_LITERAL, TOKEN_MACRO, TOKEN_BROKEN };

/* Takes the next token off `*s`, which is not empty. */
static enum token next_token(struct span *s, struct span *literal_r, struct macro *m)
{
	if (s->p[0] != '%') {
		size_t n = span_find_byte(*s, '%');
		*literal_r = span_take(*s, n);
		*s = span_skip(*s, n);
		return TOKEN_LITERAL;
	}
	unsigned char c = s->n > 1 ? s->p[1] : 0;
	*s = span_skip(*s, 2);
	switch (c) {
	case '%': *literal_r = SPAN("%"); return TOKEN_LITERAL;
	case '_': *literal_r = SPAN(" "); return TOKEN_LITERAL;
	case '-': *literal_r = SPAN("%20"); return TOKEN_LITERAL;
	case '{': return take_macro(s, m) ? TOKEN_MACRO : TOKEN_BROKEN;
	default: return TOKEN_BROKEN;
	}
}

static bool is_visible(struct span s, bool space_too)
{
	for (size_t i = 0; i < s.n; i++)
		if ((s.p[i] <= ' ' && !(space_too && s.p[i] == ' ')) || s.p[i] > '~')
			return false;
	return true;
}

bool spf_macro_is_valid(struct span s, enum spf_macro_use use)
{
	if (!is_visible(s, use == SPF_MACRO_EXPLANATION))
		return false;
	while (s.n) {
		struct span literal;
		struct macro m;
		enum token token = next_token(&s, &literal, &m);
		if (token == TOKEN_BROKEN)
			return false;
		if (token == TOKEN_MACRO && use == SPF_MACRO_DOMAIN &&
			span_find_byte(SPAN("crt"), m.letter) != SPAN_NONE)
			return false;
	}
	return true;
}

bool spf_macro_has_client_name(struct span s)
{
	while (s.n) {
		struct span literal;
		struct macro m;
		enum token token = next_token(&s, &literal, &m);
		if (token == TOKEN_BROKEN)
			return false;
		if (token == TOKEN_MACRO && m.letter == 'p')
			return true;
	}
	return false;
}

/* Letters, digits and inner hyphens, not digits alone. */
static bool is_top_label(struct span s)
{
	bool numeric = true;
	if (s.n == 0 || s.p[0] == '-' || s.p[s.n - 1] == '-')
		return false;
	for (size_t i = 0; i < s.n; i++) {
		if (!ascii_is_alnum(s.p[i]) && s.p[i] != '-')
			return false;
		if (!ascii_is_digit(s.p[i]))
			numeric = false;
	}
	return !numeric;
}

bool spf_domain_spec_is_valid(struct span s)
{
	struct span rest = s, literal;
	enum token last = TOKEN_BROKEN;
	struct macro m;
	bool expands = false;
	if (!spf_macro_is_valid(s, SPF_MACRO_DOMAIN))
		return false;
	while (rest.n) {
		expands = rest.p[0] == '%';
		last = next_token(&rest, &literal, &m);
	}
	if (last == TOKEN_BROKEN || expands)
		return expands;
	if (span_ends_with(literal, SPAN(".")))
		literal = span_take(literal, literal.n - 1);
	size_t dot = span_rfind_byte(literal, '.');
	return dot != SPAN_NONE && is_top_label(span_skip(literal, dot + 1));
}

static bool splits(const struct macro *m, unsigned char c)
{
	return m->delimiters.n ? span_find_byte(m->delimiters, c) != SPAN_NONE : c == '.';
}

static void add_part(struct text *t, struct span part, bool escape)
{
	for (size_t i = 0; i < part.n && !t->cut; i++) {
		unsigned char c = part.p[i];
		bool plain =
			ascii_is_alnum(c) || span_find_byte(SPAN("-._~"), c) != SPAN_NONE;
		if (escape && !plain)
			text_printf(t, "%%%02X", c);
		else
			text_add_byte(t, c);
	}
}

/* Takes the first part, or with `m->reverse` the last, off `*rest`. */
static struct span take_part(struct span *rest, const struct macro *m)
{
	struct span part = *rest;
	size_t i = 0;
	while (i < part.n && !splits(m, part.p[m->reverse ? part.n - 1 - i : i]))
		i++;
	bool final = i == part.n;
	if (m->reverse) {
		*rest = final ? span_of(NULL, 0) : span_take(part, part.n - 1 - i);
		return span_skip(part, part.n - i);
	}
	*rest = final ? span_of(NULL, 0) : span_skip(part, i + 1);
	return span_take(part, i);
}

/* The value in parts, some dropped from the left, joined by dots (section 7.3). */
static void add_value(struct text *t, struct span value, const struct macro *m)
{
	size_t count = 1, skip = 0;
	for (size_t i = 0; i < value.n; i++)
		count += splits(m, value.p[i]);
	if (m->keep && m->keep < count)
		skip = count - m->keep;
	bool first = true;
	while (value.p && !t->cut) {
		struct span part = take_part(&value, m);
		if (skip) {
			skip--;
			continue;
		}
		if (!first)
			add_part(t, SPAN("."), false);
		add_part(t, part, m->escape);
		first = false;
	}
}

/* %{i}: a dotted quad, or the 32 hexadecimal digits with dots between them. */
static void print_dotted(struct text *t, const struct ip *ip)
{
	if (ip->bits == 32) {
		ip_print(t, ip);
		return;
	}
	for (size_t i = 0; i < sizeof(ip->bytes); i++)
		text_printf(
			t, i ? ".%x.%x" : "%x.%x", ip->bytes[i] >> 4, ip->bytes[i] & 15);
}

/* Makes what is made of numbers only where a letter asks for it, and then once. */
static struct span made(struct arena *a, struct spf_macros *x, unsigned char letter)
{
	struct span *where = letter == 'i'   ? &x->dotted
			     : letter == 'c' ? &x->readable
					     : &x->now;
	struct text t;
	if (where->n)
		return *where;
	text_init(&t, a, 128);
	if (letter == 'i')
		print_dotted(&t, &x->client);
	else if (letter == 'c')
		ip_print(&t, &x->client);
	else
		text_printf(&t, "%lld", (long long)x->now_s);
	*where = text_span(&t);
	return *where;
}

static struct span macro_value(
	struct arena *a, struct spf_macros *x, unsigned char letter)
{
	switch (letter) {
	case 's': return x->sender;
	case 'l': return x->local;
	case 'o': return x->sender_domain;
	case 'd': return x->domain;
	case 'h': return x->helo;
	case 'r': return x->receiver.n ? x->receiver : SPAN("unknown");
	case 'p': return x->client_name ? x->client_name(x->state) : SPAN("unknown");
	case 'v': return x->client.bits == 32 ? SPAN("in-addr") : SPAN("ip6");
	default: return made(a, x, letter);
	}
}

bool spf_macro_expand(struct arena *a, struct spf_macros *macros, struct span s,
	struct span *expanded_r)
{
	struct text t;
	text_init(&t, a, SPF_EXPANSION_MAX);
	while (s.n && !t.cut) {
		struct span literal;
		struct macro m;
		enum token token = next_token(&s, &literal, &m);
		if (token == TOKEN_BROKEN)
			return false;
		if (token == TOKEN_LITERAL)
			text_add(&t, literal);
		else
			add_value(&t, macro_value(a, macros, m.letter), &m);
	}
	*expanded_r = text_span(&t);
	return !t.cut;
}

bool spf_domain_expand(
	struct arena *a, struct spf_macros *macros, struct span s, struct span *domain_r)
{
	struct span domain;
	if (!spf_macro_expand(a, macros, s, &domain))
		return false;
	if (span_ends_with(domain, SPAN(".")))
		domain = span_take(domain, domain.n - 1);
	while (domain.n > NAME_MAX_OCTETS) {
		size_t dot = span_find_byte(domain, '.');
		if (dot == SPAN_NONE)
			break;
		domain = span_skip(domain, dot + 1);
	}
	*domain_r = domain;
	return true;
}

struct span spf_reverse_name(struct arena *a, const struct ip *client)
{
	static const struct macro reversed = { .letter = 'i', .reverse = true };
	struct text dotted, name;
	text_init(&dotted, a, NAME_MAX_OCTETS);
	text_init(&name, a, NAME_MAX_OCTETS);
	print_dotted(&dotted, client);
	add_value(&name, text_span(&dotted), &reversed);
	text_add_cstr(&name, client->bits == 32 ? ".in-addr.arpa" : ".ip6.arpa");
	return text_span(&name);
}
