/* What was found in a thing: written as items by the worker, rebuilt from them in the front.
 *
 *	evidence: u32 number  u32 parent's number or 0  u8 kind  u8 said_by  u8 seen
 *	          u8 inside  u64 offset  u64 length  u8 n, path
 *	finding:  u8 state  u8 gap  u32 evidence's number or 0  u8 n, code  u8 n, variant
 *	          u8 arguments, and for each: u8 n, name; u8 kind; i64, or u32 n, text
 *	end:      u32 evidence  u32 findings  u32 memos  u64 cpu_us  u64 peak_bytes
 *
 * Codes come back as the registry's own literals, words in one narrow form, evidence as
 * offsets into the thing that the front holds: nothing that a worker sends is believed to
 * be in range, in order or finite. What a worker *judged* cannot be checked here. */
#include "isolate/wire.h"

#include "ask/people_message.h"
#include "base/must.h"
#include "base/pack.h"
#include "core/engine.h"

/* --- written --- */

/* Items whose length is known only when they are written: the length is filled in. */
static size_t item_begin(struct text *t, enum wire_kind kind)
{
	wire_item_write(t, kind, SPAN(""));
	return t->n;
}

static void item_finish(struct text *t, size_t start)
{
	must(!t->cut);
	size_t n = t->n - start;
	for (unsigned i = 0; i < 4; i++)
		t->p[start - 4 + i] = (char)(n >> (8 * i));
}

void wire_end_write(struct text *t, const struct wire_end *end)
{
	size_t start = item_begin(t, WIRE_END);
	put(t, end->evidence_count, 4);
	put(t, end->finding_count, 4);
	put(t, end->memo_count, 4);
	put(t, end->cpu_us, 8);
	put(t, end->peak_bytes, 8);
	item_finish(t, start);
}

void wire_memo_write(struct text *t, const struct memo *memo)
{
	struct memo m = *memo;
	for (;; m.to_count /= 2) {
		size_t before = t->n, start = item_begin(t, WIRE_MEMO);
		if (memo_write(t, &m) && t->n - start <= PEOPLE_MESSAGE_BYTES_MAX) {
			item_finish(t, start);
			return;
		}
		must(m.to_count > 0);
		t->n = before;
		t->cut = false;
	}
}

static void evidence_write(struct text *t, const struct evidence *e, struct span thing)
{
	bool inside = e->bytes.n && span_inside(thing, e->bytes);
	size_t start = item_begin(t, WIRE_EVIDENCE);
	put(t, e->number, 4);
	put(t, e->parent ? e->parent->number : 0, 4);
	put(t, e->kind, 1);
	put(t, e->said_by, 1);
	put(t, e->seen, 1);
	put(t, inside, 1);
	put(t, inside ? (uint64_t)(e->bytes.p - thing.p) : 0, 8);
	put(t, inside ? e->bytes.n : 0, 8);
	put_span(t, span_take(span_from_cstr(e->path), WIRE_PATH_BYTES_MAX), 1);
	item_finish(t, start);
}

static void finding_write(struct text *t, const struct finding *f, unsigned number)
{
	size_t start = item_begin(t, WIRE_FINDING);
	put(t, f->state, 1);
	put(t, f->gap, 1);
	put(t, number, 4);
	put_span(t, span_from_cstr(f->code), 1);
	put_span(t, span_from_cstr(f->variant), 1);
	put(t, f->arg_count, 1);
	for (size_t i = 0; i < f->arg_count; i++) {
		const struct arg *a = &f->args[i];
		put_span(t, span_from_cstr(a->name), 1);
		put(t, a->kind, 1);
		if (a->kind == ARG_NUMBER)
			put(t, (uint64_t)a->number, 8);
		else
			put_span(t, span_take(a->text, WIRE_ARG_BYTES_MAX), 4);
	}
	item_finish(t, start);
}

/* What of a job's evidence is sent, by number. */
struct wanted {
	bool *marks;
	size_t count;
};

/* Marks it and its parents, which are older and so are written first. */
static void want(struct wanted *w, const struct evidence *e)
{
	size_t more = 0;
	for (const struct evidence *p = e; p && !w->marks[p->number]; p = p->parent)
		more++;
	if (more > WIRE_EVIDENCE_MAX - w->count)
		return;
	w->count += more;
	for (; e && !w->marks[e->number]; e = e->parent)
		w->marks[e->number] = true;
}

