/* trace/: every rule against a slow reference that looks at all rows of all accounts in order,
 * over a million rows of random ledgers; and what must hold of any ledger. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "ledger_fixture.h"
#include "trace/trace.h"

enum {
	ROWS_MAX = 4000,
	ACCOUNTS_MAX = 40,
	ASSETS = 2,
	ORIGINS = 2,
	LIST_MAX = 8192,
	CLEAN = -1
};

struct row {
	int64_t time_s;
	uint32_t block, from, to, asset, kind;
	uint64_t amount;
	uint64_t tainted; /* by the reference */
};

/* How a random ledger looks. */
struct shape {
	const char *name;
	unsigned rows, accounts, hub_percent, fee_percent, zero_percent;
	uint64_t amount_max;
	unsigned per_second, per_block; /* rows; per_block 0: no transactions */
};

static const struct shape shapes[] = {
	{ "few accounts", 300, 5, 0, 3, 5, 1000, 3, 0 },
	{ "many accounts", 2000, 40, 0, 2, 2, 1000000, 5, 0 },
	{ "a hub", 2000, 40, 50, 0, 2, 1000, 5, 0 },
	{ "small amounts", 1000, 10, 10, 0, 20, 3, 1, 0 },
	{ "transactions", 1500, 20, 10, 5, 2, 1000, 12, 6 },
	{ "one moment", 400, 8, 0, 0, 2, 1000, 1000, 400 },
};
enum { SHAPES = sizeof(shapes) / sizeof(*shapes) };

static struct row rows[ROWS_MAX];
static size_t row_count;

static void make_rows(struct ledger_fixture *f, const struct shape *s)
{
	row_count = s->rows;
	for (unsigned i = 0; i < s->rows; i++) {
		bool hub = ledger_fixture_chance(f, 100) < s->hub_percent;
		bool zero = ledger_fixture_chance(f, 100) < s->zero_percent;
		rows[i] = (struct row){ .time_s = 1000 + i / s->per_second,
			.block = s->per_block ? 1 + i / s->per_second : 0,
			.from = ledger_fixture_chance(f, s->accounts),
			.to = ledger_fixture_chance(f, s->accounts),
			.asset = ledger_fixture_chance(f, ASSETS),
			.kind = s->per_block ? TRANSFER_TOKEN : TRANSFER_BANK };
		if (hub && ledger_fixture_chance(f, 2))
			rows[i].from = 0;
		else if (hub)
			rows[i].to = 0;
		rows[i].amount =
			zero ? 0 : 1 + ledger_fixture_chance(f, 1u << 31) % s->amount_max;
		if (ledger_fixture_chance(f, 100) < s->fee_percent)
			rows[i].kind = TRANSFER_FEE;
	}
}

/* ---- the reference */

struct item {
	int origin;
	uint64_t amount;
};

struct list {
	struct item item[LIST_MAX];
	size_t n;
};

static struct list lists[ACCOUNTS_MAX][ASSETS], paid[ROWS_MAX / 4];
static bool takes_all[ACCOUNTS_MAX];
static uint64_t reference_stolen[ASSETS];

static bool is_queue(enum rule rule)
{
	return rule == RULE_FIFO || rule == RULE_LIFO;
}

static void list_drop(struct list *l, size_t i)
{
	memmove(&l->item[i], &l->item[i + 1], (--l->n - i) * sizeof(*l->item));
}

static void list_put(struct list *l, enum rule rule, int origin, uint64_t amount)
{
	if (!amount)
		return;
	for (size_t i = 0; !is_queue(rule) && i < l->n; i++)
		if (l->item[i].origin == origin) {
			l->item[i].amount += amount;
			return;
		}
	if (l->n && l->item[l->n - 1].origin == origin) {
		l->item[l->n - 1].amount += amount;
		return;
	}
	assert_true(l->n < LIST_MAX);
	l->item[l->n++] = (struct item){ origin, amount };
}

static void list_move(struct list *l, size_t i, uint64_t *left, struct list *to)
{
	uint64_t amount = l->item[i].amount < *left ? l->item[i].amount : *left;
	if (amount)
		to->item[to->n++] = (struct item){ l->item[i].origin, amount };
	l->item[i].amount -= amount;
	*left -= amount;
}

