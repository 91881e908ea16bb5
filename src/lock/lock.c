/* The locks that several processes share (lock.h). */
#include "lock/lock.h"

#include <errno.h>
#include <seccomp.h>
#include <sys/prctl.h>

static const int powers[] = { SCMP_SYS(execve), SCMP_SYS(execveat), SCMP_SYS(ptrace),
	SCMP_SYS(process_vm_readv), SCMP_SYS(process_vm_writev), SCMP_SYS(pidfd_getfd),
	SCMP_SYS(open_by_handle_at), SCMP_SYS(mount), SCMP_SYS(unshare), SCMP_SYS(setns),
	SCMP_SYS(bpf), SCMP_SYS(perf_event_open), SCMP_SYS(userfaultfd), SCMP_SYS(keyctl),
	SCMP_SYS(add_key), SCMP_SYS(request_key), SCMP_SYS(init_module),
	SCMP_SYS(finit_module), SCMP_SYS(kexec_load), SCMP_SYS(io_uring_setup),
	SCMP_SYS(kill), SCMP_SYS(tkill), SCMP_SYS(rt_sigqueueinfo),
	SCMP_SYS(rt_tgsigqueueinfo), SCMP_SYS(pidfd_open), SCMP_SYS(pidfd_send_signal) };

int lock_privileges(struct err *err_r)
{
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 || prctl(PR_SET_DUMPABLE, 0) < 0)
		return err_set(err_r, errno, "new privileges cannot be given up");
	return 0;
}

int lock_limits(const struct lock_limit *limits, size_t count, struct err *err_r)
{
	for (size_t i = 0; i < count; i++) {
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

int lock_calls(const int *calls, size_t count, struct err *err_r)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
	if (!filter)
		return err_set(err_r, ENOMEM, "the filter of calls cannot be made");
	/* A call unknown to this machine's kind cannot be made either. */
	for (size_t i = 0; i < count; i++)
		seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), calls[i], 0);
	int e = seccomp_load(filter);
	seccomp_release(filter);
	return e < 0 ? err_set(err_r, -e, "the filter of calls cannot be loaded") : 0;
}

int lock_powers(struct err *err_r)
{
	return lock_calls(powers, sizeof(powers) / sizeof(*powers), err_r);
}
