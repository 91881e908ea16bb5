/* Runs the cases of tests/cases: each folder is a thing (in.*), a world (world.txt) and
 * what must be found (want.txt). No C is needed to add one.
 *
 *	hit CODE[/variant]         clear CODE[/variant]       unknown CODE GAP
 *	not CODE[/variant]         no hit of it
 *	arg CODE NAME VALUE        an argument of any finding of that code
 *	verdict danger|caution|undecided|nothing-found
 *	limit NAME VALUE           a smaller budget for this case
 *
 * The thing "in.trick" names a file that tests/make-tricks builds, by its id; the name that
 * the file would have comes from the list beside it.
 *
 *	run_cases POLICY CASES-FOLDER TRICKS-FOLDER RULES-FOLDER [CODE[/case]]... */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "ask/replay.h"
#include "base/must.h"
#include "base/num.h"
#include "checks/file/yara.h"
#include "checks/registry.h"
#include "core/engine.h"
#include "core/verdict.h"

#include "case_input.h"

enum { WORDS_MAX = 4, PATH_BYTES = 4096 };

static unsigned passed, failed;
static struct policy *policy;
static const char *tricks; /* folder */

struct a_case {
	struct arena *arena;
	const char *name; /* "mail.spf/hit" */
	char folder[PATH_BYTES];
	struct job job;
	struct verdict verdict;
	unsigned wants, misses;
};

static size_t words_of(struct span line, struct span words[WORDS_MAX])
{
	size_t n = 0;
	for (line = span_trim(line); line.n && n < WORDS_MAX; line = span_trim(line)) {
		size_t end = 0;
		while (end < line.n &&
			(n == WORDS_MAX - 1 || !ascii_is_space(line.p[end])))
			end++;
		words[n++] = span_take(line, end);
		line = span_skip(line, end);
	}
	return n;
}

static bool finding_is(const struct finding *f, struct span key)
{
	struct span code = span_take(key, span_find_byte(key, '/'));
	struct span variant = span_skip(key, code.n + 1);
	if (!span_equal(code, span_from_cstr(f->code)))
		return false;
	return key.n == code.n || span_equal(variant, span_from_cstr(f->variant));
}

static const struct finding *find(const struct a_case *c, struct span key, int state)
{
	for (const struct finding *f = c->job.findings; f; f = f->next)
		if (finding_is(f, key) && (state < 0 || (int)f->state == state))
			return f;
	return NULL;
}

static bool has_arg(const struct a_case *c, const struct span *words)
{
	char number[24];
	for (const struct finding *f = c->job.findings; f; f = f->next) {
		for (size_t i = 0; finding_is(f, words[1]) && i < f->arg_count; i++) {
			const struct arg *a = &f->args[i];
			snprintf(number, sizeof(number), "%lld", (long long)a->number);
			struct span value =
				a->kind == ARG_TEXT ? a->text : span_from_cstr(number);
			if (span_equal(words[2], span_from_cstr(a->name)) &&
				span_equal(words[3], value))
				return true;
		}
	}
	return false;
}

static bool has_gap(const struct a_case *c, const struct span *words)
{
	for (const struct finding *f = c->job.findings; f; f = f->next)
		if (finding_is(f, words[1]) && f->state == STATE_UNKNOWN &&
			span_equal(words[2], span_from_cstr(gap_name(f->gap))))
			return true;
	return false;
}

static bool holds(const struct a_case *c, const struct span *words)
{
	if (span_equal(words[0], SPAN("hit")))
		return find(c, words[1], STATE_HIT);
	if (span_equal(words[0], SPAN("clear")))
		return find(c, words[1], STATE_CLEAR);
	if (span_equal(words[0], SPAN("not")))
		return !find(c, words[1], STATE_HIT);
	if (span_equal(words[0], SPAN("unknown")))
		return has_gap(c, words);
	if (span_equal(words[0], SPAN("arg")))
		return has_arg(c, words);
	if (span_equal(words[0], SPAN("verdict")))
		return span_equal(
			words[1], span_from_cstr(verdict_name(c->verdict.level)));
	return false;
}

static void print_arg(const struct arg *a)
{
	if (a->kind == ARG_TEXT)
		printf(" %s=%.*s", a->name, SPAN_ARG(a->text));
	else
		printf(" %s=%lld", a->name, (long long)a->number);
}

static void print_found(const struct a_case *c)
{
	for (const struct finding *f = c->job.findings; f; f = f->next) {
		printf("    found: %s %s%s%s %s", finding_state_name(f->state), f->code,
			f->variant ? "/" : "", f->variant ? f->variant : "",
			gap_name(f->gap));
		for (size_t i = 0; i < f->arg_count; i++)
			print_arg(&f->args[i]);
		printf("\n");
	}
	printf("    found: verdict %s\n", verdict_name(c->verdict.level));
}

