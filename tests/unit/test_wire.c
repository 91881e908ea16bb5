/* isolate/wire: what is written is read back the same; nothing else is accepted, wherever
 * it is cut and whichever byte is changed; what is accepted lies in range. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/engine.h"
#include "isolate/wire.h"

static const struct check check = { .code = "mail.example" };
static const struct check *const checks[] = { &check, NULL };
static const struct reader *const readers[] = { NULL };
static const struct registry registry = { readers, checks };
static const struct span thing = SPAN("From: a@example.com\r\n\r\nhello");

static int make_arena(void **state)
{
	*state = arena_create((size_t)1 << 30);
	return 0;
}

static int drop_arena(void **state)
{
	struct arena *a = *state;
	arena_destroy(&a);
	return 0;
}

static struct text fresh(struct arena *a)
{
	struct text t;
	text_init(&t, a, WIRE_PACKET_BYTES_MAX);
	return t;
}

/* --- jobs --- */

static struct span a_job(struct arena *a, struct wire_job *job_r)
{
	static const struct setting list[] = { { "client-ip", SPAN("192.0.2.1") },
		{ "helo", SPAN("") }, { "to", SPAN("kim@example.net") } };
	struct text t = fresh(a);
	*job_r = (struct wire_job){ .now_s = -5,
		.kind = JOB_LEARN,
		.online = true,
		.people = true,
		.lists = true,
		.remember = true,
		.budget = budget_standard(),
		.settings = { list, 3 } };
	job_r->budget.findings = 7;
	assert_true(wire_job_write(&t, job_r));
	return text_span(&t);
}

static void jobs_come_back(void **state)
{
	struct arena *a = *state;
	struct wire_job in, out;
	struct span packet = a_job(a, &in);
	assert_true(wire_job_read(a, packet, &out));
	assert_true(
		out.now_s == -5 && out.online && out.people && out.lists && out.remember);
	assert_int_equal(out.kind, JOB_LEARN);
	assert_memory_equal(&in.budget, &out.budget, sizeof(in.budget));
	assert_int_equal(out.settings.count, 3);
	for (size_t i = 0; i < 3; i++) {
		assert_string_equal(out.settings.list[i].name, in.settings.list[i].name);
		assert_true(span_equal(
			out.settings.list[i].value, in.settings.list[i].value));
	}
}

static void jobs_are_whole_or_refused(void **state)
{
	struct arena *a = *state;
	struct wire_job job;
	struct span packet = a_job(a, &job);
	for (size_t n = 0; n < packet.n; n++)
		assert_false(wire_job_read(a, span_take(packet, n), &job));
	unsigned char *longer = arena_alloc(a, packet.n + 1);
	memcpy(longer, packet.p, packet.n);
	assert_false(wire_job_read(a, span_of(longer, packet.n + 1), &job));
	for (size_t i = 9; i < 13; i++) { /* one of three kinds; three that are 0 or 1 */
		longer[i] = i == 9 ? JOB_KINDS : 2;
		assert_false(wire_job_read(a, span_of(longer, packet.n), &job));
		longer[i] = 1;
		assert_true(wire_job_read(a, span_of(longer, packet.n), &job));
	}
}

static void a_budget_over_its_ceiling_is_refused(void **state)
{
	struct arena *a = *state;
	struct wire_job job;
	struct text t = fresh(a);
	job = (struct wire_job){ .budget = budget_standard() };
	job.budget.memory = UINT64_MAX;
	assert_true(wire_job_write(&t, &job));
	assert_false(wire_job_read(a, text_span(&t), &job));
}

static void settings_that_do_not_fit_are_told(void **state)
{
	struct arena *a = *state;
	struct setting s = { "to",
		span_of(arena_alloc(a, WIRE_PACKET_BYTES_MAX), WIRE_PACKET_BYTES_MAX) };
	struct wire_job job = { .budget = budget_standard(), .settings = { &s, 1 } };
	struct text t = fresh(a);
	assert_false(wire_job_write(&t, &job));
}

