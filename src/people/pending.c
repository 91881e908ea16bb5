/* What a writing transaction knows, and has not written yet. The same people are written to
 * again and again, and the letters of a thread name the same ids: counts are added up here
 * and written once, rows that were seen are not looked for again. That holds because nobody
 * else writes until the end of the transaction; outside of one nothing is kept.
 *
 * Whoever reads or changes persons, organizations or totals by other ways than these calls
 * people_settle() first; whoever deletes, people_forget_pending() after that. */
#include <stdlib.h>

#include "people/inside.h"

enum {
	ROWS_MAX = 1 << 18, /* then all is written, and forgotten */
	SLOTS_MIN = 1 << 10,
};

struct row {
	enum row_kind kind;
	int64_t a, b;
	struct pending_row as;
	struct pending_party *party;
};

struct pending {
	struct arena *arena;
	struct row **slots;
	size_t slot_count, row_count;
	struct pending_party *parties;
	size_t party_count;
	bool counted; /* one of them was asked for since they were last written */
	struct pending_total total;
};

static struct pending *pending_of(struct people *p)
{
	if (!p->pending) {
		p->pending = arena_new(p->arena, struct pending);
		p->pending->arena = arena_create(SIZE_MAX);
	}
	return p->pending;
}

void people_forget_pending(struct people *people)
{
	struct pending *s = people->pending;
	if (!s || !s->slots)
		return;
	struct arena *a = s->arena;
	arena_reset(a);
	*s = (struct pending){ .arena = a };
}

void people_close_pending(struct people *people)
{
	if (people->pending)
		arena_destroy(&people->pending->arena);
}

/* --- rows by their keys --- */

/* Keys are hashes already. */
static struct row **slot_of(
	const struct pending *s, enum row_kind kind, int64_t a, int64_t b)
{
	uint64_t at = (uint64_t)a ^ (uint64_t)b * 0x9E3779B97F4A7C15u ^ (uint64_t)kind;
	for (;; at++) {
		struct row **slot = &s->slots[at & (s->slot_count - 1)];
		const struct row *r = *slot;
		if (!r || (r->kind == kind && r->a == a && r->b == b))
			return slot;
	}
}

static void make_room(struct pending *s)
{
	struct row **old = s->slots;
	size_t count = s->slot_count;
	if (s->row_count * 2 < count)
		return;
	s->slot_count = count ? count * 2 : SLOTS_MIN;
	s->slots = arena_array(s->arena, s->slot_count, sizeof(struct row *));
	for (size_t i = 0; i < count; i++)
		if (old[i])
			*slot_of(s, old[i]->kind, old[i]->a, old[i]->b) = old[i];
}

/* NULL when `add` is false and there is none. */
static struct row *row_of(struct pending *s, enum row_kind kind, int64_t a, int64_t b,
	bool add, bool *new_r)
{
	make_room(s);
	struct row **slot = slot_of(s, kind, a, b);
	*new_r = !*slot;
	if (!*slot && add) {
		*slot = arena_new(s->arena, struct row);
		**slot = (struct row){ .kind = kind, .a = a, .b = b };
		s->row_count++;
	}
	return *slot;
}

bool people_is_new_row(struct people *people, enum row_kind kind, int64_t a, int64_t b)
{
	bool is_new = true;
	if (people->writing)
		row_of(pending_of(people), kind, a, b, true, &is_new);
	return is_new;
}

const struct pending_row *people_seen(
	struct people *people, enum row_kind kind, int64_t id)
{
	bool is_new;
	if (!people->writing)
		return NULL;
	const struct row *r = row_of(pending_of(people), kind, id, 0, false, &is_new);
	return r ? &r->as : NULL;
}

void people_see(struct people *people, enum row_kind kind, int64_t id,
	const struct pending_row *row)
{
	bool is_new;
	if (people->writing)
		row_of(pending_of(people), kind, id, 0, true, &is_new)->as = *row;
}

/* --- counts --- */

