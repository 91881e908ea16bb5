/* `assay trace`: follows stolen money through a ledger, and tells where it went by one rule or
 * by several side by side. Ctrl-C ends it, and what was found until then is shown. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/num.h"
#include "front/command.h"
#include "front/ledger_view.h"
#include "front/memos.h"
#include "front/screen.h"
#include "import/source.h"
#include "parse/csv.h"
#include "report/escape.h"
#include "report/rank.h"
#include "report/stop.h"
#include "report/trace.h"

enum { ORIGINS_MAX = 10000, LINES_STANDARD = 200, NODES_STANDARD = 40, DAY_S = 86400 };

struct label_row {
	uint32_t account;
	struct trace_label label;
};

struct tracing {
	struct arena *arena, *scratch;
	struct options options;
	struct screen screen;
	struct ledger_view view;
	struct edges *edges; /* of the view */
	enum worth *worth;
	struct trace_origin *origins;
	size_t origin_count;
	struct hop_memos memos;
	struct label_row *labels; /* by account */
	size_t label_count, label_capacity;
	struct trace traces[RULES];
	size_t trace_count;
	struct err err;
};

static volatile sig_atomic_t stopped;

static void stop(int signal)
{
	(void)signal;
	stopped = 1;
}

/* ---- labels */

static bool kind_of(struct span kind, enum stop *stop_r)
{
	static const enum stop kinds[] = { STOP_SERVICE, STOP_MIXER, STOP_BRIDGE };
	*stop_r = STOP_NONE;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (span_equal(kind, span_from_cstr(stop_name(kinds[i])))) {
			*stop_r = kinds[i];
			return true;
		}
	return span_equal(kind, SPAN("note"));
}

/* Accounts that the ledger does not know are passed over: lists are longer than ledgers. */
static bool add_label(struct tracing *t, const struct csv_record *r)
{
	struct label_row row = { .account = LEDGER_NONE };
	if (r->broken || r->count < 3 ||
		!kind_of(span_trim(r->field[1]), &row.label.stop))
		return false;
	row.account = t->edges->ops->find_account(t->edges, span_trim(r->field[0]));
	if (row.account == LEDGER_NONE)
		return true;
	row.label.text = arena_copy(t->arena, r->field[2]);
	row.label.source = r->count > 3 ? arena_copy(t->arena, r->field[3]) : SPAN("");
	t->labels = arena_grow(
		t->arena, t->labels, t->label_count, &t->label_capacity, sizeof(row));
	t->labels[t->label_count++] = row;
	return true;
}

static int compare_labels(const void *a, const void *b)
{
	uint32_t x = ((const struct label_row *)a)->account;
	uint32_t y = ((const struct label_row *)b)->account;
	return x < y ? -1 : x > y;
}

/* The first line may name the columns. */
static int read_labels(struct tracing *t, struct source *source)
{
	struct span lines;
	struct csv_record r;
	unsigned line = 0;
	int got;
	while ((got = source_lines(source, &lines, &t->err)) == 0 && lines.n)
		while (csv_next(t->arena, &lines, ',', &r)) {
			line += r.lines;
			if (!add_label(t, &r) && line > 1)
				return err_set(&t->err, EINVAL,
					"%s: line %u is not "
					"\"account,kind,label,source\" with the "
					"kind service, mixer, bridge or note",
					t->options.labels, line);
		}
	if (t->label_count)
		qsort(t->labels, t->label_count, sizeof(*t->labels), compare_labels);
	return got;
}

