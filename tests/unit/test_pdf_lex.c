/* PDF values: numbers and references among brackets, and each text cut at every byte. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "parse/file/pdf_lex.h"

enum { VALUES_MAX = 300 };

/* Kinds in the order of the tree: D [ / ( i r w for dictionary, array, name, string,
 * number, reference, word; each container closed where it ends. */
static struct span shape(struct arena *a, const struct pdf_tree *t)
{
	static const char kinds[] = { [PDF_WORD] = 'w',
		[PDF_INT] = 'i',
		[PDF_NAME] = '/',
		[PDF_STRING] = '(',
		[PDF_ARRAY] = '[',
		[PDF_DICT] = 'D',
		[PDF_REF] = 'r' };
	unsigned char *out = arena_alloc(a, 2 * t->count + 1);
	size_t n = 0;
	for (uint32_t i = 0; i <= t->count; i++) {
		for (uint32_t k = i; k-- > 0;)
			if (t->values[k].next == i &&
				(t->values[k].kind == PDF_ARRAY ||
					t->values[k].kind == PDF_DICT))
				out[n++] = '.';
		if (i < t->count)
			out[n++] = (unsigned char)kinds[t->values[i].kind];
	}
	return span_of(out, n);
}

static void holds_together(const struct pdf_tree *t)
{
	for (uint32_t i = 0; i < t->count; i++) {
		const struct pdf_value *v = &t->values[i];
		assert_true(v->next > i && v->next <= t->count);
		assert_true(
			v->kind == PDF_ARRAY || v->kind == PDF_DICT || v->next == i + 1);
		assert_true((uint64_t)v->start + v->n <= t->text.n);
	}
}

static void reads_values(void **state)
{
	static const struct {
		struct span text;
		const char *shape;
		bool whole;
	} rows[] = {
		{ SPAN("12 0 R"), "r", true },
		{ SPAN("12"), "i", true },
		{ SPAN("[1 2 R]"), "[r.", true },
		{ SPAN("[1 2 3 R]"), "[ir.", true },
		{ SPAN("<</A 1 0 R/B[2 0 R 3]/C(x)>>"), "D/r/[ri./(.", true },
		/* The numbers stand behind a bracket that has closed. */
		{ SPAN("[[1 2] R]"), "[[ii.w.", true },
		{ SPAN("[[1] 2 R]"), "[[i.iw.", true },
		{ SPAN("[1 [2] R]"), "[i[i.w.", true },
		{ SPAN("[1 [] 2 R]"), "[i[.iw.", true },
		{ SPAN("<</A[1 2] R/B 1>>"), "D/[ii.w/i.", true },
		{ SPAN("<</A<</B 1 2>> R>>"), "D/D/ii.w.", true },
		{ SPAN("[[9] 1 2 R]"), "[[i.r.", true },
		/* They stand before one that is still open. */
		{ SPAN("[1 2 [R]]"), "[ii[w..", true },
		{ SPAN("[1 [2 R]]"), "[i[iw..", true },
		{ SPAN("[1 2"), "[ii.", false },
		{ SPAN("[1 2 endobj"), "[ii.", false },
	};
	struct arena *a = arena_create(4 << 20);
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		for (size_t cut = 0; cut <= rows[i].text.n; cut++) {
			struct pdf_lex lex = { .arena = a, .values_max = VALUES_MAX };
			size_t end;
			bool whole = pdf_lex(&lex, span_take(rows[i].text, cut), &end);
			assert_true(end <= cut);
			holds_together(&lex.tree);
			if (cut < rows[i].text.n)
				continue;
			assert_int_equal(whole, rows[i].whole);
			assert_true(span_equal(
				shape(a, &lex.tree), span_from_cstr(rows[i].shape)));
		}
	arena_destroy(&a);
}

/* Where brackets nest too deeply to be told apart, none of them makes a reference. */
static void reads_deep_values(void **state)
{
	struct arena *a = arena_create(4 << 20);
	struct pdf_lex lex = { .arena = a, .values_max = VALUES_MAX };
	char text[210];
	size_t n = 0, end;
	(void)state;
	for (int i = 0; i < 80; i++)
		text[n++] = '[';
	for (const char *p = "1 2] R"; *p; p++)
		text[n++] = *p;
	for (int i = 0; i < 79; i++)
		text[n++] = ']';
	assert_true(pdf_lex(&lex, span_of(text, n), &end));
	assert_true(lex.limit);
	holds_together(&lex.tree);
	for (uint32_t i = 0; i < lex.tree.count; i++)
		assert_int_not_equal(lex.tree.values[i].kind, PDF_REF);
	arena_destroy(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_values),
		cmocka_unit_test(reads_deep_values),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
