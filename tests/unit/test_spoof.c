/* parse/spoof: what is hidden, what is mixed, and, as much, what is honest. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <unicode/uspoof.h>

#include "base/utf8.h"
#include "parse/spoof.h"

/* code_point 0: nothing is hidden. */
static const struct {
	const char *text;
	uint32_t code_point;
	enum spoof_hiding kind;
} hidden[] = {
	{ "Alice Example", 0, 0 },
	{ "tab\tis a space", 0, 0 },
	{ "encoded line end\r\n", 0, 0 },
	{ "two\nlines", 0x0A, SPOOF_CONTROL },
	{ "be\bll", 0x08, SPOOF_CONTROL },
	{ "\x7f", 0x7F, SPOOF_CONTROL },
	{ "Pay\u200bPal", 0x200B, SPOOF_BLANK },
	{ "Pay\u200b Pal\u200b", 0, 0 },
	{ "\ufeffAlice", 0, 0 },
	{ "Al\ufeffice", 0xFEFF, SPOOF_BLANK },
	{ "Pay\u00adPal", 0xAD, SPOOF_BLANK },
	{ "P\u200da", 0x200D, SPOOF_BLANK },
	{ "P\u034fa", 0x34F, SPOOF_BLANK },
	{ "\u3164", 0x3164, SPOOF_BLANK },
	{ "a\u2800\u2800b", 0x2800, SPOOF_BLANK },
	{ "\u2801\u2800\u2803", 0, 0 },
	{ "Pay\u2060Pal", 0x2060, SPOOF_BLANK },
	{ "\u202egnp.exe", 0x202E, SPOOF_BIDI },
	{ "P\u2066ay\u2069Pal", 0x2066, SPOOF_BIDI },
	{ "\u2068Alice\u2069 via Example", 0, 0 },
	{ "\u202d+1 202 555 0100\u202c", 0, 0 },
	{ "\u202a+972 50 000 0000\u202c", 0, 0 },
	{ "\u202aAlice\u202c", 0x202A, SPOOF_BIDI },
	{ "\u05d0\u05d1\u200f (Dana)", 0, 0 },
	{ "\u202b\u05d0\u05d1 Dana\u202c", 0, 0 },
	{ "Pay\u200ePal", 0x200E, SPOOF_BIDI },
	/* Persian and Hindi need joiners, emoji are glued by them. */
	{ "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645", 0, 0 },
	{ "\u0915\u094d\u200d\u0937", 0, 0 },
	{ "\u0d28\u0d4d\u200d", 0, 0 },
	{ "\U0001F468\u200d\U0001F469\u200d\U0001F467", 0, 0 },
	{ "\u2764\ufe0f\u200d\U0001F525", 0, 0 },
	{ "1\ufe0f\u20e3", 0, 0 },
	{ "\u2600\ufe0f Sun", 0, 0 },
	{ "\u845b\U000E0100\u57ce", 0, 0 },
	{ "P\ufe00aypal", 0xFE00, SPOOF_BLANK },
	{ "\u2600\ufe0f\ufe0f", 0xFE0F, SPOOF_BLANK },
	{ "P\U000E0100ay", 0xE0100, SPOOF_BLANK },
	{ "\U0001F3F4\U000E0067\U000E0062\U000E0073\U000E0063\U000E0074\U000E007F", 0,
		0 },
	{ "a\U000E0061", 0xE0061, SPOOF_TAG },
	{ "\u0e44\u0e17\u200b\u0e22", 0, 0 },
	{ "\u1820\u180b", 0, 0 },
	{ "\u115f\u1161", 0, 0 },
	{ "a\u115fb", 0x115F, SPOOF_BLANK },
	{ "", 0, 0 },
};

static void test_hidden(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(hidden) / sizeof(*hidden); i++) {
		struct spoof_hidden h = { 0 };
		bool is = spoof_find_hidden(span_from_cstr(hidden[i].text), 64, &h);
		if (is != (hidden[i].code_point != 0) ||
			h.code_point != hidden[i].code_point || h.kind != hidden[i].kind)
			fail_msg("row %zu: U+%04X", i, h.code_point);
	}
}

static const struct {
	const char *text;
	bool name, label; /* mixed as a name, as a label */
} mixed[] = {
	{ "paypal", false, false },
	{ "p\u0430ypal", true, true },
	{ "\u0440\u0430ypal", true, true },
	{ "\u0420aypal", true, true },
	{ "G\u03bf\u03bfgle", true, true },
	{ "Goog\u04cfe", true, true },
	{ "\u0421\u0431e\u0440\u0431\u0430\u043d\u043a", true, true },
	{ "\ua4d1\ua4eey", true, true },
	/* honest: one script, and the company that Latin keeps */
	{ "\u0441\u0431\u0435\u0440\u0431\u0430\u043d\u043a", false, false },
	{ "\u0441\u043e\u0440\u0435", false, false },
	{ "\u03bc\u03b1\u03c1\u03af\u03b1", false, false },
	{ "m\u00fcller-na\u00efve", false, false },
	{ "Nguy\u1ec5n", false, false },
	{ "Nguye\u0302\u0303n", false, false },
	{ "\u682a\u5f0f\u4f1a\u793eABC\u30b5\u30fc\u30d3\u30b9\u306e", false, false },
	{ "\uc0bc\uc131Galaxy\u5e97", false, false },
	{ "\u6e2c\u8a66test", false, false },
	{ "\u3105\u6e2c", false, false },
	{ "\u0928\u092e\u0938\u094d\u0924\u0947", false, false },
	{ "\u05d3\u05e0\u05d4", false, false },
	/* a label may not mix these, a name may */
	{ "\u03bcTorrent", false, true },
	{ "SIM\u043a\u0430\u0440\u0442\u0430", false, true },
	{ "\u05d5Gmail", false, true },
	{ "\u0e1a\u0e23\u0e34\u0e29\u0e31\u0e17ABC", false, true },
	{ "\u0e1a\u0e23\u0e34ABC\u0e08\u0e33\u0e01\u0e31\u0e14", false, true },
	{ "Gmail \u043f\u043e\u0447\u0442\u0430", false, true },
	{ "", false, false },
};

