/* Packets between front and worker, both ways.
 *
 *	job:      u8 'J'  i64 now  u8 kind  u8 online  u8 people  u8 lists  u8 remember
 *	          u64 for each row of the budget
 *	          u16 settings, and for each: u8 n, name; u32 n, value
 *	item:     u8 kind  u32 n  payload
 *	exit:     u8 'E'  u32 pid  u8 by_signal  u64 cpu_us  u64 peak_bytes
 *	ready:    u8 'R'  u32 errno or 0  u8 n, sentence
 *
 * What stands in the items: results in wire_result.c, questions in ask/message.c. */
#include "isolate/wire.h"

#include "base/pack.h"

/* --- the job --- */

static void budget_write(struct text *t, const struct budget *b)
{
	const struct budget_row *row;
	for (unsigned i = 0; (row = budget_row(i)); i++)
		put(t, row->get(b), 8);
}

static struct budget budget_take(struct in *in)
{
	struct budget b = budget_standard();
	const struct budget_row *row;
	for (unsigned i = 0; (row = budget_row(i)); i++) {
		uint64_t value = take(in, 8);
		in->broken |= value > row->ceiling;
		budget_set(&b, row->name, value);
	}
	return b;
}

bool wire_job_write(struct text *t, const struct wire_job *job)
{
	if (job->settings.count > WIRE_SETTINGS_MAX)
		return false;
	put(t, 'J', 1);
	put(t, (uint64_t)job->now_s, 8);
	put(t, job->kind, 1);
	put(t, job->online, 1);
	put(t, job->people, 1);
	put(t, job->lists, 1);
	put(t, job->remember, 1);
	budget_write(t, &job->budget);
	put(t, job->settings.count, 2);
	for (size_t i = 0; i < job->settings.count; i++) {
		const struct setting *s = &job->settings.list[i];
		struct span name = span_from_cstr(s->name);
		if (name.n > UINT8_MAX || s->value.n > WIRE_PACKET_BYTES_MAX)
			return false;
		put_span(t, name, 1);
		put_span(t, s->value, 4);
	}
	return !t->cut && t->n <= WIRE_PACKET_BYTES_MAX;
}

static struct settings settings_take(struct in *in, struct arena *a)
{
	size_t count = take_below(in, 2, WIRE_SETTINGS_MAX + 1);
	struct setting *list = arena_array(a, count, sizeof(*list));
	for (size_t i = 0; i < count && !in->broken; i++) {
		list[i].name = arena_cstr(a, take_span(in, 1, UINT8_MAX));
		list[i].value = arena_copy(a, take_span(in, 4, WIRE_PACKET_BYTES_MAX));
	}
	return (struct settings){ list, count };
}

bool wire_job_read(struct arena *a, struct span packet, struct wire_job *job_r)
{
	struct in in = { packet, packet.n > WIRE_PACKET_BYTES_MAX };
	if (take(&in, 1) != 'J')
		return false;
	struct wire_job job = { .now_s = (int64_t)take(&in, 8) };
	job.kind = (enum job_kind)take_below(&in, 1, JOB_KINDS);
	job.online = take_bool(&in);
	job.people = take_bool(&in);
	job.lists = take_bool(&in);
	job.remember = take_bool(&in);
	job.budget = budget_take(&in);
	job.settings = settings_take(&in, a);
	if (!is_whole(&in))
		return false;
	*job_r = job;
	return true;
}

/* --- items --- */

void wire_item_write(struct text *t, enum wire_kind kind, struct span payload)
{
	put(t, kind, 1);
	put_span(t, payload, 4);
}

bool wire_item_read(struct span *packet, struct wire_item *item_r)
{
	struct in in = { *packet, false };
	item_r->kind = (enum wire_kind)take_below(&in, 1, WIRE_KINDS);
	item_r->payload = take_span(&in, 4, WIRE_PACKET_BYTES_MAX);
	if (in.broken || item_r->kind < WIRE_HELLO)
		return false;
	*packet = in.rest;
	return true;
}

/* --- the template's reports --- */

void wire_exit_write(struct text *t, const struct wire_exit *e)
{
	put(t, 'E', 1);
	put(t, (uint32_t)e->pid, 4);
	put(t, e->by_signal, 1);
	put(t, e->cpu_us, 8);
	put(t, e->peak_bytes, 8);
}

void wire_ready_write(struct text *t, const struct wire_ready *r)
{
	put(t, 'R', 1);
	put(t, (uint32_t)-r->code, 4);
	put_span(t, span_from_cstr(r->err.text), 1);
}

static bool ready_take(struct in *in, struct wire_ready *ready_r)
{
	ready_r->code = -(int32_t)take_below(in, 4, 4096);
	struct span text = take_span(in, 1, sizeof(ready_r->err.text) - 1);
	if (!is_whole(in) || !is_printable(text))
		return false;
	memcpy(ready_r->err.text, text.p, text.n);
	ready_r->err.text[text.n] = '\0';
	return true;
}

static bool exit_take(struct in *in, struct wire_exit *exit_r)
{
	exit_r->pid = (int32_t)take_below(in, 4, INT32_MAX);
	exit_r->by_signal = take_bool(in);
	exit_r->cpu_us = take(in, 8);
	exit_r->peak_bytes = take(in, 8);
	return is_whole(in) && exit_r->pid > 0;
}

enum wire_report wire_report_read(
	struct span packet, struct wire_exit *exit_r, struct wire_ready *ready_r)
{
	struct in in = { packet, false };
	uint64_t kind = take(&in, 1);
	if (kind == 'E' && exit_take(&in, exit_r))
		return WIRE_REPORT_EXIT;
	if (kind == 'R' && ready_take(&in, ready_r))
		return WIRE_REPORT_READY;
	return WIRE_REPORT_NONE;
}
