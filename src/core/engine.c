/* The engine: tastes the bytes, lets the surest reader read them, and runs every check
 * on every piece of evidence of its kind. It decides what no check should have to: that a
 * check whose needs are absent is UNKNOWN, that a spent budget ends the job as a gap, and
 * that a thing not read to its end is said to be so. */
#include "core/engine.h"

#include "base/must.h"

/* What the engine needs to write down that the memory ran out. */
enum { LAST_WORDS_BYTES = 64 * 1024, HEAD_BYTES = 4096 };

static void memory_is_spent(void *object)
{
	struct job *job = object;
	arena_allow(job->arena, LAST_WORDS_BYTES);
	job_end(job, GAP_MEMORY);
}

static const struct reader *surest_reader(
	const struct job *job, const struct registry *registry, struct span bytes)
{
	for (size_t i = 0; registry->readers[i]; i++) {
		const char *told = registry->readers[i]->told;
		if (told && job_setting_has(job, "kind", span_from_cstr(told)))
			return registry->readers[i];
	}
	const struct reader *best = NULL;
	int best_bid = 0;
	for (size_t i = 0; registry->readers[i]; i++) {
		int bid = registry->readers[i]->taste(span_take(bytes, HEAD_BYTES));
		if (bid > best_bid) {
			best_bid = bid;
			best = registry->readers[i];
		}
	}
	return best;
}

const char *const engine_codes[] = { CODE_JOB_ENDED, CODE_JOB_LOOK, CODE_JOB_PEOPLE,
	CODE_JOB_READ, NULL };

static void own_finding(struct job *job, const char *code, enum gap why)
{
	const struct check own = { .code = code };
	uint64_t max = job->budget.findings;
	job->budget.findings = UINT64_MAX; /* a spent budget must not hide that it is */
	job->running = &own;
	job_unknown(job, job->evidence, why);
	job->running = NULL;
	job->budget.findings = max;
}

static void read_thing(
	struct job *job, const struct registry *registry, struct span bytes)
{
	const struct reader *reader = surest_reader(job, registry, bytes);
	struct span head = span_take(bytes, job->budget.bytes);
	struct evidence *root = job_evidence(job, reader ? reader->kind : EV_NONE, NULL,
		head, reader ? reader->name : "thing");
	if (!reader) {
		root->seen = SEEN_SKIPPED;
		own_finding(job, CODE_JOB_READ, GAP_UNREADABLE);
		return;
	}
	if (head.n < bytes.n)
		root->seen = SEEN_CUT;
	reader->read(job, root);
	if (root->seen != SEEN_WHOLE)
		own_finding(job, CODE_JOB_READ, GAP_LIMIT);
}

/* What was read before time or memory were spent is judged all the same: a file that makes
 * its reader slow shall not hide what stood before it. The checks get half as much again. */
static void read_as_far_as_it_goes(
	struct job *job, const struct registry *registry, struct span bytes)
{
	if (setjmp(job->out) == 0) {
		read_thing(job, registry, bytes);
		return;
	}
	own_finding(job, CODE_JOB_ENDED, job->ended);
	job->ended = GAP_NONE;
	job->budget.cpu_ms += job->budget.cpu_ms / 2 + 1;
	arena_allow(job->arena, job->budget.memory / 2);
}

static enum gap missing(const struct job *job, const struct check *check)
{
	if ((check->needs & NEED_PEOPLE) && !job_has_people(job))
		return GAP_NO_PEOPLE;
	return (check->needs & NEED_DNS) && !job_is_online(job) ? GAP_OFFLINE : GAP_NONE;
}

static void run_check(
	struct job *job, const struct check *check, const struct evidence *on)
{
	enum gap gap = missing(job, check);
	if ((check->needs & NEED_REGISTRY) && !job_setting(job, "rdap").n)
		return;
	job->running = check;
	if (gap != GAP_NONE)
		job_unknown(job, on, gap);
	else
		check->run(job, on);
	job->running = NULL;
	job_breathe(job);
}

static void run_checks(struct job *job, const struct registry *registry)
{
	for (size_t i = 0; registry->checks[i]; i++)
		for (struct evidence *e = job->evidence; e; e = e->next)
			if (e->kind == registry->checks[i]->on && e->parsed)
				run_check(job, registry->checks[i], e);
}

void engine_run(struct job *job, const struct registry *registry, struct span bytes)
{
	arena_on_full(job->arena, memory_is_spent, job);
	read_as_far_as_it_goes(job, registry, bytes);
	if (setjmp(job->out) == 0) {
		run_checks(job, registry);
		if (job->people_gap != GAP_NONE)
			own_finding(job, CODE_JOB_PEOPLE, job->people_gap);
		if (job->finding_count > job->budget.findings)
			own_finding(job, CODE_JOB_ENDED, GAP_LIMIT);
	} else {
		own_finding(job, CODE_JOB_ENDED, job->ended);
	}
	arena_on_full(job->arena, NULL, NULL);
}

void engine_look(struct job *job, const struct registry *registry, struct span bytes)
{
	arena_on_full(job->arena, memory_is_spent, job);
	read_as_far_as_it_goes(job, registry, bytes);
	if (setjmp(job->out) == 0) {
		const struct check own = { .code = CODE_JOB_LOOK };
		job->running = &own;
		registry->look(job);
		job->running = NULL;
		if (job->finding_count > job->budget.findings)
			own_finding(job, CODE_JOB_ENDED, GAP_LIMIT);
	} else {
		own_finding(job, CODE_JOB_ENDED, job->ended);
	}
	arena_on_full(job->arena, NULL, NULL);
}

const struct check *check_find(const struct registry *registry, struct span code)
{
	for (size_t i = 0; registry->checks[i]; i++)
		if (span_equal(code, span_from_cstr(registry->checks[i]->code)))
			return registry->checks[i];
	return NULL;
}
