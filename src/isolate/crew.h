#ifndef ASSAY_ISOLATE_CREW_H
#define ASSAY_ISOLATE_CREW_H

#include "base/err.h"
#include "core/job.h"
#include "core/lists.h"
#include "isolate/wire.h"
#include "people/people.h"

/* The processes as the front sees them: one template worker, from which a child is forked
 * for each job, one broker, one that asks registries where that is wanted, and the relay between
 * them. Hand things in, take judged things out; many are in flight at once. Nothing that a worker or the broker sends can end the
 * front: it ends that job, as a gap. */

enum sandbox_mode {
	SANDBOX_FULL, /* Landlock, seccomp, rlimits: a missing lock refuses to start */
	SANDBOX_NONE, /* said in every report */
};

enum worker_mode {
	WORKER_PER_JOB, /* a fresh child for each thing: strangers' things never meet */
	WORKER_REUSED,	/* one child serves many things of one user */
};

struct crew_settings {
	enum sandbox_mode sandbox;
	enum worker_mode worker;
	unsigned jobs_max;	 /* in flight at once */
	const char *worker_path; /* NULL: beside this program, else the installed place */
	const char *broker_path;
	const char *rdap_path;
	bool offline;	      /* no broker is started; the DNS checks are UNKNOWN */
	const char *resolver; /* NULL: the system's; "root": resolve by ourselves; else an
	                              address, with "@port" if not 53 */
	const char
		*trust_anchor; /* file of DNSSEC anchors, or NULL for the built-in path */
	unsigned dns_timeout_ms;
	const char *
		rdap; /* URL of the service that is asked when domains were registered, or
	                     NULL: no registry is asked */
	const char *
		world; /* file that answers instead of a broker (ask/replay.h), or NULL */
	const char *rules;     /* folder of YARA rules, or NULL */
	const char *cache;     /* folder for their compiled form, or NULL: none is kept */
	struct people *people; /* the memory; borrowed; NULL: none */
	/* What lists say of an address for payments; NULL: there are none. */
	void (*lists)(void *state, struct span address, struct lists_told *told_r);
	void *lists_state;
};

/* One thing in, and what was found in it out. The caller fills the first part. */
struct crew_job {
	struct span bytes;	  /* copied at submit; need not outlive it */
	struct settings settings; /* borrowed until the job is done */
	struct budget budget;
	enum job_kind kind;
	bool remember; /* a memo of the thing is wanted */
	int64_t now_s; /* 0: the clock */
	void *user;    /* the caller's own */

	struct arena *arena; /* owns what follows; the crew's until crew_job_finish() */
	struct evidence *evidence;
	struct finding
		*findings; /* a dead, late or lying worker adds one with CODE_JOB_ENDED */
	struct wire_memo *memos; /* what the memory keeps of it; none of a liar */
	struct span
		part; /* with JOB_LOOK: the bytes of what the setting "extract" names */
	uint64_t cpu_us, peak_bytes; /* of the worker, as measured by the front */
};

struct crew;

/* The place of a program of ours: as told, beside our own, or where it is installed. */
const char *program_path(struct arena *a, const char *told, const char *name);

/* 0 or -errno; the sentence names the lock or program that is missing. */
int crew_create(
	const struct crew_settings *settings, struct crew **crew_r, struct err *err_r);
void crew_destroy(struct crew **crew);

/* Starts the job; -EAGAIN when jobs_max are in flight: wait for one first. */
int crew_submit(struct crew *crew, struct crew_job *job, struct err *err_r);
/* The next job that is done, in any order; NULL after `timeout_ms` (-1: as long as any is
 * in flight), or when none is in flight. */
struct crew_job *crew_wait(struct crew *crew, int timeout_ms);
/* Frees what the job found. */
void crew_job_finish(struct crew_job *job);

#endif
