/* What an answer of the memory of people costs, each in a reading transaction of its own:
 *
 *	bench_people MEMORY [ROUNDS]
 *
 * Known senders are drawn from those in the memory; others are made up at the same domains,
 * and at domains nobody has. Message-IDs asked about are made up too, but for one in two. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/must.h"
#include "people/people.h"

enum { ASKED_MAX = 4096, IDS = 5 };

struct bench {
	struct arena *arena;
	struct people *people;
	struct people_question questions[ASKED_MAX];
	size_t count, seen;
	double took_us[ASKED_MAX];
};

static double now_us(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

/* Every n-th, those written to most first: from first to last. */
static int take(void *state, const struct acquaintance *who)
{
	struct bench *b = state;
	size_t at = span_rfind_byte(who->address, '@');
	if (b->seen++ % 25 || b->count == ASKED_MAX)
		return 0;
	struct arena *a = b->arena;
	struct people_question *q = &b->questions[b->count];
	must(party_make(a, arena_copy(a, span_take(who->address, at)),
		arena_copy(a, span_skip(who->address, at + 1)), arena_copy(a, who->name),
		&q->who));
	q->message_id = span_from_cstr(arena_printf(a, "%zu.q@example.net", b->seen));
	q->ids = arena_array(a, IDS, sizeof(struct span));
	for (size_t i = 0; i < IDS; i++)
		q->ids[i] = span_from_cstr(
			arena_printf(a, "%zu.%zu@example.net", b->seen, i));
	b->count++;
	return 0;
}

static void make_up(struct bench *b, bool org_too)
{
	for (size_t i = 0; i < b->count; i++) {
		struct party *p = &b->questions[i].who;
		const char *local = arena_printf(b->arena, "stranger%zu", i);
		struct span domain = p->domain;
		if (org_too)
			domain = span_from_cstr(arena_printf(
				b->arena, "nova%zuconsult.com", i * 7919 % 100000));
		must(party_make(b->arena, span_from_cstr(local), domain, p->name, p));
	}
}

static int by_time(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

static double ask_all(struct bench *b, const char *what, size_t ids, unsigned rounds)
{
	struct arena *a = arena_create(SIZE_MAX);
	struct people_answer answer;
	size_t known = 0;
	for (unsigned round = 0; round < rounds; round++)
		for (size_t i = 0; i < b->count; i++) {
			struct people_question q = b->questions[i];
			q.id_count = ids;
			double start = now_us();
			people_answer(b->people, a, &q, &answer);
			double took = now_us() - start;
			must(answer.status == PEOPLE_OK);
			known += answer.person.sent > 0 || answer.person.in_book;
			if (round == 0 || took < b->took_us[i])
				b->took_us[i] = took;
			arena_reset(a);
		}
	arena_destroy(&a);
	qsort(b->took_us, b->count, sizeof(b->took_us[0]), by_time);
	double median = b->took_us[b->count / 2];
	printf("%-34s %zu ids  median %6.1f us  p99 %6.1f us  (%zu of %zu known)\n", what,
		ids, median, b->took_us[b->count * 99 / 100], known / rounds, b->count);
	return median;
}

int main(int argc, char **argv)
{
	static struct bench b;
	struct err err;
	if (argc < 2)
		return 2;
	unsigned rounds = argc > 2 ? (unsigned)strtoul(argv[2], NULL, 10) : 5;
	struct people_settings s = { .where = argv[1], .read_only = true };
	b.arena = arena_create(SIZE_MAX);
	if (people_open(&s, &b.people, &err) < 0 ||
		people_list(b.people, SPAN(""), take, &b, &err) < 0) {
		fprintf(stderr, "%s\n", err.text);
		return 1;
	}
	must(b.count > 0 && rounds > 0);
	ask_all(&b, "known sender", 0, rounds);
	ask_all(&b, "known sender", IDS, rounds);
	make_up(&b, false);
	ask_all(&b, "stranger of a known organization", 0, rounds);
	ask_all(&b, "stranger of a known organization", IDS, rounds);
	make_up(&b, true);
	ask_all(&b, "stranger of an unknown one", 0, rounds);
	ask_all(&b, "stranger of an unknown one", IDS, rounds);
	people_close(&b.people);
	arena_destroy(&b.arena);
	return 0;
}
