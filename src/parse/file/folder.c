/* A folder packed into bytes by the front and read by the worker. Written by us, and read
 * as if by an enemy: a file may pretend to be one. */
#include "parse/file/folder.h"

#include "base/pack.h"

#define FIRST_LINE "assay-folder 1\n"

enum { FOLDER_PATH_MAX = 65536 };

void folder_begin(struct text *t)
{
	text_add_cstr(t, FIRST_LINE);
}

void folder_entry_head(struct text *t, const struct folder_entry *e)
{
	put(t, e->kind, 1);
	put(t, e->mode, 4);
	put(t, (uint64_t)e->date_s, 8);
	put(t, e->size, 8);
	put_span(t, e->path, 4);
	put(t, e->bytes.n, 8);
}

bool folder_taste(struct span bytes)
{
	return span_starts_with(bytes, SPAN(FIRST_LINE));
}

struct span folder_entries(struct span bytes)
{
	return span_skip(bytes, sizeof(FIRST_LINE) - 1);
}

bool folder_next(struct span *rest, struct folder_entry *entry_r, enum got *got_r)
{
	struct in in = { *rest, false };
	*got_r = GOT_ALL;
	if (rest->n == 0)
		return false;
	struct folder_entry e = { .kind = (enum folder_kind)take_below(
					  &in, 1, FOLDER_KINDS) };
	e.mode = (uint32_t)take(&in, 4);
	e.date_s = (int64_t)take(&in, 8);
	e.size = take(&in, 8);
	e.path = take_span(&in, 4, FOLDER_PATH_MAX);
	e.bytes = take_span(&in, 8, SIZE_MAX);
	*rest = in.rest;
	*entry_r = e;
	if (in.broken)
		*got_r = GOT_SOME;
	return !in.broken;
}
