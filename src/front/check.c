/* `assay check THING...`: hands letters over, many at once, and prints their reports in the
 * order of the input. What was printed stays whole: after an interrupt the line at hand is
 * finished and nothing more is begun.
 *
 * Exit status, the first that applies: 128 plus a signal; 64 to 78 for what went wrong
 * (sysexits.h), the first of them; 1 for a verdict at or above --level; 2 when a check that
 * matters could not be made; 0 otherwise. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "front/check_address.h"
#include "front/check_name.h"
#include "front/command.h"
#include "front/library.h"
#include "front/screen.h"
#include "front/things.h"

enum { EX_FOUND = 1, EX_UNCHECKED = 2, POLL_MS = 100, ORDERED_PER_JOB = 8 };

/* A letter between its reading and its printing. */
struct place_in_line {
	struct assay_result *result;
	bool done;
};

struct run {
	struct arena *arena;
	struct assay *assay;
	const struct options *options;
	struct things *things;
	struct screen screen;
	struct place_in_line *line; /* a ring */
	size_t size, first, behind; /* numbers of letters: to be printed, to be read */
	size_t levels[ASSAY_DANGER + 1], incomplete;
	bool deaf; /* nobody takes what is printed */
	int error; /* the first sysexits status, or 0 */
};

static volatile sig_atomic_t caught;

static void on_signal(int signal)
{
	caught = signal;
}

static void catch_signals(void)
{
	/* The second one of a kind ends the program at once, whatever it waits for. */
	struct sigaction end = { .sa_handler = on_signal, .sa_flags = SA_RESETHAND };
	struct sigaction ignore = { .sa_handler = SIG_IGN };
	sigaction(SIGINT, &end, NULL);
	sigaction(SIGTERM, &end, NULL);
	sigaction(SIGHUP, &end, NULL);
	things_catch_shrinking();
	sigaction(SIGPIPE, &ignore, NULL);
}

static void fail(struct run *run, int status, const char *why)
{
	screen_clear(&run->screen);
	complain(status, "%s", why);
	if (!run->error)
		run->error = status;
}

static int status_of(int error)
{
	switch (-error) {
	case ENOENT:
	case ENODATA:
	case EACCES:
	case EPERM:
	case EISDIR:
	case ENOTDIR:
	case ELOOP:
	case ENAMETOOLONG: return EX_NOINPUT;
	case EFBIG: return EX_DATAERR;
	case ENOMEM: return EX_OSERR;
	default: return EX_IOERR;
	}
}

/* --- printing --- */

/* All of it or an error: a signal does not cut a line. */
static void put(struct run *run, const char *text)
{
	struct span rest = span_from_cstr(text);
	while (rest.n && !run->deaf) {
		ssize_t n = write(STDOUT_FILENO, rest.p, rest.n);
		if (n >= 0) {
			rest = span_skip(rest, (size_t)n);
		} else if (errno == EPIPE) {
			run->deaf = true;
			caught = SIGPIPE;
		} else if (errno != EINTR) {
			run->deaf = true;
			fail(run, EX_IOERR, strerror(errno));
		}
	}
}

static void print(struct run *run, struct assay_result *r)
{
	const struct options *o = run->options;
	unsigned flags = (o->all ? ASSAY_TEXT_ALL : 0u) |
			 (run->screen.colour ? ASSAY_TEXT_COLOUR : 0u) |
			 (things_are_many(run->things) ? ASSAY_TEXT_BRIEF : 0u);
	const char *text = o->json ? assay_result_json(r, flags)
				   : assay_result_text(r, flags, run->screen.width);
	if (!text) {
		fail(run, EX_OSERR, "out of memory for a report");
		return;
	}
	screen_clear(&run->screen);
	put(run, text);
}

static void count(struct run *run, const struct assay_result *r)
{
	run->levels[assay_result_verdict(r)]++;
	run->incomplete += !assay_result_is_complete(r);
}

static struct place_in_line *place(struct run *run, size_t number)
{
	return &run->line[number % run->size];
}

static void print_ready(struct run *run)
{
	while (!caught && !run->deaf && run->first < run->behind &&
		place(run, run->first)->done) {
		struct place_in_line *p = place(run, run->first++);
		count(run, p->result);
		print(run, p->result);
		assay_result_free(&p->result);
	}
}

static void show_progress(struct run *run)
{
	uint64_t done, total;
	things_progress(run->things, &done, &total);
	screen_progress(&run->screen, run->first, run->levels[ASSAY_DANGER],
		run->levels[ASSAY_CAUTION], done, total);
}

/* --- checking --- */

/* What the thing is, where its bytes do not tell; NULL: they do. */
static const char *kind_of(const struct run *run, const struct thing *thing)
{
	if (thing->is_folder)
		return "folder";
	return run->options->approach ? "approach" : NULL;
}

static bool submit(struct run *run, const struct thing *thing)
{
	enum { PAIRS_MAX = 3 };
	char index[24];
	const char *context[2 * PAIRS_MAX + 1] = { "name", thing->name };
	const char *kind = kind_of(run, thing);
	size_t n = 2;
	if (kind) {
		context[n++] = "kind";
		context[n++] = kind;
	}
	if (thing->index && !thing->is_folder) {
		snprintf(index, sizeof(index), "%zu", thing->index);
		context[n++] = "index";
		context[n++] = index;
	}
	struct place_in_line *p = place(run, run->behind);
	*p = (struct place_in_line){ 0 };
	if (assay_submit(run->assay, thing->bytes.p, thing->bytes.n, context, p) < 0) {
		fail(run, EX_SOFTWARE, assay_error(run->assay));
		return false;
	}
	run->behind++;
	return true;
}

