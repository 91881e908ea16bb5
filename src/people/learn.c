/* Memos to rows. The two halves never touch each other's tables: people_learn_sent() makes
 * acquaintances and takes nothing from a letter that shows marks of delivery, whatever its
 * From says, nor from what a machine answered in the user's name; people_learn_received()
 * keeps who was heard, how, and with what proof, which creates nobody and vouches for nobody.
 *
 * Who takes part in a thread: whom the user wrote to in it, and whom one of those brought in,
 * in a letter whose author is proved. A letter can so bring others in, never its own author.
 * An answer to somebody who had no part in it gives a part to nobody, for whom such a letter
 * copies is his choice. */
#include <errno.h>

#include "parse/lookalike.h"
#include "people/inside.h"

enum {
	IDS_KEPT_MAX = 6,      /* of the letters that one answers: the nearest */
	MEMBERS_KEPT_MAX = 40, /* of one letter: a larger crowd is no thread of people */
	MESSAGE_DAYS = 5 * 365,
	HEARD_DAYS = 2 * 365,
	HABIT_DAYS = 3 * 365,
	STRANGER_DAYS = 365,	/* proofs of who was never written to */
	FLOOD_OF_ORG = 1000,	/* addresses of one organization that were heard */
	FLOOD_OF_HEARD = 20000, /* addresses, and letters nobody answered: a flood of */
	FLOOD_OF_TOLD = 20000,	/* what anybody says are accounts of theirs */
	FLOOD_OF_MESSAGES = 200000, /* strangers has no end of organizations */
	FLOOD_DAYS = 60,
};

/* One letter on its way in. */
struct entry {
	struct people *p;
	const struct memo *memo;
	struct err *err;
	int64_t now_s, date_s;
	int64_t id;	  /* of the letter */
	int64_t thread;	  /* which it belongs to */
	int64_t flags;	  /* of the letter, if it is known */
	int64_t day;	  /* and when it became known */
	int64_t intruder; /* whom the user answered though they had no part in it, or 0 */
	int r;
};

static void write_row(struct entry *e, int r)
{
	if (e->r == 0)
		e->r = r;
}

/* The letter's id, or one made of what else tells letters apart. */
static int64_t id_of(struct people *p, const struct memo *m)
{
	if (m->message_id.n)
		return people_id(p, ID_MESSAGE, m->message_id);
	const struct party *to = m->to_count ? m->to : &m->from;
	const char *made = arena_printf(p->scratch, "%lld %.*s@%.*s %.*s@%.*s %zu",
		(long long)m->date_s, SPAN_ARG(m->from.local), SPAN_ARG(m->from.domain),
		SPAN_ARG(to->local), SPAN_ARG(to->domain), m->to_count);
	return people_id(p, ID_MESSAGE, span_from_cstr(made));
}

/* The row that was asked for, or that there is none. */
static struct pending_row take_message(struct entry *e, int64_t id)
{
	struct pending_row m = { .exists = false };
	int r = e->r == 0 ? db_next(e->p->db, e->err) : 0;
	if (r == 1)
		m = (struct pending_row){ .exists = true,
			.thread = db_number(e->p->db, 0),
			.flags = db_number(e->p->db, 1),
			.who = db_number(e->p->db, 2),
			.day = db_number(e->p->db, 3) };
	write_row(e, r < 0 ? r : 0);
	db_end(e->p->db);
	if (e->r == 0)
		people_see(e->p, ROW_MESSAGE, id, &m);
	return m;
}

static struct pending_row get_message(struct entry *e, int64_t id)
{
	const struct pending_row *seen = people_seen(e->p, ROW_MESSAGE, id);
	if (seen)
		return *seen;
	if (e->r == 0)
		e->r = db_run(e->p->db, GET_MESSAGE, e->err, "i", id);
	return take_message(e, id);
}

static struct entry entry_of(
	struct people *p, const struct memo *memo, int64_t now_s, struct err *err_r)
{
	struct entry e = { .p = p, .memo = memo, .err = err_r, .now_s = now_s };
	bool dated = memo->date_s > 0 && memo->date_s <= now_s;
	e.date_s = dated ? memo->date_s : now_s;
	e.id = id_of(p, memo);
	struct pending_row known = get_message(&e, e.id);
	e.thread = known.thread;
	e.flags = known.flags;
	e.day = known.day;
	return e;
}

/* The thread of the nearest known letter among those answered; else a new one, named after
 * the oldest. */
