/* What leaves a holding for something else: exchanged within a transaction (swap.h), or
 * paid into a bridge whose payout is known (hop_memo.h). What was got is stolen in the
 * part in which what was given is. */
#include "trace/trace_inside.h"

/* What was paid and got back in an exchange counted once, as what was exchanged. */
bool was_exchanged(const struct holding *h, const struct transfer *row)
{
	for (size_t i = 0; i < h->exchanged_count; i++)
		if (transfer_is_same(&h->exchanged[i], row))
			return true;
	return false;
}

/* Does the holding exchange something by its next payment? */
static bool finds_swap(struct tracing *t, const struct holding *h, struct swap *swap_r)
{
	const struct transfer *row = &h->out->next;
	if (!t->has_swaps || row->kind == TRANSFER_FEE || row->kind == TRANSFER_SPEND ||
		row->kind == TRANSFER_MAKE)
		return false;
	int r = swap_find(t->swap_room, t->edges, t->options->worth, row, swap_r, t->err);
	tracing_fail(t, r);
	return r > 0;
}

static bool is_with_markets(const struct tracing *t, const struct swap *swap)
{
	for (size_t i = 0; i < swap->taker_count; i++)
		if (t->edges->ops->degree(t->edges, swap->takers[i]) < TRACE_MARKET_ROWS)
			return false;
	return true;
}

/* So much of what the receiver got is stolen; the last rows to him bring what he kept. */
static void steal_goods(struct tracing *t, const struct holding *h,
	const struct swap *swap, uint32_t asset, struct chunk chunk)
{
	for (size_t i = swap->row_count; i-- > 0 && !u256_is_zero(chunk.amount);) {
		const struct transfer *row = &swap->rows[i];
		if (row->to != swap->receiver || row->asset != asset)
			continue;
		struct transfer *kept = arena_new(t->arena, struct transfer);
		struct theft *theft = arena_new(t->arena, struct theft);
		unsigned hop = h->hop + (swap->receiver != h->account);
		*kept = *row;
		*theft = (struct theft){ .chunk = { chunk.origin,
						 u256_min(chunk.amount, row->amount) },
			.by = h->account,
			.hop = hop,
			.is_exchange = true };
		chunk.amount = u256_minus(chunk.amount, theft->chunk.amount);
		tracing_push(t, (struct event){ .holding = take_holding(
							t, swap->receiver, asset, hop),
					.row = kept,
					.theft = theft });
	}
}

/* What of the parts is of each origin, one chunk each; clean ones are left out. */
static struct parts by_origin(struct tracing *t, const struct parts *parts)
{
	struct parts sums = { NULL, 0, 0 };
	for (size_t i = 0; i < parts->count; i++) {
		struct chunk c = parts->chunk[i];
		size_t at = 0;
		while (at < sums.count && sums.chunk[at].origin != c.origin)
			at++;
		if (c.origin == ORIGIN_CLEAN)
			continue;
		if (at < sums.count)
			sums.chunk[at].amount =
				u256_plus(sums.chunk[at].amount, c.amount);
		else
			parts_add(&sums, t->arena, c);
	}
	return sums;
}

/* In the part in which what was paid is stolen, what was got is: rounded down for each origin. */
static void cross(struct tracing *t, const struct holding *h, const struct swap *swap,
	const struct parts *parts)
{
	struct parts stolen = by_origin(t, parts);
	for (size_t i = 0; i < stolen.count; i++)
		for (size_t k = 0; k < swap->got_count; k++) {
			struct u256 part = u256_min(stolen.chunk[i].amount, swap->paid);
			steal_goods(t, h, swap, swap->got[k].asset,
				(struct chunk){ stolen.chunk[i].origin,
					u256_part(
						swap->got[k].amount, part, swap->paid) });
		}
}

static void keep_exchanged(struct tracing *t, struct holding *h, const struct swap *swap)
{
	struct transfer *own = arena_array(t->arena, swap->row_count, sizeof(*own));
	h->exchanged_count = 0;
	for (size_t i = 0; i < swap->row_count; i++)
		if (swap_pays(&swap->rows[i], h->account, h->asset))
			own[h->exchanged_count++] = swap->rows[i];
	h->exchanged = own;
}

