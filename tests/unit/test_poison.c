/* Somebody who wants the memory to vouch for him, or to keep silent: he writes for a year,
 * answers, has himself Cc'd and answered, forges, floods, and uses the names and Message-IDs
 * of others. After each of it, what warnings rest on stands as it stood. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "parse/fold.h"
#include "people/people.h"

#include "letters.h"

#define ANN "ann@examplebank.com"
#define EVE "ann@examp1ebank.com" /* looks like it, under the same name */
#define NAME "Ann Miller"

static struct people *people;

static enum learned sent(const struct letter *l)
{
	struct memo m = memo_of(l);
	enum learned learned = LEARNED_KINDS;
	assert_int_equal(people_learn_sent(people, &m, NOW, &learned, NULL), 0);
	return learned;
}

static enum learned got(const struct letter *l)
{
	struct memo m = memo_of(l);
	enum learned learned = LEARNED_KINDS;
	assert_int_equal(people_learn_received(people, &m, NOW, &learned, NULL), 0);
	return learned;
}

#define SENT(...) sent(&(struct letter){ __VA_ARGS__ })
#define GOT(...) got(&(struct letter){ __VA_ARGS__ })
#define ASK(...) answer_of(people, &(struct letter){ __VA_ARGS__ })

/* Two years with Ann, whose mail is proved; and a friend. */
static int make(void **state)
{
	(void)state;
	struct people_settings s = { .create = true };
	struct err err;
	arena = arena_create((size_t)1 << 30);
	if (people_open(&s, &people, &err) < 0)
		fail_msg("%s", err.text);
	assert_int_equal(
		people_add_me(people, SPAN("me"), SPAN("home.example"), NULL), 0);
	for (int i = 0; i < 10; i++) {
		SENT(.day = -700 + 60 * i, .id = arena_printf(arena, "h%d", i),
			.to = { ANN, "friend@pals.example" }, .to_name = { NAME });
		GOT(.day = -699 + 60 * i, .id = arena_printf(arena, "a%d", i),
			.from = ANN, .from_name = NAME, .proved = "examplebank.com",
			.selector = "s1", .mailer = "mutt",
			.re = { arena_printf(arena, "h%d", i) });
	}
	return 0;
}

static int drop(void **state)
{
	(void)state;
	people_close(&people);
	arena_destroy(&arena);
	return 0;
}

/* What is told about Ann is what it was. */
static void assert_ann_stands(void)
{
	const struct people_answer *a =
		ASK(.from = ANN, .from_name = NAME, .re = { "h3" });
	assert_int_equal(a->person.sent, 10);
	assert_true(acquaintance_is_established(&a->person, NOW));
	assert_false(a->namesakes_are_many);
	assert_int_equal(a->near_count, 0);
	assert_int_equal(a->unproved_answered, 0);
	assert_int_equal(a->proof_count, 1);
	assert_true(a->proofs[0].count == 10 && a->proofs[0].days == 10);
	assert_true(span_equal(a->proofs[0].selector, SPAN("s1")));
	assert_int_equal(a->habit_count, 1);
	assert_true(span_equal(a->habits[0].value, SPAN("mutt")));
	assert_true(a->thread.known == 1 && a->thread.mine == 1);
	assert_true(a->thread.has_sender);
}

static void assert_ann_is_told(
	const struct acquaintance *list, size_t n, const char *address)
{
	for (size_t i = 0; i < n; i++)
		if (span_equal(list[i].address, span_from_cstr(address)) &&
			acquaintance_is_established(&list[i], NOW))
			return;
	fail_msg("%s is not among them", address);
}

/* And what is told about the other one, whom the user wrote to so often. */
static void assert_eve_is_warned_of(uint64_t written_to)
{
	const struct people_answer *a =
		ASK(.from = EVE, .from_name = NAME, .id = "next", .re = { "h3" });
	assert_int_equal(a->person.sent, written_to);
	assert_int_equal(a->org.sent, written_to);
	assert_false(acquaintance_is_established(&a->person, NOW));
	assert_false(acquaintance_is_established(&a->org, NOW));
	assert_false(a->namesakes_are_many);
	assert_ann_is_told(a->namesakes, a->namesake_count, ANN);
	assert_ann_is_told(a->near, a->near_count, "examplebank.com");
	assert_true(a->thread.known == 1 && a->thread.mine == 1);
	assert_false(a->thread.has_sender || a->thread.has_org);
	assert_false(a->is_me);
	assert_int_equal(a->allowed_count, 0);
}

