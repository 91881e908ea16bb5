/* Questions to facts: a dozen look-ups by key in one reading transaction, so that an answer
 * never mixes two states of the memory. What looks like a known domain is searched for unless
 * the domain itself is well known: an answer or two to a thief do not hide what it imitates. */
#include <errno.h>

#include "parse/lookalike.h"
#include "people/inside.h"

enum { NEAR_AT_ONCE = 15, WELL_KNOWN_DAYS = 10 };

/* One answer being put together; the first failure ends it. */
struct reply {
	struct people *p;
	struct arena *arena;
	const struct people_question *q;
	struct people_answer *a;
	int64_t person, org;
	bool allows; /* there are allowances at all */
	int r;
};

static bool next_row(struct reply *y)
{
	if (y->r == 0)
		y->r = db_next(y->p->db, &y->p->trouble);
	bool row = y->r == 1;
	if (row)
		y->r = 0;
	else
		db_end(y->p->db);
	return row;
}

static struct span text(struct reply *y, unsigned column)
{
	return arena_copy(y->arena, db_text(y->p->db, column));
}

static struct acquaintance acquaintance(struct reply *y)
{
	struct acquaintance who = people_row(y->p->db);
	who.address = arena_copy(y->arena, who.address);
	who.name = arena_copy(y->arena, who.name);
	return who;
}

static void run(struct reply *y, enum statement s, int64_t key)
{
	if (y->r == 0)
		y->r = db_run(y->p->db, s, &y->p->trouble, "i", key);
}

static void tell_total(struct reply *y)
{
	run(y, GET_TOTAL, y->person);
	while (next_row(y)) {
		y->a->sent = (uint64_t)db_number(y->p->db, 0);
		y->a->received = (uint64_t)db_number(y->p->db, 1);
		y->a->sent_since_s = db_number(y->p->db, 2);
		y->a->received_since_s = db_number(y->p->db, 3);
		y->a->is_me = db_number(y->p->db, 4) != 0;
		y->allows = db_number(y->p->db, 5) != 0;
	}
}

static void tell_person(struct reply *y)
{
	run(y, GET_PERSON, y->person);
	while (next_row(y)) {
		y->a->person = acquaintance(y);
		y->a->unproved_answered = (uint64_t)db_number(y->p->db, 8);
	}
	run(y, GET_ORG, y->org);
	while (next_row(y))
		y->a->org = acquaintance(y);
}

/* True when `person` has written to the address asked about under their own name. */
static bool introduced_by(struct reply *y, int64_t person)
{
	bool found = false;
	if (y->r == 0)
		y->r = db_run(
			y->p->db, GET_MEMBER, &y->p->trouble, "ii", person, y->person);
	while (next_row(y))
		found = db_number(y->p->db, 0) == MEMBER_OWN_OTHER;
	return found;
}

/* Somebody whom the user once wrote to for long. One answer to a letter does not do: it makes
 * no domain its own, so that what it looks like is searched for; and one answer to a letter
 * with five addresses of one name in it does not make that name a common one. */
static bool is_known(const struct acquaintance *who)
{
	return acquaintance_is_established(who, who->last_s);
}

static void tell_namesakes(struct reply *y)
{
	int64_t ids[PEOPLE_NAMESAKES_MAX];
	size_t known = 0;
	struct people_answer *a = y->a;
	if (y->q->who.fold.n == 0 || y->r < 0)
		return;
	y->r = db_run(y->p->db, GET_NAMESAKES, &y->p->trouble, "ii",
		people_id(y->p, ID_NAME, y->q->who.fold), y->person);
	while (next_row(y)) {
		struct acquaintance one = acquaintance(y);
		known += is_known(&one);
		a->namesakes_are_many = known > PEOPLE_NAMESAKES_MAX;
		if (a->namesake_count == PEOPLE_NAMESAKES_MAX)
			continue;
		ids[a->namesake_count] = db_number(y->p->db, 8);
		a->namesakes[a->namesake_count++] = one;
	}
	for (size_t i = 0; i < a->namesake_count; i++)
		a->namesakes[i].introduced = introduced_by(y, ids[i]);
}

static bool has_near(const struct people_answer *a, struct span domain)
{
	for (size_t i = 0; i < a->near_count; i++)
		if (span_equal(a->near[i].address, domain))
			return true;
	return false;
}

