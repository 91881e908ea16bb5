/* The report for a person, who is in a hurry and perhaps afraid: what this is, what to
 * think of it, why in at most three sentences, what nobody looked at, what was proved, and
 * one step to take. Machine words (codes, tiers, places) stand only where all was asked
 * for. Nothing here promises anything: there is no sentence that calls a thing harmless. */
#include "report/report.h"

#include "report/escape.h"
#include "report/say.h"
#include "report/wrap.h"

enum {
	SENTENCE_BYTES_MAX = 8192,
	FOREIGN_MAX = 200,
	NAME_MAX_SHOWN = 400,
	GAPS_SHOWN = 3,
	PROOFS_SHOWN = 3
};

struct page {
	struct text *t;
	const struct report *r;
	const struct report_style *style;
	const struct finding **findings;
	size_t count;
};

static void escape(struct text *t, struct span foreign)
{
	escape_terminal_short(t, foreign, FOREIGN_MAX);
}

static struct span filled(
	const struct page *p, const char *sentence, const struct finding *f)
{
	struct text t;
	text_init(&t, p->r->arena, SENTENCE_BYTES_MAX);
	words_fill(&t, sentence, f, escape);
	return text_span(&t);
}

static void add_line(const struct page *p, const char *lead, struct span sentence)
{
	wrap_add(p->t, lead, sentence, p->style->width);
}

static void add_label(const struct page *p, const char *key)
{
	text_printf(p->t, "\n  %s\n", say_label(p->r, key));
}

static void add_name(const struct page *p)
{
	escape_terminal_short(p->t, p->r->name, NAME_MAX_SHOWN);
	if (p->r->index) {
		struct finding number = { 0 };
		finding_number(&number, "index", (int64_t)p->r->index);
		text_add_byte(p->t, ' ');
		text_add(p->t, filled(p, say_label(p->r, "letter"), &number));
	}
}

/* All that a reader of many letters wants to know of one where nothing was found. */
static void add_brief(const struct page *p)
{
	struct finding number = { 0 };
	const char *proof = NULL;
	size_t gaps = 0;
	for (size_t i = 0; i < p->count; i++)
		gaps += p->findings[i]->state == STATE_UNKNOWN;
	finding_number(&number, "count", (int64_t)gaps);
	add_name(p);
	text_printf(p->t, ": %s", say_heading(p->r));
	for (size_t i = 0; i < p->count && !proof; i++) {
		proof = say_proof(p->r, p->findings[i]);
		if (proof) {
			text_add_byte(p->t, ' ');
			text_add(p->t, filled(p, proof, p->findings[i]));
		}
	}
	if (gaps) {
		text_add_byte(p->t, ' ');
		text_add(p->t, filled(p, say_label(p->r, "gaps"), &number));
	}
	text_add_byte(p->t, '\n');
}

static void add_subject(const struct page *p)
{
	add_name(p);
	text_add_byte(p->t, '\n');
}

static void add_heading(const struct page *p)
{
	static const char *const colours[] = { [VERDICT_NOTHING_FOUND] = "\033[1m",
		[VERDICT_UNDECIDED] = "\033[1;35m",
		[VERDICT_CAUTION] = "\033[1;33m",
		[VERDICT_DANGER] = "\033[1;31m" };
	if (p->style->colour)
		text_add_cstr(p->t, colours[p->r->verdict.level]);
	add_line(p, "  ", span_from_cstr(say_heading(p->r)));
	if (p->style->colour)
		text_add_cstr(p->t, "\033[0m");
}

/* One weak signal says nothing: without a verdict its sentence would only frighten. */
static void add_reasons(const struct page *p)
{
	if (p->r->verdict.level < VERDICT_CAUTION || p->r->verdict.reason_count == 0)
		return;
	add_label(p, "why");
	for (size_t i = 0; i < p->r->verdict.reason_count; i++) {
		const struct finding *f = p->r->verdict.reasons[i];
		add_line(p, "  - ", filled(p, say_finding(p->r, f), f));
	}
}

static const char *gap_sentence(const struct report *r, const struct finding *f)
{
	return f->state == STATE_UNKNOWN ? say_finding(r, f) : NULL;
}

static bool same_args(const struct finding *a, const struct finding *b)
{
	if (a->arg_count != b->arg_count)
		return false;
	for (size_t i = 0; i < a->arg_count; i++)
		if (a->args[i].number != b->args[i].number ||
			!span_equal(a->args[i].text, b->args[i].text))
			return false;
	return true;
}

