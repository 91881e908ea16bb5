/* people/: what makes an acquaintance and what does not, what is answered, forgotten and
 * kept out; over a memory without a file, over a file, and over a server.
 *	test_people [URL]
 * With a URL, or one in ASSAY_TEST_PG (postgres.sh sets it), over the server alone. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include <sqlite3.h>

#include "base/must.h"
#include "base/text.h"
#include "parse/lookalike.h"
#include "people/people.h"

#include "letters.h"

enum { PATH_BYTES = 256 };

static const char *url; /* NULL: no server */
static bool in_memory;
static char folder[128], path[PATH_BYTES], user[64];
static unsigned tests_so_far;
static struct people *people;

/* --- a memory --- */

static struct people *open_with(struct people_settings s)
{
	struct err err = { 0 };
	struct people *p;
	s.where = url ? url : in_memory ? NULL : path;
	s.user = s.user ? s.user : user;
	if (people_open(&s, &p, &err) < 0)
		fail_msg("%s", err.text);
	return p;
}

static void reopen(void)
{
	if (in_memory)
		return;
	people_close(&people);
	people = open_with((struct people_settings){ .user = user });
}

static void add_me(struct people *p, const char *address)
{
	struct party me = party(address, "");
	assert_int_equal(people_add_me(p, me.local, me.domain, NULL), 0);
}

static int make(void **state)
{
	(void)state;
	tests_so_far++;
	arena = arena_create((size_t)1 << 30);
	snprintf(path, sizeof(path), "%s/%u/people.db", folder, tests_so_far);
	snprintf(user, sizeof(user), "people.%u", tests_so_far);
	people = open_with((struct people_settings){ .create = true });
	add_me(people, "me@home.example");
	return 0;
}

static int drop(void **state)
{
	(void)state;
	people_close(&people);
	arena_destroy(&arena);
	return 0;
}

/* --- letters --- */

static enum learned sent(const struct letter *l)
{
	struct err err = { 0 };
	struct memo m = memo_of(l);
	enum learned learned = LEARNED_KINDS;
	if (people_learn_sent(people, &m, NOW, &learned, &err) < 0)
		fail_msg("%s", err.text);
	return learned;
}

static enum learned got(const struct letter *l)
{
	struct err err = { 0 };
	struct memo m = memo_of(l);
	enum learned learned = LEARNED_KINDS;
	if (people_learn_received(people, &m, NOW, &learned, &err) < 0)
		fail_msg("%s", err.text);
	return learned;
}

#define SENT(...) sent(&(struct letter){ __VA_ARGS__ })
#define GOT(...) got(&(struct letter){ __VA_ARGS__ })

static void card(const char *address, const char *name)
{
	struct party p = party(address, name);
	struct memo m = { .date_s = INT64_MIN, .is_card = true, .to = &p, .to_count = 1 };
	enum learned learned = LEARNED_KINDS;
	assert_int_equal(people_learn_sent(people, &m, NOW, &learned, NULL), 0);
	assert_int_equal(learned, LEARNED_CARD);
}

/* --- questions --- */

#define ASK(...) answer_of(people, &(struct letter){ __VA_ARGS__ })

static bool is_text(struct span s, const char *want)
{
	return span_equal(s, span_from_cstr(want));
}

/* --- what was sent --- */

static void sent_letters_make_acquaintances(void **state)
{
	(void)state;
	assert_int_equal(SENT(.day = -30, .id = "1@h", .to = { "ann@shop.example" },
				 .to_name = { "Ann Miller" }),
		LEARNED_SENT);
	assert_int_equal(SENT(.day = -10, .id = "2@h", .re = { "x@shop" },
				 .to = { "ann@shop.example", "bob@shop.example",
					 "me@home.example" }),
		LEARNED_SENT);
	reopen();
	const struct people_answer *a = ASK(.from = "ann@shop.example");
	assert_int_equal(a->sent, 2);
	assert_int_equal(a->received, 0);
	assert_true(a->sent_since_s == NOW - 30 * DAY);
	assert_false(a->is_me);
	assert_int_equal(a->person.sent, 2);
	assert_int_equal(a->person.started, 1);
	assert_int_equal(a->person.days, 2);
	assert_true(a->person.first_s == NOW - 30 * DAY);
	assert_true(a->person.last_s == NOW - 10 * DAY);
	assert_true(is_text(a->person.address, "ann@shop.example"));
	assert_true(
		is_text(a->person.name, "Ann Miller")); /* not emptied by the second */
	assert_int_equal(a->org.sent, 2);		/* once for each letter */
	assert_int_equal(a->org.days, 2);
	assert_true(is_text(a->org.address, "shop.example"));
	assert_int_equal(a->heard.count, 0);
	a = ASK(.from = "me@home.example");
	assert_true(a->is_me);
	assert_int_equal(a->person.sent, 0);
	a = ASK(.from = "eve@shop.example");
	assert_int_equal(a->person.sent, 0);
	assert_int_equal(a->org.sent, 2);
}

static void any_order_gives_the_same(void **state)
{
	(void)state;
	static const int orders[6][3] = { { 0, 1, 2 }, { 0, 2, 1 }, { 1, 0, 2 },
		{ 1, 2, 0 }, { 2, 0, 1 }, { 2, 1, 0 } };
	static const int64_t days[3] = { -200, -100, -3 };
	for (int o = 0; o < 6; o++) {
		const char *to = arena_printf(arena, "p%d@o%d.example", o, o);
		for (int i = 0; i < 3; i++) {
			int k = orders[o][i];
			SENT(.day = days[k], .id = arena_printf(arena, "%d-%d", o, k),
				.to = { to });
		}
		const struct people_answer *a = ASK(.from = to);
		assert_int_equal(a->person.sent, 3);
		assert_int_equal(a->person.days, 3);
		assert_true(a->person.first_s == NOW - 200 * DAY);
		assert_true(a->person.last_s == NOW - 3 * DAY);
		assert_true(a->org.first_s == NOW - 200 * DAY);
		assert_true(a->org.last_s == NOW - 3 * DAY);
		assert_true(acquaintance_is_established(&a->person, NOW));
		assert_false(
			acquaintance_is_established(&a->person, NOW + 6 * 365 * DAY));
	}
}

static void the_same_letter_counts_once(void **state)
{
	(void)state;
	assert_int_equal(
		SENT(.day = -2, .id = "1@h", .to = { "ann@shop.example" }), LEARNED_SENT);
	assert_int_equal(SENT(.day = -1, .id = "1@h", .to = { "ann@shop.example" }),
		LEARNED_BEFORE);
	assert_int_equal(SENT(.day = -3, .to = { "ann@shop.example" }), LEARNED_SENT);
	assert_int_equal(SENT(.day = -3, .to = { "ann@shop.example" }), LEARNED_BEFORE);
	assert_int_equal(SENT(.day = -4, .to = { "ann@shop.example" }), LEARNED_SENT);
	assert_int_equal(GOT(.day = -2, .from = "ann@shop.example", .id = "7@s"),
		LEARNED_RECEIVED);
	assert_int_equal(
		GOT(.day = -2, .from = "ann@shop.example", .id = "7@s"), LEARNED_BEFORE);
	assert_int_equal(GOT(.day = -2, .from = "ann@shop.example"), LEARNED_RECEIVED);
	assert_int_equal(GOT(.day = -2, .from = "ann@shop.example"), LEARNED_BEFORE);
	const struct people_answer *a = ASK(.from = "ann@shop.example");
	assert_int_equal(a->person.sent, 3);
	assert_int_equal(a->heard.count, 2);
	assert_int_equal(a->sent, 3);
	assert_int_equal(a->received, 2);
}

