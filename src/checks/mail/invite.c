/* mail.invite: an invitation that does not come from whoever sent the letter, or that brings
 * a file with it. Its links are judged with the letter's (checks/link/), its words with the
 * letter's (asks.h).
 *
 * Variants: none (somebody else's organization invites; assistants do so, and services that
 * make appointments), "file" (a file stands within the invitation, where few look). */
#include "checks/mail/invite.h"

#include "base/text.h"
#include "checks/mail/party.h"
#include "checks/mail/sender.h"
#include "parse/ics.h"
#include "parse/suffix.h"

static bool is_calendar(const struct mail_part *part)
{
	return part->is_leaf && (span_equal(part->type, SPAN("text/calendar")) ||
					span_equal(part->type, SPAN("application/ics")) ||
					span_ends_with_nocase(part->name, SPAN(".ics")));
}

static struct span address_of(struct span value)
{
	static const struct span scheme = SPAN("mailto:");
	bool is_mail = span_starts_with_nocase(value, scheme);
	return is_mail ? span_trim(span_skip(value, scheme.n)) : SPAN("");
}

/* What a calendar shows, and where links stand: programs put theirs in fields of their own. */
static bool is_shown(struct span name)
{
	static const struct span names[] = { SPAN("SUMMARY"), SPAN("DESCRIPTION"),
		SPAN("LOCATION"), SPAN("COMMENT"), SPAN("URL"), SPAN("CONFERENCE"),
		SPAN("ATTACH"), SPAN("SOURCE"), SPAN("IMAGE") };
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (span_equal_nocase(name, names[i]))
			return true;
	return span_starts_with_nocase(name, SPAN("X-"));
}

static void read_property(struct job *job, struct invite *invite, struct text *shown,
	const struct ics_property *p)
{
	invite->cut |= p->cut;
	if (span_equal_nocase(p->name, SPAN("ORGANIZER")) && !invite->organizer.n) {
		invite->organizer = address_of(p->value);
		invite->organizer_name = ics_param(p, SPAN("CN"));
	} else if (span_equal_nocase(ics_param(p, SPAN("VALUE")), SPAN("BINARY"))) {
		invite->embedded = true;
	} else if (is_shown(p->name)) {
		text_add(shown, ics_text(job->arena, p->value));
		text_add_cstr(shown, "\n\n");
	}
}

static void read_calendar(struct job *job, const struct mail_part *part,
	struct invite *invite, struct text *shown)
{
	size_t max = job->budget.text;
	struct ics_property p;
	struct span rest = mail_part_decode(job->arena, part, max, NULL);
	invite->any = true;
	invite->cut |= rest.n >= max;
	while (ics_next(job->arena, &rest, &p))
		read_property(job, invite, shown, &p);
	job_breathe(job);
}

const struct invite *letter_invite(struct job *job, struct letter *letter)
{
	if (letter->invite)
		return letter->invite;
	struct invite *invite = arena_new(job->arena, struct invite);
	struct text shown;
	text_init(&shown, job->arena, job->budget.text);
	for (size_t i = 0; i < letter->mail.count && !shown.cut; i++)
		if (is_calendar(&letter->mail.parts[i]))
			read_calendar(job, &letter->mail.parts[i], invite, &shown);
	invite->text = text_span(&shown);
	invite->cut |= shown.cut;
	letter->invite = invite;
	return invite;
}

/* Services in whose name invitations go out for others. */
static bool invites_for_others(struct span domain)
{
	static const struct span domains[] = { SPAN("google.com"), SPAN("calendly.com"),
		SPAN("zoom.us"), SPAN("microsoft.com"), SPAN("webex.com"),
		SPAN("eventbrite.com"), SPAN("meetup.com"), SPAN("doodle.com"),
		SPAN("cal.com"), SPAN("luma-mail.com") };
	for (size_t i = 0; i < sizeof(domains) / sizeof(*domains); i++)
		if (span_equal_nocase(suffix_registrable(domain), domains[i]))
			return true;
	return false;
}

static bool is_somebody_elses(
	struct job *job, const struct letter *letter, struct span organizer)
{
	struct span domain = span_skip(organizer, span_rfind_byte(organizer, '@') + 1);
	domain = arena_lower(job->arena, domain);
	return organizer.n && letter->author_domain.n && domain.n &&
	       !invites_for_others(domain) &&
	       !invites_for_others(letter->author_domain) && !sender_is_list(letter) &&
	       !suffix_same_organization(job->arena, letter->author_domain, domain);
}

static void run(struct job *job, const struct evidence *on)
{
	struct letter *letter = letter_of(on);
	const struct invite *invite = letter_invite(job, letter);
	if (invite->embedded)
		job_hit(job, on, "file");
	else if (is_somebody_elses(job, letter, invite->organizer))
		finding_text(finding_text(job_hit(job, on, NULL), "organizer",
				     invite->organizer),
			"domain", letter->author_domain);
	else if (invite->cut)
		job_unknown(job, on, GAP_LIMIT);
	else
		sender_nothing(job, on);
}

const struct check check_mail_invite = {
	.code = "mail.invite",
	.title = "An invitation is not from the letter's sender",
	.on = EV_MAIL,
	.run = run,
};
