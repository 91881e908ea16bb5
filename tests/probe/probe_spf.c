/* probe spf [WORLD]: reads "ip<TAB>helo<TAB>mail-from<TAB>receiver" lines and prints
 * "result<TAB>explanation<TAB>problem<TAB>lookups<TAB>voids". A line "world FILE" changes
 * the world, so that one process can answer for many. Fields may hold \xHH. */
#include "auth/spf.h"
#include "base/must.h"
#include "base/num.h"
#include "probe.h"

static struct span unescape(struct arena *a, struct span s)
{
	struct text t;
	uint64_t value;
	text_init(&t, a, s.n);
	while (s.n) {
		if (span_starts_with(s, SPAN("\\x")) && s.n >= 4 &&
			num_parse_hex(span_of(s.p + 2, 2), 255, &value)) {
			text_add_byte(&t, (unsigned char)value);
			s = span_skip(s, 4);
			continue;
		}
		text_add_byte(&t, s.p[0]);
		s = span_skip(s, 1);
	}
	return text_span(&t);
}

static void answer(struct span line, struct world *w)
{
	struct arena *a = arena_create((size_t)64 << 20);
	struct job job;
	struct spf_query q = { .client = { .bits = 0 } };
	job_init(&job, a);
	world_apply(w, &job);
	job.oracle = world_oracle(w);
	must(ip_parse(span_split(&line, '\t'), &q.client));
	q.helo = unescape(a, span_split(&line, '\t'));
	q.mail_from = unescape(a, span_split(&line, '\t'));
	q.receiver = unescape(a, span_split(&line, '\t'));
	struct spf_outcome o = spf_check(&job, &q);
	printf("%s\t", spf_result_name(o.result));
	probe_print(o.explanation);
	printf("\t%s\t%u\t%u\n", o.problem ? o.problem : "", o.lookups, o.voids);
	arena_destroy(&a);
}

int probe_spf(int argc, char **argv)
{
	char line[8192];
	struct arena *a = arena_create((size_t)1 << 30);
	struct world *w = argc > 1 ? probe_world(a, argv[1]) : NULL;
	while (fgets(line, sizeof(line), stdin)) {
		struct span s = span_trim(span_from_cstr(line));
		if (span_starts_with(s, SPAN("world "))) {
			arena_reset(a);
			w = probe_world(a, arena_cstr(a, span_skip(s, 6)));
			continue;
		}
		must(w != NULL);
		answer(span_take(span_from_cstr(line), strcspn(line, "\n")), w);
		fflush(stdout);
	}
	arena_destroy(&a);
	return 0;
}
