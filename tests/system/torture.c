/* Every case of tests/cases again, with failures made to happen: shrunken budgets, every
 * kind of broken DNS, a memory that fails, a silent broker, workers killed at random points. What was found may
 * be missing then, but the answer must not become "nothing found" where it was not so
 * before.
 *
 *	torture POLICY CASES WORKER SILENT-BROKER TRICKS [PART PARTS]
 *
 * With PART and PARTS only the cases whose number has the rest PART. */
#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "ask/replay.h"
#include "base/must.h"
#include "base/num.h"
#include "checks/registry.h"
#include "core/engine.h"
#include "core/verdict.h"
#include "isolate/crew.h"
#include "isolate/sandbox.h"

#include "../case_input.h"

enum { PATH_BYTES = 4096, IN_FLIGHT = 32, KILLS = 4 };

/* A bomb is one at four million bytes as well, and is judged a hundred times. */
enum { UNPACKED_MAX = 4 << 20 };

static unsigned tried, failed, cases, died, undecided;
static struct policy *policy;
static const char *worker_path, *silent_path, *tricks;

/* Of two runs of a case: the same `mark`, the same findings. */
struct answer {
	enum verdict_level level;
	uint64_t mark;
	bool tells_limit; /* among what could not be checked */
};

struct a_case {
	struct arena *arena;
	char name[512];
	char world_path[PATH_BYTES];
	struct span in;
	struct world *world;
	struct job plain; /* settings, clock and budget of the case */
	struct answer base;
	struct crew_job crew_job;
	struct a_case *next;
};

/* --- loading --- */

/* "limit NAME VALUE" of want.txt belongs to the case. */
static void apply_limits(struct a_case *c, struct span want)
{
	uint64_t value;
	while (want.n) {
		struct span line = span_line(&want);
		struct span word = span_split(&line, ' '), name = span_split(&line, ' ');
		if (span_equal(word, SPAN("limit")) &&
			num_parse(span_trim(line), UINT64_MAX, &value))
			budget_set(&c->plain.budget, arena_cstr(c->arena, name), value);
	}
}

static struct a_case *load(const char *root, const char *name)
{
	struct arena *a = arena_create(SIZE_MAX);
	struct a_case *c = arena_new(a, struct a_case);
	char folder[PATH_BYTES - 16], path[PATH_BYTES];
	struct span text = SPAN("");
	struct err err;
	c->arena = a;
	snprintf(c->name, sizeof(c->name), "%s", name);
	snprintf(folder, sizeof(folder), "%s/%s", root, name);
	snprintf(c->world_path, sizeof(c->world_path), "%s/world.txt", folder);
	job_init(&c->plain, NULL);
	if (!case_read_file(a, c->world_path, &text))
		snprintf(c->world_path, sizeof(c->world_path), "/dev/null");
	bool good = world_parse(a, text, &c->world, &err) == 0;
	if (good)
		world_apply(c->world, &c->plain);
	good = good && case_read_input(a, folder, tricks, &c->in, &c->plain.settings);
	snprintf(path, sizeof(path), "%s/want.txt", folder);
	if (!good || !case_read_file(a, path, &text)) {
		arena_destroy(&a);
		return NULL;
	}
	c->plain.budget.unpacked = UNPACKED_MAX;
	apply_limits(c, text);
	return c;
}

/* --- in this process --- */

static void mix_word(uint64_t *mark, const char *word)
{
	for (; word && *word; word++)
		*mark = (*mark ^ (unsigned char)*word) * 0x100000001b3;
}

static uint64_t mark_of(const struct finding *f)
{
	uint64_t mark = 0xcbf29ce484222325;
	for (; f; f = f->next) {
		mix_word(&mark, f->code);
		mix_word(&mark, f->variant);
		mix_word(&mark, gap_name(f->gap));
		mix_word(&mark, finding_state_name(f->state));
	}
	return mark;
}

static bool tells_limit(const struct finding *f)
{
	for (; f; f = f->next)
		if (f->state == STATE_UNKNOWN && f->gap == GAP_LIMIT)
			return true;
	return false;
}

static struct answer judge(
	const struct a_case *c, const struct budget *budget, const struct oracle *oracle)
{
	struct job job;
	struct arena *a = arena_create(budget->memory);
	job_init(&job, a);
	job.budget = *budget;
	job.settings = c->plain.settings;
	job.now_s = c->plain.now_s;
	job.oracle = oracle;
	engine_run(&job, &registry, c->in);
	struct answer answer = { verdict_judge(job.findings, policy).level,
		mark_of(job.findings), tells_limit(job.findings) };
	arena_destroy(&a);
	return answer;
}

