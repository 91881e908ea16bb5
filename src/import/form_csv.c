/* Any table of transfers: a bank's statement, an explorer's export. Columns are known by the
 * names in the first line, or by --map; a source in which neither names a sender, a receiver
 * and an amount is refused as a whole.
 *
 * Rows without a transaction or reference keep the order of the file within one moment; with
 * one they are known again when they come twice. */
#include <errno.h>
#include <string.h>

#include "base/ahead.h"
#include "base/big.h"
#include "base/num.h"
#include "crypto/crypto.h"
#include "import/import.h"
#include "import/record.h"
#include "parse/csv.h"

enum part {
	PART_FROM,
	PART_TO,
	PART_AMOUNT,
	PART_TIME,
	PART_ASSET,
	PART_ID,
	PART_BLOCK,
	PART_TX_INDEX,
	PART_POSITION,
	PARTS
};

static const char *const part_names[PARTS] = { "from", "to", "amount", "time", "asset",
	"id", "block", "tx_index", "position" };

/* How exports call these columns, the surest first. */
static const char *const part_words[PARTS] = {
	"from|from_address|sender|src|source|payer|debtor|debtor_account|ordering_"
	"account",
	"to|to_address|receiver|recipient|dst|destination|target|payee|creditor|"
	"creditor_account|beneficiary|beneficiary_account",
	"amount|value|quantity|value_wei|amount_raw",
	"time|timestamp|ts|block_timestamp|datetime|date|unixtimestamp|value_date|"
	"booking_date",
	"asset|currency|token|token_address|contract_address|contractaddress|ccy",
	"id|tx|tx_hash|txhash|hash|transaction_hash|txid|reference|transaction_id",
	"block|block_number|blockno|height",
	"tx_index|transaction_index",
	"position|log_index|log_position",
};

/* What is known of the table, and of the asset of the row before, which is mostly the next's. */
struct table {
	struct import *import;
	unsigned column[PARTS]; /* from 1; 0: there is none */
	unsigned char separator;
	struct span last_asset;
	uint32_t last_number;
	bool has_last;
};

/* ---- which column is what */

static struct span column_name(struct span field)
{
	return span_trim(span_starts_with(field, SPAN("\xEF\xBB\xBF"))
				 ? span_skip(field, 3)
				 : field);
}

static void guess(struct table *t, const struct csv_record *head)
{
	for (unsigned part = 0; part < PARTS; part++)
		for (unsigned i = 0; i < head->count && !t->column[part]; i++)
			if (record_is_word_of(
				    part_words[part], column_name(head->field[i])))
				t->column[part] = i + 1;
}

static unsigned column_called(const struct csv_record *head, struct span name)
{
	uint64_t number;
	if (num_parse(name, CSV_FIELDS_MAX, &number))
		return (unsigned)number;
	for (unsigned i = 0; i < head->count; i++)
		if (span_equal_nocase(column_name(head->field[i]), name))
			return i + 1;
	return 0;
}

static int map(struct table *t, const struct csv_record *head, struct span text,
	struct err *err_r)
{
	while (text.p) {
		struct span name = span_split(&text, ','), key = span_split(&name, '=');
		unsigned part = 0;
		while (part < PARTS && !span_equal(key, span_from_cstr(part_names[part])))
			part++;
		if (part == PARTS)
			return err_set(err_r, EINVAL,
				"--map: there is no part \"%.*s\"; they are from, to, "
				"amount, "
				"time, asset, id, block, tx_index and position",
				SPAN_ARG(key));
		t->column[part] = column_called(head, name);
		if (!t->column[part])
			return err_set(err_r, EINVAL,
				"--map: there is no column \"%.*s\"", SPAN_ARG(name));
	}
	return 0;
}

static int know_columns(struct table *t, const struct csv_record *head, struct err *err_r)
{
	struct span wanted = t->import->options->map;
	int r = 0;
	if (wanted.n)
		r = map(t, head, wanted, err_r);
	else
		guess(t, head);
	for (unsigned part = 0; r == 0 && part <= PART_AMOUNT; part++)
		if (!t->column[part])
			r = err_set(err_r, EINVAL,
				"%s: no column is called \"%s\" or the like; "
				"--map %s=NUMBER names it",
				source_name(t->import->source), part_names[part],
				part_names[part]);
	if (r == 0 && !t->column[PART_ASSET] && !t->import->options->asset.n &&
		!t->import->options->chain.n)
		r = err_set(err_r, EINVAL,
			"%s: of what are these amounts? --chain names the chain or bank, "
			"--asset the asset",
			source_name(t->import->source));
	return r;
}

