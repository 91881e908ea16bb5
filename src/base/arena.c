/* One arena per job: a chain of blocks, a bump pointer, and a budget. Large blocks come from
 * the kernel itself, so memory is zero without being touched before it is used, whatever the
 * C library kept of what was freed before. Nothing is freed
 * one by one: parsers carry no clean-up code, and a job that is cut short leaks nothing. */
#include "base/arena.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "base/must.h"

/* Blocks grow with what was handed out already, so that large jobs have few. A reset keeps
 * some: to clear what was used of them costs less than a page from the kernel at each first
 * touch. */
enum { BLOCK_MIN = 64 * 1024, BLOCK_MAX = 1 << 20, ALIGN = 16, SPARE_BYTES = 4 << 20 };

/* From here on a block is a mapping of its own; never where the sanitizer should watch its
 * ends. */
#ifndef __has_feature
#define __has_feature(name) 0
#endif
#if defined(__SANITIZE_ADDRESS__) || __has_feature(address_sanitizer)
#define MAPPED_MIN SIZE_MAX
#else
#define MAPPED_MIN ((size_t)BLOCK_MAX)
#endif

struct block {
	struct block *next;
	size_t size, used;
	_Alignas(ALIGN) unsigned char bytes[];
};

struct deferred {
	struct deferred *next;
	void (*fn)(void *object);
	void *object;
};

struct arena {
	struct block *blocks; /* the newest first; the last one is kept by reset */
	struct block *spare;  /* all zero */
	size_t spare_bytes;
	struct deferred *deferred;
	size_t used, max;
	void (*on_full)(void *object);
	void *on_full_object;
};

static bool is_mapped(size_t bytes)
{
	return bytes >= MAPPED_MIN;
}