/* What was exchanged, or went into a bridge, ends with whoever took it. */
static void end_exchanged(struct tracing *t, const struct holding *h,
	const struct payment *payment, bool is_bridge)
{
	const struct transfer *row = &payment->row;
	struct u256 tainted = parts_tainted(&payment->parts);
	if (u256_is_zero(tainted))
		return;
	record_edge(t, row, tainted, main_origin(&payment->parts), h->hop + 1);
	struct holding *taker = take_holding(t, row->to, row->asset, h->hop + 1);
	taker->last_s = row->order.time_s;
	add_end(t, is_bridge ? &taker->bridged : &taker->swapped, tainted);
}

/* The first so much of the parts, which lose it; what they do not have is clean. */
static struct parts split_parts(
	struct tracing *t, struct parts *parts, struct u256 amount)
{
	struct parts first = { NULL, 0, 0 };
	for (size_t i = 0; i < parts->count && !u256_is_zero(amount); i++) {
		struct chunk *c = &parts->chunk[i];
		struct chunk some = { c->origin, u256_min(c->amount, amount) };
		parts_add(&first, t->arena, some);
		c->amount = u256_minus(c->amount, some.amount);
		amount = u256_minus(amount, some.amount);
	}
	parts_add(&first, t->arena, (struct chunk){ ORIGIN_CLEAN, amount });
	return first;
}

/* What is exchanged in a transaction is paid at once: what was paid less what came back. The parts
 * that it is made of; none where nothing of it is stolen. */
static struct parts pay_net(struct tracing *t, struct holding *h, const struct swap *swap)
{
	struct parts parts = { NULL, 0, 0 };
	keep_exchanged(t, h, swap);
	purse_pay(&h->purse, t->rule, t->arena, swap->paid, &parts);
	tracing_advance(t, h->out, h->asset);
	if (u256_is_zero(parts_tainted(&parts)))
		parts.count = 0;
	return parts;
}

/* The payments of an exchange, with their parts. */
static struct payment *payments_of(
	struct tracing *t, const struct holding *h, struct parts *parts, size_t *count_r)
{
	struct payment *all =
		arena_array(t->arena, h->exchanged_count, sizeof(struct payment));
	*count_r = 0;
	for (size_t i = 0; i < h->exchanged_count; i++) {
		const struct transfer *row = &h->exchanged[i];
		if (row->from == h->account)
			all[(*count_r)++] = (struct payment){ *row,
				split_parts(t, parts, row->amount) };
	}
	return all;
}

static void pay_exchanged(
	struct tracing *t, struct holding *h, const struct swap *swap, bool is_followed)
{
	size_t count;
	struct parts parts = pay_net(t, h, swap);
	if (!parts.count)
		return;
	cross(t, h, swap, &parts);
	struct payment *all = payments_of(t, h, &parts, &count);
	if (is_followed)
		hand_on_in_order(t, h, all, count);
	for (size_t i = 0; !is_followed && i < count; i++)
		end_exchanged(t, h, &all[i], false);
}

/* ---- bridges that name what they pay out for */

static const struct hop_link *links_of(
	struct tracing *t, const struct transfer *row, size_t *count_r)
{
	unsigned char id[32];
	*count_r = 0;
	return t->options->memos && row->kind != TRANSFER_FEE &&
			       row->kind != TRANSFER_SPEND &&
			       t->edges->ops->transaction_id(t->edges, row, id)
		       ? hop_links_of(t->options->memos, id, count_r)
		       : NULL;
}

/* Of outputs the first is the service's; of accounts all that was paid, less what came back. */
static bool find_deposit(struct tracing *t, const struct transfer *row, struct swap *swap)
{
	int r = 0;
	if (row->kind != TRANSFER_MAKE) {
		r = swap_paid(
			t->swap_room, t->edges, t->options->worth, row, swap, t->err);
	} else if ((r = swap_rows(t->swap_room, t->edges, row, swap, t->err)) == 0) {
		size_t i = 0;
		while (i < swap->row_count && swap->rows[i].kind != TRANSFER_MAKE)
			i++;
		r = i < swap->row_count && transfer_is_same(&swap->rows[i], row);
		swap->rows += i;
		swap->row_count = 1;
		swap->paid = row->amount;
	}
	tracing_fail(t, r);
	return r > 0;
}

