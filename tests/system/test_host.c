/* isolate/ in hosts of all habits: that fork, take signals, reap every child, are limited,
 * come late for a result, and look at what their children cost. Arguments: the worker, the
 * silent broker. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dirent.h>
#include <errno.h>
#include <linux/sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/must.h"
#include "base/num.h"
#include "core/engine.h"
#include "isolate/crew_inside.h"
#include "isolate/sandbox.h"

enum { PIDS_MAX = 64 };

static const char *worker_path, *silent_path;

static const struct span letter = SPAN("From: Mei <mei@example.com>\r\n"
				       "To: kim@example.net\r\n"
				       "Date: Mon, 23 Nov 2026 00:00:00 +0000\r\n"
				       "Message-ID: <1@example.com>\r\n"
				       "Subject: lunch\r\n\r\nAt noon?\r\n");

static struct crew_settings settings(bool offline, unsigned jobs)
{
	bool locked = sandbox_is_possible(NULL);
	return (struct crew_settings){ .worker_path = worker_path,
		.broker_path = silent_path,
		.sandbox = locked ? SANDBOX_FULL : SANDBOX_NONE,
		.offline = offline,
		.dns_timeout_ms = 20000,
		.jobs_max = jobs };
}

static struct crew *start(const struct crew_settings *s)
{
	struct err err;
	struct crew *crew;
	if (crew_create(s, &crew, &err) < 0)
		fail_msg("%s", err.text);
	return crew;
}

static struct crew_job job_of(struct span bytes, uint64_t wall_ms)
{
	struct crew_job job = { .bytes = bytes, .budget = budget_standard() };
	job.budget.wall_ms = wall_ms;
	return job;
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

static void sleep_ms(long ms)
{
	struct timespec t = { ms / 1000, ms % 1000 * 1000000 };
	while (nanosleep(&t, &t) < 0 && errno == EINTR)
		;
}

static int64_t clock_ms(clockid_t clock)
{
	struct timespec t;
	must(clock_gettime(clock, &t) == 0);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* State and parent of a process; false when there is none of that number. */
static bool look_at(pid_t pid, char *state_r, pid_t *parent_r)
{
	char path[64], line[512] = "";
	uint64_t parent = 0;
	snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	FILE *f = fopen(path, "r");
	if (!f)
		return false;
	struct span s = span_of(line, fread(line, 1, sizeof(line), f));
	fclose(f);
	s = span_skip(s, span_rfind_byte(s, ')') + 2); /* ") S 123" */
	*state_r = s.n ? (char)s.p[0] : '?';
	s = span_skip(s, 2);
	num_parse(span_take(s, span_find_byte(s, ' ')), INT32_MAX, &parent);
	*parent_r = (pid_t)parent;
	return s.n > 0;
}

static bool is_there(pid_t pid)
{
	char state;
	pid_t parent;
	return look_at(pid, &state, &parent);
}

static unsigned children_of(pid_t wanted, pid_t pids_r[PIDS_MAX])
{
	unsigned n = 0;
	DIR *d = opendir("/proc");
	for (struct dirent *e; d && n < PIDS_MAX && (e = readdir(d));) {
		uint64_t pid;
		char state;
		pid_t parent;
		if (num_parse(span_from_cstr(e->d_name), INT32_MAX, &pid) &&
			look_at((pid_t)pid, &state, &parent) && parent == wanted)
			pids_r[n++] = (pid_t)pid;
	}
	closedir(d);
	return n;
}

/* The only child that this process has. */
static pid_t template_of_crew(void)
{
	pid_t pids[PIDS_MAX];
	assert_int_equal(children_of(getpid(), pids), 1);
	return pids[0];
}

/* It may still be there for its parent to look at. */
static bool is_running(pid_t pid)
{
	char state;
	pid_t parent;
	return look_at(pid, &state, &parent) && state != 'Z';
}

static void await_end_of(pid_t pid)
{
	for (int i = 0; i < 2000 && is_running(pid); i++)
		sleep_ms(1);
}

static _Noreturn void stay(void)
{
	for (;;)
		pause();
}

/* Another process of the host's holds copies of all descriptors: what was closed must not
 * keep the crew awake. */
