/* What content and names say: each alone, and cut at every byte. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "parse/file/name.h"
#include "parse/file/type.h"

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

static const struct {
	struct span bytes, name;
	enum file_type type;
} contents[] = {
	{ SPAN(""), SPAN("a.txt"), TYPE_EMPTY },
	{ SPAN("hello\n"), SPAN("a"), TYPE_TEXT },
	{ SPAN("hello\n"), SPAN("a.png"), TYPE_TEXT },
	{ SPAN("PK\3\4aaaa"), SPAN("a.jpg"), TYPE_ZIP },
	{ SPAN("%PDF-1.4\n"), SPAN("a"), TYPE_PDF },
	{ SPAN("\n\n%PDF-1.4\n"), SPAN("a"), TYPE_PDF },
	{ SPAN("#!/bin/sh\n"), SPAN("a"), TYPE_SHELL },
	{ SPAN("#!/usr/bin/env python3\n"), SPAN("a"), TYPE_PYTHON },
	{ SPAN("#!/usr/bin/env node\n"), SPAN("a"), TYPE_JAVASCRIPT },
	{ SPAN("\xEF\xBB\xBF<?xml version='1.0'?><!-- x --><svg>"), SPAN("a"), TYPE_SVG },
	{ SPAN("[InternetShortcut]\r\nURL=x\r\n"), SPAN("a.txt"), TYPE_URL },
	{ SPAN("MZ is what they call it.\n"), SPAN("a.txt"), TYPE_TEXT },
	{ SPAN("BMW and others\n"), SPAN("a.txt"), TYPE_TEXT },
	{ SPAN("/*\r\n * A licence, with the line ends of Windows.\r\n */\r\n"),
		SPAN("a.txt"), TYPE_TEXT },
	{ SPAN("\xA7\x0D\r\n\0\0\0\0\0\0\0\0\0\0\0\0"), SPAN("a.pyc"), TYPE_PYC },
	{ SPAN("\x03\xF3\r\n\0\0\0\0c\0\0\0\0\0\0\0"), SPAN("a.txt"), TYPE_PYC },
	{ SPAN("\1\2\3\4\5"), SPAN("a"), TYPE_UNKNOWN },
};

static void test_content(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(contents); i++) {
		struct span b = contents[i].bytes;
		enum file_type got = file_type_taste(b, b.n, contents[i].name);
		assert_string_equal(
			file_type_name(got), file_type_name(contents[i].type));
	}
}

static void test_names(void **state)
{
	static const struct {
		struct span name;
		enum file_type type;
	} rows[] = {
		{ SPAN("a.PDF"), TYPE_PDF },
		{ SPAN("x/y.z\\b.lnk"), TYPE_LNK },
		{ SPAN("b.exe . "), TYPE_PE },
		{ SPAN("README"), TYPE_UNKNOWN },
		{ SPAN("a.b/c"), TYPE_UNKNOWN },
		{ SPAN("."), TYPE_UNKNOWN },
		{ SPAN(""), TYPE_UNKNOWN },
	};
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		assert_int_equal(file_type_of_name(rows[i].name), rows[i].type);
}

static void test_disguise(void **state)
{
	static const struct {
		struct span name;
		enum name_act act;
		enum name_hiding hiding;
		const char *decoy;
	} rows[] = {
		{ SPAN("CV.pdf.lnk"), NAME_SHORTCUT, NAME_PLAIN, "pdf" },
		{ SPAN("a/CV.PDF  .exe"), NAME_PROGRAM, NAME_PLAIN, "PDF" },
		{ SPAN("CV.pdf   .exe"), NAME_PROGRAM, NAME_BLANKS, "pdf" },
		{ SPAN("index.html.js"), NAME_SOURCE, NAME_PLAIN, "" },
		{ SPAN("pdf.js"), NAME_SOURCE, NAME_PLAIN, "" },
		{ SPAN(".pdf.exe"), NAME_PROGRAM, NAME_PLAIN, "" },
		{ SPAN("a\xE2\x80\xAE"
		       "fdp.exe"),
			NAME_PROGRAM, NAME_BIDI, "" },
		{ SPAN("a.exe\xE2\x80\x8B"), NAME_PROGRAM, NAME_INVISIBLE, "" },
		{ SPAN("a\xEF\xBC\x8E"
		       "exe"),
			NAME_OPENS, NAME_DOT, "" },
		{ SPAN("\xFF\xFE.exe"), NAME_PROGRAM, NAME_PLAIN, "" },
		{ SPAN(""), NAME_OPENS, NAME_PLAIN, "" },
		{ SPAN("..."), NAME_OPENS, NAME_PLAIN, "" },
	};
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct name_look look = name_look(rows[i].name);
		assert_int_equal(look.act, rows[i].act);
		assert_int_equal(look.hiding, rows[i].hiding);
		assert_true(span_equal(look.decoy, span_from_cstr(rows[i].decoy)));
		for (size_t n = 0; n <= rows[i].name.n; n++)
			name_look(span_take(rows[i].name, n));
	}
}

static void test_cut(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(contents); i++)
		for (size_t n = 0; n <= contents[i].bytes.n; n++)
			assert_true(file_type_taste(span_take(contents[i].bytes, n), n,
					    SPAN("a")) < TYPES);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_content),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_disguise),
		cmocka_unit_test(test_cut),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
