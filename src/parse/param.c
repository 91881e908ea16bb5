/* Parameters of MIME fields (RFC 2045 section 5.1) with the pieces and charsets of RFC 2231
 * and the encoded words that RFC 2047 forbids there and mailers write all the same.
 *
 * One pass over the value for each parameter that is wanted: letters have three or four.
 * The first of a name counts, and the RFC 2231 form goes before the plain one, as in
 * mailers. Missing quotes, spaces around "=", comments and stray semicolons are read past.
 *
 * Left out: the language tag of RFC 2231, and pieces past the hundredth. */
#include "parse/param.h"

#include "base/num.h"
#include "base/text.h"
#include "parse/comment.h"
#include "parse/word.h"

enum { PIECES_MAX = 100 };

struct param {
	struct span name, value; /* value: with its quotes' inside, or the bare word */
	bool escaped;		 /* a backslash is in the quoted value */
};

struct piece {
	struct span value; /* as it stands; p is NULL for none */
	bool coded;	   /* name*0*=: percent signs */
};

/* Length of the white space and comments that `s` begins with; a comment that is never
 * closed reaches up to the end. */
static size_t blank_length(struct span s)
{
	size_t i = 0;
	while (i < s.n) {
		if (ascii_is_space(s.p[i]))
			i++;
		else if (s.p[i] == '(')
			i += comment_length(span_skip(s, i)) ?: s.n - i;
		else
			break;
	}
	return i;
}

static void read_quoted(struct span *s, struct param *p)
{
	size_t i = 1;
	for (; i < s->n && s->p[i] != '"'; i++) {
		if (s->p[i] == '\\' && i + 1 < s->n) {
			p->escaped = true;
			i++;
		}
	}
	p->value = span_skip(span_take(*s, i), 1);
	*s = span_skip(*s, i + 1);
}

static void read_bare(struct span *s, struct param *p)
{
	size_t n = span_find_byte(*s, ';');
	p->value = span_trim(span_take(*s, n));
	*s = span_skip(*s, n);
	size_t comment = span_find(p->value, SPAN(" ("));
	if (comment != SPAN_NONE)
		p->value = span_trim(span_take(p->value, comment));
}

/* Takes the next parameter off `*s`. False when none is left. */
static bool next_param(struct span *s, struct param *param_r)
{
	*param_r = (struct param){ .escaped = false };
	while (s->n && (s->p[0] == ';' || blank_length(*s)))
		*s = span_skip(*s, s->p[0] == ';' ? 1 : blank_length(*s));
	if (s->n == 0)
		return false;
	size_t n = 0;
	while (n < s->n && s->p[n] != '=' && s->p[n] != ';')
		n++;
	param_r->name = span_trim(span_take(*s, n));
	*s = span_skip(*s, n);
	if (s->n == 0 || s->p[0] == ';')
		return true;
	*s = span_skip(*s, 1);
	*s = span_skip(*s, blank_length(*s));
	if (s->n && s->p[0] == '"')
		read_quoted(s, param_r);
	else
		read_bare(s, param_r);
	return true;
}

/* Without backslashes and line ends, which quoting allows inside. */
static struct span unescape(struct arena *a, struct span s, bool escaped)
{
	if (!escaped && span_find_byte(s, '\n') == SPAN_NONE &&
		span_find_byte(s, '\r') == SPAN_NONE)
		return s;
	unsigned char *out = arena_alloc(a, s.n);
	size_t n = 0;
	for (size_t i = 0; i < s.n; i++) {
		if (escaped && s.p[i] == '\\' && i + 1 < s.n)
			out[n++] = s.p[++i];
		else if (s.p[i] != '\r' && s.p[i] != '\n')
			out[n++] = s.p[i];
	}
	return span_of(out, n);
}

/* Reads "*3*" behind a parameter's name. */
static bool read_piece_mark(struct span mark, uint64_t *index_r, bool *coded_r)
{
	*index_r = 0;
	*coded_r = span_ends_with(mark, SPAN("*"));
	if (*coded_r)
		mark.n--;
	if (mark.n == 0)
		return true;
	return mark.p[0] == '*' && num_parse(span_skip(mark, 1), PIECES_MAX - 1, index_r);
}