static void list_tidy(struct list *l)
{
	for (size_t i = l->n; i-- > 0;)
		if (!l->item[i].amount)
			list_drop(l, i);
}

/* All of the clean ones, or all of the others, in order, as far as they go. */
static void list_move_kind(struct list *l, bool clean, uint64_t *left, struct list *to)
{
	for (size_t i = 0; i < l->n; i++)
		if ((l->item[i].origin == CLEAN) == clean)
			list_move(l, i, left, to);
	list_tidy(l);
}

static uint64_t list_sum(const struct list *l, bool tainted_only)
{
	uint64_t sum = 0;
	for (size_t i = 0; i < l->n; i++)
		if (!tainted_only || l->item[i].origin != CLEAN)
			sum += l->item[i].amount;
	return sum;
}

static void reference_haircut(struct list *l, uint64_t *left, struct list *to)
{
	uint64_t held = list_sum(l, false), amount = *left;
	for (size_t i = 0; amount < held && i < l->n; i++) {
		uint64_t share =
			(uint64_t)((unsigned __int128)l->item[i].amount * amount / held);
		if (l->item[i].origin == CLEAN)
			continue;
		*left -= share;
		list_move(l, i, &share, to);
	}
	list_tidy(l);
	list_move_kind(l, amount < held, left, to);
	list_move_kind(l, amount >= held, left, to);
}

static void reference_pay(
	struct list *l, enum rule rule, uint64_t amount, struct list *to)
{
	uint64_t left = amount;
	to->n = 0;
	switch (rule) {
	case RULE_POISON:
		for (size_t i = 0; left && i < l->n; i++)
			if (l->item[i].origin != CLEAN) {
				to->item[to->n++] =
					(struct item){ l->item[i].origin, left };
				left = 0;
			}
		break;
	case RULE_HAIRCUT: reference_haircut(l, &left, to); break;
	case RULE_FIFO:
		for (size_t i = 0; left && i < l->n; i++)
			list_move(l, i, &left, to);
		list_tidy(l);
		break;
	case RULE_LIFO:
		while (left && l->n) {
			list_move(l, l->n - 1, &left, to);
			list_tidy(l);
		}
		break;
	case RULE_CLEAN_FIRST:
		list_move_kind(l, true, &left, to);
		list_move_kind(l, false, &left, to);
		break;
	default: list_move_kind(l, false, &left, to); list_move_kind(l, true, &left, to);
	}
	if (left)
		to->item[to->n++] = (struct item){ CLEAN, left };
}

static bool same_payment(const struct row *a, const struct row *b)
{
	return a->block && a->block == b->block && a->time_s == b->time_s &&
	       a->from == b->from && a->asset == b->asset;
}

/* The rows behind `i` that are paid with it, the highest first. */
static size_t group(enum rule rule, size_t i, const bool *done, size_t *members)
{
	size_t n = 0;
	const struct list *l = &lists[rows[i].from][rows[i].asset];
	bool awake = takes_all[rows[i].from] || list_sum(l, true) > 0;
	members[n++] = i;
	for (size_t k = i + 1; rule == RULE_TIHO && awake && k < row_count; k++)
		if (same_payment(&rows[i], &rows[k]) && !done[k])
			members[n++] = k;
	for (size_t a = 1; a < n; a++)
		for (size_t b = a; b > 0; b--) {
			const struct row *x = &rows[members[b - 1]],
					 *y = &rows[members[b]];
			bool fee_x = x->kind == TRANSFER_FEE,
			     fee_y = y->kind == TRANSFER_FEE;
			if (fee_x < fee_y || (fee_x == fee_y && x->amount >= y->amount))
				break;
			size_t swap = members[b];
			members[b] = members[b - 1];
			members[b - 1] = swap;
		}
	return n;
}

static void reference_receive(
	enum rule rule, const struct row *r, const struct list *parts)
{
	struct list *l = &lists[r->to][r->asset];
	if (r->kind == TRANSFER_FEE && list_sum(parts, true)) {
		/* What of a fee is tainted ends there; to its receiver it is clean. */
		list_put(l, rule, takes_all[r->to] ? (int)r->to : CLEAN, r->amount);
		if (takes_all[r->to])
			reference_stolen[r->asset] += r->amount;
		return;
	}
	for (size_t i = 0; i < parts->n; i++) {
		int origin = parts->item[i].origin;
		if (origin == CLEAN && takes_all[r->to]) {
			origin = (int)r->to;
			reference_stolen[r->asset] += parts->item[i].amount;
		}
		list_put(l, rule, origin, parts->item[i].amount);
	}
}

