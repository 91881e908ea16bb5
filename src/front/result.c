/* Results of the public library: what the crew found, judged by the policy, and shown one
 * field at a time, as text or as JSON. Nothing here ends the host (see library.c): what
 * needs memory runs under a catch and gives NULL when there is none. */
#include "front/result.h"

#include <errno.h>

#include "base/must.h"
#include "report/escape.h"
#include "report/say.h"

#define EXPORT __attribute__((visibility("default")))

enum { SENTENCE_BYTES_MAX = 8192, FOREIGN_MAX = 200 };
/* Far beyond what the ceilings of findings and arguments allow. */
static const size_t REPORT_BYTES_MAX = (size_t)1 << 30;

int rules_create(struct span text, struct rules **rules_r, struct err *err_r)
{
	struct arena *arena = arena_create(SIZE_MAX);
	struct rules *rules = arena_new(arena, struct rules);
	rules->arena = arena;
	rules->holders = 1;
	int r = policy_parse(arena, text, &rules->policy, err_r);
	if (r < 0)
		arena_destroy(&arena);
	else
		*rules_r = rules;
	return r;
}

void rules_let_go(struct rules *rules)
{
	if (!rules || --rules->holders > 0)
		return;
	struct arena *arena = rules->arena;
	arena_destroy(&arena);
}

struct assay_result *result_create(struct rules *rules)
{
	struct arena *arena = arena_create(SIZE_MAX);
	struct assay_result *r = arena_new(arena, struct assay_result);
	r->arena = arena;
	r->rules = rules;
	rules->holders++;
	r->job.user = r;
	r->report.arena = arena;
	r->report.name = SPAN("letter");
	r->report.policy = rules->policy;
	return r;
}

void result_destroy(struct assay_result *r)
{
	struct arena *arena = r->arena;
	crew_job_finish(&r->job);
	rules_let_go(r->rules);
	arena_destroy(&arena);
}

void result_judge(struct assay_result *r)
{
	struct report *report = &r->report;
	report->root = r->job.evidence;
	report->findings = r->job.findings;
	report->verdict = verdict_judge(r->job.findings, report->policy);
	r->count = say_sorted(report, &r->findings);
	r->complete = true;
	for (size_t i = 0; i < r->count; i++)
		if (r->findings[i]->state == STATE_UNKNOWN &&
			policy_weight(report->policy, r->findings[i], NULL)
				.unknown_matters)
			r->complete = false;
}

EXPORT void assay_result_free(struct assay_result **result)
{
	if (!result || !*result)
		return;
	result_destroy(*result);
	*result = NULL;
}

EXPORT void *assay_result_user(const struct assay_result *r)
{
	return r ? r->user : NULL;
}

/* --- the verdict --- */

/* The library's numbers are the core's. */
_Static_assert((int)ASSAY_DANGER == (int)VERDICT_DANGER, "verdicts are numbered alike");
_Static_assert((int)ASSAY_CAUTION == (int)VERDICT_CAUTION, "verdicts are numbered alike");
_Static_assert(
	(int)ASSAY_UNDECIDED == (int)VERDICT_UNDECIDED, "verdicts are numbered alike");
_Static_assert((int)ASSAY_UNKNOWN == (int)STATE_UNKNOWN, "states are numbered alike");
_Static_assert((int)ASSAY_HIT == (int)STATE_HIT, "states are numbered alike");

EXPORT enum assay_verdict assay_result_verdict(const struct assay_result *r)
{
	return r ? (enum assay_verdict)r->report.verdict.level : ASSAY_UNDECIDED;
}

EXPORT const char *assay_result_verdict_name(const struct assay_result *r)
{
	return verdict_name((enum verdict_level)assay_result_verdict(r));
}

EXPORT int assay_result_is_complete(const struct assay_result *r)
{
	return r && r->complete;
}

EXPORT size_t assay_result_reasons(const struct assay_result *r, size_t reasons_r[3])
{
	size_t n = 0;
	for (size_t i = 0; r && reasons_r && i < r->report.verdict.reason_count; i++)
		for (size_t j = 0; j < r->count; j++)
			if (r->findings[j] == r->report.verdict.reasons[i])
				reasons_r[n++] = j;
	return n;
}

/* --- sentences --- */

static void escape(struct text *t, struct span foreign)
{
	escape_terminal_short(t, foreign, FOREIGN_MAX);
}

