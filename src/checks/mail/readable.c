/* The words of a letter that are its author's own. Decoded, converted, without tags; what
 * an answering program put beneath is left out, so that a harmless answer is not charged
 * for what it quotes: lines that begin with ">", and all below "-----Original Message-----",
 * below "On ... wrote:" where no ">" follows, and below a block of "From: ... Sent: ...".
 * Lines of patches are not said to anybody and are left out, too.
 *
 * Whoever writes a letter can write such marks. So a letter that would have no words of its
 * own is read whole, as is one that was passed on ("Fwd:"): there the reader is to read what
 * stands below. */
#include "checks/mail/readable.h"

#include "base/text.h"
#include "base/utf8.h"
#include "checks/mail/sender.h"
#include "parse/html.h"
#include "parse/word.h"

enum {
	HTML_BYTES_FACTOR = 4, /* tags and styles to one byte of words */
	PEEK_LINES = 4,
	FOOTER_LINES_MAX = 12,
	FOOTER_RULE_BYTES = 20, /* "____________________" */
	FOOTERS_MAX = 3,
};

/* ---- lines */

static bool starts_with_any(struct span s, const struct span *heads, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (span_starts_with_nocase(s, heads[i]))
			return true;
	return false;
}

static bool ends_with_any(struct span s, const struct span *tails, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (span_ends_with_nocase(s, tails[i]))
			return true;
	return false;
}

#define STARTS_WITH_ANY(s, heads)                                                        \
	starts_with_any((s), (heads), sizeof(heads) / sizeof(*(heads)))
#define ENDS_WITH_ANY(s, tails)                                                          \
	ends_with_any((s), (tails), sizeof(tails) / sizeof(*(tails)))

/* The next line that is not empty, trimmed; empty at the end. */
static struct span next_words(struct span *rest)
{
	while (rest->p && rest->n) {
		struct span line = span_trim(span_line(rest));
		if (line.n)
			return line;
	}
	return SPAN("");
}

/* "-----Original Message-----" */
static bool is_original_mark(struct span line)
{
	static const struct span marks[] = {
		SPAN("original message"),
		SPAN("original appointment"),
		SPAN("urspr\u00fcngliche nachricht"),
		SPAN("message d'origine"),
		SPAN("mensaje original"),
		SPAN("messaggio originale"),
		SPAN("mensagem original"),
		SPAN("oorspronkelijk bericht"),
		SPAN("\u5143\u306e\u30e1\u30c3\u30bb\u30fc\u30b8"),
		SPAN("\u539f\u59cb\u90ae\u4ef6"),
	};
	size_t dashes = 0;
	while (dashes < line.n && line.p[dashes] == '-')
		dashes++;
	return dashes >= 3 && STARTS_WITH_ANY(span_trim(span_skip(line, dashes)), marks);
}

/* "On Mon, 23 Nov 2026 Ann wrote:", on up to three lines, with no ">" behind it. */
static bool is_attribution(struct span line, struct span rest)
{
	static const struct span heads[] = { SPAN("on "), SPAN("am "), SPAN("le "),
		SPAN("el "), SPAN("il "), SPAN("op "), SPAN("em ") };
	static const struct span tails[] = { SPAN("wrote:"), SPAN("writes:"),
		SPAN("schrieb:"), SPAN("a \u00e9crit :"), SPAN("a \u00e9crit\u00a0:"),
		SPAN("escribi\u00f3:"), SPAN("ha scritto:"), SPAN("schreef:"),
		SPAN("escreveu:"), SPAN("\u66f8\u304d\u307e\u3057\u305f:") };
	static const struct span japanese[] = { SPAN("\u306e\u30e1\u30fc\u30eb:"),
		SPAN("\u66f8\u304d\u307e\u3057\u305f:"),
		SPAN("\u66f8\u304d\u307e\u3057\u305f\uff1a"),
		SPAN("\u306e\u30e1\u30c3\u30bb\u30fc\u30b8:") };
	bool found = ENDS_WITH_ANY(line, japanese);
	if (!found && !STARTS_WITH_ANY(line, heads))
		return false;
	for (size_t i = 0; !found && i < 3; i++) {
		found = ENDS_WITH_ANY(line, tails);
		if (!found)
			line = next_words(&rest);
	}
	return found && !span_starts_with(next_words(&rest), SPAN(">"));
}

