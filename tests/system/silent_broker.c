/* A broker that reads every question and answers none. Told "forge" as the place of a registry, it tells
 * everything but what it was asked: answers to all names, in the ids of others' questions. */
#include <poll.h>
#include <string.h>
#include <sys/socket.h>

#include "ask/message.h"

enum { SOCKET_FD = 3, IDS = 64, TURN_MS = 2 };

static void forge(struct arena *a)
{
	struct dns_record record = { .data = SPAN("\x7f\x00\x00\x01") };
	struct dns_answer answer = { .status = DNS_OK, .count = 1, .records = &record };
	struct text t;
	for (uint32_t id = 0; id < IDS; id++) {
		text_init(&t, a, MESSAGE_BYTES_MAX);
		answer_write(&t, id, &answer);
		send(SOCKET_FD, t.p, t.n, MSG_NOSIGNAL | MSG_DONTWAIT);
		arena_reset(a);
	}
}

int main(int argc, char **argv)
{
	char room[1024];
	bool forges = argc > 2 && strcmp(argv[2], "forge") == 0;
	struct arena *a = arena_create(1 << 20);
	struct pollfd p = { .fd = SOCKET_FD, .events = POLLIN };
	for (ssize_t n = 1; n > 0;) {
		if (forges)
			forge(a);
		if (poll(&p, 1, forges ? TURN_MS : -1) > 0)
			n = recv(SOCKET_FD, room, sizeof(room), 0);
	}
	arena_destroy(&a);
	return 0;
}
