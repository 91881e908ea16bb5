/* parse/received: who connected, as each kind of server writes it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "parse/received.h"

#define REST                                                                             \
	" by mx.example.org (Server) with ESMTPS id 1 for <b@example.org>; "             \
	"Mon, 23 Nov 2026 08:00:00 +0000"

static const struct {
	const char *server, *value, *helo, *rdns, *client, *mail_from;
} cases[] = {
	{ "Postfix",
		"from helo.example (rdns.example [192.0.2.1])\r\n\t(using TLSv1.3 with "
		"cipher "
		"X (256/256 bits))" REST,
		"helo.example", "rdns.example", "192.0.2.1", NULL },
	{ "Postfix, no name", "from helo.example (unknown [IPv6:2001:db8::1])" REST,
		"helo.example", "", "2001:db8::1", NULL },
	{ "sendmail",
		"from helo.example (IDENT:root@rdns.example [192.0.2.1] (may be "
		"forged))" REST,
		"helo.example", "rdns.example", "192.0.2.1", NULL },
	{ "Exim", "from rdns.example ([192.0.2.1]:4242 helo=helo.example)" REST,
		"helo.example", "rdns.example", "192.0.2.1", NULL },
	{ "Exim, no name", "from [192.0.2.1] (helo=helo.example)" REST, "helo.example",
		"", "192.0.2.1", NULL },
	{ "Exim, envelope",
		"from rdns.example ([192.0.2.1]) by mx.example.org with esmtp (Exim "
		"4.96) "
		"(envelope-from <a@example.com>) id 1; Mon, 23 Nov 2026 08:00:00 +0000",
		"rdns.example", "rdns.example", "192.0.2.1", "a@example.com" },
	{ "Exchange",
		"from HOST.example (2001:db8::2) by mx.example.org (192.0.2.9) with "
		"Microsoft "
		"SMTP Server (version=TLS1_2) id 15.1; Mon, 23 Nov 2026 08:00:00 +0000",
		"HOST.example", "", "2001:db8::2", NULL },
	{ "Google", "from helo.example (rdns.example. [192.0.2.1])" REST, "helo.example",
		"rdns.example", "192.0.2.1", NULL },
	{ "qmail", "from unknown (HELO helo.example) (user@192.0.2.1)" REST,
		"helo.example", "", "192.0.2.1", NULL },
	{ "qmail, name", "from rdns.example (HELO helo.example) (192.0.2.1)" REST,
		"helo.example", "rdns.example", "192.0.2.1", NULL },
	{ "local",
		"by mx.example.org (Postfix, from userid 1000) id 1; Mon, 23 Nov 2026 "
		"08:00:00 "
		"+0000",
		"", "", "", NULL },
	{ "a second from",
		"from helo.example (rdns.example [192.0.2.1]) from other.example (x "
		"[192.0.2.2])" REST,
		"helo.example", "x", "192.0.2.2", NULL },
};

static void each_server_names_its_client(void **state)
{
	(void)state;
	struct arena *a = arena_create(1 << 20);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct received r;
		struct text client;
		text_init(&client, a, 100);
		assert_int_equal(
			received_parse(a, span_from_cstr(cases[i].value), &r), GOT_ALL);
		ip_print(&client, &r.client);
		assert_string_equal(client.p, cases[i].client);
		assert_true(span_equal(r.helo, span_from_cstr(cases[i].helo)));
		assert_true(span_equal(r.rdns, span_from_cstr(cases[i].rdns)));
		assert_true(span_equal(r.by, SPAN("mx.example.org")));
		assert_int_equal(r.date_s, 1795420800);
		if (cases[i].mail_from)
			assert_true(span_equal(
				r.mail_from, span_from_cstr(cases[i].mail_from)));
		else
			assert_null(r.mail_from.p);
	}
	arena_destroy(&a);
}

#define DATE "; Mon, 1 Jan 2024 10:00:00 +0000"

struct row {
	const char *in, *want; /* helo rdns ip by with mail-from, "-" for none */
};

