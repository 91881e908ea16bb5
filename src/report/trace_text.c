/* A trace as text: where it began, a tree of what was paid on, where it ended and why, and how
 * the rules differ. */
#include <stdlib.h>

#include "base/when.h"
#include "report/escape.h"
#include "report/stop.h"
#include "report/trace_inside.h"

enum { DIFFERENCES_MAX = 20 };

struct tree {
	struct trace_report *r;
	const struct trace *trace;
	const struct flow *flows;
	size_t count;
	size_t *by_payer; /* numbers of flows, by payer and then in order */
	bool *seen;	  /* by account's first flow in by_payer: told already */
	size_t lines;
};

static void add_account(struct trace_report *r, struct text *t, uint32_t account)
{
	struct trace_label label;
	escape_terminal(t, trace_account(r, r->paper.scratch, account));
	if (!r->paper.label || !r->paper.label(r->paper.state, account, &label))
		return;
	text_add_cstr(t, " [");
	escape_terminal(t, label.text);
	if (label.source.n) {
		text_add_cstr(t, ", says ");
		escape_terminal(t, label.source);
	}
	text_add_byte(t, ']');
}

/* ---- the head */

static void print_head(struct trace_report *r, const struct trace *t)
{
	struct text s = money_begin(&r->paper);
	text_printf(&s, "By the rule \"%s\": %zu transfers between %llu accounts%s\n",
		rule_name(t->rule), t->edge_count, (unsigned long long)t->accounts,
		t->broken_off ? "; broken off, more could be found" : "");
	money_write(&r->paper, &s);
	for (size_t i = 0; i < t->sum_count; i++) {
		const struct trace_sum *sum = &t->sums[i];
		s = money_begin(&r->paper);
		bool all = !u256_is_zero(sum->exchanged) &&
			   u256_compare(sum->exchanged, sum->stolen) == 0;
		text_add_cstr(&s, all ? "  got by exchange: " : "  stolen: ");
		say_amount(&s, r->paper.edges, sum->stolen, sum->asset);
		if (!all && !u256_is_zero(sum->exchanged)) {
			text_add_cstr(&s, ", of that got by exchange: ");
			say_amount(&s, r->paper.edges, sum->exchanged, sum->asset);
		}
		text_add_cstr(&s,
			rule_conserves(t->rule)
				? "; all of it is accounted for below\n"
				: "; what follows was touched by it, and is no sum\n");
		money_write(&r->paper, &s);
	}
	s = money_begin(&r->paper);
	if (t->left_out)
		text_printf(&s,
			"  left out: %llu transfers to the origins of counterfeit tokens "
			"and adverts (--noise keep)\n",
			(unsigned long long)t->left_out);
	money_write(&r->paper, &s);
}

/* ---- the tree */

static int compare_payers(const void *a, const void *b, void *flows)
{
	const struct flow *f = flows;
	size_t x = *(const size_t *)a, y = *(const size_t *)b;
	if (f[x].from != f[y].from)
		return f[x].from < f[y].from ? -1 : 1;
	return x < y ? -1 : x > y;
}

/* The first of a payer's flows in by_payer; the count where it has none. */
static size_t first_flow(const struct tree *t, uint32_t account)
{
	size_t low = 0, high = t->count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (t->flows[t->by_payer[middle]].from < account)
			low = middle + 1;
		else
			high = middle;
	}
	return low < t->count && t->flows[t->by_payer[low]].from == account ? low
									    : t->count;
}

