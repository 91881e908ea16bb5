/* ask/lists_message: what is written comes back; cut anywhere it is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "ask/lists_message.h"

static void answers_come_back_and_cut_ones_do_not(void **state)
{
	(void)state;
	struct arena *a = arena_create(1 << 16);
	struct text t;
	struct lists_told out, in = { .standing = STANDS_STATED,
		.old = true,
		.source = SPAN("A list"),
		.name = SPAN("\xE5\x90\x8D") };
	text_init(&t, a, LISTS_MESSAGE_BYTES_MAX);
	lists_told_write(&t, &in);
	assert_true(lists_told_read(a, text_span(&t), &out));
	assert_int_equal(out.standing, STANDS_STATED);
	assert_true(out.old && out.status == LISTS_OK);
	assert_true(span_equal(out.source, in.source) && span_equal(out.name, in.name));
	for (size_t n = 0; n < t.n; n++)
		assert_false(lists_told_read(a, span_take(text_span(&t), n), &out));
	t.p[1] = STANDINGS;
	assert_false(lists_told_read(a, text_span(&t), &out));
	arena_destroy(&a);
}

static void long_texts_are_cut_between_characters(void **state)
{
	(void)state;
	struct arena *a = arena_create(1 << 16);
	struct text t, name;
	struct lists_told out, in = { .source = SPAN("s") };
	text_init(&t, a, LISTS_MESSAGE_BYTES_MAX);
	text_init(&name, a, 1000);
	while (name.n < 400)
		text_add_cstr(&name, "\xE5\x90\x8D");
	in.name = text_span(&name);
	lists_told_write(&t, &in);
	assert_true(lists_told_read(a, text_span(&t), &out));
	assert_int_equal(out.name.n, LISTS_TEXT_BYTES_MAX / 3 * 3);
	arena_destroy(&a);
}

static void questions_are_printable_and_short(void **state)
{
	(void)state;
	struct arena *a = arena_create(1 << 16);
	struct text t;
	struct span address;
	unsigned char much[LISTS_ADDRESS_BYTES_MAX + 1] = { 0 };
	text_init(&t, a, LISTS_MESSAGE_BYTES_MAX);
	assert_false(lists_question_write(&t, span_of(much, sizeof(much))));
	assert_true(lists_question_write(&t, SPAN("0xab")));
	assert_true(lists_question_read(text_span(&t), &address));
	assert_true(span_equal(address, SPAN("0xab")));
	for (size_t n = 0; n < t.n; n++)
		assert_false(lists_question_read(span_take(text_span(&t), n), &address));
	t.p[2] = 0x1B;
	assert_false(lists_question_read(text_span(&t), &address));
	arena_destroy(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(answers_come_back_and_cut_ones_do_not),
		cmocka_unit_test(long_texts_are_cut_between_characters),
		cmocka_unit_test(questions_are_printable_and_short),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
