#ifndef ASSAY_BASE_SPAN_H
#define ASSAY_BASE_SPAN_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/* Borrowed bytes, passed by value. What is parsed points back into the input, so a report
 * can name the very byte. Not a C string: no terminator, and NUL is a byte like others. */
struct span {
	const unsigned char *p;
	size_t n;
};

#define SPAN_NONE ((size_t)-1)

/* A span over a string literal. */
#define SPAN(lit) ((struct span){ (const unsigned char *)("" lit ""), sizeof(lit) - 1 })

/* For printf: "%.*s", SPAN_ARG(s). Own or escaped text only, never raw foreign bytes. */
#define SPAN_ARG(s) (int)(s).n, (const char *)(s).p

static inline struct span span_of(const void *p, size_t n)
{
	return (struct span){ p, n };
}

static inline struct span span_from_cstr(const char *s)
{
	return (struct span){ (const unsigned char *)s, s ? strlen(s) : 0 };
}

/* The bytes from `from` up to, and without, `to`; both must point into one object. */
static inline struct span span_between(const unsigned char *from, const unsigned char *to)
{
	return (struct span){ from, (size_t)(to - from) };
}

/* `s` without its first `n` bytes; empty when it has no more than that. */
static inline struct span span_skip(struct span s, size_t n)
{
	if (n > s.n)
		n = s.n;
	return (struct span){ n ? s.p + n : s.p, s.n - n }; /* NULL + 0 is undefined */
}

/* The first `n` bytes of `s`, or all of it when it has fewer. */
static inline struct span span_take(struct span s, size_t n)
{
	return (struct span){ s.p, n < s.n ? n : s.n };
}

/* ASCII only, whatever the locale: protocol words are ASCII. */
static inline unsigned char ascii_lower(unsigned char c)
{
	return c >= 'A' && c <= 'Z' ? (unsigned char)(c + 32) : c;
}
static inline bool ascii_is_digit(unsigned char c)
{
	return c >= '0' && c <= '9';
}
static inline bool ascii_is_alpha(unsigned char c)
{
	unsigned char l = ascii_lower(c);
	return l >= 'a' && l <= 'z';
}
static inline bool ascii_is_alnum(unsigned char c)
{
	return ascii_is_alpha(c) || ascii_is_digit(c);
}
/* Space, tab, CR, LF. */
static inline bool ascii_is_space(unsigned char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

bool span_equal(struct span a, struct span b);
bool span_equal_nocase(struct span a, struct span b);
/* <0, 0, >0 by bytes, the shorter first. */
int span_compare(struct span a, struct span b);
bool span_starts_with(struct span s, struct span head);
bool span_starts_with_nocase(struct span s, struct span head);
bool span_ends_with(struct span s, struct span tail);
bool span_ends_with_nocase(struct span s, struct span tail);

/* Index of the first (last) `c`, of the first `a` or `b`, of the first `needle`; SPAN_NONE
 * when absent. */
size_t span_find_byte(struct span s, unsigned char c);
size_t span_rfind_byte(struct span s, unsigned char c);
size_t span_find_either(struct span s, unsigned char a, unsigned char b);
size_t span_find(struct span s, struct span needle);
size_t span_find_nocase(struct span s, struct span needle);

/* `s` without spaces, tabs, CRs and LFs at its ends. */
struct span span_trim(struct span s);

/* A domain name without the dot that ends an absolute one. */
struct span span_without_final_dot(struct span name);

/* The part of `*rest` before the first `c`; `*rest` becomes what stands behind that `c`.
 * Without a `c` it is all of `*rest`, which becomes empty with a NULL pointer: so
 * `while (rest.p)` visits every part, the empty last one too. */
struct span span_split(struct span *rest, unsigned char c);

/* Parts of one line at a time: without its LF or CRLF; `*rest` moves behind it. */
struct span span_line(struct span *rest);

/* True when every byte of `inner` lies in `outer`: a parser's output check. */
bool span_inside(struct span outer, struct span inner);

#endif
