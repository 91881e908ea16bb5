/* Questions about people on their way out: refused when there is no memory or when the
 * allowance is spent. That the memory failed is kept in the job: the engine says so once,
 * and no check has to. */
#include "core/people.h"

#include "base/must.h"
#include "core/job.h"

static const struct people_answer *refusal(enum people_status status)
{
	static const struct people_answer refusals[PEOPLE_STATUSES] = {
		[PEOPLE_NONE] = { .status = PEOPLE_NONE },
		[PEOPLE_OVERSPENT] = { .status = PEOPLE_OVERSPENT },
	};
	return &refusals[status];
}

const struct people_answer *ask_people(
	struct job *job, const struct people_question *question)
{
	if (!job_has_people(job))
		return refusal(PEOPLE_NONE);
	if (job->people_asked++ >= job->budget.people_questions) {
		job->people_gap = GAP_QUESTIONS;
		return refusal(PEOPLE_OVERSPENT);
	}
	struct people_answer *answer = arena_new(job->arena, struct people_answer);
	job->oracle->people(job->oracle->state, job->arena, question, answer);
	if (answer->status == PEOPLE_FAILED)
		job->people_gap = GAP_PEOPLE;
	return answer;
}

/* 0 where the second is the earlier one; the times may be anything. */
static uint64_t seconds_between(int64_t first_s, int64_t second_s)
{
	return first_s < second_s ? (uint64_t)second_s - (uint64_t)first_s : 0;
}

bool acquaintance_is_established(const struct acquaintance *q, int64_t now_s)
{
	enum { DAYS_MIN = 3, SPAN_DAYS_MIN = 14, YEARS_MAX = 5 };
	bool often = q->days >= DAYS_MIN && seconds_between(q->first_s, q->last_s) >=
						    (uint64_t)SPAN_DAYS_MIN * 86400;
	bool lately =
		seconds_between(q->last_s, now_s) <= (uint64_t)YEARS_MAX * 365 * 86400;
	return q->in_book || (q->sent && often && lately);
}

enum gap gap_of_people(enum people_status status)
{
	static const enum gap gaps[PEOPLE_STATUSES] = {
		[PEOPLE_NONE] = GAP_NO_PEOPLE,
		[PEOPLE_FAILED] = GAP_PEOPLE,
		[PEOPLE_OVERSPENT] = GAP_QUESTIONS,
	};
	must(status < PEOPLE_STATUSES);
	return gaps[status];
}

const char *habit_kind_name(enum habit_kind kind)
{
	static const char *const names[HABIT_KINDS] = { "mailer", "id-shape", "zone",
		"route" };
	must(kind < HABIT_KINDS);
	return names[kind];
}
