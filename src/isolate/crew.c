/* Jobs in flight: each has a slot, a socket of its own to the child that takes it, and a
 * time by which it ends. All that comes in, comes in through one epoll; every job comes out
 * as findings, however its worker ended. What a worker says is read in crew_relay.c.
 *
 * The thing itself travels in a sealed memfd, mapped here too: evidence points into it.
 * Which process took a job is the kernel's word (SCM_CREDENTIALS), not the worker's, and it
 * is killed by pidfd: the template reaps no child whose end it has not reported. */
#include "isolate/crew.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "base/must.h"
#include "checks/registry.h"
#include "isolate/crew_inside.h"

enum {
	JOBS_MAX = 1024,
	DNS_TIMEOUT_MS = 5000,
	FRUITLESS_MAX = 200, /* children that die without a job: so is the template */
	EXIT_MS =
		1000, /* until a child that is done, or killed, must have been reported */
	STOP_MS = 300, /* for the helpers to end by themselves */
	/* All that the counts of the request table allow, at the ceilings. */
	RESULT_BYTES_MAX = 128 << 20,
	SCRATCH_BYTES_MAX = 8 << 20,
};

int64_t now_ms(void)
{
	struct timespec t;
	must(clock_gettime(CLOCK_MONOTONIC, &t) == 0);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* --- the end of a job --- */

static void slot_done(struct crew *crew, struct slot *slot)
{
	slot->stage = STAGE_DONE;
	slot->job->evidence = slot->result.evidence;
	slot->job->findings = slot->result.findings;
	slot->next_done = NULL;
	*crew->done_tail = slot;
	crew->done_tail = &slot->next_done;
}

static void hang_up(const struct crew *crew, struct slot *slot)
{
	close_watched(crew, &slot->socket);
	slot->asking.open = false;
}

void slot_taken(struct crew *crew, struct slot *slot)
{
	(void)slot;
	crew->last_taken_ms = now_ms();
	crew->fruitless = 0;
}

/* True when nothing more will be heard of the slot's process. */
static bool is_gone(const struct crew *crew, const struct slot *slot)
{
	return !slot->pid || slot->exited || !crew->worker.pid;
}

void slot_ended(struct crew *crew, struct slot *slot, const struct wire_end *end)
{
	if (!slot->exited) {
		slot->job->cpu_us = end->cpu_us;
		slot->job->peak_bytes = end->peak_bytes;
	}
	hang_up(crew, slot);
	slot->stage = STAGE_ENDING;
	slot->until_ms = now_ms() + EXIT_MS;
	if (crew->settings.worker == WORKER_REUSED || is_gone(crew, slot))
		slot_done(crew, slot);
}

/* --- the template's reports --- */

static void template_died(struct crew *crew);

static bool is_on(const struct slot *s)
{
	return s->stage == STAGE_RUNNING || s->stage == STAGE_ENDING;
}

static struct slot *slot_of_child(struct crew *crew, pid_t pid)
{
	for (unsigned i = 0; i < crew->settings.jobs_max; i++) {
		struct slot *s = &crew->slots[i];
		if (is_on(s) && s->pid == pid && !s->exited)
			return s;
	}
	return NULL;
}

static bool read_slot(struct crew *crew, struct slot *slot);

/* A child may end before what it said was read: its first words tell whose it is. */
static struct slot *slot_of_unknown_child(struct crew *crew, pid_t pid)
{
	for (unsigned i = 0; i < crew->settings.jobs_max; i++)
		if (crew->slots[i].stage == STAGE_RUNNING && !crew->slots[i].pid)
			read_slot(crew, &crew->slots[i]);
	return slot_of_child(crew, pid);
}

static void on_exit_report(struct crew *crew, const struct wire_exit *e)
{
	struct slot *s = slot_of_child(crew, e->pid);
	crew->fruitless += e->by_signal;
	if (!s)
		s = slot_of_unknown_child(crew, e->pid);
	if (!s)
		return;
	s->exited = true;
	s->job->cpu_us = e->cpu_us;
	s->job->peak_bytes = e->peak_bytes;
	if (s->stage == STAGE_ENDING)
		slot_done(crew, s);
}

/* Takes all reports that are there. */
static void read_reports(struct crew *crew)
{
	unsigned char room[512];
	struct wire_exit e;
	struct wire_ready ready;
	while (crew->worker.pid) {
		ssize_t n = recv(crew->worker.reports, room, sizeof(room), MSG_DONTWAIT);
		if (n < 0 && (errno == EAGAIN || errno == EINTR))
			return;
		if (n <= 0 || wire_report_read(span_of(room, (size_t)n), &e, &ready) !=
				      WIRE_REPORT_EXIT)
			template_died(crew);
		else
			on_exit_report(crew, &e);
	}
}

/* While no report of its end was sent, the pid is the child's; and none was sent before
 * the descriptor was had, if there is none after. */
static void kill_child(struct crew *crew, struct slot *slot)
{
	if (is_gone(crew, slot))
		return;
	int fd = (int)syscall(SYS_pidfd_open, slot->pid, 0);
	if (fd < 0)
		return;
	read_reports(crew);
	if (!is_gone(crew, slot))
		syscall(SYS_pidfd_send_signal, fd, SIGKILL, NULL, 0);
	close(fd);
}

/* --- jobs that end badly --- */

/* The thing itself is always there, even when the worker said nothing of it. */
static void add_root(struct wire_result *r)
{
	if (r->evidence)
		return;
	struct evidence *e = arena_new(r->arena, struct evidence);
	*e = (struct evidence){ .number = 1, .seen = SEEN_SKIPPED, .bytes = r->thing };
	e->path = "thing";
	r->evidence = e;
}

/* Nothing that a liar said is kept; what an honest worker said before it died is. */
static void fail(struct crew *crew, struct slot *slot, enum gap why)
{
	struct wire_result *r = &slot->result;
	if (slot->stage != STAGE_RUNNING)
		return;
	if (why == GAP_PROTOCOL)
		wire_result_init(r, r->arena, r->thing, r->registry, r->finding_max);
	add_root(r);
	wire_result_ended(r, why);
	slot->stage = STAGE_ENDING;
	slot->until_ms = now_ms() + EXIT_MS;
	hang_up(crew, slot);
	kill_child(crew, slot);
	if (slot->stage == STAGE_ENDING && is_gone(crew, slot))
		slot_done(crew, slot);
}

/* Its children die with it. What they had already said is still in the sockets. */
static void template_died(struct crew *crew)
{
	helper_stop(crew, &crew->worker);
	for (unsigned i = 0; i < crew->settings.jobs_max; i++) {
		struct slot *s = &crew->slots[i];
		while (s->stage == STAGE_RUNNING)
			read_slot(crew, s);
		if (s->stage == STAGE_ENDING)
			slot_done(crew, s);
	}
}

/* --- what comes in --- */

static ssize_t receive_credentials(struct crew *crew, struct slot *slot)
{
	union {
		struct cmsghdr head;
		char room[CMSG_SPACE(sizeof(struct ucred))];
	} control;
	struct iovec iov = { crew->packet, sizeof(crew->packet) };
	struct msghdr m = { .msg_iov = &iov,
		.msg_iovlen = 1,
		.msg_control = &control,
		.msg_controllen = sizeof(control) };
	ssize_t n = recvmsg(slot->socket, &m, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
	struct cmsghdr *c = n > 0 ? CMSG_FIRSTHDR(&m) : NULL;
	struct ucred who;
	if (c && c->cmsg_type == SCM_CREDENTIALS &&
		c->cmsg_len == CMSG_LEN(sizeof(who))) {
		memcpy(&who, CMSG_DATA(c), sizeof(who));
		slot->pid = who.pid;
	}
	return n;
}

/* One packet, or the end. False: neither is there. */
static bool read_slot(struct crew *crew, struct slot *slot)
{
	ssize_t n = slot->pid ? recv(slot->socket, crew->packet, sizeof(crew->packet),
					MSG_DONTWAIT)
			      : receive_credentials(crew, slot);
	if (n < 0 && errno == EAGAIN && crew->worker.pid)
		return false;
	if (n <= 0)
		fail(crew, slot, GAP_DIED);
	else if (!relay_worker_packet(crew, slot, span_of(crew->packet, (size_t)n)) &&
		 slot->stage != STAGE_DONE)
		fail(crew, slot, GAP_PROTOCOL);
	return true;
}

/* Without one, all that is asked has failed. */
static void revive_broker(struct crew *crew)
{
	const struct crew_settings *s = &crew->settings;
	if (!s->offline && !s->world && !crew->broker.pid &&
		helper_may_start(&crew->broker, now_ms()))
		broker_start(crew, NULL);
}

static void broker_died(struct crew *crew)
{
	helper_stop(crew, &crew->broker);
	for (unsigned i = 0; i < crew->settings.jobs_max; i++)
		if (crew->slots[i].asking.open)
			relay_refuse(crew, &crew->slots[i], DNS_SERVFAIL);
	revive_broker(crew);
}

static void read_broker(struct crew *crew)
{
	ssize_t n = recv(
		crew->broker.socket, crew->packet, sizeof(crew->packet), MSG_DONTWAIT);
	if (n > 0)
		relay_broker_packet(crew, span_of(crew->packet, (size_t)n));
	else if (n == 0 || errno != EAGAIN)
		broker_died(crew);
}

static struct slot *slot_of_socket(struct crew *crew, int fd)
{
	for (unsigned i = 0; i < crew->settings.jobs_max; i++)
		if (crew->slots[i].stage == STAGE_RUNNING && crew->slots[i].socket == fd)
			return &crew->slots[i];
	return NULL;
}

static void on_readable(struct crew *crew, int fd)
{
	if (fd == crew->worker.reports) {
		read_reports(crew);
	} else if (fd == crew->broker.socket) {
		read_broker(crew);
	} else {
		struct slot *slot = slot_of_socket(crew, fd);
		if (slot)
			read_slot(crew, slot);
	}
}

/* --- time --- */

/* A job that nobody took, while none was taken at all, means that the template is stuck. */
static void late(struct crew *crew, struct slot *slot)
{
	/* What was said in time counts, and says who it was. */
	while (slot->stage == STAGE_RUNNING && read_slot(crew, slot))
		;
	bool stuck = !slot->pid && crew->last_taken_ms < slot->started_ms;
	fail(crew, slot, GAP_TIME);
	if (stuck && crew->worker.pid)
		template_died(crew);
}

static void expire(struct crew *crew, struct slot *slot, int64_t now)
{
	if (slot->asking.open && now >= slot->asking.until_ms)
		relay_refuse(crew, slot, DNS_TIMEOUT);
	if (slot->stage == STAGE_RUNNING && now >= slot->until_ms)
		late(crew, slot);
	if (slot->stage == STAGE_ENDING && now >= slot->until_ms) {
		kill_child(crew, slot);
		if (slot->stage == STAGE_ENDING)
			slot_done(crew, slot);
	}
}

static int64_t slot_next_ms(const struct slot *s)
{
	if (s->stage != STAGE_RUNNING && s->stage != STAGE_ENDING)
		return INT64_MAX;
	bool question_first = s->asking.open && s->asking.until_ms < s->until_ms;
	return question_first ? s->asking.until_ms : s->until_ms;
}

/* Milliseconds until something is due, at most those up to `until`. */
static int wait_ms(const struct crew *crew, int64_t until, int64_t now)
{
	int64_t next = until;
	for (unsigned i = 0; i < crew->settings.jobs_max; i++) {
		int64_t due = slot_next_ms(&crew->slots[i]);
		next = due < next ? due : next;
	}
	int64_t wait = next <= now ? 0 : next - now;
	return wait < INT32_MAX ? (int)wait : INT32_MAX;
}

static void turn(struct crew *crew, int64_t until)
{
	struct epoll_event events[64];
	int64_t now = now_ms();
	int n = epoll_wait(crew->epoll, events, 64, wait_ms(crew, until, now));
	for (int i = 0; i < n; i++)
		on_readable(crew, events[i].data.fd);
	if (crew->fruitless > FRUITLESS_MAX && crew->worker.pid)
		template_died(crew);
	now = now_ms();
	for (unsigned i = 0; i < crew->settings.jobs_max; i++)
		expire(crew, &crew->slots[i], now);
}

static struct crew_job *hand_out(struct crew *crew)
{
	struct slot *slot = crew->done;
	crew->done = slot->next_done;
	if (!crew->done)
		crew->done_tail = &crew->done;
	slot->stage = STAGE_FREE;
	crew->busy--;
	return slot->job;
}

struct crew_job *crew_wait(struct crew *crew, int timeout_ms)
{
	int64_t until = timeout_ms < 0 ? INT64_MAX : now_ms() + timeout_ms;
	while (!crew->done && crew->busy) {
		turn(crew, until);
		if (!crew->done && now_ms() >= until)
			return NULL;
	}
	return crew->done ? hand_out(crew) : NULL;
}

/* --- handing a job over --- */

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
	*thing = SPAN("");
	if (job->bytes.n) {
		void *p = mmap(NULL, job->bytes.n, PROT_READ, MAP_SHARED, fd, 0);
		if (p == MAP_FAILED)
			return -errno;
		*thing = span_of(p, job->bytes.n);
		arena_defer(job->arena, unmap, thing);
	}
	wire_result_init(
		&slot->result, job->arena, *thing, &registry, job->budget.findings + 2);
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
	bool online = !crew->settings.offline;
	if (crew->world) {
		world_apply(crew->world, &worlds);
		online = world_oracle(crew->world) != NULL;
	}
	return (struct wire_job){ worlds.now_s, online, job->budget, worlds.settings };
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

static struct slot *free_slot(struct crew *crew)
{
	for (unsigned i = 0; i < crew->settings.jobs_max; i++)
		if (crew->slots[i].stage == STAGE_FREE)
			return &crew->slots[i];
	return NULL;
}

static int revive(struct crew *crew, struct err *err_r)
{
	if (crew->worker.pid)
		return 0;
	if (!helper_may_start(&crew->worker, now_ms()))
		return err_set(err_r, EIO,
			"the worker died %d times, each time soon after its start",
			HELPER_STARTS_MAX);
	crew->fruitless = 0;
	return worker_start(crew, err_r);
}

static void slot_begin(struct slot *slot, struct crew_job *job)
{
	*slot = (struct slot){ .job = job, .socket = NO_FD, .started_ms = now_ms() };
	slot->until_ms = slot->started_ms + (int64_t)job->budget.wall_ms;
	job->arena = arena_create(RESULT_BYTES_MAX);
	job->evidence = NULL;
	job->findings = NULL;
	job->cpu_us = job->peak_bytes = 0;
}

static int try_hand_over(struct crew *crew, struct slot *slot, struct crew_job *job)
{
	slot_begin(slot, job);
	int r = hand_over(crew, slot);
	if (r < 0) {
		hang_up(crew, slot);
		arena_destroy(&job->arena);
	}
	return r;
}

/* A template may have died since it was last heard of: then another one is tried. */
int crew_submit(struct crew *crew, struct crew_job *job, struct err *err_r)
{
	struct slot *slot = free_slot(crew);
	if (!slot)
		return err_set(err_r, EAGAIN, "all workers are busy");
	bool died = true;
	int r = 0;
	revive_broker(crew);
	for (int i = 0; died && i < HELPER_STARTS_MAX; i++) {
		r = revive(crew, err_r);
		if (r < 0)
			return r;
		r = try_hand_over(crew, slot, job);
		died = r == -EPIPE || r == -ECONNRESET;
		if (died)
			template_died(crew);
	}
	if (r < 0)
		return err_set(
			err_r, -r, "cannot hand the thing to a worker: %s", strerror(-r));
	slot->stage = STAGE_RUNNING;
	crew->busy++;
	return 0;
}

void crew_job_finish(struct crew_job *job)
{
	arena_destroy(&job->arena);
	job->evidence = NULL;
	job->findings = NULL;
}

/* --- the crew itself --- */

static int load_world(struct crew *crew, struct err *err_r)
{
	enum { WORLD_BYTES_MAX = 4 << 20 };
	const char *path = crew->settings.world;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return err_set(err_r, errno, "cannot read %s: %s", path, strerror(errno));
	unsigned char *p = arena_alloc(crew->arena, WORLD_BYTES_MAX);
	size_t n = 0;
	ssize_t got = 1;
	while (n < WORLD_BYTES_MAX && got > 0) {
		got = read(fd, p + n, WORLD_BYTES_MAX - n);
		n += got > 0 ? (size_t)got : 0;
	}
	close(fd);
	if (n == WORLD_BYTES_MAX)
		return err_set(err_r, EFBIG, "%s is too large for a world", path);
	return world_parse(crew->arena, span_of(p, n), &crew->world, err_r);
}

static int crew_start(struct crew *crew, struct err *err_r)
{
	struct crew_settings *s = &crew->settings;
	if (s->jobs_max == 0 || s->jobs_max > JOBS_MAX)
		return err_set(err_r, EINVAL, "between 1 and %d jobs at once", JOBS_MAX);
	s->worker_path = program_path(crew->arena, s->worker_path, "assay-worker");
	s->broker_path = program_path(crew->arena, s->broker_path, "assay-broker");
	if (s->trust_anchor)
		s->trust_anchor = whole_path(crew->arena, s->trust_anchor);
	if (s->resolver)
		s->resolver = arena_cstr(crew->arena, span_from_cstr(s->resolver));
	if (s->dns_timeout_ms == 0)
		s->dns_timeout_ms = DNS_TIMEOUT_MS;
	crew->slots = arena_array(crew->arena, s->jobs_max, sizeof(*crew->slots));
	crew->epoll = epoll_create1(EPOLL_CLOEXEC);
	if (crew->epoll < 0)
		return err_set(err_r, errno, "cannot watch sockets: %s", strerror(errno));
	int r = s->world ? load_world(crew, err_r) : 0;
	if (r == 0)
		r = worker_start(crew, err_r);
	if (r == 0 && !s->offline && !s->world)
		r = broker_start(crew, err_r);
	return r;
}

int crew_create(
	const struct crew_settings *settings, struct crew **crew_r, struct err *err_r)
{
	struct arena *a = arena_create(SIZE_MAX);
	struct crew *crew = arena_new(a, struct crew);
	*crew = (struct crew){ .settings = *settings, .arena = a, .epoll = NO_FD };
	crew->worker = crew->broker =
		(struct helper){ .pidfd = NO_FD, .socket = NO_FD, .reports = NO_FD };
	crew->scratch = arena_create(SCRATCH_BYTES_MAX);
	crew->done_tail = &crew->done;
	*crew_r =
		crew; /* already now: a caller who catches our faults ends the children */
	int r = crew_start(crew, err_r);
	if (r < 0)
		crew_destroy(crew_r);
	return r;
}

static void free_jobs(struct crew *crew)
{
	for (unsigned i = 0; crew->slots && i < crew->settings.jobs_max; i++) {
		if (crew->slots[i].stage == STAGE_FREE)
			continue;
		hang_up(crew, &crew->slots[i]);
		crew_job_finish(crew->slots[i].job);
	}
}

/* The sockets go first: whoever waits on one ends by itself, and the work of all who do is
 * in our account once they are reaped. */
void crew_destroy(struct crew **crew)
{
	struct crew *c = *crew;
	if (!c)
		return;
	free_jobs(c);
	helper_hang_up(c, &c->worker);
	helper_hang_up(c, &c->broker);
	int64_t until_ms = now_ms() + STOP_MS;
	helper_end(&c->worker, until_ms);
	helper_end(&c->broker, until_ms);
	if (c->epoll != NO_FD)
		close(c->epoll);
	struct arena *a = c->arena;
	arena_destroy(&c->scratch);
	arena_destroy(&a);
	*crew = NULL;
}
