/* Bitcoin Core's own files: blk*.dat with its blocks, rev*.dat beside it with what each of them
 * spent, and xor.dat, the key by which newer versions cover both (-blocksxor).
 *
 * A record of blk is the network's magic, a length and a block; of rev the magic, a length, undo
 * data, and the hash of the previous block's hash and that data, by which they are found:
 * they stand in another order there. A block without undo data, or whose merkle root is not
 * that of its transactions, is set aside as a whole. Heights are the blocks' own word
 * (BIP-34); older blocks have 0, and the ledger orders them by time. */
#include <errno.h>

#include "base/big.h"
#include "base/num.h"
#include "crypto/cipher.h"
#include "import/form_blocks.h"
#include "import/utxo.h"
#include "money/script.h"

enum { MAGIC_BYTES = 8, KEY_BYTES = 8, HASH_BYTES = 32, ROW_SHOWN = 80 };

static const struct {
	unsigned char magic[4];
	enum money_network network;
} networks[] = {
	{ { 0xF9, 0xBE, 0xB4, 0xD9 }, MONEY_MAIN },
	{ { 0x0B, 0x11, 0x09, 0x07 }, MONEY_TEST }, /* testnet3 */
	{ { 0x1C, 0x16, 0x3F, 0x28 }, MONEY_TEST }, /* testnet4 */
	{ { 0x0A, 0x03, 0xCF, 0x40 }, MONEY_TEST }, /* signet */
	{ { 0xFA, 0xBF, 0xB5, 0xDA }, MONEY_REGTEST },
};

struct blocks {
	struct import *import;
	uint32_t asset;
	unsigned char key[KEY_BYTES];
	struct big undo; /* all of rev, uncovered */
	size_t undo_n, undo_at;
	struct big block; /* one, uncovered */
};

/* --- bytes --- */

static bool network_of(const unsigned char *magic, enum money_network *network_r)
{
	for (size_t i = 0; i < sizeof(networks) / sizeof(*networks); i++)
		if (memcmp(networks[i].magic, magic, 4) == 0) {
			*network_r = networks[i].network;
			return true;
		}
	return false;
}

static void uncover(
	const struct blocks *b, uint64_t place, struct span in, unsigned char *out)
{
	for (size_t i = 0; i < in.n; i++)
		out[i] = in.p[i] ^ b->key[(place + i) % KEY_BYTES];
}

static uint32_t length_in(const unsigned char *head)
{
	return head[4] | (uint32_t)head[5] << 8 | (uint32_t)head[6] << 16 |
	       (uint32_t)head[7] << 24;
}

/* --- files beside --- */

/* "blk00012.dat" has "rev00012.dat" beside it. */
static struct source *beside(struct import *m, bool is_key)
{
	struct span name = span_from_cstr(source_name(m->source));
	struct source *s = NULL;
	name = span_skip(name, span_rfind_byte(name, '/') + 1);
	if (!m->sibling)
		return NULL;
	if (is_key)
		m->sibling(m->state, "xor.dat", &s);
	else if (span_starts_with(name, SPAN("blk")))
		m->sibling(m->state,
			arena_printf(m->arena, "rev%.*s", SPAN_ARG(span_skip(name, 3))),
			&s);
	return s;
}

static int read_key(struct blocks *b, struct err *err_r)
{
	struct source *s = beside(b->import, true);
	struct span bytes;
	int r = s ? source_peek(s, KEY_BYTES, &bytes, err_r) : 0;
	if (s && r == 0 && bytes.n == KEY_BYTES)
		memcpy(b->key, bytes.p, KEY_BYTES);
	source_close(&s);
	return r;
}

static int read_undo(struct blocks *b, struct err *err_r)
{
	struct source *s = beside(b->import, false);
	struct span bytes;
	int r = 0;
	while (s && (r = source_peek(s, SOURCE_BLOCK, &bytes, err_r)) == 0 && bytes.n) {
		big_room(&b->undo, b->undo_n + bytes.n, 1);
		uncover(b, b->undo_n, bytes, (unsigned char *)b->undo.p + b->undo_n);
		b->undo_n += bytes.n;
		source_take(s, bytes.n);
	}
	source_close(&s);
	return r;
}

/* --- undo data of a block --- */

static bool is_undo_of(
	const struct block *block, struct span undo, const unsigned char *sum)
{
	unsigned char once[HASH_BYTES_MAX], twice[HASH_BYTES_MAX];
	size_t n = hash_of(HASH_SHA256, span_of(block->previous, HASH_BYTES), undo, once);
	hash_of(HASH_SHA256, span_of(once, n), SPAN(""), twice);
	return memcmp(twice, sum, HASH_BYTES) == 0;
}

