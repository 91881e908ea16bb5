/* `assay ledger import`: a process of its own reads the exports, for their bytes are foreign. It
 * has the ledger's folder and what it is given to read, no network and no other file
 * (ledger_lock.c). Ctrl-C ends it between two blocks of lines, with what is read in the ledger;
 * the next import of the same source goes on there. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/num.h"
#include "front/command.h"
#include "front/ledger.h"
#include "front/ledger_lock.h"
#include "front/node.h"
#include "front/screen.h"
#include "import/import.h"
#include "report/escape.h"

enum { SHOWN_MAX = 10, ROW_SHOWN_MAX = 120, ROW_KEPT_MAX = 4096 };

struct source_row {
	const char *name;
	int fd;
};

struct importing {
	struct arena *arena, *scratch, *block;
	const struct options *options;
	struct import_options how;
	struct screen screen;
	struct writer *writer;
	struct source_row *sources;
	size_t count, capacity, now;
	int folder;	  /* of the sources, where a folder was given; or -1 */
	struct node node; /* with --rpc */
	int asides;	  /* the ledger's file of rows set aside */
	size_t shown;	  /* of these, on the terminal */
	uint64_t rows, refused, repeated;
};

static volatile sig_atomic_t stopped;

static void stop(int signal)
{
	(void)signal;
	stopped = 1;
}

/* ---- which sources */

