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

/* ---- labels against each other */

enum { WORD_BYTES_MIN = 3 };

/* The next word of letters and digits, which is taken off; empty behind the last. */
static struct span next_word(struct span *text)
{
	size_t n = 0;
	while (text->n && !ascii_is_alnum(text->p[0]) && text->p[0] < 0x80)
		*text = span_skip(*text, 1);
	while (n < text->n && (ascii_is_alnum(text->p[n]) || text->p[n] >= 0x80))
		n++;
	struct span word = span_take(*text, n);
	*text = span_skip(*text, n);
	return word;
}

static bool has_word(struct span text, struct span word)
{
	for (struct span one = next_word(&text); one.n; one = next_word(&text))
		if (span_equal_nocase(one, word))
			return true;
	return false;
}

static bool share_a_word(struct span a, struct span b)
{
	for (struct span word = next_word(&a); word.n; word = next_word(&a))
		if (word.n >= WORD_BYTES_MIN && has_word(b, word))
			return true;
	return false;
}

static bool is_label(const struct known_fact *f)
{
	return f->list->kind == KNOWN_LABEL;
}

size_t lists_label_sources(const struct lists_answer *answer)
{
	size_t sources = 0;
	for (size_t i = 0; i < answer->count; i++) {
		bool first = is_label(&answer->facts[i]);
		for (size_t k = 0; first && k < i; k++)
			first = answer->facts[k].list != answer->facts[i].list;
		sources += first;
	}
	return sources;
}

bool lists_is_alone(const struct lists_answer *answer, size_t fact)
{
	const struct known_fact *f = &answer->facts[fact];
	if (!is_label(f) || lists_label_sources(answer) < 2)
		return false;
	for (size_t i = 0; i < answer->count; i++) {
		const struct known_fact *other = &answer->facts[i];
		if (is_label(other) && other->list != f->list &&
			share_a_word(f->row->name, other->row->name))
			return false;
	}
	return true;
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
