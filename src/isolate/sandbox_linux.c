/* Linux: what a hacked parser can do is what this file lets it.
 *
 *	root's id     given up for nobody's, so that every limit below holds
 *	rlimits       no file grows, no core, few descriptors; in a child none more, no process
 *	no new privs  set-id programs give nothing
 *	not dumpable  no other process of that user may attach
 *	Landlock      every right that the running kernel knows is handled, and none granted:
 *	              files, TCP ports, devices' ioctls, abstract sockets, signals to others
 *	seccomp       an allow-list; anything else kills the process. A second list, loaded by
 *	              the child on top of the first, takes fork and descriptors away
 *
 * The kernel is asked what it offers when the program runs, never when it is built:
 * Landlock's numbers stand here because the system's header may be older than the kernel.
 * Left out: name spaces (they need rights that a user does not have everywhere). */
#include "isolate/sandbox.h"

#include <errno.h>
#include <grp.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

#include <linux/filter.h>

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(memory_sanitizer) ||               \
	__has_feature(thread_sanitizer)
#define SANITIZED 1
#endif
#endif
#ifndef SANITIZED
#define SANITIZED 0
#endif

enum { NOBODY = 65534, DESCRIPTORS_MAX = 16, FILTER_INSTRUCTIONS_MAX = 512 };

#define GIB ((rlim_t)1 << 30)

bool sandbox_is_possible(struct err *err_r)
{
	if (SANITIZED)
		err_set(err_r, ENOTSUP,
			"this is a sanitizer build, which cannot be locked");
	return !SANITIZED;
}

static int missing(struct err *err_r, int code, const char *lock)
{
	return err_set(err_r, code, "the sandbox's lock \"%s\" cannot be closed: %s",
		lock, strerror(code));
}

/* --- user id, limits, switches --- */

static int give_up_root(struct err *err_r)
{
	if (geteuid() != 0 && getuid() != 0)
		return 0;
	if (setgroups(0, NULL) < 0 || setresgid(NOBODY, NOBODY, NOBODY) < 0 ||
		setresuid(NOBODY, NOBODY, NOBODY) < 0)
		return missing(err_r, errno, "user id");
	return 0;
}

struct limit {
	int resource;
	rlim_t max;
};

static int set_limits(const struct limit *limits, size_t count, struct err *err_r)
{
	for (size_t i = 0; i < count; i++) {
		struct rlimit r = { limits[i].max, limits[i].max };
		struct rlimit now;
		if (getrlimit((__rlimit_resource_t)limits[i].resource, &now) == 0 &&
			now.rlim_max < r.rlim_max)
			r.rlim_max = r.rlim_cur = now.rlim_max;
		if (setrlimit((__rlimit_resource_t)limits[i].resource, &r) < 0)
			return missing(err_r, errno, "rlimits");
	}
	return 0;
}

static int limit_template(struct err *err_r)
{
	/* The largest thing is mapped beside the largest memory; see core/budget.h. */
	static const struct limit limits[] = {
		{ RLIMIT_FSIZE, 0 },
		{ RLIMIT_CORE, 0 },
		{ RLIMIT_NOFILE, DESCRIPTORS_MAX },
		{ RLIMIT_MEMLOCK, 0 },
		{ RLIMIT_MSGQUEUE, 0 },
		{ RLIMIT_DATA, 2 * GIB },
		{ RLIMIT_AS, 4 * GIB },
	};
	return set_limits(limits, sizeof(limits) / sizeof(limits[0]), err_r);
}

static int close_switches(struct err *err_r)
{
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return missing(err_r, errno, "no new privileges");
	if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0)
		return missing(err_r, errno, "not dumpable");
	return 0;
}

/* --- Landlock --- */

enum {
	LANDLOCK_CREATE = 444,
	LANDLOCK_RESTRICT = 446,
	LANDLOCK_VERSION_FLAG = 1,
};

struct landlock_rights {
	uint64_t files, net, scoped;
};

/* What each version of the interface added: the newest that the kernel has is used. */
static const struct {
	int abi;
	size_t bytes; /* of the structure that it takes */
	struct landlock_rights rights;
} landlocks[] = {
	{ 6, 24, { 0xffff, 3, 3 } }, /* scopes: abstract sockets, signals */
	{ 5, 16, { 0xffff, 3, 0 } }, /* ioctl on devices */
	{ 4, 16, { 0x7fff, 3, 0 } }, /* TCP bind, connect */
	{ 3, 8, { 0x7fff, 0, 0 } },  /* truncate */
	{ 2, 8, { 0x3fff, 0, 0 } },  /* refer */
	{ 1, 8, { 0x1fff, 0, 0 } },
};