static void dates_that_cannot_be_are_now(void **state)
{
	(void)state;
	SENT(.day = 400, .id = "1@h", .to = { "ann@shop.example" });
	assert_true(ASK(.from = "ann@shop.example")->person.last_s == NOW);
}

/* --- what teaches nothing --- */

static void assert_unknown(const char *address)
{
	const struct people_answer *a = ASK(.from = address);
	assert_int_equal(a->person.sent, 0);
	assert_int_equal(a->org.sent, 0);
	assert_int_equal(a->person.days, 0);
	assert_int_equal(a->person.address.n, 0);
	assert_int_equal(a->sent, 0);
}

static void what_others_wrote_teaches_nothing(void **state)
{
	(void)state;
	assert_int_equal(SENT(.from = "eve@evil.example", .id = "1@e",
				 .to = { "ann@shop.example" }),
		LEARNED_NOT_MINE);
	assert_int_equal(
		SENT(.id = "2@e", .delivered = true, .to = { "ann@shop.example" }),
		LEARNED_DELIVERED);
	assert_int_equal(SENT(.id = "3@h"), LEARNED_NOTHING);
	assert_unknown("ann@shop.example");
	assert_unknown("eve@evil.example");
	/* and what it did not teach can still be learned */
	assert_int_equal(SENT(.id = "2@e", .to = { "ann@shop.example" }), LEARNED_SENT);
}

static void received_letters_create_nobody(void **state)
{
	(void)state;
	for (int i = 0; i < 30; i++)
		assert_int_equal(
			GOT(.day = -20 * i, .from = "eve@evil.example",
				.from_name = "Ann Miller", .proved = "evil.example",
				.mailer = "mutt", .id = arena_printf(arena, "%d@e", i),
				.to = { "me@home.example", "pal@evil.example" }),
			LEARNED_RECEIVED);
	assert_unknown("eve@evil.example");
	assert_unknown("pal@evil.example");
	const struct people_answer *a = ASK(.from = "eve@evil.example");
	assert_int_equal(a->heard.count, 30);
	assert_int_equal(a->habit_count, 0);
	assert_int_equal(a->proof_count, 1); /* should she be written to later */
	assert_int_equal(
		ASK(.from = "x@y.example", .from_name = "Ann Miller")->namesake_count, 0);
}

/* --- names --- */

static void namesakes_are_told(void **state)
{
	(void)state;
	SENT(.id = "1", .to = { "ann@shop.example" }, .to_name = { "Ann Miller" });
	const struct people_answer *a =
		ASK(.from = "ann@evil.example", .from_name = "MILLER, Ann");
	assert_int_equal(a->namesake_count, 1);
	assert_false(a->namesakes_are_many);
	assert_true(is_text(a->namesakes[0].address, "ann@shop.example"));
	assert_int_equal(ASK(.from = "ann@shop.example", .from_name = "Ann Miller")
				 ->namesake_count,
		0); /* nobody is a namesake of his own */
	assert_int_equal(
		ASK(.from = "x@evil.example", .from_name = "Ann")->namesake_count, 0);
}

/* Five addresses with which the user really corresponds. */
static void many_namesakes_are_said_to_be_many(void **state)
{
	(void)state;
	for (int i = 0; i < 6; i++)
		for (int k = 0; k < 3; k++)
			SENT(.day = -10 * k - 1, .id = arena_printf(arena, "%d-%d", i, k),
				.to = { arena_printf(arena, "a%d@o%d.example", i, i) },
				.to_name = { "Ann Miller" });
	const struct people_answer *a =
		ASK(.from = "ann@evil.example", .from_name = "Ann Miller");
	assert_int_equal(a->namesake_count, PEOPLE_NAMESAKES_MAX);
	assert_true(a->namesakes_are_many);
}

/* --- domains that look alike --- */

static void every_trick_is_found_among_a_thousand(void **state)
{
	(void)state;
	static const struct {
		const char *domain;
		enum lookalike how;
	} tricks[] = { { "exarnplebank.com", LOOKALIKE_SKELETON },
		{ "examp1ebank.com", LOOKALIKE_SKELETON },
		{ "\u0435xamplebank.com", LOOKALIKE_SKELETON },
		{ "exampelbank.com", LOOKALIKE_EDIT },
		{ "examplebnk.com", LOOKALIKE_EDIT },
		{ "examplebankk.com", LOOKALIKE_EDIT },
		{ "examplebank.com.thief.net", LOOKALIKE_SUBDOMAIN },
		{ "www.examplebank-com.net", LOOKALIKE_SUBDOMAIN },
		{ "examplebank-com.thief.net", LOOKALIKE_SUBDOMAIN },
		{ "login.examplebank.com.a.b.c.thief.net", LOOKALIKE_SUBDOMAIN },
		{ "examplebank-support.com", LOOKALIKE_AFFIX },
		{ "secure-examplebank.org", LOOKALIKE_AFFIX },
		{ "examplebanklogin.com", LOOKALIKE_AFFIX },
		{ "examplebank.net", LOOKALIKE_SUFFIX } };
	assert_int_equal(people_begin(people, NULL), 0);
	for (int i = 0; i < 1000; i++)
		SENT(.id = arena_printf(arena, "%d", i),
			.to = { arena_printf(arena, "a@company%d.example", i * 7919) });
	SENT(.id = "x", .to = { "ann@mail.examplebank.com" });
	assert_int_equal(people_commit(people, NULL), 0);
	for (size_t i = 0; i < sizeof(tricks) / sizeof(tricks[0]); i++) {
		const struct people_answer *a =
			ASK(.from = arena_printf(arena, "ann@%s", tricks[i].domain));
		bool found = false;
		for (size_t k = 0; k < a->near_count; k++)
			found |= is_text(a->near[k].address, "examplebank.com");
		if (!found)
			fail_msg("%s is not found", tricks[i].domain);
		struct party who =
			party(arena_printf(arena, "a@%s", tricks[i].domain), "");
		assert_int_equal(
			lookalike_compare(arena, who.domain, SPAN("examplebank.com")),
			tricks[i].how);
	}
	assert_int_equal(ASK(.from = "a@wholly-different.org")->near_count, 0);
	assert_int_equal(ASK(.from = "ann@examplebank.com")->near_count, 0);
}

