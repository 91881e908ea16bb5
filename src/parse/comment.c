/* Comments in parentheses (RFC 5322 section 3.2.2), as structured fields have them anywhere
 * between words. They nest, a backslash quotes the next byte, and an encoded word or a
 * quotation mark within means nothing.
 *
 * Left out: what to make of one that is never closed. Some readers take the "(" for text,
 * some take it to reach up to the end; each says so where it asks. */
#include "parse/comment.h"

size_t comment_length(struct span s)
{
	size_t depth = 0;
	if (s.n == 0 || s.p[0] != '(')
		return 0;
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '\\')
			i++;
		else if (s.p[i] == '(')
			depth++;
		else if (s.p[i] == ')' && --depth == 0)
			return i + 1;
	}
	return 0;
}
