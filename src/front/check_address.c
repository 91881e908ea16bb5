/* `assay check ADDRESS|TX`: whether it is one, by its own checksum, what a ledger knows of it, and
 * what lists say of it and of those with whom it dealt.
 *
 * Exit status: 1 for a wrong checksum and for what lists have or had, 2 where something was
 * not checked, 0 where nothing was found, 64 to 78 for errors. */
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
#include "front/lists.h"
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

/* Transfers with whoever stands on a list: all, and those of while it stood there. */
struct exposure {
	uint64_t in, out, in_then, out_then;
};

struct deals {
	bool there;
	struct exposure exposure;
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
	struct lists lists;
	struct lists_answer answer; /* of the thing that is looked at */
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

static struct sum *sum_of(struct deals *k, uint32_t asset)
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

static void count_row(struct deals *k, const struct transfer *t, bool in)
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

/* Direct exposure: the other side of one transfer. What the lists say is asked for the day
 * of the question and for the day of the transfer, which are two questions. */
static void count_exposure(
	struct checking *c, struct deals *k, const struct transfer *row, bool in)
{
	struct lists_answer answer;
	struct lists then = c->lists;
	struct arena *a = arena_create(1 << 16);
	struct span other =
		c->edges->ops->account_name(c->edges, a, in ? row->from : row->to);
	lists_ask(&c->lists, other, &answer);
	if (lists_is_hit(&answer))
		*(in ? &k->exposure.in : &k->exposure.out) += 1;
	then.day_s = row->order.time_s;
	lists_ask(&then, other, &answer);
	if (lists_is_hit(&answer))
		*(in ? &k->exposure.in_then : &k->exposure.out_then) += 1;
	arena_destroy(&a);
}

static int count_rows(struct checking *c, struct deals *k, uint32_t account, bool in)
{
	struct edge_cursor *rows = c->edges->ops->open(c->edges, c->arena, account,
		in ? EDGES_IN : EDGES_OUT, INT64_MIN, &c->err);
	int r = rows ? 0 : -EIO;
	while (r == 0 && rows->there) {
		count_row(k, &rows->next, in);
		count_exposure(c, k, &rows->next, in);
		r = c->edges->ops->step(c->edges, rows, &c->err);
	}
	return r;
}

static int know_account(struct checking *c, struct span name, struct deals *k)
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

static void add_exposure(struct text *t, const struct exposure *e)
{
	if (e->in || e->in_then)
		text_printf(t,
			"    received %" PRIu64
			" payments from addresses that are listed, "
			"%" PRIu64 " of addresses listed at that time\n",
			e->in, e->in_then);
	if (e->out || e->out_then)
		text_printf(t,
			"    paid %" PRIu64
			" times to addresses that are listed, %" PRIu64
			" times to addresses listed at that time\n",
			e->out, e->out_then);
}

static void add_known(struct checking *c, const struct deals *k, bool is_transfer)
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
	add_exposure(t, &k->exposure);
}

/* Dealing with a listed one is a reason to ask, and says nothing of who somebody is. */
static bool is_exposed(const struct deals *k)
{
	return k->exposure.in || k->exposure.out || k->exposure.in_then ||
	       k->exposure.out_then;
}

static enum lists_verdict verdict_of(
	const struct checking *c, const struct money_address *a, const struct deals *k)
{
	enum lists_verdict v = c->answer.verdict;
	if (v < LISTS_CAUTION && (a->checksum == MONEY_WRONG || is_exposed(k)))
		return LISTS_CAUTION;
	return v;
}

static const char *heading(
	const struct checking *c, const struct money_address *a, const struct deals *k)
{
	if (c->answer.verdict == LISTS_DANGER)
		return "DANGER - an authority's list has it.";
	if (a->checksum == MONEY_WRONG)
		return "CAUTION - its checksum is wrong: it is mistyped or altered.";
	if (c->answer.verdict == LISTS_CAUTION)
		return "CAUTION - an authority's list has it for other days.";
	if (is_exposed(k))
		return "CAUTION - it dealt with addresses that an authority's list has.";
	if (c->answer.verdict == LISTS_UNDECIDED)
		return "NOT DECIDED - a list that could have it is out of date.";
	return c->answer.count
		       ? "NOTHING FOUND - only a label names it, which is an opinion."
		       : "NOTHING FOUND - no list that is here has it.";
}

