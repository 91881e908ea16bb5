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

uint64_t proofs_in_all(const struct proof *proofs, size_t count)
{
	uint64_t letters = 0;
	for (size_t i = 0; i < count; i++)
		letters += proofs[i].count;
	return letters;
}

bool proofs_protect(const struct proof *proofs, size_t count)
{
	enum { LETTERS_MIN = 5, DAYS_MIN = 3, SPAN_DAYS_MIN = 30 };
	uint64_t days = 0;
	int64_t first_s = INT64_MAX, last_s = INT64_MIN;
	for (size_t i = 0; i < count; i++) {
		days += proofs[i].days;
		first_s = proofs[i].first_s < first_s ? proofs[i].first_s : first_s;
		last_s = proofs[i].last_s > last_s ? proofs[i].last_s : last_s;
	}
	return count && proofs_in_all(proofs, count) >= LETTERS_MIN && days >= DAYS_MIN &&
	       (last_s - SPAN_DAYS_MIN * INT64_C(86400)) >= first_s;
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
		"route", "wallet", "mailbox", "handle" };
	must(kind < HABIT_KINDS);
	return names[kind];
}
