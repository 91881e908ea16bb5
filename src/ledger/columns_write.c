/* A segment's file out of rows in order (docs/ledger.md): by sender, and again by receiver.
 * Each column is built in one of two rooms, and hashed and written by a second thread while the
 * next is built, so that no more than a few numbers a row are held at once. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/ahead.h"
#include "base/hash.h"
#include "base/must.h"
#include "ledger/columns.h"
#include "ledger/format.h"
#include "ledger/map.h"
#include "ledger/sort.h"

struct writing {
	const struct columns *c;
	const uint32_t *order; /* rank to row of `c` */
	uint32_t count, accounts;
	struct segment_head head;
	int fd;
	const char *name;
	struct err *err;
	uint64_t at;	   /* how long the file is */
	struct big rank;   /* by row; only where there are transactions */
	struct big source; /* by row: which of `c` it is */
	struct big row_of; /* by rank */
	struct big first;  /* by account: where its rows begin */
	struct big room;   /* the column in work */
	struct big other;  /* the one before, which is being written */
	struct ahead *ahead;
	struct output {
		struct writing *w;
		enum column column;
		const void *p;
		uint64_t bytes;
		int failed;
	} output; /* what the second thread is at, or did last */
};

/* In the second thread. */
static void write_column(void *job)
{
	static const unsigned char zeros[SEGMENT_ALIGN];
	struct output *o = job;
	struct writing *w = o->w;
	uint64_t padding = (SEGMENT_ALIGN - w->at % SEGMENT_ALIGN) % SEGMENT_ALIGN;
	w->head.column[o->column] = (struct segment_column){ w->at + padding, o->bytes,
		hash_bytes(span_of(o->p, o->bytes), SEGMENT_MAGIC) };
	w->at += padding + o->bytes;
	o->failed = write_all(w->fd, span_of(zeros, padding), w->name, w->err);
	if (o->failed == 0)
		o->failed = write_all(w->fd, span_of(o->p, o->bytes), w->name, w->err);
}

/* Whether all that was put is written. */
static int finish_output(struct writing *w)
{
	ahead_wait(w->ahead);
	return w->output.failed;
}

/* What stands at `p` must stay as it is until the next is put. */
static int put_part(struct writing *w, enum column column, const void *p, uint64_t bytes)
{
	int r = finish_output(w);
	if (r < 0)
		return r;
	w->output = (struct output){ w, column, p, bytes, 0 };
	ahead_give(w->ahead, &w->output);
	return 0;
}

/* Of the room: the next column is built in the other one. */
static int put(struct writing *w, enum column column, const void *p, uint64_t bytes)
{
	int r = put_part(w, column, p, bytes);
	struct big room = w->room;
	w->room = w->other;
	w->other = room;
	return r;
}

/* Counts how many rows each account has, and makes of that where they begin. */
static void count_rows(struct writing *w, const uint32_t *account_of)
{
	uint32_t *first = w->first.p;
	memset(first, 0, (w->accounts + 1ull) * sizeof(*first));
	for (uint32_t i = 0; i < w->count; i++)
		first[account_of[w->order[i]]]++;
	uint32_t sum = 0;
	for (uint32_t i = 0; i <= w->accounts; i++) {
		uint32_t n = first[i];
		first[i] = sum;
		sum += n;
	}
}

static void sort_by_sender(struct writing *w)
{
	const uint32_t *from = w->c->from.p;
	uint32_t *source = w->source.p, *row_of = w->row_of.p, *first = w->first.p;
	count_rows(w, from);
	for (uint32_t i = 0; i < w->count; i++) {
		uint32_t row = first[from[w->order[i]]]++;
		source[row] = w->order[i];
		row_of[i] = row;
	}
	uint32_t *rank = w->rank.p;
	for (uint32_t i = 0; rank && i < w->count; i++)
		rank[row_of[i]] = i;
}

/* The index of accounts: where filling moved each `first` to the account's end. Of a few
 * accounts out of many their numbers are told; else the range of numbers. */
static int put_index(struct writing *w, enum column ids_column, uint32_t *base_r)
{
	const uint32_t *ends = w->first.p;
	uint32_t low = 0, high = w->accounts, used = 0;
	while (low < high && ends[low] == 0)
		low++;
	while (high > low + 1 && ends[high - 1] == ends[high - 2])
		high--;
	for (uint32_t i = low; i < high; i++)
		used += ends[i] != (i ? ends[i - 1] : 0);
	bool sparse = used * 2ull < high - low;
	big_grow(&w->room, (2ull * (high - low) + 2) * sizeof(uint32_t));
	uint32_t *ids = w->room.p, *first = ids + (sparse ? used : 0), n = 0;
	for (uint32_t i = low; i < high; i++) {
		uint32_t start = i ? ends[i - 1] : 0;
		if (sparse && start == ends[i])
			continue;
		if (sparse)
			ids[n] = i;
		first[n++] = start;
	}
	first[n] = w->count;
	*base_r = sparse ? 0 : low;
	int r = put_part(w, ids_column, ids, sparse ? n * 4ull : 0);
	return r < 0 ? r : put(w, ids_column + 1, first, (n + 1ull) * 4);
}

