/* A failed look-up asked once more, by hand: a DNS question (RFC 1035 section 4.1) with
 * EDNS (RFC 6891) over a connected UDP socket, from a port that the system picks at random.
 * The worst that a forged answer does is to exchange one name of a failure for another. */
#include "ask/probe.h"

#include <errno.h>
#include <sys/random.h>
#include <unistd.h>

enum { HEAD_BYTES = 12, QUESTION_BYTES_MAX = 512 };

struct packet {
	unsigned char bytes[QUESTION_BYTES_MAX];
	size_t n;
};

static void add(struct packet *p, struct span s)
{
	memcpy(p->bytes + p->n, s.p, s.n);
	p->n += s.n;
}

static void add_u8(struct packet *p, size_t value)
{
	p->bytes[p->n++] = (unsigned char)value;
}

/* `name` is valid (core/ask.h): it takes at most 255 bytes. */
static void write_question(struct packet *p, struct span name, enum dns_type type)
{
	unsigned char id[2] = { 0 };
	if (getrandom(id, sizeof(id), GRND_NONBLOCK) < 0)
		id[0] = 1;
	add(p, span_of(id, sizeof(id)));
	add(p, SPAN("\x01\0\0\1\0\0\0\0\0\1")); /* RD; one question, one OPT record */
	while (name.p) {
		struct span label = span_split(&name, '.');
		add_u8(p, label.n);
		add(p, label);
	}
	add_u8(p, 0);
	add_u8(p, type >> 8);
	add_u8(p, type & 255);
	add(p, SPAN("\0\1"));
	add(p, SPAN("\0\0\51\4\320\0\0\0\0\0\0")); /* OPT, 1232 bytes */
}

int probe_send(const struct sockaddr_storage *to, socklen_t to_bytes, struct span name,
	enum dns_type type)
{
	struct packet p = { .n = 0 };
	int fd = socket(to->ss_family, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return -1;
	write_question(&p, name, type);
	if (connect(fd, (const struct sockaddr *)to, to_bytes) == 0 &&
		send(fd, p.bytes, p.n, MSG_NOSIGNAL) == (ssize_t)p.n)
		return fd;
	close(fd);
	return -1;
}

bool probe_read(int fd, enum dns_status *status_r)
{
	unsigned char head[HEAD_BYTES];
	ssize_t n = recv(fd, head, sizeof(head), 0);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return false;
	bool truncated = n >= HEAD_BYTES && head[2] & 0x80 && head[2] & 0x02;
	*status_r = truncated ? DNS_TRUNCATED : DNS_SERVFAIL;
	return true;
}