/* ---- one row */

static struct span field_of(
	const struct table *t, const struct csv_record *r, enum part part)
{
	unsigned i = t->column[part];
	return i && i <= r->count ? span_trim(r->field[i - 1]) : SPAN("");
}

/* Decimals of ISO 4217's currencies, where they are not two. */
static unsigned currency_decimals(struct span code)
{
	static const char none[] =
		"BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF ",
			  three[] = "BHD IQD JOD KWD LYD OMR TND ";
	for (size_t i = 0; i + 4 < sizeof(none); i += 4)
		if (span_equal(code, span_of(none + i, 3)))
			return 0;
	for (size_t i = 0; i + 4 < sizeof(three); i += 4)
		if (span_equal(code, span_of(three + i, 3)))
			return 3;
	return 2;
}

static bool is_currency(struct span s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < 'A' || s.p[i] > 'Z')
			return false;
	return s.n == 3;
}

static unsigned decimals_of(const struct table *t, struct span asset)
{
	const struct import_options *o = t->import->options;
	return !o->decimals_given && is_currency(asset) ? currency_decimals(asset)
							: o->decimals;
}

/* "bank/EUR", "ethereum/0x...", or the chain's own coin where no asset is told. */
static int take_asset(struct table *t, struct span name, struct err *err_r)
{
	if (t->has_last && span_equal(name, t->last_asset))
		return 0;
	int r = import_asset(t->import, name, name.n ? name : t->import->options->symbol,
		decimals_of(t, name), &t->last_number, err_r);
	t->last_asset = arena_copy(t->import->arena, name);
	t->has_last = r == 0;
	return r;
}

static bool take_id(
	const struct table *t, struct arena *a, struct span text, unsigned char id_r[32])
{
	struct span hex =
		span_starts_with_nocase(text, SPAN("0x")) ? span_skip(text, 2) : text;
	if (num_hex_bytes(hex, id_r, 32))
		return true;
	/* A bank's reference: the account's bank is in it by the chain's name. */
	struct digest *d = digest_create(a, DIGEST_SHA256);
	digest_add(d, t->import->options->chain);
	digest_add(d, SPAN("\n"));
	digest_add(d, text);
	digest_end(d, id_r);
	return text.n > 0;
}

static bool take_number(struct span text, uint32_t *number_r)
{
	uint64_t n = 0;
	bool good = text.n == 0 || num_parse(text, UINT32_MAX, &n);
	*number_r = (uint32_t)n;
	return good;
}

/* A row as it was read, before anything of the ledger is asked. */
struct read_row {
	struct transfer row;
	struct name_wanted from, to;
	struct span asset, text;
	unsigned char id[32];
	bool has_id;
	const char *why; /* NULL, or why it cannot be taken */
	uint64_t line;
};

/* Some lines, and the rows that a second thread makes of them. */
struct piece {
	const struct table *table;
	struct arena *scratch;
	struct span lines;
	bool again;		     /* they are in the ledger: they are only counted */
	uint64_t first_line, number; /* lines, and rows, before it */
	uint64_t end;	  /* place in the source behind it, where a block ends; 0 */
	struct big rows;  /* struct read_row */
	struct big names; /* of the rows, as they are stored */
	size_t count, name_bytes;
	uint64_t line_count, row_count;
};

/* Stored names of a piece need two bytes more each than their text. */
static const char *read_name(
	struct piece *p, struct span text, const char *why, struct name_wanted *wanted_r)
{
	unsigned char *out = (unsigned char *)p->names.p + p->name_bytes;
	unsigned n = name_store(text, out);
	p->name_bytes += n;
	*wanted_r = writer_want(p->table->import->writer, span_of(out, n));
	return n ? NULL : why;
}

