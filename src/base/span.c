/* Borrowed bytes: comparing, searching and cutting without a copy and without a
 * terminator. Nothing here allocates, and no function reads past `n`. */
#include "base/span.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

bool span_equal(struct span a, struct span b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

bool span_equal_nocase(struct span a, struct span b)
{
	if (a.n != b.n)
		return false;
	for (size_t i = 0; i < a.n; i++)
		if (ascii_lower(a.p[i]) != ascii_lower(b.p[i]))
			return false;
	return true;
}

int span_compare(struct span a, struct span b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int order = n ? memcmp(a.p, b.p, n) : 0;
	if (order != 0)
		return order;
	return (a.n > b.n) - (a.n < b.n);
}

bool span_starts_with(struct span s, struct span head)
{
	return s.n >= head.n && span_equal(span_take(s, head.n), head);
}

bool span_starts_with_nocase(struct span s, struct span head)
{
	return s.n >= head.n && span_equal_nocase(span_take(s, head.n), head);
}

bool span_ends_with(struct span s, struct span tail)
{
	return s.n >= tail.n && span_equal(span_skip(s, s.n - tail.n), tail);
}

bool span_ends_with_nocase(struct span s, struct span tail)
{
	return s.n >= tail.n && span_equal_nocase(span_skip(s, s.n - tail.n), tail);
}

size_t span_find_byte(struct span s, unsigned char c)
{
	const unsigned char *at = s.n ? memchr(s.p, c, s.n) : NULL;
	return at ? (size_t)(at - s.p) : SPAN_NONE;
}

size_t span_rfind_byte(struct span s, unsigned char c)
{
	const unsigned char *at = s.n ? memrchr(s.p, c, s.n) : NULL;
	return at ? (size_t)(at - s.p) : SPAN_NONE;
}

/* Sixteen bytes at a time where the machine can: exports of talks are long strings. */
size_t span_find_either(struct span s, unsigned char a, unsigned char b)
{
	size_t i = 0;
#ifdef __SSE2__
	const __m128i as = _mm_set1_epi8((char)a), bs = _mm_set1_epi8((char)b);
	for (; i + 16 <= s.n; i += 16) {
		__m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)(s.p + i));
		__m128i hits = _mm_or_si128(
			_mm_cmpeq_epi8(bytes, as), _mm_cmpeq_epi8(bytes, bs));
		unsigned mask = (unsigned)_mm_movemask_epi8(hits);
		if (mask)
			return i + (size_t)__builtin_ctz(mask);
	}
#endif
	for (; i < s.n; i++)
		if (s.p[i] == a || s.p[i] == b)
			return i;
	return SPAN_NONE;
}

size_t span_find(struct span s, struct span needle)
{
	if (needle.n == 0)
		return 0;
	const unsigned char *at = s.n ? memmem(s.p, s.n, needle.p, needle.n) : NULL;
	return at ? (size_t)(at - s.p) : SPAN_NONE;
}

size_t span_find_nocase(struct span s, struct span needle)
{
	for (size_t i = 0; i + needle.n <= s.n; i++)
		if (span_equal_nocase(span_of(s.p + i, needle.n), needle))
			return i;
	return SPAN_NONE;
}

struct span span_trim(struct span s)
{
	while (s.n && ascii_is_space(s.p[0]))
		s = span_skip(s, 1);
	while (s.n && ascii_is_space(s.p[s.n - 1]))
		s.n--;
	return s;
}

struct span span_without_final_dot(struct span name)
{
	return span_ends_with(name, SPAN(".")) ? span_take(name, name.n - 1) : name;
}

struct span span_split(struct span *rest, unsigned char c)
{
	struct span all = *rest;
	size_t at = span_find_byte(all, c);
	if (at == SPAN_NONE) {
		*rest = (struct span){ NULL, 0 };
		return all;
	}
	*rest = span_skip(all, at + 1);
	return span_take(all, at);
}

struct span span_line(struct span *rest)
{
	struct span all = *rest;
	size_t at = span_find_byte(all, '\n');
	if (at == SPAN_NONE) {
		*rest = span_skip(all, all.n);
		return all;
	}
	*rest = span_skip(all, at + 1);
	if (at > 0 && all.p[at - 1] == '\r')
		at--;
	return span_take(all, at);
}

bool span_inside(struct span outer, struct span inner)
{
	if (inner.n == 0)
		return true;
	return outer.p && inner.p >= outer.p && inner.p + inner.n <= outer.p + outer.n;
}
