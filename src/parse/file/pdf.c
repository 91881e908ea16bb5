/* All objects of a PDF (ISO 32000-2, 7.5): found by the words "1 0 obj", by what classic and
 * packed cross-reference tables name beside them, and within object streams. Broken tables
 * are the norm, so nothing depends on them. Objects of earlier revisions are kept: what a
 * reader falls back to is also read here. Pictures and fonts are not unpacked. */
#include "parse/file/pdf.h"

#include <stdlib.h>

#include "parse/file/inflate.h"
#include "parse/file/pdf_lex.h"

#include "base/num.h"
#include "base/text.h"

enum {
	BUCKETS = 4096,
	VALUES_MAX = 4 << 20,
	FILTERS_MAX = 8,
	FOLLOW_MAX = 8,
	NUMBER_DIGITS = 10,
	BLANKS_MAX = 64,
	SECTIONS_MAX = 1000,
	TRIES_MAX = 20000,
	STRING_MAX = 4 << 20
};

struct pdf {
	struct arena *arena;
	struct span bytes;
	const struct pdf_lent *lent;
	struct pdf_object *objects;
	size_t count, capacity;
	uint32_t buckets[BUCKETS]; /* index + 1 */
	struct pdf_lex lex, lex_kept;
	struct inflater *inflater;
	bool damaged, limit;
	unsigned tries;
	uint64_t work; /* bytes read again because a value was broken */
	enum pdf_lock lock;
	const char *lock_name;
	struct pdf_key key;
	uint32_t lock_object; /* its strings are no cipher text */
};

/* --- values --- */

struct span pdf_text(const struct pdf_tree *t, const struct pdf_value *v)
{
	return v ? span_take(span_skip(t->text, v->start), v->n) : SPAN("");
}

struct span pdf_name(struct span raw, unsigned char *room, size_t n)
{
	size_t out = 0;
	if (span_find_byte(raw, '#') == SPAN_NONE)
		return span_take(raw, n);
	for (size_t i = 0; i < raw.n && out < n; i++) {
		int high = -1, low = -1;
		if (raw.p[i] == '#' && i + 2 < raw.n) {
			high = num_hex_digit(raw.p[i + 1]);
			low = num_hex_digit(raw.p[i + 2]);
		}
		if (high >= 0 && low >= 0) {
			room[out++] = (unsigned char)(high << 4 | low);
			i += 2;
		} else {
			room[out++] = raw.p[i];
		}
	}
	return span_of(room, out);
}

static bool name_equal(struct span raw, struct span wanted)
{
	unsigned char room[64];
	if (raw.n < wanted.n || raw.n > 3 * wanted.n)
		return false;
	return span_equal(pdf_name(raw, room, sizeof(room)), wanted);
}

bool pdf_name_is(const struct pdf_tree *t, const struct pdf_value *v, const char *name)
{
	return v && v->kind == PDF_NAME &&
	       name_equal(pdf_text(t, v), span_from_cstr(name));
}

const struct pdf_value *pdf_get(const struct pdf_tree *t, uint32_t dict, const char *key)
{
	struct span wanted = span_from_cstr(key);
	if (dict >= t->count || t->values[dict].kind != PDF_DICT)
		return NULL;
	uint32_t stop = t->values[dict].next;
	for (uint32_t k = dict + 1; k < stop;) {
		uint32_t v = t->values[k].next;
		if (v >= stop)
			break;
		if (t->values[k].kind == PDF_NAME &&
			name_equal(pdf_text(t, &t->values[k]), wanted))
			return &t->values[v];
		k = t->values[v].next;
	}
	return NULL;
}

static uint32_t leading_number(struct span s)
{
	uint64_t n = 0;
	for (size_t i = 0; i < s.n && ascii_is_digit(s.p[i]) && n <= UINT32_MAX; i++)
		n = n * 10 + (s.p[i] - '0');
	return n <= UINT32_MAX ? (uint32_t)n : 0;
}

bool pdf_int(const struct pdf_tree *t, const struct pdf_value *v, uint32_t *n_r)
{
	uint64_t n;
	if (!v || v->kind != PDF_INT || !num_parse(pdf_text(t, v), UINT32_MAX, &n))
		return false;
	*n_r = (uint32_t)n;
	return true;
}

int64_t pdf_number(const struct pdf_tree *t, const struct pdf_value *v)
{
	struct span s = pdf_text(t, v);
	bool minus = s.n && s.p[0] == '-';
	int64_t n = leading_number(span_skip(s, s.n && (minus || s.p[0] == '+')));
	return minus ? -n : n;
}

