/* isolate/: whole jobs through real processes, and what becomes of them when those die,
 * hang or lie. Arguments: the worker, the lying worker, the silent broker, a folder to
 * write in. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/must.h"
#include "base/num.h"
#include "base/pack.h"
#include "checks/mail/memo.h"
#include "core/engine.h"
#include "isolate/crew.h"
#include "isolate/sandbox.h"

static const char *worker_path, *liar_path, *silent_path, *folder;

static const struct span letter = SPAN("From: Mei <mei@example.com>\r\n"
				       "To: kim@example.net\r\n"
				       "Date: Mon, 23 Nov 2026 00:00:00 +0000\r\n"
				       "Message-ID: <1@example.com>\r\n"
				       "Subject: lunch\r\n\r\nAt noon?\r\n");

static struct crew *start_with(struct crew_settings s)
{
	struct err err;
	struct crew *crew;
	s.worker_path = worker_path;
	s.sandbox = sandbox_is_possible(NULL) ? SANDBOX_FULL : SANDBOX_NONE;
	if (crew_create(&s, &crew, &err) < 0)
		fail_msg("%s", err.text);
	return crew;
}

static struct crew *start_in(enum worker_mode mode, unsigned jobs, const char *rows)
{
	char path[4096];
	snprintf(path, sizeof(path), "%s/crew-%d.world", folder, (int)getpid());
	FILE *f = fopen(path, "w");
	must(f && fputs("clock 2026-11-23T01:00:00Z\n", f) >= 0);
	must(fputs(rows, f) >= 0 && fclose(f) == 0);
	struct crew *crew = start_with((struct crew_settings){
		.worker = mode, .jobs_max = jobs, .world = path });
	unlink(path);
	return crew;
}

/* Every question is answered by a world without names. */
static struct crew *start(enum worker_mode mode, unsigned jobs)
{
	return start_in(mode, jobs, "");
}

static struct crew_job job_of(struct span bytes)
{
	return (struct crew_job){ .bytes = bytes, .budget = budget_standard() };
}

static void submit(struct crew *crew, struct crew_job *job)
{
	struct err err;
	if (crew_submit(crew, job, &err) < 0)
		fail_msg("%s", err.text);
}

static enum gap ended(const struct crew_job *job)
{
	for (const struct finding *f = job->findings; f; f = f->next)
		if (strcmp(f->code, CODE_JOB_ENDED) == 0)
			return f->gap;
	return GAP_NONE;
}

static void assert_judged(const struct crew_job *job)
{
	assert_int_equal(ended(job), GAP_NONE);
	assert_non_null(job->findings);
	assert_non_null(job->evidence);
	assert_int_equal(job->evidence->bytes.n, job->bytes.n);
	assert_true(span_equal(job->evidence->bytes, job->bytes));
}

static void a_job_comes_back(void **state)
{
	(void)state;
	for (int mode = WORKER_PER_JOB; mode <= WORKER_REUSED; mode++) {
		struct crew *crew = start((enum worker_mode)mode, 2);
		for (int i = 0; i < 20; i++) {
			struct crew_job job = job_of(letter);
			submit(crew, &job);
			assert_ptr_equal(crew_wait(crew, -1), &job);
			assert_judged(&job);
			assert_true(job.peak_bytes > 0);
			crew_job_finish(&job);
		}
		assert_null(crew_wait(crew, -1));
		crew_destroy(&crew);
	}
}

/* --- lies --- */

