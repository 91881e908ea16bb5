/* `assay demix`: which withdrawals from a pool of one amount are consistent with somebody's
 * deposits. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "front/command.h"
#include "front/ledger_view.h"
#include "import/source.h"
#include "report/demix.h"

struct demixing {
	struct arena *arena, *scratch;
	struct options options;
	struct ledger_view view;
	struct demix_model model;
	uint32_t pool, *depositors;
	size_t count, capacity, unknown;
	struct demix demix;
	struct err err;
};

/* ---- what the user named */

static int read_file(struct demixing *d, const char *path,
	int (*take)(struct demixing *d, struct span lines))
{
	struct source *source;
	struct span lines;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		return err_set(&d->err, errno, "%s: %s", path, strerror(errno));
	int r = source_open(fd, path, &source, &d->err);
	while (r == 0 && (r = source_lines(source, &lines, &d->err)) == 0 && lines.n)
		r = take(d, lines);
	source_close(&source);
	return r;
}

static void add_depositor(struct demixing *d, uint32_t account)
{
	d->depositors = arena_grow(
		d->arena, d->depositors, d->count, &d->capacity, sizeof(*d->depositors));
	d->depositors[d->count++] = account;
}

/* Those of a file that the ledger does not know are counted: lists are longer than ledgers. */
static int take_depositors(struct demixing *d, struct span lines)
{
	while (lines.p) {
		struct span name = span_trim(span_split(&lines, '\n'));
		if (name.n == 0 || name.p[0] == '#')
			continue;
		uint32_t account = d->view.edges->ops->find_account(d->view.edges, name);
		if (account == LEDGER_NONE)
			d->unknown++;
		else
			add_depositor(d, account);
	}
	return 0;
}

static int take_model(struct demixing *d, struct span lines)
{
	return demix_model_read(lines, &d->model, &d->err);
}

static int find(struct demixing *d, const char *name, uint32_t *account_r)
{
	*account_r =
		d->view.edges->ops->find_account(d->view.edges, span_from_cstr(name));
	return *account_r == LEDGER_NONE
		       ? err_set(&d->err, ENOENT, "%s: the ledger knows no such account",
				 name)
		       : 0;
}

static int read_names(struct demixing *d, char **args)
{
	int r = find(d, args[0], &d->pool);
	for (args++; r == 0 && *args; args++) {
		uint32_t account;
		r = find(d, *args, &account);
		add_depositor(d, account);
	}
	return r;
}

static int open_all(struct demixing *d, char **args)
{
	const struct options *o = &d->options;
	demix_model_standard(&d->model);
	int r = ledger_view_open(&d->view, o, &d->err);
	if (r == 0 && o->model)
		r = read_file(d, o->model, take_model);
	if (r == 0 && o->depositors)
		r = read_file(d, o->depositors, take_depositors);
	r = r < 0 ? r : ledger_view_lock(&d->view, o, &d->err);
	return r < 0 ? r : read_names(d, args);
}

/* ---- the command */

static int print(struct demixing *d)
{
	struct demix_report report = { .edges = d->view.edges,
		.scratch = d->scratch,
		.demix = &d->demix,
		.model = &d->model,
		.all = d->options.all,
		.label = ledger_view_label,
		.state = &d->view,
		.write = ledger_view_write };
	(d->options.json ? demix_print_json : demix_print_text)(&report);
	if (fflush(stdout) != 0)
		return complain(EX_IOERR, "standard output: %s", strerror(errno));
	if (d->unknown)
		complain(EX_OK, "%s: the ledger does not know %zu of the depositors",
			d->options.depositors, d->unknown);
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
		  : demix_run(d->view.edges, d->arena, d->pool, d->depositors, d->count,
			    &d->model, &d->demix, &d->err);
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
