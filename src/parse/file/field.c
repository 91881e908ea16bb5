/* Instructions of Word's fields (ECMA-376 part 1, 17.16) into what they reach for: DDE,
 * hyperlinks, and what is taken in from other files.
 *
 * A field within the instruction of another counts twice: as what it came to when the
 * document was saved, and as its own instruction, with QUOTE's numbers as the letters that
 * they stand for, since Word works that out anew. Each field is judged by itself too, so an
 * end that is missing hides nothing. Names of fields are the English ones; conditions and
 * variables are not worked out. */
#include "parse/file/field.h"

#include "base/num.h"
#include "base/utf8.h"

enum {
	DEPTH_MAX = 32,
	TEXT_MAX = 64 << 10,
	KEPT_MAX = 8 << 10, /* of one instruction, of one target */
	NEW_FIELD = 1,
};

struct frame {
	struct text text;  /* with what inner fields came to */
	struct text codes; /* with the instructions of inner fields */
	uint64_t offset;
	bool in_result;
};

struct fields {
	struct arena *arena;
	struct frame frames[DEPTH_MAX]; /* a ring: the outermost give way */
	unsigned top, depth;
	struct text word, letters, targets[2]; /* room that every field uses again */
	struct field *first, **tail;
	size_t count, max;
	bool more;
};

/* --- instructions --- */

/* `switches` are followed by an argument of their own; `skip` arguments stand before. */
static const struct {
	const char *name;
	enum field_kind kind;
	unsigned skip;
	const char *switches;
} NAMES[] = {
	{ "HYPERLINK", FIELD_HYPERLINK, 0, "lot" },
	{ "INCLUDETEXT", FIELD_TEXT, 0, "cntx" },
	{ "INCLUDEPICTURE", FIELD_PICTURE, 0, "c" },
	{ "INCLUDE", FIELD_TEXT, 0, "c" },
	{ "IMPORT", FIELD_PICTURE, 0, "c" },
	{ "RD", FIELD_TEXT, 0, "" },
	{ "LINK", FIELD_OBJECT, 1, "f" },
	{ "DATABASE", FIELD_DATA, 0, "bcflst" },
	{ "DATA", FIELD_DATA, 0, "" },
};

static bool is_gap(unsigned char c)
{
	return ascii_is_space(c) || c == NEW_FIELD;
}

static struct span without_space(struct span s)
{
	while (s.n && ascii_is_space(s.p[0]))
		s = span_skip(s, 1);
	return s;
}

static bool is_dde(struct span s)
{
	return span_starts_with_nocase(s, SPAN("DDEAUTO")) ||
	       (span_starts_with_nocase(s, SPAN("DDE")) &&
		       (s.n == 3 || !ascii_is_alnum(s.p[3])));
}

/* How many bytes a quotation mark takes: the straight one, or U+201C and its neighbours. */
static size_t quote_at(struct span s)
{
	if (s.n && s.p[0] == '"')
		return 1;
	return s.n >= 3 && s.p[0] == 0xE2 && s.p[1] == 0x80 && s.p[2] >= 0x9C &&
			       s.p[2] <= 0x9F
		       ? 3
		       : 0;
}

/* The next argument, of which a backslash before another or before a quotation mark is no
 * part; the letter of a switch instead when one stands there. False at the end. */
static bool next_argument(struct span *s, struct text *argument, unsigned char *switch_r)
{
	while (s->n && is_gap(s->p[0]))
		*s = span_skip(*s, 1);
	*switch_r = 0;
	argument->n = 0;
	if (!s->n)
		return false;
	if (s->n > 1 && s->p[0] == '\\' && s->p[1] != '\\') {
		*switch_r = s->p[1];
		*s = span_skip(*s, 2);
		return true;
	}
	size_t quote = quote_at(*s);
	*s = span_skip(*s, quote);
	while (s->n && (quote ? !quote_at(*s) : !is_gap(s->p[0]))) {
		if (s->p[0] == '\\' && s->n > 1 && (s->p[1] == '\\' || s->p[1] == '"'))
			*s = span_skip(*s, 1);
		text_add_byte(argument, s->p[0]);
		*s = span_skip(*s, 1);
	}
	*s = span_skip(*s, quote);
	return true;
}

