/* parse/link: where links lead, as browsers read them, and through the redirects of others. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "parse/html.h"
#include "parse/link/unwrap.h"

static struct arena *a;

static int set_up(void **state)
{
	(void)state;
	a = arena_create(64 << 20);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	arena_destroy(&a);
	return 0;
}

static void hosts_are_read_as_browsers_read_them(void **state)
{
	(void)state;
	static const struct {
		const char *text, *host;
	} rows[] = {
		{ "https://example.com/", "example.com" },
		{ "HTTPS://EXAMPLE.com:8443/x", "example.com" },
		{ "www.example.com", "www.example.com" },
		{ "//example.com/x", "example.com" },
		{ "https://bank.example@thief.test/", "thief.test" },
		{ "https://bank.example:443@thief.test:80/", "thief.test" },
		{ "https:\\\\thief.test\\@bank.example", "thief.test" },
		{ "https:thief.test", "thief.test" },
		{ "https:///thief.test", "thief.test" },
		{ " ht\ntps://thi\tef.test/\r\n", "thief.test" },
		{ "https://thief.test?@bank.example", "thief.test" },
		{ "https://thief.test#@bank.example", "thief.test" },
		{ "https://%74hief.test/", "thief.test" },
		{ "https://b\xC3\xBC"
		  "cher.example/",
			"xn--bcher-kva.example" },
		{ "https://\xEF\xBC\xA5xample\xE3\x80\x82"
		  "com/",
			"example.com" },
		{ "http://0x7f.1/", "0x7f.1" },
		{ "http://2130706433", "2130706433" },
		{ "http://[::1]/", "[::1]" },
		{ "mailto:a@b.example", NULL },
		{ "javascript:alert(1)", NULL },
		{ "#top", NULL },
		{ "/path", NULL },
		{ "path/more", NULL },
		{ "https://", NULL },
		{ "https://exa mple.com/", NULL },
		{ "https://example.com:99999/", NULL },
		{ "", NULL },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct url url;
		bool good = url_split(a, span_from_cstr(rows[i].text), &url);
		if (good != (rows[i].host != NULL))
			fail_msg("%s", rows[i].text);
		if (good && !span_equal(url.host, span_from_cstr(rows[i].host)))
			fail_msg("%s: %.*s", rows[i].text, SPAN_ARG(url.host));
	}
}

static void addresses_are_known_in_every_form(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		bool is_ip, odd;
	} rows[] = { { "http://127.0.0.1/", true, false },
		{ "http://0x7f.1/", true, true }, { "http://2130706433/", true, true },
		{ "http://017700000001/", true, true }, { "http://127.1/", true, true },
		{ "http://[::ffff:127.0.0.1]/", true, false },
		{ "http://256.0.0.1/", false, false },
		{ "http://1.2.3.4.5/", false, false },
		{ "http://4294967296/", false, false },
		{ "http://1.2.3.example/", false, false },
		{ "http://08.1/", false, false } };
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct url url;
		assert_true(url_split(a, span_from_cstr(rows[i].text), &url));
		if ((url.ip.bits > 0) != rows[i].is_ip || url.odd_ip != rows[i].odd)
			fail_msg("%s", rows[i].text);
	}
}

static void redirects_are_undone(void **state)
{
	(void)state;
	static const struct {
		const char *text, *last; /* NULL: it does not show where it leads */
	} rows[] = {
		{ "https://eur01.safelinks.protection.outlook.com/"
		  "?url=https%3A%2F%2Fthief.test%2Fx&data=05",
			"https://thief.test/x" },
		{ "https://urldefense.proofpoint.com/v1/url?u=http://thief.test/a&k=1",
			"http://thief.test/a" },
		{ "https://urldefense.proofpoint.com/v2/"
		  "url?u=https-3A__thief.test_a-2Db&d=DwMF",
			"https://thief.test/a-b" },
		{ "https://urldefense.com/v3/__https://thief.test/a*b__;Iw!!abc!def$",
			"https://thief.test/a#b" },
		{ "https://urldefense.com/v3/__https:/thief.test/x__;!!abc!def$",
			"https://thief.test/x" },
		{ "https://urldefense.com/v3/__https://thief.test/**B__;Pj8r!!a$",
			"https://thief.test/>?+" },
		{ "https://linkprotect.cudasvc.com/url?a=https%3a%2f%2fthief.test&c=E",
			"https://thief.test" },
		{ "https://secure-web.cisco.com/1abc/https%3A%2F%2Fthief.test%2Fx",
			"https://thief.test/x" },
		{ "https://eu-west-1.protection.sophos.com/"
		  "?d=x&u=aHR0cHM6Ly90aGllZi50ZXN0Lw==",
			"https://thief.test/" },
		{ "https://www.google.com/url?sa=t&amp;url=https://thief.test/",
			"https://thief.test/" },
		{ "https://www.google.com/amp/s/thief.com/x", "https://thief.com/x" },
		{ "https://www.bing.com/ck/a?!&&p=1&u=a1aHR0cHM6Ly90aGllZi50ZXN0Lw",
			"https://thief.test/" },
		{ "https://l.facebook.com/l.php?u=https%3A%2F%2Fthief.test%2F",
			"https://thief.test/" },
		{ "https://r.search.yahoo.com/_ylt=A/RU=https%3a%2f%2fthief.test%2f/RK=2",
			"https://thief.test/" },
		{ "https://www.google.com/"
		  "url?q=https%3A%2F%2Fl.facebook.com%2Fl.php%3Fu%3Dhttps%253A%252F%"
		  "252Fthief.test",
			"https://thief.test" },
		{ "https://protect-eu.mimecast.com/s/AbCd?domain=bank.example", NULL },
		{ "https://url.us.m.mimecastprotect.com/s/x", NULL },
		{ "https://www.google.com/search?q=https://thief.test",
			"https://www.google.com/search?q=https://thief.test" },
		{ "https://google.com.thief.test/url?q=https://bank.example",
			"https://google.com.thief.test/url?q=https://bank.example" },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct url url, last;
		unsigned steps;
		const char *by;
		assert_true(url_split(a, span_from_cstr(rows[i].text), &url));
		bool known = url_unwrap_all(a, &url, &last, &steps, &by);
		if (known != (rows[i].last != NULL) ||
			(known && !span_equal(last.text, span_from_cstr(rows[i].last))))
			fail_msg("%s: %.*s", rows[i].text, SPAN_ARG(last.text));
	}
}

