/* The program assay-worker: started by the front, never by hand.
 *
 *	assay-worker locked|unlocked per-job|reused CHILDREN [rules]
 *	assay-worker compile FOLDER */
#include <stdio.h>
#include <sys/socket.h>

#include "base/num.h"
#include "checks/file/yara.h"
#include "checks/registry.h"
#include "isolate/worker.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
/* What the sanitizer asks at the start, for the worker has no environment: a library that
 * wants more memory than there is gets none, as it does behind the locks. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
	return "allocator_may_return_null=1:max_allocation_size_mb=1024";
}
#endif
#endif

static bool is_one_of(const char *word, const char *yes, const char *no, bool *yes_r)
{
	struct span s = span_from_cstr(word);
	*yes_r = span_equal(s, span_from_cstr(yes));
	return *yes_r || span_equal(s, span_from_cstr(no));
}

/* Rules of the user's are compiled by a process that has seen nothing hostile and ends. */
static int compile(const char *folder)
{
	struct err err;
	if (yara_compile(folder, WORKER_FD_JOBS, &err) == 0)
		return 0;
	fprintf(stderr, "%s\n", err.text);
	return 1;
}

int main(int argc, char **argv)
{
	enum { POOL_MAX = 1025 };
	struct worker_settings settings = { 0 };
	uint64_t pool;
	int type;
	socklen_t n = sizeof(type);
	if (argc == 3 && strcmp(argv[1], "compile") == 0)
		return compile(argv[2]);
	settings.rules = argc == 5 && strcmp(argv[4], "rules") == 0;
	if (argc != 4 + settings.rules ||
		!is_one_of(argv[1], "locked", "unlocked", &settings.locked) ||
		!is_one_of(argv[2], "reused", "per-job", &settings.reused) ||
		!num_parse(span_from_cstr(argv[3]), POOL_MAX, &pool) ||
		getsockopt(WORKER_FD_JOBS, SOL_SOCKET, SO_TYPE, &type, &n) < 0) {
		fprintf(stderr, "assay-worker is a part of assay, which starts it.\n");
		return 2;
	}
	settings.pool = (unsigned)pool;
	return worker_run(&settings, &registry);
}
