/* Office documents kept as text: what is found, and cut at every byte. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "parse/file/activemime.h"
#include "parse/file/formula.h"
#include "parse/file/office_xml.h"
#include "parse/file/sylk.h"

/* --- formulas --- */

static const struct {
	const char *text, *runs, *writes, *server, *topic;
} FORMULAS[] = {
	{ "EXEC(\"a\")", "EXEC", NULL, "", "" },
	{ "=1+ call (\"a\")", "CALL", NULL, "", "" },
	{ "REGISTER.ID(A1)", "REGISTER.ID", NULL, "", "" },
	{ "FORMULA(\"EXEC(1)\",A1)", NULL, "FORMULA", "", "" },
	{ "MYEXEC(1)", NULL, NULL, "", "" },
	{ "EXEC", NULL, NULL, "", "" },
	{ "\"EXEC(\"", NULL, NULL, "", "" },
	{ "\"a\"\"EXEC(\"", NULL, NULL, "", "" },
	{ "=cmd|'/c calc'!A1", NULL, NULL, "cmd", "/c calc" },
	{ "'a b'|c!d", NULL, NULL, "a b", "c" },
	{ "a|b", NULL, NULL, "", "" },
	{ "\"a|b!c\"", NULL, NULL, "", "" },
	{ "|a!b", NULL, NULL, "", "" },
	{ "a|'b", NULL, NULL, "", "" },
	{ "'", NULL, NULL, "", "" },
	{ "", NULL, NULL, "", "" },
};

static void assert_word(const char *found, const char *wanted)
{
	assert_true(span_equal(span_from_cstr(found), span_from_cstr(wanted)));
}

static void test_formulas(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(FORMULAS) / sizeof(*FORMULAS); i++) {
		struct formula f;
		formula_read(span_from_cstr(FORMULAS[i].text), &f);
		assert_word(f.runs, FORMULAS[i].runs);
		assert_word(f.writes, FORMULAS[i].writes);
		assert_true(span_equal(f.server, span_from_cstr(FORMULAS[i].server)));
		assert_true(span_equal(f.topic, span_from_cstr(FORMULAS[i].topic)));
	}
}

/* --- symbolic links --- */

static const char SYLK[] = "ID;PWXL;N;E\r\nO;E\rNN;N_xlnm.Auto_Open;ER1C1\n"
			   "C;X1;Y1;K\"a;;b\";EE\x1B%8EC(\"x;;y\")\r\n"
			   "C;Y2;Ecmd|'/c a'!B\r\nNE;Er1;F\\\\a.test\\b;Sr1\r\nE\r\n";

static void test_sylk(void **state)
{
	(void)state;
	struct arena *a = arena_create(1 << 20);
	struct sylk s;
	assert_int_equal(sylk_read(a, span_from_cstr(SYLK), &s), GOT_ALL);
	assert_int_equal(s.book.macro_sheets, 1);
	assert_word(s.book.runs.function, "EXEC");
	assert_true(span_equal(s.book.runs.text, SPAN("x;y")));
	assert_int_equal(SYLK[s.book.runs.offset], 'E');
	assert_true(span_equal(s.book.auto_name, SPAN("Auto_Open")));
	assert_int_equal(s.book.dde_count, 1);
	assert_true(span_equal(s.book.dde[0].topic, SPAN("/c a")));
	assert_true(s.links && !s.links->next);
	assert_true(span_equal(s.links->target, SPAN("\\\\a.test\\b")));
	arena_destroy(&a);
}

static void test_sylk_cut(void **state)
{
	(void)state;
	for (size_t n = 0; n < sizeof(SYLK) - 1; n++) {
		struct arena *a = arena_create(1 << 20);
		struct sylk s;
		sylk_read(a, span_take(span_from_cstr(SYLK), n), &s);
		assert_true(!s.book.runs.function || s.book.runs.offset < n);
		assert_true(!s.links || s.links->offset < n);
		arena_destroy(&a);
	}
}

/* --- ActiveMime --- */

/* "hello hello hello" as a stream, behind a head that tells where it is or does not. */
static struct span object(struct arena *a, size_t at, unsigned told)
{
	static const unsigned char stream[] = { 0x78, 0x9C, 0xCB, 0x48, 0xCD, 0xC9, 0xC9,
		0x57, 0xC8, 0x40, 0x90, 0x00, 0x3A, 0x2E, 0x06, 0x7D };
	unsigned char *p = arena_alloc(a, at + sizeof(stream));
	memcpy(p, "ActiveMime", 10);
	p[0x1E] = (unsigned char)told;
	memcpy(p + at, stream, sizeof(stream));
	return span_of(p, at + sizeof(stream));
}

