/* A ranking for people and for programs (rank.h). */
#include "report/rank.h"

const char *rank_method_name(enum rank_method method)
{
	static const char *const names[] = { "none", "appr", "ttr" };
	return names[method];
}

static const char *plural(unsigned n)
{
	return n == 1 ? "" : "s";
}

static void print_one(struct rank_report *r, const struct ranked *one)
{
	struct text t = money_begin(&r->paper);
	const struct asset *asset =
		r->paper.edges->ops->asset(r->paper.edges, one->asset);
	text_printf(&t, "  %.6f  ", one->rank);
	money_add_account(&r->paper, &t, one->account);
	text_printf(&t, "  %.*s, %u payment%s away%s\n", SPAN_ARG(asset->name), one->hop,
		plural(one->hop),
		one->is_busy ? "; so many transfers as only a service has" : "");
	money_write(&r->paper, &t);
}

static void print_text(struct rank_report *r, size_t shown)
{
	struct text t = money_begin(&r->paper);
	text_printf(&t,
		"By the ranking \"%s\": %zu accounts, the nearest first%s\n"
		"  A rank is an order in which to look. It is no proof, and says nothing "
		"of "
		"whose money it was.\n",
		rank_method_name(r->method), r->ranks->count,
		r->ranks->broken_off ? "; broken off, more could be found" : "");
	money_write(&r->paper, &t);
	for (size_t i = 0; i < shown; i++)
		print_one(r, &r->ranks->ranked[i]);
	t = money_begin(&r->paper);
	if (shown < r->ranks->count)
		text_printf(&t, "  ... and %zu more (--lines 0 shows all)\n",
			r->ranks->count - shown);
	money_write(&r->paper, &t);
}

static void json_one(struct rank_report *r, const struct ranked *one, bool first)
{
	struct text t = money_begin(&r->paper);
	text_add_cstr(&t, first ? "{" : ",{");
	say_json_account(&t, r->paper.edges, "account", one->account);
	text_add_byte(&t, ',');
	say_json(&t, "asset",
		r->paper.edges->ops->asset(r->paper.edges, one->asset)->name);
	text_printf(&t, ",\"rank\":%.9f,\"hop\":%u,\"busy\":%s", one->rank, one->hop,
		one->is_busy ? "true" : "false");
	say_json_label(&t, &r->paper, one->account);
	text_add_byte(&t, '}');
	money_write(&r->paper, &t);
}

static void print_json(struct rank_report *r, size_t shown)
{
	struct text t = money_begin(&r->paper);
	text_printf(&t,
		"{\"schema\":\"assay-rank-1\",\"method\":\"%s\",\"accounts\":%zu,"
		"\"looked_at\":%llu,\"left\":%.9f,\"broken_off\":%s,\"ranks\":[",
		rank_method_name(r->method), r->ranks->count,
		(unsigned long long)r->ranks->rows, r->ranks->left,
		r->ranks->broken_off ? "true" : "false");
	money_write(&r->paper, &t);
	for (size_t i = 0; i < shown; i++)
		json_one(r, &r->ranks->ranked[i], i == 0);
	t = money_begin(&r->paper);
	text_add_cstr(&t, "]}\n");
	money_write(&r->paper, &t);
}

void rank_print(struct rank_report *r, bool json)
{
	size_t all = r->ranks->count;
	size_t shown = r->lines_max && r->lines_max < all ? r->lines_max : all;
	if (json)
		print_json(r, shown);
	else
		print_text(r, shown);
}
