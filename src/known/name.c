/* Names as words in Latin letters (name.h). */
#include "known/name.h"

#include <stdlib.h>

#include "base/must.h"
#include "base/text.h"
#include "base/utf8.h"
#include "parse/latin.h"

enum { ENTRIES_MAX = 512, PHRASES_MAX = 64, PHRASE_WORDS_MAX = 5 };

struct entry {
	struct span word, known_by;
	enum name_word_kind kind;
};

struct phrase {
	struct span words[PHRASE_WORDS_MAX], known_by;
	size_t count;
};

struct name_table {
	struct entry entries[ENTRIES_MAX]; /* sorted by word */
	size_t entry_count;
	struct phrase phrases[PHRASES_MAX]; /* of legal forms, in the order of the file */
	size_t phrase_count;
};

/* ---- the table */

static enum name_word_kind kind_named(struct span word)
{
	static const struct {
		const char *name;
		enum name_word_kind kind;
	} kinds[] = {
		{ "legal", NAME_LEGAL },
		{ "title", NAME_TITLE },
		{ "particle", NAME_PARTICLE },
		{ "number", NAME_NUMBER },
		{ "same", NAME_SPELLING },
		{ "korean", NAME_SPELLING },
	};
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (span_equal(word, span_from_cstr(kinds[i].name)))
			return kinds[i].kind;
	return NAME_WORD;
}

static void add_phrase(struct name_table *t, struct span word, struct span known_by)
{
	must(t->phrase_count < PHRASES_MAX);
	struct phrase *p = &t->phrases[t->phrase_count++];
	p->known_by = known_by;
	while (word.p) {
		must(p->count < PHRASE_WORDS_MAX);
		p->words[p->count++] = span_split(&word, '_');
	}
}

static void add_line(struct name_table *t, struct span line)
{
	enum name_word_kind kind = kind_named(span_split(&line, ' '));
	struct span known_by = { 0 };
	must(kind != NAME_WORD);
	while (line.p) {
		struct span word = span_split(&line, ' ');
		known_by = known_by.p ? known_by : word;
		if (span_find_byte(word, '_') != SPAN_NONE) {
			add_phrase(t, word, known_by);
			continue;
		}
		must(t->entry_count < ENTRIES_MAX);
		t->entries[t->entry_count++] = (struct entry){ word, known_by, kind };
	}
}

static int compare_entries(const void *a, const void *b)
{
	return span_compare(
		((const struct entry *)a)->word, ((const struct entry *)b)->word);
}

struct name_table *name_table_create(struct arena *a)
{
	struct name_table *t = arena_new(a, struct name_table);
	struct span text = span_of(names_table, names_table_bytes);
	while (text.p) {
		struct span line = span_trim(span_split(&text, '\n'));
		if (line.n && line.p[0] != '#')
			add_line(t, line);
	}
	qsort(t->entries, t->entry_count, sizeof(*t->entries), compare_entries);
	return t;
}

/* ---- words */

static bool is_letter(unsigned char c)
{
	return ascii_is_alnum(c) || c >= 0x80;
}

/* "l.x.c." is one word: a dot between single letters joins them. */
static bool joins_initials(struct span rest, size_t length, bool single)
{
	return length && single && rest.n > 1 && is_letter(rest.p[1]) &&
	       (rest.n == 2 || !is_letter(rest.p[2]));
}

static void add_word(struct name *n, const char *bytes, size_t length, struct arena *a)
{
	if (length && n->count < NAME_WORDS_MAX)
		n->words[n->count++].text = arena_copy(a, span_of(bytes, length));
}

static void cut(struct arena *a, struct span text, struct name *n)
{
	char word[NAME_WORD_BYTES_MAX];
	size_t length = 0;
	bool single = true; /* of initials alone so far */
	for (; text.n; text = span_skip(text, 1)) {
		unsigned char c = text.p[0];
		if (is_letter(c)) {
			single &= length == 0 || text.p[-1] == '.';
			if (length < sizeof(word))
				word[length++] = (char)c;
		} else if (c != '\'' && c != '`' &&
			   !(c == '.' && joins_initials(text, length, single))) {
			add_word(n, word, length, a);
			length = 0;
			single = true;
		}
	}
	add_word(n, word, length, a);
}

static void know(const struct name_table *t, struct name_word *word)
{
	struct entry key = { .word = word->text };
	const struct entry *e =
		bsearch(&key, t->entries, t->entry_count, sizeof(key), compare_entries);
	if (!e)
		return;
	word->text = e->known_by;
	word->kind = e->kind;
}

static bool stands_at(const struct phrase *p, const struct name *n, size_t at)
{
	if (p->count > n->count - at)
		return false;
	for (size_t i = 0; i < p->count; i++)
		if (!span_equal(p->words[i], n->words[at + i].text))
			return false;
	return true;
}

static void join_phrases(const struct name_table *t, struct name *n)
{
	for (size_t i = 0; i < t->phrase_count; i++)
		for (size_t at = 0; at < n->count; at++) {
			const struct phrase *p = &t->phrases[i];
			if (!stands_at(p, n, at))
				continue;
			n->words[at].text = p->known_by;
			memmove(&n->words[at + 1], &n->words[at + p->count],
				(n->count - at - p->count) * sizeof(*n->words));
			n->count -= p->count - 1;
		}
}

/* Hangul stands without spaces between syllables; romanized names have them. */
static struct span part_syllables(struct arena *a, struct span text)
{
	enum { FIRST = 0xAC00, LAST = 0xD7A3 };
	struct text t;
	if (!utf8_has_8bit(text))
		return text;
	text_init(&t, a, 2 * text.n + 4);
	while (text.n) {
		uint32_t c;
		utf8_next(&text, &c);
		utf8_add(&t, c);
		if (c >= FIRST && c <= LAST)
			text_add_byte(&t, ' ');
	}
	return text_span(&t);
}

void name_parse(struct arena *a, const struct name_table *table, struct span text,
	bool organization, struct name *name_r)
{
	struct text joined;
	*name_r = (struct name){ .organization = organization };
	cut(a, latin_of(a, part_syllables(a, span_take(text, NAME_BYTES_MAX))), name_r);
	if (organization)
		join_phrases(table, name_r);
	text_init(&joined, a, NAME_BYTES_MAX);
	for (size_t i = 0; i < name_r->count; i++) {
		char sound[NAME_SOUND_BYTES_MAX];
		know(table, &name_r->words[i]);
		size_t heard = name_sound(name_r->words[i].text, sound);
		name_r->words[i].sound = arena_copy(a, span_of(sound, heard));
		text_add(&joined, name_r->words[i].text);
	}
	name_r->joined = text_span(&joined);
}
