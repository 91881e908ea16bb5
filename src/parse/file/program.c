/* The headers of a program to what it is: library or not, whether it bears a signature, and
 * what stands behind its sections: an installer's archive, or what a thief hid there. PE by
 * Microsoft's PE format, ELF by the System V gABI, Mach-O by its loader's header. Leaves out:
 * imports, resources, code, and whether a signature holds. */
#include "parse/file/program.h"

enum { SECTIONS_MAX = 96, COMMANDS_MAX = 512, ARCHIVE_SEARCH_BYTES = 65536 };

static unsigned le16(struct span s, size_t at)
{
	return at + 2 > s.n ? 0 : s.p[at] | (unsigned)s.p[at + 1] << 8;
}

static uint32_t le32(struct span s, size_t at)
{
	return le16(s, at) | (uint32_t)le16(s, at + 2) << 16;
}

static uint32_t be32(struct span s, size_t at)
{
	uint32_t x = le32(s, at);
	return x >> 24 | (x >> 8 & 0xFF00) | (x << 8 & 0xFF0000) | x << 24;
}

/* --- PE --- */

static size_t end_of_sections(struct span b, size_t table, unsigned count)
{
	size_t end = 0;
	for (unsigned i = 0; i < count && i < SECTIONS_MAX; i++) {
		size_t n = le32(b, table + i * 40u + 16),
		       at = le32(b, table + i * 40u + 20);
		if (at + n > end)
			end = at + n;
	}
	return end;
}

static enum got read_pe(struct span b, struct program *p)
{
	size_t at = le32(b, 60);
	if (at + 24 > b.n)
		return GOT_SOME;
	size_t optional = at + 24, table = optional + le16(b, at + 20);
	bool is_64 = le16(b, optional) == 0x20B;
	p->is_library = le16(b, at + 22) & 0x2000;
	size_t directory = optional + (is_64 ? 112u : 96u);
	size_t sign_at = le32(b, directory + 32), sign_n = le32(b, directory + 36);
	bool has = directory + 40 <= table && sign_at && sign_n;
	p->is_signed = has && sign_at < b.n && sign_n <= b.n - sign_at;
	size_t end = end_of_sections(b, table, le16(b, at + 6));
	if (end > b.n || table > b.n)
		return GOT_SOME;
	p->overlay = end ? span_skip(b, end) : SPAN("");
	if (p->is_signed && sign_at >= end)
		p->overlay = span_take(p->overlay, sign_at - end);
	return GOT_ALL;
}

static void find_archive(struct program *p)
{
	static const struct span marks[] = { SPAN("PK\3\4"), SPAN("7z\xBC\xAF\x27\x1C"),
		SPAN("Rar!\x1A\7"), SPAN("MSCF\0\0\0\0") };
	struct span head = span_take(p->overlay, ARCHIVE_SEARCH_BYTES);
	if (span_find(span_take(head, 64), SPAN("NullsoftInst")) != SPAN_NONE) {
		p->packer = PACKER_NSIS;
		return;
	}
	size_t best = SPAN_NONE;
	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
		size_t at = span_find(head, marks[i]);
		if (at < best)
			best = at;
	}
	if (best == SPAN_NONE)
		return;
	p->packer = PACKER_ARCHIVE;
	p->archive_at = best;
}

/* --- ELF --- */

/* Behind all segments and the table of sections, which tools write last. */
static size_t end_of_elf(
	struct span b, bool is_64, size_t table, unsigned size, unsigned count)
{
	size_t end = le32(b, is_64 ? 40 : 32) +
		     (size_t)le16(b, is_64 ? 58 : 46) * le16(b, is_64 ? 60 : 48);
	for (unsigned i = 0; i < count && i < SECTIONS_MAX; i++) {
		size_t row = table + (size_t)i * size;
		size_t last = le32(b, row + (is_64 ? 8 : 4)) +
			      (size_t)le32(b, row + (is_64 ? 32 : 16));
		if (last > end)
			end = last;
	}
	return end;
}

/* A shared object without an interpreter is a library. */
static enum got read_elf(struct span b, struct program *p)
{
	if (b.n < 52)
		return GOT_SOME;
	bool is_64 = b.p[4] == 2;
	if (b.p[5] != 1) /* big-endian ones are known and no more */
		return GOT_ALL;
	size_t table = is_64 ? le32(b, 32) : le32(b, 28);
	unsigned size = le16(b, is_64 ? 54 : 42), count = le16(b, is_64 ? 56 : 44);
	bool has_interpreter = false;
	for (unsigned i = 0; i < count && i < SECTIONS_MAX; i++)
		has_interpreter |= le32(b, table + (size_t)i * size) == 3;
	p->is_library = le16(b, 16) == 3 && !has_interpreter;
	size_t end = end_of_elf(b, is_64, table, size, count);
	if (end > 0 && end < b.n)
		p->overlay = span_skip(b, end);
	return table <= b.n ? GOT_ALL : GOT_SOME;
}

/* --- Mach-O --- */

static enum got read_macho(struct span b, struct program *p)
{
	if (be32(b, 0) == 0xCAFEBABE && b.n >= 28) /* of several: the first */
		b = span_skip(b, be32(b, 16));
	bool is_64 = (le32(b, 0) & ~1u) == 0xFEEDFACE && (le32(b, 0) & 1);
	if ((le32(b, 0) & ~1u) != 0xFEEDFACE)
		return b.n >= 28 ? GOT_ALL : GOT_SOME;
	p->is_library = le32(b, 12) == 6 || le32(b, 12) == 8;
	size_t at = is_64 ? 32 : 28;
	for (unsigned i = 0; i < le32(b, 16) && i < COMMANDS_MAX; i++) {
		size_t n = le32(b, at + 4);
		if (n < 8 || n > b.n - at)
			return GOT_SOME;
		p->is_signed |= le32(b, at) == 0x1D; /* LC_CODE_SIGNATURE */
		at += n;
	}
	return GOT_ALL;
}

enum got program_read(struct span bytes, enum file_type type, struct program *program_r)
{
	enum got got = GOT_NONE;
	*program_r = (struct program){ .overlay = SPAN("") };
	if (type == TYPE_PE)
		got = read_pe(bytes, program_r);
	else if (type == TYPE_ELF)
		got = read_elf(bytes, program_r);
	else if (type == TYPE_MACHO)
		got = read_macho(bytes, program_r);
	find_archive(program_r);
	return got;
}
