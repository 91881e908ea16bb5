/* The sandbox, tried from inside. Each probe does one forbidden thing in a process of its
 * own that was locked exactly as a worker is; the test fails where one *succeeds*. So that
 * a probe cannot pass by being broken, it is made without locks first, and must succeed
 * there; where it cannot even so (no right to it, or the kernel has it not), it is named.
 * Landlock is tried by itself too, since behind seccomp it would never be met.
 *
 *	test_sandbox WORKER SILENT-BROKER */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/seccomp.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/msg.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/must.h"
#include "isolate/crew.h"
#include "isolate/sandbox.h"

/* Made before the locks close, for probes that abuse a descriptor. */
static int server, tcp, udp, file, pair[2];
static in_port_t tcp_port; /* somebody listens there */
static char path[64], other[72];
static pid_t victim; /* a process of another's */

#define CALL(...) (syscall(__VA_ARGS__) >= 0)

/* clang-format off: one probe, one line. */
static bool p_open(void)
{
	return CALL(SYS_open, path, O_RDONLY);
}
static bool p_openat(void)
{
	return CALL(SYS_openat, AT_FDCWD, path, O_RDWR);
}
static bool p_openat2(void)
{
	uint64_t how[3] = { 0 };
	return CALL(SYS_openat2, AT_FDCWD, path, how, sizeof(how));
}
static bool p_creat(void)
{
	return CALL(SYS_creat, other, 0600);
}
static bool p_unlink(void)
{
	return CALL(SYS_unlink, path);
}
static bool p_rename(void)
{
	return CALL(SYS_rename, path, other);
}
static bool p_mkdir(void)
{
	return CALL(SYS_mkdir, other, 0700);
}
static bool p_symlink(void)
{
	return CALL(SYS_symlink, path, other);
}
static bool p_chmod(void)
{
	return CALL(SYS_chmod, path, 0644);
}
static bool p_truncate(void)
{
	return CALL(SYS_truncate, path, 0L);
}
static bool p_stat(void)
{
	struct stat s;
	return CALL(SYS_newfstatat, AT_FDCWD, path, &s, 0);
}
static bool p_access(void)
{
	return CALL(SYS_access, path, R_OK);
}
static bool p_readlink(void)
{
	char b[64];
	return CALL(SYS_readlink, "/proc/self/exe", b, sizeof(b));
}
static bool p_chdir(void)
{
	return CALL(SYS_chdir, "/");
}
static bool p_getcwd(void)
{
	char b[4096];
	return CALL(SYS_getcwd, b, sizeof(b));
}
static bool p_read_fd(void)
{
	char b;
	return CALL(SYS_pread64, file, &b, 1UL, 0L);
}
static bool p_write_fd(void)
{
	return CALL(SYS_write, file, "x", 1UL);
}
static bool p_pwrite_fd(void)
{
	return CALL(SYS_pwrite64, file, "x", 1UL, 0L);
}
static bool p_ftruncate(void)
{
	return CALL(SYS_ftruncate, file, 5L);
}
static bool p_ioctl(void)
{
	int n;
	return CALL(SYS_ioctl, pair[0], FIONREAD, &n);
}
static bool p_fcntl(void)
{
	return CALL(SYS_fcntl, file, F_GETFD);
}
static bool p_dup(void)
{
	return CALL(SYS_dup, file);
}
static bool p_pipe(void)
{
	int fds[2];
	return CALL(SYS_pipe2, fds, 0);
}
static bool p_socketpair(void)
{
	int fds[2];
	return CALL(SYS_socketpair, AF_UNIX, SOCK_STREAM, 0, fds);
}
static bool p_socket_inet(void)
{
	return CALL(SYS_socket, AF_INET, SOCK_STREAM, 0);
}
static bool p_socket_unix(void)
{
	return CALL(SYS_socket, AF_UNIX, SOCK_STREAM, 0);
}
static bool p_socket_netlink(void)
{
	return CALL(SYS_socket, AF_NETLINK, SOCK_RAW, 0);
}
static bool p_memfd(void)
{
	return CALL(SYS_memfd_create, "x", 0U);
}
static bool p_execve(void)
{
	char *a[] = { (char *)"true", NULL };
	return CALL(SYS_execve, "/bin/true", a, a + 1);
}
static bool p_execveat(void)
{
	char *a[] = { (char *)"true", NULL };
	return CALL(SYS_execveat, AT_FDCWD, "/bin/true", a, a + 1, 0);
}
static bool p_vfork(void)
{
	long r = syscall(SYS_clone, CLONE_VFORK | SIGCHLD, 0, 0, 0, 0);
	if (r == 0)
		_exit(0);
	return r > 0;
}
static bool p_clone3(void)
{
	uint64_t a[8] = { 0, 0, 0, 0, SIGCHLD };
	long r = syscall(SYS_clone3, a, sizeof(a));
	if (r == 0)
		_exit(0);
	return r > 0;
}
static bool p_clone_newuser(void)
{
	long r = syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, 0, 0, 0, 0);
	if (r == 0)
		_exit(0);
	return r > 0;
}
static bool p_unshare(void)
{
	return CALL(SYS_unshare, CLONE_NEWNS);
}
static bool p_ptrace_me(void)
{
	return CALL(SYS_ptrace, PTRACE_TRACEME, 0, 0, 0);
}
static bool p_ptrace_victim(void)
{
	return CALL(SYS_ptrace, PTRACE_SEIZE, victim, 0, 0);
}
static bool p_vm_readv(void)
{
	char b[8];
	uintptr_t l[2] = { (uintptr_t)b, 8 }, r[2] = { (uintptr_t)path, 8 };
	return CALL(SYS_process_vm_readv, victim, l, 1UL, r, 1UL, 0UL);
}
static bool p_kill(void)
{
	return CALL(SYS_kill, victim, 0);
}
static bool p_tgkill(void)
{
	return CALL(SYS_tgkill, victim, victim, 0);
}
static bool p_pidfd_open(void)
{
	return CALL(SYS_pidfd_open, victim, 0);
}
static bool p_mmap_exec(void)
{
	return syscall(SYS_mmap, NULL, 4096UL, PROT_READ | PROT_EXEC,
		       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0L) != -1;
}
static bool p_mprotect_exec(void)
{
	return CALL(SYS_mprotect, (uintptr_t)path & ~4095UL, 4096UL,
		PROT_READ | PROT_WRITE | PROT_EXEC);
}
static bool p_io_uring(void)
{
	char params[120] = { 0 };
	return CALL(SYS_io_uring_setup, 1U, params);
}
static bool p_bpf(void)
{
	char a[128] = { 0 };
	return CALL(SYS_bpf, 5, a, sizeof(a)) || errno == EINVAL;
}
static bool p_perf(void)
{
	char a[128] = { 0 };
	a[4] = (char)112;
	return CALL(SYS_perf_event_open, a, 0, -1, -1, 0UL);
}
static bool p_userfaultfd(void)
{
	return CALL(SYS_userfaultfd, 1);
}
static bool p_keyring(void)
{
	return CALL(SYS_keyctl, 0, -3, 1);
}
static bool p_add_key(void)
{
	return CALL(SYS_add_key, "user", "assay", "x", 1UL, -3);
}
static bool p_shmget(void)
{
	long id = syscall(SYS_shmget, 0, 4096UL, 0600);
	return id >= 0 && shmctl((int)id, IPC_RMID, NULL) == 0;
}
static bool p_msgget(void)
{
	long id = syscall(SYS_msgget, 0, 0600);
	return id >= 0 && msgctl((int)id, IPC_RMID, NULL) == 0;
}
static bool p_inotify(void)
{
	return CALL(SYS_inotify_init1, 0);
}
static bool p_epoll(void)
{
	return CALL(SYS_epoll_create1, 0);
}
static bool p_eventfd(void)
{
	return CALL(SYS_eventfd2, 0U, 0);
}
static bool p_timer(void)
{
	int id;
	return CALL(SYS_timer_create, 0, NULL, &id);
}
static bool p_setuid(void)
{
	return CALL(SYS_setuid, getuid());
}
static bool p_setgroups(void)
{
	return CALL(SYS_setgroups, 0UL, NULL);
}
static bool p_capset(void)
{
	uint32_t h[2] = { 0x20080522, 0 }, d[6] = { 0 };
	return CALL(SYS_capset, h, d);
}
static bool p_prctl_name(void)
{
	return CALL(SYS_prctl, PR_SET_NAME, "x", 0, 0, 0);
}
static bool p_prctl_dumpable(void)
{
	return CALL(SYS_prctl, PR_SET_DUMPABLE, 1, 0, 0, 0);
}
static bool p_prlimit_other(void)
{
	struct rlimit r;
	return CALL(SYS_prlimit64, victim, RLIMIT_CPU, NULL, &r);
}
static bool p_personality(void)
{
	return CALL(SYS_personality, 0xffffffffUL);
}
static bool p_setpriority(void)
{
	return CALL(SYS_setpriority, 0, 0, 5);
}
static bool p_affinity(void)
{
	unsigned long m = 1;
	return CALL(SYS_sched_setaffinity, victim, sizeof(m), &m);
}
static bool p_mount(void)
{
	return CALL(SYS_mount, "none", "/mnt", "tmpfs", 0UL, NULL);
}
static bool p_chroot(void)
{
	return CALL(SYS_chroot, "/");
}
static bool p_sethostname(void)
{
	char b[64];
	must(gethostname(b, sizeof(b)) == 0);
	return CALL(SYS_sethostname, b, strlen(b));
}
static bool p_uname(void)
{
	char b[512];
	return CALL(SYS_uname, b);
}
static bool p_setsid(void)
{
	return CALL(SYS_setsid);
}
static bool p_alarm(void)
{
	return CALL(SYS_alarm, 0U);
}
static bool p_sigaction(void)
{
	return CALL(SYS_rt_sigaction, SIGSYS, NULL, NULL, 8UL);
}
static bool p_landlock(void)
{
	return CALL(444, NULL, 0UL, 1U);
}
static bool p_x32(void)
{
	errno = 0;
	return CALL(SYS_getpid | 0x40000000);
}
/* clang-format on */

