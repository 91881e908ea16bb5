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
#include "parse/word.h"

/* What programs of all languages write before the subject of an answer; each is followed
 * by a colon. In small letters where the script has them. */
static const struct span prefixes[] = {
	SPAN("re"),
	SPAN("aw"),
	SPAN("antw"),
	SPAN("antwort"),
	SPAN("sv"),
	SPAN("vs"),
	SPAN("rif"),
	SPAN("res"),
	SPAN("resp"),
	SPAN("odp"),
	SPAN("ynt"),
	SPAN("yan"),
	SPAN("atb"),
	SPAN("ref"),
	SPAN("svar"),
	SPAN("tr\u1ea3 l\u1eddi"),
	SPAN("\u03b1\u03c0"),
	SPAN("\u0391\u03a0"),
	SPAN("\u03c3\u03c7\u03b5\u03c4"),
	SPAN("\u03a3\u03a7\u0395\u03a4"),
	SPAN("\u043e\u0442\u0432"),
	SPAN("\u041e\u0442\u0432"),
	SPAN("\u041e\u0422\u0412"),
	SPAN("\u56de\u590d"),
	SPAN("\u56de\u8986"),
	SPAN("\u7b54\u590d"),
	SPAN("\u7b54\u8986"),
	SPAN("\u56de\u4fe1"),
	SPAN("\u8fd4\u4fe1"),
	SPAN("\ub2f5\uc7a5"),
	SPAN("\ud68c\uc2e0"),
	SPAN("\u05d4\u05e9\u05d1"),
	SPAN("\u0631\u062f"),
	SPAN("\u067e\u0627\u0633\u062e"),
	SPAN("\u0e15\u0e2d\u0e1a"),
};

/* Behind the count that some write: "[2]", "(2)", "^2". */
static struct span skip_count(struct span s)
{
	struct span rest = s;
	unsigned char open = rest.n ? rest.p[0] : 0;
	if (open != '[' && open != '(' && open != '^')
		return s;
	rest = span_skip(rest, 1);
	size_t digits = 0;
	while (digits < rest.n && ascii_is_digit(rest.p[digits]))
		digits++;
	if (digits == 0 || digits > 4)
		return s;
	rest = span_skip(rest, digits);
	if (open == '^')
		return rest;
	return rest.n && (rest.p[0] == ']' || rest.p[0] == ')') ? span_skip(rest, 1) : s;
}

static bool is_colon(struct span s)
{
	s = span_trim(s);
	return span_starts_with(s, SPAN(":")) || span_starts_with(s, SPAN("\uff1a"));
}

/* Tags that lists and gateways put before it: "[list] ", "[EXTERNAL] ". */
static struct span skip_tags(struct span s)
{
	s = span_trim(s);
	while (s.n && s.p[0] == '[') {
		size_t end = span_find_byte(s, ']');
		if (end == SPAN_NONE)
			break;
		s = span_trim(span_skip(s, end + 1));
	}
	return s;
}

static bool says_answer(struct span subject, struct span *prefix_r)
{
	subject = skip_tags(subject);
	for (size_t i = 0; i < sizeof(prefixes) / sizeof(*prefixes); i++) {
		if (!span_starts_with_nocase(subject, prefixes[i]))
			continue;
		*prefix_r = span_take(subject, prefixes[i].n);
		if (is_colon(skip_count(span_skip(subject, prefixes[i].n))))
			return true;
	}
	return false;
}

/* A first letter's Thread-Index has 22 bytes, and each answer adds a block of 5. */
static bool is_thread_child(struct job *job, const struct letter *letter)
{
	enum { FIRST_BYTES = 22, BLOCK_BYTES = 5 };
	struct span index = sender_value(job, letter, "Thread-Index");
	return base64_decode(job->arena, index, NULL).n >= FIRST_BYTES + BLOCK_BYTES;
}

static bool is_automatic(struct job *job, const struct letter *letter)
{
	struct span how = sender_value(job, letter, "Auto-Submitted");
	struct span precedence = sender_value(job, letter, "Precedence");
	return (how.n && !span_equal_nocase(how, SPAN("no"))) ||
	       span_equal_nocase(precedence, SPAN("auto_reply")) ||
	       header_find(&letter->mail.header, "X-Autoreply", 0) ||
	       header_find(&letter->mail.header, "X-Autorespond", 0);
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
	struct span prefix, subject = sender_value(job, letter, "Subject");
	subject = word_decode(job->arena, subject, NULL);
	if (!says_answer(subject, &prefix) || has_thread(job, letter) ||
		is_automatic(job, letter)) {
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
