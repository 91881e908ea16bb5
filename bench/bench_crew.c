/* What isolation costs: the same letter judged in this process and by a crew, with CPU
 * time of all processes counted. One line for each way.
 *
 *	bench_crew WORKER LETTER [JOBS [IN-FLIGHT]] */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

#include "base/must.h"
#include "base/num.h"
#include "checks/registry.h"
#include "core/engine.h"
#include "isolate/crew.h"

struct bench {
	const char *worker;
	struct span letter;
	unsigned jobs, in_flight;
};

static double now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static double ms(struct timeval t)
{
	return (double)t.tv_sec * 1e3 + (double)t.tv_usec / 1e3;
}

/* CPU of this process and of all that it has waited for. */
static double cpu_ms(void)
{
	struct rusage self, children;
	getrusage(RUSAGE_SELF, &self);
	getrusage(RUSAGE_CHILDREN, &children);
	return ms(self.ru_utime) + ms(self.ru_stime) + ms(children.ru_utime) +
	       ms(children.ru_stime);
}

static void judge_here(const struct bench *b)
{
	struct job job;
	struct arena *a = arena_create(budget_standard().memory);
	job_init(&job, a);
	engine_run(&job, &registry, b->letter);
	arena_destroy(&a);
}

static double bench_here(const struct bench *b)
{
	for (unsigned i = 0; i < 10; i++)
		judge_here(b);
	double cpu = cpu_ms(), wall = now_ms();
	for (unsigned i = 0; i < b->jobs; i++)
		judge_here(b);
	cpu = (cpu_ms() - cpu) / b->jobs;
	wall = (now_ms() - wall) / b->jobs;
	printf("in this process:     %.4f ms CPU, %.4f ms wall a letter\n", cpu, wall);
	return cpu;
}

static struct crew *crew_of(
	const struct bench *b, enum worker_mode mode, enum sandbox_mode sandbox)
{
	struct err err;
	struct crew *crew;
	struct crew_settings s = { .worker = mode,
		.sandbox = sandbox,
		.offline = true,
		.jobs_max = b->in_flight,
		.worker_path = b->worker };
	if (crew_create(&s, &crew, &err) < 0) {
		fprintf(stderr, "%s\n", err.text);
		exit(1);
	}
	return crew;
}

static void finish_one(struct crew *crew, uint64_t *peak)
{
	struct crew_job *job = crew_wait(crew, -1);
	must(job && job->findings);
	for (const struct finding *f = job->findings; f; f = f->next)
		must(f->gap != GAP_DIED && f->gap != GAP_PROTOCOL && f->gap != GAP_TIME);
	if (job->peak_bytes > *peak)
		*peak = job->peak_bytes;
	crew_job_finish(job);
	free(job);
}

static void start_one(const struct bench *b, struct crew *crew)
{
	struct err err;
	struct crew_job *job = calloc(1, sizeof(*job));
	must(job != NULL);
	*job = (struct crew_job){ .bytes = b->letter, .budget = budget_standard() };
	if (crew_submit(crew, job, &err) < 0) {
		fprintf(stderr, "%s\n", err.text);
		exit(1);
	}
}

static void bench_crew(const struct bench *b, enum worker_mode mode,
	enum sandbox_mode sandbox, double here)
{
	uint64_t peak = 0;
	unsigned open = 0;
	double cpu = cpu_ms();
	struct crew *crew = crew_of(b, mode, sandbox);
	crew_destroy(&crew);
	double start_cpu = cpu_ms() - cpu;
	cpu = cpu_ms();
	crew = crew_of(b, mode, sandbox);
	double wall = now_ms();
	for (unsigned i = 0; i < b->jobs; i++) {
		for (; open == b->in_flight; open--)
			finish_one(crew, &peak);
		start_one(b, crew);
		open++;
	}
	for (; open; open--)
		finish_one(crew, &peak);
	wall = (now_ms() - wall) / b->jobs;
	crew_destroy(&crew);
	cpu = (cpu_ms() - cpu - start_cpu) / b->jobs;
	printf("%s, %s: %.4f ms CPU (%+.4f), %.4f ms wall a letter; peak %.1f MB\n",
		mode == WORKER_REUSED ? "reused" : "fresh",
		sandbox == SANDBOX_FULL ? "locked  " : "unlocked", cpu, cpu - here, wall,
		(double)peak / 1048576);
}

static void bench_single(const struct bench *b)
{
	enum { TIMES = 20 };
	uint64_t peak = 0;
	struct bench one = *b;
	one.in_flight = 1;
	double cpu = cpu_ms(), wall = now_ms();
	for (unsigned i = 0; i < TIMES; i++) {
		struct crew *crew = crew_of(&one, WORKER_PER_JOB, SANDBOX_FULL);
		start_one(&one, crew);
		finish_one(crew, &peak);
		crew_destroy(&crew);
	}
	printf("start, one letter, stop: %.2f ms CPU, %.2f ms wall\n",
		(cpu_ms() - cpu) / TIMES, (now_ms() - wall) / TIMES);
}

static unsigned number(const char *word, unsigned standard)
{
	uint64_t n = standard;
	must(!word || num_parse(span_from_cstr(word), 10000000, &n));
	return (unsigned)n;
}

int main(int argc, char **argv)
{
	static unsigned char bytes[4 << 20];
	if (argc < 3)
		return 2;
	FILE *f = fopen(argv[2], "rb");
	if (!f) {
		perror(argv[2]);
		return 1;
	}
	struct bench b = { .worker = argv[1] };
	b.letter = span_of(bytes, fread(bytes, 1, sizeof(bytes), f));
	fclose(f);
	b.jobs = number(argc > 3 ? argv[3] : NULL, 2000);
	b.in_flight = number(argc > 4 ? argv[4] : NULL, 4);
	double here = bench_here(&b);
	for (int mode = WORKER_PER_JOB; mode <= WORKER_REUSED; mode++) {
		bench_crew(&b, (enum worker_mode)mode, SANDBOX_FULL, here);
		bench_crew(&b, (enum worker_mode)mode, SANDBOX_NONE, here);
	}
	bench_single(&b);
	return 0;
}
