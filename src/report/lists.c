/* What lists say, written (lists.h). The words for "listed", "stated" and "label" are three
 * families of verbs; none says who controls an address. */
#include "report/lists.h"

#include "base/when.h"
#include "report/escape.h"

/* --- for people --- */

static void add_quoted(
	struct text *t, const char *before, struct span s, const char *behind)
{
	if (!s.n)
		return;
	text_add_cstr(t, before);
	escape_terminal_short(t, s, 120);
	text_add_cstr(t, behind);
}

static const char *verb(const struct known_fact *f)
{
	static const char *const verbs[KNOWN_KINDS][KNOWN_STATES] = {
		[KNOWN_LISTED] = { "Listed", "Was listed",
			"Listed, perhaps not yet then,", "Listed only later" },
		[KNOWN_STATED] = { "Named", "Was named", "Named, perhaps not yet then,",
			"Named only later" },
		[KNOWN_LABEL] = { "Labelled", "Was labelled",
			"Labelled, perhaps not yet then,", "Labelled only later" },
	};
	return verbs[f->list->kind][f->state];
}

static void add_span_of_days(struct text *t, const struct known_fact *f)
{
	/* Where the list begins, who stood there already came at an unknown time before. */
	text_add_cstr(t, f->row->from_s <= f->list->since_s ? ", since " : ", from ");
	when_print_day(t, f->row->from_s);
	if (f->row->from_s <= f->list->since_s && f->list->kind == KNOWN_LISTED)
		text_add_cstr(t, " or before");
	if (f->row->to_s != KNOWN_ALWAYS) {
		text_add_cstr(t, ", not any more on ");
		when_print_day(t, f->row->to_s);
	}
}

void lists_add_sentence(struct text *t, const struct known_fact *f)
{
	text_add_cstr(t, verb(f));
	add_quoted(t, " as \"", f->row->name, "\"");
	add_quoted(t, " (", f->row->program, ")");
	text_add_cstr(t, " by ");
	escape_terminal_short(t, f->list->source, 120);
	bool is_link = span_find(f->row->reference, SPAN("://")) != SPAN_NONE;
	add_quoted(t, is_link ? ", see " : ", number ", f->row->reference, "");
	add_span_of_days(t, f);
	text_add_cstr(t, "; list of ");
	when_print_day(t, f->list->date_s);
	add_quoted(t, ", grade ", f->list->grade, "");
	if (f->case_lost)
		text_add_cstr(t, "; the list lost capital letters, all else is the same");
	text_add_byte(t, '.');
}

struct span lists_label(struct arena *a, const struct known_fact *f)
{
	struct text t;
	text_init(&t, a, 512);
	text_add_byte(&t, ascii_lower((unsigned char)verb(f)[0]));
	text_add_cstr(&t, verb(f) + 1);
	if (f->row->name.n) {
		text_add_cstr(&t, " as ");
		text_add(&t, span_take(f->row->name, 200));
	}
	return text_span(&t);
}

struct span lists_label_source(struct arena *a, const struct known_fact *f)
{
	struct text t;
	text_init(&t, a, 512);
	text_add(&t, span_take(f->list->source, 200));
	text_add_cstr(&t, " of ");
	when_print_day(&t, f->list->date_s);
	return text_span(&t);
}

void lists_add_gaps(
	struct text *t, const struct lists *l, enum lists_subject of, const char *indent)
{
	for (size_t i = 0; i < known_list_count(l->known); i++) {
		const struct known_list *list = known_list_at(l->known, i);
		if (!lists_is_of(list, of) || !lists_is_out_of_date(l, list))
			continue;
		text_printf(t, "%sNot checked for that day: the list \"%.*s\" ", indent,
			SPAN_ARG(list->id));
		text_add_cstr(t, l->day_s < list->since_s ? "begins on " : "is of ");
		when_print_day(
			t, l->day_s < list->since_s ? list->since_s : list->date_s);
		text_add_cstr(t, ".\n");
	}
}

/* --- for programs --- */

static void add_json_text(struct text *t, const char *key, struct span s)
{
	if (!s.n)
		return;
	text_printf(t, ",\"%s\":\"", key);
	escape_json(t, s);
	text_add_byte(t, '"');
}

static void add_json_day(struct text *t, const char *key, int64_t day_s)
{
	text_printf(t, ",\"%s\":\"", key);
	when_print_day(t, day_s);
	text_add_byte(t, '"');
}

void lists_add_json_fact(struct text *t, const struct known_fact *f)
{
	text_printf(t, "{\"list\":\"%.*s\",\"kind\":\"%s\",\"state\":\"%s\"",
		SPAN_ARG(f->list->id), known_kind_name(f->list->kind),
		known_state_name(f->state));
	add_json_text(t, "name", f->row->name);
	add_json_text(t, "program", f->row->program);
	add_json_text(t, "reference", f->row->reference);
	add_json_text(t, "asset", f->row->asset);
	add_json_day(t, "from", f->row->from_s);
	if (f->row->to_s != KNOWN_ALWAYS)
		add_json_day(t, "to", f->row->to_s);
	add_json_text(t, "source", f->list->source);
	add_json_text(t, "url", f->list->url);
	add_json_day(t, "list_date", f->list->date_s);
	add_json_text(t, "grade", f->list->grade);
	add_json_text(t, "note", f->row->note);
	text_add_cstr(t, f->case_lost ? ",\"case_lost\":true}" : "}");
}

void lists_add_json_gaps(struct text *t, const struct lists *l, enum lists_subject of)
{
	const char *comma = "";
	text_add_cstr(t, "\"out_of_date\":[");
	for (size_t i = 0; i < known_list_count(l->known); i++) {
		const struct known_list *list = known_list_at(l->known, i);
		if (!lists_is_of(list, of) || !lists_is_out_of_date(l, list))
			continue;
		text_printf(t, "%s\"%.*s\"", comma, SPAN_ARG(list->id));
		comma = ",";
	}
	text_add_byte(t, ']');
}

/* Only where there are several to compare. */
static void add_json_labels(struct text *t, const struct lists_answer *answer)
{
	const char *comma = "";
	if (lists_label_sources(answer) < 2)
		return;
	text_printf(t, "\"labels\":{\"sources\":%zu,\"alone\":[",
		lists_label_sources(answer));
	for (size_t i = 0; i < answer->count; i++)
		if (lists_is_alone(answer, i)) {
			text_printf(t, "%s%zu", comma, i);
			comma = ",";
		}
	text_add_cstr(t, "]},");
}

void lists_add_json(
	struct text *t, const struct lists *l, const struct lists_answer *answer)
{
	text_add_cstr(t, "\"as_of\":\"");
	when_print_day(t, l->day_s);
	text_add_cstr(t, "\",\"facts\":[");
	for (size_t i = 0; i < answer->count; i++) {
		text_add_cstr(t, i ? "," : "");
		lists_add_json_fact(t, &answer->facts[i]);
	}
	text_add_cstr(t, "],");
	add_json_labels(t, answer);
	lists_add_json_gaps(t, l, LISTS_ADDRESSES);
}
