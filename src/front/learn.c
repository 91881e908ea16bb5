/* `assay learn SOURCE...`: teaches the memory whom the user writes to. A source is whatever
 * `assay check` reads, a file of cards, or an IMAP mailbox; letters written by the user and
 * not delivered are learned, wherever they lie. Running it again learns what is new.
 *
 * An interrupt ends it between two batches: what was learned is kept, and the next run goes
 * on. A damaged memory is moved aside, said so, and a new one begun. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#include "front/command.h"
#include "front/learner.h"
#include "front/mailbox.h"
#include "front/marks.h"
#include "front/memory.h"
#include "front/screen.h"
#include "front/things.h"
#include "people/db.h"
#include "report/escape.h"

enum { GUESS_LETTERS = 500, GUESSES_MAX = 16, ADDRESS_BYTES = 256, TIDY_DAYS = 30 };

/* An author that the letters name, and how often. */
struct guess {
	char local[ADDRESS_BYTES], domain[ADDRESS_BYTES];
	size_t letters;
};

struct teach {
	struct arena *arena;
	struct options options;
	struct crew *crew;
	struct people *people;
	struct screen screen;
	char **sources;
	char (*passwords)[MAILBOX_PASSWORD_BYTES]; /* of the sources that want one */
	struct marks *marks;
	struct guess guesses[GUESSES_MAX];
	size_t guess_count, guessed_letters;
	struct learner_counts counts;
	int error; /* the first sysexits status, or 0 */
};

static volatile sig_atomic_t caught;

static void on_signal(int signal)
{
	caught = signal;
}

static void fail(struct teach *t, int status, const char *why)
{
	screen_clear(&t->screen);
	complain(status, "%s", why);
	if (!t->error)
		t->error = status;
}

/* --- who the user is --- */

static bool copy(char out[ADDRESS_BYTES], struct span s)
{
	if (s.n >= ADDRESS_BYTES)
		return false;
	memcpy(out, s.p, s.n);
	out[s.n] = '\0';
	return true;
}

static bool count_author(void *state, const struct memo *memo)
{
	struct teach *t = state;
	const struct party *from = &memo->from;
	if (memo->is_card || memo->delivered || from->domain.n == 0)
		return false;
	t->guessed_letters++;
	for (size_t i = 0; i < t->guess_count; i++) {
		struct guess *g = &t->guesses[i];
		if (!span_equal(from->local, span_from_cstr(g->local)) ||
			!span_equal(from->domain, span_from_cstr(g->domain)))
			continue;
		g->letters++;
		return false;
	}
	struct guess *g = &t->guesses[t->guess_count];
	if (t->guess_count < GUESSES_MAX && copy(g->local, from->local) &&
		copy(g->domain, from->domain)) {
		g->letters = 1;
		t->guess_count++;
	}
	return false;
}

/* One in ten letters, and no fewer than two where there are many, make an own address. */
static bool is_likely(const struct teach *t, const struct guess *g)
{
	return g->letters * 10 >= t->guessed_letters &&
	       (g->letters > 1 || t->guessed_letters < 3);
}

static bool ask_user(const struct guess *g, size_t of)
{
	char answer[16];
	char address[2 * ADDRESS_BYTES + 2];
	snprintf(address, sizeof(address), "%s@%s", g->local, g->domain);
	struct arena *a = arena_create(1 << 16);
	struct text shown;
	text_init(&shown, a, 4096);
	escape_terminal(&shown, span_from_cstr(address));
	fprintf(stderr, "%zu of %zu letters are from %s. Is that you? [y/N] ", g->letters,
		of, shown.p);
	fflush(stderr);
	arena_destroy(&a);
	return fgets(answer, sizeof(answer), stdin) &&
	       (answer[0] == 'y' || answer[0] == 'Y' || answer[0] == 'j');
}

static int add_me(struct teach *t, struct span local, struct span domain)
{
	struct err err;
	struct party me;
	if (!party_make(t->arena, local, domain, SPAN(""), &me))
		return complain(EX_USAGE, "%.*s@%.*s is no address", SPAN_ARG(local),
			SPAN_ARG(domain));
	if (people_add_me(t->people, me.local, me.domain, &err) < 0)
		return complain(EX_IOERR, "%s", err.text);
	return EX_OK;
}

static int accept_guess(struct teach *t, const struct guess *g)
{
	return add_me(t, span_from_cstr(g->local), span_from_cstr(g->domain));
}

