/* The locks of the process that talks to a mail server. What the server sends goes through
 * libcurl and a TLS library before it comes to code of ours, so the first lock is closed
 * before the connection is made: it leaves sockets, threads and the reading of files (name
 * service, certificates) and takes programs, powers and writing. The second leaves one
 * connection and standard output.
 */
#include "fetch/lock.h"

#include <errno.h>
#include <linux/landlock.h>
#include <seccomp.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "lock/lock.h"

static const struct lock_limit limits[] = {
	{ RLIMIT_CORE, 0 }, { RLIMIT_FSIZE, 0 },
	{ RLIMIT_NOFILE, 64 },		/* a connection, and name service on its way */
	{ RLIMIT_AS, (rlim_t)1 << 30 }, /* libraries, stacks of 8 MB, buffers of 2 MB */
};

static const int refused_when_connected[] = { SCMP_SYS(open), SCMP_SYS(openat),
	SCMP_SYS(openat2), SCMP_SYS(creat), SCMP_SYS(socket), SCMP_SYS(socketpair),
	SCMP_SYS(connect), SCMP_SYS(bind), SCMP_SYS(listen), SCMP_SYS(accept),
	SCMP_SYS(accept4), SCMP_SYS(fork), SCMP_SYS(vfork), SCMP_SYS(clone),
	SCMP_SYS(clone3), SCMP_SYS(unlink), SCMP_SYS(unlinkat), SCMP_SYS(rename),
	SCMP_SYS(renameat), SCMP_SYS(renameat2), SCMP_SYS(chmod), SCMP_SYS(fchmodat) };

/* All access but reading: without a rule it is refused everywhere. A kernel without
 * Landlock is no error. */
static int refuse_writing(struct err *err_r)
{
	struct landlock_ruleset_attr writing = {
		.handled_access_fs =
			LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_WRITE_FILE |
			LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE |
			LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_DIR |
			LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_MAKE_SOCK |
			LANDLOCK_ACCESS_FS_MAKE_FIFO | LANDLOCK_ACCESS_FS_MAKE_BLOCK |
			LANDLOCK_ACCESS_FS_MAKE_SYM
	};
	long fd = syscall(SYS_landlock_create_ruleset, &writing, sizeof(writing), 0);
	if (fd < 0)
		return errno == ENOSYS || errno == EOPNOTSUPP
			       ? 0
			       : err_set(err_r, errno, "files cannot be locked");
	long locked = syscall(SYS_landlock_restrict_self, (int)fd, 0);
	int e = locked < 0 ? err_set(err_r, errno, "files cannot be locked") : 0;
	close((int)fd);
	return e;
}

int fetch_lock_start(struct err *err_r)
{
	if (!LOCK_IS_ON)
		return 0;
	int r = lock_privileges(err_r);
	r = r < 0 ? r : lock_limits(limits, sizeof(limits) / sizeof(*limits), err_r);
	r = r < 0 ? r : refuse_writing(err_r);
	return r < 0 ? r : lock_powers(err_r);
}

int fetch_lock_connected(struct err *err_r)
{
	if (!LOCK_IS_ON)
		return 0;
	return lock_calls(refused_when_connected,
		sizeof(refused_when_connected) / sizeof(refused_when_connected[0]),
		err_r);
}
