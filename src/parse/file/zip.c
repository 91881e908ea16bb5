/* Zip archives by APPNOTE.TXT 6.3.10: end records looked for from the tail (4.3.16), zip64
 * (4.3.14, 4.3.15, 4.5.3), the central directory (4.3.12), local headers (4.3.7).
 *
 * The directory is the list that people see, so it comes first; local headers that it does
 * not list are added behind, marked, since streaming programs unpack them. Offsets are taken as
 * told and, where a program was put before the archive, moved by its length. Nothing is
 * allocated by a size that the archive tells.
 *
 * Left out: split archives, encrypted directories (4.3.13), methods other than stored and
 * deflated, which the opener names as not read. */
#include "parse/file/zip.h"

#include <stdlib.h>
#include <zlib.h>

#include "base/when.h"

enum {
	LOCAL_BYTES = 30,
	CENTRAL_BYTES = 46,
	END_BYTES = 22,
	END64_BYTES = 56,
	LOCATOR_BYTES = 20,
	COMMENT_MAX = 65535,
	METHOD_AES = 99,
	EXTRA_ZIP64 = 1,
	EXTRA_AES = 0x9901,
	EXTRA_NAME = 0x7075,
	FLAG_DESCRIPTOR = 8,
	HIDDEN_MAX = 200,
};

static uint64_t le(struct span s, size_t at, unsigned bytes)
{
	uint64_t value = 0;
	if (at > s.n || s.n - at < bytes)
		return 0;
	for (unsigned i = 0; i < bytes; i++)
		value |= (uint64_t)s.p[at + i] << (8 * i);
	return value;
}

static bool has(struct span s, size_t at, size_t n)
{
	return at <= s.n && n <= s.n - at;
}

static struct span part(struct span s, uint64_t at, uint64_t n)
{
	return span_take(span_skip(s, at), n);
}

static bool is_at(struct span s, size_t at, struct span mark)
{
	return has(s, at, mark.n) && memcmp(s.p + at, mark.p, mark.n) == 0;
}

#define LOCAL SPAN("PK\3\4")
#define CENTRAL SPAN("PK\1\2")
#define END SPAN("PK\5\6")

/* --- where the directory is --- */

struct directory {
	size_t end;	 /* place of the end record */
	uint64_t offset; /* as told */
	uint64_t bytes, count;
	size_t base; /* what stands before the archive, so that told offsets fit */
};

/* The last end record whose comment fits into what follows it. */
static size_t find_end(struct span s)
{
	size_t lowest = s.n > END_BYTES + COMMENT_MAX ? s.n - END_BYTES - COMMENT_MAX : 0;
	for (size_t at = s.n >= END_BYTES ? s.n - END_BYTES + 1 : 0; at-- > lowest;)
		if (is_at(s, at, END) && le(s, at + 20, 2) <= s.n - at - END_BYTES)
			return at;
	return SPAN_NONE;
}

static void read_end64(struct span s, struct directory *d)
{
	if (d->end < LOCATOR_BYTES || !is_at(s, d->end - LOCATOR_BYTES, SPAN("PK\6\7")))
		return;
	uint64_t at = le(s, d->end - LOCATOR_BYTES + 8, 8);
	/* As told, or just before its locator, when something was put before the archive. */
	if (!is_at(s, at, SPAN("PK\6\6")) && d->end >= LOCATOR_BYTES + END64_BYTES)
		at = d->end - LOCATOR_BYTES - END64_BYTES;
	if (!is_at(s, at, SPAN("PK\6\6")))
		return;
	d->count = le(s, at + 32, 8);
	d->bytes = le(s, at + 40, 8);
	d->offset = le(s, at + 48, 8);
}

static bool find_directory(struct span s, struct directory *d)
{
	d->end = find_end(s);
	if (d->end == SPAN_NONE)
		return false;
	d->count = le(s, d->end + 10, 2);
	d->bytes = le(s, d->end + 12, 4);
	d->offset = le(s, d->end + 16, 4);
	if (d->count == 0xFFFF || d->bytes == 0xFFFFFFFF || d->offset == 0xFFFFFFFF)
		read_end64(s, d);
	/* The directory ends where the end record (or zip64's) begins. */
	if (is_at(s, d->offset, CENTRAL) || (d->count == 0 && d->bytes == 0))
		return true;
	if (d->bytes <= d->end && is_at(s, d->end - d->bytes, CENTRAL) &&
		d->end - d->bytes >= d->offset) {
		d->base = d->end - d->bytes - d->offset;
		return true;
	}
	return false;
}

