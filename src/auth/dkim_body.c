/* One body, many wishes: signatures differ in canonical form and in length (l=), and a
 * hostile letter may carry a different length in each of its signatures. So each form is
 * hashed once, and where a wanted length ends the running hash is forked. */
#include "auth/dkim_body.h"

#include <stdlib.h>

/* Small enough for both forms to find it in the cache. */
enum { PIECE_BYTES = 64 * 1024 };

/* One canonical form on its way into a hash. */
struct stream {
	struct job *job;
	struct digest *digest;
	uint64_t bytes;
	struct body_hash **marks; /* of this form, by limit */
	size_t count, next;
	struct canon_sink sink;
	struct canon_body body;
};

/* Writes `digest`, which is spent, to all marks at the place now reached. */
static void reach(struct stream *s, struct digest *digest)
{
	struct body_hash *first = s->marks[s->next];
	digest_end(digest, first->hash);
	first->hashed = s->bytes;
	uint64_t limit = first->limit;
	for (s->next++; s->next < s->count && s->marks[s->next]->limit == limit;
		s->next++) {
		memcpy(s->marks[s->next]->hash, first->hash, sizeof(first->hash));
		s->marks[s->next]->hashed = s->bytes;
	}
}

static void take(void *state, struct span bytes)
{
	struct stream *s = state;
	while (s->next < s->count && s->marks[s->next]->limit - s->bytes <= bytes.n) {
		size_t n = (size_t)(s->marks[s->next]->limit - s->bytes);
		digest_add(s->digest, span_take(bytes, n));
		s->bytes += n;
		bytes = span_skip(bytes, n);
		reach(s, digest_fork(s->job->arena, s->digest));
	}
	if (s->next < s->count)
		digest_add(s->digest, bytes);
	s->bytes += bytes.n;
}

static int by_limit(const void *a, const void *b)
{
	uint64_t x = (*(struct body_hash *const *)a)->limit;
	uint64_t y = (*(struct body_hash *const *)b)->limit;
	return (x > y) - (x < y);
}

static struct stream *open_stream(
	struct job *job, enum canon canon, struct body_hash **wanted, size_t count)
{
	struct stream *s = arena_new(job->arena, struct stream);
	s->marks = arena_array(job->arena, count, sizeof(*s->marks));
	for (size_t i = 0; i < count; i++)
		if (wanted[i]->canon == canon)
			s->marks[s->count++] = wanted[i];
	if (s->count == 0)
		return NULL;
	qsort(s->marks, s->count, sizeof(*s->marks), by_limit);
	s->job = job;
	s->digest = digest_create(job->arena, DIGEST_SHA256);
	s->sink.take = take;
	s->sink.state = s;
	s->body.canon = canon;
	s->body.sink = &s->sink;
	take(s, (struct span){ NULL, 0 }); /* l=0 is reached before the first byte */
	return s;
}

static void close_stream(struct stream *s)
{
	canon_body_end(&s->body);
	/* Lengths past the end get the hash of all there is, and hashed < limit tells. */
	while (s->next < s->count)
		reach(s, digest_fork(s->job->arena, s->digest));
	for (size_t i = 0; i < s->count; i++)
		s->marks[i]->bytes = s->bytes;
}

void dkim_hash_body(
	struct job *job, struct span body, struct body_hash **wanted, size_t count)
{
	struct stream *streams[] = { open_stream(job, CANON_SIMPLE, wanted, count),
		open_stream(job, CANON_RELAXED, wanted, count) };
	for (size_t at = 0; at < body.n; at += PIECE_BYTES) {
		for (size_t i = 0; i < 2; i++)
			if (streams[i])
				canon_body_add(&streams[i]->body,
					span_take(span_skip(body, at), PIECE_BYTES));
		job_breathe(job);
	}
	for (size_t i = 0; i < 2; i++)
		if (streams[i])
			close_stream(streams[i]);
}
