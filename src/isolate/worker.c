/* The worker: a template that has never seen a hostile byte, and children forked from it
 * ahead of need, each of which takes one job, judges it and ends. A child that has taken
 * its job holds the job's own socket and the thing in memory, nothing else: the socket on
 * which jobs come is closed before the first byte is looked at (a reused child keeps it,
 * which is what reuse means).
 *
 * The template's only work is to wait for children, to report what each has used, and to
 * fork the next. A child is reaped after it was reported, so its pid is not free before
 * the front knows. */
#include "isolate/worker.h"

#include <malloc.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ask/lists_message.h"
#include "ask/message.h"
#include "ask/people_message.h"
#include "base/must.h"
#include "checks/file/yara.h"
#include "core/engine.h"
#include "crypto/crypto.h"
#include "isolate/sandbox.h"
#include "isolate/wire.h"
#include "parse/file/archive.h"
#include "parse/file/source.h"
#include "parse/fold.h"
#include "parse/spoof.h"

/* How a child ends. What it found travels in packets; this is for the template alone. */
enum { CHILD_DONE = 0, CHILD_NO_MORE_JOBS = 3, CHILD_UNFIT = 4 };

/* Blocks of an arena come fresh from the kernel: the C library would clear them by hand,
 * and so touch every page of them, in each child. */
enum { MAPPED_BYTES = 32 * 1024 };

/* A job packet's settings with their table, and as many questions as a budget allows. */
enum { SCRATCH_BYTES_MAX = 16 << 20 };

/* What writing a result takes beside the job's own budget. */
enum { WRITING_BYTES = 1024 * 1024 };

struct child {
	const struct worker_settings *settings;
	const struct registry *registry;
	bool locked;	       /* its own stage, done once */
	int socket;	       /* of the job */
	struct arena *scratch; /* the job's settings, its questions */
	struct arena *arena;   /* the job's own */
	struct span thing;
	uint32_t question_id;
	uint64_t cpu_before_us; /* spent on earlier jobs */
};

/* Too large for a stack, and untouched pages cost nothing. */
static unsigned char packet[WIRE_PACKET_BYTES_MAX + 1];

/* --- talking about the job --- */

static void say(int fd, struct span s)
{
	if (send(fd, s.p, s.n, MSG_NOSIGNAL) != (ssize_t)s.n)
		_exit(CHILD_UNFIT);
}

static void flush(void *state, struct text *t)
{
	const struct child *c = state;
	say(c->socket, text_span(t));
	t->n = 0;
}

static void say_question(struct child *c, struct span name, enum dns_type type, bool soon)
{
	enum { QUESTION_BYTES = 512 };
	struct question q = { ++c->question_id, type, soon, name };
	struct text payload, t;
	text_init(&payload, c->scratch, QUESTION_BYTES);
	text_init(&t, c->scratch, QUESTION_BYTES);
	question_write(&payload, &q);
	wire_item_write(&t, WIRE_QUESTION, text_span(&payload));
	say(c->socket, text_span(&t));
}

static void announce(void *state, struct span name, enum dns_type type)
{
	say_question(state, name, type, true);
}

static void ask(void *state, struct arena *arena, struct span name, enum dns_type type,
	struct dns_answer *answer_r)
{
	struct child *c = state;
	uint32_t id = 0;
	say_question(c, name, type, false);
	ssize_t n = recv(c->socket, packet, sizeof(packet), 0);
	if (n <= 0)
		_exit(CHILD_UNFIT);
	*answer_r = (struct dns_answer){ .status = DNS_SERVFAIL };
	if (!answer_read(arena, span_of(packet, (size_t)n), &id, answer_r) ||
		id != c->question_id || !answer_fits(answer_r, type))
		*answer_r = (struct dns_answer){ .status = DNS_SERVFAIL };
}

/* As the answer to a question about people comes in: a reader that distrusts it would only
 * distrust the front. */