/* From `from` on, up to `to`; `*behind_r` is where the next record stands. */
static bool find_undo_between(const struct blocks *b, struct arena *a,
	const struct block *block, size_t from, size_t to, struct block_output ***spent_r,
	size_t *behind_r)
{
	struct span rest = span_skip(span_of(b->undo.p, b->undo_n), from);
	enum money_network network;
	while (b->undo_n - rest.n < to && rest.n >= MAGIC_BYTES &&
		network_of(rest.p, &network)) {
		uint64_t n = length_in(rest.p);
		rest = span_skip(rest, MAGIC_BYTES);
		if (rest.n < HASH_BYTES || n > rest.n - HASH_BYTES)
			return false;
		struct span undo = span_take(rest, (size_t)n);
		rest = span_skip(rest, (size_t)n);
		const unsigned char *sum = rest.p;
		rest = span_skip(rest, HASH_BYTES);
		*behind_r = b->undo_n - rest.n;
		if (block_undo(a, undo, block, spent_r) && is_undo_of(block, undo, sum))
			return true;
	}
	return false;
}

/* Mostly it stands behind that of the block before. */
static bool find_undo(struct blocks *b, struct arena *a, const struct block *block,
	struct block_output ***spent_r)
{
	size_t behind;
	if (block->tx_count == 1) { /* nothing is spent in it */
		*spent_r = arena_array(a, 1, sizeof(**spent_r));
		return true;
	}
	if (!find_undo_between(b, a, block, b->undo_at, b->undo_n, spent_r, &behind) &&
		!find_undo_between(b, a, block, 0, b->undo_at, spent_r, &behind))
		return false;
	b->undo_at = behind;
	return true;
}

/* --- rows --- */

/* An address; or, of a script that has none, what tells it from others. */
static struct span owner_of(
	struct arena *a, struct span script, enum money_network network)
{
	enum { OP_RETURN = 0x6A };
	char address[MONEY_TEXT_MAX];
	unsigned char sum[HASH_BYTES_MAX];
	struct text t;
	if (script.n == 0 || script.p[0] == OP_RETURN)
		return SPAN("");
	if (money_script_address(script, network, address))
		return span_from_cstr(arena_printf(a, "%s", address));
	size_t n = hash_of(HASH_SHA256, script, SPAN(""), sum);
	text_init(&t, a, 80);
	text_add_cstr(&t, "script:");
	for (size_t i = 0; i < n; i++)
		text_printf(&t, "%02x", sum[i]);
	return text_span(&t);
}

static struct utxo utxo_of(struct arena *a, const struct block_tx *tx,
	const struct block_output *spent, enum money_network network)
{
	struct utxo_input *inputs = arena_array(a, tx->input_count, sizeof(*inputs));
	struct utxo_output *outputs = arena_array(a, tx->output_count, sizeof(*outputs));
	for (size_t i = 0; spent && i < tx->input_count; i++)
		inputs[i] = (struct utxo_input){ block_id_text(a, tx->inputs[i].id),
			tx->inputs[i].index, spent[i].amount, true };
	for (size_t i = 0; i < tx->output_count; i++)
		outputs[i] = (struct utxo_output){ tx->outputs[i].amount,
			owner_of(a, tx->outputs[i].script, network) };
	return (struct utxo){ .id = block_id_text(a, tx->id),
		.is_coinbase = !spent,
		.inputs = inputs,
		.input_count = spent ? tx->input_count : 0,
		.outputs = outputs,
		.output_count = tx->output_count };
}

/* A push of bytes behind OP_RETURN; empty where the script is another. */
static struct span returned(struct span script)
{
	enum { OP_PUSHDATA1 = 0x4C, OP_RETURN = 0x6A };
	if (script.n < 2 || script.p[0] != OP_RETURN)
		return SPAN("");
	bool longer = script.p[1] == OP_PUSHDATA1 && script.n > 2;
	size_t n = longer ? script.p[2] : script.p[1];
	struct span bytes = span_skip(script, longer ? 3 : 2);
	return (longer || n < OP_PUSHDATA1) && n <= bytes.n ? span_take(bytes, n)
							    : SPAN("");
}

static void take_memos(struct import *import, const struct block_tx *tx)
{
	unsigned char id[32];
	for (size_t i = 0; i < tx->output_count; i++) {
		struct span memo = returned(tx->outputs[i].script);
		if (memo.n && num_hex_bytes(block_id_text(import->scratch, tx->id), id,
				      sizeof(id)))
			writer_memo(import->writer, id, memo);
	}
}

int blocks_add_transaction(struct import *import, uint32_t asset,
	const struct block *block, uint32_t height, size_t index,
	const struct block_output *spent, enum money_network network, const char **why_r,
	struct err *err_r)
{
	struct utxo tx = utxo_of(import->scratch, &block->txs[index], spent, network);
	tx.order = (struct transfer_order){
		.time_s = block->time_s, .block = height, .tx_index = (uint32_t)index
	};
	take_memos(import, &block->txs[index]);
	return utxo_add(import, asset, &tx, why_r, err_r);
}