/* The thing itself, what findings rest on, and the first of what was not seen whole. */
static struct wanted want_all(const struct job *job)
{
	enum { UNSEEN_MAX = 100 };
	struct wanted w = { arena_array(job->arena, job->evidence_count + 1, 1), 0 };
	want(&w, job->evidence);
	for (const struct finding *f = job->findings; f; f = f->next)
		want(&w, f->evidence);
	size_t unseen = 0;
	for (const struct evidence *e = job->evidence; e; e = e->next)
		if (e->seen != SEEN_WHOLE && unseen++ < UNSEEN_MAX)
			want(&w, e);
	return w;
}

struct wire_end wire_result_write(struct text *t, const struct job *job,
	struct span thing, void (*flush)(void *state, struct text *t), void *state)
{
	struct wire_end end = { 0 };
	struct wanted w = want_all(job);
	for (const struct evidence *e = job->evidence; e; e = e->next) {
		if (!w.marks[e->number])
			continue;
		evidence_write(t, e, thing);
		end.evidence_count++;
		if (t->n >= WIRE_FLUSH_BYTES)
			flush(state, t);
	}
	for (const struct finding *f = job->findings; f; f = f->next) {
		bool sent = f->evidence && w.marks[f->evidence->number];
		finding_write(t, f, sent ? f->evidence->number : 0);
		end.finding_count++;
		if (t->n >= WIRE_FLUSH_BYTES)
			flush(state, t);
	}
	return end;
}

/* --- rebuilt --- */

void wire_result_init(struct wire_result *r, struct arena *a, struct span thing,
	const struct registry *registry, size_t finding_max)
{
	*r = (struct wire_result){ .arena = a,
		.thing = thing,
		.registry = registry,
		.finding_max = finding_max };
	r->evidence_tail = &r->evidence;
	r->finding_tail = &r->findings;
	r->memo_tail = &r->memos;
	text_init(&r->part, a, WIRE_PART_BYTES_MAX);
}

static struct evidence *numbered(const struct wire_result *r, uint64_t number)
{
	size_t low = 0, high = r->evidence_count;
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (r->numbered[middle]->number < number)
			low = middle + 1;
		else
			high = middle;
	}
	bool found = low < r->evidence_count && r->numbered[low]->number == number;
	return found ? r->numbered[low] : NULL;
}

/* The evidence of that number; NULL for 0; broken when there is none. */
static struct evidence *take_evidence(struct in *in, const struct wire_result *r)
{
	uint64_t number = take(in, 4);
	struct evidence *e = number ? numbered(r, number) : NULL;
	in->broken |= number && !e;
	return e;
}

static bool is_word(struct span s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] != '-' && !ascii_is_digit(s.p[i]) &&
			(s.p[i] < 'a' || s.p[i] > 'z'))
			return false;
	return s.n > 0;
}

static struct span take_place(struct in *in, struct span thing)
{
	bool inside = take_bool(in);
	uint64_t offset = take(in, 8), n = take(in, 8);
	in->broken |= inside ? offset > thing.n || n > thing.n - offset : offset || n;
	if (in->broken || !inside)
		return (struct span){ NULL, 0 };
	return span_take(span_skip(thing, offset), n);
}

bool wire_evidence_read(struct wire_result *r, struct span payload)
{
	struct in in = { payload, r->evidence_count >= WIRE_EVIDENCE_MAX };
	struct evidence e = { .number = (unsigned)take(&in, 4) };
	e.parent = take_evidence(&in, r);
	e.kind = (enum evidence_kind)take_below(&in, 1, EV_KINDS);
	e.said_by = (enum said_by)take_below(&in, 1, SAID_BY_PROVEN + 1);
	e.seen = (enum seen)take_below(&in, 1, SEEN_SKIPPED + 1);
	e.bytes = take_place(&in, r->thing);
	struct span path = take_span(&in, 1, WIRE_PATH_BYTES_MAX);
	unsigned last =
		r->evidence_count ? r->numbered[r->evidence_count - 1]->number : 0;
	if (!is_whole(&in) || e.number <= last || !is_printable(path))
		return false;
	e.path = arena_cstr(r->arena, path);
	r->numbered = arena_grow(r->arena, r->numbered, r->evidence_count,
		&r->evidence_capacity, sizeof(struct evidence *));
	struct evidence *kept = arena_new(r->arena, struct evidence);
	*kept = e;
	r->numbered[r->evidence_count++] = kept;
	*r->evidence_tail = kept;
	r->evidence_tail = &kept->next;
	return true;
}

