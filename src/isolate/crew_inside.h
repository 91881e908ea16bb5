#ifndef ASSAY_ISOLATE_CREW_INSIDE_H
#define ASSAY_ISOLATE_CREW_INSIDE_H

#include <sys/types.h>

#include "ask/message.h"
#include "ask/replay.h"
#include "base/when.h"
#include "isolate/crew.h"
#include "isolate/wire.h"

/* The crew's own parts, shared by crew.c (its face and loop), crew_hand.c (a job handed
 * over), crew_slot.c (a job in flight), crew_relay.c (what is said) and crew_process.c (who
 * runs). Nobody else includes this. */

enum {
	NO_FD = -1,
	HELPER_STARTS_MAX = 10,	 /* of one that dies soon each time: it is broken */
	HELPER_LIVED_MS = 60000, /* who lived as long did not die of its start */
};

/* A process of ours and the sockets to it. */
struct helper {
	pid_t pid;	 /* 0: not running */
	int pidfd;	 /* the number may be another's once the host reaped it */
	int socket;	 /* the questions of the broker and registry; the worker's jobs */
	int reports;	 /* the worker's only */
	unsigned starts; /* in a row, each soon after the one before */
	int64_t started_ms;
};

/* The one question of a job that waits for an answer: its asker stands still meanwhile. */
struct asking {
	bool open;
	uint32_t worker_id; /* the number that the worker gave it */
	uint32_t id;	    /* ours, towards the broker */
	enum dns_type type;
	int64_t until_ms;
};

/* Where a job in flight stands. */
enum stage {
	STAGE_FREE,
	STAGE_RUNNING,
	STAGE_ENDING, /* all is said or given up; its process's end is awaited */
	STAGE_DONE,   /* to be handed out */
};

struct slot {
	enum stage stage;
	struct crew_job *job;
	struct wire_result result;
	int socket;
	pid_t pid;   /* of the child that took the job, 0 before */
	bool exited; /* and its end was reported */
	int64_t started_ms, until_ms;
	struct asking asking;
	size_t said[WIRE_KINDS]; /* items of each kind so far */
	size_t announced;	 /* of the questions, those asked for later */
	size_t registry_asked;	 /* of the questions, those that a registry hears */
	struct slot *next_done;
};

struct crew {
	struct crew_settings settings;
	struct arena *arena;   /* paths, the world */
	struct arena *scratch; /* one packet's or question's */
	struct helper worker, broker, registry;
	struct world *world;
	int rules; /* compiled rules of the user's, or NO_FD */
	int epoll;
	struct slot *slots;
	unsigned busy; /* slots that are not free */
	struct slot *done, **done_tail;
	uint32_t questions; /* so far: makes ids differ */
	int64_t last_taken_ms;
	unsigned fruitless; /* children that died since a job was last taken */
	unsigned char packet[WIRE_PACKET_BYTES_MAX + 1];
};

/* --- crew_process.c --- */

/* Starts the program and waits until it is ready. 0 or -errno. */
int worker_start(struct crew *crew, struct err *err_r);
/* Either of those that answer questions. */
int answerer_start(struct crew *crew, struct helper *h, struct err *err_r);
/* Who answers questions of that type; `pid` tells whether it runs. */
struct helper *answerer_of(struct crew *crew, enum dns_type type);
/* False where the settings want it not, or a world answers instead. */
bool answerer_is_wanted(const struct crew *crew, const struct helper *h);
/* Has the folder's rules compiled into the descriptor, and waits for it. */
int rules_start(struct crew *crew, const char *folder, int out_fd, struct err *err_r);
/* False when it was started too often of late; counts a start. */
bool helper_may_start(struct helper *h, int64_t at_ms);
void helper_started(struct helper *h, int64_t at_ms);
/* Closes a descriptor that the epoll may watch, in spite of copies in other processes. */
void close_watched(const struct crew *crew, int *fd);
/* Closes the sockets, by which the process knows that it may end. */
void helper_hang_up(const struct crew *crew, struct helper *h);
/* Gives the process until then to end by itself, then kills it; reaps it in either case. */
void helper_end(struct helper *h, int64_t until_ms);
/* Both, at once. */
void helper_stop(const struct crew *crew, struct helper *h);
/* A path from the root folder, where helpers are started. */
const char *whole_path(struct arena *a, const char *path);

/* --- crew_rules.c --- */

/* Opens the compiled form of the rules that the settings name: from the cache, or compiled
 * now. Without rules there is none. 0 or -errno. */
int rules_open(struct crew *crew, struct err *err_r);

/* --- crew_relay.c --- */

/* One packet of a job's worker. False: the worker broke the protocol. */
bool relay_worker_packet(struct crew *crew, struct slot *slot, struct span packet);
/* One packet of who answers questions; what makes no sense is dropped, and what it was not
 * asked. */
void relay_answer(struct crew *crew, const struct helper *from, struct span packet);
/* Answers the open question of a job with a status alone. */
void relay_refuse(struct crew *crew, struct slot *slot, enum dns_status status);

/* --- crew_hand.c --- */

/* Makes the slot the job's and sends it to the template. 0; or -errno, and the job has no
 * arena and the slot is as free as it was. */
int slot_hand_over(struct crew *crew, struct slot *slot, struct crew_job *job);

/* --- crew_slot.c --- */

/* Takes one packet of the slot's worker, or that there will be none. False: neither yet. */
bool slot_read(struct crew *crew, struct slot *slot);
/* Takes all reports of the template that are there. */
void reports_read(struct crew *crew);
/* Ends what is left of the template, and with it every job in flight. */
void template_died(struct crew *crew);
/* When something of the slot is due next; INT64_MAX for none. */
int64_t slot_next_ms(const struct slot *s);
/* Does what is due. */
void slot_expire(struct crew *crew, struct slot *slot, int64_t now);
/* Closes the slot's socket: no question of it is open any more. */
void slot_hang_up(const struct crew *crew, struct slot *slot);
/* A child has the job: the template works. */
void slot_taken(struct crew *crew, struct slot *slot);
/* The worker has said all. */
void slot_ended(struct crew *crew, struct slot *slot, const struct wire_end *end);

#endif
