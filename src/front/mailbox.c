/* assay-fetch as the front sees it: started with a URL, fed the password and, for each folder
 * that it names, the last letter that is known; read packet by packet (fetch/fetch_main.c).
 * What it sends comes from a server and is taken for hostile: lengths are bounded, and a
 * packet that makes no sense ends the reading. */
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

enum {
	LINE_BYTES_MAX = 4096,
	LETTER_BYTES_MAX = 2 << 20,
	FOLDERS_MAX = 1000, /* of one mailbox: whoever names more is no honest server */
};

struct fetch {
	const struct mailbox_settings *settings;
	struct arena *arena;
	pid_t pid;
	FILE *to, *from;
	unsigned folders;
	const char *folder; /* the one at hand, with its mailbox and UIDVALIDITY */
	bool told;	    /* it said itself why it ended */
	struct err *err;
};

bool mailbox_is_url(const char *source)
{
	return strncmp(source, "imap://", 7) == 0 || strncmp(source, "imaps://", 8) == 0;
}

/* --- the password --- */

static int password_from_file(
	const char *path, char out[MAILBOX_PASSWORD_BYTES], struct err *err_r)
{
	FILE *f = fopen(path, "re");
	char *line = f ? fgets(out, MAILBOX_PASSWORD_BYTES, f) : NULL;
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
	const char *url, char out[MAILBOX_PASSWORD_BYTES], struct err *err_r)
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
	char *line = fgets(out, MAILBOX_PASSWORD_BYTES, stdin);
	tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown);
	fputc('\n', stderr);
	return line ? 0 : err_set(err_r, EINVAL, "no password was given");
}

static int read_password(struct fetch *f)
{
	char *out = f->settings->password;
	const char *path = f->settings->options->password_file;
	int r = 0;
	if (!out[0])
		r = path ? password_from_file(path, out, f->err)
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
	if (o->received)
		argv[n++] = (char *)(uintptr_t) "--received";
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
	return r ? err_set(f->err, ENOSYS, "cannot start %s: %s", program, strerror(r))
		 : 0;
}

/* Its status tells whether the server refused us. One that said why it ends is let do so;
 * closed pipes tell it to. */
static int stop(struct fetch *f, int r)
{
	int status = 0;
	if (f->to)
		fclose(f->to);
	if (f->from)
		fclose(f->from);
	if (f->pid <= 0)
		return r;
	if (r < 0 && !f->told)
		kill(f->pid, SIGTERM);
	waitpid(f->pid, &status, 0);
	if (f->told && WIFEXITED(status) && WEXITSTATUS(status) == EX_NOPERM)
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

static int on_folder(struct fetch *f, struct span rest)
{
	const struct mailbox_settings *s = f->settings;
	uint64_t validity, exists, from = 0;
	if (!next_number(&rest, &validity) || !next_number(&rest, &exists) ||
		rest.n == 0 || f->folders++ >= FOLDERS_MAX)
		return nonsense(f);
	f->folder = arena_printf(f->arena, "%s %llu %.*s", s->url,
		(unsigned long long)validity, SPAN_ARG(rest));
	if (s->known && validity)
		from = s->known(s->state, f->folder);
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

static int on_done(struct fetch *f, struct span rest)
{
	const struct mailbox_settings *s = f->settings;
	uint64_t validity, uid;
	if (!next_number(&rest, &validity) || !next_number(&rest, &uid) || !f->folder)
		return nonsense(f);
	if (s->done && validity)
		s->done(s->state, f->folder, (uint32_t)uid);
	f->folder = NULL;
	return 0;
}

static int on_error(struct fetch *f, struct span rest)
{
	f->told = true;
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
	struct fetch f = {
		.settings = settings, .arena = arena_create(16 << 20), .err = err_r
	};
	int r = read_password(&f);
	if (r == 0)
		r = start(&f);
	if (r == 0 &&
		(fprintf(f.to, "%s\n", settings->password) < 0 || fflush(f.to) != 0))
		r = nonsense(&f);
	if (r == 0)
		r = read_packets(&f);
	r = stop(&f, r);
	arena_destroy(&f.arena);
	return r;
}
