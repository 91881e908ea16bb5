#ifndef ASSAY_CHECKS_FILE_TEXT_H
#define ASSAY_CHECKS_FILE_TEXT_H

#include "checks/file/file.h"
#include "checks/mail/wallet.h"
#include "parse/file/xml.h"

/* What people read in a file, looked through for addresses for payments: what is found stands
 * in the file's `wallets`. Openers give the text of their formats; nothing of it is kept. */

/* UTF-8. */
void file_read_text(struct file *f, struct span text);
/* Not all of its text was looked through. */
void file_text_is_cut(struct file *f);
/* What stands between the tags of a document. Word cuts one word into many runs: only tags that
 * begin a line, a cell or a blank part words. */
void file_read_xml(struct file *f, struct span xml);
/* A form that is not read for its text: what in it looks like text of one byte a character, or
 * of two (UTF-16LE). */
void file_read_binary(struct file *f, struct span bytes);

/* The same as file_read_xml() for who goes from tag to tag anyhow. */
struct xml_reading {
	struct file *file;
	struct arena *arena;
	struct text text;
};
void xml_reading_begin(struct xml_reading *r, struct file *f, size_t bytes);
void xml_reading_take(struct xml_reading *r, const struct xml_tag *tag);
void xml_reading_end(struct xml_reading *r);

/* Files whose bytes are their text, and links that pay; when the file is open. */
void file_read_own_text(struct file *f);

#endif