static const struct {
	const char *name;
	enum gap want;
	enum job_kind kind;
	bool remember;
	size_t memos;
} lies[] = {
	{ "honest", GAP_NONE },
	{ "garbage", GAP_PROTOCOL },
	{ "huge", GAP_PROTOCOL },
	{ "kind_unknown", GAP_PROTOCOL },
	{ "kind_zero", GAP_PROTOCOL },
	{ "item_cut", GAP_PROTOCOL },
	{ "hello_twice", GAP_PROTOCOL },
	{ "code_unknown", GAP_PROTOCOL },
	{ "variant_escapes", GAP_PROTOCOL },
	{ "evidence_missing", GAP_PROTOCOL },
	{ "offset_past_end", GAP_PROTOCOL },
	{ "offset_overflows", GAP_PROTOCOL },
	{ "parent_unknown", GAP_PROTOCOL },
	{ "parent_is_itself", GAP_PROTOCOL },
	{ "number_twice", GAP_PROTOCOL },
	{ "path_escapes", GAP_PROTOCOL },
	{ "state_unknown", GAP_PROTOCOL },
	{ "gap_unknown", GAP_PROTOCOL },
	{ "gap_without_unknown", GAP_PROTOCOL },
	{ "findings_flood", GAP_PROTOCOL },
	{ "evidence_flood", GAP_PROTOCOL },
	{ "questions_flood", GAP_PROTOCOL },
	{ "answers_unread", GAP_PROTOCOL },
	{ "question_without_name", GAP_PROTOCOL },
	{ "people_flood", GAP_PROTOCOL },
	{ "people_broken", GAP_PROTOCOL },
	{ "people_empty", GAP_PROTOCOL },
	{ "people_unfit", GAP_PROTOCOL },
	{ "people_asked", GAP_NONE },
	{ "lists_flood", GAP_PROTOCOL },
	{ "lists_broken", GAP_PROTOCOL },
	{ "lists_unfit", GAP_PROTOCOL },
	{ "lists_asked", GAP_NONE },
	{ "memo_given", GAP_NONE, JOB_JUDGE, true, 1 },
	{ "memo_given", GAP_PROTOCOL, JOB_JUDGE, false, 0 }, /* unasked */
	{ "memo_twice", GAP_PROTOCOL, JOB_JUDGE, true, 0 },
	{ "memo_broken", GAP_PROTOCOL, JOB_JUDGE, true, 0 },
	{ "memo_broken", GAP_PROTOCOL, JOB_LEARN, false, 0 },
	{ "memo_count_wrong", GAP_PROTOCOL, JOB_JUDGE, true, 0 },
	{ "memo_count_wrong", GAP_PROTOCOL, JOB_LEARN, false, 0 },
	{ "memo_none_but_counted", GAP_PROTOCOL, JOB_JUDGE, true, 0 },
	{ "memo_none_but_counted", GAP_PROTOCOL, JOB_LEARN, false, 0 },
	{ "memo_flood", GAP_PROTOCOL, JOB_JUDGE, true, 0 },
	{ "memo_flood", GAP_PROTOCOL, JOB_LEARN, false, 0 },
	{ "memos_of_a_batch", GAP_NONE, JOB_LEARN, false, 3 },
	{ "says_nothing", GAP_NONE, JOB_LEARN, false, 0 },
	{ "end_counts_wrong", GAP_PROTOCOL },
	{ "end_and_more", GAP_PROTOCOL },
	{ "says_nothing", GAP_PROTOCOL },
	{ "passes_descriptors", GAP_PROTOCOL },
	{ "dies", GAP_DIED },
	{ "dies_halfway", GAP_DIED },
	{ "hangs", GAP_TIME },
	{ "reports_init_dead", GAP_NONE },
	{ "honest", GAP_NONE },
};

enum { LIES = sizeof(lies) / sizeof(lies[0]) };

static size_t count(const struct finding *f)
{
	size_t n = 0;
	for (; f; f = f->next)
		n++;
	return n;
}

static size_t count_memos(const struct crew_job *job)
{
	size_t n = 0;
	for (const struct wire_memo *m = job->memos; m; m = m->next)
		n++;
	return n;
}

static struct crew *start_liar(void)
{
	const char *honest_path = worker_path;
	worker_path = liar_path;
	struct crew *crew = start_in(WORKER_PER_JOB, LIES,
		"me kim@example.net\nsent 2026-10-01T10:00:00Z ann@example.com\n");
	worker_path = honest_path;
	return crew;
}

