/* `probe spoof`: for each line of standard input, its skeleton, and "name" and "label"
 * where it is mixed as such, parted by tabs; in the order of the lines. */
#include <stdio.h>

#include "parse/spoof.h"
#include "probe.h"

enum { LINE_BYTES = 65536 };

int probe_spoof(int argc, char **argv)
{
	(void)argc, (void)argv;
	static char line[LINE_BYTES];
	struct arena *a = arena_create((size_t)1 << 28);
	while (fgets(line, sizeof(line), stdin)) {
		struct spoof_mix mix;
		struct span s = span_of(line, strcspn(line, "\n"));
		struct span skeleton = spoof_skeleton(a, s);
		fwrite(skeleton.p, 1, skeleton.n, stdout);
		printf("\t%s\t%s\n", spoof_find_mixed(s, &mix) ? "name" : "",
			spoof_label_mixed(s, &mix) ? "label" : "");
	}
	arena_destroy(&a);
	return 0;
}