/* Where the answer may fall to "nothing found", and why. */
static const struct {
	const char *name, *why;
} exceptions[] = {
	{ "mail.dmarc/hit-border-knows-no-better",
		"without DNS the word of the user's own border stands, and it passed the "
		"letter" },
	{ "file.qr/hit-page", "a limit of dots makes a page coarser, and its small code "
			      "is not seen: as with "
			      "a smaller one and the standard limit" },
};

static bool is_exception(const struct a_case *c)
{
	for (size_t i = 0; i < sizeof(exceptions) / sizeof(exceptions[0]); i++)
		if (strcmp(c->name, exceptions[i].name) == 0)
			return true;
	return false;
}

static void expect(const struct a_case *c, enum verdict_level got, const char *how,
	const char *what, uint64_t value)
{
	tried++;
	undecided += got == VERDICT_UNDECIDED && c->base.level != VERDICT_UNDECIDED;
	if (c->base.level == VERDICT_NOTHING_FOUND || got != VERDICT_NOTHING_FOUND ||
		is_exception(c))
		return;
	failed++;
	printf("FAILED: %s: %s, with %s %s %llu nothing found\n", c->name,
		verdict_name(c->base.level), how, what, (unsigned long long)value);
}

/* A code in a picture is one trick of many, and a letter of holiday pictures is over these
 * limits: what was not looked at is told, and alone leaves the answer as it is. */
static bool is_of_pictures(const struct budget_row *row)
{
	return strncmp(row->name, "picture", strlen("picture")) == 0;
}

/* From next to nothing up to where the limit no longer bites: with two values in a row all
 * is as without it, and most limits are never met by most cases. */
static void shrink(const struct a_case *c)
{
	const struct budget_row *row;
	for (unsigned i = 0; (row = budget_row(i)); i++) {
		uint64_t top = row->get(&c->plain.budget);
		top = top > 1 << 20 ? 1 << 20 : top;
		unsigned same = 0;
		for (uint64_t value = 0; value < top && same < 2; value = value * 3 + 1) {
			struct budget b = c->plain.budget;
			must(budget_set(&b, row->name, value));
			struct answer got = judge(c, &b, world_oracle(c->world));
			if (!is_of_pictures(row) || !got.tells_limit)
				expect(c, got.level, "limit", row->name, value);
			same = got.mark == c->base.mark ? same + 1 : 0;
		}
	}
}

/* The world of a case, with one part of it broken. */
struct broken {
	const struct oracle *whole;
	enum dns_status dns;
	unsigned answers_left; /* of the memory, before it fails */
};

static bool has_people(const struct a_case *c)
{
	const struct oracle *whole = world_oracle(c->world);
	return whole && whole->people;
}

static void answer_with(void *state, struct arena *arena, struct span name,
	enum dns_type type, struct dns_answer *answer_r)
{
	const struct broken *b = state;
	(void)arena, (void)name, (void)type;
	*answer_r = (struct dns_answer){ .status = b->dns };
}

static void answer_people(void *state, struct arena *arena,
	const struct people_question *question, struct people_answer *answer_r)
{
	const struct broken *b = state;
	b->whole->people(b->whole->state, arena, question, answer_r);
}

static void break_dns(const struct a_case *c)
{
	static const enum dns_status all[] = { DNS_SERVFAIL, DNS_TIMEOUT, DNS_BOGUS,
		DNS_TRUNCATED, DNS_OVERSPENT };
	struct broken b = { .whole = world_oracle(c->world) };
	struct oracle oracle = { answer_with, NULL, &b,
		has_people(c) ? answer_people : NULL };
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		b.dns = all[i];
		expect(c, judge(c, &c->plain.budget, &oracle).level, "DNS",
			dns_status_name(b.dns), 0);
	}
	oracle.dns = NULL;
	expect(c, judge(c, &c->plain.budget, &oracle).level, "DNS", "offline", 0);
}

static void answer_dns(void *state, struct arena *arena, struct span name,
	enum dns_type type, struct dns_answer *answer_r)
{
	const struct broken *b = state;
	b->whole->dns(b->whole->state, arena, name, type, answer_r);
}

