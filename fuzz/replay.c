/* Runs a fuzz target over the files of a corpus folder, as an ordinary test: what once
 * crashed stays fixed. Each file is also given cut at every byte while it is small. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

enum { CUT_EVERY_BYTE_BELOW = 4096 };

/* An exactly sized copy, so that a sanitizer sees every read past the end. */
static void run(const uint8_t *bytes, size_t n)
{
	uint8_t *copy = malloc(n ? n : 1);
	if (!copy)
		abort();
	memcpy(copy, bytes, n);
	LLVMFuzzerTestOneInput(copy, n);
	free(copy);
}

static void run_file(const char *folder, const char *name)
{
	char path[4096];
	snprintf(path, sizeof(path), "%s/%s", folder, name);
	FILE *f = fopen(path, "rb");
	if (!f) {
		perror(path);
		exit(1);
	}
	static uint8_t bytes[1 << 20];
	size_t n = fread(bytes, 1, sizeof(bytes), f);
	fclose(f);
	run(bytes, n);
	for (size_t cut = 0; n < CUT_EVERY_BYTE_BELOW && cut < n; cut++)
		run(bytes, cut);
}

int main(int argc, char **argv)
{
	unsigned files = 0;
	DIR *d = argc > 1 ? opendir(argv[1]) : NULL;
	if (!d) {
		fprintf(stderr, "usage: replay CORPUS-FOLDER\n");
		return 2;
	}
	for (struct dirent *e; (e = readdir(d));) {
		if (e->d_name[0] == '.')
			continue;
		run_file(argv[1], e->d_name);
		files++;
	}
	closedir(d);
	printf("%u files\n", files);
	return files ? 0 : 1;
}
