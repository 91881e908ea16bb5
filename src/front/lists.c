/* Where the lists are, on which day they are asked, and what a check is told (lists.h). */
#include "front/lists.h"

#include <time.h>

#include "front/memory.h"

enum { DAY_S = 86400 };

const char *lists_where(const struct options *o)
{
	return o->known ? o->known : data_place(o->arena, "known");
}

static int64_t day_of(int64_t time_s)
{
	return time_s - (time_s % DAY_S + DAY_S) % DAY_S;
}

static int open_at(const struct options *o, const char *where, struct lists *lists_r,
	struct err *err_r)
{
	int64_t now_s = o->now_s ? o->now_s : (int64_t)time(NULL);
	*lists_r = (struct lists){ .known = known_create(o->arena),
		.day_s = day_of(o->as_of_s ? o->as_of_s : now_s),
		.max_age_days = (unsigned)o->max_age };
	int r = where ? known_load(lists_r->known, where, err_r) : 0;
	if (r == 0)
		known_seal(lists_r->known);
	return r;
}

int lists_open(const struct options *o, struct lists *lists_r, struct err *err_r)
{
	return open_at(o, lists_where(o), lists_r, err_r);
}

int lists_for_checks(const struct options *o, struct lists **lists_r, struct err *err_r)
{
	const char *where = o->known || o->own_people ? lists_where(o) : NULL;
	*lists_r = NULL;
	if (o->world)
		return 0;
	struct lists *lists = arena_new(o->arena, struct lists);
	int r = open_at(o, where, lists, err_r);
	*lists_r = r < 0 ? NULL : lists;
	return r;
}

static enum lists_standing standing_of(const struct known_fact *f)
{
	if (f->list->kind == KNOWN_LABEL)
		return STANDS_NOWHERE;
	if (f->state != KNOWN_NOW)
		return STANDS_THEN;
	return f->list->kind == KNOWN_LISTED ? STANDS_LISTED : STANDS_STATED;
}

void lists_tell(void *state, struct span address, struct lists_told *told_r)
{
	const struct lists *l = state;
	struct lists_answer answer;
	lists_ask(l, address, &answer);
	*told_r = (struct lists_told){ .old = lists_are_out_of_date(l, LISTS_ADDRESSES) };
	for (size_t i = 0; i < answer.count; i++) {
		enum lists_standing standing = standing_of(&answer.facts[i]);
		if (standing == STANDS_NOWHERE || (told_r->standing != STANDS_NOWHERE &&
							  standing >= told_r->standing))
			continue;
		told_r->standing = standing;
		told_r->source = answer.facts[i].list->source;
		told_r->name = answer.facts[i].row->name;
	}
}
