/* A trace as a picture, for Graphviz: the accounts through which most of the stolen money went, a box
 * each, and all others put together with whoever paid them. So it can be read whether thirty
 * accounts were reached or thirty thousand. Exact amounts stand in the other forms. */
#include <stdlib.h>

#include "base/when.h"
#include "report/escape.h"
#include "report/stop.h"
#include "report/trace_inside.h"

enum { STAYS_SHOWN = 4, PLACES = 3 };

/* An account that was reached, or that was stolen from. */
struct spot {
	uint32_t account;
	size_t first; /* the number of its first flow: unlike `account`, no matter of imports */
	double in, out; /* parts of all that was stolen, summed over the assets */
	bool is_origin, is_alone;
	struct box *box;
};

/* What stays in a box, of one asset, and why. */
struct stay {
	uint32_t asset;
	enum stop stop;
	struct u256 amount;
	struct stay *next;
};

/* One account, or all those together whose money came through `spot`; of nobody, where NULL. */
struct box {
	const struct spot *spot;
	size_t others; /* accounts put together here; 0: `spot` itself */
	struct stay *stays, **end;
	struct box *more; /* the box of those put together behind this one */
	bool told;
};

struct arrow {
	struct box *from, *to;
	struct flow flow;
};

struct picture {
	struct trace_report *r;
	const struct trace *trace;
	struct flow *flows;
	size_t flow_count;
	struct spot *spots; /* by account */
	size_t spot_count;
	struct box *nobody; /* where money came from that nobody shown had paid */
	struct arrow *arrows;
	size_t arrow_count;
	size_t boxes_alone;
};

/* ---- who was reached */

static int compare_spots(const void *a, const void *b)
{
	const struct spot *x = a, *y = b;
	if (x->account != y->account)
		return x->account < y->account ? -1 : 1;
	return x->first < y->first ? -1 : x->first > y->first;
}

static void find_spots(struct picture *p)
{
	struct spot *all = arena_array(p->r->arena, 2 * p->flow_count, sizeof(*all));
	size_t count = 0;
	for (size_t i = 0; i < p->flow_count; i++) {
		all[2 * i] = (struct spot){ .account = p->flows[i].from, .first = i };
		all[2 * i + 1] = (struct spot){ .account = p->flows[i].to, .first = i };
	}
	if (p->flow_count)
		qsort(all, 2 * p->flow_count, sizeof(*all), compare_spots);
	for (size_t i = 0; i < 2 * p->flow_count; i++)
		if (!count || all[count - 1].account != all[i].account)
			all[count++] = all[i];
	p->spots = all;
	p->spot_count = count;
}

static struct spot *spot_of(const struct picture *p, uint32_t account)
{
	size_t low = 0, high = p->spot_count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (p->spots[middle].account < account)
			low = middle + 1;
		else
			high = middle;
	}
	return low < p->spot_count && p->spots[low].account == account ? &p->spots[low]
								       : NULL;
}

static double share_of(const struct picture *p, const struct flow *f)
{
	for (size_t i = 0; i < p->trace->sum_count; i++)
		if (p->trace->sums[i].asset == f->asset) {
			double all = u256_double(p->trace->sums[i].stolen);
			double share = all > 0 ? u256_double(f->tainted) / all : 1;
			return share < 1 ? share : 1; /* poison counts again and again */
		}
	return 0;
}

static void weigh_spots(struct picture *p)
{
	for (size_t i = 0; i < p->flow_count; i++) {
		const struct flow *f = &p->flows[i];
		struct spot *from = spot_of(p, f->from), *to = spot_of(p, f->to);
		from->out += share_of(p, f);
		to->in += share_of(p, f);
		to->is_origin |= f->hop == 0 && !f->is_exchange;
	}
}

/* ---- who has a box */

static double weight(const struct spot *s)
{
	return s->in > s->out ? s->in : s->out;
}

static int compare_weights(const void *a, const void *b)
{
	const struct spot *x = *(struct spot *const *)a, *y = *(struct spot *const *)b;
	if (x->is_origin != y->is_origin)
		return y->is_origin - x->is_origin;
	if (weight(x) != weight(y))
		return weight(x) > weight(y) ? -1 : 1;
	return x->first < y->first ? -1 : x->first > y->first;
}

