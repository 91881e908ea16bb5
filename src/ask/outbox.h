#ifndef ASSAY_ASK_OUTBOX_H
#define ASSAY_ASK_OUTBOX_H

#include "base/arena.h"

/* Packets on their way to a reader that may be slow: sent at once if the socket takes
 * them, else kept in order. The writer never blocks, so it cannot wait for a reader that
 * waits for it. */
struct outbox {
	int fd;
	unsigned char *bytes;
	size_t first, end, size;
};

void outbox_init(struct outbox *o, struct arena *a, int fd, size_t size);
/* False when there is no room: the packet is dropped. */
bool outbox_send(struct outbox *o, struct span packet);
/* Sends what the socket takes; called when it can be written to. */
void outbox_flush(struct outbox *o);
bool outbox_is_empty(const struct outbox *o);
bool outbox_is_half_full(const struct outbox *o);

#endif
