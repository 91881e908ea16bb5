/* mail.lure: a letter whose words, taken together, are those of letters that steal. No word
 * of it is one; data/lure has, for a few thousand words and pairs, how much each tells for
 * or against, as tools/train-lure learned it (logistic regression), and the sum is compared
 * with two marks. docs/accuracy.md tells with which errors.
 *
 * Who writes a letter can choose its words, so the silence of this check says nothing.
 *
 * Variants: none, "sure" (over the mark that one honest letter in four thousand passes),
 * "owner" (proved to come from an organization that thieves imitate, so it is what they
 * imitate). */
#include "checks/mail/lure.h"

#include "checks/mail/organisation.h"
#include "checks/mail/proof.h"

enum {
	LURE_TELLS = 3,	    /* words quoted in the finding */
	LURE_KNOWN_MIN = 3, /* words of the table; of fewer the sum is chance */
};

struct tally {
	uint64_t *seen; /* bits, by slot */
	int sum;
	unsigned known;
	struct span tells[LURE_TELLS]; /* what told most */
	int weights[LURE_TELLS];
};

uint32_t lure_hash(struct span feature)
{
	uint32_t hash = 2166136261u;
	for (size_t i = 0; i < feature.n; i++)
		hash = (hash ^ feature.p[i]) * 16777619u;
	return hash ^ hash >> 15;
}

static const struct lure_row *find(struct span feature, uint32_t *slot_r)
{
	uint32_t slot = lure_hash(feature) & (lure_slots - 1);
	while (lure_table[slot].text) {
		*slot_r = slot;
		if (span_equal(feature, span_from_cstr(lure_table[slot].text)))
			return &lure_table[slot];
		slot = (slot + 1) & (lure_slots - 1);
	}
	return NULL;
}

/* What is quoted are words; what a letter does is told by other checks. Two words say more
 * to a reader than one. */
static void note_words(struct tally *t, const struct lure_row *row)
{
	struct span text = span_from_cstr(row->text);
	if (text.p[0] == '=' || span_starts_with(text, SPAN("subject : ")))
		return;
	t->known++;
	int weight = row->weight * (span_find_byte(text, ' ') == SPAN_NONE ? 1 : 3);
	for (unsigned i = 0; i < LURE_TELLS; i++) {
		if (weight <= t->weights[i])
			continue;
		for (unsigned k = LURE_TELLS - 1; k > i; k--) {
			t->tells[k] = t->tells[k - 1];
			t->weights[k] = t->weights[k - 1];
		}
		t->tells[i] = text;
		t->weights[i] = weight;
		return;
	}
}

static void count(void *state, struct span feature)
{
	struct tally *t = state;
	uint32_t slot = 0;
	const struct lure_row *row = find(feature, &slot);
	if (!row || t->seen[slot / 64] >> slot % 64 & 1)
		return;
	t->seen[slot / 64] |= 1ull << slot % 64;
	t->sum += row->weight;
	note_words(t, row);
}

static void quote(struct job *job, struct finding *f, const struct tally *t)
{
	struct text words;
	text_init(&words, job->arena, 256);
	for (unsigned i = 0; i < LURE_TELLS && t->tells[i].n; i++) {
		text_add_cstr(&words, i ? ", \"" : "\"");
		text_add(&words, t->tells[i]);
		text_add_byte(&words, '"');
	}
	finding_text(f, "words", text_span(&words));
}

/* Proved to be from one of the organizations whose letters thieves imitate. */
static bool is_of_owner(struct job *job, struct letter *letter)
{
	for (size_t i = 0; i < organisation_count; i++)
		if (organisation_owns(&organisations[i], letter->author_domain))
			return letter_proof(job, letter)->proof == PROOF_GIVEN;
	return false;
}

static const char *variant_of(struct job *job, struct letter *letter, int sum)
{
	if (is_of_owner(job, letter))
		return "owner";
	return sum > lure_mark_sure ? "sure" : NULL;
}

static void run(struct job *job, const struct evidence *on)
{
	struct letter *letter = letter_of(on);
	struct tally t = { .sum = lure_bias };
	t.seen = arena_array(job->arena, lure_slots / 64 + 1, sizeof(*t.seen));
	lure_features(job, letter, count, &t);
	job_breathe(job);
	if (t.sum > lure_mark && t.known >= LURE_KNOWN_MIN && t.tells[0].n)
		quote(job, job_hit(job, on, variant_of(job, letter, t.sum)), &t);
	else if (letter->text_cut)
		job_unknown(job, on, GAP_LIMIT);
	else
		job_clear(job, on, NULL);
}

const struct check check_mail_lure = {
	.code = "mail.lure",
	.title = "A letter has the words of letters that steal",
	.on = EV_MAIL,
	.run = run,
};