/* All at once: one job's lie must not reach into another. */
static void a_lie_ends_its_own_job_only(void **state)
{
	(void)state;
	struct crew_job jobs[LIES];
	struct crew *crew = start_liar();
	for (size_t i = 0; i < LIES; i++) {
		struct span name = span_from_cstr(lies[i].name);
		jobs[i] = job_of(span_of(name.p, name.n + 1));
		jobs[i].budget.wall_ms = 4000;
		jobs[i].kind = lies[i].kind;
		jobs[i].remember = lies[i].remember;
		submit(crew, &jobs[i]);
	}
	for (size_t i = 0; i < LIES; i++)
		assert_non_null(crew_wait(crew, 10000));
	for (size_t i = 0; i < LIES; i++) {
		if (ended(&jobs[i]) != lies[i].want)
			fail_msg("%s: %s", lies[i].name, gap_name(ended(&jobs[i])));
		if (count_memos(&jobs[i]) != lies[i].memos)
			fail_msg("%s: %zu memos", lies[i].name, count_memos(&jobs[i]));
		assert_true(jobs[i].evidence || lies[i].kind == JOB_LEARN);
		/* A liar's words are not repeated, a dead one's are kept. */
		if (lies[i].want == GAP_PROTOCOL)
			assert_int_equal(count(jobs[i].findings), 1);
		if (strcmp(lies[i].name, "dies_halfway") == 0)
			assert_int_equal(count(jobs[i].findings), 2);
		crew_job_finish(&jobs[i]);
	}
	crew_destroy(&crew);
}

static void a_lying_template_is_replaced(void **state)
{
	(void)state;
	struct crew *crew = start_liar();
	struct crew_job job = job_of(SPAN("reports_garbage\0"));
	submit(crew, &job);
	assert_ptr_equal(crew_wait(crew, 10000), &job);
	assert_int_equal(ended(&job), GAP_DIED);
	crew_job_finish(&job);
	job = job_of(SPAN("honest\0"));
	submit(crew, &job);
	assert_ptr_equal(crew_wait(crew, 10000), &job);
	assert_int_equal(ended(&job), GAP_NONE);
	crew_job_finish(&job);
	crew_destroy(&crew);
}

/* A question about people or lists while one about a name is open: with the silent broker, for with
 * a world each is answered at once. */
static void one_question_at_a_time(void **state)
{
	(void)state;
	const char *honest_path = worker_path;
	worker_path = liar_path;
	struct crew *crew = start_with((struct crew_settings){
		.jobs_max = 1, .broker_path = silent_path, .dns_timeout_ms = 5000 });
	worker_path = honest_path;
	const struct span while_asking[] = { SPAN("people_while_asking\0"),
		SPAN("lists_while_asking\0") };
	for (size_t i = 0; i < sizeof(while_asking) / sizeof(*while_asking); i++) {
		struct crew_job job = job_of(while_asking[i]);
		submit(crew, &job);
		assert_ptr_equal(crew_wait(crew, 10000), &job);
		assert_int_equal(ended(&job), GAP_PROTOCOL);
		crew_job_finish(&job);
	}
	crew_destroy(&crew);
}

/* --- registries --- */

/* Who answers about registries, and how the liar's job ends. */
static enum gap end_of_liar(
	struct span lie, const char *rdap_path, const char *rdap, bool offline)
{
	const char *honest_path = worker_path;
	worker_path = liar_path;
	struct crew *crew = start_with((struct crew_settings){ .jobs_max = 1,
		.offline = offline,
		.broker_path = silent_path,
		.rdap_path = rdap_path,
		.rdap = rdap,
		.dns_timeout_ms = 300 });
	worker_path = honest_path;
	struct crew_job job = job_of(lie);
	submit(crew, &job);
	assert_ptr_equal(crew_wait(crew, 20000), &job);
	enum gap gap = ended(&job);
	crew_job_finish(&job);
	crew_destroy(&crew);
	return gap;
}

static void a_registry_hears_of_one_domain(void **state)
{
	(void)state;
	const struct span flood = SPAN("registry_flood\0");
	assert_int_equal(end_of_liar(flood, silent_path, "silent", false), GAP_PROTOCOL);
	assert_int_equal(end_of_liar(flood, silent_path, NULL, false), GAP_PROTOCOL);
}

/* Silent, dying as soon as it is started, not wanted, or without the network: a failure each. */
static void a_registry_may_fail(void **state)
{
	(void)state;
	const struct span asked = SPAN("registry_in_vain\0");
	assert_int_equal(end_of_liar(asked, silent_path, "silent", false), GAP_NONE);
	assert_int_equal(end_of_liar(asked, "/bin/true", "dying", false), GAP_NONE);
	assert_int_equal(end_of_liar(asked, silent_path, NULL, false), GAP_NONE);
	assert_int_equal(end_of_liar(asked, silent_path, "silent", true), GAP_NONE);
}

