/* mail.return-path: the envelope's sender is of another organization than From. Four in
 * five honest letters of lists have that: it is a fact worth showing and no sign of
 * anything. The null reverse-path (bounces) is not compared. */
#include "checks/mail/sender.h"
#include "parse/suffix.h"

/* The envelope's sender as the caller told it, else as the border wrote it. */
static struct span return_path(struct job *job, const struct letter *letter)
{
	if (letter->envelope.has_mail_from)
		return letter->envelope.mail_from;
	struct address_list list = sender_addresses(job, letter, "Return-Path");
	return list.count && list.list[0].domain.n ? sender_address(job, &list.list[0])
						   : SPAN("");
}

static void run(struct job *job, const struct evidence *on)
{
	const struct letter *letter = letter_of(on);
	struct span path = return_path(job, letter);
	size_t at = span_rfind_byte(path, '@');
	struct span domain = at == SPAN_NONE ? SPAN("") : span_skip(path, at + 1);
	const struct address *from = letter->from.count ? &letter->from.list[0] : NULL;
	if (!from || !from->domain.n || !domain.n ||
		suffix_same_organization(job->arena, domain, from->domain)) {
		sender_nothing(job, on);
		return;
	}
	struct finding *f = job_hit(job, sender_field(job, on, "Return-Path", 0), NULL);
	finding_text(f, "from", sender_address(job, from));
	finding_text(f, "path", path);
}

const struct check check_mail_return_path = {
	.code = "mail.return-path",
	.title = "Failures are reported to another organization",
	.on = EV_MAIL,
	.run = run,
};
