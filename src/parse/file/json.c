/* Reads JSON (RFC 8259) item by item, as forgiving as the editors and package managers that
 * act upon it: comments of both kinds, trailing and missing commas, single quotes and bare
 * keys (JSON5) are read over. Nothing is kept but the keys of what is open, up to a depth;
 * what nests deeper ends the reading, as does a string or comment without an end. */
#include "parse/file/json.h"

#include "base/utf8.h"

struct json json_of(struct span bytes)
{
	struct json j = { .all = bytes, .rest = bytes };
	if (span_starts_with(bytes, SPAN("\xEF\xBB\xBF")))
		j.rest = span_skip(bytes, 3);
	return j;
}

static bool is_blank(unsigned char c)
{
	return ascii_is_space(c) || c == '\f' || c == '\v' || c == ',' || c == 0xA0 ||
	       c == 0xC2;
}

static bool stop(struct json *j)
{
	j->broken = true;
	return false;
}

/* White space, commas, comments. */
static bool skip_blank(struct json *j)
{
	for (;;) {
		size_t n = 0;
		while (n < j->rest.n && is_blank(j->rest.p[n]))
			n++;
		j->rest = span_skip(j->rest, n);
		if (j->rest.n && j->rest.p[0] != '/')
			return true;
		if (span_starts_with(j->rest, SPAN("//"))) {
			span_line(&j->rest);
		} else if (span_starts_with(j->rest, SPAN("/*"))) {
			size_t end = span_find(j->rest, SPAN("*/"));
			if (end == SPAN_NONE)
				return stop(j);
			j->rest = span_skip(j->rest, end + 2);
		} else {
			return j->rest.n > 0;
		}
	}
}

static bool take_string(struct json *j, struct span *text_r)
{
	unsigned char quote = j->rest.p[0];
	struct span s = span_skip(j->rest, 1), rest = s;
	for (size_t at; (at = span_find_either(rest, quote, '\\')) != SPAN_NONE;) {
		if (rest.p[at] == quote) {
			*text_r = span_between(s.p, rest.p + at);
			j->rest = span_skip(rest, at + 1);
			return true;
		}
		rest = span_skip(rest, at + 2);
	}
	return stop(j);
}

static bool is_of_word(unsigned char c)
{
	return ascii_is_alnum(c) || c == '_' || c == '$' || c == '-' || c == '+' ||
	       c == '.' || c >= 0x80;
}

static bool take_word(struct json *j, struct span *text_r)
{
	size_t n = 0;
	while (n < j->rest.n && is_of_word(j->rest.p[n]))
		n++;
	*text_r = span_take(j->rest, n);
	j->rest = span_skip(j->rest, n);
	return n > 0 || stop(j);
}

static bool take_scalar(struct json *j, struct json_item *item)
{
	bool quoted = j->rest.p[0] == '"' || j->rest.p[0] == '\'';
	item->kind = quoted ? JSON_STRING : JSON_WORD;
	return quoted ? take_string(j, &item->text) : take_word(j, &item->text);
}

static bool open_one(struct json *j, struct json_item *item, bool is_object)
{
	if (j->depth >= JSON_DEPTH_MAX)
		return stop(j);
	item->kind = is_object ? JSON_OBJECT : JSON_ARRAY;
	j->is_object[j->depth++] = is_object;
	j->keys[j->depth] = SPAN("");
	j->rest = span_skip(j->rest, 1);
	return true;
}

