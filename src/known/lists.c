/* What the lists say of an address amounts to a verdict (lists.h). "Listed", "stated" and "label"
 * are three things and are never mixed: the first is law, the second evidence, the third
 * somebody's opinion, which alone decides nothing: labels are wrong often enough to accuse
 * the innocent. */
#include "known/lists.h"

bool lists_is_out_of_date(const struct lists *l, const struct known_list *list)
{
	return known_is_out_of_date(list, l->day_s, l->max_age_days);
}

bool lists_is_of(const struct known_list *list, enum lists_subject of)
{
	return known_is_of_names(list) == (of == LISTS_NAMES);
}

bool lists_are_out_of_date(const struct lists *l, enum lists_subject of)
{
	for (size_t i = 0; i < known_list_count(l->known); i++) {
		const struct known_list *list = known_list_at(l->known, i);
		if (lists_is_of(list, of) && lists_is_out_of_date(l, list))
			return true;
	}
	return false;
}

static enum lists_verdict verdict_of(const struct known_fact *f)
{
	if (f->list->kind == KNOWN_LABEL)
		return LISTS_NOTHING;
	return f->state == KNOWN_NOW ? LISTS_DANGER : LISTS_CAUTION;
}

void lists_ask(const struct lists *l, struct span address, struct lists_answer *answer_r)
{
	struct lists_answer *a = answer_r;
	a->count = known_find(l->known, address, l->day_s, a->facts);
	a->verdict = LISTS_NOTHING;
	for (size_t i = 0; i < a->count; i++) {
		enum lists_verdict one = verdict_of(&a->facts[i]);
		a->verdict = one > a->verdict ? one : a->verdict;
	}
	if (a->verdict == LISTS_NOTHING && lists_are_out_of_date(l, LISTS_ADDRESSES))
		a->verdict = LISTS_UNDECIDED;
}

bool lists_is_hit(const struct lists_answer *answer)
{
	return answer->verdict == LISTS_DANGER;
}

const char *lists_verdict_name(enum lists_verdict verdict)
{
	static const char *const names[] = {
		[LISTS_NOTHING] = "nothing",
		[LISTS_UNDECIDED] = "undecided",
		[LISTS_CAUTION] = "caution",
		[LISTS_DANGER] = "danger",
	};
	return names[verdict];
}