static void refuse(struct blocks *b, const struct block *block, const char *why)
{
	struct arena *a = b->import->scratch;
	import_refuse(b->import,
		span_from_cstr(arena_printf(
			a, "block %.*s", SPAN_ARG(block_id_text(a, block->hash)))),
		why);
}

static int add_block(struct blocks *b, const struct block *block,
	enum money_network network, struct err *err_r)
{
	struct arena *a = b->import->scratch;
	struct block_output **spent;
	if (!block->root_holds) {
		refuse(b, block, "its merkle root is not that of its transactions");
		return 0;
	}
	if (!find_undo(b, a, block, &spent)) {
		refuse(b, block,
			"no undo data for it (rev*.dat): what it spends is not known");
		return 0;
	}
	int failed = 0;
	for (size_t i = 0; i < block->tx_count && failed == 0; i++) {
		const char *why;
		failed = blocks_add_transaction(b->import, b->asset, block, block->height,
			i, i ? spent[i] : NULL, network, &why, err_r);
		if (why)
			import_refuse(b->import, block_id_text(a, block->txs[i].id), why);
	}
	return failed;
}

/* --- the source --- */

/* The next record; `*block_r` is empty at the end, or where zeros fill the file up. */
static int next_record(struct blocks *b, struct span *block_r,
	enum money_network *network_r, struct err *err_r)
{
	struct import *m = b->import;
	struct span bytes;
	unsigned char head[MAGIC_BYTES];
	uint64_t place = source_place(m->source);
	*block_r = SPAN("");
	int r = source_peek(m->source, MAGIC_BYTES, &bytes, err_r);
	if (r < 0 || bytes.n < MAGIC_BYTES)
		return r;
	uncover(b, place, span_take(bytes, MAGIC_BYTES), head);
	if (!network_of(head, network_r))
		return 0;
	size_t n = length_in(head);
	if (n + MAGIC_BYTES > SOURCE_WANT_MAX)
		return 0;
	r = source_peek(m->source, MAGIC_BYTES + n, &bytes, err_r);
	if (r < 0 || bytes.n < MAGIC_BYTES + n)
		return r;
	big_room(&b->block, n + 1, 1);
	uncover(b, place + MAGIC_BYTES, span_take(span_skip(bytes, MAGIC_BYTES), n),
		b->block.p);
	source_take(m->source, MAGIC_BYTES + n);
	*block_r = span_of(b->block.p, n);
	return 0;
}

static int read_all(struct blocks *b, struct err *err_r)
{
	struct import *m = b->import;
	struct span bytes;
	enum money_network network;
	int r;
	bool any = false;
	while ((r = next_record(b, &bytes, &network, err_r)) == 0 && bytes.n) {
		struct block block;
		any = true;
		m->line++;
		if (source_place(m->source) <= m->resume_at)
			continue;
		if (block_read(m->scratch, bytes, &block))
			r = add_block(b, &block, network, err_r);
		else
			import_refuse(m, span_take(bytes, ROW_SHOWN), "no whole block");
		r = r < 0 ? r : import_mark(m, err_r);
		if (r < 0)
			return r;
	}
	if (r == 0 && !any)
		r = err_set(err_r, EBADMSG,
			"%s: no block at its start; newer versions of Bitcoin Core cover "
			"it by the key in xor.dat, which must stand beside it",
			source_name(m->source));
	return r;
}

static unsigned taste(struct span head, const char *name)
{
	struct span base = span_from_cstr(name);
	base = span_skip(base, span_rfind_byte(base, '/') + 1);
	enum money_network network;
	if ((span_starts_with(base, SPAN("rev")) && span_ends_with(base, SPAN(".dat"))) ||
		span_equal(base, SPAN("xor.dat")))
		return 1; /* read beside its blk */
	if (span_starts_with(base, SPAN("blk")) && span_ends_with(base, SPAN(".dat")))
		return 9; /* covered by a key, nothing else tells it */
	return head.n >= MAGIC_BYTES && network_of(head.p, &network) ? 9 : 0;
}

static int run(struct import *import, struct err *err_r)
{
	struct blocks b = { .import = import };
	struct span base = span_from_cstr(source_name(import->source));
	base = span_skip(base, span_rfind_byte(base, '/') + 1);
	if (span_starts_with(base, SPAN("rev")) || span_equal(base, SPAN("xor.dat")))
		return 0;
	int r = utxo_asset(import, &b.asset, err_r);
	r = r < 0 ? r : read_key(&b, err_r);
	r = r < 0 ? r : read_undo(&b, err_r);
	r = r < 0 ? r : read_all(&b, err_r);
	big_free(&b.undo);
	big_free(&b.block);
	return r;
}

const struct import_form import_form_blocks = {
	.name = "bitcoin-blocks",
	.title = "Bitcoin Core's blk*.dat, with rev*.dat and xor.dat beside them",
	.taste = taste,
	.run = run,
};