static const char *read_place(
	const struct table *t, const struct csv_record *r, struct read_row *out)
{
	struct transfer_order *order = &out->row.order;
	if (t->column[PART_TIME]) {
		if (!import_time(field_of(t, r, PART_TIME), &order->time_s))
			return "no time, or none from 1970 to 2106";
	} else if (t->import->options->no_time_s) {
		order->time_s = t->import->options->no_time_s;
	} else {
		return "no time; --no-time DATE gives one to all";
	}
	if (!take_number(field_of(t, r, PART_BLOCK), &order->block) ||
		!take_number(field_of(t, r, PART_TX_INDEX), &order->tx_index))
		return "block and index must be numbers";
	if (t->column[PART_POSITION] &&
		!take_number(field_of(t, r, PART_POSITION), &order->position))
		return "the position must be a number";
	if (!out->has_id)
		order->tx_index = 0;
	return NULL;
}

static const char *read_row(
	struct piece *p, const struct csv_record *r, struct read_row *out)
{
	const struct table *t = p->table;
	struct span asset = field_of(t, r, PART_ASSET);
	if (r->broken)
		return "a quote that does not end, or too many fields";
	if (t->column[PART_ASSET] && asset.n == 0)
		return "no asset";
	out->asset = asset.n ? asset : t->import->options->asset;
	if (!u256_parse_scaled(field_of(t, r, PART_AMOUNT), decimals_of(t, out->asset),
		    &out->row.amount))
		return "no amount, or one with more decimals than the asset has "
		       "(--decimals)";
	out->has_id = t->column[PART_ID] &&
		      take_id(t, p->scratch, field_of(t, r, PART_ID), out->id);
	const char *why = read_place(t, r, out);
	if (!why)
		why = read_name(p, field_of(t, r, PART_FROM), "no sender", &out->from);
	return why ? why : read_name(p, field_of(t, r, PART_TO), "no receiver", &out->to);
}

/* In the second thread: nothing here may touch the ledger. */
static void read_piece(void *job)
{
	struct piece *p = job;
	struct csv_record r;
	struct span rest = p->lines;
	p->count = p->name_bytes = p->line_count = p->row_count = 0;
	/* A column may be both names, and each needs two bytes more than its text. */
	big_grow(&p->names, 4 * p->lines.n + 4 * NAME_BYTES_MAX);
	while (csv_next(p->scratch, &rest, p->table->separator, &r)) {
		p->line_count += r.lines;
		p->row_count++;
		if (p->again)
			continue;
		if ((p->count + 1) * sizeof(struct read_row) > p->rows.bytes)
			big_room(&p->rows, p->count + 1, sizeof(struct read_row));
		struct read_row *out = (struct read_row *)p->rows.p + p->count++;
		out->row = (struct transfer){ .kind = TRANSFER_BANK };
		out->row.order.position = (uint32_t)(p->number + p->row_count - 1);
		out->line = p->first_line + p->line_count;
		out->text = r.text;
		out->why = read_row(p, &r, out);
	}
}

static int take_row(struct table *t, struct read_row *r, struct err *err_r)
{
	struct import *import = t->import;
	import->line = r->line;
	if (!r->why && take_asset(t, r->asset, err_r) < 0)
		r->why = err_r->text;
	if (r->why) {
		import_refuse(import, r->text, r->why);
		return 0;
	}
	r->row.asset = t->last_number;
	return writer_add_wanted(import->writer, &r->row, &r->from, &r->to,
		r->has_id ? r->id : NULL, err_r);
}

static int take_piece(struct table *t, struct piece *p, struct err *err_r)
{
	struct read_row *rows = p->rows.p;
	int r = 0;
	for (size_t i = 0; i < p->count && r == 0; i++)
		r = take_row(t, &rows[i], err_r);
	writer_settle(t->import->writer); /* the names are the piece's */
	if (r == 0 && p->end && !p->again)
		r = import_mark_at(t->import, p->end, err_r);
	return r;
}

/* ---- the table */

/* The first line names the columns; where --map tells their numbers and its amount is one,
 * it is a row. */
