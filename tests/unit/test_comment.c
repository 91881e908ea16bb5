/* parse/comment: where a comment ends, and what is none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "parse/comment.h"

static void comments_end_where_they_are_closed(void **state)
{
	static const struct {
		const char *in;
		size_t want;
	} rows[] = { { "", 0 }, { "()", 2 }, { "(a) b", 3 }, { "(a(b)c)d)", 7 },
		{ "((()))()", 6 }, { "(a\\)b)", 6 }, { "(\\(a)", 5 }, { "(\\\\)a)", 4 },
		{ "(\")\")", 3 }, { "a(b)", 0 }, { ")", 0 }, { "\\(a)", 0 },
		{ " (a)", 0 }, { "(", 0 }, { "((a)", 0 }, { "(a\\)", 0 }, { "(a\\", 0 } };
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		size_t got = comment_length(span_from_cstr(rows[i].in));
		if (got != rows[i].want)
			fail_msg("%s: %zu", rows[i].in, got);
	}
}

static void cut_anywhere_it_is_open(void **state)
{
	struct span whole = SPAN("(a(b\\)c(\\\\))\\(e\\) d)");
	(void)state;
	assert_int_equal(comment_length(whole), whole.n);
	for (size_t n = 0; n < whole.n; n++) {
		unsigned char *p = malloc(n + 1); /* of its own: overreads are seen */
		assert_non_null(p);
		memcpy(p + 1, whole.p, n);
		assert_int_equal(comment_length(span_of(p + 1, n)), 0);
		free(p);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(comments_end_where_they_are_closed),
		cmocka_unit_test(cut_anywhere_it_is_open),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
