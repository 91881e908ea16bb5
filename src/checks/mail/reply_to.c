/* mail.reply-to: the answer would go to another organization than the letter comes from.
 * Honest services do that more often than thieves (newsletters, shops, help desks), so it
 * weighs next to nothing by itself, except where the other address imitates the sender's.
 *
 * The memory of people knows more: to somebody the user writes to it may well go; a known
 * person's answers that go to somebody unknown are worth a word, and ones that go to a domain
 * which imitates one the user writes to more than that.
 *
 * Variants: none (another organization), "known" (of a known person, to somebody unknown),
 * "freemail" (from an organization, answers to a
 * mailbox anyone can open), "imitates" (a domain that looks like the sender's), "relay"
 * (the sender's name shows that address: disclosed), "list" (lists direct answers). */
#include "base/utf8.h"
#include "checks/mail/party.h"
#include "checks/mail/sender.h"
#include "parse/idn.h"
#include "parse/lookalike.h"
#include "parse/spoof.h"
#include "parse/suffix.h"

enum { IMITATED_BYTES_MIN = 6 };

static struct span shown_form(struct job *job, struct span domain)
{
	struct span shown;
	idn_to_unicode(job->arena, domain, &shown);
	return suffix_registrable(shown);
}

static bool imitates(struct job *job, struct span from, struct span to)
{
	from = shown_form(job, from);
	to = shown_form(job, to);
	if (from.n < IMITATED_BYTES_MIN || to.n < IMITATED_BYTES_MIN)
		return false;
	if (span_equal(spoof_skeleton(job->arena, from), spoof_skeleton(job->arena, to)))
		return true;
	size_t dot = span_find_byte(from, '.');
	return dot != SPAN_NONE && dot >= IMITATED_BYTES_MIN &&
	       lookalike_is_one_edit(from, to) && !sender_is_freemail(from);
}

static bool name_shows(const struct address *from, const struct address *to)
{
	return span_find_nocase(from->name, to->local) != SPAN_NONE &&
	       span_find_nocase(from->name, to->domain) != SPAN_NONE;
}

/* What the memory says of whom the answer goes to, or NULL. */
static const struct people_answer *ask_about(struct job *job, const struct address *to)
{
	struct people_question q = { .message_id = SPAN("") };
	if (!job_has_people(job) || !party_of_address(job, to, &q.who))
		return NULL;
	const struct people_answer *a = ask_people(job, &q);
	return a->status == PEOPLE_OK ? a : NULL;
}

static bool imitates_known(
	struct job *job, const struct people_answer *a, const struct address *to)
{
	struct span domain;
	if (a->org.sent || !idn_to_ascii(job->arena, to->domain, &domain))
		return false;
	for (size_t i = 0; i < a->near_count; i++) {
		enum lookalike how =
			lookalike_compare(job->arena, domain, a->near[i].address);
		if (how != LOOKALIKE_NONE && how < LOOKALIKE_AFFIX)
			return true;
	}
	return false;
}

static bool is_of_known_person(struct job *job, struct letter *letter)
{
	const struct people_answer *a = letter_people(job, letter);
	return a->status == PEOPLE_OK && !a->is_me &&
	       acquaintance_is_established(&a->person, job->now_s);
}

static const char *variant_of(struct job *job, struct letter *letter,
	const struct address *from, const struct address *to,
	const struct people_answer *people)
{
	if (imitates(job, from->domain, to->domain) ||
		(people && imitates_known(job, people, to)))
		return "imitates";
	if (name_shows(from, to))
		return "relay";
	if (sender_is_list(letter) || sender_is_munged(job, letter))
		return "list";
	if (people && is_of_known_person(job, letter))
		return "known";
	if (sender_is_freemail(to->domain) && !sender_is_freemail(from->domain))
		return "freemail";
	return NULL;
}

static bool is_elsewhere(
	struct job *job, const struct address_list *from, const struct address *to)
{
	for (size_t i = 0; i < from->count; i++)
		if (suffix_same_organization(
			    job->arena, from->list[i].domain, to->domain))
			return false;
	return to->domain.n;
}

/* The first author with an address, or NULL. */
static const struct address *author(const struct address_list *from)
{
	for (size_t i = 0; i < from->count; i++)
		if (from->list[i].domain.n)
			return &from->list[i];
	return NULL;
}

static void run(struct job *job, const struct evidence *on)
{
	struct letter *letter = letter_of(on);
	struct address_list to = sender_addresses(job, letter, "Reply-To");
	struct address_list from = letter->from;
	/* the product of both must stay small */
	size_t max = job->budget.authors;
	from.count = from.count < max ? from.count : max;
	const struct address *first = author(&from);
	for (size_t i = 0; first && i < to.count && i < max; i++) {
		if (!is_elsewhere(job, &from, &to.list[i]))
			continue;
		const struct people_answer *people = ask_about(job, &to.list[i]);
		if (people && (people->is_me || people->person.started ||
				      people->person.in_book))
			continue; /* written to unasked before, or the user's own */
		const char *variant = variant_of(job, letter, first, &to.list[i], people);
		struct finding *f =
			job_hit(job, sender_field(job, on, "Reply-To", 0), variant);
		finding_text(f, "from", sender_address(job, first));
		finding_text(f, "to", sender_address(job, &to.list[i]));
		return;
	}
	if (to.count > max || to.count >= job->budget.recipients)
		job_unknown(job, on, GAP_LIMIT);
	else
		sender_nothing(job, on);
}

const struct check check_mail_reply_to = {
	.code = "mail.reply-to",
	.title = "The answer would go somewhere else",
	.on = EV_MAIL,
	.run = run,
};
