/* ask/people_message: questions, answers and memos are read back as they were written; cut
 * anywhere they are refused; whatever is accepted is fit, and is written again the same. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

#include "ask/people_message.h"
#include "base/must.h"
#include "base/pack.h"

static struct arena *arena;

static int make_arena(void **state)
{
	(void)state;
	arena = arena_create((size_t)1 << 30);
	return 0;
}

static int drop_arena(void **state)
{
	(void)state;
	arena_destroy(&arena);
	return 0;
}

static struct text fresh(struct arena *a)
{
	struct text t;
	text_init(&t, a, PEOPLE_MESSAGE_BYTES_MAX);
	return t;
}

static struct party ann(void)
{
	struct party p;
	must(party_make(arena, SPAN("Ann+news"), SPAN("mail.B\u00fccher.example"),
		SPAN("Ann \u00c9. Miller"), &p));
	return p;
}

static struct span filled(size_t n, char c)
{
	unsigned char *p = arena_alloc(arena, n);
	memset(p, c, n);
	return span_of(p, n);
}

/* --- samples --- */

static struct people_question a_question(void)
{
	static struct span ids[PEOPLE_IDS_MAX + 1];
	struct people_question q = { .who = ann(),
		.message_id = SPAN("1\0\xff@example"),
		.ids = ids,
		.id_count = 3 };
	ids[0] = SPAN("2@example");
	ids[1] = SPAN("");
	ids[2] = filled(PEOPLE_ID_BYTES_MAX, 'x');
	return q;
}

static struct memo a_memo(void)
{
	static struct party to[PEOPLE_PARTIES_MAX];
	static struct span ids[1] = { SPAN("2@example") };
	for (size_t i = 0; i < PEOPLE_PARTIES_MAX; i++)
		to[i] = ann();
	struct memo m = { .date_s = -5,
		.from = ann(),
		.to = to,
		.to_count = 2,
		.message_id = SPAN("1@example"),
		.ids = ids,
		.id_count = 1,
		.delivered = true,
		.automatic = true,
		.proof = PROOF_GIVEN,
		.proved_by = SPAN("example.com"),
		.selector = SPAN("s._1"),
		.asks = ASK_PAY | ASK_LINK };
	m.habits[HABIT_MAILER] = SPAN("mutt");
	m.habits[HABIT_ID] = SPAN("");
	m.habits[HABIT_ZONE] = SPAN("+0900");
	m.habits[HABIT_ROUTE] = filled(PEOPLE_VALUE_BYTES_MAX, 'r');
	return m;
}

static struct acquaintance an_acquaintance(uint64_t n)
{
	return (struct acquaintance){ .address = SPAN("ann@example.com"),
		.name = SPAN("\u5c71\u7530"),
		.sent = n,
		.started = n + 1,
		.days = UINT64_MAX,
		.first_s = INT64_MIN,
		.last_s = INT64_MAX,
		.in_book = n % 2,
		.introduced = n % 3 == 0 };
}

