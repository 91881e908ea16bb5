/* Tape archives: ustar and pax interchange format (POSIX.1-2017, pax, "ustar Interchange
 * Format" and "pax Header Block"), GNU's long names ('L', 'K') and numbers in base 256, and
 * the old form without a magic word. A header whose sum is wrong ends the archive, damaged;
 * so does an end without two blocks of zeros only where bytes of a member are missing, since
 * many tools leave them out.
 *
 * A sparse member (GNU's 'S', and its pax forms 0.0, 0.1 and 1.0) has its true name and size,
 * and of its bytes those that are stored, without the map of where they belong.
 *
 * Left out: the holes of sparse members; other pax records than path, linkpath, size and
 * GNU's of sparse members. */
#include "parse/file/tar.h"

enum { SPARSE_MORE_AT = 482, SPARSE_SIZE_AT = 483, MAP_MORE_AT = 504 };
enum { BLOCK = 512, NAME_BYTES = 100, PREFIX_AT = 345, PREFIX_BYTES = 155 };
enum { LONG_BYTES_MAX = 1 << 16, PAX_BYTES_MAX = 1 << 20 };

struct tar tar_open(struct arena *a, struct span bytes)
{
	return (struct tar){ .arena = a,
		.bytes = bytes,
		.long_size = UINT64_MAX,
		.sparse_size = UINT64_MAX,
		.got = GOT_ALL };
}

static struct span field(const unsigned char *h, size_t at, size_t n)
{
	struct span s = span_of(h + at, n);
	return span_take(s, span_find_byte(s, 0));
}

/* Octal digits, or base 256 with the first bit set. */
static uint64_t number(const unsigned char *h, size_t at, size_t n)
{
	uint64_t value = 0;
	if (h[at] & 0x80) {
		for (size_t i = at + 1; i < at + n; i++)
			value = value << 8 | h[i];
		return value;
	}
	for (size_t i = at; i < at + n; i++) {
		if (h[i] >= '0' && h[i] <= '7')
			value = value << 3 | (uint64_t)(h[i] - '0');
		else if (h[i] != ' ')
			break;
	}
	return value;
}

static bool sum_fits(const unsigned char *h)
{
	uint64_t sum = 0;
	int64_t signed_sum = 0;
	for (size_t i = 0; i < BLOCK; i++) {
		unsigned char c = i >= 148 && i < 156 ? ' ' : h[i];
		sum += c;
		signed_sum += (signed char)c;
	}
	uint64_t told = number(h, 148, 8);
	return told == sum || (int64_t)told == signed_sum;
}

static bool is_zero(const unsigned char *h)
{
	for (size_t i = 0; i < BLOCK; i++)
		if (h[i])
			return false;
	return true;
}

/* --- what belongs to the next member --- */

static bool decimal(struct span s, uint64_t *value_r)
{
	uint64_t value = 0;
	for (size_t i = 0; i < s.n; i++) {
		if (!ascii_is_digit(s.p[i]) || value > UINT64_MAX / 10 - 10)
			return false;
		value = value * 10 + (uint64_t)(s.p[i] - '0');
	}
	*value_r = value;
	return s.n > 0;
}

static void read_sparse(struct tar *tar, struct span key, struct span value)
{
	if (span_equal(key, SPAN("name")))
		tar->sparse_name = value;
	else if (span_equal(key, SPAN("realsize")) || span_equal(key, SPAN("size")))
		decimal(value, &tar->sparse_size);
	else if (span_equal(key, SPAN("major")))
		tar->has_map = span_equal(value, SPAN("1"));
}

/* "27 path=some/long/name\n": the number counts all of the record. */
static void read_pax(struct tar *tar, struct span records)
{
	records = span_take(records, PAX_BYTES_MAX);
	while (records.n) {
		size_t blank = span_find_byte(records, ' ');
		uint64_t n;
		if (blank == SPAN_NONE || !decimal(span_take(records, blank), &n) ||
			n <= blank + 2 || n > records.n)
			return;
		struct span value =
			span_skip(span_take(records, (size_t)n - 1), blank + 1);
		struct span key = span_split(&value, '=');
		if (span_equal(key, SPAN("path")))
			tar->long_name = value;
		else if (span_equal(key, SPAN("linkpath")))
			tar->long_link = value;
		else if (span_equal(key, SPAN("size")))
			decimal(value, &tar->long_size);
		else if (span_starts_with(key, SPAN("GNU.sparse.")))
			read_sparse(tar, span_skip(key, 11), value);
		records = span_skip(records, (size_t)n);
	}
}

static struct span long_text(struct span bytes)
{
	bytes = span_take(bytes, LONG_BYTES_MAX);
	return span_take(bytes, span_find_byte(bytes, 0));
}

/* True for a block that only tells about the next member. */
static bool is_about_next(struct tar *tar, char kind, struct span bytes)
{
	switch (kind) {
	case 'L': tar->long_name = long_text(bytes); return true;
	case 'K': tar->long_link = long_text(bytes); return true;
	case 'x': read_pax(tar, bytes); return true;
	case 'g': return true;
	default: return false;
	}
}

/* --- members --- */