static struct box *new_box(struct picture *p, const struct spot *spot)
{
	struct box *b = arena_new(p->r->arena, struct box);
	*b = (struct box){ .spot = spot };
	b->end = &b->stays;
	return b;
}

static void give_box(struct picture *p, struct spot *s)
{
	s->is_alone = true;
	s->box = new_box(p, s);
	p->boxes_alone++;
}

static void choose_largest(struct picture *p)
{
	size_t most = p->r->nodes_max ? p->r->nodes_max : p->spot_count;
	struct spot **order = arena_array(p->r->arena, p->spot_count, sizeof(*order));
	for (size_t i = 0; i < p->spot_count; i++)
		order[i] = &p->spots[i];
	if (p->spot_count)
		qsort(order, p->spot_count, sizeof(*order), compare_weights);
	for (size_t i = 0; i < p->spot_count && i < most; i++)
		give_box(p, order[i]);
}

/* The box of those behind `payer`: one for all, however far behind. */
static struct box *box_behind(struct picture *p, const struct spot *payer)
{
	struct box **more = payer ? &payer->box->more : &p->nobody;
	if (payer && !payer->is_alone)
		return payer->box;
	if (!*more)
		*more = new_box(p, payer);
	return *more;
}

/* In order, so that who pays has a box before whom he pays. */
static void put_together(struct picture *p)
{
	for (size_t i = 0; i < p->flow_count; i++) {
		struct spot *from = spot_of(p, p->flows[i].from);
		struct spot *to = spot_of(p, p->flows[i].to);
		if (!from->box) {
			from->box = box_behind(p, NULL);
			from->box->others++;
		}
		if (!to->box) {
			to->box = box_behind(p, from);
			to->box->others++;
		}
	}
}

/* One account alone is no crowd: it is shown by its name. */
static void part_the_lonely(struct picture *p)
{
	for (size_t i = 0; i < p->spot_count; i++)
		if (!p->spots[i].is_alone && p->spots[i].box->others == 1)
			give_box(p, &p->spots[i]);
}

/* ---- what stays, and what is paid */

static void add_stay(struct picture *p, struct box *b, const struct trace_end *e)
{
	struct stay *s = b->stays;
	while (s && (s->asset != e->asset || s->stop != e->stop))
		s = s->next;
	if (!s) {
		s = arena_new(p->r->arena, struct stay);
		*s = (struct stay){ .asset = e->asset, .stop = e->stop };
		*b->end = s;
		b->end = &s->next;
	}
	if (!u256_add(s->amount, e->amount, &s->amount))
		memset(&s->amount, 0xFF, sizeof(s->amount));
}

static void find_stays(struct picture *p)
{
	const struct trace_end **ends = trace_ends(p->r, p->trace);
	for (size_t i = 0; i < p->trace->end_count; i++) {
		struct spot *s = spot_of(p, ends[i]->account);
		if (s)
			add_stay(p, s->box, ends[i]);
	}
}

static int compare_arrows(const void *a, const void *b)
{
	const struct arrow *x = a, *y = b;
	if (x->from != y->from)
		return x->from < y->from ? -1 : 1;
	if (x->to != y->to)
		return x->to < y->to ? -1 : 1;
	if (x->flow.asset != y->flow.asset)
		return x->flow.asset < y->flow.asset ? -1 : 1;
	if (x->flow.is_exchange != y->flow.is_exchange)
		return x->flow.is_exchange - y->flow.is_exchange;
	return x->flow.first < y->flow.first ? -1 : x->flow.first > y->flow.first;
}

static int compare_first(const void *a, const void *b)
{
	size_t x = ((const struct arrow *)a)->flow.first;
	size_t y = ((const struct arrow *)b)->flow.first;
	return x < y ? -1 : x > y;
}

static bool is_same_way(const struct arrow *a, const struct arrow *b)
{
	return a->from == b->from && a->to == b->to && a->flow.asset == b->flow.asset &&
	       a->flow.is_exchange == b->flow.is_exchange;
}

