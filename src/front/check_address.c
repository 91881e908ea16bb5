/* `assay check ADDRESS|TX`: whether it is one, by its own checksum, and what a ledger knows of it.
 * That it stands on no list is not known here, and is said to be so.
 *
 * Exit status: 1 for a wrong checksum, 2 because nothing else decides yet, 64 to 78 for errors. */
#include "front/check_address.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sysexits.h>

#include "base/num.h"
#include "base/when.h"
#include "front/command.h"
#include "front/ledger_lock.h"
#include "ledger/store.h"
#include "money/address.h"
#include "report/escape.h"

enum { EX_WRONG = 1, EX_UNCHECKED = 2, SUMS_MAX = 64, OUT_BYTES_MAX = 1 << 20 };

/* What came in and went out of one asset. */
struct sum {
	uint32_t asset;
	struct u256 in, out;
	bool too_large;
};

struct known {
	bool there;
	uint64_t in, out; /* transfers */
	int64_t first_s, last_s;
	struct sum sums[SUMS_MAX];
	size_t sum_count, more_assets;
};

struct checking {
	const struct options *options;
	struct arena *arena;
	struct store *store; /* NULL: none was named */
	struct edges *edges;
	struct text out;
	int status;
	struct err err;
};

bool is_address_to_check(const char *thing)
{
	struct stat st;
	struct money_address address;
	struct span text = span_from_cstr(thing);
	return stat(thing, &st) < 0 && money_address_read(text, &address);
}

/* --- what the ledger knows --- */

static struct sum *sum_of(struct known *k, uint32_t asset)
{
	for (size_t i = 0; i < k->sum_count; i++)
		if (k->sums[i].asset == asset)
			return &k->sums[i];
	if (k->sum_count == SUMS_MAX) {
		k->more_assets++;
		return NULL;
	}
	k->sums[k->sum_count] = (struct sum){ .asset = asset };
	return &k->sums[k->sum_count++];
}

static void count_row(struct known *k, const struct transfer *t, bool in)
{
	struct sum *s = sum_of(k, t->asset);
	*(in ? &k->in : &k->out) += 1;
	if (!k->there || t->order.time_s < k->first_s)
		k->first_s = t->order.time_s;
	if (!k->there || t->order.time_s > k->last_s)
		k->last_s = t->order.time_s;
	k->there = true;
	if (s)
		s->too_large |= in ? !u256_add(s->in, t->amount, &s->in)
				   : !u256_add(s->out, t->amount, &s->out);
}

static int count_rows(struct checking *c, struct known *k, uint32_t account, bool in)
{
	struct edge_cursor *rows = c->edges->ops->open(c->edges, c->arena, account,
		in ? EDGES_IN : EDGES_OUT, INT64_MIN, &c->err);
	int r = rows ? 0 : -EIO;
	while (r == 0 && rows->there) {
		count_row(k, &rows->next, in);
		r = c->edges->ops->step(c->edges, rows, &c->err);
	}
	return r;
}

static int know_account(struct checking *c, struct span name, struct known *k)
{
	uint32_t account = c->edges->ops->find_account(c->edges, name);
	if (account == LEDGER_NONE)
		return 0;
	int r = count_rows(c, k, account, true);
	return r < 0 ? r : count_rows(c, k, account, false);
}

/* --- for people --- */

static void add_time(struct text *t, int64_t time_s)
{
	when_print(t, time_s);
}

static void add_amount(struct checking *c, const char *word, struct u256 amount,
	const struct asset *asset)
{
	text_printf(&c->out, "%s ", word);
	u256_print(&c->out, amount, asset->decimals);
}

static void add_known(struct checking *c, const struct known *k, bool is_transfer)
{
	struct text *t = &c->out;
	if (!c->store) {
		text_add_cstr(
			t, "  Transfers: not checked; --in LEDGER names a ledger.\n");
		return;
	}
	text_printf(t, "  In %s: ", c->options->in);
	if (!k->there) {
		text_add_cstr(t, "no transfer.\n");
		return;
	}
	if (is_transfer)
		text_printf(t, "%" PRIu64 " payments, on ", k->in);
	else
		text_printf(t, "%" PRIu64 " transfers in, %" PRIu64 " out, from ", k->in,
			k->out);
	add_time(t, k->first_s);
	if (!is_transfer) {
		text_add_cstr(t, " to ");
		add_time(t, k->last_s);
	}
	text_add_cstr(t, ".\n");
	for (size_t i = 0; i < k->sum_count; i++) {
		const struct asset *asset =
			c->edges->ops->asset(c->edges, k->sums[i].asset);
		text_add_cstr(t, "    ");
		escape_terminal(t, asset->name);
		if (k->sums[i].too_large) {
			text_add_cstr(t, ": sums over 256 bits\n");
			continue;
		}
		add_amount(c, is_transfer ? ": moved" : ": in", k->sums[i].in, asset);
		if (!is_transfer)
			add_amount(c, ", out", k->sums[i].out, asset);
		text_add_byte(t, '\n');
	}
	if (k->more_assets)
		text_add_cstr(t, "    and more assets\n");
}

static const char *heading(const struct money_address *a)
{
	return a->checksum == MONEY_WRONG
		       ? "CAUTION - its checksum is wrong: it is mistyped or altered."
		       : "NOT DECIDED - whether it is on a list was not checked.";
}