static void reference(enum rule rule)
{
	static bool done[ROWS_MAX];
	static struct list kept[ROWS_MAX / 4];
	static size_t kept_of[ROWS_MAX], members[ROWS_MAX];
	size_t kept_n = 0;
	(void)paid;
	memset(done, 0, sizeof(done));
	memset(lists, 0, sizeof(lists));
	memset(reference_stolen, 0, sizeof(reference_stolen));
	for (size_t i = 0; i < row_count; i++) {
		if (!done[i]) {
			size_t n = group(rule, i, done, members);
			if (i == 0 || rows[i].time_s != rows[i - 1].time_s)
				kept_n = 0;
			for (size_t k = 0; k < n; k++) {
				const struct row *r = &rows[members[k]];
				assert_true(kept_n < ROWS_MAX / 4);
				reference_pay(&lists[r->from][r->asset], rule, r->amount,
					&kept[kept_n]);
				kept_of[members[k]] = kept_n++;
				done[members[k]] = true;
			}
		}
		const struct list *parts = &kept[kept_of[i]];
		rows[i].tainted = list_sum(parts, true);
		reference_receive(rule, &rows[i], parts);
	}
}

/* ---- the trace of the same */

static char *account_name(uint32_t i)
{
	static char name[2][16];
	static unsigned which;
	char *to = name[which++ % 2];
	snprintf(to, 16, "a%u", i);
	return to;
}

static const char *const asset_names[ASSETS] = { "one", "two" };

static void add_row(struct ledger_fixture *f, size_t i)
{
	const struct row *r = &rows[i];
	unsigned char tx[32] = { 1 };
	memcpy(tx + 4, &r->block, 4);
	struct transfer t = { .order = { r->time_s, r->block, 0, (uint32_t)i },
		.kind = (uint8_t)r->kind,
		.amount = u256_of(r->amount) };
	ledger_fixture_add(f, t, account_name(r->from), account_name(r->to),
		asset_names[r->asset], r->block ? tx : NULL);
}

/* In the order of the rows, or backwards in three segments, with strangers between. */
static struct store *write_ledger(struct ledger_fixture *f, bool otherwise)
{
	struct err err;
	for (size_t i = 0; i < row_count; i++) {
		add_row(f, otherwise ? row_count - 1 - i : i);
		if (otherwise && i % 3 == 0) {
			struct transfer t = { .order = { rows[i].time_s, 0, 0,
						      (uint32_t)i },
				.kind = TRANSFER_BANK,
				.amount = u256_of(7) };
			ledger_fixture_add(f, t, "stranger", "another", "one", NULL);
		}
		if (otherwise && i % (row_count / 3) == 0)
			assert_int_equal(writer_commit(f->writer, &err), 0);
	}
	return ledger_fixture_open(f);
}

static size_t origins_of(struct edges *e, struct trace_origin *origins)
{
	size_t n = 0;
	for (uint32_t i = 0; i < ACCOUNTS_MAX; i++)
		if (takes_all[i])
			origins[n++] = (struct trace_origin){
				.account = e->ops->find_account(
					e, span_from_cstr(account_name(i))),
				.asset = LEDGER_NONE
			};
	return n;
}

static void run(struct edges *e, struct arena *a, enum rule rule, struct trace *trace)
{
	struct trace_origin origins[ACCOUNTS_MAX];
	struct trace_options options = {
		.rule = rule, .from_s = INT64_MIN, .until_s = INT64_MAX
	};
	struct err err;
	if (trace_run(e, a, origins, origins_of(e, origins), &options, trace, &err) < 0)
		fail_msg("%s", err.text);
}

static uint32_t asset_number(struct edges *e, uint32_t asset)
{
	return span_equal(e->ops->asset(e, asset)->name, SPAN("two"));
}

