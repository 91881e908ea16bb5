/* mail.plot: what a stranger's letter says adds up to one of the known plots (asks_plot()): work
 * that nobody asked for and a program to run for it, a call that "has no sound" until
 * something is installed, money to be paid at once and in secret.
 *
 * Each of these is said in honest letters; together, by somebody whom the user does not
 * know, they are how thieves begin. Not said of lists and machines. What is written in a language
 * without a list of phrases is not known.
 *
 * Variants: those of asks_plot(). */
#include "checks/mail/asks.h"
#include "checks/mail/known.h"
#include "checks/mail/phrase.h"

static bool is_of_a_stranger(struct job *job, struct letter *letter)
{
	const struct people_answer *a = letter_people(job, letter);
	if (sender_is_list(letter) || sender_is_automatic(job, letter))
		return false;
	if (a->status != PEOPLE_OK)
		return true;
	return !a->is_me && !acquaintance_is_established(&a->person, job->now_s);
}

static bool is_listed(struct job *job, struct letter *letter)
{
	struct span text = text_without_signature(letter_text(job, letter));
	return phrase_language_of(phrase_fold(job->arena, text)) == LANGUAGE_LISTED;
}

static void run(struct job *job, const struct evidence *on)
{
	struct letter *letter = letter_of(on);
	unsigned made_of;
	bool strange = is_of_a_stranger(job, letter);
	const char *plot = strange ? asks_plot(letter_asks(job, letter), &made_of) : NULL;
	if (plot)
		job_hit(job, on, plot);
	else if (letter->text_cut)
		job_unknown(job, on, GAP_LIMIT);
	else if (strange && !is_listed(job, letter))
		job_unknown(job, on, GAP_LANGUAGE);
	else
		sender_nothing(job, on);
}

const struct check check_mail_plot = {
	.code = "mail.plot",
	.title = "What a stranger says adds up to a known fraud",
	.on = EV_MAIL,
	.run = run,
};
