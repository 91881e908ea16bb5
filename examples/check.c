/* Checks letters with libassay, several at once, and prints one line of each.
 *
 *	cc check.c $(pkg-config --cflags --libs libassay) -o check
 *	./check [NAME=VALUE]... FILE...          ./check offline=yes letter.eml
 *
 * Status: 0, 1 for a letter that is CAUTION or DANGER, 2 for trouble. */
#include <assay.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char room[32 << 20];

static int show_one(struct assay *a)
{
	struct assay_result *r;
	if (assay_wait(a, -1, &r) < 0)
		return -1;
	printf("%s: %s - %s\n", (const char *)assay_result_user(r),
		assay_result_verdict_name(r), assay_result_next(r));
	int bad = assay_result_verdict(r) >= ASSAY_CAUTION;
	assay_result_free(&r);
	return bad;
}

static int submit(struct assay *a, char *path, int *bad)
{
	FILE *f = fopen(path, "rb");
	if (!f) {
		perror(path);
		return -1;
	}
	size_t n = fread(room, 1, sizeof(room), f);
	fclose(f);
	const char *context[] = { "name", path, NULL };
	int r;
	while ((r = assay_submit(a, room, n, context, path)) == -EAGAIN) {
		int one = show_one(a);
		if (one < 0)
			return -1;
		*bad |= one;
	}
	return r;
}

static int run(struct assay *a, char **args, int *bad)
{
	for (; *args; args++) {
		char *value = strchr(*args, '=');
		int r = 0;
		if (value) {
			*value++ = '\0';
			r = assay_set(a, *args, value);
		} else {
			r = submit(a, *args, bad);
		}
		if (r < 0)
			return r;
	}
	while (assay_pending(a) > 0) {
		int one = show_one(a);
		if (one < 0)
			return one;
		*bad |= one;
	}
	return 0;
}

int main(int argc, char **argv)
{
	int bad = 0;
	struct assay *a = assay_open();
	if (!a || argc < 2)
		return 2;
	if (run(a, argv + 1, &bad) < 0) {
		fprintf(stderr, "check: %s\n", assay_error(a));
		bad = 2;
	}
	assay_close(&a);
	return bad;
}
