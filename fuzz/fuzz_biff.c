/* Workbooks: reading ends, and what is told about lies within the stream or the arena. */
#include <stdint.h>

#include "base/must.h"
#include "parse/file/biff.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct arena *a = arena_create((1 << 20) + n * 64);
	struct workbook_facts facts;
	workbook_read(a, span_of(bytes, n), &facts);
	must(facts.hidden_macro_sheets <= facts.macro_sheets);
	must(facts.macro_sheets <= facts.sheets);
	for (size_t i = 0; i < facts.dde_count; i++)
		must(facts.dde[i].offset < n);
	must(!facts.runs.function || facts.runs.offset < n);
	arena_destroy(&a);
	return 0;
}
