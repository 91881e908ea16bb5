/* Records of a workbook stream (MS-XLS 2.1.4; BIFF5 where that differs) into what it runs:
 * sheets and their kinds (BoundSheet8), names that start by themselves (Lbl), calls in
 * formulas of macro sheets (2.5.198), and links that are DDE (SupBook, 2.5.277: an encoded
 * path of another workbook begins with U+0001, a DDE link is "server U+0003 topic").
 *
 * Formulas are walked token by token; where an unknown one stands, the rest of that formula
 * is left out and the result is GOT_SOME. Cells, charts and drawings are not read. */
#include "parse/file/biff.h"

#include "parse/file/formula_token.h"
#include "parse/file/ole.h"

enum {
	REC_FORMULA = 0x06,
	REC_NAME = 0x18,
	REC_PROTECT = 0x12,
	REC_WINDOW_PROTECT = 0x19,
	REC_EXTERN_SHEET = 0x17,
	REC_FILEPASS = 0x2F,
	REC_BOUNDSHEET = 0x85,
	REC_SUPBOOK = 0x1AE,
	REC_ARRAY = 0x221,
	REC_SHARED = 0x4BC,
	REC_BOF = 0x809,
	SUBSTREAM_BOOK = 5,
	SUBSTREAM_MACRO = 0x40,
	DDE_MAX = 100,
};

struct book {
	struct arena *arena;
	struct workbook_facts *facts;
	enum formula_form form;
	bool broken;
	unsigned substream;
	uint64_t offset; /* of the record */
	size_t dde_capacity;
};

static struct span text_at(struct book *b, struct span s, size_t count, size_t *used_r)
{
	return formula_chars(b->arena, b->form, s, count, used_r);
}

/* --- formulas --- */

static void read_formula_at(struct book *b, struct span data, size_t length_at)
{
	if (b->substream == SUBSTREAM_MACRO)
		b->broken |= !formula_tokens_read(b->arena, b->form,
			span_take(span_skip(data, length_at + 2), le16(data, length_at)),
			b->offset, b->facts);
}

/* --- sheets, names, links --- */

static void read_sheet(struct book *b, struct span data)
{
	size_t used;
	unsigned kind = le16(data, 4) >> 8, state = le16(data, 4) & 3;
	struct workbook_facts *facts = b->facts;
	facts->sheets++;
	if (kind != 1)
		return;
	if (!facts->macro_sheets++)
		facts->macro_sheet = text_at(b, span_skip(data, 7),
			span_skip(data, 6).n ? data.p[6] : 0, &used);
	facts->hidden_macro_sheets += state != 0;
}

/* Names of the form Auto_Open are kept as one byte (2.5.114). */
static void read_name(struct book *b, struct span data)
{
	static const char *const BUILT_IN[] = { [1] = "Auto_Open",
		[2] = "Auto_Close",
		[10] = "Auto_Activate",
		[11] = "Auto_Deactivate" };
	size_t used, count = data.n > 3 ? data.p[3] : 0;
	struct span name = text_at(b, span_skip(data, 14), count, &used);
	if (le16(data, 0) & 0x20 && name.n) {
		unsigned id = name.p[0];
		if (id < sizeof(BUILT_IN) / sizeof(BUILT_IN[0]) && BUILT_IN[id])
			b->facts->auto_name = span_from_cstr(BUILT_IN[id]);
	} else if (span_starts_with_nocase(name, SPAN("auto_open")) ||
		   span_starts_with_nocase(name, SPAN("auto_close")) ||
		   span_starts_with_nocase(name, SPAN("auto_activate"))) {
		b->facts->auto_name = name;
	}
}

static void add_dde(struct book *b, struct span path)
{
	size_t at = span_find_byte(path, 3);
	struct workbook_facts *facts = b->facts;
	if (at == SPAN_NONE || at == 0 || path.p[0] < 0x20 || facts->dde_count >= DDE_MAX)
		return;
	facts->dde = arena_grow(b->arena, facts->dde, facts->dde_count, &b->dde_capacity,
		sizeof(*facts->dde));
	facts->dde[facts->dde_count++] = (struct workbook_dde){ span_take(path, at),
		span_skip(path, at + 1), b->offset };
}

static void read_link(struct book *b, struct span data, bool is_supbook)
{
	size_t used, count = is_supbook ? le16(data, 2) : data.n ? data.p[0] : 0;
	/* 0x0401 and 0x3A01 in place of a length: the book itself, functions of add-ins. */
	if (is_supbook && (data.n <= 4 || le16(data, 0) != 0))
		return;
	add_dde(b, text_at(b, span_skip(data, is_supbook ? 4 : 1), count, &used));
}

static void read_record(struct book *b, unsigned type, struct span data)
{
	switch (type) {
	case REC_BOF:
		b->form = le16(data, 0) < 0x600 ? FORMULA_BIFF5 : FORMULA_BIFF8;
		b->substream = le16(data, 2);
		break;
	case REC_FILEPASS:
		b->facts->is_locked = true;
		b->facts->lock = data;
		break;
	case REC_PROTECT:
	case REC_WINDOW_PROTECT:
		if (b->substream == SUBSTREAM_BOOK && le16(data, 0))
			b->facts->is_protected = true;
		break;
	case REC_BOUNDSHEET: read_sheet(b, data); break;
	case REC_NAME: read_name(b, data); break;
	case REC_SUPBOOK: read_link(b, data, true); break;
	case REC_EXTERN_SHEET:
		if (b->form == FORMULA_BIFF5)
			read_link(b, data, false);
		break;
	case REC_FORMULA: read_formula_at(b, data, 20); break;
	case REC_ARRAY: read_formula_at(b, data, 12); break;
	case REC_SHARED: read_formula_at(b, data, 8); break;
	default: break;
	}
}

enum got workbook_read(
	struct arena *a, struct span stream, struct workbook_facts *facts_r)
{
	*facts_r = (struct workbook_facts){ 0 };
	struct book b = { .arena = a, .facts = facts_r };
	const unsigned char *start = stream.p;
	if (le16(stream, 0) != REC_BOF)
		return GOT_NONE;
	/* Zeros fill the last sector. */
	while (stream.n >= 4 && (le16(stream, 0) || le16(stream, 2))) {
		unsigned type = le16(stream, 0);
		size_t size = le16(stream, 2);
		b.offset = (uint64_t)(stream.p - start);
		stream = span_skip(stream, 4);
		if (size > stream.n) {
			b.broken = true;
			break;
		}
		read_record(&b, type, span_take(stream, size));
		stream = span_skip(stream, size);
		if (facts_r->is_locked)
			break;
	}
	return b.broken ? GOT_SOME : GOT_ALL;
}
