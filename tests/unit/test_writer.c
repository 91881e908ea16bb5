/* ledger/writer and what reads behind it: rows go in in any order and come out in one, each
 * once, from both sides; a ledger of many segments answers as one of a single segment. */
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "ledger/writer.h"

enum { ROWS = 3000, ACCOUNTS = 40, CHAIN = 2 };

/* A row by names, which no import changes. */
struct told {
	struct transfer
		t; /* from and to are numbers of names here, the asset one of CHAIN */
	bool has_tx;
	unsigned char tx[32];
};

static char folder[64];
static struct told rows[ROWS];
static uint64_t seed;

static uint32_t chance(uint32_t below)
{
	seed = seed * 6364136223846793005 + 1442695040888963407;
	return (uint32_t)(seed >> 33) % below;
}

static const char *account_name(uint32_t i)
{
	static char name[64];
	if (i % 3 == 0)
		snprintf(name, sizeof(name), "0x%040x", i * 2654435761u);
	else
		snprintf(name, sizeof(name), "bank account %u", i);
	return name;
}

static struct u256 some_amount(void)
{
	struct u256 a = u256_of(chance(1000));
	if (chance(4) == 0)
		a.w[1] = chance(1 << 30);
	if (chance(9) == 0)
		a.w[3] = chance(1 << 30) + 1u;
	return a;
}

/* Transactions of one to three rows, and rows without one; moments repeat. */
static void make_rows(void)
{
	seed = 7;
	for (uint32_t i = 0; i < ROWS; i++) {
		struct told *r = &rows[i];
		bool same_tx = i && rows[i - 1].has_tx && chance(3);
		*r = (struct told){ .has_tx = same_tx || chance(4) };
		r->t = (struct transfer){ .from = chance(ACCOUNTS),
			.to = chance(ACCOUNTS),
			.asset = chance(CHAIN),
			.kind = r->has_tx ? TRANSFER_TOKEN : TRANSFER_BANK,
			.amount = some_amount() };
		r->t.order = same_tx ? rows[i - 1].t.order
				     : (struct transfer_order){ 1600000000 + chance(400),
					       r->has_tx ? 1 + chance(5) : 0,
					       r->has_tx ? chance(4) : 0, 0 };
		r->t.order.position = same_tx ? rows[i - 1].t.order.position + 1 : i;
		memcpy(r->tx, same_tx ? rows[i - 1].tx : (unsigned char *)&i, 4);
	}
}

static void add(struct writer *w, const struct told *r)
{
	static const char *const assets[CHAIN] = { "ethereum", "bank/EUR" };
	struct transfer t = r->t;
	struct err err;
	t.from = writer_account(w, span_from_cstr(account_name(r->t.from)));
	t.to = writer_account(w, span_from_cstr(account_name(r->t.to)));
	assert_int_equal(writer_asset(w, span_from_cstr(assets[r->t.asset]), SPAN("X"),
				 r->t.asset ? 2 : 18, &t.asset, &err),
		0);
	assert_int_equal(writer_add(w, &t, r->has_tx ? r->tx : NULL, &err), 0);
}

static struct writer *open_writer(void)
{
	struct writer *w;
	struct err err;
	if (writer_open(folder, &w, &err) < 0)
		fail_msg("%s", err.text);
	return w;
}

static void commit(struct writer *w)
{
	struct err err;
	if (writer_commit(w, &err) < 0)
		fail_msg("%s", err.text);
}

static void import(unsigned first, unsigned step, unsigned segments)
{
	struct writer *w = open_writer();
	for (unsigned i = 0; i < ROWS; i++) {
		add(w, &rows[(first + (uint64_t)i * step) % ROWS]);
		if (i % (ROWS / segments) == ROWS / segments - 1)
			commit(w);
	}
	commit(w);
	writer_close(&w);
}

