/* Look-alike addresses and which of them is genuine (imitation.h).
 *
 * Addresses of the form 0x and 40 hexadecimal digits only: base58 and bech32 are imitated too,
 * but by no public case that could be measured. */
#include "trace/imitation.h"

#include <errno.h>
#include <stdlib.h>

#include "base/num.h"

enum {
	ADDRESS_DIGITS = 40,
	ROWS_MAX = 100000, /* of one account; the rest is not looked at */
	DUST_PART = 100,   /* a smaller part is no dealing */
	PASSED_ON_PART = 1000,
};

/* Money between a member of a group of look-alikes and somebody. */
struct dealing {
	uint32_t key, through, member, asset;
	struct u256 amount;
};

struct member {
	uint32_t key, account;
};

struct work {
	struct edges *edges;
	struct arena *arena;
	const enum worth *worth;
	struct imitations *found;
	struct dealing *dealings;
	size_t count, capacity;
	struct member *members;
	size_t member_count, member_capacity;
	struct err *err;
};

const char *imitation_proof_name(enum imitation_proof proof)
{
	return proof == IMITATION_BY_AMOUNT ? "amount" : "dealings";
}

/* ---- addresses that look alike */

/* Its first and last digits as a number; false: no address of that form. */
static bool key_of(struct span name, uint32_t *key_r)
{
	uint32_t key = 0;
	if (name.n != ADDRESS_DIGITS + 2 || !span_starts_with_nocase(name, SPAN("0x")))
		return false;
	for (size_t i = 0; i < ADDRESS_DIGITS; i++) {
		int digit = num_hex_digit(name.p[2 + i]);
		if (digit < 0)
			return false;
		if (i < IMITATION_HEAD || i >= ADDRESS_DIGITS - IMITATION_TAIL)
			key = key << 4 | (uint32_t)digit;
	}
	*key_r = key;
	return true;
}

static void add_member(struct work *w, struct arena *scratch, uint32_t account)
{
	struct member m = { .account = account };
	bool is_address =
		key_of(w->edges->ops->account_name(w->edges, scratch, account), &m.key);
	arena_reset(scratch);
	if (!is_address)
		return;
	w->members = arena_grow(
		w->arena, w->members, w->member_count, &w->member_capacity, sizeof(m));
	w->members[w->member_count++] = m;
}

static int compare_members(const void *a, const void *b)
{
	const struct member *x = a, *y = b;
	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	return x->account < y->account ? -1 : x->account > y->account;
}

/* Sorts them, and leaves each once and only those that look like another one. */
static void keep_look_alikes(struct work *w)
{
	size_t kept = 0, n = 0;
	if (w->member_count)
		qsort(w->members, w->member_count, sizeof(*w->members), compare_members);
	for (size_t i = 0; i < w->member_count; i++)
		if (!n || compare_members(&w->members[i], &w->members[n - 1]) != 0)
			w->members[n++] = w->members[i];
	for (size_t i = 0, next; i < n; i = next) {
		for (next = i + 1; next < n && w->members[next].key == w->members[i].key;)
			next++;
		for (size_t k = i; next - i > 1 && k < next; k++)
			w->members[kept++] = w->members[k];
	}
	w->member_count = kept;
}

static const struct member *find_member(const struct work *w, uint32_t account)
{
	struct arena *a = arena_create(1 << 16);
	struct member key = { .account = account };
	bool there = key_of(w->edges->ops->account_name(w->edges, a, account), &key.key);
	arena_destroy(&a);
	return there && w->member_count ? bsearch(&key, w->members, w->member_count,
						  sizeof(key), compare_members)
					: NULL;
}

/* ---- whom they deal with */

static bool is_dealing(const struct transfer *t)
{
	return t->kind != TRANSFER_FEE && t->kind != TRANSFER_NFT &&
	       t->kind != TRANSFER_OWN && t->from != t->to;
}

/* Shows each transfer of an account to `see`, up to ROWS_MAX in a direction. */
static int each_row(struct work *w, uint32_t account,
	void (*see)(void *state, const struct transfer *t, uint32_t other), void *state)
{
	int r = 0;
	for (int in = 0; r == 0 && in < 2; in++) {
		struct arena *a = arena_create(SIZE_MAX);
		struct edge_cursor *c = w->edges->ops->open(w->edges, a, account,
			in ? EDGES_IN : EDGES_OUT, INT64_MIN, w->err);
		r = c ? 0 : -EIO;
		for (size_t n = 0; r == 0 && c->there && n < ROWS_MAX; n++) {
			if (is_dealing(&c->next))
				see(state, &c->next, in ? c->next.from : c->next.to);
			r = w->edges->ops->step(w->edges, c, w->err);
		}
		arena_destroy(&a);
	}
	return r;
}

static void add_dealing(struct work *w, const struct member *m, uint32_t through,
	const struct transfer *t)
{
	struct dealing d = { m->key, through, m->account, t->asset, t->amount };
	w->dealings =
		arena_grow(w->arena, w->dealings, w->count, &w->capacity, sizeof(d));
	w->dealings[w->count++] = d;
}

