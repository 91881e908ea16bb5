/* A tag=value list (RFC 6376 section 3.2) to an array of pairs that point into it.
 *
 *	tag-list = tag-spec *( ";" tag-spec ) [ ";" ]
 *	tag-spec = [FWS] tag-name [FWS] "=" [FWS] tag-value [FWS]
 *
 * Bytes of 0x80 and above are taken in values: RFC 8616 lets UTF-8 stand there. Any space,
 * tab, CR and LF counts as FWS, because letters on disk lost their CRs and unfolding is
 * not always faithful. Parts that are no tag-spec are left out and make the list GOT_SOME;
 * what a broken list is worth is the caller's to say (DKIM: nothing, DMARC: the rest). */
#include "parse/tags.h"

/* Duplicates are found by comparing each with each: DKIM knows 14 names, DMARC 11. */
enum { TAGS_MAX = 100 };

static bool is_name(struct span s)
{
	if (s.n == 0 || !ascii_is_alpha(s.p[0]))
		return false;
	for (size_t i = 1; i < s.n; i++)
		if (!ascii_is_alnum(s.p[i]) && s.p[i] != '_')
			return false;
	return true;
}

/* VALCHARs and white space between them; ";" was cut away before. */
static bool is_value(struct span s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((s.p[i] < ' ' && !ascii_is_space(s.p[i])) || s.p[i] == 0x7f)
			return false;
	return true;
}

static bool read_tag(struct span part, struct tag *tag_r)
{
	size_t equals = span_find_byte(part, '=');
	if (equals == SPAN_NONE)
		return false;
	tag_r->name = span_trim(span_take(part, equals));
	tag_r->value = span_trim(span_skip(part, equals + 1));
	return is_name(tag_r->name) && is_value(tag_r->value);
}

static bool is_there(const struct tags *t, struct span name)
{
	for (size_t i = 0; i < t->count; i++)
		if (span_equal(t->list[i].name, name))
			return true;
	return false;
}

enum got tags_parse(struct arena *a, struct span s, struct tags *tags_r)
{
	*tags_r = (struct tags){ 0 };
	size_t capacity = 0;
	bool broken = false;
	struct span rest = s;
	while (rest.p) {
		struct span part = span_split(&rest, ';');
		struct tag tag;
		bool last = !rest.p;
		if (last && tags_r->count && span_trim(part).n == 0)
			break;
		if (tags_r->count == TAGS_MAX)
			return GOT_LIMIT;
		if (!read_tag(part, &tag)) {
			broken = true;
			continue;
		}
		tags_r->duplicate |= is_there(tags_r, tag.name);
		tags_r->list = arena_grow(
			a, tags_r->list, tags_r->count, &capacity, sizeof(tag));
		tags_r->list[tags_r->count++] = tag;
	}
	if (tags_r->count == 0)
		return GOT_NONE;
	return broken ? GOT_SOME : GOT_ALL;
}

struct span tags_get(const struct tags *t, const char *name)
{
	struct span wanted = span_from_cstr(name);
	for (size_t i = 0; i < t->count; i++)
		if (span_equal(t->list[i].name, wanted))
			return t->list[i].value;
	return (struct span){ NULL, 0 };
}

struct span tags_squeeze(struct arena *a, struct span value)
{
	size_t first = 0;
	while (first < value.n && !ascii_is_space(value.p[first]))
		first++;
	if (first == value.n)
		return value;
	unsigned char *p = arena_alloc(a, value.n);
	memcpy(p, value.p, first);
	size_t n = first;
	for (size_t i = first; i < value.n; i++)
		if (!ascii_is_space(value.p[i]))
			p[n++] = value.p[i];
	return span_of(p, n);
}