/* Runs `write` into a text of the result's; NULL when memory ran out. */
static const char *written(struct assay_result *r, size_t max,
	void (*write)(struct text *t, const struct report *report, const void *what),
	const void *what)
{
	jmp_buf out;
	jmp_buf *before = must_catch(&out);
	const char *volatile text = NULL;
	if (setjmp(out) == 0) {
		struct text t;
		text_init(&t, r->arena, max);
		write(&t, &r->report, what);
		text = t.cut ? NULL : t.p;
	}
	must_catch(before);
	return text;
}

static void write_heading(struct text *t, const struct report *report, const void *what)
{
	(void)what;
	text_add_cstr(t, say_heading(report));
}

static void write_next(struct text *t, const struct report *report, const void *what)
{
	const struct finding *about;
	const char *next = say_next(report, &about);
	(void)what;
	words_fill(t, next, about, escape);
}

static void write_finding(struct text *t, const struct report *report, const void *what)
{
	const struct finding *f = what;
	words_fill(t, say_finding(report, f), f, escape);
}

static void write_path(struct text *t, const struct report *report, const void *what)
{
	(void)report;
	escape(t, span_from_cstr(what));
}

static void write_text(struct text *t, const struct report *report, const void *what)
{
	report_text(t, report, what);
}

static void write_json(struct text *t, const struct report *report, const void *what)
{
	const unsigned *flags = what;
	report_json(t, report, *flags & ASSAY_TEXT_ALL);
}

EXPORT const char *assay_result_heading(struct assay_result *r)
{
	return r ? written(r, SENTENCE_BYTES_MAX, write_heading, NULL) : NULL;
}

EXPORT const char *assay_result_next(struct assay_result *r)
{
	return r ? written(r, SENTENCE_BYTES_MAX, write_next, NULL) : NULL;
}

EXPORT const char *assay_result_text(
	struct assay_result *r, unsigned flags, unsigned width)
{
	struct report_style style = { .all = flags & ASSAY_TEXT_ALL,
		.colour = flags & ASSAY_TEXT_COLOUR,
		.brief = flags & ASSAY_TEXT_BRIEF,
		.width = width };
	return r ? written(r, REPORT_BYTES_MAX, write_text, &style) : NULL;
}

EXPORT const char *assay_result_json(struct assay_result *r, unsigned flags)
{
	return r ? written(r, REPORT_BYTES_MAX, write_json, &flags) : NULL;
}

/* --- findings --- */

static const struct finding *finding(const struct assay_result *r, size_t i)
{
	return r && i < r->count ? r->findings[i] : NULL;
}

EXPORT size_t assay_result_findings(const struct assay_result *r)
{
	return r ? r->count : 0;
}

EXPORT const char *assay_finding_code(const struct assay_result *r, size_t i)
{
	const struct finding *f = finding(r, i);
	return f ? f->code : NULL;
}

EXPORT const char *assay_finding_variant(const struct assay_result *r, size_t i)
{
	const struct finding *f = finding(r, i);
	return f ? f->variant : NULL;
}

EXPORT enum assay_state assay_finding_state(const struct assay_result *r, size_t i)
{
	const struct finding *f = finding(r, i);
	return f ? (enum assay_state)f->state : ASSAY_CLEAR;
}

EXPORT const char *assay_finding_tier(const struct assay_result *r, size_t i)
{
	const struct finding *f = finding(r, i);
	return f ? tier_name(policy_weight(r->report.policy, f, NULL).tier) : NULL;
}

EXPORT const char *assay_finding_gap(const struct assay_result *r, size_t i)
{
	const struct finding *f = finding(r, i);
	return f && f->state == STATE_UNKNOWN ? gap_name(f->gap) : NULL;
}

EXPORT const char *assay_finding_says(struct assay_result *r, size_t i)
{
	const struct finding *f = finding(r, i);
	if (!f || !say_finding(&r->report, f))
		return NULL;
	return written(r, SENTENCE_BYTES_MAX, write_finding, f);
}

EXPORT const char *assay_finding_path(struct assay_result *r, size_t i)
{
	const struct finding *f = finding(r, i);
	if (!f || !f->evidence)
		return NULL;
	return written(r, SENTENCE_BYTES_MAX, write_path, f->evidence->path);
}

EXPORT int assay_finding_place(
	const struct assay_result *r, size_t i, size_t *offset_r, size_t *length_r)
{
	const struct finding *f = finding(r, i);
	if (!f || !offset_r || !length_r || !say_place(&r->report, f, offset_r, length_r))
		return -ENOENT;
	return 0;
}
