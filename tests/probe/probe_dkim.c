/* `probe dkim` and `probe arc`: letters' signatures, judged in a world. A line of standard
 * input is a world's file, a tab, a letter's file; a line of output is
 *
 *	dkim: for each signature, topmost first: result why domain selector bits gap
 *	      identity partial added, parted by "|"
 *	arc:  result sets oldest-pass gap seal-domains problem
 *
 * with tabs between. "ended" when a budget was spent. */
#include <stdlib.h>
#include <string.h>

#include "auth/arc.h"
#include "auth/dkim.h"
#include "probe.h"

static void print_field(struct span s)
{
	probe_print(s);
	putchar('\t');
}

static void print_signature(const struct dkim_signature *s)
{
	printf("%s\t%s\t", dkim_result_name(s->result), dkim_why_name(s->why));
	print_field(s->domain);
	print_field(s->selector);
	printf("%u\t%s\t", s->key_bits, gap_name(s->gap));
	print_field(s->identity);
	printf("%s\t", s->body_bytes > s->body_signed ? "partial" : "whole");
	for (size_t i = 0; i < s->added_count; i++) {
		if (i)
			putchar(',');
		probe_print(s->added[i]);
	}
}

static void answer_dkim(struct job *job, const struct mail *mail)
{
	struct dkim_report r = dkim_check(job, mail);
	for (size_t i = 0; i < r.count; i++) {
		if (i)
			putchar('|');
		print_signature(&r.signatures[i]);
	}
	putchar('\n');
}

static void answer_arc(struct job *job, const struct mail *mail)
{
	struct arc_report r = arc_check(job, mail);
	printf("%s\t%zu\t%u\t%s\t", arc_result_name(r.result), r.count, r.oldest_pass,
		gap_name(r.gap));
	for (size_t i = 0; i < r.count; i++) {
		if (i)
			putchar(',');
		probe_print(r.sets[i].seal_domain);
	}
	printf("\t%s\n", r.problem ? r.problem : "");
}

static void answer(char *line, void (*judge)(struct job *job, const struct mail *mail))
{
	struct arena *a = arena_create((size_t)1 << 30);
	struct job job;
	struct mail mail;
	char *letter = strchr(line, '\t');
	if (!letter) {
		fprintf(stderr, "want WORLD, tab, LETTER\n");
		exit(2);
	}
	*letter++ = '\0';
	job_init(&job, a);
	struct world *w = probe_world(a, line);
	world_apply(w, &job);
	job.oracle = world_oracle(w);
	struct mail_limits limits = {
		.header = { job.budget.headers, job.budget.header_bytes },
		.depth_max = job.budget.depth,
		.parts_max = job.budget.parts,
	};
	mail_parse(a, probe_read(a, letter), &limits, &mail);
	if (setjmp(job.out) == 0)
		judge(&job, &mail);
	else
		puts("ended");
	fflush(stdout);
	arena_destroy(&a);
}

static int answer_lines(void (*judge)(struct job *job, const struct mail *mail))
{
	char *line = NULL;
	size_t room = 0;
	for (ssize_t n; (n = getline(&line, &room, stdin)) > 0;) {
		line[strcspn(line, "\n")] = '\0';
		answer(line, judge);
	}
	free(line);
	return 0;
}

int probe_dkim(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	return answer_lines(answer_dkim);
}

int probe_arc(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	return answer_lines(answer_arc);
}
