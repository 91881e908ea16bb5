#ifndef ASSAY_PARSE_LINES_H
#define ASSAY_PARSE_LINES_H

#include "base/span.h"

/* Lines of a letter, whose ends are CRLF, LF or a lone CR, mixed; the CR CR LF that a text
 * transfer made of CRLF is one end, too. */
struct lines {
	const unsigned char *p, *end;
	const unsigned char *lf; /* the first LF at or behind p, or end: so each byte is
	                            searched once, however the ends are mixed */
};

static inline struct lines lines_of(struct span s)
{
	return (struct lines){ s.p, s.n ? s.p + s.n : s.p,
		s.p }; /* NULL + 0 is undefined */
}

/* Reads past the byte order mark that some programs put before the text they save. */
static inline void lines_skip_mark(struct lines *l)
{
	if (l->end - l->p >= 3 && memcmp(l->p, "\xEF\xBB\xBF", 3) == 0)
		l->p += 3;
}

/* Takes the next line, without its end, off `l`; its end reaches up to l->p. False when
 * none is left. */
static inline bool lines_next(struct lines *l, struct span *line_r)
{
	const unsigned char *start = l->p;
	if (start == l->end)
		return false;
	if (l->lf < start || (l->lf == start && *start != '\n')) {
		const unsigned char *lf = memchr(start, '\n', (size_t)(l->end - start));
		l->lf = lf ? lf : l->end;
	}
	const unsigned char *stop = l->lf;
	const unsigned char *cr = memchr(start, '\r', (size_t)(stop - start));
	if (cr)
		stop = cr;
	*line_r = span_between(start, stop);
	if (cr && l->end - cr > 2 && cr[1] == '\r' && cr[2] == '\n')
		stop = cr + 2;
	else if (cr && l->end - cr > 1 && cr[1] == '\n')
		stop = cr + 1;
	l->p = stop < l->end ? stop + 1 : stop;
	return true;
}

#endif
