/* What a worker may say, and what is done about it: the request table below is the whole
 * surface that a hacked parser can attack. Questions are counted, checked, given ids of our
 * own and passed to the broker (or to a test's world); answers are checked again on their
 * way back. A worker that says anything else loses its job. */
#include <sys/socket.h>

#include "ask/lists_message.h"
#include "ask/people_message.h"
#include "base/must.h"
#include "isolate/crew_inside.h"

typedef bool handler(struct crew *crew, struct slot *slot, struct span payload);

static handler on_hello, on_question, on_people, on_lists, on_evidence, on_finding,
	on_memo, on_part, on_end;

static uint64_t one(const struct budget *b)
{
	(void)b;
	return 1;
}

/* Each may be announced first and then asked. */
static uint64_t twice_the_questions(const struct budget *b)
{
	return 2 * b->questions;
}

static uint64_t people_questions(const struct budget *b)
{
	return b->people_questions;
}

static uint64_t lists_questions(const struct budget *b)
{
	return b->lists_questions;
}

static uint64_t memos_max(const struct budget *b)
{
	(void)b;
	return WIRE_MEMOS_MAX;
}

static uint64_t evidence_max(const struct budget *b)
{
	(void)b;
	return WIRE_EVIDENCE_MAX;
}

/* The engine says three things on its own behalf, past the budget. */
static uint64_t findings_and_three(const struct budget *b)
{
	return b->findings + 3;
}

/* Each brings at least one byte. */
static uint64_t part_items(const struct budget *b)
{
	(void)b;
	return WIRE_PART_BYTES_MAX;
}

static const struct request {
	uint64_t (*max)(const struct budget *b); /* how many of it one job may send */
	handler *handle;
} requests[WIRE_KINDS] = {
	[WIRE_HELLO] = { one, on_hello },
	[WIRE_QUESTION] = { twice_the_questions, on_question },
	[WIRE_PEOPLE] = { people_questions, on_people },
	[WIRE_LISTS] = { lists_questions, on_lists },
	[WIRE_EVIDENCE] = { evidence_max, on_evidence },
	[WIRE_FINDING] = { findings_and_three, on_finding },
	[WIRE_MEMO] = { memos_max, on_memo },
	[WIRE_PART] = { part_items, on_part },
	[WIRE_END] = { one, on_end },
};

bool relay_worker_packet(struct crew *crew, struct slot *slot, struct span packet)
{
	struct wire_item item;
	if (packet.n == 0 || packet.n > WIRE_PACKET_BYTES_MAX)
		return false;
	while (packet.n) {
		if (!wire_item_read(&packet, &item) ||
			(item.kind == WIRE_END && packet.n))
			return false;
		const struct request *r = &requests[item.kind];
		if (slot->said[item.kind]++ >= r->max(&slot->job->budget) ||
			!r->handle(crew, slot, item.payload))
			return false;
	}
	return true;
}

static bool on_hello(struct crew *crew, struct slot *slot, struct span payload)
{
	slot_taken(crew, slot);
	return payload.n == 0;
}

static bool on_evidence(struct crew *crew, struct slot *slot, struct span payload)
{
	(void)crew;
	return wire_evidence_read(&slot->result, payload);
}

static bool on_finding(struct crew *crew, struct slot *slot, struct span payload)
{
	(void)crew;
	return wire_finding_read(&slot->result, payload);
}

/* One of what was judged, and only where it was asked for; many of a batch. */
static bool on_memo(struct crew *crew, struct slot *slot, struct span payload)
{
	const struct crew_job *job = slot->job;
	bool wanted =
		job->kind == JOB_LEARN || (job->remember && slot->result.memo_count == 0);
	(void)crew;
	return wanted && wire_memo_read(&slot->result, payload);
}

static bool on_part(struct crew *crew, struct slot *slot, struct span payload)
{
	(void)crew;
	return slot->job->kind == JOB_LOOK && wire_part_read(&slot->result, payload);
}

/* An honest worker finds something, if only that nothing could be read: without any finding
 * the verdict would be a good one. */
static bool on_end(struct crew *crew, struct slot *slot, struct span payload)
{
	struct wire_end end;
	if (!wire_end_read(payload, &end) || slot->asking.open ||
		(end.finding_count == 0 && slot->job->kind != JOB_LEARN) ||
		end.memo_count != slot->result.memo_count ||
		end.evidence_count != slot->result.evidence_count ||
		end.finding_count != slot->result.finding_count)
		return false;
	slot_ended(crew, slot, &end);
	return true;
}

/* --- answers --- */

/* A worker that does not take its one answer is stuck: its time will run out. */
static void answer(struct crew *crew, struct slot *slot, const struct dns_answer *a)
{
	struct text t;
	text_init(&t, crew->scratch, MESSAGE_BYTES_MAX);
	answer_write(&t, slot->asking.worker_id, a);
	slot->asking.open = false;
	(void)!send(slot->socket, t.p, t.n, MSG_NOSIGNAL | MSG_DONTWAIT);
}

void relay_refuse(struct crew *crew, struct slot *slot, enum dns_status status)
{
	struct dns_answer a = { .status = status };
	answer(crew, slot, &a);
	arena_reset(crew->scratch);
}

static struct slot *slot_asking(struct crew *crew, uint32_t id)
{
	struct slot *s = &crew->slots[id % crew->settings.jobs_max];
	bool waits = s->stage == STAGE_RUNNING && s->asking.open && s->asking.id == id;
	return waits ? s : NULL;
}

