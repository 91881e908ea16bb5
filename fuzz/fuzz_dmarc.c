/* DMARC over a world made of the input: the author, SPF's and DKIM's domain on a line each,
 * then one line for every answer in turn: its first byte is the status, the rest the record.
 * A walk keeps to eight look-ups, and a pass names what proved it. */
#include <stdint.h>

#include "auth/dmarc_walk.h"
#include "base/must.h"

struct script {
	struct span rest;
	size_t asked;
};

static void answer(void *state, struct arena *a, struct span name, enum dns_type type,
	struct dns_answer *answer_r)
{
	struct script *s = state;
	struct span line = span_line(&s->rest);
	must(name.n > 0 && name.n <= 253);
	s->asked += type == DNS_TXT;
	answer_r->status = line.n ? line.p[0] % DNS_INVALID : DNS_NXDOMAIN;
	if (answer_r->status != DNS_OK)
		return;
	answer_r->records = arena_array(a, 2, sizeof(*answer_r->records));
	line = span_skip(line, 1);
	while (line.p && answer_r->count < 2)
		answer_r->records[answer_r->count++].data = span_split(&line, '\t');
}

static void judge(struct arena *a, struct script *script, bool with_spf)
{
	struct job job;
	struct oracle oracle = { .dns = answer, .state = script };
	struct span author = span_line(&script->rest);
	struct spf_outcome spf = { SPF_PASS, .domain = span_line(&script->rest) };
	struct dkim_signature signature = { .result = DKIM_PASS,
		.domain = span_line(&script->rest) };
	struct dkim_report dkim = { &signature, 1, false };
	job_init(&job, a);
	job.oracle = &oracle;
	struct dmarc_outcome o = dmarc_check(&job, author, with_spf ? &spf : NULL, &dkim);
	must(script->asked <= 3 * DMARC_WALK_MAX);
	must(o.result != DMARC_PASS || (o.proved_by.n && o.policy_domain.n));
	must(o.result != DMARC_FAIL || (!o.proved_by.n && o.gap == GAP_NONE && with_spf));
	must((o.result == DMARC_TEMPERROR || o.result == DMARC_UNKNOWN) ==
		(o.gap != GAP_NONE));
	must(o.policy <= o.published);
	must(o.author_domain.n == 0 || dmarc_is_within(o.author_domain, o.organization));
	script->asked = 0;
	dmarc_organization(&job, o.author_domain);
	must(script->asked <= DMARC_WALK_MAX);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct dmarc_record record;
	dmarc_record_parse(span_of(bytes, n), &record);
	for (int with_spf = 0; with_spf < 2; with_spf++) {
		struct arena *a = arena_create(64 << 20);
		struct script script = { span_of(bytes, n), 0 };
		judge(a, &script, with_spf);
		arena_destroy(&a);
	}
	return 0;
}
