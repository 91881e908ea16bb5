/* `assay check ADDRESS|TX`: whether it is one, by its own checksum, what a ledger knows of it, and
 * what lists say of it and of those with whom it dealt.
 *
 * Exit status: 1 for a wrong checksum and for what lists have or had, 2 where something was
 * not checked, 0 where nothing was found, 64 to 78 for errors. */
#include "front/check_address.h"

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sysexits.h>

#include "front/command.h"
#include "front/dealings.h"
#include "front/ledger_view.h"
#include "report/escape.h"
#include "report/exposure.h"
#include "report/lists.h"
#include "report/pattern.h"

enum { EX_WRONG = 1, EX_UNCHECKED = 2, OUT_BYTES_MAX = 1 << 20 };

struct checking {
	const struct options *options;
	struct arena *arena;
	struct ledger_view view;    /* without a store where none was named */
	enum worth *worth;	    /* of its assets */
	struct account_list listed; /* accounts of the ledger that lists have */
	enum rule rule; /* of exposure through others; RULES: it is not asked for */
	struct exposures exposures; /* of the thing that is looked at */
	bool is_exposed;	    /* whether they were looked for */
	struct pattern_rules pattern_rules;
	struct patterns patterns;   /* of the thing that is looked at */
	struct join join;	    /* of it, where it is a transaction of outputs */
	struct lists_answer answer; /* of the thing that is looked at */
	struct text out;
	struct err err;
};

/* A hundredth of what came in, by a rule that conserves: dust reaches everybody. */
static bool came_from_listed(const struct checking *c, const struct dealings *k)
{
	struct u256 in, part;
	for (size_t i = 0; rule_conserves(c->rule) && i < c->exposures.count; i++) {
		const struct exposure_sum *s = &c->exposures.sums[i];
		if (dealings_total_in((void *)(uintptr_t)k, s->asset, &in) &&
			u256_mul(s->tainted, u256_of(100), &part) &&
			u256_compare(part, in) >= 0)
			return true;
	}
	return false;
}

bool is_address_to_check(const char *thing)
{
	struct stat st;
	struct money_address address;
	struct span text = span_from_cstr(thing);
	return stat(thing, &st) < 0 && money_address_read(text, &address);
}

/* --- for people --- */

static enum lists_verdict verdict_of(
	const struct checking *c, const struct money_address *a, const struct dealings *k)
{
	enum lists_verdict v = c->answer.verdict;
	if (v < LISTS_CAUTION && (a->checksum == MONEY_WRONG || dealings_are_exposed(k)))
		return LISTS_CAUTION;
	if (v < LISTS_CAUTION && came_from_listed(c, k))
		return LISTS_CAUTION;
	return v;
}

static const char *heading(
	const struct checking *c, const struct money_address *a, const struct dealings *k)
{
	if (c->answer.verdict == LISTS_DANGER)
		return "DANGER - an authority's list has it.";
	if (a->checksum == MONEY_WRONG)
		return "CAUTION - its checksum is wrong: it is mistyped or altered.";
	if (c->answer.verdict == LISTS_CAUTION)
		return "CAUTION - an authority's list has it for other days.";
	if (dealings_are_exposed(k))
		return "CAUTION - it dealt with addresses that an authority's list has.";
	if (came_from_listed(c, k))
		return "CAUTION - money of addresses that an authority's list has came "
		       "to it.";
	if (c->answer.verdict == LISTS_UNDECIDED)
		return "NOT DECIDED - a list that could have it is out of date.";
	return c->answer.count
		       ? "NOTHING FOUND - only a label names it, which is an opinion."
		       : "NOTHING FOUND - no list that is here has it.";
}

static void add_lists(struct checking *c)
{
	for (size_t i = 0; i < c->answer.count; i++) {
		text_add_cstr(&c->out, "  ");
		lists_add_sentence(&c->out, &c->answer.facts[i]);
		text_add_byte(&c->out, '\n');
		if (lists_is_alone(&c->answer, i))
			text_printf(&c->out,
				"    That is one source's word: of %zu that label it, no "
				"other says "
				"so. Labels are wrong, or forged, often enough.\n",
				lists_label_sources(&c->answer));
	}
	lists_add_gaps(&c->out, &c->view.lists, LISTS_ADDRESSES, "  ");
}