static int open_labels(struct tracing *t)
{
	struct source *source;
	if (!t->options.labels)
		return 0;
	int fd = open(t->options.labels, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		return err_set(
			&t->err, errno, "%s: %s", t->options.labels, strerror(errno));
	int r = source_open(fd, t->options.labels, &source, &t->err);
	r = r < 0 ? r : read_labels(t, source);
	source_close(&source);
	return r;
}

static bool label_of(void *state, uint32_t account, struct trace_label *label_r)
{
	const struct tracing *t = state;
	struct label_row key = { .account = account };
	const struct label_row *row = t->label_count
					      ? bsearch(&key, t->labels, t->label_count,
							sizeof(key), compare_labels)
					      : NULL;
	if (row)
		*label_r = row->label;
	return row != NULL;
}

/* What the user's own table says, else the lists. It lives until the next one is asked for. */
static bool shown_label_of(void *state, uint32_t account, struct trace_label *label_r)
{
	struct tracing *t = state;
	return label_of(t, account, label_r) ||
	       ledger_view_label(&t->view, account, label_r);
}

static enum stop stop_of(void *state, uint32_t account)
{
	struct trace_label label;
	return label_of(state, account, &label) ? label.stop : STOP_NONE;
}

/* ---- origins */

/* "1000:bank/USD"; the asset may be left out where the ledger has one alone. */
static int read_amount(struct tracing *t, struct trace_origin *o, struct span text)
{
	struct span name = text, number = span_split(&name, ':');
	o->asset = name.p ? store_find_asset(t->view.store, name)
		   : t->view.store->state.asset_count == 1 ? 0
							   : LEDGER_NONE;
	const struct asset *asset = t->edges->ops->asset(t->edges, o->asset);
	if (!asset)
		return err_set(&t->err, EINVAL,
			"%.*s: of which asset? AMOUNT:ASSET names one of the ledger's",
			SPAN_ARG(text));
	o->has_amount = u256_parse_scaled(number, asset->decimals, &o->amount);
	return o->has_amount ? 0
			     : err_set(&t->err, EINVAL, "%.*s: no amount of %.*s",
				       SPAN_ARG(number), SPAN_ARG(asset->name));
}

/* An account may have "=" in its name: the whole is looked up first. */
static int read_origin(struct tracing *t, struct span text, struct trace_origin *o)
{
	unsigned char id[32];
	*o = (struct trace_origin){ .name = text, .asset = LEDGER_NONE };
	o->account = t->edges->ops->find_account(t->edges, text);
	if (o->account != LEDGER_NONE)
		return 0;
	if (ledger_view_read_id(text, id) &&
		t->edges->ops->find_transaction(t->edges, id, &o->first))
		return 0;
	size_t at = span_rfind_byte(text, '=');
	if (at != SPAN_NONE)
		o->account = t->edges->ops->find_account(t->edges, span_take(text, at));
	if (o->account == LEDGER_NONE)
		return err_set(&t->err, ENOENT,
			"%.*s: the ledger knows no such account or transaction",
			SPAN_ARG(text));
	return read_amount(t, o, span_skip(text, at + 1));
}

static int read_origins(struct tracing *t, char **args, int count)
{
	int r = 0;
	t->origins = arena_array(t->arena, (size_t)count, sizeof(*t->origins));
	for (int i = 0; r == 0 && i < count; i++)
		r = read_origin(
			t, span_from_cstr(args[i]), &t->origins[t->origin_count++]);
	return r;
}

/* ---- tracing */

static bool is_stopped(void *state, uint64_t rows, uint64_t accounts)
{
	struct tracing *t = state;
	screen_progress_of_trace(&t->screen, rows, accounts);
	return stopped;
}

static void read_settings(struct tracing *t, enum rule rule, struct trace_options *s)
{
	const struct options *o = &t->options;
	static const enum trace_swaps swaps[] = { SWAPS_CROSS, SWAPS_BOTH, SWAPS_OFF };
	*s = (struct trace_options){ .rule = rule,
		.swaps = swaps[o->swaps],
		.memos = t->memos.count ? &t->memos : NULL,
		.from_s = o->from_s ? o->from_s : INT64_MIN,
		.until_s = o->until_s ? o->until_s : INT64_MAX,
		.hops_max = (unsigned)o->hops,
		.accounts_max = o->accounts,
		.busy_rows = o->busy,
		.dormant_s = (int64_t)o->dormant * DAY_S,
		.dust_part = o->dust,
		.worth = o->noise == NOISE_KEEP ? NULL : t->worth,
		.label = stop_of,
		.stopped = is_stopped,
		.state = t };
}

static int trace_by(struct tracing *t, enum rule rule)
{
	struct trace_options settings;
	read_settings(t, rule, &settings);
	int r = trace_run(t->edges, t->arena, t->origins, t->origin_count, &settings,
		&t->traces[t->trace_count], &t->err);
	t->trace_count++;
	return r;
}

static int trace_all(struct tracing *t)
{
	struct span rest = span_from_cstr(t->options.rule ? t->options.rule : "fifo");
	bool wanted[RULES] = { false }, all = span_equal(rest, SPAN("all"));
	while (rest.p && !all) {
		struct span name = span_split(&rest, ',');
		enum rule rule = rule_find(name);
		if (rule == RULES)
			return err_set(&t->err, EINVAL,
				"--rule: there is no rule \"%.*s\" (try: assay trace "
				"--help)",
				SPAN_ARG(name));
		wanted[rule] = true;
	}
	int r = 0;
	for (enum rule rule = 0; r == 0 && rule < RULES; rule++)
		if (all || wanted[rule])
			r = trace_by(t, rule);
	return r;
}

static size_t count_or(const char *text, uint64_t standard)
{
	uint64_t n = standard;
	if (text)
		num_parse(span_from_cstr(text), UINT32_MAX, &n);
	return n;
}

static struct money_paper paper(struct tracing *t)
{
	return (struct money_paper){ .edges = t->edges,
		.scratch = t->scratch,
		.label = shown_label_of,
		.state = t,
		.write = ledger_view_write };
}

static int printed(void)
{
	if (ledger_view_flush() != EX_OK)
		return EX_IOERR;
	return stopped ? 128 + SIGINT : EX_OK;
}

/* ---- ranking */

static int rank(struct tracing *t)
{
	const struct options *o = &t->options;
	struct ranks ranks;
	struct rank_options settings = { .method = o->rank,
		.keep = 0.15,
		.forward = 0.8,
		.least = 1e-3,
		.from_s = o->from_s ? o->from_s : INT64_MIN,
		.until_s = o->until_s ? o->until_s : INT64_MAX,
		.busy_rows = o->busy,
		.accounts_max = o->accounts,
		.worth = o->noise == NOISE_KEEP ? NULL : t->worth,
		.stopped = is_stopped,
		.state = t };
	if (o->format != TRACE_TEXT && o->format != TRACE_JSON)
		return complain(EX_USAGE, "a ranking is written as text or json");
	for (size_t i = 0; i < t->origin_count; i++)
		if (t->origins[i].account == LEDGER_NONE)
			return complain(EX_USAGE,
				"%.*s is a transaction; a ranking begins at accounts",
				SPAN_ARG(t->origins[i].name));
	int r = rank_run(t->edges, t->arena, t->origins, t->origin_count, &settings,
		&ranks, &t->err);
	screen_clear(&t->screen);
	if (r < 0)
		return ledger_view_failed(r, &t->err);
	struct rank_report report = { .paper = paper(t),
		.method = o->rank,
		.ranks = &ranks,
		.lines_max = count_or(o->line_count, LINES_STANDARD) };
	rank_print(&report, o->json || o->format == TRACE_JSON);
	return printed();
}

static int print(struct tracing *t)
{
	struct trace_report report = { .paper = paper(t),
		.arena = t->arena,
		.origins = t->origins,
		.origin_count = t->origin_count,
		.traces = t->traces,
		.trace_count = t->trace_count,
		.lines_max = count_or(t->options.line_count, LINES_STANDARD),
		.nodes_max = count_or(t->options.node_count, NODES_STANDARD) };
	screen_clear(&t->screen);
	trace_print(&report, t->options.json ? TRACE_JSON : t->options.format);
	return printed();
}

/* ---- the command */

static int run(struct tracing *t, char **args, int count)
{
	if (!t->options.in || count == 0)
		return complain(EX_USAGE,
			"trace wants --in LEDGER and where it begins (try: "
			"assay trace --help)");
	if (count > ORIGINS_MAX)
		return complain(EX_USAGE, "more than %d origins", ORIGINS_MAX);
	struct sigaction act = { .sa_handler = stop };
	sigaction(SIGINT, &act, NULL);
	sigaction(SIGTERM, &act, NULL);
	int r = ledger_view_open(&t->view, &t->options, &t->err);
	t->edges = t->view.edges;
	r = r < 0 ? r : open_labels(t);
	r = r < 0 ? r
		  : memos_read(t->arena, t->options.in, t->options.memos, &t->memos,
			    &t->err);
	r = r < 0 ? r : ledger_view_lock(&t->view, &t->options, &t->err);
	if (r == 0)
		t->worth = ledger_view_worth(&t->view, t->arena);
	r = r < 0 ? r : read_origins(t, args, count);
	if (r == 0 && t->options.rank != RANK_NONE)
		return rank(t);
	r = r < 0 ? r : trace_all(t);
	screen_clear(&t->screen);
	return r < 0 ? ledger_view_failed(r, &t->err) : print(t);
}

int trace_main(char **args)
{
	struct tracing t = { .arena = arena_create(SIZE_MAX),
		.scratch = arena_create(64 << 20) };
	int count;
	int status = command_options(&t.options, t.arena, PLACE_TRACE, args, &count);
	screen_init(&t.screen, &t.options, true);
	if (status == EX_OK)
		status = run(&t, args, count);
	ledger_view_close(&t.view);
	arena_destroy(&t.scratch);
	arena_destroy(&t.arena);
	return status;
}