static void decode_percent(struct text *t, struct span s)
{
	for (size_t i = 0; i < s.n; i++) {
		int high = s.p[i] == '%' && s.n - i > 2 ? num_hex_digit(s.p[i + 1]) : -1;
		int low = high >= 0 ? num_hex_digit(s.p[i + 2]) : -1;
		text_add_byte(t, low >= 0 ? (unsigned char)(high << 4 | low) : s.p[i]);
		i += low >= 0 ? 2 : 0;
	}
}

/* Takes charset'language' off the first piece. */
static struct span take_charset(struct span *s)
{
	struct span rest = *s, charset = span_split(&rest, '\'');
	span_split(&rest, '\'');
	if (!rest.p)
		return (struct span){ NULL, 0 };
	*s = rest;
	return charset;
}

static struct span join(struct arena *a, struct piece *pieces, struct span *charset_r)
{
	struct text t;
	text_init(&t, a, SIZE_MAX / 2);
	*charset_r = (struct span){ NULL, 0 };
	if (pieces[0].coded)
		*charset_r = take_charset(&pieces[0].value);
	for (size_t i = 0; i < PIECES_MAX && pieces[i].value.p; i++) {
		if (pieces[i].coded)
			decode_percent(&t, pieces[i].value);
		else
			text_add(&t, pieces[i].value);
	}
	return text_span(&t);
}

struct wanted {
	struct span plain;    /* p is NULL for none */
	struct piece *pieces; /* NULL for none */
};

static void keep_piece(
	struct arena *a, struct wanted *w, const struct param *p, struct span mark)
{
	uint64_t index;
	bool coded;
	if (!read_piece_mark(mark, &index, &coded))
		return;
	if (!w->pieces)
		w->pieces = arena_array(a, PIECES_MAX, sizeof(*w->pieces));
	struct piece *piece = &w->pieces[index];
	if (!piece->value.p)
		*piece = (struct piece){ unescape(a, p->value, p->escaped), coded };
}

static struct wanted look_for(struct arena *a, struct span params, const char *name)
{
	struct span want = span_from_cstr(name);
	struct wanted w = { .pieces = NULL };
	struct param p;
	while (next_param(&params, &p)) {
		if (!p.value.p || !span_starts_with_nocase(p.name, want))
			continue;
		struct span mark = span_skip(p.name, want.n);
		if (mark.n == 0 && !w.plain.p)
			w.plain = unescape(a, p.value, p.escaped);
		else if (mark.n && mark.p[0] == '*')
			keep_piece(a, &w, &p, mark);
	}
	return w;
}

struct span param_bytes(struct arena *a, struct span params, const char *name)
{
	struct wanted w = look_for(a, params, name);
	struct span charset;
	if (w.pieces && w.pieces[0].value.p)
		return join(a, w.pieces, &charset);
	return w.plain;
}

struct span param_text(struct arena *a, struct span params, const char *name)
{
	struct wanted w = look_for(a, params, name);
	struct span charset;
	if (!w.pieces || !w.pieces[0].value.p)
		return w.plain.p ? word_decode(a, w.plain, NULL) : w.plain;
	struct span s = join(a, w.pieces, &charset);
	return charset.n ? charset_to_utf8(a, charset, s, NULL) : word_decode(a, s, NULL);
}

static bool is_main_byte(unsigned char c)
{
	return c > ' ' && c != ';' && c != '(';
}

struct span param_main(struct arena *a, struct span value, struct span *params_r)
{
	bool upper = false;
	struct span s = span_skip(value, blank_length(value));
	size_t n = 0;
	for (; n < s.n && is_main_byte(s.p[n]); n++)
		upper = upper || (s.p[n] >= 'A' && s.p[n] <= 'Z');
	*params_r = span_skip(s, n);
	s = span_take(s, n);
	if (!upper)
		return s;
	s = arena_copy(a, s);
	for (size_t i = 0; i < n; i++)
		((unsigned char *)s.p)[i] = ascii_lower(s.p[i]);
	return s;
}
