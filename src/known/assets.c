/* Genuine coins and those that call themselves so (assets.h). Symbols are compared as they look
 * in capitals (UTS 39): "\u0415TH" in Cyrillic and Latin is ETH. */
#include "known/assets.h"

#include "base/must.h"
#include "parse/spoof.h"

enum { ASSETS_MAX = 256, SYMBOL_MAX = 64 };

struct asset_row {
	struct span chain, contract, symbol, shape;
};

struct known_assets {
	struct asset_row rows[ASSETS_MAX];
	size_t count;
};

/* "ETH...", "ETH " and "$ETH" are read as ETH. */
static struct span shape_of(struct arena *a, struct span symbol)
{
	symbol = span_trim(span_take(symbol, SYMBOL_MAX));
	while (symbol.n && memchr(".,$* ", symbol.p[0], 5))
		symbol = span_skip(symbol, 1);
	while (symbol.n && memchr(".,$* ", symbol.p[symbol.n - 1], 5))
		symbol = span_take(symbol, symbol.n - 1);
	return spoof_skeleton(a, spoof_capitals(a, symbol));
}

static void add_row(struct known_assets *k, struct arena *a, struct span line)
{
	must(k->count < ASSETS_MAX);
	struct asset_row *row = &k->rows[k->count++];
	row->chain = span_split(&line, ',');
	row->contract = span_split(&line, ',');
	row->symbol = span_trim(line);
	row->shape = shape_of(a, row->symbol);
}

struct known_assets *known_assets_create(struct arena *a)
{
	struct known_assets *k = arena_new(a, struct known_assets);
	struct span text = span_of(assets_table, assets_table_bytes);
	while (text.p) {
		struct span line = span_split(&text, '\n');
		if (line.n && line.p[0] != '#')
			add_row(k, a, line);
	}
	return k;
}

static bool is_link(struct span symbol)
{
	return span_find(symbol, SPAN("://")) != SPAN_NONE ||
	       span_find_nocase(symbol, SPAN("www.")) != SPAN_NONE;
}

static enum known_asset compare(const struct known_assets *k, struct span chain,
	struct span contract, struct span shape, struct span *like_r)
{
	enum known_asset found = KNOWN_ASSET_OTHER;
	for (size_t i = 0; i < k->count; i++) {
		const struct asset_row *row = &k->rows[i];
		if (!span_equal(row->chain, chain))
			continue;
		if (span_equal_nocase(row->contract, contract))
			return KNOWN_ASSET_TRUE;
		if (shape.n && span_equal(row->shape, shape)) {
			found = KNOWN_ASSET_COUNTERFEIT;
			*like_r = row->symbol;
		}
	}
	return found;
}

enum known_asset known_asset_of(const struct known_assets *k, struct span name,
	struct span symbol, struct span *like_r)
{
	struct span like = SPAN(""), contract = name, chain = span_split(&contract, '/');
	enum known_asset is = KNOWN_ASSET_OWN;
	if (span_starts_with_nocase(contract, SPAN("0x"))) {
		struct arena *a = arena_create(1 << 20);
		is = is_link(symbol)
			     ? KNOWN_ASSET_ADVERT
			     : compare(k, chain, contract, shape_of(a, symbol), &like);
		arena_destroy(&a);
	}
	if (like_r)
		*like_r = like;
	return is;
}