/* --- entries --- */

static int64_t dos_date(uint64_t time, uint64_t date)
{
	if (date == 0)
		return 0;
	int64_t days = when_days(
		1980 + (int64_t)(date >> 9), (unsigned)(date >> 5 & 15), date & 31);
	return days * 86400 + (int64_t)(time >> 11) * 3600 +
	       (int64_t)(time >> 5 & 63) * 60 + (int64_t)(time & 31) * 2;
}

/* APPNOTE 4.6.9: the name in UTF-8, which counts while the sum of the other name fits. */
static void read_unicode_name(struct zip_entry *e, struct span field)
{
	if (field.n > 5 && field.p[0] == 1 &&
		le(field, 1, 4) == crc32_z(0, e->name.p, e->name.n))
		e->unicode_name = span_skip(field, 5);
}

/* Sizes and offset that did not fit, in the order of APPNOTE 4.5.3, AES, and the name. */
static void read_extra(
	struct zip_entry *e, struct span extra, uint64_t *packed, uint64_t *offset)
{
	while (extra.n >= 4) {
		uint64_t id = le(extra, 0, 2), n = le(extra, 2, 2);
		struct span field = part(extra, 4, n);
		size_t at = 0;
		extra = span_skip(extra, 4 + n);
		if (id == EXTRA_AES && field.n >= 7) {
			e->aes = field.p[4];
			if (e->method == METHOD_AES)
				e->method = (uint16_t)le(field, 5, 2);
		}
		if (id == EXTRA_NAME)
			read_unicode_name(e, field);
		if (id != EXTRA_ZIP64)
			continue;
		if (e->size == 0xFFFFFFFF && has(field, at, 8)) {
			e->size = le(field, at, 8);
			at += 8;
		}
		if (*packed == 0xFFFFFFFF && has(field, at, 8)) {
			*packed = le(field, at, 8);
			at += 8;
		}
		if (offset && *offset == 0xFFFFFFFF && has(field, at, 8))
			*offset = le(field, at, 8);
	}
}

static struct span local_extra(struct span s, uint64_t at)
{
	return part(s, at + LOCAL_BYTES + le(s, at + 26, 2), le(s, at + 28, 2));
}

/* What the local header says; false when there is none at that place. */
static bool read_local(struct span s, struct zip_entry *e, uint64_t packed)
{
	uint64_t at = e->offset;
	if (!is_at(s, at, LOCAL) || !has(s, at, LOCAL_BYTES))
		return false;
	uint64_t name_n = le(s, at + 26, 2), extra_n = le(s, at + 28, 2);
	uint64_t start = at + LOCAL_BYTES + name_n + extra_n;
	if (!has(s, start, packed))
		return false;
	e->local_name = part(s, at + LOCAL_BYTES, name_n);
	e->packed = part(s, start, packed);
	return true;
}

static struct zip_entry *add(struct arena *a, struct zip *zip, size_t *capacity)
{
	zip->entries =
		arena_grow(a, zip->entries, zip->count, capacity, sizeof(*zip->entries));
	struct zip_entry *e = &zip->entries[zip->count++];
	*e = (struct zip_entry){ 0 };
	return e;
}

static bool ends_as_folder(struct span name)
{
	return name.n && (name.p[name.n - 1] == '/' || name.p[name.n - 1] == '\\');
}

static void compare_names(struct zip_entry *e)
{
	if (!span_equal(e->name, e->local_name))
		e->oddities |= ZIP_NAMES_DIFFER;
}

/* Programs show the one name or the other. What the old one could not write stands in it
 * beyond ASCII, as "?" or as "#U00e4"; an ending of such bytes cannot be compared. */
static void take_unicode_name(struct zip_entry *e)
{
	struct span raw = e->name;
	bool readable = true;
	if (e->unicode_name.n == 0)
		return;
	for (size_t n = raw.n; n && raw.p[n - 1] != '.'; n--)
		readable = readable && raw.p[n - 1] < 0x80 && raw.p[n - 1] != '?' &&
			   raw.p[n - 1] != '#';
	e->name = e->unicode_name;
	if (readable) {
		e->oddities |= ZIP_NAMES_DIFFER;
		e->local_name = raw;
	}
}