struct pending_total *people_pending_total(struct people *people)
{
	struct pending *s = pending_of(people);
	make_room(s); /* there is something to forget */
	if (s->total.sent == 0 && s->total.received == 0)
		s->total = (struct pending_total){ .sent_since_s = INT64_MAX,
			.received_since_s = INT64_MAX };
	return &s->total;
}

struct pending_party *people_pending_party(
	struct people *people, enum row_kind kind, int64_t id, bool *new_r)
{
	struct pending *s = pending_of(people);
	struct row *r = row_of(s, kind, id, 0, true, new_r);
	if (*new_r) {
		r->party = arena_new(s->arena, struct pending_party);
		*r->party = (struct pending_party){
			.next = s->parties, .kind = kind, .id = id
		};
		s->parties = r->party;
		s->party_count++;
	}
	s->counted = true;
	return r->party;
}

struct arena *people_pending_arena(struct people *people)
{
	return pending_of(people)->arena;
}

/* --- writing --- */

static int write_person(
	struct people *p, const struct pending_party *c, struct err *err_r)
{
	return db_do(p->db, ADD_PERSON, err_r, "iittiiiiii", c->id, c->org, c->text,
		c->name, c->sent, c->started, c->days, c->first_s, c->last_s, c->book);
}

/* An organization that was not known before is marked. */
static int write_org(struct people *p, const struct pending_party *c, struct err *err_r)
{
	int64_t known = 0;
	int r = db_run(p->db, ADD_ORG, err_r, "itiiiiii", c->id, c->text, c->sent,
		c->started, c->days, c->first_s, c->last_s, c->book);
	if (r == 0)
		r = db_next(p->db, err_r);
	if (r == 1)
		known = db_number(p->db, 0);
	db_end(p->db);
	struct party party = { .org = c->text, .shape = c->shape };
	bool is_new = r == 1 && known == c->sent + c->book;
	return r < 0 ? r : is_new ? people_mark_org(p, &party, err_r) : 0;
}

static int write_total(struct people *p, const struct pending_total *t, struct err *err_r)
{
	if (t->sent == 0 && t->received == 0)
		return 0;
	return db_do(p->db, ADD_TOTAL, err_r, "iiii", t->sent, t->received,
		t->sent_since_s, t->received_since_s);
}

/* By table, then as the rows lie. */
static int by_place(const void *a, const void *b)
{
	const struct pending_party *x = *(struct pending_party *const *)a;
	const struct pending_party *y = *(struct pending_party *const *)b;
	if (x->kind != y->kind)
		return x->kind < y->kind ? -1 : 1;
	return x->id < y->id ? -1 : x->id > y->id;
}

static int write_parties(struct people *p, struct pending *s, struct err *err_r)
{
	size_t n = 0;
	int r = 0;
	if (!s->counted)
		return 0;
	s->counted = false;
	struct pending_party **list =
		arena_array(s->arena, s->party_count, sizeof(*list));
	for (struct pending_party *c = s->parties; c; c = c->next)
		if (c->sent || c->book)
			list[n++] = c;
	qsort(list, n, sizeof(struct pending_party *), by_place);
	for (size_t i = 0; i < n && r == 0; i++)
		r = list[i]->kind == ROW_ORG ? write_org(p, list[i], err_r)
					     : write_person(p, list[i], err_r);
	for (size_t i = 0; i < n; i++) {
		list[i]->sent = list[i]->started = list[i]->days = list[i]->book = 0;
		list[i]->name = SPAN("");
	}
	return r;
}

int people_settle(struct people *people, struct err *err_r)
{
	struct pending *s = people->pending;
	if (!s || !s->slots)
		return 0;
	int r = write_parties(people, s, err_r);
	if (r == 0)
		r = write_total(people, &s->total, err_r);
	s->total = (struct pending_total){ 0 };
	if (!people->writing || s->row_count > ROWS_MAX)
		people_forget_pending(people);
	return r;
}

bool people_pending_is_full(const struct people *people)
{
	return people->pending && people->pending->row_count > ROWS_MAX;
}