/* Labels of eight other known domains in front do not hide the ninth. */
static void near_ones_cannot_be_crowded_out(void **state)
{
	(void)state;
	static const char *const known[] = { "github.com", "gitlab.com", "debian.org",
		"kernel.org", "google.com", "microsoft.com", "apple.com", "amazon.com",
		"gmx.de", "web.de", "mybank.com" };
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		SENT(.id = known[i], .to = { arena_printf(arena, "a@%s", known[i]) });
	static const char *const domains[] = {
		"github.gitlab.debian.kernel.google.microsoft.apple.amazon.gmx.web."
		"mybank.com.thief.net",
		"gmx-web.apple.amazon.github.gitlab.debian.kernel.google.mybank.com."
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.net",
		"a-b-c-d-e-f-g-h-i-j-k-l-m-n-o-p-q-r-s-t-u-v-w-x-y-z.mybank.com."
		"b-c-d-e-f-g-h-i-j-k-l-m-n-o-p-q-r-s-t-u-v-w-x-y-z.net",
		"b-c-d-e-f-g-h-i-j-k-l-m-n-o-p-q-r-s-t-u-v-w-mybank.net"
	};
	for (size_t i = 0; i < sizeof(domains) / sizeof(domains[0]); i++) {
		const struct people_answer *a =
			ASK(.from = arena_printf(arena, "a@%s", domains[i]));
		bool found = false;
		for (size_t k = 0; k < a->near_count; k++)
			found |= is_text(a->near[k].address, "mybank.com");
		if (!found)
			fail_msg("mybank.com is not found by %s", domains[i]);
	}
}

/* --- threads --- */

static void threads_have_members(void **state)
{
	(void)state;
	SENT(.day = -9, .id = "1@h", .to = { "ann@shop.example" });
	const struct people_answer *a =
		ASK(.from = "ann@shop.example", .re = { "unknown@x", "1@h" });
	assert_int_equal(a->thread.asked, 2);
	assert_int_equal(a->thread.known, 1);
	assert_int_equal(a->thread.mine, 1);
	assert_true(a->thread.has_sender);
	assert_true(a->thread.has_org);
	assert_int_equal(a->thread.member_count, 1);
	assert_true(is_text(a->thread.members[0], "ann@shop.example"));
	a = ASK(.from = "bob@shop.example", .re = { "1@h" });
	assert_false(a->thread.has_sender);
	assert_true(a->thread.has_org);
	a = ASK(.from = "eve@evil.example", .re = { "1@h" });
	assert_true(a->thread.known == 1 && a->thread.mine == 1);
	assert_false(a->thread.has_sender || a->thread.has_org);
	a = ASK(.from = "ann@shop.example", .re = { "nothing@x" });
	assert_true(a->thread.asked == 1 && a->thread.known == 0);
	assert_false(a->thread.has_sender);
	/* a later letter of the thread is of the same thread */
	GOT(.day = -8, .from = "ann@shop.example", .id = "2@s", .re = { "1@h" });
	SENT(.day = -7, .id = "3@h", .to = { "dan@third.example" },
		.re = { "2@s", "1@h" });
	a = ASK(.from = "dan@third.example", .re = { "1@h" });
	assert_true(a->thread.has_sender);
	/* and other threads are others */
	SENT(.day = -6, .id = "4@h", .to = { "kim@fourth.example" });
	assert_false(
		ASK(.from = "dan@third.example", .re = { "4@h" })->thread.has_sender);
}

static bool takes_part(const char *who, const char *id)
{
	return ASK(.from = who, .re = { id })->thread.has_sender;
}

static void members_are_brought_in_by_proved_ones_alone(void **state)
{
	(void)state;
	SENT(.day = -9, .id = "1@h", .to = { "ann@shop.example" });
	/* without a proof; by a stranger, proved or not; through a list; in no thread */
	GOT(.from = "ann@shop.example", .id = "a", .re = { "1@h" }, .lacking = true,
		.to = { "w1@w.example" });
	GOT(.from = "eve@evil.example", .id = "b", .re = { "1@h" },
		.proved = "evil.example", .to = { "w2@w.example", "eve@evil.example" });
	GOT(.from = "ann@shop.example", .id = "c", .re = { "1@h" },
		.proved = "shop.example", .list = true, .to = { "w3@w.example" });
	GOT(.from = "ann@shop.example", .id = "d", .proved = "shop.example",
		.to = { "w4@w.example" });
	assert_false(takes_part("w1@w.example", "1@h"));
	assert_false(takes_part("w2@w.example", "1@h"));
	assert_false(takes_part("eve@evil.example", "1@h"));
	assert_false(takes_part("w3@w.example", "1@h"));
	assert_false(takes_part("w4@w.example", "1@h"));
	assert_false(ASK(.from = "w1@w.example", .re = { "1@h" })->thread.has_org);
	/* by a member, proved */
	GOT(.from = "ann@shop.example", .id = "e", .re = { "1@h" },
		.proved = "shop.example", .to = { "kim@k.example", "me@home.example" });
	assert_true(takes_part("kim@k.example", "1@h"));
	assert_true(ASK(.from = "lee@k.example", .re = { "1@h" })->thread.has_org);
	assert_int_equal(ASK(.from = "kim@k.example")->person.sent, 0);
	/* who was only brought in brings in nobody */
	GOT(.from = "kim@k.example", .id = "f", .re = { "1@h" }, .proved = "k.example",
		.to = { "pal@p.example" });
	assert_false(takes_part("pal@p.example", "1@h"));
}

/* --- what was heard --- */

static void the_letter_itself_is_not_heard(void **state)
{
	(void)state;
	GOT(.day = -5, .from = "ann@shop.example", .id = "1@s");
	GOT(.day = -3, .from = "ann@shop.example", .id = "2@s", .asks = ASK_PAY);
	const struct people_answer *a = ASK(.from = "ann@shop.example", .id = "3@s");
	assert_true(a->heard.count == 2 && a->heard.barbed == 1);
	assert_true(
		a->heard.first_s == NOW - 5 * DAY && a->heard.last_s == NOW - 3 * DAY);
	a = ASK(.from = "ann@shop.example", .id = "2@s");
	assert_true(a->heard.count == 1 && a->heard.barbed == 0);
	a = ASK(.from = "ann@shop.example", .id = "1@s");
	assert_true(a->heard.count == 1 && a->heard.barbed == 1);
	GOT(.day = -5, .from = "bob@shop.example", .id = "4@s", .asks = ASK_PAY);
	a = ASK(.from = "bob@shop.example", .id = "4@s");
	assert_true(a->heard.count == 0 && a->heard.barbed == 0 && a->heard.first_s == 0);
	/* a letter of somebody else with that Message-ID takes nothing away */
	a = ASK(.from = "bob@shop.example", .id = "1@s");
	assert_true(a->heard.count == 1 && a->heard.barbed == 1);
}

