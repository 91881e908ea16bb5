/* Packed streams to what is packed in them: bzip2, xz, lzma and lzip by liblzma and libbz2,
 * zstd (RFC 8878) by libzstd; lz4 ("LZ4 Frame Format", 1.6.4, and the older frame) and
 * compress (LZW, as in ncompress) here, since they are small.
 *
 * The content grows in room of the size that is allowed at most, whose end is given back: no
 * size that a file tells is believed, nothing is unpacked twice, and what is never written
 * costs nothing. Streams that need a larger window than is allowed end at once.
 *
 * Left out: sums of lz4, lzop, dictionaries that stand elsewhere. */
#include "parse/file/stream.h"

#include <bzlib.h>
#include <lzma.h>
#include <stdint.h>
#include <zstd.h>
#include <zstd_errors.h>

#include "parse/file/number.h"

/* What is written to: one byte more than may be kept, which tells that there was more. */
struct sink {
	unsigned char *p;
	size_t n, room;
};

static bool is_full(const struct sink *s)
{
	return s->n >= s->room;
}

/* --- bzip2 --- */

static enum got run_bzip2(bz_stream *z, struct sink *s)
{
	for (;;) {
		size_t left = s->room - s->n;
		z->next_out = (char *)s->p + s->n;
		z->avail_out = left < UINT32_MAX ? (unsigned)left : UINT32_MAX;
		unsigned before = z->avail_out, in_before = z->avail_in;
		int r = BZ2_bzDecompress(z);
		s->n += before - z->avail_out;
		if (r == BZ_STREAM_END)
			return GOT_ALL;
		if (r == BZ_MEM_ERROR || (r == BZ_OK && is_full(s)))
			return GOT_LIMIT;
		if (r != BZ_OK || (before == z->avail_out && in_before == z->avail_in))
			return GOT_SOME;
	}
}

static enum got unpack_bzip2(struct span *rest, struct sink *s)
{
	enum got got = GOT_NONE;
	if (rest->n > UINT32_MAX)
		return GOT_LIMIT;
	while (span_starts_with(*rest, SPAN("BZh"))) {
		/* The library takes no const, and writes nothing. */
		bz_stream z = { .next_in = (char *)(uintptr_t)rest->p,
			.avail_in = (unsigned)rest->n };
		if (BZ2_bzDecompressInit(&z, 0, 0) != BZ_OK)
			return GOT_LIMIT;
		got = run_bzip2(&z, s);
		*rest = span_skip(*rest, rest->n - z.avail_in);
		BZ2_bzDecompressEnd(&z);
		if (got != GOT_ALL)
			break;
	}
	return got;
}

/* --- xz, lzma, lzip --- */

static enum got begin_lzma(lzma_stream *z, enum stream_form form, size_t window_max)
{
	lzma_ret r = form == STREAM_LZMA ? lzma_alone_decoder(z, window_max)
		     : form == STREAM_XZ
			     ? lzma_stream_decoder(z, window_max, LZMA_CONCATENATED)
			     : lzma_lzip_decoder(z, window_max, LZMA_CONCATENATED);
	return r == LZMA_OK ? GOT_ALL : GOT_LIMIT;
}

static enum got of_lzma(lzma_ret r)
{
	switch (r) {
	case LZMA_STREAM_END: return GOT_ALL;
	case LZMA_MEM_ERROR:
	case LZMA_MEMLIMIT_ERROR: return GOT_LIMIT;
	case LZMA_OPTIONS_ERROR: return GOT_NONE;
	default: return GOT_SOME;
	}
}

static enum got unpack_lzma(
	struct span *rest, struct sink *s, enum stream_form form, size_t window_max)
{
	lzma_stream z = LZMA_STREAM_INIT;
	enum got got = begin_lzma(&z, form, window_max);
	if (got != GOT_ALL)
		return got;
	z.next_in = rest->p;
	z.avail_in = rest->n;
	z.next_out = s->p;
	z.avail_out = s->room;
	lzma_ret r = lzma_code(&z, LZMA_FINISH);
	while (r == LZMA_OK && z.avail_out)
		r = lzma_code(&z, LZMA_FINISH);
	s->n = s->room - z.avail_out;
	*rest = span_of(z.next_in, z.avail_in);
	lzma_end(&z);
	return r == LZMA_OK ? GOT_LIMIT : of_lzma(r);
}

