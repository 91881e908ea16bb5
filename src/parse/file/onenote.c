/* OneNote sections (MS-ONESTORE): the files that lie in them, found by the GUID that begins
 * each FileDataStoreObject (section 2.6.13): length (8 bytes), 12 bytes unused, the bytes.
 * The revision store is not walked, so files of older revisions, which a person no longer
 * sees, are found too.
 *
 * Names (MS-ONE EmbeddedFileName, UTF-16 behind a length of four bytes) stand in other
 * objects. They are given to the files only where there are as many of one as of the other;
 * else the names are kept as a list. */
#include "parse/file/onenote.h"

#include "parse/word.h"

enum { HEAD_BYTES = 36, NAME_BYTES_MAX = 400, NAMES_MAX = 1000 };

static const struct span store_object =
	SPAN("\xE7\x16\xE3\xBD\x65\x26\x11\x45\xA4\xC4\x8D\x4D\x0B\x7A\x9E\xAC");
static const struct span heads[] = {
	SPAN("\xE4\x52\x5C\x7B\x8C\xD8\xA7\x4D\xAE\xB1\x53\x78\xD0\x29\x96\xD3"),
	SPAN("\xA1\x2F\xFF\x43\xD9\xEF\x76\x4C\x9E\xE2\x10\xEA\x57\x22\x76\x5F"),
};

static uint64_t number(struct span s, size_t at, size_t bytes)
{
	uint64_t n = 0;
	for (size_t i = bytes; i > 0; i--)
		n = n << 8 | (at + i - 1 < s.n ? s.p[at + i - 1] : 0);
	return n;
}

/* --- names --- */

/* A name of UTF-16 in so many bytes, "x.y" with no sign that names cannot have. */
static bool is_name(struct span s)
{
	size_t dot = 0;
	for (size_t i = 0; i + 1 < s.n; i += 2) {
		unsigned c = s.p[i] | (unsigned)s.p[i + 1] << 8;
		if (c == 0 && i + 2 == s.n)
			break;
		if (c < 0x20 || strchr("\"*/:<>?\\|", (int)(c < 0x80 ? c : 'a')))
			return false;
		if (c == '.')
			dot = i / 2;
	}
	size_t letters = s.n / 2;
	return dot > 0 && dot + 1 < letters && letters - dot <= 16;
}

static bool is_known(const struct onenote *note, struct span name)
{
	for (size_t i = 0; i < note->name_count; i++)
		if (span_equal(note->names[i], name))
			return true;
	return false;
}

static void find_names(struct arena *a, struct span s, struct onenote *note)
{
	size_t capacity = 0;
	for (size_t at = 0; at + 4 < s.n && note->name_count < NAMES_MAX; at++) {
		uint64_t n = (s.p[at + 2] | s.p[at + 3]) ? 0 : number(s, at, 4);
		if (n < 8 || n > NAME_BYTES_MAX || n % 2 || n > s.n - at - 4)
			continue;
		struct span wide = span_take(span_skip(s, at + 4), (size_t)n);
		if (!is_name(wide))
			continue;
		while (wide.n >= 2 && !wide.p[wide.n - 1] && !wide.p[wide.n - 2])
			wide.n -= 2;
		struct span name = charset_to_utf8(a, SPAN("utf-16le"), wide, NULL);
		if (is_known(note, name))
			continue;
		note->names = arena_grow(a, note->names, note->name_count, &capacity,
			sizeof(*note->names));
		note->names[note->name_count++] = name;
		at += 3 + wide.n;
	}
}

/* --- files --- */

enum got onenote_read(
	struct arena *a, struct span bytes, size_t files_max, struct onenote *note_r)
{
	size_t capacity = 0, at = 0;
	enum got got = GOT_ALL;
	*note_r = (struct onenote){ 0 };
	if (!span_starts_with(bytes, heads[0]) && !span_starts_with(bytes, heads[1]))
		return GOT_NONE;
	for (;;) {
		size_t next = span_find(span_skip(bytes, at), store_object);
		if (next == SPAN_NONE)
			break;
		at += next;
		if (note_r->count >= files_max)
			return GOT_LIMIT;
		struct span rest = span_skip(bytes, at + HEAD_BYTES);
		uint64_t told = number(bytes, at + store_object.n, 8);
		struct onenote_file file = { .offset = at + HEAD_BYTES,
			.bytes = span_take(rest, told < rest.n ? (size_t)told : rest.n) };
		if (told > rest.n || bytes.n - at < HEAD_BYTES)
			got = GOT_SOME;
		note_r->files = arena_grow(
			a, note_r->files, note_r->count, &capacity, sizeof(file));
		note_r->files[note_r->count++] = file;
		at += file.bytes.n ? HEAD_BYTES + file.bytes.n : store_object.n;
	}
	find_names(a, bytes, note_r);
	if (note_r->name_count == note_r->count)
		for (size_t i = 0; i < note_r->count; i++)
			note_r->files[i].name = note_r->names[i];
	return got;
}
