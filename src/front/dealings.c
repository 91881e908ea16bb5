/* What a ledger knows of an account or a transaction (dealings.h), and with whom it dealt. */
#include "front/dealings.h"

#include <errno.h>
#include <inttypes.h>

#include "base/when.h"
#include "report/escape.h"
#include "report/say_money.h"

struct counting {
	struct edges *edges;
	const struct lists *lists;
	const enum worth *worth;
	struct arena *arena;
	struct dealings *d;
	struct err *err;
};

static struct dealings_sum *sum_of(struct dealings *d, uint32_t asset)
{
	for (size_t i = 0; i < d->sum_count; i++)
		if (d->sums[i].asset == asset)
			return &d->sums[i];
	if (d->sum_count == DEALINGS_ASSETS_MAX) {
		d->more_assets++;
		return NULL;
	}
	d->sums[d->sum_count] = (struct dealings_sum){ .asset = asset };
	return &d->sums[d->sum_count++];
}

static void count_row(struct dealings *d, const struct transfer *t, bool in)
{
	struct dealings_sum *s = sum_of(d, t->asset);
	*(in ? &d->in : &d->out) += 1;
	if (!d->there || t->order.time_s < d->first_s)
		d->first_s = t->order.time_s;
	if (!d->there || t->order.time_s > d->last_s)
		d->last_s = t->order.time_s;
	d->there = true;
	if (s)
		s->too_large |= in ? !u256_add(s->in, t->amount, &s->in)
				   : !u256_add(s->out, t->amount, &s->out);
}

/* Anybody can make a transfer of nothing, or of a token of his own, between two others. */
static bool count_noise(struct counting *c, const struct transfer *row)
{
	bool counterfeit = c->worth[row->asset] >= WORTH_COUNTERFEIT;
	bool nothing = u256_is_zero(row->amount) && row->kind != TRANSFER_NFT;
	c->d->noise.counterfeit += counterfeit;
	c->d->noise.nothing += nothing && !counterfeit;
	return counterfeit || nothing;
}

/* Direct exposure: the other side of one transfer. What the lists say is asked for the day
 * of the question and for the day of the transfer, which are two questions. */
static void count_exposure(struct counting *c, const struct transfer *row, bool in)
{
	struct exposure *x = &c->d->exposure;
	struct lists_answer answer;
	struct lists then = *c->lists;
	struct arena *a = arena_create(1 << 16);
	struct span other =
		c->edges->ops->account_name(c->edges, a, in ? row->from : row->to);
	lists_ask(c->lists, other, &answer);
	if (lists_is_hit(&answer))
		*(in ? &x->in : &x->out) += 1;
	then.day_s = row->order.time_s;
	lists_ask(&then, other, &answer);
	if (lists_is_hit(&answer))
		*(in ? &x->in_then : &x->out_then) += 1;
	arena_destroy(&a);
}

static int count_rows(struct counting *c, uint32_t account, bool in)
{
	struct edge_cursor *rows = c->edges->ops->open(c->edges, c->arena, account,
		in ? EDGES_IN : EDGES_OUT, INT64_MIN, c->err);
	int r = rows ? 0 : -EIO;
	while (r == 0 && rows->there) {
		count_row(c->d, &rows->next, in);
		if (!count_noise(c, &rows->next))
			count_exposure(c, &rows->next, in);
		r = c->edges->ops->step(c->edges, rows, c->err);
	}
	return r;
}

static int count_account(struct counting *c, struct span name)
{
	uint32_t account = c->edges->ops->find_account(c->edges, name);
	if (account == LEDGER_NONE)
		return 0;
	int r = count_rows(c, account, true);
	r = r < 0 ? r : count_rows(c, account, false);
	return r < 0 ? r
		     : imitations_find(c->edges, c->arena, c->worth, account,
			       &c->d->noise.imitations, c->err);
}

static int count_transaction(struct counting *c, const struct money_address *a)
{
	enum { ROWS_MAX = 4096 };
	struct transfer first, *rows = arena_array(c->arena, ROWS_MAX, sizeof(*rows));
	size_t count = 0;
	if (a->count != 32 ||
		!c->edges->ops->find_transaction(c->edges, a->bytes, &first))
		return 0;
	int r = c->edges->ops->transaction(
		c->edges, &first, rows, ROWS_MAX, &count, c->err);
	for (size_t i = 0; r == 0 && i < count && i < ROWS_MAX; i++) {
		count_row(c->d, &rows[i], true);
		if (count_noise(c, &rows[i]))
			continue;
		count_exposure(c, &rows[i], true);
		count_exposure(c, &rows[i], false);
	}
	return r;
}

int dealings_read(struct edges *e, const struct lists *lists, const enum worth *worth,
	struct arena *a, struct span thing, const struct money_address *address,
	struct dealings *d_r, struct err *err_r)
{
	struct counting c = { e, lists, worth, a, d_r, err_r };
	*d_r = (struct dealings){ .is_transaction = address->kind == MONEY_TRANSACTION };
	return d_r->is_transaction ? count_transaction(&c, address)
				   : count_account(&c, thing);
}

/* Dealing with a listed one is a reason to ask, and says nothing of who somebody is. */
bool dealings_are_exposed(const struct dealings *d)
{
	return d->exposure.in || d->exposure.out || d->exposure.in_then ||
	       d->exposure.out_then;
}

bool dealings_total_in(void *dealings, uint32_t asset, struct u256 *in_r)
{
	const struct dealings *d = dealings;
	for (size_t i = 0; i < d->sum_count; i++)
		if (d->sums[i].asset == asset && !d->sums[i].too_large) {
			*in_r = d->sums[i].in;
			return true;
		}
	return false;
}