static bool has_room(const struct run *run)
{
	return assay_pending(run->assay) < run->options->jobs &&
	       run->behind - run->first < run->size;
}

/* Reads letters while there is room for them. False when no more can be had. */
static bool read_more(struct run *run)
{
	while (!caught && has_room(run)) {
		struct thing thing;
		struct err err;
		int r = things_next(run->things, &thing, &err);
		if (r == 0)
			return false;
		if (r < 0)
			fail(run, status_of(r), err.text);
		else if (!submit(run, &thing))
			return false;
	}
	return true;
}

static bool take_result(struct run *run)
{
	struct assay_result *result;
	int r = assay_wait(run->assay, POLL_MS, &result);
	if (r < 0 && r != -ETIMEDOUT) {
		fail(run, EX_SOFTWARE, assay_error(run->assay));
		return false;
	}
	if (r == 0) {
		struct place_in_line *p = assay_result_user(result);
		*p = (struct place_in_line){ result, true };
	}
	return true;
}

static void check_all(struct run *run)
{
	bool more = true, well = true;
	while (well && !caught && !run->deaf) {
		if (more)
			more = read_more(run);
		if (assay_pending(run->assay) == 0 && !more)
			break;
		if (assay_pending(run->assay) > 0)
			well = take_result(run);
		print_ready(run);
		show_progress(run);
	}
	screen_clear(&run->screen);
}

static void print_sum(struct run *run)
{
	if (caught || run->options->json || run->first < 2)
		return;
	put(run,
		arena_printf(run->arena,
			"\n%zu letters: %zu danger, %zu caution, %zu not decided, "
			"%zu nothing found\n",
			run->first, run->levels[ASSAY_DANGER], run->levels[ASSAY_CAUTION],
			run->levels[ASSAY_UNDECIDED], run->levels[ASSAY_NOTHING_FOUND]));
}

static int status(const struct run *run)
{
	bool danger_only = run->options->level == LEVEL_DANGER;
	size_t found = run->levels[ASSAY_DANGER];
	if (!danger_only)
		found += run->levels[ASSAY_CAUTION];
	if (caught && caught != SIGPIPE)
		return 128 + caught;
	if (run->error)
		return run->error;
	if (found)
		return EX_FOUND;
	return run->levels[ASSAY_UNDECIDED] || run->incomplete ? EX_UNCHECKED : EX_OK;
}

/* A reader that went away ends us as it ends others: by the signal. */
static void leave_by_pipe(void)
{
	struct sigaction usual = { .sa_handler = SIG_DFL };
	sigaction(SIGPIPE, &usual, NULL);
	raise(SIGPIPE);
}

static void run_all(struct run *run)
{
	if (assay_start(run->assay) < 0) {
		fail(run, EX_UNAVAILABLE, assay_error(run->assay));
		return;
	}
	run->size = run->options->jobs * ORDERED_PER_JOB;
	run->line = arena_array(run->arena, run->size, sizeof(*run->line));
	check_all(run);
	print_sum(run);
}

static int read_options(struct options *o, char **args, int *things_r)
{
	int status = command_options(o, o->arena, PLACE_CHECK, args, things_r);
	o->own_people = true;
	if (status != EX_OK)
		return status;
	if (*things_r == 0)
		return complain(EX_USAGE,
			"nothing to check (try: assay check letter.eml, or "
			"assay check --help)");
	return EX_OK;
}

int check_main(char **args)
{
	struct run run = { .arena = arena_create(SIZE_MAX), .assay = assay_open() };
	int things;
	if (!run.assay)
		return complain(EX_OSERR, "out of memory");
	run.options = library_options(run.assay);
	int r = read_options(library_options(run.assay), args, &things);
	if (r == EX_OK && run.options->names) {
		r = check_names(run.options, args);
	} else if (r == EX_OK && is_address_to_check(args[0])) {
		r = check_addresses(run.options, args);
	} else if (r == EX_OK) {
		catch_signals();
		const struct budget *b = &run.options->budget;
		run.things = things_open(run.arena, args,
			&(struct things_how){
				run.options->each ? FOLDERS_EACH : FOLDERS_WHOLE,
				b->bytes, b->files });
		screen_init(&run.screen, run.options, things_are_many(run.things));
		run_all(&run);
		things_close(run.things);
		r = status(&run);
	}
	while (run.first < run.behind) {
		struct place_in_line *p = place(&run, run.first++);
		assay_result_free(&p->result);
	}
	assay_close(&run.assay);
	arena_destroy(&run.arena);
	if (caught == SIGPIPE)
		leave_by_pipe();
	return r;
}

int check_config_main(char **args)
{
	struct arena *arena = arena_create(SIZE_MAX);
	struct options o;
	struct err err;
	int left, r;
	options_init(&o, arena);
	r = options_read_args(&o, PLACE_CHECK, args, &left, &err);
	if (r == 0)
		r = options_read_files(&o, o.config, &err);
	if (r < 0)
		complain(EX_CONFIG, "%s", err.text);
	arena_destroy(&arena);
	return r < 0 ? EX_CONFIG : EX_OK;
}
