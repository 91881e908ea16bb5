/* assay-fetch as the front sees it: started with a URL, fed the password and, for each folder
 * that it names, the last letter that is known; read packet by packet (src/fetch/fetch.h).
 * What it sends comes from a server and is taken for hostile: lengths are bounded, and a
 * packet that makes no sense ends the reading.
 *
 * How far a folder was read is kept with the letters themselves: a run that breaks off goes
 * on where the last folder was done. */
#include "front/mailbox.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <termios.h>
#include <unistd.h>

#include "base/num.h"
#include "isolate/crew.h"

extern char **environ;

enum { LINE_BYTES_MAX = 4096, LETTER_BYTES_MAX = 2 << 20, PASSWORD_BYTES_MAX = 1024 };

struct fetch {
	const struct mailbox_settings *settings;
	struct arena *arena;
	pid_t pid;
	FILE *to, *from;
	char folder[LINE_BYTES_MAX]; /* the one at hand */
	struct err *err;
};

bool mailbox_is_url(const char *source)
{
	return strncmp(source, "imap://", 7) == 0 || strncmp(source, "imaps://", 8) == 0;
}

/* --- the password --- */

static int password_from_file(
	const char *path, char out[PASSWORD_BYTES_MAX], struct err *err_r)
{
	FILE *f = fopen(path, "re");
	char *line = f ? fgets(out, PASSWORD_BYTES_MAX, f) : NULL;
	int error = errno;
	if (f)
		fclose(f);
	if (!f)
		return err_set(err_r, error, "%s: %s", path, strerror(error));
	if (!line)
		return err_set(err_r, EINVAL, "%s: no password on its first line", path);
	return 0;
}

static int password_from_terminal(
	const char *url, char out[PASSWORD_BYTES_MAX], struct err *err_r)
{
	struct termios shown, hidden;
	if (tcgetattr(STDIN_FILENO, &shown) < 0)
		return err_set(err_r, EINVAL,
			"the mailbox wants a password: name a file that holds it with "
			"--password-file");
	hidden = shown;
	hidden.c_lflag &= ~(tcflag_t)ECHO;
	fprintf(stderr, "Password of %s: ", url);
	fflush(stderr);
	tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden);
	char *line = fgets(out, PASSWORD_BYTES_MAX, stdin);
	tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown);
	fputc('\n', stderr);
	return line ? 0 : err_set(err_r, EINVAL, "no password was given");
}

static int read_password(struct fetch *f, char out[PASSWORD_BYTES_MAX])
{
	const char *path = f->settings->options->password_file;
	int r = path ? password_from_file(path, out, f->err)
		     : password_from_terminal(f->settings->url, out, f->err);
	if (r == 0)
		out[strcspn(out, "\r\n")] = '\0';
	return r;
}

/* --- the process --- */

static char **arguments(struct fetch *f, const char *program)
{
	const struct options *o = f->settings->options;
	size_t n = 0;
	char **argv = arena_array(f->arena, 2 * o->setting_count + 8, sizeof(*argv));
	argv[n++] = (char *)(uintptr_t)program;
	for (size_t i = 0; i < o->setting_count; i++) {
		if (strcmp(o->settings[i].name, "imap-folder") != 0)
			continue;
		argv[n++] = (char *)(uintptr_t) "--folder";
		argv[n++] = arena_cstr(f->arena, o->settings[i].value);
	}
	if (o->ca) {
		argv[n++] = (char *)(uintptr_t) "--ca";
		argv[n++] = (char *)(uintptr_t)o->ca;
	}
	argv[n++] = (char *)(uintptr_t) "--";
	argv[n++] = (char *)(uintptr_t)f->settings->url;
	return argv;
}

static int start(struct fetch *f)
{
	const struct options *o = f->settings->options;
	const char *told = o->programs
				   ? arena_printf(f->arena, "%s/assay-fetch", o->programs)
				   : NULL;
	const char *program = program_path(f->arena, told, "assay-fetch");
	int in[2], out[2];
	posix_spawn_file_actions_t actions;
	if (pipe2(in, O_CLOEXEC) < 0 || pipe2(out, O_CLOEXEC) < 0)
		return err_set(f->err, errno, "cannot make a pipe: %s", strerror(errno));
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, in[0], STDIN_FILENO);
	posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO);
	int r = posix_spawn(
		&f->pid, program, &actions, NULL, arguments(f, program), environ);
	posix_spawn_file_actions_destroy(&actions);
	close(in[0]);
	close(out[1]);
	f->to = fdopen(in[1], "we");
	f->from = fdopen(out[0], "re");
	return r ? err_set(f->err, r, "cannot start %s: %s", program, strerror(r)) : 0;
}

