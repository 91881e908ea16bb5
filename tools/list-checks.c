/* Prints every check of the registry: code, kind of evidence, needs and title, with tabs
 * between them. The build makes words, manual and tests from it. */
#include <stdio.h>

#include "checks/registry.h"

static const char *needs_of(const struct check *c)
{
	static const char *const names[] = { "-", "network", "people", "network,people" };
	return names[c->needs & (NEED_DNS | NEED_PEOPLE)];
}

int main(void)
{
	for (size_t i = 0; registry.checks[i]; i++) {
		const struct check *c = registry.checks[i];
		printf("%s\t%s\t%s\t%s\n", c->code, evidence_kind_name(c->on),
			needs_of(c), c->title ? c->title : "");
	}
	return 0;
}
