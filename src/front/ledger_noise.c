/* The noise of a whole ledger (ledger_noise.h). */
#include "front/ledger_noise.h"

#include <sysexits.h>

#include "front/command.h"
#include "front/ledger_view.h"
#include "known/assets.h"
#include "report/noise.h"

struct noise {
	struct arena *arena, *scratch;
	struct options options;
	struct ledger_view view;
	struct known_assets *known;
	struct imitations imitations;
	struct err err;
};

/* What the table of genuine coins says of an asset, for the report. */
static enum known_asset tell_asset(
	void *state, const struct asset *asset, struct span *like_r)
{
	const struct noise *n = state;
	return known_asset_of(n->known, asset->name, asset->symbol, like_r);
}

static int find_noise(struct noise *n)
{
	int r = ledger_view_open(&n->view, &n->options, &n->err);
	r = r < 0 ? r : ledger_view_lock(&n->view, &n->options, &n->err);
	if (r < 0)
		return r;
	n->known = known_assets_create(n->arena);
	return imitations_find(n->view.edges, n->arena,
		ledger_view_worth(&n->view, n->arena), LEDGER_NONE, &n->imitations,
		&n->err);
}

static int print(struct noise *n)
{
	struct noise_report report = { .paper = ledger_view_paper(&n->view, n->scratch),
		.imitations = &n->imitations,
		.asset = tell_asset,
		.state = n };
	(n->options.json ? noise_print_json : noise_print_text)(&report);
	return ledger_view_flush();
}

int ledger_noise(const struct options *o, char **args, int count)
{
	if (count != 1)
		return complain(EX_USAGE, "ledger noise wants a ledger");
	struct noise n = { .arena = arena_create(SIZE_MAX),
		.scratch = arena_create(64 << 20),
		.options = *o };
	n.options.in = args[0];
	int r = find_noise(&n);
	int status = r < 0 ? ledger_view_failed(r, &n.err) : print(&n);
	ledger_view_close(&n.view);
	arena_destroy(&n.scratch);
	arena_destroy(&n.arena);
	return status;
}
