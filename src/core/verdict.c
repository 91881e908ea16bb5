/* From findings to a verdict, by the rules of silence: one strong hit, or medium ones of
 * two families, is DANGER; one medium hit is CAUTION, and so are weak ones of two families at
 * first contact; one weak hit says nothing. What proves the sender takes weak hits of its own
 * family out of account, and nothing else.
 * Where nothing was found but something that matters could not be checked, the answer is
 * UNDECIDED. Pure: the same findings and policy give the same verdict. */
#include "core/verdict.h"

#include "base/must.h"

struct tally {
	bool strong;
	bool medium[FAMILIES], weak[FAMILIES];
	bool first_contact;
	bool matters_unknown;
	int lifted[FAMILIES]; /* hits up to this tier do not count; -1: none */
};

static unsigned families_in(const bool seen[FAMILIES])
{
	unsigned n = 0;
	for (unsigned i = 0; i < FAMILIES; i++)
		n += seen[i];
	return n;
}

static enum verdict_level level_of(const struct tally *t)
{
	unsigned medium = families_in(t->medium);
	if (t->strong || medium >= 2)
		return VERDICT_DANGER;
	if (medium == 1 || (t->first_contact && families_in(t->weak) >= 2))
		return VERDICT_CAUTION;
	return t->matters_unknown ? VERDICT_UNDECIDED : VERDICT_NOTHING_FOUND;
}

/* Keeps the strongest first; among equals the one found first. One code is one reason. */
static void consider_reason(
	struct verdict *v, const struct finding *f, const struct policy *policy)
{
	enum tier tier = policy_weight(policy, f, NULL).tier;
	if (tier < TIER_WEAK)
		return;
	for (size_t i = 0; i < v->reason_count; i++)
		if (strcmp(v->reasons[i]->code, f->code) == 0 &&
			policy_weight(policy, v->reasons[i], NULL).tier >= tier)
			return;
	size_t at = v->reason_count;
	while (at > 0 && policy_weight(policy, v->reasons[at - 1], NULL).tier < tier)
		at--;
	if (at == VERDICT_REASONS_MAX)
		return;
	if (v->reason_count < VERDICT_REASONS_MAX)
		v->reason_count++;
	for (size_t i = v->reason_count - 1; i > at; i--)
		v->reasons[i] = v->reasons[i - 1];
	v->reasons[at] = f;
}

static void count_finding(struct verdict *v, struct tally *t, const struct finding *f,
	const struct policy *policy)
{
	struct weight w = policy_weight(policy, f, NULL);
	if (f->state == STATE_UNKNOWN) {
		v->has_gaps = true;
		t->matters_unknown |= w.unknown_matters;
	} else if (f->state == STATE_HIT && (int)w.tier > t->lifted[w.family]) {
		t->strong |= w.tier == TIER_STRONG;
		t->medium[w.family] |= w.tier == TIER_MEDIUM;
		t->weak[w.family] |= w.tier == TIER_WEAK;
		consider_reason(v, f, policy);
	}
	t->first_contact |= policy_is_first_contact(policy, f);
}

static void note_lifted(
	struct tally *t, const struct finding *findings, const struct policy *policy)
{
	enum family family;
	enum tier tier;
	for (unsigned i = 0; i < FAMILIES; i++)
		t->lifted[i] = -1;
	for (const struct finding *f = findings; f; f = f->next)
		if (policy_lifts(policy, f, &family, &tier) &&
			(int)tier > t->lifted[family])
			t->lifted[family] = (int)tier;
}

struct verdict verdict_judge(const struct finding *findings, const struct policy *policy)
{
	struct verdict v = { 0 };
	struct tally t = { 0 };
	note_lifted(&t, findings, policy);
	for (const struct finding *f = findings; f; f = f->next)
		count_finding(&v, &t, f, policy);
	v.level = level_of(&t);
	return v;
}

const char *verdict_name(enum verdict_level level)
{
	static const char *const names[] = { "nothing-found", "undecided", "caution",
		"danger" };
	must(level <= VERDICT_DANGER);
	return names[level];
}
