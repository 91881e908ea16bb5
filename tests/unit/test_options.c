/* front/: the table of options, files of settings, and what a user may type. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include <errno.h>

#include "front/options.h"

static struct arena *arena;
static struct options o;
static struct err err;

static int begin(void **state)
{
	(void)state;
	arena = arena_create(SIZE_MAX);
	options_init(&o, arena);
	return 0;
}

static int end(void **state)
{
	(void)state;
	arena_destroy(&arena);
	return 0;
}

static int read_args_of(enum option_place place, const char *const *words, int *left_r)
{
	char *args[16] = { NULL };
	for (size_t i = 0; words[i]; i++)
		args[i] = arena_cstr(arena, span_from_cstr(words[i]));
	return options_read_args(&o, place, args, left_r, &err);
}

static int read_args(const char *const *words, int *left_r)
{
	return read_args_of(PLACE_CHECK, words, left_r);
}
#define READ(left_r, ...) read_args((const char *const[]){ __VA_ARGS__, NULL }, (left_r))

static void every_row_is_whole_and_unique(void **state)
{
	const struct option *row;
	(void)state;
	for (size_t i = 0; (row = option_row(i)); i++) {
		assert_ptr_equal(option_find(span_from_cstr(row->name)), row);
		if (row->letter)
			assert_ptr_equal(option_find_letter(row->letter), row);
		assert_true(row->help && strlen(row->help) < 80);
		assert_int_equal(row->kind == OPTION_FLAG, row->value == NULL);
		assert_int_equal(row->kind == OPTION_CHOICE, row->choices != NULL);
		assert_int_equal(row->kind == OPTION_SETTING || row->kind == OPTION_LIST,
			row->setting != NULL);
		assert_true(row->places != 0);
	}
}

static void options_come_in_all_spellings(void **state)
{
	int left;
	(void)state;
	assert_int_equal(READ(&left, "a", "--json", "-J", "3", "-J4", "--level=danger",
				 "-", "--", "--json", "-x"),
		0);
	assert_int_equal(left, 4);
	assert_true(o.json && o.jobs == 4 && o.level == LEVEL_DANGER);
}

static void what_will_not_do_is_refused(void **state)
{
	static const char *const bad[][2] = { { "--jobs=0", "" }, { "--jobs=257", "" },
		{ "--jobs=", "" }, { "--jobs", NULL }, { "--json=yes", "" },
		{ "--level=x", "" }, { "--level=", "" }, { "--from-ip=1.2.3", "" },
		{ "--border=a b", "" }, { "--border=", "" }, { "--now=yesterday", "" },
		{ "--limit=bytes", "" }, { "--limit=bytes=x", "" },
		{ "--limit=no=1", "" }, { "--limit=bytes=99999999999999", "" },
		{ "--jso", "" }, { "--", NULL }, { "-", NULL }, { "-z", "" },
		{ "--policy=", "" }, { "---json", "" } };
	int left;
	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		int r = bad[i][1] ? READ(&left, bad[i][0], bad[i][1])
				  : READ(&left, bad[i][0]);
		bool is_thing =
			strcmp(bad[i][0], "--") == 0 || strcmp(bad[i][0], "-") == 0;
		assert_int_equal(r, is_thing ? 0 : -EINVAL);
	}
}

static void the_last_setting_counts_and_lists_grow(void **state)
{
	int left;
	(void)state;
	assert_int_equal(READ(&left, "-i", "192.0.2.1", "-i", "192.0.2.2", "-b",
				 "a.example", "-b", "b.example", "--mail-from="),
		0);
	assert_int_equal(o.setting_count, 4);
	assert_true(span_equal(o.settings[0].value, SPAN("192.0.2.2")));
	assert_string_equal(o.settings[2].name, "border");
	assert_true(span_equal(o.settings[2].value, SPAN("b.example")));
	assert_true(o.settings[3].value.p != NULL && o.settings[3].value.n == 0);
}

static void limits_are_set_by_name(void **state)
{
	int left;
	(void)state;
	assert_int_equal(READ(&left, "--limit", "bytes=12", "--limit=depth=7"), 0);
	assert_true(o.budget.bytes == 12 && o.budget.depth == 7);
}

static void each_command_has_its_own(void **state)
{
	static const char *const good[] = { "--me", "a@b.example", "--received", "-y",
		"x", "--folder=Sent", "--password-file", "f", "-P", "p", NULL };
	static const char *const bad[][3] = { { "--me", "nobody", NULL },
		{ "--me=@b.example", NULL }, { "--me=a@", NULL },
		{ "--level=danger", NULL }, { "--all", NULL },
		{ "--people-user=a b", NULL } };
	int left;
	(void)state;
	assert_int_equal(read_args_of(PLACE_LEARN, good, &left), 0);
	assert_true(left == 1 && o.received && o.yes && o.setting_count == 2);
	assert_string_equal(o.settings[0].name, "me");
	assert_int_equal(read_args(good, &left), -EINVAL);
	assert_int_equal(read_args_of(PLACE_PEOPLE, good, &left), -EINVAL);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(read_args_of(PLACE_LEARN, bad[i], &left), -EINVAL);
}

static void the_configuration_is_found_among_arguments(void **state)
{
	char *const args[] = { (char *)"a", (char *)"--config=x", NULL };
	char *const shorter[] = { (char *)"-c", (char *)"y", NULL };
	char *const none[] = { (char *)"--", (char *)"--config=x", NULL };
	(void)state;
	assert_string_equal(options_config_of_args(args, 2), "x");
	assert_string_equal(options_config_of_args(shorter, 2), "y");
	assert_null(options_config_of_args(none, 2));
	assert_null(options_config_of_args(shorter, 1));
}

static int read_file(const char *content, size_t n)
{
	char path[] = "/tmp/assay-test-XXXXXX";
	int fd = mkstemp(path);
	assert_true(fd >= 0 && write(fd, content, n) == (ssize_t)n);
	close(fd);
	int r = options_read_file(&o, path, &err);
	unlink(path);
	return r;
}

static void a_file_holds_keys_and_values(void **state)
{
	static const char good[] =
		"# c\n\n  lang\tja \r\noffline\nborder mx.example.com\n"
		"limit bytes=9\nno-progress no";
	(void)state;
	assert_int_equal(read_file(good, sizeof(good) - 1), 0);
	assert_true(o.language == LANGUAGE_JA && o.offline && o.budget.bytes == 9);
	assert_int_equal(read_file("lang ja\nfrom-ip 192.0.2.1\n", 26), -EINVAL);
	assert_non_null(strstr(err.text, ":2: unknown key"));
	assert_int_equal(read_file("jobs\n", 5), -EINVAL);
	assert_non_null(strstr(err.text, "jobs wants N"));
	assert_int_equal(options_read_file(&o, "/nonexistent/x", &err), -ENOENT);
}

static void a_file_cut_or_spoilt_at_any_byte_is_refused_or_read(void **state)
{
	char text[] = "lang ja\nborder mx.example.com\nlimit bytes=9\njobs 3\n";
	(void)state;
	for (size_t n = 0; n < sizeof(text); n++) {
		int r = read_file(text, n);
		assert_true(r == 0 || r == -EINVAL);
	}
	for (size_t i = 0; i < sizeof(text) - 1; i++) {
		char kept = text[i];
		text[i] = '\0';
		int r = read_file(text, sizeof(text) - 1);
		assert_true(r == 0 || r == -EINVAL);
		text[i] = kept;
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			every_row_is_whole_and_unique, begin, end),
		cmocka_unit_test_setup_teardown(
			options_come_in_all_spellings, begin, end),
		cmocka_unit_test_setup_teardown(what_will_not_do_is_refused, begin, end),
		cmocka_unit_test_setup_teardown(
			the_last_setting_counts_and_lists_grow, begin, end),
		cmocka_unit_test_setup_teardown(limits_are_set_by_name, begin, end),
		cmocka_unit_test_setup_teardown(each_command_has_its_own, begin, end),
		cmocka_unit_test_setup_teardown(
			the_configuration_is_found_among_arguments, begin, end),
		cmocka_unit_test_setup_teardown(a_file_holds_keys_and_values, begin, end),
		cmocka_unit_test_setup_teardown(
			a_file_cut_or_spoilt_at_any_byte_is_refused_or_read, begin, end),
	};
	return cmocka_run_group_tests_name("options", tests, NULL, NULL);
}
