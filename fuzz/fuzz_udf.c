/* UDF volumes: reading ends, and what is handed out lies inside. The blocks before the anchor,
 * which say nothing, are put before the input. */
#include <stdint.h>
#include <string.h>

#include "base/must.h"
#include "parse/file/udf.h"

enum { BEFORE = 256 * 512, ENTRIES_MAX = 200, ROOM = 4096 };

static void read_files(struct arena *a, const struct udf *udf)
{
	unsigned char *room = arena_alloc(a, ROOM);
	for (size_t i = 0; i < udf->count; i++) {
		struct span bytes;
		size_t n;
		if (udf_is_in_a_row(udf, &udf->entries[i], &bytes))
			must(bytes.n == 0 || span_inside(udf->image, bytes));
		udf_gather(udf, &udf->entries[i], room, ROOM, &n);
		must(n <= ROOM);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct arena *a = arena_create((64 << 20) + 4 * n);
	unsigned char *image = arena_alloc(a, BEFORE + n);
	struct udf udf;
	if (n)
		memcpy(image + BEFORE, bytes, n);
	udf_read(a, span_of(image, BEFORE + n), ENTRIES_MAX, &udf);
	must(udf.count <= ENTRIES_MAX);
	read_files(a, &udf);
	arena_destroy(&a);
	return 0;
}