/* One row of the directory at `*at`; false when there is none. */
static bool read_central(struct arena *a, struct span s, const struct directory *d,
	size_t *at, struct zip *zip, size_t *capacity)
{
	if (!is_at(s, *at, CENTRAL) || !has(s, *at, CENTRAL_BYTES))
		return false;
	uint64_t name_n = le(s, *at + 28, 2), extra_n = le(s, *at + 30, 2);
	uint64_t comment_n = le(s, *at + 32, 2);
	uint64_t packed = le(s, *at + 20, 4), offset = le(s, *at + 42, 4);
	if (!has(s, *at + CENTRAL_BYTES, name_n + extra_n + comment_n))
		return false;
	struct zip_entry *e = add(a, zip, capacity);
	e->host = s.p[*at + 5];
	e->flags = (uint16_t)le(s, *at + 8, 2);
	e->method = (uint16_t)le(s, *at + 10, 2);
	e->time = (uint16_t)le(s, *at + 12, 2);
	e->date_s = dos_date(e->time, le(s, *at + 14, 2));
	e->crc = (uint32_t)le(s, *at + 16, 4);
	e->size = le(s, *at + 24, 4);
	e->external = (uint32_t)le(s, *at + 38, 4);
	e->name = part(s, *at + CENTRAL_BYTES, name_n);
	read_extra(e, part(s, *at + CENTRAL_BYTES + name_n, extra_n), &packed, &offset);
	e->offset = offset + d->base;
	if (read_local(s, e, packed))
		compare_names(e);
	else
		e->oddities |= ZIP_BROKEN;
	take_unicode_name(e);
	e->is_folder = ends_as_folder(e->name);
	*at += CENTRAL_BYTES + name_n + extra_n + comment_n;
	return true;
}

static enum got read_directory(struct arena *a, struct span s, const struct directory *d,
	size_t max, struct zip *zip, size_t *capacity)
{
	size_t at = (size_t)d->offset + d->base, rows = 0;
	while (at < d->end && zip->count < max &&
		read_central(a, s, d, &at, zip, capacity))
		rows++;
	if (zip->count == max && is_at(s, at, CENTRAL))
		return GOT_LIMIT;
	/* The number is of 16 bits in old archives of more. */
	return rows == d->count || (rows & 0xFFFF) == (d->count & 0xFFFF) ? GOT_ALL
									  : GOT_SOME;
}

/* --- local headers --- */

/* The length of a member whose size stands behind it: up to the descriptor that tells just
 * this length (APPNOTE 4.3.9), or to the next header. */
static uint64_t streamed_bytes(struct span s, size_t start)
{
	for (size_t at = start; at + 4 <= s.n; at++) {
		size_t next = span_find_byte(span_skip(s, at), 'P');
		if (next == SPAN_NONE)
			break;
		at += next;
		if (is_at(s, at, SPAN("PK\7\10")) && le(s, at + 8, 4) == at - start)
			return at - start;
		if (is_at(s, at, LOCAL) || is_at(s, at, CENTRAL))
			return at - start;
	}
	return s.n - start;
}

static bool read_lone(
	struct arena *a, struct span s, size_t at, struct zip *zip, size_t *capacity)
{
	uint64_t packed = le(s, at + 18, 4);
	struct zip_entry e = { .offset = at,
		.flags = (uint16_t)le(s, at + 6, 2),
		.method = (uint16_t)le(s, at + 8, 2),
		.time = (uint16_t)le(s, at + 10, 2),
		.date_s = dos_date(le(s, at + 10, 2), le(s, at + 12, 2)),
		.crc = (uint32_t)le(s, at + 14, 4),
		.size = le(s, at + 22, 4),
		.hidden_entry = true,
		.oddities = ZIP_HIDDEN_ENTRY };
	if (!has(s, at, LOCAL_BYTES))
		return false;
	e.name = part(s, at + LOCAL_BYTES, le(s, at + 26, 2));
	read_extra(&e, local_extra(s, at), &packed, NULL);
	size_t start = at + LOCAL_BYTES + le(s, at + 26, 2) + le(s, at + 28, 2);
	if ((e.flags & FLAG_DESCRIPTOR) && packed == 0 && start <= s.n) {
		packed = streamed_bytes(s, start);
		e.crc = (uint32_t)le(s, start + packed + 4, 4);
		e.size = le(s, start + packed + 12, 4);
	}
	if (!read_local(s, &e, packed) || e.local_name.n == 0)
		return false;
	e.name = e.local_name;
	take_unicode_name(&e);
	e.is_folder = ends_as_folder(e.name);
	*add(a, zip, capacity) = e;
	return true;
}

