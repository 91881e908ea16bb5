/* The text of old Word documents, for its fields: from the head of the main stream (FIB,
 * MS-DOC 2.5.1) to the table of pieces (Clx 2.9.38, Pcdt 2.9.178, PlcPcd 2.8.35), whose
 * pieces are letters of one byte (FcCompressed 2.9.73) or of two. A field begins with 0x13,
 * its result with 0x14, and 0x15 ends it (2.8.25); all parts of the document, headers,
 * notes and text boxes too, are one run of letters.
 *
 * Word 6 and 95 keep their text in one piece of bytes, and a table of pieces in the main
 * stream when they saved fast. Left out: formats of letters, so a field that is hidden
 * counts like others; the lists of fields that stand beside the text; the copies of links'
 * targets in the stream "Data". */
#include "parse/file/doc.h"

#include "parse/file/ole.h"

enum {
	MAGIC_97 = 0xA5EC,
	MAGIC_95 = 0xA5DC,
	MAGIC_ASIA = 0xA697, /* and the next two: Word 6 and 95 of East Asia */
	FIRST_OF_97 = 106,
	FIELD_BEGIN = 0x13,
	FIELD_SEPARATE = 0x14,
	FIELD_END = 0x15,
	PIECE_BYTES = 8,
	TEMPLATE_BYTES_MAX = 2048,
};

bool doc_head_read(struct span word, struct doc_head *head_r)
{
	enum { FAST = 4, LOCKED = 0x100, SECOND = 0x200, OBFUSCATED = 0x8000 };
	unsigned magic = le16(word, 0), flags = le16(word, 10);
	*head_r = (struct doc_head){ .version = le16(word, 2),
		.is_fast_saved = flags & FAST,
		.is_locked = flags & LOCKED,
		.second_table = flags & SECOND,
		.is_obfuscated = flags & OBFUSCATED,
		.lock_size = le32(word, 14) };
	return magic == MAGIC_97 || magic == MAGIC_95 ||
	       (magic >= MAGIC_ASIA && magic <= MAGIC_ASIA + 2);
}

struct reading {
	struct span word;
	struct fields *fields;
	size_t left; /* letters that may still be read */
	size_t letters;
	bool broken, more;
};

/* --- letters --- */

/* The bytes that stand for other letters than in Latin-1 (FcCompressed). */
static uint32_t letter_of(unsigned char c)
{
	static const uint16_t OTHERS[] = { 0x80, 0x81, 0x201A, 0x192, 0x201E, 0x2026,
		0x2020, 0x2021, 0x2C6, 0x2030, 0x160, 0x2039, 0x152, 0x8D, 0x8E, 0x8F,
		0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x2DC,
		0x2122, 0x161, 0x203A, 0x153, 0x9D, 0x9E, 0x178 };
	return c >= 0x80 && c < 0xA0 ? OTHERS[c - 0x80] : c;
}

static void take_letter(struct reading *r, uint32_t c, size_t at)
{
	switch (c) {
	case FIELD_BEGIN: fields_begin(r->fields, at); break;
	case FIELD_SEPARATE: fields_separate(r->fields); break;
	case FIELD_END: fields_end(r->fields); break;
	case 0: break;
	default:
		if (fields_are_open(r->fields))
			fields_char(r->fields, c < ' ' ? ' ' : c);
	}
}

/* Pieces of one document do not lie over each other: more letters than the stream has are
 * a trick to keep a reader busy. */
static void read_piece(struct reading *r, size_t at, size_t count, bool wide)
{
	size_t size = wide ? 2 : 1;
	size_t there = at < r->word.n ? (r->word.n - at) / size : 0;
	r->broken |= count > there;
	count = count < there ? count : there;
	r->more |= count > r->left;
	count = count < r->left ? count : r->left;
	r->left -= count;
	r->letters += count;
	for (const unsigned char *p = r->word.p + at; count--; p += size, at += size)
		take_letter(r, wide ? p[0] | (uint32_t)p[1] << 8 : letter_of(p[0]), at);
}

/* Letters of either size, as far as they are Latin: take_letter() passes over zeros. */
static void read_bytes(struct reading *r, size_t from, size_t to)
{
	if (from < to && to <= r->word.n)
		read_piece(r, from, to - from, false);
}

