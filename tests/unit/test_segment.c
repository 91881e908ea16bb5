/* ledger/segment: rows in two orders, read from bytes that a disk may have spoiled. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/hash.h"
#include "ledger/segment.h"

/* Four transfers: 1 -> 2 at second 100, 2 -> 4 at 105, 1 -> 4 at 107 (large), 4 -> 1 at 107. */
enum { ROWS = 4, ACCOUNTS = 5, ASSETS = 2, WHAT = 1 << 8 | TRANSFER_NATIVE };

static const uint32_t to[] = { 2, 4, 4, 1 }, time_s[] = { 0, 7, 5, 7 };
static const uint32_t rank[] = { 0, 2, 1, 3 }, what[] = { WHAT, WHAT, WHAT, WHAT };
static const uint64_t amount[] = { 10, 3ull << 62, 6, 4 };
static const struct u256 large[] = { { { 1, 2, 3, 4 } } };
static const uint32_t into[] = { 3, 0, 2, 1 };
static const uint32_t row_of[] = { 0, 2, 1, 3 };
static const uint32_t no_tx[] = { LEDGER_NONE, LEDGER_NONE, LEDGER_NONE, LEDGER_NONE };
static const uint32_t from_first[] = { 0, 2, 3, 3, 4 }; /* accounts 1 to 4 */
static const uint32_t to_ids[] = { 1, 2, 4 }, to_first[] = { 0, 1, 2, 4 };

static union {
	struct segment_head head;
	unsigned char bytes[4096];
} file;
static size_t file_bytes;

static void add(enum column column, const void *p, size_t n)
{
	file_bytes = (file_bytes + SEGMENT_ALIGN - 1) / SEGMENT_ALIGN * SEGMENT_ALIGN;
	file.head.column[column] = (struct segment_column){ file_bytes, n,
		hash_bytes(span_of(p, n), SEGMENT_MAGIC) };
	if (n)
		memcpy(file.bytes + file_bytes, p, n);
	file_bytes += n;
}

static void seal(void)
{
	file.head.checksum =
		hash_bytes(span_of(&file.head, offsetof(struct segment_head, checksum)),
			SEGMENT_MAGIC);
}

static int build(void **state)
{
	(void)state;
	memset(&file, 0, sizeof(file));
	file.head = (struct segment_head){ .magic = SEGMENT_MAGIC,
		.version = LEDGER_VERSION,
		.columns = COLUMNS,
		.rows = ROWS,
		.first_s = 100,
		.from_base = 1 };
	file_bytes = sizeof(file.head);
	for (enum column c = 0; c < COLUMNS; c++)
		add(c, "", 0);
	add(COLUMN_TO, to, sizeof(to));
	add(COLUMN_TIME, time_s, sizeof(time_s));
	add(COLUMN_RANK, rank, sizeof(rank));
	add(COLUMN_AMOUNT, amount, sizeof(amount));
	add(COLUMN_WHAT, what, sizeof(what));
	add(COLUMN_LARGE, large, sizeof(large));
	add(COLUMN_INTO, into, sizeof(into));
	add(COLUMN_FROM_FIRST, from_first, sizeof(from_first));
	add(COLUMN_TO_IDS, to_ids, sizeof(to_ids));
	add(COLUMN_TO_FIRST, to_first, sizeof(to_first));
	add(COLUMN_ROW, row_of, sizeof(row_of));
	add(COLUMN_TX, no_tx, sizeof(no_tx));
	seal();
	return 0;
}

static int open_file(struct segment *s, size_t bytes)
{
	struct err err;
	return segment_open(span_of(file.bytes, bytes), "test", s, &err);
}

static int verify(const struct segment *s)
{
	struct err err;
	return segment_verify(s, "test", ACCOUNTS, ASSETS, &err);
}

static void rows_are_found_in_both_orders(void **state)
{
	(void)state;
	struct segment s;
	assert_int_equal(open_file(&s, file_bytes), 0);
	assert_int_equal(verify(&s), 0);
	struct rows out = segment_out(&s, 1), in = segment_in(&s, 4);
	assert_int_equal(out.first, 0);
	assert_int_equal(out.end, 2);
	assert_int_equal(in.first, 2);
	assert_int_equal(in.end, 4);
	assert_int_equal(segment_out(&s, 3).end - segment_out(&s, 3).first, 0);
	assert_int_equal(segment_out(&s, 0).end, 0);
	assert_int_equal(segment_in(&s, 3).end, 0);
	assert_int_equal(segment_out(&s, UINT32_MAX).end, 0);
	struct transfer t;
	segment_transfer(&s, s.into[in.first + 1], LEDGER_NONE, &t);
	assert_int_equal(t.from, 1);
	assert_int_equal(t.to, 4);
	assert_int_equal(t.order.time_s, 107);
	assert_int_equal(t.asset, 1);
	assert_int_equal(u256_compare(t.amount, large[0]), 0);
	static const uint32_t from[ROWS] = { 1, 1, 2, 4 };
	for (uint32_t row = 0; row < ROWS; row++)
		assert_int_equal(segment_from(&s, row), from[row]);
}

/* Whatever byte is another than was written, opening or verifying tells. */
static void each_spoiled_byte_is_told(void **state)
{
	(void)state;
	unsigned char used[sizeof(file)] = { 0 };
	memset(used, 1, sizeof(file.head));
	for (enum column c = 0; c < COLUMNS; c++)
		memset(used + file.head.column[c].at, 1, file.head.column[c].bytes);
	for (size_t at = 0; at < file_bytes; at++) {
		struct segment s;
		file.bytes[at] ^= 0x41;
		bool told = open_file(&s, file_bytes) < 0 || verify(&s) < 0;
		assert_int_equal(told, used[at]);
		file.bytes[at] ^= 0x41;
	}
}

static void a_segment_cut_anywhere_is_refused(void **state)
{
	(void)state;
	struct segment s;
	for (size_t n = 0; n < file_bytes; n++)
		assert_true(open_file(&s, n) < 0);
}

/* Numbers that lie, behind checksums that are right: reading stays inside. */
static void numbers_that_lead_outside_are_taken_for_absent(void **state)
{
	(void)state;
	static const enum column lying[] = { COLUMN_TO, COLUMN_RANK, COLUMN_WHAT,
		COLUMN_INTO, COLUMN_FROM_FIRST, COLUMN_TO_IDS, COLUMN_TO_FIRST };
	for (size_t i = 0; i < sizeof(lying) / sizeof(*lying); i++) {
		build(NULL);
		struct segment_column *c = &file.head.column[lying[i]];
		memset(file.bytes + c->at, 0xFF, c->bytes);
		c->checksum =
			hash_bytes(span_of(file.bytes + c->at, c->bytes), SEGMENT_MAGIC);
		seal();
		struct segment s;
		assert_int_equal(open_file(&s, file_bytes), 0);
		assert_true(verify(&s) < 0);
		for (uint32_t account = 0; account < ACCOUNTS; account++) {
			struct rows out = segment_out(&s, account);
			assert_true(out.first <= out.end && out.end <= ROWS);
			for (uint32_t row = out.first; row < out.end; row++) {
				struct transfer t;
				segment_transfer(&s, row, LEDGER_NONE, &t);
			}
			assert_true(segment_in(&s, account).end <= ROWS);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(rows_are_found_in_both_orders, build),
		cmocka_unit_test_setup(each_spoiled_byte_is_told, build),
		cmocka_unit_test_setup(a_segment_cut_anywhere_is_refused, build),
		cmocka_unit_test_setup(
			numbers_that_lead_outside_are_taken_for_absent, build),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
