/* ARC chains of letters: the first line of the input is the key record that every question gets, or,
 * with "!" in front, no answer; the rest is the letter. */
#include <stdint.h>

#include "auth/arc.h"
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
	struct arc_report r = arc_check(job, mail);
	must((r.result == ARC_FAIL) == (r.problem != NULL));
	must((r.result == ARC_TEMPERROR) == (r.gap != GAP_NONE));
	must(r.result == ARC_PASS || r.oldest_pass == 0);
	for (size_t i = 0; i < r.count; i++)
		must(r.sets[i].instance == i + 1);
	for (size_t i = 0; r.result == ARC_PASS && i < r.count; i++)
		must(r.sets[i].seal_verified);
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