/* --- pieces --- */

/* Behind the changes of format that pieces name; empty when there is no table. */
static struct span find_pieces(struct span clx)
{
	enum { CHANGES = 1, PIECES = 2 };
	while (clx.n && clx.p[0] == CHANGES)
		clx = span_skip(clx, 3 + (size_t)le16(clx, 1));
	if (clx.n < 5 || clx.p[0] != PIECES || le32(clx, 1) > clx.n - 5)
		return SPAN("");
	return span_take(span_skip(clx, 5), le32(clx, 1));
}

static bool read_pieces(struct reading *r, struct span pieces, bool old)
{
	enum { ONE_BYTE = 0x40000000 };
	size_t count = pieces.n < 4 ? 0 : (pieces.n - 4) / (4 + PIECE_BYTES);
	struct span rows = span_skip(pieces, 4 * (count + 1));
	for (size_t i = 0; i < count; i++) {
		uint32_t from = le32(pieces, 4 * i), to = le32(pieces, 4 * (i + 1));
		uint32_t at = le32(rows, PIECE_BYTES * i + 2);
		if (to < from) {
			r->broken = true;
			continue;
		}
		bool narrow = old || at & ONE_BYTE;
		at &= ONE_BYTE - 1;
		read_piece(r, narrow && !old ? at / 2 : at, to - from, !narrow);
	}
	return count > 0;
}

/* --- the two forms --- */

static void read_new(struct reading *r, struct span table)
{
	enum { TEXT = 0x18, TEXT_END = 0x1C, CLX = 0x1A2 };
	struct span clx =
		span_take(span_skip(table, le32(r->word, CLX)), le32(r->word, CLX + 4));
	if (!le32(r->word, CLX + 4)) {
		read_bytes(r, le32(r->word, TEXT), le32(r->word, TEXT_END));
	} else if (!read_pieces(r, find_pieces(clx), false)) {
		r->broken = true;
		read_bytes(r, 0, r->word.n);
	}
}

static void read_old(struct reading *r, bool fast)
{
	enum { TEXT = 0x18, TEXT_END = 0x1C, CLX = 0x160 };
	struct span clx =
		span_take(span_skip(r->word, le32(r->word, CLX)), le32(r->word, CLX + 4));
	size_t from = le32(r->word, TEXT), to = le32(r->word, TEXT_END);
	if (fast && read_pieces(r, find_pieces(clx), true))
		return;
	r->broken |= to > r->word.n || to < from;
	read_bytes(r, from, to < r->word.n ? to : r->word.n);
}

/* The second string of those that go with a document (SttbfAssoc, 2.9.274). */
static struct span template_of(struct arena *a, struct span word, struct span table)
{
	enum { ASSOCIATED = 0x19A, HEAD = 6 };
	struct span s = span_take(
		span_skip(table, le32(word, ASSOCIATED)), le32(word, ASSOCIATED + 4));
	if (le16(s, 0) != 0xFFFF || le16(s, 2) < 2)
		return SPAN("");
	s = span_skip(s, HEAD);
	s = span_skip(s, 2 + 2 * (size_t)le16(s, 0));
	size_t n = 2 * (size_t)le16(s, 0);
	return utf16le_text(a, span_take(span_skip(s, 2),
				       n < TEMPLATE_BYTES_MAX ? n : TEMPLATE_BYTES_MAX));
}

enum got doc_read(struct arena *a, struct span word, struct span table, size_t max,
	struct doc *doc_r)
{
	struct doc_head head;
	struct reading r = { .word = word, .left = word.n };
	*doc_r = (struct doc){ .template_name = SPAN("") };
	r.fields = fields_create(a, max);
	if (!doc_head_read(word, &head)) {
		r.broken = true;
		read_bytes(&r, 0, word.n);
	} else if (head.version < FIRST_OF_97) {
		read_old(&r, head.is_fast_saved);
	} else {
		read_new(&r, table);
		doc_r->template_name = template_of(a, word, table);
	}
	doc_r->letters = r.letters;
	bool more = false;
	doc_r->fields = fields_finish(r.fields, &more);
	return r.broken ? GOT_SOME : r.more || more ? GOT_LIMIT : GOT_ALL;
}
