/* mail.reply.fake: the subject says that the letter is an answer, and nothing in its header
 * says what to. Programs that answer write In-Reply-To and References (RFC 5322 section
 * 3.6.4) or, Exchange, a Thread-Index with a block for each answer ([MS-OXOMSG] 2.2.1.3).
 * Forwarded letters ("Fwd:") are new ones and do not count, nor do automatic answers (RFC
 * 3834).
 *
 * Variants: none, "list" (through a mailing list: people answer there what they read on
 * the web or in a digest). */
#include "base/codec.h"
#include "checks/mail/sender.h"
#include "checks/mail/subject.h"

/* A first letter's Thread-Index has 22 bytes, and each answer adds a block of 5. */
static bool is_thread_child(struct job *job, const struct letter *letter)
{
	enum { FIRST_BYTES = 22, BLOCK_BYTES = 5 };
	struct span index = sender_value(job, letter, "Thread-Index");
	return base64_decode(job->arena, index, NULL).n >= FIRST_BYTES + BLOCK_BYTES;
}

static bool has_thread(struct job *job, const struct letter *letter)
{
	return sender_value(job, letter, "In-Reply-To").n ||
	       sender_value(job, letter, "References").n || is_thread_child(job, letter);
}

/* "[talk] Re: ..." to talk@lists.example.org: a list that left no field of its own. */
static bool is_tagged_by_recipient(
	struct job *job, const struct letter *letter, struct span subject)
{
	static const char *const fields[] = { "To", "Cc" };
	size_t open = span_find_byte(subject, '[');
	struct span tag = open == SPAN_NONE ? SPAN("") : span_skip(subject, open + 1);
	tag = span_take(tag, span_find_byte(tag, ']'));
	for (size_t i = 0; tag.n && i < sizeof(fields) / sizeof(*fields); i++) {
		struct address_list list = sender_addresses(job, letter, fields[i]);
		for (size_t k = 0; k < list.count; k++)
			if (span_equal_nocase(tag, list.list[k].local))
				return true;
	}
	return false;
}

static const char *variant_of(
	struct job *job, const struct letter *letter, struct span subject)
{
	return sender_is_list(letter) || sender_is_munged(job, letter) ||
			       is_tagged_by_recipient(job, letter, subject)
		       ? "list"
		       : NULL;
}

static void run(struct job *job, const struct evidence *on)
{
	const struct letter *letter = letter_of(on);
	struct span prefix, subject = subject_of(job, letter);
	if (!subject_says_answer(subject, &prefix) || has_thread(job, letter) ||
		sender_is_automatic(job, letter)) {
		sender_nothing(job, on);
		return;
	}
	if (!sender_header_whole(on)) {
		job_unknown(job, on, GAP_LIMIT);
		return;
	}
	struct finding *f = job_hit(job, sender_field(job, on, "Subject", 0),
		variant_of(job, letter, subject));
	finding_text(f, "subject", subject);
	finding_text(f, "prefix", prefix);
}

const struct check check_mail_reply_fake = {
	.code = "mail.reply.fake",
	.title = "It pretends to be an answer",
	.on = EV_MAIL,
	.run = run,
};
