/* mail.authres: what the user's own border recorded about DMARC. Information: mail.dmarc
 * draws the conclusion, so that one fact never counts twice. Results of servers whom the
 * settings do not pin are nobody's word (RFC 8601 section 7.1), and are said to be so. */
#include "checks/mail/border.h"
#include "core/check.h"

static void run(struct job *job, const struct evidence *on)
{
	const struct letter *letter = letter_of(on);
	struct border border = border_read(job, letter);
	struct span author = border_author(job, letter);
	struct border_dmarc d = border_dmarc(job, &border, author);
	struct finding *f;
	if (border.count == 0 && border.named) {
		job_unknown(job, on, GAP_UNTRUSTED);
		return;
	}
	if (d.word == BORDER_FAIL)
		f = job_hit(job, on, d.enforced ? "dmarc-reject" : "dmarc-fail");
	else
		f = job_clear(job, on, d.word == BORDER_PASS ? "dmarc-pass" : NULL);
	if (border.count)
		finding_text(f, "authserv", border.results[0].authserv_id);
	finding_text(f, "domain", author);
}

const struct check check_mail_authres = {
	.code = "mail.authres",
	.title = "What your mail server recorded about the sender",
	.on = EV_MAIL,
	.run = run,
};