/* What each row paid tainted, and what each account holds of it in the end. */
static void compare(struct edges *e, struct arena *a, const struct trace *t)
{
	static uint64_t tainted[ROWS_MAX], held[ACCOUNTS_MAX][ASSETS];
	memset(tainted, 0, sizeof(tainted));
	memset(held, 0, sizeof(held));
	for (size_t i = 0; i < t->edge_count; i++)
		if (t->edges[i].hop)
			tainted[t->edges[i].transfer.order.position] +=
				t->edges[i].tainted.w[0];
	for (size_t i = 0; i < row_count; i++)
		if (tainted[i] != rows[i].tainted)
			fail_msg("%s: row %zu pays %llu, not %llu", rule_name(t->rule), i,
				(unsigned long long)tainted[i],
				(unsigned long long)rows[i].tainted);
	if (!rule_conserves(t->rule))
		return;
	for (size_t i = 0; i < t->end_count; i++) {
		struct span name = e->ops->account_name(e, a, t->ends[i].account);
		uint32_t account = (uint32_t)atoi((const char *)arena_cstr(a, name) + 1);
		if (t->ends[i].stop == STOP_HELD)
			held[account][asset_number(e, t->ends[i].asset)] +=
				t->ends[i].amount.w[0];
	}
	for (uint32_t i = 0; i < ACCOUNTS_MAX; i++)
		for (uint32_t k = 0; k < ASSETS; k++)
			if (held[i][k] != list_sum(&lists[i][k], true))
				fail_msg("%s: account %u holds %llu of %u, not %llu",
					rule_name(t->rule), i,
					(unsigned long long)held[i][k], k,
					(unsigned long long)list_sum(&lists[i][k], true));
	for (size_t i = 0; i < t->sum_count; i++) {
		assert_int_equal(t->sums[i].stolen.w[0],
			reference_stolen[asset_number(e, t->sums[i].asset)]);
		assert_int_equal(u256_compare(t->sums[i].stolen, t->sums[i].ended), 0);
	}
}

static bool is_traced(const struct trace *t, const struct transfer *row)
{
	for (size_t i = 0; i < t->edge_count; i++)
		if (t->edges[i].transfer.order.position == row->order.position)
			return true;
	return false;
}

static void choose_origins(struct ledger_fixture *f, const struct shape *s)
{
	memset(takes_all, 0, sizeof(takes_all));
	for (unsigned i = 0; i < ORIGINS; i++)
		takes_all[ledger_fixture_chance(f, s->accounts)] = true;
}

static void every_rule_equals_the_reference(void **state)
{
	(void)state;
	const char *many = getenv("ASSAY_TRACE_ROWS");
	size_t wanted = many ? (size_t)atol(many) : 60000, seen = 0;
	for (uint64_t seed = 1; seen < wanted; seed++) {
		const struct shape *s = &shapes[seed % SHAPES];
		struct ledger_fixture f = { .seed = seed };
		ledger_fixture_start(&f);
		make_rows(&f, s);
		choose_origins(&f, s);
		struct store *store = write_ledger(&f, seed % 2);
		struct edges *e = store_edges(store);
		struct arena *a = arena_create(1u << 30);
		struct trace poison = { .rule = RULE_POISON };
		for (enum rule rule = 0; rule < RULES; rule++) {
			struct trace t;
			reference(rule);
			run(e, a, rule, &t);
			compare(e, a, &t);
			if (rule == RULE_POISON)
				poison = t;
			for (size_t i = 0; i < t.edge_count; i += 17)
				assert_true(is_traced(&poison, &t.edges[i].transfer));
		}
		seen += row_count;
		arena_destroy(&a);
		store_close(&store);
		ledger_fixture_end(&f);
	}
}

/* ---- purses */

static struct u256 tainted_of(
	struct purse *p, enum rule rule, struct arena *a, uint64_t amount)
{
	static struct parts parts;
	parts = (struct parts){ NULL, 0, 0 };
	purse_pay(p, rule, a, u256_of(amount), &parts);
	struct u256 sum = u256_of(0);
	for (size_t i = 0; i < parts.count; i++)
		sum = u256_plus(sum, parts.chunk[i].amount);
	assert_int_equal(u256_compare(sum, u256_of(amount)), 0);
	return parts_tainted(&parts);
}

