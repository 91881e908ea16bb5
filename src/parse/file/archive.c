/* 7z, RAR 4 and 5, ISO 9660 with Joliet and Rock Ridge, LHA and cpio through libarchive, which
 * does the unpacking. Each format and filter is switched on by itself: neither zip, whose two
 * lists it hides, nor xar, which brings an XML library, nor anything that starts a program.
 *
 * Only memory goes in and out. A size that a member tells is a wish: room for it is asked of
 * the caller, piece by piece. Locked members keep their names. RAR 5 locks are read from the
 * headers here, since the library unpacks locked bytes as if they were open and then calls
 * them damaged.
 *
 * Names come in UTF-8, whatever the archive has: see archive_charset.c. */
#include "parse/file/archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <stdlib.h>
#include <time.h>

#include "base/must.h"
#include "parse/file/number.h"

enum { NAME_BYTES_MAX = 4096, PIECE_BYTES = 64 << 10, LIE_BYTES = 1 << 20 };

struct archive_reader {
	struct arena *arena;
	struct span bytes;
	struct archive *a;
	struct archive_entry *entry;
	enum archive_form form;
	size_t count;
	bool sealed, member_sealed;
	bool lied;	  /* some member tells much more than it has */
	bool rar5_locked; /* some member of a RAR 5 archive is */
	bool is_volume;	  /* one part of several, where the library tells no fault */
};

void archive_warm_up(void)
{
	/* mktime() looks for the zone's file once; dates in archives are taken as UTC. */
	must(setenv("TZ", "UTC0", 1) == 0);
	tzset();
}

/* --- RAR 5: headers, for the lock alone (RAR 5.0 archive format, "General archive block") --- */

static uint64_t vint(struct span s, size_t *at)
{
	uint64_t value = 0;
	for (unsigned i = 0; i < 10 && *at < s.n; i++) {
		unsigned char c = s.p[(*at)++];
		value |= i < 9 ? (uint64_t)(c & 0x7F) << (7 * i) : 0;
		if (!(c & 0x80))
			break;
	}
	return value;
}

/* Extra records: size, type, data. Type 1 of a file header is its lock. */
static bool extra_locks(struct span extra)
{
	for (size_t at = 0; at < extra.n;) {
		uint64_t size = vint(extra, &at);
		size_t body = at;
		if (vint(extra, &body) == 1)
			return true;
		if (size == 0 || size > extra.n - at)
			return false;
		at += size;
	}
	return false;
}

enum { RAR5_LOCK_NONE, RAR5_LOCK_MEMBER, RAR5_LOCK_ALL };

static int rar5_lock(struct span s)
{
	enum { FILE_HEAD = 2, LOCK_HEAD = 4, END_HEAD = 5, BLOCKS_MAX = 100000 };
	struct span rest = span_skip(s, 8);
	for (unsigned i = 0; i < BLOCKS_MAX && rest.n > 7; i++) {
		size_t at = 4; /* behind the CRC */
		uint64_t head_n = vint(rest, &at);
		size_t head = at;
		uint64_t type = vint(rest, &at), flags = vint(rest, &at);
		uint64_t extra_n = flags & 1 ? vint(rest, &at) : 0;
		uint64_t data_n = flags & 2 ? vint(rest, &at) : 0;
		if (type == LOCK_HEAD)
			return RAR5_LOCK_ALL;
		if (type == END_HEAD || head_n == 0 || head_n > rest.n - head)
			break;
		if (type == FILE_HEAD && extra_n <= head_n &&
			extra_locks(span_part(rest, head + head_n - extra_n, extra_n)))
			return RAR5_LOCK_MEMBER;
		rest = span_skip(rest, head + head_n);
		rest = span_skip(rest, data_n < rest.n ? data_n : rest.n);
	}
	return RAR5_LOCK_NONE;
}

/* --- RAR: volumes, by the flags of the archive's own header --- */

static bool is_rar_volume(struct span s)
{
	enum { ARCHIVE_HEAD5 = 1, ARCHIVE_HEAD4 = 0x73 };
	if (!span_starts_with(s, SPAN("Rar!\x1A\7\1\0")))
		return number_le(s, 9, 1) == ARCHIVE_HEAD4 && number_le(s, 10, 2) & 1;
	size_t at = 12; /* behind the mark and the CRC */
	vint(s, &at);
	uint64_t type = vint(s, &at), flags = vint(s, &at);
	if (flags & 1)
		vint(s, &at);
	if (flags & 2)
		vint(s, &at);
	return type == ARCHIVE_HEAD5 && vint(s, &at) & 1;
}

