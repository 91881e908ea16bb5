/* Pairing the words of two names, and what that tells (name.h). */
#include "known/name.h"

#include <errno.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/must.h"

enum { CANDIDATES_MAX = 3 * NAME_WORDS_MAX * NAME_WORDS_MAX };

static const double other_numbers = 0.2;

static const char *const names[NAME_FEATURES] = {
	[NAME_CONSTANT] = "constant",
	[NAME_AGAINST] = "against",
	[NAME_IS_AGAINST] = "is-against",
	[NAME_MUCH_AGAINST] = "much-against",
	[NAME_EXTRA] = "extra",
	[NAME_IS_EXTRA] = "is-extra",
	[NAME_EDITS] = "edits",
	[NAME_EDIT_COUNT] = "edit-count",
	[NAME_IS_EDITED] = "is-edited",
	[NAME_WORST] = "worst",
	[NAME_WORST_2] = "worst-2",
	[NAME_FIRST_LETTER] = "first-letter",
	[NAME_INITIALS] = "initials",
	[NAME_SOUND] = "sound",
	[NAME_FAR] = "far",
	[NAME_LENGTHS] = "lengths",
	[NAME_PAIRED_SHORT] = "paired-short",
	[NAME_PAIRED_LONG] = "paired-long",
	[NAME_REORDERED] = "reordered",
	[NAME_WHOLE] = "whole",
	[NAME_NUMBERS] = "numbers",
	[NAME_ONE_WORD] = "one-word",
	[NAME_LENGTH] = "length",
	[NAME_WORST_LENGTH] = "worst-length",
	[NAME_EQUAL] = "equal",
	[NAME_PAIRED_LETTERS] = "paired-letters",
	[NAME_PAIRED_WORDS] = "paired-words",
	[NAME_ONE_OF_MANY] = "one-of-many",
};

const char *name_feature_name(enum name_feature feature)
{
	return feature < NAME_FEATURES ? names[feature] : "?";
}

int name_model_read(struct span text, struct name_model *model_r, struct err *err_r)
{
	*model_r = (struct name_model){ 0 };
	const struct model_setting settings[] = {
		{ "precision", &model_r->precision },
		{ "recall", &model_r->recall },
	};
	return model_read(text, names, NAME_FEATURES, model_r->weights, settings,
		sizeof(settings) / sizeof(*settings), err_r);
}

void name_model_standard(struct name_model *model_r)
{
	struct err err;
	int r = name_model_read(
		span_of(name_model_table, name_model_table_bytes), model_r, &err);
	must(r == 0);
}

/* ---- how alike two words are */

size_t name_distance(struct span a, struct span b)
{
	uint16_t rows[3][NAME_BYTES_MAX + 1];
	uint16_t *before = rows[0], *last = rows[1], *now = rows[2];
	a = span_take(a, NAME_BYTES_MAX);
	b = span_take(b, NAME_BYTES_MAX);
	for (size_t j = 0; j <= b.n; j++)
		last[j] = (uint16_t)j;
	for (size_t i = 1; i <= a.n; i++) {
		now[0] = (uint16_t)i;
		for (size_t j = 1; j <= b.n; j++) {
			bool same = a.p[i - 1] == b.p[j - 1];
			unsigned best = last[j - 1] + !same;
			best = last[j] + 1u < best ? last[j] + 1u : best;
			best = now[j - 1] + 1u < best ? now[j - 1] + 1u : best;
			if (i > 1 && j > 1 && a.p[i - 1] == b.p[j - 2] &&
				a.p[i - 2] == b.p[j - 1] && before[j - 2] + 1u < best)
				best = before[j - 2] + 1u;
			now[j] = (uint16_t)best;
		}
		uint16_t *free_row = before;
		before = last;
		last = now;
		now = free_row;
	}
	return last[b.n];
}

static double likeness(struct span a, struct span b)
{
	size_t longest = a.n > b.n ? a.n : b.n;
	if (longest == 0 || span_equal(a, b))
		return 1;
	return 1 - (double)name_distance(a, b) / (double)longest;
}

/* ---- pairing */

struct candidate {
	struct name_pair pair;
	double rank;
	unsigned order;
};

struct pairing {
	const struct name *a, *b;
	struct candidate candidates[CANDIDATES_MAX];
	size_t count;
	bool used_a[NAME_WORDS_MAX + 1], used_b[NAME_WORDS_MAX + 1];
};

/* One word, or two that stand together, as one. */
static struct span words_at(const struct name *n, size_t at, unsigned count,
	char room[2 * NAME_WORD_BYTES_MAX])
{
	struct span first = n->words[at].text;
	if (count == 1)
		return first;
	struct span second = n->words[at + 1].text;
	memcpy(room, first.p, first.n);
	memcpy(room + first.n, second.p, second.n);
	return span_of(room, first.n + second.n);
}

static bool is_number(struct span word)
{
	for (size_t i = 0; i < word.n; i++)
		if (word.p[i] < '0' || word.p[i] > '9')
			return false;
	return word.n > 0;
}

