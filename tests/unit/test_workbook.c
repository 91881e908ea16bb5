/* Workbooks in packages: what is found in their parts, and cut at every byte. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/text.h"
#include "parse/file/workbook.h"

static void assert_text(struct span found, const char *wanted)
{
	assert_true(span_equal(found, span_from_cstr(wanted)));
}

/* --- relationships --- */

static const struct {
	const char *part, *target, *resolved;
} TARGETS[] = {
	{ "xl/_rels/workbook.xml.rels", "macrosheets/a.xml", "xl/macrosheets/a.xml" },
	{ "xl/_rels/workbook.xml.rels", "/xl/a.xml", "xl/a.xml" },
	{ "xl/_rels/workbook.xml.rels", "../a/./b//c.xml", "a/b/c.xml" },
	{ "_rels/.rels", "../../xl/a.xml", "xl/a.xml" },
	{ "x.rels", "a/..", "" },
	{ "", "", "" },
};

static void test_links(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(TARGETS) / sizeof(*TARGETS); i++) {
		struct arena *a = arena_create(1 << 20);
		struct text t;
		text_init(&t, a, 1000);
		text_printf(&t,
			"<Relationship Id='r1' Type='http://a.test/xlMacrosheet' "
			"Target='%s'/><Relationship TargetMode='External' "
			"Type='a/vbaProject' Target='b'/><Relationship Type='a/theme' "
			"Target='b'/>",
			TARGETS[i].target);
		struct span rest = text_span(&t);
		struct xml_tag tag;
		struct workbook_link link;
		assert_true(xml_next(&rest, &tag));
		assert_true(workbook_link_read(
			a, span_from_cstr(TARGETS[i].part), &tag, &link));
		assert_text(link.target, TARGETS[i].resolved);
		assert_text(link.id, "r1");
		assert_true(workbook_link_is_macro(&link));
		while (xml_next(&rest, &tag))
			assert_false(workbook_link_read(a, SPAN(""), &tag, &link));
		arena_destroy(&a);
	}
}

/* --- XML --- */

static const char BOOK[] =
	"<x:workbook><x:workbookProtection/><x:sheet name='a' r:id='r2'/>"
	"<x:sheet name='b&amp;c' state='veryHidden' r:id='r1'/>"
	"<definedName name='_xlnm.Auto_Open'>b!A1</definedName></x:workbook>";
static const char SHEET[] = "<m:macrosheet><f>EXEC(&quot;a&#98;&quot;)</f><f t='b'>"
			    "FORMULA(\"c\",A1)</f><f/></m:macrosheet>";

static struct workbook_link macro_link(void)
{
	return (struct workbook_link){
		.id = SPAN("r1"), .kind = SPAN("xlMacrosheet"), .target = SPAN("a")
	};
}

static void test_xml(void **state)
{
	(void)state;
	struct arena *a = arena_create(1 << 20);
	struct workbook_facts facts = { 0 };
	struct workbook_link link = macro_link();
	assert_int_equal(
		workbook_xml_read(a, span_from_cstr(BOOK), &link, &facts), GOT_ALL);
	assert_int_equal(
		macro_sheet_xml_read(a, span_from_cstr(SHEET), 7, &facts), GOT_ALL);
	assert_int_equal(facts.sheets, 2);
	assert_int_equal(facts.macro_sheets, 1);
	assert_int_equal(facts.hidden_macro_sheets, 1);
	assert_text(facts.macro_sheet, "b&c");
	assert_text(facts.auto_name, "Auto_Open");
	assert_true(facts.is_protected);
	assert_string_equal(facts.runs.function, "EXEC");
	assert_text(facts.runs.text, "ab");
	assert_int_equal(facts.runs.offset, 7);
	assert_string_equal(facts.writes.function, "FORMULA");
	assert_int_equal(facts.formulas, 2);
	arena_destroy(&a);
}

/* --- binary records --- */

