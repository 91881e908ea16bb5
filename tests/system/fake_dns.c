/* See fake_dns.h. Answers wait in a queue, since all wait equally long: a delay of 20 ms
 * is one for each question, not one after the other. */
#include "fake_dns.h"

#include <arpa/inet.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { PACKET_MAX = 600, QUEUE_MAX = 4096, DNS_HEAD = 12 };

struct pending {
	double due_ms;
	struct sockaddr_in to;
	size_t n;
	unsigned char bytes[PACKET_MAX];
};

static struct pending queue[QUEUE_MAX];
static unsigned queue_head, queue_tail, asked_twice;

static double now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* Bytes of the first question, from its name to its class; 0 when it is none. */
static size_t question_bytes(const unsigned char *p, size_t n)
{
	size_t at = DNS_HEAD;
	while (at < n && p[at] != 0)
		at += (size_t)p[at] + 1;
	return at + 5 <= n ? at + 5 - DNS_HEAD : 0;
}

static int first_label_starts(const unsigned char *p, const char *word)
{
	return p[DNS_HEAD] >= strlen(word) &&
	       memcmp(p + DNS_HEAD + 1, word, strlen(word)) == 0;
}

/* Turns the question in `p` into its answer; 0: no answer. */
static size_t answer(unsigned char *p, size_t n)
{
	size_t q = question_bytes(p, n);
	unsigned char last = 1;
	if (q == 0 || first_label_starts(p, "silent"))
		return 0;
	p[2] |= 0x80; /* QR */
	p[3] = 0x80;  /* RA */
	memset(p + 6, 0, 6);
	n = DNS_HEAD + q;
	if (first_label_starts(p, "tc"))
		return (void)(p[2] |= 0x02), n;
	if (first_label_starts(p, "servfail"))
		return (void)(p[3] |= 2), n;
	if (first_label_starts(p, "refused"))
		return (void)(p[3] |= 5), n;
	if (first_label_starts(p, "garbage"))
		return (void)memset(p + 7, 0xFF, n - 7), n;
	if (first_label_starts(p, "twice"))
		last = (unsigned char)++asked_twice;
	if (p[n - 4] != 0 || p[n - 3] != 1) /* not type A: no data */
		return n;
	const unsigned char record[] = { 0xC0, DNS_HEAD, 0, 1, 0, 1, 0, 0, 1, 44, 0, 4,
		192, 0, 2, last };
	memcpy(p + n, record, sizeof(record));
	p[7] = 1;
	return n + sizeof(record);
}

static void take(int fd, unsigned delay_ms)
{
	struct pending *w = &queue[queue_tail % QUEUE_MAX];
	socklen_t size = sizeof(w->to);
	ssize_t n = recvfrom(fd, w->bytes, PACKET_MAX - 32, MSG_DONTWAIT,
		(struct sockaddr *)&w->to, &size);
	if (n <= DNS_HEAD || queue_tail - queue_head == QUEUE_MAX)
		return;
	w->n = answer(w->bytes, (size_t)n);
	w->due_ms = now_ms() + delay_ms;
	if (w->n > 0)
		queue_tail++;
}

static _Noreturn void serve(int fd, unsigned delay_ms)
{
	for (;;) {
		int wait_ms = -1;
		while (queue_head != queue_tail) {
			struct pending *w = &queue[queue_head % QUEUE_MAX];
			wait_ms = (int)(w->due_ms - now_ms());
			if (w->due_ms > now_ms())
				break;
			sendto(fd, w->bytes, w->n, 0, (struct sockaddr *)&w->to,
				sizeof(w->to));
			queue_head++;
			wait_ms = -1;
		}
		struct pollfd p = { .fd = fd, .events = POLLIN };
		if (poll(&p, 1, wait_ms) > 0)
			take(fd, delay_ms);
	}
}

void fake_dns_start(struct fake_dns *server, unsigned delay_ms)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof(at);
	int room = 4 << 20;
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof(room));
	if (fd < 0 || bind(fd, (struct sockaddr *)&at, size) < 0 ||
		getsockname(fd, (struct sockaddr *)&at, &size) < 0) {
		perror("fake dns");
		exit(1);
	}
	server->port = ntohs(at.sin_port);
	server->pid = fork();
	if (server->pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		serve(fd, delay_ms);
	}
	close(fd);
}

void fake_dns_stop(struct fake_dns *server)
{
	if (server->pid <= 0)
		return;
	kill(server->pid, SIGKILL);
	waitpid(server->pid, NULL, 0);
	server->pid = 0;
}