static bool tcp_connect(void)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = tcp_port };
	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	return CALL(SYS_connect, tcp, &to, sizeof(to));
}

static bool p_connect(void)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = tcp_port };
	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	return CALL(SYS_connect, udp, &to, sizeof(to));
}

static bool p_bind(void)
{
	struct sockaddr_in to = { .sin_family = AF_INET };
	return CALL(SYS_bind, tcp, &to, sizeof(to));
}

static bool p_listen(void)
{
	return CALL(SYS_listen, tcp, 1);
}

static bool p_sendto_address(void)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(9) };
	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	return CALL(SYS_sendto, udp, "x", 1UL, 0, &to, sizeof(to));
}

/* Passing a descriptor on would hand it to a helper outside. */
static bool p_sendmsg(void)
{
	struct iovec iov = { (void *)"x", 1 };
	struct msghdr m = { .msg_iov = &iov, .msg_iovlen = 1 };
	return CALL(SYS_sendmsg, pair[0], &m, 0);
}

/* The 32-bit door to the kernel: getpid by int 0x80. */
static bool p_int80(void)
{
#ifdef __x86_64__
	long r = 20;
	__asm__ volatile("int $0x80" : "+a"(r) : : "memory", "r8", "r9", "r10", "r11");
	return r > 0;
#else
	return false;
#endif
}

