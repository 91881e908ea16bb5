/* The policy file: rows of "code[/variant] tier family unknown" into a table, and rules. The file is
 * the user's or the package's own, so an error in it is named by line and ends the start. */
#include "core/policy.h"

#include <errno.h>

struct row {
	struct span key; /* "code" or "code/variant" */
	struct weight weight;
};

/* What a finding does beside its own weight. */
struct rule {
	struct span key;
	bool first_contact; /* else it lifts */
	enum family family;
	enum tier tier;
};

struct policy {
	struct row *rows;
	size_t count, capacity;
	struct rule *rules;
	size_t rule_count, rule_capacity;
};

static const char *const tier_names[] = { "info", "weak", "medium", "strong" };
static const char *const family_names[FAMILIES] = { "auth", "sender", "history",
	"content", "link", "file", "name", "container", "behaviour", "knowledge",
	"engine" };
static const char *const unknown_names[] = { "note", "undecided" };

enum { WORDS_MAX = 5 };

const char *tier_name(enum tier tier)
{
	return tier_names[tier];
}

const char *family_name(enum family family)
{
	return family_names[family];
}

/* Index of `word` among `names`, or -1. */
static int index_of(struct span word, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (span_equal(word, span_from_cstr(names[i])))
			return (int)i;
	return -1;
}
#define INDEX_OF(word, names)                                                            \
	index_of((word), (names), sizeof(names) / sizeof((names)[0]))

static size_t split_words(struct span line, struct span words[WORDS_MAX + 1])
{
	size_t n = 0;
	line = span_take(line, span_find_byte(line, '#'));
	for (line = span_trim(line); line.n && n <= WORDS_MAX; line = span_trim(line)) {
		size_t end = 0;
		while (end < line.n && !ascii_is_space(line.p[end]))
			end++;
		words[n++] = span_take(line, end);
		line = span_skip(line, end);
	}
	return n;
}

static int add_rule(struct arena *arena, struct policy *p, const struct span *words,
	size_t n, unsigned number, struct err *err_r)
{
	struct rule rule = { .key = n > 2 ? words[2] : SPAN("") };
	rule.first_contact = n == 3 && span_equal(words[1], SPAN("first-contact"));
	bool lifts = n == 5 && span_equal(words[1], SPAN("lifts"));
	int family = lifts ? INDEX_OF(words[3], family_names) : 0;
	int tier = lifts ? INDEX_OF(words[4], tier_names) : 0;
	if ((!lifts && !rule.first_contact) || family < 0 || tier < 0)
		return err_set(err_r, EINVAL,
			"policy line %u: want \"rule first-contact CODE\" or \"rule "
			"lifts CODE "
			"FAMILY TIER\"",
			number);
	rule.family = (enum family)family;
	rule.tier = (enum tier)tier;
	p->rules = arena_grow(
		arena, p->rules, p->rule_count, &p->rule_capacity, sizeof(*p->rules));
	p->rules[p->rule_count++] = rule;
	return 0;
}

static int add_row(struct arena *arena, struct policy *p, struct span line,
	unsigned number, struct err *err_r)
{
	enum { ROW_WORDS = 4 };
	struct span words[WORDS_MAX + 1];
	size_t n = split_words(line, words);
	if (n == 0)
		return 0;
	if (span_equal(words[0], SPAN("rule")))
		return add_rule(arena, p, words, n, number, err_r);
	if (n != ROW_WORDS)
		return err_set(err_r, EINVAL,
			"policy line %u: want \"code tier family unknown\", four words",
			number);
	int tier = INDEX_OF(words[1], tier_names);
	int family = INDEX_OF(words[2], family_names);
	int unknown = INDEX_OF(words[3], unknown_names);
	if (tier < 0 || family < 0 || unknown < 0)
		return err_set(err_r, EINVAL, "policy line %u: no such %s", number,
			tier < 0     ? "tier (info weak medium strong)"
			: family < 0 ? "family"
				     : "word for unknown (note undecided)");
	p->rows = arena_grow(arena, p->rows, p->count, &p->capacity, sizeof(*p->rows));
	p->rows[p->count++] = (struct row){ words[0],
		{ (enum tier)tier, (enum family)family, unknown == 1 } };
	return 0;
}

int policy_parse(struct arena *arena, struct span text, struct policy **policy_r,
	struct err *err_r)
{
	struct policy *p = arena_new(arena, struct policy);
	text = arena_copy(arena, text);
	for (unsigned number = 1; text.n; number++) {
		int r = add_row(arena, p, span_line(&text), number, err_r);
		if (r < 0)
			return r;
	}
	*policy_r = p;
	return 0;
}

static bool key_is(struct span key, struct span code, const char *variant)
{
	if (!variant)
		return span_equal(key, code);
	return key.n > code.n && key.p[code.n] == '/' && span_starts_with(key, code) &&
	       span_equal(span_skip(key, code.n + 1), span_from_cstr(variant));
}

static const struct row *find(
	const struct policy *p, const char *code, const char *variant)
{
	struct span wanted = span_from_cstr(code);
	for (size_t i = 0; i < p->count; i++)
		if (key_is(p->rows[i].key, wanted, variant))
			return &p->rows[i];
	return NULL;
}

struct weight policy_weight(
	const struct policy *p, const struct finding *f, bool *known_r)
{
	static const struct weight nothing = { TIER_INFO, FAMILY_ENGINE, true };
	const struct row *row = f->variant ? find(p, f->code, f->variant) : NULL;
	if (!row)
		row = find(p, f->code, NULL);
	if (known_r)
		*known_r = row != NULL;
	struct weight weight = row ? row->weight : nothing;
	if (f->state == STATE_UNKNOWN && f->gap == GAP_NO_PEOPLE)
		weight.unknown_matters = false;
	return weight;
}

static const struct rule *find_rule(
	const struct policy *p, const struct finding *f, bool first_contact)
{
	struct span code = span_from_cstr(f->code);
	for (size_t i = 0; i < p->rule_count; i++) {
		const struct rule *rule = &p->rules[i];
		if (rule->first_contact == first_contact &&
			(key_is(rule->key, code, f->variant) ||
				key_is(rule->key, code, NULL)))
			return rule;
	}
	return NULL;
}

bool policy_is_first_contact(const struct policy *p, const struct finding *f)
{
	return f->state == STATE_HIT && find_rule(p, f, true) != NULL;
}

bool policy_lifts(const struct policy *p, const struct finding *f, enum family *family_r,
	enum tier *tier_r)
{
	const struct rule *rule = f->state == STATE_CLEAR ? find_rule(p, f, false) : NULL;
	if (!rule)
		return false;
	*family_r = rule->family;
	*tier_r = rule->tier;
	return true;
}
