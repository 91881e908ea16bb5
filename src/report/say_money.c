/* What reports on money share (say_money.h). */
#include "report/say_money.h"

#include "report/escape.h"

struct text money_begin(struct money_paper *p)
{
	struct text line;
	text_init(&line, p->scratch, 1 << 18);
	return line;
}

void money_write(struct money_paper *p, struct text *line)
{
	p->write(p->state, text_span(line));
	arena_reset(p->scratch);
}

struct span money_account(struct money_paper *p, uint32_t account)
{
	return p->edges->ops->account_name(p->edges, p->scratch, account);
}

void money_add_account(struct money_paper *p, struct text *line, uint32_t account)
{
	struct trace_label label;
	escape_terminal(line, money_account(p, account));
	if (!p->label || !p->label(p->state, account, &label))
		return;
	text_add_cstr(line, " [");
	escape_terminal(line, label.text);
	text_add_byte(line, ']');
}

void say_amount(struct text *t, struct edges *edges, struct u256 amount, uint32_t asset)
{
	const struct asset *a = edges->ops->asset(edges, asset);
	u256_print(t, amount, a ? a->decimals : 0);
	text_add_byte(t, ' ');
	if (a)
		escape_terminal(t, a->symbol.n ? a->symbol : a->name);
}

void say_transaction(struct text *t, struct edges *edges, const struct transfer *row)
{
	unsigned char id[32];
	if (!edges->ops->transaction_id(edges, row, id))
		return;
	for (size_t i = 0; i < sizeof(id); i++)
		text_printf(t, "%02x", id[i]);
}

void say_json(struct text *t, const char *key, struct span value)
{
	text_printf(t, "\"%s\":\"", key);
	escape_json(t, value);
	text_add_byte(t, '"');
}

void say_json_amount(struct text *t, struct edges *edges, const char *key,
	struct u256 amount, uint32_t asset)
{
	const struct asset *a = edges->ops->asset(edges, asset);
	text_printf(t, "\"%s\":\"", key);
	u256_print(t, amount, a ? a->decimals : 0);
	text_add_byte(t, '"');
}

void say_json_sum(struct text *t, struct edges *edges, const char *key,
	struct u256 amount, uint32_t asset)
{
	const struct asset *a = edges->ops->asset(edges, asset);
	say_json(t, "asset", a ? a->name : SPAN(""));
	text_add_byte(t, ',');
	say_json_amount(t, edges, key, amount, asset);
}

void say_json_label(struct text *t, struct money_paper *p, uint32_t account)
{
	struct trace_label label;
	if (!p->label || !p->label(p->state, account, &label))
		return;
	text_add_byte(t, ',');
	say_json(t, "label", label.text);
	text_add_byte(t, ',');
	say_json(t, "source", label.source);
}

enum { NAME_BYTES_MAX = 1 << 16 };

void say_account(struct text *t, struct edges *edges, uint32_t account)
{
	struct arena *a = arena_create(NAME_BYTES_MAX);
	escape_terminal(t, edges->ops->account_name(edges, a, account));
	arena_destroy(&a);
}

void say_json_account(
	struct text *t, struct edges *edges, const char *key, uint32_t account)
{
	struct arena *a = arena_create(NAME_BYTES_MAX);
	say_json(t, key, edges->ops->account_name(edges, a, account));
	arena_destroy(&a);
}
