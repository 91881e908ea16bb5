/* RTF (1.9.1) read as Word does: groups, control words and text, whatever else is broken.
 * Object data are the hex digits of their group with all that Word passes over between
 * them: other groups, control words, blanks. \bin is followed, text is dropped. */
#include "parse/file/rtf.h"

#include "base/num.h"
#include "base/text.h"

enum { DEPTH_MAX = 200, NAME_MAX_BYTES = 2000 };

enum where { IN_TEXT, IN_DATA, IN_CLASS, IN_TEMPLATE };

struct reading {
	struct span s;
	size_t at;
	unsigned char where[DEPTH_MAX];
	unsigned depth, begun; /* groups; that in which the object data began */
	struct text data, name;
	int digit; /* the first of two, or -1 */
	struct rtf *rtf;
	struct rtf_object *object;
	struct arena *arena;
	bool limit;
};

static enum where now(const struct reading *r)
{
	return r->where[r->depth < DEPTH_MAX ? r->depth : DEPTH_MAX - 1];
}

static struct rtf_object *object(struct reading *r)
{
	if (r->object)
		return r->object;
	r->object = arena_new(r->arena, struct rtf_object);
	r->object->offset = r->at;
	*r->rtf->tail = r->object;
	r->rtf->tail = &r->object->next;
	return r->object;
}

static void go(struct reading *r, enum where where)
{
	r->where[r->depth < DEPTH_MAX ? r->depth : DEPTH_MAX - 1] = (unsigned char)where;
	r->begun = r->depth;
	r->name.n = 0;
	if (where == IN_DATA) {
		object(r);
		r->data.n = 0;
		r->digit = -1;
	}
}

/* The group in which something stood is over. */
static void leave(struct reading *r)
{
	enum where was = now(r);
	bool over = was != IN_TEXT && r->depth == r->begun;
	if (over && was == IN_DATA) {
		object(r)->data = arena_copy(r->arena, text_span(&r->data));
		r->object = NULL;
	} else if (over && was == IN_CLASS) {
		object(r)->class_name =
			arena_copy(r->arena, span_trim(text_span(&r->name)));
	} else if (over && was == IN_TEMPLATE) {
		r->rtf->template_name =
			arena_copy(r->arena, span_trim(text_span(&r->name)));
		r->rtf->template_offset = r->at;
	}
	if (r->depth)
		r->depth--;
}

static void take_byte(struct reading *r, unsigned char c)
{
	enum where where = now(r);
	if (where == IN_CLASS || where == IN_TEMPLATE)
		text_add_byte(&r->name, c);
	int digit = where == IN_DATA && r->depth == r->begun ? num_hex_digit(c) : -1;
	if (digit < 0)
		return;
	if (r->digit >= 0)
		text_add_byte(&r->data, (unsigned char)(r->digit << 4 | digit));
	r->digit = r->digit < 0 ? digit : -1;
}

/* "\'41" in a name is a letter. */
static void take_quoted(struct reading *r)
{
	int high = r->at < r->s.n ? num_hex_digit(r->s.p[r->at]) : -1;
	int low = r->at + 1 < r->s.n ? num_hex_digit(r->s.p[r->at + 1]) : -1;
	if (high < 0 || low < 0)
		return;
	r->at += 2;
	if (now(r) != IN_DATA)
		take_byte(r, (unsigned char)(high << 4 | low));
}

static void take_binary(struct reading *r, uint64_t n)
{
	struct span bytes =
		span_take(span_skip(r->s, r->at), n < r->s.n ? (size_t)n : r->s.n);
	if (now(r) == IN_DATA)
		text_add(&r->data, bytes);
	r->at += bytes.n;
}

static void take_word(struct reading *r)
{
	size_t from = r->at;
	while (r->at < r->s.n && ascii_is_alpha(r->s.p[r->at]))
		r->at++;
	struct span word = span_take(span_skip(r->s, from), r->at - from);
	from = r->at;
	r->at += r->at < r->s.n && r->s.p[r->at] == '-';
	while (r->at < r->s.n && ascii_is_digit(r->s.p[r->at]))
		r->at++;
	struct span number = span_take(span_skip(r->s, from), r->at - from);
	r->at += r->at < r->s.n && r->s.p[r->at] == ' ';
	uint64_t n = 0;
	if (span_equal(word, SPAN("objdata")))
		go(r, IN_DATA);
	else if (span_equal(word, SPAN("objclass")))
		go(r, IN_CLASS);
	else if (span_equal(word, SPAN("template")))
		go(r, IN_TEMPLATE);
	else if (span_equal(word, SPAN("objupdate")))
		object(r)->update = true;
	else if (span_equal(word, SPAN("bin")) && num_parse(number, UINT32_MAX, &n))
		take_binary(r, n);
}

static void take_backslash(struct reading *r)
{
	if (r->at >= r->s.n)
		return;
	unsigned char c = r->s.p[r->at];
	if (ascii_is_alpha(c)) {
		take_word(r);
		return;
	}
	r->at++;
	if (c == '\'')
		take_quoted(r);
	else if ((c == '\\' || c == '{' || c == '}') && now(r) != IN_DATA)
		take_byte(r, c);
}

static void enter(struct reading *r)
{
	unsigned char above = (unsigned char)now(r);
	if (r->depth + 1 >= DEPTH_MAX)
		r->limit = true;
	r->depth++;
	r->where[r->depth < DEPTH_MAX ? r->depth : DEPTH_MAX - 1] = above;
}

enum got rtf_read(struct arena *a, struct span bytes, size_t data_max, struct rtf *rtf_r)
{
	struct reading r = { .s = bytes, .rtf = rtf_r, .arena = a, .digit = -1 };
	*rtf_r = (struct rtf){ .objects = NULL };
	rtf_r->tail = &rtf_r->objects;
	text_init(&r.data, a, data_max);
	text_init(&r.name, a, NAME_MAX_BYTES);
	while (r.at < bytes.n) {
		unsigned char c = bytes.p[r.at++];
		if (c == '{')
			enter(&r);
		else if (c == '}')
			leave(&r);
		else if (c == '\\')
			take_backslash(&r);
		else if (now(&r) != IN_TEXT)
			take_byte(&r, c);
	}
	while (r.depth)
		leave(&r);
	return r.limit || r.data.cut ? GOT_LIMIT : GOT_ALL;
}