static struct span without_marks(struct span line)
{
	while (line.n && strchr("*_ \t", line.p[0]) && line.p[0])
		line = span_skip(line, 1);
	return line;
}

/* The head of a letter as Outlook prints it: "From: Ann", soon followed by "Sent:". */
static bool is_printed_head(struct span line, struct span rest)
{
	static const struct span from[] = { SPAN("from:"), SPAN("von:"), SPAN("de:"),
		SPAN("da:"), SPAN("van:"), SPAN("\u5dee\u51fa\u4eba:"),
		SPAN("\u53d1\u4ef6\u4eba:") };
	static const struct span sent[] = { SPAN("sent:"), SPAN("gesendet:"),
		SPAN("envoy\u00e9"), SPAN("enviado"), SPAN("inviato:"),
		SPAN("verzonden:"), SPAN("\u9001\u4fe1\u65e5\u6642:"),
		SPAN("\u53d1\u9001\u65f6\u95f4:") };
	if (!STARTS_WITH_ANY(without_marks(line), from))
		return false;
	for (size_t i = 0; i < PEEK_LINES; i++)
		if (STARTS_WITH_ANY(without_marks(next_words(&rest)), sent))
			return true;
	return false;
}

static bool begins_diff(struct span line)
{
	static const struct span heads[] = { SPAN("diff --git "), SPAN("--- a/"),
		SPAN("--- /dev/null"), SPAN("Index: ") };
	return STARTS_WITH_ANY(line, heads);
}

/* Lines that may follow one another in a patch. "-- " ends it. */
static bool is_in_diff(struct span line)
{
	static const struct span heads[] = { SPAN("+"), SPAN("-"), SPAN(" "), SPAN("@@"),
		SPAN("\\ No newline"), SPAN("index "), SPAN("new file"),
		SPAN("deleted file"), SPAN("old mode"), SPAN("new mode"),
		SPAN("similarity "), SPAN("rename "), SPAN("copy "),
		SPAN("Binary files "), SPAN("diff "), SPAN("===") };
	return line.n == 0 ||
	       (STARTS_WITH_ANY(line, heads) && !span_equal(line, SPAN("-- ")));
}

static bool is_quoted_line(struct span line)
{
	return span_starts_with(span_trim(line), SPAN(">"));
}

/* ---- a text */

static struct span own_words(struct arena *a, struct span text)
{
	struct text out;
	bool in_diff = false;
	text_init(&out, a, text.n + 1);
	while (text.p && text.n) {
		struct span line = span_line(&text), bare = span_trim(line);
		if (is_original_mark(bare) || is_attribution(bare, text) ||
			is_printed_head(bare, text))
			break;
		in_diff = begins_diff(line) || (in_diff && is_in_diff(line));
		if (in_diff || is_quoted_line(line))
			continue;
		text_add(&out, line);
		text_add_byte(&out, '\n');
	}
	return text_span(&out);
}

static bool is_passed_on(struct job *job, const struct letter *letter)
{
	static const struct span heads[] = { SPAN("fw:"), SPAN("fwd:"), SPAN("wg:"),
		SPAN("tr:"), SPAN("rv:"), SPAN("\u8f6c\u53d1"), SPAN("\u8ee2\u9001"),
		SPAN("[fwd:") };
	struct span subject = sender_value(job, letter, "Subject");
	return STARTS_WITH_ANY(word_decode(job->arena, subject, NULL), heads);
}

/* In the letter itself, not in one that is attached to it. */
static bool is_own_text(
	const struct mail *mail, const struct mail_part *part, struct span type)
{
	if (!part->is_leaf || part->attachment || !span_equal(part->type, type))
		return false;
	while (part->depth > 0) {
		part = &mail->parts[part->parent];
		if (!span_starts_with(part->type, SPAN("multipart/")))
			return false;
	}
	return true;
}