/* A hidden sheet "M" of relationship "r1", and the name "Auto_Close". */
static const unsigned char BIN_BOOK[] = { 0x83, 0x01, 0x00, 0x9C, 0x01, 0x10, 1, 0, 0, 0,
	2, 0, 0, 0, 2, 0, 0, 0, 'r', 0, '1', 0, 0x27, 0x21, 0x20, 0, 0, 0, 0, 0xFF, 0xFF,
	0xFF, 0xFF, 10, 0, 0, 0, 'A', 0, 'u', 0, 't', 0, 'o', 0, '_', 0, 'C', 0, 'l', 0,
	'o', 0, 's', 0, 'e', 0 };
/* A cell with =A1, a jump, EXEC("ab") and a token that is not known; one that breaks off. */
static const unsigned char BIN_SHEET[] = { 0x0A, 0x27, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
	0x18, 0, 0, 0, 0x24, 1, 0, 0, 0, 0, 0, 0x19, 0x04, 1, 0, 9, 9, 9, 9, 0x17, 2, 0,
	'a', 0, 'b', 0, 0x21, 110 };
static const unsigned char BIN_LINK[] = { 0xE8, 0x02, 0x0E, 1, 0, 1, 0, 0, 0, 'c', 0, 1,
	0, 0, 0, 'd', 0 };

static void test_binary(void **state)
{
	(void)state;
	struct arena *a = arena_create(1 << 20);
	struct workbook_facts facts = { 0 };
	struct workbook_link link = macro_link();
	unsigned char book[sizeof(BIN_BOOK) + 6];
	/* The sheet's name is put behind its relationship. */
	memcpy(book, BIN_BOOK, 22);
	memcpy(book + 22, "\x01\0\0\0M", 6);
	memcpy(book + 28, BIN_BOOK + 22, sizeof(BIN_BOOK) - 22);
	book[5] += 6;
	assert_int_equal(workbook_bin_read(a, span_of(book, sizeof(book)), &link, &facts),
		GOT_ALL);
	assert_int_equal(facts.hidden_macro_sheets, 1);
	assert_text(facts.macro_sheet, "M");
	assert_text(facts.auto_name, "Auto_Close");

	unsigned char sheet[sizeof(BIN_SHEET) + 1] = { 0 };
	memcpy(sheet, BIN_SHEET, sizeof(BIN_SHEET));
	sheet[1] = sizeof(sheet) - 2;
	sheet[13] = sizeof(sheet) - 17;
	assert_int_equal(
		macro_sheet_bin_read(a, span_of(sheet, sizeof(sheet)), 7, &facts),
		GOT_ALL);
	assert_string_equal(facts.runs.function, "EXEC");
	assert_text(facts.runs.text, "ab");
	sheet[17] = 0x7F;
	assert_int_equal(
		macro_sheet_bin_read(a, span_of(sheet, sizeof(sheet)), 7, &facts),
		GOT_SOME);
	assert_text(workbook_bin_dde(a, span_of(BIN_LINK, sizeof(BIN_LINK))), "c d");
	arena_destroy(&a);
}

static void test_cut(void **state)
{
	(void)state;
	struct workbook_link link = macro_link();
	struct span wholes[] = { span_from_cstr(BOOK), span_from_cstr(SHEET),
		span_of(BIN_BOOK, sizeof(BIN_BOOK)),
		span_of(BIN_SHEET, sizeof(BIN_SHEET)),
		span_of(BIN_LINK, sizeof(BIN_LINK)) };
	for (size_t i = 0; i < sizeof(wholes) / sizeof(*wholes); i++)
		for (size_t n = 0; n < wholes[i].n; n++) {
			struct arena *a = arena_create(1 << 20);
			struct workbook_facts facts = { 0 };
			/* Memory of its own, so that a step beyond its end is seen. */
			unsigned char *copy = arena_alloc(a, n + 1);
			memcpy(copy, wholes[i].p, n);
			struct span s = span_of(copy, n);
			workbook_xml_read(a, s, &link, &facts);
			macro_sheet_xml_read(a, s, 0, &facts);
			workbook_bin_read(a, s, &link, &facts);
			macro_sheet_bin_read(a, s, 0, &facts);
			workbook_bin_dde(a, s);
			assert_true(facts.macro_sheets <= facts.sheets);
			arena_destroy(&a);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_links),
		cmocka_unit_test(test_xml),
		cmocka_unit_test(test_binary),
		cmocka_unit_test(test_cut),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
