/* Questions, answers and memos about people as packets. The front reads what a worker wrote,
 * which a hacked parser may have written: so each length is bounded by core/people.h, each
 * choice is one that there is, and each text is UTF-8 without control characters before it
 * can reach a memory.
 *
 *	party:    u8 n, local  u8 n, domain  u8 n, org  u16 n, shape  u8 n, name  u16 n, fold
 *	question: party  u16 n, message_id  u8 ids, and for each: u16 n, id
 *	memo:     i64 date  u8 flags  u8 proof  u32 asks  party  u8 recipients, parties
 *	          u16 n, message_id  ids  u8 n, proved_by  u8 n, selector  u8 n, each habit
 *	answer:   as people_answer_write() has it
 *
 * Message-IDs are the one thing that may hold any byte: they are hashed, never shown. */
#include "ask/people_message.h"

#include "base/pack.h"

enum { SELECTOR_BYTES_MAX = 253, TEXT_BYTES_MAX = 255 };

/* --- parties, ids --- */

static void party_write(struct text *t, const struct party *p)
{
	put_span(t, span_take(p->local, PARTY_LOCAL_BYTES_MAX), 1);
	put_span(t, span_take(p->domain, PARTY_DOMAIN_BYTES_MAX), 1);
	put_span(t, span_take(p->org, PARTY_DOMAIN_BYTES_MAX), 1);
	put_span(t, span_take(p->shape, PARTY_SHAPE_BYTES_MAX), 2);
	put_span(t, span_take(p->name, PEOPLE_NAME_BYTES_MAX), 1);
	put_span(t, span_take(p->fold, PARTY_FOLD_BYTES_MAX), 2);
}

static struct party party_take(struct in *in, struct arena *a)
{
	struct party p;
	p.local = arena_copy(a, take_span(in, 1, PARTY_LOCAL_BYTES_MAX));
	p.domain = arena_copy(a, take_span(in, 1, PARTY_DOMAIN_BYTES_MAX));
	p.org = arena_copy(a, take_span(in, 1, PARTY_DOMAIN_BYTES_MAX));
	p.shape = arena_copy(a, take_span(in, 2, PARTY_SHAPE_BYTES_MAX));
	p.name = arena_copy(a, take_span(in, 1, PEOPLE_NAME_BYTES_MAX));
	p.fold = arena_copy(a, take_span(in, 2, PARTY_FOLD_BYTES_MAX));
	in->broken |= !in->broken && !party_is_fit(&p);
	return p;
}

static void ids_write(struct text *t, struct span own, const struct span *ids, size_t n)
{
	n = n < PEOPLE_IDS_MAX ? n : PEOPLE_IDS_MAX;
	put_span(t, span_take(own, PEOPLE_ID_BYTES_MAX), 2);
	put(t, n, 1);
	for (size_t i = 0; i < n; i++)
		put_span(t, span_take(ids[i], PEOPLE_ID_BYTES_MAX), 2);
}

static void ids_take(struct in *in, struct arena *a, struct span *own_r,
	struct span **ids_r, size_t *count_r)
{
	*own_r = arena_copy(a, take_span(in, 2, PEOPLE_ID_BYTES_MAX));
	*count_r = take_below(in, 1, PEOPLE_IDS_MAX + 1);
	*ids_r = arena_array(a, *count_r, sizeof(**ids_r));
	for (size_t i = 0; i < *count_r && !in->broken; i++)
		(*ids_r)[i] = arena_copy(a, take_span(in, 2, PEOPLE_ID_BYTES_MAX));
}

/* --- questions --- */

bool people_question_write(struct text *t, const struct people_question *q)
{
	party_write(t, &q->who);
	ids_write(t, q->message_id, q->ids, q->id_count);
	return !t->cut;
}

bool people_question_read(
	struct arena *a, struct span bytes, struct people_question *question_r)
{
	struct in in = { bytes, bytes.n > PEOPLE_MESSAGE_BYTES_MAX };
	struct people_question q = { .who = party_take(&in, a) };
	ids_take(&in, a, &q.message_id, &q.ids, &q.id_count);
	if (!is_whole(&in))
		return false;
	*question_r = q;
	return true;
}