static int confirm_guesses(struct teach *t)
{
	bool can_ask = isatty(STDIN_FILENO) && isatty(STDERR_FILENO);
	size_t accepted = 0, likely = 0;
	for (size_t i = 0; i < t->guess_count; i++) {
		const struct guess *g = &t->guesses[i];
		if (!is_likely(t, g))
			continue;
		likely++;
		if (!t->options.yes && !can_ask)
			return complain(EX_USAGE,
				"whose mail is this? %zu of %zu letters are from %s@%s: "
				"run it "
				"again with --me %s@%s, or --yes",
				g->letters, t->guessed_letters, g->local, g->domain,
				g->local, g->domain);
		if (!t->options.yes && !ask_user(g, t->guessed_letters))
			continue;
		int status = accept_guess(t, g);
		if (status != EX_OK)
			return status;
		accepted++;
	}
	if (likely == 0)
		return complain(EX_DATAERR,
			"no letter here is a copy of one that was sent: name your "
			"address "
			"with --me, and your Sent folder as the source");
	return accepted ? EX_OK
			: complain(EX_USAGE, "name your address with --me ADDRESS");
}

/* --- reading --- */

static struct learner *new_learner(struct teach *t, bool guessing)
{
	return learner_create(t->arena,
		&(struct learner_settings){ .crew = t->crew,
			.people = t->people,
			.settings = { t->options.settings, t->options.setting_count },
			.budget = t->options.budget,
			.now_s = t->options.now_s,
			.received = t->options.received && !guessing,
			.watch = guessing ? count_author : NULL,
			.state = t });
}

static void show(struct teach *t, const struct learner *l, const struct things *things)
{
	uint64_t done = 0, total = 0;
	const struct learner_counts *c = learner_counts(l);
	if (things)
		things_progress(things, &done, &total);
	screen_progress_of_learning(
		&t->screen, c->letters, c->learned[LEARNED_SENT], done, total);
}

static int status_of(int r)
{
	return r == -ENOENT || r == -EACCES || r == -EISDIR || r == -ENODATA ? EX_NOINPUT
									     : EX_IOERR;
}

struct fetching {
	struct teach *teach;
	struct learner *learner;
	uint64_t max;
	bool failed; /* the memory did */
};

static uint32_t folder_known(void *state, const char *folder)
{
	struct fetching *f = state;
	return (uint32_t)marks_known(f->teach->marks, "folder", folder);
}

static void folder_done(void *state, const char *folder, uint32_t uid)
{
	struct fetching *f = state;
	marks_set(f->teach->marks, "folder", folder, uid);
}

/* At most `max` letters of what lies on this machine. False: the memory failed. */
static bool read_files(struct teach *t, struct learner *l, char **paths, uint64_t max)
{
	struct things *things = things_open(
		t->arena, paths, &(struct things_how){ .folders = FOLDERS_OF_LETTERS });
	if (max == UINT64_MAX)
		things_go_on(things, marks_file_known, t->marks);
	struct thing thing;
	struct err err;
	int r = 1;
	bool well = true;
	while (well && r != 0 && !caught && learner_counts(l)->letters < max) {
		r = things_next(things, &thing, &err);
		if (r < 0) {
			fail(t, status_of(r), err.text);
		} else if (r > 0 && learner_add(l, thing.bytes, &err) < 0) {
			fail(t, EX_IOERR, err.text);
			well = false;
		} else if (r > 0) {
			marks_set_file(t->marks, &thing);
		}
		show(t, l, things);
	}
	things_close(things);
	return well;
}

static int take_fetched(void *state, struct span letter, struct err *err_r)
{
	struct fetching *f = state;
	if (caught || learner_counts(f->learner)->letters >= f->max)
		return -ECANCELED;
	int r = learner_add(f->learner, letter, err_r);
	f->failed = r < 0;
	show(f->teach, f->learner, NULL);
	return r;
}

static int status_of_mailbox(int r)
{
	switch (-r) {
	case EACCES: return EX_NOPERM;
	case EINVAL: return EX_USAGE;
	case ENOENT: return EX_NOINPUT;
	default: return EX_UNAVAILABLE;
	}
}

/* False: the memory failed; what a mailbox lacks does not keep the next one from its turn. */
static bool read_mailbox(struct teach *t, struct learner *l, size_t i, uint64_t max)
{
	struct fetching f = { t, l, max, false };
	bool all = max == UINT64_MAX;
	struct mailbox_settings settings = { .url = t->sources[i],
		.options = &t->options,
		.password = t->passwords[i],
		.take = take_fetched,
		.known = all ? folder_known : NULL,
		.done = all ? folder_done : NULL,
		.state = &f };
	struct err err;
	int r = mailbox_fetch(&settings, &err);
	if (r < 0 && r != -ECANCELED && !caught)
		fail(t, f.failed ? EX_IOERR : status_of_mailbox(r), err.text);
	return !f.failed;
}