static int by_offset(const void *x, const void *y)
{
	const struct zip_entry *const *a = x, *const *b = y;
	return ((*a)->offset > (*b)->offset) - ((*a)->offset < (*b)->offset);
}

static struct zip_entry **sorted(struct arena *a, const struct zip *zip)
{
	struct zip_entry **list = arena_array(a, zip->count + 1, sizeof(*list));
	for (size_t i = 0; i < zip->count; i++)
		list[i] = &zip->entries[i];
	if (zip->count)
		qsort(list, zip->count, sizeof(*list), by_offset);
	return list;
}

static size_t end_of(const struct zip *zip, const struct zip_entry *e)
{
	if (!e->packed.p)
		return (size_t)e->offset;
	return (size_t)(e->packed.p - zip->bytes.p) + e->packed.n;
}

static void mark_overlaps(struct zip *zip, struct zip_entry **list, size_t n)
{
	for (size_t i = 1; i < n; i++)
		if (end_of(zip, list[i - 1]) > list[i]->offset &&
			!(list[i - 1]->oddities & ZIP_BROKEN)) {
			list[i]->oddities |= ZIP_OVERLAP;
			list[i - 1]->oddities |= ZIP_OVERLAP;
		}
}

/* Headers in the gaps between what the directory lists, where programs that read from the
 * front find them. */
static void add_hidden(
	struct arena *a, struct zip *zip, size_t directory, size_t max, size_t *capacity)
{
	size_t n = zip->count, hidden = 0;
	struct zip_entry **list = sorted(a, zip);
	mark_overlaps(zip, list, n);
	size_t *starts = arena_array(a, n + 1, sizeof(*starts)),
	       *ends = arena_array(a, n + 1, sizeof(*ends));
	for (size_t i = 0; i < n; i++) {
		ends[i + 1] =
			end_of(zip, list[i]) > ends[i] ? end_of(zip, list[i]) : ends[i];
		starts[i] = (size_t)list[i]->offset;
	}
	starts[n] = directory;
	for (size_t i = 0; i <= n; i++) {
		size_t at = ends[i];
		while (at + LOCAL_BYTES <= starts[i] && zip->count < max &&
			hidden < HIDDEN_MAX) {
			struct span gap = span_take(zip->bytes, starts[i]);
			size_t next = span_find(span_skip(gap, at), LOCAL);
			if (next == SPAN_NONE)
				break;
			at += next;
			if (read_lone(a, gap, at, zip, capacity)) {
				at = end_of(zip, &zip->entries[zip->count - 1]);
				hidden++;
			}
			at = at > ends[i] ? at : ends[i];
			at += 1;
		}
	}
}

/* Without a directory: as a program that reads from the front. */
static void follow_headers(struct arena *a, struct zip *zip, size_t max, size_t *capacity)
{
	size_t at = 0;
	zip->oddities |= ZIP_NO_DIRECTORY;
	while (zip->count < max && at < zip->bytes.n) {
		size_t next = span_find(span_skip(zip->bytes, at), LOCAL);
		if (next == SPAN_NONE)
			return;
		at += next;
		if (read_lone(a, zip->bytes, at, zip, capacity)) {
			struct zip_entry *e = &zip->entries[zip->count - 1];
			e->hidden_entry = false;
			e->oddities &= ~(unsigned)ZIP_HIDDEN_ENTRY;
			at = end_of(zip, e) > at ? end_of(zip, e) : at + 1;
		} else {
			at++;
		}
	}
}

/* --- all of it --- */

static void sum_up(struct zip *zip, const struct directory *d)
{
	size_t first = zip->bytes.n;
	for (size_t i = 0; i < zip->count; i++) {
		zip->oddities |= zip->entries[i].oddities;
		if (zip->entries[i].offset < first)
			first = (size_t)zip->entries[i].offset;
	}
	zip->start = first;
	zip->end = d->end + END_BYTES + (size_t)le(zip->bytes, d->end + 20, 2);
	if (first > 0 && zip->count)
		zip->oddities |= ZIP_BEFORE;
	if (zip->end < zip->bytes.n)
		zip->oddities |= ZIP_AFTER;
	/* Another end record before the directory: another archive. */
	size_t before =
		span_find(span_take(zip->bytes, (size_t)d->offset + d->base), END);
	for (size_t at = before; before != SPAN_NONE;) {
		if (has(zip->bytes, at, END_BYTES) &&
			is_at(zip->bytes, (size_t)(at - le(zip->bytes, at + 12, 4)),
				CENTRAL)) {
			bool inside = false;
			for (size_t i = 0; i < zip->count && !inside; i++)
				inside = span_inside(zip->entries[i].packed,
					span_of(zip->bytes.p + at, 4));
			if (!inside)
				zip->oddities |= ZIP_CONCATENATED;
		}
		struct span rest = span_take(zip->bytes, (size_t)d->offset + d->base);
		before = span_find(span_skip(rest, at + 1), END);
		at = before == SPAN_NONE ? at : at + 1 + before;
	}
}

