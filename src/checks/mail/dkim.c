/* mail.dkim: what the signatures of a letter prove. One finding each: proved, broken, or
 * proving nothing. A broken one is a weak sign at most, since lists and relays break
 * signatures every day; whether the author's domain is proved is for mail.dmarc. A
 * signature that cannot be used (no key, old algorithm) is as none, RFC 6376 section 6.1. */
#include "checks/mail/letter.h"
#include "parse/received.h"

/* As of when x= counts: for a letter being delivered now, and for one in a mailbox when
 * the topmost relay took it. A forged date could only revive an expired signature, while
 * "now" would expire every stored letter of the large providers (they sign for a week). */
static int64_t came_s(struct job *job, const struct letter *letter)
{
	struct received received;
	const struct header_field *top = header_find(&letter->mail.header, "Received", 0);
	if (letter->envelope.source == ENVELOPE_CALLER || !top ||
		received_parse(job->arena, top->value, &received) == GOT_NONE)
		return job->now_s;
	bool usable = received.date_s != INT64_MIN && received.date_s < job->now_s;
	return usable ? received.date_s : job->now_s;
}

/* What rests on a hash over half a letter is not known. */
static void doubt(struct dkim_signature *s)
{
	if (s->result == DKIM_PERMERROR && s->why != DKIM_WHY_LENGTH)
		return;
	if (s->result == DKIM_TEMPERROR)
		return;
	s->result = DKIM_TEMPERROR;
	s->gap = GAP_LIMIT;
}

const struct dkim_report *letter_dkim(struct job *job, struct letter *letter)
{
	if (letter->dkim)
		return letter->dkim;
	struct dkim_report *report = arena_new(job->arena, struct dkim_report);
	*report = dkim_check_at(job, &letter->mail, came_s(job, letter));
	for (size_t i = 0; letter_is_cut(letter) && i < report->count; i++)
		doubt(&report->signatures[i]);
	letter->dkim = report;
	return report;
}

static struct finding *describe(struct finding *f, const struct dkim_signature *s)
{
	finding_text(f, "domain", s->domain);
	finding_text(f, "selector", s->selector);
	finding_text(f, "algorithm", s->algorithm);
	finding_number(f, "bits", s->key_bits);
	finding_text(f, "result", span_from_cstr(dkim_result_name(s->result)));
	return finding_text(f, "why", span_from_cstr(dkim_why_name(s->why)));
}

static bool is_list_mail(const struct letter *letter)
{
	return header_count(&letter->mail.header, "List-Id") > 0;
}

/* The footer of a list breaks the body's hash and nothing else. */
static bool a_list_broke_it(const struct letter *letter, const struct dkim_signature *s)
{
	return s->why == DKIM_WHY_BODY && s->header_intact && is_list_mail(letter);
}

static void judge(struct job *job, const struct evidence *on, const struct letter *letter,
	const struct dkim_signature *s)
{
	switch (s->result) {
	case DKIM_PASS: describe(job_clear(job, on, "proved"), s); break;
	case DKIM_FAIL:
		describe(job_hit(job, on, a_list_broke_it(letter, s) ? "list" : "broken"),
			s);
		break;
	case DKIM_TEMPERROR: describe(job_unknown(job, on, s->gap), s); break;
	case DKIM_POLICY: describe(job_clear(job, on, "expired"), s); break;
	case DKIM_NONE:
	case DKIM_NEUTRAL:
	case DKIM_PERMERROR: describe(job_clear(job, on, "unusable"), s); break;
	}
}

static void run(struct job *job, const struct evidence *on)
{
	struct letter *letter = letter_of(on);
	const struct dkim_report *report = letter_dkim(job, letter);
	for (size_t i = 0; i < report->count; i++)
		judge(job, on, letter, &report->signatures[i]);
	if (report->cut)
		job_unknown(job, on, GAP_LIMIT);
	else if (report->count == 0)
		job_clear(job, on, "none");
}

const struct check check_mail_dkim = {
	.code = "mail.dkim",
	.title = "What the letter's signatures prove",
	.on = EV_MAIL,
	.run = run,
};
