/* What a letter says and does, as texts that can be counted: single words and pairs of the
 * text that its author wrote, of the subject, and what it does. Sender, recipients and the
 * way it came are left out on purpose: they have checks of their own, and a model that had
 * them would learn whose letters were collected. */
#include <string.h>

#include "base/utf8.h"
#include "checks/link/hosts.h"
#include "checks/link/links.h"
#include "checks/mail/lure.h"
#include "checks/mail/organisation.h"
#include "checks/mail/phrase.h"
#include "checks/mail/readable.h"
#include "checks/mail/sender.h"
#include "parse/suffix.h"
#include "parse/word.h"

enum {
	WORDS_MAX = 1200,	/* of a text; what a letter wants stands early */
	WORD_BYTES_MAX = 24,	/* longer ones are no words */
	PICTURE_TEXT_MAX = 200, /* bytes of text beside a picture that says the rest */
};

struct feature_sink {
	lure_take *take;
	void *state;
	struct arena *arena;
};

static void take_flag(const struct feature_sink *sink, const char *name)
{
	sink->take(sink->state, span_from_cstr(name));
}

/* ---- words */

/* Numbers are those of one letter; signs end what belongs together. */
static bool is_word(struct span s)
{
	for (size_t i = 0; i < s.n; i++)
		if (ascii_is_digit(s.p[i]) || strchr("_.:", s.p[i]))
			return false;
	return s.n > 0 && s.n <= WORD_BYTES_MAX && s.p[0] < 0xE3;
}

static struct span join(
	struct arena *a, struct span head, struct span one, struct span two)
{
	struct text t;
	text_init(&t, a, head.n + one.n + two.n + 2);
	text_add(&t, head);
	text_add(&t, one);
	if (two.n) {
		text_add_byte(&t, ' ');
		text_add(&t, two);
	}
	return text_span(&t);
}

/* Scripts without spaces: every two characters that stand together. */
static void take_pairs(const struct feature_sink *sink, struct span head, struct span run)
{
	struct span before = SPAN("");
	uint32_t c;
	for (unsigned i = 0; run.n && i < WORDS_MAX; i++) {
		struct span one = run;
		utf8_next(&run, &c);
		one = span_take(one, one.n - run.n);
		if (before.n)
			sink->take(sink->state,
				join(sink->arena, head,
					span_of(before.p, before.n + one.n), SPAN("")));
		before = one;
	}
}

static bool is_dense(struct span word)
{
	return word.p[0] >= 0xE3;
}

static void take_words(
	const struct feature_sink *sink, struct span head, struct span folded)
{
	struct span before = SPAN("");
	for (unsigned i = 0; folded.n && i < WORDS_MAX; i++) {
		struct span word = span_split(&folded, ' ');
		if (word.n && is_dense(word))
			take_pairs(sink, head, word);
		if (!is_word(word)) {
			before = SPAN("");
			continue;
		}
		sink->take(sink->state, join(sink->arena, head, word, SPAN("")));
		if (before.n)
			sink->take(sink->state, join(sink->arena, head, before, word));
		before = word;
	}
}

/* ---- what it does */

static void take_links(
	const struct feature_sink *sink, struct job *job, struct letter *letter)
{
	const struct links *links = letter_links(job, letter);
	bool own = false, elsewhere = false;
	for (size_t i = 0; i < links->count; i++) {
		struct span host = links->list[i].last.host;
		if (!host.n)
			continue;
		if (letter->author_domain.n && suffix_same_organization(sink->arena, host,
						       letter->author_domain))
			own = true;
		else
			elsewhere = true;
		if (host_find(HOST_PAGE, host) || host_find(HOST_FORM, host) ||
			host_find(HOST_DROP, host))
			take_flag(sink, "= anybodys-page");
		if (host_find(HOST_SHORT, host))
			take_flag(sink, "= short-link");
	}
	if (!own && !elsewhere)
		take_flag(sink, "= no-link");
	if (elsewhere)
		take_flag(sink, own ? "= links-both" : "= links-elsewhere");
	if (links->count == 1)
		take_flag(sink, "= one-link");
}

static void take_parts(
	const struct feature_sink *sink, struct letter *letter, struct span text)
{
	bool plain = false, page = false, picture = false;
	for (size_t i = 0; i < letter->mail.count; i++) {
		const struct mail_part *part = &letter->mail.parts[i];
		bool file = part->attachment || part->name.n;
		plain |= !file && span_equal(part->type, SPAN("text/plain"));
		page |= !file && span_equal(part->type, SPAN("text/html"));
		picture |= span_starts_with(part->type, SPAN("image/"));
		if (file && (span_ends_with_nocase(part->name, SPAN(".html")) ||
				    span_ends_with_nocase(part->name, SPAN(".htm")) ||
				    span_ends_with_nocase(part->name, SPAN(".shtml")) ||
				    span_ends_with_nocase(part->name, SPAN(".svg"))))
			take_flag(sink, "= page-as-file");
		if (file && span_ends_with_nocase(part->name, SPAN(".pdf")))
			take_flag(sink, "= pdf");
	}
	if (page && !plain)
		take_flag(sink, "= page-only");
	if ((picture || page) && text.n < PICTURE_TEXT_MAX)
		take_flag(sink, "= few-words");
}

/* The letter is in the name of somebody whom thieves like to be, and not from there. */
static void take_names(const struct feature_sink *sink, struct job *job,
	const struct letter *letter, struct span subject)
{
	for (size_t i = 0; i < letter->from.count && i < job->budget.authors; i++)
		if (organisation_named(sink->arena, letter->from.list[i].name,
			    letter->author_domain))
			take_flag(sink, "= claimed-by-name");
	if (organisation_named(sink->arena, subject, letter->author_domain))
		take_flag(sink, "= claimed-by-subject");
}

void lure_features(struct job *job, struct letter *letter, lure_take *take, void *state)
{
	struct feature_sink sink = { take, state, job->arena };
	struct span text = letter_text(job, letter), html = letter_html_text(job, letter);
	struct span subject = SPAN("");
	if (!header_find(&letter->mail.header, "In-Reply-To", 0) &&
		!header_find(&letter->mail.header, "References", 0))
		subject = word_decode(
			job->arena, sender_value(job, letter, "Subject"), NULL);
	take_words(&sink, SPAN("subject : "), phrase_fold(job->arena, subject));
	take_words(
		&sink, SPAN(""), phrase_fold(job->arena, text_without_signature(text)));
	if (html.n && html.p != text.p)
		take_words(&sink, SPAN(""),
			phrase_fold(job->arena, text_without_signature(html)));
	take_links(&sink, job, letter);
	take_parts(&sink, letter, html.n ? html : text);
	take_names(&sink, job, letter, subject);
}