/* Anybody's host may say that it leads to a bank: then both are looked at. */
static void redirects_of_strangers_have_two_targets(void **state)
{
	(void)state;
	static const struct {
		const char *text, *second; /* NULL: none */
	} rows[] = {
		{ "https://shop.test/redirect?url=https%3A%2F%2Fthief.test%2Fx",
			"https://thief.test/x" },
		{ "https://shop.test/track/click.php?a=1&to=http://thief.test",
			"http://thief.test" },
		{ "https://shop.test/login?url=https://shop.test/", NULL },
		{ "https://shop.test/redirect?url=/home", NULL },
		{ "https://shop.test/redirect", NULL },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct url url;
		struct span second;
		assert_true(url_split(a, span_from_cstr(rows[i].text), &url));
		bool found = url_redirect_target(a, &url, &second);
		if (found != (rows[i].second != NULL) ||
			(found && !span_equal(second, span_from_cstr(rows[i].second))))
			fail_msg("%s", rows[i].text);
	}
}

/* Redirects that lead to themselves end, and are not taken for known. */
static void redirects_within_redirects_end(void **state)
{
	(void)state;
	struct text t;
	struct url url, last;
	unsigned steps;
	const char *by;
	text_init(&t, a, URL_BYTES_MAX);
	for (unsigned i = 0; i < 40; i++)
		text_add_cstr(&t, "https://vk.com/away.php?to=");
	text_add_cstr(&t, "https://thief.test");
	assert_true(url_split(a, text_span(&t), &url));
	assert_false(url_unwrap_all(a, &url, &last, &steps, &by));
	assert_int_equal(steps, UNWRAP_STEPS_MAX);
}

