/* parse/file/url and parse/file/program: addresses and headers, and cut at every byte. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "parse/file/program.h"
#include "parse/file/url.h"

static const char shortcut[] =
	"[InternetShortcut]\r\nURL=file://host/a\r\n"
	"IconFile=\\\\host\\x.ico\r\nWorkingDirectory=\\\\host\\d\r\n";

static void test_shortcut(void **state)
{
	struct arena *a = arena_create(1 << 20);
	struct url_file f;
	(void)state;
	assert_int_equal(url_read(a, span_from_cstr(shortcut), TYPE_URL, 9, &f), GOT_ALL);
	assert_int_equal(f.count, 3);
	assert_true(span_equal(f.items[0].text, SPAN("file://host/a")));
	assert_int_equal(f.items[1].use, URL_ICON);
	assert_int_equal(f.items[2].use, URL_FOLDER);
	assert_int_equal(
		url_read(a, span_from_cstr(shortcut), TYPE_URL, 1, &f), GOT_LIMIT);
	arena_destroy(&a);
}

static void test_shares(void **state)
{
	(void)state;
	assert_true(url_is_share(SPAN("file://host/a")));
	assert_true(url_is_share(SPAN("file:////host/a")));
	assert_true(url_is_share(SPAN("\\\\host@80\\a")));
	assert_false(url_is_share(SPAN("file:///C:/a")));
	assert_false(url_is_share(SPAN("file:///home/a")));
	assert_false(url_is_share(SPAN("\\\\?\\C:\\a")));
	assert_false(url_is_share(SPAN("https://host/a")));
}

static void test_cut(void **state)
{
	static unsigned char pe[400] = "MZ";
	struct program p;
	(void)state;
	pe[60] = 64;
	memcpy(pe + 64, "PE\0\0\x4c\1\1\0", 8);
	pe[84] = 224;
	for (size_t n = 0; n < sizeof(shortcut); n++) {
		struct arena *a = arena_create(1 << 20);
		struct url_file f;
		url_read(a, span_of(shortcut, n), TYPE_URL, 9, &f);
		for (size_t i = 0; i < f.count; i++)
			assert_true(span_inside(f.text, f.items[i].text));
		arena_destroy(&a);
	}
	for (size_t n = 0; n < sizeof(pe); n++)
		for (enum file_type t = 0; t < TYPES; t++)
			program_read(span_of(pe, n), t, &p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_shortcut),
		cmocka_unit_test(test_shares),
		cmocka_unit_test(test_cut),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