/* --- the list of objects --- */

static struct pdf_object *add(struct pdf *pdf, uint32_t number, uint32_t generation)
{
	if (pdf->count >= pdf->lent->objects_max) {
		pdf->limit = true;
		return NULL;
	}
	pdf->objects = arena_grow(pdf->arena, pdf->objects, pdf->count, &pdf->capacity,
		sizeof(*pdf->objects));
	struct pdf_object *o = &pdf->objects[pdf->count++];
	uint32_t *bucket = &pdf->buckets[number % BUCKETS];
	*o = (struct pdf_object){
		.number = number, .generation = generation, .older = *bucket
	};
	*bucket = (uint32_t)pdf->count;
	return o;
}

struct pdf_object *pdf_object(struct pdf *pdf, uint32_t number)
{
	enum { STEPS_MAX = 4096 };
	uint32_t i = pdf->buckets[number % BUCKETS];
	for (int steps = 0; i && steps < STEPS_MAX;
		i = pdf->objects[i - 1].older, steps++) {
		struct pdf_object *o = &pdf->objects[i - 1];
		if (o->number == number && !o->is_trailer)
			return o;
	}
	return NULL;
}

size_t pdf_count(const struct pdf *pdf)
{
	return pdf->count;
}

struct pdf_object *pdf_at(struct pdf *pdf, size_t i)
{
	return i < pdf->count ? &pdf->objects[i] : NULL;
}

enum got pdf_got(const struct pdf *pdf)
{
	return pdf->count == 0					     ? GOT_NONE
	       : pdf->limit || pdf->lex.limit || pdf->lex_kept.limit ? GOT_LIMIT
	       : pdf->damaged					     ? GOT_SOME
								     : GOT_ALL;
}

const char *pdf_lock_name(const struct pdf *pdf)
{
	return pdf->lock_name;
}

/* --- scanning --- */

static size_t digits_before(struct span s, size_t at)
{
	size_t from = at;
	while (from > 0 && at - from < NUMBER_DIGITS && ascii_is_digit(s.p[from - 1]))
		from--;
	return from;
}

static size_t blanks_before(struct span s, size_t at)
{
	size_t from = at;
	while (from > 0 && at - from < BLANKS_MAX && pdf_is_blank(s.p[from - 1]))
		from--;
	return from;
}

/* "12 0 " in front of the "obj" at `at`; gives where it begins, or SPAN_NONE. */
static size_t head_of(
	struct span s, size_t at, uint32_t *number_r, uint32_t *generation_r)
{
	size_t g_end = blanks_before(s, at), g = digits_before(s, g_end);
	size_t n_end = blanks_before(s, g), n = digits_before(s, n_end);
	if (g == g_end || n == n_end || n_end == g)
		return SPAN_NONE;
	*number_r = leading_number(span_take(span_skip(s, n), n_end - n));
	*generation_r = leading_number(span_take(span_skip(s, g), g_end - g));
	return n;
}

static bool ends_stream(struct span s, size_t at)
{
	size_t limit = at + 16;
	while (at < s.n && at < limit && pdf_is_blank(s.p[at]))
		at++;
	return span_starts_with(span_skip(s, at), SPAN("endstream"));
}

/* The stream that begins behind "stream" at `at`: by its length where "endstream" follows,
 * else up to that word. Gives the place behind it. */
static size_t take_stream(struct pdf *pdf, struct pdf_object *o, size_t at,
	uint32_t length, bool has_length)
{
	struct span s = pdf->bytes;
	at += 6;
	if (at < s.n && s.p[at] == '\r')
		at++;
	if (at < s.n && s.p[at] == '\n')
		at++;
	at = at < s.n ? at : s.n;
	if (has_length && length <= s.n - at && ends_stream(s, at + length)) {
		o->stream = span_take(span_skip(s, at), length);
		return at + length;
	}
	size_t n = span_find(span_skip(s, at), SPAN("endstream"));
	if (n == SPAN_NONE) {
		n = span_find(span_skip(s, at), SPAN("endobj"));
		pdf->damaged = true;
	}
	if (n == SPAN_NONE)
		n = s.n - at;
	o->stream = span_take(span_skip(s, at), n);
	return at + n;
}

