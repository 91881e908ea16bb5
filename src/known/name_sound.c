/* How words are heard (name.h). */
#include <string.h>

#include "known/name.h"

/* What alphabets and writers take for one another, in the order in which it is replaced. */
static const struct {
	const char *from, *to;
} sounds[] = {
	{ "sch", "sh" },
	{ "tch", "ch" },
	{ "ou", "u" },
	{ "oo", "u" },
	{ "ee", "i" },
	{ "kh", "h" },
	{ "gh", "g" },
	{ "ph", "f" },
	{ "dzh", "j" },
	{ "dj", "j" },
	{ "zh", "j" },
	{ "ck", "k" },
	{ "q", "k" },
	{ "c", "k" },
	{ "w", "v" },
	{ "y", "i" },
	{ "j", "i" },
	{ "z", "s" },
	{ "x", "ks" },
};

static size_t replace(char *s, size_t n, const char *from, const char *to)
{
	char out[2 * NAME_SOUND_BYTES_MAX];
	size_t length = strlen(from), made = 0;
	for (size_t i = 0; i < n;) {
		bool is = n - i >= length && memcmp(s + i, from, length) == 0;
		const char *add = is ? to : s + i;
		size_t count = is ? strlen(to) : 1;
		if (made + count > NAME_SOUND_BYTES_MAX)
			break;
		memcpy(out + made, add, count);
		made += count;
		i += is ? length : 1;
	}
	memcpy(s, out, made);
	return made;
}

size_t name_sound(struct span word, char sound_r[NAME_SOUND_BYTES_MAX])
{
	size_t n = word.n < NAME_SOUND_BYTES_MAX ? word.n : NAME_SOUND_BYTES_MAX,
	       kept = 0;
	memcpy(sound_r, word.p, n);
	for (size_t i = 0; i < sizeof(sounds) / sizeof(*sounds); i++)
		n = replace(sound_r, n, sounds[i].from, sounds[i].to);
	for (size_t i = 0; i < n; i++) {
		bool again = i && sound_r[i] == sound_r[i - 1];
		bool vowel = i && memchr("aeiou", sound_r[i], 5);
		if (!again && !vowel)
			sound_r[kept++] = sound_r[i];
	}
	return kept;
}
