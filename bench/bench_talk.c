/* How many bytes a second the reader of talks gets through, and the whole judgement, in this
 * process and one thread. Prints one line of JSON.
 *
 *	bench_talk EXPORT */
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>

#include "base/must.h"
#include "checks/registry.h"
#include "core/engine.h"
#include "parse/talk/talk.h"

static double cpu_s(void)
{
	struct timespec t;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static bool count(void *state, const struct talk_message *m)
{
	uint64_t *counts = state;
	counts[0]++;
	counts[1] += m->text.n;
	return true;
}

int main(int argc, char **argv)
{
	struct stat st;
	int fd = argc == 2 ? open(argv[1], O_RDONLY) : -1;
	if (fd < 0 || fstat(fd, &st) < 0) {
		fprintf(stderr, "usage: bench_talk EXPORT\n");
		return 2;
	}
	size_t n = (size_t)st.st_size;
	void *p = mmap(NULL, n, PROT_READ, MAP_PRIVATE | MAP_POPULATE, fd, 0);
	must(p != MAP_FAILED);
	struct span bytes = span_of(p, n);
	uint64_t counts[2] = { 0, 0 };
	struct talk_about about = { .chat = SPAN("") };
	struct arena *a = arena_create(SIZE_MAX), *scratch = arena_create(64 << 20);
	enum talk_format format = talk_taste(bytes, SPAN(""));
	double start = cpu_s();
	talk_read(a, scratch, bytes, format, &about, count, counts);
	double read_s = cpu_s() - start;
	size_t kept = arena_used(scratch) + arena_used(a);
	arena_destroy(&scratch);

	struct job job;
	job_init(&job, a);
	job.budget.cpu_ms = UINT32_MAX;
	start = cpu_s();
	engine_run(&job, &registry, bytes);
	double judged_s = cpu_s() - start;
	struct rusage used;
	getrusage(RUSAGE_SELF, &used);
	printf("{\"format\":\"%s\",\"bytes\":%zu,\"messages\":%llu,\"read_mb_s\":%.0f,"
	       "\"judge_mb_s\":%.0f,\"reader_kept\":%zu,\"judge_arena\":%zu}\n",
		talk_format_name(format), n, (unsigned long long)counts[0],
		(double)n / 1e6 / read_s, (double)n / 1e6 / judged_s, kept,
		arena_used(a));
	arena_destroy(&a);
	return 0;
}
