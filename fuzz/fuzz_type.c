/* Types and names: any bytes have one, and what is told of a name stands in it. */
#include <stdint.h>

#include "base/must.h"
#include "parse/file/name.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct span all = span_of(bytes, n);
	size_t cut = n ? bytes[0] % 32u : 0;
	struct span name = span_take(all, cut), body = span_skip(all, cut);
	must(file_type_taste(body, body.n, name) < TYPES);
	must(file_type_taste(body, body.n + 100000, name) < TYPES);
	must(file_type_of_name(all) < TYPES);
	struct name_look look = name_look(all);
	must(look.extension.n == 0 || span_inside(all, look.extension));
	must(look.decoy.n == 0 || span_inside(all, look.decoy));
	must(look.code_point == 0 || look.hiding != NAME_PLAIN);
	return 0;
}