static void at_first(void **state)
{
	(void)state;
	assert_ann_stands();
	assert_eve_is_warned_of(0);
}

/* A machine that answers while the user is away makes no friends. */
static void a_holiday_answer_is_none_of_the_users(void **state)
{
	(void)state;
	for (int i = 0; i < 10; i++)
		assert_int_equal(
			SENT(.day = -60 + 5 * i, .automatic = true,
				.id = arena_printf(arena, "holiday%d", i), .to = { EVE }),
			LEARNED_NOTHING);
	assert_int_equal(ASK(.from = EVE)->person.sent, 0);
	assert_eve_is_warned_of(0);
}

/* (a) */
static void who_writes_for_a_year_stays_a_stranger(void **state)
{
	(void)state;
	for (int i = 0; i < 120; i++)
		assert_int_equal(GOT(.day = -365 + 3 * i, .from = EVE, .from_name = NAME,
					 .id = arena_printf(arena, "e%d", i),
					 .proved = "examp1ebank.com", .mailer = "mutt",
					 .to = { "me@home.example", ANN }),
			LEARNED_RECEIVED);
	assert_eve_is_warned_of(0);
	assert_ann_stands();
	const struct people_answer *a = ASK(.from = EVE);
	assert_true(a->heard.count == 120 && a->habit_count == 0);
}

/* (b) */
static void who_answers_the_user_takes_no_part(void **state)
{
	(void)state;
	for (int i = 0; i < 10; i++)
		GOT(.day = -20, .from = EVE, .from_name = NAME,
			.id = arena_printf(arena, "e%d", i), .proved = "examp1ebank.com",
			.re = { arena_printf(arena, "h%d", i) },
			.to = { "me@home.example", EVE, "pal@examp1ebank.com" });
	assert_eve_is_warned_of(0);
	assert_ann_stands();
	assert_false(
		ASK(.from = "pal@examp1ebank.com", .re = { "h3" })->thread.has_sender);
	/* his own letters are no door into the thread either */
	assert_false(ASK(.from = EVE, .re = { "e3" })->thread.has_sender);
}

/* (c) */
static void who_is_copied_and_answered_with_all_is_in_that_thread_alone(void **state)
{
	(void)state;
	SENT(.day = -9, .id = "f0", .to = { "friend@pals.example" });
	GOT(.day = -8, .from = "friend@pals.example", .id = "f1", .re = { "f0" },
		.proved = "pals.example", .to = { "me@home.example", EVE });
	SENT(.day = -7, .id = "f2", .re = { "f1", "f0" },
		.to = { "friend@pals.example", EVE }, .to_name = { "", NAME });
	assert_true(ASK(.from = EVE, .re = { "f2" })->thread.has_sender);
	assert_eve_is_warned_of(1);
	assert_ann_stands();
	/* with the threads of both named, the nearest one counts */
	assert_false(ASK(.from = EVE, .re = { "h3", "f2" })->thread.has_sender);
	/* from there he brings in himself nowhere else */
	GOT(.day = -6, .from = EVE, .id = "e1", .re = { "h3", "f2" },
		.proved = "examp1ebank.com", .to = { EVE, "me@home.example" });
	assert_eve_is_warned_of(1);
}

/* Nor does the user's answer give him a part, or whom he copies. */
static void who_is_answered_in_a_thread_takes_no_part(void **state)
{
	(void)state;
	GOT(.day = -8, .from = EVE, .from_name = NAME, .id = "e1", .re = { "h3" },
		.proved = "examp1ebank.com",
		.to = { "me@home.example", "pal@second.example" });
	SENT(.day = -7, .id = "m1", .re = { "e1", "h3" },
		.to = { EVE, "pal@second.example" }, .to_name = { NAME });
	assert_false(ASK(.from = EVE, .re = { "m1" })->thread.has_sender);
	assert_false(ASK(.from = EVE, .re = { "h3" })->thread.has_sender);
	assert_false(
		ASK(.from = "pal@second.example", .re = { "m1" })->thread.has_sender);
	assert_ann_stands();
}

