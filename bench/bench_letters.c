/* How long a letter takes from hand-over to verdict, over many letters, one at a time:
 * median, 99th percentile, the worker's CPU time and its largest memory. Letters' paths come
 * on standard input, a line each.
 *
 *	bench_letters WORKER fresh|reused|here
 *
 * "here" judges in this process, without any other: what callgrind counts. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/must.h"
#include "checks/registry.h"
#include "core/engine.h"
#include "isolate/crew.h"

enum { LETTERS_MAX = 20000, LETTER_BYTES_MAX = 1 << 20 };

struct bench {
	struct crew *crew; /* NULL: in this process */
	double took_ms[LETTERS_MAX];
	size_t count;
	uint64_t cpu_us, peak_bytes;
};

static double now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static void judge_here(struct span letter)
{
	struct job job;
	struct arena *a = arena_create(budget_standard().memory);
	job_init(&job, a);
	engine_run(&job, &registry, letter);
	must(job.findings);
	arena_destroy(&a);
}

static void judge_by_crew(struct bench *b, struct span letter)
{
	struct err err = { "" };
	struct crew_job job = { .bytes = letter, .budget = budget_standard() };
	if (crew_submit(b->crew, &job, &err) < 0) {
		fprintf(stderr, "%s\n", err.text);
		exit(1);
	}
	must(crew_wait(b->crew, -1) == &job && job.findings);
	b->cpu_us += job.cpu_us;
	if (job.peak_bytes > b->peak_bytes)
		b->peak_bytes = job.peak_bytes;
	crew_job_finish(&job);
}

static void judge_file(struct bench *b, const char *path)
{
	static unsigned char bytes[LETTER_BYTES_MAX];
	FILE *f = fopen(path, "rb");
	if (!f) {
		perror(path);
		exit(1);
	}
	struct span letter = span_of(bytes, fread(bytes, 1, sizeof(bytes), f));
	fclose(f);
	double start = now_ms();
	if (b->crew)
		judge_by_crew(b, letter);
	else
		judge_here(letter);
	must(b->count < LETTERS_MAX);
	b->took_ms[b->count++] = now_ms() - start;
}

static int by_time(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

static void report(struct bench *b, const char *mode)
{
	qsort(b->took_ms, b->count, sizeof(b->took_ms[0]), by_time);
	printf("%-7s %6zu letters  median %.3f ms  p99 %.3f ms  longest %.3f ms", mode,
		b->count, b->took_ms[b->count / 2], b->took_ms[b->count * 99 / 100],
		b->took_ms[b->count - 1]);
	if (b->crew)
		printf("  worker %.3f ms CPU, peak %.1f MB",
			(double)b->cpu_us / 1e3 / (double)b->count,
			(double)b->peak_bytes / 1048576);
	printf("\n");
}

int main(int argc, char **argv)
{
	static struct bench b;
	struct err err;
	char path[4096];
	if (argc != 3)
		return 2;
	struct crew_settings s = { .offline = true,
		.jobs_max = 1,
		.worker_path = argv[1],
		.worker =
			strcmp(argv[2], "reused") == 0 ? WORKER_REUSED : WORKER_PER_JOB };
	if (strcmp(argv[2], "here") != 0 && crew_create(&s, &b.crew, &err) < 0) {
		fprintf(stderr, "%s\n", err.text);
		return 1;
	}
	while (fgets(path, sizeof(path), stdin)) {
		path[strcspn(path, "\n")] = '\0';
		judge_file(&b, path);
	}
	must(b.count > 0);
	report(&b, argv[2]);
	crew_destroy(&b.crew);
	return 0;
}
