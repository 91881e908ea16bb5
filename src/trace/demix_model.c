/* The text form of a model (data/demix): lines of a name and numbers with a point; "#" begins
 * a remark. */
#include <errno.h>
#include <string.h>

#include "base/must.h"
#include "base/num.h"
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

/* "-12.3456" */
static bool read_number(struct span s, double *number_r)
{
	bool minus = span_starts_with(s, SPAN("-"));
	struct span rest = minus ? span_skip(s, 1) : s, whole = span_split(&rest, '.');
	uint64_t n, part = 0;
	double scale = 1;
	if (!num_parse(whole, UINT32_MAX, &n) ||
		(rest.p && (rest.n > 15 || !num_parse(rest, UINT64_MAX, &part))))
		return false;
	for (size_t i = 0; rest.p && i < rest.n; i++)
		scale *= 10;
	*number_r = ((double)n + (double)part / scale) * (minus ? -1 : 1);
	return true;
}

static struct span next_word(struct span *line)
{
	*line = span_trim(*line);
	size_t n = 0;
	while (n < line->n && line->p[n] != ' ' && line->p[n] != '\t')
		n++;
	struct span word = span_take(*line, n);
	*line = span_skip(*line, n);
	return word;
}

static double *find_setting(struct demix_model *m, struct span name)
{
	const struct {
		const char *name;
		double *at;
	} settings[] = {
		{ "full", &m->full },
		{ "shrink", &m->shrink },
		{ "precision", &m->precision },
		{ "recall", &m->recall },
	};
	for (size_t i = 0; i < sizeof(settings) / sizeof(*settings); i++)
		if (span_equal(name, span_from_cstr(settings[i].name)))
			return settings[i].at;
	return NULL;
}

static struct demix_weight *find_weight(struct demix_model *m, struct span name)
{
	for (size_t i = 0; i < DEMIX_FEATURES; i++)
		if (span_equal(name, span_from_cstr(names[i])))
			return &m->weight[i];
	return NULL;
}

static bool read_line(struct demix_model *m, struct span line)
{
	struct span name = next_word(&line);
	double *setting = find_setting(m, name);
	struct demix_weight *w = find_weight(m, name);
	if (setting)
		return read_number(next_word(&line), setting) && !span_trim(line).n;
	return w && read_number(next_word(&line), &w->mean) &&
	       read_number(next_word(&line), &w->deviation) &&
	       read_number(next_word(&line), &w->alone) &&
	       read_number(next_word(&line), &w->together) && !span_trim(line).n &&
	       w->deviation > 0;
}

int demix_model_read(struct span text, struct demix_model *model_r, struct err *err_r)
{
	unsigned number = 0;
	*model_r = (struct demix_model){ 0 };
	while (text.p) {
		struct span line = span_trim(span_split(&text, '\n'));
		number++;
		if (line.n && line.p[0] != '#' && !read_line(model_r, line))
			return err_set(err_r, EINVAL,
				"line %u of the model is not \"NAME MEAN DEVIATION ALONE "
				"TOGETHER\" or \"NAME NUMBER\"",
				number);
	}
	for (size_t i = 0; i < DEMIX_FEATURES; i++)
		if (model_r->weight[i].deviation <= 0)
			return err_set(err_r, EINVAL, "the model lacks \"%s\"", names[i]);
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
