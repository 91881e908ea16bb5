/* A memory of people out of the rows of a world: each row is a letter that was sent or
 * received, and goes through the same learning as a real one. */
#include "ask/replay_people.h"

#include <errno.h>

#include "base/when.h"
#include "people/people.h"

enum { LIST_MAX = 16 };

struct world_people {
	struct people *memory;
	bool broken;
};

/* One row about a letter, as it is read. */
struct row {
	struct memo memo;
	struct party to[LIST_MAX];
	struct span ids[LIST_MAX];
};

static bool read_address(
	struct arena *a, struct span address, struct span name, struct party *party_r)
{
	size_t at = span_rfind_byte(address, '@');
	return at != SPAN_NONE && party_make(a, span_take(address, at),
					  span_skip(address, at + 1), name, party_r);
}

/* ["Name"] */
static bool read_name(struct world_line *l, struct span *name_r)
{
	*name_r = SPAN("");
	l->rest = span_trim(l->rest);
	return !span_starts_with(l->rest, SPAN("\"")) || world_value(l, name_r);
}

static bool read_to(struct world_line *l, struct row *row, struct span value)
{
	struct memo *m = &row->memo;
	struct span name;
	return m->to_count < LIST_MAX && read_name(l, &name) &&
	       read_address(l->arena, value, name, &row->to[m->to_count++]);
}

static bool read_id(struct world_line *l, struct row *row, struct span value)
{
	(void)l;
	row->memo.message_id = value;
	return true;
}

static bool read_re(struct world_line *l, struct row *row, struct span value)
{
	(void)l;
	if (row->memo.id_count == LIST_MAX)
		return false;
	row->ids[row->memo.id_count++] = value;
	return true;
}

static bool read_proved(struct world_line *l, struct row *row, struct span value)
{
	(void)l;
	row->memo.proof = PROOF_GIVEN;
	row->memo.selector = value;
	row->memo.proved_by = span_split(&row->memo.selector, '/');
	return true;
}

static bool read_unproved(struct world_line *l, struct row *row, struct span value)
{
	(void)l;
	row->memo.proof = PROOF_LACKING;
	return value.n == 0;
}

static bool read_asks(struct world_line *l, struct row *row, struct span value)
{
	(void)l;
	bool grave = span_equal(value, SPAN("grave"));
	row->memo.asks = ASK_FILE | (grave ? ASK_PAY : 0);
	return grave || value.n == 0;
}

static bool read_list(struct world_line *l, struct row *row, struct span value)
{
	(void)l;
	row->memo.list = true;
	return value.n == 0;
}

static bool read_habit(struct row *row, struct span name, struct span value)
{
	for (int i = 0; i < HABIT_KINDS; i++) {
		if (!span_equal(
			    name, span_from_cstr(habit_kind_name((enum habit_kind)i))))
			continue;
		row->memo.habits[i] = value;
		return true;
	}
	return false;
}

static bool read_word(struct world_line *l, struct row *row, struct span word)
{
	static const struct {
		const char *name;
		bool (*read)(struct world_line *l, struct row *row, struct span value);
	} words[] = { { "to", read_to }, { "id", read_id }, { "re", read_re },
		{ "proved", read_proved }, { "unproved", read_unproved },
		{ "asks", read_asks }, { "list", read_list } };
	struct span value = word, name = span_split(&value, '=');
	if (!value.p)
		value = SPAN("");
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (span_equal(name, span_from_cstr(words[i].name)))
			return words[i].read(l, row, value);
	return read_habit(row, name, value);
}

static bool read_words(struct world_line *l, struct row *row)
{
	struct span word;
	while ((word = world_word(l)).n)
		if (!read_word(l, row, word))
			return false;
	return true;
}

/* ADDRESS ["Name"] */
static bool read_party(struct world_line *l, struct party *party_r)
{
	struct span address = world_word(l), name;
	return read_name(l, &name) && read_address(l->arena, address, name, party_r);
}

static int add_me(struct world_line *l, struct world_people *w)
{
	struct party me;
	if (!read_party(l, &me))
		return world_bad(l, "me wants an address");
	return people_add_me(w->memory, me.local, me.domain, l->err);
}

