/* Lists of others and our own: "how much of it is the second file, then both". What is read is
 * merged with itself, written, and read again: nothing that was taken over can fail to be. */
#include <stddef.h>
#include <stdint.h>

#include "base/must.h"
#include "known/form.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static void keep(struct arena *a, struct known_list *list)
{
	struct known_list merged, again;
	struct known_change change;
	struct err err;
	struct text t;
	list->source = SPAN("a source");
	list->grade = SPAN("F6");
	list->since_s = 86400;
	list->date_s = INT64_C(86400) * 20000;
	must(known_list_merge(a, list, list, &merged, &change, &err) == 0);
	text_init(&t, a, 64 << 20);
	known_list_write(&t, &merged);
	if (!t.cut)
		must(known_list_read(a, list->id, text_span(&t), &again, &err) == 0 &&
			again.count == merged.count);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	const struct known_form *form;
	if (n < 1 || n > 1 << 14)
		return 0;
	struct span text = span_of(bytes + 1, n - 1);
	size_t second = text.n * bytes[0] / 256;
	struct span beside = span_skip(text, text.n - second);
	text = span_take(text, text.n - second);
	for (unsigned i = 0; (form = known_form_row(i)); i++) {
		struct arena *a = arena_create(256 << 20);
		struct known_list list = { .id = SPAN("l") };
		struct err err;
		form->is(text);
		if (form->read(a, text, beside, &list, &err) == 0)
			keep(a, &list);
		arena_destroy(&a);
	}
	return 0;
}
