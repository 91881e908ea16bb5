/* See broker_client.h. */
#include "broker_client.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/must.h"

double now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static _Noreturn void become_broker(int fd, char **argv)
{
	int high = fcntl(fd, F_DUPFD_CLOEXEC, 10);
	dup2(high, 3);
	execv(argv[0], argv);
	_exit(127);
}

void client_start(struct client *c, const char *broker, const char *resolver,
	const char *anchor, unsigned timeout_ms)
{
	int pair[2];
	size_t n = 0;
	char *argv[8];
	c->arena = arena_create(64 << 20);
	argv[n++] = arena_printf(c->arena, "%s", broker);
	argv[n++] = arena_printf(c->arena, "--timeout-ms=%u", timeout_ms);
	if (resolver)
		argv[n++] = arena_printf(c->arena, "--resolver=%s", resolver);
	if (anchor)
		argv[n++] = arena_printf(c->arena, "--trust-anchor=%s", anchor);
	argv[n] = NULL;
	must(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) == 0);
	c->pid = fork();
	if (c->pid == 0)
		become_broker(pair[1], argv);
	close(pair[1]);
	c->fd = pair[0];
}

int client_stop(struct client *c)
{
	int status = 0;
	pid_t ended = 0;
	close(c->fd);
	for (int i = 0; i < 200 && ended == 0; i++) {
		ended = waitpid(c->pid, &status, WNOHANG);
		if (ended == 0)
			usleep(10000);
	}
	if (ended == 0) {
		kill(c->pid, SIGKILL);
		waitpid(c->pid, NULL, 0);
	}
	arena_destroy(&c->arena);
	return ended && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

void client_ask(
	struct client *c, uint32_t id, const char *name, enum dns_type type, bool soon)
{
	struct question q = { .id = id, .type = type, .soon = soon };
	struct text t;
	q.name = span_from_cstr(name);
	arena_reset(c->arena);
	text_init(&t, c->arena, MESSAGE_BYTES_MAX);
	question_write(&t, &q);
	send(c->fd, t.p, t.n, MSG_NOSIGNAL);
}

bool client_wait(
	struct client *c, int timeout_ms, uint32_t *id_r, struct dns_answer *answer_r)
{
	static unsigned char bytes[MESSAGE_BYTES_MAX];
	struct pollfd p = { .fd = c->fd, .events = POLLIN };
	if (poll(&p, 1, timeout_ms) <= 0)
		return false;
	ssize_t n = recv(c->fd, bytes, sizeof(bytes), 0);
	arena_reset(c->arena);
	return n > 0 && answer_read(c->arena, span_of(bytes, (size_t)n), id_r, answer_r);
}