static void ask_about_people(void *state, struct arena *arena,
	const struct people_question *q, struct people_answer *answer_r)
{
	struct child *c = state;
	struct text payload, t;
	text_init(&payload, arena, PEOPLE_MESSAGE_BYTES_MAX);
	text_init(&t, arena, WIRE_PACKET_BYTES_MAX);
	*answer_r = (struct people_answer){ .status = PEOPLE_FAILED };
	if (!people_question_write(&payload, q))
		return;
	wire_item_write(&t, WIRE_PEOPLE, text_span(&payload));
	say(c->socket, text_span(&t));
	ssize_t n = recv(c->socket, packet, sizeof(packet), 0);
	if (n <= 0)
		_exit(CHILD_UNFIT);
	people_answer_read(arena, span_of(packet, (size_t)n), answer_r);
}

/* As above: the answer comes from the front. */
static void ask_about_address(
	void *state, struct arena *arena, struct span address, struct lists_told *told_r)
{
	struct child *c = state;
	struct text payload, t;
	text_init(&payload, arena, LISTS_MESSAGE_BYTES_MAX);
	text_init(&t, arena, WIRE_PACKET_BYTES_MAX);
	*told_r = (struct lists_told){ .status = LISTS_FAILED };
	if (!lists_question_write(&payload, address))
		return;
	wire_item_write(&t, WIRE_LISTS, text_span(&payload));
	say(c->socket, text_span(&t));
	ssize_t n = recv(c->socket, packet, sizeof(packet), 0);
	if (n <= 0)
		_exit(CHILD_UNFIT);
	lists_told_read(arena, span_of(packet, (size_t)n), told_r);
}

/* --- one job --- */

static uint64_t microseconds(const struct timeval *t)
{
	return (uint64_t)t->tv_sec * 1000000 + (uint64_t)t->tv_usec;
}

static void measure(struct child *c, struct wire_end *end)
{
	struct rusage used;
	must(getrusage(RUSAGE_SELF, &used) == 0);
	uint64_t cpu_us = microseconds(&used.ru_utime) + microseconds(&used.ru_stime);
	end->cpu_us = cpu_us - c->cpu_before_us;
	end->peak_bytes = (uint64_t)used.ru_maxrss * 1024;
	c->cpu_before_us = cpu_us;
}

static void say_end(struct child *c, struct text *t, struct wire_end *end)
{
	measure(c, end);
	wire_end_write(t, end);
	flush(c, t);
}

static void memory_is_spent(void *object)
{
	job_end(object, GAP_MEMORY);
}

/* What the memory keeps of the letter; a job that was ended leaves nothing. */
static void say_memo(
	struct child *c, struct job *job, struct text *t, struct wire_end *end)
{
	struct memo memo;
	arena_on_full(job->arena, memory_is_spent, job);
	if (job->ended == GAP_NONE && setjmp(job->out) == 0 &&
		c->registry->remember(job, &memo)) {
		wire_memo_write(t, &memo);
		end->memo_count++;
	}
	arena_on_full(job->arena, NULL, NULL);
}

/* The engine has its budget; what is written afterwards comes on top. */
static void say_result(struct child *c, struct job *job, bool remember)
{
	arena_allow(job->arena, job->evidence_count + WRITING_BYTES);
	struct text t;
	text_init(&t, job->arena, WIRE_PACKET_BYTES_MAX);
	struct wire_end end = wire_result_write(&t, job, c->thing, flush, c);
	if (remember) {
		flush(c, &t);
		say_memo(c, job, &t, &end);
	}
	say_end(c, &t, &end);
}

static void judge(struct child *c, const struct wire_job *wanted, struct job *job)
{
	struct oracle oracle = { .state = c };
	if (wanted->online) {
		oracle.dns = ask;
		oracle.dns_soon = announce;
	}
	if (wanted->people)
		oracle.people = ask_about_people;
	if (wanted->lists)
		oracle.lists = ask_about_address;
	job->oracle = &oracle;
	engine_run(job, c->registry, c->thing);
	say_result(c, job, wanted->remember);
}

static void say_part(struct child *c, struct text *t, struct span part)
{
	while (part.n) {
		wire_item_write(t, WIRE_PART, span_take(part, WIRE_FLUSH_BYTES));
		part = span_skip(part, WIRE_FLUSH_BYTES);
		flush(c, t);
	}
}