static int add_source(struct importing *m, int at, const char *name, const char *shown,
	struct err *err_r)
{
	int fd = strcmp(name, "-") == 0 && at == AT_FDCWD
			 ? dup(STDIN_FILENO)
			 : openat(at, name, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		return err_set(err_r, errno, "%s: %s", shown, strerror(errno));
	m->sources = arena_grow(
		m->arena, m->sources, m->count, &m->capacity, sizeof(*m->sources));
	m->sources[m->count++] =
		(struct source_row){ arena_cstr(m->arena, span_from_cstr(shown)), fd };
	return 0;
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* What is hidden is no export. */
static char **names_in(struct importing *m, DIR *folder, size_t *count_r)
{
	char **names = NULL;
	size_t capacity = 0;
	const struct dirent *entry;
	*count_r = 0;
	while ((entry = readdir(folder))) {
		if (entry->d_name[0] == '.')
			continue;
		names = arena_grow(m->arena, names, *count_r, &capacity, sizeof(*names));
		names[(*count_r)++] = arena_cstr(m->arena, span_from_cstr(entry->d_name));
	}
	if (*count_r)
		qsort(names, *count_r, sizeof(*names), compare_names);
	return names;
}

/* The files of a folder, in the order of their names. */
static int add_folder(struct importing *m, const char *path, struct err *err_r)
{
	DIR *folder = m->folder < 0 ? opendir(path) : NULL;
	size_t count;
	int r = 0;
	if (!folder)
		return err_set(err_r, m->folder < 0 ? errno : EINVAL, "%s: %s", path,
			m->folder < 0 ? strerror(errno) : "one folder at a time");
	m->folder = dup(dirfd(folder));
	char **names = names_in(m, folder, &count);
	for (size_t i = 0; r == 0 && i < count; i++) {
		struct stat st;
		if (fstatat(m->folder, names[i], &st, 0) == 0 && S_ISREG(st.st_mode))
			r = add_source(m, m->folder, names[i],
				arena_printf(m->arena, "%s/%s", path, names[i]), err_r);
	}
	closedir(folder);
	return r;
}

/* The folder that all named files stand in, or -1: what one lacks, another beside it may tell. */
static int common_folder(struct importing *m, char **names, int count)
{
	struct span folder = SPAN("");
	for (int i = 0; i < count; i++) {
		struct span name = span_from_cstr(names[i]);
		size_t slash = span_rfind_byte(name, '/');
		struct span own =
			slash == SPAN_NONE ? SPAN(".") : span_take(name, slash + 1);
		if (span_equal(name, SPAN("-")) || (i && !span_equal(own, folder)))
			return -1;
		folder = own;
	}
	return count ? open(arena_cstr(m->arena, folder),
			       O_PATH | O_DIRECTORY | O_CLOEXEC)
		     : -1;
}

static int add_sources(struct importing *m, char **names, int count, struct err *err_r)
{
	int r = 0;
	for (int i = 0; r == 0 && i < count; i++) {
		struct stat st;
		if (stat(names[i], &st) == 0 && S_ISDIR(st.st_mode))
			r = add_folder(m, names[i], err_r);
		else
			r = add_source(m, AT_FDCWD, names[i], names[i], err_r);
	}
	if (m->folder < 0)
		m->folder = common_folder(m, names, count);
	return r;
}

/* Its lines are the one source. */
static int add_node(struct importing *m, struct err *err_r)
{
	int r = node_start(m->arena, m->options, &m->node, err_r);
	if (r < 0)
		return r;
	m->sources = arena_grow(
		m->arena, m->sources, m->count, &m->capacity, sizeof(*m->sources));
	m->sources[m->count++] = (struct source_row){ m->node.name, m->node.fd };
	return 0;
}

/* ---- what is told */

static const char *shown(struct importing *m, struct span s, size_t max)
{
	struct text t;
	text_init(&t, m->scratch, 16384);
	escape_terminal_short(&t, s, max);
	return arena_cstr(m->scratch, text_span(&t));
}

/* Into the ledger's own file with its source, line and reason; the first few to the terminal,
 * too. */
static void set_aside(void *state, uint64_t line, const char *reason, struct span row)
{
	struct importing *m = state;
	const char *name = m->sources[m->now].name;
	struct text t;
	text_init(&t, m->scratch, 16384);
	escape_terminal(&t, span_from_cstr(name));
	text_printf(&t, "\t%" PRIu64 "\t%s\t", line, reason);
	escape_terminal(&t, span_take(row, ROW_KEPT_MAX));
	text_add_byte(&t, '\n');
	if (m->asides >= 0 && write(m->asides, t.p, t.n) < 0)
		m->asides = -1;
	if (m->shown++ < SHOWN_MAX) {
		screen_clear(&m->screen);
		fprintf(stderr, "assay: %s:%" PRIu64 ": set aside: %s: %s\n",
			shown(m, span_from_cstr(name), 200), line, reason,
			shown(m, row, ROW_SHOWN_MAX));
	}
	arena_reset(m->scratch);
}

static int go_on(void *state, const struct import *import)
{
	struct importing *m = state;
	uint64_t done, total;
	source_progress(import->source, &done, &total);
	screen_progress_of_import(
		&m->screen, m->rows + m->writer->columns.count, done, total);
	return stopped;
}

static int sibling(void *state, const char *name, struct source **source_r)
{
	struct importing *m = state;
	int fd = m->folder < 0
			 ? -1
			 : openat(m->folder, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	struct err err;
	*source_r = NULL;
	return fd < 0 ? -ENOENT : source_open(fd, name, source_r, &err);
}

static void tell(struct importing *m, const struct state_import *im, bool was_in)
{
	screen_clear(&m->screen);
	const char *name = shown(m, span_from_cstr(m->sources[m->now].name), 200);
	if (m->options->json)
		return;
	if (was_in)
		printf("%s: is in already\n", name);
	else
		printf("%s: %" PRIu64 " rows, %" PRIu64 " set aside, %" PRIu64
		       " were in already\n",
			name, im->rows, im->refused, im->repeated);
	arena_reset(m->scratch);
}

static void tell_sum(struct importing *m)
{
	if (m->options->json)
		printf("{\"schema\":\"assay-ledger-1\",\"rows\":%" PRIu64
		       ",\"refused\":%" PRIu64 ",\"repeated\":%" PRIu64 "}\n",
			m->rows, m->refused, m->repeated);
	if (m->shown > SHOWN_MAX)
		fprintf(stderr,
			"assay: %zu rows were set aside in all; %s/refused lists them\n",
			m->shown, m->options->into);
}

/* ---- the work */

static int import_one(struct importing *m, struct err *err_r)
{
	struct import import = { .arena = arena_create(SIZE_MAX),
		.scratch = m->block,
		.writer = m->writer,
		.options = &m->how,
		.set_aside = set_aside,
		.go_on = go_on,
		.sibling = sibling,
		.state = m };
	bool was_in = false;
	int r = source_open(
		m->sources[m->now].fd, m->sources[m->now].name, &import.source, err_r);
	r = r < 0 ? r : import_source(&import, &was_in, err_r);
	const struct state_import *im = m->writer->import;
	if (im && !was_in) {
		m->rows += im->rows;
		m->refused += im->refused;
		m->repeated += im->repeated;
	}
	if (r == 0)
		tell(m, im, was_in);
	source_close(&import.source);
	arena_destroy(&import.arena);
	return r;
}

static int status_of(int r)
{
	return r == -ECANCELED	? 128 + SIGINT
	       : r == -EBUSY	? EX_TEMPFAIL
	       : r == -ENOENT	? EX_NOINPUT
	       : r == -EINVAL	? EX_USAGE
	       : r == -EBADMSG	? EX_DATAERR
	       : r == -EMSGSIZE ? EX_DATAERR
	       : r == -EUCLEAN	? EX_DATAERR
				: EX_IOERR;
}

/* In the child. */
static int import_all(struct importing *m)
{
	struct err err;
	int r = writer_open(m->options->into, &m->writer, &err);
	if (r == 0) {
		if (m->options->commit_every)
			m->writer->rows_max = (uint32_t)m->options->commit_every;
		m->asides = openat(m->writer->lock, "refused",
			O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0666);
		if (m->options->sandbox == SANDBOX_FULL)
			r = ledger_lock(m->writer->lock, m->folder, &err);
	}
	for (m->now = 0; r == 0 && m->now < m->count; m->now++)
		r = import_one(m, &err);
	screen_clear(&m->screen);
	writer_close(&m->writer);
	tell_sum(m);
	if (r < 0)
		complain(0, "%s", err.text);
	fflush(stdout);
	return r < 0 ? status_of(r) : m->refused ? EX_DATAERR : EX_OK;
}

static int wait_for(pid_t child)
{
	int status;
	while (waitpid(child, &status, 0) < 0)
		if (errno != EINTR)
			return complain(EX_OSERR, "waiting: %s", strerror(errno));
	if (WIFEXITED(status))
		return WEXITSTATUS(status);
	return complain(EX_SOFTWARE,
		"the import died of signal %d; the ledger is as at its last commit",
		WTERMSIG(status));
}

static void read_options(struct importing *m, const struct options *o)
{
	uint64_t decimals = 0;
	if (o->decimals)
		num_parse(span_from_cstr(o->decimals), LEDGER_DECIMALS_MAX, &decimals);
	m->how = (struct import_options){ .form = span_from_cstr(o->form),
		.chain = o->chain ? span_from_cstr(o->chain) : SPAN(""),
		.symbol = span_from_cstr(o->symbol),
		.map = span_from_cstr(o->map),
		.asset = span_from_cstr(o->asset),
		.decimals = (unsigned)decimals,
		.decimals_given = o->decimals != NULL,
		.no_time_s = o->no_time_s };
}

int ledger_import(struct options *o, char **names, int count)
{
	struct importing m = { .arena = arena_create(SIZE_MAX),
		.scratch = arena_create(1 << 20),
		.block = arena_create(SIZE_MAX),
		.options = o,
		.folder = -1,
		.asides = -1 };
	struct err err;
	int status = EX_OK;
	screen_init(&m.screen, o, true);
	read_options(&m, o);
	if (!o->into || (count == 0) == !o->rpc)
		status = complain(EX_USAGE,
			"ledger import wants --into LEDGER, and sources or --rpc URL");
	else if (o->rpc && add_node(&m, &err) < 0)
		status = complain(EX_UNAVAILABLE, "%s", err.text);
	else if (add_sources(&m, names, count, &err) < 0)
		status = complain(EX_NOINPUT, "%s", err.text);
	if (status == EX_OK) {
		fflush(NULL);
		pid_t child = fork();
		struct sigaction act = { .sa_handler = child ? SIG_IGN : stop };
		sigaction(SIGINT, &act, NULL);
		sigaction(SIGTERM, &act, NULL);
		if (child == 0)
			_exit(import_all(&m));
		if (o->rpc) /* the child's alone: it ends with its reader */
			close(m.node.fd);
		status = child < 0 ? complain(EX_OSERR, "fork: %s", strerror(errno))
				   : wait_for(child);
		int failed = o->rpc ? node_wait(&m.node) : 0;
		status = failed ? failed : status;
	}
	arena_destroy(&m.block);
	arena_destroy(&m.scratch);
	arena_destroy(&m.arena);
	return status;
}
