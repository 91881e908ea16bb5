#ifndef ASSAY_CORE_ENGINE_H
#define ASSAY_CORE_ENGINE_H

#include "core/check.h"

/* The way of the data, up to the findings: bytes -> evidence -> checks -> findings. Fills
 * job->evidence and job->findings; `bytes` must outlive them. Always returns: a job that
 * spends a budget ends early with job->ended set and a finding "job.ended" in state
 * UNKNOWN that says why. */
void engine_run(struct job *job, const struct registry *registry, struct span bytes);

/* The same up to the evidence: instead of checks, registry->look tells what was found in
 * the thing, as findings CODE_JOB_LOOK in state CLEAR. */
void engine_look(struct job *job, const struct registry *registry, struct span bytes);

/* The finding codes that are the engine's own. */
#define CODE_JOB_ENDED "job.ended"	 /* the thing was not judged to its end */
#define CODE_JOB_LOOK "job.look"	 /* what a thing is, without judgement */
#define CODE_JOB_PEOPLE "job.people"	 /* the memory of people did not answer */
#define CODE_JOB_READ "job.read"	 /* the thing was not read to its end */
extern const char *const engine_codes[]; /* all of them; ends in NULL */

#endif