static bool takes_argument(unsigned char c, const char *switches)
{
	unsigned char letter[1] = { ascii_lower(c) };
	return span_find_byte(SPAN("*#@"), c) != SPAN_NONE ||
	       span_find(span_from_cstr(switches), span_of(letter, 1)) != SPAN_NONE;
}

/* A database is named behind a switch. */
static void read_arguments(struct fields *in, struct span s, size_t row,
	struct text *target, struct field *f)
{
	unsigned skip = NAMES[row].skip;
	unsigned char letter;
	while (next_argument(&s, &in->word, &letter)) {
		letter = ascii_lower(letter);
		if (letter == 'd' && f->kind == FIELD_DATA)
			continue;
		f->automatic |= letter == 'a' && f->kind == FIELD_OBJECT;
		if (letter && takes_argument(letter, NAMES[row].switches)) {
			next_argument(&s, &in->word, &letter);
		} else if (!letter && skip) {
			skip--;
		} else if (!letter && !f->target.n) {
			text_add(target, span_trim(text_span(&in->word)));
			f->target = text_span(target);
		}
	}
}

/* `target` is room for one. */
static struct field read_instruction(
	struct fields *in, struct span text, struct text *target)
{
	struct field field = { .text = without_space(text) };
	struct span s = field.text;
	size_t n = 0;
	target->n = 0;
	while (n < s.n && ascii_is_alnum(s.p[n]))
		n++;
	if (is_dde(s))
		field.kind = FIELD_DDE;
	for (size_t i = 0; i < sizeof(NAMES) / sizeof(*NAMES) && !field.kind; i++) {
		if (!span_equal_nocase(span_take(s, n), span_from_cstr(NAMES[i].name)))
			continue;
		field.kind = NAMES[i].kind;
		read_arguments(in, span_skip(s, n), i, target, &field);
	}
	return field;
}

/* "QUOTE 68 68 69" is "DDE". */
static struct span spelled(struct fields *in, struct span s)
{
	unsigned char letter;
	in->letters.n = 0;
	while (next_argument(&s, &in->word, &letter)) {
		uint64_t c = 0;
		if (letter && takes_argument(letter, ""))
			next_argument(&s, &in->word, &letter);
		else if (!letter && num_parse(text_span(&in->word), 255, &c) && c)
			text_add_byte(&in->letters, (unsigned char)c);
		else if (!letter)
			text_add(&in->letters, text_span(&in->word));
	}
	return text_span(&in->letters);
}

/* --- the run --- */

struct fields *fields_create(struct arena *a, size_t max)
{
	struct fields *s = arena_new(a, struct fields);
	s->arena = a;
	s->max = max;
	s->tail = &s->first;
	text_init(&s->word, a, TEXT_MAX);
	text_init(&s->letters, a, TEXT_MAX);
	text_init(&s->targets[0], a, KEPT_MAX);
	text_init(&s->targets[1], a, KEPT_MAX);
	for (size_t i = 0; i < DEPTH_MAX; i++) {
		text_init(&s->frames[i].text, a, TEXT_MAX);
		text_init(&s->frames[i].codes, a, TEXT_MAX);
	}
	return s;
}

/* The field that is `up` above the innermost one. */
static struct frame *frame(struct fields *s, unsigned up)
{
	return &s->frames[(s->top + DEPTH_MAX - 1 - up) % DEPTH_MAX];
}

static void keep(struct fields *s, const struct field *found, uint64_t offset)
{
	if (s->count >= s->max) {
		s->more = true;
		return;
	}
	s->count++;
	struct field *field = arena_new(s->arena, struct field);
	*field = *found;
	field->offset = offset;
	/* Only of DDE is it asked for, and links are many. */
	field->text = found->kind != FIELD_DDE
			      ? SPAN("")
			      : arena_copy(s->arena,
					span_take(span_trim(found->text), KEPT_MAX));
	field->target = arena_copy(s->arena, found->target);
	field->next = NULL;
	*s->tail = field;
	s->tail = &field->next;
}

static bool says_more(const struct field *codes, const struct field *text)
{
	return codes->kind &&
	       (codes->kind != text->kind ||
		       (codes->target.n && !span_equal(codes->target, text->target)));
}

