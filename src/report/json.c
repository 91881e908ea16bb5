/* The report for programs: one object a line (NDJSON), described by the schema
 * docs/schema/check-1.json. Codes and names are stable; sentences are for showing and may
 * change. Sentences have their foreign words made visible as on a terminal; "args" holds
 * those words as they are, broken bytes as U+FFFD. */
#include "report/report.h"

#include <inttypes.h>

#include "report/escape.h"
#include "report/say.h"

enum { SENTENCE_BYTES_MAX = 8192, FOREIGN_MAX = 200, ARG_BYTES_MAX = 4096 };

static void escape(struct text *t, struct span foreign)
{
	escape_terminal_short(t, foreign, FOREIGN_MAX);
}

static void add_string(struct text *t, const char *key, struct span value)
{
	text_printf(t, "\"%s\":\"", key);
	escape_json(t, value);
	text_add_byte(t, '"');
}

static void add_cstring(struct text *t, const char *key, const char *value)
{
	add_string(t, key, span_from_cstr(value));
}

static void add_sentence(struct text *t, const struct report *r, const char *key,
	const char *sentence, const struct finding *f)
{
	struct text plain;
	text_init(&plain, r->arena, SENTENCE_BYTES_MAX);
	words_fill(&plain, sentence, f, escape);
	add_string(t, key, text_span(&plain));
}

static void add_subject(struct text *t, const struct report *r)
{
	enum evidence_kind kind = r->root ? r->root->kind : EV_NONE;
	text_add_cstr(t, "\"subject\":{");
	add_string(t, "name", r->name);
	if (r->index)
		text_printf(t, ",\"index\":%zu", r->index);
	text_printf(t, ",\"kind\":\"%s\"},", evidence_kind_name(kind));
}

static void add_evidence(struct text *t, const struct report *r, const struct finding *f)
{
	size_t offset, length;
	if (!f->evidence)
		return;
	text_add_cstr(t, ",\"evidence\":{");
	add_cstring(t, "path", f->evidence->path);
	if (say_place(r, f, &offset, &length))
		text_printf(t, ",\"offset\":%zu,\"length\":%zu", offset, length);
	text_printf(t, ",\"seen\":\"%s\"}", seen_name(f->evidence->seen));
}

static void add_args(struct text *t, const struct finding *f)
{
	text_add_cstr(t, ",\"args\":{");
	for (size_t i = 0; i < f->arg_count; i++) {
		const struct arg *a = &f->args[i];
		if (i)
			text_add_byte(t, ',');
		if (a->kind == ARG_TEXT)
			add_string(t, a->name, span_take(a->text, ARG_BYTES_MAX));
		else
			text_printf(t, "\"%s\":%" PRId64, a->name, a->number);
	}
	text_add_byte(t, '}');
}

/* What all lists of findings say: which, where, and in words. */
static void add_head(struct text *t, const struct report *r, const struct finding *f)
{
	add_cstring(t, "code", f->code);
	if (f->variant) {
		text_add_byte(t, ',');
		add_cstring(t, "variant", f->variant);
	}
	add_evidence(t, r, f);
	const char *says = say_finding(r, f);
	if (says) {
		text_add_byte(t, ',');
		add_sentence(t, r, "says", says, f);
	}
}

static void add_finding(struct text *t, const struct report *r, const struct finding *f)
{
	struct weight w = policy_weight(r->policy, f, NULL);
	text_add_byte(t, '{');
	add_head(t, r, f);
	text_printf(t, ",\"state\":\"%s\",\"tier\":\"%s\",\"family\":\"%s\"",
		finding_state_name(f->state), tier_name(w.tier), family_name(w.family));
	if (f->state == STATE_UNKNOWN)
		text_printf(t, ",\"gap\":\"%s\"", gap_name(f->gap));
	add_args(t, f);
	text_add_byte(t, '}');
}

static void add_gap(struct text *t, const struct report *r, const struct finding *f)
{
	struct weight w = policy_weight(r->policy, f, NULL);
	text_add_byte(t, '{');
	add_head(t, r, f);
	text_printf(t, ",\"gap\":\"%s\",\"matters\":%s}", gap_name(f->gap),
		w.unknown_matters ? "true" : "false");
}

static void add_proof(struct text *t, const struct report *r, const struct finding *f)
{
	text_add_byte(t, '{');
	add_head(t, r, f);
	add_args(t, f);
	text_add_byte(t, '}');
}

static bool is_hit(const struct report *r, const struct finding *f)
{
	(void)r;
	return f->state == STATE_HIT;
}

static bool is_any(const struct report *r, const struct finding *f)
{
	(void)r;
	(void)f;
	return true;
}

static bool is_gap(const struct report *r, const struct finding *f)
{
	(void)r;
	return f->state == STATE_UNKNOWN;
}

static bool is_proof(const struct report *r, const struct finding *f)
{
	return say_proof(r, f) != NULL;
}

static void add_list(struct text *t, const struct report *r, const char *key,
	bool (*belongs)(const struct report *r, const struct finding *f),
	void (*add)(struct text *t, const struct report *r, const struct finding *f))
{
	const struct finding **list;
	size_t n = say_sorted(r, &list), written = 0;
	text_printf(t, "\"%s\":[", key);
	for (size_t i = 0; i < n; i++) {
		if (!belongs(r, list[i]))
			continue;
		if (written++)
			text_add_byte(t, ',');
		add(t, r, list[i]);
	}
	text_add_cstr(t, "],");
}

static void add_reasons(struct text *t, const struct report *r)
{
	size_t n = r->verdict.level >= VERDICT_CAUTION ? r->verdict.reason_count : 0;
	text_add_cstr(t, ",\"reasons\":[");
	for (size_t i = 0; i < n; i++) {
		text_add_cstr(t, i ? ",\"" : "\"");
		escape_json(t, span_from_cstr(r->verdict.reasons[i]->code));
		text_add_byte(t, '"');
	}
	text_add_cstr(t, "],");
}

void report_json(struct text *t, const struct report *r, bool all)
{
	const struct finding *about;
	const char *next = say_next(r, &about);
	text_add_cstr(t, "{\"schema\":\"assay-check-1\",");
	add_subject(t, r);
	text_printf(t, "\"verdict\":\"%s\",", verdict_name(r->verdict.level));
	add_sentence(t, r, "says", say_heading(r), NULL);
	add_reasons(t, r);
	add_list(t, r, "findings", all ? is_any : is_hit, add_finding);
	add_list(t, r, "unchecked", is_gap, add_gap);
	add_list(t, r, "proved", is_proof, add_proof);
	add_sentence(t, r, "next", next, about);
	text_printf(t, ",\"sandbox\":\"%s\"}\n", r->sandboxed ? "full" : "none");
}
