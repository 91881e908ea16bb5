/* mail.duplicate: header fields that RFC 5322 section 3.6 and RFC 2045 allow once stand
 * several times. Programs take the first or the last of them: what was checked need not be
 * what is shown. From is mail.from.many's.
 *
 * Variants: "same" (the copies are alike: a broken relay), else by what the field is for:
 * "shown" (people see it), "cc", "answer" (where answers go), "content" (how the body is read),
 * "thread" (what it answers), "other". */
#include "checks/mail/sender.h"

static const struct row {
	const char *name, *variant;
} rows[] = {
	{ "Subject", "shown" },
	{ "Date", "other" },
	{ "To", "cc" },
	{ "Cc", "cc" },
	{ "Reply-To", "answer" },
	{ "Sender", "shown" },
	{ "Message-ID", "other" },
	{ "In-Reply-To", "thread" },
	{ "References", "thread" },
	{ "MIME-Version", "other" },
	{ "Content-Type", "content" },
	{ "Content-Transfer-Encoding", "content" },
	{ "Content-Disposition", "other" },
	{ "Content-ID", "other" },
};

static bool all_alike(
	struct job *job, const struct letter *letter, const char *name, size_t count)
{
	const struct header *header = &letter->mail.header;
	struct span first =
		header_unfold(job->arena, header_find(header, name, 0)->value);
	for (size_t i = 0, seen = 0; i < header->count && seen < count; i++) {
		if (!span_equal_nocase(header->fields[i].name, span_from_cstr(name)))
			continue;
		seen++;
		if (!span_equal(
			    first, header_unfold(job->arena, header->fields[i].value)))
			return false;
	}
	return true;
}

static void run(struct job *job, const struct evidence *on)
{
	const struct letter *letter = letter_of(on);
	bool hit = false;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const char *name = rows[i].name;
		size_t count = header_count(&letter->mail.header, name);
		if (count < 2)
			continue;
		struct finding *f = job_hit(job, sender_field(job, on, name, 1),
			all_alike(job, letter, name, count) ? "same" : rows[i].variant);
		finding_text(f, "field", span_from_cstr(name));
		finding_number(f, "count", (int64_t)count);
		hit = true;
	}
	if (!hit)
		sender_nothing(job, on);
}

const struct check check_mail_duplicate = {
	.code = "mail.duplicate",
	.title = "A line of the header stands twice",
	.on = EV_MAIL,
	.run = run,
};