/* Whichever of the two is learned first. */
static void answers_to_unproved_letters_count(void **state)
{
	(void)state;
	SENT(.day = -90, .id = "0@h", .to = { "ann@shop.example" });
	GOT(.day = -9, .from = "ann@shop.example", .id = "1@s", .lacking = true);
	SENT(.day = -8, .id = "1@h", .re = { "1@s" }, .to = { "ann@shop.example" });
	assert_int_equal(ASK(.from = "ann@shop.example")->unproved_answered, 1);
	SENT(.day = -7, .id = "2@h", .re = { "1@s" }, .to = { "ann@shop.example" });
	assert_int_equal(ASK(.from = "ann@shop.example")->unproved_answered, 1);
	SENT(.day = -5, .id = "3@h", .re = { "2@s", "1@s" },
		.to = { "ann@shop.example" });
	GOT(.day = -6, .from = "ann@shop.example", .id = "2@s", .lacking = true);
	assert_int_equal(ASK(.from = "ann@shop.example")->unproved_answered, 2);
	/* a proved one, and one that is not the nearest, do not count */
	SENT(.day = -4, .id = "4@h", .re = { "3@s", "4@s" },
		.to = { "ann@shop.example" });
	GOT(.day = -5, .from = "ann@shop.example", .id = "3@s", .proved = "shop.example");
	GOT(.day = -5, .from = "ann@shop.example", .id = "4@s", .lacking = true);
	assert_int_equal(ASK(.from = "ann@shop.example")->unproved_answered, 2);
	/* what came after the answer was not what was answered: a Message-ID is no secret */
	SENT(.day = -4, .id = "5@h", .re = { "5@s" }, .to = { "ann@shop.example" });
	GOT(.day = -1, .from = "ann@shop.example", .id = "5@s", .lacking = true);
	assert_int_equal(ASK(.from = "ann@shop.example")->unproved_answered, 2);
}

static void proofs_and_habits_are_those_of_people(void **state)
{
	(void)state;
	SENT(.day = -90, .id = "0@h", .to = { "ann@shop.example" });
	for (int i = 0; i < 4; i++)
		GOT(.day = -i, .from = "ann@shop.example", .proved = "shop.example",
			.id = arena_printf(arena, "%d@s", i), .selector = i ? "s1" : "s2",
			.mailer = "mutt");
	GOT(.day = -1, .from = "ann@shop.example", .id = "9@s", .mailer = "evil",
		.lacking = true);
	GOT(.day = -1, .from = "bob@shop.example", .id = "8@s", .proved = "shop.example");
	const struct people_answer *a = ASK(.from = "ann@shop.example");
	assert_int_equal(a->proof_count, 2);
	assert_true(is_text(a->proofs[0].domain, "shop.example"));
	assert_true(is_text(a->proofs[0].selector, "s1"));
	assert_true(a->proofs[0].count == 3 && a->proofs[0].days == 3);
	assert_true(a->proofs[0].first_s == NOW - 3 * DAY);
	assert_true(a->proofs[0].last_s == NOW - 1 * DAY);
	assert_int_equal(a->proofs[1].count, 1);
	assert_int_equal(a->habit_count, 1);
	assert_int_equal(a->habits[0].kind, HABIT_MAILER);
	assert_true(is_text(a->habits[0].value, "mutt"));
	assert_int_equal(a->habits[0].count, 4);
	a = ASK(.from = "bob@shop.example");
	assert_int_equal(a->proof_count, 1);
	assert_int_equal(a->habit_count, 0);
}

#define HEDDA(...) GOT(.from_name = "Hedda Heard", __VA_ARGS__)

/* The word of anybody, told of others of that name only, and nobody becomes known by it. */
static void what_is_told_is_kept_by_name(void **state)
{
	(void)state;
	HEDDA(.day = -3, .from = "hedda@chat.invalid", .id = "1@s",
		.mailbox = "hedda@shop.example", .handle = "x:hedda");
	HEDDA(.day = -1, .from = "h@other.example", .id = "2@s",
		.mailbox = "hedda@other.example", .lacking = true);
	HEDDA(.day = -1, .from = "l@list.example", .id = "3@s",
		.mailbox = "hedda@list.example", .list = true);
	HEDDA(.day = -1, .from = "r@robot.example", .id = "4@s",
		.mailbox = "hedda@robot.example", .automatic = true);
	GOT(.day = -1, .from = "n@nameless.example", .id = "5@s",
		.mailbox = "hedda@nameless.example");
	const struct people_answer *a =
		ASK(.from = "new@new.example", .from_name = "HEARD, Hedda");
	assert_int_equal(a->told_count, 3);
	assert_int_equal(a->told[0].kind, HABIT_MAILBOX);
	assert_true(is_text(a->told[0].value, "hedda@other.example"));
	assert_true(is_text(a->told[1].value, "hedda@shop.example"));
	assert_true(is_text(a->told[2].value, "x:hedda"));
	assert_int_equal(a->namesake_count, 0);
	/* of itself nobody is told */
	a = ASK(.from = "h@other.example", .from_name = "Hedda Heard");
	assert_int_equal(a->told_count, 2);
	assert_int_equal(ASK(.from = "new@new.example")->told_count, 0);
	/* an answer to one of them does not make the name theirs */
	SENT(.day = 0, .id = "6@h", .to = { "h@other.example" });
	a = ASK(.from = "new@new.example", .from_name = "Hedda Heard");
	assert_int_equal(a->namesake_count, 0);
	assert_int_equal(people_forget(people, SPAN("chat.invalid"), NULL), 0);
	a = ASK(.from = "new@new.example", .from_name = "Hedda Heard");
	assert_int_equal(a->told_count, 1);
}

static void a_hashed_memory_keeps_nothing_told(void **state)
{
	(void)state;
	if (url || in_memory)
		skip();
	people_close(&people);
	snprintf(path, sizeof(path), "%s/%u/hashed.db", folder, tests_so_far);
	people = open_with((struct people_settings){ .create = true, .hashed = true });
	HEDDA(.day = -1, .from = "h@other.example", .id = "2@s",
		.mailbox = "hedda@other.example");
	const struct people_answer *a =
		ASK(.from = "new@new.example", .from_name = "Hedda Heard");
	assert_int_equal(a->told_count, 0);
}

/* --- cards --- */

static void cards_are_no_letters(void **state)
{
	(void)state;
	card("ann@shop.example", "Ann Miller");
	const struct people_answer *a = ASK(.from = "ann@shop.example");
	assert_true(a->person.in_book && a->org.in_book);
	assert_true(a->person.sent == 0 && a->person.days == 0 && a->sent == 0);
	assert_true(acquaintance_is_established(&a->person, NOW));
	assert_int_equal(
		ASK(.from = "x@y.example", .from_name = "Ann Miller")->namesake_count, 1);
	assert_int_equal(ASK(.from = "ann@shopp.example")->near_count, 0);
	card("kim@longshop.example", "");
	assert_int_equal(ASK(.from = "kim@longshopp.example")->near_count, 1);
	/* the day on which it was read is no day of a letter */
	SENT(.day = -50, .id = "1", .to = { "ann@shop.example" });
	a = ASK(.from = "ann@shop.example");
	assert_true(a->person.first_s == NOW - 50 * DAY);
	assert_true(a->person.last_s == NOW - 50 * DAY);
	assert_true(a->org.last_s == NOW - 50 * DAY);
	card("ann@shop.example", "Ann Miller");
	a = ASK(.from = "ann@shop.example");
	assert_true(a->person.in_book && a->person.sent == 1);
	assert_true(a->person.last_s == NOW - 50 * DAY);
}

