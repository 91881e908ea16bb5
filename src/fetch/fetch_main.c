/* assay-fetch: reads the header sections of sent letters out of the mailboxes of an IMAP
 * server and writes them to standard output as packets, a line and then bytes:
 *
 *	folder UIDVALIDITY EXISTS NAME
 *	letter UID BYTES SECONDS	(of arrival; BYTES of header section follow)
 *	done UIDVALIDITY LASTUID NAME
 *	end	or	error SENTENCE
 *
 * Started by assay, with the password on the first line of standard input. Behind each
 * "folder" packet it waits there for the line "from UID": letters above that UID are wanted,
 * above 0 all of them. The end of standard input instead is the end of the work.
 *
 * It is a program of its own so that only this one holds a library for the network and the
 * user's password, and it changes nothing in the mailboxes. */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/num.h"
#include "base/utf8.h"
#include "fetch/folders.h"
#include "fetch/lock.h"

enum {
	TIMEOUT_MS = 60000, /* 500 header sections of 5 kB come in 20 s over 1 Mbit/s */
	TIMEOUT_MS_MAX = 600000,
	STEP = 500,	      /* letters of one command */
	LETTERS_MAX = 200000, /* of one folder in one run: the next run goes on there */
	NAME_MAX_BYTES = 1000,
	LINE_MAX_BYTES = 1100,	/* of standard input */
	ARENA_BYTES = 32 << 20, /* buffer, names, numbers of letters */
};

/* Statuses of sysexits.h, which mail programs know. */
enum { EXIT_USAGE = 2, EXIT_UNAVAILABLE = 69, EXIT_TEMPORARY = 75, EXIT_REFUSED = 77 };

static const int temporary[] = { ETIMEDOUT, EHOSTUNREACH, ECONNRESET };

struct fetch {
	struct arena *arena;
	struct connection_settings settings;
	struct folders folders;
	bool named;    /* folders were named: none is searched for */
	bool received; /* INBOX too */
	struct session session;
};

static const struct option options[] = {
	{ "folder", required_argument, NULL, 'f' },
	{ "received", no_argument, NULL, 'r' },
	{ "ca", required_argument, NULL, 'c' },
	{ "timeout-ms", required_argument, NULL, 't' },
	{ 0 },
};

/* ASCII is taken as it is: a name may be given in modified UTF-7. */
static bool take_named(struct fetch *f, struct span name)
{
	f->named = true;
	if (name.n <= NAME_MAX_BYTES && utf8_has_8bit(name))
		name = imap_name_encode(f->arena, name);
	return name.n > 0 && name.n <= NAME_MAX_BYTES &&
	       folders_add(f->arena, &f->folders, name);
}

static bool take_option(int option, struct fetch *f)
{
	uint64_t ms;
	switch (option) {
	case 'f': return take_named(f, span_from_cstr(optarg));
	case 'r': f->received = true; return true;
	case 'c': f->settings.ca = optarg; return true;
	case 't':
		if (!num_parse(span_from_cstr(optarg), TIMEOUT_MS_MAX, &ms) || ms == 0)
			return false;
		f->settings.timeout_ms = (unsigned)ms;
		return true;
	}
	return false;
}

/* A line of standard input without its end: 1; 0 behind the last; -errno for one that is
 * longer than `room`. */
static int read_line(char *line, int room, struct err *err_r)
{
	if (!fgets(line, room, stdin))
		return 0;
	size_t n = strcspn(line, "\r\n");
	if (line[n] == '\0' && n + 1 == (size_t)room)
		return err_set(err_r, EINVAL, "standard input has a line too long");
	line[n] = '\0';
	return 1;
}

static int read_password(struct fetch *f, struct err *err_r)
{
	char line[LINE_MAX_BYTES];
	setvbuf(stdin, NULL, _IONBF, 0);
	int r = read_line(line, sizeof(line), err_r);
	if (r >= 0 && (r == 0 || !line[0]))
		r = err_set(err_r, EINVAL, "standard input gives no password");
	if (r > 0)
		f->settings.password = arena_cstr(f->arena, span_from_cstr(line));
	explicit_bzero(line, sizeof(line));
	return r < 0 ? r : 0;
}

/* The UID above which the folder's letters are wanted: 1, or 0 when nobody says it. */
static int read_from(uint32_t *above_r, struct err *err_r)
{
	char line[LINE_MAX_BYTES];
	uint64_t uid = 0;
	int r = read_line(line, sizeof(line), err_r);
	struct span rest = span_from_cstr(line);
	if (r <= 0)
		return r;
	if (!span_equal(span_split(&rest, ' '), SPAN("from")) ||
		!num_parse(rest, UINT32_MAX, &uid))
		return err_set(
			err_r, EINVAL, "standard input has a line that cannot be read");
	*above_r = (uint32_t)uid;
	return 1;
}

struct step {
	uint32_t first, last;
	size_t left; /* letters that may still come */
};