static void check_row(struct arena *a, const struct row *row)
{
	struct received r;
	struct text t, ip;
	text_init(&t, a, 1000);
	text_init(&ip, a, 100);
	received_parse(a, span_from_cstr(row->in), &r);
	ip_print(&ip, &r.client);
	const struct span parts[] = { r.helo, r.rdns, text_span(&ip), r.by, r.with,
		r.mail_from };
	for (size_t i = 0; i < 6; i++) {
		text_add_cstr(&t, i ? " " : "");
		text_add(&t, parts[i].n ? parts[i] : SPAN("-"));
	}
	assert_string_equal(t.p, row->want);
}

static void each_server_is_read_whole(void **state)
{
	(void)state;
	struct arena *a = arena_create(1 << 20);
	static const struct row rows[] = {
		/* Postfix */
		{ "from h.example (r.example [192.0.2.1])\r\n\tby mx.example (Postfix) "
		  "with ESMTPS id X\r\n\tfor <a@b>" DATE,
			"h.example r.example 192.0.2.1 mx.example ESMTPS -" },
		{ "from [10.0.0.1] (unknown [IPv6:2001:db8::1]) (using TLSv1.3 with "
		  "cipher X (256/256 bits)) (No client certificate requested) by "
		  "mx.example (Postfix) with ESMTPSA id X" DATE,
			"[10.0.0.1] - 2001:db8::1 mx.example ESMTPSA -" },
		{ "by mx.example (Postfix, from userid 1000) id X" DATE,
			"- - - mx.example - -" },
		/* Exim */
		{ "from r.example ([192.0.2.1] helo=h.example) by mx.example with esmtps "
		  "(TLS1.3) (Exim 4.96) (envelope-from <a@b.example>) id X for c@d" DATE,
			"h.example r.example 192.0.2.1 mx.example esmtps a@b.example" },
		{ "from r.example ([192.0.2.1]:4711 helo=h.example) by mx.example with "
		  "esmtp (Exim 4.96) id X" DATE,
			"h.example r.example 192.0.2.1 mx.example esmtp -" },
		{ "from [192.0.2.1] (helo=h.example) by mx.example with esmtp (Exim "
		  "4.96) id X" DATE,
			"h.example - 192.0.2.1 mx.example esmtp -" },
		{ "from [192.0.2.1] (port=99 helo=[10.0.0.9]) by mx.example with esmtp "
		  "(Exim 4.96) id X" DATE,
			"[10.0.0.9] - 192.0.2.1 mx.example esmtp -" },
		{ "from r.example ([192.0.2.1]) by mx.example with esmtp (Exim 4.96) id "
		  "X" DATE,
			"r.example r.example 192.0.2.1 mx.example esmtp -" },
		/* sendmail */
		{ "from h.example (r.example [192.0.2.1] (may be forged)) by mx.example "
		  "(8.14.4/8.14.4) with ESMTP id X" DATE,
			"h.example r.example 192.0.2.1 mx.example ESMTP -" },
		{ "from h.example (IDENT:joe@r.example [192.0.2.1]) by mx.example (8.9) "
		  "with SMTP id X" DATE,
			"h.example r.example 192.0.2.1 mx.example SMTP -" },
		{ "from h.example ([192.0.2.1]) by mx.example (8.9) with SMTP id X" DATE,
			"h.example - 192.0.2.1 mx.example SMTP -" },
		/* Exchange */
		{ "from A.example (10.1.2.3) by B.example (10.1.2.4) with Microsoft SMTP "
		  "Server (version=TLS1_2) id 15.1" DATE,
			"A.example - 10.1.2.3 B.example Microsoft SMTP Server -" },
		{ "from A.prod (2001:db8:1::1) by B.prod (2001:db8:2::2) with HTTPS via "
		  "C.prod" DATE,
			"A.prod - 2001:db8:1::1 B.prod HTTPS -" },
		/* Google */
		{ "from h.example (r.example. [192.0.2.1]) by mx.example with ESMTPS id "
		  "X for <a@b> (version=TLS1_3)" DATE,
			"h.example r.example 192.0.2.1 mx.example ESMTPS -" },
		{ "by 2002:a05:6402:1::1 with SMTP id X" DATE,
			"- - - 2002:a05:6402:1::1 SMTP -" },
		/* qmail, Yahoo, CommuniGate */
		{ "from unknown (HELO h.example) (192.0.2.1) by mx.example with "
		  "SMTP" DATE,
			"h.example - 192.0.2.1 mx.example SMTP -" },
		{ "from r.example (HELO h.example) (joe@192.0.2.1) (envelope-sender "
		  "<a@b>) by mx.example (qmail-ldap) with SMTP" DATE,
			"h.example r.example 192.0.2.1 mx.example SMTP a@b" },
		{ "from 127.0.0.1  (EHLO h.example) (192.0.2.1) by mx.example with "
		  "SMTPs" DATE,
			"h.example - 192.0.2.1 mx.example SMTPs -" },
		{ "from r.example (EHLO h) [192.0.2.1] by mx.example (mp010) with "
		  "SMTP" DATE,
			"h r.example 192.0.2.1 mx.example SMTP -" },
		{ "from h (r.example[192.0.2.1]) by mx.example" DATE,
			"h r.example 192.0.2.1 mx.example - -" },
		{ "from h (192.0.2.1:4711) by mx.example" DATE,
			"h - 192.0.2.1 mx.example - -" },
		{ "from ([192.0.2.1:99] helo=h) by mx.example" DATE,
			"h - 192.0.2.1 mx.example - -" },
		{ "from r(192.0.2.1, HELO h) by mx.example" DATE,
			"h r 192.0.2.1 mx.example - -" },
		{ "(qmail 123 invoked by uid 89)" DATE, "- - - - - -" },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		check_row(a, &rows[i]);
	arena_destroy(&a);
}

static void a_lying_helo_changes_nothing(void **state)
{
	(void)state;
	struct arena *a = arena_create(1 << 20);
	static const struct row rows[] = {
		{ "from x (good.example [198.51.100.1]) (r.example [192.0.2.1]) by "
		  "mx.example (Postfix)" DATE,
			"x r.example 192.0.2.1 mx.example - -" },
		{ "from x by good.example (Postfix) (r.example [192.0.2.1]) by "
		  "mx.example (Postfix)" DATE,
			"x r.example 192.0.2.1 mx.example - -" },
		{ "from by (r.example [192.0.2.1]) by mx.example (Postfix)" DATE,
			"by r.example 192.0.2.1 mx.example - -" },
		{ "from [198.51.100.1] (r.example [192.0.2.1]) by mx.example" DATE,
			"[198.51.100.1] r.example 192.0.2.1 mx.example - -" },
		{ "from r.example ([192.0.2.1] helo=x) ([198.51.100.1]) by mx.example "
		  "with esmtp (Exim 4)" DATE,
			"x r.example 192.0.2.1 mx.example esmtp -" },
		{ "from x [198.51.100.1] (r.example [192.0.2.1]) by mx.example" DATE,
			"x r.example 192.0.2.1 mx.example - -" },
		{ "from x (r.example [192.0.2.1]) (Client CN \"[198.51.100.1]\") by "
		  "mx.example" DATE,
			"x r.example 192.0.2.1 mx.example - -" },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		check_row(a, &rows[i]);
	arena_destroy(&a);
}

static void a_null_reverse_path_is_empty_but_there(void **state)
{
	(void)state;
	struct received r;
	assert_int_equal(
		received_parse(
			NULL, SPAN("from a ([192.0.2.1]) by b (envelope-from <>)"), &r),
		GOT_SOME);
	assert_non_null(r.mail_from.p);
	assert_int_equal(r.mail_from.n, 0);
	assert_int_equal(received_parse(NULL, SPAN("; nothing"), &r), GOT_NONE);
}

static void a_field_cut_anywhere_stays_inside(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct span whole = span_from_cstr(cases[i].value);
		for (size_t cut = 0; cut <= whole.n; cut++) {
			unsigned char *exact = malloc(cut ? cut : 1);
			memcpy(exact, whole.p, cut);
			struct span s = span_of(exact, cut);
			struct received r;
			received_parse(NULL, s, &r);
			assert_true(span_inside(s, r.helo) && span_inside(s, r.by));
			assert_true(
				span_inside(s, r.rdns) && span_inside(s, r.mail_from));
			free(exact);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_server_names_its_client),
		cmocka_unit_test(each_server_is_read_whole),
		cmocka_unit_test(a_lying_helo_changes_nothing),
		cmocka_unit_test(a_null_reverse_path_is_empty_but_there),
		cmocka_unit_test(a_field_cut_anywhere_stays_inside),
	};
	return cmocka_run_group_tests_name("received", tests, NULL, NULL);
}
