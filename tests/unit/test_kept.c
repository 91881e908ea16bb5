/* Own letters told from delivered ones by names of fields. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "parse/kept.h"

static const struct {
	const char *header;
	bool kept;
} rows[] = {
	{ "", true },
	{ "From: a@example.org\nTo: b@example.net\n", true },
	{ "From: a@example.org\r\nX-Received: not a hop\r\n", true },
	{ "From: a@example.org\nReceived: from [192.0.2.1]\n\tby mail.example.org with "
	  "ESMTPSA id 1\n",
		true },
	{ "Received: by mail.example.org with HTTP; today\n", true },
	{ "received: from x by y with esmtpa id 1\n", true },
	/* delivered */
	{ "Return-Path: <a@example.org>\nFrom: a@example.org\n", false },
	{ "From: a@example.org\nDELIVERED-TO: b@example.net\n", false },
	{ "Authentication-Results: mx.example.net; none\n", false },
	{ "Received: from thief.example by mx.example.net with ESMTPS id 1\n", false },
	{ "Received: from thief.example by mx.example.net\n", false },
	/* a folded lie in the name that the client gave itself comes first */
	{ "Received: from x\n with ESMTPS id 1\n with ESMTPSA id 2\n", false },
	{ "Received: by a with HTTP\nReceived: by b with ESMTP id 1\n", false },
	{ "Received: with ESMTPA\nReceived: with ESMTPA\nReceived: with ESMTPA\n"
	  "Received: with ESMTPA\n",
		false },
	/* a word of the body of a field is no field */
	{ "Subject: x\n Return-Path: none\n", true },
};

static void each_header_is_told(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (kept_by_author(span_from_cstr(rows[i].header)) != rows[i].kept)
			fail_msg("row %zu: %s", i, rows[i].header);
}

static void any_cut_is_read(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct span s = span_from_cstr(rows[i].header);
		for (size_t n = 0; n <= s.n; n++)
			kept_by_author(span_take(s, n));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(each_header_is_told),
		cmocka_unit_test(any_cut_is_read) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