static void note_kind(struct pdf *pdf, struct pdf_object *o)
{
	const struct pdf_tree *t = &pdf->lex.tree;
	const struct pdf_value *type = pdf_get(t, 0, "Type");
	o->is_table = pdf_name_is(t, type, "XRef");
	o->is_store = pdf_name_is(t, type, "ObjStm") ||
		      (!type && pdf_get(t, 0, "First") && pdf_get(t, 0, "N"));
}

/* Reads the object whose "obj" ends at `at`; gives where to go on. */
static size_t take_object(
	struct pdf *pdf, size_t from, size_t at, uint32_t number, uint32_t generation)
{
	struct span s = pdf->bytes;
	size_t used;
	struct pdf_object *o = add(pdf, number, generation);
	if (!o)
		return s.n;
	bool whole = pdf_lex(&pdf->lex, span_skip(s, at), &used);
	o->body = span_take(span_skip(s, at), used);
	o->offset = from;
	size_t next = pdf_skip_blanks(s, at + used);
	if (!whole) {
		pdf->damaged = true;
		pdf->work += used;
		bool again = pdf->work < 8 * (uint64_t)s.n;
		if (!again)
			pdf->limit = true;
		return again ? at : at + used;
	}
	const struct pdf_tree *t = &pdf->lex.tree;
	if (t->count && t->values[0].kind == PDF_DICT &&
		span_starts_with(span_skip(s, next), SPAN("stream"))) {
		uint32_t length = 0;
		bool has = pdf_int(t, pdf_get(t, 0, "Length"), &length);
		note_kind(pdf, o);
		return take_stream(pdf, o, next, length, has);
	}
	return at + used;
}

static void take_trailers(struct pdf *pdf, size_t from, size_t to)
{
	for (;;) {
		struct span gap =
			span_take(span_skip(pdf->bytes, from), to > from ? to - from : 0);
		size_t at = span_find(gap, SPAN("trailer"));
		size_t used;
		if (at == SPAN_NONE)
			return;
		from += at + 7;
		if (!pdf_lex(&pdf->lex, span_skip(pdf->bytes, from), &used))
			continue;
		struct pdf_object *o = add(pdf, 0, 0);
		if (!o)
			return;
		o->is_trailer = true;
		o->body = span_take(span_skip(pdf->bytes, from), used);
		o->offset = from;
		from += used;
	}
}

static void scan(struct pdf *pdf)
{
	struct span s = pdf->bytes;
	size_t at = 0, behind = 0;
	for (;;) {
		size_t hit = span_find(span_skip(s, at), SPAN("obj"));
		uint32_t number = 0, generation = 0;
		if (hit == SPAN_NONE)
			break;
		hit += at;
		size_t from = head_of(s, hit, &number, &generation);
		at = hit + 3;
		if (from == SPAN_NONE || from < behind)
			continue;
		take_trailers(pdf, behind, from);
		at = take_object(pdf, from, at, number, generation);
		behind = at;
	}
	take_trailers(pdf, behind, s.n);
}

/* --- tables: what they name and scanning did not find --- */

static int by_offset(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
	return x < y ? -1 : x > y;
}

struct offsets {
	uint64_t *list;
	size_t count;
};

static struct offsets known_offsets(struct pdf *pdf)
{
	struct offsets known = {
		arena_array(pdf->arena, pdf->count + 1, sizeof(uint64_t)), 0
	};
	for (size_t i = 0; i < pdf->count; i++)
		known.list[known.count++] = pdf->objects[i].offset;
	qsort(known.list, known.count, sizeof(uint64_t), by_offset);
	return known;
}

/* An object that a table names at an offset where scanning saw none: within a stream or a
 * string that another object holds. */
static void try_offset(struct pdf *pdf, const struct offsets *known, uint64_t offset)
{
	enum { HEAD_MAX = 64 };
	struct span s = pdf->bytes;
	uint32_t number = 0, generation = 0;
	if (offset >= s.n ||
		bsearch(&offset, known->list, known->count, sizeof(uint64_t), by_offset))
		return;
	size_t from =
		pdf_skip_blanks(span_take(s, (size_t)offset + HEAD_MAX), (size_t)offset);
	size_t hit = span_find(span_take(span_skip(s, from), HEAD_MAX), SPAN("obj"));
	if (hit == SPAN_NONE)
		return;
	uint64_t start = head_of(s, from + hit, &number, &generation);
	if (start != from ||
		bsearch(&start, known->list, known->count, sizeof(uint64_t), by_offset))
		return;
	if (pdf->tries++ == TRIES_MAX)
		pdf->limit = true;
	else if (pdf->tries < TRIES_MAX)
		take_object(pdf, from, from + hit + 3, number, generation);
}