static void add_text(struct checking *c, struct span thing, const struct money_address *a,
	const struct known *k)
{
	struct text *t = &c->out;
	escape_terminal(t, thing);
	text_printf(t, "\n  %s\n  %s, %s, checksum %s%s.\n", heading(a),
		money_chain_name(a->chain), money_kind_name(a->kind),
		money_checksum_name(a->checksum),
		a->network == MONEY_TEST ? ", of a test network" : "");
	bool is_transfer = a->kind == MONEY_TRANSACTION;
	add_known(c, k, is_transfer);
	if (a->checksum == MONEY_WRONG)
		text_add_cstr(t,
			"  > Pay nothing to it; ask for it again, in a way you already "
			"know.\n");
	else if (!is_transfer)
		text_add_cstr(t,
			"  > Before you pay, have the whole of it read to you by "
			"telephone.\n");
	text_add_byte(t, '\n');
}

/* --- for programs --- */

static void add_json_amount(
	struct text *t, const char *key, struct u256 amount, const struct asset *asset)
{
	text_printf(t, ",\"%s\":\"", key);
	u256_print(t, amount, asset->decimals);
	text_add_byte(t, '"');
}

static void add_json_known(struct checking *c, const struct known *k)
{
	struct text *t = &c->out;
	text_printf(t, ",\"ledger\":{\"in\":%" PRIu64 ",\"out\":%" PRIu64, k->in, k->out);
	if (k->there) {
		text_add_cstr(t, ",\"first\":\"");
		add_time(t, k->first_s);
		text_add_cstr(t, "\",\"last\":\"");
		add_time(t, k->last_s);
		text_add_byte(t, '"');
	}
	text_add_cstr(t, ",\"assets\":[");
	for (size_t i = 0; i < k->sum_count; i++) {
		const struct asset *asset =
			c->edges->ops->asset(c->edges, k->sums[i].asset);
		text_add_cstr(t, i ? ",{\"asset\":\"" : "{\"asset\":\"");
		escape_json(t, asset->name);
		text_add_byte(t, '"');
		add_json_amount(t, "in", k->sums[i].in, asset);
		add_json_amount(t, "out", k->sums[i].out, asset);
		text_add_byte(t, '}');
	}
	text_add_cstr(t, "]}");
}

static void add_json(struct checking *c, struct span thing, const struct money_address *a,
	const struct known *k)
{
	struct text *t = &c->out;
	text_add_cstr(t, "{\"schema\":\"assay-address-1\",\"address\":\"");
	escape_json(t, thing);
	text_printf(t,
		"\",\"chain\":\"%s\",\"kind\":\"%s\",\"checksum\":\"%s\","
		"\"network\":\"%s\"",
		money_chain_name(a->chain), money_kind_name(a->kind),
		money_checksum_name(a->checksum), money_network_name(a->network));
	if (c->store)
		add_json_known(c, k);
	text_printf(t, ",\"verdict\":\"%s\",\"unchecked\":[\"lists\"%s]}\n",
		a->checksum == MONEY_WRONG ? "caution" : "undecided",
		c->store ? "" : ",\"ledger\"");
}

/* --- one after another --- */

static int know_transaction(
	struct checking *c, const struct money_address *a, struct known *k)
{
	enum { ROWS_MAX = 4096 };
	struct transfer first, *rows = arena_array(c->arena, ROWS_MAX, sizeof(*rows));
	size_t count = 0;
	if (a->count != 32 ||
		!c->edges->ops->find_transaction(c->edges, a->bytes, &first))
		return 0;
	int r = c->edges->ops->transaction(
		c->edges, &first, rows, ROWS_MAX, &count, &c->err);
	for (size_t i = 0; r == 0 && i < count && i < ROWS_MAX; i++)
		count_row(k, &rows[i], true);
	return r;
}

static int check_one(struct checking *c, const char *thing)
{
	struct money_address a;
	struct span text = span_from_cstr(thing);
	struct known *k = arena_new(c->arena, struct known);
	if (!money_address_read(text, &a))
		return complain(
			EX_USAGE, "%s: addresses and files cannot be mixed", thing);
	int r = !c->store		      ? 0
		: a.kind == MONEY_TRANSACTION ? know_transaction(c, &a, k)
					      : know_account(c, text, k);
	if (r < 0)
		return complain(EX_IOERR, "%s", c->err.text);
	text_init(&c->out, c->arena, OUT_BYTES_MAX);
	c->options->json ? add_json(c, text, &a, k) : add_text(c, text, &a, k);
	fwrite(c->out.p, 1, c->out.n, stdout);
	return a.checksum == MONEY_WRONG ? EX_WRONG : EX_UNCHECKED;
}

static int open_ledger(struct checking *c)
{
	if (!c->options->in)
		return EX_OK;
	int r = store_open(c->options->in, &c->store, &c->err);
	if (r == 0 && c->options->sandbox == SANDBOX_FULL)
		r = ledger_lock(c->store->folder, -1, &c->err);
	if (r < 0)
		return complain(
			r == -ENOENT ? EX_NOINPUT : EX_DATAERR, "%s", c->err.text);
	c->edges = store_edges(c->store);
	return EX_OK;
}

int check_addresses(const struct options *o, char **things)
{
	struct checking c = { .options = o, .arena = arena_create(SIZE_MAX) };
	int status = open_ledger(&c);
	bool wrong = false;
	for (int i = 0; status == EX_OK && things[i]; i++) {
		int one = check_one(&c, things[i]);
		wrong |= one == EX_WRONG;
		if (one > EX_UNCHECKED)
			status = one;
	}
	store_close(&c.store);
	arena_destroy(&c.arena);
	return status != EX_OK ? status : wrong ? EX_WRONG : EX_UNCHECKED;
}
