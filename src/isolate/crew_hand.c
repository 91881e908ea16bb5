/* Handing a job over: the thing in a sealed memfd, one packet that says what is wanted, and
 * the other end of the job's own socket, all in one message to the template's children:
 * one of them takes it.
 *
 * The memfd is mapped here too (a small thing copied), for as long as what was found is kept:
 * evidence points into it. What fails before the message has gone leaves nothing of the job behind. */
#include <errno.h>
#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "checks/registry.h"
#include "isolate/crew_inside.h"

enum {
	/* All that the counts of the request table allow, at the ceilings. */
	RESULT_BYTES_MAX = (128 << 20) + WIRE_MEMOS_BYTES_MAX + (1 << 20),

	/* To map and unmap as little costs more than to copy it. */
	SMALL_BYTES = 48 << 10,
};

static void unmap(void *object)
{
	struct span *thing = object;
	munmap((void *)(uintptr_t)thing->p, thing->n);
}

/* To the host's limit a memfd is a file, and to write past it is a signal. */
static bool is_past_file_limit(size_t n)
{
	struct rlimit r;
	return getrlimit(RLIMIT_FSIZE, &r) == 0 && r.rlim_cur != RLIM_INFINITY &&
	       n > r.rlim_cur;
}

/* A sealed copy of the thing, and our own view of it for as long as the job's arena. */
static int seal(struct slot *slot, int *fd_r)
{
	struct crew_job *job = slot->job;
	struct span rest = job->bytes, *thing = arena_new(job->arena, struct span);
	if (is_past_file_limit(rest.n))
		return -EFBIG;
	int fd = memfd_create("thing", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	*fd_r = fd;
	while (fd >= 0 && rest.n) {
		ssize_t n = write(fd, rest.p, rest.n);
		if (n <= 0)
			return -errno;
		rest = span_skip(rest, (size_t)n);
	}
	if (fd < 0 ||
		fcntl(fd, F_ADD_SEALS,
			F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE) < 0)
		return -errno;
	if (job->bytes.n <= SMALL_BYTES) {
		*thing = arena_copy(job->arena, job->bytes);
	} else {
		void *p = mmap(NULL, job->bytes.n, PROT_READ, MAP_SHARED, fd, 0);
		if (p == MAP_FAILED)
			return -errno;
		*thing = span_of(p, job->bytes.n);
		arena_defer(job->arena, unmap, thing);
	}
	wire_result_init(
		&slot->result, job->arena, *thing, &registry, job->budget.findings + 3);
	return 0;
}

static int send_job(struct crew *crew, struct span packet, int thing, int socket)
{
	union {
		struct cmsghdr head;
		char room[CMSG_SPACE(2 * sizeof(int))];
	} control = { 0 };
	int fds[2] = { thing, socket };
	struct iovec iov = { (void *)(uintptr_t)packet.p, packet.n };
	struct msghdr m = { .msg_iov = &iov,
		.msg_iovlen = 1,
		.msg_control = &control,
		.msg_controllen = sizeof(control) };
	struct cmsghdr *c = CMSG_FIRSTHDR(&m);
	c->cmsg_level = SOL_SOCKET;
	c->cmsg_type = SCM_RIGHTS;
	c->cmsg_len = CMSG_LEN(sizeof(fds));
	memcpy(CMSG_DATA(c), fds, sizeof(fds));
	ssize_t n = sendmsg(crew->worker.socket, &m, MSG_NOSIGNAL | MSG_DONTWAIT);
	return n == (ssize_t)packet.n ? 0 : -errno;
}

static int open_slot_socket(struct crew *crew, struct slot *slot, int *child_r)
{
	int pair[2], on = 1, bytes = 2 * WIRE_PACKET_BYTES_MAX;
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0)
		return -errno;
	slot->socket = pair[0];
	*child_r = pair[1];
	struct epoll_event e = { .events = EPOLLIN, .data.fd = pair[0] };
	if (setsockopt(pair[0], SOL_SOCKET, SO_PASSCRED, &on, sizeof(on)) < 0 ||
		setsockopt(pair[0], SOL_SOCKET, SO_SNDBUF, &bytes, sizeof(bytes)) < 0 ||
		epoll_ctl(crew->epoll, EPOLL_CTL_ADD, pair[0], &e) < 0)
		return -errno;
	return 0;
}

/* What the worker is told: of a world, its day and its settings. */
static struct wire_job told(const struct crew *crew, const struct crew_job *job)
{
	struct job worlds = { .settings = job->settings, .budget = job->budget };
	worlds.now_s = job->now_s ? job->now_s : (int64_t)time(NULL);
	struct wire_job wire = { .kind = job->kind,
		.online = !crew->settings.offline,
		.people = crew->settings.people != NULL,
		.lists = crew->settings.lists != NULL,
		.remember = job->remember,
		.budget = job->budget };
	if (crew->world) {
		const struct oracle *oracle = world_oracle(crew->world);
		world_apply(crew->world, &worlds);
		wire.online = oracle && oracle->dns;
		wire.people = wire.people || (oracle && oracle->people);
		wire.lists = wire.lists || (oracle && oracle->lists);
	}
	wire.now_s = worlds.now_s;
	wire.settings = worlds.settings;
	return wire;
}

static int hand_over(struct crew *crew, struct slot *slot)
{
	struct wire_job wanted = told(crew, slot->job);
	struct text t;
	int thing = NO_FD, child = NO_FD;
	text_init(&t, crew->scratch, WIRE_PACKET_BYTES_MAX);
	int r = wire_job_write(&t, &wanted) ? seal(slot, &thing) : -E2BIG;
	if (r == 0)
		r = open_slot_socket(crew, slot, &child);
	if (r == 0)
		r = send_job(crew, text_span(&t), thing, child);
	if (thing != NO_FD)
		close(thing);
	if (child != NO_FD)
		close(child);
	arena_reset(crew->scratch);
	return r;
}

static void slot_begin(struct slot *slot, struct crew_job *job)
{
	*slot = (struct slot){ .job = job, .socket = NO_FD, .started_ms = when_ms() };
	slot->until_ms = slot->started_ms + (int64_t)job->budget.wall_ms;
	job->arena = arena_create(RESULT_BYTES_MAX);
	job->evidence = NULL;
	job->findings = NULL;
	job->memos = NULL;
	job->part = (struct span){ NULL, 0 };
	job->cpu_us = job->peak_bytes = 0;
}

int slot_hand_over(struct crew *crew, struct slot *slot, struct crew_job *job)
{
	slot_begin(slot, job);
	int r = hand_over(crew, slot);
	if (r < 0) {
		slot_hang_up(crew, slot);
		arena_destroy(&job->arena);
	}
	return r;
}