/* "0000012345 00000 n" lines behind one "xref". */
static void read_table(struct pdf *pdf, const struct offsets *known, struct span t)
{
	size_t at = 0;
	while (at < t.n) {
		size_t blank = at;
		while (blank < t.n && pdf_is_blank(t.p[blank]))
			blank++;
		if (blank >= t.n || !ascii_is_digit(t.p[blank]))
			return;
		struct span row = span_take(span_skip(t, blank), 18);
		if (row.n == 18 && row.p[10] == ' ' && row.p[17] == 'n')
			try_offset(pdf, known, leading_number(row));
		bool is_row = row.n == 18 && row.p[10] == ' ' &&
			      (row.p[17] == 'n' || row.p[17] == 'f');
		at = blank + (is_row ? 18 : 1);
		while (!is_row && at < t.n && !pdf_is_blank(t.p[at]))
			at++;
	}
}

static void read_tables(struct pdf *pdf)
{
	struct offsets known = known_offsets(pdf);
	struct span rest = pdf->bytes;
	for (int i = 0; i < SECTIONS_MAX; i++) {
		size_t at = span_find(rest, SPAN("xref"));
		if (at == SPAN_NONE)
			return;
		rest = span_skip(rest, at + 4);
		if (rest.n && pdf_is_blank(rest.p[0]))
			read_table(pdf, &known, rest);
	}
}

static void read_packed_table(struct pdf *pdf, const struct offsets *known, size_t i)
{
	enum got got;
	uint32_t w[3] = { 0, 0, 0 };
	const struct pdf_tree *t = pdf_keep(pdf, &pdf->objects[i]);
	const struct pdf_value *widths = t ? pdf_get(t, 0, "W") : NULL;
	if (!widths || widths->kind != PDF_ARRAY)
		return;
	uint32_t k = (uint32_t)(widths - t->values) + 1;
	for (unsigned n = 0; n < 3 && k < widths->next; n++, k = t->values[k].next)
		if (!pdf_int(t, &t->values[k], &w[n]) || w[n] > 8)
			return;
	size_t row = w[0] + w[1] + w[2];
	struct span rows = pdf_stream(pdf, &pdf->objects[i], true, &got);
	for (; row && w[1] && rows.n >= row; rows = span_skip(rows, row)) {
		uint64_t type = w[0] ? 0 : 1, offset = 0;
		for (uint32_t b = 0; b < w[0]; b++)
			type = type << 8 | rows.p[b];
		for (uint32_t b = 0; b < w[1]; b++)
			offset = offset << 8 | rows.p[w[0] + b];
		if (type == 1)
			try_offset(pdf, known, offset);
	}
}

static void read_packed_tables(struct pdf *pdf)
{
	size_t count = pdf->count;
	bool any = false;
	for (size_t i = 0; i < count; i++)
		any |= pdf->objects[i].is_table;
	if (!any)
		return;
	struct offsets known = known_offsets(pdf);
	for (size_t i = 0; i < count; i++)
		if (pdf->objects[i].is_table)
			read_packed_table(pdf, &known, i);
}

struct pdf *pdf_read(struct arena *a, struct span bytes, const struct pdf_lent *lent)
{
	struct pdf *pdf = arena_new(a, struct pdf);
	pdf->arena = a;
	pdf->bytes = span_take(bytes, UINT32_MAX);
	pdf->lent = lent;
	pdf->lex = (struct pdf_lex){ .arena = a, .values_max = VALUES_MAX };
	pdf->lex_kept = pdf->lex;
	pdf->inflater = inflater_create(a);
	scan(pdf);
	read_tables(pdf);
	return pdf;
}

/* --- trees --- */

const struct pdf_tree *pdf_look(struct pdf *pdf, struct pdf_object *o)
{
	size_t used;
	if (o->tree)
		return o->tree;
	pdf_lex(&pdf->lex, o->body, &used);
	return pdf->lex.tree.count ? &pdf->lex.tree : NULL;
}

const struct pdf_tree *pdf_keep(struct pdf *pdf, struct pdf_object *o)
{
	if (o->tree)
		return o->tree;
	size_t used;
	pdf_lex(&pdf->lex_kept, o->body, &used);
	const struct pdf_tree *t = &pdf->lex_kept.tree;
	if (!t->count)
		return NULL;
	struct pdf_tree *kept = arena_new(pdf->arena, struct pdf_tree);
	*kept = *t;
	kept->values = arena_array(pdf->arena, t->count, sizeof(*t->values));
	memcpy(kept->values, t->values, t->count * sizeof(*t->values));
	o->tree = kept;
	return kept;
}

