/* A Windows shortcut to what it runs: header, item list, LinkInfo, strings and extra blocks
 * (MS-SHLLINK 2.1 to 2.5), and what stands behind the end of them, where thieves keep whole
 * programs. Of the item list the names of volumes, folders, files and shares are read (their
 * forms are told by no specification, but by many readers), of the property store the path
 * (MS-PROPSTORE). Leaves out: console settings, shims, special folders. */
#include "parse/file/lnk.h"

#include "base/utf8.h"

enum { HEADER_BYTES = 76, STRING_MAX = 65536, ITEMS_MAX = 256, BLOCKS_MAX = 64 };

static unsigned le16(struct span s, size_t at)
{
	return at + 2 > s.n ? 0 : s.p[at] | (unsigned)s.p[at + 1] << 8;
}

static uint32_t le32(struct span s, size_t at)
{
	return le16(s, at) | (uint32_t)le16(s, at + 2) << 16;
}

static uint64_t le64(struct span s, size_t at)
{
	return le32(s, at) | (uint64_t)le32(s, at + 4) << 32;
}

bool lnk_taste(struct span b)
{
	return b.n >= 20 && le32(b, 0) == HEADER_BYTES && le32(b, 4) == 0x00021401;
}

/* --- texts --- */

/* Up to the first NUL. */
static struct span narrow(struct span s)
{
	size_t end = span_find_byte(s, 0);
	return end == SPAN_NONE ? s : span_take(s, end);
}

/* UTF-16LE, up to the first NUL unless `whole`. */
static struct span wide(struct arena *a, struct span s, bool whole)
{
	struct text t;
	text_init(&t, a, STRING_MAX * 3);
	for (size_t i = 0; i + 2 <= s.n; i += 2) {
		uint32_t c = le16(s, i);
		if (c == 0 && !whole)
			break;
		if (c >= 0xD800 && c < 0xDC00 && i + 4 <= s.n &&
			(le16(s, i + 2) & 0xFC00) == 0xDC00) {
			c = 0x10000 + ((c & 0x3FF) << 10) + (le16(s, i + 2) & 0x3FF);
			i += 2;
		}
		utf8_add(&t, c);
	}
	return text_span(&t);
}

/* --- item list, MS-SHLLINK 2.2 --- */

/* The long name of a file item stands in an extension block, whose place the item's last
 * two bytes tell. */
static struct span long_name(struct arena *a, struct span item)
{
	size_t at = le16(item, item.n - 2);
	if (at < 14 || at + 18 > item.n || le32(item, at + 4) != 0xBEEF0004)
		return SPAN("");
	unsigned version = le16(item, at + 2);
	size_t skip = 18 + (version >= 7 ? 18u : 0) + 2 + (version >= 9 ? 4u : 0) +
		      (version >= 8 ? 4u : 0);
	return at + skip < item.n ? wide(a, span_skip(item, at + skip), false) : SPAN("");
}

static struct span item_name(struct arena *a, struct span item)
{
	unsigned kind = item.n > 2 ? item.p[2] : 0;
	if ((kind & 0x70) == 0x20)
		return narrow(span_skip(item, 3));
	if ((kind & 0x70) == 0x40)
		return narrow(span_skip(item, 5));
	if (kind == 0x61)
		return item.n > 8 && (item.p[3] & 0x80)
			       ? wide(a, span_skip(item, 8), false)
			       : narrow(span_skip(item, 8));
	if ((kind & 0x70) != 0x30 || item.n < 16)
		return SPAN("");
	struct span name = long_name(a, item);
	if (name.n)
		return name;
	return kind & 4 ? wide(a, span_skip(item, 14), false)
			: narrow(span_skip(item, 14));
}

static struct span id_path(struct arena *a, struct span list)
{
	struct text t;
	text_init(&t, a, STRING_MAX);
	for (int i = 0; i < ITEMS_MAX && list.n >= 2; i++) {
		size_t n = le16(list, 0);
		if (n < 3 || n > list.n)
			break;
		struct span name = item_name(a, span_take(list, n));
		bool is_share = span_starts_with(name, SPAN("\\\\"));
		if (is_share)
			text_init(&t, a, STRING_MAX); /* the server stood before it */
		else if (t.n && name.n && t.p[t.n - 1] != '\\')
			text_add_byte(&t, '\\');
		text_add(&t, name);
		list = span_skip(list, n);
	}
	return text_span(&t);
}

/* An item of the control panel names the library that shows it, as UTF-16: what Windows
 * loads to show the icon (CVE-2010-2568). */