static void add_lists(struct checking *c)
{
	for (size_t i = 0; i < c->answer.count; i++) {
		text_add_cstr(&c->out, "  ");
		lists_add_sentence(&c->out, &c->answer.facts[i]);
		text_add_byte(&c->out, '\n');
	}
	lists_add_gaps(&c->out, &c->lists, "  ");
}

static const char *step(
	const struct checking *c, const struct money_address *a, const struct deals *k)
{
	if (c->answer.verdict == LISTS_DANGER)
		return "Pay nothing to it and take nothing from it before your "
		       "compliance "
		       "desk has looked.";
	if (a->checksum == MONEY_WRONG)
		return "Pay nothing to it; ask for it again, in a way you already know.";
	if (c->answer.verdict == LISTS_CAUTION || is_exposed(k))
		return "Show this to your compliance desk before you pay.";
	return a->kind == MONEY_TRANSACTION
		       ? NULL
		       : "Before you pay, have the whole of it read to you by telephone.";
}

static void add_text(struct checking *c, struct span thing, const struct money_address *a,
	const struct deals *k)
{
	struct text *t = &c->out;
	escape_terminal(t, thing);
	text_printf(t, "\n  %s\n  %s, %s, checksum %s%s.\n", heading(c, a, k),
		money_chain_name(a->chain), money_kind_name(a->kind),
		money_checksum_name(a->checksum),
		a->network == MONEY_TEST ? ", of a test network" : "");
	add_lists(c);
	add_known(c, k, a->kind == MONEY_TRANSACTION);
	const char *next = step(c, a, k);
	if (next)
		text_printf(t, "  > %s\n", next);
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

static void add_json_known(struct checking *c, const struct deals *k)
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
	const struct exposure *e = &k->exposure;
	text_printf(t,
		"],\"exposure\":{\"in\":%" PRIu64 ",\"out\":%" PRIu64
		",\"in_then\":%" PRIu64 ",\"out_then\":%" PRIu64 "}}",
		e->in, e->out, e->in_then, e->out_then);
}

static void add_json(struct checking *c, struct span thing, const struct money_address *a,
	const struct deals *k)
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
	text_add_byte(t, ',');
	lists_add_json(t, &c->lists, &c->answer);
	bool old = lists_are_out_of_date(&c->lists);
	text_printf(t, ",\"verdict\":\"%s\",\"unchecked\":[%s%s%s]}\n",
		lists_verdict_name(verdict_of(c, a, k)), old ? "\"lists\"" : "",
		old && !c->store ? "," : "", c->store ? "" : "\"ledger\"");
}

/* --- one after another --- */

static int know_transaction(
	struct checking *c, const struct money_address *a, struct deals *k)
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
	struct deals *k = arena_new(c->arena, struct deals);
	if (!money_address_read(text, &a))
		return complain(
			EX_USAGE, "%s: addresses and files cannot be mixed", thing);
	lists_ask(&c->lists, text, &c->answer);
	int r = !c->store		      ? 0
		: a.kind == MONEY_TRANSACTION ? know_transaction(c, &a, k)
					      : know_account(c, text, k);
	if (r < 0)
		return complain(EX_IOERR, "%s", c->err.text);
	text_init(&c->out, c->arena, OUT_BYTES_MAX);
	c->options->json ? add_json(c, text, &a, k) : add_text(c, text, &a, k);
	fwrite(c->out.p, 1, c->out.n, stdout);
	enum lists_verdict verdict = verdict_of(c, &a, k);
	return verdict >= LISTS_CAUTION	    ? EX_WRONG
	       : verdict == LISTS_UNDECIDED ? EX_UNCHECKED
					    : EX_OK;
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
	bool wrong = false, unchecked = false;
	/* First: behind the ledger's lock no other file can be opened. */
	int r = lists_open(o, &c.lists, &c.err);
	int status = r < 0 ? complain(EX_DATAERR, "%s", c.err.text) : open_ledger(&c);
	for (int i = 0; status == EX_OK && things[i]; i++) {
		int one = check_one(&c, things[i]);
		wrong |= one == EX_WRONG;
		unchecked |= one == EX_UNCHECKED;
		if (one > EX_UNCHECKED)
			status = one;
	}
	store_close(&c.store);
	arena_destroy(&c.arena);
	return status != EX_OK ? status
	       : wrong	       ? EX_WRONG
	       : unchecked     ? EX_UNCHECKED
			       : EX_OK;
}