/* It has other questions' ids, and an answer that fits none of its own. */
static void a_registry_answers_its_own_questions_alone(void **state)
{
	(void)state;
	assert_int_equal(end_of_liar(SPAN("name_in_vain\0"), silent_path, "forge", false),
		GAP_NONE);
	assert_int_equal(
		end_of_liar(SPAN("registry_in_vain\0"), silent_path, "forge", false),
		GAP_NONE);
}

/* --- people --- */

static const char people_rows[] = "me kim@example.net\n"
				  "sent 2026-10-01T10:00:00Z mei@example.com \"Mei\"\n";

/* A memo of a letter that was judged; none where none is wanted. */
static void a_judged_letter_leaves_a_memo(void **state)
{
	(void)state;
	for (int mode = WORKER_PER_JOB; mode <= WORKER_REUSED; mode++) {
		struct crew *crew = start_in((enum worker_mode)mode, 1, people_rows);
		for (int remember = 0; remember < 2; remember++) {
			struct crew_job job = job_of(letter);
			job.remember = remember;
			submit(crew, &job);
			assert_ptr_equal(crew_wait(crew, -1), &job);
			assert_judged(&job);
			assert_int_equal(count_memos(&job), remember);
			if (remember) {
				const struct memo *m = &job.memos->memo;
				assert_true(span_equal(m->from.local, SPAN("mei")));
				assert_true(
					span_equal(m->from.domain, SPAN("example.com")));
				assert_int_equal(m->to_count, 1);
				assert_true(
					span_equal(m->message_id, SPAN("1@example.com")));
				assert_false(m->is_card);
			}
			crew_job_finish(&job);
		}
		crew_destroy(&crew);
	}
}

static void add_item(struct text *t, enum batch_kind kind, struct span bytes)
{
	put(t, kind, 1);
	put_span(t, bytes, 4);
}

static const struct span sent_letter = SPAN("From: Kim <kim@example.net>\r\n"
					    "To: Mei <mei@example.com>, a@b.example\r\n"
					    "Date: Mon, 23 Nov 2026 00:00:00 +0000\r\n"
					    "Message-ID: <2@example.net>\r\n\r\n");

static const struct span cards = SPAN("BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Mei Tanaka\r\n"
				      "EMAIL:mei@example.com\r\nEMAIL:no address\r\n"
				      "END:VCARD\r\n"
				      "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Nobody\r\n"
				      "END:VCARD\r\n");

/* A batch of `letters` letters, as a learner makes it; between them what is none. */
static struct span a_batch(struct arena *a, unsigned letters, bool garbage)
{
	struct text t;
	unsigned char bytes[3000];
	text_init(&t, a, 64 << 20);
	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (unsigned char)(i * 167 + 13);
	for (unsigned i = 0; i < letters; i++) {
		add_item(&t, BATCH_SENT, sent_letter);
		if (!garbage)
			continue;
		add_item(&t, BATCH_SENT, span_of(bytes, sizeof(bytes)));
		add_item(&t, BATCH_RECEIVED, SPAN("From: \xff\0@, <@>\r\nTo: (((\r\n"));
		add_item(&t, BATCH_CARDS, SPAN("BEGIN:VCARD\nEMAIL:@\nBEGIN:VCARD"));
		add_item(&t, BATCH_SENT, SPAN(""));
	}
	add_item(&t, BATCH_CARDS, cards);
	if (garbage) /* an item of no kind, and one that is longer than the batch */
		text_add(&t, SPAN("\x01\xff\xff\xff\x7f"
				  "From: x@y.example"));
	return text_span(&t);
}

static void assert_learned(const struct crew_job *job, unsigned letters)
{
	unsigned seen = 0, books = 0;
	assert_int_equal(ended(job), GAP_NONE);
	assert_null(job->findings);
	for (const struct wire_memo *w = job->memos; w; w = w->next) {
		const struct memo *m = &w->memo;
		if (m->is_card) {
			books++;
			assert_int_equal(m->to_count, 1);
			assert_true(span_equal(m->to[0].name, SPAN("Mei Tanaka")));
			assert_true(span_equal(m->to[0].domain, SPAN("example.com")));
			continue;
		}
		seen++;
		assert_true(span_equal(m->from.local, SPAN("kim")));
		assert_int_equal(m->to_count, 2);
		assert_true(span_equal(m->to[0].name, SPAN("Mei")));
		assert_true(span_equal(m->message_id, SPAN("2@example.net")));
		assert_false(m->delivered);
	}
	assert_int_equal(seen, letters);
	assert_int_equal(books, 1);
}