struct reading {
	struct work *w;
	const struct member *member;
	struct arena *scratch;
	uint32_t through;
};

static void see_of_member(void *state, const struct transfer *t, uint32_t other)
{
	struct reading *r = state;
	add_dealing(r->w, r->member, other, t);
}

static void see_who_deals(void *state, const struct transfer *t, uint32_t other)
{
	struct reading *r = state;
	(void)t;
	add_member(r->w, r->scratch, other);
}

static void see_of_account(void *state, const struct transfer *t, uint32_t other)
{
	struct reading *r = state;
	const struct member *m = find_member(r->w, other);
	if (m)
		add_dealing(r->w, m, r->through, t);
}

static int read_all(struct work *w, struct arena *scratch)
{
	int r = 0;
	for (uint32_t i = 0; i < w->edges->ops->account_count(w->edges); i++)
		add_member(w, scratch, i);
	keep_look_alikes(w);
	for (size_t i = 0; r == 0 && i < w->member_count; i++) {
		struct reading reading = { .w = w, .member = &w->members[i] };
		r = each_row(w, w->members[i].account, see_of_member, &reading);
	}
	return r;
}

static int read_one(struct work *w, struct arena *scratch, uint32_t account)
{
	struct reading reading = { .w = w, .scratch = scratch, .through = account };
	int r = each_row(w, account, see_who_deals, &reading);
	keep_look_alikes(w);
	return r < 0 ? r : each_row(w, account, see_of_account, &reading);
}

/* ---- who imitates whom */

static int compare_dealings(const void *a, const void *b)
{
	const struct dealing *x = a, *y = b;
	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	if (x->through != y->through)
		return x->through < y->through ? -1 : 1;
	if (x->member != y->member)
		return x->member < y->member ? -1 : 1;
	return x->asset < y->asset ? -1 : x->asset > y->asset;
}

/* One sum for each asset between two accounts. */
static void add_up(struct work *w)
{
	size_t n = 0;
	if (w->count)
		qsort(w->dealings, w->count, sizeof(*w->dealings), compare_dealings);
	for (size_t i = 0; i < w->count; i++) {
		const struct dealing *d = &w->dealings[i];
		struct dealing *last = n ? &w->dealings[n - 1] : NULL;
		if (!last || compare_dealings(d, last) != 0)
			w->dealings[n++] = *d;
		else if (!u256_add(last->amount, d->amount, &last->amount))
			memset(&last->amount, 0xFF, sizeof(last->amount));
	}
	w->count = n;
}

/* The sums of one member with one account. */
struct slice {
	const struct dealing *of;
	size_t count;
};

static bool is_small_beside(struct u256 part, struct u256 whole, uint64_t times)
{
	struct u256 product;
	return u256_mul(part, u256_of(times), &product) &&
	       u256_compare(product, whole) < 0;
}

static struct u256 sum_in(struct slice s, uint32_t asset)
{
	for (size_t i = 0; i < s.count; i++)
		if (s.of[i].asset == asset)
			return s.of[i].amount;
	return u256_of(0);
}

static bool has_real(const struct work *w, struct slice s)
{
	for (size_t i = 0; i < s.count; i++)
		if (w->worth[s.of[i].asset] == WORTH_REAL &&
			!u256_is_zero(s.of[i].amount))
			return true;
	return false;
}

/* All real money of the one is dust beside that of the other. */
static bool is_less_by_amount(
	const struct work *w, struct slice imitator, struct slice genuine)
{
	for (size_t i = 0; i < imitator.count; i++) {
		const struct dealing *d = &imitator.of[i];
		if (w->worth[d->asset] == WORTH_REAL && !u256_is_zero(d->amount) &&
			!is_small_beside(d->amount, sum_in(genuine, d->asset), DUST_PART))
			return false;
	}
	return has_real(w, genuine);
}

struct through_put {
	struct arena *arena;
	uint32_t account;
	struct flow_sum {
		uint32_t asset;
		struct u256 in, out;
	} * sums;
	size_t count, capacity;
};

static void see_flow(void *state, const struct transfer *t, uint32_t other)
{
	struct through_put *p = state;
	size_t i = 0;
	(void)other;
	while (i < p->count && p->sums[i].asset != t->asset)
		i++;
	if (i == p->count) {
		p->sums = arena_grow(
			p->arena, p->sums, p->count, &p->capacity, sizeof(*p->sums));
		p->sums[p->count++] = (struct flow_sum){ .asset = t->asset };
	}
	struct u256 *sum = t->to == p->account ? &p->sums[i].in : &p->sums[i].out;
	if (!u256_add(*sum, t->amount, sum))
		memset(sum, 0xFF, sizeof(*sum));
}

/* Whether it pays on more than dust of what it gets. Where it cannot be read, it does. */
static bool pays_on(struct work *w, uint32_t account)
{
	struct arena *a = arena_create(SIZE_MAX);
	struct through_put p = { .arena = a, .account = account };
	bool pays = each_row(w, account, see_flow, &p) < 0;
	for (size_t i = 0; i < p.count; i++)
		pays |= !u256_is_zero(p.sums[i].out) && !u256_is_zero(p.sums[i].in) &&
			!is_small_beside(p.sums[i].out, p.sums[i].in, PASSED_ON_PART);
	arena_destroy(&a);
	return pays;
}

