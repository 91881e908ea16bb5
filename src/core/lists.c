/* Questions about addresses on their way out to the lists. */
#include "core/lists.h"

#include "core/job.h"

/* What was asked already: one address may stand in many files. */
struct lists_answered {
	struct span address;
	const struct lists_told *told;
	struct lists_answered *next;
};

const struct lists_told *ask_lists(struct job *job, struct span address)
{
	static const struct lists_told none = { .status = LISTS_NONE },
				       overspent = { .status = LISTS_OVERSPENT };
	if (!job->oracle || !job->oracle->lists)
		return &none;
	for (const struct lists_answered *l = job->lists_answered; l; l = l->next)
		if (span_equal(l->address, address))
			return l->told;
	if (job->lists_asked++ >= job->budget.lists_questions)
		return &overspent;
	struct lists_told *told = arena_new(job->arena, struct lists_told);
	job->oracle->lists(job->oracle->state, job->arena, address, told);
	struct lists_answered *answered = arena_new(job->arena, struct lists_answered);
	*answered = (struct lists_answered){ address, told, job->lists_answered };
	job->lists_answered = answered;
	return told;
}

enum gap gap_of_lists(const struct lists_told *told)
{
	static const enum gap gaps[LISTS_STATUSES] = {
		[LISTS_NONE] = GAP_NO_LISTS,
		[LISTS_FAILED] = GAP_NO_LISTS,
		[LISTS_OVERSPENT] = GAP_QUESTIONS,
	};
	if (told->status != LISTS_OK)
		return gaps[told->status];
	bool stands = told->standing == STANDS_LISTED || told->standing == STANDS_STATED;
	return told->old && !stands ? GAP_OLD_LIST : GAP_NONE;
}
