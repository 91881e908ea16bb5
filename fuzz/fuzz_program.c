/* Headers of programs: reading ends, and the overlay lies in the file. */
#include <stdint.h>

#include "base/must.h"
#include "parse/file/program.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	static const enum file_type types[] = { TYPE_PE, TYPE_ELF, TYPE_MACHO };
	struct span all = span_of(bytes, n);
	for (size_t i = 0; i < 3; i++) {
		struct program p;
		program_read(all, types[i], &p);
		must(p.overlay.n == 0 || span_inside(all, p.overlay));
		must(p.archive_at <= p.overlay.n);
	}
	return 0;
}
