/* tar, ar and gzip: reading ends, and members lie within the file. */
#include <stdint.h>

#include "base/must.h"
#include "parse/file/ar.h"
#include "parse/file/gzip.h"
#include "parse/file/tar.h"

static void read_tar(struct arena *a, struct span all)
{
	struct tar tar = tar_open(a, all);
	struct tar_entry e;
	for (size_t at = tar.at; tar_next(&tar, &e); at = tar.at) {
		must(tar.at > at && tar.at <= all.n && e.bytes.n <= e.size);
		must(e.bytes.n == 0 || span_inside(all, e.bytes));
	}
}

static void read_ar(struct span all)
{
	struct ar ar = ar_open(all);
	struct ar_entry e;
	for (size_t at = ar.at; ar_next(&ar, &e); at = ar.at) {
		must(ar.at > at);
		must(e.bytes.n == 0 || span_inside(all, e.bytes));
		must(e.name.n == 0 || span_inside(all, e.name));
	}
}

static void read_gzip(struct span all)
{
	enum { ROOM = 1 << 16 };
	static unsigned char room[ROOM];
	struct gzip gzip;
	size_t n;
	enum got got = gzip_measure(all, ROOM, &gzip);
	must(gzip.size <= ROOM);
	if (got == GOT_ALL)
		must(gzip_unpack(all, room, ROOM, &n) == GOT_ALL && n == gzip.size);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct arena *a = arena_create((1 << 20) + n * 8);
	read_tar(a, span_of(bytes, n));
	read_ar(span_of(bytes, n));
	read_gzip(span_of(bytes, n));
	arena_destroy(&a);
	return 0;
}
