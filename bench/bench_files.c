/* How many bytes a second are judged, over many files, in this process and one thread. Files'
 * paths come on standard input, a line each; all are read before the clock starts. Prints one
 * line of JSON.
 *
 *	bench_files all|types
 *
 * "types" only says what each file is, by its content and by its name, and looks at the
 * name's disguises. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "base/must.h"
#include "checks/registry.h"
#include "core/engine.h"
#include "parse/file/name.h"
#include "parse/file/type.h"

enum { FILES_MAX = 100000, FILE_BYTES_MAX = 64 << 20 };

struct bench_file {
	struct span name, bytes;
};

static double cpu_s(void)
{
	struct timespec t;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static bool read_file(struct arena *a, const char *path, struct bench_file *file_r)
{
	struct stat st;
	FILE *f = fopen(path, "rb");
	if (!f || fstat(fileno(f), &st) < 0 || st.st_size > FILE_BYTES_MAX) {
		perror(path);
		return false;
	}
	unsigned char *p = arena_alloc(a, (size_t)st.st_size + 1);
	size_t n = fread(p, 1, (size_t)st.st_size, f);
	fclose(f);
	const char *slash = strrchr(path, '/');
	*file_r = (struct bench_file){
		arena_copy(a, span_from_cstr(slash ? slash + 1 : path)), span_of(p, n)
	};
	return true;
}

static void judge(struct arena *a, const struct bench_file *f)
{
	struct job job;
	const struct setting name = { "name", f->name };
	job_init(&job, a);
	job.settings = (struct settings){ &name, 1 };
	engine_run(&job, &registry, f->bytes);
	arena_reset(a);
}

static unsigned known;

static void tell_type(struct arena *a, const struct bench_file *f)
{
	(void)a;
	enum file_type type = file_type_taste(f->bytes, f->bytes.n, f->name);
	known += type != TYPE_UNKNOWN && file_type_of_name(f->name) == type &&
		 name_look(f->name).hiding == NAME_PLAIN;
}

int main(int argc, char **argv)
{
	static struct bench_file files[FILES_MAX];
	static char path[4096];
	struct arena *kept = arena_create(SIZE_MAX),
		     *a = arena_create(budget_standard().memory);
	uint64_t bytes = 0;
	size_t count = 0;
	double longest = 0;
	if (argc != 2)
		return 2;
	bool only_types = strcmp(argv[1], "types") == 0;
	while (fgets(path, sizeof(path), stdin)) {
		path[strcspn(path, "\n")] = '\0';
		must(count < FILES_MAX);
		if (!read_file(kept, path, &files[count]))
			return 1;
		bytes += files[count++].bytes.n;
	}
	double start = cpu_s(), before = start;
	for (size_t i = 0; i < count; i++) {
		(only_types ? tell_type : judge)(a, &files[i]);
		double now = cpu_s();
		longest = now - before > longest ? now - before : longest;
		before = now;
	}
	printf("{\"files\":%zu,\"bytes\":%llu,\"cpu_s\":%.4f,\"longest_s\":%.4f,\"as_"
	       "named\":%u}\n",
		count, (unsigned long long)bytes, before - start, longest, known);
	arena_destroy(&a);
	arena_destroy(&kept);
	return 0;
}