/* Of single words; of joined ones it is not asked. */
static bool sound_alike(const struct pairing *p, const struct name_pair *pair)
{
	return pair->a_count + pair->b_count == 2 &&
	       span_equal(p->a->words[pair->a].sound, p->b->words[pair->b].sound);
}

/* Whose lengths alone keep them from being so alike. */
static bool are_far(struct span a, struct span b, double least)
{
	size_t shorter = a.n < b.n ? a.n : b.n, longer = a.n < b.n ? b.n : a.n;
	return (double)shorter < least * (double)longer;
}

static void add_candidate(struct pairing *p, struct name_pair pair)
{
	char x[2 * NAME_WORD_BYTES_MAX], y[2 * NAME_WORD_BYTES_MAX];
	struct span a = words_at(p->a, pair.a, pair.a_count, x);
	struct span b = words_at(p->b, pair.b, pair.b_count, y);
	bool joined = pair.a_count + pair.b_count > 2;
	double least = joined ? 0.8 : 0.5;
	pair.initial = (a.n == 1 || b.n == 1) && a.p[0] == b.p[0];
	bool kept = !joined && (pair.initial || sound_alike(p, &pair));
	if (!kept && are_far(a, b, least))
		return;
	/* 44 is not 45, however alike they look. */
	if ((is_number(a) || is_number(b)) && !span_equal(a, b))
		return;
	pair.likeness = likeness(a, b);
	if (!kept && pair.likeness < least)
		return;
	double rank = pair.likeness + 0.0005 * (double)(a.n + b.n) + (joined ? 0.001 : 0);
	p->candidates[p->count] = (struct candidate){ pair, rank, (unsigned)p->count };
	p->count++;
}

static int compare_candidates(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;
	if (x->rank < y->rank || x->rank > y->rank)
		return x->rank > y->rank ? -1 : 1;
	return x->order < y->order ? -1 : x->order > y->order;
}

static void find_candidates(struct pairing *p)
{
	for (size_t i = 0; i < p->a->count; i++)
		for (size_t j = 0; j < p->b->count; j++) {
			add_candidate(p, (struct name_pair){ i, j, 1, 1, false, 0 });
			if (i + 1 < p->a->count)
				add_candidate(
					p, (struct name_pair){ i, j, 2, 1, false, 0 });
			if (j + 1 < p->b->count)
				add_candidate(
					p, (struct name_pair){ i, j, 1, 2, false, 0 });
		}
	if (p->count)
		qsort(p->candidates, p->count, sizeof(*p->candidates),
			compare_candidates);
}

static bool take(bool *used, size_t at, unsigned count)
{
	if (used[at] || (count == 2 && used[at + 1]))
		return false;
	used[at] = true;
	used[at + count - 1] = true;
	return true;
}

static bool is_free(const bool *used, size_t at, unsigned count)
{
	return !used[at] && !(count == 2 && used[at + 1]);
}

/* The likest first, each word once. */
static void pair_words(struct pairing *p, struct name_match *m)
{
	find_candidates(p);
	for (size_t i = 0; i < p->count; i++) {
		const struct name_pair *pair = &p->candidates[i].pair;
		if (!is_free(p->used_a, pair->a, pair->a_count) ||
			!is_free(p->used_b, pair->b, pair->b_count))
			continue;
		take(p->used_a, pair->a, pair->a_count);
		take(p->used_b, pair->b, pair->b_count);
		m->pairs[m->pair_count++] = *pair;
	}
}

/* ---- what it tells */

/* How much of whom a word tells. */
static double importance(const struct name_word *word)
{
	static const double of[NAME_KINDS] = { [NAME_WORD] = 1,
		[NAME_LEGAL] = 0.15,
		[NAME_TITLE] = 0.1,
		[NAME_PARTICLE] = 0.25,
		[NAME_NUMBER] = 1,
		[NAME_SPELLING] = 1 };
	return of[word->kind];
}

static double weight(const struct name *n, size_t at)
{
	return importance(&n->words[at]) * (double)n->words[at].text.n;
}

/* Letters of all words, or of those that were left over. */
static double letters(const struct name *n, const bool *used)
{
	double sum = 0;
	for (size_t i = 0; i < n->count; i++)
		sum += used && used[i] ? 0 : weight(n, i);
	return sum;
}

static void tell_pair(const struct pairing *p, const struct name_pair *pair, double *f)
{
	char x[2 * NAME_WORD_BYTES_MAX], y[2 * NAME_WORD_BYTES_MAX];
	struct span a = words_at(p->a, pair->a, pair->a_count, x);
	struct span b = words_at(p->b, pair->b, pair->b_count, y);
	bool initial = pair->initial && !span_equal(a, b);
	double both = fmin(importance(&p->a->words[pair->a]) * (double)a.n,
		importance(&p->b->words[pair->b]) * (double)b.n);
	f[NAME_PAIRED_SHORT] += pair->initial ? 1 : both;
	f[NAME_INITIALS] += initial;
	f[NAME_EQUAL] += span_equal(a, b);
	if (initial || span_equal(a, b))
		return;
	double differs = (1 - pair->likeness) * importance(&p->a->words[pair->a]);
	bool sound = sound_alike(p, pair);
	f[NAME_SOUND] += sound;
	differs *= sound ? 0.5 : 1;
	f[NAME_EDIT_COUNT] += (double)name_distance(a, b);
	f[NAME_FIRST_LETTER] += a.p[0] != b.p[0];
	f[NAME_FAR] += pair->likeness < 0.75;
	f[NAME_LENGTHS] += a.n > b.n + 1 || b.n > a.n + 1;
	if (differs > f[NAME_WORST]) {
		f[NAME_WORST] = differs;
		f[NAME_WORST_LENGTH] = differs * log((double)(a.n + b.n + 1));
	}
}

