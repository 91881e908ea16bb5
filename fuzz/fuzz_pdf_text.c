/* Text of PDF pages: the input is a table of letters up to the first "|", then content. Reading
 * ends, each piece lies in its room, and no code gives more than four letters. */
#include <stdint.h>

#include "base/must.h"
#include "parse/file/pdf_text.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	static struct pdf_letters letters;
	struct span input = span_of(bytes, n);
	size_t bar = span_find_byte(input, '|');
	struct span content = bar == SPAN_NONE ? input : span_skip(input, bar + 1);
	if (bar == SPAN_NONE || !pdf_letters_read(&letters, span_take(input, bar)))
		pdf_letters_plain(&letters);
	must(letters.width == 1 || letters.width == 2);
	struct arena *a = arena_create(1 << 24);
	struct pdf_shown s;
	struct pdf_piece piece;
	struct text t;
	size_t all = 0;
	text_init(&t, a, 8 * content.n + 8);
	pdf_shown_begin(&s, a, content);
	while (pdf_shown_next(&s, &piece)) {
		all += piece.codes.n;
		pdf_letters_add(&letters, &piece, &t);
	}
	must(all <= content.n);
	must(t.n <= 4 * content.n + content.n);
	arena_destroy(&a);
	return 0;
}