/* Everything as full as may be. */
static struct people_answer an_answer(size_t text_n)
{
	struct people_answer a = { .status = PEOPLE_OK,
		.is_me = true,
		.sent = 1,
		.received = UINT64_MAX,
		.sent_since_s = INT64_MAX,
		.received_since_s = -1,
		.person = an_acquaintance(7),
		.org = an_acquaintance(8),
		.namesake_count = PEOPLE_NAMESAKES_MAX,
		.namesakes_are_many = true,
		.near_count = PEOPLE_NEAR_MAX,
		.heard = { .count = 5,
			.barbed = 4,
			.grave = 3,
			.early_unproved = 6,
			.first_s = -3,
			.last_s = 2 },
		.unproved_answered = 9,
		.habit_count = PEOPLE_HABITS_MAX,
		.told_count = PEOPLE_TOLD_MAX,
		.proof_count = PEOPLE_PROOFS_MAX,
		.allowed_count = PEOPLE_ALLOWED_MAX };
	for (uint64_t i = 0; i < PEOPLE_NAMESAKES_MAX; i++)
		a.namesakes[i] = an_acquaintance(100 + i);
	for (uint64_t i = 0; i < PEOPLE_NEAR_MAX; i++)
		a.near[i] = an_acquaintance(200 + i);
	for (uint64_t i = 0; i < PEOPLE_HABITS_MAX; i++)
		a.habits[i] = (struct habit){ (enum habit_kind)(i % HABIT_KINDS),
			filled(text_n < 64 ? text_n : 64, 'h'), i };
	for (uint64_t i = 0; i < PEOPLE_TOLD_MAX; i++)
		a.told[i] = (struct habit){ HABIT_HANDLE,
			filled(text_n < 64 ? text_n : 64, 't'), i };
	for (uint64_t i = 0; i < PEOPLE_PROOFS_MAX; i++)
		a.proofs[i] = (struct proof){ filled(text_n, 'd'), filled(text_n, 's'), i,
			i + 1, -1, (int64_t)i };
	a.thread = (struct thread_facts){ PEOPLE_IDS_MAX, 5, 4, true, false,
		{ SPAN("a@b.example"), SPAN("c@d.example"), filled(text_n, 'm') }, 3 };
	for (size_t i = 0; i < PEOPLE_ALLOWED_MAX; i++)
		a.allowed[i] =
			(struct allowance){ filled(text_n, 'c'), filled(text_n, 'o') };
	return a;
}

/* --- the three, each as packet, and written again after it was read --- */

static void fit_or_fail(const struct party *p)
{
	assert_true(party_is_fit(p));
}

static bool question_again(struct arena *a, struct span in, struct text *out)
{
	struct people_question q;
	if (!people_question_read(a, in, &q))
		return false;
	fit_or_fail(&q.who);
	assert_true(q.id_count <= PEOPLE_IDS_MAX);
	assert_true(people_question_write(out, &q));
	return true;
}

static bool memo_again(struct arena *a, struct span in, struct text *out)
{
	struct memo m;
	if (!memo_read(a, in, &m))
		return false;
	if (m.from.domain.n)
		fit_or_fail(&m.from);
	assert_true(m.to_count <= PEOPLE_PARTIES_MAX);
	for (size_t i = 0; i < m.to_count; i++)
		fit_or_fail(&m.to[i]);
	assert_true(m.proof <= PROOF_LACKING);
	assert_true(m.proof == PROOF_GIVEN || (m.proved_by.n == 0 && m.selector.n == 0));
	for (int i = 0; i < HABIT_KINDS; i++)
		assert_true(is_printable(m.habits[i]));
	assert_true(memo_write(out, &m));
	return true;
}

static bool answer_again(struct arena *a, struct span in, struct text *out)
{
	struct people_answer r;
	if (!people_answer_read(a, in, &r))
		return false;
	assert_true(r.status < PEOPLE_STATUSES);
	assert_true(r.namesake_count <= PEOPLE_NAMESAKES_MAX);
	assert_true(r.near_count <= PEOPLE_NEAR_MAX);
	assert_true(r.habit_count <= PEOPLE_HABITS_MAX);
	assert_true(r.told_count <= PEOPLE_TOLD_MAX);
	assert_true(r.proof_count <= PEOPLE_PROOFS_MAX);
	assert_true(r.allowed_count <= PEOPLE_ALLOWED_MAX);
	assert_true(r.thread.member_count <= PEOPLE_MEMBERS_MAX);
	assert_true(r.thread.mine <= r.thread.known && r.thread.known <= r.thread.asked);
	assert_true(people_text_is_fit(r.person.address));
	assert_true(people_text_is_fit(r.person.name));
	for (size_t i = 0; i < r.habit_count; i++)
		assert_true(r.habits[i].kind < HABIT_KINDS);
	people_answer_write(out, &r);
	assert_false(out->cut);
	return true;
}

typedef bool again(struct arena *a, struct span in, struct text *out);

static struct {
	const char *name;
	again *again;
	struct span packet;
} samples[7];