static bool p_abstract_socket(void)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	snprintf(to.sun_path + 1, sizeof(to.sun_path) - 1, "assay-sandbox-%d",
		(int)victim);
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	return CALL(SYS_connect, fd, &to,
		offsetof(struct sockaddr_un, sun_path) + 1 + strlen(to.sun_path + 1));
}

/* What the template may do and a child that holds a job may not. */
static bool p_fork(void)
{
	pid_t p = fork();
	if (p == 0)
		_exit(0);
	return p > 0;
}

static bool p_recvmsg(void)
{
	char b[8];
	struct iovec iov = { b, sizeof(b) };
	struct msghdr m = { .msg_iov = &iov, .msg_iovlen = 1 };
	return CALL(SYS_recvmsg, pair[0], &m, MSG_DONTWAIT) || errno == EAGAIN;
}

static bool p_mmap_file(void)
{
	return syscall(SYS_mmap, NULL, 4096UL, PROT_READ, MAP_PRIVATE, file, 0L) != -1;
}

static bool p_close(void)
{
	return CALL(SYS_close, file);
}

static bool p_own_limits(void)
{
	struct rlimit r;
	return CALL(SYS_prlimit64, 0, RLIMIT_CPU, NULL, &r);
}

static bool p_pdeathsig(void)
{
	return CALL(SYS_prctl, PR_SET_PDEATHSIG, 0, 0, 0, 0);
}

