#include "trace/rule.h"

static const char *const names[RULES] = { "poison", "haircut", "fifo", "lifo", "tiho",
	"taint-first", "clean-first" };

const char *rule_name(enum rule rule)
{
	return rule < RULES ? names[rule] : "?";
}

enum rule rule_find(struct span name)
{
	unsigned i = 0;
	while (i < RULES && !span_equal(name, span_from_cstr(names[i])))
		i++;
	return (enum rule)i;
}

/* A token may say that any amount moves. What is clean, and all under poison, is counted up to
 * 2^255 - 1; stolen amounts together are less than that (trace.c), so that their sums are
 * exact. */
static struct u256 plus(struct u256 a, struct u256 b)
{
	static const struct u256 most = { { UINT64_MAX, UINT64_MAX, UINT64_MAX,
		UINT64_MAX >> 1 } };
	struct u256 sum;
	return u256_add(a, b, &sum) ? u256_min(sum, most) : most;
}

/* Whether clean money has a place in the order. */
static bool is_queue(enum rule rule)
{
	return rule == RULE_FIFO || rule == RULE_LIFO;
}

/* ---- lists of chunks */

void parts_add(struct parts *parts, struct arena *a, struct chunk chunk)
{
	if (u256_is_zero(chunk.amount))
		return;
	if (parts->count && parts->chunk[parts->count - 1].origin == chunk.origin) {
		struct chunk *last = &parts->chunk[parts->count - 1];
		last->amount = u256_plus(last->amount, chunk.amount);
		return;
	}
	parts->chunk = arena_grow(
		a, parts->chunk, parts->count, &parts->capacity, sizeof(chunk));
	parts->chunk[parts->count++] = chunk;
}

struct u256 parts_tainted(const struct parts *parts)
{
	struct u256 sum = u256_of(0);
	for (size_t i = 0; i < parts->count; i++)
		if (parts->chunk[i].origin != ORIGIN_CLEAN)
			sum = u256_plus(sum, parts->chunk[i].amount);
	return sum;
}

/* Behind the last one; what was paid from the front makes room again. */
static void push(struct purse *p, struct arena *a, struct chunk chunk)
{
	if (p->end > p->first && p->chunk[p->end - 1].origin == chunk.origin) {
		struct chunk *last = &p->chunk[p->end - 1];
		last->amount = plus(last->amount, chunk.amount);
		return;
	}
	if (p->end == p->capacity && p->first > p->capacity / 2) {
		memmove(p->chunk, p->chunk + p->first,
			(p->end - p->first) * sizeof(chunk));
		p->end -= p->first;
		p->first = 0;
	}
	p->chunk = arena_grow(a, p->chunk, p->end, &p->capacity, sizeof(chunk));
	p->chunk[p->end++] = chunk;
}

/* Of one origin there is one chunk, where the order between them is all that counts. */
static void join(struct purse *p, struct arena *a, struct chunk chunk)
{
	for (size_t i = p->first; i < p->end; i++)
		if (p->chunk[i].origin == chunk.origin) {
			p->chunk[i].amount = plus(p->chunk[i].amount, chunk.amount);
			return;
		}
	push(p, a, chunk);
}

/* The most of `*left` that the chunk has, out of both. */
static struct chunk cut(struct chunk *chunk, struct u256 *left)
{
	struct u256 amount = u256_min(chunk->amount, *left);
	chunk->amount = u256_minus(chunk->amount, amount);
	*left = u256_minus(*left, amount);
	return (struct chunk){ chunk->origin, amount };
}

static void pay_from_front(
	struct purse *p, struct arena *a, struct u256 *left, struct parts *parts)
{
	while (!u256_is_zero(*left) && p->first < p->end) {
		parts_add(parts, a, cut(&p->chunk[p->first], left));
		p->first += u256_is_zero(p->chunk[p->first].amount);
	}
	if (p->first == p->end)
		p->first = p->end = 0;
}

static void pay_from_back(
	struct purse *p, struct arena *a, struct u256 *left, struct parts *parts)
{
	while (!u256_is_zero(*left) && p->first < p->end) {
		parts_add(parts, a, cut(&p->chunk[p->end - 1], left));
		p->end -= u256_is_zero(p->chunk[p->end - 1].amount);
	}
}

static void pay_clean(
	struct purse *p, struct arena *a, struct u256 *left, struct parts *parts)
{
	struct chunk clean = { ORIGIN_CLEAN, p->clean };
	parts_add(parts, a, cut(&clean, left));
	p->clean = clean.amount;
}

/* ---- the rules */

static void pay_poison(
	struct purse *p, struct arena *a, struct u256 amount, struct parts *parts)
{
	uint32_t origin = p->first < p->end ? p->chunk[p->first].origin : ORIGIN_CLEAN;
	parts_add(parts, a, (struct chunk){ origin, amount });
}