static void draw_arrows(struct picture *p)
{
	struct arrow *all = arena_array(p->r->arena, p->flow_count, sizeof(*all));
	size_t count = 0, merged = 0;
	for (size_t i = 0; i < p->flow_count; i++) {
		struct box *from = spot_of(p, p->flows[i].from)->box;
		struct box *to = spot_of(p, p->flows[i].to)->box;
		if (from != to || (p->flows[i].is_exchange && !from->others))
			all[count++] = (struct arrow){ from, to, p->flows[i] };
	}
	if (count)
		qsort(all, count, sizeof(*all), compare_arrows);
	for (size_t i = 0; i < count; i++)
		if (merged && is_same_way(&all[merged - 1], &all[i]))
			trace_flow_join(&all[merged - 1].flow, &all[i].flow);
		else
			all[merged++] = all[i];
	if (merged)
		qsort(all, merged, sizeof(*all), compare_first);
	p->arrows = all;
	p->arrow_count = merged;
}

/* ---- DOT */

/* Inside quotes, on one line. */
static void add_dot(struct picture *p, struct text *t, struct span s)
{
	struct text plain = money_begin(&p->r->paper);
	escape_terminal(&plain, s);
	for (size_t i = 0; i < plain.n; i++) {
		if (plain.p[i] == '"' || plain.p[i] == '\\')
			text_add_byte(t, '\\');
		text_add_byte(t, (unsigned char)plain.p[i]);
	}
}

/* An address is known by its ends. */
static struct span shortened(struct picture *p, struct span name)
{
	enum { HEAD = 10, TAIL = 6 };
	if (name.n <= HEAD + TAIL + 3)
		return name;
	return span_from_cstr(arena_printf(p->r->paper.scratch, "%.*s...%.*s", HEAD,
		(const char *)name.p, TAIL, (const char *)name.p + name.n - TAIL));
}

/* A few places behind the point are enough for the eye; what is cut off is shown to be. */
static void add_amount(
	struct picture *p, struct text *t, struct u256 amount, uint32_t asset)
{
	struct text exact = money_begin(&p->r->paper);
	say_amount(&exact, p->r->paper.edges, amount, asset);
	struct span unit = text_span(&exact), number = span_split(&unit, ' ');
	size_t point = span_find_byte(number, '.');
	bool cut = point != SPAN_NONE && point + 1 + PLACES < number.n;
	add_dot(p, t, cut ? span_take(number, point + 1 + PLACES) : number);
	text_add_cstr(t, cut ? "... " : " ");
	add_dot(p, t, unit);
}

/* Names have no line break of DOT's: those behind somebody cannot be taken for an account. */
static void add_box_name(struct picture *p, struct text *t, const struct box *b)
{
	text_add_byte(t, '"');
	if (b->spot)
		add_dot(p, t, trace_account(p->r, p->r->paper.scratch, b->spot->account));
	text_add_cstr(t, b->others ? "\\nmore\"" : "\"");
}

static void add_stays(struct picture *p, struct text *t, const struct box *b)
{
	const struct stay *s = b->stays;
	for (size_t i = 0; s && i < STAYS_SHOWN; i++, s = s->next) {
		text_printf(t, "\\n%s ", stop_name(s->stop));
		add_amount(p, t, s->amount, s->asset);
	}
	text_add_cstr(t, s ? "\\n..." : "");
}

static const char *look_of(const struct box *b)
{
	static const char *const looks[STOPS] = {
		[STOP_SERVICE] = ",shape=house,fillcolor=\"#d0e4ff\"",
		[STOP_BUSY] = ",shape=house,fillcolor=\"#e6f0ff\"",
		[STOP_MIXER] = ",shape=octagon,fillcolor=\"#e8d5ff\"",
		[STOP_SWAP] = ",shape=house,fillcolor=\"#e6f0ff\"",
		[STOP_BRIDGE] = ",shape=cds,fillcolor=\"#d5ffe4\"",
		[STOP_FEE] = ",shape=plain",
		[STOP_BURNED] = ",shape=plain",
	};
	if (b->others)
		return ",shape=box3d,style=filled,fillcolor=\"#f0f0f0\"";
	if (b->spot->is_origin)
		return ",fillcolor=\"#ffd5d5\"";
	if (!b->stays)
		return "";
	return looks[b->stays->stop] ? looks[b->stays->stop] : ",fillcolor=\"#fff2cc\"";
}