static void check_wants(struct a_case *c, struct span want)
{
	struct span words[WORDS_MAX];
	while (want.n) {
		struct span line = span_line(&want);
		size_t n = words_of(line, words);
		if (n == 0 || words[0].p[0] == '#' || span_equal(words[0], SPAN("limit")))
			continue;
		c->wants++;
		for (; n < WORDS_MAX; n++)
			words[n] = SPAN("");
		if (holds(c, words))
			continue;
		c->misses++;
		printf("  %s: wanted: %.*s\n", c->name, SPAN_ARG(line));
	}
	if (c->misses)
		print_found(c);
}

static void apply_limits(struct a_case *c, struct span want)
{
	struct span words[WORDS_MAX];
	uint64_t value;
	while (want.n) {
		size_t n = words_of(span_line(&want), words);
		if (n != 3 || !span_equal(words[0], SPAN("limit")))
			continue;
		must(num_parse(words[2], UINT64_MAX, &value));
		must(budget_set(&c->job.budget, arena_cstr(c->arena, words[1]), value));
	}
}

static bool load(struct a_case *c, struct span *in_r, struct span *want_r)
{
	char path[PATH_BYTES + 16];
	struct span text = SPAN("");
	struct world *world;
	struct err err;
	snprintf(path, sizeof(path), "%s/world.txt", c->folder);
	case_read_file(c->arena, path, &text);
	if (world_parse(c->arena, text, &world, &err) < 0) {
		printf("  %s: %s\n", c->name, err.text);
		return false;
	}
	world_apply(world, &c->job);
	c->job.oracle = world_oracle(world);
	snprintf(path, sizeof(path), "%s/want.txt", c->folder);
	if (!case_read_input(c->arena, c->folder, tricks, in_r, &c->job.settings) ||
		!case_read_file(c->arena, path, want_r)) {
		printf("  %s: in.* or want.txt is missing\n", c->name);
		return false;
	}
	return true;
}

/* The job's arena is its own, under the job's budget; the case's holds the files. */
static void run_case(const char *root, const char *name)
{
	struct a_case c = { .arena = arena_create(SIZE_MAX), .name = name };
	struct span in, want;
	snprintf(c.folder, sizeof(c.folder), "%s/%s", root, name);
	job_init(&c.job, NULL);
	bool good = load(&c, &in, &want);
	if (good) {
		apply_limits(&c, want);
		c.job.arena = arena_create(c.job.budget.memory);
		engine_run(&c.job, &registry, in);
		c.verdict = verdict_judge(c.job.findings, policy);
		check_wants(&c, want);
		if (c.wants == 0)
			printf("  %s: wants nothing\n", name);
		good = c.misses == 0 && c.wants > 0;
		arena_destroy(&c.job.arena);
	}
	good ? passed++ : failed++;
	arena_destroy(&c.arena);
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static int is_visible(const struct dirent *e)
{
	return e->d_name[0] != '.';
}

static void run_code(const char *root, const char *code)
{
	char folder[PATH_BYTES], name[PATH_BYTES];
	struct dirent **list;
	snprintf(folder, sizeof(folder), "%s/%s", root, code);
	int n = scandir(folder, &list, is_visible, by_name);
	for (int i = 0; i < n; i++) {
		snprintf(name, sizeof(name), "%s/%s", code, list[i]->d_name);
		run_case(root, name);
		free(list[i]);
	}
	if (n >= 0)
		free(list);
}

static void run_all(const char *root)
{
	struct dirent **list;
	int n = scandir(root, &list, is_visible, by_name);
	for (int i = 0; i < n; i++) {
		run_code(root, list[i]->d_name);
		free(list[i]);
	}
	if (n >= 0)
		free(list);
}

/* The user's own rules of the cases. */
static int load_rules(const char *folder, struct err *err_r)
{
	int fd = memfd_create("rules", 0);
	must(fd >= 0);
	int r = yara_compile(folder, fd, err_r);
	must(lseek(fd, 0, SEEK_SET) == 0);
	if (r == 0)
		r = yara_load(fd, err_r);
	close(fd);
	return r;
}

int main(int argc, char **argv)
{
	struct arena *a = arena_create(SIZE_MAX);
	struct span text;
	struct err err;
	if (argc < 5 || !case_read_file(a, argv[1], &text)) {
		fprintf(stderr,
			"usage: run_cases POLICY CASES TRICKS RULES [CODE[/case]]...\n");
		return 2;
	}
	if (policy_parse(a, text, &policy, &err) < 0) {
		fprintf(stderr, "%s\n", err.text);
		return 1;
	}
	tricks = argv[3];
	if (load_rules(argv[4], &err) < 0) {
		fprintf(stderr, "%s\n", err.text);
		return 1;
	}
	for (int i = 5; i < argc; i++)
		strchr(argv[i], '/') ? run_case(argv[2], argv[i])
				     : run_code(argv[2], argv[i]);
	if (argc == 5)
		run_all(argv[2]);
	printf("cases: %u passed, %u failed\n", passed, failed);
	arena_destroy(&a);
	return failed || !passed;
}
