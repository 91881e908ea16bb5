/* The dots of a code, wrong ones as well, to text: the first byte tells the size, the others
 * eight dots each; and the same dots drawn as a picture. */
#include <stdint.h>

#include "base/must.h"
#include "parse/file/qr.h"

static void find_drawn(struct arena *a, const struct qr_dots *d)
{
	enum { MARGIN = 4, UNIT = 2 };
	unsigned side = (d->side + 2 * MARGIN) * UNIT;
	unsigned char *gray = arena_alloc(a, (size_t)side * side);
	struct picture picture = { side, side, gray, 1 };
	struct qr_found found;
	memset(gray, 0xFF, (size_t)side * side);
	for (unsigned y = 0; y < d->side * UNIT; y++)
		for (unsigned x = 0; x < d->side * UNIT; x++)
			if (d->dots[y / UNIT * d->side + x / UNIT])
				gray[(y + MARGIN * UNIT) * side + x + MARGIN * UNIT] = 0;
	qr_find(qr_room_create(a), a, &picture, 4, &found);
	must(found.count <= 4);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	static struct qr_dots dots;
	struct arena *a = arena_create((size_t)8 << 20);
	struct span text = SPAN("");
	if (n > 1) {
		dots.side = bytes[0] % 40 * 4 + 21;
		for (size_t i = 0; i < (size_t)dots.side * dots.side; i++)
			dots.dots[i] = bytes[1 + i / 8 % (n - 1)] >> (7 - i % 8) & 1;
		enum got got = qr_decode(a, &dots, &text);
		must(got == GOT_ALL || !text.n);
		find_drawn(a, &dots);
	}
	arena_destroy(&a);
	return 0;
}