/* --- results --- */

/* A job with nested evidence, all kinds of arguments, and evidence that nobody needs. */
static void make_found(struct job *job, struct arena *a)
{
	job_init(job, a);
	struct evidence *root = job_evidence(job, EV_MAIL, NULL, thing, "mail");
	for (int i = 0; i < 10; i++)
		job_evidence(job, EV_HEADER, root, span_take(thing, 4), "mail/header/X");
	struct evidence *part =
		job_evidence(job, EV_PART, root, span_skip(thing, 23), "mail/part 1");
	struct evidence *decoded = job_evidence(
		job, EV_PART, part, SPAN("decoded elsewhere"), "mail/part 1/1");
	decoded->said_by = SAID_BY_PROVEN;
	struct evidence *cut = job_evidence(
		job, EV_HEADER, root, span_take(thing, 19), "mail/header/From");
	cut->seen = SEEN_CUT;
	job->running = &check;
	struct finding *f = job_hit(job, decoded, "case-1");
	finding_text(f, "domain", SPAN("ex\0\x1b.example"));
	finding_number(f, "bits", INT64_MIN);
	job_clear(job, root, NULL);
	job_unknown(job, NULL, GAP_TIME);
}

static void keep(void *state, struct text *t)
{
	text_add(state, text_span(t));
	t->n = 0;
}

static struct span a_result(
	struct arena *a, const struct job *job, struct wire_end *end_r)
{
	struct text t, all;
	text_init(&t, a, WIRE_PACKET_BYTES_MAX);
	text_init(&all, a, SIZE_MAX);
	*end_r = wire_result_write(&t, job, thing, keep, &all);
	keep(&all, &t);
	return text_span(&all);
}

static bool read_all(struct wire_result *r, struct arena *a, struct span packet)
{
	struct wire_item item;
	wire_result_init(r, a, thing, &registry, 100);
	while (packet.n) {
		if (!wire_item_read(&packet, &item))
			return false;
		bool good =
			item.kind == WIRE_EVIDENCE  ? wire_evidence_read(r, item.payload)
			: item.kind == WIRE_FINDING ? wire_finding_read(r, item.payload)
						    : false;
		if (!good)
			return false;
	}
	return true;
}

static void results_come_back(void **state)
{
	struct arena *a = *state;
	struct job job;
	struct wire_end end;
	struct wire_result r;
	make_found(&job, a);
	assert_true(read_all(&r, a, a_result(a, &job, &end)));
	assert_int_equal(r.evidence_count, end.evidence_count);
	assert_int_equal(r.finding_count, end.finding_count);
	assert_int_equal(end.evidence_count, 4); /* the ten are not needed */
	assert_int_equal(end.finding_count, 3);
	const struct finding *f = r.findings;
	assert_ptr_equal(f->code, check.code); /* our own literal */
	assert_string_equal(f->variant, "case-1");
	assert_int_equal(f->state, STATE_HIT);
	assert_string_equal(f->evidence->path, "mail/part 1/1");
	assert_null(f->evidence->bytes.p);
	assert_int_equal(f->evidence->said_by, SAID_BY_PROVEN);
	assert_true(span_equal(f->evidence->parent->bytes, SPAN("hello")));
	assert_ptr_equal(f->evidence->parent->bytes.p, thing.p + 23);
	assert_ptr_equal(f->evidence->parent->parent, r.evidence);
	assert_true(span_equal(finding_arg(f, "domain")->text, SPAN("ex\0\x1b.example")));
	assert_true(finding_arg(f, "bits")->number == INT64_MIN);
	assert_null(f->next->variant);
	assert_int_equal(f->next->next->gap, GAP_TIME);
	assert_null(f->next->next->evidence);
}

