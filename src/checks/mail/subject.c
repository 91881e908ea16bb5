/* What subjects say of themselves: that they answer. */
#include "checks/mail/subject.h"

#include "checks/mail/sender.h"
#include "parse/word.h"

/* What programs of all languages write before the subject of an answer; each is followed
 * by a colon. In small letters where the script has them. */
static const struct span prefixes[] = {
	SPAN("re"),
	SPAN("aw"),
	SPAN("antw"),
	SPAN("antwort"),
	SPAN("sv"),
	SPAN("vs"),
	SPAN("rif"),
	SPAN("res"),
	SPAN("resp"),
	SPAN("odp"),
	SPAN("ynt"),
	SPAN("yan"),
	SPAN("atb"),
	SPAN("ref"),
	SPAN("svar"),
	SPAN("tr\u1ea3 l\u1eddi"),
	SPAN("\u03b1\u03c0"),
	SPAN("\u0391\u03a0"),
	SPAN("\u03c3\u03c7\u03b5\u03c4"),
	SPAN("\u03a3\u03a7\u0395\u03a4"),
	SPAN("\u043e\u0442\u0432"),
	SPAN("\u041e\u0442\u0432"),
	SPAN("\u041e\u0422\u0412"),
	SPAN("\u56de\u590d"),
	SPAN("\u56de\u8986"),
	SPAN("\u7b54\u590d"),
	SPAN("\u7b54\u8986"),
	SPAN("\u56de\u4fe1"),
	SPAN("\u8fd4\u4fe1"),
	SPAN("\ub2f5\uc7a5"),
	SPAN("\ud68c\uc2e0"),
	SPAN("\u05d4\u05e9\u05d1"),
	SPAN("\u0631\u062f"),
	SPAN("\u067e\u0627\u0633\u062e"),
	SPAN("\u0e15\u0e2d\u0e1a"),
};

/* Behind the count that some write: "[2]", "(2)", "^2". */
static struct span skip_count(struct span s)
{
	struct span rest = s;
	unsigned char open = rest.n ? rest.p[0] : 0;
	if (open != '[' && open != '(' && open != '^')
		return s;
	rest = span_skip(rest, 1);
	size_t digits = 0;
	while (digits < rest.n && ascii_is_digit(rest.p[digits]))
		digits++;
	if (digits == 0 || digits > 4)
		return s;
	rest = span_skip(rest, digits);
	if (open == '^')
		return rest;
	return rest.n && (rest.p[0] == ']' || rest.p[0] == ')') ? span_skip(rest, 1) : s;
}

static bool is_colon(struct span s)
{
	s = span_trim(s);
	return span_starts_with(s, SPAN(":")) || span_starts_with(s, SPAN("\uff1a"));
}

/* Tags that lists and gateways put before it: "[list] ", "[EXTERNAL] ". */
static struct span skip_tags(struct span s)
{
	s = span_trim(s);
	while (s.n && s.p[0] == '[') {
		size_t end = span_find_byte(s, ']');
		if (end == SPAN_NONE)
			break;
		s = span_trim(span_skip(s, end + 1));
	}
	return s;
}

bool subject_says_answer(struct span subject, struct span *prefix_r)
{
	subject = skip_tags(subject);
	for (size_t i = 0; i < sizeof(prefixes) / sizeof(*prefixes); i++) {
		if (!span_starts_with_nocase(subject, prefixes[i]))
			continue;
		*prefix_r = span_take(subject, prefixes[i].n);
		if (is_colon(skip_count(span_skip(subject, prefixes[i].n))))
			return true;
	}
	return false;
}

struct span subject_of(struct job *job, const struct letter *letter)
{
	return word_decode(job->arena, sender_value(job, letter, "Subject"), NULL);
}