/* Where there are too many, those most written to. */
static struct acquaintance *place_of_near(struct people_answer *a, uint64_t sent)
{
	struct acquaintance *least = &a->near[0];
	if (a->near_count < PEOPLE_NEAR_MAX)
		return &a->near[a->near_count++];
	for (size_t i = 1; i < PEOPLE_NEAR_MAX; i++)
		if (a->near[i].sent < least->sent)
			least = &a->near[i];
	return least->sent < sent ? least : NULL;
}

/* What only shares a mark takes no place: labels of others, strung together, would else
 * crowd out the one that is imitated. */
static void take_near(struct reply *y)
{
	const struct party *who = &y->q->who;
	struct span known = db_text(y->p->db, 0);
	if (has_near(y->a, known) ||
		lookalike_compare_shaped(y->arena, who->domain, who->org, who->shape,
			known) == LOOKALIKE_NONE)
		return;
	struct acquaintance *place =
		place_of_near(y->a, (uint64_t)db_number(y->p->db, 2));
	if (place)
		*place = acquaintance(y);
}

static void look_near(struct reply *y, const int64_t marks[NEAR_AT_ONCE])
{
	y->r = db_run(y->p->db, GET_NEAR, &y->p->trouble, "iiiiiiiiiiiiiiii", marks[0],
		marks[1], marks[2], marks[3], marks[4], marks[5], marks[6], marks[7],
		marks[8], marks[9], marks[10], marks[11], marks[12], marks[13], marks[14],
		y->org);
	while (next_row(y))
		take_near(y);
}

static void tell_near(struct reply *y)
{
	struct span probes[LOOKALIKE_PROBES_MAX];
	const struct party *who = &y->q->who;
	if (is_known(&y->a->org) || y->r < 0)
		return;
	size_t n = lookalike_probes(
		y->arena, who->org, who->shape, probes, LOOKALIKE_PROBES_MAX);
	for (size_t i = 0; i < n && y->r == 0; i += NEAR_AT_ONCE) {
		int64_t marks[NEAR_AT_ONCE];
		for (size_t k = 0; k < NEAR_AT_ONCE; k++)
			marks[k] =
				i + k < n ? people_id(y->p, ID_MARK, probes[i + k]) : 0;
		look_near(y, marks);
	}
}

static size_t take_habits(struct reply *y, struct habit *habits, size_t max)
{
	size_t count = 0;
	while (next_row(y)) {
		int64_t kind = db_number(y->p->db, 0);
		if (count < max && kind >= 0 && kind < HABIT_KINDS)
			habits[count++] = (struct habit){ (enum habit_kind)kind,
				text(y, 1), (uint64_t)db_number(y->p->db, 2) };
	}
	return count;
}

/* What others said who call themselves like who is asked about. */
static void tell_told(struct reply *y)
{
	if (!y->q->who.fold.n || y->r != 0)
		return;
	y->r = db_run(y->p->db, GET_TOLD, &y->p->trouble, "ii",
		people_id(y->p, ID_TELLER, y->q->who.fold), y->person);
	y->a->told_count = take_habits(y, y->a->told, PEOPLE_TOLD_MAX);
}

static void tell_heard(struct reply *y)
{
	struct people_answer *a = y->a;
	struct db *db = y->p->db;
	run(y, GET_HEARD, y->person);
	while (next_row(y))
		a->heard = (struct heard){ .count = (uint64_t)db_number(db, 0),
			.barbed = (uint64_t)db_number(db, 1),
			.grave = (uint64_t)db_number(db, 2),
			.first_s = db_number(db, 3),
			.last_s = db_number(db, 4),
			.early_unproved = (uint64_t)db_number(db, 5) };
	run(y, GET_HABITS, y->person);
	a->habit_count = take_habits(y, a->habits, PEOPLE_HABITS_MAX);
	run(y, GET_PROOFS, y->person);
	while (next_row(y))
		if (a->proof_count < PEOPLE_PROOFS_MAX)
			a->proofs[a->proof_count++] = (struct proof){ text(y, 0),
				text(y, 1), (uint64_t)db_number(db, 2),
				people_days(db_number(db, 3)), db_number(db, 4),
				db_number(db, 5) };
}

static void tell_allowed(struct reply *y)
{
	const struct party *who = &y->q->who;
	if (!y->allows)
		return;
	struct span address = span_from_cstr(arena_printf(
		y->arena, "%.*s@%.*s", SPAN_ARG(who->local), SPAN_ARG(who->domain)));
	if (y->r == 0)
		y->r = db_run(y->p->db, GET_ALLOWED, &y->p->trouble, "ttt", address,
			who->domain, who->org);
	while (next_row(y))
		if (y->a->allowed_count < PEOPLE_ALLOWED_MAX)
			y->a->allowed[y->a->allowed_count++] =
				(struct allowance){ text(y, 0), text(y, 1) };
}