/* --- zstd --- */

static bool begins_zstd(struct span s)
{
	return span_starts_with(s, SPAN("\x28\xB5\x2F\xFD")) ||
	       (number_le(s, 0, 4) & ~(uint64_t)15) == 0x184D2A50;
}

static enum got of_zstd(size_t r)
{
	switch (ZSTD_getErrorCode(r)) {
	case ZSTD_error_frameParameter_windowTooLarge:
	case ZSTD_error_memory_allocation: return GOT_LIMIT;
	case ZSTD_error_dictionary_wrong:
	case ZSTD_error_frameParameter_unsupported: return GOT_NONE;
	default: return GOT_SOME;
	}
}

/* One frame. */
static enum got run_zstd(ZSTD_DCtx *z, struct span *rest, struct sink *s)
{
	ZSTD_inBuffer in = { rest->p, rest->n, 0 };
	ZSTD_outBuffer out = { s->p, s->room, s->n };
	size_t r = 1, in_before = 0, out_before = 0;
	do {
		in_before = in.pos;
		out_before = out.pos;
		r = ZSTD_decompressStream(z, &out, &in);
	} while (r != 0 && !ZSTD_isError(r) && out.pos < out.size &&
		 (in.pos != in_before || out.pos != out_before));
	s->n = out.pos;
	*rest = span_skip(*rest, in.pos);
	if (ZSTD_isError(r))
		return of_zstd(r);
	return r == 0 ? GOT_ALL : is_full(s) ? GOT_LIMIT : GOT_SOME;
}

static int log_of(size_t n)
{
	int log = 0;
	while (n > 1) {
		n /= 2;
		log++;
	}
	return log;
}

static enum got unpack_zstd(struct span *rest, struct sink *s, size_t window_max)
{
	ZSTD_DCtx *z = ZSTD_createDCtx();
	if (!z)
		return GOT_LIMIT;
	ZSTD_DCtx_setParameter(z, ZSTD_d_windowLogMax, log_of(window_max));
	enum got got = begins_zstd(*rest) ? GOT_ALL : GOT_NONE;
	while (got == GOT_ALL && begins_zstd(*rest))
		got = run_zstd(z, rest, s);
	ZSTD_freeDCtx(z);
	return got;
}

/* --- lz4 --- */

enum { LZ4_LEAST = 4, LZ4_LEGACY_BLOCK = 8 << 20 };

/* 15 means that there is more, byte by byte, until one is not 255. */
static bool lz4_length(struct span *in, size_t *n)
{
	if (*n != 15)
		return true;
	for (;;) {
		if (in->n == 0)
			return false;
		unsigned char c = in->p[0];
		*in = span_skip(*in, 1);
		*n += c;
		if (c != 255)
			return true;
	}
}

static bool put(struct sink *s, struct span bytes)
{
	size_t left = s->room - s->n, n = bytes.n < left ? bytes.n : left;
	if (n)
		memcpy(s->p + s->n, bytes.p, n);
	s->n += n;
	return n == bytes.n;
}

/* Byte by byte, since a copy may reach into what it writes. */
static bool repeat(struct sink *s, size_t from, size_t n)
{
	for (; n && !is_full(s); n--, from++)
		s->p[s->n++] = s->p[from];
	return n == 0;
}

/* `start`: how far back a block may look. */
static enum got lz4_block(struct span in, struct sink *s, size_t start)
{
	while (in.n) {
		size_t literals = in.p[0] >> 4, match = in.p[0] & 15;
		in = span_skip(in, 1);
		if (!lz4_length(&in, &literals) || literals > in.n)
			return GOT_SOME;
		if (!put(s, span_take(in, literals)))
			return GOT_LIMIT;
		in = span_skip(in, literals);
		if (in.n == 0)
			return GOT_ALL;
		size_t back = (size_t)number_le(in, 0, 2);
		bool has = in.n >= 2;
		in = span_skip(in, 2);
		if (!has || !lz4_length(&in, &match) || back == 0 || back > s->n - start)
			return GOT_SOME;
		if (!repeat(s, s->n - back, match + LZ4_LEAST))
			return GOT_LIMIT;
	}
	return GOT_SOME; /* each block ends in literals */
}

