/* Disk images of macOS and HFS+ volumes: reading ends, and what is told lies within. The first
 * byte chooses between the two. */
#include <stdint.h>

#include "base/must.h"
#include "parse/file/dmg.h"
#include "parse/file/hfs.h"

static void read_image(struct arena *a, struct span file)
{
	enum { CHUNKS_MAX = 1000 };
	size_t chunks = 0;
	struct dmg dmg;
	dmg_read(a, file, CHUNKS_MAX, &dmg);
	for (size_t i = 0; i < dmg.count; i++)
		for (size_t j = 0; j < dmg.partitions[i].count; j++, chunks++) {
			struct span packed = dmg.partitions[i].chunks[j].packed;
			must(packed.n == 0 || span_inside(file, packed));
		}
	must(chunks <= CHUNKS_MAX);
}

static void read_volume(struct arena *a, struct span volume)
{
	enum { FILES_MAX = 200, ROOM = 4096 };
	static unsigned char room[ROOM];
	struct hfs hfs;
	hfs_read(a, volume, FILES_MAX, &hfs);
	must(hfs.count <= FILES_MAX);
	for (size_t i = 0; i < hfs.count; i++) {
		struct span bytes;
		size_t n;
		hfs_is_in_a_row(&hfs, &hfs.entries[i], &bytes);
		must(bytes.n == 0 || span_inside(volume, bytes));
		hfs_gather(&hfs, &hfs.entries[i], room, ROOM, &n);
		must(n <= ROOM);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	if (n == 0)
		return 0;
	struct arena *a = arena_create(64 << 20);
	struct span file = span_of(bytes + 1, n - 1);
	bytes[0] & 1 ? read_volume(a, file) : read_image(a, file);
	arena_destroy(&a);
	return 0;
}
