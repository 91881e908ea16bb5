/* `assay checks`: every check with its weight and title, out of the catalogue and the
 * policy; and `assay explain CODE`: one of them in sentences. No check is linked in. */
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "core/policy.h"
#include "front/command.h"
#include "report/words.h"
#include "report/wrap.h"

enum { EXPLAIN_WIDTH = 80 };

static struct policy *built_in_policy(struct arena *a)
{
	struct policy *policy = NULL;
	struct err err;
	if (policy_parse(a, span_from_cstr(words_policy), &policy, &err) < 0)
		complain(EX_SOFTWARE, "built-in policy: %s", err.text);
	return policy;
}

/* The `*next`th title of the catalogue or one behind it; NULL behind the last. */
static const struct word *next_title(size_t *next)
{
	while (*next < words_count) {
		const struct word *word = &words_table[(*next)++];
		if (strcmp(word->key, "title") == 0)
			return word;
	}
	return NULL;
}

int checks_main(char **args)
{
	if (*args)
		return complain(EX_USAGE, "checks takes no argument: %s", *args);
	struct arena *a = arena_create(8 << 20);
	struct policy *policy = built_in_policy(a);
	const struct word *word;
	for (size_t i = 0; policy && (word = next_title(&i));) {
		struct finding f = { .code = word->subject };
		printf("%-28s %-8s %s\n", f.code,
			tier_name(policy_weight(policy, &f, NULL).tier),
			word->text[LANGUAGE_EN]);
	}
	arena_destroy(&a);
	return policy ? EX_OK : EX_SOFTWARE;
}

static void print_part(struct arena *a, enum language language, const char *subject,
	const char *key, const char *label)
{
	const char *sentence = words_get(language, subject, key, NULL);
	if (!sentence)
		return;
	struct text t;
	text_init(&t, a, 1 << 16);
	wrap_add(&t, "  ", span_from_cstr(sentence), EXPLAIN_WIDTH);
	printf("\n%s\n%s", label, t.p);
}

/* All sentences of a hit, one for each variant: names in braces stay as they are. */
static void print_sentences(struct arena *a, enum language language, const char *subject)
{
	printf("\nIt says\n");
	for (size_t i = 0; i < words_count; i++) {
		const struct word *word = &words_table[i];
		if (strcmp(word->subject, subject) != 0 ||
			strncmp(word->key, "says", 4) != 0)
			continue;
		const char *sentence = word->text[language] ? word->text[language]
							    : word->text[LANGUAGE_EN];
		struct text t;
		text_init(&t, a, 1 << 16);
		wrap_add(&t, "  - ", span_from_cstr(sentence), EXPLAIN_WIDTH);
		fputs(t.p, stdout);
	}
}

static void print_weight(struct arena *a, const char *code)
{
	const struct policy *policy = built_in_policy(a);
	struct finding f = { .code = code };
	bool known;
	if (!policy)
		return;
	struct weight w = policy_weight(policy, &f, &known);
	printf("%s%s%s%s\n", known ? tier_name(w.tier) : "weights by case",
		known ? ", " : "", known ? family_name(w.family) : "",
		w.unknown_matters ? "; without it nothing is decided" : "");
}

int explain_main(char **args)
{
	if (!args[0] || args[1])
		return complain(
			EX_USAGE, "explain wants one CODE (assay checks lists them)");
	char *slash = strchr(args[0], '/');
	if (slash)
		*slash = '\0';
	enum language language = language_of_environment();
	const char *title = words_get(language, args[0], "title", NULL);
	if (!title)
		return complain(
			EX_USAGE, "no such check: %s (assay checks lists them)", args[0]);
	struct arena *a = arena_create(8 << 20);
	printf("%s - %s\n", args[0], title);
	print_part(a, language, args[0], "sees", "It looks at");
	print_part(a, language, args[0], "why", "Why it matters");
	if (words_get(language, args[0], "says", NULL) ||
		strncmp(args[0], "job.", 4) != 0)
		print_sentences(a, language, args[0]);
	print_part(a, language, args[0], "next", "What to do");
	printf("\nWeight\n  ");
	print_weight(a, args[0]);
	arena_destroy(&a);
	return EX_OK;
}
