#ifndef ASSAY_CHECKS_TALK_TALKS_H
#define ASSAY_CHECKS_TALK_TALKS_H

#include "checks/link/links.h"
#include "checks/mail/told.h"
#include "checks/mail/wallet.h"
#include "core/check.h"
#include "parse/talk/talk.h"

/* Conversations with all that the talk checks share: who takes part, and of each the few
 * messages that matter. No message is kept whole, so an export of any length is judged in
 * memory that grows with the people in it. */

/* Where something was said. */
struct moment {
	uint64_t offset;   /* in the export */
	int64_t when_s;	   /* INT64_MIN: not told */
	struct span words; /* how the message begins; empty: it was not said */
};

enum { ASK_BITS = 13 };

/* The link of a contact that is least what it seems. */
struct bad_link {
	const char *fault; /* of link_fault(); NULL: there is none */
	struct link link;
	struct span organisation, known; /* that it imitates */
	struct moment at;
};

/* What two messages of one conversation share. */
struct room {
	struct span key, name;
	bool is_group;
	bool begun;	     /* somebody spoke */
	size_t said, people; /* messages; those who wrote, not counting the user */
	struct room *next;   /* of its bucket */
};

/* One person in one room; `room` NULL: only an entry of the account's address book. */
struct contact {
	struct talk_person who;
	struct room *room;
	bool began; /* the room's first message is theirs */
	size_t said;
	int64_t first_s, last_s;
	unsigned asks; /* enum ask_kind, all that they ever asked */
	bool unlisted; /* they wrote in a language without a list of phrases */
	struct moment asked[ASK_BITS]; /* first */
	/* when they first asked something grave: what they had said, and the others */
	struct moment grave;
	unsigned grave_asks;
	size_t said_before, heard_before;
	struct bad_link bad;
	struct wallets *wallets;   /* NULL: none */
	struct moment *wallets_at; /* when each of them was named */
	struct told *told;	   /* accounts they say are theirs; NULL: none */
	struct moment *told_at;
	struct contact *next, *next_in_bucket; /* in the order met */
};

struct talks {
	enum talk_format format;
	struct span channel; /* what the service is called */
	struct contact *first;
	size_t count;
	bool cut; /* more people than may be kept, or the export breaks off */
};

const struct talks *talks_of(const struct evidence *e);

/* More than two take part: then what is asked is asked of nobody in particular. */
bool contact_is_in_group(const struct contact *c);
/* True for somebody to whom the user had talked for long before they asked anything grave. */
bool contact_is_established(const struct contact *c);
/* True for a person whom the user did not seek and does not know. */
bool contact_is_stranger(const struct contact *c);
/* The name, else the handle, else the id. */
struct span contact_name(const struct contact *c);

/* The contact as the memory of people knows one: the account's own name at the service's
 * domain. False for what can be nobody's. */
bool contact_party(struct job *job, const struct talks *talks, const struct contact *c,
	struct party *party_r);

/* What the memory keeps of a message that was pasted: that the account was heard, and whether
 * it asked for something. Exports tell their past themselves. */
bool talk_memo(struct job *job, struct memo *memo_r);

/* A hit about `c`, resting on the message that `at` names, with "name", "words" and "channel". */
struct finding *talk_hit(struct job *job, const struct evidence *on, const char *variant,
	const struct contact *c, const struct moment *at);
/* Says that nothing was found: CLEAR, or UNKNOWN where not all of it was read. */
void talk_nothing(struct job *job, const struct evidence *on);
/* The same of what was asked of the memory, where `gap` is why it could not all be. */
void talk_nothing_known(struct job *job, const struct evidence *on, enum gap gap);
/* Runs `judge`, which gives true for a hit, for each person; at most so many hits. */
enum { TALK_HITS_MAX = 20 };
void talk_judge_each(struct job *job, const struct evidence *on,
	bool (*judge)(
		struct job *job, const struct evidence *on, const struct contact *c));

#endif
