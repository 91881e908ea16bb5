/* mail.from.disguised: a second sender line, written so that one program takes it for From
 * and another does not ("Composition Kills", USENIX Security 2020, section 5.1). The lines
 * of the header are read once more, as the laxest programs read them. A line that names an
 * author of another organization than From does is a
 *	"bytes"  "From" with bytes in or before it that show nothing: NUL, 0xFF, a mark
 *	"split"  "From", and its colon on the next line
 *	"fold"   " From:", at the top or below what servers wrote: white space that some trim
 *
 * Below other fields " From:" is the text of that field, as in a DKIM-Signature's h= or in
 * what scripts write; the From field in its proper form is everyone else's. */
#include "checks/mail/sender.h"
#include "parse/lines.h"
#include "parse/suffix.h"

struct reading {
	struct job *job;
	const struct evidence *on;
	struct span above; /* the line that begins the field at hand */
	bool split;	   /* the line above is "From" alone */
};

/* Behind "From", with what shows nothing skipped before it and in it; NULL for other lines.
 * `*odd_r`: there was something to skip. */
static struct span behind_name(struct span line, bool *odd_r)
{
	static const unsigned char name[] = "from";
	size_t i = 0, k = 0;
	*odd_r = false;
	for (; i < line.n && k < 4; i++) {
		unsigned char c = line.p[i];
		if (ascii_lower(c) == name[k])
			k++;
		else if (c > ' ' && c < 0x7F)
			break;
		else if (c != ' ' && c != '\t')
			*odd_r = true;
		else if (k)
			break;
	}
	return k == 4 ? span_skip(line, i) : (struct span){ NULL, 0 };
}

/* Behind the colon that follows, with what shows nothing skipped. */
static struct span behind_colon(struct span rest, bool *odd_r)
{
	size_t i = 0;
	while (i < rest.n && (rest.p[i] <= ' ' || rest.p[i] >= 0x7F)) {
		*odd_r = *odd_r || (rest.p[i] != ' ' && rest.p[i] != '\t');
		i++;
	}
	return i < rest.n && rest.p[i] == ':' ? span_skip(rest, i + 1)
					      : (struct span){ NULL, 0 };
}

static bool is_fold(struct span line)
{
	return line.n && (line.p[0] == ' ' || line.p[0] == '\t');
}

/* Written by servers on the way, so what stands below was the first line of the sender's. */
static bool is_trace(struct span line)
{
	static const char *const names[] = { "Received:", "Return-Path:", "Received-SPF:",
		"Delivered-To:", "Authentication-Results:",
		"ARC-Authentication-Results:" };
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (span_starts_with_nocase(line, span_from_cstr(names[i])))
			return true;
	return line.n == 0;
}

static bool is_of_an_author(
	struct job *job, const struct letter *letter, struct span domain)
{
	for (size_t i = 0; i < letter->from.count && i < job->budget.authors; i++)
		if (suffix_same_organization(
			    job->arena, letter->from.list[i].domain, domain))
			return true;
	return false;
}

static bool names_another(
	const struct reading *r, struct span value, struct span *shown_r)
{
	struct address_list list;
	const struct letter *letter = letter_of(r->on);
	address_list_parse(r->job->arena, value, r->job->budget.authors, &list);
	for (size_t i = 0; i < list.count; i++) {
		*shown_r = sender_address(r->job, &list.list[i]);
		if (list.list[i].domain.n &&
			!is_of_an_author(r->job, letter, list.list[i].domain))
			return true;
	}
	return false;
}

/* The variant that the line is and the value it gives, or NULL. */
static const char *disguise(struct reading *r, struct span line, struct span *value_r)
{
	bool odd, fold = is_fold(line), top = is_trace(r->above), split = r->split;
	struct span rest = behind_name(line, &odd);
	r->split = rest.p && !fold && span_trim(rest).n == 0;
	if (!fold)
		r->above = line;
	*value_r = split && fold ? behind_colon(line, &odd) : (struct span){ NULL, 0 };
	if (value_r->p)
		return "split";
	if (!rest.p)
		return NULL;
	*value_r = behind_colon(rest, &odd);
	if (!value_r->p)
		return NULL;
	if (odd)
		return "bytes";
	return fold && top ? "fold" : NULL;
}

static bool judge(struct reading *r, struct span line)
{
	struct span value, shown;
	const char *variant = disguise(r, line, &value);
	if (!variant || !names_another(r, value, &shown))
		return false;
	struct finding *f = job_hit(r->job, r->on, variant);
	finding_text(f, "shown", shown);
	finding_text(f, "line", line);
	return true;
}

static void run(struct job *job, const struct evidence *on)
{
	struct reading r = { .job = job, .on = on };
	struct lines lines = lines_of(letter_of(on)->mail.header.bytes);
	struct span line;
	while (lines_next(&lines, &line))
		if (judge(&r, line))
			return;
	sender_nothing(job, on);
}

const struct check check_mail_from_disguised = {
	.code = "mail.from.disguised",
	.title = "A second sender line in disguise",
	.on = EV_MAIL,
	.run = run,
};
