/* Starting and ending the worker's template and those that answer questions: separate programs,
 * started with an empty environment, no descriptor but their sockets, in a session of their own
 * (a terminal's signals are for the front), at the root folder. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "isolate/crew_inside.h"

enum { FD_FIRST = 3, FDS_MAX = 3, READY_MS = 20000, SOCKET_BYTES = 1 << 20 };

/* What a program is started with: descriptors 3 and up, in order. */
struct start {
	const char *path;
	char *const *argv;
	int fds[FDS_MAX];
	bool quiet; /* nothing of it reaches our standard error */
};

const char *whole_path(struct arena *a, const char *path)
{
	char whole[PATH_MAX];
	return arena_cstr(a, span_from_cstr(realpath(path, whole) ? whole : path));
}

const char *program_path(struct arena *a, const char *told, const char *name)
{
	char self[PATH_MAX];
	if (told)
		return whole_path(a, told);
	ssize_t n = readlink("/proc/self/exe", self, sizeof(self));
	struct span folder =
		span_of(self, n > 0 && (size_t)n < sizeof(self) ? (size_t)n : 0);
	size_t slash = span_rfind_byte(folder, '/');
	folder = span_take(folder, slash == SPAN_NONE ? 0 : slash);
	const char *beside = arena_printf(a, "%.*s/%s", SPAN_ARG(folder), name);
	if (access(beside, X_OK) == 0)
		return beside;
	return arena_printf(a, "%s/%s", ASSAY_LIBEXECDIR, name);
}

static int prepare_fds(posix_spawn_file_actions_t *actions, const struct start *s)
{
	int r = posix_spawn_file_actions_addopen(actions, 0, "/dev/null", O_RDWR, 0);
	if (r == 0)
		r = posix_spawn_file_actions_adddup2(actions, 0, 1);
	if (r == 0 && s->quiet)
		r = posix_spawn_file_actions_adddup2(actions, 0, 2);
	int fd = FD_FIRST;
	for (size_t i = 0; r == 0 && i < FDS_MAX && s->fds[i] != NO_FD; i++)
		r = posix_spawn_file_actions_adddup2(actions, s->fds[i], fd++);
	if (r == 0)
		r = posix_spawn_file_actions_addclosefrom_np(actions, fd);
	return r ? r : posix_spawn_file_actions_addchdir_np(actions, "/");
}

static int prepare_signals(posix_spawnattr_t *attr)
{
	sigset_t none, all;
	sigemptyset(&none);
	sigfillset(&all);
	int r = posix_spawnattr_setsigmask(attr, &none);
	if (r == 0)
		r = posix_spawnattr_setsigdefault(attr, &all);
	return r ? r
		 : posix_spawnattr_setflags(attr, POSIX_SPAWN_SETSIGMASK |
							  POSIX_SPAWN_SETSIGDEF |
							  POSIX_SPAWN_SETSID);
}

/* The number is the child's until the child is reaped, which a host may do by itself. */
static void watch_process(struct helper *h)
{
	h->pidfd = (int)syscall(SYS_pidfd_open, h->pid, 0);
	if (h->pidfd < 0 && errno == ESRCH)
		h->pid = 0;
}

static int start(const struct start *s, struct helper *h, struct err *err_r)
{
	char *const no_environment[] = { NULL };
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attr;
	posix_spawn_file_actions_init(&actions);
	posix_spawnattr_init(&attr);
	int r = prepare_fds(&actions, s);
	if (r == 0)
		r = prepare_signals(&attr);
	if (r == 0)
		r = posix_spawn(
			&h->pid, s->path, &actions, &attr, s->argv, no_environment);
	posix_spawn_file_actions_destroy(&actions);
	posix_spawnattr_destroy(&attr);
	if (r)
		return err_set(err_r, r, "cannot start %s: %s", s->path, strerror(r));
	watch_process(h);
	return 0;
}

