/* Bodies and header fields to their canonical forms, RFC 6376 section 3.4.
 *
 * Line ends. Signers see CRLF; letters saved on disk have often lost their CRs. So every
 * LF ends a line here, with or without a CR before it, and goes out as CRLF. A CR that no
 * LF follows is a byte like others in a body; in a header field, where the parser takes it
 * for a line end, it is one. A body with bare LFs that really were signed as text does not
 * verify: RFC 5321 section 2.3.8 forbids to send such a letter.
 *
 * Speed. Most bytes of most letters are canonical as they stand. A run of them, over many
 * lines, is passed on as one span of the input; only where input and canonical form part
 * (a bare LF, a tab, two spaces, a space at a line's end) is anything copied. */
#include "auth/dkim_canon.h"

/* Smaller pieces are cheaper to copy together than to pass on alone. */
enum { PASS_ON_BYTES = 512 };

void canon_flush(struct canon_sink *sink)
{
	if (sink->used)
		sink->take(sink->state, span_of(sink->buffer, sink->used));
	sink->used = 0;
}

void canon_put(struct canon_sink *sink, struct span s)
{
	if (s.n > CANON_BUFFER_BYTES - sink->used || s.n >= PASS_ON_BYTES)
		canon_flush(sink);
	if (s.n >= PASS_ON_BYTES) {
		sink->take(sink->state, s);
	} else if (s.n) {
		memcpy(sink->buffer + sink->used, s.p, s.n);
		sink->used += s.n;
	}
}

static void put_line_ends(struct canon_sink *sink, uint64_t n)
{
	static const char many[] =
		"\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n";
	enum { MANY = sizeof(many) / 2 };
	for (; n > MANY; n -= MANY)
		canon_put(sink, span_of(many, MANY * 2));
	canon_put(sink, span_of(many, (size_t)n * 2));
}

static void put_run(struct canon_body *b)
{
	canon_put(b->sink, b->run);
	b->run = (struct span){ NULL, 0 };
	b->straight = false;
}

static void add_text(struct canon_body *b, struct span text)
{
	if (b->straight) {
		b->run = span_between(b->run.p, text.p + text.n);
	} else {
		put_run(b);
		put_line_ends(b->sink, b->line_ends);
		if (b->space)
			canon_put(b->sink, SPAN(" "));
		b->run = text;
	}
	b->line_ends = 0;
	b->space = false;
	b->some = true;
	b->straight = true;
}

static bool is_wsp(unsigned char c)
{
	return c == ' ' || c == '\t';
}

typedef unsigned char block __attribute__((vector_size(16)));

/* True when one of the 16 bytes at `p` is a tab, or a space with white space behind it. */
static bool block_is_odd(const unsigned char *p)
{
	block here, next;
	memcpy(&here, p, sizeof(here));
	memcpy(&next, p + 1, sizeof(next));
	block odd =
		(block)(here == '\t') |
		((block)(here == ' ') & ((block)(next == ' ') | (block)(next == '\t')));
	uint64_t halves[2];
	memcpy(halves, &odd, sizeof(halves));
	return (halves[0] | halves[1]) != 0;
}

/* The same without a hurry, from `i` on: where it is, or the line's length. */
static size_t find_odd(struct span line, size_t i)
{
	for (; i < line.n; i++) {
		if (line.p[i] > ' ' || !is_wsp(line.p[i]))
			continue;
		if (line.p[i] == '\t' || i + 1 == line.n || is_wsp(line.p[i + 1]))
			break;
	}
	return i;
}

/* How much of `line` is canonical as it stands: up to the first white space that is not
 * one space with text behind it. The last block overlaps the one before it, so that a
 * clean line is never looked at byte by byte. */
static size_t plain_length(struct span line)
{
	enum { BLOCK = sizeof(block) };
	size_t i = 0;
	if (line.n <= BLOCK)
		return find_odd(line, 0);
	while (i + BLOCK < line.n && !block_is_odd(line.p + i))
		i += BLOCK;
	if (i + BLOCK < line.n || block_is_odd(line.p + line.n - BLOCK - 1))
		return find_odd(line, i);
	return line.n - is_wsp(line.p[line.n - 1]);
}

static size_t wsp_length(struct span line)
{
	size_t n = 0;
	while (n < line.n && is_wsp(line.p[n]))
		n++;
	return n;
}

