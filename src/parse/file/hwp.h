#ifndef ASSAY_PARSE_FILE_HWP_H
#define ASSAY_PARSE_FILE_HWP_H

#include "parse/file/ole.h"

/* Hangul documents of version 5 ("Hangul document file format 5.0", Hancom): a compound file
 * with its own head, records and scripts. */

struct hwp_head {
	uint32_t version;
	bool is_packed; /* streams are deflated */
	bool is_locked; /* with a password */
	bool is_spread; /* "for distribution": the text is ciphered, with a key beside it */
	bool is_sealed_else; /* by a certificate or rights management */
};

/* The stream "FileHeader". GOT_NONE: no such head. */
enum got hwp_head_read(struct span stream, struct hwp_head *head_r);

/* Bytes of a member of BinData behind what Hangul puts before a compound file. */
struct span hwp_member(struct span bytes);

/* The text of a stream of Scripts, unpacked already, as UTF-8: all its parts in a row.
 * GOT_SOME: a length leads out of it. */
enum got hwp_script_text(struct arena *a, struct span stream, struct span *text_r);
/* True when nothing but what Hangul itself puts into every document stands in it. */
bool hwp_script_is_stock(struct span text);

/* The target of a link's command: "http\\://example.com;1;0;0;". */
struct span hwp_command_target(struct arena *a, struct span command);

/* The target of the next link in a section, unpacked already; `*rest` begins as all of it.
 * False at its end; *broken_r: a record is longer than what is left. */
bool hwp_next_link(
	struct arena *a, struct span *rest, struct span *target_r, bool *broken_r);

#endif
