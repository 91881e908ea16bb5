/* Messages of name servers: whatever comes, each record is one of the type asked for. The
 * first byte chooses the type. */
#include "ask/dns_rr.h"
#include "ask/message.h"
#include "base/must.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	static const enum dns_type types[] = { DNS_A, DNS_PTR, DNS_MX, DNS_TXT,
		DNS_AAAA };
	if (n == 0)
		return 0;
	struct arena *a = arena_create(8 << 20);
	struct dns_answer answer;
	enum dns_type type = types[bytes[0] % 5];
	dns_reply_read(a, span_of(bytes + 1, n - 1), type, &answer);
	must(answer_fits(&answer, type));
	must((answer.status == DNS_OK) == (answer.count > 0));
	must(answer.status <= DNS_SERVFAIL || answer.status == DNS_TRUNCATED);
	arena_destroy(&a);
	return 0;
}
