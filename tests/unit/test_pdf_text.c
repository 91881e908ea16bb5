/* Text of PDF pages: strings, gaps, tables of letters; and each text cut at every byte. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "parse/file/pdf_text.h"

/* What is shown, by that table: a line's end for a line, a blank for a gap. */
static struct span shown(
	struct arena *a, struct span content, const struct pdf_letters *l)
{
	struct pdf_shown s;
	struct pdf_piece piece;
	struct text t;
	text_init(&t, a, 4 * content.n + 2);
	pdf_shown_begin(&s, a, content);
	while (pdf_shown_next(&s, &piece))
		pdf_letters_add(l, &piece, &t);
	return text_span(&t);
}

static void is_shown(struct span content, struct span want, const struct pdf_letters *l)
{
	struct arena *a = arena_create(1 << 20);
	struct span got = shown(a, content, l);
	assert_int_equal(got.n, want.n);
	assert_memory_equal(got.p, want.p, want.n);
	for (size_t n = 0; n < content.n; n++) {
		arena_reset(a);
		assert_true(shown(a, span_take(content, n), l).n <= 4 * n + 2);
	}
	arena_destroy(&a);
}

static const struct {
	struct span content, text;
} rows[] = {
	{ SPAN("BT (ab) Tj ET"), SPAN("\nab") },
	{ SPAN("(ab) Tj (cd) Tj"), SPAN("\nabcd") },
	{ SPAN("(ab) Tj 9 0 Td (cd) Tj"), SPAN("\nab\ncd") },
	{ SPAN("(ab) Tj (cd) ' (ef) Tj"), SPAN("\nab\ncdef") },
	{ SPAN("(ab) Tj 1 2 (cd)\" (ef) Tj"), SPAN("\nab\ncdef") },
	{ SPAN("[(a) -20 (b) 300 (c) -250 (d)] TJ"), SPAN("\nabc d") },
	{ SPAN("[(a)-.5(b)-1000(c)] TJ"), SPAN("\nab c") },
	{ SPAN("-900 (a) Tj -900 (b) Tj"), SPAN("\nab") },
	{ SPAN("(a\\(b\\)\\\\\\101(c)) Tj"), SPAN("\na(b)\\A(c)") },
	{ SPAN("(a\\\nb\\\r\nc\\nd) Tj"), SPAN("\nabc d") },
	{ SPAN("<6162 6 3> Tj <64> Tj"), SPAN("\nabcd") },
	{ SPAN("<616> Tj"), SPAN("\na`") },
	{ SPAN("/Span <</ActualText (no)>> BDC % (no)\n(a) Tj EMC"), SPAN("\nnoa") },
	{ SPAN("/Td gs (a) Tj /Tm gs (b) Tj"), SPAN("\nab") },
	{ SPAN("(a) Tj BI /W 1 ID (x)EI( EI (b) Tj"), SPAN("\nab") },
	{ SPAN("(a\x0B) Tj <1D> Tj"), SPAN("\nafffl") },
};

static void reads_what_is_shown(void **state)
{
	static struct pdf_letters plain;
	(void)state;
	pdf_letters_plain(&plain);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		is_shown(rows[i].content, rows[i].text, &plain);
}

static void reads_tables(void **state)
{
	static struct pdf_letters l;
	struct span table =
		SPAN("1 begincodespacerange <0000> <ffff> endcodespacerange\n"
		     "2 beginbfchar <0003> <0041> <0004> <00660069> endbfchar\n"
		     "2 beginbfrange <0010> <0012> <0061>\n"
		     "<0020> <0021> [<0078> <00E4>] endbfrange");
	(void)state;
	assert_true(pdf_letters_read(&l, table));
	assert_int_equal(l.width, 2);
	is_shown(SPAN("<0003 0004 0010 0012 0020 0021 0099> Tj"), SPAN("\nAfiacx  "), &l);
	assert_true(pdf_letters_read(
		&l, SPAN("begincodespacerange <00> <ff> endcodespacerange beginbfchar "
			 "<01> <0030> endbfchar")));
	assert_int_equal(l.width, 1);
	is_shown(SPAN("(\1\2) Tj"), SPAN("\n0 "), &l);
	for (size_t n = 0; n < table.n; n++)
		pdf_letters_read(&l, span_take(table, n));
	assert_false(pdf_letters_read(&l, SPAN("")));
	assert_false(pdf_letters_read(&l, SPAN("beginbfchar <01> <0430> endbfchar")));
}

/* Ranges that end before they begin, or nowhere. */
static void holds_odd_tables(void **state)
{
	static struct pdf_letters l;
	(void)state;
	assert_false(pdf_letters_read(&l, SPAN("beginbfrange <05> <01> <0041>")));
	assert_false(
		pdf_letters_read(&l, SPAN("beginbfrange <ffffff> <ffffffff> <0041>")));
	assert_false(
		pdf_letters_read(&l, SPAN("beginbfrange <01> <02> [<0041")) && l.of[2]);
	assert_true(pdf_letters_read(&l, SPAN("beginbfrange <0000> <ffff> <0041>")));
	assert_int_equal(l.of[0x7E - 'A'], '~');
	assert_int_equal(l.of[0x7F - 'A'], 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_what_is_shown),
		cmocka_unit_test(reads_tables),
		cmocka_unit_test(holds_odd_tables),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
