/* mail.authres.forged: results in the name of the user's own mail server, in the part of the
 * header that the sender wrote. Nobody does that by accident: it is written to make a
 * careless reader believe that the letter was verified. checks/mail/border.c says what is
 * "the part that the sender wrote" and which honest letters had to be told from it. */
#include "checks/mail/border.h"
#include "core/check.h"

static void run(struct job *job, const struct evidence *on)
{
	struct border border = border_read(job, letter_of(on));
	if (!border.pinned && border.named)
		job_unknown(job, on, GAP_UNTRUSTED);
	else if (border.forged)
		finding_text(job_hit(job, on, NULL), "authserv", border.forged_id);
	else
		job_clear(job, on, NULL);
}

const struct check check_mail_authres_forged = {
	.code = "mail.authres.forged",
	.title = "Results written in the name of your mail server",
	.on = EV_MAIL,
	.run = run,
};
