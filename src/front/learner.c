/* Batches of letters through the crew into the memory. The front looks no further into a
 * letter than to where its header ends and whether it was delivered (parse/kept.h): of what
 * the user sent, no more is wanted. Kept letters, delivered ones and cards go to workers in
 * batches of their own, and what comes back is believed for its kind alone: out of a batch
 * of delivered letters, whatever its worker says, nobody becomes known.
 *
 * Batches may come back in any order; within a memory the order matters little (counts,
 * first and last days, threads that find each other later). A batch whose worker died or
 * was ended is counted as unread, and nothing of it is kept.
 *
 * What came back waits until there is a second's worth of it, and is then kept in one
 * transaction: keys are hashes, so that a few hundred letters already touch every other page
 * of the memory. Nothing is waited for while the memory is locked. */
#include "front/learner.h"

#include <errno.h>
#include <string.h>
#include <time.h>

#include "base/must.h"
#include "base/pack.h"
#include "checks/mail/memo.h"
#include "parse/kept.h"
#include "parse/vcard.h"

enum {
	BATCH_BYTES = 512 * 1024,
	BATCH_LETTERS = 400,
	LETTER_BYTES_MAX = 256 * 1024, /* of a received one: header and first text */
	CARDS_BYTES_MAX = 16 << 20,    /* of a file of cards */
	BATCH_CPU_MS = 60000,
	BATCH_WALL_MS = 300000,
	KEPT_TOGETHER = 32, /* batches, some 30 MB; the first ones sooner */
	KEPT_AFTER_MS = 1000,
};

struct batch {
	struct crew_job job;
	struct arena *arena;
	struct text text;
	enum batch_kind kind;
	uint64_t letters;
	struct batch *next; /* free, or landed */
};

struct learner {
	struct arena *arena;
	struct learner_settings settings;
	struct batch *open[BATCH_KINDS], *free;
	struct batch *landed, **landed_tail; /* not kept yet, in the order they came */
	unsigned flying, landed_count, kept_count; /* kept: transactions */
	int64_t landed_ms;			   /* the first of them */
	struct learner_counts counts;
};

struct learner *learner_create(struct arena *a, const struct learner_settings *settings)
{
	struct learner *l = arena_new(a, struct learner);
	l->arena = a;
	l->settings = *settings;
	l->landed_tail = &l->landed;
	if (!l->settings.now_s)
		l->settings.now_s = (int64_t)time(NULL);
	return l;
}

const struct learner_counts *learner_counts(const struct learner *l)
{
	return &l->counts;
}

/* --- batches --- */

static struct batch *batch_take(struct learner *l, enum batch_kind kind)
{
	struct batch *b = l->free;
	if (b) {
		l->free = b->next;
		arena_reset(b->arena);
	} else {
		b = arena_new(l->arena, struct batch);
		b->arena = arena_create(SIZE_MAX);
	}
	text_init(&b->text, b->arena, BATCH_BYTES + CARDS_BYTES_MAX + 16);
	b->kind = kind;
	b->letters = 0;
	return b;
}

static void batch_give_back(struct learner *l, struct batch *b)
{
	crew_job_finish(&b->job);
	b->next = l->free;
	l->free = b;
}

/* --- keeping --- */

static int keep(
	struct learner *l, const struct batch *b, struct memo *memo, struct err *err_r)
{
	const struct learner_settings *s = &l->settings;
	enum learned learned = LEARNED_NOTHING;
	if (memo->is_card != (b->kind == BATCH_CARDS))
		return 0;
	memo->delivered |= b->kind == BATCH_RECEIVED;
	if (s->watch && !s->watch(s->state, memo))
		return 0;
	int r = people_learn_sent(s->people, memo, s->now_s, &learned, err_r);
	bool others = learned == LEARNED_NOT_MINE || learned == LEARNED_DELIVERED;
	if (r == 0 && s->received && others)
		r = people_learn_received(s->people, memo, s->now_s, &learned, err_r);
	l->counts.learned[learned]++;
	return r;
}

static int keep_batch(struct learner *l, const struct batch *b, struct err *err_r)
{
	uint64_t memos = 0;
	int r = 0;
	for (struct wire_memo *m = b->job.memos; m && r == 0; m = m->next) {
		r = keep(l, b, &m->memo, err_r);
		memos += !m->memo.is_card;
	}
	if (memos < b->letters)
		l->counts.learned[LEARNED_NOTHING] += b->letters - memos;
	return r;
}

static void forget_landed(struct learner *l)
{
	for (struct batch *b = l->landed, *next; b; b = next) {
		next = b->next;
		batch_give_back(l, b);
	}
	l->landed = NULL;
	l->landed_tail = &l->landed;
	l->landed_count = 0;
}

static int keep_landed(struct learner *l, struct err *err_r)
{
	if (!l->landed)
		return 0;
	int r = people_begin(l->settings.people, err_r);
	bool begun = r == 0;
	l->kept_count++;
	for (const struct batch *b = l->landed; b && r == 0; b = b->next)
		r = keep_batch(l, b, err_r);
	if (r == 0)
		r = people_commit(l->settings.people, err_r);
	if (r < 0 && begun)
		people_rollback(l->settings.people);
	forget_landed(l);
	return r;
}