static struct crew_job a_batch_job(struct span batch)
{
	struct crew_job job = job_of(batch);
	job.kind = JOB_LEARN;
	job.budget.wall_ms = 60000;
	return job;
}

static void a_batch_gives_its_memos(void **state)
{
	(void)state;
	struct arena *a = arena_create(128 << 20);
	for (int mode = WORKER_PER_JOB; mode <= WORKER_REUSED; mode++) {
		struct crew *crew = start((enum worker_mode)mode, 1);
		for (int garbage = 0; garbage < 2; garbage++) {
			struct crew_job job = a_batch_job(a_batch(a, 400, garbage));
			submit(crew, &job);
			assert_ptr_equal(crew_wait(crew, -1), &job);
			assert_learned(&job, 400);
			crew_job_finish(&job);
		}
		struct crew_job empty = a_batch_job(SPAN(""));
		submit(crew, &empty);
		assert_ptr_equal(crew_wait(crew, -1), &empty);
		assert_int_equal(ended(&empty), GAP_NONE);
		assert_int_equal(count_memos(&empty), 0);
		crew_job_finish(&empty);
		crew_destroy(&crew);
	}
	arena_destroy(&a);
}

/* --- deaths of the real worker --- */

static pid_t parent_of(pid_t pid)
{
	char path[64], line[512] = "";
	uint64_t parent = 0;
	snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	FILE *f = fopen(path, "r");
	if (!f)
		return 0;
	struct span s = span_of(line, fread(line, 1, sizeof(line), f));
	fclose(f);
	s = span_skip(s, span_rfind_byte(s, ')') + 4); /* ") S 123" */
	num_parse(span_take(s, span_find_byte(s, ' ')), INT32_MAX, &parent);
	return (pid_t)parent;
}

/* A child of `parent`, the one that stands at `choice` among them; 0 when there is none. */
static pid_t child_of(pid_t parent, unsigned choice)
{
	pid_t found[256];
	unsigned n = 0;
	DIR *d = opendir("/proc");
	for (struct dirent *e; d && n < 256 && (e = readdir(d));) {
		uint64_t pid;
		if (num_parse(span_from_cstr(e->d_name), INT32_MAX, &pid) &&
			parent_of((pid_t)pid) == parent)
			found[n++] = (pid_t)pid;
	}
	closedir(d);
	return n ? found[choice % n] : 0;
}

/* The worker is started before the broker, in a process of lower number. */
static pid_t template_of_crew(void)
{
	pid_t first = 0;
	for (unsigned i = 0; i < 2; i++) {
		pid_t pid = child_of(getpid(), i);
		if (!first || pid < first)
			first = pid;
	}
	return first;
}

static unsigned next_random(void)
{
	static unsigned long x = 88172645463325252UL;
	x ^= x << 13;
	x ^= x >> 7;
	x ^= x << 17;
	return (unsigned)(x >> 11);
}

static unsigned open_fds(void)
{
	unsigned n = 0;
	DIR *d = opendir("/proc/self/fd");
	while (d && readdir(d))
		n++;
	closedir(d);
	return n;
}

struct tally {
	unsigned judged, died, late, other;
};

static void settle(struct crew *crew, struct tally *t)
{
	struct crew_job *job = crew_wait(crew, 20000);
	assert_non_null(job);
	enum gap gap = ended(job);
	if (gap == GAP_NONE)
		assert_judged(job);
	gap == GAP_NONE	  ? t->judged++
	: gap == GAP_DIED ? t->died++
	: gap == GAP_TIME ? t->late++
			  : t->other++;
	crew_job_finish(job);
	free(job);
}

/* Runs jobs while `signal_no` hits a child now and then. */
static struct tally run_under_fire(enum worker_mode mode, unsigned jobs, int signal_no)
{
	enum { IN_FLIGHT = 4 };
	struct tally t = { 0 };
	unsigned open = 0;
	/* Nobody answers, so that a child stands still in the middle of its job. */
	struct crew *crew = start_with((struct crew_settings){ .worker = mode,
		.jobs_max = IN_FLIGHT,
		.broker_path = silent_path,
		.dns_timeout_ms = 1 });
	pid_t template = template_of_crew();
	assert_true(template > 1);
	for (unsigned i = 0; i < jobs; i++) {
		struct crew_job *job = calloc(1, sizeof(*job));
		must(job != NULL);
		*job = job_of(letter);
		job->budget.wall_ms = 200;
		for (; open == IN_FLIGHT; open--)
			settle(crew, &t);
		submit(crew, job);
		open++;
		pid_t child = i % 3 == 0 ? child_of(template, next_random()) : 0;
		if (child > 1)
			kill(child, signal_no);
	}
	for (; open; open--)
		settle(crew, &t);
	crew_destroy(&crew);
	return t;
}