/* The program's own literal of that code, or NULL: no check of ours. */
static const char *own_code(const struct registry *registry, struct span code)
{
	for (size_t i = 0; engine_codes[i]; i++)
		if (span_equal(code, span_from_cstr(engine_codes[i])))
			return engine_codes[i];
	const struct check *check = check_find(registry, code);
	return check ? check->code : NULL;
}

static const char *take_word(struct in *in, struct arena *a)
{
	struct span word = take_span(in, 1, WIRE_WORD_BYTES_MAX);
	in->broken |= !is_word(word);
	return in->broken ? "" : arena_cstr(a, word);
}

static void take_arg(struct in *in, struct arena *a, struct arg *arg)
{
	arg->name = take_word(in, a);
	arg->kind = (enum arg_kind)take_below(in, 1, ARG_NUMBER + 1);
	if (arg->kind == ARG_NUMBER)
		arg->number = (int64_t)take(in, 8);
	else
		arg->text = arena_copy(a, take_span(in, 4, WIRE_ARG_BYTES_MAX));
}

static struct finding *result_add(struct wire_result *r, const struct finding *f)
{
	struct finding *kept = arena_new(r->arena, struct finding);
	*kept = *f;
	*r->finding_tail = kept;
	r->finding_tail = &kept->next;
	r->finding_count++;
	return kept;
}

bool wire_finding_read(struct wire_result *r, struct span payload)
{
	struct in in = { payload, r->finding_count >= r->finding_max };
	struct finding f = { .state = (enum finding_state)take_below(
				     &in, 1, STATE_UNKNOWN + 1) };
	f.gap = (enum gap)take_below(&in, 1, GAPS);
	in.broken |= (f.state == STATE_UNKNOWN) != (f.gap != GAP_NONE);
	f.evidence = take_evidence(&in, r);
	f.code = own_code(r->registry, take_span(&in, 1, WIRE_CODE_BYTES_MAX));
	in.broken |= !f.code;
	if (!in.broken && in.rest.n && in.rest.p[0] == 0)
		take(&in, 1);
	else
		f.variant = take_word(&in, r->arena);
	f.arg_count = take_below(&in, 1, FINDING_ARGS_MAX + 1);
	for (size_t i = 0; i < f.arg_count && !in.broken; i++)
		take_arg(&in, r->arena, &f.args[i]);
	if (!is_whole(&in))
		return false;
	result_add(r, &f);
	return true;
}

bool wire_memo_read(struct wire_result *r, struct span payload)
{
	struct wire_memo *m;
	size_t before = arena_used(r->arena);
	if (r->memo_count >= WIRE_MEMOS_MAX || r->memo_bytes > WIRE_MEMOS_BYTES_MAX)
		return false;
	m = arena_new(r->arena, struct wire_memo);
	if (!memo_read(r->arena, payload, &m->memo))
		return false;
	r->memo_bytes += arena_used(r->arena) - before;
	*r->memo_tail = m;
	r->memo_tail = &m->next;
	r->memo_count++;
	return true;
}

bool wire_part_read(struct wire_result *r, struct span payload)
{
	text_add(&r->part, payload);
	return payload.n > 0 && !r->part.cut;
}

void wire_result_ended(struct wire_result *r, enum gap why)
{
	struct finding f = { .code = CODE_JOB_ENDED, .state = STATE_UNKNOWN, .gap = why };
	f.evidence = r->evidence;
	result_add(r, &f);
}

bool wire_end_read(struct span payload, struct wire_end *end_r)
{
	struct in in = { payload, false };
	end_r->evidence_count = (uint32_t)take(&in, 4);
	end_r->finding_count = (uint32_t)take(&in, 4);
	end_r->memo_count = (uint32_t)take(&in, 4);
	end_r->cpu_us = take(&in, 8);
	end_r->peak_bytes = take(&in, 8);
	return is_whole(&in);
}
