/* parse/file/ppt: edits, their objects and the lock, and that no cut breaks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "parse/file/ppt.h"

/* A storage at 0, a lock at 12, a table at 22, an edit at 42. */
#define STREAM                                                                           \
	"\x10\x00\x11\x10\x04\x00\x00\x00\x07\x00\x00\x00"                               \
	"\x0f\x00\x14\x2f\x02\x00\x00\x00\xAA\xBB"                                       \
	"\x00\x00\x72\x17\x0c\x00\x00\x00\x05\x00\x20\x00\x00\x00\x00\x00\x0c\x00\x00"   \
	"\x00"                                                                           \
	"\x00\x00\xf5\x0f\x20\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x03"               \
	"\x00\x00\x00\x00\x16\x00\x00\x00\x01\x00\x00\x00\x02\x00\x00\x00"               \
	"\x01\x00\x00\x00\x06\x00\x00\x00"

#define USER                                                                             \
	"\x00\x00\xf6\x0f\x0c\x00\x00\x00\x14\x00\x00\x00\xdf\xc4\xd1\xf3\x2a\x00\x00"   \
	"\x00"

static void an_edit_tells_its_objects_and_the_lock(void **state)
{
	struct arena *a = *state;
	struct ppt ppt;
	struct span stream = SPAN(STREAM), bytes;
	uint32_t told;
	assert_int_equal(ppt_read(a, SPAN(USER), stream, 10, &ppt), GOT_ALL);
	assert_int_equal(ppt.count, 2);
	assert_int_equal(ppt.objects[1].id, 6);
	assert_int_equal(ppt.objects[1].offset, 12);
	assert_true(span_equal(ppt.lock, SPAN("\xAA\xBB")));
	assert_true(ppt_storage(stream, &bytes, &told));
	assert_int_equal(told, 7);
	assert_int_equal(bytes.n, 0);
	assert_false(ppt_storage(span_skip(stream, 12), &bytes, &told));
	assert_int_equal(ppt_read(a, SPAN(USER), stream, 1, &ppt), GOT_LIMIT);
}

static void no_cut_breaks(void **state)
{
	struct arena *a = *state;
	struct ppt ppt;
	for (size_t n = 0; n < sizeof(STREAM) - 1; n++) {
		enum got got = ppt_read(a, SPAN(USER), span_of(STREAM, n), 10, &ppt);
		/* Without its last number an edit is one without a lock. */
		assert_true(got == GOT_SOME || n >= sizeof(STREAM) - 1 - 4);
	}
	for (size_t n = 0; n < sizeof(USER) - 1; n++)
		assert_int_equal(
			ppt_read(a, span_of(USER, n), SPAN(STREAM), 10, &ppt), GOT_SOME);
}

static void an_edit_behind_itself_ends(void **state)
{
	struct arena *a = *state;
	struct ppt ppt;
	unsigned char s[sizeof(STREAM)];
	memcpy(s, STREAM, sizeof(STREAM));
	s[42 + 8 + 8] = 42;
	assert_int_equal(
		ppt_read(a, SPAN(USER), span_of(s, sizeof(STREAM) - 1), 10, &ppt),
		GOT_SOME);
}

static int make(void **state)
{
	*state = arena_create(1 << 20);
	return 0;
}

static int unmake(void **state)
{
	arena_destroy((struct arena **)state);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			an_edit_tells_its_objects_and_the_lock, make, unmake),
		cmocka_unit_test_setup_teardown(no_cut_breaks, make, unmake),
		cmocka_unit_test_setup_teardown(an_edit_behind_itself_ends, make, unmake),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