static void fail_after_some(void *state, struct arena *arena,
	const struct people_question *question, struct people_answer *answer_r)
{
	struct broken *b = state;
	bool answers = b->answers_left > 0 && b->whole && b->whole->people;
	if (answers) {
		b->answers_left--;
		answer_people(state, arena, question, answer_r);
	} else {
		*answer_r = (struct people_answer){ .status = PEOPLE_FAILED };
	}
}

/* The memory fails at the first question or a later one, or may not be asked so often. */
static void break_people(const struct a_case *c)
{
	enum { QUESTIONS_MAX = 4 };
	struct broken b = { .whole = world_oracle(c->world) };
	bool online = b.whole && b.whole->dns;
	struct oracle oracle = { online ? answer_dns : NULL, NULL, &b, fail_after_some };
	for (unsigned n = 0; n < QUESTIONS_MAX && n < c->plain.budget.people_questions;
		n++) {
		struct budget budget = c->plain.budget;
		b.answers_left = n;
		expect(c, judge(c, &budget, &oracle).level, "a memory that fails after",
			"", n);
		must(budget_set(&budget, "people_questions", n));
		expect(c, judge(c, &budget, b.whole).level, "limit", "people_questions",
			n);
	}
}

/* --- through processes --- */

static struct crew *start(const char *world, struct people *people, unsigned in_flight)
{
	struct err err;
	struct crew *crew;
	struct crew_settings s = { .jobs_max = in_flight,
		.worker_path = worker_path,
		.broker_path = silent_path,
		.dns_timeout_ms = 1,
		.world = world,
		.people = people };
	s.sandbox = sandbox_is_possible(NULL) ? SANDBOX_FULL : SANDBOX_NONE;
	if (crew_create(&s, &crew, &err) < 0) {
		printf("%s\n", err.text);
		exit(1);
	}
	return crew;
}

static void submit(struct crew *crew, struct a_case *c, uint64_t wall_ms)
{
	struct err err;
	c->crew_job = (struct crew_job){ .bytes = c->in,
		.settings = c->plain.settings,
		.budget = c->plain.budget,
		.now_s = c->plain.now_s,
		.user = c };
	c->crew_job.budget.wall_ms = wall_ms;
	if (crew_submit(crew, &c->crew_job, &err) < 0) {
		printf("FAILED: %s: %s\n", c->name, err.text);
		exit(1);
	}
}

static bool has_died(const struct finding *f)
{
	for (; f; f = f->next)
		if (strcmp(f->code, CODE_JOB_ENDED) == 0 &&
			(f->gap == GAP_DIED || f->gap == GAP_PROTOCOL))
			return true;
	return false;
}

static void settle(struct crew *crew, const char *how)
{
	struct crew_job *job = crew_wait(crew, -1);
	must(job != NULL);
	const struct a_case *c = job->user;
	enum verdict_level got = verdict_judge(job->findings, policy).level;
	expect(c, got, how, "", 0);
	if (has_died(job->findings))
		died++;
	crew_job_finish(job);
}

/* All cases at once, and nobody answers: a case with a memory meets one out of order. */
static void try_silence(struct a_case *all, struct people *people)
{
	enum { WALL_MS = 1500 };
	unsigned open = 0;
	struct crew *crew = start(NULL, people, IN_FLIGHT);
	for (struct a_case *c = all; c; c = c->next) {
		if (has_people(c) != (people != NULL))
			continue;
		for (; open == IN_FLIGHT; open--)
			settle(crew, "a silent broker");
		submit(crew, c, WALL_MS);
		open++;
	}
	for (; open; open--)
		settle(crew, "a silent broker");
	crew_destroy(&crew);
}

/* The number behind the parenthesis of /proc/PID/stat: the parent. */
static pid_t parent_of(const char *pid)
{
	char path[300], line[512];
	uint64_t parent = 0;
	snprintf(path, sizeof(path), "/proc/%s/stat", pid);
	FILE *f = fopen(path, "r");
	if (!f)
		return 0;
	struct span s = span_of(line, fread(line, 1, sizeof(line), f));
	fclose(f);
	size_t end = span_rfind_byte(s, ')');
	s = end == SPAN_NONE ? SPAN("") : span_skip(s, end + 4);
	num_parse(span_take(s, span_find_byte(s, ' ')), INT32_MAX, &parent);
	return (pid_t)parent;
}

static pid_t template_of_crew(void)
{
	uint64_t pid = 0;
	DIR *d = opendir("/proc");
	for (struct dirent *e; d && !pid && (e = readdir(d));)
		if (!num_parse(span_from_cstr(e->d_name), INT32_MAX, &pid) ||
			parent_of(e->d_name) != getpid())
			pid = 0;
	closedir(d);
	return (pid_t)pid;
}

