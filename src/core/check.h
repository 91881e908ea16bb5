#ifndef ASSAY_CORE_CHECK_H
#define ASSAY_CORE_CHECK_H

#include "core/job.h"

/* What a check cannot do without. The engine answers UNKNOWN for it where one is absent,
 * so `run` never asks. */
enum check_needs {
	NEED_NOTHING = 0,
	NEED_DNS = 1 << 0,    /* absent with --offline: GAP_OFFLINE */
	NEED_PEOPLE = 1 << 1, /* no memory of correspondents: GAP_NO_PEOPLE */
	/* Registries (DNS_REGISTERED): the check is run only where the user wants them asked
	 * (setting "rdap"). It is no gap where he does not: nothing is then said. */
	NEED_REGISTRY = 1 << 2,
};

/* One idea about one kind of evidence. A descriptor stands at the bottom of the check's
 * file and in the registry, nowhere else. */
struct check {
	const char *code;  /* "mail.from.many": area, then what it looks at */
	const char *title; /* "The letter has two senders": at most 60 characters */
	enum evidence_kind on;
	unsigned needs;
	/* Adds findings by job_hit() and its siblings: at least one for each piece of
	 * evidence, so that "clear" is said and not assumed. */
	void (*run)(struct job *job, const struct evidence *on);
};

/* Turns bytes into evidence: the first reader whose taste is surest reads. */
struct reader {
	const char *name;	 /* "mail" */
	enum evidence_kind kind; /* of the root evidence it makes */
	/* How sure it is, 0 (not mine) to 100, from the first bytes alone. */
	int (*taste)(struct span head);
	/* Sets root->seen and root->parsed and adds what it finds beneath. */
	void (*read)(struct job *job, struct evidence *root);
	/* The setting "kind" by which the caller says that the thing is its own, whatever
	 * the bytes look like; or NULL. */
	const char *told;
};

struct memo;

/* Both tables end in NULL; checks/registry.c fills them. */
struct registry {
	const struct reader *const *readers;
	const struct check *const *checks;
	/* What the memory of people keeps of a thing that was judged; false: nothing. */
	bool (*remember)(struct job *job, struct memo *memo_r);
	/* What it keeps of the letters of a mailbox, which are not judged. */
	void (*learn)(struct job *job, struct span batch,
		void (*take)(void *state, const struct memo *memo), void *state);
	/* Tells what was found in a thing that was read, without judging it. */
	void (*look)(struct job *job);
};

const struct check *check_find(const struct registry *registry, struct span code);

#endif
