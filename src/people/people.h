#ifndef ASSAY_PEOPLE_PEOPLE_H
#define ASSAY_PEOPLE_PEOPLE_H

#include "base/err.h"
#include "core/people.h"

/* The memory of the people that one user writes to. It grows by what the user sent; what was
 * received is kept in tables of its own and creates no acquaintance. It holds addresses,
 * names, counts, days, and hashes of Message-IDs under a key of its own: no text and no
 * subject. Addresses of a memory with `hashed` are kept as hashes too, but for their domains,
 * which must stay readable to be compared with those that imitate them (and but for those
 * that the user names in an allowance); what people say are accounts of theirs is not kept there.
 *
 * One memory, one process writing at a time; others wait for it, up to the timeout. */

struct people;

struct people_settings {
	const char *where; /* a path, or "postgresql://..."; NULL: in memory, for tests */
	const char *user;  /* PostgreSQL: whose memory; NULL: this system user's name */
	bool create;	   /* make one where there is none */
	bool read_only;
	bool hashed; /* with `create`, for a new one: local parts only as hashes, no names */
	unsigned timeout_ms;
};

/* 0; -ENOENT: there is none; -EUCLEAN: it is damaged; -EMEDIUMTYPE: it is another program's,
 * or that of another version; or another -errno. */
int people_open(const struct people_settings *settings, struct people **people_r,
	struct err *err_r);
void people_close(struct people **people);
/* One that answers nothing, for this reason: where the real one could not be opened. */
struct people *people_out_of_order(const char *why);

/* Moves a damaged memory out of the way; `aside_r` (of 4096 bytes) is its new path. */
int people_set_aside(const char *where, char *aside_r, struct err *err_r);
/* Looks through the whole of it: 0 or -EUCLEAN. */
int people_examine(struct people *people, struct err *err_r);

/* --- asking (answer.c) --- */

/* Never fails otherwise than by its status. Texts are in `a`. */
void people_answer(struct people *people, struct arena *a,
	const struct people_question *question, struct people_answer *answer_r);
/* Why the last answer had PEOPLE_FAILED; an empty text where none had. */
const char *people_trouble(const struct people *people);

/* --- learning (learn.c) --- */

/* What became of a memo. */
enum learned {
	LEARNED_SENT,	  /* a letter of the user: its recipients are known now */
	LEARNED_RECEIVED, /* kept apart */
	LEARNED_CARD,
	LEARNED_BEFORE,	  /* it is known already */
	LEARNED_NOT_MINE, /* not written by the user */
	LEARNED_DELIVERED, /* in the user's name, but it came by mail: anyone may have sent it */
	LEARNED_NOTHING, /* nobody in it */
	LEARNED_KINDS
};

/* Changes are kept by commit. Between begin and commit others may read, not write. A memory
 * that failed to answer refuses to begin. */
int people_begin(struct people *people, struct err *err_r);
int people_commit(struct people *people, struct err *err_r);
void people_rollback(struct people *people);

/* A copy that the user kept of a letter, or a card. `now_s` bounds dates. */
int people_learn_sent(struct people *people, const struct memo *memo, int64_t now_s,
	enum learned *learned_r, struct err *err_r);
int people_learn_received(struct people *people, const struct memo *memo, int64_t now_s,
	enum learned *learned_r, struct err *err_r);
/* Forgets what has outlived its use (years), and keeps what was received within bounds. */
int people_tidy(struct people *people, int64_t now_s, struct err *err_r);

/* --- the user (me.c) --- */

/* An address of the user's own, in compared form. With a new one, positions are forgotten:
 * what was nobody's letter before is worth another look. */
int people_add_me(
	struct people *people, struct span local, struct span domain, struct err *err_r);
bool people_is_me(struct people *people, struct span local, struct span domain);
typedef int people_each(void *state, const struct acquaintance *who);
int people_list_me(
	struct people *people, people_each *each, void *state, struct err *err_r);

/* How far a source was learned, so that the next run goes on there. `-1`: never. */
int64_t people_position(struct people *people, struct span source);
int people_set_position(
	struct people *people, struct span source, int64_t position, struct err *err_r);

/* --- by the user's hand (manage.c) --- */

/* Everybody, or those whose address or name holds `like`; the most written to first. */
int people_list(struct people *people, struct span like, people_each *each, void *state,
	struct err *err_r);
/* All that is kept of one address. -ENOENT. */
struct people_about {
	struct acquaintance person;
	struct people_answer facts;
};
int people_find(struct people *people, struct arena *a, struct span address,
	struct people_about *about_r, struct err *err_r);
/* Everything about an address, or about a whole domain. The number of addresses, or -errno. */
int people_forget(struct people *people, struct span address, struct err *err_r);
/* Silences `code` for the pair; or speaks of it again. -EINVAL for what is no short text. */
int people_allow(struct people *people, struct span code, struct span about,
	struct span other, bool on, struct err *err_r);
typedef int people_each_allowance(
	void *state, struct span code, struct span about, struct span other);
int people_list_allowed(struct people *people, people_each_allowance *each, void *state,
	struct err *err_r);
/* Adds an acquaintance as another memory exported it. -EINVAL: from a hashed one. */
int people_merge(struct people *people, const struct party *party,
	const struct acquaintance *who, struct err *err_r);

#endif