static struct block *take(size_t bytes)
{
	if (!is_mapped(bytes))
		return calloc(1, sizeof(struct block) + bytes);
	struct block *b = mmap(NULL, sizeof(*b) + bytes, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	return b == MAP_FAILED ? NULL : b;
}

static void give_back(struct block *b)
{
	if (is_mapped(b->size))
		munmap(b, sizeof(*b) + b->size);
	else
		free(b);
}

static struct block *block_create(size_t bytes, struct block *next)
{
	must(bytes <= SIZE_MAX - sizeof(struct block));
	struct block *b = take(bytes);
	must(b != NULL);
	b->size = bytes;
	b->next = next;
	return b;
}

struct arena *arena_create(size_t max_bytes)
{
	struct arena *a = calloc(1, sizeof(*a));
	must(a != NULL);
	a->max = max_bytes;
	a->blocks = block_create(BLOCK_MIN, NULL);
	return a;
}

static void run_deferred(struct arena *a)
{
	while (a->deferred) {
		struct deferred *d = a->deferred;
		a->deferred = d->next;
		d->fn(d->object);
	}
}

static void clear(struct block *b)
{
	memset(b->bytes, 0, b->used);
	b->used = 0;
}

static void drop(struct arena *a, struct block *b)
{
	if (b->size > BLOCK_MAX || b->size > SPARE_BYTES - a->spare_bytes) {
		give_back(b);
		return;
	}
	clear(b);
	b->next = a->spare;
	a->spare = b;
	a->spare_bytes += b->size;
}

static struct block *take_spare(struct arena *a, size_t bytes)
{
	for (struct block **at = &a->spare; *at; at = &(*at)->next) {
		struct block *b = *at;
		if (b->size < bytes)
			continue;
		*at = b->next;
		a->spare_bytes -= b->size;
		return b;
	}
	return NULL;
}

static size_t size_of_next(const struct arena *a)
{
	size_t size = a->used / 2 / BLOCK_MIN * BLOCK_MIN;
	return size < BLOCK_MIN ? BLOCK_MIN : size < BLOCK_MAX ? size : BLOCK_MAX;
}

static void add_block(struct arena *a, size_t bytes)
{
	size_t size = size_of_next(a);
	struct block *b = take_spare(a, bytes);
	if (!b)
		b = block_create(bytes < size ? size : bytes, NULL);
	b->next = a->blocks;
	a->blocks = b;
}

static void free_all(struct block *b)
{
	while (b) {
		struct block *next = b->next;
		give_back(b);
		b = next;
	}
}

void arena_reset(struct arena *a)
{
	run_deferred(a);
	while (a->blocks->next) {
		struct block *b = a->blocks;
		a->blocks = b->next;
		drop(a, b);
	}
	clear(a->blocks);
	a->used = 0;
}

void arena_destroy(struct arena **a)
{
	if (!*a)
		return;
	arena_reset(*a);
	free_all((*a)->blocks);
	free_all((*a)->spare);
	free(*a);
	*a = NULL;
}

static void destroy(void *object)
{
	struct arena *a = object;
	arena_destroy(&a);
}

struct arena *arena_below(struct arena *owner, size_t max_bytes)
{
	struct arena *a = arena_create(max_bytes);
	a->on_full = owner->on_full;
	a->on_full_object = owner->on_full_object;
	arena_defer(owner, destroy, a);
	return a;
}

static void spend(struct arena *a, size_t n)
{
	if (n > a->max || a->used > a->max - n) {
		if (a->on_full)
			a->on_full(a->on_full_object);
		must_failed("the arena's budget holds", __FILE__, __LINE__);
	}
	a->used += n;
}

static size_t aligned(size_t n)
{
	must(n <= SIZE_MAX - ALIGN);
	return (n + ALIGN - 1) / ALIGN * ALIGN;
}

void *arena_alloc(struct arena *a, size_t n)
{
	n = aligned(n);
	spend(a, n);
	struct block *b = a->blocks;
	if (n > b->size - b->used) {
		add_block(a, n);
		b = a->blocks;
	}
	void *p = b->bytes + b->used;
	b->used += n;
	return p;
}

static struct block *shrink(struct block *b, size_t kept)
{
	struct block *small = NULL;
	if (is_mapped(b->size) && is_mapped(kept)) {
		small = mremap(
			b, sizeof(*b) + b->size, sizeof(*b) + kept, MREMAP_MAYMOVE);
		must(small != MAP_FAILED);
	} else if (is_mapped(b->size)) {
		small = block_create(kept, b->next);
		memcpy(small->bytes, b->bytes, kept);
		small->used = b->used;
		give_back(b);
	} else {
		small = realloc(b, sizeof(*b) + kept);
		must(small != NULL);
	}
	small->size = kept;
	return small;
}

/* A block of its own becomes smaller, so that room which was never touched is never paid for. */
void *arena_trim(struct arena *a, void *p, size_t n, size_t kept)
{
	struct block *b = a->blocks;
	must(kept <= n);
	n = aligned(n);
	kept = aligned(kept);
	must((unsigned char *)p + n == b->bytes + b->used);
	a->used -= n - kept;
	b->used -= n - kept;
	if (p != b->bytes || n != b->size || n <= BLOCK_MIN) {
		memset((unsigned char *)p + kept, 0, n - kept);
		return p;
	}
	a->blocks = shrink(b, kept);
	return a->blocks->bytes;
}

void *arena_array(struct arena *a, size_t count, size_t size)
{
	size_t n;
	if (__builtin_mul_overflow(count, size, &n))
		spend(a, SIZE_MAX);
	return arena_alloc(a, n);
}

void *arena_grow(
	struct arena *a, void *items, size_t count, size_t *capacity, size_t size)
{
	if (count < *capacity)
		return items;
	size_t wider = *capacity ? *capacity * 2 : 8;
	void *copy = arena_array(a, wider, size);
	if (count)
		memcpy(copy, items, count * size);
	*capacity = wider;
	return copy;
}

struct span arena_copy(struct arena *a, struct span s)
{
	unsigned char *p = arena_alloc(a, s.n);
	if (s.n)
		memcpy(p, s.p, s.n);
	return span_of(p, s.n);
}

struct span arena_lower(struct arena *a, struct span s)
{
	size_t same = 0;
	while (same < s.n && ascii_lower(s.p[same]) == s.p[same])
		same++;
	if (same == s.n)
		return s;
	unsigned char *p = arena_alloc(a, s.n);
	for (size_t i = 0; i < s.n; i++)
		p[i] = ascii_lower(s.p[i]);
	return span_of(p, s.n);
}

char *arena_cstr(struct arena *a, struct span s)
{
	must(s.n < SIZE_MAX);
	char *p = arena_alloc(a, s.n + 1);
	if (s.n)
		memcpy(p, s.p, s.n);
	return p;
}

char *arena_printf(struct arena *a, const char *fmt, ...)
{
	va_list ap, again;
	va_start(ap, fmt);
	va_copy(again, ap);
	int n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	must(n >= 0);
	char *p = arena_alloc(a, (size_t)n + 1);
	vsnprintf(p, (size_t)n + 1, fmt, again);
	va_end(again);
	return p;
}

void arena_defer(struct arena *a, void (*fn)(void *object), void *object)
{
	struct deferred *d = arena_new(a, struct deferred);
	*d = (struct deferred){ a->deferred, fn, object };
	a->deferred = d;
}

void arena_on_full(struct arena *a, void (*fn)(void *object), void *object)
{
	a->on_full = fn;
	a->on_full_object = object;
}

void arena_limit(struct arena *a, size_t max_bytes)
{
	a->max = max_bytes;
}

void arena_allow(struct arena *a, size_t more)
{
	a->max = more > SIZE_MAX - a->max ? SIZE_MAX : a->max + more;
}

size_t arena_used(const struct arena *a)
{
	return a->used;
}

size_t arena_left(const struct arena *a)
{
	return a->max > a->used ? a->max - a->used : 0;
}
