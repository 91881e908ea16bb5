/* The readers of exported talks: each golden file of tests/talks gives what its .want says,
 * and whatever is cut off it, reading ends and stays inside. */
#include <dirent.h>
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/must.h"
#include "base/text.h"
#include "base/when.h"
#include "parse/talk/talk.h"

static const char *folder;

static struct span read_all(struct arena *a, const char *name)
{
	char path[4096];
	snprintf(path, sizeof(path), "%s/%s", folder, name);
	FILE *f = fopen(path, "rb");
	if (!f)
		return span_of(NULL, 0);
	unsigned char *p = arena_alloc(a, 1 << 20);
	size_t n = fread(p, 1, 1 << 20, f);
	fclose(f);
	return span_of(p, n);
}

static void add_words(struct text *t, struct span s)
{
	text_add_cstr(t, " | ");
	for (size_t i = 0; i < s.n; i++)
		s.p[i] == '\n' ? text_add_cstr(t, "\\n") : text_add_byte(t, s.p[i]);
}

static bool dump(void *state, const struct talk_message *m)
{
	static const char *const kinds[] = { "said", "service", "contact" };
	static const char *const sides[] = { "untold", "theirs", "mine" };
	struct text *t = state;
	text_printf(t, "%s %s ", kinds[m->kind], sides[m->side]);
	if (m->when_s == INT64_MIN)
		text_add_byte(t, '-');
	else
		when_print(t, m->when_s);
	text_add_byte(t, ' ');
	text_add(t, m->chat);
	text_add_cstr(t, m->is_group ? "+" : "");
	add_words(t, m->who.name);
	add_words(t, m->who.id);
	add_words(t, m->who.handle);
	add_words(t, m->text);
	for (size_t i = 0; i < m->link_count; i++)
		add_words(t, m->links[i]);
	for (size_t i = 0; i < m->file_count; i++)
		add_words(t, m->files[i]);
	text_add_cstr(t, m->edited ? " | edited" : "");
	if (m->forwarded.n)
		add_words(t, m->forwarded);
	text_add_byte(t, '\n');
	return true;
}

static enum got read_to(
	struct arena *a, struct span bytes, enum talk_format format, struct text *t)
{
	struct talk_person *users;
	struct span table =
		SPAN("[{\"id\":\"U02\",\"name\":\"bob\",\"real_name\":\"Bob E\"},"
		     "{\"id\":\"U01\",\"name\":\"ann\",\"profile\":"
		     "{\"real_name\":\"Ann Lee\"}}]");
	struct talk_about about = { .chat = SPAN("general") };
	about.user_count = talk_users(a, table, 10, &users);
	about.users = users;
	if (format != TALK_SLACK && format != TALK_WHATSAPP)
		about.chat = SPAN("");
	struct arena *scratch = arena_create(8 << 20);
	enum got got = talk_read(a, scratch, bytes, format, &about, dump, t);
	arena_destroy(&scratch);
	return got;
}

static void test_golden(void **state)
{
	DIR *d = opendir(folder);
	unsigned seen = 0;
	(void)state;
	assert_non_null(d);
	for (struct dirent *e; (e = readdir(d));) {
		char want_name[300];
		struct arena *a = arena_create(SIZE_MAX);
		struct span bytes = read_all(a, e->d_name);
		snprintf(want_name, sizeof(want_name), "%s.want", e->d_name);
		struct span want = read_all(a, want_name);
		if (e->d_name[0] != '.' && want.p) {
			struct text t;
			text_init(&t, a, 1 << 20);
			enum talk_format format = talk_taste(bytes, SPAN(""));
			text_printf(&t, "%s\n", talk_format_name(format));
			assert_int_equal(read_to(a, bytes, format, &t), GOT_ALL);
			if (!span_equal(text_span(&t), want)) {
				printf("%s:\n%.*s", e->d_name, (int)t.n, t.p);
				fail();
			}
			seen++;
		}
		arena_destroy(&a);
	}
	closedir(d);
	assert_true(seen >= 12);
}

