/* One job in flight, from its hand-over to its end: what its child says, what the template
 * reports of that child, the deadline. However its worker ended, the job comes out as
 * findings: those of an honest worker that died are kept, a liar's are not.
 *
 * Which process took a job is the kernel's word (SCM_CREDENTIALS), not the worker's, and it
 * is killed by pidfd: the template reaps no child whose end it has not reported. What a
 * worker's words mean is read in crew_relay.c. */
#include <errno.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "isolate/crew_inside.h"

enum {
	EXIT_MS =
		1000, /* until a child that is done, or killed, must have been reported */
};

/* --- the end of a job --- */

static void slot_done(struct crew *crew, struct slot *slot)
{
	slot->stage = STAGE_DONE;
	slot->job->evidence = slot->result.evidence;
	slot->job->findings = slot->result.findings;
	slot->job->memos = slot->result.memos;
	slot->job->part = text_span(&slot->result.part);
	slot->next_done = NULL;
	*crew->done_tail = slot;
	crew->done_tail = &slot->next_done;
}

void slot_hang_up(const struct crew *crew, struct slot *slot)
{
	close_watched(crew, &slot->socket);
	slot->asking.open = false;
}

void slot_taken(struct crew *crew, struct slot *slot)
{
	(void)slot;
	crew->last_taken_ms = when_ms();
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
	slot_hang_up(crew, slot);
	slot->stage = STAGE_ENDING;
	slot->until_ms = when_ms() + EXIT_MS;
	if (crew->settings.worker == WORKER_REUSED || is_gone(crew, slot))
		slot_done(crew, slot);
}

/* --- the template's reports --- */

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

/* A child may end before what it said was read: its first words tell whose it is. */
static struct slot *slot_of_unknown_child(struct crew *crew, pid_t pid)
{
	for (unsigned i = 0; i < crew->settings.jobs_max; i++)
		if (crew->slots[i].stage == STAGE_RUNNING && !crew->slots[i].pid)
			slot_read(crew, &crew->slots[i]);
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

void reports_read(struct crew *crew)
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
	reports_read(crew);
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
	slot->until_ms = when_ms() + EXIT_MS;
	slot_hang_up(crew, slot);
	kill_child(crew, slot);
	if (slot->stage == STAGE_ENDING && is_gone(crew, slot))
		slot_done(crew, slot);
}

/* Its children die with it. What they had already said is still in the sockets. */
void template_died(struct crew *crew)
{
	helper_stop(crew, &crew->worker);
	for (unsigned i = 0; i < crew->settings.jobs_max; i++) {
		struct slot *s = &crew->slots[i];
		while (s->stage == STAGE_RUNNING)
			slot_read(crew, s);
		if (s->stage == STAGE_ENDING)
			slot_done(crew, s);
	}
}

/* --- what the worker says --- */

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

bool slot_read(struct crew *crew, struct slot *slot)
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

/* --- time --- */

/* A job that nobody took, while none was taken at all, means that the template is stuck. */
static void late(struct crew *crew, struct slot *slot)
{
	/* What was said in time counts, and says who it was. */
	while (slot->stage == STAGE_RUNNING && slot_read(crew, slot))
		;
	bool stuck = !slot->pid && crew->last_taken_ms < slot->started_ms;
	fail(crew, slot, GAP_TIME);
	if (stuck && crew->worker.pid)
		template_died(crew);
}

void slot_expire(struct crew *crew, struct slot *slot, int64_t now)
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

int64_t slot_next_ms(const struct slot *s)
{
	if (s->stage != STAGE_RUNNING && s->stage != STAGE_ENDING)
		return INT64_MAX;
	bool question_first = s->asking.open && s->asking.until_ms < s->until_ms;
	return question_first ? s->asking.until_ms : s->until_ms;
}