static bool p_setitimer(void)
{
	struct itimerval t = { { 0 } };
	return CALL(SYS_setitimer, ITIMER_REAL, &t, NULL);
}

static bool p_wait(void)
{
	return CALL(SYS_wait4, -1, NULL, WNOHANG, NULL) || errno == ECHILD;
}

struct probe {
	const char *name;
	bool (*succeeds)(void);
};

/* clang-format off */
#define PROBE(name) { #name, p_##name }
static const struct probe both[] = {
	PROBE(open), PROBE(openat), PROBE(openat2), PROBE(creat), PROBE(unlink), PROBE(rename),
	PROBE(mkdir), PROBE(symlink), PROBE(chmod), PROBE(truncate), PROBE(stat), PROBE(access),
	PROBE(readlink), PROBE(chdir), PROBE(getcwd), PROBE(read_fd), PROBE(write_fd),
	PROBE(pwrite_fd), PROBE(ftruncate), PROBE(ioctl), PROBE(fcntl), PROBE(dup), PROBE(pipe),
	PROBE(socketpair), PROBE(socket_inet), PROBE(socket_unix), PROBE(socket_netlink),
	PROBE(connect), PROBE(bind), PROBE(listen), PROBE(sendto_address), PROBE(sendmsg),
	PROBE(memfd), PROBE(execve), PROBE(execveat), PROBE(vfork), PROBE(clone3),
	PROBE(clone_newuser), PROBE(unshare), PROBE(ptrace_me), PROBE(ptrace_victim),
	PROBE(vm_readv), PROBE(kill), PROBE(tgkill), PROBE(pidfd_open), PROBE(mmap_exec),
	PROBE(mprotect_exec), PROBE(io_uring), PROBE(bpf), PROBE(perf), PROBE(userfaultfd),
	PROBE(keyring), PROBE(add_key), PROBE(shmget), PROBE(msgget), PROBE(inotify),
	PROBE(epoll), PROBE(eventfd), PROBE(timer), PROBE(setuid), PROBE(setgroups),
	PROBE(capset), PROBE(prctl_name), PROBE(prctl_dumpable), PROBE(prlimit_other),
	PROBE(personality), PROBE(setpriority), PROBE(affinity), PROBE(mount), PROBE(chroot),
	PROBE(sethostname), PROBE(uname), PROBE(setsid), PROBE(alarm), PROBE(sigaction),
	PROBE(landlock), PROBE(x32), PROBE(int80),
};
static const struct probe child_only[] = {
	PROBE(fork), PROBE(recvmsg), PROBE(mmap_file), PROBE(close), PROBE(own_limits),
	PROBE(pdeathsig), PROBE(setitimer), PROBE(wait),
};
static const struct probe landlock_only[] = {
	PROBE(open), PROBE(openat), PROBE(openat2), PROBE(creat), PROBE(unlink), PROBE(rename),
	PROBE(mkdir), PROBE(symlink), PROBE(truncate), PROBE(execve), PROBE(bind),
	{ "tcp_connect", tcp_connect }, PROBE(abstract_socket), PROBE(kill),
};
/* clang-format on */

/* --- running a probe --- */

enum stage { UNLOCKED, ONLY_LANDLOCK, TEMPLATE, CHILD, CHILD_REUSED };
static const char *const stage_names[] = { "unlocked", "Landlock alone", "template",
	"child", "reused child" };