/* --- by hand --- */

static void allowances_are_the_users(void **state)
{
	(void)state;
	const struct span code = SPAN("mail.known.name"), other = SPAN("ann@old.example");
	assert_int_equal(
		people_allow(people, code, SPAN("Ann@New.example"), other, true, NULL),
		0);
	assert_int_equal(people_allow(people, code, SPAN("new.example"),
				 SPAN("b.example"), true, NULL),
		0);
	reopen();
	const struct people_answer *a = ASK(.from = "ann@new.example");
	assert_int_equal(a->allowed_count, 2);
	a = ASK(.from = "bob@new.example");
	assert_int_equal(a->allowed_count, 1);
	assert_true(span_equal(a->allowed[0].code, code));
	assert_true(is_text(a->allowed[0].other, "b.example"));
	assert_int_equal(ASK(.from = "ann@old.example")->allowed_count, 0);
	assert_int_equal(
		people_allow(people, code, SPAN("ann@new.example"), other, false, NULL),
		0);
	assert_int_equal(ASK(.from = "ann@new.example")->allowed_count, 1);
	/* what a worker could not be told is refused */
	assert_true(people_allow(people, code, SPAN("new.example"), SPAN("a\nb"), true,
			    NULL) < 0);
	unsigned char *longer = arena_alloc(arena, 300);
	memset(longer, 'a', 300);
	assert_true(people_allow(people, code, SPAN("new.example"), span_of(longer, 300),
			    true, NULL) < 0);
}

/* Everything about somebody, of every kind that there is. */
static void fill(const char *who, const char *name)
{
	const char *domain = strchr(who, '@') + 1;
	SENT(.day = -20, .id = arena_printf(arena, "1%s", who),
		.to = { who, "kim@stays.example" }, .to_name = { name });
	GOT(.day = -19, .from = who, .from_name = name,
		.id = arena_printf(arena, "2%s", who),
		.re = { arena_printf(arena, "1%s", who) }, .proved = domain,
		.selector = "s", .mailer = "mutt",
		.to = { arena_printf(arena, "other@%s", domain) });
	GOT(.day = -19, .from = arena_printf(arena, "heard@%s", domain),
		.id = arena_printf(arena, "3%s", who), .from_name = "Hedda Heard",
		.mailbox = "hedda@heard.example", .handle = "telegram:hedda");
	people_allow(people, SPAN("mail.known.name"), span_from_cstr(who),
		SPAN("kim@stays.example"), true, NULL);
	people_allow(people, SPAN("mail.known.name"), SPAN("kim@stays.example"),
		span_from_cstr(who), true, NULL);
}

static const char *const tables[] = { "meta", "total", "me", "org", "near", "person",
	"name", "message", "member", "heard", "habit", "proof", "allow", "source" };

/* All rows of the file as text, but for the message ids and the totals. */
static char *contents(bool *has_who_r)
{
	sqlite3 *db;
	sqlite3_stmt *s;
	struct text t;
	text_init(&t, arena, 1 << 20);
	must(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK);
	for (size_t i = 2; i < sizeof(tables) / sizeof(tables[0]); i++) {
		const char *sql =
			strcmp(tables[i], "message") == 0
				? "SELECT who FROM message WHERE who <> 0"
				: arena_printf(arena, "SELECT * FROM %s", tables[i]);
		must(sqlite3_prepare_v2(db, sql, -1, &s, NULL) == SQLITE_OK);
		while (sqlite3_step(s) == SQLITE_ROW) {
			text_add_cstr(&t, tables[i]);
			for (int c = 0; c < sqlite3_column_count(s); c++) {
				text_add_byte(&t, ' ');
				text_add_cstr(
					&t, (const char *)sqlite3_column_text(s, c));
			}
			text_add_byte(&t, '\n');
		}
		sqlite3_finalize(s);
	}
	sqlite3_close(db);
	if (has_who_r)
		*has_who_r = strstr(t.p, "message") != NULL;
	return t.p;
}

/* Afterwards the memory is as if there had been nobody else. */
static void what_was_told_fades(void **state)
{
	(void)state;
	HEDDA(.day = -4 * 365, .from = "hedda@chat.invalid", .id = "1@s",
		.mailbox = "hedda@shop.example");
	assert_int_equal(
		ASK(.from = "n@new.example", .from_name = "Hedda Heard")->told_count, 1);
	assert_int_equal(people_tidy(people, NOW, NULL), 0);
	assert_int_equal(
		ASK(.from = "n@new.example", .from_name = "Hedda Heard")->told_count, 0);
	if (url || in_memory)
		return;
	people_close(&people);
	assert_null(strstr(contents(NULL), "name"));
	people = open_with((struct people_settings){ .user = user });
}

static void forget_leaves_no_row(void **state)
{
	(void)state;
	if (url || in_memory)
		skip();
	SENT(.day = -40, .id = "k", .to = { "kim@stays.example" });
	SENT(.day = -20, .id = "k2", .to = { "kim@stays.example" });
	people_close(&people);
	char *before = contents(NULL);
	people = open_with((struct people_settings){ .user = user });
	for (int by_domain = 0; by_domain < 2; by_domain++) {
		fill("Ann@longshop.example", "Ann Miller");
		SENT(.day = -9, .id = "z", .to = { "bob@longshop.example" });
		assert_true(
			people_forget(people, SPAN("nobody@nowhere.example"), NULL) == 0);
		if (by_domain) {
			assert_int_equal(
				people_forget(people, SPAN("longshop.example"), NULL), 2);
		} else {
			static const char *const all[] = { "ANN@longshop.example",
				"other@longshop.example", "heard@longshop.example",
				"bob@longshop.example" };
			for (int i = 0; i < 4; i++)
				assert_int_equal(people_forget(people,
							 span_from_cstr(all[i]), NULL),
					i == 0 || i == 3);
		}
		const struct people_answer *a = ASK(.from = "ann@longshop.example",
			.from_name = "Ann Miller", .re = { "1Ann@longshop.example" });
		assert_int_equal(a->person.sent, 0);
		assert_int_equal(a->org.sent, 0);
		assert_int_equal(a->heard.count, 0);
		assert_int_equal(a->proof_count, 0);
		assert_false(a->thread.has_sender || a->thread.has_org);
		assert_int_equal(ASK(.from = "a@longshopp.example")->near_count, 0);
		people_close(&people);
		bool has_who;
		char *after = contents(&has_who);
		assert_false(has_who);
		assert_null(strstr(after, "longshop"));
		/* of the letter itself stays that kim is of its thread */
		size_t lines_before = 0, lines_after = 0;
		for (char *c = before; *c; c++)
			lines_before += *c == '\n';
		for (char *c = after; *c; c++)
			lines_after += *c == '\n';
		if (lines_after != lines_before + 1)
			fail_msg("before:\n%s\nafter:\n%s", before, after);
		unlink(path);
		people = open_with((struct people_settings){ .create = true });
		add_me(people, "me@home.example");
		SENT(.day = -40, .id = "k", .to = { "kim@stays.example" });
		SENT(.day = -20, .id = "k2", .to = { "kim@stays.example" });
	}
}

