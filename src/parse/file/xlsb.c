/* Binary workbooks in packages (MS-XLSB): records of a type and a size, both in groups of seven
 * bits (2.1.4). Of the workbook part sheets (BrtBundleSh) and names (BrtName) are read, of
 * macro sheets the formulas of cells, of external links those by DDE (BrtBeginSupBook).
 * Worksheets, styles and strings hold nothing that acts. */
#include "base/text.h"
#include "parse/file/formula_token.h"
#include "parse/file/number.h"
#include "parse/file/workbook.h"

enum {
	BRT_FORMULA_STRING = 8,
	BRT_FORMULA_NUMBER = 9,
	BRT_FORMULA_BOOL = 10,
	BRT_FORMULA_ERROR = 11,
	BRT_NAME = 39,
	BRT_BUNDLE_SHEET = 156,
	BRT_BEGIN_SUPBOOK = 360,
	BRT_ARRAY = 426,
	BRT_SHARED = 427,
	BRT_BOOK_PROTECTION = 534,
	SUPBOOK_DDE = 1,
	DDE_MAX_BYTES = 64 << 10,
};

struct record {
	unsigned type;
	struct span data;
};

/* A number of at most `most` groups, the last of which has its highest bit clear. */
static bool take_groups(struct span *rest, unsigned most, uint64_t *value_r)
{
	*value_r = 0;
	for (unsigned i = 0; i < most && rest->n; i++) {
		unsigned char byte = rest->p[0];
		*rest = span_skip(*rest, 1);
		*value_r |= (uint64_t)(byte & 0x7F) << (i * 7);
		if (!(byte & 0x80))
			return true;
	}
	return false;
}

static bool next_record(struct span *rest, struct record *r, bool *broken)
{
	uint64_t type, size;
	if (!rest->n)
		return false;
	*broken = !take_groups(rest, 2, &type) || !take_groups(rest, 4, &size) ||
		  size > rest->n;
	if (*broken)
		return false;
	*r = (struct record){ (unsigned)type, span_take(*rest, (size_t)size) };
	*rest = span_skip(*rest, (size_t)size);
	return true;
}

/* A count of 32 bits and UTF-16; *at moves behind it. All ones are no string. */
static struct span wide_string(struct arena *a, struct span s, uint64_t *at)
{
	uint64_t count = number_le(s, *at, 4);
	size_t used;
	if (count == 0xFFFFFFFF)
		count = 0;
	struct span chars = span_part(s, *at + 4, count * 2);
	*at += 4 + count * 2;
	return formula_chars(a, FORMULA_BIFF12, chars, chars.n / 2, &used);
}

static void read_sheet(struct arena *a, struct span data,
	const struct workbook_link *links, struct workbook_facts *facts)
{
	uint64_t at = 8;
	struct span id = wide_string(a, data, &at), name = wide_string(a, data, &at);
	workbook_note_sheet(links, id, name, number_le(data, 0, 4) != 0, facts);
}

enum got workbook_bin_read(struct arena *a, struct span bytes,
	const struct workbook_link *links, struct workbook_facts *facts)
{
	struct record r;
	bool broken = false;
	while (next_record(&bytes, &r, &broken)) {
		uint64_t at = 9;
		if (r.type == BRT_BUNDLE_SHEET)
			read_sheet(a, r.data, links, facts);
		else if (r.type == BRT_NAME)
			workbook_note_name(wide_string(a, r.data, &at), facts);
		facts->is_protected |= r.type == BRT_BOOK_PROTECTION;
	}
	return broken ? GOT_SOME : GOT_ALL;
}

/* Where the size of a record's formula stands; 0 in a record without one. A cell's place is
 * 8 bytes, flags of 2 stand behind its value; an area is 16. */
static uint64_t formula_at(const struct record *r)
{
	switch (r->type) {
	case BRT_FORMULA_STRING: return 8 + 4 + number_le(r->data, 8, 4) * 2 + 2;
	case BRT_FORMULA_NUMBER: return 8 + 8 + 2;
	case BRT_FORMULA_BOOL:
	case BRT_FORMULA_ERROR: return 8 + 1 + 2;
	case BRT_ARRAY: return 16 + 1;
	case BRT_SHARED: return 16;
	default: return 0;
	}
}

enum got macro_sheet_bin_read(
	struct arena *a, struct span bytes, uint64_t offset, struct workbook_facts *facts)
{
	struct record r;
	bool broken = false, unclear = false;
	while (next_record(&bytes, &r, &broken)) {
		uint64_t at = formula_at(&r);
		if (at)
			unclear |= !formula_tokens_read(a, FORMULA_BIFF12,
				span_part(r.data, at + 4, number_le(r.data, at, 4)),
				offset, facts);
	}
	return broken || unclear ? GOT_SOME : GOT_ALL;
}

struct span workbook_bin_dde(struct arena *a, struct span bytes)
{
	struct record r;
	bool broken = false;
	struct text t;
	while (next_record(&bytes, &r, &broken)) {
		uint64_t at = 2;
		if (r.type != BRT_BEGIN_SUPBOOK || number_le(r.data, 0, 2) != SUPBOOK_DDE)
			continue;
		text_init(&t, a, DDE_MAX_BYTES);
		text_add(&t, wide_string(a, r.data, &at));
		text_add_byte(&t, ' ');
		text_add(&t, wide_string(a, r.data, &at));
		return text_span(&t);
	}
	return span_of(NULL, 0);
}
