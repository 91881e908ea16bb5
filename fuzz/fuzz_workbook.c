/* Parts of workbooks, as XML and as records: reading ends, and counts do not contradict. */
#include <stdint.h>

#include "base/must.h"
#include "parse/file/workbook.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct arena *a = arena_create((1 << 20) + n * 64);
	struct span s = span_of(bytes, n), rest = s;
	struct workbook_link link = { .id = SPAN("rId1"), .kind = SPAN("xlMacrosheet") };
	struct workbook_facts facts = { 0 };
	struct xml_tag tag;
	for (size_t i = 0; i < 100 && xml_next(&rest, &tag); i++)
		if (workbook_link_read(a, SPAN("xl/_rels/a"), &tag, &link))
			must(link.target.n <= 1000);
	workbook_xml_read(a, s, &link, &facts);
	workbook_bin_read(a, s, &link, &facts);
	macro_sheet_xml_read(a, s, 3, &facts);
	macro_sheet_bin_read(a, s, 3, &facts);
	must(facts.hidden_macro_sheets <= facts.macro_sheets);
	must(facts.macro_sheets <= facts.sheets);
	must(!facts.runs.function || facts.runs.offset == 3);
	workbook_bin_dde(a, s);
	arena_destroy(&a);
	return 0;
}