static void spin_us(long us)
{
	struct timespec start, now;
	clock_gettime(CLOCK_MONOTONIC, &start);
	do
		clock_gettime(CLOCK_MONOTONIC, &now);
	while ((now.tv_sec - start.tv_sec) * 1000000 +
			(now.tv_nsec - start.tv_nsec) / 1000 <
		us);
}

/* The template leads a session: its group is itself and all its children. */
static void try_deaths(struct a_case *c)
{
	static unsigned long random = 88172645463325252UL;
	struct crew *crew = start(c->world_path, NULL, 2);
	submit(crew, c, 20000);
	struct crew_job *job = crew_wait(crew, -1);
	enum verdict_level whole = verdict_judge(job->findings, policy).level;
	if (has_died(job->findings) || whole != c->base.level) {
		printf("FAILED: %s: %s here, %s in a worker\n", c->name,
			verdict_name(c->base.level), verdict_name(whole));
		failed++;
	}
	crew_job_finish(job);
	for (int i = 0; i < KILLS; i++) {
		random = random * 6364136223846793005UL + 1442695040888963407UL;
		pid_t template = template_of_crew();
		submit(crew, c, 20000);
		spin_us((long)(random >> 33) % 500);
		if (template > 1)
			kill(-template, SIGKILL);
		settle(crew, "a killed worker");
	}
	crew_destroy(&crew);
}

/* --- all cases --- */

static int is_visible(const struct dirent *e)
{
	return e->d_name[0] != '.';
}

static unsigned part, parts = 1, seen;

static void load_code(const char *root, const char *code, struct a_case **all)
{
	char path[PATH_BYTES], name[512];
	struct dirent **list;
	snprintf(path, sizeof(path), "%s/%s", root, code);
	int n = scandir(path, &list, is_visible, alphasort);
	for (int i = 0; i < n; i++) {
		snprintf(name, sizeof(name), "%s/%s", code, list[i]->d_name);
		free(list[i]);
		struct a_case *c = seen++ % parts == part ? load(root, name) : NULL;
		if (!c)
			continue;
		c->base = judge(c, &c->plain.budget, world_oracle(c->world));
		c->next = *all;
		*all = c;
		cases++;
	}
	if (n >= 0)
		free(list);
}

static struct a_case *load_all(const char *root)
{
	struct a_case *all = NULL;
	struct dirent **list;
	int n = scandir(root, &list, is_visible, alphasort);
	for (int i = 0; i < n; i++) {
		load_code(root, list[i]->d_name, &all);
		free(list[i]);
	}
	if (n >= 0)
		free(list);
	return all;
}

int main(int argc, char **argv)
{
	struct arena *a = arena_create(SIZE_MAX);
	struct span text;
	struct err err;
	if (argc == 8) {
		part = (unsigned)atoi(argv[6]);
		parts = (unsigned)atoi(argv[7]);
	}
	if ((argc != 6 && argc != 8) || part >= parts ||
		!case_read_file(a, argv[1], &text) ||
		policy_parse(a, text, &policy, &err) < 0) {
		fprintf(stderr, "usage: torture POLICY CASES WORKER SILENT-BROKER TRICKS "
				"[PART PARTS]\n");
		return 2;
	}
	worker_path = argv[3];
	silent_path = argv[4];
	tricks = argv[5];
	struct a_case *all = load_all(argv[2]);
	for (struct a_case *c = all; c; c = c->next) {
		shrink(c);
		break_dns(c);
		break_people(c);
	}
	struct people *silent = people_out_of_order("it does not answer");
	try_silence(all, NULL);
	try_silence(all, silent);
	people_close(&silent);
	for (struct a_case *c = all; c; c = c->next)
		try_deaths(c);
	for (size_t i = 0; i < sizeof(exceptions) / sizeof(exceptions[0]); i++)
		printf("excepted: %s: %s\n", exceptions[i].name, exceptions[i].why);
	printf("torture: %u cases, %u answers: %u became undecided, %u workers died, %u "
	       "failed\n",
		cases, tried, undecided, died, failed);
	while (all) {
		struct a_case *c = all;
		all = c->next;
		struct arena *own = c->arena;
		arena_destroy(&own);
	}
	arena_destroy(&a);
	return failed || !cases || !died ? 1 : 0;
}
