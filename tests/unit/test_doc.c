/* Fields of Word and the documents that keep them: what is found, and cut at every byte. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "parse/file/doc.h"

/* --- fields --- */

static const struct field *read_field(struct arena *a, struct span instruction)
{
	bool more = false;
	struct fields *s = fields_create(a, 9);
	fields_instruction(s, instruction, 7);
	const struct field *found = fields_finish(s, &more);
	assert_false(more);
	return found;
}

static const struct {
	const char *instruction, *target;
	enum field_kind kind;
} FIELDS[] = {
	{ " HYPERLINK \"http://a.test/\" \\l \"b\" ", "http://a.test/", FIELD_HYPERLINK },
	{ "hyperlink http://a.test/ \\t x", "http://a.test/", FIELD_HYPERLINK },
	{ "HYPERLINK \\l \"b\"", "", FIELD_HYPERLINK },
	{ "HYPERLINK \xE2\x80\x9Chttp://a.test/ b\xE2\x80\x9D", "http://a.test/ b",
		FIELD_HYPERLINK },
	{ "INCLUDEPICTURE \\d \\\\\\\\a.test\\\\b \\* MERGEFORMAT", "\\\\a.test\\b",
		FIELD_PICTURE },
	{ "INCLUDEPICTURE \\c x \"a.png\"", "a.png", FIELD_PICTURE },
	{ "INCLUDETEXT \"a \\\"b\" c", "a \"b", FIELD_TEXT },
	{ "LINK Excel.Sheet.8 \"a.xls\" \"b\" \\p", "a.xls", FIELD_OBJECT },
	{ "DATABASE \\c \"x\" \\d \"a.mdb\" \\s \"y\"", "a.mdb", FIELD_DATA },
	{ "DDE a b", "", FIELD_DDE },
	{ "DDEAUTO\"a\"", "", FIELD_DDE },
	{ "DDEX a", NULL, FIELD_NONE },
	{ "PAGE", NULL, FIELD_NONE },
	{ "LINKS a b", NULL, FIELD_NONE },
	{ "", NULL, FIELD_NONE },
};

static void test_instructions(void **state)
{
	(void)state;
	struct arena *a = arena_create(8 << 20);
	for (size_t i = 0; i < sizeof(FIELDS) / sizeof(*FIELDS); i++) {
		const struct field *f =
			read_field(a, span_from_cstr(FIELDS[i].instruction));
		assert_int_equal(f ? f->kind : FIELD_NONE, FIELDS[i].kind);
		if (!f)
			continue;
		assert_true(span_equal(f->target, span_from_cstr(FIELDS[i].target)));
		assert_int_equal(f->offset, 7);
		assert_false(f->automatic);
	}
	assert_true(read_field(a, SPAN("LINK X \"http://a.test/\" \\a"))->automatic);
	arena_destroy(&a);
}

static void test_limits(void **state)
{
	enum { DEEP = 1000 };
	(void)state;
	struct arena *a = arena_create(64 << 20);
	bool more = false;
	struct fields *s = fields_create(a, 2);
	for (int i = 0; i < DEEP; i++)
		fields_begin(s, 0);
	fields_instruction(s, SPAN("DDE a"), 1);
	fields_instruction(s, SPAN("DDE b"), 2);
	fields_instruction(s, SPAN("PAGE"), 3);
	for (int i = 0; i < DEEP; i++)
		fields_end(s);
	const struct field *f = fields_finish(s, &more);
	assert_true(f && f->next && !f->next->next && !more);
	fields_instruction(s, SPAN("DDE c"), 4);
	fields_finish(s, &more);
	assert_true(more);
	arena_destroy(&a);
}

/* --- documents --- */

enum { HEAD = 0x1AA, TABLE = 60 };

static void put(unsigned char *p, uint32_t n, size_t bytes)
{
	for (size_t i = 0; i < bytes; i++)
		p[i] = (unsigned char)(n >> (8 * i));
}

struct sample {
	unsigned char word[HEAD + 60], table[TABLE];
};