static void test_activemime(void **state)
{
	static const struct {
		size_t at;
		unsigned told;
	} HEADS[] = { { 0x32, 4 }, { 0x40, 0x12 }, { 0x32, 0 }, { 0x22A, 4 } };
	(void)state;
	for (size_t i = 0; i < sizeof(HEADS) / sizeof(*HEADS); i++) {
		struct arena *a = arena_create(1 << 20);
		struct activemime inner;
		struct span s = object(a, HEADS[i].at, HEADS[i].told);
		assert_int_equal(activemime_read(a, s, 100, &inner), GOT_ALL);
		assert_true(span_equal(inner.content, SPAN("hello hello hello")));
		assert_int_equal(activemime_read(a, s, 5, &inner), GOT_LIMIT);
		assert_true(span_equal(inner.content, SPAN("hello")));
		for (size_t n = 0; n < s.n; n++) {
			enum got got = activemime_read(a, span_take(s, n), 100, &inner);
			assert_true(got == GOT_NONE || got == GOT_SOME);
			assert_true(inner.content.n <= 17);
		}
		arena_destroy(&a);
	}
}

/* --- XML --- */

static const char XML[] =
	"<w:wordDocument><w:binData w:name=\"a\">aGVs<!-- b "
	"--><![CDATA[bG8=]]></w:binData>"
	"<w:attachedTemplate w:val='http://a.test/'/><w:hlink w:dest=\"b\"/>"
	"<w:fldSimple w:instr=\"DDE a &#98;\"/><Path>c|d</Path>"
	"<pkg:part "
	"pkg:name=\"/e\"><pkg:xmlData><x><xmlData/></x></pkg:xmlData></pkg:part>"
	"<Cell Formula=\"=f|'g'!h\"/></w:wordDocument>";

static const struct {
	enum office_xml_kind kind;
	const char *name, *text;
} ITEMS[] = {
	{ OFFICE_XML_PART, "a", "aGVs<!-- b --><![CDATA[bG8=]]>" },
	{ OFFICE_XML_REMOTE, "attachedTemplate", "http://a.test/" },
	{ OFFICE_XML_LINK, "", "b" },
	{ OFFICE_XML_DDE, "", "c d" },
	{ OFFICE_XML_PART, "e", "<x><xmlData/></x>" },
	{ OFFICE_XML_DDE, "", "f g" },
};

static void test_xml(void **state)
{
	(void)state;
	struct arena *a = arena_create(1 << 20);
	struct office_xml doc;
	struct span bytes;
	assert_int_equal(office_xml_read(a, span_from_cstr(XML), 9, 9, &doc), GOT_ALL);
	assert_int_equal(doc.count, sizeof(ITEMS) / sizeof(*ITEMS));
	const struct office_xml_item *item = doc.items;
	for (size_t i = 0; i < doc.count; i++, item = item->next) {
		assert_int_equal(item->kind, ITEMS[i].kind);
		assert_true(span_equal(item->name, span_from_cstr(ITEMS[i].name)));
		assert_true(span_equal(item->text, span_from_cstr(ITEMS[i].text)));
	}
	assert_true(office_xml_part(a, doc.items, &bytes));
	assert_true(span_equal(bytes, SPAN("hello")));
	assert_true(doc.fields && doc.fields->kind == FIELD_DDE);
	assert_true(span_equal(doc.fields->text, SPAN("DDE a b")));
	assert_int_equal(office_xml_read(a, span_from_cstr(XML), 9, 2, &doc), GOT_LIMIT);
	arena_destroy(&a);
}

static void test_xml_cut(void **state)
{
	(void)state;
	for (size_t n = 0; n < sizeof(XML) - 1; n++) {
		struct arena *a = arena_create(1 << 20);
		struct span s = span_take(span_from_cstr(XML), n), bytes;
		struct office_xml doc;
		office_xml_read(a, s, 9, 9, &doc);
		for (const struct office_xml_item *i = doc.items; i; i = i->next) {
			assert_true(i->offset <= n);
			if (i->kind != OFFICE_XML_PART)
				continue;
			assert_true(span_inside(s, i->text) || !i->text.n);
			office_xml_part(a, i, &bytes);
			assert_true(bytes.n <= n);
		}
		arena_destroy(&a);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_formulas),
		cmocka_unit_test(test_sylk),
		cmocka_unit_test(test_sylk_cut),
		cmocka_unit_test(test_activemime),
		cmocka_unit_test(test_xml),
		cmocka_unit_test(test_xml_cut),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