static void find_thread(struct entry *e)
{
	const struct memo *m = e->memo;
	for (size_t i = 0; i < m->id_count && !e->thread && e->r == 0; i++)
		e->thread = get_message(e, people_id(e->p, ID_MESSAGE, m->ids[i])).thread;
	if (!e->thread)
		e->thread = m->id_count
				    ? people_id(e->p, ID_MESSAGE, m->ids[m->id_count - 1])
				    : e->id;
}

/* What is known of the letter already stays, and is not written again. */
static void add_message(struct entry *e, int64_t id, int64_t flags, int64_t who)
{
	const struct pending_row *seen = people_seen(e->p, ROW_MESSAGE, id);
	if (seen && seen->exists && (seen->flags | flags) == seen->flags &&
		(seen->who || !who))
		return;
	if (e->r == 0)
		e->r = db_run(e->p->db, ADD_MESSAGE, e->err, "iiiii", id, e->thread,
			flags, e->date_s / 86400, who);
	take_message(e, id);
}

static void add_member(struct entry *e, const struct party *p, int how)
{
	int64_t org = how == MEMBER_BROUGHT_IN ? people_id(e->p, ID_ORG, p->org) : 0;
	int64_t id = people_address_id(e->p, p->local, p->domain);
	if (how != MEMBER_WRITTEN_TO ||
		people_is_new_row(e->p, ROW_MEMBER, e->thread, id))
		write_row(e, db_do(e->p->db, ADD_MEMBER, e->err, "iiii", e->thread, id,
				     org, (int64_t)how));
}

/* --- what the user sent --- */

int people_mark_org(struct people *p, const struct party *party, struct err *err_r)
{
	struct span marks[LOOKALIKE_MARKS_MAX];
	enum { MARKS_BYTES_MAX = 1 << 20 };
	/* its own arena: at the end of a transaction there are thousands in a row */
	struct arena *a = arena_create(MARKS_BYTES_MAX);
	int64_t id = people_id(p, ID_ORG, party->org);
	int r = 0;
	size_t n =
		lookalike_marks(a, party->org, party->shape, marks, LOOKALIKE_MARKS_MAX);
	for (size_t i = 0; i < n && r == 0; i++)
		r = db_do(p->db, ADD_NEAR, err_r, "ii", people_id(p, ID_MARK, marks[i]),
			id);
	arena_destroy(&a);
	return r;
}

/* One more letter, or a card. */
static void count(const struct entry *e, struct pending_party *c, bool started, bool book)
{
	bool dated = c->sent > 0;
	if (book) {
		c->book = 1;
		return;
	}
	c->first_s = !dated || e->date_s < c->first_s ? e->date_s : c->first_s;
	c->last_s = !dated || e->date_s > c->last_s ? e->date_s : c->last_s;
	c->days |= people_day_bit(e->date_s);
	c->sent++;
	c->started += started;
}

static void add_org(struct entry *e, const struct party *p, bool started, bool book)
{
	bool is_new;
	struct arena *a = people_pending_arena(e->p);
	struct pending_party *c = people_pending_party(
		e->p, ROW_ORG, people_id(e->p, ID_ORG, p->org), &is_new);
	if (is_new) {
		c->text = arena_copy(a, p->org);
		c->shape = arena_copy(a, p->shape);
	}
	count(e, c, started, book);
}

static void add_person(struct entry *e, const struct party *p, bool started, bool book)
{
	bool is_new;
	int64_t id = people_address_id(e->p, p->local, p->domain);
	struct arena *a = people_pending_arena(e->p);
	struct pending_party *c = people_pending_party(e->p, ROW_PERSON, id, &is_new);
	if (is_new) {
		struct span local = e->p->hashed ? SPAN("*") : p->local;
		c->text = span_from_cstr(arena_printf(
			a, "%.*s@%.*s", SPAN_ARG(local), SPAN_ARG(p->domain)));
		c->org = people_id(e->p, ID_ORG, p->org);
	}
	if (p->name.n && !e->p->hashed && !span_equal(c->name, p->name))
		c->name = arena_copy(a, p->name);
	count(e, c, started, book);
	int64_t fold = p->fold.n ? people_id(e->p, ID_NAME, p->fold) : 0;
	if (p->fold.n && people_is_new_row(e->p, ROW_NAME, fold, id))
		write_row(e, db_do(e->p->db, ADD_NAME, e->err, "ii", fold, id));
}

/* Outside of a transaction, or when it has grown large, what was counted is written now. */
static void end_entry(struct entry *e)
{
	if (e->p->writing && !people_pending_is_full(e->p))
		return;
	write_row(e, people_settle(e->p, e->err));
	if (e->r < 0)
		people_forget_pending(e->p);
}