/* All that each account sends and gets, as text. */
static struct span tell_all(struct arena *a)
{
	struct store *s;
	struct err err;
	if (store_open(folder, &s, &err) < 0 || store_verify(s, &err) < 0)
		fail_msg("%s", err.text);
	struct edges *e = store_edges(s);
	struct text t;
	text_init(&t, a, 64 << 20);
	for (uint32_t i = 0; i < ACCOUNTS; i++)
		for (int d = EDGES_OUT; d <= EDGES_IN; d++) {
			uint32_t account =
				e->ops->find_account(e, span_from_cstr(account_name(i)));
			struct edge_cursor *c =
				e->ops->open(e, a, account, d, INT64_MIN, &err);
			text_printf(&t, "%s %d\n", account_name(i), d);
			for (; c->there; e->ops->step(e, c, &err)) {
				const struct transfer *n = &c->next;
				unsigned char id[32] = { 0 };
				e->ops->transaction_id(e, n, id);
				text_printf(&t,
					"%lld %u %u %u %.*s %.*s %.*s %u %02x%02x ",
					(long long)n->order.time_s, n->order.block,
					n->order.tx_index, n->order.position,
					SPAN_ARG(e->ops->account_name(e, a, n->from)),
					SPAN_ARG(e->ops->account_name(e, a, n->to)),
					SPAN_ARG(e->ops->asset(e, n->asset)->name),
					n->kind, id[0], id[1]);
				u256_print(&t, n->amount, 0);
				text_add_byte(&t, '\n');
			}
		}
	store_close(&s);
	return text_span(&t);
}

static int remove_one(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
	(void)st;
	(void)flag;
	(void)ftw;
	return remove(path);
}

