/* OpenDocument and OWPML: what is found, and cut at every byte. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "parse/file/odf.h"
#include "parse/file/odf_formula.h"
#include "parse/file/owpml.h"

static bool says(struct span found, const char *wanted)
{
	return span_equal(found, span_from_cstr(wanted));
}

/* --- formulas --- */

static const struct {
	const char *text;
	bool found;
	enum odf_reach reach;
	const char *said;
} FORMULAS[] = {
	{ "of:=DDE(\"a\";\"/c b\";\"c\")", true, ODF_REACH_DDE, "a /c b c" },
	{ "of:=1+dde (\"a\"&\"b\";[.A1])", true, ODF_REACH_DDE, "ab" },
	{ "of:=DDE(\"a\"\"b\"", true, ODF_REACH_DDE, "a\"b" },
	{ "of:=ADDE(\"a\")", false, 0, "" },
	{ "of:=\"DDE(\"", false, 0, "" },
	{ "of:=DDE", false, 0, "" },
	{ "=WEBSERVICE(\"http://a\")", true, ODF_REACH_WEB, "http://a" },
	{ "=HYPERLINK(CONCATENATE(\"a\";\"b\");\"c\")", true, ODF_REACH_LINK, "a b c" },
	{ "='http://a/b'#$C.A1", true, ODF_REACH_SHEET, "http://a/b" },
	{ "=['a b'.A1]", false, 0, "" },
	{ "msoxl:=a|'b'!c", true, ODF_REACH_DDE, "a b" },
	{ "'", false, 0, "" },
	{ "", false, 0, "" },
};

static void test_formulas(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(FORMULAS) / sizeof(*FORMULAS); i++) {
		struct arena *a = arena_create(1 << 20);
		struct span rest = span_from_cstr(FORMULAS[i].text), text;
		enum odf_reach reach;
		bool found = odf_formula_next(a, &rest, &reach, &text);
		assert_int_equal(found, FORMULAS[i].found);
		if (found) {
			assert_int_equal(reach, FORMULAS[i].reach);
			assert_true(says(text, FORMULAS[i].said));
			assert_false(odf_formula_next(a, &rest, &reach, &text));
		}
		arena_destroy(&a);
	}
}

static void test_formula_of_several(void **state)
{
	(void)state;
	struct arena *a = arena_create(1 << 20);
	struct span rest = SPAN("=DDE(\"a\")+WEBSERVICE(\"b\")"), text;
	enum odf_reach reach;
	assert_true(odf_formula_next(a, &rest, &reach, &text) && says(text, "a"));
	assert_true(odf_formula_next(a, &rest, &reach, &text) && says(text, "b"));
	assert_false(odf_formula_next(a, &rest, &reach, &text));
	arena_destroy(&a);
}

/* --- OpenDocument --- */

static const char ODF[] =
	"<office:document><script:event-listener script:event-name='dom:load' "
	"xlink:href='macro:a&amp;b'/><presentation:event-listener "
	"script:event-name='dom:click' xlink:href='http://p.test/'/><script:module "
	"script:name='M'>x &lt; "
	"<![CDATA[y]]>z</script:module><ooo:module ooo:name='N'> "
	"<ooo:source-code>q</ooo:source-code></ooo:module>"
	"<text:section-source xlink:href='http://a.test/'/><text:a xlink:href='b:c'/>"
	"<draw:object xlink:href='./Object 1'/><x:y xlink:href='d:e' "
	"xlink:actuate='onLoad'/><office:dde-source office:dde-application='f' "
	"office:dde-topic='g' office:dde-item='h'/><office:dde-source "
	"office:dde-application='soffice' office:dde-topic='i'/>"
	"<table:table-cell table:formula='of:=DDE(\"j\";\"k\")' xlink:href='l:m'/>"
	"<draw:object-ole><office:binary-data>aGVs<!-- b "
	"-->bG8=</office:binary-data></draw:object-ole>"
	"<draw:image><office:binary-data>aGk=</office:binary-data></draw:image>"
	"<meta:template xlink:href='vnd.sun.star.webdav://n.test/o'/></office:document>";

