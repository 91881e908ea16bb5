/* Office documents as XML: parts lie within the text, and no more comes out of them than is in. */
#include <stdint.h>

#include "base/must.h"
#include "parse/file/office_xml.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	enum { FIELDS_MAX = 50, ITEMS_MAX = 100, PARTS_READ = 4 };
	struct arena *a = arena_create((8 << 20) + n * 64);
	struct office_xml doc;
	size_t parts = 0;
	office_xml_read(a, span_of(bytes, n), FIELDS_MAX, ITEMS_MAX, &doc);
	must(doc.count <= ITEMS_MAX);
	for (const struct office_xml_item *i = doc.items; i; i = i->next) {
		struct span part;
		must(i->offset <= doc.text.n);
		if (i->kind != OFFICE_XML_PART || parts++ >= PARTS_READ)
			continue;
		office_xml_part(a, i, &part);
		must(part.n <= i->text.n);
	}
	arena_destroy(&a);
	return 0;
}