/* Files in one go, so that the progress line knows the whole; mailboxes each by itself. */
static bool read_sources(struct teach *t, struct learner *l, uint64_t max)
{
	size_t files = 0, count = 0;
	while (t->sources[count])
		count++;
	char **paths = arena_array(t->arena, count + 1, sizeof(*paths));
	for (size_t i = 0; i < count; i++)
		if (!mailbox_is_url(t->sources[i]))
			paths[files++] = t->sources[i];
	bool well = files == 0 || read_files(t, l, paths, max);
	for (size_t i = 0; i < count && well && !caught; i++)
		if (mailbox_is_url(t->sources[i]))
			well = read_mailbox(t, l, i, max);
	return well;
}

/* --- the work --- */

static int has_one(void *state, const struct acquaintance *who)
{
	(void)who;
	*(bool *)state = true;
	return 1;
}

/* To guess, the letters are read twice, which a pipe does not allow. */
static const char *find_pipe(const struct teach *t)
{
	struct stat st;
	for (char **s = t->sources; *s; s++) {
		bool standard = strcmp(*s, "-") == 0;
		int r = standard ? fstat(STDIN_FILENO, &st) : stat(*s, &st);
		if (!mailbox_is_url(*s) && r == 0 && !S_ISREG(st.st_mode) &&
			!S_ISDIR(st.st_mode))
			return standard ? "standard input" : *s;
	}
	return NULL;
}

static int guess_me(struct teach *t)
{
	struct err err;
	const char *pipe = find_pipe(t);
	if (pipe)
		return complain(EX_USAGE,
			"whose mail is this? %s can be read only once: name your address "
			"with --me",
			pipe);
	struct learner *l = new_learner(t, true);
	read_sources(t, l, GUESS_LETTERS);
	if (learner_finish(l, &err) < 0)
		fail(t, EX_IOERR, err.text);
	learner_destroy(&l);
	screen_clear(&t->screen);
	if (t->error || caught)
		return t->error;
	return confirm_guesses(t);
}

static int find_me(struct teach *t)
{
	bool known = false;
	struct err err;
	for (size_t i = 0; i < t->options.setting_count; i++) {
		const struct setting *s = &t->options.settings[i];
		size_t at = span_rfind_byte(s->value, '@');
		if (strcmp(s->name, "me") != 0)
			continue;
		int status =
			add_me(t, span_take(s->value, at), span_skip(s->value, at + 1));
		if (status != EX_OK)
			return status;
		known = true;
	}
	if (!known && people_list_me(t->people, has_one, &known, &err) < 0)
		return complain(EX_IOERR, "%s", err.text);
	return known ? EX_OK : guess_me(t);
}

/* Once in a while: it looks at everything. */
static void tidy(struct teach *t)
{
	struct err err;
	int64_t now_s = t->options.now_s ? t->options.now_s : (int64_t)time(NULL);
	int64_t last_s = people_position(t->people, SPAN("tidy"));
	if (last_s > now_s - TIDY_DAYS * 86400 || people_begin(t->people, &err) < 0)
		return;
	if (last_s < 0 || people_tidy(t->people, now_s, &err) == 0) {
		people_set_position(t->people, SPAN("tidy"), now_s, &err);
		people_commit(t->people, &err);
	} else {
		people_rollback(t->people);
		fail(t, EX_IOERR, err.text);
	}
}

static void learn_all(struct teach *t)
{
	struct err err;
	struct learner *l = new_learner(t, false);
	bool well = read_sources(t, l, UINT64_MAX);
	int r = learner_finish(l, &err);
	if (r < 0)
		fail(t, EX_IOERR, err.text);
	t->counts = *learner_counts(l);
	if (well && r == 0 && t->counts.unread == 0 && marks_keep(t->marks, &err) < 0)
		fail(t, EX_IOERR, err.text);
	learner_destroy(&l);
	if (!t->error && !caught)
		tidy(t);
	screen_clear(&t->screen);
}

static void print_json(const struct teach *t)
{
	static const char *const names[LEARNED_KINDS] = { "sent", "received", "cards",
		"before", "not_mine", "delivered", "nothing" };
	printf("{\"schema\":\"assay-learn-1\",\"letters\":%llu",
		(unsigned long long)t->counts.letters);
	for (int i = 0; i < LEARNED_KINDS; i++)
		printf(",\"%s\":%llu", names[i],
			(unsigned long long)t->counts.learned[i]);
	printf(",\"unread\":%llu}\n", (unsigned long long)t->counts.unread);
}

