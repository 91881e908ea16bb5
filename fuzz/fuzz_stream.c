/* Packed streams: unpacking ends and stays in its room. The first byte chooses the form. */
#include <stdint.h>

#include "base/must.h"
#include "parse/file/stream.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	enum { MOST = 1 << 16, WINDOW = 4 << 20 };
	if (n == 0)
		return 0;
	struct arena *a = arena_create(8 << 20);
	struct span in = span_of(bytes + 1, n - 1);
	struct stream stream;
	stream_unpack(a, (enum stream_form)(bytes[0] % STREAM_FORMS), in, MOST, WINDOW,
		&stream);
	must(stream.content.n <= MOST && span_inside(in, stream.behind));
	arena_destroy(&a);
	return 0;
}