static const struct {
	enum odf_kind kind;
	const char *name, *text;
} ITEMS[] = {
	{ ODF_LISTENER, "load", "macro:a&b" },
	{ ODF_LINK, "", "http://p.test/" },
	{ ODF_MODULE, "M", "x < yz" },
	{ ODF_MODULE, "N", " q" },
	{ ODF_REMOTE, "subDocument", "http://a.test/" },
	{ ODF_LINK, "", "b:c" },
	{ ODF_REMOTE, "externalLink", "d:e" },
	{ ODF_DDE, "", "f g h" },
	{ ODF_REMOTE, "externalLink", "i" },
	{ ODF_LINK, "", "l:m" },
	{ ODF_DDE, "", "j k" },
	{ ODF_OBJECT, "object-ole", "aGVs<!-- b -->bG8=" },
	{ ODF_PICTURE, "image", "aGk=" },
	{ ODF_REMOTE, "attachedTemplate", "http://n.test/o" },
};

static void test_odf(void **state)
{
	(void)state;
	struct arena *a = arena_create(1 << 20);
	struct odf_walk walk;
	struct odf_item item;
	struct span bytes;
	odf_walk_begin(a, span_from_cstr(ODF), &walk);
	for (size_t i = 0; i < sizeof(ITEMS) / sizeof(*ITEMS); i++) {
		assert_true(odf_walk_next(&walk, &item));
		assert_int_equal(item.kind, ITEMS[i].kind);
		assert_true(says(item.name, ITEMS[i].name));
		assert_true(says(item.text, ITEMS[i].text));
		if (item.kind == ODF_OBJECT) {
			assert_true(odf_object(a, item.text, &bytes));
			assert_true(says(bytes, "hello"));
		}
	}
	assert_false(odf_walk_next(&walk, &item));
	assert_false(odf_walk_next(&walk, &item));
	assert_false(walk.is_broken || walk.has_entities);
	arena_destroy(&a);
}

/* A text that ends early says so, and loses no module that began. */
static void test_odf_cut(void **state)
{
	(void)state;
	size_t in_module = (size_t)(strstr(ODF, "&lt;") - ODF);
	for (size_t n = 0; n < sizeof(ODF) - 1; n++) {
		struct arena *a = arena_create(1 << 20);
		struct odf_walk walk;
		struct odf_item item;
		struct span bytes;
		bool has_module = false;
		odf_walk_begin(a, span_take(span_from_cstr(ODF), n), &walk);
		while (odf_walk_next(&walk, &item)) {
			assert_true(item.offset <= n);
			has_module |= item.kind == ODF_MODULE;
			if (item.kind == ODF_OBJECT && odf_object(a, item.text, &bytes))
				assert_true(bytes.n <= item.text.n);
		}
		assert_true(has_module || n < in_module);
		/* Behind the "</" of the root's end it is taken for the end. */
		if (n > 1 && n < sizeof(ODF) - 17)
			assert_true(walk.is_broken);
		arena_destroy(&a);
	}
}

static void test_odf_entities(void **state)
{
	(void)state;
	struct arena *a = arena_create(1 << 20);
	struct odf_walk walk;
	odf_walk_begin(a, SPAN("<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>"), &walk);
	assert_true(walk.has_entities);
	arena_destroy(&a);
}

static void test_events(void **state)
{
	(void)state;
	assert_true(odf_event_is_unasked(SPAN("load")));
	assert_true(odf_event_is_unasked(SPAN("mouseover")));
	assert_false(odf_event_is_unasked(SPAN("click")));
	assert_false(odf_event_is_unasked(SPAN("")));
	assert_true(odf_macro_is_installed(SPAN("a:b?language=Python&location=share")));
	assert_true(odf_macro_is_installed(SPAN("a:b?location=user&language=Java")));
	assert_false(
		odf_macro_is_installed(SPAN("a:b?language=Python&location=document")));
	assert_false(
		odf_macro_is_installed(SPAN("a:b?language=Basic&location=application")));
	assert_false(odf_macro_is_installed(SPAN("Standard.Module1.Main")));
}

static const char MANIFEST[] =
	"<manifest><file-entry full-path='a'/><file-entry full-path='b'>"
	"<encryption-data><algorithm algorithm-name='urn#aes256-cbc'/>"
	"</encryption-data></file-entry><file-entry full-path='c'><encryption-data/>"
	"</file-entry></manifest>";

