/* Bytes to import (source.h). A plain file is mapped and never copied; all else goes through
 * libarchive's filters, which know a packing by its first bytes, into a buffer. */
#include "import/source.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/big.h"
#include "base/hash.h"

enum { DIGEST_BYTES = 64 << 10, MAGIC_BYTES = 6 };

struct source {
	struct arena *arena;
	const char *name;
	int fd;
	uint64_t size;	 /* of the file; 0: not known */
	uint64_t place;	 /* unpacked bytes taken */
	struct span map; /* of a plain file */
	struct archive *unpack;
	struct big buffer;
	size_t first, end; /* what of the buffer is not taken yet */
	bool ended;
};

/* gzip, bzip2, xz, zstd, lz4 */
static bool is_packed(struct span head)
{
	static const struct span magic[] = { { (const unsigned char *)"\x1F\x8B", 2 },
		{ (const unsigned char *)"BZh", 3 },
		{ (const unsigned char *)"\xFD"
					 "7zXZ",
			5 },
		{ (const unsigned char *)"\x28\xB5\x2F\xFD", 4 },
		{ (const unsigned char *)"\x04\x22\x4D\x18", 4 } };
	for (size_t i = 0; i < sizeof(magic) / sizeof(*magic); i++)
		if (span_starts_with(head, magic[i]))
			return true;
	return false;
}

static int map_plain(struct source *s, bool *mapped_r, struct err *err_r)
{
	struct stat st;
	*mapped_r = false;
	if (fstat(s->fd, &st) < 0)
		return err_set(err_r, errno, "%s: %s", s->name, strerror(errno));
	if (S_ISDIR(st.st_mode))
		return err_set(err_r, EISDIR, "%s is a folder", s->name);
	if (!S_ISREG(st.st_mode) || st.st_size == 0)
		return 0;
	s->size = (uint64_t)st.st_size;
	unsigned char head[MAGIC_BYTES];
	ssize_t n = pread(s->fd, head, sizeof(head), 0);
	if (n > 0 && is_packed(span_of(head, (size_t)n)))
		return 0;
	void *p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, s->fd, 0);
	if (p == MAP_FAILED)
		return err_set(err_r, errno, "%s: %s", s->name, strerror(errno));
	madvise(p, (size_t)st.st_size, MADV_SEQUENTIAL);
	s->map = span_of(p, (size_t)st.st_size);
	*mapped_r = true;
	return 0;
}

static int archive_failed(const struct source *s, struct err *err_r)
{
	const char *why = archive_error_string(s->unpack);
	return err_set(err_r, EBADMSG, "%s: %s", s->name, why ? why : "it is damaged");
}

static int open_packed(struct source *s, struct err *err_r)
{
	struct archive_entry *entry;
	s->unpack = archive_read_new();
	archive_read_support_filter_gzip(s->unpack);
	archive_read_support_filter_bzip2(s->unpack);
	archive_read_support_filter_xz(s->unpack);
	archive_read_support_filter_zstd(s->unpack);
	archive_read_support_filter_lz4(s->unpack);
	archive_read_support_format_raw(s->unpack);
	archive_read_support_format_empty(s->unpack);
	if (archive_read_open_fd(s->unpack, s->fd, SOURCE_BLOCK) != ARCHIVE_OK)
		return archive_failed(s, err_r);
	int r = archive_read_next_header(s->unpack, &entry);
	s->ended = r == ARCHIVE_EOF;
	return r == ARCHIVE_OK || r == ARCHIVE_EOF ? 0 : archive_failed(s, err_r);
}

int source_open(int fd, const char *name, struct source **source_r, struct err *err_r)
{
	struct arena *a = arena_create(1 << 20);
	struct source *s = arena_new(a, struct source);
	*s = (struct source){ .arena = a, .name = name, .fd = fd };
	bool mapped;
	int r = map_plain(s, &mapped, err_r);
	if (r == 0 && !mapped)
		r = open_packed(s, err_r);
	*source_r = s;
	if (r < 0)
		source_close(source_r);
	return r;
}