/* To whom a payout must go: anybody can write a memo, and whoever forges one must not make a
 * thief's receiver of somebody else. */
static uint32_t destination_of(const struct tracing *t, const struct transfer *deposit,
	const struct hop_link *link)
{
	if (link->is_refund)
		return deposit->kind == TRANSFER_MAKE ? LEDGER_NONE : deposit->from;
	return link->destination.n
		       ? t->edges->ops->find_account(t->edges, link->destination)
		       : LEDGER_NONE;
}

/* Whether what a row pays comes to `wanted`: as an account, or as the owner of the output. */
static bool is_paid_to(const struct swap *payout, size_t i, uint32_t wanted)
{
	if (payout->rows[i].kind != TRANSFER_MAKE)
		return payout->rows[i].to == wanted;
	for (size_t k = 0; k < payout->row_count; k++)
		if (payout->rows[k].kind == TRANSFER_OWN &&
			payout->rows[k].from == payout->rows[i].to)
			return payout->rows[k].to == wanted;
	return false;
}

/* The payout's first row to `wanted`. */
static size_t find_payout_row(
	const struct tracing *t, const struct swap *payout, uint32_t wanted)
{
	for (size_t i = 0; i < payout->row_count; i++) {
		const struct transfer *row = &payout->rows[i];
		if (moves_value(t, row) && !leaves_the_way(row) &&
			row->kind != TRANSFER_SPEND && is_paid_to(payout, i, wanted))
			return i;
	}
	return SPAN_NONE;
}

/* The payout comes after its deposit. */
static bool find_payout(struct tracing *t, const struct transfer *deposit,
	const struct hop_link *link, struct swap *goods)
{
	struct transfer first;
	uint32_t wanted = destination_of(t, deposit, link);
	if (wanted == LEDGER_NONE ||
		!t->edges->ops->find_transaction(t->edges, link->payout, &first) ||
		!comes_before(t, deposit, &first))
		return false;
	int r = swap_rows(t->swap_room, t->edges, &first, goods, t->err);
	tracing_fail(t, r);
	size_t i = r < 0 ? SPAN_NONE : find_payout_row(t, goods, wanted);
	if (i == SPAN_NONE)
		return false;
	goods->receiver = goods->rows[i].to;
	goods->got[0].asset = goods->rows[i].asset;
	goods->got[0].amount = goods->rows[i].amount;
	goods->got_count = 1;
	return true;
}

static bool is_same_payout(const struct hop_link *a, const struct hop_link *b)
{
	return memcmp(a->payout, b->payout, sizeof(a->payout)) == 0;
}

static void pay_into_bridge(struct tracing *t, struct holding *h, struct swap *deposit,
	const struct hop_link *links, size_t count)
{
	struct transfer row = h->out->next;
	struct u256 paid = deposit->paid;
	struct parts parts = pay_net(t, h, deposit);
	const struct hop_link *crossed =
		NULL; /* a payout pays once, however it is named */
	for (size_t i = 0; i < count && parts.count && !t->failed; i++) {
		struct swap goods;
		if ((crossed && is_same_payout(crossed, &links[i])) ||
			!find_payout(t, &row, &links[i], &goods))
			continue;
		crossed = &links[i];
		goods.paid = paid;
		cross(t, h, &goods, &parts);
	}
	struct payment *all = payments_of(t, h, &parts, &count);
	for (size_t i = 0; i < count && parts.count; i++)
		end_exchanged(t, h, &all[i], true);
}

bool pay_across(struct tracing *t, struct holding *h)
{
	struct swap swap;
	size_t count;
	const struct hop_link *links = links_of(t, &h->out->next, &count);
	bool is_bridge = count && find_deposit(t, &h->out->next, &swap);
	if (is_bridge)
		pay_into_bridge(t, h, &swap, links, count);
	else if (finds_swap(t, h, &swap))
		pay_exchanged(t, h, &swap,
			t->options->swaps == SWAPS_BOTH || !is_with_markets(t, &swap));
	else
		return false;
	return true;
}
