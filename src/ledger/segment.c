#include "ledger/segment.h"

#include <errno.h>

#include "base/hash.h"
#include "ledger/amount.h"

/* Bytes of one item of each column. */
static const unsigned char item_bytes[COLUMNS] = { [COLUMN_AMOUNT] = 8,
	[COLUMN_LARGE] = sizeof(struct u256),
	[COLUMN_TX_ID] = 32,
	[COLUMN_TX_FIND] = 8 };

static unsigned item_size(enum column column)
{
	return item_bytes[column] ? item_bytes[column] : 4;
}

static uint64_t items(const struct segment_head *head, enum column column)
{
	return head->column[column].bytes / item_size(column);
}

static const void *column_at(const struct segment *s, enum column column)
{
	const struct segment_column *c = &s->head->column[column];
	return c->bytes ? s->map.p + c->at : NULL;
}

static bool column_lies_inside(
	const struct segment_head *head, enum column column, uint64_t map_bytes)
{
	const struct segment_column *c = &head->column[column];
	return c->at % SEGMENT_ALIGN == 0 && c->bytes % item_size(column) == 0 &&
	       c->at >= sizeof(*head) && c->at <= map_bytes &&
	       c->bytes <= map_bytes - c->at;
}

/* Columns by row or by rank have an item for each row; an index has one entry more. */
static bool lengths_agree(const struct segment_head *head)
{
	static const enum column by_row[] = { COLUMN_TO, COLUMN_TIME, COLUMN_AMOUNT,
		COLUMN_WHAT, COLUMN_INTO };
	static const enum column by_rank[] = { COLUMN_RANK, COLUMN_ROW, COLUMN_TX,
		COLUMN_POSITION, COLUMN_BLOCK };
	for (size_t i = 0; i < sizeof(by_row) / sizeof(*by_row); i++)
		if (items(head, by_row[i]) != head->rows)
			return false;
	for (size_t i = 0; i < sizeof(by_rank) / sizeof(*by_rank); i++)
		if (items(head, by_rank[i]) && items(head, by_rank[i]) != head->rows)
			return false;
	uint64_t from = items(head, COLUMN_FROM_FIRST), to = items(head, COLUMN_TO_FIRST);
	uint64_t from_ids = items(head, COLUMN_FROM_IDS);
	uint64_t to_ids = items(head, COLUMN_TO_IDS), tx = items(head, COLUMN_TX_ID);
	return from >= 1 && to >= 1 && from <= UINT32_MAX && to <= UINT32_MAX &&
	       (!from_ids || from_ids == from - 1) && (!to_ids || to_ids == to - 1) &&
	       items(head, COLUMN_TX_FIND) == tx &&
	       (!items(head, COLUMN_TX_INDEX) || items(head, COLUMN_TX_INDEX) == tx) &&
	       !items(head, COLUMN_RANK) == !items(head, COLUMN_ROW) &&
	       !items(head, COLUMN_TX) == !items(head, COLUMN_ROW) &&
	       (!tx || items(head, COLUMN_TX) || !head->rows);
}

static struct row_index index_of(
	const struct segment *s, enum column ids, enum column first, uint32_t base)
{
	return (struct row_index){ .ids = column_at(s, ids),
		.first = column_at(s, first),
		.base = base,
		.count = (uint32_t)items(s->head, first) - 1 };
}

int segment_open(
	struct span map, const char *name, struct segment *segment_r, struct err *err_r)
{
	struct segment s = { .map = map, .head = (const void *)map.p };
	bool good = map.n >= sizeof(*s.head) && s.head->magic == SEGMENT_MAGIC &&
		    s.head->version == LEDGER_VERSION && s.head->columns == COLUMNS &&
		    s.head->rows <= SEGMENT_ROWS_MAX &&
		    s.head->checksum ==
			    hash_bytes(span_of(s.head,
					       offsetof(struct segment_head, checksum)),
				    SEGMENT_MAGIC);
	for (enum column c = 0; good && c < COLUMNS; c++)
		good = column_lies_inside(s.head, c, map.n);
	if (!good || !lengths_agree(s.head))
		return err_set(err_r, EUCLEAN, "%s is damaged: its head is wrong", name);
	s.rows = (uint32_t)s.head->rows;
	s.to = column_at(&s, COLUMN_TO);
	s.time = column_at(&s, COLUMN_TIME);
	s.rank = column_at(&s, COLUMN_RANK);
	s.amount = column_at(&s, COLUMN_AMOUNT);
	s.what = column_at(&s, COLUMN_WHAT);
	s.into = column_at(&s, COLUMN_INTO);
	s.large = column_at(&s, COLUMN_LARGE);
	s.large_count = items(s.head, COLUMN_LARGE);
	s.from_index =
		index_of(&s, COLUMN_FROM_IDS, COLUMN_FROM_FIRST, s.head->from_base);
	s.to_index = index_of(&s, COLUMN_TO_IDS, COLUMN_TO_FIRST, s.head->to_base);
	s.row = column_at(&s, COLUMN_ROW);
	s.tx = column_at(&s, COLUMN_TX);
	s.position = column_at(&s, COLUMN_POSITION);
	s.block = column_at(&s, COLUMN_BLOCK);
	s.tx_index = column_at(&s, COLUMN_TX_INDEX);
	s.tx_id = column_at(&s, COLUMN_TX_ID);
	s.tx_find = column_at(&s, COLUMN_TX_FIND);
	s.transactions = (uint32_t)items(s.head, COLUMN_TX_ID);
	*segment_r = s;
	return 0;
}

