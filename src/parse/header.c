/* The header section of a letter or a part, byte for byte (RFC 5322 section 2.2): fields
 * that point into the input, folds kept, because DKIM hashes what stands there.
 *
 * One pass over the lines. Real letters end lines in CRLF, LF or CR, put an mbox "From "
 * line or a byte order mark on top, and hold lines that are no field at all; those are
 * counted and skipped, so that fields behind them are not lost to the checks. White space
 * alone on a line is a fold (obs-FWS), not the end of the header.
 *
 * Left out: what values mean. That is for address.c, date.c, param.c and others. */
#include "parse/header.h"

struct reader {
	struct arena *arena;
	struct header *header;
	size_t capacity;
	struct header_field *last; /* which a fold belongs to; NULL behind a stray line */
};

/* Length of the field name that `line` begins with, or 0; `*colon_r` is where the colon
 * stands. White space between them is obsolete syntax. */
static size_t name_length(struct span line, size_t *colon_r)
{
	size_t n = 0;
	while (n < line.n && line.p[n] > ' ' && line.p[n] < 0x7F && line.p[n] != ':')
		n++;
	size_t colon = n;
	while (colon < line.n && (line.p[colon] == ' ' || line.p[colon] == '\t'))
		colon++;
	*colon_r = colon;
	return colon < line.n && line.p[colon] == ':' ? n : 0;
}

static void add_field(struct reader *r, struct span line, size_t name_n, size_t colon,
	const unsigned char *next)
{
	struct header *h = r->header;
	h->fields = arena_grow(
		r->arena, h->fields, h->count, &r->capacity, sizeof(*h->fields));
	r->last = &h->fields[h->count++];
	r->last->raw = span_between(line.p, next);
	r->last->name = span_take(line, name_n);
	r->last->value = span_skip(line, colon + 1);
}

static void add_fold(struct reader *r, struct span line, const unsigned char *next)
{
	if (!r->last) {
		r->header->stray_lines++;
		return;
	}
	r->last->raw = span_between(r->last->raw.p, next);
	r->last->value = span_between(r->last->value.p, line.p + line.n);
}

static bool is_fold(struct span line)
{
	return line.p[0] == ' ' || line.p[0] == '\t';
}

static bool is_boundary(const struct header_stop *stop, struct span line)
{
	return stop && span_starts_with(line, SPAN("--")) && stop->at(stop->state, line);
}

/* Takes one line that is not empty. False when the body begins with it. */
static bool read_line(struct reader *r, const struct header_stop *stop, struct span line,
	const unsigned char *next)
{
	struct header *h = r->header;
	size_t colon, name_n;
	if (is_boundary(stop, line))
		return false;
	if (is_fold(line)) {
		add_fold(r, line, next);
	} else if ((name_n = name_length(line, &colon)) != 0) {
		add_field(r, line, name_n, colon, next);
	} else if (line.p == h->bytes.p && span_starts_with(line, SPAN("From "))) {
		h->envelope = line;
		h->bytes.p = next;
	} else if (h->stray_lines == 0 && span_starts_with(line, SPAN("--"))) {
		return false; /* a boundary that the header may just have named */
	} else {
		h->stray_lines++;
		r->last = NULL;
	}
	return true;
}

static bool is_over(const struct header_limits *limits, const struct header *h,
	struct span line, size_t bytes)
{
	return bytes > limits->bytes_max ||
	       (h->count >= limits->fields_max && !is_fold(line));
}

static enum got outcome(const struct header *h, const unsigned char *body)
{
	if (h->count == 0 && (h->stray_lines || !body))
		return GOT_NONE;
	return h->stray_lines ? GOT_SOME : GOT_ALL;
}

enum got header_parse_part(struct arena *a, struct lines *lines,
	const struct header_limits *limits, const struct header_stop *stop,
	struct header *header_r, struct span *body_r)
{
	struct reader r = { .arena = a, .header = header_r };
	const unsigned char *before = lines->p;
	const unsigned char *start = lines->p;
	struct span line;
	bool limit = false;
	*header_r = (struct header){ .bytes = { start, 0 } };
	*body_r = (struct span){ NULL, 0 };
	for (; lines_next(lines, &line); before = lines->p) {
		if (line.n == 0) {
			*body_r = span_between(lines->p, lines->end);
			break;
		}
		limit = is_over(limits, header_r, line, (size_t)(lines->p - start));
		if (!limit && read_line(&r, stop, line, lines->p))
			continue;
		lines->p = line.p;
		if (!limit)
			*body_r = span_between(line.p, lines->end);
		break;
	}
	header_r->bytes = span_between(header_r->bytes.p, before);
	header_r->cut = limit;
	return limit ? GOT_LIMIT : outcome(header_r, body_r->p);
}

enum got header_parse(struct arena *a, struct span bytes,
	const struct header_limits *limits, struct header *header_r, struct span *body_r)
{
	struct lines lines = lines_of(bytes);
	lines_skip_mark(&lines);
	return header_parse_part(a, &lines, limits, NULL, header_r, body_r);
}

/* Checks ask for some thirty names a letter: length and first letter sort out nearly all. */
static bool is_named(const struct header_field *f, struct span name)
{
	return f->name.n == name.n && ((f->name.p[0] ^ name.p[0]) & 0xDF) == 0 &&
	       span_equal_nocase(f->name, name);
}

const struct header_field *header_find(
	const struct header *h, const char *name, size_t nth)
{
	struct span want = span_from_cstr(name);
	for (size_t i = 0; i < h->count; i++)
		if (is_named(&h->fields[i], want) && nth-- == 0)
			return &h->fields[i];
	return NULL;
}

size_t header_count(const struct header *h, const char *name)
{
	struct span want = span_from_cstr(name);
	size_t n = 0;
	for (size_t i = 0; i < h->count; i++)
		n += is_named(&h->fields[i], want);
	return n;
}

struct span header_unfold(struct arena *a, struct span value)
{
	value = span_trim(value);
	if (span_find_byte(value, '\n') == SPAN_NONE &&
		span_find_byte(value, '\r') == SPAN_NONE)
		return value;
	unsigned char *out = arena_alloc(a, value.n);
	size_t n = 0;
	for (size_t i = 0; i < value.n; i++)
		if (value.p[i] != '\r' && value.p[i] != '\n')
			out[n++] = value.p[i];
	return span_of(out, n);
}
