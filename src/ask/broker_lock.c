/* The broker reads what name servers of strangers send, in a large C library. It needs
 * sockets and nothing else: so root's id is given up, no file can be opened (Landlock
 * without any rule), no program run, no process looked into (seccomp), nothing written.
 */
#include "ask/broker_lock.h"

#include <errno.h>
#include <grp.h>
#include <linux/landlock.h>
#include <seccomp.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "lock/lock.h"

static const struct lock_limit limits[] = {
	{ RLIMIT_CORE, 0 }, { RLIMIT_FSIZE, 0 },
	{ RLIMIT_NOFILE, 8192 }, /* a port for each question on the wire, and TCP */
	{ RLIMIT_AS, (rlim_t)2 << 30 }, /* caches of 52 MB, stacks, and room */
};

enum { NOBODY = 65534, LANDLOCK_VERSION_FLAG = 1 };

static const int refused[] = { SCMP_SYS(tgkill), SCMP_SYS(socketpair) };

static int give_up_root(struct err *err_r)
{
	if (geteuid() != 0 && getuid() != 0)
		return 0;
	if (setgroups(0, NULL) < 0 || setresgid(NOBODY, NOBODY, NOBODY) < 0 ||
		setresuid(NOBODY, NOBODY, NOBODY) < 0)
		return err_set(err_r, errno, "the broker cannot give up root's id");
	return 0;
}

/* Every access to files that the running kernel can refuse, and no exception: each version
 * of Landlock knows more kinds than the one before, one bit each. */
static uint64_t all_access(void)
{
	static const uint64_t known[] = { 0, 0x1fff, 0x3fff, 0x7fff, 0x7fff, 0xffff };
	long version =
		syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_VERSION_FLAG);
	long newest = sizeof(known) / sizeof(known[0]) - 1;
	return version < 1 ? 0 : known[version < newest ? version : newest];
}

static int close_files(struct err *err_r)
{
	struct landlock_ruleset_attr all = { .handled_access_fs = all_access() };
	if (!all.handled_access_fs)
		return 0;
	long fd = syscall(SYS_landlock_create_ruleset, &all, sizeof(all), 0);
	if (fd < 0)
		return err_set(err_r, errno, "the broker cannot lock its files");
	long locked = syscall(SYS_landlock_restrict_self, (int)fd, 0);
	int e = locked < 0 ? err_set(err_r, errno, "the broker cannot lock its files")
			   : 0;
	close((int)fd);
	return e;
}

/* Of sockets only those of the network are made: a session's bus or an agent, on a socket of
 * this machine, would do for a stranger what is refused here. Landlock does not look. */
static void refuse_other_sockets(scmp_filter_ctx filter)
{
	seccomp_rule_add(filter, SCMP_ACT_ERRNO(EACCES), SCMP_SYS(socket), 1,
		SCMP_A0(SCMP_CMP_LT, AF_INET));
	for (int family = AF_INET + 1; family < AF_INET6; family++)
		seccomp_rule_add(filter, SCMP_ACT_ERRNO(EACCES), SCMP_SYS(socket), 1,
			SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)family));
	seccomp_rule_add(filter, SCMP_ACT_ERRNO(EACCES), SCMP_SYS(socket), 1,
		SCMP_A0(SCMP_CMP_GT, AF_INET6));
}

static int lock_sockets(struct err *err_r)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
	if (!filter)
		return err_set(err_r, ENOMEM, "the broker cannot make its filter");
	refuse_other_sockets(filter);
	int e = seccomp_load(filter);
	seccomp_release(filter);
	return e < 0 ? err_set(err_r, -e, "the broker cannot load its filter") : 0;
}

int broker_lock(struct err *err_r)
{
	if (!LOCK_IS_ON)
		return 0;
	int r = give_up_root(err_r);
	r = r < 0 ? r : lock_privileges(err_r);
	r = r < 0 ? r : lock_limits(limits, sizeof(limits) / sizeof(*limits), err_r);
	r = r < 0 ? r : close_files(err_r);
	r = r < 0 ? r : lock_sockets(err_r);
	r = r < 0 ? r : lock_calls(refused, sizeof(refused) / sizeof(*refused), err_r);
	return r < 0 ? r : lock_powers(err_r);
}
