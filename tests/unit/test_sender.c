/* checks/mail: the table of free-mail providers is searched by halves, so its order counts;
 * what names claim, and which domains are whose. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "checks/mail/organisation.h"
#include "checks/mail/sender.h"

static void test_freemail(void **state)
{
	(void)state;
	static const char *const yes[] = { "126.com", "163.com", "aol.com", "bol.com.br",
		"docomo.ne.jp", "fastmail.com", "GMAIL.com", "gmx.net", "googlemail.com",
		"hotmail.co.jp", "hotmail.co.uk", "hotmail.com", "hotmail.com.br",
		"icloud.com", "live.com", "live.com.mx", "mail.ru", "naver.com",
		"outlook.com", "outlook.jp", "proton.me", "protonmail.com", "qq.com",
		"softbank.ne.jp", "sohu.com", "t-online.de", "tutanota.com", "web.de",
		"x.yahoo.com", "yahoo.co.jp", "yahoo.com", "yahoo.com.vn", "yandex.ru",
		"zohomail.com" };
	static const char *const no[] = { "", "com", "example.com", "gmail.com.example",
		"gmai.com", "gmaill.com", "mygmail.com", "zzz.test", "0.test" };
	for (size_t i = 0; i < sizeof(yes) / sizeof(*yes); i++)
		if (!sender_is_freemail(span_from_cstr(yes[i])))
			fail_msg("%s", yes[i]);
	for (size_t i = 0; i < sizeof(no) / sizeof(*no); i++)
		if (sender_is_freemail(span_from_cstr(no[i])))
			fail_msg("%s", no[i]);
}

static void test_claims(void **state)
{
	(void)state;
	static const struct {
		const char *sender, *name;
		enum name_kind kind;
		enum claim claim;
	} rows[] = {
		{ "Kraken", "kraken", NAME_PLAIN, CLAIM_WHOLE },
		{ "KRAKEN  Support", "kraken", NAME_PLAIN, CLAIM_WHOLE },
		{ "The Kraken Team, Inc.", "kraken", NAME_EVERYDAY, CLAIM_WHOLE },
		{ "Ann (Kraken)", "kraken", NAME_PLAIN, CLAIM_BESIDE },
		{ "Ann (Kraken)", "kraken", NAME_EVERYDAY, CLAIM_NONE },
		{ "Ann, Kraken Support", "kraken", NAME_EVERYDAY, CLAIM_BESIDE },
		{ "Kraken", "kraken", NAME_PERSON, CLAIM_NONE },
		{ "Kraken Bank", "kraken", NAME_PERSON, CLAIM_WHOLE },
		{ "Kr\u0430ken", "kraken", NAME_PLAIN, CLAIM_WHOLE },
		{ "Krakens", "kraken", NAME_PLAIN, CLAIM_NONE },
		{ "Wells Fargo", "wells fargo", NAME_PLAIN, CLAIM_WHOLE },
		{ "Wells and Fargo", "wells fargo", NAME_PLAIN, CLAIM_NONE },
		{ "\u697d\u5929\u30ab\u30fc\u30c9", "\u697d\u5929", NAME_PLAIN,
			CLAIM_WHOLE },
		{ "", "kraken", NAME_PLAIN, CLAIM_NONE },
		{ "Ann", "", NAME_PLAIN, CLAIM_NONE },
	};
	struct arena *a = arena_create(1 << 20);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (organisation_claim(a, span_from_cstr(rows[i].sender), rows[i].name,
			    rows[i].kind) != rows[i].claim)
			fail_msg("%s", rows[i].sender);
	arena_destroy(&a);
}

static void test_claims_org(void **state)
{
	(void)state;
	struct arena *a = arena_create(1 << 20);
	struct address from[] = { { .name = SPAN("Ann") },
		{ .name = SPAN("Example-Fund Hiring") } };
	struct letter letter = { .from = { from, 2 } };
	struct job job;
	job_init(&job, a);
	assert_true(claims_org(&job, &letter, SPAN("EXAMPLE FUND")));
	assert_true(claims_org(&job, &letter, SPAN("example-fund")));
	assert_false(claims_org(&job, &letter, SPAN("example bank")));
	assert_false(claims_org(&job, &letter, SPAN("")));
	arena_destroy(&a);
}

static void test_owners(void **state)
{
	(void)state;
	static const struct organisation o = { "example", NAME_PLAIN,
		"mail.example.com example.*" };
	static const char *const yes[] = { "mail.example.com", "x.MAIL.example.com.",
		"example.de", "x.example.co.uk", "example.com.br" };
	static const char *const no[] = { "example.com", "amail.example.com",
		"example.io", "example.net", "example.de.evil.test", "", "de" };
	for (size_t i = 0; i < sizeof(yes) / sizeof(*yes); i++)
		if (!organisation_owns(&o, span_from_cstr(yes[i])))
			fail_msg("%s", yes[i]);
	for (size_t i = 0; i < sizeof(no) / sizeof(*no); i++)
		if (organisation_owns(&o, span_from_cstr(no[i])))
			fail_msg("%s", no[i]);
}

/* A free-mail provider's domain would let everybody be the organization. */
static void test_table(void **state)
{
	(void)state;
	for (size_t i = 0; i < organisation_count; i++) {
		struct span domains = span_from_cstr(organisations[i].domains);
		while (domains.p) {
			struct span domain = span_split(&domains, ' ');
			if (sender_is_freemail(domain))
				fail_msg("%.*s", SPAN_ARG(domain));
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_freemail),
		cmocka_unit_test(test_claims),
		cmocka_unit_test(test_claims_org),
		cmocka_unit_test(test_owners),
		cmocka_unit_test(test_table),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
