/* mail.habit: this letter is not made as this person's letters are: another program, another
 * shape of Message-ID, another time zone, another server that brought it. People have a phone
 * and a desk, and travel, so one difference is nothing, and it takes ten earlier letters to
 * have habits (Gascon et al. 2018 profile structure in the same way).
 *
 * Variants: "two" (two kinds differ), none (three or more). */
#include "checks/mail/known.h"
#include "checks/mail/memo.h"

enum { LETTERS_MIN = 10, OF_KIND_MIN = 8 };

/* True when there are habits of the kind, and this value was never among them. */
static bool is_unusual(
	const struct people_answer *a, enum habit_kind kind, struct span value)
{
	uint64_t count = 0;
	if (value.n == 0)
		return false;
	for (size_t i = 0; i < a->habit_count; i++) {
		if (a->habits[i].kind != kind)
			continue;
		if (span_equal(a->habits[i].value, value))
			return false;
		count += a->habits[i].count;
	}
	return count >= OF_KIND_MIN;
}

static void add_name(struct text *t, enum habit_kind kind)
{
	static const char *const words[HABIT_WALLET] = { "program", "Message-ID",
		"time zone", "server" };
	text_add_cstr(t, t->n ? ", " : "");
	text_add_cstr(t, words[kind]);
}

static unsigned differences(
	const struct known *k, const struct memo *memo, struct text *t)
{
	unsigned n = 0;
	for (int i = 0; i < HABIT_WALLET; i++) { /* that is mail.wallet's */
		if (!is_unusual(k->a, (enum habit_kind)i, memo->habits[i]))
			continue;
		add_name(t, (enum habit_kind)i);
		n++;
	}
	return n;
}

static void run(struct job *job, const struct evidence *on)
{
	struct known k;
	struct memo memo;
	struct text t;
	if (!known_begin(job, on, &k))
		return;
	text_init(&t, job->arena, 200);
	bool judged =
		k.a->heard.count >= LETTERS_MIN && memo_of_letter(job, k.letter, &memo);
	unsigned n = judged ? differences(&k, &memo, &t) : 0;
	if (n < 2) {
		sender_nothing(job, on);
		return;
	}
	if (known_is_allowed(&k, k.author->domain))
		return;
	struct finding *f = job_hit(job, on, n == 2 ? "two" : NULL);
	finding_text(f, "address", known_author_address(&k));
	finding_text(f, "what", text_span(&t));
}

const struct check check_mail_habit = {
	.code = "mail.habit",
	.title = "Not made the way this person's letters are",
	.on = EV_MAIL,
	.needs = NEED_PEOPLE,
	.run = run,
};