/* Two seals of one domain prove one thing, and ten checks without network lack one. */
static bool said_before(const struct page *p, size_t i,
	const char *(*sentence_of)(const struct report *r, const struct finding *f))
{
	const struct finding *f = p->findings[i];
	const char *sentence = sentence_of(p->r, f);
	for (size_t j = 0; j < i; j++)
		if (sentence_of(p->r, p->findings[j]) == sentence &&
			(!sentence || !strchr(sentence, '{') ||
				same_args(p->findings[j], f)))
			return true;
	return false;
}

/* The sentences of one kind under a label, each once, at most `max` of them. */
static void add_list(const struct page *p, const char *label, size_t max,
	const char *(*sentence_of)(const struct report *r, const struct finding *f))
{
	size_t said = 0, left = 0;
	for (size_t i = 0; i < p->count; i++) {
		const struct finding *f = p->findings[i];
		const char *sentence = sentence_of(p->r, f);
		if (!sentence || said_before(p, i, sentence_of))
			continue;
		if (said == max) {
			left++;
			continue;
		}
		if (said++ == 0)
			add_label(p, label);
		add_line(p, "  - ", filled(p, sentence, f));
	}
	if (left) {
		struct finding number = { 0 };
		finding_number(&number, "count", (int64_t)left);
		add_line(p, "  - ", filled(p, say_label(p->r, "more"), &number));
	}
}

static void add_next(const struct page *p)
{
	const struct finding *about;
	const char *next = say_next(p->r, &about);
	add_label(p, "next");
	add_line(p, "  > ", filled(p, next, about));
}

static void add_place(const struct page *p, const struct finding *f)
{
	size_t offset, length;
	if (!f->evidence)
		return;
	text_add_cstr(p->t, "      ");
	escape(p->t, span_from_cstr(f->evidence->path));
	if (say_place(p->r, f, &offset, &length))
		text_printf(p->t, ", byte %zu, length %zu", offset, length);
	text_add_byte(p->t, '\n');
}

static void add_arg(const struct page *p, const struct arg *a)
{
	text_add_cstr(p->t, "      ");
	escape(p->t, span_from_cstr(a->name));
	text_add_cstr(p->t, ": ");
	if (a->kind == ARG_NUMBER)
		text_printf(p->t, "%lld", (long long)a->number);
	else
		escape(p->t, a->text);
	text_add_byte(p->t, '\n');
}

static void add_finding(const struct page *p, const struct finding *f)
{
	struct weight w = policy_weight(p->r->policy, f, NULL);
	text_printf(p->t, "  %-8s%-8s%-10s", finding_state_name(f->state),
		tier_name(w.tier), family_name(w.family));
	escape(p->t, span_from_cstr(f->code));
	if (f->variant) {
		text_add_byte(p->t, '/');
		escape(p->t, span_from_cstr(f->variant));
	}
	if (f->state == STATE_UNKNOWN)
		text_printf(p->t, " (%s)", gap_name(f->gap));
	text_add_byte(p->t, '\n');
	add_place(p, f);
	for (size_t i = 0; i < f->arg_count; i++)
		add_arg(p, &f->args[i]);
	const char *sentence = say_finding(p->r, f);
	if (sentence)
		add_line(p, "      ", filled(p, sentence, f));
}

void report_text(struct text *t, const struct report *r, const struct report_style *style)
{
	struct page p = { .t = t, .r = r, .style = style };
	p.count = say_sorted(r, &p.findings);
	if (style->brief && !style->all && r->verdict.level == VERDICT_NOTHING_FOUND) {
		add_brief(&p);
		return;
	}
	add_subject(&p);
	add_heading(&p);
	add_reasons(&p);
	if (say_is_letter(r)) /* else the heading has said it */
		add_list(&p, "unchecked", style->all ? SIZE_MAX : GAPS_SHOWN,
			gap_sentence);
	add_list(&p, "proved", style->all ? SIZE_MAX : PROOFS_SHOWN, say_proof);
	add_next(&p);
	if (!r->sandboxed)
		add_line(&p, "\n  ", span_from_cstr(say_label(r, "unsandboxed")));
	if (style->all)
		add_label(&p, "findings");
	for (size_t i = 0; style->all && i < p.count; i++)
		add_finding(&p, p.findings[i]);
	text_add_byte(t, '\n');
}
