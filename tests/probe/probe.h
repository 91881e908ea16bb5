#ifndef ASSAY_TESTS_PROBE_H
#define ASSAY_TESTS_PROBE_H

#include <stdio.h>

#include "ask/replay.h"
#include "base/text.h"

/* What the verbs of the probe share. Errors of ours end it: it is only a test's hand. */

/* All bytes of a file or of standard input ("-"). */
struct span probe_read(struct arena *a, const char *path);
/* The world of a file. */
struct world *probe_world(struct arena *a, const char *path);
/* Prints foreign text on one line: "\t", "\n", "\\" and "\xHH" for what is not visible. */
void probe_print(struct span s);

/* Runs one check and nothing else on each letter whose path stands on standard input: `begin`
 * prints what stands before what the check prints; `end` and the end of the line stand behind. */
struct check;
void probe_each_letter(
	const struct check *check, void (*begin)(const char *path), const char *end);

int probe_asks(int argc, char **argv);
int probe_authres(int argc, char **argv);
int probe_dmarc(int argc, char **argv);
int probe_spf(int argc, char **argv);
int probe_arc(int argc, char **argv);
int probe_check(int argc, char **argv);
int probe_dkim(int argc, char **argv);
int probe_links(int argc, char **argv);
int probe_lure(int argc, char **argv);
int probe_mail(int argc, char **argv);
int probe_name(int argc, char **argv);
int probe_field(int argc, char **argv);
int probe_spoof(int argc, char **argv);

#endif
