/* `assay ledger import|info|verify|export|rollback|forms`: transfers of chains and banks in one
 * folder (docs/ledger.md). */
#include "front/ledger.h"
#include "front/ledger_noise.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/num.h"
#include "base/when.h"
#include "front/command.h"
#include "front/ledger_lock.h"
#include "import/import.h"
#include "ledger/scan.h"
#include "parse/csv.h"
#include "report/escape.h"

struct desk {
	struct arena *arena, *scratch;
	struct options options;
	struct store *store;
	struct err err;
};

static int failed(const struct err *err, int r)
{
	return complain(r == -ENOENT	? EX_NOINPUT
			: r == -EUCLEAN ? EX_DATAERR
			: r == -EBUSY	? EX_TEMPFAIL
					: EX_IOERR,
		"%s", err->text);
}

static int open_store(struct desk *d, char **args, int count, const char *what)
{
	if (count != 1)
		return complain(EX_USAGE,
			"ledger %s wants one ledger (try: assay ledger "
			"%s money.ledger)",
			what, what);
	int r = store_open(args[0], &d->store, &d->err);
	if (r == 0 && d->options.sandbox == SANDBOX_FULL)
		r = ledger_lock(d->store->folder, -1, &d->err);
	return r < 0 ? failed(&d->err, r) : EX_OK;
}

/* ---- info */

static const char *shown(struct desk *d, struct span s)
{
	struct text t;
	text_init(&t, d->scratch, 4096);
	escape_terminal(&t, s);
	return arena_cstr(d->scratch, text_span(&t));
}

static const char *for_json(struct desk *d, struct span s)
{
	struct text t;
	text_init(&t, d->scratch, 8192);
	escape_json(&t, s);
	return arena_cstr(d->scratch, text_span(&t));
}

static const char *moment(struct desk *d, int64_t s)
{
	struct text t;
	text_init(&t, d->scratch, 32);
	when_print(&t, s);
	return arena_cstr(d->scratch, text_span(&t));
}

/* The first and last moment of all rows; false in an empty ledger. */
static bool span_of_time(const struct store *s, int64_t *first_r, int64_t *last_r)
{
	bool any = false;
	for (size_t i = 0; i < s->state.segment_count; i++) {
		const struct segment *segment = &s->segments[i];
		uint32_t most = 0;
		for (uint32_t row = 0; row < segment->rows; row++)
			most = segment->time[row] > most ? segment->time[row] : most;
		if (segment->rows == 0)
			continue;
		int64_t first = segment->head->first_s, last = first + most;
		*first_r = any && *first_r < first ? *first_r : first;
		*last_r = any && *last_r > last ? *last_r : last;
		any = true;
	}
	return any;
}

static uint64_t bytes_of(const struct store *s)
{
	uint64_t bytes =
		s->state.name_bytes + s->state.name_count * 4ull + s->state.asset_bytes;
	for (size_t i = 0; i < s->state.segment_count; i++)
		bytes += s->state.segments[i].bytes;
	for (size_t i = 0; i < s->state.run_count; i++)
		bytes += s->state.runs[i].count * 8ull;
	return bytes;
}

static void print_import_json(struct desk *d, const struct state_import *im, bool first)
{
	printf("%s{\"name\":\"%s\",\"done\":%s,\"bytes\":%" PRIu64 ",\"rows\":%" PRIu64
	       ",\"refused\":%" PRIu64 ",\"repeated\":%" PRIu64 "}",
		first ? "" : ",", for_json(d, im->name), im->done ? "true" : "false",
		im->taken, im->rows, im->refused, im->repeated);
}

static int info_json(struct desk *d)
{
	const struct store *s = d->store;
	int64_t first, last;
	printf("{\"schema\":\"assay-ledger-1\",\"transfers\":%" PRIu64
	       ",\"accounts\":%" PRIu32 ",\"assets\":%" PRIu32
	       ",\"segments\":%zu,\"bytes\":%" PRIu64,
		store_rows(s), s->state.name_count, s->state.asset_count,
		s->state.segment_count, bytes_of(s));
	if (span_of_time(s, &first, &last))
		printf(",\"first\":\"%s\",\"last\":\"%s\"", moment(d, first),
			moment(d, last));
	printf(",\"imports\":[");
	for (size_t i = 0; i < s->state.import_count; i++)
		print_import_json(d, &s->state.imports[i], i == 0);
	printf("]}\n");
	return EX_OK;
}

static void print_import(struct desk *d, const struct state_import *im)
{
	printf("  %s  %" PRIu64 " rows", shown(d, im->name), im->rows);
	if (im->refused)
		printf(", %" PRIu64 " set aside", im->refused);
	if (im->repeated)
		printf(", %" PRIu64 " were in already", im->repeated);
	printf("%s\n", im->done ? "" : "; not ended: import it again to go on");
}

static int info(struct desk *d, char **args, int count)
{
	int64_t first, last;
	int status = open_store(d, args, count, "info");
	if (status != EX_OK || d->options.json)
		return status ? status : info_json(d);
	const struct store *s = d->store;
	printf("%" PRIu64 " transfers between %" PRIu32 " accounts, in %" PRIu32
	       " assets; %zu segments, %" PRIu64 " bytes\n",
		store_rows(s), s->state.name_count, s->state.asset_count,
		s->state.segment_count, bytes_of(s));
	if (span_of_time(s, &first, &last))
		printf("from %s to %s\n", moment(d, first), moment(d, last));
	for (size_t i = 0; i < s->state.import_count; i++)
		print_import(d, &s->state.imports[i]);
	return EX_OK;
}