static void print_flow(struct tree *t, const struct flow *f, unsigned depth, bool again)
{
	struct trace_report *r = t->r;
	struct text s = money_begin(&r->paper);
	for (unsigned i = 0; i < depth && i < 40; i++)
		text_add_cstr(&s, "  ");
	text_add_cstr(&s, "-> ");
	say_amount(&s, r->paper.edges, f->tainted, f->asset);
	text_add_cstr(&s, f->is_exchange ? " by exchange to " : " to ");
	add_account(r, &s, f->to);
	text_add_cstr(&s, ", ");
	when_print(&s, f->first_s);
	if (f->last_s != f->first_s) {
		text_add_cstr(&s, " to ");
		when_print(&s, f->last_s);
	}
	if (f->count > 1)
		text_printf(&s, " in %zu transfers", f->count);
	text_add_byte(&s, ' ');
	say_transaction(&s, r->paper.edges, &t->trace->edges[f->first].transfer);
	text_add_cstr(&s, again ? " (goes on as told above)\n" : "\n");
	money_write(&r->paper, &s);
	t->lines++;
}

static bool is_full(const struct tree *t)
{
	return t->r->lines_max && t->lines >= t->r->lines_max;
}

/* What waits to be told: a place in by_payer, and how deep it stands. No recursion: a chain
 * of payments is as long as a thief likes. */
struct waiting {
	size_t at;
	uint32_t payer;
	unsigned depth;
};

static void print_tree(struct tree *t, uint32_t root)
{
	struct trace_report *r = t->r;
	struct waiting *stack = NULL;
	size_t n = 0, capacity = 0, first = first_flow(t, root);
	if (first == t->count || t->seen[first])
		return;
	t->seen[first] = true;
	stack = arena_grow(r->arena, stack, n, &capacity, sizeof(*stack));
	stack[n++] = (struct waiting){ first, root, 1 };
	while (n && !is_full(t)) {
		struct waiting *top = &stack[n - 1];
		const struct flow *f =
			top->at < t->count ? &t->flows[t->by_payer[top->at]] : NULL;
		if (!f || f->from != top->payer) {
			n--;
			continue;
		}
		unsigned depth = top->depth;
		top->at++;
		size_t next = first_flow(t, f->to);
		bool goes_on = next < t->count, again = goes_on && t->seen[next];
		if (f->hop == 0 && !f->is_exchange)
			continue; /* what was stolen: told as the origin's */
		print_flow(t, f, depth, again);
		if (!goes_on || again)
			continue;
		t->seen[next] = true;
		stack = arena_grow(r->arena, stack, n, &capacity, sizeof(*stack));
		stack[n++] = (struct waiting){ next, f->to, depth + 1 };
	}
}

static void print_origins(struct tree *t)
{
	struct trace_report *r = t->r;
	for (size_t i = 0; i < t->count && !is_full(t); i++) {
		const struct flow *f = &t->flows[i];
		if (f->hop || f->is_exchange)
			continue;
		struct text s = money_begin(&r->paper);
		say_amount(&s, r->paper.edges, f->tainted, f->asset);
		text_add_cstr(&s, " stolen from ");
		add_account(r, &s, f->from);
		text_add_cstr(&s, " by ");
		add_account(r, &s, f->to);
		text_add_cstr(&s, ", ");
		when_print(&s, f->first_s);
		text_add_byte(&s, ' ');
		say_transaction(&s, r->paper.edges, &t->trace->edges[f->first].transfer);
		text_add_byte(&s, '\n');
		money_write(&r->paper, &s);
		t->lines++;
	}
	for (size_t i = 0; i < t->count; i++)
		if (t->flows[i].hop == 0 && !t->flows[i].is_exchange)
			print_tree(t, t->flows[i].to);
	for (size_t i = 0; i < r->origin_count; i++)
		if (r->origins[i].account != LEDGER_NONE) {
			struct text s = money_begin(&r->paper);
			add_account(r, &s, r->origins[i].account);
			text_add_byte(&s, '\n');
			if (r->origins[i].has_amount)
				money_write(&r->paper, &s);
			print_tree(t, r->origins[i].account);
		}
}

