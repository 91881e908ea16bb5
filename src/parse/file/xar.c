/* xar archives to their members: the header and the list as the xar project's wiki tells them
 * ("xarformat"). The list is XML that is searched for the few elements that matter: files
 * within files, their data, and nothing of what stands within extended attributes, which
 * have data of their own.
 *
 * Left out: extended attributes, signatures, links between members, and the sum of the list. */
#include "parse/file/xar.h"

#include "base/codec.h"
#include "base/num.h"
#include "parse/file/inflate.h"
#include "parse/file/number.h"
#include "parse/file/xml.h"

enum { HEADER_BYTES = 28, FOLDERS_MAX = 64, NAME_BYTES_MAX = 4096 };

struct reading {
	struct arena *arena;
	struct xar *xar;
	size_t entries_max;
	size_t folders[FOLDERS_MAX]; /* indexes of the files that are open */
	unsigned depth;
	unsigned other; /* elements open whose content is not a file's own */
	bool in_data, name_is_base64;
	enum got got;
};

/* --- the list --- */

static bool is_other(struct span name)
{
	return span_equal(name, SPAN("ea")) || span_equal(name, SPAN("signature")) ||
	       span_equal(name, SPAN("x-signature"));
}

static struct xar_entry *current(struct reading *r)
{
	return r->depth ? &r->xar->entries[r->folders[r->depth - 1]] : NULL;
}

static bool begin_file(struct reading *r)
{
	struct xar *xar = r->xar;
	if (xar->count >= r->entries_max || r->depth >= FOLDERS_MAX) {
		r->got = GOT_LIMIT;
		return false;
	}
	xar->entries = arena_grow(r->arena, xar->entries, xar->count, &xar->capacity,
		sizeof(*xar->entries));
	xar->entries[xar->count] =
		(struct xar_entry){ .folder =
					    r->depth ? r->folders[r->depth - 1] + 1 : 0 };
	r->folders[r->depth++] = xar->count++;
	r->in_data = false;
	return true;
}

static enum xar_packing packing_of(struct span style)
{
	if (span_equal(style, SPAN("application/octet-stream")))
		return XAR_NONE;
	if (span_equal(style, SPAN("application/x-gzip")))
		return XAR_ZLIB;
	if (span_equal(style, SPAN("application/x-bzip2")))
		return XAR_BZIP2;
	if (span_equal(style, SPAN("application/x-lzma")) ||
		span_equal(style, SPAN("application/x-xz")))
		return XAR_LZMA;
	return XAR_OTHER;
}

/* Attributes count where an element begins. */
static void begin(struct reading *r, const struct xml_tag *tag)
{
	struct xar_entry *e = current(r);
	if (e && !r->in_data && span_equal(tag->name, SPAN("name")))
		r->name_is_base64 = span_equal(
			xml_attribute(r->arena, tag, SPAN("enctype")), SPAN("base64"));
	if (!e || !r->in_data)
		return;
	if (span_equal(tag->name, SPAN("encoding")))
		e->packing = packing_of(xml_attribute(r->arena, tag, SPAN("style")));
	if (span_equal(tag->name, SPAN("extracted-checksum")) ||
		span_equal(tag->name, SPAN("unarchived-checksum")))
		e->sum_kind = xml_attribute(r->arena, tag, SPAN("style"));
}

static uint64_t number(struct reading *r, struct span text)
{
	uint64_t n = 0;
	if (!num_parse(text, INT64_MAX, &n))
		r->got = GOT_SOME;
	return n;
}

static uint32_t octal(struct span text)
{
	uint32_t n = 0;
	for (size_t i = 0; i < text.n && i < 7; i++)
		n = n * 8 + (text.p[i] & 7u);
	return n;
}

static void end_in_data(
	struct reading *r, struct xar_entry *e, struct span name, struct span text)
{
	if (span_equal(name, SPAN("offset")))
		e->at = number(r, text);
	else if (span_equal(name, SPAN("length")))
		e->packed_n = number(r, text);
	else if (span_equal(name, SPAN("size")))
		e->size = number(r, text);
	else if (span_equal(name, SPAN("extracted-checksum")) ||
		 span_equal(name, SPAN("unarchived-checksum")))
		e->sum = text;
}

