/* The rules of patterns out of their text (data/patterns). */
#include <errno.h>
#include <math.h>
#include <stdio.h>

#include "base/must.h"
#include "trace/join.h"
#include "trace/pattern_table.h"

static const char *const names[PATTERNS] = {
	[PATTERN_PASS_THROUGH] = "pass-through",
	[PATTERN_FAN_OUT] = "fan-out",
	[PATTERN_FAN_IN] = "fan-in",
	[PATTERN_STRUCTURING] = "structuring",
	[PATTERN_DORMANCY] = "dormancy",
	[PATTERN_RHYTHM] = "rhythm",
	[PATTERN_SWEEP] = "sweep",
	[PATTERN_PEEL] = "peel",
};

const char *pattern_name(enum pattern pattern)
{
	return pattern < PATTERNS ? names[pattern] : "?";
}

static const char *const forms[JOIN_FORMS] = {
	[JOIN_NONE] = "none",
	[JOIN_EQUAL] = "equal",
	[JOIN_WHIRLPOOL] = "whirlpool",
	[JOIN_WASABI_1] = "wasabi-1",
	[JOIN_WASABI_2] = "wasabi-2",
};

const char *join_form_name(enum join_form form)
{
	return form < JOIN_FORMS ? forms[form] : "?";
}

int pattern_rules_read(struct span text, struct pattern_rules *rules_r, struct err *err_r)
{
	struct pattern_rules *r = rules_r;
	const struct model_setting parameters[] = {
		{ "pass-through.part", &r->pass_part },
		{ "pass-through.hours", &r->pass_hours },
		{ "fan.payments", &r->fan_payments },
		{ "fan.minutes", &r->fan_minutes },
		{ "fan.spread", &r->fan_spread },
		{ "structuring.limit", &r->limit },
		{ "structuring.part", &r->limit_part },
		{ "structuring.payments", &r->limit_payments },
		{ "structuring.days", &r->limit_days },
		{ "dormancy.days", &r->dormancy_days },
		{ "dormancy.part", &r->dormancy_part },
		{ "rhythm.payments", &r->rhythm_payments },
		{ "rhythm.spread", &r->rhythm_spread },
		{ "sweep.payers", &r->sweep_payers },
		{ "sweep.part", &r->sweep_part },
		{ "peel.steps", &r->peel_steps },
		{ "peel.part", &r->peel_part },
		{ "deposit.part", &r->deposit_part },
		{ "deposit.hours", &r->deposit_hours },
		{ "deposit.main", &r->deposit_main },
		{ "change.votes", &r->change_votes },
		{ "change.round", &r->change_round },
		{ "join.equal", &r->join_equal },
		{ "join.dust", &r->join_dust },
		{ "whirlpool.inputs", &r->whirlpool_inputs },
		{ "whirlpool.block", &r->whirlpool_block },
		{ "wasabi-1.inputs", &r->wasabi_1_inputs },
		{ "wasabi-1.block", &r->wasabi_1_block },
		{ "wasabi-1.amount", &r->wasabi_1_amount },
		{ "wasabi-1.spread", &r->wasabi_1_spread },
		{ "wasabi-2.inputs", &r->wasabi_2_inputs },
		{ "wasabi-2.block", &r->wasabi_2_block },
		{ "wasabi-2.part", &r->wasabi_2_part },
	};
	enum { PARAMETERS = sizeof(parameters) / sizeof(*parameters) };
	struct model_setting all[PARAMETERS + 2 * PATTERNS + JOIN_FORMS];
	char seen[2 * PATTERNS + JOIN_FORMS][40];
	*r = (struct pattern_rules){ 0 };
	memcpy(all, parameters, sizeof(parameters));
	for (unsigned i = 0; i < PATTERNS; i++) {
		snprintf(seen[2 * i], sizeof(seen[0]), "%s.laundering", names[i]);
		snprintf(seen[2 * i + 1], sizeof(seen[0]), "%s.ordinary", names[i]);
		all[PARAMETERS + 2 * i] =
			(struct model_setting){ seen[2 * i], &r->laundering[i] };
		all[PARAMETERS + 2 * i + 1] =
			(struct model_setting){ seen[2 * i + 1], &r->ordinary[i] };
	}
	for (unsigned i = 0; i < JOIN_FORMS; i++) {
		char *name = seen[2 * PATTERNS + i];
		snprintf(name, sizeof(seen[0]), "%s.transactions", forms[i]);
		all[PARAMETERS + 2 * PATTERNS + i] =
			(struct model_setting){ name, &r->joins[i] };
	}
	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		*all[i].at = NAN;
	int read =
		model_read(text, NULL, 0, NULL, all, sizeof(all) / sizeof(*all), err_r);
	for (size_t i = 0; read == 0 && i < PARAMETERS; i++)
		if (isnan(*all[i].at))
			read = err_set(
				err_r, EINVAL, "the rules lack \"%s\"", all[i].name);
	return read;
}

void pattern_rules_standard(struct pattern_rules *rules_r)
{
	struct err err;
	int r = pattern_rules_read(
		span_of(pattern_table, pattern_table_bytes), rules_r, &err);
	must(r == 0);
}