static void print_flows(struct trace_report *r, const struct trace *trace)
{
	struct tree t = { .r = r, .trace = trace };
	t.flows = trace_flows(r, trace, &t.count);
	t.by_payer = arena_array(r->arena, t.count + 1, sizeof(*t.by_payer));
	t.seen = arena_array(r->arena, t.count + 1, sizeof(*t.seen));
	for (size_t i = 0; i < t.count; i++)
		t.by_payer[i] = i;
	qsort_r(t.by_payer, t.count, sizeof(*t.by_payer), compare_payers,
		(void *)t.flows);
	print_origins(&t);
	if (is_full(&t)) {
		struct text s = money_begin(&r->paper);
		text_printf(
			&s, "... (%zu more; --lines 0 shows all)\n", t.count - t.lines);
		money_write(&r->paper, &s);
	}
}

/* ---- the ends */

static void print_ends(struct trace_report *r, const struct trace *t)
{
	const struct trace_end **ends = trace_ends(r, t);
	struct text s = money_begin(&r->paper);
	text_add_cstr(&s, "\nwhere it ended:\n");
	money_write(&r->paper, &s);
	for (size_t i = 0; i < t->end_count; i++) {
		const struct trace_end *e = ends[i];
		if (r->lines_max && i == r->lines_max) {
			s = money_begin(&r->paper);
			text_printf(&s, "... (%zu more; --lines 0 shows all)\n",
				t->end_count - i);
			money_write(&r->paper, &s);
			return;
		}
		s = money_begin(&r->paper);
		text_add_cstr(&s, "  ");
		say_amount(&s, r->paper.edges, e->amount, e->asset);
		text_printf(&s, "  %s  ", stop_name(e->stop));
		add_account(r, &s, e->account);
		text_printf(&s, "  (%u %s away) ", e->hop,
			e->hop == 1 ? "payment" : "payments");
		text_add_cstr(&s, stop_sentence(e->stop));
		text_add_byte(&s, '\n');
		money_write(&r->paper, &s);
	}
}

/* ---- the stages */

static void print_stages(struct trace_report *r, const struct trace *t)
{
	size_t count;
	const struct stage_sum *sums = trace_stages(r, t, &count);
	struct text s = money_begin(&r->paper);
	if (count)
		text_add_cstr(&s,
			"\nstages, as the nine that are told of such thefts are called; "
			"consistent with them, and no proof of who it was:\n");
	money_write(&r->paper, &s);
	for (size_t i = 0; i < count; i++) {
		s = money_begin(&r->paper);
		text_printf(&s, "  %s  ", trace_stage_name(sums[i].stage));
		say_amount(&s, r->paper.edges, sums[i].amount, sums[i].asset);
		text_add_cstr(&s, ", ");
		when_print_day(&s, sums[i].first_s);
		if (sums[i].last_s / 86400 != sums[i].first_s / 86400) {
			text_add_cstr(&s, " to ");
			when_print_day(&s, sums[i].last_s);
		}
		text_printf(&s, ", %zu %s\n", sums[i].count,
			sums[i].count == 1 ? "transfer" : "transfers");
		money_write(&r->paper, &s);
	}
}

/* ---- how the rules differ */

struct spread {
	uint32_t account, asset;
	struct u256 amount[RULES];
	struct u256 width;
};

static int compare_ends_by_account(const void *a, const void *b)
{
	const struct trace_end *x = *(const struct trace_end *const *)a;
	const struct trace_end *y = *(const struct trace_end *const *)b;
	if (x->account != y->account)
		return x->account < y->account ? -1 : 1;
	return x->asset < y->asset ? -1 : x->asset > y->asset;
}

static int compare_spreads(const void *a, const void *b, void *report)
{
	const struct spread *x = a, *y = b;
	struct trace_report *r = report;
	int c = 0;
	if (x->asset != y->asset)
		c = span_compare(
			r->paper.edges->ops->asset(r->paper.edges, x->asset)->name,
			r->paper.edges->ops->asset(r->paper.edges, y->asset)->name);
	c = c ? c : u256_compare(y->width, x->width);
	if (c == 0 && x->account != y->account) {
		c = span_compare(r->paper.edges->ops->account_name(
					 r->paper.edges, r->paper.scratch, x->account),
			r->paper.edges->ops->account_name(
				r->paper.edges, r->paper.scratch, y->account));
		arena_reset(r->paper.scratch);
	}
	return c;
}

