/* known/name: names as words, their likeness, and the index against comparing with all. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "known/name_index.h"

static struct arena *arena;
static struct name_table *table;
static struct name_model model;

static int set_up(void **state)
{
	(void)state;
	arena = arena_create(SIZE_MAX);
	table = name_table_create(arena);
	name_model_standard(&model);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	arena_destroy(&arena);
	return 0;
}

static struct name parsed(const char *text, bool organization)
{
	struct name n;
	name_parse(arena, table, span_from_cstr(text), organization, &n);
	return n;
}

static void assert_words(const char *text, bool organization, const char *want)
{
	struct name n = parsed(text, organization);
	struct text t;
	text_init(&t, arena, 1024);
	for (size_t i = 0; i < n.count; i++) {
		text_add_cstr(&t, i ? " " : "");
		text_add(&t, n.words[i].text);
	}
	assert_string_equal(t.p ? t.p : "", want);
}

static double probability(const char *a, const char *b, bool organization)
{
	struct name x = parsed(a, organization), y = parsed(b, organization);
	struct name_match m;
	name_compare(&x, &y, &model, &m);
	return m.probability;
}

/* ---- words */

static void names_are_cut_into_words(void **state)
{
	(void)state;
	assert_words("KIM, Jong-un", false, "kim jong un");
	assert_words("김정은", false, "kim jong un");
	assert_words("Lee Yong-ho", false, "ri yong ho");
	assert_words("Сергей Щербаков", false, "sergey shcherbakov");
	assert_words("Müller-Lüdenscheidt", false, "muller ludenscheidt");
	assert_words("L.X.C. Aviation", true, "lxc aviation");
	assert_words("J. R. Smith", false, "j r smith");
	assert_words("O'Brien", false, "obrien");
	assert_words("Acme Limited Liability Company", true, "acme llc");
	assert_words("First Bank", true, "1 bank");
	assert_words(" \t,;.", false, "");
	assert_words("", false, "");
}

/* Whatever the bytes, no more words than there is room for. */
static void any_bytes_are_cut(void **state)
{
	(void)state;
	char bytes[2000];
	uint32_t seed = 7;
	for (int round = 0; round < 500; round++) {
		for (size_t i = 0; i < sizeof(bytes); i++) {
			seed = seed * 1664525 + 1013904223;
			bytes[i] = (char)(seed >> 24);
		}
		struct name n;
		name_parse(arena, table, span_of(bytes, (size_t)round * 4), true, &n);
		assert_true(n.count <= NAME_WORDS_MAX);
		for (size_t i = 0; i < n.count; i++)
			assert_true(n.words[i].text.n <= NAME_WORD_BYTES_MAX &&
				    n.words[i].text.n > 0);
	}
}

/* ---- likeness */

/* The same by recursion over all choices. */
static size_t reference(struct span a, struct span b)
{
	if (!a.n || !b.n)
		return a.n + b.n;
	struct span x = span_take(a, a.n - 1), y = span_take(b, b.n - 1);
	size_t best = reference(x, y) + (a.p[a.n - 1] != b.p[b.n - 1]);
	size_t other = reference(x, b) + 1;
	best = other < best ? other : best;
	other = reference(a, y) + 1;
	best = other < best ? other : best;
	if (a.n > 1 && b.n > 1 && a.p[a.n - 1] == b.p[b.n - 2] &&
		a.p[a.n - 2] == b.p[b.n - 1]) {
		other = reference(span_take(a, a.n - 2), span_take(b, b.n - 2)) + 1;
		best = other < best ? other : best;
	}
	return best;
}

static void distance_is_the_fewest_steps(void **state)
{
	(void)state;
	uint32_t seed = 3;
	for (int round = 0; round < 400; round++) {
		char x[6], y[6];
		for (int i = 0; i < 6; i++) {
			seed = seed * 1664525 + 1013904223;
			x[i] = (char)('a' + (seed >> 28) % 3);
			y[i] = (char)('a' + (seed >> 24) % 3);
		}
		struct span a = span_of(x, seed % 7), b = span_of(y, (seed >> 8) % 7);
		assert_int_equal(name_distance(a, b), reference(a, b));
	}
}