static void a_host_that_forked_can_still_sleep(void **state)
{
	(void)state;
	struct crew_settings s = settings(false, 1);
	struct crew *crew = start(&s);
	struct crew_job first = job_of(letter, 100), second = job_of(letter, 500);
	submit(crew, &first);
	pid_t copy = fork();
	must(copy >= 0);
	if (copy == 0)
		stay();
	assert_ptr_equal(crew_wait(crew, -1), &first);
	submit(crew, &second);
	int64_t before = clock_ms(CLOCK_PROCESS_CPUTIME_ID);
	assert_ptr_equal(crew_wait(crew, -1), &second);
	int64_t spent = clock_ms(CLOCK_PROCESS_CPUTIME_ID) - before;
	kill(copy, SIGKILL);
	must(waitpid(copy, NULL, 0) == copy);
	crew_job_finish(&first);
	crew_job_finish(&second);
	crew_destroy(&crew);
	if (spent > 100)
		fail_msg("%lld ms of work in 500 ms of waiting", (long long)spent);
}

static void on_alarm(int signal_no)
{
	(void)signal_no;
}

static void signals_do_not_disturb(void **state)
{
	(void)state;
	struct sigaction alarms = { .sa_handler = on_alarm }, before;
	struct itimerval often = { { 0, 500 }, { 0, 500 } }, never = { { 0 } };
	struct crew_settings s = settings(true, 2);
	sigaction(SIGALRM, &alarms, &before);
	for (int i = 0; i < 5; i++) {
		struct err err = { "" };
		struct crew *crew;
		setitimer(ITIMER_REAL, &often, NULL);
		int r = crew_create(&s, &crew, &err);
		setitimer(ITIMER_REAL, &never, NULL);
		if (r < 0)
			fail_msg("%s", err.text);
		struct crew_job job = job_of(letter, 20000);
		setitimer(ITIMER_REAL, &often, NULL);
		submit(crew, &job);
		struct crew_job *done = crew_wait(crew, -1);
		setitimer(ITIMER_REAL, &never, NULL);
		assert_ptr_equal(done, &job);
		assert_int_equal(ended(&job), GAP_NONE);
		crew_job_finish(&job);
		crew_destroy(&crew);
	}
	sigaction(SIGALRM, &before, NULL);
}

/* What was said in time counts, however late it is read. */
static void a_host_may_come_late(void **state)
{
	(void)state;
	struct crew_settings s = settings(true, 1);
	struct crew *crew = start(&s);
	for (int mode = 0; mode < 2; mode++) {
		struct crew_job job = job_of(letter, 1000);
		submit(crew, &job);
		sleep_ms(1300);
		assert_ptr_equal(crew_wait(crew, mode ? 0 : -1), &job);
		assert_int_equal(ended(&job), GAP_NONE);
		crew_job_finish(&job);
	}
	crew_destroy(&crew);
}

/* Jobs that nobody took die with their template, and only they. */
static void an_unread_job_does_not_spoil_the_next(void **state)
{
	(void)state;
	pid_t pids[PIDS_MAX];
	struct crew_settings s = settings(true, 2);
	struct crew *crew = start(&s);
	struct crew_job lost = job_of(letter, 20000), next = job_of(letter, 20000);
	pid_t template = template_of_crew();
	unsigned n = 0;
	for (int i = 0; i < 1000 && n < 3; i++, sleep_ms(1))
		n = children_of(template, pids);
	must(kill(template, SIGSTOP) == 0);
	for (unsigned i = 0; i < n; i++)
		must(kill(pids[i], SIGSTOP) == 0);
	submit(crew, &lost);
	must(kill(template, SIGKILL) == 0);
	for (unsigned i = 0; i < n; i++)
		kill(pids[i], SIGKILL);
	for (unsigned i = 0; i < n; i++)
		await_end_of(pids[i]);
	await_end_of(template);
	submit(crew, &next);
	for (int i = 0; i < 2; i++)
		assert_non_null(crew_wait(crew, 20000));
	assert_int_equal(ended(&lost), GAP_DIED);
	assert_int_equal(ended(&next), GAP_NONE);
	crew_job_finish(&lost);
	crew_job_finish(&next);
	crew_destroy(&crew);
}

/* A process that gets the number `pid`; 0 where numbers cannot be chosen. */
static pid_t fork_as(pid_t pid)
{
	struct clone_args how = { .exit_signal = SIGCHLD,
		.set_tid = (uint64_t)(uintptr_t)&pid,
		.set_tid_size = 1 };
	long child = syscall(SYS_clone3, &how, sizeof(how));
	if (child == 0)
		stay();
	return child < 0 ? 0 : (pid_t)child;
}