/* --- memos --- */

enum { MEMO_DELIVERED = 1, MEMO_LIST = 2, MEMO_AUTOMATIC = 4, MEMO_CARD = 8 };

static unsigned memo_flags(const struct memo *m)
{
	return (m->delivered ? MEMO_DELIVERED : 0u) | (m->list ? MEMO_LIST : 0u) |
	       (m->automatic ? MEMO_AUTOMATIC : 0u) | (m->is_card ? MEMO_CARD : 0u);
}

bool memo_write(struct text *t, const struct memo *m)
{
	static const struct party nobody;
	size_t to = m->to_count < PEOPLE_PARTIES_MAX ? m->to_count : PEOPLE_PARTIES_MAX;
	bool has_from = m->from.domain.n > 0;
	put(t, (uint64_t)m->date_s, 8);
	put(t, memo_flags(m), 1);
	put(t, m->proof, 1);
	put(t, m->asks, 4);
	put(t, has_from, 1);
	if (has_from)
		party_write(t, &m->from);
	put(t, to, 1);
	for (size_t i = 0; i < to; i++)
		party_write(t, m->to ? &m->to[i] : &nobody);
	ids_write(t, m->message_id, m->ids, m->id_count);
	put_span(t, span_take(m->proved_by, PARTY_DOMAIN_BYTES_MAX), 1);
	put_span(t, span_take(m->selector, SELECTOR_BYTES_MAX), 1);
	for (int i = 0; i < HABIT_KINDS; i++)
		put_span(t, span_take(m->habits[i], PEOPLE_VALUE_BYTES_MAX), 1);
	return !t->cut;
}

static void memo_take_proof(struct in *in, struct arena *a, struct memo *m)
{
	m->proved_by = arena_copy(a, take_span(in, 1, PARTY_DOMAIN_BYTES_MAX));
	m->selector = arena_copy(a, take_span(in, 1, SELECTOR_BYTES_MAX));
	bool given = m->proof == PROOF_GIVEN;
	in->broken |= given ? !party_domain_is_fit(m->proved_by) : m->proved_by.n > 0;
	in->broken |= m->selector.n && (!given || !party_domain_is_fit(m->selector));
}

static void memo_take_habits(struct in *in, struct arena *a, struct memo *m)
{
	for (int i = 0; i < HABIT_KINDS; i++) {
		m->habits[i] = arena_copy(a, take_span(in, 1, PEOPLE_VALUE_BYTES_MAX));
		in->broken |= !is_printable(m->habits[i]);
	}
}

bool memo_read(struct arena *a, struct span bytes, struct memo *memo_r)
{
	struct in in = { bytes, bytes.n > PEOPLE_MESSAGE_BYTES_MAX };
	struct memo m = { .date_s = (int64_t)take(&in, 8) };
	unsigned flags = take_below(&in, 1, 2 * MEMO_CARD);
	m.delivered = flags & MEMO_DELIVERED;
	m.list = flags & MEMO_LIST;
	m.automatic = flags & MEMO_AUTOMATIC;
	m.is_card = flags & MEMO_CARD;
	m.proof = (enum memo_proof)take_below(&in, 1, PROOF_LACKING + 1);
	m.asks = take_below(&in, 4, ASKS_ALL + 1);
	if (take_bool(&in))
		m.from = party_take(&in, a);
	m.to_count = take_below(&in, 1, PEOPLE_PARTIES_MAX + 1);
	m.to = arena_array(a, m.to_count, sizeof(*m.to));
	for (size_t i = 0; i < m.to_count && !in.broken; i++)
		m.to[i] = party_take(&in, a);
	ids_take(&in, a, &m.message_id, &m.ids, &m.id_count);
	memo_take_proof(&in, a, &m);
	memo_take_habits(&in, a, &m);
	if (!is_whole(&in))
		return false;
	*memo_r = m;
	return true;
}

/* --- answers --- */

