/* The noise of a ledger as text and as JSON. */
#include "report/noise.h"

#include <stdlib.h>

#include "report/escape.h"

/* ---- assets, in the order of their names */

static int compare_assets(const void *a, const void *b)
{
	return span_compare((*(const struct asset *const *)a)->name,
		(*(const struct asset *const *)b)->name);
}

static void print_asset(struct noise_report *r, const struct asset *asset, bool json)
{
	struct span like;
	enum known_asset is = r->asset(r->state, asset, &like);
	struct text t = money_begin(&r->paper);
	bool advert = is == KNOWN_ASSET_ADVERT;
	if (!advert && is != KNOWN_ASSET_COUNTERFEIT)
		return;
	if (json) {
		text_add_cstr(&t, "{\"schema\":\"assay-noise-1\",");
		say_json(&t, "asset", asset->name);
		text_add_byte(&t, ',');
		say_json(&t, "symbol", asset->symbol);
		text_printf(&t, ",\"is\":\"%s\",", advert ? "advert" : "counterfeit");
		say_json(&t, "like", like);
		text_add_cstr(&t, "}\n");
	} else {
		escape_terminal(&t, asset->name);
		text_add_cstr(&t, " calls itself \"");
		escape_terminal(&t, asset->symbol);
		text_add_cstr(&t, advert ? "\": an advert" : "\" and is not ");
		escape_terminal(&t, like);
		text_add_byte(&t, '\n');
	}
	money_write(&r->paper, &t);
}

static void print_assets(struct noise_report *r, bool json)
{
	struct arena *a = arena_create(SIZE_MAX);
	const struct asset **assets = NULL, *asset;
	size_t capacity = 0;
	uint32_t count = 0;
	for (; (asset = r->paper.edges->ops->asset(r->paper.edges, count)); count++) {
		assets = arena_grow(a, assets, count, &capacity, sizeof(*assets));
		assets[count] = asset;
	}
	if (count)
		qsort(assets, count, sizeof(*assets), compare_assets);
	for (uint32_t i = 0; i < count; i++)
		print_asset(r, assets[i], json);
	arena_destroy(&a);
}

/* ---- accounts */

static void json_imitation(struct noise_report *r, const struct imitation *i)
{
	struct text t = money_begin(&r->paper);
	text_add_cstr(&t, "{\"schema\":\"assay-noise-1\",");
	say_json(&t, "imitator", money_account(&r->paper, i->imitator));
	text_add_byte(&t, ',');
	say_json(&t, "genuine", money_account(&r->paper, i->genuine));
	text_add_byte(&t, ',');
	say_json(&t, "through", money_account(&r->paper, i->through));
	text_printf(&t, ",\"by\":\"%s\"}\n", imitation_proof_name(i->proof));
	money_write(&r->paper, &t);
}

static void print_imitation(struct noise_report *r, const struct imitation *i)
{
	struct text t = money_begin(&r->paper);
	escape_terminal(&t, money_account(&r->paper, i->imitator));
	text_add_cstr(&t, i->proof == IMITATION_BY_AMOUNT
				  ? " is made to look like "
				  : " deals less than, and looks like, ");
	escape_terminal(&t, money_account(&r->paper, i->genuine));
	text_add_cstr(&t, "; both dealt with ");
	escape_terminal(&t, money_account(&r->paper, i->through));
	text_add_byte(&t, '\n');
	money_write(&r->paper, &t);
}

void noise_print_text(struct noise_report *r)
{
	const struct imitations *f = r->imitations;
	print_assets(r, false);
	for (size_t i = 0; i < f->count; i++)
		print_imitation(r, &f->rows[i]);
	struct text t = money_begin(&r->paper);
	text_printf(&t,
		"%zu accounts imitate others; %zu times several look alike and deal with "
		"one "
		"account, and in %zu of them more than one could be genuine.\n",
		f->count, f->groups, f->undecided);
	money_write(&r->paper, &t);
}

void noise_print_json(struct noise_report *r)
{
	print_assets(r, true);
	for (size_t i = 0; i < r->imitations->count; i++)
		json_imitation(r, &r->imitations->rows[i]);
}