/* Whoever reaps all children frees their numbers, and strangers get them. */
static void a_stranger_with_a_helpers_number_lives(void **state)
{
	(void)state;
	struct crew_settings s = settings(true, 1);
	void (*before)(int) = signal(SIGCHLD, SIG_IGN);
	/* Its children hold its number, as that of their session, until they are reaped. */
	must(prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0);
	struct crew *crew = start(&s);
	pid_t template = template_of_crew();
	must(kill(template, SIGKILL) == 0);
	for (int i = 0; i < 2000 && is_there(template); i++)
		sleep_ms(1);
	pid_t stranger = 0;
	for (int i = 0; i < 100 && !stranger; i++, sleep_ms(5))
		stranger = fork_as(template);
	crew_destroy(&crew);
	sleep_ms(20);
	bool lives = stranger && is_there(stranger);
	if (stranger)
		kill(stranger, SIGKILL);
	for (int i = 0; i < 2000 && stranger && is_there(stranger); i++)
		sleep_ms(1);
	must(prctl(PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0) == 0);
	signal(SIGCHLD, before);
	if (!stranger)
		skip();
	assert_true(lives);
}

/* A limit on the size of files is about files: a thing beyond it is an error, no signal. */
static void a_limit_on_files_is_an_error(void **state)
{
	(void)state;
	struct crew_settings s = settings(true, 1);
	struct crew *crew = start(&s);
	struct rlimit before, small;
	struct err err = { "" };
	struct crew_job job = job_of(letter, 20000);
	must(getrlimit(RLIMIT_FSIZE, &before) == 0);
	small = before;
	small.rlim_cur = letter.n - 1;
	signal(SIGXFSZ, SIG_DFL);
	must(setrlimit(RLIMIT_FSIZE, &small) == 0);
	int r = crew_submit(crew, &job, &err);
	must(setrlimit(RLIMIT_FSIZE, &before) == 0);
	assert_int_equal(r, -EFBIG);
	submit(crew, &job);
	assert_ptr_equal(crew_wait(crew, -1), &job);
	crew_job_finish(&job);
	crew_destroy(&crew);
}

/* --- the end --- */

static int64_t children_cpu_us(void)
{
	struct rusage u;
	must(getrusage(RUSAGE_CHILDREN, &u) == 0);
	return (int64_t)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) * 1000000 +
	       u.ru_utime.tv_usec + u.ru_stime.tv_usec;
}

/* What a crew has cost by its end, in the host's own account. */
static int64_t account_of(const struct crew_settings *s, unsigned jobs, int64_t *told_r)
{
	int64_t before = children_cpu_us();
	struct crew *crew = start(s);
	for (unsigned i = 0; i < jobs; i++) {
		struct crew_job job = job_of(letter, 20000);
		submit(crew, &job);
		assert_ptr_equal(crew_wait(crew, -1), &job);
		*told_r += (int64_t)job.cpu_us;
		crew_job_finish(&job);
	}
	crew_destroy(&crew);
	return children_cpu_us() - before;
}

/* What jobs cost is in the host's own account after the end, in either mode. */
static void what_children_cost_is_accounted(void **state)
{
	(void)state;
	for (int mode = WORKER_PER_JOB; mode <= WORKER_REUSED; mode++) {
		struct crew_settings s = settings(true, 1);
		s.worker = (enum worker_mode)mode;
		int64_t told = 0, idle = account_of(&s, 0, &told);
		int64_t seen = account_of(&s, 400, &told) - idle;
		printf("%lld us told, %lld us in the account\n", (long long)told,
			(long long)seen);
		assert_true(told > 0 && seen > told / 2);
	}
}

static int64_t time_to_stop(struct crew *crew)
{
	int64_t before = clock_ms(CLOCK_MONOTONIC);
	crew_destroy(&crew);
	return clock_ms(CLOCK_MONOTONIC) - before;
}