static void links_in_text_end_where_readers_end_them(void **state)
{
	(void)state;
	static const struct {
		const char *text, *links; /* with a bar between */
	} rows[] = {
		{ "See https://a.example/x. Then (www.b.example/y)!",
			"https://a.example/x|www.b.example/y" },
		{ "https://a.example/w(x) and <http://b.example>",
			"https://a.example/w(x)|http://b.example" },
		{ "\"https://a.example/\", 'http://b.example'",
			"https://a.example/|http://b.example" },
		{ "http://a.example/\xE3\x82\x92\xE8\xA6\x8B\xE3\x82\x8B",
			"http://a.example/" },
		{ "me@www.example.com xhttp://a.example", "" },
		{ "http:// www. https://", "" },
		{ "HTTP://A.example\nhttps://b.example",
			"HTTP://A.example|https://b.example" },
		{ "", "" },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct text got;
		struct span rest = span_from_cstr(rows[i].text), link;
		text_init(&got, a, 1000);
		while (url_next_in_text(&rest, &link)) {
			text_add_cstr(&got, got.n ? "|" : "");
			text_add(&got, link);
		}
		assert_true(span_equal(text_span(&got), span_from_cstr(rows[i].links)));
	}
}

static void pages_tell_their_links_with_their_words(void **state)
{
	(void)state;
	struct html_links links = { .max = 10 };
	struct html_options options = { .max = 10000, .links = &links };
	html_to_text(a,
		SPAN("<p>Hi <a "
		     "href='https://thief.test/?a=1&amp;b=&#50;'><b>bank</b>.example</a>"
		     "<div class=gmail_quote><a href=http://old.test>x</a></div>"
		     "<form action=//f.test/><area href=h.test></form><a "
		     "href=open.test>never closed"),
		&options);
	assert_int_equal(links.count, 4);
	assert_true(
		span_equal(links.list[0].target, SPAN("https://thief.test/?a=1&b=2")));
	assert_true(span_equal(links.list[0].shown, SPAN("bank.example")));
	assert_true(span_equal(links.list[1].target, SPAN("//f.test/")));
	assert_int_equal(links.list[1].shown.n, 0);
	assert_true(span_equal(links.list[3].shown, SPAN("never closed")));
	links = (struct html_links){ .max = 1 };
	html_to_text(a, SPAN("<a href=a.test>a</a><a href=b.test>b</a>"), &options);
	assert_int_equal(links.count, 1);
	assert_true(links.cut);
}

static void any_link_cut_anywhere_is_read(void **state)
{
	(void)state;
	static const struct span all[] = {
		SPAN("https://"
		     "a:b@[::1]:80\\x?url=https%3A%2F%2Fthief.test&u=a1aHR0cDovL2E#f"),
		SPAN("https://urldefense.com/v3/__https://thief.test/**Bx*__;Pj8r!!a$"),
		SPAN("https://urldefense.proofpoint.com/v2/"
		     "url?u=https-3A__thief.test_a-2Db&d=D"),
		SPAN("https://r.search.yahoo.com/_ylt=A/RU=https%3a%2f%2fthief.test%2f/"
		     "RK=2"),
	};
	for (size_t k = 0; k < sizeof(all) / sizeof(*all); k++)
		for (size_t n = 0; n <= all[k].n; n++) {
			struct url url, last;
			unsigned steps;
			const char *by;
			struct span rest = span_take(all[k], n), link;
			if (url_split(a, rest, &url))
				url_unwrap_all(a, &url, &last, &steps, &by);
			while (url_next_in_text(&rest, &link))
				assert_true(span_inside(all[k], link));
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hosts_are_read_as_browsers_read_them),
		cmocka_unit_test(addresses_are_known_in_every_form),
		cmocka_unit_test(redirects_are_undone),
		cmocka_unit_test(redirects_of_strangers_have_two_targets),
		cmocka_unit_test(redirects_within_redirects_end),
		cmocka_unit_test(links_in_text_end_where_readers_end_them),
		cmocka_unit_test(pages_tell_their_links_with_their_words),
		cmocka_unit_test(any_link_cut_anywhere_is_read),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