static void close_locks(enum stage stage)
{
	struct err err = { "" };
	struct sandbox_limits limits = { 1 << 20, 1, stage == CHILD_REUSED };
	int r = 0;
	if (stage == ONLY_LANDLOCK) {
		r = sandbox_close_lock(LOCK_SWITCHES, &err);
		if (r == 0)
			r = sandbox_close_lock(LOCK_LANDLOCK, &err);
	} else if (stage >= TEMPLATE) {
		r = sandbox_enter_template(&err);
	}
	if (r == 0 && stage >= CHILD)
		r = sandbox_enter_child(&limits, &err);
	if (r < 0) {
		fprintf(stderr, "%s\n", err.text);
		_exit(3);
	}
}

static void make_victim(void)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	int ready[2];
	char c;
	must(pipe(ready) == 0);
	victim = fork();
	if (victim == 0) {
		snprintf(at.sun_path + 1, sizeof(at.sun_path) - 1, "assay-sandbox-%d",
			(int)getpid());
		int fd = socket(AF_UNIX, SOCK_STREAM, 0);
		must(bind(fd, (struct sockaddr *)&at,
			     (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 +
					 strlen(at.sun_path + 1))) == 0 &&
			listen(fd, 4) == 0 && write(ready[1], "r", 1) == 1);
		for (;;)
			pause();
	}
	must(victim > 0 && read(ready[0], &c, 1) == 1);
	close(ready[0]);
	close(ready[1]);
}

static void prepare(void)
{
	struct sockaddr_in at = { .sin_family = AF_INET };
	socklen_t n = sizeof(at);
	snprintf(path, sizeof(path), "/tmp/assay-sandbox-XXXXXX");
	file = mkstemp(path);
	must(file >= 0 && write(file, "hello", 5) == 5 && fchmod(file, 0666) == 0);
	snprintf(other, sizeof(other), "%s-other", path);
	server = socket(AF_INET, SOCK_STREAM, 0);
	tcp = socket(AF_INET, SOCK_STREAM, 0);
	udp = socket(AF_INET, SOCK_DGRAM, 0);
	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	must(bind(server, (struct sockaddr *)&at, sizeof(at)) == 0 &&
		listen(server, 4) == 0);
	must(getsockname(server, (struct sockaddr *)&at, &n) == 0);
	tcp_port = at.sin_port;
	must(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair) == 0);
}

static void clean_up(void)
{
	int fds[] = { server, tcp, udp, file, pair[0], pair[1] };
	for (size_t i = 0; i < sizeof(fds) / sizeof(fds[0]); i++)
		close(fds[i]);
	unlink(path);
	unlink(other);
	rmdir(other);
}

/* What is mounted unlocked stays in a name space that ends with the probe. */
static void stay_private(void)
{
	if (unshare(CLONE_NEWNS) == 0)
		mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL);
}

enum outcome { SUCCEEDED, REFUSED, KILLED, NOT_LOCKED };

/* In a process of its own, in a session of its own, with things of its own. */
static enum outcome run(const struct probe *p, enum stage stage)
{
	int status;
	make_victim();
	prepare();
	fflush(NULL);
	pid_t child = fork();
	must(child >= 0);
	if (child == 0) {
		stay_private();
		close_locks(stage);
		syscall(SYS_exit_group, p->succeeds() ? 0 : 1);
	}
	must(waitpid(child, &status, 0) == child);
	kill(victim, SIGKILL);
	must(waitpid(victim, NULL, 0) == victim);
	clean_up();
	if (WIFSIGNALED(status))
		return KILLED;
	return WEXITSTATUS(status) == 0	  ? SUCCEEDED
	       : WEXITSTATUS(status) == 1 ? REFUSED
					  : NOT_LOCKED;
}

static unsigned tried, failed, blunt;

static void try_all(const struct probe *probes, size_t count, enum stage stage)
{
	for (size_t i = 0; i < count; i++) {
		enum outcome free_outcome = run(&probes[i], UNLOCKED);
		enum outcome outcome = run(&probes[i], stage);
		tried++;
		if (outcome == SUCCEEDED || outcome == NOT_LOCKED) {
			printf("FAILED: %s: %s %s\n", stage_names[stage], probes[i].name,
				outcome == SUCCEEDED ? "succeeds"
						     : "could not be locked");
			failed++;
		} else if (free_outcome != SUCCEEDED && stage != CHILD_REUSED) {
			printf("blunt: %s fails here without locks too\n",
				probes[i].name);
			blunt++;
		}
	}
}