static void killed_workers_are_gaps(void **state)
{
	(void)state;
	unsigned before = open_fds();
	for (int mode = WORKER_PER_JOB; mode <= WORKER_REUSED; mode++) {
		struct tally t = run_under_fire((enum worker_mode)mode, 80, SIGKILL);
		printf("%u judged, %u died, %u late\n", t.judged, t.died, t.late);
		assert_int_equal(t.judged + t.died + t.late, 80);
		assert_true(t.judged > 0);
	}
	assert_int_equal(open_fds(), before);
}

static void stopped_workers_are_gaps(void **state)
{
	(void)state;
	struct tally t = run_under_fire(WORKER_PER_JOB, 40, SIGSTOP);
	printf("%u judged, %u died, %u late\n", t.judged, t.died, t.late);
	assert_int_equal(t.judged + t.died + t.late, 40);
	assert_true(t.judged > 0);
}

/* A child that was killed can still take a job until the signal reaches it. */
static void await_gone(pid_t child)
{
	static const struct timespec ms = { .tv_nsec = 1000000 };
	for (unsigned waited = 0; child > 1 && kill(child, 0) == 0; waited++) {
		assert_true(waited < 20000);
		nanosleep(&ms, NULL);
	}
}

/* A worker that is killed in the middle of a batch: a gap, and the next batch is whole. */
static void a_batch_that_is_killed_is_a_gap(void **state)
{
	(void)state;
	struct arena *a = arena_create(128 << 20);
	struct span batch = a_batch(a, 20000, false);
	struct crew *crew = start_with(
		(struct crew_settings){ .jobs_max = 1, .broker_path = silent_path });
	pid_t template = template_of_crew();
	struct crew_job job = a_batch_job(batch);
	/* On a busy machine the batch may be done before the signal: then it is whole, and the
	 * next one is tried. */
	for (unsigned tries = 0; tries < 20; tries++) {
		submit(crew, &job);
		pid_t killed[8];
		for (unsigned i = 0; i < 8; i++) {
			killed[i] = child_of(template, i);
			if (killed[i] > 1)
				kill(killed[i], SIGKILL);
		}
		assert_ptr_equal(crew_wait(crew, 60000), &job);
		for (unsigned i = 0; i < 8; i++)
			await_gone(killed[i]);
		if (ended(&job) != GAP_NONE)
			break;
		assert_learned(&job, 20000);
		crew_job_finish(&job);
		job = a_batch_job(batch);
	}
	assert_int_equal(ended(&job), GAP_DIED);
	assert_non_null(job.findings);
	crew_job_finish(&job);
	job = a_batch_job(span_take(batch, 0));
	job.bytes = a_batch(a, 10, false);
	submit(crew, &job);
	assert_ptr_equal(crew_wait(crew, 60000), &job);
	assert_learned(&job, 10);
	crew_job_finish(&job);
	crew_destroy(&crew);
	arena_destroy(&a);
}

/* A job handed to a template whose death was not yet noticed dies with it; the next one
 * finds a new template. */
static void a_killed_template_is_replaced(void **state)
{
	(void)state;
	unsigned kills = 0;
	struct crew *crew = start(WORKER_PER_JOB, 2);
	for (int i = 0; i < 5; i++) {
		unsigned tries = 0;
		enum gap gap = GAP_DIED;
		pid_t template = template_of_crew();
		if (template > 1) /* else its death was noticed already */
			kills += kill(template, SIGKILL) == 0;
		for (; gap == GAP_DIED && tries < 3; tries++) {
			struct crew_job job = job_of(letter);
			submit(crew, &job);
			assert_ptr_equal(crew_wait(crew, 20000), &job);
			gap = ended(&job);
			crew_job_finish(&job);
		}
		assert_int_equal(gap, GAP_NONE);
	}
	assert_true(kills > 1);
	crew_destroy(&crew);
}

