/* Tables of a Windows installer. Names of streams hold two letters in a code point between
 * U+3800 and U+47FF, one between U+4800 and U+483F, and tables begin with U+4840. Texts stand
 * in one pool ("_StringPool" tells their lengths, "_StringData" holds them) and are named by
 * their number, of two bytes, or three in a large pool. Tables are kept by column.
 *
 * Only "CustomAction" is read, with as many columns as "_Columns" tells. Left out: patches'
 * and transforms' differences, and every other table. */
#include "parse/file/msi.h"

#include "base/text.h"
#include "base/utf8.h"

/* --- names --- */

static unsigned char letter(uint32_t six)
{
	static const char letters[] =
		"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz._";
	return (unsigned char)letters[six & 0x3F];
}

struct span msi_name(struct arena *a, struct span stored, bool *is_table_r)
{
	struct text t;
	uint32_t c;
	text_init(&t, a, stored.n + 4);
	*is_table_r = false;
	while (stored.n) {
		if (!utf8_next(&stored, &c))
			continue;
		if (c == 0x4840) {
			*is_table_r = true;
		} else if (c >= 0x3800 && c < 0x4800) {
			text_add_byte(&t, letter(c - 0x3800));
			text_add_byte(&t, letter((c - 0x3800) >> 6));
		} else if (c >= 0x4800 && c < 0x4840) {
			text_add_byte(&t, letter(c - 0x4800));
		} else {
			utf8_add(&t, c);
		}
	}
	return text_span(&t);
}

/* --- the pool --- */

struct pool {
	struct span *texts; /* by number; 0 is empty */
	size_t count;
	size_t ref_bytes;
};

/* Rows of a length and a count of uses, two bytes each; a length of zero with uses
 * means a long text: they are the upper half of the length that the next row tells. */
static bool read_pool(struct arena *a, struct span pool, struct span data, struct pool *p)
{
	size_t rows = pool.n / 4, n = 1;
	if (rows == 0)
		return false;
	p->ref_bytes = le16(pool, 2) & 0x8000 ? 3 : 2;
	p->texts = arena_array(a, rows, sizeof(*p->texts));
	for (size_t i = 1; i < rows; i++) {
		size_t length = le16(pool, i * 4);
		if (length == 0 && le16(pool, i * 4 + 2) != 0 && i + 1 < rows) {
			length = (size_t)le16(pool, i * 4 + 2) << 16;
			length |= le16(pool, ++i * 4);
		}
		p->texts[n++] = span_take(data, length);
		if (length > data.n) {
			p->count = n;
			return false;
		}
		data = span_skip(data, length);
	}
	p->count = n;
	return true;
}

static struct span text_at(const struct pool *p, struct span table, size_t at)
{
	size_t number = le16(table, at);
	if (p->ref_bytes == 3 && at + 2 < table.n)
		number |= (size_t)table.p[at + 2] << 16;
	return number < p->count ? p->texts[number] : SPAN("");
}

/* --- tables --- */

enum { KIND_TEXT = 0x0800, SIZE_MASK = 0xFF };

static size_t width_of(const struct pool *p, unsigned kind)
{
	if (kind & KIND_TEXT)
		return p->ref_bytes;
	return (kind & SIZE_MASK) == 4 ? 4 : 2;
}

/* Where each of a table's first columns begins, and the bytes of a row, from "_Columns":
 * table, number, name, kind. */
struct layout {
	size_t column_bytes[8], count, row_bytes;
};

static struct layout layout_of(
	const struct pool *p, struct span columns, struct span name)
{
	struct layout l = { 0 };
	size_t row = 2 * p->ref_bytes + 4, rows = columns.n / row;
	size_t numbers = rows * p->ref_bytes, kinds = numbers + rows * (2 + p->ref_bytes);
	for (size_t i = 0; i < rows; i++) {
		if (!span_equal(text_at(p, columns, i * p->ref_bytes), name))
			continue;
		size_t number = le16(columns, numbers + 2 * i) & 0x7FFF;
		size_t width = width_of(p, le16(columns, kinds + 2 * i));
		l.row_bytes += width;
		l.count++;
		if (number >= 1 && number <= 8)
			l.column_bytes[number - 1] = width;
	}
	return l;
}

/* --- actions --- */

/* The low six bits of a type: what, and where it comes from. */
static void tell_type(struct msi_action *m)
{
	unsigned from = m->type & 0x30;
	switch (m->type & 0x7) {
	case 1: m->what = MSI_LIBRARY; break;
	case 2: m->what = MSI_PROGRAM; break;
	case 5: m->what = MSI_JSCRIPT; break;
	case 6: m->what = MSI_VBSCRIPT; break;
	default: m->what = MSI_OTHER; return;
	}
	m->is_stored = from == 0x00;
	m->is_inline =
		from == 0x20 && (m->what == MSI_JSCRIPT || m->what == MSI_VBSCRIPT);
}

enum got msi_actions(struct arena *a, const struct msi_tables *t, size_t max,
	struct msi_action **list_r, size_t *count_r)
{
	struct pool p = { 0 };
	*list_r = NULL;
	*count_r = 0;
	if (!t->actions.n)
		return GOT_ALL;
	bool whole = read_pool(a, t->pool, t->data, &p);
	struct layout l = layout_of(&p, t->columns, SPAN("CustomAction"));
	if (!p.count || l.count < 4 || l.column_bytes[1] != 2)
		return GOT_SOME;
	size_t rows = t->actions.n / l.row_bytes, n = rows < max ? rows : max;
	size_t types = rows * p.ref_bytes, sources = types + rows * 2;
	size_t targets = sources + rows * p.ref_bytes;
	struct msi_action *list = arena_array(a, n + 1, sizeof(*list));
	for (size_t i = 0; i < n; i++) {
		list[i].name = text_at(&p, t->actions, i * p.ref_bytes);
		list[i].type = le16(t->actions, types + 2 * i) & 0x7FFF;
		list[i].source = text_at(&p, t->actions, sources + i * p.ref_bytes);
		list[i].target = text_at(&p, t->actions, targets + i * p.ref_bytes);
		tell_type(&list[i]);
	}
	*list_r = list;
	*count_r = n;
	if (n < rows)
		return GOT_LIMIT;
	return whole && t->actions.n % l.row_bytes == 0 ? GOT_ALL : GOT_SOME;
}
