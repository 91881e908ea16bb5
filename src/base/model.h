#ifndef ASSAY_BASE_MODEL_H
#define ASSAY_BASE_MODEL_H

#include "base/err.h"
#include "base/span.h"

/* Weights that were learned, as text: lines of "NAME MEAN DEVIATION WEIGHT WEIGHT" for each
 * feature and of "NAME NUMBER" for each setting; "#" begins a remark. Two sets of weights stand
 * side by side, for two questions about the same features. */

enum { MODEL_WEIGHTS = 2 };

struct model_weight {
	double mean, deviation, weight[MODEL_WEIGHTS];
};

struct model_setting {
	const char *name;
	double *at;
};

/* Reads `count` weights, in the order of `names`, and the settings. 0, or -EINVAL with a sentence
 * about the line that is wrong, or what is missing; a setting that is not there stays. */
int model_read(struct span text, const char *const *names, size_t count,
	struct model_weight *weights_r, const struct model_setting *settings,
	size_t setting_count, struct err *err_r);

/* A logistic regression over the first `count` features: between 0 and 1. */
double model_probability(const struct model_weight *weights, unsigned which,
	const double *features, size_t count);

#endif