/* Blocks of a size each, until one of 0. */
static enum got lz4_blocks(struct span *rest, struct sink *s, unsigned flags)
{
	bool stand_alone = flags & 0x20, has_sums = flags & 0x10;
	size_t start = s->n;
	for (;;) {
		uint64_t told = number_le(*rest, 0, 4), n = told & 0x7FFFFFFF;
		if (rest->n < 4)
			return GOT_SOME;
		*rest = span_skip(*rest, 4);
		if (told == 0)
			return GOT_ALL;
		struct span block = span_part(*rest, 0, n);
		enum got got = GOT_ALL;
		if (told >> 31)
			got = put(s, block) ? GOT_ALL : GOT_LIMIT;
		else
			got = lz4_block(block, s, stand_alone ? s->n : start);
		if (got != GOT_ALL || block.n < n)
			return got == GOT_ALL ? GOT_SOME : got;
		*rest = span_skip(*rest, block.n + (has_sums ? 4 : 0));
	}
}

/* Frames of before 2013: no end is marked, another frame or the end of the file is it. */
static enum got lz4_legacy(struct span *rest, struct sink *s)
{
	*rest = span_skip(*rest, 4);
	while (rest->n >= 4) {
		uint64_t n = number_le(*rest, 0, 4);
		if (n > LZ4_LEGACY_BLOCK + LZ4_LEGACY_BLOCK / 255 + 16)
			return GOT_ALL;
		struct span block = span_part(*rest, 4, n);
		enum got got = lz4_block(block, s, s->n);
		if (got != GOT_ALL || block.n < n)
			return got == GOT_ALL ? GOT_SOME : got;
		*rest = span_skip(*rest, 4 + block.n);
	}
	return rest->n ? GOT_SOME : GOT_ALL;
}

static enum got lz4_frame(struct span *rest, struct sink *s)
{
	enum { HEADER = 7, HAS_SIZE = 8, HAS_SUM = 4, HAS_DICTIONARY = 1 };
	if (rest->n < HEADER)
		return GOT_SOME;
	unsigned flags = rest->p[4];
	if (flags >> 6 != 1 || flags & HAS_DICTIONARY)
		return GOT_NONE;
	*rest = span_skip(*rest, HEADER + (flags & HAS_SIZE ? 8u : 0u));
	enum got got = lz4_blocks(rest, s, flags);
	if (got == GOT_ALL && flags & HAS_SUM) {
		if (rest->n < 4)
			return GOT_SOME;
		*rest = span_skip(*rest, 4);
	}
	return got;
}

static enum got unpack_lz4(struct span *rest, struct sink *s)
{
	enum got got = GOT_NONE;
	for (unsigned i = 0; i == 0 || got == GOT_ALL; i++) {
		uint64_t mark = number_le(*rest, 0, 4), n = number_le(*rest, 4, 4);
		if (mark == 0x184D2204)
			got = lz4_frame(rest, s);
		else if (mark == 0x184C2102)
			got = lz4_legacy(rest, s);
		else if ((mark & ~(uint64_t)15) == 0x184D2A50 && rest->n - 4 >= n + 4) {
			*rest = span_skip(*rest, (size_t)n + 8);
			got = GOT_ALL;
		} else
			break;
	}
	return got;
}

/* --- compress --- */

enum { LZW_CLEAR = 256, LZW_BITS = 9, LZW_BITS_MAX = 16, LZW_HEADER = 3 };

/* A word of the table is a place in what was written already. */
struct lzw {
	struct span in;
	uint64_t at, run; /* bits: where we are, and where this width began */
	unsigned bits, bits_max, free;
	bool has_clear;
	struct lzw_word {
		size_t at, n;
	} words[1 << LZW_BITS_MAX];
};

