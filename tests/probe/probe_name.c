/* `probe name [MODEL]`: for each line "person|organization TAB NAME TAB NAME" of standard input how
 * probable it is that both are one, and every feature by its name. */
#include <stdio.h>
#include <stdlib.h>

#include "known/name.h"
#include "probe.h"

enum { LINE_BYTES = 65536 };

static void answer(struct arena *a, const struct name_table *table,
	const struct name_model *model, struct span line)
{
	struct name one, other;
	struct name_match match;
	bool organization = span_equal(span_split(&line, '\t'), SPAN("organization"));
	name_parse(a, table, span_split(&line, '\t'), organization, &one);
	name_parse(a, table, line, organization, &other);
	name_compare(&one, &other, model, &match);
	printf("%.6f", match.probability);
	for (unsigned i = 0; i < NAME_FEATURES; i++)
		printf("\t%s=%.6f", name_feature_name(i), match.features[i]);
	putchar('\n');
}

int probe_name(int argc, char **argv)
{
	static char line[LINE_BYTES];
	struct arena *kept = arena_create((size_t)1 << 28);
	struct arena *a = arena_create((size_t)1 << 24);
	struct name_table *table = name_table_create(kept);
	struct name_model model;
	struct err err;
	name_model_standard(&model);
	if (argc > 1 && name_model_read(probe_read(kept, argv[1]), &model, &err) < 0) {
		fprintf(stderr, "%s\n", err.text);
		return 1;
	}
	while (fgets(line, sizeof(line), stdin)) {
		answer(a, table, &model, span_of(line, strcspn(line, "\n")));
		arena_reset(a);
	}
	arena_destroy(&a);
	arena_destroy(&kept);
	return 0;
}
