/* mail.mass: a letter to many that is dressed as one to a single reader. It is to many when
 * no recipient is visible, when it bears the marks of bulk mail (List-Unsubscribe of RFC
 * 2369, Precedence, a program that sends in bulk) and answers nothing, or when very many
 * are addressed. It is dressed when it greets as one who does not know the name ("Dear friend"),
 * calls itself personal or an answer, or is short and goes from an "I" to a "you". A
 * newsletter pretends nothing, and what goes through a list or is sent by a machine to those
 * concerned (Auto-Submitted, RFC 3834) is no pretence either.
 *
 * Variants: "undisclosed" (no recipient is visible), "bulk", "many", "merged" (it greets by
 * the local part of the address, "Dear john.smith": a machine filled it in). */
#include "checks/mail/phrase.h"
#include "checks/mail/readable.h"
#include "checks/mail/sender.h"
#include "parse/word.h"

enum {
	MANY = 20,	    /* recipients */
	SHORT_BYTES = 1500, /* of a letter as people write it */
	GREETING_BYTES = 200,
	LOCAL_BYTES_MIN = 4,
	FIRST_PERSON_MIN = 2,
};

struct recipients {
	struct address_list to, cc;
};

/* ---- to many */

static bool has_bulk_mailer(struct job *job, const struct letter *letter)
{
	static const struct span mailers[] = { SPAN("atomic"), SPAN("campaign"),
		SPAN("klaviyo"), SPAN("mailchimp"), SPAN("mailgun"), SPAN("mass"),
		SPAN("newsletter"), SPAN("phplist"), SPAN("sendblaster"),
		SPAN("sendgrid"), SPAN("sendinblue"), SPAN("smart_send"),
		SPAN("supermailer") };
	struct span mailer = sender_value(job, letter, "X-Mailer");
	for (size_t i = 0; i < sizeof(mailers) / sizeof(*mailers); i++)
		if (span_find_nocase(mailer, mailers[i]) != SPAN_NONE)
			return true;
	return false;
}

/* Some providers put Feedback-ID on the letters of people, too: it is no mark. */
static bool is_bulk(struct job *job, const struct letter *letter)
{
	static const char *const marks[] = { "List-Unsubscribe", "X-CSA-Complaints",
		"X-Campaign", "X-Campaign-ID", "X-CampaignID" };
	for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++)
		if (header_find(&letter->mail.header, marks[i], 0))
			return true;
	struct span precedence = sender_value(job, letter, "Precedence");
	return span_equal_nocase(precedence, SPAN("bulk")) ||
	       span_equal_nocase(precedence, SPAN("junk")) ||
	       has_bulk_mailer(job, letter);
}

static bool names_a_letter(const struct letter *letter)
{
	return header_find(&letter->mail.header, "In-Reply-To", 0) ||
	       header_find(&letter->mail.header, "References", 0);
}

static const char *how_many(
	struct job *job, const struct letter *letter, const struct recipients *r)
{
	if (r->to.count + r->cc.count == 0)
		return "undisclosed";
	if (names_a_letter(letter))
		return NULL;
	if (is_bulk(job, letter))
		return "bulk";
	return r->to.count + r->cc.count > MANY ? "many" : NULL;
}

/* ---- dressed */

static bool has_words(struct span folded, const struct span *list, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct span rest = folded;
		size_t at;
		while ((at = span_find(rest, list[i])) != SPAN_NONE) {
			size_t end = at + list[i].n;
			bool starts = at == 0 || rest.p[at - 1] == ' ';
			bool dense = list[i].p[0] >= 0xE3;
			if (dense || (starts && (end == rest.n || rest.p[end] == ' ')))
				return true;
			rest = span_skip(rest, end);
		}
	}
	return false;
}

#define HAS_WORDS(folded, list)                                                          \
	has_words((folded), (list), sizeof(list) / sizeof(*(list)))

static bool greets_nobody(struct span folded)
{
	static const struct span greetings[] = { SPAN("dear friend"), SPAN("dear sir"),
		SPAN("dear madam"), SPAN("dear sirs"), SPAN("dear beneficiary"),
		SPAN("dear beloved"), SPAN("dear partner"), SPAN("dear colleague"),
		SPAN("dear winner"), SPAN("dear one"), SPAN("dearest"), SPAN("beloved"),
		SPAN("hello dear"), SPAN("hi dear"), SPAN("hello friend"),
		SPAN("hi friend"), SPAN("my dear"), SPAN("good day sir"),
		SPAN("attention beneficiary"), SPAN("compliments of the"),
		SPAN("compliment of the"), SPAN("lieber freund"), SPAN("liebe freundin"),
		SPAN("sehr geehrter freund"), SPAN("cher ami"), SPAN("querido amigo"),
		SPAN("estimado amigo") };
	return HAS_WORDS(span_take(folded, GREETING_BYTES), greetings);
}

