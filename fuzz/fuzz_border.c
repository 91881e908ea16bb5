/* Whose results are believed in a header: never more than the bound, never a stranger's,
 * and nothing that is believed is also told to be forged. */
#include <stdint.h>

#include "base/must.h"
#include "checks/mail/border.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	static const struct setting settings[] = { { "authserv-id",
							   SPAN("mx.rcpt.example") },
		{ "border", SPAN("mx.rcpt.example") } };
	struct arena *a = arena_create(64 << 20);
	struct job job;
	struct letter letter = { .envelope.border = SPAN_NONE };
	struct header_limits limits = { 2000, 1 << 20 };
	struct span body;
	job_init(&job, a);
	job.settings = (struct settings){ settings, 2 };
	header_parse(a, span_of(bytes, n), &limits, &letter.mail.header, &body);
	struct border b = border_read(&job, &letter);
	must(b.count <= BORDER_RESULTS_MAX && (!b.count || (b.named && b.field)));
	must(!b.forged || b.forged != b.field);
	for (size_t i = 0; i < b.count; i++)
		must(span_equal_nocase(b.results[i].authserv_id, settings[0].value));
	border_dmarc(&job, &b, SPAN("example.com"));
	arena_destroy(&a);
	return 0;
}
