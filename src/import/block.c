#include "import/block.h"

#include "base/text.h"
#include "crypto/cipher.h"

struct cursor {
	struct span rest;
	bool bad;
};

static struct span take(struct cursor *c, uint64_t n)
{
	if (n > c->rest.n) {
		c->bad = true;
		n = c->rest.n;
	}
	struct span s = span_take(c->rest, (size_t)n);
	c->rest = span_skip(c->rest, (size_t)n);
	return s;
}

static uint64_t take_number(struct cursor *c, unsigned bytes)
{
	struct span s = take(c, bytes);
	uint64_t n = 0;
	for (size_t i = s.n; i > 0; i--)
		n = n << 8 | s.p[i - 1];
	return n;
}

/* CompactSize */
static uint64_t take_count(struct cursor *c)
{
	uint64_t first = take_number(c, 1);
	return first < 0xFD ? first : take_number(c, 1u << (first - 0xFC));
}

/* How many there can be of things of at least `least` bytes. */
static size_t take_room(struct cursor *c, size_t least)
{
	uint64_t n = take_count(c);
	c->bad |= n > c->rest.n / least;
	return c->bad ? 0 : (size_t)n;
}

static void double_hash(struct span a, struct span b, unsigned char out[32])
{
	unsigned char once[HASH_BYTES_MAX], twice[HASH_BYTES_MAX];
	size_t n = hash_of(HASH_SHA256, a, b, once);
	hash_of(HASH_SHA256, span_of(once, n), SPAN(""), twice);
	memcpy(out, twice, 32);
}

/* --- transactions --- */

enum { INPUT_LEAST = 41, OUTPUT_LEAST = 9, TX_LEAST = 10, HEAD_BYTES = 80 };

static void read_inputs(struct arena *a, struct cursor *c, struct block_tx *tx)
{
	tx->input_count = take_room(c, INPUT_LEAST);
	tx->inputs = arena_array(a, tx->input_count, sizeof(*tx->inputs));
	for (size_t i = 0; i < tx->input_count && !c->bad; i++) {
		struct span id = take(c, 32);
		if (!c->bad)
			memcpy(tx->inputs[i].id, id.p, 32);
		tx->inputs[i].index = (uint32_t)take_number(c, 4);
		take(c, take_count(c));
		take(c, 4);
	}
}

static void read_outputs(struct arena *a, struct cursor *c, struct block_tx *tx)
{
	tx->output_count = take_room(c, OUTPUT_LEAST);
	tx->outputs = arena_array(a, tx->output_count, sizeof(*tx->outputs));
	for (size_t i = 0; i < tx->output_count && !c->bad; i++) {
		tx->outputs[i].amount = take_number(c, 8);
		tx->outputs[i].script = take(c, take_count(c));
	}
}

static void skip_witness(struct cursor *c, size_t inputs)
{
	for (size_t i = 0; i < inputs && !c->bad; i++) {
		size_t n = take_room(c, 1);
		for (size_t k = 0; k < n && !c->bad; k++)
			take(c, take_count(c));
	}
}

/* Its identity is the hash of all but the witness. */
static void read_tx(struct arena *a, struct cursor *c, struct block_tx *tx)
{
	struct span version = take(c, 4);
	bool has_witness = c->rest.n > 1 && c->rest.p[0] == 0 && c->rest.p[1] == 1;
	if (has_witness)
		take(c, 2);
	const unsigned char *body = c->rest.p;
	read_inputs(a, c, tx);
	read_outputs(a, c, tx);
	struct span inner = span_between(body, c->rest.p);
	if (has_witness)
		skip_witness(c, tx->input_count);
	struct span lock = take(c, 4);
	if (c->bad)
		return;
	struct text t;
	text_init(&t, a, inner.n + 8);
	text_add(&t, version);
	text_add(&t, inner);
	text_add(&t, lock);
	double_hash(text_span(&t), SPAN(""), tx->id);
}

/* --- the block --- */

static void merkle_root(struct arena *a, const struct block *b, unsigned char out[32])
{
	size_t n = b->tx_count;
	unsigned char *level = arena_array(a, n + 1, 32);
	for (size_t i = 0; i < n; i++)
		memcpy(level + 32 * i, b->txs[i].id, 32);
	for (; n > 1; n = (n + 1) / 2) {
		if (n % 2)
			memcpy(level + 32 * n, level + 32 * (n - 1), 32);
		for (size_t i = 0; i < (n + 1) / 2; i++)
			double_hash(
				span_of(level + 64 * i, 64), SPAN(""), level + 32 * i);
	}
	memcpy(out, level, 32);
}

/* BIP-34: the first thing that the script of the first input pushes. */
static uint32_t height_of(struct span script, uint32_t version)
{
	if (version < 2 || script.n < 2 || script.p[0] == 0 || script.p[0] > 4 ||
		script.n <= script.p[0])
		return 0;
	uint32_t height = 0;
	for (size_t i = script.p[0]; i > 0; i--)
		height = height << 8 | script.p[i];
	return height;
}

