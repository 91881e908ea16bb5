/* What reports on money share (say_money.h). */
#include "report/say_money.h"

#include "report/escape.h"

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