static void forgetting_is_exact(void **state)
{
	(void)state;
	fill("ann@longshop.example", "Ann Miller");
	SENT(.day = -9, .id = "z", .to = { "bob@mail.longshop.example" });
	assert_int_equal(people_forget(people, SPAN("ann@longshop.example"), NULL), 1);
	const struct people_answer *a = ASK(.from = "ann@longshop.example",
		.from_name = "Ann Miller", .re = { "1ann@longshop.example" });
	assert_true(a->person.sent == 0 && a->heard.count == 0 && a->proof_count == 0);
	assert_true(a->unproved_answered == 0 && a->habit_count == 0);
	assert_false(a->thread.has_sender);
	assert_int_equal(a->allowed_count, 0);
	assert_true(a->org.sent > 0); /* bob is of it */
	assert_int_equal(ASK(.from = "bob@mail.longshop.example")->person.sent, 1);
	assert_int_equal(ASK(.from = "kim@stays.example")->person.sent, 1);
	assert_int_equal(
		ASK(.from = "x@y.example", .from_name = "Ann Miller")->namesake_count, 0);
	/* the sent letter is known still, so learning it again does not bring her back */
	assert_int_equal(SENT(.day = -20, .id = "1ann@longshop.example",
				 .to = { "ann@longshop.example" }),
		LEARNED_BEFORE);
	/* a subdomain is of its organization; the user may write it as it is shown */
	assert_int_equal(people_forget(people, SPAN("LongShop.example"), NULL), 1);
	assert_int_equal(ASK(.from = "bob@mail.longshop.example")->org.sent, 0);
	SENT(.id = "u", .to = { "x+tag@b\u00fccher.example" });
	assert_int_equal(people_forget(people, SPAN("x+y@b\u00fccher.example"), NULL), 1);
}

static int count_one(void *state, const struct acquaintance *who)
{
	(void)who;
	++*(int *)state;
	return 0;
}

static void people_are_listed_and_found(void **state)
{
	(void)state;
	struct people_about about;
	int n = 0;
	SENT(.day = -9, .id = "1", .to = { "ann@mail.shop.example", "bob@b.example" },
		.to_name = { "Ann Miller" });
	assert_int_equal(people_list(people, SPAN(""), count_one, &n, NULL), 0);
	assert_int_equal(n, 2);
	n = 0;
	assert_int_equal(people_list(people, SPAN("MILLER"), count_one, &n, NULL), 0);
	assert_int_equal(n, 1);
	assert_int_equal(people_find(people, arena, SPAN(" Ann+x@Mail.shop.example"),
				 &about, NULL),
		0);
	assert_int_equal(about.person.sent, 1);
	assert_int_equal(about.facts.org.sent, 1);
	assert_int_equal(
		people_find(people, arena, SPAN("eve@shop.example"), &about, NULL),
		-ENOENT);
	assert_int_equal(
		people_find(people, arena, SPAN("nonsense"), &about, NULL), -ENOENT);
	n = 0;
	assert_int_equal(people_list_me(people, count_one, &n, NULL), 0);
	assert_int_equal(n, 1);
}

static void positions_are_kept(void **state)
{
	(void)state;
	assert_true(people_position(people, SPAN("a")) == -1);
	assert_int_equal(people_set_position(people, SPAN("a"), 7, NULL), 0);
	assert_int_equal(people_set_position(people, SPAN("a"), INT64_MAX, NULL), 0);
	reopen();
	assert_true(people_position(people, SPAN("a")) == INT64_MAX);
	assert_true(people_position(people, SPAN("b")) == -1);
}

/* --- taking it elsewhere --- */

static struct people *other;

static int merge_one(void *state, const struct acquaintance *who)
{
	(void)state;
	char *address = arena_cstr(arena, who->address),
	     *name = arena_cstr(arena, who->name);
	struct party p = party(address, name);
	return people_merge(other, &p, who, NULL);
}

static void an_export_can_be_merged(void **state)
{
	(void)state;
	for (int i = 0; i < 5; i++)
		SENT(.day = -10 * i, .id = arena_printf(arena, "%d", i),
			.to = { "ann@longshop.example" }, .to_name = { "Ann Miller" });
	card("kim@k.example", "");
	char name[64];
	snprintf(name, sizeof(name), "other.%u", tests_so_far);
	struct people_settings s = { .create = true, .user = name };
	char kept[PATH_BYTES];
	snprintf(kept, sizeof(kept), "%s", path);
	snprintf(path, sizeof(path), "%s/%u/other.db", folder, tests_so_far);
	other = open_with(s);
	for (int twice = 0; twice < 2; twice++)
		assert_int_equal(people_list(people, SPAN(""), merge_one, NULL, NULL), 0);
	const struct people_answer *a =
		answer_of(other, &(struct letter){ .from = "ann@longshop.example" });
	assert_true(a->person.sent == 5 && a->person.started == 5);
	assert_true(a->person.days == 5 && a->org.sent == 5 && a->org.days == 5);
	assert_true(a->person.first_s == NOW - 40 * DAY && a->person.last_s == NOW);
	assert_true(a->org.first_s == NOW - 40 * DAY && a->org.last_s == NOW);
	assert_true(is_text(a->person.name, "Ann Miller"));
	a = answer_of(other, &(struct letter){ .from = "x@longshopp.example",
				     .from_name = "Ann Miller" });
	assert_true(a->near_count == 1 && a->namesake_count == 1);
	a = answer_of(other, &(struct letter){ .from = "kim@k.example" });
	assert_true(a->person.in_book && a->person.sent == 0);
	struct party hashed = party("*@k.example", "");
	assert_int_equal(people_merge(other, &hashed, &a->person, NULL), -EINVAL);
	people_close(&other);
	snprintf(path, sizeof(path), "%s", kept);
}

/* --- decay --- */

