/* What a letter wants of its reader, out of its own words (readable.h), the phrases of
 * data/asks and the kinds of its attachments. Letters in other languages than those of
 * data/asks have only the bits of links and files.
 *
 * A file that is a program is known by its name, because that is by what systems choose what
 * to do on a click: the last extension, with what Windows drops behind it (dots, spaces)
 * taken off. What files hold is not looked at here. */
#include "checks/mail/asks.h"

#include "checks/mail/invite.h"
#include "checks/mail/sender.h"
#include "parse/word.h"

/* ---- files */

static const char *const programs[] = { "app", "applescript", "appx", "appxbundle", "bat",
	"chm", "cmd", "com", "command", "cpl", "desktop", "dmg", "docm", "dotm", "exe",
	"hta", "img", "inf", "iso", "jar", "js", "jse", "library-ms", "lnk", "msc", "msi",
	"msix", "one", "pif", "pkg", "pptm", "ps1", "reg", "scf", "scpt", "scr", "sct",
	"search-ms", "sh", "url", "vbe", "vbs", "vhd", "vhdx", "wsf", "wsh", "xlam",
	"xll", "xlsm", "xltm" };

bool asks_is_program(struct span name)
{
	while (name.n && strchr(". \t\"'\xA0", name.p[name.n - 1]) && name.p[name.n - 1])
		name.n--;
	size_t dot = span_rfind_byte(name, '.');
	struct span extension = dot == SPAN_NONE ? SPAN("") : span_skip(name, dot + 1);
	for (size_t i = 0; i < sizeof(programs) / sizeof(*programs); i++)
		if (span_equal_nocase(extension, span_from_cstr(programs[i])))
			return true;
	return false;
}

/* Types that are shown with the letter, or that mailers themselves attach. */
static bool is_plain_kind(const struct mail_part *part)
{
	static const struct span heads[] = { SPAN("image/"), SPAN("message/"),
		SPAN("multipart/"), SPAN("text/x-"), SPAN("application/pgp-"),
		SPAN("application/pkcs7-"), SPAN("application/x-pkcs7-") };
	static const struct span whole[] = { SPAN("text/plain"), SPAN("text/calendar"),
		SPAN("text/vcard"), SPAN("text/diff"), SPAN("text/rfc822-headers"),
		SPAN("application/ics") };
	static const struct span tails[] = { SPAN(".patch"), SPAN(".diff"), SPAN(".asc"),
		SPAN(".p7s") };
	for (size_t i = 0; i < sizeof(heads) / sizeof(*heads); i++)
		if (span_starts_with(part->type, heads[i]))
			return true;
	for (size_t i = 0; i < sizeof(whole) / sizeof(*whole); i++)
		if (span_equal(part->type, whole[i]))
			return true;
	for (size_t i = 0; i < sizeof(tails) / sizeof(*tails); i++)
		if (span_ends_with_nocase(part->name, tails[i]))
			return true;
	return false;
}

/* A report on a letter holds that letter: nobody wants its files opened. */
static bool is_in_report(const struct mail *mail, const struct mail_part *part)
{
	while (part->depth > 0) {
		part = &mail->parts[part->parent];
		if (span_equal(part->type, SPAN("multipart/report")))
			return true;
	}
	return false;
}

static unsigned asks_of_files(const struct mail *mail)
{
	unsigned asks = 0;
	for (size_t i = 0; i < mail->count; i++) {
		const struct mail_part *part = &mail->parts[i];
		if (!part->is_leaf || (!part->attachment && !part->name.n) ||
			is_in_report(mail, part))
			continue;
		if (asks_is_program(part->name))
			asks |= ASK_PROGRAM | ASK_FILE;
		else if (!is_plain_kind(part))
			asks |= ASK_FILE;
	}
	return asks;
}

/* ---- words */

static bool has_bare_link(struct span text)
{
	size_t at;
	for (; (at = span_find_nocase(text, SPAN("www."))) != SPAN_NONE;
		text = span_skip(text, at + 4)) {
		bool inside = at > 0 && ascii_is_alnum(text.p[at - 1]);
		if (!inside && at + 4 < text.n && ascii_is_alnum(text.p[at + 4]))
			return true;
	}
	return false;
}