int people_add_own_org(struct people *p, struct span domain, struct err *err_r)
{
	struct party party;
	struct entry e = { .p = p, .err = err_r };
	if (party_make(p->scratch, SPAN("me"), domain, SPAN(""), &party))
		add_org(&e, &party, false, true);
	end_entry(&e);
	arena_reset(p->scratch);
	return e.r;
}

/* Counts for each organization once, however many of its people are written to. */
static bool org_is_new(const struct memo *m, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (span_equal(m->to[k].org, m->to[i].org))
			return false;
	return true;
}

static void add_recipients(struct entry *e)
{
	const struct memo *m = e->memo;
	bool started = m->id_count == 0, book = m->is_card;
	for (size_t i = 0; i < m->to_count && e->r == 0; i++) {
		const struct party *to = &m->to[i];
		if (people_is_me(e->p, to->local, to->domain))
			continue;
		if (org_is_new(m, i))
			add_org(e, to, started && !book, book);
		add_person(e, to, started && !book, book);
		if (!book && !e->intruder && i < MEMBERS_KEPT_MAX)
			add_member(e, to, MEMBER_WRITTEN_TO);
	}
}

/* The letter that the user answered was worth an answer: if nothing proved its author, mail
 * without proof is usual from there. */
static void note_answered(struct entry *e, int64_t id, bool nearest)
{
	struct pending_row known = { .exists = false };
	if (nearest)
		known = get_message(e, id);
	add_message(e, id, nearest ? MESSAGE_ANSWERED : 0, 0);
	if (known.flags & MESSAGE_INTRUDED)
		e->intruder = known.who;
	if (!(known.flags & MESSAGE_UNPROVED) || (known.flags & MESSAGE_ANSWERED) ||
		!known.who)
		return;
	write_row(e, people_settle(e->p, e->err));
	write_row(e, db_do(e->p->db, ADD_UNPROVED, e->err, "i", known.who));
}

static void add_total(struct entry *e, bool sent)
{
	struct pending_total *t = people_pending_total(e->p);
	int64_t *since_s = sent ? &t->sent_since_s : &t->received_since_s;
	if (e->date_s < *since_s)
		*since_s = e->date_s;
	t->sent += sent;
	t->received += !sent;
}

static enum learned learn_letter(struct entry *e)
{
	const struct memo *m = e->memo;
	if (!people_is_me(e->p, m->from.local, m->from.domain))
		return LEARNED_NOT_MINE;
	if (m->delivered)
		return LEARNED_DELIVERED;
	if (e->flags & MESSAGE_MINE)
		return LEARNED_BEFORE;
	if (m->to_count == 0 || m->automatic)
		return LEARNED_NOTHING;
	find_thread(e);
	add_message(e, e->id, MESSAGE_MINE, 0);
	for (size_t i = 0; i < m->id_count && i < IDS_KEPT_MAX; i++)
		note_answered(e, people_id(e->p, ID_MESSAGE, m->ids[i]), i == 0);
	add_recipients(e);
	add_total(e, true);
	return LEARNED_SENT;
}

int people_learn_sent(struct people *people, const struct memo *memo, int64_t now_s,
	enum learned *learned_r, struct err *err_r)
{
	struct entry e = { .p = people, .memo = memo, .err = err_r };
	if (memo->is_card) {
		add_recipients(&e);
		*learned_r = memo->to_count ? LEARNED_CARD : LEARNED_NOTHING;
	} else {
		e = entry_of(people, memo, now_s, err_r);
		*learned_r = learn_letter(&e);
	}
	end_entry(&e);
	arena_reset(people->scratch);
	return e.r;
}

/* --- what was received --- */

/* How the person came to take part in the letter's thread, or 0. */
static int64_t membership(struct entry *e, int64_t thread, int64_t person)
{
	int64_t how = 0;
	if (e->r == 0)
		e->r = db_run(e->p->db, GET_MEMBER, e->err, "ii", thread, person);
	int r = e->r == 0 ? db_next(e->p->db, e->err) : 0;
	if (r == 1)
		how = db_number(e->p->db, 0);
	write_row(e, r < 0 ? r : 0);
	db_end(e->p->db);
	return how;
}

/* True when the letter answers one of the user's own in whose thread its author has no part;
 * whatever else it answers, and whatever list it says it came through. */
