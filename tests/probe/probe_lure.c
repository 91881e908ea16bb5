/* `probe lure`: what mail.lure sees of each letter whose path stands on standard input: the
 * path, and behind it each feature behind a tab; for tools/train-lure. */
#include <stdio.h>

#include "checks/mail/lure.h"
#include "probe.h"

static void print_feature(void *state, struct span feature)
{
	(void)state;
	printf("\t%.*s", SPAN_ARG(feature));
}

static void run(struct job *job, const struct evidence *on)
{
	lure_features(job, letter_of(on), print_feature, NULL);
}

static const struct check check_features = {
	.code = "mail.lure",
	.title = "What a letter is made of",
	.on = EV_MAIL,
	.run = run,
};

static void begin(const char *path)
{
	printf("%s", path);
}

int probe_lure(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	probe_each_letter(&check_features, begin, "");
	return 0;
}