/* Both readings of one field. */
static void judge(struct fields *s, const struct frame *f)
{
	struct field text = read_instruction(s, text_span(&f->text), &s->targets[0]);
	struct field codes = read_instruction(s, text_span(&f->codes), &s->targets[1]);
	s->more |= f->text.cut || f->codes.cut;
	/* Of DDE the longer one tells the command. */
	if (codes.kind == FIELD_DDE && text.kind == FIELD_DDE)
		text.kind = codes.text.n > text.text.n ? FIELD_NONE : FIELD_DDE;
	if (text.kind)
		keep(s, &text, f->offset);
	if (says_more(&codes, &text))
		keep(s, &codes, f->offset);
}

/* QUOTE itself, in the place of what it was to say. */
static bool is_quote(struct span codes, struct span *rest_r)
{
	codes = without_space(codes);
	*rest_r = span_skip(codes, 5);
	return span_starts_with_nocase(codes, SPAN("QUOTE"));
}

static void add_codes(struct fields *s, struct frame *above, struct span codes)
{
	struct span rest;
	if (is_quote(codes, &rest)) {
		text_add(&above->codes, spelled(s, rest));
		return;
	}
	text_add_byte(&above->codes, NEW_FIELD);
	text_add(&above->codes, codes);
	text_add_byte(&above->codes, NEW_FIELD);
}

/* Letters of a command that no field around them runs: a variable takes them. */
static void judge_quote(struct fields *s, const struct frame *f)
{
	struct span rest;
	if (!is_quote(text_span(&f->codes), &rest))
		return;
	struct field field = { .kind = FIELD_DDE, .text = spelled(s, rest) };
	if (is_dde(field.text))
		keep(s, &field, f->offset);
}

void fields_begin(struct fields *s, uint64_t offset)
{
	if (s->depth == DEPTH_MAX)
		judge(s, frame(s, DEPTH_MAX - 1));
	else
		s->depth++;
	s->top = (s->top + 1) % DEPTH_MAX;
	struct frame *f = frame(s, 0);
	f->text.n = f->codes.n = 0;
	f->text.cut = f->codes.cut = false;
	f->offset = offset;
	f->in_result = false;
}

void fields_separate(struct fields *s)
{
	if (s->depth)
		frame(s, 0)->in_result = true;
}

void fields_end(struct fields *s)
{
	if (!s->depth)
		return;
	struct frame *f = frame(s, 0);
	judge(s, f);
	if (s->depth > 1 && !frame(s, 1)->in_result)
		add_codes(s, frame(s, 1), text_span(&f->codes));
	judge_quote(s, f);
	s->depth--;
	s->top = (s->top + DEPTH_MAX - 1) % DEPTH_MAX;
}

/* What a field came to is text of the field around it. */
void fields_text(struct fields *s, struct span text)
{
	unsigned up = 0;
	while (up < s->depth && frame(s, up)->in_result)
		up++;
	if (up == s->depth)
		return;
	struct frame *f = frame(s, up);
	text_add(&f->text, f->text.n ? text : without_space(text));
	if (!up)
		text_add(&f->codes, f->codes.n ? text : without_space(text));
}

void fields_char(struct fields *s, uint32_t code_point)
{
	enum { BYTES_MAX = 4 };
	unsigned char room[BYTES_MAX];
	size_t n = 0;
	if (code_point < 0x80) {
		room[n++] = (unsigned char)code_point;
	} else if (code_point < 0x800) {
		room[n++] = (unsigned char)(0xC0 | code_point >> 6);
	} else {
		room[n++] = (unsigned char)(0xE0 | (code_point >> 12 & 0xF));
		room[n++] = (unsigned char)(0x80 | (code_point >> 6 & 0x3F));
	}
	if (code_point >= 0x80)
		room[n++] = (unsigned char)(0x80 | (code_point & 0x3F));
	fields_text(s, span_of(room, n));
}

bool fields_are_open(const struct fields *s)
{
	return s->depth > 0;
}

void fields_instruction(struct fields *s, struct span text, uint64_t offset)
{
	fields_begin(s, offset);
	fields_text(s, text);
	fields_end(s);
}

const struct field *fields_finish(struct fields *s, bool *more_r)
{
	while (s->depth)
		fields_end(s);
	*more_r = s->more;
	return s->first;
}