const struct pdf_tree *pdf_follow(struct pdf *pdf, const struct pdf_tree *t,
	const struct pdf_value *v, const struct pdf_value **v_r,
	struct pdf_object **object_r)
{
	for (int steps = 0; v && v->kind == PDF_REF; steps++) {
		struct pdf_object *o = pdf_object(pdf, leading_number(pdf_text(t, v)));
		if (!o || steps == FOLLOW_MAX || !(t = pdf_keep(pdf, o)))
			return NULL;
		v = t->values;
		if (object_r)
			*object_r = o;
	}
	*v_r = v;
	return v ? t : NULL;
}

/* --- strings and streams --- */

static struct span literal(struct arena *a, struct span s)
{
	if (span_find_byte(s, '\\') == SPAN_NONE)
		return s;
	unsigned char *bytes = arena_alloc(a, s.n);
	return span_of(bytes, pdf_literal_bytes(s, bytes));
}

/* As it stands in the file: not decrypted. */
static struct span plain_string(
	struct pdf *pdf, const struct pdf_tree *t, const struct pdf_value *v)
{
	enum got got;
	struct pdf_predict none = { 0 };
	struct span raw = pdf_text(t, v);
	if (!v || v->kind != PDF_STRING)
		return SPAN("");
	if (raw.n > STRING_MAX)
		pdf->limit = true;
	raw = span_take(raw, STRING_MAX);
	return v->hex ? pdf_filter(pdf->arena, pdf->inflater, SPAN("AHx"), &none, raw,
				raw.n, true, &got)
		      : literal(pdf->arena, raw);
}

static struct span utf16(struct arena *a, struct span s, bool little)
{
	struct text t;
	text_init(&t, a, s.n * 2);
	for (size_t i = 0; i + 1 < s.n; i += 2) {
		uint32_t c = little ? (uint32_t)(s.p[i + 1] << 8 | s.p[i])
				    : (uint32_t)(s.p[i] << 8 | s.p[i + 1]);
		if (c < 0x80) {
			text_add_byte(&t, (unsigned char)c);
		} else if (c < 0x800) {
			text_add_byte(&t, (unsigned char)(0xC0 | c >> 6));
			text_add_byte(&t, (unsigned char)(0x80 | (c & 0x3F)));
		} else if (c < 0xD800 || c > 0xDFFF) {
			text_add_byte(&t, (unsigned char)(0xE0 | c >> 12));
			text_add_byte(&t, (unsigned char)(0x80 | (c >> 6 & 0x3F)));
			text_add_byte(&t, (unsigned char)(0x80 | (c & 0x3F)));
		} else {
			text_add(&t, SPAN("\xEF\xBF\xBD"));
		}
	}
	return text_span(&t);
}

static struct span as_text(struct arena *a, struct span s)
{
	if (span_starts_with(s, SPAN("\xFE\xFF")))
		return utf16(a, span_skip(s, 2), false);
	if (span_starts_with(s, SPAN("\xFF\xFE")))
		return utf16(a, span_skip(s, 2), true);
	return span_starts_with(s, SPAN("\xEF\xBB\xBF")) ? span_skip(s, 3) : s;
}

struct span pdf_string(struct pdf *pdf, const struct pdf_object *o,
	const struct pdf_tree *t, const struct pdf_value *v)
{
	struct span s = plain_string(pdf, t, v);
	bool locked = pdf->lock == PDF_UNLOCKED && o && !o->packed &&
		      !pdf->key.string_clear && o->number != pdf->lock_object;
	if (locked)
		s = pdf_crypt_open(pdf->lent, pdf->arena, &pdf->key, pdf->key.string_aes,
			o->number, o->generation, s);
	return as_text(pdf->arena, s);
}

/* The length may be told by another object, found only now. */
static struct span raw_stream(
	struct pdf *pdf, struct pdf_object *o, const struct pdf_tree *t)
{
	const struct pdf_value *v = pdf_get(t, 0, "Length");
	uint32_t n;
	if (!v || v->kind != PDF_REF)
		return o->stream;
	t = pdf_follow(pdf, t, v, &v, NULL);
	size_t at = (size_t)(o->stream.p - pdf->bytes.p);
	if (t && pdf_int(t, v, &n) && n <= pdf->bytes.n - at &&
		ends_stream(pdf->bytes, at + n))
		return span_take(span_skip(pdf->bytes, at), n);
	return o->stream;
}

