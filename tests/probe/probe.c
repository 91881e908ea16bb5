/* Answers the questions of suites, one line at a time: `probe VERB ARGS`. The drivers in
 * tests/suites/ and bench/differential/ write the worlds and compare the answers. */
#include "probe.h"

#include <stdlib.h>
#include <string.h>

#include "base/must.h"
#include "checks/registry.h"
#include "core/engine.h"

static const struct {
	const char *name;
	int (*run)(int argc, char **argv);
} verbs[] = {
	{ "asks", probe_asks },
	{ "authres", probe_authres },
	{ "dmarc", probe_dmarc },
	{ "spf", probe_spf },
	{ "arc", probe_arc },
	{ "check", probe_check },
	{ "dkim", probe_dkim },
	{ "links", probe_links },
	{ "name", probe_name },
	{ "lure", probe_lure },
	{ "mail", probe_mail },
	{ "field", probe_field },
	{ "spoof", probe_spoof },
};

struct span probe_read(struct arena *a, const char *path)
{
	struct text t;
	char bytes[65536];
	FILE *f = strcmp(path, "-") == 0 ? stdin : fopen(path, "rb");
	if (!f) {
		perror(path);
		exit(2);
	}
	text_init(&t, a, (size_t)1 << 30);
	for (size_t n; (n = fread(bytes, 1, sizeof(bytes), f)) > 0;)
		text_add(&t, span_of(bytes, n));
	if (f != stdin)
		fclose(f);
	return text_span(&t);
}

struct world *probe_world(struct arena *a, const char *path)
{
	struct world *w;
	struct err err;
	if (world_parse(a, probe_read(a, path), &w, &err) < 0) {
		fprintf(stderr, "%s: %s\n", path, err.text);
		exit(2);
	}
	return w;
}

void probe_each_letter(
	const struct check *check, void (*begin)(const char *path), const char *end)
{
	static char path[4096];
	const struct check *const checks[] = { check, NULL };
	struct registry one = { registry.readers, checks };
	struct arena *a = arena_create(budget_standard().memory);
	while (fgets(path, sizeof(path), stdin)) {
		struct arena *file = arena_create((size_t)1 << 28);
		struct job job;
		path[strcspn(path, "\n")] = '\0';
		struct span bytes = probe_read(file, path);
		job_init(&job, a);
		begin(path);
		engine_run(&job, &one, bytes);
		puts(end);
		arena_reset(a);
		arena_destroy(&file);
	}
	arena_destroy(&a);
}

void probe_print(struct span s)
{
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '\\')
			fputs("\\\\", stdout);
		else if (s.p[i] >= ' ' && s.p[i] <= '~')
			putchar(s.p[i]);
		else
			printf("\\x%02X", s.p[i]);
	}
}

int main(int argc, char **argv)
{
	for (size_t i = 0; argc > 1 && i < sizeof(verbs) / sizeof(verbs[0]); i++)
		if (strcmp(argv[1], verbs[i].name) == 0)
			return verbs[i].run(argc - 1, argv + 1);
	fprintf(stderr, "usage: probe VERB ARGS\n");
	return 2;
}
