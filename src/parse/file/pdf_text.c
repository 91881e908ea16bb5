/* Text of pages (pdf_text.h). What is drawn in forms of their own (XObjects) is a stream of its own
 * to be read; where on the page a piece stands is not worked out. */
#include "parse/file/pdf_text.h"

#include <string.h>

#include "parse/file/pdf_lex.h"

/* A move to the right by so many thousandths of the letters' size is a blank. */
enum { BLANK_THOUSANDTHS = 180 };

/* --- content --- */

void pdf_shown_begin(struct pdf_shown *s, struct arena *a, struct span content)
{
	*s = (struct pdf_shown){ .rest = content,
		.room = arena_alloc(a, content.n + 1),
		.gap = PDF_GAP_LINE };
}

static struct span word_of(struct span s)
{
	return span_take(s, pdf_regular_end(s, 0));
}

/* A picture within the content, 8.9.7: any bytes up to EI. */
static void skip_picture(struct pdf_shown *s)
{
	for (size_t at; (at = span_find(s->rest, SPAN("EI"))) != SPAN_NONE;) {
		bool apart = at > 0 && pdf_is_blank(s->rest.p[at - 1]);
		s->rest = span_skip(s->rest, at + 2);
		if (apart && (!s->rest.n || pdf_is_blank(s->rest.p[0])))
			return;
	}
	s->rest = SPAN("");
}

/* Td TD Tm T* BT ET */
static bool moves(struct span operator)
{
	if (operator.n != 2)
		return false;
	if (operator.p[1] == 'T')
		return operator.p[0] == 'B' || operator.p[0] == 'E';
	return operator.p[0] == 'T' &&
	       span_find_byte(SPAN("dDm*"), operator.p[1]) != SPAN_NONE;
}

/* Between strings of one array a number moves the next one to the left. */
static void take_number(struct pdf_shown *s, struct span word)
{
	int64_t n = 0;
	for (size_t i = 1; i < word.n && n < 100000 && ascii_is_digit(word.p[i]); i++)
		n = n * 10 + (word.p[i] - '0');
	if (s->in_array && word.p[0] == '-' && n >= BLANK_THOUSANDTHS &&
		s->gap == PDF_GAP_NONE)
		s->gap = PDF_GAP_BLANK;
}

static void take_word(struct pdf_shown *s, struct span word)
{
	s->rest = span_skip(s->rest, word.n);
	if (moves(word))
		s->gap = PDF_GAP_LINE;
	else if (span_equal(word, SPAN("ID")))
		skip_picture(s);
	else
		take_number(s, word);
}

/* The operators ' and " stand behind the string that they put on a line of its own. */
static bool begins_a_line(struct span behind)
{
	size_t at = pdf_skip_blanks(behind, 0);
	return at < behind.n && (behind.p[at] == '\'' || behind.p[at] == '"');
}

/* A string, of which `s->rest` begins with the bracket. */
static void take_piece(struct pdf_shown *s, struct pdf_piece *piece_r)
{
	bool is_hex = s->rest.p[0] == '<';
	size_t mark = span_find_byte(s->rest, '>');
	size_t end = !is_hex		 ? pdf_string_end(s->rest, 1)
		     : mark == SPAN_NONE ? SIZE_MAX
					 : mark + 1;
	size_t stop = end <= s->rest.n ? end - 1 : s->rest.n;
	struct span inside = span_skip(span_take(s->rest, stop), 1);
	size_t n = (is_hex ? pdf_hex_bytes : pdf_literal_bytes)(inside, s->room);
	s->rest = span_skip(s->rest, end);
	if (!s->in_array && begins_a_line(s->rest))
		s->gap = PDF_GAP_LINE;
	*piece_r = (struct pdf_piece){ span_of(s->room, n), s->gap, is_hex };
	s->room += n;
	s->gap = PDF_GAP_NONE;
}

/* What is no string, and no part of a word. */
static void skip_other(struct pdf_shown *s)
{
	unsigned char c = s->rest.p[0];
	if (c == '[' || c == ']')
		s->in_array = c == '[';
	if (c == '/') /* a name is no operator */
		s->rest = span_skip(s->rest, pdf_regular_end(s->rest, 1));
	else
		s->rest =
			span_skip(s->rest, span_starts_with(s->rest, SPAN("<<")) ? 2 : 1);
}

bool pdf_shown_next(struct pdf_shown *s, struct pdf_piece *piece_r)
{
	while (s->rest.n) {
		unsigned char c = s->rest.p[0];
		bool is_dict = span_starts_with(s->rest, SPAN("<<"));
		if (c == '(' || (c == '<' && !is_dict)) {
			take_piece(s, piece_r);
			return true;
		}
		struct span word = word_of(s->rest);
		if (c == '%' || pdf_is_blank(c))
			s->rest = span_skip(s->rest, pdf_skip_blanks(s->rest, 0));
		else if (word.n)
			take_word(s, word);
		else
			skip_other(s);
	}
	return false;
}

/* --- letters --- */

enum { CODES = 1 << 16, TARGET_BYTES = 16 };

/* UTF-16BE as letters of ASCII in a row, or 0. */
static uint32_t letters_of(struct span utf16)
{
	uint32_t letters = 0;
	if (utf16.n < 2 || utf16.n > 8 || utf16.n % 2)
		return 0;
	for (size_t i = 0; i < utf16.n; i += 2) {
		unsigned char c = utf16.p[i + 1];
		if (utf16.p[i] || c <= ' ' || c >= 0x7F)
			return 0;
		letters |= (uint32_t)c << (4 * i);
	}
	return letters;
}

