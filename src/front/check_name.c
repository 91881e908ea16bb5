/* `assay check --names NAME`: which listed names are like it, and by which words.
 *
 * Exit status: 1 where one is, 2 where that could not be checked, 0 where none is, 64 to 78 for
 * errors. */
#include "front/check_name.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "front/command.h"
#include "front/naming.h"
#include "report/escape.h"
#include "report/names.h"

enum { EX_HIT = 1, EX_UNCHECKED = 2, ANSWER_MAX = 1 << 20 };

static const char *heading(const struct naming_answer *a)
{
	if (a->verdict == LISTS_CAUTION)
		return "CAUTION - a listed name is like it.";
	if (a->verdict == LISTS_UNDECIDED)
		return "NOT DECIDED - a list that could have it is not here or out of "
		       "date.";
	return a->count ? "NOTHING FOUND - only a label names it, which is an opinion."
			: "NOTHING FOUND - no listed name that is here is like it.";
}

static void add_text(struct text *t, const struct naming *n, struct span name,
	const struct naming_answer *a)
{
	escape_terminal(t, name);
	text_printf(t, "\n  %s\n", heading(a));
	for (size_t i = 0; i < a->count; i++) {
		text_add_cstr(t, "  ");
		names_add_hit(t, &a->hits[i]);
		text_add_byte(t, '\n');
	}
	naming_add_gaps(t, n, "  ");
	if (a->count)
		text_add_cstr(t,
			"  A name is no person: many bear it.\n"
			"  > Compare day and place of birth, and papers, with the "
			"list's own entry.\n");
	text_add_byte(t, '\n');
}

static enum lists_verdict check_one(
	const struct naming *n, const struct options *o, struct span name)
{
	struct arena *a = arena_create(64 << 20);
	struct naming_answer answer;
	struct text t;
	naming_ask(n, a, name, &answer);
	text_init(&t, a, ANSWER_MAX);
	(o->json ? naming_add_json : add_text)(&t, n, name, &answer);
	fwrite(t.p, 1, t.n, stdout);
	enum lists_verdict verdict = answer.verdict;
	arena_destroy(&a);
	return verdict;
}

int check_names(const struct options *o, char **names)
{
	struct arena *a = arena_create(SIZE_MAX);
	struct naming n;
	struct err err;
	enum lists_verdict worst = LISTS_NOTHING;
	int r = naming_open(&n, o, a, &err), status = EX_OK;
	if (r < 0)
		status = complain(r == -ENOENT ? EX_NOINPUT : EX_DATAERR, "%s", err.text);
	for (; status == EX_OK && *names; names++) {
		enum lists_verdict one = check_one(&n, o, span_from_cstr(*names));
		worst = one > worst ? one : worst;
	}
	if (status == EX_OK && fflush(stdout) == EOF)
		status = complain(EX_IOERR, "standard output: %s", strerror(errno));
	arena_destroy(&a);
	return status != EX_OK		  ? status
	       : worst >= LISTS_CAUTION	  ? EX_HIT
	       : worst == LISTS_UNDECIDED ? EX_UNCHECKED
					  : EX_OK;
}
