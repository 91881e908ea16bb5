#ifndef ASSAY_PARSE_TALK_INSIDE_H
#define ASSAY_PARSE_TALK_INSIDE_H

#include "base/text.h"
#include "parse/file/json.h"
#include "parse/talk/talk.h"

/* What the readers of talks share; for src/parse/talk alone. */

struct talk_reader {
	struct arena *arena, *scratch;
	const struct talk_about *about;
	talk_take *take;
	void *state;
	struct span bytes;
	struct talk_message m; /* the one that is being read */
	struct text text;      /* of it, where it comes in pieces */
	struct span type;      /* of it, as the format says */
	struct span my_id;     /* the owner's, or empty */
	size_t count;	       /* messages that were told */
	bool ended;	       /* `take` wants no more */
};

enum got talk_read_telegram(struct talk_reader *r);
enum got talk_read_whatsapp(struct talk_reader *r);
enum got talk_read_linkedin(struct talk_reader *r);
enum got talk_read_discord(struct talk_reader *r);
enum got talk_read_slack(struct talk_reader *r);
enum got talk_read_x(struct talk_reader *r);
enum got talk_read_paste(struct talk_reader *r);

bool talk_taste_whatsapp(struct span head);

/* Begins a message; what belongs to the chat (chat, chat_id, is_group) stays. */
void talk_begin(struct talk_reader *r, uint64_t offset);
void talk_add_text(struct talk_reader *r, struct span piece);
void talk_add_link(struct talk_reader *r, struct span target);
void talk_add_file(struct talk_reader *r, struct span name);
/* Tells the message. */
void talk_end(struct talk_reader *r);
/* By the names that the caller gave, where the format does not tell. */
enum talk_side talk_side_of(const struct talk_reader *r, struct span name);

/* "2024-01-02T15:04:05.6+09:00", with a blank for the T, " UTC" or nothing for the zone. */
int64_t talk_when_iso(struct span s);
/* Seconds since 1970, with a fraction that is dropped. */
int64_t talk_when_unix(struct span s);

/* --- formats that are JSON (talk_json.c) --- */

enum talk_slot {
	SLOT_TEXT,
	SLOT_LINK,
	SLOT_FILE,
	SLOT_NAME,
	SLOT_NAME_OR, /* a name, where there is no better one */
	SLOT_ID,
	SLOT_HANDLE,
	SLOT_WHEN_UNIX,
	SLOT_WHEN_ISO,
	SLOT_TYPE,
	SLOT_FORWARDED,
	SLOT_EDITED,
	SLOT_SERVICE, /* its value is part of the text of a service message */
};

/* A field of a message's object. `level` 1: its own; 2: within its field `parent` (an
 * element of it with an empty key); 3: of the objects in its array `parent`. */
struct talk_row {
	unsigned level;
	struct span parent, key;
	enum talk_slot slot;
};

/* Puts an item that stands `level` deep within the message's object where its row says. */
void talk_put(struct talk_reader *r, const struct json *j, const struct json_item *item,
	size_t message_depth, const struct talk_row *rows, size_t row_count);

#endif
