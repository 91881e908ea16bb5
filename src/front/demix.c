/* `assay demix`: which withdrawals from a pool of one amount are consistent with somebody's
 * deposits. */
#include <fcntl.h>
#include <sysexits.h>

#include "front/command.h"
#include "front/ledger_view.h"
#include "known/folder.h"
#include "report/demix.h"

struct demixing {
	struct arena *arena, *scratch;
	struct options options;
	struct ledger_view view;
	struct demix_model model;
	uint32_t pool;
	struct account_list depositors;
	struct demix demix;
	struct err err;
};

static int read_model(struct demixing *d, const char *path)
{
	struct span text;
	int r = known_read_file(d->arena, AT_FDCWD, path, &text, &d->err);
	return r < 0 ? r : demix_model_read(text, &d->model, &d->err);
}

static int open_all(struct demixing *d, char **args)
{
	const struct options *o = &d->options;
	demix_model_standard(&d->model);
	int r = ledger_view_open(&d->view, o, &d->err);
	if (r == 0 && o->model)
		r = read_model(d, o->model);
	r = r < 0 ? r
		  : ledger_view_add_file(
			    &d->view, o->depositors, d->arena, &d->depositors, &d->err);
	r = r < 0 ? r : ledger_view_lock(&d->view, o, &d->err);
	r = r < 0 ? r : ledger_view_find(&d->view, args[0], &d->pool, &d->err);
	return r < 0 ? r
		     : ledger_view_add_named(
			       &d->view, args + 1, d->arena, &d->depositors, &d->err);
}

static int print(struct demixing *d)
{
	struct demix_report report = { .paper = ledger_view_paper(&d->view, d->scratch),
		.demix = &d->demix,
		.model = &d->model,
		.all = d->options.all };
	(d->options.json ? demix_print_json : demix_print_text)(&report);
	if (ledger_view_flush() != EX_OK)
		return EX_IOERR;
	if (d->depositors.unknown)
		complain(EX_OK, "%s: the ledger does not know %zu of the depositors",
			d->options.depositors, d->depositors.unknown);
	return EX_OK;
}

static int run(struct demixing *d, char **args, int count)
{
	if (!d->options.in || count == 0 || (count == 1 && !d->options.depositors))
		return complain(EX_USAGE,
			"demix wants --in LEDGER, the pool, and who paid into it (try: "
			"assay demix --help)");
	int r = open_all(d, args);
	r = r < 0 ? r
		  : demix_run(d->view.edges, d->arena, d->pool, d->depositors.accounts,
			    d->depositors.count, &d->model, &d->demix, &d->err);
	return r < 0 ? ledger_view_failed(r, &d->err) : print(d);
}

int demix_main(char **args)
{
	struct demixing d = { .arena = arena_create(SIZE_MAX),
		.scratch = arena_create(64 << 20) };
	int count;
	int status = command_options(&d.options, d.arena, PLACE_DEMIX, args, &count);
	if (status == EX_OK)
		status = run(&d, args, count);
	ledger_view_close(&d.view);
	arena_destroy(&d.scratch);
	arena_destroy(&d.arena);
	return status;
}
