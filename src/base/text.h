#ifndef ASSAY_BASE_TEXT_H
#define ASSAY_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

/* Output that grows inside an arena up to a maximum. What does not fit is dropped and
 * `cut` says so; the bytes written are always followed by a NUL. */
struct text {
	struct arena *arena;
	char *p;
	size_t n, capacity, max;
	bool cut;
};

void text_init(struct text *t, struct arena *a, size_t max);
void text_add(struct text *t, struct span s);
void text_add_byte(struct text *t, unsigned char c);
void text_add_cstr(struct text *t, const char *s);
void text_printf(struct text *t, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
struct span text_span(const struct text *t);

#endif