/* Text of a line for the relaxed form, without its line end. */
static void add_relaxed(struct canon_body *b, struct span line)
{
	if (b->space) /* from the piece before: what follows it is the same white space */
		line = span_skip(line, wsp_length(line));
	while (line.n) {
		size_t plain = plain_length(line);
		if (plain)
			add_text(b, span_take(line, plain));
		line = span_skip(line, plain);
		size_t white = wsp_length(line);
		if (white == 0)
			continue;
		b->straight &= white == 1 && line.p[0] == ' ';
		b->space = true;
		line = span_skip(line, white);
	}
}

static void end_line(struct canon_body *b, bool crlf)
{
	b->straight &= crlf && !b->space;
	b->space = false;
	b->line_ends++;
}

/* A CR was held: now it is known whether it belongs to a line end. */
static struct span settle_cr(struct canon_body *b, struct span piece)
{
	b->cr = false;
	if (piece.n && piece.p[0] == '\n') {
		end_line(b, true);
		return span_skip(piece, 1);
	}
	add_text(b, SPAN("\r"));
	put_run(b);
	return piece;
}

void canon_body_add(struct canon_body *b, struct span piece)
{
	if (b->cr && piece.n)
		piece = settle_cr(b, piece);
	while (piece.n) {
		size_t at = span_find_byte(piece, '\n');
		struct span line = span_take(piece, at);
		piece = span_skip(piece, at == SPAN_NONE ? piece.n : at + 1);
		bool cr = line.n && line.p[line.n - 1] == '\r';
		line.n -= cr;
		if (b->canon == CANON_RELAXED)
			add_relaxed(b, line);
		else if (line.n)
			add_text(b, line);
		if (at == SPAN_NONE)
			b->cr = cr;
		else
			end_line(b, cr);
	}
	put_run(b);
}

void canon_body_end(struct canon_body *b)
{
	if (b->cr)
		settle_cr(b, (struct span){ NULL, 0 });
	if (b->some || b->canon == CANON_SIMPLE)
		canon_put(b->sink, SPAN("\r\n"));
	canon_flush(b->sink);
}

static void put_lower(struct canon_sink *sink, struct span s)
{
	unsigned char lower[64];
	while (s.n) {
		size_t n = s.n < sizeof(lower) ? s.n : sizeof(lower);
		for (size_t i = 0; i < n; i++)
			lower[i] = ascii_lower(s.p[i]);
		canon_put(sink, span_of(lower, n));
		s = span_skip(s, n);
	}
}

/* Puts the words of `s` with one space between them. `*words`: how many went before, so
 * that a value can come in two parts; `*space`: white space stands before the next. */
static void put_words(struct canon_sink *sink, struct span s, bool *any, bool *space)
{
	size_t i = 0;
	while (i < s.n) {
		size_t from = i;
		while (i < s.n && (s.p[i] > ' ' || !ascii_is_space(s.p[i])))
			i++;
		if (i > from) {
			if (*space && *any)
				canon_put(sink, SPAN(" "));
			canon_put(sink, span_of(s.p + from, i - from));
			*any = true;
			*space = false;
		}
		while (i < s.n && ascii_is_space(s.p[i])) {
			*space = true;
			i++;
		}
	}
}

/* As it stands, every line end a CRLF. */
static void put_lines(struct canon_sink *sink, struct span s)
{
	size_t from = 0;
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] != '\r' && s.p[i] != '\n')
			continue;
		canon_put(sink, span_of(s.p + from, i - from));
		canon_put(sink, SPAN("\r\n"));
		if (s.p[i] == '\r' && i + 1 < s.n && s.p[i + 1] == '\n')
			i++;
		from = i + 1;
	}
	canon_put(sink, span_skip(s, from));
}

void canon_field(struct canon_sink *sink, enum canon canon, const struct header_field *f,
	struct span hole, bool ended)
{
	const unsigned char *end = f->value.p + f->value.n;
	struct span before = span_between(f->value.p, hole.n ? hole.p : end);
	struct span behind = span_between(hole.n ? hole.p + hole.n : end, end);
	if (canon == CANON_RELAXED) {
		bool any = false, space = false;
		put_lower(sink, f->name);
		canon_put(sink, SPAN(":"));
		put_words(sink, before, &any, &space);
		put_words(sink, behind, &any, &space);
	} else {
		put_lines(sink, span_between(f->raw.p, before.p));
		put_lines(sink, before);
		put_lines(sink, behind);
	}
	if (ended)
		canon_put(sink, SPAN("\r\n"));
}