static void acquaintance_write(struct text *t, const struct acquaintance *q)
{
	put_span(t, span_take(q->address, UINT8_MAX), 1);
	put_span(t, span_take(q->name, PEOPLE_NAME_BYTES_MAX), 1);
	put(t, q->sent, 8);
	put(t, q->started, 8);
	put(t, q->days, 8);
	put(t, (uint64_t)q->first_s, 8);
	put(t, (uint64_t)q->last_s, 8);
	put(t, q->in_book, 1);
	put(t, q->introduced, 1);
}

static struct span text_take(struct in *in, struct arena *a, size_t max)
{
	struct span s = take_span(in, 1, max);
	in->broken |= !people_text_is_fit(s);
	return arena_copy(a, s);
}

static struct acquaintance acquaintance_take(struct in *in, struct arena *a)
{
	struct acquaintance q = { .address = text_take(in, a, TEXT_BYTES_MAX) };
	q.name = text_take(in, a, PEOPLE_NAME_BYTES_MAX);
	q.sent = take(in, 8);
	q.started = take(in, 8);
	q.days = take(in, 8);
	q.first_s = (int64_t)take(in, 8);
	q.last_s = (int64_t)take(in, 8);
	q.in_book = take_bool(in);
	q.introduced = take_bool(in);
	return q;
}

static void crowd_write(struct text *t, const struct acquaintance *list, size_t n)
{
	put(t, n, 1);
	for (size_t i = 0; i < n; i++)
		acquaintance_write(t, &list[i]);
}

static size_t crowd_take(
	struct in *in, struct arena *a, struct acquaintance *list, size_t max)
{
	size_t n = take_below(in, 1, max + 1);
	for (size_t i = 0; i < n && !in->broken; i++)
		list[i] = acquaintance_take(in, a);
	return n;
}

static void thread_write(struct text *t, const struct thread_facts *f)
{
	put(t, f->asked, 1);
	put(t, f->known, 1);
	put(t, f->mine, 1);
	put(t, f->has_sender, 1);
	put(t, f->has_org, 1);
	put(t, f->member_count, 1);
	for (size_t i = 0; i < f->member_count; i++)
		put_span(t, span_take(f->members[i], UINT8_MAX), 1);
}

static void thread_take(struct in *in, struct arena *a, struct thread_facts *f)
{
	f->asked = take_below(in, 1, PEOPLE_IDS_MAX + 1);
	f->known = take_below(in, 1, f->asked + 1);
	f->mine = take_below(in, 1, f->known + 1);
	f->has_sender = take_bool(in);
	f->has_org = take_bool(in);
	f->member_count = take_below(in, 1, PEOPLE_MEMBERS_MAX + 1);
	for (size_t i = 0; i < f->member_count && !in->broken; i++)
		f->members[i] = text_take(in, a, TEXT_BYTES_MAX);
}

static void habits_write(struct text *t, const struct habit *habits, size_t count)
{
	put(t, count, 1);
	for (size_t i = 0; i < count; i++) {
		put(t, habits[i].kind, 1);
		put_span(t, span_take(habits[i].value, PEOPLE_VALUE_BYTES_MAX), 1);
		put(t, habits[i].count, 8);
	}
}

static size_t habits_take(
	struct in *in, struct arena *a, struct habit *habits, size_t max)
{
	size_t count = take_below(in, 1, max + 1);
	for (size_t i = 0; i < count && !in->broken; i++) {
		habits[i].kind = (enum habit_kind)take_below(in, 1, HABIT_KINDS);
		habits[i].value = text_take(in, a, PEOPLE_VALUE_BYTES_MAX);
		habits[i].count = take(in, 8);
	}
	return count;
}

static void heard_write(struct text *t, const struct people_answer *r)
{
	put(t, r->heard.count, 8);
	put(t, r->heard.barbed, 8);
	put(t, r->heard.grave, 8);
	put(t, r->heard.early_unproved, 8);
	put(t, (uint64_t)r->heard.first_s, 8);
	put(t, (uint64_t)r->heard.last_s, 8);
	put(t, r->unproved_answered, 8);
	habits_write(t, r->habits, r->habit_count);
	habits_write(t, r->told, r->told_count);
	put(t, r->proof_count, 1);
	for (size_t i = 0; i < r->proof_count; i++) {
		const struct proof *p = &r->proofs[i];
		put_span(t, span_take(p->domain, UINT8_MAX), 1);
		put_span(t, span_take(p->selector, UINT8_MAX), 1);
		put(t, p->count, 8);
		put(t, p->days, 8);
		put(t, (uint64_t)p->first_s, 8);
		put(t, (uint64_t)p->last_s, 8);
	}
}

