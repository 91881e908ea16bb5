/* `probe dmarc`: what DMARC says of given SPF and DKIM results. A line of standard input is
 * "world FILE", or, with tabs between: author domain, SPF ("domain=result", or "-" where no
 * SPF is known), DKIM (the same, parted by spaces). A line of output: result, policy, where
 * its record stands, organization, what proved it, gap. */
#include <stdlib.h>
#include <string.h>

#include "auth/dmarc.h"
#include "base/must.h"
#include "probe.h"

static int code_of(const char *(*name)(int), int count, struct span word)
{
	for (int i = 0; i < count; i++)
		if (span_equal(word, span_from_cstr(name(i))))
			return i;
	fprintf(stderr, "no such result\n");
	exit(2);
}

static const char *dkim_name(int i)
{
	return dkim_result_name((enum dkim_result)i);
}

static const char *spf_name(int i)
{
	return spf_result_name((enum spf_result)i);
}

static const struct spf_outcome *spf_of(struct arena *a, struct span field)
{
	struct spf_outcome *o = arena_new(a, struct spf_outcome);
	if (span_equal(field, SPAN("-")))
		return NULL;
	o->domain = span_split(&field, '=');
	o->result = (enum spf_result)code_of(spf_name, SPF_PERMERROR + 1, field);
	o->gap = o->result == SPF_TEMPERROR ? GAP_DNS_TIMEOUT : GAP_NONE;
	return o;
}

static struct dkim_report dkim_of(struct arena *a, struct span field)
{
	enum { SIGNATURES_MAX = 50 };
	struct dkim_report r = { .signatures = arena_array(
					 a, SIGNATURES_MAX, sizeof(*r.signatures)) };
	while (field.n && r.count < SIGNATURES_MAX) {
		struct span word = span_split(&field, ' ');
		struct dkim_signature *s = &r.signatures[r.count++];
		s->domain = span_split(&word, '=');
		s->result =
			(enum dkim_result)code_of(dkim_name, DKIM_PERMERROR + 1, word);
		s->gap = s->result == DKIM_TEMPERROR ? GAP_DNS_TIMEOUT : GAP_NONE;
	}
	return r;
}

static void answer_dmarc(const struct oracle *oracle, struct span line)
{
	struct arena *a = arena_create(64 << 20);
	struct job job;
	job_init(&job, a);
	job.oracle = oracle;
	struct span author = span_split(&line, '\t');
	const struct spf_outcome *spf = spf_of(a, span_split(&line, '\t'));
	struct dkim_report dkim = dkim_of(a, line);
	struct dmarc_outcome o = dmarc_check(&job, author, spf, &dkim);
	printf("%s\t%s\t", dmarc_result_name(o.result), dmarc_policy_name(o.policy));
	probe_print(o.policy_domain);
	putchar('\t');
	probe_print(o.organization);
	putchar('\t');
	probe_print(o.proved_by);
	printf("\t%s\n", gap_name(o.gap));
	arena_destroy(&a);
}

int probe_dmarc(int argc, char **argv)
{
	char *line = NULL;
	size_t capacity = 0;
	ssize_t n;
	struct arena *a = arena_create((size_t)1 << 30);
	const struct oracle *oracle = NULL;
	(void)argc;
	(void)argv;
	while ((n = getline(&line, &capacity, stdin)) > 0) {
		line[strcspn(line, "\n")] = '\0';
		if (strncmp(line, "world ", 6) == 0)
			oracle = world_oracle(probe_world(a, line + 6));
		else
			answer_dmarc(oracle, span_from_cstr(line));
		fflush(stdout);
	}
	free(line);
	arena_destroy(&a);
	return 0;
}