static void add_dealings(struct checking *c, const struct dealings *k)
{
	if (!c->view.store) {
		text_add_cstr(&c->out,
			"  Transfers: not checked; --in LEDGER names a ledger.\n");
		return;
	}
	text_printf(&c->out, "  In %s: ", c->options->in);
	dealings_add_text(&c->out, c->view.edges, k);
	patterns_add_text(&c->out, c->view.edges, &c->pattern_rules, &c->patterns);
	join_add_text(&c->out, c->view.edges, &c->pattern_rules, &c->join);
	if (c->is_exposed)
		exposures_add_text(&c->out, c->view.edges, c->rule, &c->exposures,
			dealings_total_in, (void *)(uintptr_t)k);
}

static const char *step(
	const struct checking *c, const struct money_address *a, const struct dealings *k)
{
	if (c->answer.verdict == LISTS_DANGER)
		return "Pay nothing to it and take nothing from it before your "
		       "compliance "
		       "desk has looked.";
	if (a->checksum == MONEY_WRONG)
		return "Pay nothing to it; ask for it again, in a way you already know.";
	if (c->answer.verdict == LISTS_CAUTION || dealings_are_exposed(k) ||
		came_from_listed(c, k))
		return "Show this to your compliance desk before you pay.";
	return a->kind == MONEY_TRANSACTION
		       ? NULL
		       : "Before you pay, have the whole of it read to you by telephone.";
}

static void add_text(struct checking *c, struct span thing, const struct money_address *a,
	const struct dealings *k)
{
	struct text *t = &c->out;
	escape_terminal(t, thing);
	text_printf(t, "\n  %s\n  %s, %s, checksum %s%s.\n", heading(c, a, k),
		money_chain_name(a->chain), money_kind_name(a->kind),
		money_checksum_name(a->checksum),
		a->network == MONEY_TEST ? ", of a test network" : "");
	add_lists(c);
	add_dealings(c, k);
	const char *next = step(c, a, k);
	if (next)
		text_printf(t, "  > %s\n", next);
	text_add_byte(t, '\n');
}

/* --- for programs --- */

static void add_json(struct checking *c, struct span thing, const struct money_address *a,
	const struct dealings *k)
{
	struct text *t = &c->out;
	text_add_cstr(t, "{\"schema\":\"assay-address-1\",\"address\":\"");
	escape_json(t, thing);
	text_printf(t,
		"\",\"chain\":\"%s\",\"kind\":\"%s\",\"checksum\":\"%s\","
		"\"network\":\"%s\"",
		money_chain_name(a->chain), money_kind_name(a->kind),
		money_checksum_name(a->checksum), money_network_name(a->network));
	if (c->view.store) {
		text_add_cstr(t, ",\"ledger\":");
		dealings_add_json(t, c->view.edges, k);
		if (c->join.inputs) {
			text_add_cstr(t, ",\"join\":");
			join_add_json(t, c->view.edges, &c->pattern_rules, &c->join);
		}
		text_add_cstr(t, ",\"patterns\":");
		patterns_add_json(t, c->view.edges, &c->pattern_rules, &c->patterns);
	}
	if (c->is_exposed) {
		text_add_cstr(t, ",\"through_others\":");
		exposures_add_json(t, c->view.edges, c->rule, &c->exposures,
			dealings_total_in, (void *)(uintptr_t)k);
	}
	text_add_byte(t, ',');
	lists_add_json(t, &c->view.lists, &c->answer);
	bool old = lists_are_out_of_date(&c->view.lists, LISTS_ADDRESSES);
	text_printf(t, ",\"verdict\":\"%s\",\"unchecked\":[%s%s%s]}\n",
		lists_verdict_name(verdict_of(c, a, k)), old ? "\"lists\"" : "",
		old && !c->view.store ? "," : "", c->view.store ? "" : "\"ledger\"");
}

/* --- its account --- */

static uint32_t account_of(const struct checking *c, struct span address)
{
	return c->view.store ? c->view.edges->ops->find_account(c->view.edges, address)
			     : LEDGER_NONE;
}

static int find_patterns(struct checking *c, uint32_t account)
{
	c->patterns = (struct patterns){ 0 };
	return account == LEDGER_NONE
		       ? 0
		       : patterns_find(c->view.edges, c->arena, account,
				 &c->pattern_rules, c->worth, &c->patterns, &c->err);
}

