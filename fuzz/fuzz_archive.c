/* Archives through libarchive: no more is unpacked than there is room for. The first byte
 * chooses the form. */
#include <stdint.h>

#include "base/must.h"
#include "parse/file/archive.h"

enum { ROOM = 1 << 20, MEMBERS_MAX = 50 };

static size_t ask(void *object, size_t wanted)
{
	size_t *left = object, got = wanted < *left ? wanted : *left;
	*left -= got;
	return got;
}

static void give_back(void *object, size_t unused)
{
	size_t *left = object;
	*left += unused;
	must(*left <= ROOM);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct arena *a = arena_create(64 << 20);
	size_t left = ROOM;
	const struct archive_room room = { ask, give_back, &left };
	struct archive_member m;
	enum got got = GOT_ALL;
	if (n == 0)
		goto out;
	struct archive_reader *r = archive_begin(a, span_of(bytes + 1, n - 1),
		(enum archive_form)(bytes[0] % ARCHIVE_FORMS));
	for (unsigned i = 0; i < MEMBERS_MAX && archive_next_member(r, &m, &got); i++) {
		struct span unpacked = SPAN("");
		if (!m.sealed && archive_member_bytes(r, &room, &unpacked) == GOT_LIMIT)
			break;
		must(unpacked.n <= ROOM);
	}
	archive_end(r);
out:
	arena_destroy(&a);
	return 0;
}
