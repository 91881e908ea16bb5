/*
 * libassay - may I trust this letter?
 *
 * WHAT IT DOES
 *
 * Letters (RFC 5322 messages, as bytes) go in; for each comes out a result: a verdict, the
 * findings it rests on, what could not be checked, what was proved, one step to take, and
 * all of that in sentences and as JSON.
 *
 *	struct assay *a = assay_open();
 *	struct assay_result *r;
 *	if (assay_set(a, "offline", "yes") < 0 || assay_check(a, p, n, NULL, &r) < 0)
 *		fprintf(stderr, "%s\n", assay_error(a));
 *	else
 *		puts(assay_result_text(r, 0, 80));
 *	assay_result_free(&r);
 *	assay_close(&a);
 *
 * There is no verdict that says that a letter may be trusted. NOTHING_FOUND means that no
 * known sign was found by checks that could be made; a letter that could not be checked is
 * UNDECIDED, and an error is never any of these: functions that fail give -errno and no
 * result.
 *
 * WHAT IT DOES TO THE PROCESS THAT CALLS IT
 *
 * Nothing that a letter holds is parsed in the calling process. The first check (or
 * assay_start()) starts two programs, assay-worker and assay-broker, which read letters and
 * ask DNS. They are looked for beside the running program, then where they were installed;
 * the option "programs" names another folder. So the library
 *
 *  - forks and executes (posix_spawn), and keeps two children with a handle, and one more for
 *    each letter in flight; it waits only for those children. assay_close() gives them up to
 *    300 ms to end by themselves, of which idle ones need a few. A host that reaps all
 *    children, or ignores SIGCHLD, does no harm beyond lost measurements;
 *  - holds some sockets, an epoll and two process descriptors, all close-on-exec, and one
 *    descriptor and one mapping for each letter in flight; it touches no descriptor that is not its own;
 *  - installs no signal handler, changes no mask, and raises no SIGPIPE;
 *  - changes no locale, working directory, umask or environment; it reads LC_ALL,
 *    LC_MESSAGES, LANG, and for assay_configure() HOME and XDG_CONFIG_HOME;
 *  - opens the memory of people that the option "people" names, and none without it: a file,
 *    through SQLite, which takes locks on it by fcntl(); or a server, through libpq, which is
 *    then loaded. Letters that are judged are noted in it, unless "no-remember" is set; that
 *    somebody wrote makes nobody known;
 *  - prints nothing, and never ends the process: when it finds a fault of its own or when
 *    memory runs out, the call gives -EIO, the handle answers -EIO from then on, and
 *    assay_close() still ends the children.
 *
 * After fork() in the host, only the parent may go on using a handle.
 *
 * THREADS
 *
 * A handle and its results belong to one thread at a time; different handles may be used in
 * different threads at once. To check many letters at once, one thread and one handle do:
 * assay_submit() and assay_wait() keep as many in flight as the option "jobs" says.
 *
 * VERSIONS
 *
 * The shared library's number changes when a program would have to be compiled anew.
 * Functions and constants may be added; codes of findings, names of options and the JSON's
 * fields are as stable as functions. Sentences may change at any time.
 */
#ifndef ASSAY_H
#define ASSAY_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define ASSAY_VERSION_MAJOR 0
#define ASSAY_VERSION_MINOR 1
#define ASSAY_VERSION_PATCH 0

/* "0.1.0": of the library that runs, which may be newer than this header. */
const char *assay_version(void);

/* --- A handle: settings, and the processes that do the work --- */

struct assay;

/* All settings at their defaults; starts nothing. NULL only when memory ran out. */
struct assay *assay_open(void);

/* Ends the children and frees all but results that were handed out. `*a` becomes NULL;
 * NULL is welcome. */
void assay_close(struct assay **a);

/* Sets an option by the name it has on the command line, without dashes: "offline" "yes",
 * "border" "mx.example.com", "lang" "ja". Lists grow with each call. 0, -EINVAL for a bad
 * value, -ENOENT for a name that is none, -EBUSY after the start. */
int assay_set(struct assay *a, const char *name, const char *value);

/* Reads settings from a file as assay.conf(5); NULL: the system's and the user's, as far as
 * they exist. Options that concern only the command are passed over. 0 or -errno. */
int assay_configure(struct assay *a, const char *path);

/* Starts the children now, so that what is missing is known early. The first check does it
 * otherwise. 0 or -errno. */
int assay_start(struct assay *a);

/* Why the last call of this handle failed: one sentence, valid until the next call. */
const char *assay_error(const struct assay *a);