/* --- reading --- */

static void end(void *object)
{
	archive_end(object);
}

void archive_end(struct archive_reader *r)
{
	if (r->a)
		archive_read_free(r->a);
	r->a = NULL;
}

static void allow_filters(struct archive *a)
{
	archive_read_support_filter_gzip(a);
	archive_read_support_filter_bzip2(a);
	archive_read_support_filter_xz(a);
	archive_read_support_filter_lzma(a);
	archive_read_support_filter_lzip(a);
	archive_read_support_filter_zstd(a);
	archive_read_support_filter_compress(a);
}

static void allow(struct archive *a, enum archive_form form)
{
	switch (form) {
	case ARCHIVE_7Z: archive_read_support_format_7zip(a); break;
	case ARCHIVE_RAR:
		archive_read_support_format_rar(a);
		archive_read_support_format_rar5(a);
		break;
	case ARCHIVE_ISO: archive_read_support_format_iso9660(a); break;
	case ARCHIVE_LHA: archive_read_support_format_lha(a); break;
	case ARCHIVE_CPIO:
		allow_filters(a);
		archive_read_support_format_cpio(a);
		break;
	case ARCHIVE_PACKED:
		allow_filters(a);
		archive_read_support_format_raw(a);
		break;
	case ARCHIVE_FORMS: must(false);
	}
}

struct archive_reader *archive_begin(
	struct arena *a, struct span bytes, enum archive_form form)
{
	struct archive_reader *r = arena_new(a, struct archive_reader);
	*r = (struct archive_reader){ .arena = a, .bytes = bytes, .form = form };
	if (form == ARCHIVE_RAR && span_starts_with(bytes, SPAN("Rar!\x1A\7\1\0"))) {
		int lock = rar5_lock(bytes);
		r->sealed = lock == RAR5_LOCK_ALL;
		r->rar5_locked = lock != RAR5_LOCK_NONE;
	}
	r->is_volume = form == ARCHIVE_RAR && is_rar_volume(bytes);
	if (r->sealed)
		return r;
	r->a = archive_read_new();
	if (!r->a)
		return r;
	arena_defer(a, end, r);
	allow(r->a, form);
	/* The library takes no const, and writes nothing. */
	if (archive_read_open_memory(r->a, (const void *)bytes.p, bytes.n) != ARCHIVE_OK)
		archive_end(r);
	return r;
}

static struct span copy_text(struct arena *a, const char *s)
{
	struct span text = span_of(s, s ? strnlen(s, NAME_BYTES_MAX) : 0);
	return arena_copy(a, text);
}

static bool is_about_locks(struct archive *a)
{
	struct span why = span_from_cstr(archive_error_string(a));
	return span_find_nocase(why, SPAN("encrypt")) != SPAN_NONE ||
	       span_find_nocase(why, SPAN("password")) != SPAN_NONE;
}

static void fill(struct archive_reader *r, struct archive_member *m)
{
	struct archive_entry *e = r->entry;
	unsigned kind = archive_entry_filetype(e);
	const char *name = archive_entry_pathname(e);
	*m = (struct archive_member){
		.name = copy_text(r->arena, name ? name : archive_entry_pathname_utf8(e)),
		.mode = archive_entry_mode(e),
		.is_folder = kind == AE_IFDIR,
		.is_symlink = kind == AE_IFLNK,
		.is_link = archive_entry_hardlink(e) != NULL,
		.sealed = archive_entry_is_encrypted(e) != 0,
	};
	if (m->is_symlink)
		m->target = copy_text(r->arena, archive_entry_symlink(e));
	else if (m->is_link)
		m->target = copy_text(r->arena, archive_entry_hardlink(e));
	if (archive_entry_size_is_set(e) && archive_entry_size(e) > 0)
		m->size = (uint64_t)archive_entry_size(e);
	if (archive_entry_mtime_is_set(e))
		m->date_s = archive_entry_mtime(e);
	r->member_sealed = m->sealed;
}