/* ---- verify */

static int verify(struct desk *d, char **args, int count)
{
	int status = open_store(d, args, count, "verify");
	if (status != EX_OK)
		return status;
	int r = store_verify(d->store, &d->err);
	if (r < 0)
		return failed(&d->err, r);
	printf(d->options.json ? "{\"schema\":\"assay-ledger-1\",\"verified\":true}\n"
			       : "every byte is as it was written\n");
	return EX_OK;
}

/* ---- export */

static void add_row(
	struct desk *d, struct edges *e, const struct transfer *row, struct text *t)
{
	const struct asset *asset = e->ops->asset(e, row->asset);
	unsigned char id[32];
	when_print(t, row->order.time_s);
	text_printf(t, ",%" PRIu32 ",%" PRIu32 ",%" PRIu32 ",", row->order.block,
		row->order.tx_index, row->order.position);
	csv_add_field(t, e->ops->account_name(e, d->scratch, row->from));
	text_add_byte(t, ',');
	csv_add_field(t, e->ops->account_name(e, d->scratch, row->to));
	text_add_byte(t, ',');
	u256_print(t, row->amount, asset ? asset->decimals : 0);
	text_add_byte(t, ',');
	csv_add_field(t, asset ? asset->name : SPAN(""));
	text_printf(t, ",%s,", transfer_kind_name(row->kind));
	if (e->ops->transaction_id(e, row, id))
		for (size_t i = 0; i < sizeof(id); i++)
			text_printf(t, "%02x", id[i]);
	text_add_byte(t, '\n');
}

static int export_rows(struct desk *d, char **args, int count)
{
	int status = open_store(d, args, count, "export");
	if (status != EX_OK)
		return status;
	struct edges *e = store_edges(d->store);
	struct scan *scan = scan_open(d->store, d->arena);
	struct transfer row;
	printf("time,block,tx_index,position,from,to,amount,asset,kind,id\n");
	while (scan_next(scan, &row) && !ferror(stdout)) {
		struct text t;
		text_init(&t, d->scratch, 8192);
		add_row(d, e, &row, &t);
		fwrite(t.p, 1, t.n, stdout);
		arena_reset(d->scratch);
	}
	scan_close(scan);
	return fflush(stdout) == 0
		       ? EX_OK
		       : complain(EX_IOERR, "standard output: %s", strerror(errno));
}

/* ---- the rest */

static int roll_back(struct desk *d, char **args, int count)
{
	uint64_t block, rows;
	struct writer *w;
	if (count != 3 || !num_parse(span_from_cstr(args[2]), UINT32_MAX, &block))
		return complain(EX_USAGE,
			"ledger rollback wants a ledger, a chain and the "
			"first block to take out");
	if (access(args[0], F_OK) < 0)
		return complain(EX_NOINPUT, "%s: %s", args[0], strerror(errno));
	int r = writer_open(args[0], &w, &d->err);
	r = r < 0 ? r
		  : writer_roll_back(
			    w, span_from_cstr(args[1]), (uint32_t)block, &rows, &d->err);
	writer_close(&w);
	if (r < 0)
		return failed(&d->err, r);
	printf("%" PRIu64 " transfers of %s from block %" PRIu64 " on are taken out\n",
		rows, args[1], block);
	return EX_OK;
}

static int forms(struct desk *d, char **args, int count)
{
	const struct import_form *form;
	(void)d;
	(void)args;
	if (count)
		return complain(EX_USAGE, "ledger forms takes no argument");
	for (unsigned i = 0; (form = import_form_row(i)); i++)
		printf("%-18s %s\n", form->name, form->title);
	return EX_OK;
}

static int import(struct desk *d, char **args, int count)
{
	return ledger_import(&d->options, args, count);
}

static int noise(struct desk *d, char **args, int count)
{
	return ledger_noise(&d->options, args, count);
}

static const struct {
	const char *name;
	int (*run)(struct desk *d, char **args, int count);
} acts[] = {
	{ "import", import },
	{ "info", info },
	{ "verify", verify },
	{ "export", export_rows },
	{ "rollback", roll_back },
	{ "noise", noise },
	{ "forms", forms },
};

const char *ledger_act(unsigned i)
{
	return i < sizeof(acts) / sizeof(*acts) ? acts[i].name : NULL;
}

static int run(struct desk *d, char **args, int count)
{
	for (size_t i = 0; count && i < sizeof(acts) / sizeof(*acts); i++)
		if (strcmp(args[0], acts[i].name) == 0)
			return acts[i].run(d, args + 1, count - 1);
	return complain(EX_USAGE,
		count ? "ledger cannot %s (try: assay ledger --help)"
		      : "ledger wants something to do (try: assay ledger --help)",
		count ? args[0] : "");
}

int ledger_main(char **args)
{
	struct desk d = { .arena = arena_create(SIZE_MAX),
		.scratch = arena_create(64 << 20) };
	int count;
	int status = command_options(&d.options, d.arena, PLACE_LEDGER, args, &count);
	if (status == EX_OK)
		status = run(&d, args, count);
	store_close(&d.store);
	arena_destroy(&d.scratch);
	arena_destroy(&d.arena);
	return status;
}
