/* The forms of lists, in the order in which content is tried (form.h). */
#include "known/form.h"

static const struct known_form *const forms[] = {
	&known_form_own,
	&known_form_ofac,
	&known_form_tagpack,
	&known_form_un,
	&known_form_ofac_advanced,
	&known_form_table,
	&known_form_names,
	&known_form_ofac_names,
	&known_form_lines,
};

const struct known_form *known_form_row(unsigned i)
{
	return i < sizeof(forms) / sizeof(*forms) ? forms[i] : NULL;
}

const struct known_form *known_form_named(const char *name)
{
	for (unsigned i = 0; i < sizeof(forms) / sizeof(*forms); i++)
		if (strcmp(forms[i]->name, name) == 0)
			return forms[i];
	return NULL;
}

const struct known_form *known_form_of(struct span text)
{
	for (unsigned i = 0; i < sizeof(forms) / sizeof(*forms); i++)
		if (forms[i]->is(text))
			return forms[i];
	return NULL;
}

struct known_row *known_form_put(struct arena *a, struct known_list *list, size_t from,
	struct span address, struct span asset)
{
	for (size_t i = from; i < list->count; i++) {
		struct known_row *row = &list->rows[i];
		if (!span_equal(row->address, address))
			continue;
		row->asset = span_from_cstr(arena_printf(
			a, "%.*s %.*s", SPAN_ARG(row->asset), SPAN_ARG(asset)));
		return row;
	}
	struct known_row *row = known_list_add(a, list);
	row->address = address;
	row->asset = asset;
	return row;
}

static bool is_own(struct span text)
{
	return span_starts_with(text, SPAN("#assay-known-1"));
}

static int read_own(struct arena *a, struct span text, struct span beside,
	struct known_list *list, struct err *err_r)
{
	(void)beside;
	return known_list_read(a, list->id, text, list, err_r);
}

const struct known_form known_form_own = { "known", "a list as assay keeps it", is_own,
	read_own, NULL };
