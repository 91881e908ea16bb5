/* Tape archives: sparse members by their own name, size and bytes in all of GNU's forms, and
 * each archive cut at every byte. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "parse/file/tar.h"

enum { BLOCK = 512, ROOM = 16 * BLOCK };

struct out {
	unsigned char bytes[ROOM];
	size_t n;
};

static void put_block(struct out *o, struct span s)
{
	assert_true(o->n + (s.n + BLOCK - 1) / BLOCK * BLOCK <= ROOM);
	if (s.n)
		memcpy(o->bytes + o->n, s.p, s.n);
	o->n += (s.n + BLOCK - 1) / BLOCK * BLOCK;
}

static unsigned char *put_header(
	struct out *o, const char *name, char kind, unsigned size)
{
	unsigned char *h = o->bytes + o->n;
	snprintf((char *)h, 100, "%s", name);
	snprintf((char *)h + 124, 12, "%011o", size);
	h[156] = (unsigned char)kind;
	memcpy(h + 257, "ustar", 6);
	o->n += BLOCK;
	return h;
}

static void put_sum(unsigned char *h)
{
	unsigned sum = 0;
	memset(h + 148, ' ', 8);
	for (size_t i = 0; i < BLOCK; i++)
		sum += h[i];
	snprintf((char *)h + 148, 8, "%06o", sum);
}

static void put_member(struct out *o, const char *name, char kind, struct span bytes)
{
	put_sum(put_header(o, name, kind, (unsigned)bytes.n));
	put_block(o, bytes);
}

static void put_plain_member_and_end(struct out *o)
{
	put_member(o, "plain.txt", '0', SPAN("plain"));
	o->n += 2 * BLOCK;
}

/* 'S': the map goes on in two blocks behind the header. */
static void make_gnu(struct out *o)
{
	unsigned char *h = put_header(o, "sparse.exe", 'S', 5);
	memcpy(h + 483, "00000007777", 11);
	h[482] = 1;
	put_sum(h);
	o->bytes[o->n + 504] = 1;
	o->n += 2 * BLOCK;
	put_block(o, SPAN("hello"));
	put_plain_member_and_end(o);
}

static void make_pax_0(struct out *o)
{
	put_member(o, "pax", 'x',
		SPAN("24 GNU.sparse.size=4095\n"
		     "30 GNU.sparse.name=sparse.exe\n"
		     "22 GNU.sparse.map=0,5\n"));
	put_member(o, "shown.txt", '0', SPAN("hello"));
	put_plain_member_and_end(o);
}

static void make_pax_1(struct out *o)
{
	unsigned char stored[BLOCK + 5] = "1\n0\n5\n";
	memcpy(stored + BLOCK, "hello", 5);
	put_member(o, "pax", 'x',
		SPAN("22 GNU.sparse.major=1\n"
		     "22 GNU.sparse.minor=0\n"
		     "30 GNU.sparse.name=sparse.exe\n"
		     "28 GNU.sparse.realsize=4095\n"));
	put_member(o, "shown.txt", '0', span_of(stored, sizeof(stored)));
	put_plain_member_and_end(o);
}

static void (*const makers[])(struct out *o) = { make_gnu, make_pax_0, make_pax_1 };
enum { MAKERS = sizeof(makers) / sizeof(makers[0]) };

static void reads_sparse_members(void **state)
{
	(void)state;
	for (size_t i = 0; i < MAKERS; i++) {
		struct out o = { .n = 0 };
		struct arena *a = arena_create(1 << 20);
		struct tar_entry e;
		makers[i](&o);
		struct tar tar = tar_open(a, span_of(o.bytes, o.n));
		assert_true(tar_next(&tar, &e));
		assert_true(span_equal(e.name, SPAN("sparse.exe")));
		assert_true(e.is_sparse);
		assert_int_equal(e.kind, '0');
		assert_int_equal(e.size, 07777);
		assert_true(span_equal(e.bytes, SPAN("hello")));
		assert_true(tar_next(&tar, &e));
		assert_true(span_equal(e.name, SPAN("plain.txt")));
		assert_false(e.is_sparse);
		assert_true(span_equal(e.bytes, SPAN("plain")));
		assert_false(tar_next(&tar, &e));
		assert_int_equal(tar.got, GOT_ALL);
		arena_destroy(&a);
	}
}

/* The sparse member is told whole, or that it was cut; nothing lies outside. */
static void reads_what_was_cut(void **state)
{
	(void)state;
	for (size_t i = 0; i < MAKERS; i++) {
		struct out o = { .n = 0 };
		makers[i](&o);
		for (size_t n = 1; n < o.n; n++) {
			struct arena *a = arena_create(1 << 20);
			struct span file = span_of(o.bytes, n);
			struct tar tar = tar_open(a, file);
			struct tar_entry e;
			bool whole = false;
			while (tar_next(&tar, &e)) {
				whole |= span_equal(e.bytes, SPAN("hello"));
				assert_true(e.bytes.n == 0 || span_inside(file, e.bytes));
			}
			assert_true(whole || tar.got == GOT_SOME);
			arena_destroy(&a);
		}
	}
}

/* A map that is none: no bytes are made up. */
static void reads_no_map(void **state)
{
	static const char *const maps[] = { "", "1", "x\n", "1\n0\n",
		"99999999999999999999\n", "18446744073709551615\n1\n" };
	(void)state;
	for (size_t i = 0; i < sizeof(maps) / sizeof(*maps); i++) {
		struct out o = { .n = 0 };
		struct arena *a = arena_create(1 << 20);
		struct tar_entry e;
		put_member(&o, "pax", 'x',
			SPAN("22 GNU.sparse.major=1\n28 GNU.sparse.realsize=4095\n"));
		put_member(&o, "shown.txt", '0', span_from_cstr(maps[i]));
		put_plain_member_and_end(&o);
		struct tar tar = tar_open(a, span_of(o.bytes, o.n));
		assert_true(tar_next(&tar, &e));
		assert_int_equal(e.bytes.n, 0);
		assert_int_equal(e.size, 4095);
		assert_true(tar_next(&tar, &e));
		arena_destroy(&a);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_sparse_members),
		cmocka_unit_test(reads_what_was_cut),
		cmocka_unit_test(reads_no_map),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