/* As judging, with nobody to ask. */
static void describe(struct child *c, struct job *job)
{
	struct text t;
	engine_look(job, c->registry, c->thing);
	arena_allow(job->arena, job->evidence_count + WRITING_BYTES);
	text_init(&t, job->arena, WIRE_PACKET_BYTES_MAX);
	struct wire_end end = wire_result_write(&t, job, c->thing, flush, c);
	flush(c, &t);
	if (job->part.n <= WIRE_PART_BYTES_MAX)
		say_part(c, &t, job->part);
	say_end(c, &t, &end);
}

struct learning {
	struct child *child;
	struct text packet;
	struct wire_end end;
};

static void take_memo(void *state, const struct memo *memo)
{
	struct learning *l = state;
	wire_memo_write(&l->packet, memo);
	l->end.memo_count++;
	if (l->packet.n >= WIRE_FLUSH_BYTES)
		flush(l->child, &l->packet);
}

static void learn(struct child *c, struct job *job)
{
	struct learning l = { .child = c };
	text_init(&l.packet, job->arena, WIRE_PACKET_BYTES_MAX);
	c->registry->learn(job, c->thing, take_memo, &l);
	say_end(c, &l.packet, &l.end);
}

static void work(struct child *c, const struct wire_job *wanted)
{
	struct job job;
	if (!c->arena)
		c->arena = arena_create(0);
	arena_limit(c->arena, wanted->budget.memory);
	job_init(&job, c->arena);
	job.budget = wanted->budget;
	job.settings = wanted->settings;
	job.now_s = wanted->now_s;
	if (wanted->kind == JOB_LEARN)
		learn(c, &job);
	else if (wanted->kind == JOB_LOOK)
		describe(c, &job);
	else
		judge(c, wanted, &job);
	if (c->settings->reused) /* else the end of the process is cheaper */
		arena_reset(c->arena);
}

static void lock(struct child *c, const struct budget *b)
{
	struct sandbox_limits limits = { .memory_bytes = b->memory,
		.cpu_s = b->cpu_ms / 1000 + 1,
		.takes_more = c->settings->reused };
	if (!c->settings->locked)
		return;
	int r = c->locked ? sandbox_allow_cpu(limits.cpu_s)
			  : sandbox_enter_child(&limits, NULL);
	if (r < 0)
		_exit(CHILD_UNFIT);
	c->locked = true;
}

/* --- taking jobs --- */

struct fds {
	int thing, socket;
};

static ssize_t receive(struct fds *fds_r)
{
	union {
		struct cmsghdr head;
		char room[CMSG_SPACE(sizeof(struct fds))];
	} control;
	struct iovec iov = { packet, sizeof(packet) };
	struct msghdr m = { .msg_iov = &iov,
		.msg_iovlen = 1,
		.msg_control = &control,
		.msg_controllen = sizeof(control) };
	ssize_t n = recvmsg(WORKER_FD_JOBS, &m, MSG_CMSG_CLOEXEC);
	if (n <= 0)
		_exit(n == 0 ? CHILD_NO_MORE_JOBS : CHILD_UNFIT);
	struct cmsghdr *c = CMSG_FIRSTHDR(&m);
	if (!c || c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS ||
		c->cmsg_len != CMSG_LEN(sizeof(struct fds)))
		_exit(CHILD_UNFIT);
	memcpy(fds_r, CMSG_DATA(c), sizeof(*fds_r));
	return n;
}

static struct span map_thing(int fd)
{
	off_t n = lseek(fd, 0, SEEK_END);
	if (n == 0)
		return SPAN("");
	void *p =
		n < 0 ? MAP_FAILED : mmap(NULL, (size_t)n, PROT_READ, MAP_PRIVATE, fd, 0);
	if (p == MAP_FAILED)
		_exit(CHILD_UNFIT);
	return span_of(p, (size_t)n);
}

static void say_hello(int socket)
{
	static const unsigned char hello[] = { WIRE_HELLO, 0, 0, 0, 0 };
	if (send(socket, hello, sizeof(hello), MSG_NOSIGNAL) != sizeof(hello))
		_exit(CHILD_DONE); /* the front no longer waits for this job */
}