static void long_values_are_cut(void **state)
{
	struct arena *a = *state;
	struct job job;
	struct wire_end end;
	struct wire_result r;
	char path[WIRE_PATH_BYTES_MAX * 2];
	memset(path, 'p', sizeof(path));
	path[sizeof(path) - 1] = '\0';
	job_init(&job, a);
	struct evidence *e = job_evidence(&job, EV_MAIL, NULL, thing, path);
	job.running = &check;
	finding_text(
		job_hit(&job, e, NULL), "name", span_of(arena_alloc(a, 50000), 50000));
	assert_true(read_all(&r, a, a_result(a, &job, &end)));
	assert_int_equal(strlen(r.evidence->path), WIRE_PATH_BYTES_MAX);
	assert_int_equal(r.findings->args[0].text.n, WIRE_ARG_BYTES_MAX);
}

/* A chain of parents longer than may be sent: the finding comes without its evidence. */
static void too_much_evidence_is_left_out(void **state)
{
	struct arena *a = *state;
	struct job job;
	struct wire_end end;
	struct wire_result r;
	job_init(&job, a);
	struct evidence *e = job_evidence(&job, EV_MAIL, NULL, thing, "mail");
	for (int i = 0; i < WIRE_EVIDENCE_MAX; i++)
		e = job_evidence(&job, EV_PART, e, thing, "p");
	job.running = &check;
	job_hit(&job, e, NULL);
	assert_true(read_all(&r, a, a_result(a, &job, &end)));
	assert_int_equal(r.evidence_count, 1);
	assert_int_equal(r.finding_count, 1);
	assert_null(r.findings->evidence);
}

static void results_are_whole_or_refused(void **state)
{
	struct arena *a = *state;
	struct job job;
	struct wire_end end;
	struct wire_result r;
	make_found(&job, a);
	struct span packet = a_result(a, &job, &end);
	for (size_t n = 1; n < packet.n; n++)
		if (read_all(&r, a, span_take(packet, n)))
			assert_true(r.evidence_count < end.evidence_count ||
				    r.finding_count < end.finding_count);
}

/* --- memos --- */

static struct party a_party(struct arena *a, const char *local)
{
	struct party p;
	assert_true(party_make(a, span_from_cstr(local), SPAN("mail.example.com"),
		SPAN("Ann Miller"), &p));
	return p;
}

static struct memo a_memo(struct arena *a, size_t recipients)
{
	struct memo m = { .date_s = 7,
		.from = a_party(a, "ann"),
		.to = arena_array(a, recipients, sizeof(*m.to)),
		.to_count = recipients,
		.message_id = SPAN("1@example.com") };
	for (size_t i = 0; i < recipients; i++)
		m.to[i] = a_party(a, arena_printf(a, "to%zu", i));
	return m;
}

static void memos_come_back_in_order(void **state)
{
	struct arena *a = *state;
	struct wire_result r;
	struct wire_item item;
	struct text t = fresh(a);
	for (size_t i = 0; i < 3; i++) {
		struct memo m = a_memo(a, i);
		wire_memo_write(&t, &m);
	}
	struct span packet = text_span(&t);
	wire_result_init(&r, a, thing, &registry, 100);
	while (packet.n) {
		assert_true(wire_item_read(&packet, &item));
		assert_int_equal(item.kind, WIRE_MEMO);
		for (size_t n = 0; n < item.payload.n; n++)
			assert_false(wire_memo_read(&r, span_take(item.payload, n)));
		assert_true(wire_memo_read(&r, item.payload));
	}
	assert_int_equal(r.memo_count, 3);
	size_t i = 0;
	for (const struct wire_memo *m = r.memos; m; m = m->next, i++) {
		assert_int_equal(m->memo.to_count, i);
		assert_true(span_equal(m->memo.from.local, SPAN("ann")));
	}
	assert_int_equal(i, 3);
}

