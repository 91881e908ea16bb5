/* Letters of Outlook: what is listed are streams of the file, and no more than allowed. */
#include <stdint.h>

#include "base/must.h"
#include "parse/file/msg.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	enum { ENTRIES_MAX = 200, FILES_MAX = 5 };
	struct arena *a = arena_create(64 << 20);
	struct ole ole;
	struct msg msg;
	if (n < 65536 && ole_open(a, span_of(bytes, n), ENTRIES_MAX, &ole) != GOT_NONE) {
		msg_read(a, &ole, FILES_MAX, &msg);
		must(msg.count <= FILES_MAX && msg.text_count <= FILES_MAX);
		for (size_t i = 0; i < msg.count; i++)
			must(msg.files[i].data->kind == OLE_STREAM);
		for (size_t i = 0; i < msg.text_count; i++)
			must(msg.texts[i].stream->kind == OLE_STREAM);
	}
	arena_destroy(&a);
	return 0;
}
