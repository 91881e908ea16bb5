/* Growing output with a maximum, over an arena. */
#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>

void text_init(struct text *t, struct arena *a, size_t max)
{
	*t = (struct text){ .arena = a, .max = max, .p = arena_alloc(a, 1) };
}

static void make_room(struct text *t, size_t n)
{
	size_t want = t->n + n + 1;
	if (want <= t->capacity)
		return;
	size_t wider = t->capacity ? t->capacity * 2 : 128;
	if (wider < want)
		wider = want;
	char *p = arena_alloc(t->arena, wider);
	memcpy(p, t->p, t->n);
	t->p = p;
	t->capacity = wider;
}

void text_add(struct text *t, struct span s)
{
	if (s.n > t->max - t->n) {
		s.n = t->max - t->n;
		t->cut = true;
	}
	if (s.n == 0)
		return;
	make_room(t, s.n);
	memcpy(t->p + t->n, s.p, s.n);
	t->n += s.n;
	t->p[t->n] = '\0';
}

void text_add_byte(struct text *t, unsigned char c)
{
	text_add(t, span_of(&c, 1));
}

void text_add_cstr(struct text *t, const char *s)
{
	text_add(t, span_from_cstr(s));
}

void text_printf(struct text *t, const char *fmt, ...)
{
	char small[512];
	va_list ap, again;
	va_start(ap, fmt);
	va_copy(again, ap);
	int n = vsnprintf(small, sizeof(small), fmt, ap);
	va_end(ap);
	if (n >= 0 && (size_t)n < sizeof(small)) {
		text_add(t, span_of(small, (size_t)n));
	} else if (n >= 0) {
		char *large = arena_alloc(t->arena, (size_t)n + 1);
		vsnprintf(large, (size_t)n + 1, fmt, again);
		text_add(t, span_of(large, (size_t)n));
	}
	va_end(again);
}

struct span text_span(const struct text *t)
{
	return span_of(t->p, t->n);
}