static void print_box(struct picture *p, struct box *b)
{
	struct text t = money_begin(&p->r->paper);
	struct trace_label label;
	if (b->told)
		return;
	b->told = true;
	text_add_cstr(&t, "  ");
	add_box_name(p, &t, b);
	text_add_cstr(&t, " [label=\"");
	if (b->others) {
		text_printf(&t, "%zu more accounts", b->others);
	} else {
		struct span name =
			trace_account(p->r, p->r->paper.scratch, b->spot->account);
		if (p->r->paper.label &&
			p->r->paper.label(p->r->paper.state, b->spot->account, &label)) {
			add_dot(p, &t, label.text);
			text_add_cstr(&t, "\\n");
		}
		add_dot(p, &t, shortened(p, name));
	}
	add_stays(p, &t, b);
	text_printf(&t, "\"%s];\n", look_of(b));
	money_write(&p->r->paper, &t);
}

static void add_days(struct picture *p, struct text *t, const struct flow *f)
{
	struct text days = money_begin(&p->r->paper);
	when_print_day(&days, f->first_s);
	struct text last = money_begin(&p->r->paper);
	when_print_day(&last, f->last_s);
	text_add(t, text_span(&days));
	if (span_equal(text_span(&days), text_span(&last)))
		return;
	text_add_cstr(t, " to ");
	text_add(t, text_span(&last));
}

static void print_arrow(struct picture *p, const struct arrow *a)
{
	struct text t = money_begin(&p->r->paper);
	text_add_cstr(&t, "  ");
	add_box_name(p, &t, a->from);
	text_add_cstr(&t, " -> ");
	add_box_name(p, &t, a->to);
	text_add_cstr(&t, " [label=\"");
	add_amount(p, &t, a->flow.tainted, a->flow.asset);
	if (a->flow.is_exchange)
		text_add_cstr(&t, "\\nby exchange");
	if (a->flow.count > 1)
		text_printf(&t, "\\n%zu transfers", a->flow.count);
	text_add_cstr(&t, "\\n");
	add_days(p, &t, &a->flow);
	text_printf(&t, "\",penwidth=%.1f%s];\n", 1 + 4 * share_of(p, &a->flow),
		a->flow.is_exchange ? ",style=dashed"
		: a->flow.hop	    ? ""
				    : ",color=\"#b00020\"");
	money_write(&p->r->paper, &t);
}

static void print_head(struct picture *p)
{
	struct text t = money_begin(&p->r->paper);
	text_printf(&t,
		"digraph \"assay trace, %s\" {\n  rankdir=LR; ranksep=1.2;\n"
		"  node [shape=box,style=\"filled,rounded\",fillcolor=\"#ffffff\","
		"fontname=\"sans-serif\",fontsize=10];\n"
		"  edge [fontname=\"sans-serif\",fontsize=9,color=\"#606060\"];\n",
		rule_name(p->trace->rule));
	text_printf(&t, "  label=\"By the rule %s: %zu transfers between %zu accounts",
		rule_name(p->trace->rule), p->trace->edge_count, p->spot_count);
	if (p->boxes_alone < p->spot_count)
		text_printf(&t, "; the %zu largest are shown one by one (--nodes)",
			p->boxes_alone);
	text_add_cstr(&t, "\"; labelloc=t; fontname=\"sans-serif\"; fontsize=12;\n");
	money_write(&p->r->paper, &t);
}

void trace_print_dot(struct trace_report *r)
{
	struct picture p = { .r = r, .trace = &r->traces[0] };
	p.flows = trace_flows(r, p.trace, &p.flow_count);
	find_spots(&p);
	weigh_spots(&p);
	choose_largest(&p);
	put_together(&p);
	part_the_lonely(&p);
	find_stays(&p);
	draw_arrows(&p);
	print_head(&p);
	for (size_t i = 0; i < p.arrow_count; i++) {
		print_box(&p, p.arrows[i].from);
		print_box(&p, p.arrows[i].to);
	}
	for (size_t i = 0; i < p.arrow_count; i++)
		print_arrow(&p, &p.arrows[i]);
	struct text t = money_begin(&r->paper);
	text_add_cstr(&t, "}\n");
	money_write(&r->paper, &t);
}