struct chain {
	struct span names[FILTERS_MAX];
	struct pdf_predict predict[FILTERS_MAX];
	unsigned char rooms[FILTERS_MAX][24];
	size_t count;
	bool long_one, crypt;
};

static void read_parameters(
	const struct pdf_tree *t, const struct pdf_value *v, struct pdf_predict *p)
{
	static const struct {
		const char *name;
		size_t at;
	} fields[] = {
		{ "Predictor", offsetof(struct pdf_predict, predictor) },
		{ "Colors", offsetof(struct pdf_predict, colors) },
		{ "BitsPerComponent", offsetof(struct pdf_predict, bits) },
		{ "Columns", offsetof(struct pdf_predict, columns) },
	};
	uint32_t early, dict = (uint32_t)(v - t->values);
	for (size_t i = 0; i < sizeof(fields) / sizeof(*fields); i++)
		pdf_int(t, pdf_get(t, dict, fields[i].name),
			(uint32_t *)((char *)p + fields[i].at));
	if (pdf_int(t, pdf_get(t, dict, "EarlyChange"), &early))
		p->early = early != 0;
}

/* The `i`th of an array, or the thing itself for the first; references are followed. */
static const struct pdf_tree *nth(struct pdf *pdf, const struct pdf_tree *t,
	const struct pdf_value *v, size_t i, const struct pdf_value **v_r)
{
	t = v ? pdf_follow(pdf, t, v, &v, NULL) : NULL;
	if (!t)
		return NULL;
	if (v->kind != PDF_ARRAY) {
		*v_r = v;
		return i ? NULL : t;
	}
	uint32_t k = (uint32_t)(v - t->values) + 1;
	for (; i && k < v->next; i--)
		k = t->values[k].next;
	return k < v->next ? pdf_follow(pdf, t, &t->values[k], v_r, NULL) : NULL;
}

static void read_chain(struct pdf *pdf, const struct pdf_tree *t, struct chain *c)
{
	const struct pdf_value *filter = pdf_get(t, 0, "Filter"), *v;
	const struct pdf_value *parameters = pdf_get(t, 0, "DecodeParms");
	if (!filter)
		filter = pdf_get(t, 0, "F");
	if (!parameters)
		parameters = pdf_get(t, 0, "DP");
	for (size_t i = 0; i <= FILTERS_MAX; i++) {
		const struct pdf_tree *in = nth(pdf, t, filter, i, &v);
		if (!in || v->kind != PDF_NAME)
			return;
		if (i == FILTERS_MAX) {
			c->long_one = true;
			return;
		}
		c->predict[i].early = true;
		c->names[i] = pdf_name(pdf_text(in, v), c->rooms[i], sizeof(c->rooms[i]));
		if (span_equal(c->names[i], SPAN("Crypt")))
			c->crypt = true;
		c->count++;
		in = nth(pdf, t, parameters, i, &v);
		if (in && v->kind == PDF_DICT)
			read_parameters(in, v, &c->predict[i]);
	}
}

static struct span decrypted(struct pdf *pdf, struct pdf_object *o, struct span raw)
{
	return pdf_crypt_open(pdf->lent, pdf->arena, &pdf->key, pdf->key.stream_aes,
		o->number, o->generation, raw);
}

static struct span plain_stream(struct pdf *pdf, struct pdf_object *o,
	const struct chain *c, size_t max, bool keep, bool *jpeg_r, enum got *got_r)
{
	struct span s = raw_stream(pdf, o, o->tree);
	enum got got;
	*got_r = c->long_one ? GOT_LIMIT : GOT_ALL;
	if (pdf->lock == PDF_UNLOCKED && !pdf->key.stream_clear && !o->is_table &&
		!c->crypt) {
		struct span clear = decrypted(pdf, o, s);
		s = clear;
	}
	for (size_t i = 0; i < c->count; i++) {
		if (span_equal(c->names[i], SPAN("Crypt")))
			continue;
		if (jpeg_r && (span_equal(c->names[i], SPAN("DCTDecode")) ||
				      span_equal(c->names[i], SPAN("DCT")))) {
			*jpeg_r = true;
			return s;
		}
		s = pdf_filter(pdf->arena, pdf->inflater, c->names[i], &c->predict[i], s,
			max, keep || i + 1 < c->count, &got);
		if (got != GOT_ALL)
			*got_r = got;
		if (got == GOT_NONE)
			return SPAN("");
	}
	return s;
}