static void make_samples(void)
{
	struct text t[7];
	for (size_t i = 0; i < 7; i++)
		t[i] = fresh(arena);
	struct people_question q = a_question();
	must(people_question_write(&t[0], &q));
	struct memo m = a_memo();
	must(memo_write(&t[1], &m));
	struct memo card = {
		.date_s = INT64_MIN, .to = m.to, .to_count = 1, .is_card = true
	};
	must(memo_write(&t[2], &card));
	struct people_answer a = an_answer(9), none = { .status = PEOPLE_FAILED };
	people_answer_write(&t[3], &a);
	people_answer_write(&t[4], &none);
	struct people_question bare = { .who = ann() };
	bare.who.name = bare.who.fold = bare.who.shape = SPAN("");
	must(people_question_write(&t[5], &bare));
	struct memo lacking = { .from = ann(), .proof = PROOF_LACKING, .list = true };
	must(memo_write(&t[6], &lacking));
	static const char *const names[] = { "question", "memo", "card", "answer", "none",
		"bare", "lacking" };
	static again *const agains[] = { question_again, memo_again, memo_again,
		answer_again, answer_again, question_again, memo_again };
	for (size_t i = 0; i < 7; i++) {
		samples[i].name = names[i];
		samples[i].again = agains[i];
		samples[i].packet = text_span(&t[i]);
	}
}

static void what_is_written_is_read_back(void **state)
{
	(void)state;
	make_samples();
	for (size_t i = 0; i < 7; i++) {
		struct text t = fresh(arena);
		assert_true(samples[i].again(arena, samples[i].packet, &t));
		assert_true(span_equal(text_span(&t), samples[i].packet));
	}
}

static void assert_same_party(const struct party *a, const struct party *b)
{
	assert_true(span_equal(a->local, b->local) && span_equal(a->domain, b->domain));
	assert_true(span_equal(a->org, b->org) && span_equal(a->shape, b->shape));
	assert_true(span_equal(a->name, b->name) && span_equal(a->fold, b->fold));
}

/* Field by field: a writer and a reader that agree in an error are found out. */
static void each_field_comes_back(void **state)
{
	(void)state;
	struct people_question q = a_question(), q_out;
	struct memo m = a_memo(), m_out;
	struct people_answer a = an_answer(255),
			     *a_out = arena_new(arena, struct people_answer);
	struct text t = fresh(arena);
	must(people_question_write(&t, &q));
	assert_true(people_question_read(arena, text_span(&t), &q_out));
	assert_same_party(&q.who, &q_out.who);
	assert_true(q.who.name.n && q.who.fold.n && q.who.shape.n);
	assert_true(span_equal(q.message_id, q_out.message_id));
	assert_int_equal(q_out.id_count, 3);
	for (size_t i = 0; i < 3; i++)
		assert_true(span_equal(q.ids[i], q_out.ids[i]));
	t = fresh(arena);
	must(memo_write(&t, &m));
	assert_true(memo_read(arena, text_span(&t), &m_out));
	assert_true(m_out.date_s == -5 && m_out.to_count == 2 && m_out.id_count == 1);
	assert_same_party(&m.from, &m_out.from);
	assert_same_party(&m.to[1], &m_out.to[1]);
	assert_true(m_out.delivered && !m_out.list && m_out.automatic && !m_out.is_card);
	assert_true(m_out.proof == PROOF_GIVEN && m_out.asks == m.asks);
	assert_true(span_equal(m.proved_by, m_out.proved_by));
	assert_true(span_equal(m.selector, m_out.selector));
	for (int i = 0; i < HABIT_KINDS; i++)
		assert_true(span_equal(m.habits[i], m_out.habits[i]));
	t = fresh(arena);
	people_answer_write(&t, &a);
	assert_true(people_answer_read(arena, text_span(&t), a_out));
	assert_true(a_out->is_me && a_out->sent == 1 && a_out->received == UINT64_MAX);
	assert_true(a_out->sent_since_s == INT64_MAX && a_out->received_since_s == -1);
	assert_true(a_out->person.sent == 7 && a_out->org.sent == 8);
	assert_true(a_out->person.started == 8 && a_out->person.days == UINT64_MAX);
	assert_true(a_out->person.first_s == INT64_MIN);
	assert_true(a_out->person.last_s == INT64_MAX && a_out->person.in_book);
	assert_true(span_equal(a_out->person.name, a.person.name));
	assert_true(a_out->namesakes[3].sent == 103 && a_out->near[7].sent == 207);
	assert_true(a_out->namesakes_are_many && a_out->heard.count == 5);
	assert_true(a_out->heard.barbed == 4 && a_out->heard.first_s == -3);
	assert_true(a_out->heard.grave == 3 && a_out->heard.early_unproved == 6);
	assert_true(a_out->namesakes[2].introduced == a.namesakes[2].introduced);
	assert_true(a_out->namesakes[1].introduced == a.namesakes[1].introduced);
	assert_true(a_out->heard.last_s == 2 && a_out->unproved_answered == 9);
	assert_true(a_out->habits[23].count == 23 &&
		    a_out->habits[23].kind == 23 % HABIT_KINDS);
	assert_true(a_out->told[7].count == 7 && a_out->told[7].kind == HABIT_HANDLE);
	assert_true(a_out->proofs[7].count == 7 && a_out->proofs[7].days == 8);
	assert_true(a_out->proofs[7].first_s == -1 && a_out->proofs[7].last_s == 7);
	assert_true(span_equal(a_out->proofs[7].selector, a.proofs[7].selector));
	assert_true(a_out->thread.asked == PEOPLE_IDS_MAX && a_out->thread.known == 5);
	assert_true(a_out->thread.mine == 4 && a_out->thread.has_sender);
	assert_true(!a_out->thread.has_org && a_out->thread.member_count == 3);
	assert_true(span_equal(a_out->allowed[15].other, a.allowed[15].other));
}