bool json_next(struct json *j, struct json_item *item_r)
{
	struct json_item item = { .depth = j->depth };
	if (j->broken || !skip_blank(j))
		return false;
	bool in_object = j->depth && j->is_object[j->depth - 1];
	unsigned char c = j->rest.p[0];
	if (c == '}' || c == ']') {
		if (j->depth == 0)
			return stop(j);
		item.kind = JSON_CLOSE;
		item.depth = --j->depth;
		item.key = j->keys[item.depth];
		item.offset = j->all.n - j->rest.n;
		j->rest = span_skip(j->rest, 1);
		*item_r = item;
		return true;
	}
	if (in_object && c != '{' && c != '[') {
		struct json_item key = { 0 };
		if (!take_scalar(j, &key) || !skip_blank(j))
			return stop(j);
		item.key = key.text;
		if (j->rest.p[0] != ':')
			return stop(j);
		j->rest = span_skip(j->rest, 1);
		if (!skip_blank(j))
			return stop(j);
		c = j->rest.p[0];
	}
	j->keys[j->depth] = item.key;
	item.offset = j->all.n - j->rest.n;
	bool well = c == '{' || c == '[' ? open_one(j, &item, c == '{')
					 : take_scalar(j, &item);
	*item_r = item;
	return well;
}

struct span json_key_at(const struct json *j, size_t depth)
{
	return depth <= j->depth ? j->keys[depth] : SPAN("");
}

/* --- text --- */

static unsigned hex4(struct span s)
{
	unsigned value = 0;
	for (size_t i = 0; i < 4; i++) {
		unsigned char c = ascii_lower(s.p[i]);
		value = value << 4 | (unsigned)(ascii_is_digit(c)      ? c - '0'
						: c >= 'a' && c <= 'f' ? c - 'a' + 10
								       : 0);
	}
	return value;
}

static size_t put_code_point(unsigned char *to, unsigned c)
{
	if (c < 0x80) {
		to[0] = (unsigned char)c;
		return 1;
	}
	if (c < 0x800) {
		to[0] = (unsigned char)(0xC0 | c >> 6);
		to[1] = (unsigned char)(0x80 | (c & 63));
		return 2;
	}
	if (c < 0x10000) {
		to[0] = (unsigned char)(0xE0 | c >> 12);
		to[1] = (unsigned char)(0x80 | (c >> 6 & 63));
		to[2] = (unsigned char)(0x80 | (c & 63));
		return 3;
	}
	to[0] = (unsigned char)(0xF0 | c >> 18);
	to[1] = (unsigned char)(0x80 | (c >> 12 & 63));
	to[2] = (unsigned char)(0x80 | (c >> 6 & 63));
	to[3] = (unsigned char)(0x80 | (c & 63));
	return 4;
}

/* "\uXXXX" at the head of `s`, which is long enough; two of them where they are halves. */
static unsigned take_escape(struct span s, size_t *n_r)
{
	unsigned c = hex4(span_skip(s, 2));
	*n_r = 6;
	if (c < 0xD800 || c > 0xDBFF || s.n < 12 || s.p[6] != '\\' || s.p[7] != 'u')
		return c;
	unsigned low = hex4(span_skip(s, 8));
	if (low < 0xDC00 || low > 0xDFFF)
		return c;
	*n_r = 12;
	return 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
}

static unsigned char plain_escape(unsigned char c)
{
	static const char from[] = "nrtbf", to[] = "\n\r\t\b\f";
	for (size_t i = 0; from[i]; i++)
		if (c == (unsigned char)from[i])
			return (unsigned char)to[i];
	return c;
}

/* No escape is shorter than what it stands for. Lone halves of a pair stay halves. */
struct span json_text(struct arena *a, struct span raw)
{
	if (span_find_byte(raw, '\\') == SPAN_NONE)
		return raw;
	unsigned char *p = arena_alloc(a, raw.n + 1);
	size_t n = 0;
	for (size_t i = 0; i < raw.n; i++) {
		if (raw.p[i] != '\\' || i + 1 == raw.n) {
			p[n++] = raw.p[i];
		} else if (raw.p[i + 1] == 'u' && raw.n - i >= 6) {
			size_t taken;
			n += put_code_point(
				p + n, take_escape(span_skip(raw, i), &taken));
			i += taken - 1;
		} else {
			p[n++] = plain_escape(raw.p[++i]);
		}
	}
	return span_of(p, n);
}
