/* A trace for programs: JSON (docs/schema/trace-1.json), a table of transfers, and the whole graph
 * as GraphML. */
#include "base/when.h"
#include "report/escape.h"
#include "report/stop.h"
#include "report/trace_inside.h"

static struct span asset_name(struct trace_report *r, uint32_t asset)
{
	const struct asset *a = r->paper.edges->ops->asset(r->paper.edges, asset);
	return a ? a->name : SPAN("");
}

static void add_number(
	struct trace_report *r, struct text *t, struct u256 n, uint32_t asset)
{
	const struct asset *a = r->paper.edges->ops->asset(r->paper.edges, asset);
	u256_print(t, n, a ? a->decimals : 0);
}

/* ---- JSON: amounts are texts, for they are exact */

static void json_edge(struct trace_report *r, const struct trace_edge *e, bool first)
{
	struct text t = money_begin(&r->paper);
	text_add_cstr(&t, first ? "{\"time\":\"" : ",{\"time\":\"");
	when_print(&t, e->transfer.order.time_s);
	text_printf(&t, "\",\"block\":%u,\"position\":%u,\"kind\":\"%s\",",
		e->transfer.order.block, e->transfer.order.position,
		transfer_kind_name(e->transfer.kind));
	say_json(&t, "from", trace_account(r, r->paper.scratch, e->transfer.from));
	text_add_byte(&t, ',');
	say_json(&t, "to", trace_account(r, r->paper.scratch, e->transfer.to));
	text_add_byte(&t, ',');
	say_json_sum(&t, r->paper.edges, "amount", e->transfer.amount, e->transfer.asset);
	text_add_byte(&t, ',');
	say_json_amount(&t, r->paper.edges, "tainted", e->tainted, e->transfer.asset);
	text_printf(&t, ",\"origin\":%u,\"hop\":%u,", e->origin, e->hop);
	if (e->is_exchange) {
		say_json(&t, "exchange_of", trace_account(r, r->paper.scratch, e->by));
		text_add_byte(&t, ',');
	}
	text_add_cstr(&t, "\"tx\":\"");
	say_transaction(&t, r->paper.edges, &e->transfer);
	text_add_cstr(&t, "\"}");
	money_write(&r->paper, &t);
}

static void json_end(struct trace_report *r, const struct trace_end *e, bool first)
{
	struct text t = money_begin(&r->paper);
	text_add_cstr(&t, first ? "{" : ",{");
	say_json(&t, "account", trace_account(r, r->paper.scratch, e->account));
	text_add_byte(&t, ',');
	say_json_sum(&t, r->paper.edges, "amount", e->amount, e->asset);
	text_printf(&t, ",\"stop\":\"%s\",\"hop\":%u,\"last\":\"", stop_name(e->stop),
		e->hop);
	when_print(&t, e->last_s);
	text_add_byte(&t, '"');
	say_json_label(&t, &r->paper, e->account);
	text_add_byte(&t, '}');
	money_write(&r->paper, &t);
}

static void json_stages(struct trace_report *r, const struct trace *trace)
{
	size_t count;
	const struct stage_sum *sums = trace_stages(r, trace, &count);
	struct text t = money_begin(&r->paper);
	text_add_cstr(&t, "],\"stages\":[");
	for (size_t i = 0; i < count; i++) {
		text_printf(&t, "%s{\"stage\":\"%s\",", i ? "," : "",
			trace_stage_name(sums[i].stage));
		say_json_sum(&t, r->paper.edges, "amount", sums[i].amount, sums[i].asset);
		text_add_cstr(&t, ",\"first\":\"");
		when_print(&t, sums[i].first_s);
		text_add_cstr(&t, "\",\"last\":\"");
		when_print(&t, sums[i].last_s);
		text_printf(&t, "\",\"transfers\":%zu}", sums[i].count);
		money_write(&r->paper, &t);
		t = money_begin(&r->paper);
	}
	text_add_cstr(&t, "]}\n");
	money_write(&r->paper, &t);
}

