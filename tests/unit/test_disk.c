/* parse/file/fat, vhd, disk, archive: what is in them, and that no cut of them breaks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "parse/file/archive.h"
#include "parse/file/disk.h"
#include "parse/file/fat.h"

enum { VOLUME = 8 * 512 };

static void put(unsigned char *p, const char *bytes, size_t n)
{
	memcpy(p, bytes, n);
}

/* FAT12: boot sector, table, one sector of root, files behind it. */
static struct span make_volume(unsigned char v[VOLUME])
{
	memset(v, 0, VOLUME);
	put(v, "\xEB\x3C\x90MSDOS5.0\0\2\1\1\0\1\x10\0\x08\0\xF8\1\0", 24);
	put(v + 510, "\x55\xAA", 2);
	put(v + 512, "\xF8\xFF\xFF\x04\x00\x00\xFF\x0F\x00", 9); /* 2 -> 4 -> end */
	unsigned char *root = v + 1024;
	put(root,
		"\x41"
		"a\0\xE9\0."
		"\0t\0x\0\x0F\0\0t\0\0\0\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\0\0\xFF\xFF\xFF"
		"\xFF",
		32);
	put(root + 32, "A~1     TXT\2\0\0\0\0\0\0\0\0\0\0\0\0\x21\x58\2\0\x58\2\0\0", 32);
	memset(v + 1536, 'x', 512);
	memset(v + 1536 + 1024, 'y', 88);
	return span_of(v, VOLUME);
}

static void a_long_name_and_a_chain_are_followed(void **state)
{
	struct arena *a = *state;
	unsigned char v[VOLUME], room[1000];
	struct fat fat;
	struct span bytes;
	size_t n;
	assert_int_equal(fat_read(a, make_volume(v), 10, &fat), GOT_ALL);
	assert_int_equal(fat.count, 1);
	assert_true(span_equal(fat.entries[0].name, SPAN("a\xC3\xA9.txt")));
	assert_int_equal(fat.entries[0].attributes, FAT_HIDDEN);
	assert_int_equal(fat.entries[0].size, 600);
	assert_false(fat_is_in_a_row(&fat, &fat.entries[0], &bytes));
	assert_true(fat_gather(&fat, &fat.entries[0], room, sizeof(room), &n));
	assert_int_equal(n, 600);
	assert_int_equal(room[511], 'x');
	assert_int_equal(room[512], 'y');
}

static void no_cut_of_a_volume_breaks(void **state)
{
	struct arena *a = *state;
	unsigned char v[VOLUME], room[1000];
	struct span whole = make_volume(v);
	for (size_t n = 0; n < whole.n; n++) {
		struct fat fat;
		size_t got;
		fat_read(a, span_take(whole, n), 10, &fat);
		for (size_t i = 0; i < fat.count; i++)
			fat_gather(&fat, &fat.entries[i], room, sizeof(room), &got);
	}
}

static void a_disk_of_one_block_is_laid_out(void **state)
{
	struct arena *a = *state;
	unsigned char file[2048] = { 0 }, room[600] = { 0 };
	struct disk_map map;
	put(file, "conectix", 8);
	file[23] = 0; /* the header stands at 512 */
	file[22] = 2;
	file[55] = 0;
	file[54] = 4; /* 1,024 bytes of disk */
	file[63] = 3;
	put(file + 512, "cxsparse", 8);
	file[512 + 22] = 6; /* the table at 1,536 */
	file[512 + 31] = 2; /* of two blocks */
	file[512 + 34] = 2; /* of 512 bytes */
	put(file + 1536, "\xFF\xFF\xFF\xFF\0\0\0\2", 8);
	assert_int_equal(vhd_read(a, span_of(file, sizeof(file)), &map), GOT_ALL);
	assert_int_equal(map.count, 1);
	assert_int_equal(map.extents[0].at, 512);
	disk_flatten(&map, room, sizeof(room));
	assert_int_equal(room[512], 0xFF); /* the block begins with the table itself */
	for (size_t n = 0; n < sizeof(file); n++)
		vhd_read(a, span_of(file, n), &map);
}

/* --- archives --- */

static size_t ask(void *object, size_t wanted)
{
	size_t *left = object, got = wanted < *left ? wanted : *left;
	*left -= got;
	return got;
}

static void give_back(void *object, size_t unused)
{
	*(size_t *)object += unused;
}

#define HEAD(mode, size, name_n)                                                         \
	"070701"                                                                         \
	"00000001" mode "00000000"                                                       \
	"00000000"                                                                       \
	"00000001"                                                                       \
	"00000000" size "00000000"                                                       \
	"00000000"                                                                       \
	"00000000"                                                                       \
	"00000000" name_n "00000000"

static const struct span CPIO = SPAN(HEAD(
	"000081a4", "00000005", "00000006") "a.txt\0\0\0\0\0"
					    "hello\0\0\0" HEAD("00000000", "00000000",
						    "0000000b") "TRAILER!!!\0\0\0\0");

static void a_member_is_named_and_unpacked_within_its_room(void **state)
{
	struct arena *a = *state;
	for (size_t left = 0; left < 9; left++) {
		size_t rest = left;
		const struct archive_room room = { ask, give_back, &rest };
		struct archive_reader *r = archive_begin(a, CPIO, ARCHIVE_CPIO);
		struct archive_member m;
		struct span bytes;
		enum got got;
		assert_true(archive_next_member(r, &m, &got));
		assert_true(span_starts_with(m.name, SPAN("a.txt")));
		assert_int_equal(m.size, 5);
		got = archive_member_bytes(r, &room, &bytes);
		assert_int_equal(got, left < 5 ? GOT_LIMIT : GOT_ALL);
		assert_int_equal(bytes.n, left < 5 ? left : 5);
		archive_end(r);
	}
}

static void no_cut_of_an_archive_breaks(void **state)
{
	struct arena *a = *state;
	for (size_t n = 0; n < CPIO.n; n++) {
		size_t left = 100;
		const struct archive_room room = { ask, give_back, &left };
		struct archive_reader *r =
			archive_begin(a, span_take(CPIO, n), ARCHIVE_CPIO);
		struct archive_member m;
		struct span bytes;
		enum got got;
		while (archive_next_member(r, &m, &got))
			archive_member_bytes(r, &room, &bytes);
		archive_end(r);
	}
}

static int make_arena(void **state)
{
	*state = arena_create(64 << 20);
	return 0;
}

static int drop_arena(void **state)
{
	struct arena *a = *state;
	arena_destroy(&a);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_long_name_and_a_chain_are_followed),
		cmocka_unit_test(no_cut_of_a_volume_breaks),
		cmocka_unit_test(a_disk_of_one_block_is_laid_out),
		cmocka_unit_test(a_member_is_named_and_unpacked_within_its_room),
		cmocka_unit_test(no_cut_of_an_archive_breaks),
	};
	return cmocka_run_group_tests_name("disk", tests, make_arena, drop_arena);
}
