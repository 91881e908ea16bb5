/* A queue of packets in one buffer, each behind its length. */
#include "ask/outbox.h"

#include <errno.h>
#include <stdint.h>
#include <sys/socket.h>

void outbox_init(struct outbox *o, struct arena *a, int fd, size_t size)
{
	*o = (struct outbox){ .fd = fd, .bytes = arena_alloc(a, size), .size = size };
}

bool outbox_is_empty(const struct outbox *o)
{
	return o->first == o->end;
}

bool outbox_is_half_full(const struct outbox *o)
{
	return o->end - o->first > o->size / 2;
}

/* True when the packet is gone: taken, or refused for good by a closed socket. */
static bool is_gone(const struct outbox *o, struct span packet)
{
	ssize_t n;
	do
		n = send(o->fd, packet.p, packet.n, MSG_DONTWAIT | MSG_NOSIGNAL);
	while (n < 0 && errno == EINTR);
	return n >= 0 || (errno != EAGAIN && errno != ENOBUFS);
}

void outbox_flush(struct outbox *o)
{
	while (!outbox_is_empty(o)) {
		uint32_t n;
		memcpy(&n, o->bytes + o->first, sizeof(n));
		if (!is_gone(o, span_of(o->bytes + o->first + sizeof(n), n)))
			return;
		o->first += sizeof(n) + n;
	}
	o->first = o->end = 0;
}

static bool make_room(struct outbox *o, size_t n)
{
	if (n <= o->size - o->end)
		return true;
	memmove(o->bytes, o->bytes + o->first, o->end - o->first);
	o->end -= o->first;
	o->first = 0;
	return n <= o->size - o->end;
}

bool outbox_send(struct outbox *o, struct span packet)
{
	uint32_t n = (uint32_t)packet.n;
	outbox_flush(o);
	if (outbox_is_empty(o) && is_gone(o, packet))
		return true;
	if (!make_room(o, sizeof(n) + n))
		return false;
	memcpy(o->bytes + o->end, &n, sizeof(n));
	memcpy(o->bytes + o->end + sizeof(n), packet.p, n);
	o->end += sizeof(n) + n;
	return true;
}