void source_close(struct source **source)
{
	struct source *s = *source;
	*source = NULL;
	if (!s)
		return;
	if (s->map.n)
		munmap((void *)s->map.p, s->map.n);
	if (s->unpack)
		archive_read_free(s->unpack);
	big_free(&s->buffer);
	close(s->fd);
	struct arena *a = s->arena; /* in which the source itself lies */
	arena_destroy(&a);
}

/* Reads on into the buffer, whose taken part is given up first. */
static int fill(struct source *s, size_t want, struct err *err_r)
{
	unsigned char *p = s->buffer.p;
	if (s->first && s->end > s->first)
		memmove(p, p + s->first, s->end - s->first);
	s->end -= s->first;
	s->first = 0;
	big_grow(&s->buffer, want + SOURCE_BLOCK);
	while (!s->ended && s->end < want) {
		p = s->buffer.p;
		la_ssize_t n = archive_read_data(
			s->unpack, p + s->end, s->buffer.bytes - s->end);
		if (n < 0)
			return archive_failed(s, err_r);
		s->ended = n == 0;
		s->end += (size_t)n;
	}
	return 0;
}

int source_peek(struct source *s, size_t want, struct span *bytes_r, struct err *err_r)
{
	*bytes_r = SPAN("");
	if (want > SOURCE_WANT_MAX)
		return err_set(err_r, EMSGSIZE, "%s: a part of it is too large", s->name);
	if (s->map.n) {
		*bytes_r = span_take(span_skip(s->map, s->place),
			want > SOURCE_BLOCK ? want : SOURCE_BLOCK);
		return 0;
	}
	if (s->end - s->first < want) {
		int r = fill(s, want, err_r);
		if (r < 0)
			return r;
	}
	*bytes_r = span_of((unsigned char *)s->buffer.p + s->first, s->end - s->first);
	return 0;
}

void source_take(struct source *s, size_t n)
{
	s->place += n;
	if (!s->map.n)
		s->first += n;
}

int source_skip_to(struct source *s, uint64_t place, struct err *err_r)
{
	while (s->place < place) {
		struct span bytes;
		int r = source_peek(s, SOURCE_BLOCK, &bytes, err_r);
		if (r < 0)
			return r;
		if (bytes.n == 0)
			return err_set(
				err_r, EBADMSG, "%s is shorter than it was", s->name);
		uint64_t left = place - s->place;
		source_take(s, left < bytes.n ? (size_t)left : bytes.n);
	}
	return 0;
}

int source_lines(struct source *s, struct span *lines_r, struct err *err_r)
{
	for (size_t want = SOURCE_BLOCK;; want *= 2) {
		struct span bytes;
		int r = source_peek(s, want, &bytes, err_r);
		if (r < 0)
			return r;
		size_t end = span_rfind_byte(bytes, '\n');
		if (bytes.n < want) /* the rest of it */
			end = end == SPAN_NONE || end + 1 < bytes.n ? bytes.n : end + 1;
		else if (end != SPAN_NONE)
			end++;
		else if (want >= SOURCE_LINE_MAX)
			return err_set(err_r, EMSGSIZE, "%s: a line is longer than %d MB",
				s->name, SOURCE_LINE_MAX >> 20);
		else
			continue;
		*lines_r = span_take(bytes, end);
		source_take(s, end);
		return 0;
	}
}

bool source_stays(const struct source *s)
{
	return s->map.n > 0;
}

const char *source_name(const struct source *s)
{
	return s->name;
}

uint64_t source_place(const struct source *s)
{
	return s->place;
}

void source_progress(const struct source *s, uint64_t *read_r, uint64_t *size_r)
{
	*read_r = s->map.n ? s->place : (uint64_t)archive_filter_bytes(s->unpack, -1);
	*size_r = s->size;
}

int source_digest(struct source *s, uint64_t *digest_r, struct err *err_r)
{
	struct span head;
	int r = source_peek(s, DIGEST_BYTES, &head, err_r);
	*digest_r = hash_bytes(span_take(head, DIGEST_BYTES), s->size);
	return r;
}
