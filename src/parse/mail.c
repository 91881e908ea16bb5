/* A letter into a flat list of MIME parts (RFC 2045, 2046, 2231), each of them spans into
 * the letter's bytes.
 *
 * One pass over the body's lines. A stack holds what is open: a multipart with its
 * boundary, a message/rfc822, the leaf at the end. A line that begins with "--" is held
 * against the boundaries that are open, innermost first; it must be the whole boundary,
 * so that one may begin with another. What it closes over is marked unterminated. The
 * stack is bounded by depth_max, and a multipart at that depth is a leaf that is `cut`.
 *
 * Where mailers differ: the first Content-Type counts; a type that is no type/subtype is
 * text/plain; a multipart without a boundary is a leaf; an epilogue belongs to the
 * multipart's body but holds no parts; a message/rfc822 that is encoded (RFC 2046 section
 * 5.2.1 forbids it) is a leaf, to be decoded and parsed by who wants it. */
#include "parse/mail.h"

#include "base/codec.h"
#include "parse/lines.h"
#include "parse/param.h"

struct open {
	size_t part;
	struct span boundary; /* of a multipart that is not closed yet, else empty */
	size_t children;
	bool is_multipart, is_digest;
};

struct splitter {
	struct arena *arena;
	const struct mail_limits *limits;
	struct mail *mail;
	size_t parts_capacity;
	struct open *stack;
	size_t depth, stack_capacity; /* entries in use */
	bool broken;
};

/* ---- what a part's header says */

static const struct {
	const char *name;
	enum mail_encoding encoding;
} ENCODINGS[] = {
	{ "7bit", ENCODING_IDENTITY },
	{ "8bit", ENCODING_IDENTITY },
	{ "binary", ENCODING_IDENTITY },
	{ "quoted-printable", ENCODING_QP },
	{ "base64", ENCODING_BASE64 },
	{ "x-uuencode", ENCODING_UU },
	{ "uuencode", ENCODING_UU },
	{ "x-uue", ENCODING_UU },
};

static enum mail_encoding read_encoding(struct arena *a, struct span value)
{
	struct span rest, word = param_main(a, value, &rest);
	if (word.n == 0)
		return ENCODING_IDENTITY;
	for (size_t i = 0; i < sizeof(ENCODINGS) / sizeof(ENCODINGS[0]); i++)
		if (span_equal(word, span_from_cstr(ENCODINGS[i].name)))
			return ENCODINGS[i].encoding;
	return ENCODING_UNKNOWN;
}

struct content {
	struct span type, encoding, disposition;
};

/* The first of each of the fields that matter, in one pass: most of the others do not
 * begin with "Content-". */
static struct content find_content(const struct header *h)
{
	struct content c = { .type = { NULL, 0 } };
	for (size_t i = h->count; i-- > 0;) {
		struct span name = h->fields[i].name;
		if (name.n < 12 || (name.p[0] | 32) != 'c' || name.p[7] != '-')
			continue;
		if (span_equal_nocase(name, SPAN("Content-Type")))
			c.type = h->fields[i].value;
		else if (span_equal_nocase(name, SPAN("Content-Transfer-Encoding")))
			c.encoding = h->fields[i].value;
		else if (span_equal_nocase(name, SPAN("Content-Disposition")))
			c.disposition = h->fields[i].value;
	}
	return c;
}

static bool is_type(struct span type)
{
	size_t slash = span_find_byte(type, '/');
	return slash != SPAN_NONE && slash > 0 && slash + 1 < type.n;
}

/* Sets what Content-Type says; `boundary_r` is empty for what is no multipart. */
static void read_type(struct splitter *s, struct mail_part *part, struct span value,
	bool in_digest, struct span *boundary_r)
{
	struct span params;
	*boundary_r = (struct span){ NULL, 0 };
	part->type = value.p ? param_main(s->arena, value, &params) : value;
	if (!is_type(part->type)) {
		s->broken = s->broken || value.p;
		part->type = in_digest ? SPAN("message/rfc822") : SPAN("text/plain");
	}
	if (!value.p)
		return;
	part->charset = param_bytes(s->arena, params, "charset");
	part->name = param_text(s->arena, params, "name");
	if (span_starts_with(part->type, SPAN("multipart/")))
		*boundary_r = span_trim(param_bytes(s->arena, params, "boundary"));
}

