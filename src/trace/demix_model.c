/* The model of how pools are used, out of its text (data/demix). */
#include <errno.h>

#include "base/must.h"
#include "trace/demix.h"
#include "trace/demix_table.h"

static const char *const names[DEMIX_FEATURES] = {
	[DEMIX_CONSTANT] = "constant",
	[DEMIX_COUNT] = "count",
	[DEMIX_COUNT_2] = "count-2",
	[DEMIX_SINGLE] = "single",
	[DEMIX_SPAN] = "span",
	[DEMIX_SPAN_2] = "span-2",
	[DEMIX_GAP] = "gap",
	[DEMIX_GAP_2] = "gap-2",
	[DEMIX_RELAYED] = "relayed",
	[DEMIX_DEPOSITOR] = "depositor",
	[DEMIX_AGAIN] = "again",
	[DEMIX_DELAY] = "delay",
	[DEMIX_DELAY_2] = "delay-2",
	[DEMIX_LATE] = "late",
	[DEMIX_OVER] = "over",
	[DEMIX_SHARE] = "share",
	[DEMIX_RIVALS] = "rivals",
	[DEMIX_RIVALS_7] = "rivals-7",
	[DEMIX_OVERLAP] = "overlap",
	[DEMIX_INSIDE] = "inside",
	[DEMIX_INSIDE_SHARE] = "inside-share",
	[DEMIX_COMPANY] = "company",
};

const char *demix_feature_name(enum demix_feature feature)
{
	return feature < DEMIX_FEATURES ? names[feature] : "?";
}

int demix_model_read(struct span text, struct demix_model *model_r, struct err *err_r)
{
	*model_r = (struct demix_model){ 0 };
	const struct model_setting settings[] = {
		{ "full", &model_r->full },
		{ "shrink", &model_r->shrink },
		{ "precision", &model_r->precision },
		{ "recall", &model_r->recall },
	};
	int r = model_read(text, names, DEMIX_FEATURES, model_r->weights, settings,
		sizeof(settings) / sizeof(*settings), err_r);
	if (r < 0)
		return r;
	if (model_r->full <= 0 || model_r->full >= 1 || model_r->shrink <= 0 ||
		model_r->shrink >= 1)
		return err_set(err_r, EINVAL,
			"the model's \"full\" and \"shrink\" are not between 0 and 1");
	return 0;
}

void demix_model_standard(struct demix_model *model_r)
{
	struct err err;
	int r = demix_model_read(span_of(demix_table, demix_table_bytes), model_r, &err);
	must(r == 0);
}
