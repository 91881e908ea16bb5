/* Looks sentences up and fills them in. There is no gluing: a sentence is whole in its
 * language and its names stand where that language wants them. Sentences are ours and
 * need no escaping; what they quote is foreign and always does. */
#include "report/words.h"

#include <inttypes.h>
#include <stdlib.h>

static const char *const language_names[LANGUAGES] = { "en", "ja" };

const char *language_name(enum language language)
{
	return language_names[language];
}

bool language_parse(struct span s, enum language *language_r)
{
	size_t n = 0;
	while (n < s.n && ascii_is_alpha(s.p[n]))
		n++;
	if (n < s.n && !memchr("_-.@", s.p[n], 4))
		return false;
	for (int i = 0; i < LANGUAGES; i++) {
		if (!span_equal_nocase(
			    span_take(s, n), span_from_cstr(language_names[i])))
			continue;
		*language_r = (enum language)i;
		return true;
	}
	return false;
}

enum language language_of_environment(void)
{
	static const char *const names[] = { "LC_ALL", "LC_MESSAGES", "LANG" };
	enum language language = LANGUAGE_EN;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const char *value = getenv(names[i]);
		if (!value || !*value)
			continue;
		language_parse(span_from_cstr(value), &language);
		break;
	}
	return language;
}

struct wanted {
	const char *subject, *key, *variant;
};

/* Compares "key/variant" with `have` without writing it down. */
static int compare_key(const struct wanted *want, const char *have)
{
	size_t n = strlen(want->key);
	int order = strncmp(want->key, have, n);
	if (order != 0)
		return order;
	if (!want->variant)
		return have[n] ? -1 : 0;
	if (have[n] != '/')
		return '/' - (unsigned char)have[n];
	return strcmp(want->variant, have + n + 1);
}

static int compare(const void *key, const void *row)
{
	const struct wanted *want = key;
	const struct word *word = row;
	int order = strcmp(want->subject, word->subject);
	return order != 0 ? order : compare_key(want, word->key);
}

static const struct word *find(const char *subject, const char *key, const char *variant)
{
	struct wanted want = { subject, key, variant };
	return bsearch(&want, words_table, words_count, sizeof(words_table[0]), compare);
}

const char *words_get_exact(
	enum language language, const char *subject, const char *key, const char *variant)
{
	const struct word *word = find(subject, key, variant);
	if (!word)
		return NULL;
	return word->text[language] ? word->text[language] : word->text[LANGUAGE_EN];
}

const char *words_get(
	enum language language, const char *subject, const char *key, const char *variant)
{
	const char *text =
		variant ? words_get_exact(language, subject, key, variant) : NULL;
	return text ? text : words_get_exact(language, subject, key, NULL);
}

static const struct arg *arg_called(const struct finding *f, struct span name)
{
	for (size_t i = 0; f && i < f->arg_count; i++)
		if (span_equal(name, span_from_cstr(f->args[i].name)))
			return &f->args[i];
	return NULL;
}

void words_fill(struct text *t, const char *sentence, const struct finding *f,
	void (*escape)(struct text *t, struct span foreign))
{
	struct span rest = span_from_cstr(sentence);
	for (;;) {
		size_t open = span_find_byte(rest, '{');
		text_add(t, span_take(rest, open));
		if (open == SPAN_NONE)
			return;
		rest = span_skip(rest, open + 1);
		const struct arg *arg = arg_called(f, span_split(&rest, '}'));
		if (!arg)
			text_add_cstr(t, "?");
		else if (arg->kind == ARG_NUMBER)
			text_printf(t, "%" PRId64, arg->number);
		else
			escape(t, arg->text);
	}
}