static void what_agrees_is_likely_and_what_stands_against_is_not(void **state)
{
	(void)state;
	static const struct {
		const char *a, *b;
		bool organization, is;
	} rows[] = {
		{ "KIM JONG UN", "Kim Jong-un", false, true },
		{ "김정은", "KIM, Jong Un", false, true },
		{ "Игорь Сечин", "SECHIN, Igor", false, true },
		{ "Osama bin Laden", "Usama ibn Laden", false, true },
		{ "Lazarus Group", "LAZARUS GROUP", true, true },
		{ "Siemens Aktiengesellschaft", "Siemens AG", true, true },
		{ "KIM JONG UN", "RI SON GWON", false, false },
		{ "Andrej Navalny", "Alexei Navalny", false, false },
		{ "John Smith", "John", false, false },
		{ "Volkswagen AG", "Siemens AG", true, false },
		{ "Corp", "ACME CORP", true, false },
		{ "Ltd", "Ltd.", true, true },
		{ "Brigade 44", "Brigade 45", true, false },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		double p = probability(rows[i].a, rows[i].b, rows[i].organization);
		if ((p >= 0.5) != rows[i].is)
			fail_msg("%s, %s: %.3f", rows[i].a, rows[i].b, p);
		assert_true(p < 0.9995);
	}
}

static void words_and_what_is_left_over_are_told(void **state)
{
	(void)state;
	struct name a = parsed("Van der Bilt, Ann", false);
	struct name b = parsed("Vanderbilt Ann Mary", false);
	struct name_match m;
	name_compare(&a, &b, &model, &m);
	bool ann = false;
	for (size_t i = 0; i < m.pair_count; i++)
		ann |= span_equal(a.words[m.pairs[i].a].text, SPAN("ann")) &&
		       span_equal(b.words[m.pairs[i].b].text, SPAN("ann"));
	assert_true(ann);
	assert_true(m.features[NAME_IS_EXTRA] > 0 || m.features[NAME_IS_AGAINST] > 0);
}

/* ---- the index */

static const char list_head[] = "#assay-known-1\n#source,test\n#kind,listed\n#grade,A1\n"
				"#since,2020-01-01\n#date,2026-01-01\n"
				"address,asset,name,program,reference,from,to,note\n";

static void add_made_name(struct text *t, uint32_t *seed, bool change)
{
	static const char consonants[] = "bcdfghjklmnprstvwz", vowels[] = "aeiouy";
	for (int word = 0; word < 3; word++) {
		text_add_cstr(t, word ? " " : "");
		for (int i = 0; i < 3; i++) {
			*seed = *seed * 1664525 + 1013904223;
			text_add_byte(t, (unsigned char)consonants[(*seed >> 20) % 18]);
			text_add_byte(t, (unsigned char)vowels[(*seed >> 26) % 6]);
		}
	}
	if (change && t->n > 4)
		t->p[t->n - 3] = 'x';
}

static void the_index_finds_what_comparing_with_all_finds(void **state)
{
	(void)state;
	enum { NAMES = 3000, ASKED = 300 };
	struct text t;
	struct err err;
	char folder[] = "/tmp/assay-names-XXXXXX";
	char path[64];
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/made.csv", folder);
	text_init(&t, arena, 1 << 20);
	text_add_cstr(&t, list_head);
	uint32_t seed = 9;
	for (unsigned i = 0; i < NAMES; i++) {
		add_made_name(&t, &seed, false);
		text_printf(&t, ",name/person,,,%u,2020-01-01,,\n", i);
	}
	FILE *f = fopen(path, "wbe");
	assert_non_null(f);
	fwrite(t.p, 1, t.n, f);
	fclose(f);
	struct known *known = known_create(arena);
	assert_int_equal(known_load(known, folder, &err), 0);
	known_seal(known);
	struct name_index *x = name_index_create(arena, known, &model);
	assert_int_equal(name_index_count(x), NAMES);
	struct name_hit *fast = arena_array(arena, NAME_HITS_MAX, sizeof(*fast));
	struct name_hit *slow = arena_array(arena, NAME_HITS_MAX, sizeof(*slow));
	size_t found = 0, all = 0;
	seed = 9;
	for (unsigned i = 0; i < ASKED; i++) {
		text_init(&t, arena, 256);
		add_made_name(&t, &seed, true);
		size_t n = name_index_find(x, arena, text_span(&t), 0, false, fast);
		size_t m = name_index_find(x, arena, text_span(&t), 0, true, slow);
		found += n;
		all += m;
		assert_int_equal(n > 0, m > 0);
		if (n) /* the likest is never missed */
			assert_ptr_equal(fast[0].row, slow[0].row);
	}
	assert_true(all > ASKED * 9 / 10);
	assert_true(found * 100 >= all * 95);
	remove(path);
	remove(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_cut_into_words),
		cmocka_unit_test(any_bytes_are_cut),
		cmocka_unit_test(distance_is_the_fewest_steps),
		cmocka_unit_test(what_agrees_is_likely_and_what_stands_against_is_not),
		cmocka_unit_test(words_and_what_is_left_over_are_told),
		cmocka_unit_test(the_index_finds_what_comparing_with_all_finds),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