static bool intrudes(struct entry *e, int64_t from)
{
	const struct memo *m = e->memo;
	for (size_t i = 0; i < m->id_count && e->r == 0; i++) {
		struct pending_row known =
			get_message(e, people_id(e->p, ID_MESSAGE, m->ids[i]));
		if ((known.flags & MESSAGE_MINE) && !membership(e, known.thread, from))
			return true;
	}
	return false;
}

/* Whom a proved member writes to takes part from now on: a member by the user's own doing,
 * else strangers could bring in each other. */
static void bring_in(struct entry *e, int64_t from)
{
	const struct memo *m = e->memo;
	if (m->proof != PROOF_GIVEN || m->list ||
		membership(e, e->thread, from) != MEMBER_WRITTEN_TO)
		return;
	for (size_t i = 0; i < m->to_count && i < MEMBERS_KEPT_MAX; i++)
		if (!people_is_me(e->p, m->to[i].local, m->to[i].domain))
			add_member(e, &m->to[i], MEMBER_BROUGHT_IN);
}

/* "My other address": someone writes, proved, to an address under the own name as well. */
static void note_own_other(struct entry *e, int64_t from)
{
	const struct memo *m = e->memo;
	if (m->proof != PROOF_GIVEN || m->from.fold.n == 0)
		return;
	for (size_t i = 0; i < m->to_count && i < MEMBERS_KEPT_MAX; i++) {
		int64_t other = people_address_id(e->p, m->to[i].local, m->to[i].domain);
		if (other != from && span_equal(m->to[i].fold, m->from.fold))
			write_row(
				e, db_do(e->p->db, ADD_MEMBER, e->err, "iiii", from,
					   other, (int64_t)0, (int64_t)MEMBER_OWN_OTHER));
	}
}

static bool is_person(struct entry *e, int64_t id)
{
	if (e->r == 0)
		e->r = db_run(e->p->db, GET_PERSON, e->err, "i", id);
	int r = e->r == 0 ? db_next(e->p->db, e->err) : 0;
	write_row(e, r < 0 ? r : 0);
	db_end(e->p->db);
	return r == 1;
}

/* How somebody calls himself in a proved letter is a name to protect, too. */
static void add_own_name(struct entry *e, int64_t from)
{
	const struct party *p = &e->memo->from;
	if (p->fold.n)
		write_row(e, db_do(e->p->db, ADD_NAME, e->err, "ii",
				     people_id(e->p, ID_NAME, p->fold), from));
	if (p->name.n && !e->p->hashed)
		write_row(e, db_do(e->p->db, NAME_UNNAMED, e->err, "it", from, p->name));
}

/* Where it is proved that the letter is theirs: the proof of anybody, who may be written to
 * later; the ways of those the user writes to. */
static void add_ways(struct entry *e, int64_t from)
{
	const struct memo *m = e->memo;
	if (m->proof != PROOF_GIVEN)
		return;
	write_row(e, db_do(e->p->db, ADD_PROOF, e->err, "ittii", from, m->proved_by,
			     m->selector, people_day_bit(e->date_s), e->date_s));
	if (!is_person(e, from))
		return;
	add_own_name(e, from);
	for (int i = 0; i < HABIT_TOLD; i++)
		if (m->habits[i].n)
			write_row(e, db_do(e->p->db, ADD_HABIT, e->err, "iiti", from,
					     (int64_t)i, m->habits[i], e->date_s));
}

/* What they say are accounts of theirs, under the name that they say is theirs: the word of
 * anybody, which only raises a guard against others of that name. */
static void add_told(struct entry *e, int64_t from)
{
	const struct memo *m = e->memo;
	bool told = m->habits[HABIT_MAILBOX].n || m->habits[HABIT_HANDLE].n;
	if (e->p->hashed || !told || !m->from.fold.n || m->list || m->automatic)
		return;
	write_row(e, db_do(e->p->db, ADD_NAME, e->err, "ii",
			     people_id(e->p, ID_TELLER, m->from.fold), from));
	for (int i = HABIT_TOLD; i < HABIT_KINDS; i++)
		if (m->habits[i].n)
			write_row(e, db_do(e->p->db, ADD_HABIT, e->err, "iiti", from,
					     (int64_t)i, m->habits[i], e->date_s));
}

/* By a letter of the user that is known, and did not go out before this one came: a
 * Message-ID is no secret, and others can use it again. */
static bool was_answered(const struct entry *e)
{
	return (e->flags & MESSAGE_ANSWERED) && e->date_s / 86400 <= e->day;
}

