/* The things of cases, for the runner of cases and for torture. */
#include "case_input.h"

#include <dirent.h>
#include <stdio.h>

#include "base/must.h"

enum { FILE_BYTES_MAX = 128 << 20, PATH_BYTES = 4096 };

bool case_read_file(struct arena *a, const char *path, struct span *bytes_r)
{
	FILE *f = fopen(path, "rb");
	if (!f)
		return false;
	must(fseek(f, 0, SEEK_END) == 0);
	long n = ftell(f);
	must(n >= 0 && n < FILE_BYTES_MAX && fseek(f, 0, SEEK_SET) == 0);
	unsigned char *p = arena_alloc(a, (size_t)n);
	must(fread(p, 1, (size_t)n, f) == (size_t)n);
	fclose(f);
	*bytes_r = span_of(p, (size_t)n);
	return true;
}

/* The name of a trick's file, as tests/make-tricks lists it. */
static struct span name_of_trick(struct arena *a, const char *tricks, struct span id)
{
	char path[PATH_BYTES];
	struct span text = SPAN("");
	snprintf(path, sizeof(path), "%s/tricks.tsv", tricks);
	case_read_file(a, path, &text);
	while (text.n) {
		struct span line = span_line(&text);
		if (span_equal(span_split(&line, '\t'), id))
			return span_split(&line, '\t');
	}
	return SPAN("");
}

static void add_setting(
	struct arena *a, struct settings *s, const char *name, struct span value)
{
	struct setting *list = arena_array(a, s->count + 1, sizeof(*list));
	list[0] = (struct setting){ name, value };
	for (size_t i = 0; i < s->count; i++)
		list[i + 1] = s->list[i];
	*s = (struct settings){ list, s->count + 1 };
}

static bool read_trick(struct arena *a, const char *tricks, struct span *bytes,
	struct settings *settings)
{
	char path[PATH_BYTES];
	struct span id = span_trim(*bytes);
	if (id.n == 0 || id.n > 200)
		return false;
	snprintf(path, sizeof(path), "%s/%.*s", tricks, SPAN_ARG(id));
	if (!case_read_file(a, path, bytes))
		return false;
	add_setting(a, settings, "name", name_of_trick(a, tricks, id));
	if (span_starts_with(*bytes, SPAN("assay-folder ")))
		add_setting(a, settings, "kind", SPAN("folder"));
	return true;
}

bool case_read_input(struct arena *a, const char *folder, const char *tricks,
	struct span *bytes_r, struct settings *settings)
{
	bool found = false;
	char path[PATH_BYTES + 300];
	DIR *d = opendir(folder);
	for (struct dirent *e; d && !found && (e = readdir(d));) {
		if (strncmp(e->d_name, "in.", 3) != 0)
			continue;
		snprintf(path, sizeof(path), "%s/%s", folder, e->d_name);
		found = case_read_file(a, path, bytes_r);
		if (found && strcmp(e->d_name, "in.trick") == 0)
			found = read_trick(a, tricks, bytes_r, settings);
	}
	if (d)
		closedir(d);
	return found;
}
