/* Turns text into options by the rows of the table: from argument vectors, from files of
 * "name value" lines, and from the library's caller, all through option_set(). Errors say
 * what was wanted; nothing here prints. */
#include "front/options.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/num.h"
#include "base/when.h"

#ifndef ASSAY_SYSCONFDIR
#define ASSAY_SYSCONFDIR "/etc"
#endif

enum { FILE_BYTES_MAX = 1 << 20, JOBS_MAX = 256 };

void options_init(struct options *o, struct arena *arena)
{
	long processors = sysconf(_SC_NPROCESSORS_ONLN);
	*o = (struct options){ .arena = arena,
		.budget = budget_standard(),
		.language = language_of_environment(),
		.jobs = processors < 1		? 1
			: processors > JOBS_MAX ? JOBS_MAX
						: (uint64_t)processors,
		.dns_timeout_ms = 5000,
		.max_age = 31 };
}

static void *field(struct options *o, const struct option *row)
{
	return (char *)o + row->offset;
}

static int refuse(const struct option *row, struct span value, const char *wanted,
	struct err *err_r)
{
	/* The value is the user's own; an escape keeps even that from driving a terminal. */
	char shown[64];
	size_t n = value.n < sizeof(shown) - 1 ? value.n : sizeof(shown) - 1;
	for (size_t i = 0; i < n; i++)
		shown[i] =
			value.p[i] < 0x20 || value.p[i] == 0x7F ? '?' : (char)value.p[i];
	shown[n] = '\0';
	return err_set(err_r, EINVAL, "%s: \"%s\" is not %s", row->name, shown, wanted);
}

static int set_flag(
	struct options *o, const struct option *row, struct span value, struct err *err_r)
{
	bool yes = value.n == 0 || span_equal(value, SPAN("yes"));
	if (!yes && !span_equal(value, SPAN("no")))
		return refuse(row, value, "yes or no", err_r);
	if (o)
		*(bool *)field(o, row) = yes;
	return 0;
}

static int set_choice(
	struct options *o, const struct option *row, struct span value, struct err *err_r)
{
	struct span rest = span_from_cstr(row->choices);
	for (unsigned i = 0; rest.p; i++) {
		if (!span_equal(value, span_split(&rest, '|')))
			continue;
		if (o)
			*(unsigned *)field(o, row) = i;
		return 0;
	}
	return refuse(row, value, row->choices, err_r);
}

static int set_number(
	struct options *o, const struct option *row, struct span value, struct err *err_r)
{
	char wanted[80];
	uint64_t number;
	snprintf(wanted, sizeof(wanted), "a number from %llu to %llu",
		(unsigned long long)row->min, (unsigned long long)row->max);
	if (!num_parse(value, row->max, &number) || number < row->min)
		return refuse(row, value, wanted, err_r);
	if (o)
		*(uint64_t *)field(o, row) = number;
	return 0;
}

static int set_text(
	struct options *o, const struct option *row, struct span value, struct err *err_r)
{
	if (value.n == 0 || span_find_byte(value, '\0') != SPAN_NONE)
		return refuse(row, value, "a text", err_r);
	if (o)
		*(const char **)field(o, row) = arena_cstr(o->arena, value);
	return 0;
}

static int set_time(
	struct options *o, const struct option *row, struct span value, struct err *err_r)
{
	int64_t unix_s;
	if (!when_parse(value, &unix_s) || unix_s <= 0)
		return refuse(
			row, value, "a date: 2026-11-23 or 2026-11-23T07:00:00Z", err_r);
	if (o)
		*(int64_t *)field(o, row) = unix_s;
	return 0;
}

