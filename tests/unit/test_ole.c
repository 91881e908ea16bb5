/* parse/file/ole: the tree and the streams of a compound file, and no more than is there. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "parse/file/ole.h"

enum { SECTOR = 512, FILE_BYTES = 7 * SECTOR };

static void put16(unsigned char *p, unsigned v)
{
	p[0] = (unsigned char)v;
	p[1] = (unsigned char)(v >> 8);
}

static void put32(unsigned char *p, uint32_t v)
{
	put16(p, v & 0xFFFF);
	put16(p + 2, v >> 16);
}

static void put_entry(unsigned char *p, const char *name, int kind, uint32_t right,
	uint32_t child, uint32_t start, uint32_t size)
{
	size_t n = 0;
	for (; name[n]; n++)
		p[2 * n] = (unsigned char)name[n];
	put16(p + 64, (unsigned)(2 * n + 2));
	p[66] = (unsigned char)kind;
	put32(p + 68, 0xFFFFFFFF);
	put32(p + 72, right);
	put32(p + 76, child);
	put32(p + 116, start);
	put32(p + 120, size);
}

/* Sectors: 0 FAT, 1 directory, 2 mini FAT, 3 mini stream, 4 and 5 a stream (backwards). */
static void build(unsigned char *f)
{
	memset(f, 0, FILE_BYTES);
	memcpy(f, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8);
	put16(f + 26, 3);
	put16(f + 30, 9);
	put16(f + 32, 6);
	put32(f + 44, 1);
	put32(f + 48, 1);
	put32(f + 56, 600); /* a low limit, so that the file stays small */
	put32(f + 60, 2);
	put32(f + 68, 0xFFFFFFFE);
	memset(f + 76, 0xFF, 436);
	put32(f + 76, 0);
	unsigned char *fat = f + SECTOR;
	memset(fat, 0xFF, SECTOR);
	put32(fat, 0xFFFFFFFD);
	for (int i = 1; i < 5; i++)
		put32(fat + 4 * i, 0xFFFFFFFE);
	put32(fat + 4 * 5, 4);
	unsigned char *dir = f + 2 * SECTOR;
	put_entry(dir, "Root Entry", 5, 0xFFFFFFFF, 1, 3, 128);
	put_entry(dir + 128, "Big", 2, 2, 0xFFFFFFFF, 5, 700);
	put_entry(dir + 256, "In", 1, 0xFFFFFFFF, 3, 0, 0);
	put_entry(dir + 384, "Small", 2, 0xFFFFFFFF, 0xFFFFFFFF, 0, 70);
	unsigned char *mini = f + 3 * SECTOR;
	memset(mini, 0xFF, SECTOR);
	put32(mini, 1);
	put32(mini + 4, 0xFFFFFFFE);
	memset(f + 4 * SECTOR, 's', 128);
	memset(f + 5 * SECTOR, '4', SECTOR);
	memset(f + 6 * SECTOR, '5', SECTOR);
}

static void test_tree_and_streams(void **state)
{
	(void)state;
	unsigned char file[FILE_BYTES];
	struct arena *a = arena_create(1 << 20);
	struct ole ole;
	enum got got;
	build(file);
	assert_int_equal(ole_open(a, span_of(file, sizeof(file)), 100, &ole), GOT_ALL);
	assert_int_equal(ole.count, 3);
	const struct ole_entry *in = ole_find(&ole, NULL, SPAN("in"));
	const struct ole_entry *small = ole_find(&ole, in, SPAN("SMALL"));
	assert_non_null(small);
	assert_true(span_equal(small->path, SPAN("In/Small")));
	struct span s = ole_read(&ole, small, SIZE_MAX, &got);
	assert_int_equal(got, GOT_ALL);
	assert_int_equal(s.n, 70);
	assert_true(span_inside(span_of(file, sizeof(file)), s));
	s = ole_read(&ole, ole_find(&ole, NULL, SPAN("Big")), SIZE_MAX, &got);
	assert_int_equal(s.n, 700);
	assert_int_equal(s.p[0], '5');
	assert_int_equal(s.p[699], '4');
	s = ole_read(&ole, ole_find(&ole, NULL, SPAN("Big")), 10, &got);
	assert_int_equal(got, GOT_LIMIT);
	assert_int_equal(s.n, 10);
	arena_destroy(&a);
}

static void test_loops_end(void **state)
{
	(void)state;
	unsigned char file[FILE_BYTES];
	struct arena *a = arena_create(1 << 20);
	struct ole ole;
	enum got got;
	build(file);
	put32(file + SECTOR + 4 * 4, 5);	/* 5 -> 4 -> 5 */
	put32(file + 2 * SECTOR + 384 + 72, 1); /* a branch back to "Big" */
	put32(file + 2 * SECTOR + 128 + 120, 0x7FFFFFFF);
	assert_int_equal(ole_open(a, span_of(file, sizeof(file)), 100, &ole), GOT_SOME);
	assert_int_equal(ole.count, 3);
	struct span s = ole_read(&ole, ole_find(&ole, NULL, SPAN("Big")), SIZE_MAX, &got);
	assert_int_equal(got, GOT_SOME);
	assert_true(s.n <= sizeof(file));
	assert_int_equal(ole_open(a, span_of(file, sizeof(file)), 1, &ole), GOT_LIMIT);
	arena_destroy(&a);
}

static void test_cut_at_every_byte(void **state)
{
	(void)state;
	unsigned char file[FILE_BYTES];
	build(file);
	for (size_t n = 0; n < sizeof(file); n++) {
		struct arena *a = arena_create(1 << 20);
		struct ole ole;
		enum got got = ole_open(a, span_of(file, n), 100, &ole);
		for (size_t i = 0; i < ole.count; i++) {
			struct span s = ole_read(&ole, &ole.entries[i], SIZE_MAX, &got);
			assert_true(s.n <= ole.entries[i].size);
		}
		arena_destroy(&a);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tree_and_streams),
		cmocka_unit_test(test_loops_end),
		cmocka_unit_test(test_cut_at_every_byte),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