/* A pair whose numbers are out of the way of the child's 3 to 5. */
static int make_pair(int pair[2], struct err *err_r)
{
	int low[2], bytes = SOCKET_BYTES;
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, low) < 0)
		return err_set(err_r, errno, "cannot make a socket: %s", strerror(errno));
	for (int i = 0; i < 2; i++) {
		pair[i] = fcntl(low[i], F_DUPFD_CLOEXEC, FD_FIRST + FDS_MAX);
		close(low[i]);
		setsockopt(pair[i], SOL_SOCKET, SO_SNDBUF, &bytes, sizeof(bytes));
	}
	if (pair[0] >= 0 && pair[1] >= 0)
		return 0;
	return err_set(err_r, EMFILE, "too many open files");
}

static void close_fd(int *fd)
{
	if (*fd != NO_FD)
		close(*fd);
	*fd = NO_FD;
}

void close_watched(const struct crew *crew, int *fd)
{
	if (*fd != NO_FD)
		epoll_ctl(crew->epoll, EPOLL_CTL_DEL, *fd, NULL);
	close_fd(fd);
}

void helper_hang_up(const struct crew *crew, struct helper *h)
{
	close_watched(crew, &h->socket);
	close_watched(crew, &h->reports);
}

/* 1 when there is something to read; a signal is no reason to stop waiting. */
static int poll_until(int fd, int64_t until_ms)
{
	struct pollfd p = { fd, POLLIN, 0 };
	int n;
	do {
		int64_t left = until_ms - when_ms();
		n = poll(&p, 1, left > 0 ? (int)left : 0);
	} while (n < 0 && errno == EINTR);
	return n;
}

static int await_process(const struct helper *h, int options)
{
	siginfo_t info;
	int r;
	do
		r = h->pidfd == NO_FD ? waitid(P_PID, (id_t)h->pid, &info, options)
				      : waitid(P_PIDFD, (id_t)h->pidfd, &info, options);
	while (r < 0 && errno == EINTR);
	return r;
}

/* A helper leads a session: all that it forked is killed with it, asleep or not. Until it
 * is reaped, by us or by the host, its number and that of its group are nobody else's. */
static void kill_and_reap(const struct helper *h)
{
	if (h->pidfd == NO_FD)
		kill(h->pid, SIGKILL);
	else
		syscall(SYS_pidfd_send_signal, h->pidfd, SIGKILL, NULL, 0);
	if (await_process(h, WEXITED | WNOWAIT) < 0)
		return;
	kill(-h->pid, SIGKILL);
	await_process(h, WEXITED);
}

void helper_end(struct helper *h, int64_t until_ms)
{
	if (h->pid > 0) {
		if (h->pidfd != NO_FD)
			poll_until(h->pidfd, until_ms);
		kill_and_reap(h);
	}
	close_fd(&h->pidfd);
	h->pid = 0;
}

void helper_stop(const struct crew *crew, struct helper *h)
{
	helper_hang_up(crew, h);
	helper_end(h, 0);
}

bool helper_may_start(struct helper *h, int64_t at_ms)
{
	if (at_ms - h->started_ms >= HELPER_LIVED_MS)
		h->starts = 0;
	return h->starts < HELPER_STARTS_MAX;
}

void helper_started(struct helper *h, int64_t at_ms)
{
	h->starts++;
	h->started_ms = at_ms;
}

static int watch(struct crew *crew, int fd, struct err *err_r)
{
	struct epoll_event e = { .events = EPOLLIN, .data.fd = fd };
	if (epoll_ctl(crew->epoll, EPOLL_CTL_ADD, fd, &e) < 0)
		return err_set(
			err_r, errno, "cannot watch a socket: %s", strerror(errno));
	return 0;
}

static int await_ready(struct crew *crew, struct err *err_r)
{
	int fd = crew->worker.reports;
	struct wire_ready ready;
	struct wire_exit e;
	ssize_t n = -1;
	if (poll_until(fd, when_ms() + READY_MS) == 1)
		n = recv(fd, crew->packet, sizeof(crew->packet), MSG_DONTWAIT);
	if (n <= 0 || wire_report_read(span_of(crew->packet, (size_t)n), &e, &ready) !=
			      WIRE_REPORT_READY)
		return err_set(err_r, EPROTO, "the worker does not start");
	if (ready.code < 0 && err_r)
		*err_r = ready.err;
	return ready.code;
}

