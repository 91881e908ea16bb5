/* Files that open something: reading ends, and each item stands in the text. */
#include <stdint.h>

#include "base/must.h"
#include "parse/file/url.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	static const enum file_type types[] = { TYPE_URL, TYPE_DESKTOP, TYPE_RDP,
		TYPE_ODC, TYPE_SETTINGCONTENT_MS };
	struct arena *a = arena_create(64 << 20);
	struct url_file file;
	enum file_type type = types[n ? bytes[0] % 5 : 0];
	url_read(a, span_skip(span_of(bytes, n), 1), type, 50, &file);
	must(file.count <= 50);
	for (size_t i = 0; i < file.count; i++) {
		must(span_inside(file.text, file.items[i].text));
		must(file.items[i].offset <= file.text.n);
		url_is_share(file.items[i].text);
	}
	arena_destroy(&a);
	return 0;
}
