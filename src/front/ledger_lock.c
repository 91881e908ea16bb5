/* The locks of an import. What is refused is listed, and not what is allowed: libarchive and
 * the C library change their system calls between releases, as the broker's libraries do. */
#include "front/ledger_lock.h"

#include <errno.h>
#include <linux/landlock.h>
#include <seccomp.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define IS_LOCKED 0
#elif defined(__has_feature)
#define IS_LOCKED (!__has_feature(address_sanitizer))
#else
#define IS_LOCKED 1
#endif

static const int refused[] = { SCMP_SYS(execve), SCMP_SYS(execveat), SCMP_SYS(fork),
	SCMP_SYS(vfork), SCMP_SYS(ptrace), SCMP_SYS(process_vm_readv),
	SCMP_SYS(process_vm_writev), SCMP_SYS(pidfd_getfd), SCMP_SYS(open_by_handle_at),
	SCMP_SYS(mount), SCMP_SYS(unshare), SCMP_SYS(setns), SCMP_SYS(bpf),
	SCMP_SYS(perf_event_open), SCMP_SYS(userfaultfd), SCMP_SYS(keyctl),
	SCMP_SYS(add_key), SCMP_SYS(request_key), SCMP_SYS(init_module),
	SCMP_SYS(finit_module), SCMP_SYS(kexec_load), SCMP_SYS(io_uring_setup),
	SCMP_SYS(kill), SCMP_SYS(tkill), SCMP_SYS(rt_sigqueueinfo),
	SCMP_SYS(rt_tgsigqueueinfo), SCMP_SYS(pidfd_open), SCMP_SYS(pidfd_send_signal),
	SCMP_SYS(socket), SCMP_SYS(socketpair), SCMP_SYS(connect), SCMP_SYS(bind),
	SCMP_SYS(listen), SCMP_SYS(accept), SCMP_SYS(accept4) };

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

static int lock_calls(struct err *err_r)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
	if (!filter)
		return err_set(err_r, ENOMEM, "the filter of calls cannot be made");
	/* A call unknown to this machine's kind cannot be made either. */
	for (size_t i = 0; i < sizeof(refused) / sizeof(*refused); i++)
		seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), refused[i], 0);
	int e = seccomp_load(filter);
	seccomp_release(filter);
	return e < 0 ? err_set(err_r, -e, "the filter of calls cannot be loaded") : 0;
}

int ledger_lock(int ledger_folder, int source_folder, struct err *err_r)
{
	if (!IS_LOCKED)
		return 0;
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 || prctl(PR_SET_DUMPABLE, 0) < 0)
		return err_set(err_r, errno, "new privileges cannot be given up");
	int r = lock_files(ledger_folder, source_folder, err_r);
	return r < 0 ? r : lock_calls(err_r);
}
