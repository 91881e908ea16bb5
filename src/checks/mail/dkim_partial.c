/* mail.dkim.partial: text that stands behind the signed part of the body. With l= (RFC 6376
 * section 8.2) anyone may add a page to a signed letter, and the signature still verifies.
 * It is no alarm where another signature of the same domain covers all. */
#include "checks/mail/letter.h"

static bool covers_all(const struct dkim_signature *s)
{
	return s->result == DKIM_PASS && s->body_signed == s->body_bytes;
}

static bool another_covers(const struct dkim_report *report, struct span domain)
{
	for (size_t i = 0; i < report->count; i++)
		if (covers_all(&report->signatures[i]) &&
			span_equal_nocase(report->signatures[i].domain, domain))
			return true;
	return false;
}

static bool leaves_text(const struct dkim_report *report, const struct dkim_signature *s)
{
	return s->result == DKIM_PASS && s->body_bytes > s->body_signed &&
	       !another_covers(report, s->domain);
}

/* Anyone can write a List-Id. It excuses the added text only where that is no way round the
 * owner's policy: who asks for refusal of what is unsealed cannot mean this page. */
static bool is_of_a_list(
	struct job *job, const struct evidence *on, const struct dkim_signature *s)
{
	struct letter *letter = letter_of(on);
	if (header_count(&letter->mail.header, "List-Id") == 0)
		return false;
	const struct dmarc_outcome *dmarc = letter_dmarc(job, letter);
	return dmarc->policy == DMARC_POLICY_NONE ||
	       !span_equal_nocase(dmarc->proved_by, s->domain);
}

static void say(
	struct job *job, const struct evidence *on, const struct dkim_signature *s)
{
	const struct dmarc_outcome *dmarc = letter_dmarc(job, letter_of(on));
	bool list = is_of_a_list(job, on, s);
	/* Whether the owner asks for refusal could not be learned. */
	if (list && dmarc->result == DMARC_TEMPERROR)
		job_unknown(job, on, dmarc->gap);
	struct finding *f = job_hit(job, on, list ? "list" : NULL);
	finding_text(f, "domain", s->domain);
	finding_number(f, "bytes", (int64_t)(s->body_bytes - s->body_signed));
	finding_number(f, "signed", (int64_t)s->body_signed);
}

static void run(struct job *job, const struct evidence *on)
{
	const struct dkim_report *report = letter_dkim(job, letter_of(on));
	size_t hits = 0;
	enum gap gap = report->cut ? GAP_LIMIT : GAP_NONE;
	for (size_t i = 0; i < report->count; i++) {
		const struct dkim_signature *s = &report->signatures[i];
		if (s->result == DKIM_TEMPERROR && s->body_limited)
			gap = s->gap;
		if (!leaves_text(report, s))
			continue;
		say(job, on, s);
		hits++;
	}
	if (hits == 0 && gap != GAP_NONE)
		job_unknown(job, on, gap);
	else if (hits == 0)
		job_clear(job, on, NULL);
}

const struct check check_mail_dkim_partial = {
	.code = "mail.dkim.partial",
	.title = "Text stands behind what was signed",
	.on = EV_MAIL,
	.run = run,
};