/* (d) */
static void one_answer_is_no_acquaintance(void **state)
{
	(void)state;
	GOT(.day = -8, .from = EVE, .from_name = NAME, .id = "e1",
		.proved = "examp1ebank.com");
	SENT(.day = -7, .id = "m1", .re = { "e1" }, .to = { EVE }, .to_name = { NAME });
	assert_eve_is_warned_of(1);
	assert_ann_stands();
	assert_int_equal(ASK(.from = EVE)->person.started, 0);
	/* nor are many on one day */
	for (int i = 0; i < 20; i++)
		SENT(.day = -7, .id = arena_printf(arena, "n%d", i), .re = { "e1" },
			.to = { EVE }, .to_name = { NAME });
	assert_eve_is_warned_of(21);
}

/* One answer to all, where all are under the name of the one that is known. */
static void a_crowd_of_one_name_makes_it_no_common_one(void **state)
{
	(void)state;
	SENT(.day = -7, .id = "m1", .re = { "e1" },
		.to = { "a@e1.example", "a@e2.example", "a@e3.example", "a@e4.example",
			"a@e5.example", "a@e6.example" },
		.to_name = { NAME, NAME, NAME, NAME, NAME, NAME });
	assert_eve_is_warned_of(0);
	assert_ann_stands();
}

/* (e) */
static void letters_in_the_users_own_name_teach_nothing(void **state)
{
	(void)state;
	for (int i = 0; i < 50; i++) {
		const char *id = arena_printf(arena, "e%d", i);
		struct letter l = { .day = -10 * i,
			.id = id,
			.delivered = true,
			.proved = i % 2 ? "home.example" : NULL,
			.to = { EVE },
			.to_name = { NAME },
			.re = { "h3" } };
		assert_int_equal(sent(&l), LEARNED_DELIVERED);
		got(&l);
	}
	assert_eve_is_warned_of(0);
	assert_ann_stands();
}

/* (f) */
static void a_flood_moves_nobody(void **state)
{
	(void)state;
	enum { FLOOD = 100000 };
	struct span fold = fold_name(arena, SPAN(NAME));
	assert_int_equal(people_begin(people, NULL), 0);
	for (int i = 0; i < FLOOD; i++) {
		char local[32], domain[32], id[32];
		enum learned learned;
		snprintf(local, sizeof(local), "a%d", i);
		snprintf(domain, sizeof(domain), "examplebank%d.com", i);
		snprintf(id, sizeof(id), "f%d", i);
		struct memo m = { .date_s = NOW - i,
			.from = { .local = span_from_cstr(local),
				.domain = span_from_cstr(domain),
				.org = span_from_cstr(domain),
				.shape = span_from_cstr(domain),
				.name = SPAN(NAME),
				.fold = fold },
			.message_id = span_from_cstr(id) };
		must(people_learn_received(people, &m, NOW, &learned, NULL) == 0);
	}
	assert_int_equal(people_tidy(people, NOW, NULL), 0);
	assert_int_equal(people_commit(people, NULL), 0);
	assert_eve_is_warned_of(0);
	assert_ann_stands();
	assert_int_equal(ASK(.from = "x@examplebank5.com")->person.sent, 0);
}