/* A column of 32 bits by row: that of `c`, in the order of the senders. */
static int put_by_row(struct writing *w, enum column column, const struct big *from)
{
	const uint32_t *in = from->p, *source = w->source.p;
	uint32_t *out = w->room.p;
	for (uint32_t i = 0; i < w->count; i++)
		out[i] = in[source[i]];
	return put(w, column, out, w->count * 4ull);
}

static int put_by_rank(struct writing *w, enum column column, const struct big *from)
{
	const uint32_t *in = from->p;
	uint32_t *out = w->room.p;
	if (!w->c->has_tx)
		return put_by_row(w, column, from);
	for (uint32_t i = 0; i < w->count; i++)
		out[i] = in[w->order[i]];
	return put(w, column, out, w->count * 4ull);
}

static int put_time(struct writing *w)
{
	const int64_t *time = w->c->time.p;
	const uint32_t *source = w->source.p;
	uint32_t *out = w->room.p;
	for (uint32_t i = 0; i < w->count; i++)
		out[i] = (uint32_t)(time[source[i]] - w->head.first_s);
	return put(w, COLUMN_TIME, out, w->count * 4ull);
}

static int put_amount(struct writing *w)
{
	const uint64_t *amount = w->c->amount.p;
	const uint32_t *source = w->source.p;
	uint64_t *out = w->room.p;
	for (uint32_t i = 0; i < w->count; i++)
		out[i] = amount[source[i]];
	return put(w, COLUMN_AMOUNT, out, w->count * 8ull);
}

/* Leaves where each receiver's entries end in `first`. */
static int put_into(struct writing *w)
{
	const uint32_t *to = w->c->to.p, *row_of = w->row_of.p;
	uint32_t *out = w->room.p, *first = w->first.p;
	count_rows(w, to);
	for (uint32_t i = 0; i < w->count; i++)
		out[first[to[w->order[i]]]++] = row_of[i];
	return put(w, COLUMN_INTO, out, w->count * 4ull);
}

static int put_rows(struct writing *w)
{
	const struct columns *c = w->c;
	int r = put_by_row(w, COLUMN_TO, &c->to);
	r = r < 0 ? r : put_time(w);
	r = r < 0 ? r : put(w, COLUMN_RANK, w->rank.p, c->has_tx ? w->count * 4ull : 0);
	r = r < 0 ? r : put_amount(w);
	r = r < 0 ? r : put_by_row(w, COLUMN_WHAT, &c->what);
	return r < 0 ? r : put(w, COLUMN_LARGE, c->large.p, c->large_count * 32);
}

/* ---- of chains */

/* Only transactions of rows that are written, numbered anew in the order of the ranks. */
struct kept_tx {
	struct big number; /* by number in `c`: new one + 1 */
	struct big old;	   /* by new number: uint32_t */
	uint32_t count;
};

static void keep_tx(const struct writing *w, struct kept_tx *k)
{
	const uint32_t *tx = w->c->tx.p;
	big_grow(&k->number, w->c->tx_count * 4ull + 1);
	big_grow(&k->old, w->c->tx_count * 4ull + 1);
	uint32_t *number = k->number.p, *old = k->old.p;
	for (uint32_t i = 0; i < w->count; i++) {
		uint32_t t = tx[w->order[i]];
		if (t == LEDGER_NONE || number[t])
			continue;
		old[k->count++] = t;
		number[t] = k->count;
	}
}

static int put_tx_numbers(struct writing *w, const struct kept_tx *k)
{
	const uint32_t *tx = w->c->tx.p, *number = k->number.p;
	uint32_t *out = w->room.p;
	for (uint32_t i = 0; i < w->count; i++) {
		uint32_t t = tx[w->order[i]];
		out[i] = t == LEDGER_NONE ? LEDGER_NONE : number[t] - 1;
	}
	return put(w, COLUMN_TX, out, w->count * 4ull);
}

/* The index within the block of a transaction's first row stands for all of them. */
static int put_tx_index(struct writing *w, const struct kept_tx *k)
{
	const uint32_t *tx = w->c->tx.p, *number = k->number.p, *index = w->c->tx_index.p;
	uint32_t *out = w->room.p;
	for (uint32_t i = w->count; i-- > 0;) {
		uint32_t row = w->order[i];
		if (tx[row] != LEDGER_NONE)
			out[number[tx[row]] - 1] = index[row];
	}
	return put(w, COLUMN_TX_INDEX, out, k->count * 4ull);
}