uint32_t segment_from(const struct segment *s, uint32_t row)
{
	const struct row_index *index = &s->from_index;
	uint32_t low = 0, high = index->count;
	while (low < high) { /* the last entry that begins at `row` or before */
		uint32_t middle = low + (high - low) / 2;
		if (index->first[middle + 1] <= row)
			low = middle + 1;
		else
			high = middle;
	}
	if (low >= index->count)
		return LEDGER_NONE;
	return index->ids ? index->ids[low] : index->base + low;
}

struct u256 segment_amount(const struct segment *s, uint32_t row)
{
	return amount_unpack(s->amount[row], s->large, s->large_count);
}

void segment_transfer(
	const struct segment *s, uint32_t row, uint32_t from, struct transfer *transfer_r)
{
	uint32_t rank = segment_rank(s, row);
	uint32_t tx = s->tx ? s->tx[rank] : LEDGER_NONE;
	*transfer_r = (struct transfer){
		.order = { .time_s = s->head->first_s + s->time[row],
			.block = s->block ? s->block[rank] : 0,
			.tx_index =
				s->tx_index && tx < s->transactions ? s->tx_index[tx] : 0,
			.position = s->position ? s->position[rank] : 0 },
		.from = from == LEDGER_NONE ? segment_from(s, row) : from,
		.to = s->to[row],
		.asset = s->what[row] >> 8,
		.kind = s->what[row] & 0xFF,
		.amount = segment_amount(s, row),
		.row = row,
	};
}

/* ---- verifying */

static bool index_is_good(const struct row_index *index, uint32_t rows, uint32_t accounts)
{
	uint32_t last = 0;
	if (!index->ids && ((uint64_t)index->base + index->count > accounts))
		return false;
	for (uint32_t i = 0; i <= index->count; i++) {
		if (index->first[i] < last || index->first[i] > rows)
			return false;
		last = index->first[i];
	}
	for (uint32_t i = 0; index->ids && i < index->count; i++)
		if (index->ids[i] >= accounts ||
			(i && index->ids[i - 1] >= index->ids[i]))
			return false;
	return index->first[0] == 0 && last == rows;
}

static bool row_is_good(
	const struct segment *s, uint32_t row, uint32_t accounts, uint32_t assets)
{
	return s->to[row] < accounts && (!s->rank || s->rank[row] < s->rows) &&
	       s->what[row] >> 8 < assets && (s->what[row] & 0xFF) < TRANSFER_KINDS &&
	       s->into[row] < s->rows &&
	       (s->amount[row] >> 62 != 3 ||
		       (s->amount[row] & ~AMOUNT_LARGE) < s->large_count);
}

/* Which of two rows comes first: <0, 0, >0. */
static int compare_rows(const struct segment *s, uint32_t a, uint32_t b)
{
	if (s->rank)
		return s->rank[a] < s->rank[b] ? -1 : s->rank[a] > s->rank[b];
	if (s->time[a] != s->time[b])
		return s->time[a] < s->time[b] ? -1 : 1;
	if (s->block && s->block[a] != s->block[b])
		return s->block[a] < s->block[b] ? -1 : 1;
	uint32_t position_a = s->position ? s->position[a] : 0;
	uint32_t position_b = s->position ? s->position[b] : 0;
	return position_a < position_b ? -1 : position_a > position_b;
}

/* Within an account, rows stand in order. */
static bool rows_are_ordered(const struct segment *s)
{
	for (uint32_t i = 0; i < s->from_index.count; i++)
		for (uint32_t row = s->from_index.first[i] + 1;
			row < s->from_index.first[i + 1]; row++)
			if (compare_rows(s, row - 1, row) > 0 ||
				s->time[row - 1] > s->time[row])
				return false;
	for (uint32_t i = 0; i < s->to_index.count; i++)
		for (uint32_t at = s->to_index.first[i] + 1;
			at < s->to_index.first[i + 1]; at++)
			if (compare_rows(s, s->into[at - 1], s->into[at]) > 0)
				return false;
	return true;
}

int segment_verify(const struct segment *s, const char *name, uint32_t accounts,
	uint32_t assets, struct err *err_r)
{
	for (enum column c = 0; c < COLUMNS; c++) {
		const struct segment_column *column = &s->head->column[c];
		if (hash_bytes(span_of(s->map.p + column->at, column->bytes),
			    SEGMENT_MAGIC) != column->checksum)
			return err_set(err_r, EUCLEAN,
				"%s is damaged: column %u is not what was written", name,
				(unsigned)c);
	}
	bool good = index_is_good(&s->from_index, s->rows, accounts) &&
		    index_is_good(&s->to_index, s->rows, accounts);
	for (uint32_t row = 0; good && row < s->rows; row++)
		good = row_is_good(s, row, accounts, assets);
	for (uint32_t rank = 0; good && s->tx && rank < s->rows; rank++)
		good = (s->tx[rank] < s->transactions || s->tx[rank] == LEDGER_NONE) &&
		       s->row[rank] < s->rows;
	if (!good || !rows_are_ordered(s))
		return err_set(err_r, EUCLEAN,
			"%s is damaged: numbers in it lead outside, or are out of order",
			name);
	return 0;
}
