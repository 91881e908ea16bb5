/* `probe lure`: what mail.lure sees of each letter whose path stands on standard input: the
 * path, and behind it each feature behind a tab; for tools/train-lure. */
#include <stdio.h>
#include <string.h>

#include "checks/mail/lure.h"
#include "checks/registry.h"
#include "core/engine.h"
#include "probe.h"

enum { PATH_BYTES = 4096 };

static void print_feature(void *state, struct span feature)
{
	(void)state;
	printf("\t%.*s", SPAN_ARG(feature));
}

static void run(struct job *job, const struct evidence *on)
{
	lure_features(job, letter_of(on), print_feature, NULL);
}

static const struct check check_features = {
	.code = "mail.lure",
	.title = "What a letter is made of",
	.on = EV_MAIL,
	.run = run,
};

int probe_lure(int argc, char **argv)
{
	static const struct check *const checks[] = { &check_features, NULL };
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
		printf("%s", path);
		engine_run(&job, &one, bytes);
		putchar('\n');
		arena_reset(a);
		arena_destroy(&file);
	}
	arena_destroy(&a);
	return 0;
}
