#ifndef ASSAY_CORE_PEOPLE_H
#define ASSAY_CORE_PEOPLE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "core/finding.h"

/* What a job may ask the memory of the user's people, and what a letter leaves there. These
 * are facts and counts; what they mean is for the checks to say. The memory grows trust out
 * of what the user sent and of nothing else: what was received stands in fields of its own
 * (`heard`, `habits`, `proofs`), which can only raise a guard. */

struct job;

enum {
	PEOPLE_NAMESAKES_MAX = 4,
	PEOPLE_NEAR_MAX = 8,
	PEOPLE_MEMBERS_MAX = 3,
	PEOPLE_HABITS_MAX = 24,
	PEOPLE_TOLD_MAX = 8,
	PEOPLE_PROOFS_MAX = 8,
	PEOPLE_ALLOWED_MAX = 16,
	PEOPLE_IDS_MAX = 32,	  /* Message-IDs of one letter that are looked up */
	PEOPLE_PARTIES_MAX = 200, /* recipients of one letter that are kept */
	PEOPLE_NAME_BYTES_MAX = 100,
	PEOPLE_ADDRESS_BYTES_MAX =
		254, /* RFC 5321 section 4.5.3.1.3, less the brackets */
	PEOPLE_ID_BYTES_MAX = 998,
	PEOPLE_VALUE_BYTES_MAX = 64, /* of a habit */
};

/* One mailbox in the forms in which mailboxes are compared. The worker makes them, so that
 * whoever keeps the memory compares bytes and parses nothing. */
struct party {
	struct span local;  /* lower case */
	struct span domain; /* A-labels, lower case */
	struct span org;    /* the registrable end of `domain` */
	struct span shape;  /* UTS 39 skeleton of `domain` as U-labels, label by label */
	struct span name;   /* as shown, UTF-8; may be empty */
	struct span fold;   /* the name as it is compared; empty: it tells nobody apart */
};

enum {
	PARTY_LOCAL_BYTES_MAX = 128, /* twice what RFC 5321 section 4.5.3.1.1 allows */
	PARTY_DOMAIN_BYTES_MAX = 253,
	PARTY_SHAPE_BYTES_MAX = 1500, /* a skeleton may be six times as long */
	PARTY_FOLD_BYTES_MAX = 600,
};

/* False for what can be no correspondent: no domain, a bare address literal, a name that is
 * none. `local` loses its "+tag". Texts are in `a`, or are those given. */
bool party_make(struct arena *a, struct span local, struct span domain, struct span name,
	struct party *party_r);
/* True for a mailbox that a memory may hold; for a domain; for other text: UTF-8 without
 * control characters. */
bool party_is_fit(const struct party *p);
bool party_domain_is_fit(struct span domain);
bool people_text_is_fit(struct span s);

/* Habits: how a person's letters are made, and where they want to be paid. Values are short printable ASCII. */
enum habit_kind {
	HABIT_MAILER, /* the program: "thunderbird" */
	HABIT_ID,     /* shape of the Message-ID: "hex32@org" */
	HABIT_ZONE,   /* "+0900" */
	HABIT_ROUTE,  /* organization of the computer that handed it to the border */
	HABIT_WALLET, /* the first address for payments that it names */
	/* What somebody says are accounts of theirs: kept of everybody, and told to whoever asks
	 * about another account under the same name. Not in a memory with hashed addresses. */
	HABIT_MAILBOX, /* "ann@fund.example" */
	HABIT_HANDLE,  /* "telegram:ann_lee" */
	HABIT_KINDS,
	HABIT_TOLD = HABIT_MAILBOX, /* the first of those */
};

/* What a letter wants of its reader: bits of `asks`. */
enum ask_kind {
	ASK_LINK = 1 << 0, /* follow a link */
	ASK_FILE = 1 << 1, /* open an attachment */
	ASK_PROGRAM =
		1 << 2, /* open one that can run: program, script, macro, disk image */
	ASK_LOCKED = 1 << 3, /* a password is given for a file or page */
	ASK_RUN = 1 << 4,    /* run a command or install something */
	ASK_SECRET = 1 << 5, /* recovery words, keys, codes, passwords */
	ASK_PAY = 1 << 6,    /* pay, or pay somewhere else than before */
	ASK_MOVE = 1 << 7,   /* go on in another channel */
	/* what comes before the harm, and what honest people say as well */
	ASK_OFFER = 1 << 8,  /* take work, money or fame that nobody asked for */
	ASK_TEST = 1 << 9,   /* do a test of skill, or be interviewed by a site */
	ASK_FIX = 1 << 10,   /* repair what is said to be broken at the reader's */
	ASK_HURRY = 1 << 11, /* be quick */
	ASK_QUIET = 1 << 12, /* tell nobody */
	ASKS_ALL = (1 << 13) - 1,
	ASKS_BARBED = ASK_LINK | ASK_FILE | ASK_PROGRAM | ASK_LOCKED | ASK_RUN |
		      ASK_SECRET | ASK_PAY,
	/* what honest letters seldom ask, and thieves always in the end */
	ASKS_GRAVE = ASK_PROGRAM | ASK_LOCKED | ASK_RUN | ASK_SECRET | ASK_PAY,
};

/* Whether the author's domain was proved, by us or by the user's border. */
enum memo_proof { PROOF_UNKNOWN, PROOF_GIVEN, PROOF_LACKING };

