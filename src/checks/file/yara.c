/* Rules of the user's own over every file of every layer, by libyara: a hit names the rule,
 * its author and its link, which licences of rules ask for (DRL 1.1).
 *
 * The compiled form is as trusted as the program itself, so it comes from the user's own
 * folder or cache and never from a thing under judgement. */
#include "checks/file/yara.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <yara.h>

#include "base/must.h"
#include "checks/file/file.h"

enum { TIMEOUT_S = 2, HITS_PER_FILE = 20 };

static YR_RULES *loaded;

const char *yara_version(void)
{
	return YR_VERSION;
}

/* --- compiling --- */

static void tell(int level, const char *file, int line, const YR_RULE *rule,
	const char *message, void *user)
{
	(void)rule, (void)user;
	fprintf(stderr, "%s:%d: %s%s\n", file ? file : "rules", line,
		level == YARA_ERROR_LEVEL_WARNING ? "warning: " : "", message);
}

static bool is_rule_file(const char *name)
{
	struct span s = span_from_cstr(name);
	return name[0] != '.' &&
	       (span_ends_with(s, SPAN(".yar")) || span_ends_with(s, SPAN(".yara")));
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Sorted, so that the same folder gives the same bytes. */
static size_t rule_files(struct arena *a, DIR *d, char ***names_r)
{
	size_t n = 0, capacity = 0;
	char **names = NULL;
	for (struct dirent *e; (e = readdir(d));) {
		if (!is_rule_file(e->d_name))
			continue;
		names = arena_grow(a, names, n, &capacity, sizeof(*names));
		names[n++] = arena_cstr(a, span_from_cstr(e->d_name));
	}
	if (n)
		qsort(names, n, sizeof(*names), by_name);
	*names_r = names;
	return n;
}

static int add_file(YR_COMPILER *compiler, const char *folder, const char *name)
{
	char path[4096];
	snprintf(path, sizeof(path), "%s/%s", folder, name);
	FILE *f = fopen(path, "re");
	if (!f) {
		fprintf(stderr, "%s: %s\n", path, strerror(errno));
		return 1;
	}
	int mistakes = yr_compiler_add_file(compiler, f, name, path);
	fclose(f);
	return mistakes;
}

/* After a mistake the compiler may not be used again. */
static int add_folder(YR_COMPILER *compiler, const char *folder, struct err *err_r)
{
	DIR *d = opendir(folder);
	if (!d)
		return err_set(err_r, errno, "%s: %s", folder, strerror(errno));
	struct arena *a = arena_create(SIZE_MAX);
	char **names;
	int mistakes = 0;
	size_t n = rule_files(a, d, &names);
	closedir(d);
	for (size_t i = 0; i < n && mistakes == 0; i++)
		mistakes = add_file(compiler, folder, names[i]);
	arena_destroy(&a);
	if (mistakes)
		return err_set(err_r, EINVAL, "%s: a rule cannot be compiled", folder);
	return n ? 0 : err_set(err_r, ENOENT, "%s: no *.yar and no *.yara in it", folder);
}

static size_t write_piece(const void *p, size_t size, size_t count, void *user)
{
	const unsigned char *at = p;
	size_t left = size * count;
	while (left) {
		ssize_t n = write(*(int *)user, at, left);
		if (n < 0 && errno != EINTR)
			return 0;
		at += n > 0 ? n : 0;
		left -= n > 0 ? (size_t)n : 0;
	}
	return count;
}

int yara_compile(const char *folder, int out_fd, struct err *err_r)
{
	YR_COMPILER *compiler = NULL;
	YR_RULES *rules = NULL;
	YR_STREAM out = { .user_data = &out_fd, .write = write_piece };
	if (yr_initialize() != ERROR_SUCCESS ||
		yr_compiler_create(&compiler) != ERROR_SUCCESS)
		return err_set(err_r, ENOMEM, "the compiler of rules does not start");
	yr_compiler_set_callback(compiler, tell, NULL);
	/* A rule includes nothing: what is in the folder is all. */
	yr_compiler_set_include_callback(compiler, NULL, NULL, NULL);
	int r = add_folder(compiler, folder, err_r);
	if (r == 0 && (yr_compiler_get_rules(compiler, &rules) != ERROR_SUCCESS ||
			      yr_rules_save_stream(rules, &out) != ERROR_SUCCESS))
		r = err_set(
			err_r, EIO, "%s: the compiled rules cannot be written", folder);
	if (rules)
		yr_rules_destroy(rules);
	yr_compiler_destroy(compiler);
	return r;
}

/* --- loading --- */

static size_t read_piece(void *p, size_t size, size_t count, void *user)
{
	unsigned char *at = p;
	size_t left = size * count;
	while (left) {
		ssize_t n = read(*(int *)user, at, left);
		if (n == 0 || (n < 0 && errno != EINTR))
			return 0;
		at += n > 0 ? n : 0;
		left -= n > 0 ? (size_t)n : 0;
	}
	return count;
}

int yara_load(int fd, struct err *err_r)
{
	YR_STREAM in = { .user_data = &fd, .read = read_piece };
	if (yr_initialize() != ERROR_SUCCESS ||
		yr_rules_load_stream(&in, &loaded) != ERROR_SUCCESS)
		return err_set(err_r, EINVAL, "compiled rules cannot be loaded");
	return 0;
}

/* --- matching --- */

struct match {
	struct file *file;
	size_t hits;
};

static struct span meta_of(const YR_RULE *rule, const char *name)
{
	YR_META *meta;
	yr_rule_metas_foreach(rule, meta)
	{
		if (meta->type == META_TYPE_STRING && strcmp(meta->identifier, name) == 0)
			return span_from_cstr(meta->string);
	}
	return SPAN("");
}

/* Where the first of its strings stands. */
static int64_t place_of(YR_SCAN_CONTEXT *context, const YR_RULE *rule)
{
	YR_STRING *string;
	YR_MATCH *match;
	yr_rule_strings_foreach(rule, string)
	{
		yr_string_matches_foreach(context, string, match)
		{
			return match->base + match->offset;
		}
	}
	return -1;
}

static void add_meta(struct finding *f, const char *name, struct span value)
{
	if (value.n)
		finding_text(f, name, value);
}

static int on_rule(YR_SCAN_CONTEXT *context, int message, void *data, void *user)
{
	struct match *m = user;
	const YR_RULE *rule = data;
	if (message != CALLBACK_MSG_RULE_MATCHING)
		return CALLBACK_CONTINUE;
	struct finding *f = file_hit(m->file, NULL);
	int64_t offset = place_of(context, rule);
	finding_text(f, "rule", span_from_cstr(rule->identifier));
	add_meta(f, "author", meta_of(rule, "author"));
	add_meta(f, "link", meta_of(rule, "reference"));
	add_meta(f, "description", meta_of(rule, "description"));
	if (offset >= 0)
		finding_number(f, "offset", offset);
	return ++m->hits < HITS_PER_FILE ? CALLBACK_CONTINUE : CALLBACK_ABORT;
}

/* The same bytes are matched once: a container's part may be the whole of another file. */
static bool scan(struct file *f)
{
	struct match m = { f, 0 };
	if (f->bytes.n == 0 || f->is_folder)
		return false;
	int r = yr_rules_scan_mem(loaded, f->bytes.p, f->bytes.n,
		SCAN_FLAGS_NO_TRYCATCH | SCAN_FLAGS_FAST_MODE |
			SCAN_FLAGS_REPORT_RULES_MATCHING,
		on_rule, &m, TIMEOUT_S);
	if (r != ERROR_SUCCESS)
		finding_text(job_unknown(f->files->job, f->evidence,
				     r == ERROR_SCAN_TIMEOUT ? GAP_TIME : GAP_MEMORY),
			"file", file_shown(f)->base);
	return m.hits > 0;
}

static void run(struct job *job, const struct evidence *on)
{
	struct files *files = files_of(on);
	bool found = false;
	if (!loaded)
		return;
	for (struct file *f = files->first; f; f = f->next) {
		found |= scan(f);
		job_breathe(job);
	}
	files_say_clear(files, found);
}

const struct check check_file_rule = {
	.code = "file.rule",
	.title = "A rule of your own matches",
	.on = EV_FILES,
	.needs = NEED_NOTHING,
	.run = run,
};
