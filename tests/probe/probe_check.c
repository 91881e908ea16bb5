/* `probe check POLICY [people=empty] [NAME=VALUE]...`: judges the letters whose paths stand
 * on standard input, one a line, in this process and offline, and writes one line of JSON
 * for each: verdict and findings. For the drivers that judge letters by the ten thousand.
 *
 * With `people=empty` there is a memory, and it knows nobody: every letter is a first
 * contact. The other pairs are settings. */
#include <stdio.h>
#include <stdlib.h>

#include "checks/registry.h"
#include "core/engine.h"
#include "core/verdict.h"
#include "probe.h"

enum { SETTINGS_MAX = 32, PATH_BYTES = 4096 };

static void print_finding(const struct finding *f, const char *before)
{
	printf("%s[\"%s%s%s\",\"%s\",\"%s\"]", before, f->code, f->variant ? "/" : "",
		f->variant ? f->variant : "", finding_state_name(f->state),
		gap_name(f->gap));
}

static void print_judged(const struct job *job, const struct policy *policy)
{
	struct verdict verdict = verdict_judge(job->findings, policy);
	printf("{\"verdict\":\"%s\",\"reasons\":[", verdict_name(verdict.level));
	for (size_t i = 0; i < verdict.reason_count; i++)
		print_finding(verdict.reasons[i], i ? "," : "");
	printf("],\"findings\":[");
	const char *before = "";
	for (const struct finding *f = job->findings; f; f = f->next) {
		if (f->state == STATE_CLEAR)
			continue;
		print_finding(f, before);
		before = ",";
	}
	printf("]}\n");
}

static void judge(struct arena *a, const char *path, const struct settings *settings,
	const struct oracle *oracle, const struct policy *policy)
{
	struct job job;
	struct arena *file = arena_create((size_t)1 << 28);
	struct span bytes = probe_read(file, path);
	job_init(&job, a);
	job.settings = *settings;
	job.oracle = oracle;
	engine_run(&job, &registry, bytes);
	print_judged(&job, policy);
	arena_reset(a);
	arena_destroy(&file);
}

/* A world with no names in it and a memory that knows nobody. */
static const struct oracle *empty_memory(struct arena *own)
{
	struct world *world;
	struct err err;
	if (world_parse(own, SPAN("offline\npeople\n"), &world, &err) < 0) {
		fprintf(stderr, "%s\n", err.text);
		exit(1);
	}
	return world_oracle(world);
}

int probe_check(int argc, char **argv)
{
	static char path[PATH_BYTES];
	struct setting list[SETTINGS_MAX];
	struct settings settings = { list, 0 };
	const struct oracle *oracle = NULL;
	struct policy *policy;
	struct err err;
	struct arena *own = arena_create(1 << 24),
		     *a = arena_create(budget_standard().memory);
	if (argc < 2 || policy_parse(own, probe_read(own, argv[1]), &policy, &err) < 0) {
		fprintf(stderr, "usage: probe check POLICY [people=empty] "
				"[NAME=VALUE]... <paths\n");
		return 2;
	}
	for (int i = 2; i < argc && settings.count < SETTINGS_MAX; i++) {
		char *value = strchr(argv[i], '=');
		if (strcmp(argv[i], "people=empty") == 0) {
			oracle = empty_memory(own);
			continue;
		}
		if (!value)
			continue;
		*value++ = '\0';
		list[settings.count++] =
			(struct setting){ argv[i], span_from_cstr(value) };
	}
	while (fgets(path, sizeof(path), stdin)) {
		path[strcspn(path, "\n")] = '\0';
		judge(a, path, &settings, oracle, policy);
	}
	arena_destroy(&a);
	arena_destroy(&own);
	return 0;
}