static int set_limit(
	struct options *o, const struct option *row, struct span value, struct err *err_r)
{
	struct span rest = value;
	struct span name = span_split(&rest, '=');
	const struct budget_row *limit;
	uint64_t number;
	for (unsigned i = 0; (limit = budget_row(i)); i++) {
		if (!span_equal(name, span_from_cstr(limit->name)))
			continue;
		if (!num_parse(rest, limit->ceiling, &number))
			break;
		if (o)
			budget_set(&o->budget, limit->name, number);
		return 0;
	}
	if (!limit)
		return refuse(row, value, "a limit (see: man assay)", err_r);
	char wanted[96];
	snprintf(wanted, sizeof(wanted), "%s=NUMBER of at most %llu", limit->name,
		(unsigned long long)limit->ceiling);
	return refuse(row, value, wanted, err_r);
}

static void add_setting(struct options *o, const char *name, struct span value)
{
	o->settings = arena_grow(o->arena, o->settings, o->setting_count,
		&o->setting_capacity, sizeof(*o->settings));
	o->settings[o->setting_count++] =
		(struct setting){ name, arena_copy(o->arena, value) };
}

static int add_to_list(
	struct options *o, const struct option *row, struct span value, struct err *err_r)
{
	if (value.n == 0 && row->kind == OPTION_LIST)
		return refuse(row, value, "a text", err_r);
	if (o)
		add_setting(o, row->setting, value);
	return 0;
}

static int set_setting(
	struct options *o, const struct option *row, struct span value, struct err *err_r)
{
	for (size_t i = 0; o && i < o->setting_count; i++) {
		if (strcmp(o->settings[i].name, row->setting) != 0)
			continue;
		o->settings[i].value = arena_copy(o->arena, value);
		return 0;
	}
	return add_to_list(o, row, value, err_r);
}

const char *options_setting(const struct options *o, const char *name)
{
	for (size_t i = 0; i < o->setting_count; i++)
		if (strcmp(o->settings[i].name, name) == 0)
			return arena_cstr(o->arena, o->settings[i].value);
	return NULL;
}

int option_set(
	struct options *o, const struct option *row, struct span value, struct err *err_r)
{
	static int (*const set[])(struct options * o, const struct option *row,
		struct span value, struct err *err_r) = {
		[OPTION_FLAG] = set_flag,
		[OPTION_CHOICE] = set_choice,
		[OPTION_NUMBER] = set_number,
		[OPTION_TEXT] = set_text,
		[OPTION_FILE] = set_text,
		[OPTION_TIME] = set_time,
		[OPTION_LIMIT] = set_limit,
		[OPTION_SETTING] = set_setting,
		[OPTION_LIST] = add_to_list,
	};
	if (row->taste && !row->taste(value)) {
		char wanted[64];
		snprintf(wanted, sizeof(wanted), "a usable %s", row->value);
		return refuse(row, value, wanted, err_r);
	}
	return set[row->kind](o, row, value, err_r);
}

int option_check(const struct option *row, struct span value, struct err *err_r)
{
	return option_set(NULL, row, value, err_r);
}

static int unknown_option(const char *arg, struct err *err_r)
{
	return err_set(err_r, EINVAL, "no such option here: %.100s (see --help)", arg);
}

/* One argument that begins with "-"; `next` is the one behind it, or NULL. Returns how many
 * arguments it took, or -EINVAL. */
static int read_option(struct options *o, enum option_place place, const char *arg,
	const char *next, struct err *err_r)
{
	const struct option *row;
	struct span value = { NULL, 0 };
	if (arg[1] == '-') {
		value = span_from_cstr(arg + 2);
		row = option_find(span_split(&value, '='));
	} else {
		row = option_find_letter(arg[1]);
		if (arg[1] && arg[2])
			value = span_from_cstr(arg + 2);
	}
	if (!row || !(row->places & place))
		return unknown_option(arg, err_r);
	if (row->kind == OPTION_FLAG) {
		if (value.p)
			return err_set(err_r, EINVAL, "--%s takes no value", row->name);
		return option_set(o, row, value, err_r) < 0 ? -EINVAL : 1;
	}
	int took = value.p ? 1 : 2;
	if (took == 2 && !next)
		return err_set(err_r, EINVAL, "--%s wants %s", row->name, row->value);
	if (took == 2)
		value = span_from_cstr(next);
	return option_set(o, row, value, err_r) < 0 ? -EINVAL : took;
}

