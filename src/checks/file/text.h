#ifndef ASSAY_CHECKS_FILE_TEXT_H
#define ASSAY_CHECKS_FILE_TEXT_H

#include "checks/file/file.h"
#include "checks/mail/wallet.h"

/* What people read in a file, looked through for addresses for payments: what is found stands
 * in the file's `wallets`. Openers give the text of their formats; nothing of it is kept. */

/* UTF-8. */
void file_read_text(struct file *f, struct span text);
/* Not all of its text was looked through. */
void file_text_is_cut(struct file *f);
/* The words of a document, and of a form that is not read for its text (parse/file/plain.h). */
void file_read_xml(struct file *f, struct span xml);
void file_read_binary(struct file *f, struct span bytes);

/* Files whose bytes are their text, and links that pay; when the file is open. */
void file_read_own_text(struct file *f);

#endif