/* (g) */
static void a_message_id_of_others_changes_nothing(void **state)
{
	(void)state;
	/* before the user's letter, before Ann's, and of letters that there were */
	GOT(.day = -9, .from = EVE, .from_name = NAME, .id = "h10",
		.proved = "examp1ebank.com", .re = { "own" });
	GOT(.day = -9, .from = EVE, .from_name = NAME, .id = "a10",
		.proved = "examp1ebank.com", .re = { "own" });
	assert_int_equal(
		GOT(.day = -9, .from = EVE, .id = "h3", .re = { "own" }), LEARNED_BEFORE);
	assert_int_equal(
		GOT(.day = -9, .from = EVE, .id = "a3", .re = { "own" }), LEARNED_BEFORE);
	assert_int_equal(SENT(.day = -8, .id = "h10", .to = { "friend@pals.example" }),
		LEARNED_SENT);
	GOT(.day = -7, .from = ANN, .id = "a10", .proved = "examplebank.com",
		.re = { "h10" });
	assert_eve_is_warned_of(0);
	assert_ann_stands();
	assert_false(ASK(.from = EVE, .re = { "h10" })->thread.has_sender);
	assert_false(ASK(.from = EVE, .re = { "own" })->thread.has_sender);
	assert_true(
		ASK(.from = "friend@pals.example", .re = { "h10" })->thread.has_sender);
}

/* Ann's address itself, forged; with Message-IDs that are answered, or will be never. */
static void letters_forged_as_hers_are_not_usual(void **state)
{
	(void)state;
	SENT(.day = -20, .id = "h20", .re = { "a20" }, .to = { ANN },
		.to_name = { NAME });
	for (int i = 0; i < 10; i++)
		GOT(.day = -5, .from = ANN, .from_name = NAME, .lacking = true,
			.mailer = "evil", .id = arena_printf(arena, "g%d", i),
			.re = { "h3" }, .to = { EVE, "me@home.example" });
	GOT(.day = -5, .from = ANN, .from_name = NAME, .lacking = true, .id = "a20");
	const struct people_answer *a = ASK(.from = ANN);
	assert_true(a->unproved_answered == 0 && a->proof_count == 1);
	assert_true(a->proofs[0].count == 10 && a->habit_count == 1);
	assert_eve_is_warned_of(0);
}

/* (h) */
static void a_name_stays_with_its_owner(void **state)
{
	(void)state;
	GOT(.day = -900, .from = EVE, .from_name = NAME, .id = "e1");
	GOT(.day = -1, .from = EVE, .from_name = "MILLER, Ann", .id = "e2");
	GOT(.day = -1, .from = "x@other.example", .from_name = NAME, .id = "e3");
	assert_eve_is_warned_of(0);
	assert_ann_stands();
	assert_int_equal(ASK(.from = ANN, .from_name = NAME)->namesake_count, 0);
	/* nor does he take it over by being answered under it */
	SENT(.day = -1, .id = "m1", .to = { EVE }, .to_name = { NAME });
	assert_eve_is_warned_of(1);
	assert_ann_stands();
}

/* All of it together, and looked through. */
static void all_together(void **state)
{
	who_writes_for_a_year_stays_a_stranger(state);
	who_answers_the_user_takes_no_part(state);
	letters_in_the_users_own_name_teach_nothing(state);
	a_message_id_of_others_changes_nothing(state);
	a_crowd_of_one_name_makes_it_no_common_one(state);
	who_is_copied_and_answered_with_all_is_in_that_thread_alone(state);
	assert_int_equal(people_tidy(people, NOW, NULL), 0);
	assert_eve_is_warned_of(1);
	assert_ann_stands();
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, make, drop)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(at_first),
		TEST(who_writes_for_a_year_stays_a_stranger),
		TEST(a_holiday_answer_is_none_of_the_users),
		TEST(who_answers_the_user_takes_no_part),
		TEST(who_is_copied_and_answered_with_all_is_in_that_thread_alone),
		TEST(who_is_answered_in_a_thread_takes_no_part),
		TEST(one_answer_is_no_acquaintance),
		TEST(a_crowd_of_one_name_makes_it_no_common_one),
		TEST(letters_in_the_users_own_name_teach_nothing),
		TEST(a_flood_moves_nobody),
		TEST(a_message_id_of_others_changes_nothing),
		TEST(letters_forged_as_hers_are_not_usual),
		TEST(a_name_stays_with_its_owner),
		TEST(all_together),
	};
	return cmocka_run_group_tests_name("poison", tests, NULL, NULL);
}
