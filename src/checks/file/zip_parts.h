#ifndef ASSAY_CHECKS_FILE_ZIP_PARTS_H
#define ASSAY_CHECKS_FILE_ZIP_PARTS_H

#include "checks/file/file.h"
#include "parse/file/zip.h"

/* Documents that are zip archives: their parts. What cannot be read of one is told on the
 * document. */

/* The unpacked bytes; empty where there are none to have. */
struct span zip_part(struct file *document, const struct zip_entry *e);
/* The same as a file of the list, under the part's name; NULL when the budget is spent. */
struct file *zip_add_part(
	struct file *document, const struct zip_entry *e, enum file_role role);
/* Looks for QR codes in the pictures that stand where `is_there` says. */
void zip_look_at_pictures(
	struct file *document, const struct zip *zip, bool (*is_there)(struct span name));

/* What opened an archive, or that nothing did. */
struct zip_lock;
struct zip_lock *zip_lock_create(struct file *archive);
/* A member that people see, unpacked in its turn. */
void zip_add_member(
	struct file *archive, const struct zip_entry *e, struct zip_lock *lock);

#endif