static void read_disposition(
	struct splitter *s, struct mail_part *part, struct span value)
{
	struct span params;
	if (!value.p)
		return;
	part->attachment =
		span_equal(param_main(s->arena, value, &params), SPAN("attachment"));
	struct span name = param_text(s->arena, params, "filename");
	if (name.n)
		part->name = name;
}

/* ---- the stack */

static struct open *top(const struct splitter *s)
{
	return s->depth ? &s->stack[s->depth - 1] : NULL;
}

static void push(struct splitter *s, struct open entry)
{
	s->stack = arena_grow(
		s->arena, s->stack, s->depth, &s->stack_capacity, sizeof(*s->stack));
	s->stack[s->depth++] = entry;
}

/* Closes all that is open above `depth`: their bodies end at `end`. */
static void pop_to(struct splitter *s, size_t depth, const unsigned char *end)
{
	while (s->depth > depth) {
		struct open *o = top(s);
		struct mail_part *part = &s->mail->parts[o->part];
		if (part->body.p)
			part->body.n =
				end > part->body.p ? (size_t)(end - part->body.p) : 0;
		part->unterminated = o->boundary.n != 0;
		s->broken = s->broken || part->unterminated;
		s->depth--;
	}
}

enum mark { MARK_NONE, MARK_PART, MARK_END };

/* Whether `line`, which begins with "--", is this boundary. `*exact_r`: nothing but white
 * space stands behind it. RFC 2046 section 5.1.1 lets anything stand there; what goes on
 * without white space is another boundary. */
static enum mark match(struct span line, struct span boundary, bool *exact_r)
{
	struct span rest = span_skip(line, 2);
	if (boundary.n == 0 || !span_starts_with(rest, boundary))
		return MARK_NONE;
	rest = span_skip(rest, boundary.n);
	enum mark mark = MARK_PART;
	if (span_starts_with(rest, SPAN("--"))) {
		rest = span_skip(rest, 2);
		mark = MARK_END;
	}
	*exact_r = span_trim(rest).n == 0;
	return *exact_r || ascii_is_space(rest.p[0]) ? mark : MARK_NONE;
}

/* The innermost open multipart that `line` bounds, one that it bounds exactly first. */
static enum mark find_boundary(
	const struct splitter *s, struct span line, size_t *depth_r)
{
	enum mark found = MARK_NONE;
	for (size_t i = s->depth; i-- > 0;) {
		bool exact = false;
		enum mark mark = match(line, s->stack[i].boundary, &exact);
		if (mark != MARK_NONE && (exact || found == MARK_NONE)) {
			found = mark;
			*depth_r = i;
		}
		if (exact)
			break;
	}
	return found;
}

static bool is_boundary(void *state, struct span line)
{
	size_t depth;
	return find_boundary(state, line, &depth) != MARK_NONE;
}

/* ---- parts */

/* "mail", "mail/part 2", "mail/part 2/mail": built by hand, for vsnprintf() would cost
 * more than reading the part. */
static const char *make_path(struct arena *a, const char *parent, size_t number)
{
	char digits[24], *d = digits + sizeof(digits);
	size_t parent_n = strlen(parent);
	const char *word = number ? "/part " : "/mail";
	*--d = '\0';
	for (; number; number /= 10)
		*--d = (char)('0' + number % 10);
	char *path = arena_alloc(a, parent_n + strlen(word) + sizeof(digits));
	memcpy(path, parent, parent_n);
	memcpy(path + parent_n, word, strlen(word));
	memcpy(path + parent_n + strlen(word), d, strlen(d));
	return path;
}

static struct mail_part *add_part(struct splitter *s)
{
	struct mail *m = s->mail;
	struct open *o = top(s);
	m->parts = arena_grow(
		s->arena, m->parts, m->count, &s->parts_capacity, sizeof(*m->parts));
	struct mail_part *part = &m->parts[m->count++];
	*part = (struct mail_part){ .path = "mail", .is_leaf = true };
	if (!o)
		return part;
	o->children += o->is_multipart;
	part->parent = o->part;
	part->depth = m->parts[o->part].depth + 1;
	m->parts[o->part].is_leaf = false;
	part->path = make_path(s->arena, m->parts[o->part].path, o->children);
	return part;
}

/* Reads the header of the part that begins at `lines`, which then stands at its body. A
 * part that begins with a line that is no field has no header, as mailers see it. */
