/* parse/tags: the tag=value lists of DKIM, ARC and DMARC. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "parse/tags.h"

static int make_arena(void **state)
{
	*state = arena_create(1 << 20);
	return 0;
}

static int drop_arena(void **state)
{
	struct arena *a = *state;
	arena_destroy(&a);
	return 0;
}

static void a_list_is_read_with_folds_and_a_final_semicolon(void **state)
{
	struct tags t;
	struct span s = SPAN(" v=1; a = rsa-sha256 ;\r\n\tb=AAA\r\n BBB=; x_1=; ");
	assert_int_equal(tags_parse(*state, s, &t), GOT_ALL);
	assert_int_equal(t.count, 4);
	assert_false(t.duplicate);
	assert_true(span_equal(tags_get(&t, "v"), SPAN("1")));
	assert_true(span_equal(tags_get(&t, "a"), SPAN("rsa-sha256")));
	assert_true(span_equal(tags_get(&t, "b"), SPAN("AAA\r\n BBB=")));
	assert_true(tags_get(&t, "x_1").p != NULL && tags_get(&t, "x_1").n == 0);
	assert_true(tags_get(&t, "V").p == NULL);
}

static void broken_parts_are_left_out_and_told(void **state)
{
	static const struct {
		const char *text;
		enum got got;
		size_t count;
	} rows[] = {
		{ "", GOT_NONE, 0 },
		{ "   ", GOT_NONE, 0 },
		{ ";", GOT_NONE, 0 },
		{ "no list", GOT_NONE, 0 },
		{ "v=1", GOT_ALL, 1 },
		{ "v=1;", GOT_ALL, 1 },
		{ "v=1; \r\n ", GOT_ALL, 1 },
		{ "v=1;;a=b", GOT_SOME, 2 },
		{ "v=1;;", GOT_SOME, 1 },
		{ "v=1; junk; a=b", GOT_SOME, 2 },
		{ "1v=1; a=b", GOT_SOME, 1 },
		{ "v-v=1; a=b", GOT_SOME, 1 },
		{ "v=\x01; a=b", GOT_SOME, 1 },
		{ "v=\xc3\xa4; a=b", GOT_ALL, 2 },
		{ "a b=1; a=b", GOT_SOME, 1 },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct tags t;
		assert_int_equal(tags_parse(*state, span_from_cstr(rows[i].text), &t),
			rows[i].got);
		assert_int_equal(t.count, rows[i].count);
	}
	struct tags t;
	assert_int_equal(tags_parse(*state, span_of("v=\0; a=b", 8), &t), GOT_SOME);
}

static void a_name_that_stands_twice_voids_the_list(void **state)
{
	struct tags t;
	tags_parse(*state, SPAN("v=1; a=b; v=1"), &t);
	assert_true(t.duplicate);
	tags_parse(*state, SPAN("v=1; a=b; V=1"), &t);
	assert_false(t.duplicate);
}

static void a_list_has_a_limit(void **state)
{
	struct tags t;
	char many[4 * 1000];
	for (size_t i = 0; i < sizeof(many); i += 4)
		memcpy(many + i, "a=b;", 4);
	assert_int_equal(tags_parse(*state, span_of(many, sizeof(many)), &t), GOT_LIMIT);
	assert_int_equal(t.count, 100);
}

static void squeezing_drops_white_space_everywhere(void **state)
{
	struct span as_is = SPAN("abc");
	assert_ptr_equal(tags_squeeze(*state, as_is).p, as_is.p);
	assert_true(span_equal(tags_squeeze(*state, SPAN(" a\r\n\tb c ")), SPAN("abc")));
	assert_int_equal(tags_squeeze(*state, SPAN(" \r\n")).n, 0);
}

static void input_cut_at_every_byte_stays_inside(void **state)
{
	struct span whole = SPAN("v=1; a=rsa-sha256;\r\n\tb=AAA BBB; ;x=");
	for (size_t n = 0; n <= whole.n; n++) {
		unsigned char *copy = malloc(n ? n : 1);
		memcpy(copy, whole.p, n);
		struct span s = span_of(copy, n);
		struct tags t;
		tags_parse(*state, s, &t);
		for (size_t i = 0; i < t.count; i++) {
			assert_true(span_inside(s, t.list[i].name));
			assert_true(span_inside(s, t.list[i].value));
		}
		free(copy);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_list_is_read_with_folds_and_a_final_semicolon),
		cmocka_unit_test(broken_parts_are_left_out_and_told),
		cmocka_unit_test(a_name_that_stands_twice_voids_the_list),
		cmocka_unit_test(a_list_has_a_limit),
		cmocka_unit_test(squeezing_drops_white_space_everywhere),
		cmocka_unit_test(input_cut_at_every_byte_stays_inside),
	};
	return cmocka_run_group_tests_name("tags", tests, make_arena, drop_arena);
}
