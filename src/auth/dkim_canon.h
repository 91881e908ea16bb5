#ifndef ASSAY_AUTH_DKIM_CANON_H
#define ASSAY_AUTH_DKIM_CANON_H

#include <stdint.h>

#include "parse/header.h"

/* The two canonical forms of RFC 6376 section 3.4, as streams: bytes go in as they come,
 * canonical ones come out, nothing is held but a buffer. DKIM and ARC share them. */

enum canon { CANON_SIMPLE, CANON_RELAXED };

enum { CANON_BUFFER_BYTES = 2048 };

/* Where canonical bytes go: small pieces are gathered, large ones are passed on as they
 * stand in the input. Set `take` and `state`, the rest to zero. */
struct canon_sink {
	void (*take)(void *state, struct span bytes);
	void *state;
	size_t used;
	unsigned char buffer[CANON_BUFFER_BYTES];
};

void canon_put(struct canon_sink *sink, struct span s);
/* Passes on what is gathered: call it when the last byte was put. */
void canon_flush(struct canon_sink *sink);

/* A body on its way. Set `canon` and `sink`, the rest to zero. */
struct canon_body {
	enum canon canon;
	struct canon_sink *sink;
	uint64_t line_ends; /* held back: those at the end of the body do not count */
	bool cr;	    /* a CR was the last byte: of a line end, or text? */
	bool space;	    /* white space was seen, which counts only before text */
	bool some;	    /* text was seen */
	bool straight;	 /* what stands behind `run` is, so far, canonical as it stands */
	struct span run; /* bytes of this piece that go out as they stand */
};

/* Takes the next bytes of the body, any number of them. */
void canon_body_add(struct canon_body *b, struct span piece);
/* Ends the body; all is then in the sink's `take`. */
void canon_body_end(struct canon_body *b);

/* A header field. `hole` is a part of its value that is left out (the b= of a signature),
 * or an empty span; the final CRLF is put only if `ended`. Does not flush. */
void canon_field(struct canon_sink *sink, enum canon canon, const struct header_field *f,
	struct span hole, bool ended);

#endif
