/* Any table of transfers: a bank's statement, an explorer's export. Columns are known by the
 * names in the first line, or by --map; a source in which neither names a sender, a receiver
 * and an amount is refused as a whole.
 *
 * Rows without a transaction or reference keep the order of the file within one moment; with
 * one they are known again when they come twice. */
#include <errno.h>
#include <string.h>

#include "base/num.h"
#include "crypto/crypto.h"
#include "import/csv.h"
#include "import/import.h"

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

struct table {
	struct import *import;
	unsigned column[PARTS]; /* from 1; 0: there is none */
	unsigned char separator;
	bool again;    /* these rows are in the ledger: they are only counted */
	uint64_t rows; /* so far: the position of those that have none */
	struct span
		last_asset; /* the asset of the row before, which is mostly that of the next */
	uint32_t last_number;
	unsigned last_decimals;
	bool has_last;
};

/* ---- which column is what */

static bool is_word_of(const char *words, struct span name)
{
	struct span rest = span_from_cstr(words);
	while (rest.p)
		if (span_equal_nocase(span_split(&rest, '|'), name))
			return true;
	return false;
}

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
			if (is_word_of(part_words[part], column_name(head->field[i])))
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

/* "bank/EUR", "ethereum/0x...", or the chain's own coin where no asset is told. */
static int take_asset(struct table *t, struct span name, struct err *err_r)
{
	const struct import_options *o = t->import->options;
	if (t->has_last && span_equal(name, t->last_asset))
		return 0;
	unsigned decimals = o->decimals;
	if (!o->decimals_given && is_currency(name))
		decimals = currency_decimals(name);
	int r = import_asset(t->import, name, name.n ? name : o->symbol, decimals,
		&t->last_number, err_r);
	t->last_asset = arena_copy(t->import->arena, name);
	t->last_decimals = decimals;
	t->has_last = r == 0;
	return r;
}

static bool take_id(struct table *t, struct span text, unsigned char id_r[32])
{
	struct span hex =
		span_starts_with_nocase(text, SPAN("0x")) ? span_skip(text, 2) : text;
	if (num_hex_bytes(hex, id_r, 32))
		return true;
	/* A bank's reference: the account's bank is in it by the chain's name. */
	struct digest *d = digest_create(t->import->scratch, DIGEST_SHA256);
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

/* NULL, or why the row cannot be taken. */
static const char *read_row(struct table *t, const struct csv_record *r,
	struct transfer *row, unsigned char id[32], bool *has_id_r, struct err *err_r)
{
	struct span asset = field_of(t, r, PART_ASSET);
	if (r->broken)
		return "a quote that does not end, or too many fields";
	if (t->column[PART_ASSET] && asset.n == 0)
		return "no asset";
	if (take_asset(t, asset.n ? asset : t->import->options->asset, err_r) < 0)
		return err_r->text;
	row->asset = t->last_number;
	if (!u256_parse_scaled(
		    field_of(t, r, PART_AMOUNT), t->last_decimals, &row->amount))
		return "no amount, or one with more decimals than the asset has "
		       "(--decimals)";
	if (t->column[PART_TIME]) {
		if (!import_time(field_of(t, r, PART_TIME), &row->order.time_s))
			return "no time, or none from 1970 to 2106";
	} else if (t->import->options->no_time_s) {
		row->order.time_s = t->import->options->no_time_s;
	} else {
		return "no time; --no-time DATE gives one to all";
	}
	struct span ref = field_of(t, r, PART_ID);
	*has_id_r = t->column[PART_ID] && take_id(t, ref, id);
	row->order.position = (uint32_t)t->rows;
	if (!take_number(field_of(t, r, PART_BLOCK), &row->order.block) ||
		!take_number(field_of(t, r, PART_TX_INDEX), &row->order.tx_index))
		return "block and index must be numbers";
	if (t->column[PART_POSITION] &&
		!take_number(field_of(t, r, PART_POSITION), &row->order.position))
		return "the position must be a number";
	if (!*has_id_r)
		row->order.tx_index = 0;
	return NULL;
}

static int take_row(struct table *t, const struct csv_record *r, struct err *err_r)
{
	struct transfer row = { .kind = TRANSFER_BANK };
	unsigned char id[32];
	bool has_id = false;
	const char *why = read_row(t, r, &row, id, &has_id, err_r);
	t->rows++;
	int added = 0;
	if (!why)
		added = writer_add_named(t->import->writer, &row,
			field_of(t, r, PART_FROM), field_of(t, r, PART_TO),
			has_id ? id : NULL, &why, err_r);
	if (why)
		import_refuse(t->import, r->text, why);
	return added;
}

/* ---- the table */

static int read_block(struct table *t, struct span lines, struct err *err_r)
{
	struct csv_record r;
	int failed = 0;
	while (failed == 0 && csv_next(t->import->scratch, &lines, t->separator, &r)) {
		t->import->line += r.lines;
		if (t->again)
			t->rows++;
		else
			failed = take_row(t, &r, err_r);
	}
	return failed;
}

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

static int run(struct import *import, struct err *err_r)
{
	struct table t = { .import = import };
	int r = read_head(&t, err_r);
	for (;;) {
		struct span lines;
		r = r < 0 ? r : source_lines(import->source, &lines, err_r);
		if (r < 0 || lines.n == 0)
			return r;
		t.again = source_place(import->source) <= import->resume_at;
		r = read_block(&t, lines, err_r);
		if (!t.again)
			r = r < 0 ? r : import_mark(import, err_r);
	}
}

const struct import_form import_form_csv = {
	.name = "csv",
	.title = "a table of transfers, with a line of column names or --map",
	.taste = taste,
	.run = run,
};
