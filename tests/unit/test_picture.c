/* parse/file/picture and parse/file/qr: a code in a picture, cut at every byte, and dots
 * that are damaged. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "parse/file/qr.h"

/* "a" in version 1: rows of 21 dots, as hexadecimal numbers. */
static const uint32_t rows[21] = {
	0x1FCB7F,
	0x104E41,
	0x175B5D,
	0x174A5D,
	0x17455D,
	0x104141,
	0x1FD57F,
	0x001B00,
	0x1DFEC4,
	0x05A446,
	0x017D11,
	0x1A8C44,
	0x19E155,
	0x001AAB,
	0x1FD2EF,
	0x105FB8,
	0x1756ED,
	0x174446,
	0x175911,
	0x105846,
	0x1FD957,
};

enum { MARGIN = 4, SIDE = 21 + 2 * MARGIN, ROW_BYTES = SIDE * 3 + 1, HEAD = 54 };

static bool dot_at(unsigned x, unsigned y)
{
	if (x < MARGIN || y < MARGIN || x >= MARGIN + 21 || y >= MARGIN + 21)
		return false;
	return rows[y - MARGIN] >> (20 - (x - MARGIN)) & 1;
}

/* As a BMP of 24 bits. */
static size_t draw(unsigned char *out)
{
	static const unsigned char head[] = { 'B', 'M', 0, 0, 0, 0, 0, 0, 0, 0, HEAD, 0,
		0, 0, 40, 0, 0, 0, SIDE, 0, 0, 0, SIDE, 0, 0, 0, 1, 0, 24, 0 };
	memset(out, 0, HEAD);
	memcpy(out, head, sizeof(head));
	for (unsigned y = 0; y < SIDE; y++)
		for (unsigned x = 0; x < SIDE; x++)
			memset(out + HEAD + (SIDE - 1 - y) * ROW_BYTES + x * 3,
				dot_at(x, y) ? 0 : 255, 3);
	return HEAD + SIDE * ROW_BYTES;
}

static const struct picture_limits limits = { 1 << 20, 1 << 20 };

static void test_found(void **state)
{
	static unsigned char bytes[HEAD + SIDE * ROW_BYTES];
	struct arena *a = arena_create(16 << 20);
	struct picture picture;
	struct qr_found found;
	(void)state;
	size_t n = draw(bytes);
	enum got got = picture_read(
		picture_room_create(a), span_of(bytes, n), &limits, &picture);
	assert_int_equal(got, GOT_ALL);
	assert_int_equal(picture.width, SIDE);
	qr_find(qr_room_create(a), a, &picture, 4, &found);
	assert_int_equal(found.count, 1);
	assert_true(span_equal(found.texts[0], SPAN("a")));
	arena_destroy(&a);
}

static void test_cut(void **state)
{
	static unsigned char bytes[HEAD + SIDE * ROW_BYTES];
	(void)state;
	size_t whole = draw(bytes);
	for (size_t n = 0; n < whole; n++) {
		struct arena *a = arena_create(16 << 20);
		struct picture picture;
		struct qr_found found = { 0 };
		unsigned char *copy = arena_alloc(a, n ? n : 1);
		memcpy(copy, bytes, n);
		enum got got = picture_read(
			picture_room_create(a), span_of(copy, n), &limits, &picture);
		assert_int_equal(got, n < HEAD ? GOT_NONE : GOT_SOME);
		if (picture.gray)
			qr_find(qr_room_create(a), a, &picture, 4, &found);
		assert_true(found.count <= 1);
		arena_destroy(&a);
	}
}

static void test_limits(void **state)
{
	static unsigned char bytes[HEAD + SIDE * ROW_BYTES];
	enum { LARGE = 300, SMALLER = 120 * 120 };
	static const struct picture_limits few = { 100, 100 }, coarse = { 1 << 20, 100 },
					   small = { 1 << 20, SMALLER };
	static const unsigned char dots[LARGE * LARGE];
	struct arena *a = arena_create(16 << 20);
	struct picture picture;
	(void)state;
	size_t n = draw(bytes);
	enum got got =
		picture_read(picture_room_create(a), span_of(bytes, n), &few, &picture);
	assert_int_equal(got, GOT_LIMIT);
	assert_null(picture.gray);
	got = picture_read(picture_room_create(a), span_of(bytes, n), &coarse, &picture);
	assert_int_equal(got, GOT_LIMIT);
	assert_null(picture.gray);
	const struct picture_samples large = { .width = LARGE,
		.height = LARGE,
		.bits = 8,
		.colours = 1,
		.bytes = span_of(dots, sizeof(dots)) };
	got = picture_of_samples(picture_room_create(a), &large, &small, &picture);
	assert_int_equal(got, GOT_ALL);
	assert_int_equal(picture.width, LARGE / 3);
	assert_int_equal(picture.height, LARGE / 3);
	assert_int_equal(picture.scale, 3);
	arena_destroy(&a);
}

/* Seven spare words mend three wrong ones, not twenty. */
static void test_mended(void **state)
{
	static struct qr_dots dots;
	struct arena *a = arena_create(16 << 20);
	struct span text = SPAN("");
	(void)state;
	dots.side = 21;
	for (unsigned i = 0; i < 21 * 21; i++)
		dots.dots[i] = dot_at(i % 21 + MARGIN, i / 21 + MARGIN);
	dots.dots[20 * 21 + 20] ^= 1;
	dots.dots[16 * 21 + 20] ^= 1;
	dots.dots[12 * 21 + 20] ^= 1;
	assert_int_equal(qr_decode(a, &dots, &text), GOT_ALL);
	assert_true(span_equal(text, SPAN("a")));
	for (unsigned y = 10; y < 21; y++)
		for (unsigned x = 9; x < 21; x++)
			dots.dots[y * 21 + x] ^= x % 3 == 0;
	assert_int_equal(qr_decode(a, &dots, &text), GOT_SOME);
	dots.side = 22;
	assert_int_equal(qr_decode(a, &dots, &text), GOT_NONE);
	arena_destroy(&a);
}

static void test_samples(void **state)
{
	static unsigned char bits[21 * 3];
	struct picture_samples p = { 21, 21, 1, 1, true, { NULL, 0 },
		{ bits, sizeof(bits) } };
	struct arena *a = arena_create(16 << 20);
	struct picture picture;
	(void)state;
	for (unsigned y = 0; y < 21; y++)
		for (unsigned i = 0; i < 3; i++)
			bits[y * 3 + i] = (unsigned char)(rows[y] << 3 >> (16 - 8 * i));
	enum got got = picture_of_samples(picture_room_create(a), &p, &limits, &picture);
	assert_int_equal(got, GOT_ALL);
	for (unsigned i = 0; i < 21 * 21; i++)
		assert_int_equal(
			picture.gray[i] == 0, dot_at(i % 21 + MARGIN, i / 21 + MARGIN));
	p.bytes.n = 10;
	got = picture_of_samples(picture_room_create(a), &p, &limits, &picture);
	assert_int_equal(got, GOT_SOME);
	arena_destroy(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_found),
		cmocka_unit_test(test_cut),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_mended),
		cmocka_unit_test(test_samples),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