/* "\x13DDE" as bytes, then " a\x15" in two bytes each, behind a change of format. */
static void make_sample(struct sample *s)
{
	static const unsigned char text[] = "\x13"
					    "DDE"
					    " \0a\0\x15";
	*s = (struct sample){ 0 };
	put(s->word, 0xA5EC, 2);
	put(s->word + 2, 193, 2);
	put(s->word + 0x1A2, 4, 4);
	put(s->word + 0x1A6, 5 + 5 + 28, 4);
	memcpy(s->word + HEAD, text, sizeof(text));
	unsigned char *p = s->table + 4;
	put(p, 2 << 8 | 1, 4); /* one of two bytes */
	p += 5;
	put(p, 2, 1);
	put(p + 1, 28, 4);
	p += 5;
	put(p + 4, 4, 4);
	put(p + 8, 7, 4);
	put(p + 14, HEAD * 2 | 1u << 30, 4);
	put(p + 22, HEAD + 4, 4);
}

static void test_doc(void **state)
{
	(void)state;
	struct sample s;
	struct doc doc;
	struct doc_head head;
	struct arena *a = arena_create(16 << 20);
	make_sample(&s);
	struct span word = span_of(s.word, sizeof(s.word)),
		    table = span_of(s.table, TABLE);
	assert_true(doc_head_read(word, &head) && !head.is_locked && !head.second_table);
	assert_int_equal(doc_read(a, word, table, 9, &doc), GOT_ALL);
	assert_int_equal(doc.letters, 7);
	assert_non_null(doc.fields);
	assert_true(span_equal(doc.fields->text, SPAN("DDE a")));
	assert_int_equal(doc.fields->offset, HEAD);
	/* Of Word 95: the text in one piece. */
	put(s.word + 2, 104, 2);
	put(s.word + 0x18, HEAD, 4);
	put(s.word + 0x1C, HEAD + 10, 4);
	assert_int_equal(doc_read(a, word, SPAN(""), 9, &doc), GOT_ALL);
	assert_true(doc.fields && span_equal(doc.fields->text, SPAN("DDE a")));
	arena_destroy(&a);
}

static void test_doc_broken(void **state)
{
	(void)state;
	struct sample s;
	struct doc doc;
	struct arena *a = arena_create(16 << 20);
	make_sample(&s);
	struct span word = span_of(s.word, sizeof(s.word)),
		    table = span_of(s.table, TABLE);
	/* Without its table, and no such document at all: searched. */
	assert_int_equal(doc_read(a, word, SPAN(""), 9, &doc), GOT_SOME);
	assert_non_null(doc.fields);
	s.word[0] = 0;
	assert_int_equal(doc_read(a, word, table, 9, &doc), GOT_SOME);
	assert_non_null(doc.fields);
	/* Pieces over each other, many times. */
	s.word[0] = 0xEC;
	put(s.table + 4 + 10 + 4, 600, 4);
	put(s.table + 4 + 10 + 8, 1200, 4);
	put(s.table + 4 + 10 + 14, 1u << 30, 4);
	put(s.table + 4 + 10 + 22, 1u << 30, 4);
	assert_int_not_equal(doc_read(a, word, table, 9, &doc), GOT_ALL);
	assert_true(doc.letters <= word.n);
	arena_destroy(&a);
}

static void test_doc_cut(void **state)
{
	(void)state;
	struct sample s;
	make_sample(&s);
	for (size_t n = 0; n < sizeof(s.word) + TABLE; n++) {
		struct arena *a = arena_create(16 << 20);
		struct doc doc;
		struct span word =
			span_of(s.word, n < sizeof(s.word) ? n : sizeof(s.word));
		struct span table =
			span_of(s.table, n < sizeof(s.word) ? TABLE : n - sizeof(s.word));
		enum got got = doc_read(a, word, table, 9, &doc);
		assert_true(doc.letters <= word.n);
		/* Nothing is missed in silence. */
		assert_true(doc.fields || got == GOT_SOME || n < 0x1AA);
		arena_destroy(&a);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_instructions),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_doc),
		cmocka_unit_test(test_doc_broken),
		cmocka_unit_test(test_doc_cut),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
