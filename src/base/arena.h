#ifndef ASSAY_BASE_ARENA_H
#define ASSAY_BASE_ARENA_H

#include <stddef.h>

#include "base/span.h"

/* All memory of one job: handed out zeroed and never NULL, given back at once when the job
 * ends. A budget bounds it; when that is spent, the function set by arena_on_full() is
 * called and must not return (the engine jumps back and records a gap). */
struct arena;

/* `max_bytes` bounds what may be handed out. Never NULL. */
struct arena *arena_create(size_t max_bytes);
/* One that is destroyed with `owner`, and when it is full, so is that. */
struct arena *arena_below(struct arena *owner, size_t max_bytes);
/* Runs what was deferred, last first, frees everything and sets `*a` to NULL. */
void arena_destroy(struct arena **a);
/* As destroy, but keeps some blocks for the next job of the same worker, which may have
 * another budget. */
void arena_reset(struct arena *a);
void arena_limit(struct arena *a, size_t max_bytes);

/* `n` zeroed bytes, aligned for any type. */
void *arena_alloc(struct arena *a, size_t n);
/* Gives back the end of what was handed out last, which was `p` of `n` bytes: `kept` of them
 * stay. Returns where they are now. For what is written into room of the size that is
 * allowed at most. */
void *arena_trim(struct arena *a, void *p, size_t n, size_t kept);
/* `count` zeroed items of `size` bytes; the product is checked. */
void *arena_array(struct arena *a, size_t count, size_t size);
#define arena_new(a, type) ((type *)arena_alloc((a), sizeof(type)))

/* Room for one more item behind `count` ones: `items` itself, or a larger copy of it.
 *	list = arena_grow(a, list, count, &capacity, sizeof(*list)); list[count++] = x; */
void *arena_grow(
	struct arena *a, void *items, size_t count, size_t *capacity, size_t size);

/* Copies that live as long as the arena. arena_cstr() ends in a NUL and, for the edges
 * where a C string is wanted, keeps inner NULs as they are. */
struct span arena_copy(struct arena *a, struct span s);
/* `s` with ASCII letters in lower case; a copy only where one was not. */
struct span arena_lower(struct arena *a, struct span s);
char *arena_cstr(struct arena *a, struct span s);
char *arena_printf(struct arena *a, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* Has `fn(object)` called when the arena is destroyed or reset. */
void arena_defer(struct arena *a, void (*fn)(void *object), void *object);

void arena_on_full(struct arena *a, void (*fn)(void *object), void *object);
/* Gives `more` bytes of budget: what the engine needs to say that it ran out. */
void arena_allow(struct arena *a, size_t more);
size_t arena_used(const struct arena *a);
size_t arena_left(const struct arena *a);

#endif