/* The locks must not be so tight that everything dies: what a child needs, works. */
static bool p_work(void)
{
	char b[8];
	void *p = mmap(NULL, 1 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
		-1, 0);
	struct rusage r;
	return p != MAP_FAILED && memset(p, 1, 1 << 20) && munmap(p, 1 << 20) == 0 &&
	       send(pair[0], "x", 1, MSG_NOSIGNAL) == 1 &&
	       recv(pair[1], b, sizeof(b), 0) == 1 && getrusage(RUSAGE_SELF, &r) == 0;
}

static bool p_much_memory(void)
{
	size_t n = (size_t)200 << 20;
	return mmap(NULL, n, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1,
		       0) != MAP_FAILED;
}

static bool p_much_time(void)
{
	for (volatile unsigned long i = 0; i < 100000000000; i++)
		;
	return true;
}

static void expect(const char *name, bool (*fn)(void), enum outcome want)
{
	struct probe p = { name, fn };
	enum outcome got = run(&p, CHILD);
	tried++;
	if (got == want)
		return;
	printf("FAILED: %s in a locked child\n", name);
	failed++;
}

/* --- the worker itself, while it serves a job --- */

static void check(bool holds, const char *what)
{
	tried++;
	if (holds)
		return;
	printf("FAILED: the worker: %s\n", what);
	failed++;
}

static bool read_proc(pid_t pid, const char *name, char *room, size_t size)
{
	char where[64];
	snprintf(where, sizeof(where), "/proc/%d/%s", (int)pid, name);
	FILE *f = fopen(where, "r");
	if (!f)
		return false;
	room[fread(room, 1, size - 1, f)] = '\0';
	fclose(f);
	return true;
}

static long status_number(pid_t pid, const char *key, int base)
{
	char room[8192];
	const char *at =
		read_proc(pid, "status", room, sizeof(room)) ? strstr(room, key) : NULL;
	unsigned long n = 0;
	at = at ? at + strlen(key) + strspn(at + strlen(key), ":\t ") : NULL;
	if (!at)
		return -1;
	for (; (*at >= '0' && *at <= '9') || (base == 16 && *at >= 'a' && *at <= 'f');
		at++)
		n = n * (unsigned long)base +
		    (unsigned long)(*at > '9' ? *at - 'a' + 10 : *at - '0');
	return (long)n;
}

/* Calls `fn` with each process whose parent is `parent`. */
static pid_t child_of(pid_t parent, bool (*is_it)(pid_t))
{
	pid_t found = 0;
	DIR *d = opendir("/proc");
	for (struct dirent *e; d && !found && (e = readdir(d));) {
		pid_t pid = 0;
		for (const char *c = e->d_name; *c >= '0' && *c <= '9'; c++)
			pid = pid * 10 + (*c - '0');
		if (pid > 0 && status_number(pid, "PPid", 10) == parent && is_it(pid))
			found = pid;
	}
	closedir(d);
	return found;
}

static bool is_worker(pid_t pid)
{
	char name[64];
	return read_proc(pid, "comm", name, sizeof(name)) &&
	       strcmp(name, "assay-worker\n") == 0;
}

/* The descriptors as one line: "0=/dev/null 1=/dev/null ...". */
static bool list_fds(pid_t pid, char *line, size_t size)
{
	char where[64], target[256];
	line[0] = '\0';
	snprintf(where, sizeof(where), "/proc/%d/fd", (int)pid);
	DIR *d = opendir(where);
	if (!d)
		return false;
	for (struct dirent *e; (e = readdir(d));) {
		ssize_t n = readlinkat(dirfd(d), e->d_name, target, sizeof(target) - 1);
		if (n < 0)
			continue;
		target[strcspn(target, "[") < (size_t)n ? strcspn(target, "[")
							: (size_t)n] = 0;
		size_t used = strlen(line);
		snprintf(line + used, size - used, "%s=%s ", e->d_name, target);
	}
	closedir(d);
	return true;
}

