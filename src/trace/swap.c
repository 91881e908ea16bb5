/* Net flows of a transaction's parties (swap.h). */
#include "trace/swap.h"

enum { FLOWS_MAX = 2 * SWAP_ROWS_MAX };

/* What passed to a party, and from it, of one asset. */
struct net {
	uint32_t party, asset;
	struct u256 in, out;
};

struct swap_room {
	struct transfer rows[SWAP_ROWS_MAX + 1];
	size_t row_count;
	struct net nets[FLOWS_MAX];
	size_t count;
	struct edges *edges;
	struct arena *names; /* reset after each use */
};

struct swap_room *swap_room_new(struct arena *a)
{
	struct swap_room *room = arena_new(a, struct swap_room);
	room->names = arena_below(a, 1 << 16);
	return room;
}

static struct net *net_of(struct swap_room *room, uint32_t party, uint32_t asset)
{
	for (size_t i = 0; i < room->count; i++)
		if (room->nets[i].party == party && room->nets[i].asset == asset)
			return &room->nets[i];
	room->nets[room->count] = (struct net){ .party = party, .asset = asset };
	return &room->nets[room->count++];
}

/* What is minted comes from nobody, and what is burned is with nobody. */
static bool add_row(struct swap_room *room, const struct transfer *row)
{
	bool fits = true;
	if (row->kind != TRANSFER_MINT) {
		struct net *from = net_of(room, row->from, row->asset);
		fits = u256_add(from->out, row->amount, &from->out);
	}
	if (row->kind != TRANSFER_BURN) {
		struct net *to = net_of(room, row->to, row->asset);
		fits &= u256_add(to->in, row->amount, &to->in);
	}
	return fits;
}

/* <0: the party has less than before; 0: it came out even. */
static int sign(const struct net *n)
{
	return u256_compare(n->in, n->out);
}

static struct u256 gain(const struct net *n)
{
	struct u256 gain;
	return u256_sub(n->in, n->out, &gain) ? gain : u256_of(0);
}

static bool gave_anything(const struct swap_room *room, uint32_t party)
{
	for (size_t i = 0; i < room->count; i++)
		if (room->nets[i].party == party && sign(&room->nets[i]) < 0)
			return true;
	return false;
}

static bool got_anything(const struct swap_room *room, uint32_t party)
{
	for (size_t i = 0; i < room->count; i++)
		if (room->nets[i].party == party && sign(&room->nets[i]) > 0)
			return true;
	return false;
}

/* `account` has less of `asset`, and of nothing else. */
static bool paid_that_alone(
	struct swap_room *room, uint32_t account, uint32_t asset, struct swap *swap)
{
	for (size_t i = 0; i < room->count; i++) {
		const struct net *n = &room->nets[i];
		if (n->party != account || sign(n) >= 0)
			continue;
		if (n->asset != asset)
			return false;
		swap->paid = u256_minus(n->out, n->in);
	}
	return !u256_is_zero(swap->paid);
}

/* Everybody else who only paid, or only got: with one of each the goods went to another. */
static bool find_receiver(
	const struct swap_room *room, uint32_t account, struct swap *swap)
{
	swap->receiver = account;
	if (got_anything(room, account))
		return true;
	swap->receiver = LEDGER_NONE;
	for (size_t i = 0; i < room->count; i++) {
		uint32_t party = room->nets[i].party;
		if (party == account || party == swap->receiver)
			continue;
		bool gave = gave_anything(room, party), got = got_anything(room, party);
		if (gave == got)
			continue;
		if (gave || swap->receiver != LEDGER_NONE)
			return false;
		swap->receiver = party;
	}
	return swap->receiver != LEDGER_NONE;
}

static bool find_goods(const struct swap_room *room, uint32_t asset, struct swap *swap)
{
	for (size_t i = 0; i < room->count; i++) {
		const struct net *n = &room->nets[i];
		if (n->party != swap->receiver || sign(n) <= 0)
			continue;
		if (n->asset == asset || swap->got_count == SWAP_ASSETS_MAX)
			return false;
		swap->got[swap->got_count].asset = n->asset;
		swap->got[swap->got_count++].amount = gain(n);
	}
	return swap->got_count > 0;
}

/* A token is called by its contract, "ethereum/0xc02a...": what it takes, it gives tokens
 * of its own for. */
