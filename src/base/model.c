/* The text form of learned weights, and what they say (model.h). */
#include "base/model.h"

#include <errno.h>
#include <math.h>

#include "base/num.h"

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

static bool read_weight(struct span line, struct model_weight *w)
{
	bool good = read_number(next_word(&line), &w->mean) &&
		    read_number(next_word(&line), &w->deviation) && w->deviation > 0;
	for (unsigned i = 0; i < MODEL_WEIGHTS; i++)
		good = good && read_number(next_word(&line), &w->weight[i]);
	return good && !span_trim(line).n;
}

static bool read_line(struct span line, const char *const *names, size_t count,
	struct model_weight *weights, const struct model_setting *settings,
	size_t setting_count)
{
	struct span name = next_word(&line);
	for (size_t i = 0; i < setting_count; i++)
		if (span_equal(name, span_from_cstr(settings[i].name)))
			return read_number(next_word(&line), settings[i].at) &&
			       !span_trim(line).n;
	for (size_t i = 0; i < count; i++)
		if (span_equal(name, span_from_cstr(names[i])))
			return read_weight(line, &weights[i]);
	return false;
}

int model_read(struct span text, const char *const *names, size_t count,
	struct model_weight *weights_r, const struct model_setting *settings,
	size_t setting_count, struct err *err_r)
{
	unsigned number = 0;
	for (size_t i = 0; i < count; i++)
		weights_r[i] = (struct model_weight){ 0 };
	while (text.p) {
		struct span line = span_trim(span_split(&text, '\n'));
		number++;
		if (line.n && line.p[0] != '#' &&
			!read_line(
				line, names, count, weights_r, settings, setting_count))
			return err_set(err_r, EINVAL,
				"line %u of the model is not \"NAME MEAN DEVIATION "
				"WEIGHT "
				"WEIGHT\" or \"NAME NUMBER\"",
				number);
	}
	for (size_t i = 0; i < count; i++)
		if (weights_r[i].deviation <= 0)
			return err_set(err_r, EINVAL, "the model lacks \"%s\"", names[i]);
	return 0;
}

double model_probability(const struct model_weight *weights, unsigned which,
	const double *features, size_t count)
{
	double sum = 0;
	for (size_t i = 0; i < count; i++)
		sum += (features[i] - weights[i].mean) / weights[i].deviation *
		       weights[i].weight[which];
	return 1 / (1 + exp(-sum));
}
