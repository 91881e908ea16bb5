/* SPF: lines of mail-from, helo and explanation, then a record, which every TXT question
 * gets for an answer. Odd names hold the client, "v" names hold nothing, "t" names fail. */
#include "auth/spf.h"
#include "auth/spf_macro.h"
#include "auth/spf_record.h"
#include "base/must.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

struct zone {
	struct span record, explanation, helo;
};

static const unsigned char client[16] = { 192, 0, 2, 1 };

static void answer(void *state, struct arena *a, struct span name, enum dns_type type,
	struct dns_answer *answer_r)
{
	const struct zone *z = state;
	unsigned char first = ascii_lower(name.p[0]);
	*answer_r = (struct dns_answer){ .status = first == 'v' ? DNS_NXDOMAIN
								: DNS_TIMEOUT };
	if (first == 'v' || first == 't')
		return;
	*answer_r = (struct dns_answer){ .status = DNS_OK, .count = 1 + name.n % 12 };
	answer_r->records = arena_array(a, answer_r->count, sizeof(struct dns_record));
	if (type == DNS_TXT)
		answer_r->count = 1;
	for (size_t i = 0; i < answer_r->count; i++) {
		struct span data = span_of(client, type == DNS_A ? 4 : 16);
		if (type == DNS_TXT)
			data = first == 'e' ? z->explanation : z->record;
		else if (type == DNS_MX || type == DNS_PTR)
			data = i % 2 ? z->helo : name;
		else if (name.n % 2 == 0)
			data = span_skip(data, 1);
		answer_r->records[i].data = data;
	}
}

static void look_at_text(struct arena *a, struct span record, const struct ip *ip)
{
	struct spf_macros m = { .sender = record, .domain = record, .client = *ip };
	struct spf_record r;
	struct spf_term t;
	struct span out;
	if (spf_macro_is_valid(record, SPF_MACRO_EXPLANATION))
		spf_macro_expand(a, &m, record, &out);
	if (spf_domain_spec_is_valid(record) && spf_domain_expand(a, &m, record, &out))
		must(out.n <= 253 || span_find_byte(out, '.') == SPAN_NONE);
	if (!spf_record_is(record) || !spf_record_parse(record, &r))
		return;
	for (struct span rest = r.terms; spf_record_next(&rest, &t);)
		must(span_inside(record, t.text) &&
			(!t.domain.n || span_inside(t.text, t.domain)));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct arena *a = arena_create(64 << 20);
	struct span rest = span_of(bytes, n);
	struct spf_query q = { .client = { .bits = n % 2 ? 32 : 128 } };
	struct zone z;
	struct job job;
	memcpy(q.client.bytes, client, q.client.bits / 8);
	q.mail_from = span_split(&rest, '\n');
	q.helo = z.helo = span_split(&rest, '\n');
	z.explanation = span_split(&rest, '\n');
	z.record = rest;
	look_at_text(a, z.record, &q.client);
	look_at_text(a, z.explanation, &q.client);
	struct oracle oracle = { .dns = answer, .state = &z };
	job_init(&job, a);
	job.oracle = &oracle;
	job.budget.questions =
		200; /* ten terms of eleven, and what the name of the client costs */
	struct spf_outcome o = spf_check(&job, &q);
	must(o.lookups <= 10 && o.voids <= 3 && o.result <= SPF_PERMERROR);
	must((o.gap != GAP_NONE) == (o.result == SPF_TEMPERROR));
	must(o.gap != GAP_QUESTIONS);
	for (size_t i = 0; i < o.explanation.n; i++)
		must(o.explanation.p[i] >= ' ' && o.explanation.p[i] <= '~');
	arena_destroy(&a);
	return 0;
}