/* --- for people --- */

static void add_amount(
	struct text *t, const char *word, struct u256 amount, const struct asset *asset)
{
	text_printf(t, "%s ", word);
	u256_print(t, amount, asset->decimals);
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

static void add_imitation(struct text *t, struct edges *e, const struct imitation *i)
{
	struct arena *a = arena_create(1 << 16);
	text_add_cstr(t, "    ");
	escape_terminal(t, e->ops->account_name(e, a, i->imitator));
	text_add_cstr(t, i->proof == IMITATION_BY_AMOUNT
				 ? " dealt with it and is made to look like "
				 : " looks like, and deals less than, ");
	escape_terminal(t, e->ops->account_name(e, a, i->genuine));
	text_add_byte(t, '\n');
	arena_destroy(&a);
}

static void add_noise(struct text *t, struct edges *e, const struct dealings_noise *n)
{
	enum { SHOWN_MAX = 10 };
	if (n->nothing || n->counterfeit)
		text_printf(t,
			"    %" PRIu64 " transfers of nothing and %" PRIu64
			" of counterfeit tokens say nothing of it: anybody can make "
			"them\n",
			n->nothing, n->counterfeit);
	for (size_t i = 0; i < n->imitations.count && i < SHOWN_MAX; i++)
		add_imitation(t, e, &n->imitations.rows[i]);
	if (n->imitations.count > SHOWN_MAX)
		text_printf(t, "    and %zu more imitators\n",
			n->imitations.count - SHOWN_MAX);
}

void dealings_add_text(struct text *t, struct edges *e, const struct dealings *d)
{
	if (!d->there) {
		text_add_cstr(t, "no transfer.\n");
		return;
	}
	if (d->is_transaction)
		text_printf(t, "%" PRIu64 " payments, on ", d->in);
	else
		text_printf(t, "%" PRIu64 " transfers in, %" PRIu64 " out, from ", d->in,
			d->out);
	when_print(t, d->first_s);
	if (!d->is_transaction) {
		text_add_cstr(t, " to ");
		when_print(t, d->last_s);
	}
	text_add_cstr(t, ".\n");
	for (size_t i = 0; i < d->sum_count; i++) {
		const struct asset *asset = e->ops->asset(e, d->sums[i].asset);
		text_add_cstr(t, "    ");
		escape_terminal(t, asset->name);
		if (d->sums[i].too_large) {
			text_add_cstr(t, ": sums over 256 bits\n");
			continue;
		}
		add_amount(
			t, d->is_transaction ? ": moved" : ": in", d->sums[i].in, asset);
		if (!d->is_transaction)
			add_amount(t, ", out", d->sums[i].out, asset);
		text_add_byte(t, '\n');
	}
	if (d->more_assets)
		text_add_cstr(t, "    and more assets\n");
	add_exposure(t, &d->exposure);
	add_noise(t, e, &d->noise);
}

/* --- for programs --- */

static void add_json_amount(
	struct text *t, const char *key, struct u256 amount, const struct asset *asset)
{
	text_printf(t, ",\"%s\":\"", key);
	u256_print(t, amount, asset->decimals);
	text_add_byte(t, '"');
}

static void add_json_noise(
	struct text *t, struct edges *e, const struct dealings_noise *n)
{
	text_printf(t,
		",\"noise\":{\"nothing\":%" PRIu64 ",\"counterfeit\":%" PRIu64
		",\"imitators\":[",
		n->nothing, n->counterfeit);
	for (size_t i = 0; i < n->imitations.count; i++) {
		const struct imitation *row = &n->imitations.rows[i];
		struct arena *a = arena_create(1 << 16);
		text_add_cstr(t, i ? ",{" : "{");
		say_json(t, "imitator", e->ops->account_name(e, a, row->imitator));
		text_add_byte(t, ',');
		say_json(t, "genuine", e->ops->account_name(e, a, row->genuine));
		text_printf(t, ",\"by\":\"%s\"}", imitation_proof_name(row->proof));
		arena_destroy(&a);
	}
	text_add_cstr(t, "]}");
}

void dealings_add_json(struct text *t, struct edges *e, const struct dealings *d)
{
	text_printf(t, "{\"in\":%" PRIu64 ",\"out\":%" PRIu64, d->in, d->out);
	if (d->there) {
		text_add_cstr(t, ",\"first\":\"");
		when_print(t, d->first_s);
		text_add_cstr(t, "\",\"last\":\"");
		when_print(t, d->last_s);
		text_add_byte(t, '"');
	}
	text_add_cstr(t, ",\"assets\":[");
	for (size_t i = 0; i < d->sum_count; i++) {
		const struct asset *asset = e->ops->asset(e, d->sums[i].asset);
		text_add_cstr(t, i ? ",{\"asset\":\"" : "{\"asset\":\"");
		escape_json(t, asset->name);
		text_add_byte(t, '"');
		add_json_amount(t, "in", d->sums[i].in, asset);
		add_json_amount(t, "out", d->sums[i].out, asset);
		text_add_byte(t, '}');
	}
	const struct exposure *x = &d->exposure;
	text_printf(t,
		"],\"exposure\":{\"in\":%" PRIu64 ",\"out\":%" PRIu64
		",\"in_then\":%" PRIu64 ",\"out_then\":%" PRIu64 "}",
		x->in, x->out, x->in_then, x->out_then);
	add_json_noise(t, e, &d->noise);
	text_add_byte(t, '}');
}