/* Codes are written eight at a time: a change of the width ends such a group. */
static void lzw_width(struct lzw *z, unsigned bits)
{
	uint64_t group = (uint64_t)z->bits * 8, used = (z->at - z->run) % group;
	if (used)
		z->at += group - used;
	z->run = z->at;
	z->bits = bits;
}

static bool lzw_code(struct lzw *z, unsigned *code_r)
{
	if (z->free > (1u << z->bits) - 1 && z->bits < z->bits_max)
		lzw_width(z, z->bits + 1);
	if (z->at + z->bits > (uint64_t)z->in.n * 8)
		return false;
	struct span there = span_part(z->in, z->at / 8, 4);
	uint64_t word = number_le(there, 0, (unsigned)there.n) >> (z->at % 8);
	*code_r = (unsigned)(word & ((1u << z->bits) - 1));
	z->at += z->bits;
	return true;
}

static bool lzw_write(struct lzw *z, struct sink *s, unsigned code)
{
	unsigned char c = (unsigned char)code;
	if (code < 256)
		return put(s, span_of(&c, 1));
	return repeat(s, z->words[code].at, z->words[code].n);
}

static enum got lzw_run(struct lzw *z, struct sink *s)
{
	struct lzw_word last = { 0, 0 };
	unsigned code;
	while (lzw_code(z, &code)) {
		if (code == LZW_CLEAR && z->has_clear) {
			lzw_width(z, LZW_BITS);
			z->free = LZW_CLEAR + 1;
			last.n = 0;
			continue;
		}
		if (last.n && z->free < 1u << z->bits_max)
			z->words[z->free++] = (struct lzw_word){ last.at, last.n + 1 };
		if (code >= 256 && code >= z->free)
			return GOT_SOME;
		size_t before = s->n;
		if (!lzw_write(z, s, code))
			return GOT_LIMIT;
		last = (struct lzw_word){ before, s->n - before };
	}
	return GOT_ALL;
}

static enum got unpack_compress(struct lzw *z, struct span *rest, struct sink *s)
{
	unsigned flags = rest->n >= LZW_HEADER ? rest->p[2] : 0;
	z->in = span_skip(*rest, LZW_HEADER);
	z->bits = LZW_BITS;
	z->bits_max = flags & 0x1F;
	z->has_clear = flags & 0x80;
	z->free = z->has_clear ? LZW_CLEAR + 1 : LZW_CLEAR;
	if (rest->n < LZW_HEADER || z->bits_max < LZW_BITS || z->bits_max > LZW_BITS_MAX)
		return GOT_SOME;
	*rest = span_skip(*rest, rest->n);
	return lzw_run(z, s);
}

/* --- all --- */

enum got stream_unpack(struct arena *a, enum stream_form form, struct span bytes,
	size_t max, size_t window_max, struct stream *stream_r)
{
	struct lzw *lzw = form == STREAM_COMPRESS ? arena_new(a, struct lzw) : NULL;
	struct sink s = { .p = arena_alloc(a, max + 1), .room = max + 1 };
	struct span rest = bytes;
	enum got got = GOT_NONE;
	switch (form) {
	case STREAM_BZIP2: got = unpack_bzip2(&rest, &s); break;
	case STREAM_XZ:
	case STREAM_LZMA:
	case STREAM_LZIP: got = unpack_lzma(&rest, &s, form, window_max); break;
	case STREAM_ZSTD: got = unpack_zstd(&rest, &s, window_max); break;
	case STREAM_LZ4: got = unpack_lz4(&rest, &s); break;
	case STREAM_COMPRESS: got = unpack_compress(lzw, &rest, &s); break;
	case STREAM_FORMS: break;
	}
	if (s.n > max) {
		got = GOT_LIMIT;
		s.n = max;
	}
	const unsigned char *p = arena_trim(a, s.p, s.room, s.n);
	*stream_r = (struct stream){ span_of(p, s.n), rest };
	return got;
}