static int put_letter(void *state, const struct imap_response *r, struct err *err_r)
{
	struct step *step = state;
	if (r->kind != IMAP_FETCH || !r->header.p || r->uid < step->first ||
		r->uid > step->last)
		return 0;
	if (step->left-- == 0)
		return err_set(
			err_r, EPROTO, "the server sends more letters than it has");
	printf("letter %" PRIu32 " %zu %" PRId64 "\n", r->uid, r->header.n,
		r->date_unix_s);
	fwrite(r->header.p, 1, r->header.n, stdout);
	return ferror(stdout) ? err_set(err_r, EPIPE, "nobody reads the letters") : 0;
}

static int put_letters(
	struct fetch *f, const struct session_uids *uids, struct err *err_r)
{
	int e = 0;
	for (size_t i = 0; !e && i < uids->count; i += STEP) {
		size_t n = uids->count - i < STEP ? uids->count - i : STEP;
		struct step step = { uids->uids[i], uids->uids[i + n - 1], n };
		const struct session_taker taker = { put_letter, &step };
		e = session_headers(&f->session, step.first, step.last, &taker, err_r);
	}
	return e;
}

static int put_new_letters(struct fetch *f, struct arena *a,
	const struct session_box *box, uint32_t *last, struct err *err_r)
{
	struct session_uids uids = { 0 };
	int e = 0;
	if (box->exists)
		e = session_uids(&f->session, a, *last, LETTERS_MAX, &uids, err_r);
	if (!e)
		e = put_letters(f, &uids, err_r);
	if (uids.count)
		*last = uids.uids[uids.count - 1];
	return e;
}

/* 1: go on; 0: nobody wants more; -errno. */
static int put_folder(
	struct fetch *f, struct arena *a, struct span name, struct err *err_r)
{
	struct session_box box;
	uint32_t last = 0;
	int r = session_examine(&f->session, name, &box, err_r);
	if (r)
		return r;
	struct span shown = folder_encode(a, name);
	printf("folder %" PRIu32 " %" PRIu32 " %.*s\n", box.uid_validity, box.exists,
		SPAN_ARG(shown));
	fflush(stdout);
	r = read_from(&last, err_r);
	int e = r > 0 ? put_new_letters(f, a, &box, &last, err_r) : r;
	if (r > 0 && !e)
		printf("done %" PRIu32 " %" PRIu32 " %.*s\n", box.uid_validity, last,
			SPAN_ARG(shown));
	fflush(stdout);
	return e ? e : r;
}

static int choose_folders(struct fetch *f, struct err *err_r)
{
	int e = f->named ? 0
			 : folders_find_sent(&f->session, f->arena, &f->folders, err_r);
	if (!e && f->folders.count == 0)
		return err_set(err_r, ENOENT,
			"the server names no folder of sent letters: name one "
			"(--folder)");
	if (!e && f->received)
		folders_add(f->arena, &f->folders, SPAN("INBOX"));
	return e;
}

static int put_folders(struct fetch *f, struct err *err_r)
{
	int e = choose_folders(f, err_r), more = 1;
	for (size_t i = 0; !e && more > 0 && i < f->folders.count; i++) {
		struct arena *a = arena_create(ARENA_BYTES);
		more = put_folder(f, a, f->folders.names[i], err_r);
		arena_destroy(&a);
	}
	return more < 0 ? more : e;
}

static int work(struct fetch *f, struct err *err_r)
{
	struct connection *c = NULL;
	int e = read_password(f, err_r);
	if (!e)
		e = fetch_lock_start(err_r);
	if (!e)
		e = connection_open(f->arena, &f->settings, &c, err_r);
	if (!e)
		e = fetch_lock_connected(err_r);
	if (!e) {
		session_init(&f->session, f->arena, c, f->settings.timeout_ms);
		e = put_folders(f, err_r);
		session_end(&f->session);
	}
	connection_close(&c);
	return e;
}

static int status_of(int e)
{
	for (size_t i = 0; i < sizeof(temporary) / sizeof(temporary[0]); i++)
		if (e == -temporary[i])
			return EXIT_TEMPORARY;
	return e == -EACCES ? EXIT_REFUSED : EXIT_UNAVAILABLE;
}

int main(int argc, char **argv)
{
	static struct fetch f;
	struct err err = { { 0 } };
	int option;
	bool good = true;
	f.arena = arena_create(ARENA_BYTES);
	f.settings.timeout_ms = TIMEOUT_MS;
	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1)
		good = good && take_option(option, &f);
	if (!good || optind + 1 != argc) {
		fprintf(stderr, "usage: assay-fetch [--folder NAME]... [--received] "
				"[--ca FILE] [--timeout-ms N] imaps://user@host/\n");
		return EXIT_USAGE;
	}
	f.settings.url = argv[optind];
	/* The libraries' variables can redirect, disclose and configure. */
	clearenv();
	signal(SIGPIPE, SIG_IGN);
	int e = work(&f, &err);
	if (e)
		printf("error %s\n", err.text);
	else
		printf("end\n");
	arena_destroy(&f.arena);
	return fflush(stdout) == 0 && e == 0 ? 0 : status_of(e);
}
