/* checks/mail: the table of free-mail providers is searched by halves, so its order counts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_freemail),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
