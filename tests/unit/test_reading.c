/* No type is passed over in silence: each is opened, a leaf, or told as not read. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "checks/file/openers.h"

static enum file_type type_at(size_t i)
{
	return (enum file_type)i;
}

static void test_every_type_has_a_reading(void **state)
{
	(void)state;
	for (size_t i = 0; i < TYPES; i++)
		if (file_reading(type_at(i)) == READING_UNSET)
			fail_msg("%s: neither opened, nor a leaf, nor told as not read",
				file_type_name(type_at(i)));
}

static void test_nothing_is_told_twice(void **state)
{
	(void)state;
	for (size_t i = 0; i < TYPES; i++)
		if (opener_of(type_at(i)) &&
			file_reading_told(type_at(i)) != READING_UNSET)
			fail_msg("%s has an opener: take its row out of reading.c",
				file_type_name(type_at(i)));
}

/* What holds other files or runs by a click can be no leaf, unless it is program text. */
static void test_leaves_hold_nothing(void **state)
{
	static const bool may_be[FILE_FAMILIES] = { [FAMILY_EMPTY] = true,
		[FAMILY_TEXT] = true,
		[FAMILY_CODE] = true,
		[FAMILY_PICTURE] = true,
		[FAMILY_MEDIA] = true,
		[FAMILY_SCRIPT] = true,
		[FAMILY_DATA] = true };
	(void)state;
	for (size_t i = 0; i < TYPES; i++)
		if (file_reading(type_at(i)) == READING_LEAF)
			assert_true(may_be[file_type_family(type_at(i))]);
}

/* A file of each type that no opener reads, told by its container, and with bytes in it. */
static void test_what_is_not_read_is_a_gap(void **state)
{
	(void)state;
	for (size_t i = 0; i < TYPES; i++) {
		struct arena *a = arena_create(1 << 20);
		struct job job;
		job_init(&job, a);
		struct span bytes = SPAN("bytes");
		struct evidence *e = job_evidence(&job, EV_FILES, NULL, bytes, "files");
		struct files *files = files_create(&job, e);
		struct file *f = file_add(files, NULL, ROLE_THING, SPAN("a"), bytes);
		enum file_reading reading = file_reading(type_at(i));
		f->type = type_at(i);
		if (reading != READING_OPENED && f->type != TYPE_UNKNOWN) {
			bool gap = reading == READING_NONE || f->type == TYPE_EMPTY;
			files_open(files);
			assert_int_equal(f->gap, gap ? GAP_FORMAT : GAP_NONE);
		}
		arena_destroy(&a);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_type_has_a_reading),
		cmocka_unit_test(test_nothing_is_told_twice),
		cmocka_unit_test(test_leaves_hold_nothing),
		cmocka_unit_test(test_what_is_not_read_is_a_gap),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