/* Its status tells why it ended where it could not say so. */
static int stop(struct fetch *f, int r)
{
	int status = 0;
	if (f->to)
		fclose(f->to);
	if (f->from)
		fclose(f->from);
	if (f->pid <= 0)
		return r;
	if (r < 0)
		kill(f->pid, SIGTERM);
	waitpid(f->pid, &status, 0);
	if (r < 0 && r != -EPROTO)
		return r;
	if (WIFEXITED(status) && WEXITSTATUS(status) == EX_NOPERM)
		return -EACCES;
	return r;
}

/* --- packets --- */

static int nonsense(struct fetch *f)
{
	return err_set(f->err, EPROTO, "the mailbox could not be read to its end");
}

static struct span next_word(struct span *rest)
{
	return span_split(rest, ' ');
}

static bool next_number(struct span *rest, uint64_t *out_r)
{
	return num_parse(next_word(rest), UINT32_MAX, out_r);
}

/* One folder of one mailbox; what stands before it is no part of its name. */
static struct span source_of(struct fetch *f)
{
	return span_from_cstr(
		arena_printf(f->arena, "%s %s", f->settings->url, f->folder));
}

static int on_folder(struct fetch *f, struct span rest)
{
	uint64_t validity, exists, from = 0;
	int64_t known = -1;
	if (!next_number(&rest, &validity) || !next_number(&rest, &exists) ||
		rest.n >= sizeof(f->folder))
		return nonsense(f);
	memcpy(f->folder, rest.p, rest.n);
	f->folder[rest.n] = '\0';
	if (f->settings->people)
		known = people_position(f->settings->people, source_of(f));
	if (known >= 0 && (uint64_t)known >> 32 == validity)
		from = (uint64_t)known & UINT32_MAX;
	fprintf(f->to, "from %llu\n", (unsigned long long)from);
	return fflush(f->to) == 0 ? 0 : nonsense(f);
}

static int on_letter(struct fetch *f, struct span rest)
{
	uint64_t uid, bytes;
	if (!next_number(&rest, &uid) || !next_number(&rest, &bytes) ||
		bytes > LETTER_BYTES_MAX)
		return nonsense(f);
	struct arena *a = arena_create(LETTER_BYTES_MAX + 4096);
	unsigned char *p = arena_alloc(a, bytes);
	int r = fread(p, 1, bytes, f->from) == bytes
			? f->settings->take(f->settings->state, span_of(p, bytes), f->err)
			: nonsense(f);
	arena_destroy(&a);
	return r;
}

/* What was handed over is learned with the next batches; should that fail, the letters are
 * fetched again, which harms nothing. */
static int on_done(struct fetch *f, struct span rest)
{
	uint64_t validity, uid;
	if (!next_number(&rest, &validity) || !next_number(&rest, &uid) ||
		validity > INT32_MAX)
		return f->settings->people ? nonsense(f) : 0;
	if (!f->settings->people)
		return 0;
	return people_set_position(f->settings->people, source_of(f),
		(int64_t)(validity << 32 | uid), f->err);
}

static int on_error(struct fetch *f, struct span rest)
{
	return err_set(f->err, EPROTO, "%.*s", (int)(rest.n < 200 ? rest.n : 200),
		(const char *)rest.p);
}

/* 1: the end; 0: go on; -errno. */
static int take_packet(struct fetch *f, struct span line)
{
	static const struct {
		const char *word;
		int (*take)(struct fetch *f, struct span rest);
	} kinds[] = { { "folder", on_folder }, { "letter", on_letter },
		{ "done", on_done }, { "error", on_error } };
	struct span rest = line, word = next_word(&rest);
	if (span_equal(word, SPAN("end")))
		return 1;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (span_equal(word, span_from_cstr(kinds[i].word)))
			return kinds[i].take(f, rest);
	return nonsense(f);
}

static int read_packets(struct fetch *f)
{
	char line[LINE_BYTES_MAX];
	int r = 0;
	while (r == 0) {
		if (!fgets(line, sizeof(line), f->from) || !strchr(line, '\n'))
			return nonsense(f);
		line[strcspn(line, "\n")] = '\0';
		r = take_packet(f, span_from_cstr(line));
	}
	return r < 0 ? r : 0;
}

int mailbox_fetch(const struct mailbox_settings *settings, struct err *err_r)
{
	char password[PASSWORD_BYTES_MAX];
	struct fetch f = {
		.settings = settings, .arena = arena_create(16 << 20), .err = err_r
	};
	int r = read_password(&f, password);
	if (r == 0)
		r = start(&f);
	if (r == 0 && (fprintf(f.to, "%s\n", password) < 0 || fflush(f.to) != 0))
		r = nonsense(&f);
	explicit_bzero(password, sizeof(password));
	if (r == 0)
		r = read_packets(&f);
	r = stop(&f, r);
	arena_destroy(&f.arena);
	return r;
}
