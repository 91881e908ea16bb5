/* Registered domains out of domain names: the Public Suffix List by libpsl, with the copy
 * that is built into it. Rules of its private section count too: two users of one hosting
 * service are two organizations.
 *
 * Leaves out: a newer list in a file, and that one company owns several domains. */
#include "parse/suffix.h"

#include <libpsl.h>

#include "parse/idn.h"

enum { DOMAIN_BYTES_MAX = 255 };

static struct span without_dot(struct span domain)
{
	return domain.n && domain.p[domain.n - 1] == '.' ? span_take(domain, domain.n - 1)
							 : domain;
}

/* The domain as libpsl wants it: lower case, ended by a NUL. False when it is none. */
static bool to_cstr(struct span domain, char buffer[DOMAIN_BYTES_MAX + 1])
{
	if (domain.n == 0 || domain.n > DOMAIN_BYTES_MAX)
		return false;
	for (size_t i = 0; i < domain.n; i++) {
		if (domain.p[i] <= ' ' || domain.p[i] == 0x7f)
			return false;
		buffer[i] = (char)ascii_lower(domain.p[i]);
	}
	buffer[domain.n] = '\0';
	return true;
}

struct span suffix_registrable(struct span domain)
{
	char buffer[DOMAIN_BYTES_MAX + 1];
	domain = without_dot(domain);
	if (!to_cstr(domain, buffer))
		return domain;
	const char *registrable = psl_registrable_domain(psl_builtin(), buffer);
	return registrable ? span_skip(domain, (size_t)(registrable - buffer)) : domain;
}

static struct span in_one_form(struct arena *a, struct span domain)
{
	struct span ascii;
	domain = without_dot(domain);
	return idn_to_ascii(a, domain, &ascii) ? ascii : domain;
}

bool suffix_same_organization(struct arena *arena, struct span a, struct span b)
{
	a = suffix_registrable(in_one_form(arena, a));
	b = suffix_registrable(in_one_form(arena, b));
	return a.n && span_equal_nocase(a, b);
}

bool suffix_is_known(struct span domain)
{
	char buffer[DOMAIN_BYTES_MAX + 1];
	struct span name = suffix_registrable(domain);
	size_t dot = span_find_byte(name, '.');
	if (dot == SPAN_NONE || dot == 0 || !to_cstr(name, buffer) ||
		!psl_registrable_domain(psl_builtin(), buffer))
		return false;
	memmove(buffer, buffer + dot + 1, name.n - dot);
	/* Without the list's default rule, by which every last label is a suffix. */
	return psl_is_public_suffix2(
		psl_builtin(), buffer, PSL_TYPE_ANY | PSL_TYPE_NO_STAR_RULE);
}