static void serve_one(struct child *c)
{
	struct fds fds;
	struct wire_job wanted;
	ssize_t n = receive(&fds);
	if (!c->scratch)
		c->scratch = arena_create(SCRATCH_BYTES_MAX);
	if (!wire_job_read(c->scratch, span_of(packet, (size_t)n), &wanted))
		_exit(CHILD_UNFIT);
	say_hello(fds.socket);
	c->socket = fds.socket;
	c->thing = map_thing(fds.thing);
	close(fds.thing);
	if (!c->settings->reused)
		close(WORKER_FD_JOBS);
	lock(c, &wanted.budget);
	work(c, &wanted);
	if (!c->settings->reused)
		_exit(CHILD_DONE);
	if (c->thing.n)
		munmap((void *)(uintptr_t)c->thing.p, c->thing.n);
	close(c->socket);
	arena_reset(c->scratch);
}

static _Noreturn void child_run(const struct worker_settings *settings,
	const struct registry *registry, pid_t template)
{
	struct child c = { .settings = settings, .registry = registry };
	close(WORKER_FD_REPORTS);
	if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) < 0 || getppid() != template)
		_exit(CHILD_UNFIT);
	for (;;)
		serve_one(&c);
}

/* --- the template --- */

static void report(const void *p, void (*write)(struct text *t, const void *p))
{
	static struct arena
		*a; /* kept: a freed block would be cleared again by each child */
	struct text t;
	if (!a)
		a = arena_create(4096);
	text_init(&t, a, 1024);
	write(&t, p);
	send(WORKER_FD_REPORTS, t.p, t.n, MSG_NOSIGNAL);
	arena_reset(a);
}

static void write_exit(struct text *t, const void *p)
{
	wire_exit_write(t, p);
}

static void write_ready(struct text *t, const void *p)
{
	wire_ready_write(t, p);
}

/* Waits for the end of a child, reports it, reaps it. False when there is no child. */
static bool await_child(bool *more_r)
{
	siginfo_t info;
	struct rusage used;
	/* The system call itself tells what was used; the C library's function does not. */
	if (syscall(SYS_waitid, P_ALL, 0, &info, WEXITED | WNOWAIT, &used) < 0)
		return false;
	struct wire_exit e = { .pid = info.si_pid,
		.by_signal = info.si_code != CLD_EXITED,
		.cpu_us = microseconds(&used.ru_utime) + microseconds(&used.ru_stime),
		.peak_bytes = (uint64_t)used.ru_maxrss * 1024 };
	report(&e, write_exit);
	waitpid(info.si_pid, NULL, 0);
	*more_r = e.by_signal || info.si_status != CHILD_NO_MORE_JOBS;
	return true;
}

/* No more jobs will come. Each child that is reaped is in our account, and so in that of
 * the front; one that hangs is not waited for: the alarm ends us, and that ends the child. */
static void await_the_rest(void)
{
	static const struct itimerval patience = { .it_value = { .tv_usec = 200000 } };
	bool more;
	setitimer(ITIMER_REAL, &patience, NULL);
	while (await_child(&more))
		;
}

static void fork_child(const struct worker_settings *settings,
	const struct registry *registry, pid_t self)
{
	if (fork() == 0)
		child_run(settings, registry, self);
}

static int by_byte(const void *a, const void *b)
{
	return *(const unsigned char *)a - *(const unsigned char *)b;
}

/* The C library's qsort() asks once how much memory there is before it sorts more than a
 * kilobyte: behind the locks that question would end the worker. */
static void sort_warm_up(void)
{
	unsigned char room[2048] = { 0 };
	qsort(room, sizeof(room), 1, by_byte);
}

int worker_run(const struct worker_settings *settings, const struct registry *registry)
{
	struct wire_ready ready = { 0 };
	pid_t self = getpid();
	bool more = true;
	mallopt(M_MMAP_THRESHOLD, MAPPED_BYTES);
	archive_warm_up();
	crypto_warm_up();
	spoof_warm_up();
	source_warm_up();
	fold_warm_up();
	sort_warm_up();
	if (settings->rules)
		ready.code = yara_load(WORKER_FD_RULES, &ready.err);
	close(WORKER_FD_RULES);
	if (settings->locked && ready.code == 0)
		ready.code = sandbox_enter_template(&ready.err);
	report(&ready, write_ready);
	if (ready.code < 0)
		return EXIT_FAILURE;
	for (unsigned i = 0; i < settings->pool; i++)
		fork_child(settings, registry, self);
	while (await_child(&more) && more)
		fork_child(settings, registry, self);
	await_the_rest();
	return EXIT_SUCCESS;
}