static int read_head(struct table *t, struct err *err_r)
{
	struct span block, rest;
	struct csv_record head;
	int r = source_peek(t->import->source, SOURCE_BLOCK, &block, err_r);
	if (r < 0)
		return r;
	rest = block;
	t->separator = csv_separator(span_take(block, span_find_byte(block, '\n')));
	if (!csv_next(t->import->scratch, &rest, t->separator, &head))
		return err_set(
			err_r, EINVAL, "%s is empty", source_name(t->import->source));
	r = know_columns(t, &head, err_r);
	struct u256 amount;
	if (r < 0 || u256_parse_scaled(field_of(t, &head, PART_AMOUNT),
			     LEDGER_DECIMALS_MAX, &amount))
		return r;
	t->import->line = head.lines;
	source_take(t->import->source, (size_t)(rest.p - block.p));
	return 0;
}

static unsigned taste(struct span head, const char *name)
{
	(void)name;
	struct span line = span_line(&head);
	unsigned char separator = csv_separator(line);
	return span_find_byte(line, separator) != SPAN_NONE && line.n &&
			       line.p[0] != '{' && line.p[0] != '['
		       ? 1
		       : 0;
}

/* Lines of the source in pieces; a piece does not end within quotes, as far as the block tells. */
struct pieces {
	struct table *table;
	struct span block; /* what is left of it */
	uint64_t line, row;
};

enum { PIECE_BYTES = 256 << 10 };

static struct span take_lines(struct span *block)
{
	size_t n = block->n;
	if (n > PIECE_BYTES && !memchr(block->p, '"', n)) {
		const unsigned char *end =
			memchr(block->p + PIECE_BYTES, '\n', n - PIECE_BYTES);
		n = end ? (size_t)(end - block->p) + 1 : n;
	}
	struct span lines = span_take(*block, n);
	*block = span_skip(*block, n);
	return lines;
}

/* `p->lines` is empty at the end of the source. */
static int next_piece(struct pieces *in, struct piece *p, struct err *err_r)
{
	struct source *source = in->table->import->source;
	int r = in->block.n ? 0 : source_lines(source, &in->block, err_r);
	if (r < 0)
		return r;
	arena_reset(p->scratch);
	p->lines = take_lines(&in->block);
	if (!source_stays(source))
		p->lines = arena_copy(p->scratch, p->lines);
	p->end = in->block.n ? 0 : source_place(source);
	p->again = source_place(source) <= in->table->import->resume_at;
	p->table = in->table;
	return 0;
}

/* Has the next piece read, behind what was read before; nothing at the end of the source. */
static int read_ahead(
	struct pieces *in, struct ahead *ahead, struct piece *p, struct err *err_r)
{
	int r = next_piece(in, p, err_r);
	p->first_line = in->line;
	p->number = in->row;
	if (r == 0 && p->lines.n)
		ahead_give(ahead, p);
	return r;
}

/* While one piece is added to the ledger, the next is read. */
static int read_all(
	struct table *t, struct ahead *ahead, struct piece piece[2], struct err *err_r)
{
	struct pieces in = { .table = t, .line = t->import->line };
	int r = read_ahead(&in, ahead, &piece[0], err_r);
	for (unsigned now = 0; r == 0 && piece[now].lines.n; now ^= 1) {
		ahead_wait(ahead);
		in.line += piece[now].line_count;
		in.row += piece[now].row_count;
		r = read_ahead(&in, ahead, &piece[now ^ 1], err_r);
		if (r == 0)
			r = take_piece(t, &piece[now], err_r);
	}
	return r;
}

static int run(struct import *import, struct err *err_r)
{
	struct table t = { .import = import };
	int r = read_head(&t, err_r);
	if (r < 0)
		return r;
	struct piece piece[2] = { { .scratch = arena_create(SIZE_MAX) },
		{ .scratch = arena_create(SIZE_MAX) } };
	struct ahead *ahead = ahead_start(read_piece);
	r = read_all(&t, ahead, piece, err_r);
	ahead_stop(&ahead);
	for (unsigned i = 0; i < 2; i++) {
		arena_destroy(&piece[i].scratch);
		big_free(&piece[i].rows);
		big_free(&piece[i].names);
	}
	return r;
}

const struct import_form import_form_csv = {
	.name = "csv",
	.title = "a table of transfers, with a line of column names or --map",
	.taste = taste,
	.run = run,
};
