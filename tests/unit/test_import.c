/* import/: exports of any kind become rows, each row in or set aside with its line. */
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/num.h"
#include "import/import.h"
#include "parse/csv.h"

static char folder[64];
static struct arena *arena, *scratch;
static struct text asides; /* "LINE REASON" of each row set aside */

static int set_up(void **state)
{
	(void)state;
	/* Thousands of imports, each made durable: a disk would take minutes. */
	snprintf(folder, sizeof(folder), "%s/assay-import-XXXXXX",
		access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
	arena = arena_create(1 << 28);
	scratch = arena_create(1 << 28);
	text_init(&asides, arena, 1 << 20);
	return mkdtemp(folder) ? 0 : -1;
}

static int remove_one(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
	(void)st;
	(void)flag;
	(void)ftw;
	return remove(path);
}

static int tear_down(void **state)
{
	(void)state;
	arena_destroy(&arena);
	arena_destroy(&scratch);
	return nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static void set_aside(void *state, uint64_t line, const char *reason, struct span row)
{
	(void)state;
	(void)row;
	text_printf(&asides, "%llu %s\n", (unsigned long long)line, reason);
}

static int file_of(struct span bytes)
{
	int fd = memfd_create("source", MFD_CLOEXEC);
	assert_int_equal(write(fd, bytes.p, bytes.n), bytes.n);
	lseek(fd, 0, SEEK_SET);
	return fd;
}

/* Imports; the error, or 0. */
static int import(
	struct span bytes, const struct import_options *options, struct err *err)
{
	struct import import = { .arena = arena,
		.scratch = scratch,
		.options = options,
		.set_aside = set_aside };
	bool was_in;
	assert_int_equal(writer_open(folder, &import.writer, err), 0);
	int r = source_open(file_of(bytes), "test.csv", &import.source, err);
	r = r < 0 ? r : import_source(&import, &was_in, err);
	source_close(&import.source);
	writer_close(&import.writer);
	return r < 0 ? r : was_in;
}

/* All rows that leave an account, one a line: time, receiver, amount, asset. */
static const char *rows_from(const char *account)
{
	struct store *s;
	struct err err;
	struct text t;
	assert_int_equal(store_open(folder, &s, &err), 0);
	assert_int_equal(store_verify(s, &err), 0);
	struct edges *e = store_edges(s);
	uint32_t number = e->ops->find_account(e, span_from_cstr(account));
	struct edge_cursor *c =
		e->ops->open(e, arena, number, EDGES_OUT, INT64_MIN, &err);
	text_init(&t, arena, 1 << 20);
	for (; c->there; e->ops->step(e, c, &err)) {
		const struct asset *asset = e->ops->asset(e, c->next.asset);
		text_printf(&t, "%lld %.*s ", (long long)c->next.order.time_s,
			SPAN_ARG(e->ops->account_name(e, arena, c->next.to)));
		u256_print(&t, c->next.amount, asset->decimals);
		text_printf(&t, " %.*s\n", SPAN_ARG(asset->name));
	}
	store_close(&s);
	return arena_cstr(arena, text_span(&t));
}

static const struct import_options bank = { .chain = {
						    (const unsigned char *)"bank", 4 } };

static void a_banks_table_is_read(void **state)
{
	(void)state;
	struct err err;
	assert_int_equal(
		import(SPAN("Date;Ordering_Account;Beneficiary;Amount;Currency;"
			    "Reference\r\n"
			    "2016-02-04;BB at NY;Jupiter 1;30000000.00;USD;A1\r\n"
			    "2016-02-05 09:30:00;BB at NY;\"Jupiter; "
			    "2\";6000.5;USD;A2\r\n"
			    "2016-02-05;BB at NY;Tokyo \"\"x;77;JPY;A3\r\n"
			    "2016-02-05;BB at NY;\"say \"\"no\"\"\";1;USD;A4\r\n"),
			&bank, &err),
		0);
	assert_string_equal(asides.p ? asides.p : "", "");
	assert_string_equal(rows_from("BB at NY"),
		"1454544000 Jupiter 1 30000000 bank/USD\n"
		"1454630400 Tokyo \"\"x 77 bank/JPY\n"
		"1454630400 say \"no\" 1 bank/USD\n"
		"1454664600 Jupiter; 2 6000.5 bank/USD\n");
}

static void bad_rows_are_set_aside_with_their_line(void **state)
{
	(void)state;
	struct err err;
	assert_int_equal(import(SPAN("from,to,amount,time,asset\n"
				     "a,b,1,100,EUR\n"
				     ",b,1,100,EUR\n"
				     "a,,1,100,EUR\n"
				     "\n"
				     "a,b,1.234,100,EUR\n"
				     "a,b,1,soon,EUR\n"
				     "a,b,-1,100,EUR\n"
				     "a,b,1,100,\n"
				     "a,\"b,1,100,EUR\n"
				     "a,c,2,100,EUR"),
				 &bank, &err),
		0);
	assert_string_equal(asides.p,
		"3 no sender\n4 no receiver\n"
		"6 no amount, or one with more decimals than the asset has (--decimals)\n"
		"7 no time, or none from 1970 to 2106\n"
		"8 no amount, or one with more decimals than the asset has (--decimals)\n"
		"9 no asset\n10 a quote that does not end, or too many fields\n");
	assert_string_equal(rows_from("a"), "100 b 1 bank/EUR\n100 c 2 bank/EUR\n");
}

static void columns_are_named_by_a_map(void **state)
{
	(void)state;
	struct err err;
	struct import_options o = { .chain = SPAN("test"),
		.map = SPAN("from=2,to=1,amount=4,time=3"),
		.decimals = 18,
		.decimals_given = true };
	assert_int_equal(
		import(SPAN("b\ta\t1600000000000\t0.000000000000000001\n"), &o, &err), 0);
	assert_string_equal(rows_from("a"), "1600000000 b 0.000000000000000001 test\n");
	o.map = SPAN("from=2,to=payee,amount=4");
	assert_int_equal(import(SPAN("x,y\n"), &o, &err), -EINVAL);
	assert_non_null(strstr(err.text, "no column \"payee\""));
	o.map = SPAN("frm=2");
	assert_int_equal(import(SPAN("x,y\n"), &o, &err), -EINVAL);
	assert_non_null(strstr(err.text, "no part \"frm\""));
}

static void a_source_comes_in_once(void **state)
{
	(void)state;
	struct err err;
	struct span file = SPAN("from,to,amount,time\na,b,1,5\n");
	assert_int_equal(import(file, &bank, &err), 0);
	assert_int_equal(import(file, &bank, &err), 1);
	assert_string_equal(rows_from("a"), "5 b 1 bank\n");
}

static void a_packed_file_is_undone(void **state)
{
	(void)state;
	struct err err;
	/* printf 'from,to,amount,time\na,b,1,5\n' | gzip -9n */
	static const unsigned char gz[] = { 0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00,
		0x00, 0x02, 0x03, 0x4b, 0x2b, 0xca, 0xcf, 0xd5, 0x29, 0xc9, 0xd7, 0x49,
		0xcc, 0xcd, 0x2f, 0xcd, 0x2b, 0xd1, 0x29, 0xc9, 0xcc, 0x4d, 0xe5, 0x4a,
		0xd4, 0x49, 0xd2, 0x31, 0xd4, 0x31, 0xe5, 0x02, 0x00, 0x1b, 0xe7, 0xde,
		0xfc, 0x1c, 0x00, 0x00, 0x00 };
	assert_int_equal(import(span_of(gz, sizeof(gz)), &bank, &err), 0);
	assert_string_equal(rows_from("a"), "5 b 1 bank\n");
	tear_down(NULL);
	set_up(NULL);
	assert_int_equal(import(span_of(gz, sizeof(gz) - 12), &bank, &err), -EBADMSG);
}

static void any_file_cut_anywhere_is_read_or_refused(void **state)
{
	(void)state;
	struct span file = SPAN("from,to,amount,time,asset\r\na,b,1,100,"
				"EUR\r\n\"c\"\"d\",b,\"2\",100,JPY\r\n");
	for (size_t n = 0; n <= file.n; n++) {
		struct err err;
		int r = import(span_take(file, n), &bank, &err);
		assert_true(r == 0 || r == 1 || r == -EINVAL);
		tear_down(NULL);
		set_up(NULL);
	}
}

/* The first block of Bitcoin. */
static const char genesis[] =
	"01000000000000000000000000000000000000000000000000000000000000000000"
	"00003ba3edfd7a7b12b27ac72c3e67768f617fc81bc3888a51323a9fb8aa4b1e5e4a"
	"29ab5f49ffff001d1dac2b7c01010000000100000000000000000000000000000000"
	"00000000000000000000000000000000ffffffff4d04ffff001d0104455468652054"
	"696d65732030332f4a616e2f32303039204368616e63656c6c6f72206f6e20627269"
	"6e6b206f66207365636f6e64206261696c6f757420666f722062616e6b73ffffffff"
	"0100f2052a01000000434104678afdb0fe5548271967f1a67130b7105cd6a828e039"
	"09a67962e0ea1f61deb649f6bc3f4cef38c4f35504e51ec112de5c384df7ba0b8d57"
	"8a4c702b6bf11d5fac00000000";

static struct span file_of_block(void)
{
	size_t n = (sizeof(genesis) - 1) / 2;
	unsigned char *p = arena_alloc(arena, 8 + n);
	memcpy(p, "\xF9\xBE\xB4\xD9", 4);
	p[4] = (unsigned char)n;
	p[5] = (unsigned char)(n >> 8);
	for (size_t i = 0; i < n; i++)
		p[8 + i] =
			(unsigned char)(num_hex_digit((unsigned char)genesis[2 * i])
						<< 4 |
					num_hex_digit((unsigned char)genesis[2 * i + 1]));
	return span_of(p, 8 + n);
}

static void a_block_is_read_cut_anywhere_and_spoiled(void **state)
{
	(void)state;
	static const struct import_options any = { .form = SPAN("bitcoin-blocks") };
	struct err err;
	struct span file = file_of_block();
	assert_int_equal(import(file, &any, &err), 0);
	assert_string_equal(rows_from("bitcoin:new"),
		"1231006505 "
		"4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b"
		" 50 bitcoin\n");
	for (size_t n = 0; n < file.n; n++) {
		tear_down(NULL);
		set_up(NULL);
		file = file_of_block();
		int r = import(span_take(file, n), &any, &err);
		assert_true(r == 0 || r == -EBADMSG || r == -EINVAL);
	}
	for (size_t i = 8; i < 8 + 80 + 20; i++) {
		tear_down(NULL);
		set_up(NULL);
		file = file_of_block();
		((unsigned char *)file.p)[i] ^= 0x40;
		assert_true(import(file, &any, &err) == 0);
		if (i >= 44 && i < 76) /* the merkle root */
			assert_non_null(strstr(asides.p, "its merkle root is not"));
	}
}

/* Forms of chains, as tables and as lines: each cut anywhere gives rows or reasons. */
static void exports_of_chains_cut_anywhere(void **state)
{
	(void)state;
	static const struct span files[] = {
		SPAN("hash,block_number,transaction_index,from_address,to_address,value,"
		     "gas_price,gas_used,block_timestamp\n0x"
		     "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa,7,"
		     "0,"
		     "0x1111111111111111111111111111111111111111,"
		     "0x2222222222222222222222222222222222222222,5,2,3,1600000000\n"),
		SPAN("{\"type\": \"trace\", \"transaction_hash\": \"0x"
		     "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\","
		     "\"trace_type\": \"call\", \"call_type\": \"call\", "
		     "\"from_address\": "
		     "\"a\", \"to_address\": \"b\", \"value\": 1e3, "
		     "\"trace_address\": [0, {\"x\": []}], \"block_timestamp\": "
		     "1600000000}\n"),
	};
	static const struct import_options etl = { .form = SPAN("ethereum-etl") };
	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++)
		for (size_t n = 0; n <= files[i].n; n++) {
			struct err err;
			assert_true(import(span_take(files[i], n), &etl, &err) >= 0);
			tear_down(NULL);
			set_up(NULL);
		}
}

static void times_are_read_as_exports_write_them(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		int64_t want;
	} good[] = { { "1648041549", 1648041549 }, { "1648041549123", 1648041549 },
		{ "1648041549123456", 1648041549 },
		{ "2022-03-23 13:19:09 UTC", 1648041549 },
		{ "2022-03-23T13:19:09Z", 1648041549 },
		{ "2022-03-23T15:19:09.500+02:00", 1648041549 },
		{ "2022-03-23 13:19:09-0000", 1648041549 }, { "2022-03-23", 1647993600 },
		{ "2022-03-23 13:19", 1648041540 }, { " 0 ", 0 } };
	static const char *const bad[] = { "", "soon", "2022-13-01", "2022-03-23 25:00",
		"2022-03-23 13:19:09 CET", "2022-03-23x", "23.03.2022", "-5",
		"2022-03-23 1", "1969-12-31", "2106-02-08", "10022222222227222" };
	int64_t s;
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
		assert_true(import_time(span_from_cstr(good[i].text), &s));
		assert_int_equal(s, good[i].want);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_false(import_time(span_from_cstr(bad[i]), &s));
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(a_banks_table_is_read),
		TEST(bad_rows_are_set_aside_with_their_line),
		TEST(columns_are_named_by_a_map),
		TEST(a_source_comes_in_once),
		TEST(a_packed_file_is_undone),
		TEST(any_file_cut_anywhere_is_read_or_refused),
		TEST(a_block_is_read_cut_anywhere_and_spoiled),
		TEST(exports_of_chains_cut_anywhere),
		TEST(times_are_read_as_exports_write_them),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