/* What comes too late, twice, or unasked is dropped. */
void relay_answer(struct crew *crew, const struct helper *from, struct span packet)
{
	uint32_t id = 0;
	struct dns_answer a;
	bool good = answer_read(crew->scratch, packet, &id, &a);
	struct slot *slot = good ? slot_asking(crew, id) : NULL;
	if (slot && answerer_of(crew, slot->asking.type) == from) {
		if (!answer_fits(&a, slot->asking.type))
			a = (struct dns_answer){ .status = DNS_SERVFAIL };
		answer(crew, slot, &a);
	}
	arena_reset(crew->scratch);
}

/* --- people --- */

static void answer_from_memory(struct crew *crew, const struct people_question *q,
	struct people_answer *answer_r)
{
	const struct oracle *oracle = crew->world ? world_oracle(crew->world) : NULL;
	*answer_r = (struct people_answer){ .status = PEOPLE_NONE };
	if (crew->settings.people)
		people_answer(crew->settings.people, crew->scratch, q, answer_r);
	else if (oracle && oracle->people)
		oracle->people(oracle->state, crew->scratch, q, answer_r);
}

/* Answered at once, from our own memory: a worker learns of the people that it names, and
 * of no more than its allowance. */
static bool on_people(struct crew *crew, struct slot *slot, struct span payload)
{
	struct people_question q;
	struct people_answer a;
	struct text t;
	bool good =
		!slot->asking.open && people_question_read(crew->scratch, payload, &q);
	if (good) {
		answer_from_memory(crew, &q, &a);
		text_init(&t, crew->scratch, PEOPLE_MESSAGE_BYTES_MAX);
		people_answer_write(&t, &a);
		(void)!send(slot->socket, t.p, t.n, MSG_NOSIGNAL | MSG_DONTWAIT);
	}
	arena_reset(crew->scratch);
	return good;
}

/* --- lists --- */

static void answer_from_lists(
	struct crew *crew, struct span address, struct lists_told *told_r)
{
	const struct oracle *oracle = crew->world ? world_oracle(crew->world) : NULL;
	*told_r = (struct lists_told){ .status = LISTS_NONE };
	if (crew->settings.lists)
		crew->settings.lists(crew->settings.lists_state, address, told_r);
	else if (oracle && oracle->lists)
		oracle->lists(oracle->state, crew->scratch, address, told_r);
}

/* Answered at once, as those about people are. */
static bool on_lists(struct crew *crew, struct slot *slot, struct span payload)
{
	struct lists_told told;
	struct span address;
	struct text t;
	bool good = !slot->asking.open && lists_question_read(payload, &address);
	if (good) {
		answer_from_lists(crew, address, &told);
		text_init(&t, crew->scratch, LISTS_MESSAGE_BYTES_MAX);
		lists_told_write(&t, &told);
		(void)!send(slot->socket, t.p, t.n, MSG_NOSIGNAL | MSG_DONTWAIT);
	}
	arena_reset(crew->scratch);
	return good;
}

/* --- questions --- */

static void ask_world(struct crew *crew, struct slot *slot, const struct question *q)
{
	const struct oracle *oracle = world_oracle(crew->world);
	struct dns_answer a = { .status = DNS_OFFLINE };
	if (oracle)
		oracle->dns(oracle->state, crew->scratch, q->name, q->type, &a);
	answer(crew, slot, &a);
}

/* One whose socket is full is no faster for being waited for: time runs out. */
static void pass_to(
	struct crew *crew, const struct helper *answerer, const struct question *q)
{
	struct text t;
	text_init(&t, crew->scratch, MESSAGE_BYTES_MAX);
	question_write(&t, q);
	(void)!send(answerer->socket, t.p, t.n, MSG_NOSIGNAL | MSG_DONTWAIT);
}

/* Leaves the job time to be finished with what it has. */
static int64_t question_until_ms(const struct crew *crew, const struct slot *slot)
{
	enum { SLACK_MS = 500 };
	int64_t own = when_ms() + crew->settings.dns_timeout_ms + SLACK_MS;
	int64_t last = slot->until_ms - (int64_t)slot->job->budget.wall_ms / 8;
	return own < last ? own : last;
}

static void open_question(struct crew *crew, struct slot *slot, struct question *q)
{
	slot->asking =
		(struct asking){ .open = true, .worker_id = q->id, .type = q->type };
	slot->asking.until_ms = question_until_ms(crew, slot);
	unsigned index = (unsigned)(slot - crew->slots);
	slot->asking.id = q->id = crew->questions++ %
					  (UINT32_MAX / crew->settings.jobs_max) *
					  crew->settings.jobs_max +
				  index;
}

static void pass_on(struct crew *crew, struct slot *slot, struct question *q)
{
	struct dns_answer failed = { .status = DNS_SERVFAIL };
	const struct helper *answerer = answerer_of(crew, q->type);
	if (!q->soon)
		open_question(crew, slot, q);
	if (!answerer_is_wanted(crew, answerer))
		failed.status = DNS_OFFLINE;
	if (crew->world && !q->soon)
		ask_world(crew, slot, q);
	else if (answerer->pid)
		pass_to(crew, answerer, q);
	else if (!q->soon)
		answer(crew, slot, &failed);
}

static bool on_question(struct crew *crew, struct slot *slot, struct span payload)
{
	struct question q;
	if (slot->asking.open || !question_read(payload, &q))
		return false;
	slot->announced += q.soon;
	size_t asked = slot->said[WIRE_QUESTION] - slot->announced;
	uint64_t max = slot->job->budget.questions;
	slot->registry_asked += q.type == DNS_REGISTERED;
	if (slot->announced > max || asked > max ||
		slot->registry_asked > slot->job->budget.registry_questions)
		return false;
	pass_on(crew, slot, &q);
	arena_reset(crew->scratch);
	return true;
}
