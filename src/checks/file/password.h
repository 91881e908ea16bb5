#ifndef ASSAY_CHECKS_FILE_PASSWORD_H
#define ASSAY_CHECKS_FILE_PASSWORD_H

#include "checks/file/file.h"

/* Passwords that may open what is locked: the user's own, and those that the letter itself
 * tells. Few, because each costs a key; never guessed beyond that. */

enum { PASSWORDS_MAX = 50 };

struct password {
	struct span text;
	enum file_lock how; /* LOCK_OPENED_TOLD or LOCK_OPENED_GIVEN */
};

/* Worked out once a list: the likeliest first. */
const struct password *files_passwords(struct files *files, size_t *count_r);

/* Says that `p` opened it by the lock called `lock_name`, a literal. */
void file_opened_by(struct file *f, const struct password *p, const char *lock_name);

#endif