/* Hosts whose links open a conversation elsewhere. */
static bool is_chat(struct span address)
{
	static const struct span hosts[] = { SPAN("t.me/"), SPAN("telegram.me/"),
		SPAN("wa.me/"), SPAN("api.whatsapp.com/send"), SPAN("discord.gg/"),
		SPAN("line.me/"), SPAN("signal.me/") };
	for (size_t i = 0; i < sizeof(hosts) / sizeof(*hosts); i++)
		if (span_starts_with_nocase(address, hosts[i]))
			return true;
	return false;
}

static unsigned asks_of_links(struct span text)
{
	unsigned asks = has_bare_link(text) ? ASK_LINK : 0;
	size_t at;
	for (; (at = span_find(text, SPAN("://"))) != SPAN_NONE;
		text = span_skip(text, at + 3)) {
		struct span scheme = span_take(text, at);
		if (!span_ends_with_nocase(scheme, SPAN("http")) &&
			!span_ends_with_nocase(scheme, SPAN("https")))
			continue;
		asks |= ASK_LINK;
		if (is_chat(span_skip(text, at + 3)))
			asks |= ASK_MOVE;
	}
	return asks;
}

static unsigned asks_of_phrases(
	struct arena *a, struct span text, enum phrase_listed *listed_r)
{
	static const unsigned asks[] = {
		[PHRASE_RUN] = ASK_RUN,
		[PHRASE_SECRET] = ASK_SECRET,
		[PHRASE_PAY] = ASK_PAY,
		[PHRASE_MOVE] = ASK_MOVE,
		[PHRASE_LOCKED] = ASK_LOCKED,
		[PHRASE_OFFER] = ASK_OFFER,
		[PHRASE_TEST] = ASK_TEST,
		[PHRASE_FIX] = ASK_FIX,
		[PHRASE_HURRY] = ASK_HURRY,
		[PHRASE_QUIET] = ASK_QUIET,
	};
	struct span folded = phrase_fold(a, text);
	unsigned found = phrase_search(folded), all = 0;
	if (listed_r)
		*listed_r = phrase_language_of(folded);
	for (size_t i = 0; i < sizeof(asks) / sizeof(*asks); i++)
		if (found & 1u << i)
			all |= asks[i];
	return all;
}

unsigned asks_in_text(struct arena *a, struct span text, enum phrase_listed *listed_r)
{
	return asks_of_links(text_without_signature(text)) |
	       asks_of_phrases(a, text, listed_r);
}

const char *asks_plot(unsigned asks, unsigned *made_of_r)
{
	static const struct {
		const char *name;
		unsigned all, any;
	} plots[] = {
		{ "fix", ASK_FIX, ASK_RUN | ASK_PROGRAM },
		{ "code", ASK_OFFER | ASK_TEST, ASK_RUN | ASK_PROGRAM },
		{ "offer", ASK_OFFER, ASK_PROGRAM | ASK_SECRET | ASK_LOCKED },
		{ "test", ASK_OFFER | ASK_TEST, ASK_LINK | ASK_FILE },
		{ "file", ASK_OFFER, ASK_FILE },
		{ "pay", ASK_PAY | ASK_HURRY | ASK_QUIET, ASK_PAY },
	};
	for (size_t i = 0; i < sizeof(plots) / sizeof(*plots); i++) {
		*made_of_r = asks & (plots[i].all | plots[i].any);
		if ((asks & plots[i].all) == plots[i].all && (asks & plots[i].any))
			return plots[i].name;
	}
	return NULL;
}

/* The subject of an answer is a quote as well. */
static unsigned asks_of_subject(struct job *job, const struct letter *letter)
{
	if (header_find(&letter->mail.header, "In-Reply-To", 0) ||
		header_find(&letter->mail.header, "References", 0))
		return 0;
	struct span subject = sender_value(job, letter, "Subject");
	return asks_of_phrases(job->arena, word_decode(job->arena, subject, NULL), NULL);
}

unsigned letter_asks(struct job *job, struct letter *letter)
{
	if (letter->asks_known)
		return letter->asks;
	struct span text = letter_text(job, letter), html = letter_html_text(job, letter);
	unsigned asks = asks_of_files(&letter->mail) | asks_of_subject(job, letter) |
			asks_in_text(job->arena, text, NULL);
	if (html.p != text.p)
		asks |= asks_in_text(job->arena, html, NULL);
	asks |= asks_in_text(job->arena, letter_invite(job, letter)->text, NULL);
	if (!(asks & (ASK_FILE | ASK_LINK)))
		asks &= ~(unsigned)ASK_LOCKED;
	letter->asks = asks;
	letter->asks_known = true;
	return asks;
}
