/* mail.name.mixed: a word of a display name in which a letter of one alphabet passes for
 * one of another, as a Cyrillic "a" in a Latin word does. No script counts for itself, and
 * whole words of two scripts side by side are ordinary: parse/spoof has the rules. */
#include "checks/mail/sender.h"
#include "parse/spoof.h"

static enum sender_sight judge(
	struct job *job, const struct evidence *on, const struct address *a)
{
	struct spoof_mix mix;
	if (!spoof_find_mixed(a->name, &mix))
		return SENDER_CLEAN;
	struct finding *f = job_hit(job, sender_field(job, on, "From", 0), NULL);
	finding_text(f, "name", a->name);
	finding_text(f, "word", mix.word);
	finding_text(f, "script", span_from_cstr(mix.script));
	finding_text(f, "other", span_from_cstr(mix.other));
	return SENDER_HIT;
}

static void run(struct job *job, const struct evidence *on)
{
	sender_judge_each(job, on, judge);
}

const struct check check_mail_name_mixed = {
	.code = "mail.name.mixed",
	.title = "The sender's name mixes look-alike alphabets",
	.on = EV_MAIL,
	.run = run,
};
