#ifndef ASSAY_PARSE_TALK_TALK_H
#define ASSAY_PARSE_TALK_TALK_H

#include <stdint.h>

#include "base/arena.h"
#include "parse/got.h"

/* Conversations as chat programs export them, message by message. Nothing is kept but the
 * message at hand, so that an export of any length is read in bounded memory. */

enum talk_format {
	TALK_NONE,
	TALK_TELEGRAM, /* result.json of Telegram Desktop: one chat or a whole account */
	TALK_WHATSAPP, /* the text that the telephone writes, in its own locale */
	TALK_LINKEDIN, /* messages.csv */
	TALK_DISCORD,  /* JSON of DiscordChatExporter */
	TALK_SLACK,    /* one CHANNEL/DATE.json of a workspace export */
	TALK_X,	       /* data/direct-messages.js of the archive */
	TALK_PASTE,    /* text as it was copied: one message */
	TALK_FORMATS
};

enum talk_side { TALK_UNTOLD, TALK_THEIRS, TALK_MINE };

enum talk_kind {
	TALK_SAID,
	TALK_SERVICE, /* of the program: joined, called, number changed */
	TALK_CONTACT, /* an entry of the account's list of contacts, no message */
};

enum { TALK_LINKS_MAX = 64, TALK_FILES_MAX = 16, TALK_TEXT_MAX = 64 << 10 };

struct talk_person {
	struct span name;   /* as shown */
	struct span id;	    /* what the service itself calls them, in its own form */
	struct span handle; /* without "@" */
};

/* All spans are UTF-8 as it came, and live until the next message. */
struct talk_message {
	enum talk_kind kind;
	enum talk_side side;
	struct talk_person who;
	struct span chat, chat_id; /* what the conversation is called */
	bool is_group;		   /* more than two take part */
	bool edited;
	int64_t when_s; /* Unix time; INT64_MIN: not told. Without a zone: as if UTC */
	struct span text;
	bool cut;			   /* the text is longer */
	struct span links[TALK_LINKS_MAX]; /* behind words: not all of `text` */
	size_t link_count;
	struct span files[TALK_FILES_MAX]; /* names */
	size_t file_count;
	struct span forwarded; /* whose words they are, where they are not the sender's */
	uint64_t offset;       /* in the export */
};

/* What the export itself does not tell; spans may be empty. */
struct talk_about {
	struct span me, them;	   /* names, as the export shows them */
	struct span chat;	   /* Slack: the channel's folder */
	struct span my_id;	   /* X: out of account.js */
	struct talk_person *users; /* Slack: out of users.json, sorted by id */
	size_t user_count;
};

/* False ends the reading. */
typedef bool talk_take(void *state, const struct talk_message *m);

/* By the first bytes and the file's name, which may be empty. */
enum talk_format talk_taste(struct span head, struct span name);

/* Reads all of it. GOT_SOME: broken off; GOT_NONE: no message in it; GOT_LIMIT: `take`
 * ended it. `scratch` is given back now and then between messages and must hold nothing
 * else; `a` gets eight bytes a message of the formats that are told backwards. */
enum got talk_read(struct arena *a, struct arena *scratch, struct span bytes,
	enum talk_format format, const struct talk_about *about, talk_take *take,
	void *state);

/* The people of Slack's users.json, sorted by id; names are in `a`. At most `max`. */
size_t talk_users(
	struct arena *a, struct span bytes, size_t max, struct talk_person **users_r);
/* The owner's id out of the X archive's account.js, or empty. */
struct span talk_account(struct span bytes);

const char *talk_format_name(enum talk_format format);	/* "telegram" */
const char *talk_format_words(enum talk_format format); /* "Telegram" */

#endif