static void end_in_file(
	struct reading *r, struct xar_entry *e, struct span name, struct span text)
{
	if (span_equal(name, SPAN("name"))) {
		text = xml_text(r->arena, text);
		if (r->name_is_base64)
			text = base64_decode(r->arena, text, NULL);
		e->name = span_take(text, NAME_BYTES_MAX);
	} else if (span_equal(name, SPAN("type"))) {
		e->is_folder = span_equal(text, SPAN("directory"));
		e->is_symlink = span_equal(text, SPAN("symlink"));
	} else if (span_equal(name, SPAN("mode"))) {
		e->mode = octal(text);
	} else if (span_equal(name, SPAN("link"))) {
		e->target = xml_text(r->arena, text);
	}
}

static void end(struct reading *r, const struct xml_tag *tag)
{
	struct xar_entry *e = current(r);
	struct span text = span_trim(tag->text);
	if (!e)
		return;
	if (span_equal(tag->name, SPAN("file")))
		r->depth--;
	else if (span_equal(tag->name, SPAN("data")))
		r->in_data = false;
	else if (r->in_data)
		end_in_data(r, e, tag->name, text);
	else
		end_in_file(r, e, tag->name, text);
}

static void read_list(struct reading *r, struct span list)
{
	struct xml_tag tag;
	bool ended = false;
	while (r->got != GOT_LIMIT && xml_next(&list, &tag)) {
		if (is_other(tag.name) && !tag.is_empty)
			r->other += tag.is_end ? (r->other ? -1u : 0u) : 1u;
		else if (r->other)
			continue;
		else if (tag.is_end)
			end(r, &tag);
		else if (span_equal(tag.name, SPAN("file")) && !tag.is_empty)
			begin_file(r);
		else if (span_equal(tag.name, SPAN("data")) && !tag.is_empty)
			r->in_data = true;
		else
			begin(r, &tag);
		ended |= tag.is_end && span_equal(tag.name, SPAN("toc"));
	}
	if (!ended && r->got == GOT_ALL)
		r->got = GOT_SOME;
}

/* --- what becomes of it --- */

/* Folders stand before what is in them, so theirs is whole already. */
static struct span whole_name(
	struct arena *a, const struct xar *xar, const struct xar_entry *e)
{
	if (e->folder == 0)
		return e->name;
	struct span folder = xar->entries[e->folder - 1].name;
	size_t n = folder.n + 1 + e->name.n;
	if (n > NAME_BYTES_MAX)
		return e->name;
	unsigned char *p = arena_alloc(a, n);
	if (folder.n)
		memcpy(p, folder.p, folder.n);
	p[folder.n] = '/';
	if (e->name.n)
		memcpy(p + folder.n + 1, e->name.p, e->name.n);
	return span_of(p, n);
}

static void finish(struct reading *r, struct span heap)
{
	for (size_t i = 0; i < r->xar->count; i++) {
		struct xar_entry *e = &r->xar->entries[i];
		e->name = whole_name(r->arena, r->xar, e);
		e->packed = span_part(heap, e->at, e->packed_n);
		e->is_cut = e->packed.n < e->packed_n;
	}
}

uint64_t xar_list_size(struct span file)
{
	if (file.n < HEADER_BYTES || !span_starts_with(file, SPAN("xar!")))
		return 0;
	return number_be(file, 16, 8);
}

enum got xar_read(struct arena *a, struct span file, size_t list_max, size_t entries_max,
	struct xar *xar_r)
{
	struct reading r = { .arena = a, .xar = xar_r, .entries_max = entries_max };
	uint64_t header = number_be(file, 4, 2), packed_n = number_be(file, 8, 8);
	*xar_r = (struct xar){ 0 };
	if (xar_list_size(file) == 0 || header < HEADER_BYTES)
		return GOT_NONE;
	struct span packed = span_part(file, header, packed_n);
	struct span heap = span_skip(file, (size_t)header + packed.n);
	enum got got;
	struct span list = inflate_all(
		inflater_create(a), INFLATE_ZLIB, packed, list_max, true, &got, NULL);
	read_list(&r, list);
	finish(&r, packed.n == packed_n ? heap : SPAN(""));
	return r.got == GOT_LIMIT || got == GOT_LIMIT ? GOT_LIMIT
	       : got != GOT_ALL			      ? GOT_SOME
						      : r.got;
}
