/* The locks of the process that talks to a mail server. What the server sends goes through
 * libcurl and a TLS library before it comes to code of ours, so the first lock is closed
 * before the connection is made: it leaves sockets, threads and the reading of files (name
 * service, certificates) and takes programs, powers and writing. The second leaves one
 * connection and standard output.
 *
 * Lists of what is refused, not of what is allowed, for the same reason as the broker's
 * (ask/broker_lock.c): these libraries change their system calls between releases. */
#include "fetch/lock.h"

#include <errno.h>
#include <linux/landlock.h>
#include <seccomp.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

static const struct {
	int resource;
	rlim_t most;
} limits[] = {
	{ RLIMIT_CORE, 0 }, { RLIMIT_FSIZE, 0 },
	{ RLIMIT_NOFILE, 64 },		/* a connection, and name service on its way */
	{ RLIMIT_AS, (rlim_t)1 << 30 }, /* libraries, stacks of 8 MB, buffers of 2 MB */
};

static const int refused_at_start[] = { SCMP_SYS(execve), SCMP_SYS(execveat),
	SCMP_SYS(ptrace), SCMP_SYS(process_vm_readv), SCMP_SYS(process_vm_writev),
	SCMP_SYS(pidfd_getfd), SCMP_SYS(open_by_handle_at), SCMP_SYS(mount),
	SCMP_SYS(unshare), SCMP_SYS(setns), SCMP_SYS(bpf), SCMP_SYS(perf_event_open),
	SCMP_SYS(userfaultfd), SCMP_SYS(keyctl), SCMP_SYS(add_key), SCMP_SYS(request_key),
	SCMP_SYS(init_module), SCMP_SYS(finit_module), SCMP_SYS(kexec_load),
	SCMP_SYS(io_uring_setup), SCMP_SYS(kill), SCMP_SYS(tkill),
	SCMP_SYS(rt_sigqueueinfo), SCMP_SYS(rt_tgsigqueueinfo), SCMP_SYS(pidfd_open),
	SCMP_SYS(pidfd_send_signal) };

static const int refused_when_connected[] = { SCMP_SYS(open), SCMP_SYS(openat),
	SCMP_SYS(openat2), SCMP_SYS(creat), SCMP_SYS(socket), SCMP_SYS(socketpair),
	SCMP_SYS(connect), SCMP_SYS(bind), SCMP_SYS(listen), SCMP_SYS(accept),
	SCMP_SYS(accept4), SCMP_SYS(fork), SCMP_SYS(vfork), SCMP_SYS(clone),
	SCMP_SYS(clone3), SCMP_SYS(unlink), SCMP_SYS(unlinkat), SCMP_SYS(rename),
	SCMP_SYS(renameat), SCMP_SYS(renameat2), SCMP_SYS(chmod), SCMP_SYS(fchmodat) };

static int set_limits(struct err *err_r)
{
	for (size_t i = 0; i < sizeof(limits) / sizeof(limits[0]); i++) {
		struct rlimit now;
		getrlimit((__rlimit_resource_t)limits[i].resource, &now);
		if (now.rlim_max > limits[i].most)
			now.rlim_max = limits[i].most;
		now.rlim_cur = now.rlim_max;
		if (setrlimit((__rlimit_resource_t)limits[i].resource, &now) < 0)
			return err_set(err_r, errno, "limits cannot be set");
	}
	return 0;
}

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

static int refuse_calls(const int *calls, size_t count, struct err *err_r)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
	if (!filter)
		return err_set(err_r, ENOMEM, "the filter cannot be made");
	/* A call unknown to this machine's kind cannot be made either. */
	for (size_t i = 0; i < count; i++)
		seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), calls[i], 0);
	int e = seccomp_load(filter);
	seccomp_release(filter);
	return e < 0 ? err_set(err_r, -e, "the filter cannot be loaded") : 0;
}

int fetch_lock_start(struct err *err_r)
{
	if (!FETCH_IS_LOCKED)
		return 0;
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 || prctl(PR_SET_DUMPABLE, 0) < 0)
		return err_set(err_r, errno, "new privileges cannot be given up");
	int e = set_limits(err_r);
	if (!e)
		e = refuse_writing(err_r);
	return e ? e
		 : refuse_calls(refused_at_start,
			   sizeof(refused_at_start) / sizeof(refused_at_start[0]), err_r);
}

int fetch_lock_connected(struct err *err_r)
{
	if (!FETCH_IS_LOCKED)
		return 0;
	return refuse_calls(refused_when_connected,
		sizeof(refused_when_connected) / sizeof(refused_when_connected[0]),
		err_r);
}
