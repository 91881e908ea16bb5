/* report/: escapers, sentences, lines, and the two forms of a report. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/must.h"
#include "base/utf8.h"
#include "core/engine.h"
#include "report/escape.h"
#include "report/report.h"
#include "report/say.h"
#include "report/wrap.h"

static struct arena *arena;

static int make_arena(void **state)
{
	(void)state;
	arena = arena_create(32 << 20);
	return 0;
}

static int drop_arena(void **state)
{
	(void)state;
	arena_destroy(&arena);
	return 0;
}

static const char *on_terminal(struct span s)
{
	struct text t;
	text_init(&t, arena, 1 << 16);
	escape_terminal(&t, s);
	return t.p;
}

static const char *in_json(struct span s)
{
	struct text t;
	text_init(&t, arena, 1 << 16);
	escape_json(&t, s);
	return t.p;
}

static void a_terminal_gets_nothing_to_obey(void **state)
{
	(void)state;
	assert_string_equal(on_terminal(SPAN("\x1B]0;x\x07\x7F")), "\\x1B]0;x\\x07\\x7F");
	assert_string_equal(on_terminal(SPAN("a\r\n\tb")), "a\\r\\n\\tb");
	assert_string_equal(on_terminal(SPAN("\xC2\x9B"
					     "1m")),
		"<U+009B>1m");
	assert_string_equal(on_terminal(SPAN("\x9B"
					     "1m\xFF")),
		"\\x9B1m\\xFF");
	assert_string_equal(on_terminal(SPAN("txt\xE2\x80\xAE"
					     "exe")),
		"txt<U+202E>exe");
	assert_string_equal(on_terminal(SPAN("a\xE2\x80\x8B"
					     "b")),
		"a<U+200B>b");
	assert_string_equal(on_terminal(span_of("a\0b", 3)), "a\\x00b");
	assert_string_equal(on_terminal(SPAN("\xE7\x94\xB0\xE4\xB8\xAD")),
		"\xE7\x94\xB0\xE4\xB8\xAD");
}

static void right_to_left_text_is_isolated(void **state)
{
	(void)state;
	assert_string_equal(on_terminal(SPAN("\xD7\xA9\xD7\x9C")),
		"\xE2\x81\xA8\xD7\xA9\xD7\x9C\xE2\x81\xA9");
	assert_string_equal(on_terminal(SPAN("\xD7\xA9\xE2\x81\xA9")),
		"\xE2\x81\xA8\xD7\xA9<U+2069>\xE2\x81\xA9");
}

static void long_foreign_text_is_cut_visibly(void **state)
{
	(void)state;
	struct text t;
	text_init(&t, arena, 100);
	escape_terminal_short(&t, SPAN("\xE3\x81\x82\xE3\x81\x84\xE3\x81\x86"), 2);
	assert_string_equal(t.p, "\xE3\x81\x82\xE3\x81\x84...");
}

static void json_is_utf8_whatever_the_bytes(void **state)
{
	(void)state;
	assert_string_equal(in_json(SPAN("\"\\\n\x01")), "\\\"\\\\\\n\\u0001");
	assert_string_equal(in_json(SPAN("\xFF"
					 "a\xED\xA0\x80")),
		"\xEF\xBF\xBD"
		"a\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
	assert_string_equal(
		in_json(SPAN("\xE2\x80\xAE\x7F\xC2\x9B")), "\\u202e\\u007f\\u009b");
	assert_string_equal(in_json(SPAN("\xF3\xA0\x81\x81")), "\\udb40\\udc41");
}

/* Each of the two bytes before and behind every byte value, cut everywhere. */
static void every_byte_is_tamed_at_every_place(void **state)
{
	(void)state;
	unsigned char bytes[] = { 0xE2, 0x80, 0, 0xAE, 0xF0 };
	for (unsigned c = 0; c < 256; c++) {
		bytes[2] = (unsigned char)c;
		for (size_t n = 0; n <= sizeof(bytes); n++) {
			struct span s = span_of(bytes, n);
			assert_true(utf8_is_valid(span_from_cstr(on_terminal(s))));
			assert_true(utf8_is_valid(span_from_cstr(in_json(s))));
		}
	}
}

static void languages_are_read_off_the_environment(void **state)
{
	(void)state;
	setenv("LC_ALL", "", 1);
	setenv("LC_MESSAGES", "ja_JP.UTF-8", 1);
	setenv("LANG", "en_US.UTF-8", 1);
	assert_int_equal(language_of_environment(), LANGUAGE_JA);
	setenv("LC_MESSAGES", "", 1);
	assert_int_equal(language_of_environment(), LANGUAGE_EN);
	enum language l = LANGUAGE_EN;
	assert_true(language_parse(SPAN("JA"), &l) && l == LANGUAGE_JA);
	assert_false(language_parse(SPAN("jav"), &l) || language_parse(SPAN("ja?"), &l));
	assert_false(language_parse(SPAN(""), &l) || language_parse(SPAN("C"), &l));
}

static void sentences_fall_back_from_variant_and_language(void **state)
{
	(void)state;
	assert_non_null(words_get(LANGUAGE_JA, "gaps", "gap", "offline"));
	assert_ptr_equal(words_get(LANGUAGE_EN, CODE_JOB_READ, "next", "nowhere"),
		words_get(LANGUAGE_EN, CODE_JOB_READ, "next", NULL));
	assert_ptr_equal(words_get(LANGUAGE_JA, CODE_JOB_READ, "why", NULL),
		words_get(LANGUAGE_EN, CODE_JOB_READ, "why", NULL));
	assert_null(words_get(LANGUAGE_EN, "gaps", "gap", "no-such"));
	assert_null(words_get(LANGUAGE_EN, "gap", "gap", NULL));
}

