#include "checks/link/hosts.h"

#include "checks/mail/organisation.h"

static bool lies_under(struct span host, struct span domain)
{
	bool below_only = domain.p[0] == '.';
	if (below_only)
		return host.n > domain.n && span_ends_with(host, domain);
	return span_equal(host, domain) ||
	       (host.n > domain.n && span_ends_with(host, domain) &&
		       host.p[host.n - domain.n - 1] == '.');
}

const struct host_row *host_find(enum host_kind kind, struct span host)
{
	for (size_t i = 0; i < host_row_count; i++)
		if (host_rows[i].kind == kind &&
			lies_under(host, span_from_cstr(host_rows[i].domain)))
			return &host_rows[i];
	return NULL;
}

bool host_is_known(struct span host)
{
	for (int kind = 0; kind < HOST_KINDS; kind++)
		if (host_find((enum host_kind)kind, host))
			return true;
	for (size_t i = 0; i < organisation_count; i++)
		if (organisation_owns(&organisations[i], host))
			return true;
	return false;
}