static bool is_less_by_dealings(
	struct work *w, struct slice imitator, struct slice genuine)
{
	uint32_t small = imitator.of->member, large = genuine.of->member;
	return !has_real(w, imitator) && !has_real(w, genuine) &&
	       w->edges->ops->degree(w->edges, large) >
		       w->edges->ops->degree(w->edges, small) &&
	       !pays_on(w, small);
}

static void add_imitation(struct work *w, struct slice imitator, struct slice genuine,
	enum imitation_proof proof)
{
	struct imitations *f = w->found;
	f->rows = arena_grow(w->arena, f->rows, f->count, &f->capacity, sizeof(*f->rows));
	f->rows[f->count++] = (struct imitation){ imitator.of->member, genuine.of->member,
		imitator.of->through, proof };
}

/* Whom a member may imitate: all of the others, by the stronger proof. */
static bool judge_one(struct work *w, const struct slice *members, size_t n, size_t one)
{
	size_t before = w->found->count;
	for (size_t i = 0; i < n; i++)
		if (i != one && is_less_by_amount(w, members[one], members[i]))
			add_imitation(w, members[one], members[i], IMITATION_BY_AMOUNT);
	for (size_t i = 0; i < n && w->found->count == before; i++)
		if (i != one && is_less_by_dealings(w, members[one], members[i]))
			add_imitation(w, members[one], members[i], IMITATION_BY_DEALINGS);
	return w->found->count > before;
}

/* All look-alikes that deal with one account. */
static void judge_group(struct work *w, const struct dealing *of, size_t count)
{
	struct arena *a = arena_create(SIZE_MAX);
	struct slice *members = arena_array(a, count, sizeof(*members));
	size_t n = 0, left = 0;
	for (size_t i = 0; i < count; i++) {
		if (!n || members[n - 1].of->member != of[i].member)
			members[n++].of = &of[i];
		members[n - 1].count++;
	}
	for (size_t i = 0; n > 1 && i < n; i++)
		left += !judge_one(w, members, n, i);
	w->found->groups += n > 1;
	w->found->undecided += left > 1;
	arena_destroy(&a);
}

static void judge_all(struct work *w)
{
	for (size_t i = 0, next; i < w->count; i = next) {
		const struct dealing *d = &w->dealings[i];
		for (next = i + 1; next < w->count && w->dealings[next].key == d->key &&
				   w->dealings[next].through == d->through;)
			next++;
		judge_group(w, d, next - i);
	}
}

/* ---- in order, each once */

static int compare_names(struct edges *e, uint32_t x, uint32_t y)
{
	struct arena *a = arena_create(1 << 16);
	int c = span_compare(
		e->ops->account_name(e, a, x), e->ops->account_name(e, a, y));
	arena_destroy(&a);
	return c;
}

/* By name; of one imitator the strongest proof first, and who deals most. */
static int compare_imitations(const void *a, const void *b, void *edges)
{
	const struct imitation *x = a, *y = b;
	int c = x->imitator == y->imitator
			? 0
			: compare_names(edges, x->imitator, y->imitator);
	if (c == 0 && x->proof != y->proof)
		return x->proof < y->proof ? -1 : 1;
	uint64_t p = ((struct edges *)edges)->ops->degree(edges, x->genuine);
	uint64_t q = ((struct edges *)edges)->ops->degree(edges, y->genuine);
	if (c == 0 && p != q)
		return p > q ? -1 : 1;
	c = c ? c : compare_names(edges, x->genuine, y->genuine);
	return c ? c : compare_names(edges, x->through, y->through);
}

static void sort_imitations(struct work *w)
{
	struct imitations *f = w->found;
	size_t n = 0;
	if (f->count)
		qsort_r(f->rows, f->count, sizeof(*f->rows), compare_imitations,
			w->edges);
	for (size_t i = 0; i < f->count; i++)
		if (!n || f->rows[i].imitator != f->rows[n - 1].imitator)
			f->rows[n++] = f->rows[i];
	f->count = n;
}

int imitations_find(struct edges *edges, struct arena *a, const enum worth *worth,
	uint32_t through, struct imitations *imitations_r, struct err *err_r)
{
	*imitations_r = (struct imitations){ 0 };
	struct arena *scratch = arena_create(1 << 20);
	struct work w = { .edges = edges,
		.arena = a,
		.worth = worth,
		.found = imitations_r,
		.err = err_r };
	int r = through == LEDGER_NONE ? read_all(&w, scratch)
				       : read_one(&w, scratch, through);
	arena_destroy(&scratch);
	if (r < 0)
		return r;
	add_up(&w);
	judge_all(&w);
	sort_imitations(&w);
	return 0;
}

const struct imitation *imitations_of(const struct imitations *i, uint32_t account)
{
	for (size_t k = 0; k < i->count; k++)
		if (i->rows[k].imitator == account)
			return &i->rows[k];
	return NULL;
}
