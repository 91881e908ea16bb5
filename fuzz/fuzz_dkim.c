/* Signatures of letters: the first line of the input is the key record that every question gets, or,
 * with "!" in front, no answer; the rest is the letter. */
#include <stdint.h>

#include "auth/dkim.h"
#include "base/must.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static void answer(void *state, struct arena *arena, struct span name, enum dns_type type,
	struct dns_answer *answer_r)
{
	struct span *record = state;
	must(name.n && type == DNS_TXT);
	answer_r->status = span_starts_with(*record, SPAN("!")) ? DNS_TIMEOUT : DNS_OK;
	answer_r->count = answer_r->status == DNS_OK;
	answer_r->records = arena_new(arena, struct dns_record);
	answer_r->records[0].data = *record;
}

static void check(struct job *job, const struct mail *mail)
{
	struct dkim_report r = dkim_check(job, mail);
	for (size_t i = 0; i < r.count; i++) {
		const struct dkim_signature *s = &r.signatures[i];
		must(s->result != DKIM_NONE);
		must((s->result == DKIM_PASS) == (s->why == DKIM_WHY_NONE));
		must((s->result == DKIM_TEMPERROR) == (s->gap != GAP_NONE));
		must(s->result != DKIM_PASS || s->body_signed <= s->body_bytes);
		must(span_inside(mail->header.bytes, s->domain));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct arena *a = arena_create((size_t)1 << 30);
	struct span letter = span_of(bytes, n), record = span_line(&letter);
	struct oracle oracle = { answer, NULL, &record };
	struct mail_limits limits = { { 2000, 1 << 20 }, 20, 1000 };
	struct mail mail;
	struct job job;
	job_init(&job, a);
	job.oracle = &oracle;
	mail_parse(a, letter, &limits, &mail);
	if (setjmp(job.out) == 0)
		check(&job, &mail);
	arena_destroy(&a);
	return 0;
}
