#ifndef ASSAY_PEOPLE_INSIDE_H
#define ASSAY_PEOPLE_INSIDE_H

#include "crypto/crypto.h"
#include "people/db.h"
#include "people/people.h"

/* The memory's own parts, shared by people.c, answer.c, learn.c, pending.c and manage.c.
 * Nobody else includes this. */

/* The statements of schema.c, by number. */
enum statement {
	GET_META,
	SET_META,
	GET_TOTAL,
	ADD_TOTAL,
	GET_ME,
	ADD_ME,
	LIST_ME,
	GET_PERSON,
	GET_ORG,
	GET_NAMESAKES,
	GET_NEAR,
	GET_HEARD,
	GET_HABITS,
	GET_TOLD,
	GET_PROOFS,
	GET_ALLOWED,
	GET_MESSAGE,
	GET_MEMBER,
	GET_MEMBER_OF_ORG,
	GET_MEMBERS,
	ADD_MESSAGE,
	ADD_MEMBER,
	ADD_ORG,
	ADD_NEAR,
	ADD_PERSON,
	ADD_NAME,
	ADD_HEARD,
	ADD_HABIT,
	ADD_PROOF,
	ADD_UNPROVED,
	NAME_UNNAMED,
	GET_POSITION,
	SET_POSITION,
	DROP_POSITIONS,
	LIST_PERSONS,
	LIST_ALLOWED,
	ADD_ALLOWED,
	DROP_ALLOWED,
	MERGE_PERSON,
	MERGE_ORG,
	FIND_PERSONS,
	DROP_PERSON,
	DROP_NAMES,
	DROP_HABITS,
	DROP_PROOFS,
	DROP_MEMBER,
	DROP_MEMBERS_OF_ORG,
	DROP_HABITS_OF_ORG,
	DROP_NAMES_OF_ORG,
	DROP_WHO,
	DROP_HEARD,
	DROP_ORG,
	DROP_NEAR,
	COUNT_OF_ORG,
	TIDY_MESSAGES,
	TIDY_FLOOD_OF_MESSAGES,
	TIDY_MEMBERS,
	TIDY_HEARD,
	TIDY_FLOOD_OF_HEARD,
	TIDY_HEARD_OF_ORG,
	TIDY_HABITS,
	TIDY_FLOOD_OF_TOLD,
	TIDY_NAMES,
	TIDY_PROOFS,
	STATEMENTS
};

extern const char *const people_statements[STATEMENTS + 1];
extern const char people_schema[];

/* Bits of message.flags. */
enum {
	MESSAGE_MINE = 1,     /* the user sent it */
	MESSAGE_ANSWERED = 2, /* the user answered it */
	MESSAGE_HEARD = 4,    /* it was received */
	MESSAGE_UNPROVED = 8, /* and its author's domain was not proved */
	MESSAGE_BARBED = 16,  /* and it asked for something */
	MESSAGE_GRAVE = 32,   /* of those that honest letters seldom ask */
	MESSAGE_INTRUDED =
		64, /* and continued a thread in which its author had no part */
};

/* How somebody came to take part in a thread. */
enum {
	MEMBER_WRITTEN_TO = 1,
	MEMBER_BROUGHT_IN = 2,
	/* The "thread" is a person, who wrote to this address under the own name. */
	MEMBER_OWN_OTHER = 3,
};

/* What a hash is of. Two kinds never share a value. */
enum id_kind {
	ID_ADDRESS = 'a',
	ID_ORG = 'o',
	ID_NAME = 'n',
	ID_TELLER = 't', /* a name, of whoever says what accounts they have */
	ID_MESSAGE = 'm',
	ID_MARK = 'k',
	ID_SOURCE = 's'
};

struct people {
	struct arena *arena;
	struct arena *scratch;
	struct db *db;
	struct keyed_hash *hash;
	bool hashed;
	bool writing;		 /* between people_begin() and its end */
	bool broken;		 /* the database failed: it is not asked again */
	struct pending *pending; /* pending.c */
	struct err trouble;
};

/* A key of 48 bits, which SQLite stores in six bytes: among a million letters one that was
 * made up is taken for a known one in one case of 280 million. */
int64_t people_id(struct people *p, enum id_kind kind, struct span s);
int64_t people_address_id(struct people *p, struct span local, struct span domain);

/* --- pending.c --- */

enum row_kind { ROW_ORG, ROW_PERSON, ROW_NAME, ROW_MEMBER, ROW_MESSAGE, ROW_ME };

/* Somebody, or an organization, and what is to be added to its row. A card counts in no
 * letter; `first_s` and `last_s` are those of letters, as far as there are any. */
struct pending_party {
	struct pending_party *next;
	enum row_kind kind;
	int64_t id, org;	 /* the organization of a person */
	struct span text;	 /* an address, or an organization's domain */
	struct span name, shape; /* of a person; of an organization */
	int64_t sent, started, days, first_s, last_s, book;
};

struct pending_total {
	int64_t sent, received, sent_since_s, received_since_s;
};

/* A row as it stands; `exists` is false where it was looked for in vain. */
struct pending_row {
	bool exists;
	int64_t thread, flags, who, day; /* of a message */
};

/* False when the transaction has seen this call before. */
bool people_is_new_row(struct people *p, enum row_kind kind, int64_t a, int64_t b);
/* NULL: not seen in this transaction. */
const struct pending_row *people_seen(struct people *p, enum row_kind kind, int64_t id);
void people_see(
	struct people *p, enum row_kind kind, int64_t id, const struct pending_row *row);
struct pending_total *people_pending_total(struct people *p);
/* `*new_r`: its texts are still to be filled in, from people_pending_arena(). */
struct pending_party *people_pending_party(
	struct people *p, enum row_kind kind, int64_t id, bool *new_r);
struct arena *people_pending_arena(struct people *p);
bool people_pending_is_full(const struct people *p);
/* Writes what is to be added. */
int people_settle(struct people *p, struct err *err_r);
/* Forgets it all, unwritten. */
void people_forget_pending(struct people *p);
void people_close_pending(struct people *p);

/* Keeps an organization under the marks by which what looks like it is found. */
int people_mark_org(struct people *p, const struct party *party, struct err *err_r);

/* The organization of an address of the user's own is known like one in the address book:
 * who imitates it is found. */
int people_add_own_org(struct people *p, struct span domain, struct err *err_r);

/* Somebody out of the row at hand, in the columns of WHO and ORG (schema.c); texts live as
 * long as db_text() has them. */
struct acquaintance people_row(struct db *db);

/* Days are kept as a mask of 62 bits, day modulo 62: which needs no order of learning, and
 * tells three days from one; more than 62 are not counted. */
int64_t people_day_bit(int64_t date_s);
uint64_t people_days(int64_t mask);

#endif
