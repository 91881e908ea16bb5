/* parse/imap: where a server's responses end, and what they say. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "parse/imap.h"

static const struct imap_limits limits = { 100, 300 };

#define LETTER                                                                           \
	"* 1 FETCH (FLAGS (\\Seen) UID 5 INTERNALDATE \" 3-Nov-2026 08:00:00 +0900\" "   \
	"BODY[HEADER]<0> {13}\r\nFrom: {9}\r\n\r\n)\r\n"

static void a_response_ends_with_a_line_that_announces_nothing(void **state)
{
	(void)state;
	static const struct {
		const char *bytes;
		enum imap_cut cut;
		size_t length;
	} cases[] = {
		{ "* OK\r\nmore", IMAP_CUT_WHOLE, 6 },
		{ "\n", IMAP_CUT_WHOLE, 1 },
		{ "* LIST {2}\r\na\n x {1}\nb)\nmore", IMAP_CUT_WHOLE, 24 },
		{ "* LIST {2}\r\na\n x {1}\nb)", IMAP_CUT_MORE, 0 },
		{ LETTER "*", IMAP_CUT_WHOLE, sizeof(LETTER) - 1 },
		{ "* X ~{1}\r\n\n\n", IMAP_CUT_WHOLE, 12 },
		{ "* X {}\r\n", IMAP_CUT_WHOLE, 8 },
		{ "* X {+1}\r\n", IMAP_CUT_WHOLE, 10 },
		{ "* X {1 \r\n", IMAP_CUT_WHOLE, 9 },
		{ "* X 1}\r\n", IMAP_CUT_WHOLE, 8 },
		{ "* X {291}\r\n", IMAP_CUT_TOO_LONG, 0 },
		{ "* X {289}\r\n", IMAP_CUT_MORE, 0 },
		{ "* X {2147483648}\r\n", IMAP_CUT_TOO_LONG, 0 },
		{ "* X {99999999999999999999999999}\r\n", IMAP_CUT_TOO_LONG, 0 },
		{ "", IMAP_CUT_MORE, 0 },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		size_t seen = 0, length = 0;
		enum imap_cut cut =
			imap_cut(span_from_cstr(cases[i].bytes), &limits, &seen, &length);
		assert_int_equal(cut, cases[i].cut);
		assert_int_equal(length, cases[i].length);
	}
}

static void a_line_without_end_is_too_long(void **state)
{
	(void)state;
	unsigned char line[102];
	size_t seen = 0, length = 0;
	memset(line, 'x', sizeof(line));
	struct span s = span_of(line, sizeof(line));
	assert_int_equal(
		imap_cut(span_take(s, 100), &limits, &seen, &length), IMAP_CUT_MORE);
	assert_int_equal(imap_cut(s, &limits, &seen, &length), IMAP_CUT_TOO_LONG);
	line[101] = '\n';
	assert_int_equal(imap_cut(s, &limits, &seen, &length), IMAP_CUT_TOO_LONG);
	line[100] = '\n';
	assert_int_equal(imap_cut(s, &limits, &seen, &length), IMAP_CUT_WHOLE);
}

static void statuses_have_tags_codes_and_texts(void **state)
{
	(void)state;
	static const struct {
		const char *line, *tag;
		enum imap_kind kind;
		enum imap_code code;
		uint32_t number;
		const char *text;
	} cases[] = {
		{ "f1 OK done\r\n", "f1", IMAP_OK, 0, 0, "done" },
		{ "f1 no [ALERT] go away\r\n", "f1", IMAP_NO, 0, 0, "[ALERT] go away" },
		{ "f1 BAD\r\n", "f1", IMAP_BAD, 0, 0, "" },
		{ "* OK [UIDVALIDITY 4294967295] x\r\n", "", IMAP_OK,
			IMAP_CODE_UIDVALIDITY, 4294967295, "[UIDVALIDITY 4294967295] x" },
		{ "* OK [uidnext 7]\n", "", IMAP_OK, IMAP_CODE_UIDNEXT, 7,
			"[uidnext 7]" },
		{ "* OK [UIDNEXT\r\n", "", IMAP_OK, 0, 0, "[UIDNEXT" },
		{ "* BYE\r\n", "", IMAP_BYE, 0, 0, "" },
		{ "* PREAUTH hello\r\n", "", IMAP_PREAUTH, 0, 0, "hello" },
		{ "* CAPABILITY IMAP4rev1 X\r\n", "", IMAP_CAPABILITY, 0, 0,
			"IMAP4rev1 X" },
		{ "+ go on\r\n", "", IMAP_CONTINUE, 0, 0, "go on" },
		{ "* 30 EXISTS\r\n", "", IMAP_EXISTS, 0, 30, "" },
		{ "* 4294967296 EXISTS\r\n", "", IMAP_OTHER, 0, 0, "" },
		{ "* SEARCH 1 2\r\n", "", IMAP_OTHER, 0, 0, "" },
	};
	struct arena *a = arena_create(1 << 20);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct imap_response r;
		assert_int_equal(
			imap_parse(a, span_from_cstr(cases[i].line), &r), GOT_ALL);
		assert_true(span_equal(r.tag, span_from_cstr(cases[i].tag)));
		assert_true(span_equal(r.text, span_from_cstr(cases[i].text)));
		assert_int_equal(r.kind, cases[i].kind);
		assert_int_equal(r.code, cases[i].code);
		assert_int_equal(r.number, cases[i].number);
	}
	arena_destroy(&a);
}

static void mailboxes_have_flags_and_names(void **state)
{
	(void)state;
	static const struct {
		const char *line;
		unsigned flags;
		char delimiter;
		const char *name;
	} cases[] = {
		{ "* LIST (\\HasNoChildren \\Sent) \"/\" \"Sent Items\"\r\n", IMAP_SENT,
			'/', "Sent Items" },
		{ "* LIST () NIL INBOX\r\n", 0, '\0', "INBOX" },
		{ "* LIST (\\noselect) \".\" {7}\r\n&AOk- )\r\n", IMAP_NOT_SELECTABLE,
			'.', "&AOk- )" },
		{ "* LIST (\\NonExistent) \"\\\\\" \"a\\\"b\\\\\" (\"CHILDINFO\" "
		  "(\"X\"))\n",
			IMAP_NOT_SELECTABLE, '\\', "a\"b\\" },
		{ "* LIST () \"/\" NIL\r\n", 0, '/', "NIL" },
		{ "* LIST () \"/\" [Gmail]/Sent\r\n", 0, '/', "[Gmail]/Sent" },
	};
	struct arena *a = arena_create(1 << 20);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct imap_response r;
		assert_int_equal(
			imap_parse(a, span_from_cstr(cases[i].line), &r), GOT_ALL);
		assert_int_equal(r.kind, IMAP_LIST);
		assert_int_equal(r.flags, cases[i].flags);
		assert_int_equal(r.delimiter, cases[i].delimiter);
		assert_true(span_equal(r.name, span_from_cstr(cases[i].name)));
	}
	arena_destroy(&a);
}

static void letters_have_uid_date_and_header(void **state)
{
	(void)state;
	static const struct {
		const char *response;
		enum got got;
		uint32_t uid;
		int64_t date;
		const char *header;
	} cases[] = {
		{ LETTER, GOT_ALL, 5, 1793660400, "From: {9}\r\n\r\n" },
		{ "* 1 FETCH (BODY[HEADER] \"A: 1\" UID 7)\r\n", GOT_ALL, 7, 0, "A: 1" },
		{ "* 1 fetch (BODY[HEADER] NIL uid 7)\r\n", GOT_ALL, 7, 0, NULL },
		{ "* 1 FETCH (UID 2 BODYSTRUCTURE ((\"T\" (\"(\" NIL)) NIL) "
		  "INTERNALDATE \"17-Jul-1996 02:44:25 -0730\")\r\n",
			GOT_ALL, 2, 837598465, NULL },
		{ "* 1 FETCH (BODY[HEADER.FIELDS (TO \"X)\")] \"\" UID 3)\r\n", GOT_ALL,
			3, 0, NULL },
		{ "* 1 FETCH (INTERNALDATE \"32-Jul-1996 02:44:25 -0700\" UID 3)\r\n",
			GOT_ALL, 3, 0, NULL },
		{ "* 1 FETCH (UID 3 X (((\r\n", GOT_SOME, 3, 0, NULL },
		{ "* 1 FETCH (UID 3 BODY[HEADER] {9}\r\nA: 1\r\n", GOT_SOME, 3, 0, NULL },
		{ "* 1 FETCH UID 3\r\n", GOT_SOME, 0, 0, NULL },
		{ "* 1 FETCH (UID 4294967296)\r\n", GOT_SOME, 0, 0, NULL },
		{ "* 1 FETCH ()\r\n", GOT_ALL, 0, 0, NULL },
	};
	struct arena *a = arena_create(1 << 20);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct imap_response r;
		assert_int_equal(imap_parse(a, span_from_cstr(cases[i].response), &r),
			cases[i].got);
		assert_int_equal(r.kind, IMAP_FETCH);
		assert_int_equal(r.uid, cases[i].uid);
		assert_int_equal(r.has_date, cases[i].date != 0);
		assert_int_equal(r.date_unix_s, cases[i].date);
		assert_true(!r.header.p == !cases[i].header);
		assert_true(span_equal(r.header, span_from_cstr(cases[i].header)));
	}
	arena_destroy(&a);
}

static void what_is_no_imap_is_nothing(void **state)
{
	(void)state;
	static const char *const lines[] = { "\r\n", "HTTP/1.1 400 Bad\r\n", "*\r\n",
		"* \r\n", "f1 LIST () NIL a\r\n", "f1 3 EXISTS\r\n", "f1 BYE\r\n",
		" OK\r\n", "" };
	struct arena *a = arena_create(1 << 20);
	struct imap_response r;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		assert_int_equal(imap_parse(a, span_from_cstr(lines[i]), &r), GOT_NONE);
		assert_int_equal(r.tag.n, 0);
	}
	arena_destroy(&a);
}

static void names_are_written_in_modified_utf_7(void **state)
{
	(void)state;
	static const char *const cases[][2] = {
		{ "Sent", "Sent" },
		{ "R&D", "R&-D" },
		{ "Envoy\xC3\xA9s", "Envoy&AOk-s" },
		{ "\xE9\x80\x81\xE4\xBF\xA1\xE6\xB8\x88\xE3\x81\xBF", "&kAFP4W4IMH8-" },
		{ "~peter/mail/\xE5\x8F\xB0\xE5\x8C\x97/"
		  "\xE6\x97\xA5\xE6\x9C\xAC\xE8\xAA\x9E",
			"~peter/mail/&U,BTFw-/&ZeVnLIqe-" },
		{ "\xF0\x9F\x93\xA4", "&2D3c5A-" },
		{ "", "" },
	};
	struct arena *a = arena_create(1 << 20);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_true(span_equal(imap_name_encode(a, span_from_cstr(cases[i][0])),
			span_from_cstr(cases[i][1])));
	arena_destroy(&a);
}

static void capabilities_are_whole_words(void **state)
{
	(void)state;
	assert_true(imap_has(SPAN("IMAP4rev1 Special-Use"), "SPECIAL-USE"));
	assert_false(imap_has(SPAN("IMAP4rev1 SPECIAL-USE-X"), "SPECIAL-USE"));
	assert_false(imap_has(SPAN(""), "X"));
}

static void a_response_cut_anywhere_is_read_inside(void **state)
{
	(void)state;
	static const char *const whole[] = { LETTER,
		"* LIST (\\Sent) \"\\\\\" \"a\\\"b\" (\"CHILDINFO\" (\"X\"))\r\n",
		"* LIST () NIL {3}\r\nabc\r\n", "* OK [UIDVALIDITY 17] valid\r\n",
		"* 1 FETCH (X ((\"a\\\\\") NIL ~{2}\r\nab) UID 4)\r\n" };
	for (size_t i = 0; i < sizeof(whole) / sizeof(whole[0]); i++) {
		size_t n = strlen(whole[i]), seen = 0, length = 0;
		for (size_t cut = 0; cut <= n; cut++) {
			struct arena *a = arena_create(1 << 20);
			unsigned char *exact = malloc(cut ? cut : 1);
			memcpy(exact, whole[i], cut);
			struct span s = span_of(exact, cut);
			struct imap_response r;
			assert_int_equal(imap_cut(s, &limits, &seen, &length),
				cut < n ? IMAP_CUT_MORE : IMAP_CUT_WHOLE);
			imap_parse(a, s, &r);
			assert_true(!r.header.n || span_inside(s, r.header));
			free(exact);
			arena_destroy(&a);
		}
		assert_int_equal(length, n);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_response_ends_with_a_line_that_announces_nothing),
		cmocka_unit_test(a_line_without_end_is_too_long),
		cmocka_unit_test(statuses_have_tags_codes_and_texts),
		cmocka_unit_test(mailboxes_have_flags_and_names),
		cmocka_unit_test(letters_have_uid_date_and_header),
		cmocka_unit_test(what_is_no_imap_is_nothing),
		cmocka_unit_test(names_are_written_in_modified_utf_7),
		cmocka_unit_test(capabilities_are_whole_words),
		cmocka_unit_test(a_response_cut_anywhere_is_read_inside),
	};
	return cmocka_run_group_tests_name("imap", tests, NULL, NULL);
}
