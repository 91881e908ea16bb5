/* Accounts in text: each lies behind the one before, in the text, and has a name of fit length. The
 * first line is a person's name. */
#include <stdint.h>

#include "base/must.h"
#include "parse/account.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct span rest = span_of(bytes, n);
	struct span person = span_split(&rest, '\n');
	const unsigned char *behind = rest.p;
	struct account a;
	while (rest.n && account_next(&rest, &a)) {
		must(a.channel > ACCOUNT_NONE && a.channel < ACCOUNT_CHANNELS);
		must(a.name.n >= 3 && a.name.n <= ACCOUNT_NAME_BYTES_MAX);
		must(a.name.p + a.name.n > behind && a.name.p + a.name.n <= bytes + n);
		must(a.channel != ACCOUNT_MAIL ||
			span_find_byte(a.name, '@') != SPAN_NONE);
		behind = a.name.p + a.name.n;
		account_bears(&a, person);
	}
	return 0;
}