static bool are_crossed(const struct name_pair *x, const struct name_pair *y)
{
	return (x->a < y->a) != (x->b < y->b);
}

static bool is_reordered(const struct name_match *m)
{
	for (size_t i = 0; i < m->pair_count; i++)
		for (size_t k = 0; k < i; k++)
			if (are_crossed(&m->pairs[i], &m->pairs[k]))
				return true;
	return false;
}

static bool has_word(const struct name *n, struct span word)
{
	for (size_t i = 0; i < n->count; i++)
		if (span_equal(n->words[i].text, word))
			return true;
	return false;
}

/* A number that the other name lacks. */
static bool lacks_numbers(const struct name *a, const struct name *b)
{
	for (size_t i = 0; i < a->count; i++)
		if (is_number(a->words[i].text) && !has_word(b, a->words[i].text))
			return true;
	return false;
}

static void tell(const struct pairing *p, struct name_match *m)
{
	double *f = m->features;
	const struct name *a = p->a, *b = p->b;
	double all_a = fmax(letters(a, NULL), 0.1), all_b = fmax(letters(b, NULL), 0.1);
	double left_a = letters(a, p->used_a), left_b = letters(b, p->used_b);
	double against = fmin(left_a, left_b), extra = fmax(left_a, left_b) - against;
	double shorter = fmin(all_a, all_b), longer = fmax(all_a, all_b);
	size_t longest = a->joined.n > b->joined.n ? a->joined.n : b->joined.n;
	size_t fewest = a->count < b->count ? a->count : b->count;
	for (size_t i = 0; i < m->pair_count; i++)
		tell_pair(p, &m->pairs[i], f);
	f[NAME_CONSTANT] = 1;
	f[NAME_AGAINST] = against / shorter;
	f[NAME_IS_AGAINST] = against > 0;
	f[NAME_MUCH_AGAINST] = against >= 3;
	f[NAME_EXTRA] = extra / longer;
	f[NAME_IS_EXTRA] = extra > 0;
	f[NAME_EDITS] = f[NAME_EDIT_COUNT] / (double)(longest ? longest : 1);
	f[NAME_EDIT_COUNT] = fmin(f[NAME_EDIT_COUNT], 4);
	f[NAME_IS_EDITED] = f[NAME_EDIT_COUNT] > 0;
	f[NAME_WORST_2] = f[NAME_WORST] * f[NAME_WORST];
	f[NAME_PAIRED_LETTERS] = log1p(f[NAME_PAIRED_SHORT]);
	f[NAME_PAIRED_WORDS] = fmin((double)m->pair_count - f[NAME_INITIALS], 3);
	f[NAME_ONE_OF_MANY] = fewest == 1 && a->count != b->count;
	f[NAME_PAIRED_LONG] = f[NAME_PAIRED_SHORT] / longer;
	f[NAME_PAIRED_SHORT] /= shorter;
	f[NAME_REORDERED] = is_reordered(m);
	f[NAME_WHOLE] = likeness(a->joined, b->joined);
	f[NAME_NUMBERS] = lacks_numbers(a, b) || lacks_numbers(b, a);
	f[NAME_ONE_WORD] = fewest == 1;
	f[NAME_LENGTH] = log(shorter);
	f[NAME_EQUAL] /= (double)(fewest ? fewest : 1);
}

/* "Co., Ltd." is nobody's name: it is itself, and nothing else. */
static bool names_nobody(const struct name *n)
{
	for (size_t i = 0; i < n->count; i++)
		if (importance(&n->words[i]) >= 1)
			return false;
	return true;
}

void name_compare(const struct name *a, const struct name *b,
	const struct name_model *model, struct name_match *match_r)
{
	struct pairing
		p; /* its candidates are large, and are written before they are read */
	p.a = a;
	p.b = b;
	p.count = 0;
	memset(p.used_a, 0, sizeof(p.used_a));
	memset(p.used_b, 0, sizeof(p.used_b));
	*match_r = (struct name_match){ 0 };
	pair_words(&p, match_r);
	tell(&p, match_r);
	if ((names_nobody(a) || names_nobody(b)) && !span_equal(a->joined, b->joined))
		return;
	match_r->probability = model_probability(
		model->weights, b->organization, match_r->features, NAME_FEATURES);
	/* Too few labelled pairs have numbers for their weight to be learned. */
	if (lacks_numbers(a, b) && lacks_numbers(b, a))
		match_r->probability *= other_numbers;
}