static int set_up(void **state)
{
	(void)state;
	strcpy(folder, "/tmp/assay-ledger-XXXXXX");
	make_rows();
	return mkdtemp(folder) ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	return nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static size_t lines(struct span s)
{
	size_t n = 0;
	for (size_t i = 0; i < s.n; i++)
		n += s.p[i] == '\n';
	return n;
}

static void start_anew(void)
{
	tear_down(NULL);
	set_up(NULL);
}

static void any_order_and_any_segments_give_the_same_ledger(void **state)
{
	(void)state;
	static const struct {
		unsigned first, step, segments;
	} ways[] = { { 0, 1, 1 }, { 17, 1, 1 }, { 5, 7, 1 }, { 0, 1, 10 },
		{ 1, 1001, 4 } };
	struct arena *a = arena_create(1u << 30);
	struct span first = SPAN("");
	for (size_t i = 0; i < sizeof(ways) / sizeof(*ways); i++) {
		start_anew();
		import(ways[i].first, ways[i].step, ways[i].segments);
		struct span all = tell_all(a);
		if (i == 0)
			first = all;
		assert_true(span_equal(all, first));
	}
	assert_int_equal(lines(first), 2 * ROWS + 2 * ACCOUNTS);
	arena_destroy(&a);
}

static void rows_of_transactions_come_in_once(void **state)
{
	(void)state;
	struct arena *a = arena_create(1u << 30);
	uint32_t with_tx = 0;
	import(0, 1, 1);
	struct span once = tell_all(a);
	struct writer *w = open_writer();
	for (uint32_t i = 0; i < ROWS; i++)
		if (rows[i].has_tx) {
			add(w, &rows[i]);
			with_tx++;
		}
	struct told other = rows[0];
	for (uint32_t i = 0; !other.has_tx; i++)
		other = rows[i];
	other.t.amount = u256_of(123456789);
	add(w, &other);
	uint64_t taken;
	bool done;
	writer_begin(w, 99, SPAN("again"), &taken, &done);
	commit(w);
	assert_int_equal(w->import->repeated, with_tx);
	assert_int_equal(w->import->refused, 1);
	assert_int_equal(w->import->rows, 0);
	writer_close(&w);
	assert_true(span_equal(tell_all(a), once));
	arena_destroy(&a);
}

static void the_rows_of_a_transaction_are_gathered(void **state)
{
	(void)state;
	import(0, 1, 7);
	struct store *s;
	struct err err;
	assert_int_equal(store_open(folder, &s, &err), 0);
	struct edges *e = store_edges(s);
	for (uint32_t i = 0; i < ROWS; i++) {
		struct transfer first, all[8];
		size_t count, want = 1;
		if (!rows[i].has_tx || (i && memcmp(rows[i].tx, rows[i - 1].tx, 32) == 0))
			continue;
		while (i + want < ROWS && want < 8 && rows[i + want].has_tx &&
			memcmp(rows[i].tx, rows[i + want].tx, 32) == 0)
			want++;
		if (want == 8)
			continue;
		assert_true(e->ops->find_transaction(e, rows[i].tx, &first));
		assert_int_equal(first.order.position, rows[i].t.order.position);
		e->ops->transaction(e, &first, all, 8, &count, &err);
		assert_int_equal(count, want);
		for (size_t k = 0; k < want; k++)
			assert_int_equal(
				u256_compare(all[k].amount, rows[i + k].t.amount), 0);
	}
	unsigned char nobody[32] = { 0xFF, 0xFF, 0xFF, 0xFF };
	struct transfer none;
	assert_false(e->ops->find_transaction(e, nobody, &none));
	store_close(&s);
}

static void a_cursor_starts_at_a_moment(void **state)
{
	(void)state;
	import(3, 7, 5);
	struct store *s;
	struct err err;
	assert_int_equal(store_open(folder, &s, &err), 0);
	struct edges *e = store_edges(s);
	struct arena *a = arena_create(16 << 20);
	uint32_t account = e->ops->find_account(e, span_from_cstr(account_name(1)));
	for (int d = EDGES_OUT; d <= EDGES_IN; d++) {
		uint32_t want = 0, got = 0;
		for (uint32_t i = 0; i < ROWS; i++)
			want += (d ? rows[i].t.to : rows[i].t.from) == 1 &&
				rows[i].t.order.time_s >= 1600000200;
		struct edge_cursor *c = e->ops->open(e, a, account, d, 1600000200, &err);
		for (; c->there; e->ops->step(e, c, &err), got++)
			assert_true(c->next.order.time_s >= 1600000200);
		assert_int_equal(got, want);
	}
	arena_destroy(&a);
	store_close(&s);
}

static void two_writers_do_not_meet(void **state)
{
	(void)state;
	struct writer *first = open_writer(), *second;
	struct err err;
	assert_int_equal(writer_open(folder, &second, &err), -EBUSY);
	assert_non_null(strstr(err.text, "another program"));
	writer_close(&first);
}

static void what_is_not_committed_is_forgotten(void **state)
{
	(void)state;
	struct arena *a = arena_create(1u << 30);
	import(0, 1, 1);
	struct span before = tell_all(a);
	struct writer *w = open_writer();
	add(w, &rows[0]);
	writer_account(w, SPAN("somebody new"));
	writer_close(&w);
	assert_true(span_equal(tell_all(a), before));
	/* And what such an end may leave behind is written over. */
	int at = openat(AT_FDCWD, folder, O_RDONLY | O_DIRECTORY);
	int fd = openat(at, "names", O_WRONLY | O_APPEND);
	assert_int_equal(write(fd, "garbage", 7), 7);
	close(fd);
	close(at);
	w = open_writer();
	writer_account(w, SPAN("somebody new"));
	commit(w);
	writer_close(&w);
	assert_true(span_equal(tell_all(a), before));
	arena_destroy(&a);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(any_order_and_any_segments_give_the_same_ledger),
		TEST(rows_of_transactions_come_in_once),
		TEST(the_rows_of_a_transaction_are_gathered),
		TEST(a_cursor_starts_at_a_moment),
		TEST(two_writers_do_not_meet),
		TEST(what_is_not_committed_is_forgotten),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
