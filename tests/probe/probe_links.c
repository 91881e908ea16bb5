/* `probe links`: the links of each letter whose path stands on standard input, one line of JSON
 * a letter: {"path":...,"cut":...,"links":[[as written, host as written, host where it leads]]}. */
#include <stdio.h>

#include "checks/link/links.h"
#include "probe.h"
#include "report/escape.h"

static void print_word(struct arena *a, const char *before, struct span word)
{
	struct text t;
	text_init(&t, a, 6 * word.n + 1);
	escape_json(&t, word);
	printf("%s\"%.*s\"", before, SPAN_ARG(text_span(&t)));
}

static void run(struct job *job, const struct evidence *on)
{
	const struct links *links = letter_links(job, letter_of(on));
	printf(",\"cut\":%s,\"links\":[", links->cut ? "true" : "false");
	const char *between = "[";
	for (size_t i = 0; i < links->count; i++) {
		if (links->list[i].second)
			continue;
		print_word(job->arena, between, links->list[i].first.text);
		between = ",[";
		print_word(job->arena, ",", links->list[i].first.host);
		print_word(job->arena, ",", links->list[i].last.host);
		printf("]");
	}
	printf("]");
}

static const struct check check_links = {
	.code = "link.shown",
	.title = "The links of a letter",
	.on = EV_MAIL,
	.run = run,
};

static void begin(const char *path)
{
	struct arena *a = arena_create(1 << 20);
	print_word(a, "{\"path\":", span_from_cstr(path));
	arena_destroy(&a);
}

int probe_links(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	probe_each_letter(&check_links, begin, "}");
	return 0;
}
