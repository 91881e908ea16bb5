#ifndef ASSAY_BASE_PACK_H
#define ASSAY_BASE_PACK_H

#include <stdint.h>

#include "base/text.h"

/* Numbers and spans in packets between processes. Numbers are little-endian and as many
 * bytes as told; a span stands behind its length. Whoever reads treats the packet as
 * hostile: what is missing or too large makes the whole of it broken. */

static inline void put(struct text *t, uint64_t value, unsigned bytes)
{
	unsigned char b[8];
	for (unsigned i = 0; i < bytes; i++)
		b[i] = (unsigned char)(value >> (8 * i));
	text_add(t, span_of(b, bytes));
}

static inline void put_span(struct text *t, struct span s, unsigned length_bytes)
{
	put(t, s.n, length_bytes);
	text_add(t, s);
}

/* A packet being read: once something is missing, everything reads as zero. */
struct in {
	struct span rest;
	bool broken;
};

static inline uint64_t take(struct in *in, unsigned bytes)
{
	uint64_t value = 0;
	if (in->broken || in->rest.n < bytes) {
		in->broken = true;
		return 0;
	}
	for (unsigned i = 0; i < bytes; i++)
		value |= (uint64_t)in->rest.p[i] << (8 * i);
	in->rest = span_skip(in->rest, bytes);
	return value;
}

static inline struct span take_span(struct in *in, unsigned length_bytes, size_t max)
{
	uint64_t n = take(in, length_bytes);
	if (in->broken || n > max || n > in->rest.n) {
		in->broken = true;
		return SPAN("");
	}
	struct span s = span_take(in->rest, n);
	in->rest = span_skip(in->rest, n);
	return s;
}

static inline bool take_bool(struct in *in)
{
	uint64_t value = take(in, 1);
	in->broken |= value > 1;
	return value == 1;
}

/* A number below `end`. */
static inline unsigned take_below(struct in *in, unsigned bytes, uint64_t end)
{
	uint64_t value = take(in, bytes);
	in->broken |= value >= end;
	return in->broken ? 0 : (unsigned)value;
}

static inline bool is_whole(const struct in *in)
{
	return !in->broken && in->rest.n == 0;
}

static inline bool is_printable(struct span s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < ' ' || s.p[i] > '~')
			return false;
	return true;
}

#endif
