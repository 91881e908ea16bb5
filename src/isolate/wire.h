#ifndef ASSAY_ISOLATE_WIRE_H
#define ASSAY_ISOLATE_WIRE_H

#include "base/err.h"
#include "base/text.h"
#include "core/check.h"
#include "core/people.h"

/* What front and worker say to each other. Each packet is one message on a SOCK_SEQPACKET
 * socket; numbers are little-endian. Front to worker: one job, then answers
 * (ask/message.h). Worker to front: items, several in a packet. Every reader treats what it
 * reads as hostile: false for anything that is not exactly what a writer writes. */

enum {
	WIRE_PACKET_BYTES_MAX = 96 * 1024 + 64,
	WIRE_FLUSH_BYTES = 16 * 1024, /* a packet of results is sent from this size on */
	WIRE_EVIDENCE_MAX = 16384, /* pieces that findings rest on, with their parents */
	WIRE_ARG_BYTES_MAX = 1024, /* a longer text is cut: it is there to be shown */
	WIRE_PATH_BYTES_MAX = 240,
	WIRE_WORD_BYTES_MAX = 48, /* variants, names of arguments */
	WIRE_CODE_BYTES_MAX = 64,
	WIRE_SETTINGS_MAX = 2000,
	WIRE_PART_BYTES_MAX = 32 << 20, /* of a part that is extracted */
	WIRE_MEMOS_MAX = 100000,	/* letters of one batch */
	WIRE_MEMOS_BYTES_MAX = 64
			       << 20, /* that all memos may take in the front's memory */
};

/* What is to be done with the thing. */
enum job_kind {
	JOB_JUDGE,
	JOB_LEARN, /* it is a batch of letters: only memos of them are wanted */
	JOB_LOOK,  /* it is to be described, not judged */
	JOB_KINDS
};

/* What the front hands over beside the thing itself and the job's socket. */
struct wire_job {
	int64_t now_s;
	enum job_kind kind;
	bool online;   /* questions about names will be answered */
	bool people;   /* and questions about people */
	bool lists;    /* and questions about addresses for payments */
	bool remember; /* a memo of the thing is wanted */
	struct budget budget;
	struct settings settings;
};

/* False when the settings do not fit into one packet. */
bool wire_job_write(struct text *t, const struct wire_job *job);
/* Names and values are copied into `a`. */
bool wire_job_read(struct arena *a, struct span packet, struct wire_job *job_r);

enum wire_kind {
	WIRE_HELLO = 1, /* empty: the job was taken, by the process that sends this */
	WIRE_QUESTION,	/* as ask/message.h */
	WIRE_PEOPLE,	/* as ask/people_message.h */
	WIRE_LISTS,	/* as ask/lists_message.h */
	WIRE_EVIDENCE,
	WIRE_FINDING,
	WIRE_MEMO, /* as ask/people_message.h */
	WIRE_PART, /* bytes of the part that the setting "extract" names, in order */
	WIRE_END,  /* struct wire_end: the job is done, all of it was sent */
	WIRE_KINDS
};

struct wire_item {
	enum wire_kind kind;
	struct span payload;
};

/* Appends one item. */
void wire_item_write(struct text *t, enum wire_kind kind, struct span payload);
/* Takes the next item off a packet that is not empty. */
bool wire_item_read(struct span *packet, struct wire_item *item_r);

/* How a worker sums up. Its own measurements count only where the front has none. */
struct wire_end {
	uint32_t evidence_count, finding_count, memo_count;
	uint64_t cpu_us, peak_bytes;
};

void wire_end_write(struct text *t, const struct wire_end *end);
bool wire_end_read(struct span payload, struct wire_end *end_r);

/* Appends evidence and findings of a job as items; whenever the text is long enough for a
 * packet, `flush` sends and empties it. Returns the counts, for the end. */
struct wire_end wire_result_write(struct text *t, const struct job *job,
	struct span thing, void (*flush)(void *state, struct text *t), void *state);

/* Appends a memo as an item; one of too many recipients keeps the first of them. */
void wire_memo_write(struct text *t, const struct memo *memo);

/* A memo as it came in. */
struct wire_memo {
	struct memo memo;
	struct wire_memo *next;
};

/* What a worker has said of one thing so far, rebuilt in the front's own memory. */
struct wire_result {
	struct arena *arena;
	struct span thing; /* evidence points into it */
	const struct registry *registry;
	size_t finding_max;

	struct evidence **numbered; /* ascending by number */
	size_t evidence_count, evidence_capacity;
	size_t finding_count;
	struct evidence *evidence, **evidence_tail;
	struct finding *findings, **finding_tail;
	size_t memo_count, memo_bytes;
	struct wire_memo *memos, **memo_tail;
	struct text part;
};

void wire_result_init(struct wire_result *r, struct arena *a, struct span thing,
	const struct registry *registry, size_t finding_max);
bool wire_evidence_read(struct wire_result *r, struct span payload);
bool wire_finding_read(struct wire_result *r, struct span payload);
bool wire_memo_read(struct wire_result *r, struct span payload);
bool wire_part_read(struct wire_result *r, struct span payload);
/* Adds the front's own word about a job that did not end well. */
void wire_result_ended(struct wire_result *r, enum gap why);

/* Template to front: a child has ended. Its pid is not free before this was sent. */
struct wire_exit {
	int32_t pid;
	bool by_signal;
	uint64_t cpu_us, peak_bytes;
};

/* Template to front, once: ready for jobs, or what stands in the way. */
struct wire_ready {
	int32_t code; /* 0 or -errno */
	struct err err;
};

enum wire_report { WIRE_REPORT_NONE, WIRE_REPORT_EXIT, WIRE_REPORT_READY };

void wire_exit_write(struct text *t, const struct wire_exit *e);
void wire_ready_write(struct text *t, const struct wire_ready *r);
/* Which of the two the packet was, or NONE: neither. */
enum wire_report wire_report_read(
	struct span packet, struct wire_exit *exit_r, struct wire_ready *ready_r);

#endif