static void a_flood_is_bounded(void **state)
{
	(void)state;
	enum { FLOOD = 100000 };
	if (url)
		skip();
	SENT(.day = -3000, .id = "1", .to = { "old@long.example" });
	GOT(.day = -3000, .from = "old@long.example", .id = "2", .re = { "1" });
	SENT(.day = -300, .id = "3", .to = { "new@short.example" });
	GOT(.day = -300, .from = "new@short.example", .id = "4", .re = { "3" },
		.proved = "short.example", .mailer = "mutt");
	assert_int_equal(people_begin(people, NULL), 0);
	for (int i = 0; i < FLOOD; i++) {
		char local[32], domain[32], id[32];
		enum learned learned;
		/* half of one organization, half each of its own */
		snprintf(local, sizeof(local), "a%d", i);
		snprintf(domain, sizeof(domain), "o%d.example", i % 2 ? i : 0);
		snprintf(id, sizeof(id), "f%d", i);
		struct memo m = { .date_s = NOW - i % 30,
			.from = { .local = span_from_cstr(local),
				.domain = span_from_cstr(domain),
				.org = span_from_cstr(domain),
				.shape = span_from_cstr(domain) },
			.message_id = span_from_cstr(id) };
		must(people_learn_received(people, &m, NOW, &learned, NULL) == 0);
	}
	assert_int_equal(people_commit(people, NULL), 0);
	assert_int_equal(people_begin(people, NULL), 0);
	assert_int_equal(people_tidy(people, NOW, NULL), 0);
	assert_int_equal(people_commit(people, NULL), 0);
	int left = 0;
	for (int i = 0; i < FLOOD; i++) {
		char address[64];
		snprintf(address, sizeof(address), "a%d@o%d.example", i, i % 2 ? i : 0);
		if (i % 50 == 1 || i % 50 == 2)
			left += ASK(.from = address)->heard.count > 0;
	}
	assert_true(left < FLOOD / 25 / 2);
	assert_int_equal(ASK(.from = "old@long.example")->person.sent, 1);
	const struct people_answer *a = ASK(.from = "new@short.example", .re = { "3" });
	assert_int_equal(a->person.sent, 1);
	assert_int_equal(a->heard.count, 1);
	assert_int_equal(a->proof_count, 1);
	assert_int_equal(a->habit_count, 1);
	assert_true(a->thread.has_sender);
	/* the old letters of the user are known still: they do not count again */
	assert_int_equal(SENT(.day = -3000, .id = "1", .to = { "old@long.example" }),
		LEARNED_BEFORE);
	assert_false(takes_part("old@long.example", "1")); /* a thread so old is over */
}

/* --- what is written down --- */

static bool file_holds(const char *name, struct span what)
{
	FILE *f = fopen(name, "rb");
	if (!f)
		return false;
	size_t capacity = 64 << 20;
	unsigned char *bytes = malloc(capacity);
	must(bytes != NULL);
	size_t n = fread(bytes, 1, capacity, f);
	fclose(f);
	must(n < capacity);
	bool found = span_find_nocase(span_of(bytes, n), what) != SPAN_NONE;
	free(bytes);
	return found;
}

static bool is_written(const char *what)
{
	bool found = false;
	static const char *const tails[] = { "", "-wal", "-shm", "-journal" };
	for (size_t i = 0; i < 4; i++)
		found |= file_holds(arena_printf(arena, "%s%s", path, tails[i]),
			span_from_cstr(what));
	return found;
}

static void a_hashed_memory_has_no_names(void **state)
{
	(void)state;
	if (url || in_memory)
		skip();
	people_close(&people);
	unlink(path);
	people = open_with((struct people_settings){ .create = true, .hashed = true });
	add_me(people, "myself.secret@home.example");
	for (int i = 0; i < 5; i++)
		SENT(.day = -i * 10, .from = "myself.secret@home.example",
			.id = arena_printf(arena, "idsecret%d@h", i),
			.to = { "ann.secret@longshop.example" },
			.to_name = { "Ann Secretname" });
	card("kim.secret@k.example", "Kim Secretname");
	GOT(.from = "ann.secret@longshop.example", .from_name = "Ann Secretname",
		.id = "idsecret9", .proved = "longshop.example", .re = { "idsecret1@h" },
		.to = { "bob.secret@b.example" });
	struct party p = party("lee.secret@l.example", "Lee Secretname");
	struct acquaintance q = { .sent = 3, .days = 3, .first_s = 1, .last_s = 2 };
	assert_int_equal(people_merge(people, &p, &q, NULL), 0);
	assert_false(is_written("secret"));
	assert_true(is_written("longshop.example")); /* the search itself works */
	reopen();
	const struct people_answer *a = ASK(.from = "ann.secret@longshop.example",
		.from_name = "Ann Secretname", .re = { "idsecret1@h" });
	assert_int_equal(a->person.sent, 5);
	assert_true(is_text(a->person.address, "*@longshop.example"));
	assert_true(a->thread.has_sender);
	assert_int_equal(
		ASK(.from = "x@y.example", .from_name = "Ann Secretname")->namesake_count,
		1);
	assert_true(ASK(.from = "myself.secret@home.example")->is_me);
	people_close(&people);
	assert_false(is_written("secret"));
}

static void no_text_of_letters_is_kept(void **state)
{
	(void)state;
	if (url || in_memory)
		skip();
	SENT(.day = -9, .id = "message-id-1@h", .to = { "ann@shop.example" });
	GOT(.day = -8, .from = "ann@shop.example", .id = "message-id-2@s",
		.re = { "message-id-1@h" }, .to = { "stranger@cc.example" });
	GOT(.day = -8, .from = "unknown@cc.example", .from_name = "Unknown Person",
		.id = "message-id-3@s", .lacking = true);
	assert_true(is_written("ann@shop.example"));
	assert_false(is_written("message-id"));
	assert_false(is_written("unknown"));
	assert_false(is_written("stranger"));
}

/* --- what goes wrong --- */

static void one_out_of_order_answers_nothing(void **state)
{
	(void)state;
	struct people *p = people_out_of_order("the disk is gone");
	struct people_question q = { .who = party("ann@shop.example", "") };
	struct people_answer a;
	memset(&a, 0xff, sizeof(a));
	people_answer(p, arena, &q, &a);
	assert_int_equal(a.status, PEOPLE_FAILED);
	assert_true(a.person.sent == 0 && a.near_count == 0);
	assert_string_equal(people_trouble(p), "the disk is gone");
	people_close(&p);
	assert_null(p);
}

static void damage_is_told_and_set_aside(void **state)
{
	(void)state;
	struct err err = { 0 };
	char aside[4096];
	struct people *p;
	if (url || in_memory)
		skip();
	for (int i = 0; i < 300; i++)
		SENT(.day = -i, .id = arena_printf(arena, "%d", i),
			.to = { arena_printf(arena, "a@o%d.example", i) });
	assert_int_equal(people_examine(people, NULL), 0);
	people_close(&people);
	FILE *f = fopen(path, "r+b");
	must(f && fseek(f, 0, SEEK_END) == 0);
	long size = ftell(f);
	for (long at = 4096; at < size; at++)
		must(fseek(f, at, SEEK_SET) == 0 && fputc(0xA5, f) != EOF);
	must(fclose(f) == 0);
	struct people_settings s = { .where = path, .create = true };
	int r = people_open(&s, &p, &err);
	if (r == 0) {
		r = people_examine(p, &err);
		people_close(&p);
	}
	assert_int_equal(r, -EUCLEAN);
	assert_true(err.text[0] != '\0');
	f = fopen(path, "wb");
	must(f && fputs("This is no database at all, whatever its name says.", f) >= 0);
	must(fclose(f) == 0);
	assert_int_equal(people_open(&s, &p, &err), -EUCLEAN);
	assert_null(p);
	assert_int_equal(people_set_aside(path, aside, &err), 0);
	assert_int_not_equal(access(path, F_OK), 0);
	assert_int_equal(access(aside, F_OK), 0);
	assert_true(people_set_aside("postgresql://x/y", aside, NULL) < 0);
	people = open_with((struct people_settings){ .create = true });
	assert_int_equal(ASK(.from = "a@o1.example")->person.sent, 0);
}