static struct span full_name(struct tar *tar, const unsigned char *h)
{
	struct span name = field(h, 0, NAME_BYTES), prefix = SPAN("");
	if (memcmp(h + 257, "ustar\0", 6) == 0)
		prefix = field(h, PREFIX_AT, PREFIX_BYTES);
	if (prefix.n == 0)
		return name;
	unsigned char *p = arena_alloc(tar->arena, prefix.n + 1 + name.n);
	memcpy(p, prefix.p, prefix.n);
	p[prefix.n] = '/';
	memcpy(p + prefix.n + 1, name.p, name.n);
	return span_of(p, prefix.n + 1 + name.n);
}

/* The map of an 'S' goes on in blocks behind the header. */
static void skip_maps(struct tar *tar, const unsigned char *h)
{
	bool more = h[SPARSE_MORE_AT] != 0;
	while (more && tar->bytes.n - tar->at >= 2 * BLOCK) {
		tar->at += BLOCK;
		more = tar->bytes.p[tar->at + MAP_MORE_AT] != 0;
	}
	if (more)
		tar->got = GOT_SOME;
}

static void read_header(struct tar *tar, const unsigned char *h, struct tar_entry *e)
{
	*e = (struct tar_entry){ .offset = tar->at,
		.kind = (char)(h[156] ? h[156] : '0'),
		.size = number(h, 124, 12),
		.mode = (uint32_t)number(h, 100, 8) & 07777,
		.date_s = (int64_t)(number(h, 136, 12) & INT64_MAX) };
	bool meta = e->kind == 'L' || e->kind == 'K' || e->kind == 'x' || e->kind == 'g';
	if (!meta && tar->long_size != UINT64_MAX)
		e->size = tar->long_size;
	/* Links and folders have no bytes, whatever they tell. */
	if (e->kind >= '1' && e->kind <= '6')
		e->size = 0;
	if (e->kind == 'S')
		skip_maps(tar, h);
	e->bytes = span_skip(tar->bytes, tar->at + BLOCK);
	e->bytes =
		span_take(e->bytes, e->size < e->bytes.n ? (size_t)e->size : e->bytes.n);
}

static void move_behind(struct tar *tar, const struct tar_entry *e)
{
	uint64_t left = tar->bytes.n - tar->at - BLOCK;
	if (e->size > left) {
		tar->got = GOT_SOME;
		tar->at = tar->bytes.n;
		return;
	}
	uint64_t blocks = (e->size + BLOCK - 1) / BLOCK * BLOCK;
	tar->at += BLOCK + (size_t)(blocks < left ? blocks : left);
}

/* In pax's form 1.0 the map stands before the bytes: lines of numbers, of which the first
 * tells how many pairs there are, filled up to a block. */
static struct span behind_map(struct span bytes)
{
	uint64_t left = 1;
	size_t at = 0;
	for (bool first = true; left; first = false, left--) {
		struct span line = span_skip(bytes, at);
		size_t n = span_find_byte(line, '\n');
		uint64_t value;
		if (n == SPAN_NONE || !decimal(span_take(line, n), &value))
			return SPAN("");
		if (first)
			left = value > bytes.n ? 1 : 1 + 2 * value;
		at += n + 1;
	}
	return span_skip(bytes, (at + BLOCK - 1) / BLOCK * BLOCK);
}

static void fill_sparse(struct tar *tar, const unsigned char *h, struct tar_entry *e)
{
	uint64_t size = e->kind == 'S' ? number(h, SPARSE_SIZE_AT, 12) : tar->sparse_size;
	if (tar->sparse_name.n)
		e->name = tar->sparse_name;
	if (size == UINT64_MAX)
		return;
	e->is_sparse = true;
	if (tar->has_map)
		e->bytes = behind_map(e->bytes);
	if (e->kind == 'S')
		e->kind = '0';
	e->size = size;
}

static void name_it(struct tar *tar, const unsigned char *h, struct tar_entry *e)
{
	e->name = tar->long_name.n ? tar->long_name : full_name(tar, h);
	e->link = tar->long_link.n ? tar->long_link : field(h, 157, NAME_BYTES);
	if (e->kind == '0' && e->name.n && e->name.p[e->name.n - 1] == '/')
		e->kind = '5';
	fill_sparse(tar, h, e);
	tar->long_name = tar->long_link = tar->sparse_name = SPAN("");
	tar->long_size = tar->sparse_size = UINT64_MAX;
	tar->has_map = false;
}

bool tar_next(struct tar *tar, struct tar_entry *e_r)
{
	bool is_awaited = false; /* a member that something was told about */
	while (tar->bytes.n - tar->at >= BLOCK) {
		const unsigned char *h = tar->bytes.p + tar->at;
		if (is_zero(h))
			return false;
		if (!sum_fits(h)) {
			tar->got = GOT_SOME;
			return false;
		}
		read_header(tar, h, e_r);
		struct span bytes = e_r->bytes;
		char kind = e_r->kind;
		move_behind(tar, e_r);
		if (is_about_next(tar, kind, bytes)) {
			is_awaited = true;
			continue;
		}
		name_it(tar, h, e_r);
		return true;
	}
	if (is_awaited || tar->at < tar->bytes.n)
		tar->got = GOT_SOME;
	return false;
}