static void every_gap_and_verdict_has_its_sentence(void **state)
{
	(void)state;
	for (int language = 0; language < LANGUAGES; language++) {
		for (int gap = 0; gap < GAPS; gap++)
			assert_non_null(words_get((enum language)language, "gaps", "gap",
				gap_name((enum gap)gap)));
		for (int level = 0; level <= VERDICT_DANGER; level++) {
			const char *name = verdict_name((enum verdict_level)level);
			assert_non_null(words_get(
				(enum language)language, "verdict", "heading", name));
			assert_non_null(words_get(
				(enum language)language, "verdict", "next", name));
		}
	}
}

static void names_are_filled_in_escaped(void **state)
{
	(void)state;
	struct finding f = { .code = "x" };
	finding_text(&f, "domain", SPAN("ex\x1B.example"));
	finding_number(&f, "bits", -7);
	struct text t;
	text_init(&t, arena, 1000);
	words_fill(&t, "{domain} has {bits} of {none}.", &f, escape_terminal);
	assert_string_equal(t.p, "ex\\x1B.example has -7 of ?.");
	text_init(&t, arena, 1000);
	words_fill(&t, "{domain", &f, escape_terminal);
	assert_string_equal(t.p, "ex\\x1B.example");
}

static void lines_break_between_words_and_wide_letters(void **state)
{
	(void)state;
	struct text t;
	text_init(&t, arena, 1000);
	wrap_add(&t, "- ", SPAN("one two three"), 9);
	assert_string_equal(t.p, "- one two\n  three\n");
	text_init(&t, arena, 1000);
	wrap_add(&t, "- ", SPAN("\xE3\x81\x82\xE3\x81\x84\xE3\x80\x82"), 6);
	assert_string_equal(t.p, "- \xE3\x81\x82\n  \xE3\x81\x84\xE3\x80\x82\n");
	text_init(&t, arena, 1000);
	wrap_add(&t, "- ", SPAN("averylongword stays whole"), 5);
	assert_string_equal(t.p, "- averylongword\n  stays\n  whole\n");
}

static struct report a_report(struct finding *f)
{
	static const char rows[] =
		"t.hit strong sender note\njob.read info engine undecided\n";
	struct policy *policy;
	must(policy_parse(arena, span_from_cstr(rows), &policy, NULL) == 0);
	struct report r = { .arena = arena,
		.name = SPAN("a\x1B.eml"),
		.findings = f,
		.policy = policy,
		.verdict = verdict_judge(f, policy),
		.sandboxed = true };
	return r;
}

static const char *text_of(const struct report *r, bool all)
{
	struct text t;
	text_init(&t, arena, 1 << 16);
	report_text(&t, r, &(struct report_style){ .all = all });
	return t.p;
}

static void a_report_says_what_is_not_a_letter(void **state)
{
	(void)state;
	struct finding f = {
		.code = CODE_JOB_READ, .state = STATE_UNKNOWN, .gap = GAP_UNREADABLE
	};
	struct report r = a_report(&f);
	assert_int_equal(r.verdict.level, VERDICT_UNDECIDED);
	assert_non_null(strstr(text_of(&r, false), "this is not a letter"));
	assert_non_null(strstr(text_of(&r, false), "a\\x1B.eml\n"));
}

static void a_hit_without_words_is_told_by_its_code(void **state)
{
	(void)state;
	struct evidence root = {
		.kind = EV_MAIL, .path = "mail", .bytes = SPAN("0123456789")
	};
	struct evidence on = { .kind = EV_HEADER,
		.path = "mail/\x1B",
		.bytes = span_of(root.bytes.p + 3, 4) };
	struct finding f = { .code = "t.hit", .state = STATE_HIT, .evidence = &on };
	finding_text(&f, "who", SPAN("\"\xFF"));
	struct report r = a_report(&f);
	r.root = &root;
	assert_non_null(strstr(text_of(&r, false), "DANGER"));
	assert_non_null(strstr(text_of(&r, true), "mail/\\x1B, byte 3, length 4"));
	struct text t;
	text_init(&t, arena, 1 << 16);
	report_json(&t, &r, false);
	assert_non_null(strstr(t.p, "\"offset\":3,\"length\":4"));
	assert_non_null(strstr(t.p, "\"who\":\"\\\"\xEF\xBF\xBD\""));
	assert_true(utf8_is_valid(text_span(&t)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_terminal_gets_nothing_to_obey),
		cmocka_unit_test(right_to_left_text_is_isolated),
		cmocka_unit_test(long_foreign_text_is_cut_visibly),
		cmocka_unit_test(json_is_utf8_whatever_the_bytes),
		cmocka_unit_test(every_byte_is_tamed_at_every_place),
		cmocka_unit_test(languages_are_read_off_the_environment),
		cmocka_unit_test(sentences_fall_back_from_variant_and_language),
		cmocka_unit_test(every_gap_and_verdict_has_its_sentence),
		cmocka_unit_test(names_are_filled_in_escaped),
		cmocka_unit_test(lines_break_between_words_and_wide_letters),
		cmocka_unit_test(a_report_says_what_is_not_a_letter),
		cmocka_unit_test(a_hit_without_words_is_told_by_its_code),
	};
	return cmocka_run_group_tests_name("report", tests, make_arena, drop_arena);
}
