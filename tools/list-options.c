/* Prints the table of options and that of limits, with tabs between the fields: the build
 * makes the manual from it.
 *
 *	option NAME LETTER PLACES VALUE CHOICES MIN MAX DEFAULT HELP MANUAL
 *	limit NAME DEFAULT CEILING WHY */
#include <stdio.h>

#include "front/options.h"

static const char *or_none(const char *s)
{
	return s ? s : "";
}

static void print_places(unsigned places)
{
	/* check, file, library, each letter, learn, people, look, ledger, trace, known,
	 * screen, demix, hop, cluster: in the order of the bits */
	static const char letters[] = "cflenpkgtwsdhu";
	for (unsigned i = 0; letters[i]; i++)
		if (places & 1u << i)
			putchar(letters[i]);
}

int main(void)
{
	const struct option *o;
	const struct budget_row *limit;
	for (size_t i = 0; (o = option_row(i)); i++) {
		printf("option\t%s\t%.1s\t", o->name, o->letter ? &o->letter : "");
		print_places(o->places);
		printf("\t%s\t%s\t%llu\t%llu\t%s\t%s\t%s\n", or_none(o->value),
			or_none(o->choices), (unsigned long long)o->min,
			(unsigned long long)o->max, or_none(o->standard), o->help,
			or_none(o->manual));
	}
	for (unsigned i = 0; (limit = budget_row(i)); i++)
		printf("limit\t%s\t%llu\t%llu\t%s\n", limit->name,
			(unsigned long long)limit->standard,
			(unsigned long long)limit->ceiling, limit->why);
	return 0;
}
