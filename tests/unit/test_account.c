/* Accounts named in text: each form, what is none, whose they are; each text cut at every byte. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "parse/account.h"

static const struct {
	struct span text;
	enum account_channel channel;
	struct span name;
} rows[] = {
	{ SPAN("write to jane.doe@example.com."), ACCOUNT_MAIL,
		SPAN("jane.doe@example.com") },
	{ SPAN("<jane+jobs@mail.example.co.uk>"), ACCOUNT_MAIL,
		SPAN("jane+jobs@mail.example.co.uk") },
	{ SPAN("mailto:jane@example.com?subject=x"), ACCOUNT_MAIL,
		SPAN("jane@example.com") },
	{ SPAN("https://t.me/jane_doe, or call"), ACCOUNT_TELEGRAM, SPAN("jane_doe") },
	{ SPAN("t.me/jane_doe"), ACCOUNT_TELEGRAM, SPAN("jane_doe") },
	{ SPAN("https://www.LinkedIn.com/in/jane-doe-1a2b/"), ACCOUNT_LINKEDIN,
		SPAN("jane-doe-1a2b") },
	{ SPAN("https://x.com/janedoe?s=20"), ACCOUNT_X, SPAN("janedoe") },
	{ SPAN("My Telegram: @jane_doe!"), ACCOUNT_TELEGRAM, SPAN("jane_doe") },
	{ SPAN("\u30C6\u30EC\u30B0\u30E9\u30E0\u306F @jane_doe \u3067\u3059"),
		ACCOUNT_TELEGRAM, SPAN("jane_doe") },
	{ SPAN("Discord @jane.doe"), ACCOUNT_DISCORD, SPAN("jane.doe") },
	/* none */
	{ SPAN("hello @jane_doe"), ACCOUNT_NONE, SPAN("") },
	{ SPAN("on Telegram\n@jane_doe said"), ACCOUNT_NONE, SPAN("") },
	{ SPAN("jane@localhost, jane@2x.png, @media (a/b)"), ACCOUNT_NONE, SPAN("") },
	{ SPAN("https://next.me/jane_doe https://fox.com/janedoe"), ACCOUNT_NONE,
		SPAN("") },
	{ SPAN("https://x.com/ab t.me/a"), ACCOUNT_NONE, SPAN("") },
	{ SPAN("telegram @abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz"),
		ACCOUNT_NONE, SPAN("") },
};

static void accounts_are_found(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct span rest = rows[i].text;
		struct account a = { ACCOUNT_NONE, SPAN("") };
		bool found = account_next(&rest, &a);
		assert_int_equal(found, rows[i].channel != ACCOUNT_NONE);
		assert_int_equal(a.channel, rows[i].channel);
		assert_true(span_equal(a.name, rows[i].name));
		assert_false(account_next(&rest, &a));
		for (size_t n = 0; n < rows[i].text.n; n++)
			for (rest = span_take(rows[i].text, n); account_next(&rest, &a);)
				assert_in_range(a.name.n, 3, ACCOUNT_NAME_BYTES_MAX);
	}
}

static void all_of_a_text_are_found(void **state)
{
	(void)state;
	struct span rest =
		SPAN("jane@example.com t.me/jane @x telegram @jane2/jane@example.org");
	struct account a;
	size_t count = 0;
	while (account_next(&rest, &a))
		count++;
	assert_int_equal(count, 4);
}

static void accounts_bear_names(void **state)
{
	static const struct {
		struct account account;
		struct span person;
		bool bears;
	} told[] = {
		{ { ACCOUNT_MAIL, SPAN("jane@a.example") }, SPAN("Jane Doe"), true },
		{ { ACCOUNT_MAIL, SPAN("hr@jane.example") }, SPAN("Jane Doe"), false },
		{ { ACCOUNT_MAIL, SPAN("hello@a.example") }, SPAN("Jane Doe"), false },
		{ { ACCOUNT_TELEGRAM, SPAN("janedoe_fund") }, SPAN("JANE D."), true },
		{ { ACCOUNT_TELEGRAM, SPAN("doe_jd") }, SPAN("Jane Doe"), true },
		{ { ACCOUNT_MAIL, SPAN("events@a.example") }, SPAN("Eve Stone"), false },
		{ { ACCOUNT_MAIL, SPAN("e.stone@a.example") }, SPAN("Eve Stone"), true },
		{ { ACCOUNT_MAIL, SPAN("keystoner@a.example") }, SPAN("Eve Stone"),
			false },
		{ { ACCOUNT_MAIL, SPAN("jane@a.example") }, SPAN("\u7530\u4E2D"), false },
		{ { ACCOUNT_MAIL, SPAN("jane@a.example") }, SPAN(""), false },
	};
	(void)state;
	for (size_t i = 0; i < sizeof(told) / sizeof(*told); i++)
		assert_int_equal(
			account_bears(&told[i].account, told[i].person), told[i].bears);
}

static void services_are_channels(void **state)
{
	(void)state;
	assert_int_equal(account_channel_of(SPAN("Telegram Desktop")), ACCOUNT_TELEGRAM);
	assert_int_equal(account_channel_of(SPAN("X")), ACCOUNT_X);
	assert_int_equal(account_channel_of(SPAN("Xing")), ACCOUNT_NONE);
	for (int c = ACCOUNT_TELEGRAM; c < ACCOUNT_X; c++)
		assert_int_equal(account_channel_of(span_from_cstr(
					 account_channel_name((enum account_channel)c))),
			c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(accounts_are_found),
		cmocka_unit_test(all_of_a_text_are_found),
		cmocka_unit_test(accounts_bear_names),
		cmocka_unit_test(services_are_channels),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