enum got zip_read(
	struct arena *a, struct span bytes, size_t entries_max, struct zip *zip_r)
{
	struct directory d = { 0 };
	size_t capacity = 0;
	*zip_r = (struct zip){ .bytes = bytes };
	if (!find_directory(bytes, &d)) {
		follow_headers(a, zip_r, entries_max, &capacity);
		zip_r->end = bytes.n;
		if (zip_r->count == 0)
			return GOT_NONE;
		return zip_r->count == entries_max ? GOT_LIMIT : GOT_SOME;
	}
	enum got got = read_directory(a, bytes, &d, entries_max, zip_r, &capacity);
	add_hidden(a, zip_r, (size_t)d.offset + d.base, entries_max, &capacity);
	sum_up(zip_r, &d);
	if (got == GOT_ALL && (zip_r->oddities & ZIP_BROKEN))
		got = GOT_SOME;
	return got;
}

struct span zip_within(struct span bytes)
{
	struct directory d = { 0 };
	if (!find_directory(bytes, &d) || d.count == 0)
		return SPAN("");
	size_t at = (size_t)d.offset + d.base;
	uint64_t rows = 0;
	for (; at < d.end && is_at(bytes, at, CENTRAL); rows++) {
		uint64_t offset = le(bytes, at + 42, 4);
		if (offset != 0xFFFFFFFF && !is_at(bytes, offset + d.base, LOCAL))
			return SPAN("");
		at += CENTRAL_BYTES + le(bytes, at + 28, 2) + le(bytes, at + 30, 2) +
		      le(bytes, at + 32, 2);
	}
	size_t end = d.end + END_BYTES + (size_t)le(bytes, d.end + 20, 2);
	return rows == d.count || (rows & 0xFFFF) == (d.count & 0xFFFF)
		       ? span_skip(span_take(bytes, end), d.base)
		       : SPAN("");
}

const struct zip_entry *zip_find(const struct zip *zip, struct span name)
{
	for (size_t i = 0; i < zip->count; i++)
		if (span_equal(zip->entries[i].name, name))
			return &zip->entries[i];
	return NULL;
}

/* --- unpacking --- */

static enum got inflate_all(
	struct span packed, unsigned char *room, size_t room_n, size_t *n_r)
{
	z_stream z = { .next_in = (Bytef *)(uintptr_t)packed.p,
		.avail_in = (uInt)packed.n,
		.next_out = room,
		.avail_out = (uInt)room_n };
	if (packed.n > UINT32_MAX || room_n > UINT32_MAX ||
		inflateInit2(&z, -MAX_WBITS) != Z_OK)
		return GOT_NONE;
	int r = inflate(&z, Z_FINISH);
	*n_r = room_n - z.avail_out;
	inflateEnd(&z);
	if (r == Z_STREAM_END)
		return GOT_ALL;
	return z.avail_out == 0 ? GOT_LIMIT : GOT_SOME;
}

enum got zip_unpack(struct span packed, unsigned method, uint32_t crc, bool has_crc,
	unsigned char *room, size_t room_n, size_t *n_r)
{
	enum got got = GOT_ALL;
	*n_r = 0;
	if (method == 8) {
		got = inflate_all(packed, room, room_n, n_r);
	} else if (method == 0) {
		*n_r = packed.n < room_n ? packed.n : room_n;
		if (*n_r)
			memcpy(room, packed.p, *n_r);
		got = *n_r < packed.n ? GOT_LIMIT : GOT_ALL;
	} else {
		return GOT_NONE;
	}
	if (got == GOT_ALL && has_crc && crc32_z(0, room, *n_r) != crc)
		return GOT_SOME;
	return got;
}
