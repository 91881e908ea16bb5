/* mail.arc: the chain of relays that sealed the letter. A chain that holds proves who
 * handled the letter and that what they wrote about it is unchanged; it says nothing of
 * whether they told the truth, so without a trusted sealer (setting "sealer") it weighs
 * nothing. A broken chain is as none (RFC 8617 section 9.4). */
#include "checks/mail/letter.h"

const struct arc_report *letter_arc(struct job *job, struct letter *letter)
{
	if (letter->arc)
		return letter->arc;
	struct arc_report *report = arena_new(job->arena, struct arc_report);
	uint64_t before = ask_restrict(job, job->budget.arc_questions);
	*report = arc_check(job, &letter->mail);
	ask_allow(job, before);
	if (letter_is_cut(letter) && report->result != ARC_NONE) {
		report->result = ARC_TEMPERROR;
		report->gap = GAP_LIMIT;
	}
	letter->arc = report;
	return report;
}

static struct span newest_sealer(const struct arc_report *report)
{
	return report->count ? report->sets[report->count - 1].seal_domain : SPAN("");
}

/* What a trusted sealer recorded, for the report. */
static void add_claims(
	struct job *job, struct finding *f, const struct arc_report *report)
{
	static const char *const methods[] = { "dmarc", "spf", "dkim" };
	for (size_t i = 0; i < sizeof(methods) / sizeof(methods[0]); i++) {
		const struct authres_clause *c =
			arc_trusted_clause(job, report, methods[i], NULL);
		if (c)
			finding_text(f, methods[i], c->result);
	}
}

static void say_passed(
	struct job *job, const struct evidence *on, const struct arc_report *report)
{
	bool trusted = arc_is_trusted(job, report);
	struct finding *f = job_clear(job, on, trusted ? "trusted" : "passed");
	finding_text(f, "domain", newest_sealer(report));
	finding_number(f, "sets", (int64_t)report->count);
	finding_number(
		f, "unchanged-since", report->oldest_pass ? report->oldest_pass : 1);
	if (trusted)
		add_claims(job, f, report);
}

static void run(struct job *job, const struct evidence *on)
{
	const struct arc_report *report = letter_arc(job, letter_of(on));
	struct finding *f;
	switch (report->result) {
	case ARC_NONE: job_clear(job, on, "none"); break;
	case ARC_PASS: say_passed(job, on, report); break;
	case ARC_TEMPERROR: job_unknown(job, on, report->gap); break;
	case ARC_FAIL:
		f = job_hit(job, on, NULL);
		finding_text(f, "domain", newest_sealer(report));
		finding_text(f, "problem", span_from_cstr(report->problem));
		break;
	}
}

const struct check check_mail_arc = {
	.code = "mail.arc",
	.title = "Whether the chain of relays' seals holds",
	.on = EV_MAIL,
	.run = run,
};
