/* Archives of ar(5): the common header of 60 bytes, long names in GNU's table ("//", "/12")
 * and behind the header as the BSDs have them ("#1/20"). Debian packages are such (deb(5)).
 *
 * Left out: thin archives, which hold no members. */
#include "parse/file/ar.h"

enum { MAGIC_BYTES = 8, HEADER_BYTES = 60 };

struct ar ar_open(struct span bytes)
{
	bool is_ar = span_starts_with(bytes, SPAN("!<arch>\n"));
	return (struct ar){
		.bytes = bytes, .at = MAGIC_BYTES, .got = is_ar ? GOT_ALL : GOT_NONE
	};
}

static uint64_t decimal(struct span s)
{
	uint64_t value = 0;
	for (size_t i = 0; i < s.n && ascii_is_digit(s.p[i]); i++)
		value = value * 10 + (uint64_t)(s.p[i] - '0');
	return value;
}

static struct span without_blanks(struct span s)
{
	while (s.n && s.p[s.n - 1] == ' ')
		s.n--;
	return s;
}

static void name_it(struct ar *ar, struct ar_entry *e, struct span name)
{
	e->name = without_blanks(name);
	if (span_starts_with(name, SPAN("#1/"))) {
		size_t n = (size_t)decimal(span_skip(name, 3));
		e->name = span_take(e->bytes, n);
		e->name = span_take(e->name, span_find_byte(e->name, 0));
		e->bytes = span_skip(e->bytes, n);
		e->is_table = span_starts_with(e->name, SPAN("__.SYMDEF"));
	} else if (span_equal(e->name, SPAN("//"))) {
		ar->names = e->bytes;
		e->is_table = true;
	} else if (span_equal(e->name, SPAN("/")) ||
		   span_equal(e->name, SPAN("/SYM64/"))) {
		e->is_table = true;
	} else if (name.p[0] == '/' && ascii_is_digit(name.p[1])) {
		struct span there =
			span_skip(ar->names, (size_t)decimal(span_skip(name, 1)));
		e->name = span_take(there, span_find_byte(there, '\n'));
	}
	if (e->name.n > 1 && e->name.p[e->name.n - 1] == '/')
		e->name.n--;
}

bool ar_next(struct ar *ar, struct ar_entry *e_r)
{
	struct span h = span_skip(ar->bytes, ar->at);
	if (ar->got != GOT_ALL || h.n == 0)
		return false;
	if (h.n < HEADER_BYTES || h.p[58] != '`' || h.p[59] != '\n') {
		ar->got = h.n == 1 && h.p[0] == '\n' ? GOT_ALL : GOT_SOME;
		ar->at = ar->bytes.n;
		return false;
	}
	uint64_t size = decimal(span_of(h.p + 48, 10));
	struct span rest = span_skip(h, HEADER_BYTES);
	*e_r = (struct ar_entry){ .size = size,
		.offset = ar->at,
		.date_s = (int64_t)decimal(span_of(h.p + 16, 12)),
		.bytes = span_take(rest, size < rest.n ? (size_t)size : rest.n) };
	if (size > rest.n)
		ar->got = GOT_SOME;
	ar->at += HEADER_BYTES + e_r->bytes.n;
	ar->at += ar->at & 1;
	name_it(ar, e_r, span_of(h.p, 16));
	return true;
}