/* Serving: the socket for jobs is closed, that of the job is open. */
static bool is_serving(pid_t pid)
{
	char line[1024];
	return list_fds(pid, line, sizeof(line)) && !strstr(line, "3=socket") &&
	       line[0] && status_number(pid, "Seccomp_filters", 10) == 2;
}

static void check_process(pid_t pid, bool serving)
{
	char line[1024] = "";
	check(pid > 0, "is found");
	check(status_number(pid, "Seccomp", 10) == 2, "Seccomp: 2");
	check(status_number(pid, "Seccomp_filters", 10) == (serving ? 2 : 1),
		"one filter in the template, two in a child");
	check(status_number(pid, "NoNewPrivs", 10) == 1, "NoNewPrivs: 1");
	check(status_number(pid, "CapEff", 16) == 0, "no capability");
	check(status_number(pid, "CapPrm", 16) == 0, "no capability to take");
	check(status_number(pid, "Uid", 10) != 0, "not root");
	check(status_number(pid, "Threads", 10) == 1, "one thread");
	if (!list_fds(pid, line, sizeof(line))) {
		printf("not tellable here: the descriptors of another process\n");
		return;
	}
	const char *want =
		serving ? "0=/dev/null 1=/dev/null 2=/dev/null 6=socket: "
			: "0=/dev/null 1=/dev/null 2=/dev/null 3=socket: 4=socket: ";
	const char *alternative = "0=/dev/null 1=/dev/null 2=/dev/null 5=socket: ";
	bool good =
		strcmp(line, want) == 0 || (serving && strcmp(line, alternative) == 0);
	check(good, "holds no other descriptor");
	if (!good)
		printf("  it holds: %s\n", line);
}

/* A letter whose checks ask the network, and a broker that never answers: the child stands
 * in the middle of its job while it is looked at. */
static void try_worker(const char *worker, const char *broker)
{
	static const struct span letter = SPAN("From: Mei <mei@example.com>\r\n"
					       "To: kim@example.net\r\n"
					       "Subject: lunch\r\n\r\nAt noon?\r\n");
	struct err err;
	struct crew *crew;
	struct crew_settings s = { .sandbox = SANDBOX_FULL,
		.jobs_max = 2,
		.worker_path = worker,
		.broker_path = broker,
		.dns_timeout_ms = 20000 };
	struct crew_job job = { .bytes = letter, .budget = budget_standard() };
	if (crew_create(&s, &crew, &err) < 0 || crew_submit(crew, &job, &err) < 0) {
		printf("FAILED: %s\n", err.text);
		failed++;
		return;
	}
	struct crew_job *done = crew_wait(crew, 500);
	pid_t template = child_of(getpid(), is_worker);
	check_process(template, false);
	pid_t child = child_of(template, is_serving);
	if (geteuid() != 0)
		printf("not tellable without root: which child serves the job\n");
	else if (done)
		printf("no check asks the network yet: no child stands still\n");
	else
		check_process(child, true);
	crew_destroy(&crew);
}

int main(int argc, char **argv)
{
	struct err err;
	if (argc != 3)
		return 2;
	if (!sandbox_is_possible(&err)) {
		printf("skipped: %s\n", err.text);
		return 77;
	}
	for (int stage = TEMPLATE; stage <= CHILD_REUSED; stage++)
		try_all(both, sizeof(both) / sizeof(both[0]), (enum stage)stage);
	try_all(child_only, sizeof(child_only) / sizeof(child_only[0]), CHILD);
	try_all(landlock_only, sizeof(landlock_only) / sizeof(landlock_only[0]),
		ONLY_LANDLOCK);
	expect("work in memory", p_work, SUCCEEDED);
	expect("200 MB of memory", p_much_memory, REFUSED);
	expect("endless work", p_much_time, KILLED);
	try_worker(argv[1], argv[2]);
	printf("%u tried, %u failed, %u blunt\n", tried, failed, blunt);
	return failed ? 1 : 0;
}