struct span pdf_stream(struct pdf *pdf, struct pdf_object *o, bool keep, enum got *got_r)
{
	struct chain c = { .count = 0 };
	*got_r = GOT_NONE;
	if (!o->stream.p || !pdf_keep(pdf, o) ||
		pdf->lent->room(pdf->lent->state, 1) < 1) {
		if (o->stream.p)
			*got_r = GOT_LIMIT;
		return SPAN("");
	}
	read_chain(pdf, o->tree, &c);
	struct span s =
		plain_stream(pdf, o, &c, pdf->lent->stream_max, keep, NULL, got_r);
	size_t room = c.count ? pdf->lent->room(pdf->lent->state, s.n) : s.n;
	if (room < s.n)
		*got_r = GOT_LIMIT;
	return span_take(s, room);
}

struct span pdf_picture(
	struct pdf *pdf, struct pdf_object *o, size_t max, bool *jpeg_r, enum got *got_r)
{
	struct chain c = { .count = 0 };
	*got_r = GOT_NONE;
	*jpeg_r = false;
	if (!o->stream.p || !pdf_keep(pdf, o))
		return SPAN("");
	read_chain(pdf, o->tree, &c);
	return plain_stream(pdf, o, &c, max, false, jpeg_r, got_r);
}

/* --- object streams, 7.5.7 --- */

static void unpack(struct pdf *pdf, size_t i)
{
	enum got got;
	uint32_t n = 0, first = 0;
	const struct pdf_tree *t = pdf_keep(pdf, &pdf->objects[i]);
	if (!t)
		return;
	pdf_int(t, pdf_get(t, 0, "N"), &n);
	pdf_int(t, pdf_get(t, 0, "First"), &first);
	uint64_t offset = pdf->objects[i].offset;
	struct span s = pdf_stream(pdf, &pdf->objects[i], true, &got);
	if (got == GOT_LIMIT)
		pdf->limit = true;
	else if (got != GOT_ALL || first > s.n)
		pdf->damaged = true;
	struct span head = span_take(s, first);
	for (size_t at = 0; n; n--) {
		size_t number_at = at = pdf_skip_blanks(head, at);
		while (at < head.n && ascii_is_digit(head.p[at]))
			at++;
		size_t place_at = pdf_skip_blanks(head, at);
		at = place_at;
		while (at < head.n && ascii_is_digit(head.p[at]))
			at++;
		if (at == place_at)
			return;
		uint32_t place = leading_number(span_skip(head, place_at));
		struct pdf_object *o =
			add(pdf, leading_number(span_skip(head, number_at)), 0);
		if (!o)
			return;
		o->body = span_skip(span_skip(s, first), place);
		o->offset = offset;
		o->packed = true;
	}
}

void pdf_unpack(struct pdf *pdf)
{
	read_packed_tables(pdf);
	size_t count = pdf->count;
	for (size_t i = 0; i < count; i++)
		if (pdf->objects[i].is_store && !pdf->objects[i].is_table)
			unpack(pdf, i);
}

/* --- the lock, 7.6 --- */

static struct span lock_string(
	struct pdf *pdf, const struct pdf_tree *t, uint32_t dict, const char *key)
{
	return plain_string(pdf, t, pdf_get(t, dict, key));
}

/* What the crypt filter that StmF or StrF names does. */
static void read_method(struct pdf *pdf, const struct pdf_tree *t, uint32_t dict,
	const char *which, bool *aes_r, bool *clear_r, struct pdf_crypt *c)
{
	const struct pdf_value *name = pdf_get(t, dict, which), *filters, *one, *v;
	unsigned char room[64];
	uint32_t length;
	filters = pdf_get(t, dict, "CF");
	if (!name || pdf_name_is(t, name, "Identity") || !filters) {
		*clear_r = true;
		return;
	}
	struct span wanted = pdf_name(pdf_text(t, name), room, sizeof(room));
	const struct pdf_tree *ft = pdf_follow(pdf, t, filters, &filters, NULL);
	if (!ft)
		return;
	one = pdf_get(
		ft, (uint32_t)(filters - ft->values), arena_cstr(pdf->arena, wanted));
	ft = one ? pdf_follow(pdf, ft, one, &one, NULL) : NULL;
	if (!ft)
		return;
	dict = (uint32_t)(one - ft->values);
	v = pdf_get(ft, dict, "CFM");
	*aes_r = pdf_name_is(ft, v, "AESV2") || pdf_name_is(ft, v, "AESV3");
	*clear_r = pdf_name_is(ft, v, "None");
	if (pdf_int(ft, pdf_get(ft, dict, "Length"), &length) && c->v == 4)
		c->length_bits = *aes_r || length == 16 || length == 128 ? 128
				 : length < 40				 ? length * 8
									 : length;
}

