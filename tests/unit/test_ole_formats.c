/* Presentations and Hangul documents: what is found, and cut at every byte. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "parse/file/hwp.h"
#include "parse/file/msi.h"
#include "parse/file/ppt.h"

static const struct span PPT =
	SPAN("\x0F\0\xE8\x03\x34\0\0\0" /* a container of 52 bytes */
	     "\x10\0\x11\x10\x08\0\0\0\x20\0\0\0zzzz"
	     "\x0F\0\xD7\x0F\x10\0\0\0\x10\0\xBA\x0F\x08\0\0\0h\0:\0/\0/\0"
	     "\0\0\x11\x10\4\0\0\0ABCD");

static void test_ppt(void **state)
{
	(void)state;
	struct arena *a = arena_create(1 << 20);
	struct ppt p;
	assert_int_equal(ppt_read(a, PPT, 9, &p), GOT_ALL);
	assert_int_equal(p.count, 2);
	assert_true(p.objects[0].is_packed && !p.objects[1].is_packed);
	assert_int_equal(p.objects[0].size, 32);
	assert_true(span_equal(p.objects[0].bytes, SPAN("zzzz")));
	assert_true(span_equal(p.objects[1].bytes, SPAN("ABCD")));
	assert_int_equal(p.link_count, 1);
	assert_true(span_equal(p.links[0].target, SPAN("h://")));
	assert_int_equal(ppt_read(a, PPT, 1, &p), GOT_LIMIT);
	arena_destroy(&a);
}

static void test_ppt_cut(void **state)
{
	(void)state;
	for (size_t n = 0; n < PPT.n; n++) {
		struct arena *a = arena_create(1 << 20);
		struct span all = span_take(PPT, n);
		struct ppt p;
		enum got got = ppt_read(a, all, 9, &p);
		for (size_t i = 0; i < p.count; i++)
			assert_true(!p.objects[i].bytes.n ||
				    span_inside(all, p.objects[i].bytes));
		assert_true(p.count < 2 || got == GOT_SOME);
		arena_destroy(&a);
	}
}

static const struct span SCRIPT = SPAN("\2\0\0\0/\0/\0"
				       "\3\0\0\0a\0(\0)\0"
				       "\xFF\xFF\xFF\xFF");

static void test_script(void **state)
{
	(void)state;
	struct arena *a = arena_create(1 << 20);
	struct span text;
	assert_int_equal(hwp_script_text(a, SCRIPT, &text), GOT_ALL);
	assert_true(span_equal(text, SPAN("//\na()\n")));
	assert_false(hwp_script_is_stock(text));
	assert_false(hwp_script_is_stock(SPAN("// hello\ra()\n")));
	assert_true(hwp_script_is_stock(
		SPAN("function OnDocument_New()\r\n{\r\n\t//todo : \r\n}\r\n")));
	assert_true(hwp_script_is_stock(SPAN("")));
	for (size_t n = 0; n < SCRIPT.n; n++) {
		hwp_script_text(a, span_take(SCRIPT, n), &text);
		assert_true(text.n <= 7);
	}
	arena_destroy(&a);
}

/* A record of another tag with a far length, then a link. */
static const struct span SECTION =
	SPAN("\x42\0\xF0\xFF\2\0\0\0xx"
	     "\x47\0\x50\x01klh%\0\0\0\0\0\5\0a\0\\\0:\0b\0;\0");

static void test_links(void **state)
{
	(void)state;
	struct arena *a = arena_create(1 << 20);
	struct span rest = SECTION, target;
	bool broken = false;
	assert_true(hwp_next_link(a, &rest, &target, &broken));
	assert_true(span_equal(target, SPAN("a:b")));
	assert_false(hwp_next_link(a, &rest, &target, &broken));
	assert_false(broken);
	for (size_t n = 0; n < SECTION.n; n++) {
		rest = span_take(SECTION, n);
		broken = false;
		while (hwp_next_link(a, &rest, &target, &broken))
			assert_true(target.n <= 3);
		assert_true(broken || n == 0 || n == 10);
	}
	arena_destroy(&a);
}

static void test_head(void **state)
{
	(void)state;
	unsigned char bytes[40] = "HWP Document File";
	struct hwp_head head;
	bytes[36] = 5;
	assert_int_equal(hwp_head_read(span_of(bytes, 40), &head), GOT_ALL);
	assert_true(head.is_packed && head.is_spread && !head.is_locked);
	for (size_t n = 0; n < 40; n++)
		assert_int_equal(hwp_head_read(span_of(bytes, n), &head), GOT_NONE);
}

/* Texts: 1 "CustomAction", 2 "Run", 3 "cmd". */
static const struct msi_tables TABLES = {
	.pool = SPAN("\xE4\4\0\0\x0C\0\1\0\3\0\1\0\3\0\1\0"),
	.data = SPAN("CustomActionRuncmd"),
	.columns = SPAN("\1\0\1\0\1\0\1\0"
			"\1\x80\2\x80\3\x80\4\x80"
			"\0\0\0\0\0\0\0\0"
			"\x48\xAD\2\x85\x48\x9D\xFF\x9D"),
	.actions = SPAN("\2\0\x22\x80\0\0\3\0"),
};

static void test_msi(void **state)
{
	(void)state;
	struct arena *a = arena_create(1 << 20);
	struct msi_action *list;
	size_t count;
	bool is_table;
	assert_int_equal(msi_actions(a, &TABLES, 9, &list, &count), GOT_ALL);
	assert_int_equal(count, 1);
	assert_true(span_equal(list[0].name, SPAN("Run")));
	assert_true(span_equal(list[0].target, SPAN("cmd")));
	assert_int_equal(list[0].what, MSI_PROGRAM);
	assert_false(list[0].is_stored);
	/* U+4840, U+3800 + 'B' + 64 * 'i' */
	struct span name = msi_name(a, SPAN("\xE4\xA1\x80\xE4\x8C\x8B"), &is_table);
	assert_true(is_table && span_equal(name, SPAN("Bi")));
	arena_destroy(&a);
}

static void test_msi_cut(void **state)
{
	(void)state;
	struct arena *a = arena_create(1 << 20);
	for (size_t n = 0; n < 32; n++)
		for (int which = 0; which < 4; which++) {
			struct msi_tables t = TABLES;
			struct span *part[] = { &t.pool, &t.data, &t.columns,
				&t.actions };
			struct msi_action *list;
			size_t count;
			*part[which] = span_take(*part[which], n);
			msi_actions(a, &t, 9, &list, &count);
			assert_true(count <= 1);
		}
	arena_destroy(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ppt),
		cmocka_unit_test(test_ppt_cut),
		cmocka_unit_test(test_script),
		cmocka_unit_test(test_links),
		cmocka_unit_test(test_head),
		cmocka_unit_test(test_msi),
		cmocka_unit_test(test_msi_cut),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
