/* Addresses in the form in which people are compared: local part in lower case without a
 * sub-address (RFC 5233), domain as A-labels with its registrable end and its skeleton, name
 * folded. One function makes it for all, so that two of its results can be compared. */
#include "base/utf8.h"
#include "core/people.h"
#include "parse/fold.h"
#include "parse/idn.h"
#include "parse/lookalike.h"
#include "parse/suffix.h"

static struct span local_part(struct arena *a, struct span local)
{
	size_t tag = span_find_byte(local, '+');
	if (tag != SPAN_NONE && tag > 0)
		local = span_take(local, tag);
	return arena_lower(a, local);
}

/* Cut so that no character of UTF-8 is halved. */
static struct span name_shown(struct span name)
{
	size_t n = name.n < PEOPLE_NAME_BYTES_MAX ? name.n : PEOPLE_NAME_BYTES_MAX;
	while (n < name.n && n > 0 && (name.p[n] & 0xC0) == 0x80)
		n--;
	return span_trim(span_take(name, n));
}

bool people_text_is_fit(struct span s)
{
	uint32_t c;
	while (s.n)
		if (!utf8_next(&s, &c) || c < ' ' || (c >= 0x7F && c < 0xA0))
			return false;
	return true;
}

bool party_domain_is_fit(struct span s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!ascii_is_alnum(s.p[i]) && s.p[i] != '-' && s.p[i] != '.' &&
			s.p[i] != '_')
			return false;
	return s.n > 0 && s.n <= PARTY_DOMAIN_BYTES_MAX;
}

/* Whole labels: "example.com" is no end of "badexample.com". */
static bool is_end_of(struct span domain, struct span org)
{
	size_t at = domain.n - org.n;
	return span_ends_with(domain, org) && (at == 0 || domain.p[at - 1] == '.');
}

bool party_is_fit(const struct party *p)
{
	return party_domain_is_fit(p->domain) && party_domain_is_fit(p->org) &&
	       is_end_of(p->domain, p->org) && p->local.n <= PARTY_LOCAL_BYTES_MAX &&
	       people_text_is_fit(p->local) && people_text_is_fit(p->shape) &&
	       people_text_is_fit(p->name) && people_text_is_fit(p->fold) &&
	       p->shape.n <= PARTY_SHAPE_BYTES_MAX && p->fold.n <= PARTY_FOLD_BYTES_MAX &&
	       p->name.n <= PEOPLE_NAME_BYTES_MAX;
}

bool party_make(struct arena *a, struct span local, struct span domain, struct span name,
	struct party *party_r)
{
	struct span ascii;
	if (local.n == 0 || domain.n == 0 || !idn_to_ascii(a, domain, &ascii) ||
		!idn_is_plain(ascii) || ascii.n == 0)
		return false;
	struct party p = { .local = local_part(a, local), .domain = ascii };
	p.org = suffix_registrable(ascii);
	p.shape = lookalike_shape(a, ascii);
	p.name = people_text_is_fit(name) ? name_shown(name) : SPAN("");
	p.fold = fold_name(a, name);
	if (!party_is_fit(&p))
		return false;
	*party_r = p;
	return true;
}