/* The script of the first input, which read_inputs() reads over. */
static struct span first_script(struct span txs)
{
	struct cursor c = { txs, false };
	take(&c, 4);
	if (c.rest.n > 1 && c.rest.p[0] == 0 && c.rest.p[1] == 1)
		take(&c, 2);
	take_count(&c);
	take(&c, 36);
	return take(&c, take_count(&c));
}

bool block_read(struct arena *a, struct span bytes, struct block *b)
{
	struct cursor c = { bytes, false };
	*b = (struct block){ .time_s = 0 };
	struct span head = take(&c, HEAD_BYTES);
	if (c.bad)
		return false;
	double_hash(head, SPAN(""), b->hash);
	struct cursor h = { head, false };
	uint32_t version = (uint32_t)take_number(&h, 4);
	memcpy(b->previous, take(&h, 32).p, 32);
	memcpy(b->merkle_root, take(&h, 32).p, 32);
	b->time_s = (uint32_t)take_number(&h, 4);
	b->tx_count = take_room(&c, TX_LEAST);
	b->height = height_of(first_script(c.rest), version);
	b->txs = arena_array(a, b->tx_count, sizeof(*b->txs));
	for (size_t i = 0; i < b->tx_count && !c.bad; i++)
		read_tx(a, &c, &b->txs[i]);
	if (c.bad || b->tx_count == 0)
		return false;
	unsigned char root[32];
	merkle_root(a, b, root);
	b->root_holds = memcmp(root, b->merkle_root, 32) == 0;
	return true;
}

/* --- undo data --- */

/* Core's VARINT: seven bits a byte, the highest first, one more for each that follows. */
static uint64_t take_varint(struct cursor *c)
{
	uint64_t n = 0;
	for (unsigned i = 0; i < 10 && !c->bad; i++) {
		uint64_t byte = take_number(c, 1);
		n = n << 7 | (byte & 0x7F);
		if (!(byte & 0x80))
			return n;
		n++;
	}
	c->bad = true;
	return 0;
}

/* DecompressAmount of compressor.cpp */
static uint64_t amount_of(uint64_t x)
{
	if (x == 0)
		return 0;
	x--;
	unsigned places = (unsigned)(x % 10);
	x /= 10;
	uint64_t n;
	if (places < 9) {
		unsigned digit = (unsigned)(x % 9) + 1;
		n = x / 9 * 10 + digit;
	} else {
		n = x + 1;
	}
	while (places--)
		n *= 10;
	return n;
}

/* Common scripts are told by a number: a key's hash, a script's hash, a bare key. */
static struct span take_script(struct arena *a, struct cursor *c)
{
	enum { KEY_HASH, SCRIPT_HASH, KEY_EVEN, KEY_ODD, LONG_EVEN, LONG_ODD, SPECIAL };
	uint64_t kind = take_varint(c);
	struct text t;
	if (kind >= SPECIAL)
		return take(c, kind - SPECIAL);
	text_init(&t, a, 80);
	struct span bytes = take(c, kind <= SCRIPT_HASH ? 20 : 32);
	if (kind == KEY_HASH) {
		text_add(&t, SPAN("\x76\xA9\x14"));
		text_add(&t, bytes);
		text_add(&t, SPAN("\x88\xAC"));
	} else if (kind == SCRIPT_HASH) {
		text_add(&t, SPAN("\xA9\x14"));
		text_add(&t, bytes);
		text_add(&t, SPAN("\x87"));
	} else { /* a key in its short form, of which the long one could be worked out */
		text_add_byte(&t, 33);
		text_add_byte(&t, (unsigned char)(2 + kind % 2));
		text_add(&t, bytes);
		text_add_byte(&t, 0xAC);
	}
	return text_span(&t);
}

static void read_spent(struct arena *a, struct cursor *c, struct block_output *out)
{
	uint64_t height = take_varint(c) / 2;
	if (height)
		take_varint(c); /* once the transaction's version */
	out->amount = amount_of(take_varint(c));
	out->script = take_script(a, c);
}

bool block_undo(struct arena *a, struct span undo, const struct block *b,
	struct block_output ***spent_r)
{
	struct cursor c = { undo, false };
	uint64_t count = take_count(&c);
	if (b->tx_count == 0 || count != b->tx_count - 1)
		return false;
	struct block_output **spent = arena_array(a, b->tx_count, sizeof(*spent));
	for (size_t i = 1; i < b->tx_count && !c.bad; i++) {
		if (take_count(&c) != b->txs[i].input_count)
			return false;
		spent[i] = arena_array(a, b->txs[i].input_count, sizeof(**spent));
		for (size_t k = 0; k < b->txs[i].input_count && !c.bad; k++)
			read_spent(a, &c, &spent[i][k]);
	}
	*spent_r = spent;
	return !c.bad && c.rest.n == 0;
}

struct span block_id_text(struct arena *a, const unsigned char id[32])
{
	struct text t;
	text_init(&t, a, 64);
	for (size_t i = 32; i > 0; i--)
		text_printf(&t, "%02x", id[i - 1]);
	return text_span(&t);
}
