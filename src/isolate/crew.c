/* The crew as others see it, and its one loop. Each job in flight has a slot, a socket of
 * its own to the child that takes it, and a time by which it ends. All that comes in, comes
 * in through one epoll, and goes to the slot or helper whose socket it is; jobs that are done
 * are handed out in the order in which they ended.
 *
 * A template that died is started again with the next job, who answers questions at once, unless
 * they die again and again. */
#include "isolate/crew.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "isolate/crew_inside.h"

enum {
	JOBS_MAX = 1024,
	DNS_TIMEOUT_MS = 5000,
	FRUITLESS_MAX = 200, /* children that die without a job: so is the template */
	STOP_MS = 300,	     /* for the helpers to end by themselves */
	SCRATCH_BYTES_MAX = 8 << 20,
};

/* --- what comes in --- */

/* Without it, all that it would be asked has failed. */
static void revive_answerer(struct crew *crew, struct helper *h)
{
	if (answerer_is_wanted(crew, h) && !h->pid && helper_may_start(h, when_ms()))
		answerer_start(crew, h, NULL);
}

static void answerer_died(struct crew *crew, struct helper *h)
{
	helper_stop(crew, h);
	for (unsigned i = 0; i < crew->settings.jobs_max; i++) {
		struct slot *slot = &crew->slots[i];
		if (slot->asking.open && answerer_of(crew, slot->asking.type) == h)
			relay_refuse(crew, slot, DNS_SERVFAIL);
	}
	revive_answerer(crew, h);
}

static void read_answer(struct crew *crew, struct helper *h)
{
	ssize_t n = recv(h->socket, crew->packet, sizeof(crew->packet), MSG_DONTWAIT);
	if (n > 0)
		relay_answer(crew, h, span_of(crew->packet, (size_t)n));
	else if (n == 0 || errno != EAGAIN)
		answerer_died(crew, h);
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
		reports_read(crew);
	} else if (fd == crew->broker.socket) {
		read_answer(crew, &crew->broker);
	} else if (fd == crew->registry.socket) {
		read_answer(crew, &crew->registry);
	} else {
		struct slot *slot = slot_of_socket(crew, fd);
		if (slot)
			slot_read(crew, slot);
	}
}

/* --- the loop --- */

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
	int64_t now = when_ms();
	int n = epoll_wait(crew->epoll, events, 64, wait_ms(crew, until, now));
	for (int i = 0; i < n; i++)
		on_readable(crew, events[i].data.fd);
	if (crew->fruitless > FRUITLESS_MAX && crew->worker.pid)
		template_died(crew);
	now = when_ms();
	for (unsigned i = 0; i < crew->settings.jobs_max; i++)
		slot_expire(crew, &crew->slots[i], now);
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
	int64_t until = timeout_ms < 0 ? INT64_MAX : when_ms() + timeout_ms;
	while (!crew->done && crew->busy) {
		turn(crew, until);
		if (!crew->done && when_ms() >= until)
			return NULL;
	}
	return crew->done ? hand_out(crew) : NULL;
}

/* --- jobs --- */

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
	if (!helper_may_start(&crew->worker, when_ms()))
		return err_set(err_r, EIO,
			"the worker died %d times, each time soon after its start",
			HELPER_STARTS_MAX);
	crew->fruitless = 0;
	return worker_start(crew, err_r);
}

/* A template may have died since it was last heard of: then another one is tried. */
int crew_submit(struct crew *crew, struct crew_job *job, struct err *err_r)
{
	struct slot *slot = free_slot(crew);
	if (!slot)
		return err_set(err_r, EAGAIN, "all workers are busy");
	bool died = true;
	int r = 0;
	revive_answerer(crew, &crew->broker);
	revive_answerer(crew, &crew->registry);
	for (int i = 0; died && i < HELPER_STARTS_MAX; i++) {
		r = revive(crew, err_r);
		if (r < 0)
			return r;
		r = slot_hand_over(crew, slot, job);
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
	job->memos = NULL;
	job->part = (struct span){ NULL, 0 };
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
	s->rdap_path = program_path(crew->arena, s->rdap_path, "assay-rdap");
	if (s->rdap)
		s->rdap = arena_cstr(crew->arena, span_from_cstr(s->rdap));
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
		r = rules_open(crew, err_r);
	if (r == 0)
		r = worker_start(crew, err_r);
	if (r == 0 && answerer_is_wanted(crew, &crew->broker))
		r = answerer_start(crew, &crew->broker, err_r);
	if (r == 0 && answerer_is_wanted(crew, &crew->registry))
		r = answerer_start(crew, &crew->registry, err_r);
	return r;
}

int crew_create(
	const struct crew_settings *settings, struct crew **crew_r, struct err *err_r)
{
	struct arena *a = arena_create(SIZE_MAX);
	struct crew *crew = arena_new(a, struct crew);
	*crew = (struct crew){
		.settings = *settings, .arena = a, .epoll = NO_FD, .rules = NO_FD
	};
	crew->worker = crew->broker = crew->registry =
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
		slot_hang_up(crew, &crew->slots[i]);
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
	helper_hang_up(c, &c->registry);
	int64_t until_ms = when_ms() + STOP_MS;
	helper_end(&c->worker, until_ms);
	helper_end(&c->broker, until_ms);
	helper_end(&c->registry, until_ms);
	if (c->epoll != NO_FD)
		close(c->epoll);
	if (c->rules != NO_FD)
		close(c->rules);
	struct arena *a = c->arena;
	arena_destroy(&c->scratch);
	arena_destroy(&a);
	*crew = NULL;
}