static int landlock(struct err *err_r)
{
	long abi = syscall(LANDLOCK_CREATE, NULL, (size_t)0, LANDLOCK_VERSION_FLAG);
	if (abi < 1)
		return missing(err_r, abi < 0 ? errno : ENOSYS, "Landlock");
	size_t i = 0;
	while (landlocks[i].abi > abi)
		i++;
	int fd = (int)syscall(
		LANDLOCK_CREATE, &landlocks[i].rights, landlocks[i].bytes, 0);
	if (fd < 0)
		return missing(err_r, errno, "Landlock");
	int failed = syscall(LANDLOCK_RESTRICT, fd, 0) < 0 ? errno : 0;
	close(fd);
	return failed ? missing(err_r, failed, "Landlock") : 0;
}

/* --- seccomp --- */

/* Which of a call's arguments is looked at, and what it must be. */
struct rule {
	int call;
	unsigned arguments;
	struct scmp_arg_cmp arg;
};

#define ANY                                                                              \
	0,                                                                               \
	{                                                                                \
		0, SCMP_CMP_EQ, 0, 0                                                     \
	}
#define NO_EXEC(i)                                                                       \
	1,                                                                               \
	{                                                                                \
		(i), SCMP_CMP_MASKED_EQ, PROT_EXEC, 0                                    \
	}
#define IS(i, value)                                                                     \
	1,                                                                               \
	{                                                                                \
		(i), SCMP_CMP_EQ, (value), 0                                             \
	}

/* What work in memory needs, and talking on a connected socket. */
static const struct rule work_rules[] = {
	{ SCMP_SYS(sendto), IS(4, 0) },
	{ SCMP_SYS(recvfrom), IS(4, 0) },
	{ SCMP_SYS(brk), ANY },
	{ SCMP_SYS(munmap), ANY },
	{ SCMP_SYS(mremap), ANY },
	{ SCMP_SYS(madvise), ANY },
	{ SCMP_SYS(mprotect), NO_EXEC(2) },
	{ SCMP_SYS(futex), ANY },
	{ SCMP_SYS(getrandom), ANY },
	{ SCMP_SYS(clock_gettime), ANY },
	{ SCMP_SYS(gettimeofday), ANY },
	{ SCMP_SYS(getrusage), ANY },
	{ SCMP_SYS(getpid), ANY },
	{ SCMP_SYS(gettid), ANY },
	{ SCMP_SYS(rt_sigprocmask), ANY },
	{ SCMP_SYS(rt_sigreturn), ANY },
	{ SCMP_SYS(restart_syscall), ANY },
	{ SCMP_SYS(exit), ANY },
	{ SCMP_SYS(exit_group), ANY },
};

static const struct rule anonymous_rules[] = {
	{ SCMP_SYS(mmap), 1, { 4, SCMP_CMP_MASKED_EQ, UINT32_MAX, UINT32_MAX } },
};

/* What it takes to take a job. */
static const struct rule take_rules[] = {
	{ SCMP_SYS(recvmsg), ANY },
	{ SCMP_SYS(mmap), NO_EXEC(2) },
	{ SCMP_SYS(lseek), ANY },
	{ SCMP_SYS(close), ANY },
	{ SCMP_SYS(prlimit64), IS(0, 0) },
};

static const struct rule template_rules[] = {
	{ SCMP_SYS(clone), IS(0, CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID | SIGCHLD) },
	{ SCMP_SYS(set_robust_list), ANY },
	{ SCMP_SYS(getppid), ANY },
	{ SCMP_SYS(wait4), ANY },
	{ SCMP_SYS(waitid), ANY },
	{ SCMP_SYS(setitimer), IS(0, ITIMER_REAL) },
	{ SCMP_SYS(prctl), IS(0, PR_SET_PDEATHSIG) },
	{ SCMP_SYS(seccomp), IS(0, SECCOMP_SET_MODE_FILTER) },
};

#define COUNT(rules) (sizeof(rules) / sizeof((rules)[0]))

static int add_rules(scmp_filter_ctx ctx, const struct rule *rules, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		int r = seccomp_rule_add_array(ctx, SCMP_ACT_ALLOW, rules[i].call,
			rules[i].arguments, &rules[i].arg);
		if (r < 0)
			return r;
	}
	return 0;
}

static scmp_filter_ctx filter_create(void)
{
	scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_KILL_PROCESS);
	if (ctx && (seccomp_attr_set(
			    ctx, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS) < 0 ||
			   seccomp_attr_set(ctx, SCMP_FLTATR_CTL_OPTIMIZE, 2) < 0)) {
		seccomp_release(ctx);
		return NULL;
	}
	return ctx;
}

