/* `assay cluster`: addresses that are consistent with one owner, each with its evidence. */
#include <sysexits.h>

#include "front/command.h"
#include "front/ledger_view.h"
#include "report/cluster.h"

struct grouping {
	struct arena *arena, *scratch;
	struct options options;
	struct ledger_view view;
	struct account_list first, without;
	struct pattern_rules rules;
	struct cluster cluster;
	struct err err;
};

static int find_cluster(struct grouping *g, char **names)
{
	const struct options *o = &g->options;
	int r = ledger_view_open(&g->view, o, &g->err);
	r = r < 0 ? r
		  : ledger_view_add_file(
			    &g->view, o->without, g->arena, &g->without, &g->err);
	r = r < 0 ? r : ledger_view_lock(&g->view, o, &g->err);
	r = r < 0 ? r
		  : ledger_view_add_named(&g->view, names, g->arena, &g->first, &g->err);
	struct cluster_options options = { .rules = &g->rules,
		.without = g->without.accounts,
		.without_count = g->without.count,
		.members_max = o->accounts,
		.change = o->change };
	return r < 0 ? r
		     : cluster_find(g->view.edges, g->arena, g->first.accounts,
			       g->first.count, &options, &g->cluster, &g->err);
}

static int print(struct grouping *g)
{
	struct cluster_report report = { .paper = ledger_view_paper(&g->view, g->scratch),
		.cluster = &g->cluster };
	(g->options.json ? cluster_print_json : cluster_print_text)(&report);
	if (ledger_view_flush() != EX_OK)
		return EX_IOERR;
	if (g->without.unknown)
		complain(EX_OK, "%s: the ledger does not know %zu of its lines",
			g->options.without, g->without.unknown);
	return EX_OK;
}

int cluster_main(char **args)
{
	struct grouping g = { .arena = arena_create(SIZE_MAX),
		.scratch = arena_create(64 << 20) };
	int count, r;
	int status = command_options(&g.options, g.arena, PLACE_CLUSTER, args, &count);
	pattern_rules_standard(&g.rules);
	if (status == EX_OK && (!g.options.in || !count))
		status = complain(EX_USAGE, "cluster wants --in LEDGER and an address "
					    "(try: assay cluster --help)");
	else if (status == EX_OK)
		status = (r = find_cluster(&g, args)) < 0 ? ledger_view_failed(r, &g.err)
							  : print(&g);
	ledger_view_close(&g.view);
	arena_destroy(&g.scratch);
	arena_destroy(&g.arena);
	return status;
}