/* A database in which somebody wrote what is not ours. */
static void odd_rows_are_survived(void **state)
{
	(void)state;
	sqlite3 *db;
	if (url || in_memory)
		skip();
	SENT(.day = -9, .id = "1", .to = { "ann@shop.example" },
		.to_name = { "Ann Miller" });
	GOT(.from = "ann@shop.example", .id = "2", .proved = "shop.example",
		.mailer = "mutt");
	people_close(&people);
	must(sqlite3_open(path, &db) == SQLITE_OK);
	must(sqlite3_exec(db,
		     "UPDATE person SET days = -1, first_s = 9223372036854775807,"
		     " last_s = -9223372036854775807 - 1, sent = -1;"
		     "UPDATE habit SET kind = 99; UPDATE proof SET days = -1",
		     NULL, NULL, NULL) == SQLITE_OK);
	sqlite3_close(db);
	people = open_with((struct people_settings){ .user = user });
	const struct people_answer *a = ASK(.from = "ann@shop.example");
	assert_false(acquaintance_is_established(&a->person, NOW));
	for (size_t i = 0; i < a->habit_count; i++)
		assert_true(a->habits[i].kind < HABIT_KINDS);
}

static void what_is_not_there_is_said(void **state)
{
	(void)state;
	struct people *p;
	struct err err = { 0 };
	struct people_settings s = { .where = url ? url : path, .user = "nobody.yet" };
	if (in_memory)
		skip();
	if (!url)
		s.where = arena_printf(arena, "%s.none", path);
	assert_int_equal(people_open(&s, &p, &err), -ENOENT);
	assert_null(p);
}

/* --- a server --- */

static void users_see_nothing_of_each_other(void **state)
{
	(void)state;
	if (!url)
		skip();
	char name[64];
	snprintf(name, sizeof(name), "second.%u", tests_so_far);
	struct people *second =
		open_with((struct people_settings){ .create = true, .user = name });
	SENT(.day = -9, .id = "1", .to = { "ann@longshop.example" },
		.to_name = { "Ann Miller" });
	GOT(.from = "ann@longshop.example", .id = "2", .re = { "1" });
	const struct people_answer *a =
		answer_of(second, &(struct letter){ .from = "ann@longshop.example",
					  .from_name = "Ann Miller",
					  .re = { "1" } });
	assert_true(a->sent == 0 && a->received == 0 && a->person.sent == 0);
	assert_true(a->heard.count == 0 && a->thread.known == 0);
	assert_int_equal(
		answer_of(second, &(struct letter){ .from = "x@longshopp.example",
					  .from_name = "Ann Miller" })
			->near_count,
		0);
	assert_false(people_is_me(second, SPAN("me"), SPAN("home.example")));
	assert_int_equal(people_forget(second, SPAN("longshop.example"), NULL), 0);
	assert_int_equal(ASK(.from = "ann@longshop.example")->person.sent, 1);
	people_close(&second);
}

static void transactions_hold_or_leave_nothing(void **state)
{
	(void)state;
	assert_int_equal(people_begin(people, NULL), 0);
	SENT(.id = "1", .to = { "ann@shop.example" });
	people_rollback(people);
	assert_unknown("ann@shop.example");
	assert_int_equal(people_begin(people, NULL), 0);
	SENT(.id = "1", .to = { "ann@shop.example" });
	assert_int_equal(people_commit(people, NULL), 0);
	assert_int_equal(ASK(.from = "ann@shop.example")->person.sent, 1);
}

/* --- all of them --- */

#define TEST(f) cmocka_unit_test_setup_teardown(f, make, drop)

static int run_all(const char *name)
{
	const struct CMUnitTest tests[] = {
		TEST(sent_letters_make_acquaintances),
		TEST(any_order_gives_the_same),
		TEST(the_same_letter_counts_once),
		TEST(dates_that_cannot_be_are_now),
		TEST(what_others_wrote_teaches_nothing),
		TEST(received_letters_create_nobody),
		TEST(namesakes_are_told),
		TEST(many_namesakes_are_said_to_be_many),
		TEST(every_trick_is_found_among_a_thousand),
		TEST(near_ones_cannot_be_crowded_out),
		TEST(threads_have_members),
		TEST(members_are_brought_in_by_proved_ones_alone),
		TEST(the_letter_itself_is_not_heard),
		TEST(answers_to_unproved_letters_count),
		TEST(proofs_and_habits_are_those_of_people),
		TEST(what_is_told_is_kept_by_name),
		TEST(what_was_told_fades),
		TEST(a_hashed_memory_keeps_nothing_told),
		TEST(cards_are_no_letters),
		TEST(allowances_are_the_users),
		TEST(forget_leaves_no_row),
		TEST(forgetting_is_exact),
		TEST(people_are_listed_and_found),
		TEST(positions_are_kept),
		TEST(an_export_can_be_merged),
		TEST(a_flood_is_bounded),
		TEST(a_hashed_memory_has_no_names),
		TEST(no_text_of_letters_is_kept),
		TEST(one_out_of_order_answers_nothing),
		TEST(damage_is_told_and_set_aside),
		TEST(odd_rows_are_survived),
		TEST(what_is_not_there_is_said),
		TEST(users_see_nothing_of_each_other),
		TEST(transactions_hold_or_leave_nothing),
	};
	return cmocka_run_group_tests_name(name, tests, NULL, NULL);
}

static void remove_folder(void)
{
	pid_t child = fork();
	if (child == 0) {
		execlp("rm", "rm", "-rf", "--", folder, NULL);
		_exit(127);
	}
	waitpid(child, NULL, 0);
}

int main(int argc, char **argv)
{
	url = argc > 1 ? argv[1] : getenv("ASSAY_TEST_PG");
	if (url)
		return run_all("people, a server");
	const char *top = getenv("TMPDIR");
	int n = snprintf(
		folder, sizeof(folder), "%s/assay-people-XXXXXX", top ? top : "/tmp");
	if ((size_t)n >= sizeof(folder) || !mkdtemp(folder))
		return 1;
	int failures = run_all("people, a file");
	in_memory = true;
	failures += run_all("people, no file");
	remove_folder();
	return failures;
}
