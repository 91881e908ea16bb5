/* Names against the lists (naming.h). */
#include "front/naming.h"

#include <fcntl.h>

#include "base/when.h"
#include "known/folder.h"
#include "report/escape.h"
#include "report/names.h"

int naming_open(
	struct naming *n, const struct options *o, struct arena *a, struct err *err_r)
{
	struct name_model model;
	struct span text;
	int r = lists_open(o, &n->lists, err_r);
	name_model_standard(&model);
	if (r == 0 && o->model)
		r = known_read_file(a, AT_FDCWD, o->model, &text, err_r);
	if (r == 0 && o->model)
		r = name_model_read(text, &model, err_r);
	if (r == 0)
		n->index = name_index_create(a, n->lists.known, &model);
	return r;
}

/* A name is no person: what agrees is a reason to compare more, and never DANGER. */
static enum lists_verdict verdict_of(
	const struct naming *n, const struct name_hit *hits, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (hits[i].list->kind != KNOWN_LABEL)
			return LISTS_CAUTION;
	return name_index_count(n->index) == 0 ||
			       lists_are_out_of_date(&n->lists, LISTS_NAMES)
		       ? LISTS_UNDECIDED
		       : LISTS_NOTHING;
}

void naming_ask(const struct naming *n, struct arena *a, struct span name,
	struct naming_answer *answer_r)
{
	answer_r->hits = arena_array(a, NAME_HITS_MAX, sizeof(*answer_r->hits));
	answer_r->count =
		name_index_find(n->index, a, name, n->lists.day_s, false, answer_r->hits);
	answer_r->verdict = verdict_of(n, answer_r->hits, answer_r->count);
}

void naming_add_json(struct text *t, const struct naming *n, struct span name,
	const struct naming_answer *answer)
{
	text_add_cstr(t, "{\"schema\":\"assay-names-1\",\"name\":\"");
	escape_json(t, name);
	text_printf(t, "\",\"verdict\":\"%s\",\"as_of\":\"",
		lists_verdict_name(answer->verdict));
	when_print_day(t, n->lists.day_s);
	text_add_cstr(t, "\",");
	names_add_json(t, answer->hits, answer->count);
	text_add_byte(t, ',');
	lists_add_json_gaps(t, &n->lists, LISTS_NAMES);
	text_add_cstr(t, "}\n");
}

void naming_add_gaps(struct text *t, const struct naming *n, const char *indent)
{
	if (name_index_count(n->index) == 0)
		text_printf(t,
			"%sNot checked: no list of names is here (assay known import "
			"--form ofac-names ...).\n",
			indent);
	lists_add_gaps(t, &n->lists, LISTS_NAMES, indent);
}