static void test_manifest(void **state)
{
	(void)state;
	struct arena *a = arena_create(1 << 20);
	struct span rest = span_from_cstr(MANIFEST), name, cipher;
	assert_true(odf_next_ciphered(a, &rest, &name, &cipher));
	assert_true(says(name, "b") && says(cipher, "aes256-cbc"));
	assert_true(odf_next_ciphered(a, &rest, &name, &cipher));
	assert_true(says(name, "c") && says(cipher, ""));
	assert_false(odf_next_ciphered(a, &rest, &name, &cipher));
	for (size_t n = 0; n < sizeof(MANIFEST) - 1; n++) {
		rest = span_take(span_from_cstr(MANIFEST), n);
		while (odf_next_ciphered(a, &rest, &name, &cipher))
			assert_true(name.n == 1);
	}
	arena_destroy(&a);
}

/* --- OWPML --- */

static const char OWPML[] =
	"<hs:sec><hp:fieldBegin type=\"HYPERLINK\"><hp:integerParam "
	"name=\"Prop\">0</hp:integerParam><hp:stringParam "
	"name=\"Command\">http\\://a.test/;1;0;</hp:stringParam></hp:fieldBegin>"
	"<hp:fieldBegin type=\"DATE\"><hp:stringParam name=\"Command\">b</hp:stringParam>"
	"</hp:fieldBegin><hp:pic href=\"C\\:\\\\c;1\"/><hp:pic href=\"\"/>"
	"<opf:item href=\"BinData/d.png\" media-type=\"image/png\"/>"
	"<opf:item href=\"\\\\e.test\\f.ole\"/><opf:item href=\"http://g.test/\"/>"
	"<opf:item href=\"h\" media-type=\"application/x-javascript\"/></hs:sec>";

static const struct {
	enum owpml_kind kind;
	const char *name, *text;
} PARTS[] = {
	{ OWPML_LINK, NULL, "http://a.test/" },
	{ OWPML_LINK, NULL, "C:\\c" },
	{ OWPML_REMOTE, "oleObject", "\\\\e.test\\f.ole" },
	{ OWPML_REMOTE, "image", "http://g.test/" },
	{ OWPML_SCRIPT, NULL, "h" },
};

static void test_owpml(void **state)
{
	(void)state;
	struct arena *a = arena_create(1 << 20);
	struct owpml_walk walk;
	struct owpml_item item;
	owpml_walk_begin(a, span_from_cstr(OWPML), &walk);
	for (size_t i = 0; i < sizeof(PARTS) / sizeof(*PARTS); i++) {
		assert_true(owpml_walk_next(&walk, &item));
		assert_int_equal(item.kind, PARTS[i].kind);
		assert_true(says(span_from_cstr(item.name), PARTS[i].name));
		assert_true(says(item.text, PARTS[i].text));
	}
	assert_false(owpml_walk_next(&walk, &item));
	assert_false(walk.is_broken);
	arena_destroy(&a);
}

static void test_owpml_cut(void **state)
{
	(void)state;
	for (size_t n = 0; n < sizeof(OWPML) - 1; n++) {
		struct arena *a = arena_create(1 << 20);
		struct owpml_walk walk;
		struct owpml_item item;
		owpml_walk_begin(a, span_take(span_from_cstr(OWPML), n), &walk);
		while (owpml_walk_next(&walk, &item))
			assert_true(item.offset <= n && item.text.n <= n);
		if (n > 1 && n < sizeof(OWPML) - 8)
			assert_true(walk.is_broken);
		arena_destroy(&a);
	}
}

static void test_scripts(void **state)
{
	(void)state;
	struct arena *a = arena_create(1 << 20);
	assert_true(says(owpml_script_text(a, SPAN("a\0b\0")), "ab"));
	assert_true(says(owpml_script_text(a, SPAN("\xFF\xFE"
						   "a\0b\0")),
		"ab"));
	assert_true(says(owpml_script_text(a, SPAN("ab")), "ab"));
	assert_true(says(owpml_script_text(a, SPAN("")), ""));
	arena_destroy(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_formulas),
		cmocka_unit_test(test_formula_of_several),
		cmocka_unit_test(test_odf),
		cmocka_unit_test(test_odf_cut),
		cmocka_unit_test(test_odf_entities),
		cmocka_unit_test(test_events),
		cmocka_unit_test(test_manifest),
		cmocka_unit_test(test_owpml),
		cmocka_unit_test(test_owpml_cut),
		cmocka_unit_test(test_scripts),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