static int load_template_filter(void)
{
	scmp_filter_ctx ctx = filter_create();
	if (!ctx)
		return -ENOMEM;
	int r = add_rules(ctx, work_rules, COUNT(work_rules));
	if (r == 0)
		r = add_rules(ctx, take_rules, COUNT(take_rules));
	if (r == 0)
		r = add_rules(ctx, template_rules, COUNT(template_rules));
	if (r == 0)
		r = seccomp_load(ctx);
	seccomp_release(ctx);
	return r;
}

/* The child's filters are compiled once, by the template, while it may still do so. */
struct program {
	struct sock_filter code[FILTER_INSTRUCTIONS_MAX];
	unsigned short count;
};

static struct program one_job_program, more_jobs_program;

static int export_program(scmp_filter_ctx ctx, struct program *p)
{
	int fd = memfd_create("filter", MFD_CLOEXEC);
	if (fd < 0)
		return -errno;
	int r = seccomp_export_bpf(ctx, fd);
	ssize_t n = r < 0 ? 0 : pread(fd, p->code, sizeof(p->code), 0);
	close(fd);
	if (r < 0 || n <= 0 || n == sizeof(p->code))
		return r < 0 ? r : -E2BIG;
	p->count = (unsigned short)((size_t)n / sizeof(p->code[0]));
	return 0;
}

static int compile(struct program *p, const struct rule *rules, size_t count)
{
	scmp_filter_ctx ctx = filter_create();
	if (!ctx)
		return -ENOMEM;
	int r = add_rules(ctx, work_rules, COUNT(work_rules));
	if (r == 0)
		r = add_rules(ctx, rules, count);
	if (r == 0)
		r = export_program(ctx, p);
	seccomp_release(ctx);
	return r;
}

static int close_calls(struct err *err_r)
{
	int r = compile(&one_job_program, anonymous_rules, COUNT(anonymous_rules));
	if (r == 0)
		r = compile(&more_jobs_program, take_rules, COUNT(take_rules));
	if (r == 0)
		r = limit_template(err_r);
	if (r == 0)
		r = load_template_filter();
	return r < 0 ? missing(err_r, -r, "seccomp") : 0;
}

int sandbox_close_lock(enum sandbox_lock lock, struct err *err_r)
{
	static int (*const locks[SANDBOX_LOCKS])(struct err *) = {
		[LOCK_USER] = give_up_root,
		[LOCK_SWITCHES] = close_switches,
		[LOCK_LANDLOCK] = landlock,
		[LOCK_CALLS] = close_calls,
	};
	return locks[lock](err_r);
}

int sandbox_enter_template(struct err *err_r)
{
	int r = sandbox_is_possible(err_r) ? 0 : -ENOTSUP;
	for (int i = 0; r == 0 && i < SANDBOX_LOCKS; i++)
		r = sandbox_close_lock((enum sandbox_lock)i, err_r);
	return r;
}

/* --- the child --- */

int sandbox_allow_cpu(uint64_t cpu_s)
{
	struct rusage used;
	if (getrusage(RUSAGE_SELF, &used) < 0)
		return -errno;
	rlim_t until = (rlim_t)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) + cpu_s + 1;
	struct rlimit r = { until, RLIM_INFINITY };
	return setrlimit(RLIMIT_CPU, &r) < 0 ? -errno : 0;
}

static int limit_child(const struct sandbox_limits *l, struct err *err_r)
{
	enum { SLACK_BYTES = 64 << 20 };
	const struct limit limits[] = {
		{ RLIMIT_NPROC, 0 },
		{ RLIMIT_DATA, l->memory_bytes + l->memory_bytes / 2 + SLACK_BYTES },
		{ l->takes_more ? RLIMIT_CORE : RLIMIT_NOFILE, 0 },
		{ l->takes_more ? RLIMIT_CORE : RLIMIT_CPU,
			l->takes_more ? 0 : l->cpu_s + 1 },
	};
	return set_limits(limits, sizeof(limits) / sizeof(limits[0]), err_r);
}

int sandbox_enter_child(const struct sandbox_limits *limits, struct err *err_r)
{
	struct program *p = limits->takes_more ? &more_jobs_program : &one_job_program;
	struct sock_fprog prog = { p->count, p->code };
	int r = limit_child(limits, err_r);
	if (r == 0 && limits->takes_more)
		r = sandbox_allow_cpu(limits->cpu_s);
	if (r < 0)
		return r;
	if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &prog) < 0)
		return missing(err_r, errno, "seccomp of the child");
	return 0;
}