/* Each origin's share is rounded down: then no share, nor their sum, is more than there is. */
static void pay_haircut(
	struct purse *p, struct arena *a, struct u256 amount, struct parts *parts)
{
	struct u256 held = plus(p->clean, p->tainted), left = amount;
	if (u256_compare(amount, held) >= 0) {
		pay_from_front(p, a, &left, parts);
		p->clean = u256_of(0);
		parts_add(parts, a, (struct chunk){ ORIGIN_CLEAN, left });
		return;
	}
	size_t kept = p->first;
	for (size_t i = p->first; i < p->end; i++) {
		struct chunk *c = &p->chunk[i];
		struct u256 share = u256_part(c->amount, amount, held);
		parts_add(parts, a, cut(c, &share));
		if (!u256_is_zero(c->amount))
			p->chunk[kept++] = *c;
	}
	p->end = kept;
	left = u256_minus(amount, parts_tainted(parts));
	struct u256 clean = u256_min(left, p->clean);
	p->clean = u256_minus(p->clean, clean);
	parts_add(parts, a, (struct chunk){ ORIGIN_CLEAN, clean });
	/* Rounding can ask for a unit more of what is clean than there is: taint pays it. */
	left = u256_minus(left, clean);
	pay_from_front(p, a, &left, parts);
}

static void pay_queue(struct purse *p, enum rule rule, struct arena *a, struct u256 left,
	struct parts *parts)
{
	if (rule == RULE_FIFO)
		pay_from_front(p, a, &left, parts);
	else
		pay_from_back(p, a, &left, parts);
	parts_add(parts, a, (struct chunk){ ORIGIN_CLEAN, left });
}

static void pay_taint_first(
	struct purse *p, struct arena *a, struct u256 left, struct parts *parts)
{
	pay_from_front(p, a, &left, parts);
	pay_clean(p, a, &left, parts);
	parts_add(parts, a, (struct chunk){ ORIGIN_CLEAN, left });
}

static void pay_clean_first(
	struct purse *p, struct arena *a, struct u256 left, struct parts *parts)
{
	pay_clean(p, a, &left, parts);
	pay_from_front(p, a, &left, parts);
	parts_add(parts, a, (struct chunk){ ORIGIN_CLEAN, left });
}

void purse_take(struct purse *p, enum rule rule, struct arena *a, struct chunk chunk)
{
	if (u256_is_zero(chunk.amount))
		return;
	bool tainted = chunk.origin != ORIGIN_CLEAN;
	if (tainted)
		p->tainted = plus(p->tainted, chunk.amount);
	if (is_queue(rule))
		push(p, a, chunk);
	else if (tainted)
		join(p, a, chunk);
	else
		p->clean = plus(p->clean, chunk.amount);
}

void purse_pay(struct purse *p, enum rule rule, struct arena *a, struct u256 amount,
	struct parts *parts)
{
	parts->count = 0;
	switch (rule) {
	case RULE_POISON: pay_poison(p, a, amount, parts); return;
	case RULE_HAIRCUT: pay_haircut(p, a, amount, parts); break;
	case RULE_FIFO:
	case RULE_LIFO: pay_queue(p, rule, a, amount, parts); break;
	case RULE_CLEAN_FIRST: pay_clean_first(p, a, amount, parts); break;
	default: pay_taint_first(p, a, amount, parts); break;
	}
	p->tainted = u256_minus(p->tainted, parts_tainted(parts));
}

struct u256 purse_clean(const struct purse *p)
{
	struct u256 clean = p->clean;
	for (size_t i = p->first; i < p->end; i++)
		if (p->chunk[i].origin == ORIGIN_CLEAN)
			clean = plus(clean, p->chunk[i].amount);
	return clean;
}

void purse_taint(struct purse *p, enum rule rule, struct arena *a, uint32_t origin,
	struct u256 amount)
{
	struct u256 left = amount;
	struct chunk stolen = { origin, amount };
	if (is_queue(rule)) {
		/* Out of the clean chunks, from the back, and back in as the newest. */
		for (size_t i = p->end; i-- > p->first && !u256_is_zero(left);)
			if (p->chunk[i].origin == ORIGIN_CLEAN)
				cut(&p->chunk[i], &left);
		size_t kept = p->first;
		for (size_t i = p->first; i < p->end; i++)
			if (!u256_is_zero(p->chunk[i].amount))
				p->chunk[kept++] = p->chunk[i];
		p->end = kept;
	} else {
		struct chunk clean = { ORIGIN_CLEAN, p->clean };
		cut(&clean, &left);
		p->clean = clean.amount;
	}
	purse_take(p, rule, a, stolen);
}
