/* The public library as a host sees it: calls that make no sense, a worker that is not
 * there, many letters at once, and what is left of it afterwards. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <assay.h>
#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static const char letter[] = "From: Ann <ann@example.com>\r\nTo: ben@example.org\r\n"
			     "Subject: Lunch\r\nDate: Mon, 23 Nov 2026 08:00:00 +0000\r\n"
			     "Message-ID: <1@example.com>\r\n\r\nAt noon?\r\n";
static const char *programs, *sandbox = "full";

static struct assay *opened(void)
{
	struct assay *a = assay_open();
	assert_non_null(a);
	assert_int_equal(assay_set(a, "programs", programs), 0);
	assert_int_equal(assay_set(a, "sandbox", sandbox), 0);
	assert_int_equal(assay_set(a, "offline", "yes"), 0);
	return a;
}

static unsigned open_files(void)
{
	unsigned n = 0;
	DIR *d = opendir("/proc/self/fd");
	while (readdir(d))
		n++;
	closedir(d);
	return n;
}

static void a_letter_is_checked(void **state)
{
	(void)state;
	struct assay *a = opened();
	struct assay_result *r;
	const char *context[] = { "name", "x.eml", "index", "3", "from-ip", "192.0.2.1",
		"mail-from", "", NULL };
	assert_int_equal(assay_check(a, letter, sizeof(letter) - 1, context, &r), 0);
	assay_close(&a);
	assert_null(a);
	assert_non_null(
		strstr(assay_result_text(r, ASSAY_TEXT_ALL, 80), "x.eml (letter 3)"));
	assert_non_null(strstr(assay_result_json(r, 0), "\"index\":3"));
	assert_true(strlen(assay_result_heading(r)) > 10 &&
		    strlen(assay_result_next(r)) > 10);
	for (size_t i = 0; i <= assay_result_findings(r); i++) {
		size_t offset, length;
		bool there = i < assay_result_findings(r);
		assert_int_equal(assay_finding_code(r, i) != NULL, there);
		assert_int_equal(assay_finding_tier(r, i) != NULL, there);
		if (assay_finding_place(r, i, &offset, &length) == 0)
			assert_true(offset + length <= sizeof(letter) - 1);
		assert_true(!assay_finding_gap(r, i) ||
			    assay_finding_state(r, i) == ASSAY_UNKNOWN);
		assay_finding_says(r, i);
		assay_finding_path(r, i);
		assay_finding_variant(r, i);
	}
	assay_result_free(&r);
	assert_null(r);
}

static void calls_that_make_no_sense_are_refused(void **state)
{
	(void)state;
	struct assay_result *r = NULL;
	struct assay *none = NULL;
	size_t three[3];
	assert_true(assay_set(NULL, "lang", "ja") < 0 && assay_start(NULL) < 0);
	assert_true(
		assay_check(NULL, "", 0, NULL, &r) < 0 && assay_wait(NULL, 0, &r) < 0);
	assert_true(assay_submit(NULL, "", 0, NULL, NULL) < 0);
	assert_true(assay_configure(NULL, NULL) < 0 && assay_pending(NULL) == 0);
	assert_non_null(assay_error(NULL));
	assay_close(NULL);
	assay_close(&none);
	assay_result_free(NULL);
	assay_result_free(&r);
	assert_true(!assay_result_text(NULL, 0, 0) && !assay_result_json(NULL, 0));
	assert_int_equal(assay_result_verdict(NULL), ASSAY_UNDECIDED);
	assert_true(
		!assay_finding_code(NULL, 0) && assay_result_reasons(NULL, three) == 0);
}

static void bad_calls_leave_a_handle_that_works(void **state)
{
	static const char *const odd[] = { "name", NULL };
	static const char *const strange[] = { "no-such", "x", NULL };
	static const char *const lists[] = { "border", "x", NULL };
	static const char *const bad_ip[] = { "from-ip", "x", NULL };
	static const char *const bad_index[] = { "index", "-1", NULL };
	static const char *const *const contexts[] = { odd, strange, lists, bad_ip,
		bad_index };
	(void)state;
	struct assay *a = opened();
	struct assay_result *r;
	for (int round = 0; round < 200; round++) {
		assert_int_equal(assay_set(a, "no-such", "x"), -ENOENT);
		assert_int_equal(assay_set(a, "json", "yes"), -ENOENT);
		assert_true(assay_set(a, "jobs", "many") < 0 &&
			    assay_set(a, "jobs", NULL) < 0);
		assert_true(assay_set(a, NULL, "x") < 0 && strlen(assay_error(a)) > 5);
		assert_true(assay_check(a, NULL, 5, NULL, &r) < 0);
		assert_true(assay_check(a, "", 0, NULL, NULL) < 0);
		assert_true(assay_wait(a, 0, NULL) < 0);
		assert_int_equal(assay_wait(a, 0, &r), -ENOENT);
		assert_true(assay_configure(a, "/nonexistent") < 0);
		const char *const *context = contexts[round % 5];
		assert_true(assay_check(a, letter, sizeof(letter) - 1, context, &r) < 0);
		assert_null(r);
		assert_true(assay_submit(a, letter, 5, context, NULL) < 0);
		if (round == 0)
			assert_int_equal(assay_start(a), 0);
		assert_int_equal(assay_set(a, "lang", "ja"), -EBUSY);
	}
	assert_int_equal(assay_check(a, NULL, 0, NULL, &r), 0);
	assert_int_equal(assay_result_verdict(r), ASSAY_UNDECIDED);
	assay_result_free(&r);
	assay_close(&a);
}

static void a_missing_worker_is_an_error_in_words(void **state)
{
	(void)state;
	struct assay *a = opened();
	struct assay_result *r;
	assert_int_equal(assay_set(a, "programs", "/nonexistent"), 0);
	for (int i = 0; i < 3; i++) {
		assert_true(assay_check(a, letter, sizeof(letter) - 1, NULL, &r) < 0);
		assert_non_null(strstr(assay_error(a), "/nonexistent/assay-worker"));
	}
	assay_close(&a);
}

static void many_letters_are_in_flight_at_once(void **state)
{
	(void)state;
	struct assay *a = opened();
	struct assay_result *r;
	size_t sent = 0, got = 0;
	bool seen[300] = { false };
	assert_int_equal(assay_set(a, "jobs", "3"), 0);
	while (got < 300) {
		int error = -EAGAIN;
		if (sent < 300)
			error = assay_submit(
				a, letter, sizeof(letter) - 1, NULL, &seen[sent]);
		if (error == 0) {
			sent++;
			continue;
		}
		assert_int_equal(error, -EAGAIN);
		assert_true(assay_pending(a) <= 3);
		assert_int_equal(assay_wait(a, -1, &r), 0);
		bool *mine = assay_result_user(r);
		assert_false(*mine);
		*mine = true;
		got++;
		assay_result_free(&r);
	}
	assay_close(&a);
}

static void a_check_does_not_lose_what_was_submitted(void **state)
{
	(void)state;
	struct assay *a = opened();
	struct assay_result *r;
	int one, two;
	assert_int_equal(assay_set(a, "jobs", "3"), 0);
	assert_int_equal(assay_submit(a, letter, sizeof(letter) - 1, NULL, &one), 0);
	assert_int_equal(assay_submit(a, letter, sizeof(letter) - 1, NULL, &two), 0);
	assert_int_equal(assay_check(a, letter, sizeof(letter) - 1, NULL, &r), 0);
	assert_null(assay_result_user(r));
	assay_result_free(&r);
	assert_int_equal(assay_pending(a), 2);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(assay_wait(a, -1, &r), 0);
		assert_true(assay_result_user(r) == &one || assay_result_user(r) == &two);
		assay_result_free(&r);
	}
	assert_int_equal(assay_wait(a, -1, &r), -ENOENT);
	assay_close(&a);
}

static void nothing_is_left_in_the_host(void **state)
{
	(void)state;
	struct sigaction before, after;
	unsigned files = open_files();
	sigaction(SIGPIPE, NULL, &before);
	for (int i = 0; i < 5; i++) {
		struct assay *a = opened();
		struct assay_result *r;
		assert_int_equal(assay_check(a, letter, sizeof(letter) - 1, NULL, &r), 0);
		assert_int_equal(
			assay_submit(a, letter, sizeof(letter) - 1, NULL, NULL), 0);
		assay_close(&a);
		assay_result_free(&r);
	}
	sigaction(SIGPIPE, NULL, &after);
	assert_true(before.sa_handler == after.sa_handler);
	assert_int_equal(open_files(), files);
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	assert_int_equal(errno, ECHILD);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_letter_is_checked),
		cmocka_unit_test(calls_that_make_no_sense_are_refused),
		cmocka_unit_test(bad_calls_leave_a_handle_that_works),
		cmocka_unit_test(a_missing_worker_is_an_error_in_words),
		cmocka_unit_test(many_letters_are_in_flight_at_once),
		cmocka_unit_test(a_check_does_not_lose_what_was_submitted),
		cmocka_unit_test(nothing_is_left_in_the_host),
	};
	if (argc < 2)
		return 2;
	programs = argv[1];
	if (argc > 2)
		sandbox = argv[2];
	return cmocka_run_group_tests_name("library", tests, NULL, NULL);
}