static void json_trace(struct trace_report *r, const struct trace *trace)
{
	const struct trace_end **ends = trace_ends(r, trace);
	struct text t = money_begin(&r->paper);
	text_printf(&t,
		"{\"schema\":\"assay-trace-1\",\"rule\":\"%s\",\"accounts\":%llu,"
		"\"looked_at\":%llu,\"left_out\":%llu,\"broken_off\":%s,\"sums\":[",
		rule_name(trace->rule), (unsigned long long)trace->accounts,
		(unsigned long long)trace->rows, (unsigned long long)trace->left_out,
		trace->broken_off ? "true" : "false");
	for (size_t i = 0; i < trace->sum_count; i++) {
		const struct trace_sum *sum = &trace->sums[i];
		text_add_cstr(&t, i ? ",{" : "{");
		say_json_sum(&t, r->paper.edges, "stolen", sum->stolen, sum->asset);
		text_add_byte(&t, ',');
		say_json_amount(&t, r->paper.edges, "ended", sum->ended, sum->asset);
		text_add_byte(&t, ',');
		say_json_amount(
			&t, r->paper.edges, "exchanged", sum->exchanged, sum->asset);
		text_add_byte(&t, '}');
	}
	text_add_cstr(&t, "],\"transfers\":[");
	money_write(&r->paper, &t);
	for (size_t i = 0; i < trace->edge_count; i++)
		json_edge(r, &trace->edges[i], i == 0);
	t = money_begin(&r->paper);
	text_add_cstr(&t, "],\"ends\":[");
	money_write(&r->paper, &t);
	for (size_t i = 0; i < trace->end_count; i++)
		json_end(r, ends[i], i == 0);
	json_stages(r, trace);
}

void trace_print_json(struct trace_report *r)
{
	for (size_t i = 0; i < r->trace_count; i++)
		json_trace(r, &r->traces[i]);
}

/* ---- a table */

/* Quoted (RFC 4180); what a spreadsheet takes for a formula begins with an apostrophe. */
static void add_csv(struct text *t, struct span s)
{
	text_add_byte(t, '"');
	if (s.n && memchr("=+-@", s.p[0], 4))
		text_add_byte(t, '\'');
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '"')
			text_add_byte(t, '"');
		text_add_byte(t, s.p[i] < ' ' ? '?' : s.p[i]);
	}
	text_add_byte(t, '"');
}

static void csv_edge(struct trace_report *r, enum rule rule, const struct trace_edge *e)
{
	struct text t = money_begin(&r->paper);
	text_printf(&t, "%s,%u,", rule_name(rule), e->hop);
	when_print(&t, e->transfer.order.time_s);
	text_add_byte(&t, ',');
	add_csv(&t, trace_account(r, r->paper.scratch, e->transfer.from));
	text_add_byte(&t, ',');
	add_csv(&t, trace_account(r, r->paper.scratch, e->transfer.to));
	text_add_byte(&t, ',');
	add_number(r, &t, e->transfer.amount, e->transfer.asset);
	text_add_byte(&t, ',');
	add_number(r, &t, e->tainted, e->transfer.asset);
	text_add_byte(&t, ',');
	add_csv(&t, asset_name(r, e->transfer.asset));
	text_printf(&t, ",%s,", transfer_kind_name(e->transfer.kind));
	say_transaction(&t, r->paper.edges, &e->transfer);
	text_add_byte(&t, ',');
	if (e->is_exchange)
		add_csv(&t, trace_account(r, r->paper.scratch, e->by));
	text_add_cstr(&t, "\r\n");
	money_write(&r->paper, &t);
}

void trace_print_csv(struct trace_report *r)
{
	struct text t = money_begin(&r->paper);
	text_add_cstr(
		&t, "rule,hop,time,from,to,amount,tainted,asset,kind,tx,exchange_of\r\n");
	money_write(&r->paper, &t);
	for (size_t i = 0; i < r->trace_count; i++)
		for (size_t k = 0; k < r->traces[i].edge_count; k++)
			csv_edge(r, r->traces[i].rule, &r->traces[i].edges[k]);
}