static void cut_anywhere_it_is_refused(void **state)
{
	(void)state;
	make_samples();
	for (size_t i = 0; i < 7; i++) {
		struct span packet = samples[i].packet;
		struct arena *own = arena_create(8 << 20);
		struct text t = fresh(arena);
		for (size_t n = 0; n < packet.n; n++) {
			/* a copy of its own size: reading behind it would be found */
			unsigned char *cut = malloc(n ? n : 1);
			must(cut != NULL);
			memcpy(cut, packet.p, n);
			assert_false(samples[i].again(own, span_of(cut, n), &t));
			free(cut);
			arena_reset(own);
		}
		arena_destroy(&own);
		unsigned char *longer = arena_alloc(arena, packet.n + 1);
		memcpy(longer, packet.p, packet.n);
		assert_false(samples[i].again(arena, span_of(longer, packet.n + 1), &t));
	}
}

/* What is accepted after a change is fit (the samples' own checks), and is exactly what is
 * written of it: nothing has two forms. */
static void changed_anywhere_it_stays_fit(void **state)
{
	(void)state;
	static const unsigned char values[] = { 0, 1, 2, '\n', 0x1b, '.', '@', 0x7f, 0x80,
		0xc2, 0xff };
	make_samples();
	size_t accepted = 0, refused = 0;
	for (size_t i = 0; i < 7; i++) {
		struct span packet = samples[i].packet;
		unsigned char *copy = arena_alloc(arena, packet.n);
		struct arena *own = arena_create(8 << 20);
		struct text t = fresh(arena);
		for (size_t k = 0; k < packet.n * sizeof(values); k++) {
			struct span s = span_of(copy, packet.n);
			memcpy(copy, packet.p, packet.n);
			copy[k / sizeof(values)] = values[k % sizeof(values)];
			t.n = 0;
			if (samples[i].again(own, s, &t)) {
				accepted++;
				assert_true(span_equal(text_span(&t), s));
			} else {
				refused++;
			}
			arena_reset(own);
		}
		arena_destroy(&own);
	}
	assert_true(accepted > 1000 && refused > 1000);
}

/* --- limits --- */

