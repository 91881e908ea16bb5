/* A trace for programs: JSON (docs/schema/trace-1.json), a table of transfers, and the graph
 * for Graphviz and for whatever reads GraphML. */
#include "base/when.h"
#include "report/escape.h"
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
	text_printf(&t, ",\"origin\":%u,\"hop\":%u,\"tx\":\"", e->origin, e->hop);
	say_transaction(&t, r->paper.edges, &e->transfer);
	text_add_cstr(&t, "\"}");
	money_write(&r->paper, &t);
}

static void json_end(struct trace_report *r, const struct trace_end *e, bool first)
{
	struct text t = money_begin(&r->paper);
	struct trace_label label;
	text_add_cstr(&t, first ? "{" : ",{");
	say_json(&t, "account", trace_account(r, r->paper.scratch, e->account));
	text_add_byte(&t, ',');
	say_json_sum(&t, r->paper.edges, "amount", e->amount, e->asset);
	text_printf(&t, ",\"stop\":\"%s\",\"hop\":%u,\"last\":\"", stop_name(e->stop),
		e->hop);
	when_print(&t, e->last_s);
	text_add_byte(&t, '"');
	if (r->paper.label && r->paper.label(r->paper.state, e->account, &label)) {
		text_add_byte(&t, ',');
		say_json(&t, "label", label.text);
		text_add_byte(&t, ',');
		say_json(&t, "source", label.source);
	}
	text_add_byte(&t, '}');
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
	t = money_begin(&r->paper);
	text_add_cstr(&t, "]}\n");
	money_write(&r->paper, &t);
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
	text_add_cstr(&t, "\r\n");
	money_write(&r->paper, &t);
}

void trace_print_csv(struct trace_report *r)
{
	struct text t = money_begin(&r->paper);
	text_add_cstr(&t, "rule,hop,time,from,to,amount,tainted,asset,kind,tx\r\n");
	money_write(&r->paper, &t);
	for (size_t i = 0; i < r->trace_count; i++)
		for (size_t k = 0; k < r->traces[i].edge_count; k++)
			csv_edge(r, r->traces[i].rule, &r->traces[i].edges[k]);
}

/* ---- graphs */

/* Inside quotes of DOT, on one line. */
static void add_dot(struct trace_report *r, struct text *t, struct span s)
{
	struct text plain = money_begin(&r->paper);
	escape_terminal(&plain, s);
	for (size_t i = 0; i < plain.n; i++) {
		if (plain.p[i] == '"' || plain.p[i] == '\\')
			text_add_byte(t, '\\');
		text_add_byte(t, (unsigned char)plain.p[i]);
	}
}

/* An address is known by its ends. */
static struct span shortened(struct trace_report *r, struct span name)
{
	enum { HEAD = 10, TAIL = 6 };
	if (name.n <= HEAD + TAIL + 3)
		return name;
	return span_from_cstr(arena_printf(r->paper.scratch, "%.*s...%.*s", HEAD,
		(const char *)name.p, TAIL, (const char *)name.p + name.n - TAIL));
}

static void dot_node(struct trace_report *r, uint32_t account, const char *look)
{
	struct text t = money_begin(&r->paper);
	struct span name = trace_account(r, r->paper.scratch, account);
	struct trace_label label;
	text_add_cstr(&t, "  \"");
	add_dot(r, &t, name);
	text_add_cstr(&t, "\" [label=\"");
	if (r->paper.label && r->paper.label(r->paper.state, account, &label)) {
		add_dot(r, &t, label.text);
		text_add_cstr(&t, "\\n");
	}
	add_dot(r, &t, shortened(r, name));
	text_printf(&t, "\"%s];\n", look);
	money_write(&r->paper, &t);
}

static void dot_flow(struct trace_report *r, const struct flow *f)
{
	struct text t = money_begin(&r->paper);
	text_add_cstr(&t, "  \"");
	add_dot(r, &t, trace_account(r, r->paper.scratch, f->from));
	text_add_cstr(&t, "\" -> \"");
	add_dot(r, &t, trace_account(r, r->paper.scratch, f->to));
	text_add_cstr(&t, "\" [label=\"");
	struct text amount = money_begin(&r->paper);
	say_amount(&amount, r->paper.edges, f->tainted, f->asset);
	add_dot(r, &t, text_span(&amount));
	if (f->count > 1)
		text_printf(&t, "\\n%zu transfers", f->count);
	text_add_cstr(&t, "\\n");
	struct text day = money_begin(&r->paper);
	when_print(&day, f->first_s);
	text_add(&t, span_take(text_span(&day), 10));
	text_printf(&t, "\"%s];\n", f->hop ? "" : ",color=\"#b00020\"");
	money_write(&r->paper, &t);
}

static const char *const stop_looks[STOPS] = {
	[STOP_SERVICE] = ",shape=house,fillcolor=\"#d0e4ff\"",
	[STOP_BUSY] = ",shape=house,fillcolor=\"#e6f0ff\"",
	[STOP_MIXER] = ",shape=octagon,fillcolor=\"#e8d5ff\"",
	[STOP_BRIDGE] = ",shape=cds,fillcolor=\"#d5ffe4\"",
	[STOP_FEE] = ",shape=plain",
	[STOP_BURNED] = ",shape=plain",
};

void trace_print_dot(struct trace_report *r)
{
	const struct trace *trace = &r->traces[0];
	size_t count;
	struct flow *flows = trace_flows(r, trace, &count);
	struct text t = money_begin(&r->paper);
	text_printf(&t,
		"digraph \"assay trace, %s\" {\n  rankdir=LR; ranksep=1.2;\n"
		"  node [shape=box,style=\"filled,rounded\",fillcolor=\"#ffffff\","
		"fontname=\"sans-serif\",fontsize=10];\n"
		"  edge [fontname=\"sans-serif\",fontsize=9,color=\"#606060\"];\n",
		rule_name(trace->rule));
	money_write(&r->paper, &t);
	const struct trace_end **ends = trace_ends(r, trace);
	for (size_t i = 0; i < trace->end_count; i++)
		dot_node(r, ends[i]->account,
			stop_looks[ends[i]->stop] ? stop_looks[ends[i]->stop]
						  : ",fillcolor=\"#fff2cc\"");
	for (size_t i = 0; i < count; i++)
		if (flows[i].hop == 0)
			dot_node(r, flows[i].to, ",fillcolor=\"#ffd5d5\"");
	for (size_t i = 0; i < count; i++)
		dot_flow(r, &flows[i]);
	t = money_begin(&r->paper);
	text_add_cstr(&t, "}\n");
	money_write(&r->paper, &t);
}

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
		"tx" };
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
