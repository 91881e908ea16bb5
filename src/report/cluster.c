/* Clusters as text and as JSON (cluster.h). */
#include "report/cluster.h"

#include "base/when.h"
#include "report/escape.h"

/* ---- text */

static void print_member(struct cluster_report *r, const struct cluster_member *m)
{
	static const char *const words[CLUSTER_KINDS] = {
		[CLUSTER_INPUTS] = "\n  was spent in one transaction with ",
		[CLUSTER_DEPOSIT] = "\n  paid the same deposit address as ",
		[CLUSTER_CHANGE] = "\n  got what seems to be left of a payment of ",
	};
	struct text t = money_begin(&r->paper);
	money_add_account(&r->paper, &t, m->account);
	text_add_cstr(&t, words[m->kind]);
	escape_terminal(&t, money_account(&r->paper, m->with));
	text_add_cstr(&t, ": ");
	escape_terminal(&t, money_account(&r->paper, m->through));
	text_add_cstr(&t, ", ");
	when_print_day(&t, m->row.order.time_s);
	text_add_byte(&t, '\n');
	money_write(&r->paper, &t);
}

static void print_first(struct cluster_report *r, const struct cluster_member *m)
{
	struct text t = money_begin(&r->paper);
	money_add_account(&r->paper, &t, m->account);
	text_add_cstr(&t, "\n  was asked about\n");
	money_write(&r->paper, &t);
}

static void print_end(struct cluster_report *r)
{
	const struct cluster *c = r->cluster;
	struct text t = money_begin(&r->paper);
	text_printf(&t,
		"\n%zu addresses are consistent with the same owner. Each stands with "
		"what "
		"brought it\nin, which can be wrong; --without leaves out an address, a "
		"transaction or a deposit\naddress, and all that hangs on it.\n",
		c->count - c->first);
	if (c->joins)
		text_printf(&t,
			"%zu transactions have the form of a CoinJoin, and were not "
			"used.\n",
			c->joins);
	if (c->unknown)
		text_printf(&t,
			"%zu inputs are of addresses that the ledger does not have.\n",
			c->unknown);
	if (c->busy)
		text_printf(&t,
			"%zu payments to deposit addresses are of accounts that are too "
			"busy "
			"to be one customer.\n",
			c->busy);
	if (c->cut)
		text_add_cstr(&t, "Not all was looked at: there may be more.\n");
	money_write(&r->paper, &t);
}

void cluster_print_text(struct cluster_report *r)
{
	const struct cluster *c = r->cluster;
	for (size_t i = 0; i < c->count; i++)
		(i < c->first ? print_first : print_member)(r, &c->members[i]);
	print_end(r);
}

/* ---- JSON */

static void json_member(struct cluster_report *r, const struct cluster_member *m)
{
	struct text t = money_begin(&r->paper);
	text_add_byte(&t, '{');
	say_json(&t, "address", money_account(&r->paper, m->account));
	text_add_byte(&t, ',');
	say_json(&t, "by", span_from_cstr(cluster_kind_name(m->kind)));
	text_add_byte(&t, ',');
	say_json(&t, "with", money_account(&r->paper, m->with));
	text_add_byte(&t, ',');
	say_json(&t, "through", money_account(&r->paper, m->through));
	text_add_cstr(&t, ",\"time\":\"");
	when_print(&t, m->row.order.time_s);
	text_add_cstr(&t, "\",\"tx\":\"");
	say_transaction(&t, r->paper.edges, &m->row);
	text_add_cstr(&t, "\"}");
	money_write(&r->paper, &t);
}

static void write_cstr(struct cluster_report *r, const char *s)
{
	r->paper.write(r->paper.state, span_from_cstr(s));
}

void cluster_print_json(struct cluster_report *r)
{
	const struct cluster *c = r->cluster;
	struct text t = money_begin(&r->paper);
	text_add_cstr(&t, "{\"schema\":\"assay-cluster-1\",\"of\":[");
	money_write(&r->paper, &t);
	for (size_t i = 0; i < c->first; i++) {
		t = money_begin(&r->paper);
		text_add_cstr(&t, i ? ",\"" : "\"");
		escape_json(&t, money_account(&r->paper, c->members[i].account));
		text_add_byte(&t, '"');
		money_write(&r->paper, &t);
	}
	write_cstr(r, "],\"members\":[");
	for (size_t i = c->first; i < c->count; i++) {
		write_cstr(r, i > c->first ? "," : "");
		json_member(r, &c->members[i]);
	}
	t = money_begin(&r->paper);
	text_printf(&t,
		"],\"coinjoins\":%zu,\"unknown\":%zu,\"busy\":%zu,\"whole\":%s}\n",
		c->joins, c->unknown, c->busy, c->cut ? "false" : "true");
	money_write(&r->paper, &t);
}