int options_read_args(struct options *o, enum option_place place, char **args,
	int *left_r, struct err *err_r)
{
	int left = 0;
	bool only_things = false;
	for (int i = 0; args[i];) {
		if (only_things || args[i][0] != '-' || !args[i][1]) {
			args[left++] = args[i++];
		} else if (strcmp(args[i], "--") == 0) {
			only_things = true;
			i++;
		} else {
			int took = read_option(o, place, args[i], args[i + 1], err_r);
			if (took < 0)
				return took;
			i += took;
		}
	}
	*left_r = left;
	return 0;
}

static int read_line(struct options *o, struct span line, struct err *err_r)
{
	line = span_trim(line);
	if (line.n == 0 || line.p[0] == '#')
		return 0;
	size_t end = 0;
	while (end < line.n && !ascii_is_space(line.p[end]))
		end++;
	const struct option *row = option_find(span_take(line, end));
	if (!row || !(row->places & PLACE_FILE))
		return err_set(err_r, EINVAL, "unknown key");
	struct span value = span_trim(span_skip(line, end));
	if (value.n == 0 && row->kind != OPTION_FLAG)
		return err_set(err_r, EINVAL, "%s wants %s", row->name, row->value);
	return option_set(o, row, value, err_r);
}

/* Reads a small file of the user's own. */
static int slurp(
	struct arena *a, const char *path, struct span *bytes_r, struct err *err_r)
{
	FILE *f = fopen(path, "rbe");
	if (!f) {
		int why = errno;
		return err_set(err_r, why, "%s: %s", path, strerror(why));
	}
	unsigned char *p = arena_alloc(a, FILE_BYTES_MAX);
	size_t n = fread(p, 1, FILE_BYTES_MAX, f);
	int why = ferror(f) ? errno : n == FILE_BYTES_MAX ? EFBIG : 0;
	fclose(f);
	*bytes_r = span_of(p, n);
	return why ? err_set(err_r, why, "%s: %s", path, strerror(why)) : 0;
}

int options_read_file(struct options *o, const char *path, struct err *err_r)
{
	struct span bytes = { NULL, 0 };
	struct err why = { "" };
	int r = slurp(o->arena, path, &bytes, err_r);
	for (unsigned number = 1; r == 0 && bytes.n; number++) {
		r = read_line(o, span_line(&bytes), &why);
		if (r < 0)
			err_set(err_r, -r, "%s:%u: %s", path, number, why.text);
	}
	return r;
}

static int read_if_there(struct options *o, const char *path, struct err *err_r)
{
	int r = options_read_file(o, path, err_r);
	return r == -ENOENT || r == -ENOTDIR ? 0 : r;
}

int options_read_files(struct options *o, const char *path, struct err *err_r)
{
	if (path)
		return options_read_file(o, path, err_r);
	int r = read_if_there(o, ASSAY_SYSCONFDIR "/assay/assay.conf", err_r);
	if (r < 0)
		return r;
	const char *base = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
	if (base && base[0] == '/')
		return read_if_there(
			o, arena_printf(o->arena, "%s/assay/assay.conf", base), err_r);
	if (!home || home[0] != '/')
		return 0;
	return read_if_there(
		o, arena_printf(o->arena, "%s/.config/assay/assay.conf", home), err_r);
}

const char *options_config_of_args(char *const *args, int count)
{
	for (int i = 0; i < count && strcmp(args[i], "--") != 0; i++) {
		if (strncmp(args[i], "--config=", 9) == 0)
			return args[i] + 9;
		if ((strcmp(args[i], "--config") == 0 || strcmp(args[i], "-c") == 0) &&
			i + 1 < count)
			return args[i + 1];
	}
	return NULL;
}
