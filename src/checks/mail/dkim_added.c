/* mail.dkim.added: fields put in beside signed ones. A signature names how many fields of a
 * name it covers, from the bottom up (RFC 6376 section 8.15); a second From or Subject on
 * top leaves it verifying, and it is the top one that many programs show. Signers guard
 * against it by naming a field once more than it stands. Only fields of which there may be
 * one are looked at: relays add others every day. */
#include "checks/mail/letter.h"

/* Which of the added fields matters most: the lower row is reported. */
static const struct {
	const char *name, *variant;
} rows[] = {
	/* what is not shown, or doubled by careless mailers before they sign */
	{ "Date", "other" },
	{ "To", "other" },
	{ "Cc", "other" },
	{ "Message-ID", "other" },
	{ "In-Reply-To", "other" },
	{ "References", "other" },
	{ "MIME-Version", "other" },
	{ "Content-Transfer-Encoding", "other" },
	/* what changes where an answer goes, or what is read */
	{ "Content-Type", NULL },
	{ "Sender", NULL },
	{ "Reply-To", NULL },
	{ "Subject", NULL },
	{ "From", "from" },
};
enum { ROWS = sizeof(rows) / sizeof(rows[0]) };

/* The index of the worst added field plus one, or 0. */
static size_t worst_added(const struct dkim_signature *s)
{
	size_t worst = 0;
	for (size_t i = 0; i < s->added_count; i++)
		for (size_t row = 0; row < ROWS; row++)
			if (row >= worst && span_equal_nocase(s->added[i],
						    span_from_cstr(rows[row].name)))
				worst = row + 1;
	return worst;
}

static bool is_intact(const struct dkim_signature *s)
{
	return s->result == DKIM_PASS || s->result == DKIM_POLICY;
}

static void run(struct job *job, const struct evidence *on)
{
	const struct dkim_report *report = letter_dkim(job, letter_of(on));
	const struct dkim_signature *from = NULL;
	enum gap gap = GAP_NONE;
	size_t worst = 0;
	for (size_t i = 0; i < report->count; i++) {
		const struct dkim_signature *s = &report->signatures[i];
		if (s->result == DKIM_TEMPERROR)
			gap = s->gap;
		if (!is_intact(s) || worst_added(s) <= worst)
			continue;
		worst = worst_added(s);
		from = s;
	}
	if (from) {
		struct finding *f = job_hit(job, on, rows[worst - 1].variant);
		finding_text(f, "field", span_from_cstr(rows[worst - 1].name));
		finding_text(f, "domain", from->domain);
	} else if (gap != GAP_NONE) {
		job_unknown(job, on, gap);
	} else {
		job_clear(job, on, NULL);
	}
}

const struct check check_mail_dkim_added = {
	.code = "mail.dkim.added",
	.title = "A field was added to a signed letter",
	.on = EV_MAIL,
	.run = run,
};