static void read_lock(struct pdf *pdf, const struct pdf_tree *t, uint32_t dict,
	struct pdf_crypt *c, struct pdf_key *key)
{
	const struct pdf_value *metadata = pdf_get(t, dict, "EncryptMetadata");
	*c = (struct pdf_crypt){ .length_bits = 40 };
	pdf_int(t, pdf_get(t, dict, "V"), &c->v);
	pdf_int(t, pdf_get(t, dict, "R"), &c->r);
	pdf_int(t, pdf_get(t, dict, "Length"), &c->length_bits);
	c->permissions = pdf_number(t, pdf_get(t, dict, "P"));
	c->owner = lock_string(pdf, t, dict, "O");
	c->user = lock_string(pdf, t, dict, "U");
	c->owner_key = lock_string(pdf, t, dict, "OE");
	c->user_key = lock_string(pdf, t, dict, "UE");
	c->metadata = !span_equal(pdf_text(t, metadata), SPAN("false"));
	if (c->v == 1)
		c->length_bits = 40;
	if (c->v == 4 && c->length_bits == 40)
		c->length_bits = 128;
	if (c->v < 4)
		return;
	read_method(pdf, t, dict, "StmF", &key->stream_aes, &key->stream_clear, c);
	read_method(pdf, t, dict, "StrF", &key->string_aes, &key->string_clear, c);
}

static const char *name_of_lock(const struct pdf_crypt *c, const struct pdf_key *key)
{
	if (c->v >= 5)
		return "aes-256";
	if (key->stream_aes || key->string_aes)
		return "aes-128";
	return c->length_bits <= 40 ? "rc4-40" : "rc4-128";
}

/* The trailer that tells of a lock, and its dictionary. */
static const struct pdf_tree *find_lock(
	struct pdf *pdf, const struct pdf_value **v_r, struct span *id_r)
{
	for (size_t i = pdf->count; i-- > 0;) {
		struct pdf_object *o = &pdf->objects[i], *of = NULL;
		const struct pdf_value *ids;
		if (!o->is_trailer && !o->is_table)
			continue;
		const struct pdf_tree *t = pdf_keep(pdf, o);
		const struct pdf_value *v = t ? pdf_get(t, 0, "Encrypt") : NULL;
		const struct pdf_tree *lt = v ? pdf_follow(pdf, t, v, v_r, &of) : NULL;
		if (!lt || (*v_r)->kind != PDF_DICT)
			continue;
		ids = pdf_get(t, 0, "ID");
		const struct pdf_tree *it = ids ? nth(pdf, t, ids, 0, &ids) : NULL;
		if (it)
			*id_r = plain_string(pdf, it, ids);
		pdf->lock_object = of ? of->number : UINT32_MAX;
		return lt;
	}
	return NULL;
}

enum pdf_lock pdf_unlock(struct pdf *pdf, struct span password)
{
	const struct pdf_value *v = NULL;
	struct span id = SPAN("");
	struct pdf_crypt c;
	const struct pdf_tree *t = find_lock(pdf, &v, &id);
	pdf->key = (struct pdf_key){ 0 };
	if (!t)
		return pdf->lock = PDF_OPEN;
	uint32_t dict = (uint32_t)(v - t->values);
	const struct pdf_value *handler = pdf_get(t, dict, "Filter");
	pdf->lock_name = "certificate";
	if (handler && !pdf_name_is(t, handler, "Standard"))
		return pdf->lock = PDF_FOREIGN;
	read_lock(pdf, t, dict, &c, &pdf->key);
	c.id = id;
	bool opens = pdf_crypt_key(pdf->lent, &c, password, &pdf->key);
	if (!opens && (c.v == 2 || c.v == 3) && c.length_bits != 128) {
		/* Programs take a length that is missing or wrong for the longest. */
		uint32_t told = c.length_bits;
		c.length_bits = 128;
		opens = pdf_crypt_key(pdf->lent, &c, password, &pdf->key);
		c.length_bits = opens ? c.length_bits : told;
	}
	pdf->lock_name = name_of_lock(&c, &pdf->key);
	return pdf->lock = opens ? PDF_UNLOCKED : PDF_LOCKED;
}