static int64_t now_ms(void)
{
	struct timespec t;
	must(clock_gettime(CLOCK_MONOTONIC, &t) == 0);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void land(struct learner *l, struct batch *b)
{
	if (!l->landed)
		l->landed_ms = now_ms();
	arena_reset(b->arena);
	b->next = NULL;
	*l->landed_tail = b;
	l->landed_tail = &b->next;
	l->landed_count++;
}

static int land_one(struct learner *l, struct err *err_r)
{
	struct crew_job *job = crew_wait(l->settings.crew, -1);
	must(job != NULL);
	struct batch *b = job->user;
	l->flying--;
	if (job->findings) {
		l->counts.unread += b->letters;
		batch_give_back(l, b);
	} else {
		land(l, b);
	}
	/* 1, 2, 3 ... batches: what is begun shows, and can be interrupted, early */
	if (l->landed_count < KEPT_TOGETHER && l->landed_count <= l->kept_count &&
		now_ms() - l->landed_ms < KEPT_AFTER_MS)
		return 0;
	return keep_landed(l, err_r);
}

/* --- handing over --- */

static int submit(struct learner *l, enum batch_kind kind, struct err *err_r)
{
	struct batch *b = l->open[kind];
	int r;
	l->open[kind] = NULL;
	if (!b)
		return 0;
	b->job = (struct crew_job){ .bytes = text_span(&b->text),
		.settings = l->settings.settings,
		.budget = l->settings.budget,
		.kind = JOB_LEARN,
		.now_s = l->settings.now_s,
		.user = b };
	b->job.budget.cpu_ms = BATCH_CPU_MS;
	b->job.budget.wall_ms = BATCH_WALL_MS;
	while ((r = crew_submit(l->settings.crew, &b->job, err_r)) == -EAGAIN) {
		r = land_one(l, err_r);
		if (r < 0)
			return r;
	}
	l->flying += r == 0;
	return r;
}

/* Up to and with the first empty line. */
static struct span header_of(struct span letter)
{
	for (size_t at = 0; at < letter.n;) {
		size_t n = span_find_byte(span_skip(letter, at), '\n');
		if (n == SPAN_NONE)
			return letter;
		at += n + 1;
		struct span rest = span_skip(letter, at);
		if (span_starts_with(rest, SPAN("\n")) ||
			span_starts_with(rest, SPAN("\r\n")))
			return span_take(letter, at + 2);
	}
	return letter;
}

static enum batch_kind kind_of(struct span bytes, struct span header)
{
	enum { VCARD_TASTE = 50, HEAD_BYTES = 4096 };
	if (vcard_taste(span_take(bytes, HEAD_BYTES)) >= VCARD_TASTE)
		return BATCH_CARDS;
	return kept_by_author(header) ? BATCH_SENT : BATCH_RECEIVED;
}

int learner_add(struct learner *l, struct span bytes, struct err *err_r)
{
	struct span header = header_of(span_take(bytes, LETTER_BYTES_MAX));
	enum batch_kind kind = kind_of(bytes, header);
	struct span wanted = header;
	if (kind == BATCH_CARDS)
		wanted = span_take(bytes, CARDS_BYTES_MAX);
	else if (kind == BATCH_RECEIVED && l->settings.received)
		wanted = span_take(bytes, LETTER_BYTES_MAX);
	if (!l->open[kind])
		l->open[kind] = batch_take(l, kind);
	struct batch *b = l->open[kind];
	put(&b->text, kind, 1);
	put_span(&b->text, wanted, 4);
	b->letters += kind != BATCH_CARDS;
	l->counts.letters += kind != BATCH_CARDS;
	if (b->text.n < BATCH_BYTES && b->letters < BATCH_LETTERS)
		return 0;
	return submit(l, kind, err_r);
}

int learner_finish(struct learner *l, struct err *err_r)
{
	int r = 0;
	for (unsigned kind = BATCH_SENT; kind < BATCH_KINDS && r == 0; kind++)
		r = submit(l, (enum batch_kind)kind, err_r);
	while (l->flying) {
		int one = land_one(l, r < 0 ? NULL : err_r);
		r = r < 0 ? r : one;
	}
	int kept = keep_landed(l, r < 0 ? NULL : err_r);
	return r < 0 ? r : kept;
}

void learner_destroy(struct learner **learner)
{
	struct learner *l = *learner;
	*learner = NULL;
	if (!l)
		return;
	while (l->flying)
		land_one(l, NULL);
	forget_landed(l);
	for (unsigned kind = 0; kind < BATCH_KINDS; kind++)
		if (l->open[kind])
			batch_give_back(l, l->open[kind]);
	for (struct batch *b = l->free; b; b = b->next)
		arena_destroy(&b->arena);
}
