#ifndef ASSAY_CHECKS_FILE_UNLOCK_H
#define ASSAY_CHECKS_FILE_UNLOCK_H

#include "checks/file/file.h"
#include "checks/file/office_key.h"

/* Opens an Office document's lock by the password that the program itself tries, or by those
 * of checks/file/password.h, and marks `f` with the outcome: opened, or sealed (false). */
bool office_unlock(
	struct file *f, const struct office_lock *lock, struct office_key *key_r);

#endif