int rules_start(struct crew *crew, const char *folder, int out_fd, struct err *err_r)
{
	char *argv[] = { (char *)"assay-worker", (char *)"compile", (char *)folder,
		NULL };
	struct start how = { crew->settings.worker_path, argv, { out_fd, NO_FD, NO_FD },
		false };
	struct helper h = { .socket = NO_FD, .reports = NO_FD, .pidfd = NO_FD };
	siginfo_t info = { 0 };
	int r = start(&how, &h, err_r);
	if (r < 0)
		return r;
	do
		r = waitid(P_PID, (id_t)h.pid, &info, WEXITED);
	while (r < 0 && errno == EINTR);
	close_fd(&h.pidfd);
	if (r < 0 || info.si_code != CLD_EXITED || info.si_status != 0)
		return err_set(err_r, EINVAL, "%s: the rules cannot be used", folder);
	return 0;
}

int worker_start(struct crew *crew, struct err *err_r)
{
	const struct crew_settings *s = &crew->settings;
	char pool[16];
	bool locked = s->sandbox == SANDBOX_FULL;
	char *argv[] = { (char *)"assay-worker", (char *)(locked ? "locked" : "unlocked"),
		(char *)(s->worker == WORKER_REUSED ? "reused" : "per-job"), pool,
		(char *)(crew->rules == NO_FD ? NULL : "rules"), NULL };
	int jobs[2] = { NO_FD, NO_FD }, reports[2] = { NO_FD, NO_FD };
	/* One child always waits for a job: it sees when we are gone, whatever others do. */
	snprintf(pool, sizeof(pool), "%u", s->jobs_max + 1);
	int r = make_pair(jobs, err_r);
	if (r == 0)
		r = make_pair(reports, err_r);
	if (crew->rules != NO_FD)
		lseek(crew->rules, 0, SEEK_SET);
	struct start how = { s->worker_path, argv, { jobs[1], reports[1], crew->rules },
		locked };
	if (r == 0)
		r = start(&how, &crew->worker, err_r);
	close_fd(&jobs[1]);
	close_fd(&reports[1]);
	crew->worker.socket = jobs[0];
	crew->worker.reports = reports[0];
	helper_started(&crew->worker, when_ms());
	if (r == 0)
		r = await_ready(crew, err_r);
	if (r == 0)
		r = watch(crew, crew->worker.reports, err_r);
	if (r < 0)
		helper_stop(crew, &crew->worker);
	return r;
}

struct helper *answerer_of(struct crew *crew, enum dns_type type)
{
	return type == DNS_REGISTERED ? &crew->registry : &crew->broker;
}

bool answerer_is_wanted(const struct crew *crew, const struct helper *h)
{
	const struct crew_settings *s = &crew->settings;
	return !s->offline && !s->world && (h == &crew->broker || s->rdap);
}

static void list_broker_arguments(const struct crew *crew, char **argv)
{
	const struct crew_settings *s = &crew->settings;
	if (s->resolver)
		*argv++ = arena_printf(crew->scratch, "--resolver=%s", s->resolver);
	if (s->trust_anchor)
		*argv++ =
			arena_printf(crew->scratch, "--trust-anchor=%s", s->trust_anchor);
}

int answerer_start(struct crew *crew, struct helper *h, struct err *err_r)
{
	const struct crew_settings *s = &crew->settings;
	bool broker = h == &crew->broker;
	char *argv[5] = { (char *)(broker ? "assay-broker" : "assay-rdap"),
		arena_printf(crew->scratch, "--timeout-ms=%u", s->dns_timeout_ms) };
	if (broker)
		list_broker_arguments(crew, argv + 2);
	else
		argv[2] = (char *)s->rdap;
	int pair[2] = { NO_FD, NO_FD };
	int r = make_pair(pair, err_r);
	struct start how = { broker ? s->broker_path : s->rdap_path, argv,
		{ pair[1], NO_FD, NO_FD }, false };
	if (r == 0)
		r = start(&how, h, err_r);
	arena_reset(crew->scratch);
	close_fd(&pair[1]);
	h->socket = pair[0];
	helper_started(h, when_ms());
	if (r == 0)
		r = watch(crew, pair[0], err_r);
	if (r < 0)
		helper_stop(crew, h);
	return r;
}
