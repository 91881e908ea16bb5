/* A job's own book-keeping: evidence, findings, time, settings. */
#include "core/job.h"

#include <time.h>

#include "base/must.h"
#include "core/check.h"

static int64_t cpu_now_ns(void)
{
	struct timespec t;
	must(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t) == 0);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

void job_init(struct job *job, struct arena *arena)
{
	*job = (struct job){ .arena = arena, .budget = budget_standard() };
	job->evidence_tail = &job->evidence;
	job->finding_tail = &job->findings;
	job->cpu_start_ns = cpu_now_ns();
	job->now_s = (int64_t)time(NULL);
}

struct span job_setting(const struct job *job, const char *name)
{
	for (size_t i = 0; i < job->settings.count; i++)
		if (strcmp(job->settings.list[i].name, name) == 0)
			return job->settings.list[i].value;
	return (struct span){ NULL, 0 };
}

bool job_setting_has(const struct job *job, const char *name, struct span value)
{
	for (size_t i = 0; i < job->settings.count; i++)
		if (strcmp(job->settings.list[i].name, name) == 0 &&
			span_equal_nocase(job->settings.list[i].value, value))
			return true;
	return false;
}

struct evidence *job_evidence(struct job *job, enum evidence_kind kind,
	const struct evidence *parent, struct span bytes, const char *path)
{
	struct evidence *e = arena_new(job->arena, struct evidence);
	e->number = (unsigned)++job->evidence_count;
	e->kind = kind;
	e->parent = parent;
	e->bytes = bytes;
	e->path = arena_cstr(job->arena, span_from_cstr(path));
	*job->evidence_tail = e;
	job->evidence_tail = &e->next;
	return e;
}

static struct finding *add(struct job *job, const struct evidence *on,
	const char *variant, enum finding_state state)
{
	must(job->running != NULL);
	struct finding *f = arena_new(job->arena, struct finding);
	f->code = job->running->code;
	f->variant = variant;
	f->state = state;
	f->evidence = on;
	if (job->finding_count++ < job->budget.findings) {
		*job->finding_tail = f;
		job->finding_tail = &f->next;
	}
	return f;
}

struct finding *job_hit(struct job *job, const struct evidence *on, const char *variant)
{
	return add(job, on, variant, STATE_HIT);
}

struct finding *job_clear(struct job *job, const struct evidence *on, const char *variant)
{
	return add(job, on, variant, STATE_CLEAR);
}

struct finding *job_unknown(struct job *job, const struct evidence *on, enum gap why)
{
	struct finding *f = add(job, on, NULL, STATE_UNKNOWN);
	f->gap = why;
	return f;
}

bool job_is_online(const struct job *job)
{
	return job->oracle && job->oracle->dns;
}

bool job_has_people(const struct job *job)
{
	return job->oracle && job->oracle->people;
}

/* The kernel is asked for the time used up only when its coarse clock, which costs nothing,
 * has gone on: a tick is some milliseconds. */
static bool may_have_ended(struct job *job)
{
	enum { TICKS_MS = 20 };
	struct timespec t;
	must(clock_gettime(CLOCK_MONOTONIC_COARSE, &t) == 0);
	int64_t now_ns = (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
	bool later = now_ns != job->breath_ns;
	job->breath_ns = now_ns;
	return later || job->budget.cpu_ms < TICKS_MS;
}

void job_breathe(struct job *job)
{
	if (!may_have_ended(job))
		return;
	int64_t spent_ns = cpu_now_ns() - job->cpu_start_ns;
	if (spent_ns / 1000000 > (int64_t)job->budget.cpu_ms)
		job_end(job, GAP_TIME);
}

void job_end(struct job *job, enum gap why)
{
	job->ended = why;
	longjmp(job->out, 1);
}

enum gap gap_of_dns(enum dns_status status)
{
	static const enum gap gaps[DNS_STATUSES] = {
		[DNS_SERVFAIL] = GAP_DNS_SERVFAIL,
		[DNS_TIMEOUT] = GAP_DNS_TIMEOUT,
		[DNS_BOGUS] = GAP_DNS_BOGUS,
		[DNS_TRUNCATED] = GAP_DNS_TRUNCATED,
		[DNS_OVERSPENT] = GAP_QUESTIONS,
		[DNS_OFFLINE] = GAP_OFFLINE,
	};
	must(status < DNS_STATUSES);
	return gaps[status];
}