/* The first of too many recipients, and as much as goes into one packet. */
static void a_large_memo_loses_recipients(void **state)
{
	struct arena *a = *state;
	struct wire_result r;
	struct wire_item item;
	struct text t = fresh(a);
	struct memo m = a_memo(a, PEOPLE_PARTIES_MAX);
	for (size_t i = 0; i < m.to_count; i++)
		m.to[i].shape = span_of(
			arena_alloc(a, PARTY_SHAPE_BYTES_MAX), PARTY_SHAPE_BYTES_MAX);
	for (size_t i = 0; i < m.to_count; i++)
		memset((void *)(uintptr_t)m.to[i].shape.p, 's', PARTY_SHAPE_BYTES_MAX);
	wire_memo_write(&t, &m);
	struct span packet = text_span(&t);
	assert_true(packet.n <= WIRE_PACKET_BYTES_MAX);
	wire_result_init(&r, a, thing, &registry, 100);
	assert_true(wire_item_read(&packet, &item) && packet.n == 0);
	assert_true(wire_memo_read(&r, item.payload));
	size_t kept = r.memos->memo.to_count;
	assert_true(kept > 0 && kept < PEOPLE_PARTIES_MAX);
	assert_true(span_equal(r.memos->memo.to[kept - 1].local, m.to[kept - 1].local));
}

/* However small each is on the wire, what they take here is bounded, by far below the
 * front's own limit. */
static void memos_are_bounded(void **state)
{
	struct arena *a = *state;
	struct wire_result r;
	struct wire_item item;
	struct text t = fresh(a);
	struct memo m = a_memo(a, PEOPLE_PARTIES_MAX);
	for (size_t i = 0; i < m.to_count; i++)
		m.to[i] = (struct party){ .domain = SPAN("a"), .org = SPAN("a") };
	wire_memo_write(&t, &m);
	struct span packet = text_span(&t);
	assert_true(wire_item_read(&packet, &item));
	struct arena *own = arena_create(WIRE_MEMOS_BYTES_MAX + (1 << 20));
	wire_result_init(&r, own, thing, &registry, 100);
	size_t n = 0;
	while (n < WIRE_MEMOS_MAX && wire_memo_read(&r, item.payload))
		n++;
	assert_true(n > 400 && n < WIRE_MEMOS_MAX);
	assert_int_equal(r.memo_count, n);
	arena_destroy(&own);
}

/* --- changed --- */

/* Whatever is accepted points into the thing, is of a known kind and in a known word. */
static void must_be_in_range(const struct wire_result *r)
{
	for (const struct evidence *e = r->evidence; e; e = e->next) {
		assert_true(!e->bytes.p || span_inside(thing, e->bytes));
		assert_true(e->kind < EV_KINDS && e->seen <= SEEN_SKIPPED);
		assert_true(!e->parent || e->parent->number < e->number);
	}
	for (const struct finding *f = r->findings; f; f = f->next) {
		assert_true(f->code == check.code || strncmp(f->code, "job.", 4) == 0);
		assert_true(f->arg_count <= FINDING_ARGS_MAX && f->gap < GAPS);
		for (const char *c = f->variant; c && *c; c++)
			assert_true(*c == '-' || ascii_is_alnum((unsigned char)*c));
	}
}

static void mutations_stay_in_range(void **state)
{
	struct arena *a = *state;
	struct job job;
	struct wire_end end;
	make_found(&job, a);
	struct span packet = a_result(a, &job, &end);
	unsigned char *copy = arena_alloc(a, packet.n);
	for (size_t i = 0; i < packet.n; i++) {
		static const unsigned char values[] = { 0, 1, 2, 3, 0x1b, 0x7f, 0x80,
			0xff };
		for (size_t v = 0; v < sizeof(values); v++) {
			struct wire_result r;
			struct arena *own = arena_create(1 << 20);
			memcpy(copy, packet.p, packet.n);
			copy[i] = values[v];
			read_all(&r, own, span_of(copy, packet.n));
			must_be_in_range(&r);
			arena_destroy(&own);
		}
	}
}