/* --- the edges of a job --- */

static void any_size_is_taken(void **state)
{
	(void)state;
	enum { LARGE = 80 << 20 };
	struct crew *crew = start(WORKER_PER_JOB, 1);
	char *bytes = malloc(LARGE);
	must(bytes != NULL);
	memset(bytes, '\n', LARGE);
	memcpy(bytes, letter.p, letter.n);
	const size_t sizes[] = { 0, 1, 4096, LARGE };
	for (size_t i = 0; i < 4; i++) {
		struct crew_job job = job_of(span_of(bytes, sizes[i]));
		submit(crew, &job);
		assert_ptr_equal(crew_wait(crew, -1), &job);
		assert_non_null(job.findings);
		assert_int_equal(ended(&job), GAP_NONE);
		crew_job_finish(&job);
	}
	free(bytes);
	crew_destroy(&crew);
}

static void no_more_jobs_than_allowed(void **state)
{
	(void)state;
	struct crew *crew = start(WORKER_PER_JOB, 2);
	struct crew_job jobs[3] = { job_of(letter), job_of(letter), job_of(letter) };
	struct err err;
	submit(crew, &jobs[0]);
	submit(crew, &jobs[1]);
	assert_int_equal(crew_submit(crew, &jobs[2], &err), -EAGAIN);
	assert_non_null(crew_wait(crew, -1));
	submit(crew, &jobs[2]);
	assert_non_null(crew_wait(crew, -1));
	assert_non_null(crew_wait(crew, -1));
	assert_null(crew_wait(crew, 0));
	for (int i = 0; i < 3; i++)
		crew_job_finish(&jobs[i]);
	crew_destroy(&crew);
}

static void a_missing_program_is_named(void **state)
{
	(void)state;
	struct err err = { "" };
	struct crew *crew;
	struct crew_settings s = { .sandbox = SANDBOX_NONE,
		.jobs_max = 1,
		.offline = true,
		.worker_path = "/nonexistent/assay-worker" };
	assert_true(crew_create(&s, &crew, &err) < 0);
	assert_null(crew);
	assert_non_null(strstr(err.text, "/nonexistent/assay-worker"));
	s.worker_path = "/bin/true";
	assert_true(crew_create(&s, &crew, &err) < 0);
	s.jobs_max = 0;
	assert_int_equal(crew_create(&s, &crew, &err), -EINVAL);
}

/* A sanitizer build cannot be locked, and must not pretend to be. */
static void an_unlockable_build_refuses(void **state)
{
	(void)state;
	struct err err = { "" };
	struct crew *crew;
	struct crew_settings s = { .sandbox = SANDBOX_FULL,
		.jobs_max = 1,
		.offline = true,
		.worker_path = worker_path };
	int r = crew_create(&s, &crew, &err);
	if (sandbox_is_possible(NULL)) {
		assert_int_equal(r, 0);
	} else {
		assert_int_equal(r, -ENOTSUP);
		assert_non_null(strstr(err.text, "sanitizer"));
	}
	crew_destroy(&crew);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_job_comes_back),
		cmocka_unit_test(any_size_is_taken),
		cmocka_unit_test(no_more_jobs_than_allowed),
		cmocka_unit_test(a_missing_program_is_named),
		cmocka_unit_test(an_unlockable_build_refuses),
		cmocka_unit_test(a_lie_ends_its_own_job_only),
		cmocka_unit_test(a_lying_template_is_replaced),
		cmocka_unit_test(a_registry_hears_of_one_domain),
		cmocka_unit_test(a_registry_may_fail),
		cmocka_unit_test(a_registry_answers_its_own_questions_alone),
		cmocka_unit_test(one_question_at_a_time),
		cmocka_unit_test(a_judged_letter_leaves_a_memo),
		cmocka_unit_test(a_batch_gives_its_memos),
		cmocka_unit_test(a_batch_that_is_killed_is_a_gap),
		cmocka_unit_test(killed_workers_are_gaps),
		cmocka_unit_test(stopped_workers_are_gaps),
		cmocka_unit_test(a_killed_template_is_replaced),
	};
	if (argc != 5)
		return 2;
	worker_path = argv[1];
	liar_path = argv[2];
	silent_path = argv[3];
	folder = argv[4];
	return cmocka_run_group_tests_name("crew", tests, NULL, NULL);
}