/* Of a transaction that spends outputs: whether it has the form of a CoinJoin. */
static int read_join(struct checking *c, const struct money_address *a)
{
	struct transfer row;
	struct edges *e = c->view.edges;
	c->join = (struct join){ 0 };
	if (!c->view.store || a->kind != MONEY_TRANSACTION || a->count != 32 ||
		!e->ops->find_transaction(e, a->bytes, &row))
		return 0;
	return join_read(e, &row, &c->pattern_rules, &c->join, &c->err);
}

static int find_exposures(struct checking *c, uint32_t account)
{
	const struct options *o = c->options;
	struct trace_options settings = { .rule = c->rule,
		.swaps = SWAPS_CROSS,
		.from_s = INT64_MIN,
		.until_s = INT64_MAX,
		.hops_max = (unsigned)o->hops,
		.accounts_max = o->accounts,
		.busy_rows = o->busy,
		.worth = c->worth };
	c->exposures = (struct exposures){ 0 };
	c->is_exposed = account != LEDGER_NONE && c->rule != RULES;
	return c->is_exposed ? exposures_find(c->view.edges, c->arena, account,
				       c->listed.accounts, c->listed.count, &settings,
				       &c->exposures, &c->err)
			     : 0;
}

static int read_rule(struct checking *c)
{
	const char *name = c->options->rule;
	c->rule = name ? rule_find(span_from_cstr(name)) : RULES;
	if (name && c->rule == RULES)
		return complain(EX_USAGE, "--rule: there is no rule \"%s\"", name);
	if (name && !c->options->in)
		return complain(EX_USAGE, "--rule wants --in LEDGER");
	return EX_OK;
}

/* --- one after another --- */

static int check_one(struct checking *c, const char *thing)
{
	struct money_address a;
	struct span text = span_from_cstr(thing);
	struct dealings *k = arena_new(c->arena, struct dealings);
	if (!money_address_read(text, &a))
		return complain(
			EX_USAGE, "%s: addresses and files cannot be mixed", thing);
	lists_ask(&c->view.lists, text, &c->answer);
	int r = c->view.store ? dealings_read(c->view.edges, &c->view.lists, c->worth,
					c->arena, text, &a, k, &c->err)
			      : 0;
	uint32_t account = account_of(c, text);
	r = r < 0 ? r : find_patterns(c, account);
	r = r < 0 ? r : read_join(c, &a);
	r = r < 0 ? r : find_exposures(c, account);
	if (r < 0)
		return complain(EX_IOERR, "%s", c->err.text);
	text_init(&c->out, c->arena, OUT_BYTES_MAX);
	c->options->json ? add_json(c, text, &a, k) : add_text(c, text, &a, k);
	fwrite(c->out.p, 1, c->out.n, stdout);
	enum lists_verdict verdict = verdict_of(c, &a, k);
	return verdict >= LISTS_CAUTION	    ? EX_WRONG
	       : verdict == LISTS_UNDECIDED ? EX_UNCHECKED
					    : EX_OK;
}

int check_addresses(const struct options *o, char **things)
{
	struct checking c = { .options = o, .arena = arena_create(SIZE_MAX) };
	bool wrong = false, unchecked = false;
	pattern_rules_standard(&c.pattern_rules);
	int r = ledger_view_open(&c.view, o, &c.err);
	r = r < 0 ? r : ledger_view_lock(&c.view, o, &c.err);
	if (r == 0 && c.view.store)
		c.worth = ledger_view_worth(&c.view, c.arena);
	int status = r < 0 ? ledger_view_failed(r, &c.err) : read_rule(&c);
	if (status == EX_OK && c.rule != RULES)
		ledger_view_add_listed(&c.view, c.arena, &c.listed);
	for (int i = 0; status == EX_OK && things[i]; i++) {
		int one = check_one(&c, things[i]);
		wrong |= one == EX_WRONG;
		unchecked |= one == EX_UNCHECKED;
		if (one > EX_UNCHECKED)
			status = one;
	}
	ledger_view_close(&c.view);
	arena_destroy(&c.arena);
	return status != EX_OK ? status
	       : wrong	       ? EX_WRONG
	       : unchecked     ? EX_UNCHECKED
			       : EX_OK;
}