/* ---- a graph */

static void add_xml(struct trace_report *r, struct text *t, struct span s)
{
	struct text plain = money_begin(&r->paper);
	escape_terminal(&plain, s);
	for (size_t i = 0; i < plain.n; i++) {
		unsigned char c = (unsigned char)plain.p[i];
		text_add_cstr(t, c == '<'   ? "&lt;"
				 : c == '&' ? "&amp;"
				 : c == '"' ? "&quot;"
					    : "");
		if (c != '<' && c != '&' && c != '"')
			text_add_byte(t, c);
	}
}

static void graphml_edge(struct trace_report *r, const struct trace_edge *e)
{
	struct text t = money_begin(&r->paper);
	text_add_cstr(&t, "<edge source=\"");
	add_xml(r, &t, trace_account(r, r->paper.scratch, e->transfer.from));
	text_add_cstr(&t, "\" target=\"");
	add_xml(r, &t, trace_account(r, r->paper.scratch, e->transfer.to));
	text_add_cstr(&t, "\"><data key=\"asset\">");
	add_xml(r, &t, asset_name(r, e->transfer.asset));
	text_add_cstr(&t, "</data><data key=\"amount\">");
	add_number(r, &t, e->transfer.amount, e->transfer.asset);
	text_add_cstr(&t, "</data><data key=\"tainted\">");
	add_number(r, &t, e->tainted, e->transfer.asset);
	text_add_cstr(&t, "</data><data key=\"time\">");
	when_print(&t, e->transfer.order.time_s);
	text_printf(&t, "</data><data key=\"hop\">%u</data><data key=\"tx\">", e->hop);
	say_transaction(&t, r->paper.edges, &e->transfer);
	if (e->is_exchange) {
		text_add_cstr(&t, "</data><data key=\"exchange_of\">");
		add_xml(r, &t, trace_account(r, r->paper.scratch, e->by));
	}
	text_add_cstr(&t, "</data></edge>\n");
	money_write(&r->paper, &t);
}

static void graphml_node(struct trace_report *r, uint32_t account)
{
	struct text t = money_begin(&r->paper);
	text_add_cstr(&t, "<node id=\"");
	add_xml(r, &t, trace_account(r, r->paper.scratch, account));
	text_add_cstr(&t, "\"/>\n");
	money_write(&r->paper, &t);
}

void trace_print_graphml(struct trace_report *r)
{
	const struct trace *trace = &r->traces[0];
	static const char *const keys[] = { "asset", "amount", "tainted", "time", "hop",
		"tx", "exchange_of" };
	struct text t = money_begin(&r->paper);
	text_add_cstr(&t, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
			  "<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">\n");
	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
		text_printf(&t,
			"<key id=\"%s\" for=\"edge\" attr.name=\"%s\" "
			"attr.type=\"string\"/>\n",
			keys[i], keys[i]);
	text_add_cstr(&t, "<graph edgedefault=\"directed\">\n");
	money_write(&r->paper, &t);
	uint32_t accounts = r->paper.edges->ops->account_count(r->paper.edges);
	bool *told = arena_array(r->arena, accounts + 1ull, sizeof(*told));
	for (size_t i = 0; i < trace->edge_count; i++) {
		const uint32_t both[] = { trace->edges[i].transfer.from,
			trace->edges[i].transfer.to };
		for (size_t k = 0; k < 2; k++)
			if (both[k] < accounts && !told[both[k]]) {
				told[both[k]] = true;
				graphml_node(r, both[k]);
			}
	}
	for (size_t i = 0; i < trace->edge_count; i++)
		graphml_edge(r, &trace->edges[i]);
	t = money_begin(&r->paper);
	text_add_cstr(&t, "</graph>\n</graphml>\n");
	money_write(&r->paper, &t);
}