/* Cut at every byte: from a copy of its own, so that reading past it is seen. */
static void test_cut(void **state)
{
	DIR *d = opendir(folder);
	(void)state;
	for (struct dirent *e; (e = readdir(d));) {
		struct arena *a = arena_create(SIZE_MAX);
		struct span bytes = read_all(a, e->d_name);
		enum talk_format format = talk_taste(bytes, SPAN(""));
		for (size_t n = 0; format && n < bytes.n; n++) {
			struct arena *one = arena_create(SIZE_MAX);
			unsigned char *p = malloc(n + 1);
			struct text t;
			memcpy(p, bytes.p, n);
			text_init(&t, one, 1 << 20);
			read_to(one, span_of(p, n), format, &t);
			free(p);
			arena_destroy(&one);
		}
		arena_destroy(&a);
	}
	closedir(d);
}

/* A log with dates, a table, a project's JSON: none of them a talk. */
static void test_not_a_talk(void **state)
{
	static const struct span others[] = {
		SPAN("2024-01-02 15:04:05 INFO started\n2024-01-02 15:04:06 INFO done\n"),
		SPAN("[2024-01-02 15:04:05] ready\n[2024-01-02 15:04:06] done\n"),
		SPAN("{\"name\":\"x\",\"version\":\"1.0.0\",\"scripts\":{\"test\":\"a\"}"
		     "}"),
		SPAN("date,amount\n2024-01-02,5\n"),
		SPAN("From: Ann <ann@example.com>\nSubject: Hi\n\nHello\n"),
		SPAN("[{\"type\":\"message\"}]"),
		SPAN(""),
	};
	(void)state;
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		assert_int_equal(talk_taste(others[i], SPAN("")), TALK_NONE);
}

static void test_dates(void **state)
{
	struct arena *a = arena_create(1 << 20);
	struct text t;
	struct span s = SPAN("1/2/24, 3:04 AM - A: x\n1/3/24, 12:04 PM - B: y\n");
	(void)state;
	text_init(&t, a, 1 << 16);
	read_to(a, s, TALK_WHATSAPP, &t);
	assert_non_null(strstr(t.p, "2024-01-02T03:04:00Z"));
	assert_non_null(strstr(t.p, "2024-01-03T12:04:00Z"));
	arena_destroy(&a);
}

/* However long the export, no more is kept than of one message. */
static bool ignore(void *state, const struct talk_message *m)
{
	(void)m;
	++*(size_t *)state;
	return true;
}

static void test_memory(void **state)
{
	enum { MESSAGES = 20000 };
	struct arena *a = arena_create(SIZE_MAX), *scratch = arena_create(4 << 20);
	struct talk_about about = { .chat = SPAN("") };
	struct text t;
	size_t count = 0;
	(void)state;
	text_init(&t, a, 64 << 20);
	text_add_cstr(
		&t, "{\"name\":\"A\",\"type\":\"personal_chat\",\"id\":1,\"messages\":[");
	for (int i = 0; i < MESSAGES; i++) {
		text_add_cstr(&t, "{\"from\":\"A\",\"from_id\":\"user1\",\"text\":\"\\n");
		for (int k = 0; k < 100; k++)
			text_add_cstr(&t, "0123456789");
		text_add_cstr(&t, "\"},");
	}
	text_add_cstr(&t, "]}");
	size_t before = arena_used(a);
	enum got got = talk_read(
		a, scratch, text_span(&t), TALK_TELEGRAM, &about, ignore, &count);
	assert_int_equal(got, GOT_ALL);
	assert_int_equal(count, MESSAGES);
	assert_true(arena_used(scratch) < 1 << 20);
	assert_int_equal(arena_used(a), before);
	arena_destroy(&scratch);
	arena_destroy(&a);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_golden),
		cmocka_unit_test(test_cut),
		cmocka_unit_test(test_not_a_talk),
		cmocka_unit_test(test_dates),
		cmocka_unit_test(test_memory),
	};
	must(argc == 2);
	folder = argv[1];
	return cmocka_run_group_tests(tests, NULL, NULL);
}