static int put_tx_ids(struct writing *w, const struct kept_tx *k)
{
	const uint32_t *old = k->old.p;
	big_grow(&w->room, k->count * 32ull + 1);
	for (uint32_t i = 0; i < k->count; i++)
		memcpy((unsigned char *)w->room.p + 32ull * i,
			columns_tx_id(w->c, old[i]), 32);
	return put(w, COLUMN_TX_ID, w->room.p, k->count * 32ull);
}

static int put_tx_find(struct writing *w, const struct kept_tx *k, uint64_t key)
{
	const uint32_t *old = k->old.p;
	big_grow(&w->room, 2 * (k->count + 1ull) * sizeof(uint64_t));
	uint64_t *out = w->room.p;
	for (uint32_t i = 0; i < k->count; i++) {
		uint64_t hash = hash_bytes(span_of(columns_tx_id(w->c, old[i]), 32), key);
		out[i] = hash >> 32 << 32 | i;
	}
	sort_by_upper_half(out, out + k->count, k->count);
	return put(w, COLUMN_TX_FIND, out, k->count * 8ull);
}

static int put_chain(struct writing *w, uint64_t key)
{
	const struct columns *c = w->c;
	struct kept_tx k = { .count = 0 };
	if (c->has_tx)
		keep_tx(w, &k);
	int r = put(w, COLUMN_ROW, w->row_of.p, c->has_tx ? w->count * 4ull : 0);
	r = r < 0 ? r : c->has_tx ? put_tx_numbers(w, &k) : put(w, COLUMN_TX, "", 0);
	r = r < 0 ? r : put_by_rank(w, COLUMN_POSITION, &c->position);
	r = r < 0	   ? r
	    : c->has_block ? put_by_rank(w, COLUMN_BLOCK, &c->block)
			   : put(w, COLUMN_BLOCK, "", 0);
	r = r < 0 ? r : put_tx_index(w, &k);
	r = r < 0 ? r : put_tx_ids(w, &k);
	r = r < 0 ? r : put_tx_find(w, &k, key);
	big_free(&k.number);
	big_free(&k.old);
	return r;
}

/* ---- the file */

static int64_t first_time(const struct writing *w)
{
	return w->count ? ((const int64_t *)w->c->time.p)[w->order[0]] : 0;
}

static int put_all(struct writing *w, uint64_t key)
{
	int r = write_all(w->fd, span_of(&w->head, sizeof(w->head)), w->name, w->err);
	sort_by_sender(w);
	r = r < 0 ? r : put_index(w, COLUMN_FROM_IDS, &w->head.from_base);
	r = r < 0 ? r : put_rows(w);
	r = r < 0 ? r : put_into(w);
	r = r < 0 ? r : put_index(w, COLUMN_TO_IDS, &w->head.to_base);
	return r < 0 ? r : put_chain(w, key);
}

static int seal(struct writing *w)
{
	w->head.checksum =
		hash_bytes(span_of(&w->head, offsetof(struct segment_head, checksum)),
			SEGMENT_MAGIC);
	if (pwrite(w->fd, &w->head, sizeof(w->head), 0) != sizeof(w->head) ||
		fsync(w->fd) < 0)
		return err_set(w->err, errno, "%s: %s", w->name, strerror(errno));
	return 0;
}

static void get_room(struct writing *w)
{
	if (w->c->has_tx)
		big_grow(&w->rank, w->count * 4ull + 1);
	big_grow(&w->source, w->count * 4ull + 1);
	big_grow(&w->row_of, w->count * 4ull + 1);
	big_grow(&w->first, (w->accounts + 1ull) * 4);
	big_grow(&w->room, w->count * 8ull + 1);
	big_grow(&w->other, w->count * 8ull + 1);
}

static void free_room(struct writing *w)
{
	big_free(&w->rank);
	big_free(&w->source);
	big_free(&w->row_of);
	big_free(&w->first);
	big_free(&w->room);
	big_free(&w->other);
}

int columns_write(const struct columns *c, const uint32_t *order, uint32_t count,
	uint32_t accounts, uint64_t key, int folder, const char *name, uint64_t *bytes_r,
	struct err *err_r)
{
	struct writing w = { .c = c,
		.order = order,
		.count = count,
		.accounts = accounts,
		.name = name,
		.err = err_r,
		.at = sizeof(w.head) };
	w.head = (struct segment_head){ .magic = SEGMENT_MAGIC,
		.version = LEDGER_VERSION,
		.columns = COLUMNS,
		.rows = count,
		.first_s = first_time(&w) };
	w.fd = openat(
		folder, name, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0666);
	if (w.fd < 0)
		return err_set(err_r, errno, "%s: %s", name, strerror(errno));
	get_room(&w);
	w.ahead = ahead_start(write_column);
	int r = put_all(&w, key);
	int written = finish_output(&w);
	ahead_stop(&w.ahead);
	r = r < 0 ? r : written;
	r = r < 0 ? r : seal(&w);
	free_room(&w);
	close(w.fd);
	*bytes_r = w.at;
	return r;
}
