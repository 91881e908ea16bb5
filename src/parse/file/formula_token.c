/* Formulas as tokens (MS-XLS 2.5.198 for BIFF8 and, where it differs, BIFF5; MS-XLSB 2.5.97
 * for BIFF12): the same tokens in all, with operands of other sizes. They are walked one by
 * one, and only calls out of the sheet are noted; where an unknown one stands, the rest of
 * that formula is left out. Nothing is computed. */
#include "parse/file/formula_token.h"

#include "parse/file/ole.h"

/* Bytes behind tokens of the same number in all three classes, from 0x20 on. */
static const unsigned char OPERANDS[32][FORMULA_FORMS] = {
	[0x00] = { 7, 7, 14 }, /* array */
	[0x01] = { 2, 2, 2 },  /* function */
	[0x02] = { 3, 3, 3 },  /* function with a count */
	[0x03] = { 14, 4, 4 }, /* name */
	[0x04] = { 3, 4, 6 },  /* cell */
	[0x05] = { 6, 8, 12 }, /* area */
	[0x06] = { 6, 6, 6 },
	[0x07] = { 6, 6, 6 },
	[0x08] = { 6, 6, 6 },
	[0x09] = { 2, 2, 2 },
	[0x0A] = { 3, 4, 6 },
	[0x0B] = { 6, 8, 12 },
	[0x0C] = { 3, 4, 6 },
	[0x0D] = { 6, 8, 12 },
	[0x0E] = { 2, 2, 2 },
	[0x0F] = { 2, 2, 2 },
	[0x19] = { 24, 6, 6 }, /* name elsewhere */
	[0x1A] = { 17, 6, 8 },
	[0x1B] = { 20, 10, 14 },
	[0x1C] = { 17, 6, 8 },
	[0x1D] = { 20, 10, 14 },
};

/* Functions (MS-XLS 2.5.198.17) that reach out of the sheet. */
static const struct {
	unsigned number;
	const char *name;
	bool runs;
} FUNCTIONS[] = {
	{ 110, "EXEC", true },
	{ 149, "REGISTER", true },
	{ 150, "CALL", true },
	{ 267, "REGISTER.ID", true },
	{ 96, "FORMULA", false },
	{ 108, "SET.VALUE", false },
	{ 132, "FOPEN", false },
	{ 138, "FWRITE", false },
	{ 137, "FWRITELN", false },
};

struct walk {
	struct arena *arena;
	enum formula_form form;
	struct workbook_facts *facts;
	uint64_t offset;
	struct span text; /* the first string */
};

struct span formula_chars(struct arena *a, enum formula_form form, struct span s,
	size_t count, size_t *used_r)
{
	bool has_flags = form == FORMULA_BIFF8 && s.n;
	bool wide = form == FORMULA_BIFF12 || (has_flags && (s.p[0] & 1));
	struct span chars = span_take(span_skip(s, has_flags), wide ? count * 2 : count);
	*used_r = chars.n + has_flags;
	return wide ? utf16le_text(a, chars) : chars;
}

static void note_function(struct walk *w, unsigned number)
{
	for (size_t i = 0; i < sizeof(FUNCTIONS) / sizeof(FUNCTIONS[0]); i++) {
		if (FUNCTIONS[i].number != number)
			continue;
		struct workbook_call *call =
			FUNCTIONS[i].runs ? &w->facts->runs : &w->facts->writes;
		if (!call->function)
			*call = (struct workbook_call){ FUNCTIONS[i].name, w->text,
				w->offset };
	}
}

static size_t string_token(struct walk *w, struct span s)
{
	size_t used, head = w->form == FORMULA_BIFF12 ? 2 : 1;
	size_t count = head == 2 ? le16(s, 0) : s.n ? s.p[0] : 0;
	struct span text =
		formula_chars(w->arena, w->form, span_skip(s, head), count, &used);
	if (!w->text.n)
		w->text = text;
	return head + used;
}

/* Tables and fields of pivot tables. */
static size_t extended_token(const struct walk *w, struct span s)
{
	bool is_table = w->form == FORMULA_BIFF12 && s.n && s.p[0] == 0x19;
	return is_table ? 13 : 5;
}

/* How many bytes stand behind a token below 0x20; SIZE_MAX for one that is not known. */
static size_t plain_token(struct walk *w, unsigned token, struct span s)
{
	if (token >= 0x03 && token <= 0x16)
		return 0;
	switch (token) {
	case 0x01:
	case 0x02: return 4;
	case 0x17: return string_token(w, s);
	case 0x18: return extended_token(w, s);
	case 0x19: return s.n && (s.p[0] & 4) ? 3 + 2 * (le16(s, 1) + 1u) : 3;
	case 0x1C:
	case 0x1D: return 1;
	case 0x1E: return 2;
	case 0x1F: return 8;
	default: return SIZE_MAX;
	}
}

/* The same for the others. */
static size_t classed_token(struct walk *w, unsigned token, struct span s)
{
	unsigned operand = token & 0x1F;
	size_t size = OPERANDS[operand][w->form];
	if (operand == 1)
		note_function(w, le16(s, 0));
	else if (operand == 2 && !(le16(s, 1) & 0x8000)) /* no command of a menu */
		note_function(w, le16(s, 1) & 0x7FFF);
	return size && token < 0x80 ? size : SIZE_MAX;
}

bool formula_tokens_read(struct arena *a, enum formula_form form, struct span tokens,
	uint64_t offset, struct workbook_facts *facts)
{
	struct walk w = { a, form, facts, offset, SPAN("") };
	facts->formulas++;
	while (tokens.n) {
		unsigned token = tokens.p[0];
		tokens = span_skip(tokens, 1);
		size_t size = token < 0x20 ? plain_token(&w, token, tokens)
					   : classed_token(&w, token, tokens);
		if (size > tokens.n)
			return false;
		tokens = span_skip(tokens, size);
	}
	return true;
}
