/* assay-node as the front sees it (node.h): it is fed the password, and its lines go to the process
 * that imports, which has no network. */
#include "front/node.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "isolate/crew.h"

extern char **environ;

enum { PASSWORD_MAX = 1000, ARGUMENTS_MAX = 12 };

static char *argument(const char *text)
{
	return (char *)(uintptr_t)text;
}

static void list_arguments(
	struct arena *a, const struct options *o, const char *program, char **argv)
{
	struct span last = span_from_cstr(o->blocks ? o->blocks : "0-latest");
	struct span first = span_split(&last, '-');
	size_t n = 0;
	argv[n++] = argument(program);
	if (o->ca) {
		argv[n++] = argument("--ca");
		argv[n++] = argument(o->ca);
	}
	if (o->no_traces)
		argv[n++] = argument("--no-traces");
	argv[n++] = argument("--");
	argv[n++] = argument(o->node == NODE_BITCOIN ? "bitcoin" : "evm");
	argv[n++] = argument(o->rpc);
	argv[n++] = arena_cstr(a, first);
	argv[n++] = last.p ? arena_cstr(a, last) : arena_cstr(a, first);
}

static int read_password(const char *path, char password[PASSWORD_MAX], struct err *err_r)
{
	FILE *f = path ? fopen(path, "re") : NULL;
	password[0] = '\0';
	if (path && !f)
		return err_set(err_r, errno, "%s: %s", path, strerror(errno));
	if (f && fgets(password, PASSWORD_MAX, f))
		password[strcspn(password, "\r\n")] = '\0';
	if (f)
		fclose(f);
	return 0;
}

/* A line, and nothing more. A node that is gone already says so itself. */
static void feed(int to, const char *password)
{
	char line[PASSWORD_MAX + 1];
	int n = snprintf(line, sizeof(line), "%s\n", password);
	void (*before)(int) = signal(SIGPIPE, SIG_IGN);
	ssize_t wrote = write(to, line, (size_t)n);
	signal(SIGPIPE, before);
	(void)wrote;
	explicit_bzero(line, sizeof(line));
}

int node_start(
	struct arena *a, const struct options *o, struct node *n_r, struct err *err_r)
{
	const char *told =
		o->programs ? arena_printf(a, "%s/assay-node", o->programs) : NULL;
	const char *program = program_path(a, told, "assay-node");
	char *argv[ARGUMENTS_MAX] = { NULL }, password[PASSWORD_MAX];
	int in[2], out[2];
	posix_spawn_file_actions_t actions;
	int r = read_password(o->password_file, password, err_r);
	if (r == 0 && (pipe2(in, O_CLOEXEC) < 0 || pipe2(out, O_CLOEXEC) < 0))
		r = err_set(err_r, errno, "cannot make a pipe: %s", strerror(errno));
	if (r < 0)
		return r;
	list_arguments(a, o, program, argv);
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, in[0], STDIN_FILENO);
	posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO);
	r = posix_spawn(&n_r->pid, program, &actions, NULL, argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	close(in[0]);
	close(out[1]);
	if (r == 0)
		feed(in[1], password);
	close(in[1]);
	explicit_bzero(password, sizeof(password));
	n_r->fd = out[0];
	n_r->name = arena_printf(a, "%s %s", o->rpc, o->blocks ? o->blocks : "0-latest");
	return r ? err_set(err_r, ENOSYS, "cannot start %s: %s", program, strerror(r))
		 : 0;
}

int node_wait(struct node *n)
{
	int status = 0;
	while (waitpid(n->pid, &status, 0) < 0)
		if (errno != EINTR)
			return EX_OSERR;
	if (WIFEXITED(status))
		return WEXITSTATUS(status) == 2 ? EX_USAGE : WEXITSTATUS(status);
	/* Whoever reads its lines may stop early. */
	return WTERMSIG(status) == SIGPIPE ? 0 : EX_SOFTWARE;
}