static size_t count_words(struct span folded, const struct span *list, size_t count)
{
	size_t found = 0;
	while (folded.p) {
		struct span word = span_split(&folded, ' ');
		for (size_t i = 0; i < count; i++)
			found += span_equal(word, list[i]);
	}
	return found;
}

#define COUNT_WORDS(folded, list)                                                        \
	count_words((folded), (list), sizeof(list) / sizeof(*(list)))

static bool speaks_to_one(struct span folded)
{
	static const struct span first[] = { SPAN("i"), SPAN("im"), SPAN("ive"),
		SPAN("ill"), SPAN("my"), SPAN("me"), SPAN("ich"), SPAN("mein"),
		SPAN("meine"), SPAN("mir") };
	static const struct span second[] = { SPAN("you"), SPAN("your"), SPAN("sie"),
		SPAN("ihnen"), SPAN("ihre"), SPAN("dich"), SPAN("dir"), SPAN("deine") };
	return folded.n > 0 && folded.n <= SHORT_BYTES &&
	       COUNT_WORDS(folded, first) >= FIRST_PERSON_MIN &&
	       COUNT_WORDS(folded, second) > 0;
}

/* "Re:" without a letter that it answers, or "personal". */
static bool is_called_personal(struct job *job, const struct letter *letter)
{
	static const struct span words[] = { SPAN("personal"), SPAN("confidential"),
		SPAN("strictly private"), SPAN("for your eyes only"), SPAN("vertraulich"),
		SPAN("persönlich"), SPAN("親展") };
	struct span subject = sender_value(job, letter, "Subject");
	subject = word_decode(job->arena, subject, NULL);
	if (span_starts_with_nocase(subject, SPAN("re:")) && !names_a_letter(letter))
		return true;
	return HAS_WORDS(phrase_fold(job->arena, subject), words);
}

/* ---- merged */

/* A mailbox name that nobody is called by: "john.smith", "info42". */
static bool is_machine_name(struct span local)
{
	if (local.n < LOCAL_BYTES_MIN)
		return false;
	for (size_t i = 0; i < local.n; i++)
		if (ascii_is_digit(local.p[i]) || strchr("._-+", local.p[i]))
			return true;
	return false;
}

static bool greets_as(struct span text, struct span local)
{
	static const struct span greetings[] = { SPAN("dear "), SPAN("hello "),
		SPAN("hi "), SPAN("hey "), SPAN("hallo "), SPAN("guten tag ") };
	text = span_take(span_trim(text), GREETING_BYTES);
	for (size_t i = 0; i < sizeof(greetings) / sizeof(*greetings); i++) {
		if (!span_starts_with_nocase(text, greetings[i]))
			continue;
		struct span name = span_skip(text, greetings[i].n);
		struct span rest = span_skip(name, local.n);
		return span_starts_with_nocase(name, local) &&
		       (!rest.n || (rest.p[0] && strchr(",!:;\r\n", rest.p[0])));
	}
	return false;
}

static bool is_merged(struct span text, const struct address_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		if (is_machine_name(list->list[i].local) &&
			greets_as(text, list->list[i].local))
			return true;
	return false;
}

/* ---- the check */

static bool is_automatic(struct job *job, const struct letter *letter)
{
	struct span how = sender_value(job, letter, "Auto-Submitted");
	return how.n && !span_equal_nocase(how, SPAN("no"));
}

/* Very many people who know each other write "I" and "you", too. */
static const char *variant_of(struct job *job, struct letter *letter)
{
	struct recipients r = { sender_addresses(job, letter, "To"),
		sender_addresses(job, letter, "Cc") };
	struct address_list delivered = sender_addresses(job, letter, "Delivered-To");
	struct span text = letter_text(job, letter);
	if (is_merged(text, &r.to) || is_merged(text, &delivered))
		return "merged";
	const char *how = how_many(job, letter, &r);
	if (!how)
		return NULL;
	struct span folded = phrase_fold(job->arena, text);
	bool dressed = greets_nobody(folded);
	if (strcmp(how, "many") != 0)
		dressed |= speaks_to_one(folded) || is_called_personal(job, letter);
	return dressed ? how : NULL;
}

static void run(struct job *job, const struct evidence *on)
{
	struct letter *letter = letter_of(on);
	if (letter_is_cut(letter) || letter->mail.cut) {
		job_unknown(job, on, GAP_LIMIT);
		return;
	}
	const char *variant = NULL;
	if (!sender_is_list(letter) && !sender_is_munged(job, letter) &&
		!is_automatic(job, letter))
		variant = variant_of(job, letter);
	if (variant)
		job_hit(job, on, variant);
	else
		job_clear(job, on, NULL);
}

const struct check check_mail_mass = {
	.code = "mail.mass",
	.title = "A mass mailing is dressed as a personal letter",
	.on = EV_MAIL,
	.run = run,
};
