/* `assay hop`: which payout of a swap service, in another coin, a deposit is consistent with. */
#include <errno.h>
#include <string.h>
#include <sysexits.h>

#include "front/command.h"
#include "front/ledger_view.h"
#include "report/hop.h"

struct hopping {
	struct arena *arena, *scratch;
	struct options options;
	struct ledger_view view;
	struct account_list services;
	struct hops hops;
	bool *asked; /* of each deposit; NULL: all are */
	struct err err;
};

/* ---- of which deposits */

static bool is_of(struct hopping *h, const struct transfer *row, uint32_t account,
	const unsigned char id[32])
{
	unsigned char own[32];
	if (account != LEDGER_NONE)
		return row->from == account;
	return h->view.edges->ops->transaction_id(h->view.edges, row, own) &&
	       memcmp(own, id, sizeof(own)) == 0;
}

/* An account that paid, or a transaction. */
static int ask_for(struct hopping *h, const char *name)
{
	struct edges *e = h->view.edges;
	struct span text = span_from_cstr(name);
	unsigned char id[32];
	uint32_t account = e->ops->find_account(e, text);
	size_t found = 0;
	if (account == LEDGER_NONE && !ledger_view_read_id(text, id))
		return err_set(&h->err, ENOENT,
			"%s: the ledger knows no such account or transaction", name);
	for (size_t i = 0; i < h->hops.deposit_count; i++)
		if (is_of(h, &h->hops.deposits[i].row, account, id)) {
			h->asked[i] = true;
			found++;
		}
	return found ? 0
		     : err_set(&h->err, ENOENT,
			       "%s: it paid nothing to the services, as far as the "
			       "ledger knows",
			       name);
}

static int ask(struct hopping *h, char **names)
{
	int r = 0;
	if (*names)
		h->asked =
			arena_array(h->arena, h->hops.deposit_count, sizeof(*h->asked));
	for (; r == 0 && *names; names++)
		r = ask_for(h, *names);
	return r;
}

/* ---- the command */

static int find_hops(struct hopping *h, char **names)
{
	const struct options *o = &h->options;
	int64_t window_s = o->window ? (int64_t)o->window * 60 : HOP_WINDOW_S;
	int r = ledger_view_open(&h->view, o, &h->err);
	r = r < 0 ? r
		  : ledger_view_add_file(
			    &h->view, o->services, h->arena, &h->services, &h->err);
	r = r < 0 ? r : ledger_view_lock(&h->view, o, &h->err);
	if (r == 0 && h->services.count == 0)
		r = err_set(&h->err, ENOENT, "%s: the ledger knows none of the services",
			o->services);
	r = r < 0 ? r
		  : hops_run(h->view.edges, h->arena, h->services.accounts,
			    h->services.count, window_s, &h->hops, &h->err);
	return r < 0 ? r : ask(h, names);
}

static int print(struct hopping *h)
{
	struct hop_report report = { .paper = ledger_view_paper(&h->view, h->scratch),
		.hops = &h->hops,
		.asked = h->asked };
	(h->options.json ? hop_print_json : hop_print_text)(&report);
	if (ledger_view_flush() != EX_OK)
		return EX_IOERR;
	if (h->services.unknown)
		complain(EX_OK, "%s: the ledger does not know %zu of the services",
			h->options.services, h->services.unknown);
	return EX_OK;
}

int hop_main(char **args)
{
	struct hopping h = { .arena = arena_create(SIZE_MAX),
		.scratch = arena_create(64 << 20) };
	int count, r;
	int status = command_options(&h.options, h.arena, PLACE_HOP, args, &count);
	if (status == EX_OK && (!h.options.in || !h.options.services))
		status = complain(EX_USAGE, "hop wants --in LEDGER and --services FILE "
					    "(try: assay hop --help)");
	else if (status == EX_OK)
		status = (r = find_hops(&h, args)) < 0 ? ledger_view_failed(r, &h.err)
						       : print(&h);
	ledger_view_close(&h.view);
	arena_destroy(&h.scratch);
	arena_destroy(&h.arena);
	return status;
}
