/* isolate/: whole jobs through real processes, and what becomes of them when those die,
 * hang or lie. Arguments: the worker, the lying worker, a folder to write in. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/must.h"
#include "base/num.h"
#include "core/engine.h"
#include "isolate/crew.h"
#include "isolate/sandbox.h"

static const char *worker_path, *liar_path, *folder;

static const struct span letter = SPAN("From: Mei <mei@example.com>\r\n"
				       "To: kim@example.net\r\n"
				       "Date: Mon, 23 Nov 2026 00:00:00 +0000\r\n"
				       "Message-ID: <1@example.com>\r\n"
				       "Subject: lunch\r\n\r\nAt noon?\r\n");

/* Every question is answered by a world without names, unless `world` says otherwise. */
static struct crew *start(enum worker_mode mode, unsigned jobs, const char *world)
{
	static char path[4096];
	struct err err;
	struct crew *crew;
	struct crew_settings s = { .worker = mode,
		.jobs_max = jobs,
		.worker_path = worker_path,
		.dns_timeout_ms = 500,
		.world = path };
	s.sandbox = sandbox_is_possible(NULL) ? SANDBOX_FULL : SANDBOX_NONE;
	snprintf(path, sizeof(path), "%s/crew-%d.world", folder, (int)getpid());
	FILE *f = fopen(path, "w");
	must(f && fputs(world ? world : "clock 2026-11-23T01:00:00Z\n", f) >= 0 &&
		fclose(f) == 0);
	if (crew_create(&s, &crew, &err) < 0)
		fail_msg("%s", err.text);
	unlink(path);
	return crew;
}

static struct crew_job job_of(struct span bytes)
{
	return (struct crew_job){ .bytes = bytes, .budget = budget_standard() };
}

static void submit(struct crew *crew, struct crew_job *job)
{
	struct err err;
	if (crew_submit(crew, job, &err) < 0)
		fail_msg("%s", err.text);
}

static enum gap ended(const struct crew_job *job)
{
	for (const struct finding *f = job->findings; f; f = f->next)
		if (strcmp(f->code, CODE_JOB_ENDED) == 0)
			return f->gap;
	return GAP_NONE;
}

static void assert_judged(const struct crew_job *job)
{
	assert_int_equal(ended(job), GAP_NONE);
	assert_non_null(job->findings);
	assert_non_null(job->evidence);
	assert_int_equal(job->evidence->bytes.n, job->bytes.n);
	assert_true(span_equal(job->evidence->bytes, job->bytes));
}

static void a_job_comes_back(void **state)
{
	(void)state;
	for (int mode = WORKER_PER_JOB; mode <= WORKER_REUSED; mode++) {
		struct crew *crew = start((enum worker_mode)mode, 2, NULL);
		for (int i = 0; i < 20; i++) {
			struct crew_job job = job_of(letter);
			submit(crew, &job);
			assert_ptr_equal(crew_wait(crew, -1), &job);
			assert_judged(&job);
			assert_true(job.peak_bytes > 0);
			crew_job_finish(&job);
		}
		assert_null(crew_wait(crew, -1));
		crew_destroy(&crew);
	}
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_job_comes_back),
	};
	if (argc != 4)
		return 2;
	worker_path = argv[1];
	liar_path = argv[2];
	folder = argv[3];
	return cmocka_run_group_tests_name("crew", tests, NULL, NULL);
}