static void the_end_is_soon(void **state)
{
	(void)state;
	for (int mode = WORKER_PER_JOB; mode <= WORKER_REUSED; mode++) {
		struct crew_settings s = settings(false, 4);
		s.worker = (enum worker_mode)mode;
		struct crew *crew = start(&s);
		int64_t idle = time_to_stop(crew);
		crew = start(&s);
		struct crew_job job = job_of(letter, 20000);
		submit(crew, &job);
		assert_null(crew_wait(crew, 100));
		int64_t asking = time_to_stop(crew);
		printf("idle %lld ms, asking %lld ms\n", (long long)idle,
			(long long)asking);
		/* A busy machine is slow; a lost grace period is slower. */
		if (sandbox_is_possible(NULL)) /* a sanitizer looks for leaks first */
			assert_true(idle < 250 && asking < 250);
	}
}

static void a_stopped_crew_is_not_waited_for_long(void **state)
{
	(void)state;
	pid_t pids[PIDS_MAX];
	struct crew_settings s = settings(true, 2);
	struct crew *crew = start(&s);
	pid_t template = template_of_crew();
	unsigned n = 0;
	for (int i = 0; i < 1000 && n < 3; i++, sleep_ms(1))
		n = children_of(template, pids);
	assert_int_equal(n, 3);
	must(kill(pids[0], SIGSTOP) == 0);
	int64_t took = time_to_stop(crew);
	for (unsigned i = 0; i < n; i++)
		await_end_of(pids[i]);
	printf("one child stopped: %lld ms\n", (long long)took);
	assert_true(took < 1000);
	assert_false(is_there(template) || is_running(pids[0]) || is_running(pids[1]));
}

/* In a crew that runs for months, deaths that are far apart are no restart loop. */
static void deaths_far_apart_are_forgiven(void **state)
{
	(void)state;
	struct helper h = { .starts = 0 };
	unsigned soon = 0;
	for (; soon < 100 && helper_may_start(&h, 5000); soon++)
		helper_started(&h, 5000);
	assert_int_equal(soon, HELPER_STARTS_MAX);
	assert_false(helper_may_start(&h, 5000 + HELPER_LIVED_MS - 1));
	int64_t now = 5000;
	for (unsigned i = 0; i < 100; i++) {
		now += HELPER_LIVED_MS;
		assert_true(helper_may_start(&h, now));
		helper_started(&h, now);
	}
}

static _Noreturn void be_a_front(const struct crew_settings *s, int tell)
{
	struct crew_job job = job_of(letter, 20000);
	submit(start(s), &job);
	must(write(tell, "x", 1) == 1);
	stay();
}

/* A front that is killed says nothing: its template sees the sockets close, and ends, even
 * though a child does not. */
static void nobody_outlives_a_front_that_was_killed(void **state)
{
	(void)state;
	pid_t helpers[PIDS_MAX], children[PIDS_MAX];
	struct crew_settings s = settings(true, 1);
	int tell[2];
	char c;
	must(pipe(tell) == 0);
	pid_t front = fork();
	if (front == 0)
		be_a_front(&s, tell[1]);
	must(front > 0 && read(tell[0], &c, 1) == 1);
	sleep_ms(50);
	assert_int_equal(children_of(front, helpers), 1);
	unsigned n = children_of(helpers[0], children);
	assert_true(n > 0);
	must(kill(children[0], SIGSTOP) == 0 && kill(front, SIGKILL) == 0);
	must(waitpid(front, NULL, 0) == front);
	await_end_of(helpers[0]);
	bool lives = is_running(helpers[0]);
	kill(-helpers[0], SIGKILL);
	close(tell[0]);
	close(tell[1]);
	assert_false(lives);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_host_that_forked_can_still_sleep),
		cmocka_unit_test(signals_do_not_disturb),
		cmocka_unit_test(a_host_may_come_late),
		cmocka_unit_test(an_unread_job_does_not_spoil_the_next),
		cmocka_unit_test(a_stranger_with_a_helpers_number_lives),
		cmocka_unit_test(a_limit_on_files_is_an_error),
		cmocka_unit_test(what_children_cost_is_accounted),
		cmocka_unit_test(the_end_is_soon),
		cmocka_unit_test(a_stopped_crew_is_not_waited_for_long),
		cmocka_unit_test(deaths_far_apart_are_forgiven),
		cmocka_unit_test(nobody_outlives_a_front_that_was_killed),
	};
	if (argc != 3)
		return 2;
	worker_path = argv[1];
	silent_path = argv[2];
	return cmocka_run_group_tests_name("host", tests, NULL, NULL);
}
