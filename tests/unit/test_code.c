/* JSON of editors and the pass over program text: what they tell, and cut at every byte. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "parse/file/folder.h"
#include "parse/file/json.h"
#include "parse/file/source.h"

static const char TASKS[] = "\xEF\xBB\xBF// c\n{\"a\": [1, {\"b\": \"x\\u00e9\\n\",}, "
			    "'q'], /* d */ k: true,}\n";

static void json_of_editors_is_read(void **state)
{
	(void)state;
	struct json j = json_of(span_from_cstr(TASKS));
	struct json_item item;
	struct arena *a = arena_create(SIZE_MAX);
	size_t strings = 0, words = 0;
	while (json_next(&j, &item)) {
		strings += item.kind == JSON_STRING;
		words += item.kind == JSON_WORD;
		if (span_equal(item.key, SPAN("b"))) {
			assert_true(
				span_equal(json_text(a, item.text), SPAN("x\xC3\xA9\n")));
			assert_true(span_equal(json_key_at(&j, 1), SPAN("a")));
			assert_int_equal(item.depth, 3);
		}
	}
	assert_false(j.broken);
	assert_int_equal(strings, 2);
	assert_int_equal(words, 2);
	arena_destroy(&a);
}

static void json_cut_at_every_byte_ends(void **state)
{
	(void)state;
	for (size_t n = 0; n < sizeof(TASKS); n++) {
		struct span all = span_of(TASKS, n);
		struct json j = json_of(all);
		struct json_item item;
		while (json_next(&j, &item))
			if (item.text.n)
				assert_true(span_inside(all, item.text));
	}
}

static const char FAR[] =
	"let a = 1;\nlet b;                                                             "
	"                                                  eval(atob('x'))\n_0x1a2b";

static void code_far_to_the_right_has_a_place(void **state)
{
	(void)state;
	struct source s = source_read(span_from_cstr(FAR));
	assert_int_equal(s.blanks_line, 2);
	assert_true(s.blanks >= 100 && s.code_before);
	assert_int_equal(FAR[s.blanks_offset], 'e');
	assert_int_equal(s.uses[USE_RUN].count, 1);
	assert_int_equal(s.uses[USE_DECODE].count, 1);
	assert_int_equal(s.hex_names, 1);
	assert_int_equal(s.lines, 3);
	for (size_t n = 0; n < sizeof(FAR); n++) {
		s = source_read(span_of(FAR, n));
		assert_true(s.blanks == 0 || s.blanks_offset < n);
	}
}

static void words_that_share_an_end_are_all_found(void **state)
{
	(void)state;
	struct source s = source_read(SPAN("REQUESTS.GET; urllib.requests.get"));
	assert_int_equal(s.uses[USE_FETCH].count, 3);
}

static void a_folder_cut_at_every_byte_ends(void **state)
{
	(void)state;
	struct arena *a = arena_create(SIZE_MAX);
	struct text t;
	text_init(&t, a, 4096);
	folder_begin(&t);
	folder_entry_head(
		&t, &(struct folder_entry){
			    .size = 3, .path = SPAN("a"), .bytes = SPAN("xyz") });
	text_add(&t, SPAN("xyz"));
	for (size_t n = 0; n <= t.n; n++) {
		struct span rest = folder_entries(span_of(t.p, n));
		struct folder_entry e;
		enum got got;
		size_t count = 0;
		while (folder_next(&rest, &e, &got))
			count++;
		assert_int_equal(count, n == t.n);
	}
	arena_destroy(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(json_of_editors_is_read),
		cmocka_unit_test(json_cut_at_every_byte_ends),
		cmocka_unit_test(code_far_to_the_right_has_a_place),
		cmocka_unit_test(words_that_share_an_end_are_all_found),
		cmocka_unit_test(a_folder_cut_at_every_byte_ends),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