/* What the memory keeps of one letter. No text of it, no subject. */
struct memo {
	int64_t date_s; /* when it came or was sent; INT64_MIN: not known */
	struct party from;
	struct party *to; /* To, Cc and Bcc, at most PEOPLE_PARTIES_MAX */
	size_t to_count;
	struct span message_id;
	struct span *ids; /* In-Reply-To and References, the nearest first */
	size_t id_count;
	bool delivered; /* carries marks of delivery: no copy that a sender kept */
	bool list;	/* through a mailing list */
	bool automatic; /* an answering machine, a bounce, a bulk mailing */
	enum memo_proof proof;
	struct span proved_by, selector; /* with PROOF_GIVEN; the selector may be empty */
	unsigned asks;			 /* enum ask_kind */
	struct span habits[HABIT_KINDS]; /* empty: not told */
	bool is_card; /* not a letter: an entry of an address book; only `to` counts */
};

/* Somebody, or a whole organization, that the user wrote to. */
struct acquaintance {
	/* "local@domain"; "*@domain" where local parts are hashed; an organization's domain */
	struct span address;
	struct span name; /* as the user's letters showed it, may be empty */
	uint64_t sent;	  /* letters of the user to them; 0: none */
	uint64_t started; /* of them, those that answered nothing */
	uint64_t days;	  /* different days on which they were sent */
	int64_t first_s, last_s;
	bool in_book; /* stands in the user's address book, or is the user's own */
	bool introduced; /* of a namesake: it has itself brought in the address asked about */
};

/* True when the user has written often and long enough for the address to count as that
 * person's own: an answer to a stranger, or two, do not do it. It fades with the years. */
bool acquaintance_is_established(const struct acquaintance *q, int64_t now_s);

/* What was received from an address before, this letter not counted. */
struct heard {
	uint64_t count;
	uint64_t barbed, grave; /* of them, those with ASKS_BARBED, with ASKS_GRAVE */
	/* without proof, before proofs had made a protection: later ones lower nothing */
	uint64_t early_unproved;
	int64_t first_s, last_s;
};

struct habit {
	enum habit_kind kind;
	struct span value;
	uint64_t count;
};

/* How an address' mail was proved: the aligned domain and the selector of its key. */
struct proof {
	struct span domain, selector;
	uint64_t count, days;
	int64_t first_s, last_s;
};

/* True when an address' letters were proved so often and so long (five times, over thirty days)
 * that one without proof means something. */
bool proofs_protect(const struct proof *proofs, size_t count);
/* How many letters they prove. */
uint64_t proofs_in_all(const struct proof *proofs, size_t count);

/* What the Message-IDs that a letter answers are to the user. */
struct thread_facts {
	size_t asked;	 /* Message-IDs that were looked up */
	size_t known;	 /* of them, those of letters that the user sent or got */
	size_t mine;	 /* of them, those of letters that the user sent */
	bool has_sender; /* the sender takes part: written to, or brought in */
	bool has_org;	 /* somebody of the sender's organization does */
	struct span members[PEOPLE_MEMBERS_MAX]; /* some who do, as addresses */
	size_t member_count;
};

/* "Be silent about this code for this pair": set by the user alone. */
struct allowance {
	struct span code, other;
};

enum people_status {
	PEOPLE_OK,
	PEOPLE_NONE,	  /* there is no memory */
	PEOPLE_FAILED,	  /* there is one, and it could not be asked */
	PEOPLE_OVERSPENT, /* the job's allowance of questions is spent */
	PEOPLE_STATUSES
};

struct people_answer {
	enum people_status status;
	bool is_me; /* the address is one of the user's own */

	/* the memory as a whole */
	uint64_t sent, received; /* letters */
	int64_t sent_since_s, received_since_s;

	struct acquaintance person, org; /* `sent` 0: never written to */
	struct acquaintance
		namesakes[PEOPLE_NAMESAKES_MAX]; /* same fold, other address */
	size_t namesake_count;
	bool namesakes_are_many; /* more of them than are told: the name tells nobody apart */
	struct acquaintance near[PEOPLE_NEAR_MAX]; /* organizations whose domain may look
	                                              like this one: to be looked at */
	size_t near_count;

	struct heard heard;
	uint64_t unproved_answered; /* letters without proof that the user answered */
	struct habit habits[PEOPLE_HABITS_MAX];
	size_t habit_count;
	/* what others of the same name said are accounts of theirs */
	struct habit told[PEOPLE_TOLD_MAX];
	size_t told_count;
	struct proof proofs[PEOPLE_PROOFS_MAX];
	size_t proof_count;

	struct thread_facts thread;
	struct allowance allowed[PEOPLE_ALLOWED_MAX];
	size_t allowed_count;
};

/* `ids` may be empty; `message_id` names the letter itself, which does not count as heard. */
struct people_question {
	struct party who;
	struct span message_id;
	struct span *ids;
	size_t id_count;
};

/* The answer to one question, never NULL, valid for the job. */
const struct people_answer *ask_people(
	struct job *job, const struct people_question *question);

/* The gap that a status is, or GAP_NONE for PEOPLE_OK. */
enum gap gap_of_people(enum people_status status);

const char *habit_kind_name(enum habit_kind kind); /* "mailer" */

#endif
