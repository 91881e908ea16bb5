/* parse/vcard: names and addresses out of what address books write. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/text.h"
#include "parse/vcard.h"

#define CARD(inside) "BEGIN:VCARD\r\n" inside "END:VCARD\r\n"

static const struct vcard_limits roomy = { 1000, 20, 4000 };

/* Takes one card and holds it to "name|address|address". */
static void assert_card(struct arena *a, struct span *rest,
	const struct vcard_limits *limits, const char *wanted)
{
	struct vcard card;
	struct text t;
	assert_true(vcard_next(a, rest, limits, &card));
	text_init(&t, a, 4000);
	text_add(&t, card.name);
	for (size_t i = 0; i < card.email_count; i++) {
		text_add_byte(&t, '|');
		text_add(&t, card.emails[i]);
	}
	assert_string_equal(t.p, wanted);
}

static const struct {
	const char *file;
	const char *cards[4];
} CASES[] = {
	/* Apple: groups, parameters, folds. */
	{ CARD("VERSION:3.0\r\nN:Lindqvist;Maja;Elin;Dr.;\r\nFN:Dr. Maja\r\n  "
	       "Lindqvist\r\n"
	       "ORG:Nordlys;\r\nitem1.EMAIL;type=INTERNET;type=pref:maja@nordlys.exam\r\n"
	       " ple\r\nitem1.X-ABLabel:x\r\nEMAIL;type=HOME:m@example.org\r\n"),
		{ "Dr. Maja Lindqvist|maja@nordlys.example|m@example.org" } },
	/* Google: 8-bit UTF-8, a quoted parameter with a colon, no FN. */
	{ CARD("VERSION:3.0\nFN:\nN:\xE4\xBD\x90\xE8\x97\xA4;\xE8\x8A\xB1\xE5\xAD\x90;;;"
	       "\n"
	       "EMAIL;TYPE=\"a:b\":hanako@example.co.jp\n"
	       "NOTE:one\\nEMAIL:not@one.example\n")
			CARD("N:;;;;\nORG:Bakkerij\\; Vermeer;Shop\nEMAIL: "
			     "info@bakkerij.example \n"),
		{ "\xE8\x8A\xB1\xE5\xAD\x90 "
		  "\xE4\xBD\x90\xE8\x97\xA4|hanako@example.co.jp",
			"Bakkerij; Vermeer|info@bakkerij.example" } },
	/* Outlook: quoted-printable with soft breaks, charsets, bare parameters. */
	{ CARD("VERSION:2.1\r\n"
	       "N;CHARSET=Windows-1252;ENCODING=QUOTED-PRINTABLE:M=FCl=\r\nler;J=\r\n="
	       "FCr\r\n"
	       "NOTE;QUOTED-PRINTABLE:old=0D=0A=\r\nEMAIL:old@example.com=\r\n\r\n"
	       "EMAIL;PREF;INTERNET:j@muster.example\r\n"),
		{ "J\xC3\xBCr M\xC3\xBCller|j@muster.example" } },
	{ CARD("VERSION:2.1\nFN;CHARSET=Shift_JIS;ENCODING=BASE64:jbKToQ==\n"),
		{ "\xE4\xBD\x90\xE8\x97\xA4" } },
	{ CARD("VERSION:2.1\nFN;QUOTED-PRINTABLE:Ends=\n"), { "Ends" } },
	/* No charset: UTF-8 or, failing that, windows-1252. */
	{ CARD("FN:Andr\xE9\n"), { "Andr\xC3\xA9" } },
	/* Thunderbird: 4.0, an address as a URI. */
	{ CARD("VERSION:4.0\r\nFN:O\\'Neill\\, S\\nSecond\\\\line\r\n"
	       "EMAIL;PREF=1:mailto:s@example.org\r\nEMAIL:nothing\r\n"),
		{ "O\\'Neill, S Second\\line|s@example.org" } },
	/* A fold in the middle of the name; in 2.1 a fold's white space counts. */
	{ CARD("VERSION:3.0\r\nEMA\r\n IL:a@exa\r\n mple.com\r\nF\r\n N:A\r\n B\r\n"),
		{ "AB|a@example.com" } },
	{ CARD("VERSION:2.1\r\nFN:Ann\r\n Lee\r\n"), { "Ann Lee" } },
	/* A card within a card. */
	{ CARD("FN:Chief\nAGENT:\n\n" CARD(
		  "FN:Helper\nEMAIL:h@example.com\n"
		  "AGENT:BEGIN:VCARD\nEND:VCARD\n") "EMAIL:c@example.com\n"),
		{ "Chief|c@example.com" } },
	{ CARD("FN:Chief\nAGENT:BEGIN:VCARD\\nFN:Helper\\nEND:VCARD\nEMAIL:c@example."
	       "com\n"),
		{ "Chief|c@example.com" } },
	/* Cards that do not end; other things around them; line ends of all kinds. */
	{ "x\nBEGIN:VCARD\rFN:One\rBegin:vCard \nFN:Two\r\r\nEND:VCARD\nFN:none\n"
	  "BEGIN:VCARD\nEMAIL:3@example.com",
		{ "One", "Two", "|3@example.com" } },
	{ "\xEF\xBB\xBF" CARD("fn:Marked\n"), { "Marked" } },
	{ "BEGIN:VCARD", { "" } },
	{ "END:VCARD\n", { NULL } },
	{ "", { NULL } },
};

