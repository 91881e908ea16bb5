#ifndef ASSAY_CORE_JOB_H
#define ASSAY_CORE_JOB_H

#include <setjmp.h>

#include "base/arena.h"
#include "core/ask.h"
#include "core/budget.h"
#include "core/finding.h"

/* What the caller knows of the thing: "client-ip" = "192.0.2.7". One row of the option
 * table each; a name may stand several times. */
struct setting {
	const char *name;
	struct span value;
};

struct settings {
	const struct setting *list;
	size_t count;
};

/* One thing under judgement. Owns, through its arena, all that is found. */
struct job {
	struct arena *arena;
	struct budget budget;
	struct settings settings;
	const struct oracle *oracle; /* NULL: everything is DNS_OFFLINE, PEOPLE_NONE */
	int64_t now_s;		     /* Unix time that "now" is, for expiry and age */

	struct evidence *evidence, **evidence_tail;
	struct finding *findings, **finding_tail;
	size_t evidence_count, finding_count, question_count;
	struct asked *asked; /* questions of this job with their answers */
	size_t people_asked, lists_asked;
	struct lists_answered *lists_answered; /* of core/lists.c */
	enum gap people_gap; /* why the memory did not answer, or GAP_NONE */
	struct span part; /* what the setting "extract" names, or NULL (engine_look()) */
	int64_t cpu_start_ns, breath_ns;
	const struct check *running; /* whose code a new finding carries */
	enum gap ended;		     /* why the job ended early, or GAP_NONE */
	jmp_buf out;
};

/* Sets everything to its start; `arena` is the job's and outlives it. */
void job_init(struct job *job, struct arena *arena);

/* The first value of the setting, or an empty span with a NULL pointer. */
struct span job_setting(const struct job *job, const char *name);
/* True when one of the setting's values is `value`, ASCII letters folded. */
bool job_setting_has(const struct job *job, const char *name, struct span value);

/* Evidence found in the thing; `path` is copied. Returned so that the caller may set
 * `seen` and `parsed`. */
struct evidence *job_evidence(struct job *job, enum evidence_kind kind,
	const struct evidence *parent, struct span bytes, const char *path);

/* A finding of the running check. Never NULL: past the budget of findings it is counted
 * and kept nowhere. `variant` may be NULL. */
struct finding *job_hit(struct job *job, const struct evidence *on, const char *variant);
struct finding *job_clear(
	struct job *job, const struct evidence *on, const char *variant);
struct finding *job_unknown(struct job *job, const struct evidence *on, enum gap why);

/* True when questions about names are answered; about people. */
bool job_is_online(const struct job *job);
bool job_has_people(const struct job *job);

/* Ends the job when its CPU time is spent. Called where work is long. */
void job_breathe(struct job *job);
/* Ends the job now: jumps back to the engine, which records `why`. */
_Noreturn void job_end(struct job *job, enum gap why);

/* The gap that a DNS status is, or GAP_NONE for an answer. */
enum gap gap_of_dns(enum dns_status status);

#endif