struct cmap {
	struct span rest;
	struct pdf_letters *letters;
	enum { CMAP_NONE, CMAP_SPACE, CMAP_CHARACTER, CMAP_RANGE } section;
	unsigned char bytes[3][TARGET_BYTES];
	struct span strings[3];
	size_t count; /* strings of the row */
	bool any;
};

static uint32_t code_of(struct span s)
{
	uint32_t code = 0;
	for (size_t i = 0; i < s.n; i++)
		code = code << 8 | s.p[i];
	return code;
}

static void set(struct cmap *m, uint32_t code, uint32_t letters)
{
	if (code >= CODES)
		return;
	m->letters->of[code] = letters;
	m->letters->used = code >= m->letters->used ? code + 1 : m->letters->used;
	m->any |= letters != 0;
}

/* From `lo` to `hi` the last byte counts on. */
static void set_range(struct cmap *m)
{
	uint32_t lo = code_of(m->strings[0]), hi = code_of(m->strings[1]);
	unsigned char target[TARGET_BYTES];
	struct span last = span_of(target, m->strings[2].n);
	memcpy(target, m->strings[2].p, m->strings[2].n);
	for (uint32_t code = lo; last.n && code <= hi && code < CODES; code++) {
		set(m, code, letters_of(last));
		if (++target[last.n - 1] == 0)
			break;
	}
}

/* A row is whole. */
static void take_row(struct cmap *m)
{
	if (m->section == CMAP_SPACE && m->count == 2) {
		m->letters->width = m->strings[0].n == 1 ? 1 : 2;
	} else if (m->section == CMAP_CHARACTER && m->count == 2) {
		set(m, code_of(m->strings[0]), letters_of(m->strings[1]));
	} else if (m->section == CMAP_RANGE && m->count == 3) {
		set_range(m);
	} else {
		return;
	}
	m->count = 0;
}

static struct span take_string(struct cmap *m, unsigned char room[TARGET_BYTES])
{
	size_t end = span_find_byte(m->rest, '>');
	struct span inside = span_take(m->rest, end == SPAN_NONE ? m->rest.n : end);
	m->rest = span_skip(m->rest, inside.n + 1);
	return span_of(room, pdf_hex_bytes(span_take(inside, 2 * TARGET_BYTES), room));
}

/* [<0041> <0042>]: a target for each code of the range. */
static void take_list(struct cmap *m)
{
	uint32_t code = code_of(m->strings[0]);
	while (m->rest.n && m->rest.p[0] != ']') {
		bool is_string = m->rest.p[0] == '<';
		m->rest = span_skip(m->rest, 1);
		if (is_string)
			set(m, code++, letters_of(take_string(m, m->bytes[2])));
	}
	m->count = 0;
}

static void take_section(struct cmap *m, struct span word)
{
	static const struct {
		struct span word;
		int section;
	} SECTIONS[] = { { SPAN("begincodespacerange"), CMAP_SPACE },
		{ SPAN("beginbfchar"), CMAP_CHARACTER },
		{ SPAN("beginbfrange"), CMAP_RANGE }, { SPAN("endbfchar"), CMAP_NONE },
		{ SPAN("endbfrange"), CMAP_NONE },
		{ SPAN("endcodespacerange"), CMAP_NONE } };
	for (size_t i = 0; i < sizeof(SECTIONS) / sizeof(*SECTIONS); i++)
		if (span_equal(word, SECTIONS[i].word)) {
			m->section = SECTIONS[i].section;
			m->count = 0;
		}
}

/* Most tables are short: only what the one before has set is undone. */
static void clear(struct pdf_letters *l, unsigned width)
{
	memset(l->of, 0, l->used * sizeof(*l->of));
	l->used = 0;
	l->width = width;
}

bool pdf_letters_read(struct pdf_letters *l, struct span cmap)
{
	struct cmap m = { .rest = cmap, .letters = l };
	clear(l, 2);
	while (m.rest.n) {
		unsigned char c = m.rest.p[0];
		struct span word = word_of(m.rest);
		if (word.n) {
			take_section(&m, word);
			m.rest = span_skip(m.rest, word.n);
			continue;
		}
		m.rest = span_skip(m.rest, 1);
		if (c == '<' && m.section != CMAP_NONE && m.count < 3) {
			m.strings[m.count] = take_string(&m, m.bytes[m.count]);
			m.count++;
			take_row(&m);
		} else if (c == '[' && m.section == CMAP_RANGE && m.count == 2) {
			take_list(&m);
		}
	}
	return m.any;
}

void pdf_letters_plain(struct pdf_letters *l)
{
	static const char *const LIGATURES[] = { "ff", "fi", "fl", "ffi", "ffl" };
	clear(l, 1);
	l->used = 0x7F;
	for (uint32_t c = '!'; c < 0x7F; c++)
		l->of[c] = c;
	for (size_t i = 0; i < sizeof(LIGATURES) / sizeof(*LIGATURES); i++)
		for (size_t k = 0; LIGATURES[i][k]; k++) {
			uint32_t letter = (uint32_t)LIGATURES[i][k] << (8 * k);
			l->of[0x0B + i] |= letter; /* OT1 */
			l->of[0x1B + i] |= letter; /* T1 */
		}
}

void pdf_letters_add(
	const struct pdf_letters *l, const struct pdf_piece *piece, struct text *t)
{
	if (piece->gap != PDF_GAP_NONE)
		text_add_byte(t, piece->gap == PDF_GAP_LINE ? '\n' : ' ');
	for (size_t i = 0; i + l->width <= piece->codes.n; i += l->width) {
		uint32_t letters =
			l->of[code_of(span_take(span_skip(piece->codes, i), l->width))];
		if (!letters)
			text_add_byte(t, ' ');
		for (; letters; letters >>= 8)
			text_add_byte(t, (unsigned char)letters);
	}
}