static struct span decode(
	struct arena *a, const struct mail_part *part, size_t max, bool *cut)
{
	struct span bytes = mail_part_decode(a, part, max, NULL);
	*cut |= bytes.n >= max;
	if (!part->charset.n && utf8_is_valid(bytes))
		return bytes;
	struct span charset = part->charset.n ? part->charset : SPAN("us-ascii");
	return charset_to_utf8(a, charset, bytes, NULL);
}

static struct span read_parts(
	struct job *job, struct letter *letter, struct span type, bool whole)
{
	size_t max = job->budget.text;
	bool html = span_equal(type, SPAN("text/html"));
	struct html_options options = {
		.max = max, .keep_quotes = whole, .links = &letter->html_links
	};
	if (html)
		letter->html_links = (struct html_links){ .max = job->budget.links };
	struct text all;
	text_init(&all, job->arena, max);
	for (size_t i = 0; i < letter->mail.count && all.n < max; i++) {
		const struct mail_part *part = &letter->mail.parts[i];
		if (!is_own_text(&letter->mail, part, type))
			continue;
		struct span text = decode(job->arena, part,
			html ? max * HTML_BYTES_FACTOR : max - all.n, &letter->text_cut);
		text_add(&all, html ? html_to_text(job->arena, text, &options) : text);
		text_add_cstr(&all, "\n\n");
		job_breathe(job);
	}
	letter->text_cut |= all.n >= max;
	return text_span(&all);
}

static struct span read_own(struct job *job, struct letter *letter, struct span type)
{
	bool whole = is_passed_on(job, letter);
	struct span text = read_parts(job, letter, type, whole);
	struct span own = whole ? text : own_words(job->arena, text);
	if (span_trim(own).n || whole)
		return own;
	return read_parts(job, letter, type, true);
}

static void read_text(struct job *job, struct letter *letter)
{
	if (letter->text_known)
		return;
	letter->text = read_own(job, letter, SPAN("text/plain"));
	letter->html = read_own(job, letter, SPAN("text/html"));
	letter->text_known = true;
}

struct span letter_text(struct job *job, struct letter *letter)
{
	read_text(job, letter);
	return span_trim(letter->text).n ? letter->text : letter->html;
}

struct span letter_html_text(struct job *job, struct letter *letter)
{
	read_text(job, letter);
	return letter->html;
}

struct span letter_whole_text(struct job *job, struct letter *letter)
{
	bool was_cut = letter->text_cut;
	read_text(job, letter);
	struct html_links links = letter->html_links; /* those of its own words */
	struct span text = read_parts(job, letter, SPAN("text/plain"), true);
	if (!span_trim(text).n)
		text = read_parts(job, letter, SPAN("text/html"), true);
	letter->html_links = links;
	letter->text_cut |= was_cut;
	return text;
}

/* ---- what stands below */

static bool is_footer_rule(struct span line)
{
	size_t n = 0;
	struct span bare = span_trim(line);
	while (n < bare.n && bare.p[n] == '_')
		n++;
	return (n == bare.n && n >= FOOTER_RULE_BYTES) || span_equal(line, SPAN("-- ")) ||
	       span_equal(bare, SPAN("--"));
}

/* Where the last short block below a rule begins, or the text's end. */
static size_t footer_start(struct span text)
{
	size_t found = text.n, lines = 0;
	struct span rest = text;
	while (rest.p && rest.n) {
		const unsigned char *start = rest.p;
		struct span line = span_line(&rest);
		if (is_footer_rule(line)) {
			found = (size_t)(start - text.p);
			lines = 0;
		}
		lines += span_trim(line).n > 0;
	}
	return lines <= FOOTER_LINES_MAX + 1 ? found : text.n;
}

struct span text_without_signature(struct span text)
{
	for (size_t i = 0; i < FOOTERS_MAX; i++) {
		struct span above = span_trim(span_take(text, footer_start(text)));
		if (!above.n) /* a rule above everything: below it stands the letter */
			break;
		text = above;
	}
	return text;
}
