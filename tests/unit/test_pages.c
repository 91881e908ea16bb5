/* parse/file/page, encoded, onenote, tnef: what comes out of them, and what is cut. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/text.h"
#include "parse/file/encoded.h"
#include "parse/file/onenote.h"
#include "parse/file/page.h"
#include "parse/file/tnef.h"

/* Memory of exactly that many bytes, so that a sanitizer sees a read behind it. */
static struct span exact(struct span s, size_t n)
{
	unsigned char *p = malloc(n ? n : 1);
	memcpy(p, s.p, n);
	return span_of(p, n);
}

static const char *shown(struct arena *a, struct span page, bool is_xml)
{
	struct page_reader r = { .rest = page, .is_xml = is_xml };
	struct page_token t;
	struct text out;
	text_init(&out, a, 10000);
	while (page_next(&r, &t)) {
		struct span rest = t.attributes, name, value;
		text_printf(&out, "%s%.*s", t.closes ? "/" : "", SPAN_ARG(t.name));
		if (t.kind != PAGE_TAG)
			text_printf(&out, "{%.*s}", SPAN_ARG(t.text));
		while (page_attribute(&rest, &name, &value))
			text_printf(
				&out, " %.*s=[%.*s]", SPAN_ARG(name), SPAN_ARG(value));
		text_add_byte(&out, '\n');
	}
	return out.p;
}

static const struct span page =
	SPAN("<!-- a > b --><A HREF='x>y' b=c/d disabled>t < u</a>"
	     "<script x=1>if (a</b) '</p>'</SCRIPT ><svg:use x:href=\"q\"/>");

static void test_page(void **state)
{
	(void)state;
	struct arena *a = arena_create(1 << 20);
	assert_string_equal(shown(a, page, false),
		"{<!-- a > b -->}\nA HREF=[x>y] b=[c/d] disabled=[]\n{t }\n{< u}\n/a\n"
		"script x=[1]\nscript{if (a</b) '</p>'}\n/SCRIPT\nuse x:href=[q]\n");
	assert_string_equal(shown(a, SPAN("<script/><p>"), true), "script\np\n");
	assert_string_equal(
		shown(a, SPAN("<script/><p>"), false), "script\nscript{<p>}\n");
	arena_destroy(&a);
}

static void test_address(void **state)
{
	(void)state;
	struct arena *a = arena_create(1 << 20);
	struct span s =
		page_address(a, SPAN(" java&#x0A;scr\nipt&colon;a&amp;b&unknown; "));
	assert_true(span_equal(s, SPAN("javascript:a&b&unknown;")));
	arena_destroy(&a);
}

static void assert_run(struct span text, enum encoded_kind kind, struct span wanted)
{
	struct arena *a = arena_create(1 << 20);
	struct encoded_run run;
	assert_true(encoded_next(&text, 8, &run));
	assert_int_equal(run.kind, kind);
	assert_true(span_equal(encoded_decode(a, &run, 100), wanted));
	arena_destroy(&a);
}

static void test_runs(void **state)
{
	(void)state;
	assert_run(SPAN("x('aGVsbG8gd29ybGQ=')"), ENCODED_BASE64, SPAN("hello world"));
	assert_run(SPAN("a = 'aGVsbG8g' +\n  'd29ybGQ=';"), ENCODED_BASE64,
		SPAN("hello world"));
	assert_run(SPAN("68656c6c6f20776f726c64"), ENCODED_HEX, SPAN("hello world"));
	assert_run(SPAN("[104, 101,108,108,111]"), ENCODED_CODES, SPAN("hello"));
	struct span none = SPAN("short words only, 1, 2");
	struct encoded_run run;
	assert_false(encoded_next(&none, 12, &run));
}

static const struct span encoded =
	SPAN("#@~^AAAAAA==/M+CD+}4LmDcJq?^DbwO Ut+^sJ*RI!U~J1:9P&m~n1tGP4"
	     "nV^W~@!m@*JS~Z@&/DCD+6(LmYvJtj(tS+RoHJu:KnrbR}w+\t~EMAKr~~J"
	     "4ODwd)J&+Xlh2^+R^Gsz@$6r@&AAAAAA==^#~@");