static struct span panel_library(struct arena *a, struct span list)
{
	static const unsigned char panel[] = { 0x20, 0x20, 0xEC, 0x21, 0xEA, 0x3A, 0x69,
		0x10, 0xA2, 0xDD, 0x08, 0x00, 0x2B, 0x30, 0x30, 0x9D };
	static const struct span ends[] = { SPAN(".\0c\0p\0l\0\0"),
		SPAN(".\0d\0l\0l\0\0") };
	size_t at = span_find(list, span_of(panel, sizeof(panel)));
	if (at == SPAN_NONE)
		return SPAN("");
	struct span behind = span_skip(list, at + sizeof(panel));
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		size_t end = span_find_nocase(behind, ends[i]), from = end;
		if (end == SPAN_NONE)
			continue;
		while (from >= 2 && (behind.p[from - 2] || behind.p[from - 1]))
			from -= 2;
		return wide(a, span_take(span_skip(behind, from), end - from + 8), false);
	}
	return SPAN("");
}

/* --- LinkInfo, MS-SHLLINK 2.3 --- */

static struct span text_at(struct arena *a, struct span info, size_t narrow_at,
	size_t wide_at, bool has_wide)
{
	if (has_wide && wide_at && wide_at < info.n)
		return wide(a, span_skip(info, wide_at), false);
	return narrow_at && narrow_at < info.n ? narrow(span_skip(info, narrow_at))
					       : SPAN("");
}

static void read_share(struct arena *a, struct span info, struct lnk *lnk)
{
	size_t at = le32(info, 20);
	if (at == 0 || at + 20 > info.n)
		return;
	struct span share = span_skip(info, at);
	size_t name = le32(share, 8);
	bool has_wide = name > 20;
	lnk->share = text_at(a, share, name, has_wide ? le32(share, 20) : 0, has_wide);
}

static void read_info(struct arena *a, struct span info, struct lnk *lnk)
{
	bool has_wide = le32(info, 4) >= 0x24;
	unsigned flags = le32(info, 8);
	size_t volume = le32(info, 12);
	if (flags & 1) {
		lnk->local_path =
			text_at(a, info, le32(info, 16), le32(info, 28), has_wide);
		if (volume && volume + 16 < info.n) {
			struct span v = span_skip(info, volume);
			size_t label = le32(v, 12);
			bool is_wide = label == 0x14;
			lnk->volume =
				text_at(a, v, label, is_wide ? le32(v, 16) : 0, is_wide);
		}
	}
	if (flags & 2)
		read_share(a, info, lnk);
	lnk->suffix = text_at(a, info, le32(info, 24), le32(info, 32), has_wide);
}

/* --- strings, MS-SHLLINK 2.4 --- */

static bool read_string(
	struct arena *a, struct span *rest, bool is_wide, struct span *text_r)
{
	if (rest->n < 2)
		return false;
	size_t n = (size_t)le16(*rest, 0) * (is_wide ? 2 : 1);
	*rest = span_skip(*rest, 2);
	struct span raw = span_take(*rest, n);
	*text_r = is_wide ? wide(a, raw, true) : raw;
	*rest = span_skip(*rest, n);
	return raw.n == n;
}

static bool read_strings(
	struct arena *a, struct span bytes, struct span *rest, struct lnk *lnk)
{
	const struct {
		uint32_t flag;
		struct span *text;
	} rows[] = { { LNK_HAS_NAME, &lnk->description },
		{ LNK_HAS_RELATIVE, &lnk->relative }, { LNK_HAS_WORKING, &lnk->working },
		{ LNK_HAS_ARGUMENTS, &lnk->arguments }, { LNK_HAS_ICON, &lnk->icon } };
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (!(lnk->flags & rows[i].flag))
			continue;
		if (rows[i].flag == LNK_HAS_ARGUMENTS)
			lnk->arguments_at = bytes.n - rest->n;
		if (!read_string(a, rest, lnk->flags & LNK_IS_UNICODE, rows[i].text))
			return false;
	}
	return true;
}

/* --- extra blocks, MS-SHLLINK 2.5 --- */

static struct span two_forms(struct arena *a, struct span block)
{
	struct span text = block.n >= 788
				   ? wide(a, span_take(span_skip(block, 268), 520), false)
				   : SPAN("");
	return text.n ? text : narrow(span_take(span_skip(block, 8), 260));
}