static void ends_and_reports_come_back(void **state)
{
	struct arena *a = *state;
	struct text t = fresh(a);
	struct wire_end in = { 3, 4, 5, UINT64_MAX }, out;
	struct wire_item item;
	wire_end_write(&t, &in);
	struct span packet = text_span(&t);
	assert_true(wire_item_read(&packet, &item) && packet.n == 0);
	assert_true(wire_end_read(item.payload, &out));
	assert_true(out.evidence_count == 3 && out.finding_count == 4);
	assert_true(out.memo_count == 5 && out.cpu_us == UINT64_MAX);
	for (size_t n = 0; n < item.payload.n; n++)
		assert_false(wire_end_read(span_take(item.payload, n), &out));

	struct wire_exit e = { 4711, true, 1, 2 }, e_out = { 0 };
	struct wire_ready ready = { .code = -ENOENT }, ready_out = { 0 };
	err_set(&ready.err, ENOENT, "no such lock");
	t = fresh(a);
	wire_exit_write(&t, &e);
	packet = text_span(&t);
	for (size_t n = 0; n < packet.n; n++)
		assert_int_equal(
			wire_report_read(span_take(packet, n), &e_out, &ready_out),
			WIRE_REPORT_NONE);
	assert_int_equal(wire_report_read(packet, &e_out, &ready_out), WIRE_REPORT_EXIT);
	assert_true(e_out.pid == 4711 && e_out.by_signal && e_out.peak_bytes == 2);
	t = fresh(a);
	wire_ready_write(&t, &ready);
	packet = text_span(&t);
	for (size_t n = 0; n < packet.n; n++)
		assert_int_equal(
			wire_report_read(span_take(packet, n), &e_out, &ready_out),
			WIRE_REPORT_NONE);
	assert_int_equal(wire_report_read(packet, &e_out, &ready_out), WIRE_REPORT_READY);
	assert_int_equal(ready_out.code, -ENOENT);
	assert_string_equal(ready_out.err.text, "no such lock");
}

/* Seeds for the fuzzer, one of each packet: test_wire FOLDER writes them. */
static void write_seed(const char *folder, const char *name, struct span s)
{
	char path[4096];
	snprintf(path, sizeof(path), "%s/%s", folder, name);
	FILE *f = fopen(path, "wb");
	if (!f || fwrite(s.p, 1, s.n, f) != s.n || fclose(f) != 0)
		abort();
}

static int write_seeds(const char *folder)
{
	struct arena *a = arena_create(1 << 20);
	struct wire_job wanted;
	struct wire_end end;
	struct wire_exit e = { 4711, true, 1, 2 };
	struct wire_ready ready = { .code = -ENOENT, .err = { "no such lock" } };
	struct job job;
	struct text t = fresh(a);
	write_seed(folder, "job", a_job(a, &wanted));
	make_found(&job, a);
	write_seed(folder, "result", a_result(a, &job, &end));
	wire_exit_write(&t, &e);
	write_seed(folder, "exit", text_span(&t));
	t = fresh(a);
	wire_ready_write(&t, &ready);
	write_seed(folder, "ready", text_span(&t));
	t = fresh(a);
	wire_end_write(&t, &end);
	write_seed(folder, "end", text_span(&t));
	arena_destroy(&a);
	return 0;
}

#define TEST(fn) cmocka_unit_test_setup_teardown(fn, make_arena, drop_arena)

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		TEST(jobs_come_back),
		TEST(jobs_are_whole_or_refused),
		TEST(a_budget_over_its_ceiling_is_refused),
		TEST(settings_that_do_not_fit_are_told),
		TEST(results_come_back),
		TEST(long_values_are_cut),
		TEST(too_much_evidence_is_left_out),
		TEST(results_are_whole_or_refused),
		TEST(memos_come_back_in_order),
		TEST(a_large_memo_loses_recipients),
		TEST(memos_are_bounded),
		TEST(mutations_stay_in_range),
		TEST(ends_and_reports_come_back),
	};
	if (argc == 2)
		return write_seeds(argv[1]);
	return cmocka_run_group_tests_name("wire", tests, NULL, NULL);
}
