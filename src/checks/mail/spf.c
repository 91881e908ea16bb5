/* mail.spf: was the computer that delivered the letter allowed to, by the owner of the
 * envelope's domain (RFC 7208)? The envelope's domain, not the one people see: whether
 * the two belong together is for mail.dmarc.
 *
 * It is asked only where both the client and the reverse-path are known. With the client
 * alone the HELO name could be judged, but that says nothing of the sender, and taken for
 * the reverse-path it would make DMARC call "not known" a failure. "neutral" and "none"
 * are clear: the owner says nothing. FAIL is weak, since an honest forwarder fails too. */
#include "base/text.h"
#include "checks/mail/letter.h"

static bool envelope_is_known(const struct envelope *e)
{
	return e->client.bits && e->has_mail_from;
}

const struct spf_outcome *letter_spf(struct job *job, struct letter *letter)
{
	const struct envelope *e = &letter->envelope;
	if (letter->spf || !envelope_is_known(e))
		return letter->spf;
	struct spf_query query = { .client = e->client,
		.helo = e->helo,
		.mail_from = e->mail_from,
		.receiver = job_setting(job, "receiver") };
	struct spf_outcome *outcome = arena_new(job->arena, struct spf_outcome);
	uint64_t before = ask_restrict(job, job->budget.spf_questions);
	*outcome = spf_check(job, &query);
	ask_allow(job, before);
	letter->spf = outcome;
	return outcome;
}

static void add_details(struct job *job, struct finding *f, const struct letter *letter,
	const struct spf_outcome *outcome)
{
	struct text client;
	text_init(&client, job->arena, 64);
	ip_print(&client, &letter->envelope.client);
	finding_text(f, "domain", outcome->domain);
	finding_text(f, "client", text_span(&client));
	if (outcome->mechanism.n)
		finding_text(f, "mechanism", outcome->mechanism);
	if (outcome->explanation.n)
		finding_text(f, "explanation", outcome->explanation);
	if (outcome->problem)
		finding_text(f, "problem", span_from_cstr(outcome->problem));
}

static void run(struct job *job, const struct evidence *on)
{
	struct letter *letter = letter_of(on);
	const struct spf_outcome *outcome = letter_spf(job, letter);
	struct finding *f;
	if (!outcome) {
		job_unknown(job, on, GAP_NO_CLIENT);
		return;
	}
	switch (outcome->result) {
	case SPF_PASS: f = job_clear(job, on, NULL); break;
	case SPF_NONE: f = job_clear(job, on, "none"); break;
	case SPF_NEUTRAL: f = job_clear(job, on, "neutral"); break;
	case SPF_TEMPERROR: f = job_unknown(job, on, outcome->gap); break;
	default:
		f = letter_is_old(job, letter)
			    ? job_unknown(job, on, GAP_OLD)
			    : job_hit(job, on, spf_result_name(outcome->result));
		break;
	}
	add_details(job, f, letter, outcome);
}

const struct check check_mail_spf = {
	.code = "mail.spf",
	.title = "Delivered by a computer its domain does not name",
	.on = EV_MAIL,
	.needs = NEED_DNS,
	.run = run,
};