/* --- threads --- */

static struct thread_facts members_of(struct reply *y, int64_t thread)
{
	struct thread_facts t = { 0 };
	if (y->r == 0)
		y->r = db_run(
			y->p->db, GET_MEMBER, &y->p->trouble, "ii", thread, y->person);
	while (next_row(y))
		t.has_sender = true;
	if (y->r == 0)
		y->r = db_run(y->p->db, GET_MEMBER_OF_ORG, &y->p->trouble, "ii", thread,
			y->org);
	while (next_row(y))
		t.has_org = true;
	run(y, GET_MEMBERS, thread);
	while (next_row(y))
		if (t.member_count < PEOPLE_MEMBERS_MAX)
			t.members[t.member_count++] = text(y, 0);
	return t;
}

/* A letter may name letters of several conversations: its sender takes part only where he
 * does in each, or a letter of his own among them would open all others to him. */
static void add_members(struct thread_facts *t, const struct thread_facts *one)
{
	bool first = t->member_count == 0 && !t->has_sender;
	if (one->member_count == 0 && !one->has_sender)
		return;
	if (first || (t->has_sender && !one->has_sender)) {
		memcpy(t->members, one->members, sizeof(t->members));
		t->member_count = one->member_count;
	}
	t->has_sender = one->has_sender && (first || t->has_sender);
	t->has_org = one->has_org && (first || t->has_org);
}

static void tell_thread(struct reply *y)
{
	struct thread_facts *t = &y->a->thread;
	int64_t threads[PEOPLE_IDS_MAX];
	size_t count = 0;
	for (size_t i = 0; i < y->q->id_count && y->r == 0; i++) {
		run(y, GET_MESSAGE, people_id(y->p, ID_MESSAGE, y->q->ids[i]));
		t->asked++;
		while (next_row(y)) {
			int64_t thread = db_number(y->p->db, 0);
			size_t k = 0;
			t->known++;
			t->mine += (db_number(y->p->db, 1) & MESSAGE_MINE) != 0;
			while (k < count && threads[k] != thread)
				k++;
			if (k == count && count < PEOPLE_IDS_MAX)
				threads[count++] = thread;
		}
	}
	for (size_t i = 0; i < count && y->r == 0; i++) {
		struct thread_facts one = members_of(y, threads[i]);
		add_members(t, &one);
	}
}

/* The letter itself may be remembered already: then it does not count as heard. */
static void leave_itself_out(struct reply *y)
{
	struct heard *h = &y->a->heard;
	bool is_kept = false;
	int64_t flags = 0;
	if (y->q->message_id.n == 0 || h->count == 0)
		return;
	run(y, GET_MESSAGE, people_id(y->p, ID_MESSAGE, y->q->message_id));
	while (next_row(y)) {
		flags = db_number(y->p->db, 1);
		is_kept = (flags & MESSAGE_HEARD) && db_number(y->p->db, 2) == y->person;
	}
	if (!is_kept)
		return;
	h->count--;
	h->barbed -= (flags & MESSAGE_BARBED) && h->barbed;
	h->grave -= (flags & MESSAGE_GRAVE) && h->grave;
	if (h->count == 0)
		*h = (struct heard){ 0 };
}

static void tell(struct reply *y)
{
	tell_total(y);
	tell_person(y);
	tell_namesakes(y);
	tell_near(y);
	tell_heard(y);
	tell_told(y);
	tell_thread(y);
	leave_itself_out(y);
	tell_allowed(y);
}

void people_answer(struct people *people, struct arena *a,
	const struct people_question *question, struct people_answer *answer_r)
{
	struct reply y = { .p = people, .arena = a, .q = question, .a = answer_r };
	*answer_r = (struct people_answer){ .status = PEOPLE_FAILED };
	if (people->broken)
		return;
	y.person = people_address_id(people, question->who.local, question->who.domain);
	y.org = people_id(people, ID_ORG, question->who.org);
	if (people->writing)
		y.r = people_settle(people, &people->trouble);
	else
		y.r = db_begin(people->db, false, &people->trouble);
	if (y.r == 0)
		tell(&y);
	if (!people->writing)
		db_rollback(people->db);
	if (y.r == 0)
		answer_r->status = PEOPLE_OK;
	else
		*answer_r = (struct people_answer){ .status = PEOPLE_FAILED };
	people->broken = y.r < 0 && y.r != -ETIMEDOUT;
}

const char *people_trouble(const struct people *people)
{
	return people->trouble.text;
}
