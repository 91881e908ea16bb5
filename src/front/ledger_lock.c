/* The locks of an import (ledger_lock.h). */
#include "front/ledger_lock.h"

#include <errno.h>
#include <linux/landlock.h>
#include <seccomp.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "lock/lock.h"

static const int refused[] = { SCMP_SYS(fork), SCMP_SYS(vfork), SCMP_SYS(socket),
	SCMP_SYS(socketpair), SCMP_SYS(connect), SCMP_SYS(bind), SCMP_SYS(listen),
	SCMP_SYS(accept), SCMP_SYS(accept4) };

static const uint64_t to_read =
	LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
static const uint64_t to_write =
	LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR |
	LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_MAKE_REG |
	LANDLOCK_ACCESS_FS_REMOVE_FILE;

static int allow_below(int rules, int folder, uint64_t rights, struct err *err_r)
{
	struct landlock_path_beneath_attr below = { .allowed_access = rights,
		.parent_fd = folder };
	if (folder < 0 || syscall(SYS_landlock_add_rule, rules,
				  LANDLOCK_RULE_PATH_BENEATH, &below, 0) == 0)
		return 0;
	return err_set(err_r, errno, "files cannot be locked: %s", strerror(errno));
}

/* A kernel without Landlock is no error: the calls below are refused all the same. */
static int lock_files(int ledger_folder, int source_folder, struct err *err_r)
{
	struct landlock_ruleset_attr all = {
		.handled_access_fs =
			to_write | LANDLOCK_ACCESS_FS_EXECUTE |
			LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_MAKE_CHAR |
			LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_SOCK |
			LANDLOCK_ACCESS_FS_MAKE_FIFO | LANDLOCK_ACCESS_FS_MAKE_BLOCK |
			LANDLOCK_ACCESS_FS_MAKE_SYM
	};
	int rules = (int)syscall(SYS_landlock_create_ruleset, &all, sizeof(all), 0);
	if (rules < 0)
		return errno == ENOSYS || errno == EOPNOTSUPP
			       ? 0
			       : err_set(err_r, errno, "files cannot be locked");
	int r = allow_below(rules, ledger_folder, to_write, err_r);
	r = r < 0 ? r : allow_below(rules, source_folder, to_read, err_r);
	if (r == 0 && syscall(SYS_landlock_restrict_self, rules, 0) < 0)
		r = err_set(err_r, errno, "files cannot be locked: %s", strerror(errno));
	close(rules);
	return r;
}

int ledger_lock(int ledger_folder, int source_folder, struct err *err_r)
{
	if (!LOCK_IS_ON)
		return 0;
	int r = lock_privileges(err_r);
	r = r < 0 ? r : lock_files(ledger_folder, source_folder, err_r);
	r = r < 0 ? r : lock_calls(refused, sizeof(refused) / sizeof(*refused), err_r);
	return r < 0 ? r : lock_powers(err_r);
}
