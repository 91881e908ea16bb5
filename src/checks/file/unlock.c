/* Office documents and the passwords that may open them. Excel tries "VelvetSweatshop" by
 * itself (MS-XLS 2.2.10), so nobody is asked; then come the user's passwords and those that the letter tells. Newer locks hash a password
 * some 100,000 times: a budget of such rounds over all files bounds that, and what it does
 * not reach stays sealed. */
#include "checks/file/unlock.h"

#include "checks/file/password.h"

static bool fits(struct file *f, const struct office_lock *lock, struct span password,
	struct office_key *key_r)
{
	struct files *files = f->files;
	uint64_t left = files->job->budget.lock_rounds - files->lock_rounds;
	if (lock->rounds > left)
		return false;
	files->lock_rounds += lock->rounds;
	job_breathe(files->job);
	return office_key_make(
		lock, office_lock_password(files->job->arena, password), key_r);
}

static bool opens_by_itself(
	struct file *f, const struct office_lock *lock, struct office_key *key_r)
{
	if (!fits(f, lock, SPAN("VelvetSweatshop"), key_r))
		return false;
	f->lock = LOCK_OPENED_EMPTY;
	return true;
}

bool office_unlock(
	struct file *f, const struct office_lock *lock, struct office_key *key_r)
{
	size_t count;
	f->lock_is_own = true;
	f->lock_name = office_lock_name(lock);
	if (lock->kind != OFFICE_LOCK_FOREIGN && opens_by_itself(f, lock, key_r))
		return true;
	const struct password *list = files_passwords(f->files, &count);
	for (size_t i = 0; i < count && lock->kind != OFFICE_LOCK_FOREIGN; i++) {
		if (!fits(f, lock, list[i].text, key_r))
			continue;
		file_opened_by(f, &list[i], office_lock_name(lock));
		return true;
	}
	file_unread(f, GAP_SEALED);
	return false;
}
