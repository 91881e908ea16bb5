/* mail.name.hidden: a display name with characters in it that show nothing: they split a
 * known name for programs but not for the eye, or turn the order in which it is read.
 * What is honest in which script is parse/spoof's business (emoji, Persian, Hindi, right-
 * to-left text and more need such characters).
 *
 * Variants name the kind: "blank", "bidi", "tag", "control". */
#include "checks/mail/sender.h"
#include "parse/spoof.h"

static const char *const hiding_names[] = {
	[SPOOF_BLANK] = "blank",
	[SPOOF_BIDI] = "bidi",
	[SPOOF_TAG] = "tag",
	[SPOOF_CONTROL] = "control",
};

static enum sender_sight judge(
	struct job *job, const struct evidence *on, const struct address *a)
{
	struct spoof_hidden hidden;
	if (!spoof_find_hidden(a->name, job->budget.hidden_marks, &hidden))
		return hidden.limit ? SENDER_LIMIT : SENDER_CLEAN;
	struct finding *f =
		job_hit(job, sender_field(job, on, "From", 0), hiding_names[hidden.kind]);
	finding_text(f, "name", a->name);
	finding_text(f, "character",
		span_from_cstr(arena_printf(job->arena, "U+%04X", hidden.code_point)));
	return SENDER_HIT;
}

static void run(struct job *job, const struct evidence *on)
{
	sender_judge_each(job, on, judge);
}

const struct check check_mail_name_hidden = {
	.code = "mail.name.hidden",
	.title = "The sender's name holds hidden characters",
	.on = EV_MAIL,
	.run = run,
};
