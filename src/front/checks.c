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

/* The variant that a sentence of a hit is for: "" for all; NULL: it is for none. */
static const char *variant_of(const struct word *word)
{
	if (strncmp(word->key, "says", 4) != 0)
		return NULL;
	return word->key[4] == '/' ? word->key + 5 : "";
}

static struct weight weight_of(
	const struct policy *policy, const char *code, const char *variant)
{
	struct finding f = { .code = code, .variant = *variant ? variant : NULL };
	return policy_weight(policy, &f, NULL);
}

/* What the gravest case of a check weighs. */
static enum tier heaviest(const struct policy *policy, const char *code)
{
	enum tier most = weight_of(policy, code, "").tier;
	for (size_t i = 0; i < words_count; i++) {
		const char *variant = variant_of(&words_table[i]);
		if (!variant || strcmp(words_table[i].subject, code) != 0)
			continue;
		enum tier tier = weight_of(policy, code, variant).tier;
		most = tier > most ? tier : most;
	}
	return most;
}

int checks_main(char **args)
{
	if (*args)
		return complain(EX_USAGE, "checks takes no argument: %s", *args);
	struct arena *a = arena_create(8 << 20);
	struct policy *policy = built_in_policy(a);
	const struct word *word;
	for (size_t i = 0; policy && (word = next_title(&i));) {
		const char *code = word->subject;
		printf("%-24s %-8s %s\n", code, tier_name(heaviest(policy, code)),
			word->text[LANGUAGE_EN]);
	}
	arena_destroy(&a);
	return policy ? EX_OK : EX_SOFTWARE;
}

static void print_label(enum language language, const char *which)
{
	printf("\n%s\n", words_get(language, "report", "explain", which));
}

static void print_wrapped(struct arena *a, const char *lead, const char *sentence)
{
	struct text t;
	text_init(&t, a, 1 << 16);
	wrap_add(&t, lead, span_from_cstr(sentence), EXPLAIN_WIDTH);
	fputs(t.p, stdout);
}

static void print_part(
	struct arena *a, enum language language, const char *subject, const char *key)
{
	const char *sentence = words_get(language, subject, key, NULL);
	if (!sentence)
		return;
	print_label(language, key);
	print_wrapped(a, "  ", sentence);
}

/* All sentences of a hit, one for each case with what it weighs: names in braces stay as
 * they are. */
static void print_sentences(struct arena *a, enum language language, const char *subject,
	const struct policy *policy)
{
	bool labelled = false;
	for (size_t i = 0; i < words_count; i++) {
		const struct word *word = &words_table[i];
		const char *variant = variant_of(word);
		if (!variant || strcmp(word->subject, subject) != 0)
			continue;
		if (!labelled)
			print_label(language, "says");
		labelled = true;
		const char *sentence = word->text[language] ? word->text[language]
							    : word->text[LANGUAGE_EN];
		const char *tier = tier_name(weight_of(policy, subject, variant).tier);
		print_wrapped(a, arena_printf(a, "  %-7s ", tier), sentence);
	}
}

int explain_main(char **args)
{
	if (!args[0] || args[1])
		return complain(
			EX_USAGE, "explain wants one CODE (assay checks lists them)");
	args[0][strcspn(args[0], "/")] = '\0'; /* the case of a check is not wanted */
	enum language language = language_of_environment();
	const char *title = words_get(language, args[0], "title", NULL);
	if (!title)
		return complain(
			EX_USAGE, "no such check: %s (assay checks lists them)", args[0]);
	struct arena *a = arena_create(8 << 20);
	const struct policy *policy = built_in_policy(a);
	printf("%s - %s\n", args[0], title);
	print_part(a, language, args[0], "sees");
	print_part(a, language, args[0], "why");
	if (policy)
		print_sentences(a, language, args[0], policy);
	print_part(a, language, args[0], "next");
	arena_destroy(&a);
	return policy ? EX_OK : EX_SOFTWARE;
}