/* The parsing path: property 30 of the shell's own set (MS-PROPSTORE 2.2). */
static struct span store_path(struct arena *a, struct span store)
{
	static const unsigned char shell[] = { 0xA6, 0x6A, 0x63, 0x28, 0x3D, 0x95, 0xD2,
		0x11 };
	while (store.n >= 24) {
		size_t n = le32(store, 0);
		if (n < 24 || n > store.n)
			break;
		struct span values = span_skip(span_take(store, n), 24);
		bool is_shell = span_starts_with(span_skip(store, 8), span_of(shell, 8));
		while (is_shell && values.n >= 17) {
			size_t value_n = le32(values, 0);
			if (value_n < 17 || value_n > values.n)
				break;
			if (le32(values, 4) == 30 && le16(values, 9) == 31)
				return wide(a, span_skip(span_take(values, value_n), 17),
					false);
			values = span_skip(values, value_n);
		}
		store = span_skip(store, n);
	}
	return SPAN("");
}

static void read_block(struct arena *a, struct span block, struct lnk *lnk)
{
	switch (le32(block, 4)) {
	case 0xA0000001: lnk->environment = two_forms(a, block); break;
	case 0xA0000007: lnk->icon_environment = two_forms(a, block); break;
	case 0xA0000003:
		lnk->machine = narrow(span_take(span_skip(block, 16), 16));
		break;
	case 0xA0000009: lnk->store_path = store_path(a, span_skip(block, 8)); break;
	default: break;
	}
}

static bool is_block(struct span rest)
{
	uint32_t mark = le32(rest, 4);
	return mark >= 0xA0000001 && mark <= 0xA000000C;
}

/* The blocks end with a size below four. What follows is no part of a shortcut. */
static bool read_blocks(struct arena *a, struct span rest, struct lnk *lnk)
{
	for (int i = 0; i < BLOCKS_MAX && rest.n >= 4; i++) {
		size_t n = le32(rest, 0);
		if (n < 4) {
			lnk->overlay = span_skip(rest, 4);
			return true;
		}
		/* Too short for any block: an end that was not written as zero. */
		if (rest.n == 4) {
			lnk->overlay = rest;
			return true;
		}
		if (n < 8 || n > rest.n || !is_block(rest)) {
			lnk->overlay = rest;
			return false;
		}
		read_block(a, span_take(rest, n), lnk);
		rest = span_skip(rest, n);
	}
	lnk->overlay = rest;
	return rest.n == 0;
}

/* --- all of it --- */

static struct span joined(struct arena *a, struct span head, struct span tail)
{
	if (tail.n == 0 || head.n == 0)
		return head;
	bool parted = head.p[head.n - 1] == '\\';
	return span_from_cstr(arena_printf(
		a, "%.*s%s%.*s", SPAN_ARG(head), parted ? "" : "\\", SPAN_ARG(tail)));
}

static struct span best_target(struct arena *a, const struct lnk *lnk)
{
	struct span choices[] = { lnk->environment,
		joined(a, lnk->local_path, lnk->suffix),
		joined(a, lnk->share, lnk->suffix), lnk->id_path, lnk->store_path,
		lnk->relative };
	for (size_t i = 0; i < sizeof(choices) / sizeof(choices[0]); i++)
		if (choices[i].n)
			return choices[i];
	return SPAN("");
}

static void read_header(struct span b, struct lnk *lnk)
{
	lnk->flags = le32(b, 20);
	lnk->attributes = le32(b, 24);
	lnk->created = le64(b, 28);
	lnk->accessed = le64(b, 36);
	lnk->written = le64(b, 44);
	lnk->file_size = le32(b, 52);
	lnk->icon_index = (int32_t)le32(b, 56);
	lnk->show = le32(b, 60);
}

static enum got read_parts(struct arena *a, struct span b, struct lnk *lnk)
{
	struct span rest = span_skip(b, HEADER_BYTES);
	if (lnk->flags & LNK_HAS_IDS) {
		size_t n = le16(rest, 0);
		if (n + 2 > rest.n)
			return GOT_SOME;
		lnk->id_path = id_path(a, span_take(span_skip(rest, 2), n));
		lnk->panel = panel_library(a, span_take(span_skip(rest, 2), n));
		rest = span_skip(rest, n + 2);
	}
	if (lnk->flags & LNK_HAS_INFO) {
		size_t n = le32(rest, 0);
		if (n < 4 || n > rest.n)
			return GOT_SOME;
		read_info(a, span_take(rest, n), lnk);
		rest = span_skip(rest, n);
	}
	if (!read_strings(a, b, &rest, lnk))
		return GOT_SOME;
	return read_blocks(a, rest, lnk) ? GOT_ALL : GOT_SOME;
}

enum got lnk_read(struct arena *a, struct span bytes, struct lnk *lnk_r)
{
	*lnk_r = (struct lnk){ 0 };
	if (!lnk_taste(bytes) || bytes.n < HEADER_BYTES)
		return GOT_NONE;
	read_header(bytes, lnk_r);
	enum got got = read_parts(a, bytes, lnk_r);
	lnk_r->target = best_target(a, lnk_r);
	return got;
}