static void read_header(struct splitter *s, struct mail_part *part, struct lines *lines)
{
	struct header_stop stop = { is_boundary, s };
	struct lines start = *lines;
	enum got got = header_parse_part(s->arena, lines, &s->limits->header,
		s->depth ? &stop : NULL, &part->header, &part->body);
	s->broken = s->broken || got == GOT_SOME || got == GOT_NONE;
	if (got == GOT_NONE && s->depth && part->header.stray_lines) {
		*lines = start;
		part->header = (struct header){ .bytes = { lines->p, 0 } };
		part->body = span_between(lines->p, lines->end);
	}
	if (got == GOT_LIMIT) {
		/* Parts that are found in what was not read stand within it. */
		part->body = span_between(lines->p, lines->end);
		part->cut = true;
		s->mail->cut = true;
	}
}

static bool is_message(const struct mail_part *part)
{
	return part->encoding == ENCODING_IDENTITY &&
	       (span_equal(part->type, SPAN("message/rfc822")) ||
		       span_equal(part->type, SPAN("message/global")));
}

/* Puts the part on the stack. True when it is a letter that is to be looked into. */
static bool enter(struct splitter *s, size_t index, struct span boundary)
{
	struct mail_part *part = &s->mail->parts[index];
	struct open o = { .part = index, .boundary = boundary };
	o.is_multipart = span_starts_with(part->type, SPAN("multipart/"));
	o.is_digest = span_equal(part->type, SPAN("multipart/digest"));
	s->broken = s->broken || (o.is_multipart && boundary.n == 0);
	bool is_letter = is_message(part) && part->body.p && !part->cut;
	if ((boundary.n || is_letter) && part->depth >= s->limits->depth_max) {
		part->cut = s->mail->cut = true;
		o.boundary.n = 0;
		is_letter = false;
	}
	push(s, o);
	return is_letter;
}

/* Stops looking for parts: there are too many. */
static void give_up(struct splitter *s)
{
	s->mail->cut = true;
	s->mail->parts[top(s)->part].cut = true;
	for (size_t i = 0; i < s->depth; i++)
		s->stack[i].boundary.n = 0;
}

/* Opens the part that begins at `lines`, and while it is a letter, the root of that
 * letter. */
static void open_part(struct splitter *s, struct lines *lines)
{
	bool is_letter;
	do {
		struct open *outer = top(s);
		if (outer && s->mail->count >= s->limits->parts_max) {
			give_up(s);
			return;
		}
		struct span boundary;
		struct mail_part *part = add_part(s);
		read_header(s, part, lines);
		struct content content = find_content(&part->header);
		read_type(s, part, content.type, outer && outer->is_digest, &boundary);
		read_disposition(s, part, content.disposition);
		if (content.encoding.p)
			part->encoding = read_encoding(s->arena, content.encoding);
		is_letter = enter(s, s->mail->count - 1, boundary);
	} while (is_letter);
}

/* True while some boundary is open: without one the rest needs no look. */
static bool is_waiting(const struct splitter *s)
{
	for (size_t i = s->depth; i-- > 0;)
		if (s->stack[i].boundary.n)
			return true;
	return false;
}

/* Looks for the lines that begin or end a part, until no multipart is open. */
static void split(struct splitter *s, struct lines *lines)
{
	struct span line;
	const unsigned char *last =
		lines->p; /* where the last line ends, without its line end */
	size_t depth;
	while (lines_next(lines, &line)) {
		const unsigned char *body_end = last;
		last = line.p + line.n;
		if (line.n < 2 || line.p[0] != '-' || line.p[1] != '-')
			continue;
		enum mark mark = find_boundary(s, line, &depth);
		if (mark == MARK_NONE)
			continue;
		pop_to(s, depth + 1, body_end);
		if (mark == MARK_PART)
			open_part(s, lines);
		else
			s->stack[depth].boundary.n = 0;
		last = lines->p;
		if (!is_waiting(s))
			return;
	}
}

enum got mail_parse(struct arena *a, struct span bytes, const struct mail_limits *limits,
	struct mail *mail_r)
{
	struct splitter s = { .arena = a, .limits = limits, .mail = mail_r };
	struct lines lines = lines_of(bytes);
	*mail_r = (struct mail){ .bytes = bytes };
	lines_skip_mark(&lines);
	open_part(&s, &lines);
	mail_r->body = mail_r->parts[0].body;
	if (is_waiting(&s))
		split(&s, &lines);
	pop_to(&s, 0, lines.end);
	mail_r->header = mail_r->parts[0].header;
	if (mail_r->cut)
		return GOT_LIMIT;
	if (mail_r->header.count == 0)
		return GOT_NONE;
	return s.broken ? GOT_SOME : GOT_ALL;
}
