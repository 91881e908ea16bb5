/* Pictures of every form: decoding ends within its limits, and so does the search for codes
 * in whatever came out. */
#include <stdint.h>

#include "base/must.h"
#include "parse/file/picture.h"
#include "parse/file/qr.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	static const struct picture_limits limits = { 1 << 18, 1 << 15 };
	struct arena *a = arena_create((size_t)8 << 20);
	struct picture_room *room = picture_room_create(a);
	struct picture picture;
	struct qr_found found = { 0 };
	uint64_t width, height;
	bool is_known = picture_size(span_of(bytes, n), &width, &height);
	enum got got = picture_read(room, span_of(bytes, n), &limits, &picture);
	must((got == GOT_ALL || got == GOT_SOME) == (picture.gray != NULL));
	must(is_known || !picture.gray);
	must((uint64_t)picture.width * picture.height <= limits.gray_max);
	if (picture.gray)
		qr_find(qr_room_create(a), a, &picture, 4, &found);
	must(found.count <= 4);
	arena_destroy(&a);
	return 0;
}