/* Any of the user's addresses will do as the author. */
static int first_me(void *state, const struct acquaintance *me)
{
	struct row *row = state;
	size_t at = span_rfind_byte(me->address, '@');
	static unsigned char room[PEOPLE_ADDRESS_BYTES_MAX + 1];
	if (at == SPAN_NONE || me->address.n > sizeof(room))
		return -EINVAL;
	memcpy(room, me->address.p, me->address.n);
	row->memo.from = (struct party){ .local = span_of(room, at),
		.domain = span_of(room + at + 1, me->address.n - at - 1) };
	return 1;
}

static int add_sent(struct world_line *l, struct world_people *w)
{
	struct row row = { .memo = { .to_count = 1 } };
	enum learned learned = LEARNED_NOTHING; /* as it stays in a world without `me` */
	if (!when_parse(world_word(l), &row.memo.date_s) || !read_party(l, &row.to[0]) ||
		!read_words(l, &row))
		return world_bad(l, "sent wants a date, an address and known words");
	row.memo.to = row.to;
	row.memo.ids = row.ids;
	int r = people_list_me(w->memory, first_me, &row, l->err);
	if (r == 1)
		r = people_learn_sent(
			w->memory, &row.memo, row.memo.date_s, &learned, l->err);
	return r < 0			 ? r
	       : learned == LEARNED_SENT ? 0
					 : world_bad(l, "nothing was learned");
}

static int add_got(struct world_line *l, struct world_people *w)
{
	struct row row = { .memo = { .proof = PROOF_UNKNOWN } };
	enum learned learned;
	if (!when_parse(world_word(l), &row.memo.date_s) ||
		!read_party(l, &row.memo.from) || !read_words(l, &row))
		return world_bad(l, "got wants a date, an address and known words");
	row.memo.to = row.to;
	row.memo.ids = row.ids;
	return people_learn_received(
		w->memory, &row.memo, row.memo.date_s, &learned, l->err);
}

static int add_card(struct world_line *l, struct world_people *w)
{
	struct row row = { .memo = { .is_card = true, .to_count = 1 } };
	enum learned learned;
	if (!read_party(l, &row.to[0]))
		return world_bad(l, "card wants an address");
	row.memo.to = row.to;
	return people_learn_sent(w->memory, &row.memo, 0, &learned, l->err);
}

static int add_allowed(struct world_line *l, struct world_people *w)
{
	struct span code = world_word(l), about = world_word(l), other = world_word(l);
	if (other.n == 0)
		return world_bad(l, "allow wants a code and two names");
	return people_allow(w->memory, code, about, other, true, l->err);
}

static int add_nothing(struct world_line *l, struct world_people *w)
{
	w->broken = span_equal(world_word(l), SPAN("broken"));
	return 0;
}

static const struct {
	const char *word;
	int (*add)(struct world_line *l, struct world_people *w);
} rows[] = { { "people", add_nothing }, { "me", add_me }, { "sent", add_sent },
	{ "got", add_got }, { "card", add_card }, { "allow", add_allowed } };

bool world_people_knows(struct span word)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (span_equal(word, span_from_cstr(rows[i].word)))
			return true;
	return false;
}

static void close_memory(void *object)
{
	struct world_people *w = object;
	people_close(&w->memory);
}

static int open_memory(struct world_line *l, struct world_people **people)
{
	struct people_settings settings = { .create = true };
	struct world_people *w = arena_new(l->arena, struct world_people);
	int r = people_open(&settings, &w->memory, l->err);
	if (r < 0)
		return r;
	arena_defer(l->arena, close_memory, w);
	*people = w;
	return 0;
}

int world_people_row(struct world_line *l, struct span word, struct world_people **people)
{
	int r = *people ? 0 : open_memory(l, people);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]) && r == 0; i++)
		if (span_equal(word, span_from_cstr(rows[i].word)))
			return rows[i].add(l, *people);
	return r;
}

static void drop_arena(void *object)
{
	arena_destroy(object);
}

/* The answer's texts live as long as `a`, and in an arena of their own: a job whose memory is
 * spent leaves by a jump, and must not leave the memory of people in the midst of a question. */
void world_people_answer(struct world_people *people, struct arena *a,
	const struct people_question *q, struct people_answer *answer_r)
{
	struct arena **own = arena_new(a, struct arena *);
	arena_defer(a, drop_arena, own);
	*own = arena_create(SIZE_MAX);
	if (people->broken)
		*answer_r = (struct people_answer){ .status = PEOPLE_FAILED };
	else
		people_answer(people->memory, *own, q, answer_r);
}