static void too_much_is_left_out_or_cut(void **state)
{
	(void)state;
	struct people_question q = a_question(), q_out;
	struct text t = fresh(arena);
	for (size_t i = 0; i <= PEOPLE_IDS_MAX; i++)
		q.ids[i] = filled(2000, 'i');
	q.id_count = PEOPLE_IDS_MAX + 1;
	q.message_id = filled(5000, 'm');
	assert_true(people_question_write(&t, &q));
	assert_true(people_question_read(arena, text_span(&t), &q_out));
	assert_int_equal(q_out.id_count, PEOPLE_IDS_MAX);
	assert_int_equal(q_out.ids[31].n, PEOPLE_ID_BYTES_MAX);
	assert_int_equal(q_out.message_id.n, PEOPLE_ID_BYTES_MAX);
	struct memo m = a_memo(), m_out;
	t = fresh(arena);
	m.to_count = PEOPLE_PARTIES_MAX;
	assert_true(memo_write(&t, &m));
	assert_true(memo_read(arena, text_span(&t), &m_out));
	assert_int_equal(m_out.to_count, PEOPLE_PARTIES_MAX);
	t = fresh(arena);
	for (size_t i = 0; i < PEOPLE_PARTIES_MAX; i++)
		m.to[i].shape = filled(PARTY_SHAPE_BYTES_MAX, 's');
	assert_false(memo_write(&t, &m)); /* does not fit */
}

/* One value of a packet at a time that no honest writer writes. */
static void unfit_parties_are_refused(void **state)
{
	(void)state;
	struct people_question q_out;
	struct party good = ann();
	static const struct {
		size_t field;
		struct span value;
	} unfit[] = { { 0, SPAN("a\nb") }, { 0, SPAN("\xff") }, { 1, SPAN("") },
		{ 1, SPAN("a b.example") }, { 1, SPAN("b\u00fccher.example") },
		{ 2, SPAN("") }, { 2, SPAN("other.example") }, { 2, SPAN("er.example") },
		{ 3, SPAN("\x7f") }, { 3, SPAN("\xc2\x85") }, { 4, SPAN("a\0b") },
		{ 4, SPAN("\xc3") }, { 5, SPAN("\x1b[0m") } };
	for (size_t i = 0; i < sizeof(unfit) / sizeof(unfit[0]); i++) {
		struct people_question q = { .who = good };
		struct span *fields[] = { &q.who.local, &q.who.domain, &q.who.org,
			&q.who.shape, &q.who.name, &q.who.fold };
		struct text t = fresh(arena);
		*fields[unfit[i].field] = unfit[i].value;
		if (unfit[i].field == 1)
			q.who.org = unfit[i].value;
		assert_true(people_question_write(&t, &q));
		if (people_question_read(arena, text_span(&t), &q_out))
			fail_msg("unfit value %zu is accepted", i);
	}
}

static void proofs_and_their_texts_go_together(void **state)
{
	(void)state;
	struct memo m, out;
	for (int i = 0; i < 5; i++) {
		struct text t = fresh(arena);
		m = a_memo();
		if (i == 0)
			m.proof = PROOF_LACKING;
		if (i == 1)
			m.proved_by = SPAN("");
		if (i == 2)
			m.proved_by = SPAN("a b");
		if (i == 3)
			m.selector = SPAN("a/b");
		if (i == 4)
			m.habits[HABIT_ZONE] = SPAN("\xc3\xa9");
		assert_true(memo_write(&t, &m));
		assert_false(memo_read(arena, text_span(&t), &out));
	}
}

/* Seeds for the fuzzer: test_people_message FOLDER writes them, a letter in front that says
 * which reader is meant. */
static int write_seeds(const char *folder)
{
	make_arena(NULL);
	make_samples();
	for (size_t i = 0; i < 7; i++) {
		again *g = samples[i].again;
		char path[4096];
		snprintf(path, sizeof(path), "%s/%s", folder, samples[i].name);
		FILE *f = fopen(path, "wb");
		must(f != NULL);
		fputc(g == question_again ? 'q' : g == memo_again ? 'm' : 'a', f);
		must(fwrite(samples[i].packet.p, 1, samples[i].packet.n, f) ==
			samples[i].packet.n);
		must(fclose(f) == 0);
	}
	return drop_arena(NULL);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, make_arena, drop_arena)

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		TEST(what_is_written_is_read_back),
		TEST(each_field_comes_back),
		TEST(cut_anywhere_it_is_refused),
		TEST(changed_anywhere_it_stays_fit),
		TEST(too_much_is_left_out_or_cut),
		TEST(unfit_parties_are_refused),
		TEST(proofs_and_their_texts_go_together),
	};
	if (argc == 2)
		return write_seeds(argv[1]);
	return cmocka_run_group_tests_name("people_message", tests, NULL, NULL);
}
