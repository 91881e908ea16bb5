/* `probe links`: the links of each letter whose path stands on standard input, one line of JSON
 * a letter: {"path":...,"cut":...,"links":[[as written, host as written, host where it leads]]}. */
#include <stdio.h>
#include <string.h>

#include "checks/link/links.h"
#include "checks/registry.h"
#include "core/engine.h"
#include "probe.h"
#include "report/escape.h"

enum { PATH_BYTES = 4096 };

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

int probe_links(int argc, char **argv)
{
	static const struct check *const checks[] = { &check_links, NULL };
	static char path[PATH_BYTES];
	struct registry one = { registry.readers, checks };
	struct arena *a = arena_create(budget_standard().memory);
	(void)argc;
	(void)argv;
	while (fgets(path, sizeof(path), stdin)) {
		struct arena *file = arena_create((size_t)1 << 28);
		struct job job;
		path[strcspn(path, "\n")] = '\0';
		struct span bytes = probe_read(file, path);
		job_init(&job, a);
		print_word(file, "{\"path\":", span_from_cstr(path));
		engine_run(&job, &one, bytes);
		puts("}");
		arena_reset(a);
		arena_destroy(&file);
	}
	arena_destroy(&a);
	return 0;
}