static void cards_are_read_as_programs_write_them(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(CASES) / sizeof(CASES[0]); i++) {
		struct arena *a = arena_create(1 << 20);
		struct span rest = span_from_cstr(CASES[i].file);
		struct vcard none;
		for (size_t k = 0; CASES[i].cards[k]; k++)
			assert_card(a, &rest, &roomy, CASES[i].cards[k]);
		assert_false(vcard_next(a, &rest, &roomy, &none));
		assert_int_equal(rest.n, 0);
		arena_destroy(&a);
	}
}

static void limits_cut_and_say_so(void **state)
{
	(void)state;
	static const struct {
		const char *file, *wanted;
		bool cut;
	} cases[] = {
		{ CARD("FN:A\nEMAIL:1@x\nEMAIL:2@x\n"), "A|1@x|2@x", false },
		{ CARD("FN:A\nEMAIL:1@x\nEMAIL:2@x\nEMAIL:3@x\n"), "A|1@x|2@x", true },
		{ CARD("FN:0123456789abcdef\n"), "0123456789", true },
		{ CARD("FN:0123\n 456789abcdef\n"), "0123456", true },
		{ CARD("FN:012345678\xC3\xA9\n"), "012345678", true },
		{ CARD("A:1\nA:2\nA:3\nA:4\nA:5\nA:6\nA:7\nFN:A\n"), "", true },
		{ CARD("NOTE:\n 1\n 2\n 3\n 4\n 5\n 6\n 7\nFN:A\n"), "", true },
	};
	static const struct vcard_limits tight = { 8, 2, 10 };
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct arena *a = arena_create(1 << 20);
		struct span rest = span_from_cstr(cases[i].file), again = rest;
		struct vcard card;
		assert_card(a, &rest, &tight, cases[i].wanted);
		assert_int_equal(rest.n, 0);
		assert_true(vcard_next(a, &again, &tight, &card));
		assert_int_equal(card.cut, cases[i].cut);
		arena_destroy(&a);
	}
}

static void only_a_card_tastes_like_one(void **state)
{
	(void)state;
	assert_true(vcard_taste(SPAN("BEGIN:VCARD\r\nVERSION:3.0")) > 0);
	assert_true(vcard_taste(SPAN("\xEF\xBB\xBF\n\n begin:vcard\r")) > 0);
	assert_true(vcard_taste(SPAN("BEGIN:VCALENDAR\r\n")) == 0);
	assert_true(vcard_taste(SPAN("Subject: x\n\nBEGIN:VCARD\n")) == 0);
	assert_true(vcard_taste(SPAN("")) == 0);
}

static void cards_cut_anywhere_end(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(CASES) / sizeof(CASES[0]); i++) {
		size_t n = strlen(CASES[i].file);
		for (size_t cut = 0; cut <= n; cut++) {
			struct arena *a = arena_create(1 << 20);
			unsigned char *exact = malloc(cut ? cut : 1);
			memcpy(exact, CASES[i].file, cut);
			struct span rest = span_of(exact, cut);
			struct vcard card;
			for (unsigned k = 0; vcard_next(a, &rest, &roomy, &card); k++)
				assert_true(k < 3);
			free(exact);
			arena_destroy(&a);
		}
	}
}

/* A photograph, and folds without end, cost their bytes once. */
static void many_lines_cost_little(void **state)
{
	(void)state;
	struct arena *all = arena_create(64 << 20), *a = arena_create(1 << 20);
	struct vcard card;
	struct text t;
	text_init(&t, all, 32 << 20);
	for (unsigned i = 0; i < 1000; i++) {
		text_add_cstr(&t, "BEGIN:VCARD\nFN\n");
		for (unsigned k = 0; k < 900; k++)
			text_add_cstr(&t, k % 2 ? " =\n" : " x\n");
	}
	struct span rest = text_span(&t);
	for (unsigned i = 0; i < 1000; i++) {
		assert_true(vcard_next(a, &rest, &roomy, &card));
		arena_reset(a);
	}
	assert_int_equal(rest.n, 0);
	arena_destroy(&all);
	arena_destroy(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cards_are_read_as_programs_write_them),
		cmocka_unit_test(limits_cut_and_say_so),
		cmocka_unit_test(only_a_card_tastes_like_one),
		cmocka_unit_test(cards_cut_anywhere_end),
		cmocka_unit_test(many_lines_cost_little),
	};
	return cmocka_run_group_tests_name("vcard", tests, NULL, NULL);
}
