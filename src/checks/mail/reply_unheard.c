/* mail.reply.unheard: the letter is written as an answer and names letters that it answers,
 * and none of them was ever in the user's mail, though the memory covers the time. What names
 * no letter at all is mail.reply.fake's.
 *
 * A stranger is brought into conversations every day, so it counts only where no known person
 * is among the recipients, and only from somebody the user never wrote to.
 *
 * Variants: none (the memory holds what was received too), "sent" (it holds only what was
 * sent: the user may have been a reader), "joined" (somebody known is among the recipients),
 * "list" (through a list that the user posts to), "claimed" (it says that it came through a
 * list). */
#include "checks/mail/known.h"
#include "checks/mail/party.h"
#include "checks/mail/subject.h"

enum { SENT_MIN = 20, RECEIVED_MIN = 20, COVERED_DAYS = 14, RECIPIENTS_ASKED = 5 };

static bool covers(const struct known *k, uint64_t letters, uint64_t min, int64_t since_s)
{
	return letters >= min && k->job->now_s - since_s >= (int64_t)COVERED_DAYS * 86400;
}

static bool is_known(struct job *job, const struct address *address)
{
	struct people_question q = { .message_id = SPAN("") };
	if (!party_of_address(job, address, &q.who))
		return false;
	const struct people_answer *a = ask_people(job, &q);
	return a->status == PEOPLE_OK && !a->is_me && a->person.sent;
}

static bool has_known_recipient(const struct known *k)
{
	static const char *const fields[] = { "To", "Cc" };
	size_t asked = 0;
	for (size_t f = 0; f < sizeof(fields) / sizeof(fields[0]); f++) {
		struct address_list list = sender_addresses(k->job, k->letter, fields[f]);
		for (size_t i = 0; i < list.count && asked < RECIPIENTS_ASKED;
			i++, asked++)
			if (is_known(k->job, &list.list[i]))
				return true;
	}
	return false;
}

static const char *variant_of(const struct known *k)
{
	enum list_kind list = known_list(k);
	if (list != LIST_NONE)
		return list == LIST_KNOWN ? "list" : "claimed";
	if (has_known_recipient(k))
		return "joined";
	return covers(k, k->a->received, RECEIVED_MIN, k->a->received_since_s) ? NULL
									       : "sent";
}

static bool is_unheard(const struct known *k)
{
	const struct people_answer *a = k->a;
	return a->thread.asked > 0 && a->thread.known == 0 && !a->is_me &&
	       known_standing(k, &a->person) < STANDING_WRITTEN_TO &&
	       (covers(k, a->received, RECEIVED_MIN, a->received_since_s) ||
		       covers(k, a->sent, SENT_MIN, a->sent_since_s));
}

static void run(struct job *job, const struct evidence *on)
{
	struct known k;
	struct span prefix;
	if (!known_begin(job, on, &k))
		return;
	struct span subject = subject_of(job, k.letter);
	if (!subject_says_answer(subject, &prefix) || !is_unheard(&k)) {
		sender_nothing(job, on);
		return;
	}
	if (known_is_allowed(&k, k.author->domain))
		return;
	struct finding *f =
		job_hit(job, sender_field(job, on, "Subject", 0), variant_of(&k));
	finding_text(f, "subject", subject);
	finding_text(f, "new", known_author_address(&k));
}

const struct check check_mail_reply_unheard = {
	.code = "mail.reply.unheard",
	.title = "An answer to something you never got or wrote",
	.on = EV_MAIL,
	.needs = NEED_PEOPLE,
	.run = run,
};
