#ifndef ASSAY_PARSE_FILE_NUMBER_H
#define ASSAY_PARSE_FILE_NUMBER_H

#include <stdint.h>

#include "base/span.h"

/* Numbers as file formats write them. What lies outside of `s` reads as 0. */

static inline uint64_t number_le(struct span s, uint64_t at, unsigned bytes)
{
	uint64_t value = 0;
	if (at > s.n || s.n - at < bytes)
		return 0;
	for (unsigned i = 0; i < bytes; i++)
		value |= (uint64_t)s.p[at + i] << (8 * i);
	return value;
}

static inline uint64_t number_be(struct span s, uint64_t at, unsigned bytes)
{
	uint64_t value = 0;
	if (at > s.n || s.n - at < bytes)
		return 0;
	for (unsigned i = 0; i < bytes; i++)
		value = value << 8 | s.p[at + i];
	return value;
}

/* The `n` bytes at `at`, or as many of them as there are. */
static inline struct span span_part(struct span s, uint64_t at, uint64_t n)
{
	if (at > s.n)
		at = s.n;
	s = span_skip(s, (size_t)at);
	return span_take(s, n < s.n ? (size_t)n : s.n);
}

static inline bool span_has_at(struct span s, uint64_t at, struct span mark)
{
	struct span there = span_part(s, at, mark.n);
	return there.n == mark.n && span_starts_with(there, mark);
}

#endif