/* Of one account with one history: clean-first <= haircut <= taint-first, summed up. */
static void the_courts_rules_stand_in_order(void **state)
{
	(void)state;
	struct arena *a = arena_create(1u << 28);
	struct ledger_fixture f = { .seed = 5 };
	for (unsigned round = 0; round < 300; round++) {
		static const enum rule order[] = { RULE_CLEAN_FIRST, RULE_HAIRCUT,
			RULE_TAINT_FIRST };
		struct purse purse[3] = { { .first = 0 } };
		uint64_t paid_out[3] = { 0 };
		for (unsigned i = 0; i < 60; i++) {
			uint64_t amount = 1 + ledger_fixture_chance(&f, 1000);
			bool in = ledger_fixture_chance(&f, 2);
			uint32_t origin = ledger_fixture_chance(&f, 3) ? ORIGIN_CLEAN : 0;
			for (unsigned k = 0; k < 3; k++)
				if (in)
					purse_take(&purse[k], order[k], a,
						(struct chunk){
							origin, u256_of(amount) });
				else
					paid_out[k] +=
						tainted_of(&purse[k], order[k], a, amount)
							.w[0];
			assert_true(
				paid_out[0] <= paid_out[1] && paid_out[1] <= paid_out[2]);
		}
	}
	arena_destroy(&a);
}

static void after_one_deposit_first_in_and_last_in_are_the_same(void **state)
{
	(void)state;
	struct arena *a = arena_create(1 << 20);
	for (uint64_t amount = 0; amount < 30; amount++) {
		struct purse fifo = { .first = 0 }, lifo = { .first = 0 };
		purse_take(&fifo, RULE_FIFO, a, (struct chunk){ 0, u256_of(20) });
		purse_take(&lifo, RULE_LIFO, a, (struct chunk){ 0, u256_of(20) });
		assert_int_equal(tainted_of(&fifo, RULE_FIFO, a, amount).w[0],
			tainted_of(&lifo, RULE_LIFO, a, amount).w[0]);
	}
	arena_destroy(&a);
}

/* The textbook's example: 10 clean, 10 stolen, 10 clean come in, 15 go out. */
static void each_rule_says_what_its_book_says(void **state)
{
	(void)state;
	static const uint64_t want[RULES] = { 15, 5, 5, 5, 10, 10, 0 };
	struct arena *a = arena_create(1 << 20);
	for (enum rule rule = 0; rule < RULES; rule++) {
		struct purse p = { .first = 0 };
		purse_take(&p, rule, a, (struct chunk){ ORIGIN_CLEAN, u256_of(10) });
		purse_take(&p, rule, a, (struct chunk){ 0, u256_of(10) });
		purse_take(&p, rule, a, (struct chunk){ ORIGIN_CLEAN, u256_of(10) });
		assert_int_equal(tainted_of(&p, rule, a, 15).w[0], want[rule]);
	}
	arena_destroy(&a);
}

static void amounts_over_128_bits_are_exact(void **state)
{
	(void)state;
	struct arena *a = arena_create(1 << 20);
	struct u256 huge = { { 12345, 67890, 13579, 1ull << 60 } };
	for (enum rule rule = RULE_HAIRCUT; rule < RULES; rule++) {
		struct purse p = { .first = 0 };
		struct parts parts = { NULL, 0, 0 };
		purse_take(&p, rule, a, (struct chunk){ ORIGIN_CLEAN, huge });
		purse_take(&p, rule, a, (struct chunk){ 3, huge });
		struct u256 out = u256_of(0);
		for (unsigned i = 0; i < 7; i++) {
			purse_pay(&p, rule, a, (struct u256){ { 99, 1, 7, 1ull << 58 } },
				&parts);
			out = u256_plus(out, parts_tainted(&parts));
		}
		assert_int_equal(u256_compare(u256_plus(out, p.tainted), huge), 0);
	}
	arena_destroy(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_rule_says_what_its_book_says),
		cmocka_unit_test(after_one_deposit_first_in_and_last_in_are_the_same),
		cmocka_unit_test(the_courts_rules_stand_in_order),
		cmocka_unit_test(amounts_over_128_bits_are_exact),
		cmocka_unit_test(every_rule_equals_the_reference),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