static bool issues_goods(
	const struct swap_room *room, uint32_t party, const struct swap *swap)
{
	struct span name =
		room->edges->ops->account_name(room->edges, room->names, party);
	bool found = false;
	for (size_t i = 0; i < swap->got_count && !found; i++) {
		struct span token =
			room->edges->ops->asset(room->edges, swap->got[i].asset)->name;
		size_t slash = span_rfind_byte(token, '/');
		found = slash != SPAN_NONE &&
			span_equal_nocase(span_skip(token, slash + 1), name);
	}
	arena_reset(room->names);
	return found;
}

static bool find_takers(const struct swap_room *room, uint32_t asset, struct swap *swap)
{
	for (size_t i = 0; i < room->count; i++) {
		const struct net *n = &room->nets[i];
		if (n->asset != asset || sign(n) <= 0)
			continue;
		bool gave = gave_anything(room, n->party) ||
			    issues_goods(room, n->party, swap);
		if (!gave || swap->taker_count == SWAP_TAKERS_MAX)
			return false;
		swap->takers[swap->taker_count++] = n->party;
	}
	return true;
}

static int read_all(struct swap_room *room, const struct transfer *row, struct err *err_r)
{
	size_t count = 0;
	int r = room->edges->ops->transaction(
		room->edges, row, room->rows, SWAP_ROWS_MAX + 1, &count, err_r);
	room->row_count = r == 0 && count <= SWAP_ROWS_MAX ? count : 0;
	return r;
}

/* The rows of the transaction that move value, without fees. */
static int read_rows(struct swap_room *room, const enum worth *worth,
	const struct transfer *row, struct err *err_r)
{
	int r = read_all(room, row, err_r);
	size_t count = room->row_count;
	room->row_count = 0;
	for (size_t i = 0; i < count; i++) {
		const struct transfer *one = &room->rows[i];
		if (one->kind != TRANSFER_OWN && one->kind != TRANSFER_FEE &&
			worth_moves(worth, one->asset))
			room->rows[room->row_count++] = *one;
	}
	return r;
}

int swap_rows(struct swap_room *room, struct edges *edges, const struct transfer *row,
	struct swap *swap_r, struct err *err_r)
{
	room->edges = edges;
	int r = read_all(room, row, err_r);
	*swap_r = (struct swap){ .rows = room->rows, .row_count = room->row_count };
	return r;
}

static bool is_first(const struct swap_room *room, const struct transfer *row)
{
	for (size_t i = 0; i < room->row_count; i++)
		if (swap_pays(&room->rows[i], row->from, row->asset))
			return transfer_is_same(&room->rows[i], row);
	return false;
}

static bool sum_up(struct swap_room *room)
{
	room->count = 0;
	for (size_t i = 0; i < room->row_count; i++)
		if (room->rows[i].kind == TRANSFER_NFT || !add_row(room, &room->rows[i]))
			return false;
	return true;
}

static int read_paid(struct swap_room *room, struct edges *edges, const enum worth *worth,
	const struct transfer *row, struct swap *swap_r, struct err *err_r)
{
	room->edges = edges;
	int r = read_rows(room, worth, row, err_r);
	*swap_r = (struct swap){ .rows = room->rows, .row_count = room->row_count };
	return r < 0 ? r : is_first(room, row) && sum_up(room);
}

int swap_paid(struct swap_room *room, struct edges *edges, const enum worth *worth,
	const struct transfer *row, struct swap *swap_r, struct err *err_r)
{
	int r = read_paid(room, edges, worth, row, swap_r, err_r);
	if (r <= 0)
		return r;
	const struct net *n = net_of(room, row->from, row->asset);
	return u256_sub(n->out, n->in, &swap_r->paid) && !u256_is_zero(swap_r->paid);
}

int swap_find(struct swap_room *room, struct edges *edges, const enum worth *worth,
	const struct transfer *row, struct swap *swap_r, struct err *err_r)
{
	int r = read_paid(room, edges, worth, row, swap_r, err_r);
	if (r <= 0)
		return r;
	return room->row_count > 1 &&
	       paid_that_alone(room, row->from, row->asset, swap_r) &&
	       find_receiver(room, row->from, swap_r) &&
	       find_goods(room, row->asset, swap_r) &&
	       find_takers(room, row->asset, swap_r);
}