static void find_width(struct trace_report *r, struct spread *s)
{
	struct u256 least = { { UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX } };
	struct u256 most = u256_of(0);
	for (size_t i = 0; i < r->trace_count; i++) {
		enum rule rule = r->traces[i].rule;
		if (!rule_conserves(rule))
			continue;
		least = u256_min(least, s->amount[rule]);
		if (u256_compare(s->amount[rule], most) > 0)
			most = s->amount[rule];
	}
	s->width = u256_minus(most, u256_min(least, most));
}

static struct spread *find_spreads(struct trace_report *r, size_t *count_r)
{
	size_t all = 0, n = 0, count = 0;
	for (size_t i = 0; i < r->trace_count; i++)
		all += r->traces[i].end_count;
	struct tagged {
		const struct trace_end *end;
		enum rule rule;
	} *tagged = arena_array(r->arena, all + 1, sizeof(*tagged));
	for (size_t i = 0; i < r->trace_count; i++)
		for (size_t k = 0;
			rule_conserves(r->traces[i].rule) && k < r->traces[i].end_count;
			k++)
			tagged[n++] = (struct tagged){ &r->traces[i].ends[k],
				r->traces[i].rule };
	qsort(tagged, n, sizeof(*tagged), compare_ends_by_account);
	struct spread *spreads = arena_array(r->arena, n + 1, sizeof(*spreads));
	for (size_t i = 0; i < n; i++) {
		const struct trace_end *e = tagged[i].end;
		if (!count || spreads[count - 1].account != e->account ||
			spreads[count - 1].asset != e->asset)
			spreads[count++] = (struct spread){ .account = e->account,
				.asset = e->asset };
		struct u256 *sum = &spreads[count - 1].amount[tagged[i].rule];
		*sum = u256_plus(*sum, e->amount);
	}
	for (size_t i = 0; i < count; i++)
		find_width(r, &spreads[i]);
	qsort_r(spreads, count, sizeof(*spreads), compare_spreads, r);
	*count_r = count;
	return spreads;
}

static void print_differences(struct trace_report *r)
{
	size_t count, shown = 0;
	struct spread *spreads = find_spreads(r, &count);
	struct text s = money_begin(&r->paper);
	text_add_cstr(&s, "\nwhere the rules differ, the most first:\n");
	money_write(&r->paper, &s);
	for (size_t i = 0; i < count && shown < DIFFERENCES_MAX; i++) {
		if (u256_is_zero(spreads[i].width))
			continue;
		s = money_begin(&r->paper);
		text_add_cstr(&s, "  ");
		add_account(r, &s, spreads[i].account);
		text_add_cstr(&s, ": ");
		for (size_t k = 0; k < r->trace_count; k++) {
			enum rule rule = r->traces[k].rule;
			if (!rule_conserves(rule))
				continue;
			text_printf(&s, "%s ", rule_name(rule));
			say_amount(&s, r->paper.edges, spreads[i].amount[rule],
				spreads[i].asset);
			text_add_cstr(&s, k + 1 < r->trace_count ? ", " : "\n");
		}
		money_write(&r->paper, &s);
		shown++;
	}
	if (shown == 0) {
		s = money_begin(&r->paper);
		text_add_cstr(&s, "  nowhere\n");
		money_write(&r->paper, &s);
	}
}

void trace_print_text(struct trace_report *r)
{
	for (size_t i = 0; i < r->trace_count; i++) {
		print_head(r, &r->traces[i]);
		/* Side by side, the ends are what is compared. */
		if (r->trace_count == 1) {
			print_flows(r, &r->traces[i]);
			print_ends(r, &r->traces[i]);
			print_stages(r, &r->traces[i]);
		}
	}
	if (r->trace_count > 1)
		print_differences(r);
}