static bool is_protected(struct entry *e, int64_t from)
{
	struct proof proofs[PEOPLE_PROOFS_MAX];
	size_t n = 0;
	if (e->r == 0)
		e->r = db_run(e->p->db, GET_PROOFS, e->err, "i", from);
	int r = 1;
	while (e->r == 0 && n < PEOPLE_PROOFS_MAX && (r = db_next(e->p->db, e->err)) == 1)
		proofs[n++] = (struct proof){ .count = (uint64_t)db_number(e->p->db, 2),
			.days = people_days(db_number(e->p->db, 3)),
			.first_s = db_number(e->p->db, 4),
			.last_s = db_number(e->p->db, 5) };
	write_row(e, r < 0 ? r : 0);
	db_end(e->p->db);
	return proofs_protect(proofs, n);
}

static void hear(struct entry *e)
{
	const struct memo *m = e->memo;
	int64_t from = people_address_id(e->p, m->from.local, m->from.domain);
	int64_t org = people_id(e->p, ID_ORG, m->from.org);
	bool barbed = (m->asks & ASKS_BARBED) != 0;
	bool grave = (m->asks & ASKS_GRAVE) != 0;
	int64_t flags = MESSAGE_HEARD |
			(m->proof == PROOF_LACKING ? MESSAGE_UNPROVED : 0) |
			(barbed ? MESSAGE_BARBED : 0) | (grave ? MESSAGE_GRAVE : 0);
	find_thread(e);
	if (intrudes(e, from))
		flags |= MESSAGE_INTRUDED;
	add_message(e, e->id, flags, from);
	bool early = m->proof == PROOF_LACKING && !is_protected(e, from);
	write_row(e, db_do(e->p->db, ADD_HEARD, e->err, "iiiiii", from, org,
			     (int64_t)barbed, (int64_t)grave, e->date_s, (int64_t)early));
	if (was_answered(e) && m->proof == PROOF_LACKING)
		write_row(e, db_do(e->p->db, ADD_UNPROVED, e->err, "i", from));
	bring_in(e, from);
	note_own_other(e, from);
	add_ways(e, from);
	add_told(e, from);
	add_total(e, false);
}

int people_learn_received(struct people *people, const struct memo *memo, int64_t now_s,
	enum learned *learned_r, struct err *err_r)
{
	struct entry e = entry_of(people, memo, now_s, err_r);
	if (memo->from.domain.n == 0 || memo->is_card) {
		*learned_r = LEARNED_NOTHING;
	} else if (e.flags & (MESSAGE_HEARD | MESSAGE_MINE)) {
		*learned_r = LEARNED_BEFORE;
	} else {
		write_row(&e, people_settle(people, err_r));
		hear(&e);
		*learned_r = LEARNED_RECEIVED;
	}
	end_entry(&e);
	arena_reset(people->scratch);
	return e.r;
}

/* --- decay --- */

/* Whom the user wrote to stays, and so does what the user sent, so that it is not counted
 * again when it is read again. */
int people_tidy(struct people *people, int64_t now_s, struct err *err_r)
{
	struct db *db = people->db;
	int64_t today = now_s / 86400;
	int r = people_settle(people, err_r);
	people_forget_pending(people);
	if (r == 0)
		r = db_do(db, TIDY_MESSAGES, err_r, "i", today - MESSAGE_DAYS);
	if (r == 0)
		r = db_do(db, TIDY_FLOOD_OF_MESSAGES, err_r, "i",
			(int64_t)FLOOD_OF_MESSAGES);
	if (r == 0)
		r = db_do(db, TIDY_MEMBERS, err_r, "i", today - MESSAGE_DAYS);
	if (r == 0)
		r = db_do(db, TIDY_HEARD, err_r, "i", (today - HEARD_DAYS) * 86400);
	if (r == 0)
		r = db_do(db, TIDY_HEARD_OF_ORG, err_r, "ii", (int64_t)FLOOD_OF_ORG,
			(today - FLOOD_DAYS) * 86400);
	if (r == 0)
		r = db_do(db, TIDY_FLOOD_OF_HEARD, err_r, "i", (int64_t)FLOOD_OF_HEARD);
	if (r == 0)
		r = db_do(db, TIDY_HABITS, err_r, "i", (today - HABIT_DAYS) * 86400);
	if (r == 0)
		r = db_do(db, TIDY_FLOOD_OF_TOLD, err_r, "i", (int64_t)FLOOD_OF_TOLD);
	if (r == 0)
		r = db_do(db, TIDY_NAMES, err_r, "");
	if (r == 0)
		r = db_do(db, TIDY_PROOFS, err_r, "i", (today - STRANGER_DAYS) * 86400);
	return r;
}