static struct proof proof_take(struct in *in, struct arena *a)
{
	struct proof p = { .domain = text_take(in, a, TEXT_BYTES_MAX) };
	p.selector = text_take(in, a, TEXT_BYTES_MAX);
	p.count = take(in, 8);
	p.days = take(in, 8);
	p.first_s = (int64_t)take(in, 8);
	p.last_s = (int64_t)take(in, 8);
	return p;
}

static void heard_take(struct in *in, struct arena *a, struct people_answer *r)
{
	r->heard.count = take(in, 8);
	r->heard.barbed = take(in, 8);
	r->heard.grave = take(in, 8);
	r->heard.early_unproved = take(in, 8);
	r->heard.first_s = (int64_t)take(in, 8);
	r->heard.last_s = (int64_t)take(in, 8);
	r->unproved_answered = take(in, 8);
	r->habit_count = habits_take(in, a, r->habits, PEOPLE_HABITS_MAX);
	r->told_count = habits_take(in, a, r->told, PEOPLE_TOLD_MAX);
	r->proof_count = take_below(in, 1, PEOPLE_PROOFS_MAX + 1);
	for (size_t i = 0; i < r->proof_count && !in->broken; i++)
		r->proofs[i] = proof_take(in, a);
}

void people_answer_write(struct text *t, const struct people_answer *r)
{
	put(t, r->status, 1);
	put(t, r->is_me, 1);
	put(t, r->sent, 8);
	put(t, r->received, 8);
	put(t, (uint64_t)r->sent_since_s, 8);
	put(t, (uint64_t)r->received_since_s, 8);
	acquaintance_write(t, &r->person);
	acquaintance_write(t, &r->org);
	crowd_write(t, r->namesakes, r->namesake_count);
	put(t, r->namesakes_are_many, 1);
	crowd_write(t, r->near, r->near_count);
	heard_write(t, r);
	thread_write(t, &r->thread);
	put(t, r->allowed_count, 1);
	for (size_t i = 0; i < r->allowed_count; i++) {
		put_span(t, span_take(r->allowed[i].code, UINT8_MAX), 1);
		put_span(t, span_take(r->allowed[i].other, UINT8_MAX), 1);
	}
}

bool people_answer_read(
	struct arena *a, struct span bytes, struct people_answer *answer_r)
{
	struct in in = { bytes, bytes.n > PEOPLE_MESSAGE_BYTES_MAX };
	struct people_answer r = { .status = (enum people_status)take_below(
					   &in, 1, PEOPLE_STATUSES) };
	r.is_me = take_bool(&in);
	r.sent = take(&in, 8);
	r.received = take(&in, 8);
	r.sent_since_s = (int64_t)take(&in, 8);
	r.received_since_s = (int64_t)take(&in, 8);
	r.person = acquaintance_take(&in, a);
	r.org = acquaintance_take(&in, a);
	r.namesake_count = crowd_take(&in, a, r.namesakes, PEOPLE_NAMESAKES_MAX);
	r.namesakes_are_many = take_bool(&in);
	r.near_count = crowd_take(&in, a, r.near, PEOPLE_NEAR_MAX);
	heard_take(&in, a, &r);
	thread_take(&in, a, &r.thread);
	r.allowed_count = take_below(&in, 1, PEOPLE_ALLOWED_MAX + 1);
	for (size_t i = 0; i < r.allowed_count && !in.broken; i++) {
		r.allowed[i].code = text_take(&in, a, TEXT_BYTES_MAX);
		r.allowed[i].other = text_take(&in, a, TEXT_BYTES_MAX);
	}
	if (!is_whole(&in))
		return false;
	*answer_r = r;
	return true;
}