/* --- Checking --- */

struct assay_result;

/* `context` is what the caller knows of this one letter: names and values in turn, then
 * NULL; or NULL for nothing.
 *
 *	"from-ip"    the connecting client's address
 *	"helo"       what it called itself
 *	"mail-from"  the envelope's sender, without brackets; "" for the null sender
 *	"name"       what the report calls the letter; its last part is a file's name
 *	"kind"       "folder": the bytes are a folder as `assay check` packs one
 *	"index"      its number within a mailbox, from 1
 *
 * Bytes and context are copied. Letters that were submitted go on meanwhile. 0 or -errno;
 * `*result_r` is NULL on failure. */
int assay_check(struct assay *a, const void *bytes, size_t n, const char *const *context,
	struct assay_result **result_r);

/* Hands one letter over and returns at once. -EAGAIN: as many are in flight as "jobs"
 * says; wait for one first. `user` comes back with the result. */
int assay_submit(struct assay *a, const void *bytes, size_t n, const char *const *context,
	void *user);

/* The next result that is ready, in any order. Waits `timeout_ms`, -1 for as long as it
 * takes. Only meanwhile are the letters' questions to DNS passed on: who waits late or
 * seldom gets results that say that time ran out. 0, -ETIMEDOUT, or -ENOENT when nothing
 * is in flight. */
int assay_wait(struct assay *a, int timeout_ms, struct assay_result **result_r);

/* Letters handed over whose result was not yet given. */
size_t assay_pending(const struct assay *a);

/* --- Results. They stay valid after assay_close() --- */

enum assay_verdict {
	ASSAY_NOTHING_FOUND = 0,
	ASSAY_UNDECIDED = 1, /* something that matters could not be checked */
	ASSAY_CAUTION = 2,
	ASSAY_DANGER = 3,
};

enum assay_state { ASSAY_CLEAR = 0, ASSAY_HIT = 1, ASSAY_UNKNOWN = 2 };

void assay_result_free(struct assay_result **result);
void *assay_result_user(const struct assay_result *r);
enum assay_verdict assay_result_verdict(const struct assay_result *r);
/* "danger", "caution", "undecided", "nothing-found" */
const char *assay_result_verdict_name(const struct assay_result *r);
/* 1 when every check that matters could be made, 0 otherwise. */
int assay_result_is_complete(const struct assay_result *r);

/* The verdict, and the one step to take, as sentences. */
const char *assay_result_heading(struct assay_result *r);
const char *assay_result_next(struct assay_result *r);
/* The reasons of the verdict, at most three, the strongest first: indices of findings. */
size_t assay_result_reasons(const struct assay_result *r, size_t reasons_r[3]);

enum assay_text {
	ASSAY_TEXT_ALL = 1,    /* every finding with its weight and place */
	ASSAY_TEXT_COLOUR = 2, /* for a terminal */
	ASSAY_TEXT_BRIEF = 4,  /* one line where nothing was found */
};

/* The report for people, ended by an empty line; for plain terminals: nothing in it
 * commands one. `width`: columns to wrap at, 0: not at all. */
const char *assay_result_text(struct assay_result *r, unsigned flags, unsigned width);
/* One line of JSON with its line feed (docs/schema/check-1.json); always valid UTF-8.
 * `flags`: 0 or ASSAY_TEXT_ALL. */
const char *assay_result_json(struct assay_result *r, unsigned flags);

/* --- Findings: 0 to assay_result_findings() - 1; past that NULL or 0 --- */

size_t assay_result_findings(const struct assay_result *r);
const char *assay_finding_code(const struct assay_result *r, size_t i);
const char *assay_finding_variant(const struct assay_result *r, size_t i); /* or NULL */
enum assay_state assay_finding_state(const struct assay_result *r, size_t i);
/* "strong" "medium" "weak" "info" */
const char *assay_finding_tier(const struct assay_result *r, size_t i);
/* Why it is unknown: "offline", "dns-timeout" ...; NULL in other states. */
const char *assay_finding_gap(const struct assay_result *r, size_t i);
/* The sentence, escaped for a terminal; NULL where there is none. */
const char *assay_finding_says(struct assay_result *r, size_t i);
/* Where in the letter: a path for people, and the bytes. 0, or -ENOENT where a finding
 * rests on no bytes. */
const char *assay_finding_path(struct assay_result *r, size_t i);
int assay_finding_place(
	const struct assay_result *r, size_t i, size_t *offset_r, size_t *length_r);

#ifdef __cplusplus
}
#endif

#endif