static void test_mixed(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(mixed) / sizeof(*mixed); i++) {
		struct spoof_mix mix;
		struct span s = span_from_cstr(mixed[i].text);
		bool name = spoof_find_mixed(s, &mix);
		if (name != mixed[i].name)
			fail_msg("row %zu as a name", i);
		assert_true(!name || span_inside(s, mix.word));
		if (spoof_label_mixed(s, &mix) != mixed[i].label)
			fail_msg("row %zu as a label", i);
	}
}

static void test_mix_says(void **state)
{
	(void)state;
	struct spoof_mix mix;
	struct span s = SPAN("From P\u0430yPal, Inc");
	assert_true(spoof_find_mixed(s, &mix));
	assert_true(span_equal(mix.word, SPAN("P\u0430yPal")));
	assert_string_equal(mix.script, "Latin");
	assert_string_equal(mix.other, "Cyrillic");
	assert_int_equal(mix.code_point, 0x430);
}

static void test_styled(void **state)
{
	(void)state;
	assert_true(spoof_is_styled(SPAN("\U0001D5F0oca-cola")));
	assert_true(spoof_is_styled(SPAN("\uff45xample")));
	assert_false(spoof_is_styled(SPAN("example")));
	assert_false(spoof_is_styled(SPAN("b\u00fccher")));
	assert_false(spoof_is_styled(SPAN("bu\u0308cher")));
	assert_false(spoof_is_styled(SPAN("\uac00\u3042\u682a\u0430")));
}

/* The table of our own says what ICU says. */
static void test_ascii_skeleton(void **state)
{
	(void)state;
	struct arena *a = arena_create(1 << 20);
	UErrorCode error = U_ZERO_ERROR;
	USpoofChecker *checker = uspoof_open(&error);
	for (int c = 1; c < 0x80; c++) {
		char in[2] = { (char)c, '\0' }, want[16];
		uspoof_getSkeletonUTF8(checker, 0, in, 1, want, sizeof(want), &error);
		assert_true(U_SUCCESS(error));
		struct span got = spoof_skeleton(a, span_of(in, 1));
		if (!span_equal(got, span_from_cstr(want)))
			fail_msg("%d: %.*s, not %s", c, SPAN_ARG(got), want);
	}
	uspoof_close(checker);
	arena_destroy(&a);
}

static void test_skeleton(void **state)
{
	(void)state;
	struct arena *a = arena_create(1 << 20);
	struct span plain = spoof_skeleton(a, SPAN("paypal"));
	assert_true(span_equal(plain, SPAN("paypal")));
	assert_true(span_equal(
		plain, spoof_skeleton(a, SPAN("\u0440\u0430\u0443\u0440\u0430\u04c0"))));
	assert_true(span_equal(spoof_skeleton(a, SPAN("modem")), SPAN("rnodern")));
	assert_true(span_equal(spoof_skeleton(a, SPAN("")), SPAN("")));
	assert_false(span_equal(plain, spoof_skeleton(a, SPAN("p\u00e4ypal"))));
	arena_destroy(&a);
}

/* Text of nothing but honest marks, and broken UTF-8 cut at every byte: an end is found. */
static void test_hostile(void **state)
{
	(void)state;
	struct arena *a = arena_create(64 << 20);
	struct text t;
	text_init(&t, a, 16 << 20);
	for (unsigned i = 0; i < 1 << 20; i++)
		text_add_cstr(&t, "\u200b ");
	text_add_cstr(&t, "end");
	struct spoof_hidden h;
	struct spoof_mix mix;
	assert_false(spoof_find_hidden(text_span(&t), 64, &h));
	assert_true(h.limit);
	assert_false(spoof_find_hidden(SPAN("a\u200b b\u200b c"), 2, &h));
	assert_false(h.limit);
	assert_false(spoof_find_hidden(SPAN("a\u200b b\u200b c"), 1, &h));
	assert_true(h.limit);
	assert_false(spoof_find_mixed(text_span(&t), &mix));
	static const unsigned char broken[] =
		"\xf0\x9f\x91\xa8\xe2\x80\x8d\xd0\xb0z\xff\xc0\x80"
		"\xed\xa0\x80\xf4\x90\x80\x80p\xe3\x85";
	for (size_t n = 0; n < sizeof(broken); n++) {
		struct span s = span_of(broken, n);
		spoof_find_hidden(s, 64, &h);
		spoof_find_mixed(s, &mix);
		spoof_label_mixed(s, &mix);
		spoof_skeleton(a, s);
	}
	arena_destroy(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_hidden),
		cmocka_unit_test(test_mixed),
		cmocka_unit_test(test_mix_says),
		cmocka_unit_test(test_styled),
		cmocka_unit_test(test_ascii_skeleton),
		cmocka_unit_test(test_skeleton),
		cmocka_unit_test(test_hostile),
	};
	spoof_warm_up();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