static void print_line(uint64_t n, const char *what)
{
	if (n)
		printf("  %-8llu %s\n", (unsigned long long)n, what);
}

static void print_counts(const struct teach *t)
{
	const struct learner_counts *c = &t->counts;
	if (t->options.json) {
		print_json(t);
		return;
	}
	printf("%llu letter%s read%s\n", (unsigned long long)c->letters,
		c->letters == 1 ? "" : "s", c->letters ? ":" : "");
	print_line(c->learned[LEARNED_SENT], "sent by you, and learned");
	print_line(c->learned[LEARNED_RECEIVED], "received, and kept apart");
	print_line(c->learned[LEARNED_BEFORE], "known already");
	print_line(c->learned[LEARNED_NOT_MINE], "not written by you: left alone");
	print_line(c->learned[LEARNED_DELIVERED],
		"in your name, but delivered by mail: anyone may have written them");
	print_line(c->learned[LEARNED_NOTHING], "without anybody to learn");
	print_line(c->unread, "could not be read");
	if (c->learned[LEARNED_CARD])
		printf("%llu %s of an address book learned\n",
			(unsigned long long)c->learned[LEARNED_CARD],
			c->learned[LEARNED_CARD] == 1 ? "entry" : "entries");
}

/* A memory that is damaged is kept for whoever can repair it, and a new one is begun. */
static int open_memory(struct teach *t)
{
	struct err err;
	char aside[4096];
	int r = memory_open(&t->options, true, &t->people, &err);
	if (r == 0)
		r = people_examine(t->people, &err);
	if (r == -EUCLEAN && db_is_file(memory_where(&t->options))) {
		people_close(&t->people);
		complain(0, "%s", err.text);
		if (people_set_aside(memory_where(&t->options), aside, &err) < 0)
			return complain(EX_IOERR, "%s", err.text);
		complain(
			0, "the damaged memory is kept as %s; a new one is begun", aside);
		r = memory_open(&t->options, true, &t->people, &err);
	}
	return r < 0 ? complain(EX_CANTCREAT, "%s", err.text) : EX_OK;
}

static int start(struct teach *t)
{
	struct err err;
	const struct options *o = &t->options;
	const char *worker =
		o->programs ? arena_printf(t->arena, "%s/assay-worker", o->programs)
			    : NULL;
	int status = open_memory(t);
	if (status != EX_OK)
		return status;
	t->marks = marks_create(t->arena, t->people, o->received);
	int r = crew_create(
		&(struct crew_settings){ .sandbox = (enum sandbox_mode)o->sandbox,
			.worker = WORKER_REUSED,
			.jobs_max = (unsigned)o->jobs,
			.worker_path = worker,
			.offline = true },
		&t->crew, &err);
	return r < 0 ? complain(EX_UNAVAILABLE, "%s", err.text) : EX_OK;
}

static void catch_signals(void)
{
	struct sigaction end = { .sa_handler = on_signal, .sa_flags = SA_RESETHAND };
	struct sigaction ignore = { .sa_handler = SIG_IGN };
	sigaction(SIGINT, &end, NULL);
	sigaction(SIGTERM, &end, NULL);
	sigaction(SIGHUP, &end, NULL);
	things_catch_shrinking();
	sigaction(SIGPIPE, &ignore, NULL);
}

static int run(struct teach *t)
{
	screen_init(&t->screen, &t->options, true);
	int status = start(t);
	if (status == EX_OK)
		status = find_me(t);
	if (status != EX_OK || caught)
		return caught ? 128 + caught : status;
	learn_all(t);
	print_counts(t);
	return caught ? 128 + caught : t->error;
}

int learn_main(char **args)
{
	struct teach t = { .arena = arena_create(SIZE_MAX) };
	int count,
		status = command_options(&t.options, t.arena, PLACE_LEARN, args, &count);
	t.sources = args;
	t.passwords = arena_array(t.arena, (size_t)count + 1, sizeof(*t.passwords));
	if (status == EX_OK && count == 0)
		status = complain(EX_USAGE, "nothing to learn from (try: assay learn "
					    "~/Maildir/.Sent, or assay learn --help)");
	if (status == EX_OK) {
		catch_signals();
		status = run(&t);
	}
	if (t.passwords)
		explicit_bzero(t.passwords, ((size_t)count + 1) * sizeof(*t.passwords));
	crew_destroy(&t.crew);
	people_close(&t.people);
	arena_destroy(&t.arena);
	return status;
}