bool archive_next_member(
	struct archive_reader *r, struct archive_member *member_r, enum got *got_r)
{
	*got_r = r->lied ? GOT_SOME : GOT_NONE;
	if (!r->a || r->lied)
		return false;
	int status = archive_read_next_header(r->a, &r->entry);
	if (status == ARCHIVE_EOF) {
		*got_r = r->is_volume ? GOT_SOME : GOT_ALL;
		return false;
	}
	if (status < ARCHIVE_WARN) {
		r->sealed = r->sealed || r->rar5_locked || is_about_locks(r->a);
		*got_r = r->count ? GOT_SOME : GOT_NONE;
		return false;
	}
	r->count++;
	fill(r, member_r);
	return true;
}

bool archive_is_sealed(const struct archive_reader *r)
{
	return r->sealed;
}

bool archive_member_is_sealed(const struct archive_reader *r)
{
	return r->member_sealed;
}

/* --- bytes --- */

struct growing {
	unsigned char *p;
	size_t n, room;
	bool spent;
};

/* Room is asked for as much as the member tells that it has, since growing costs twice. An
 * archive that tells much more than there is is not unpacked further. */
static size_t first_wish(const struct archive_reader *r)
{
	int64_t told =
		archive_entry_size_is_set(r->entry) ? archive_entry_size(r->entry) : 0;
	return told > 0 ? (size_t)told : PIECE_BYTES;
}

static bool is_lie(const struct growing *g)
{
	return g->room - g->n > LIE_BYTES;
}

static bool make_room(struct archive_reader *r, const struct archive_room *room,
	struct growing *g, size_t more)
{
	if (more <= g->room - g->n)
		return true;
	size_t wish = g->room ? g->room : first_wish(r);
	if (wish < more)
		wish = more;
	size_t got = g->spent ? 0 : room->ask(room->object, wish);
	g->spent = g->spent || got < wish;
	if (got) {
		unsigned char *larger = arena_alloc(r->arena, g->room + got);
		if (g->n)
			memcpy(larger, g->p, g->n);
		g->p = larger;
		g->room += got;
	}
	return more <= g->room - g->n;
}

/* A hole in a sparse file is of zeros, which the room has. */
static bool add_piece(struct archive_reader *r, const struct archive_room *room,
	struct growing *g, struct span piece, uint64_t at)
{
	if (at < g->n || at - g->n > SIZE_MAX / 4)
		return false;
	size_t hole = (size_t)(at - g->n);
	bool all = make_room(r, room, g, hole + piece.n);
	size_t left = g->room - g->n;
	hole = hole < left ? hole : left;
	g->n += hole;
	piece = span_take(piece, left - hole);
	if (piece.n)
		memcpy(g->p + g->n, piece.p, piece.n);
	g->n += piece.n;
	return all;
}

static enum got why_ended(struct archive_reader *r, int status)
{
	if (status == ARCHIVE_EOF)
		return GOT_ALL;
	if (is_about_locks(r->a))
		r->member_sealed = true;
	struct span why = span_from_cstr(archive_error_string(r->a));
	bool is_unknown = span_find_nocase(why, SPAN("unsupported")) != SPAN_NONE ||
			  span_find_nocase(why, SPAN("not supported")) != SPAN_NONE;
	return is_unknown ? GOT_NONE : GOT_SOME;
}

enum got archive_member_bytes(
	struct archive_reader *r, const struct archive_room *room, struct span *bytes_r)
{
	struct growing g = { NULL, 0, 0, false };
	enum got got = GOT_ALL;
	for (;;) {
		const void *p = NULL;
		size_t n = 0;
		la_int64_t at = 0;
		int status = archive_read_data_block(r->a, &p, &n, &at);
		if (status != ARCHIVE_OK && status != ARCHIVE_WARN) {
			got = why_ended(r, status);
			break;
		}
		if (n && !add_piece(r, room, &g, span_of(p, n), (uint64_t)at)) {
			got = g.spent ? GOT_LIMIT : GOT_SOME;
			break;
		}
	}
	room->give_back(room->object, g.room - g.n);
	if (is_lie(&g))
		r->lied = true;
	*bytes_r = span_of(g.p, g.n);
	if ((got == GOT_SOME || got == GOT_NONE) && r->rar5_locked)
		r->member_sealed = true;
	return got;
}