static void test_script(void **state)
{
	(void)state;
	struct arena *a = arena_create(1 << 20);
	struct span script;
	assert_int_equal(encoded_script(a, encoded, &script), GOT_ALL);
	assert_true(span_equal(script,
		SPAN("CreateObject(\"WScript.Shell\").Run \"cmd /c echo hello <a>\", 0"
		     "\nCreateObject(\"MSXML2.XMLHTTP\").Open \"GET\", \"https://example"
		     ".com/@x\"\n")));
	assert_int_equal(encoded_script(a, span_take(encoded, 50), &script), GOT_SOME);
	assert_int_equal(encoded_script(a, SPAN("var a;"), &script), GOT_NONE);
	arena_destroy(&a);
}

/* A stream with one attachment of four bytes. */
static const struct span tnef = SPAN("\x78\x9F\x3E\x22\1\0"
				     "\2\2\x90\6\0\2\0\0\0\0\0\0\0"
				     "\2\x10\x80\1\0\6\0\0\0a.txt\0\0\0"
				     "\2\x0F\x80\6\0\4\0\0\0text\0\0");
static const struct span note =
	SPAN("\xE4\x52\x5C\x7B\x8C\xD8\xA7\x4D\xAE\xB1\x53\x78\xD0\x29\x96\xD3"
	     "\x0C\0\0\0a\0.\0t\0x\0t\0\0\0"
	     "\xE7\x16\xE3\xBD\x65\x26\x11\x45\xA4\xC4\x8D\x4D\x0B\x7A\x9E\xAC"
	     "\4\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0text\0\0\0\0");

static void test_containers(void **state)
{
	(void)state;
	struct arena *a = arena_create(1 << 20);
	struct tnef t;
	struct onenote n;
	assert_int_equal(tnef_read(a, tnef, 9, &t), GOT_ALL);
	assert_int_equal(t.count, 1);
	assert_true(span_equal(t.files[0].name, SPAN("a.txt")));
	assert_true(span_equal(t.files[0].bytes, SPAN("text")));
	assert_int_equal(tnef_read(a, tnef, 0, &t), GOT_LIMIT);
	assert_int_equal(onenote_read(a, note, 9, &n), GOT_ALL);
	assert_int_equal(n.count, 1);
	assert_true(span_equal(n.files[0].name, SPAN("a.txt")));
	assert_true(span_equal(n.files[0].bytes, SPAN("text")));
	assert_int_equal(onenote_read(a, note, 0, &n), GOT_LIMIT);
	assert_int_equal(onenote_read(a, SPAN("x"), 9, &n), GOT_NONE);
	arena_destroy(&a);
}

static void cut_one(struct span whole, size_t n)
{
	struct arena *a = arena_create(1 << 20);
	struct span s = exact(whole, n), script, rest = s;
	struct encoded_run run;
	struct tnef t;
	struct onenote o;
	shown(a, s, n & 1);
	while (encoded_next(&rest, 4, &run))
		encoded_decode(a, &run, 50);
	encoded_script(a, s, &script);
	tnef_read(a, s, 5, &t);
	for (size_t i = 0; i < t.count; i++)
		assert_true(!t.files[i].bytes.n || span_inside(s, t.files[i].bytes));
	onenote_read(a, s, 5, &o);
	for (size_t i = 0; i < o.count; i++)
		assert_true(!o.files[i].bytes.n || span_inside(s, o.files[i].bytes));
	arena_destroy(&a);
	free((void *)s.p);
}

static void test_cut(void **state)
{
	(void)state;
	const struct span wholes[] = { page, encoded, tnef, note };
	for (size_t i = 0; i < sizeof(wholes) / sizeof(*wholes); i++)
		for (size_t n = 0; n <= wholes[i].n; n++)
			cut_one(wholes[i], n);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_page),
		cmocka_unit_test(test_address),
		cmocka_unit_test(test_runs),
		cmocka_unit_test(test_script),
		cmocka_unit_test(test_containers),
		cmocka_unit_test(test_cut),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
