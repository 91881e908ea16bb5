/* `probe authres`: whose recorded results are believed in a letter. A line of standard input
 * is pinned ids (parted by commas), a tab, a letter's file; a line of output the believed
 * clauses, "method=result type.name=value ...", parted by "|", a tab, and "forged" where a
 * field was found to be. */
#include <stdlib.h>
#include <string.h>

#include "checks/mail/border.h"
#include "probe.h"

static void print_clause(const struct authres_clause *c)
{
	probe_print(c->method);
	putchar('=');
	probe_print(c->result);
	for (size_t i = 0; i < c->count; i++) {
		putchar(' ');
		probe_print(c->properties[i].type);
		putchar('.');
		probe_print(c->properties[i].name);
		putchar('=');
		probe_print(c->properties[i].value);
	}
}

static void print_border(const struct border *b)
{
	bool first = true;
	for (size_t i = 0; i < b->count; i++) {
		for (size_t j = 0; j < b->results[i].count; j++) {
			if (!first)
				putchar('|');
			print_clause(&b->results[i].clauses[j]);
			first = false;
		}
	}
	printf("\t%s\n", b->forged ? "forged" : "");
}

static void answer_authres(struct span line)
{
	enum { IDS_MAX = 10 };
	struct arena *a = arena_create((size_t)256 << 20);
	struct setting ids[IDS_MAX];
	struct job job;
	struct letter letter = { .envelope.border = SPAN_NONE };
	struct span body, names = span_split(&line, '\t');
	struct header_limits limits = { 2000, 1 << 20 };
	job_init(&job, a);
	job.settings.list = ids;
	while (names.n && job.settings.count < IDS_MAX)
		ids[job.settings.count++] =
			(struct setting){ "authserv-id", span_split(&names, ',') };
	header_parse(a, probe_read(a, arena_cstr(a, line)), &limits, &letter.mail.header,
		&body);
	struct border b = border_read(&job, &letter);
	print_border(&b);
	arena_destroy(&a);
}

int probe_authres(int argc, char **argv)
{
	char *line = NULL;
	size_t capacity = 0;
	ssize_t n;
	(void)argc;
	(void)argv;
	while ((n = getline(&line, &capacity, stdin)) > 0) {
		line[strcspn(line, "\n")] = '\0';
		answer_authres(span_from_cstr(line));
		fflush(stdout);
	}
	free(line);
	return 0;
}
