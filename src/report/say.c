/* Chooses the sentences of a report. The catalogue has them by finding code and variant;
 * what it lacks falls back to something more general and never to silence: a hit without
 * a sentence is told by its check's title. */
#include "report/say.h"

#include <stdlib.h>

#include "base/must.h"
#include "core/engine.h"

const char *say_label(const struct report *r, const char *key)
{
	const char *label = words_get(r->language, "report", key, NULL);
	must(label != NULL);
	return label;
}

const char *say_title(const struct finding *f)
{
	const char *title = words_get(LANGUAGE_EN, f->code, "title", NULL);
	return title ? title : f->code;
}

const char *say_finding(const struct report *r, const struct finding *f)
{
	const char *says;
	switch (f->state) {
	case STATE_UNKNOWN:
		says = words_get_exact(r->language, f->code, "gap", gap_name(f->gap));
		return says ? says
			    : words_get(r->language, "gaps", "gap", gap_name(f->gap));
	case STATE_CLEAR:
		says = say_proof(r, f);
		return says ? says : words_get(r->language, f->code, "clear", f->variant);
	case STATE_HIT: break;
	}
	says = words_get(r->language, f->code, "says", f->variant);
	return says ? says : say_title(f);
}

const char *say_proof(const struct report *r, const struct finding *f)
{
	if (f->state != STATE_CLEAR)
		return NULL;
	return words_get_exact(r->language, f->code, "proved", f->variant);
}

bool say_is_letter(const struct report *r)
{
	for (const struct finding *f = r->findings; f; f = f->next)
		if (strcmp(f->code, CODE_JOB_READ) == 0 && f->gap == GAP_UNREADABLE)
			return false;
	return true;
}

/* Of a file, of a conversation, or (NULL) of a letter: what is to be done differs. */
static const char *words_of_root(const struct report *r)
{
	if (!r->root)
		return NULL;
	return r->root->kind == EV_FILES  ? "verdict-of-file"
	       : r->root->kind == EV_TALK ? "verdict-of-talk"
					  : NULL;
}

static const char *verdict_words(const struct report *r, const char *key)
{
	const char *word =
		say_is_letter(r) ? verdict_name(r->verdict.level) : "not-a-letter";
	const char *own_words = words_of_root(r);
	const char *own =
		own_words ? words_get_exact(r->language, own_words, key, word) : NULL;
	return own ? own : words_get(r->language, "verdict", key, word);
}

const char *say_heading(const struct report *r)
{
	return verdict_words(r, "heading");
}

/* The step that closes the first gap which kept the verdict open, where there is one. */
static const char *next_of_gap(const struct report *r)
{
	for (const struct finding *f = r->findings; f; f = f->next) {
		if (f->state != STATE_UNKNOWN ||
			!policy_weight(r->policy, f, NULL).unknown_matters)
			continue;
		const char *next =
			words_get_exact(r->language, f->code, "step", gap_name(f->gap));
		if (!next)
			next = words_get(r->language, "gaps", "next", gap_name(f->gap));
		if (next)
			return next;
	}
	return NULL;
}

const char *say_next(const struct report *r, const struct finding **about_r)
{
	const char *next = NULL;
	*about_r = NULL;
	if (r->verdict.level >= VERDICT_CAUTION && r->verdict.reason_count > 0) {
		const struct finding *f = r->verdict.reasons[0];
		next = words_get(r->language, f->code, "next", f->variant);
		*about_r = f;
	} else if (r->verdict.level == VERDICT_UNDECIDED) {
		next = next_of_gap(r);
	}
	if (!next)
		next = verdict_words(r, "next");
	return next;
}

struct ranked {
	const struct finding *finding;
	int rank;
	size_t place;
};

static int by_rank(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;
	if (x->rank != y->rank)
		return x->rank < y->rank ? 1 : -1;
	return (x->place > y->place) - (x->place < y->place);
}

static int rank_of(const struct report *r, const struct finding *f)
{
	static const int states[] = {
		[STATE_CLEAR] = 0, [STATE_UNKNOWN] = 10, [STATE_HIT] = 20
	};
	struct weight w = policy_weight(r->policy, f, NULL);
	bool matters = f->state == STATE_UNKNOWN && w.unknown_matters;
	return states[f->state] + (int)w.tier + (matters ? 5 : 0);
}

size_t say_sorted(const struct report *r, const struct finding ***list_r)
{
	size_t n = 0, capacity = 0;
	struct ranked *ranked = NULL;
	for (const struct finding *f = r->findings; f; f = f->next) {
		ranked = arena_grow(r->arena, ranked, n, &capacity, sizeof(*ranked));
		ranked[n] = (struct ranked){ f, rank_of(r, f), n };
		n++;
	}
	if (n > 1)
		qsort(ranked, n, sizeof(*ranked), by_rank);
	const struct finding **list =
		arena_array(r->arena, n, sizeof(const struct finding *));
	for (size_t i = 0; i < n; i++)
		list[i] = ranked[i].finding;
	*list_r = list;
	return n;
}

bool say_place(const struct report *r, const struct finding *f, size_t *offset_r,
	size_t *length_r)
{
	if (!f->evidence || !r->root || f->evidence->bytes.n == 0 ||
		!span_inside(r->root->bytes, f->evidence->bytes))
		return false;
	*offset_r = (size_t)(f->evidence->bytes.p - r->root->bytes.p);
	*length_r = f->evidence->bytes.n;
	return true;
}
