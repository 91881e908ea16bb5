/* Turns what the user named into letters. Files are mapped, so a mailbox of many gigabytes
 * costs no memory; only pipes are read into it. The front cuts mailboxes apart
 * (parse/mbox.h) and looks no further into a letter: that is the worker's.
 *
 * A folder with cur/ and new/ is a Maildir: its letters, and those of the Maildir++ folders
 * (".Name") in it. A folder whose files are all letters or mailboxes by content, without a
 * mark of a project, holds one letter or mailbox a file, and Maildirs; it is not searched
 * deeper, and hidden names and what is no file are passed over. Any other folder is one
 * thing, as a project that somebody sent is (front/folder.c). */
#include "front/things.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "front/folder.h"
#include "parse/file/type.h"
#include "parse/mail.h"
#include "parse/mbox.h"

enum { HEAD_BYTES = 4096, MBOX_TASTE = 50, DROP_BYTES = 16 << 20, EACH_MAX = 10000000 };
/* A pipe has no end that is known; past this it had better be a file. */
static const size_t PIPE_BYTES_MAX = (size_t)4 << 30;

struct place {
	const char *path; /* "-": standard input */
	uint64_t bytes;
	int error;	/* found while listing: 0 or errno */
	bool is_folder; /* that is one thing */
};

struct things {
	struct arena *arena;
	struct things_how how;
	struct place *places;
	size_t count, capacity, next;
	uint64_t total, before; /* bytes of all files; of those behind us */
	const char *path;	/* the file that is open */
	void *map;
	size_t map_bytes;
	struct span rest; /* of the mailbox */
	size_t index;
	bool is_mailbox;
	bool is_mapped; /* a file, whose pages can be had again */
	size_t dropped; /* bytes of the map that were given back */
	things_known *known;
	void *state;
};

static void add_place(struct things *t, const char *path, uint64_t bytes, int error)
{
	t->places = arena_grow(
		t->arena, t->places, t->count, &t->capacity, sizeof(*t->places));
	t->places[t->count++] = (struct place){ path, bytes, error, false };
	t->total += bytes;
}

static void add_whole(struct things *t, const char *path)
{
	add_place(t, path, 0, 0);
	t->places[t->count - 1].is_folder = true;
}

static void add_each(void *state, const char *path, uint64_t bytes, int error)
{
	add_place(state, path, bytes, error);
}

static char *join(struct things *t, const char *folder, const char *name)
{
	size_t n = strlen(folder);
	return arena_printf(
		t->arena, n && folder[n - 1] == '/' ? "%s%s" : "%s/%s", folder, name);
}

static bool is_folder(const char *path)
{
	struct stat st;
	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static bool is_maildir(struct things *t, const char *path)
{
	return is_folder(join(t, path, "cur")) && is_folder(join(t, path, "new"));
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The names in a folder, sorted; SIZE_MAX with the error added when it cannot be read. */
static size_t names_in(struct things *t, const char *folder, char ***names_r)
{
	size_t n = 0, capacity = 0;
	char **names = NULL;
	DIR *d = opendir(folder);
	if (!d) {
		add_place(t, folder, 0, errno);
		return 0;
	}
	errno = 0;
	for (struct dirent *e; (e = readdir(d)); errno = 0) {
		names = arena_grow(t->arena, names, n, &capacity, sizeof(*names));
		names[n++] = arena_cstr(t->arena, span_from_cstr(e->d_name));
	}
	if (errno)
		add_place(t, folder, 0, errno);
	closedir(d);
	if (n)
		qsort(names, n, sizeof(*names), by_name);
	*names_r = names;
	return n;
}

/* Moved or removed since the folder was read; else its error is to be told. */
static bool is_gone(const char *path, int error)
{
	struct stat st;
	return error == ENOENT && lstat(path, &st) < 0;
}

static void add_files(struct things *t, const char *folder)
{
	char **names;
	struct stat st;
	size_t n = names_in(t, folder, &names);
	for (size_t i = 0; i < n; i++) {
		const char *path = join(t, folder, names[i]);
		int error = names[i][0] == '.' ? 0 : stat(path, &st) < 0 ? errno : 0;
		if (names[i][0] == '.' || is_gone(path, error))
			continue;
		if (error || S_ISREG(st.st_mode))
			add_place(t, path, error ? 0 : (uint64_t)st.st_size, error);
	}
}

static void add_one_maildir(struct things *t, const char *folder)
{
	add_files(t, join(t, folder, "new"));
	add_files(t, join(t, folder, "cur"));
}

static void add_maildir(struct things *t, const char *folder)
{
	char **names;
	add_one_maildir(t, folder);
	size_t n = names_in(t, folder, &names);
	for (size_t i = 0; i < n; i++) {
		bool itself = strcmp(names[i], ".") == 0 || strcmp(names[i], "..") == 0;
		const char *path = join(t, folder, names[i]);
		if (names[i][0] == '.' && !itself && is_maildir(t, path))
			add_one_maildir(t, path);
	}
}

enum file_is { IS_LETTER, IS_NEITHER, IS_OTHER };

/* By the content; a name that speaks of something else than a letter is believed, for
 * program text can be written so that it begins like one. */
static enum file_is taste_file(struct things *t, const char *folder, const char *name)
{
	unsigned char head[HEAD_BYTES];
	struct stat st;
	enum file_family family =
		file_type_family(file_type_of_name(span_from_cstr(name)));
	int fd =
		open(join(t, folder, name), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (fd < 0)
		return IS_NEITHER;
	bool is_file = fstat(fd, &st) == 0 && S_ISREG(st.st_mode);
	ssize_t n = is_file ? read(fd, head, sizeof(head)) : 0;
	close(fd);
	if (n <= 0)
		return IS_NEITHER;
	struct span s = span_of(head, (size_t)n);
	bool told = family == FAMILY_LETTER || family == FAMILY_UNKNOWN ||
		    family == FAMILY_TEXT;
	return told && (mail_taste(s) > 1 || mbox_taste(s) >= MBOX_TASTE) ? IS_LETTER
									  : IS_OTHER;
}

/* Letters, and nothing that is none: a Maildir in it counts as one. */
static bool is_of_letters(struct things *t, const char *folder, char **names, size_t n)
{
	size_t letters = 0;
	for (size_t i = 0; i < n; i++)
		if (folder_is_project_mark(names[i]))
			return false;
	for (size_t i = 0; i < n; i++) {
		if (names[i][0] == '.')
			continue;
		enum file_is is = taste_file(t, folder, names[i]);
		if (is == IS_OTHER)
			return false;
		letters += is == IS_LETTER || is_maildir(t, join(t, folder, names[i]));
	}
	return letters > 0;
}

static void add_letters(struct things *t, const char *folder, char **names, size_t n)
{
	size_t before = t->count, mailboxes = 0;
	add_files(t, folder);
	for (size_t i = 0; i < n; i++) {
		const char *path = join(t, folder, names[i]);
		if (names[i][0] == '.' || !is_folder(path) || !is_maildir(t, path))
			continue;
		add_maildir(t, path);
		mailboxes++;
	}
	/* Else silence about letters in folders below would look like an answer. */
	if (t->count == before && mailboxes == 0)
		add_place(t, folder, 0, ENODATA);
}

static void add_folder(struct things *t, const char *folder)
{
	char **names = NULL;
	size_t before = t->count;
	if (t->how.folders == FOLDERS_EACH) {
		folder_each(t->arena, folder, EACH_MAX, add_each, t);
		return;
	}
	if (is_maildir(t, folder)) {
		add_maildir(t, folder);
		return;
	}
	size_t n = names_in(t, folder, &names);
	if (t->count > before)
		return; /* it cannot be read, which was said */
	if (t->how.folders == FOLDERS_OF_LETTERS || is_of_letters(t, folder, names, n))
		add_letters(t, folder, names, n);
	else
		add_whole(t, folder);
}

struct things *things_open(
	struct arena *a, char *const *paths, const struct things_how *how)
{
	struct things *t = arena_new(a, struct things);
	t->arena = a;
	t->how = *how;
	for (; *paths; paths++) {
		struct stat st;
		if (strcmp(*paths, "-") == 0)
			add_place(t, "-", 0, 0);
		else if (stat(*paths, &st) < 0)
			add_place(t, *paths, 0, errno);
		else if (S_ISDIR(st.st_mode))
			add_folder(t, *paths);
		else
			add_place(t, *paths, (uint64_t)st.st_size, 0);
	}
	return t;
}

void things_go_on(struct things *t, things_known *known, void *state)
{
	t->known = known;
	t->state = state;
}

static void leave_file(struct things *t)
{
	if (t->map)
		munmap(t->map, t->map_bytes);
	if (t->path)
		t->before += t->places[t->next - 1].bytes;
	t->map = NULL;
	t->path = NULL;
	t->is_mailbox = t->is_mapped = false;
	t->dropped = 0;
}

void things_close(struct things *t)
{
	leave_file(t);
}

/* Gives pages behind us back now and then, so that a large mailbox does not fill memory. */
static void drop_pages(struct things *t)
{
	size_t behind = t->map_bytes - t->rest.n;
	behind -= behind % DROP_BYTES;
	if (!t->is_mapped || behind <= t->dropped)
		return;
	madvise((char *)t->map + t->dropped, behind - t->dropped, MADV_DONTNEED);
	t->dropped = behind;
}

/* All of a pipe, into memory that grows in place. */
static int read_pipe(struct things *t, int fd)
{
	size_t n = 0, room = 0;
	for (;;) {
		if (n == room) {
			size_t wider = room ? room * 2 : 1 << 20;
			void *p = room ? mremap(t->map, room, wider, MREMAP_MAYMOVE)
				       : mmap(NULL, wider, PROT_READ | PROT_WRITE,
						 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
			if (p == MAP_FAILED)
				return -ENOMEM;
			t->map = p;
			t->map_bytes = room = wider;
		}
		ssize_t got = read(fd, (char *)t->map + n, room - n);
		if (got < 0)
			return -errno;
		if (got == 0)
			break;
		n += (size_t)got;
		if (n >= PIPE_BYTES_MAX)
			return -EFBIG;
	}
	t->rest = span_of(t->map, n);
	return 0;
}

static int map_file(struct things *t, int fd, uint64_t bytes)
{
	t->rest = SPAN("");
	if (bytes == 0)
		return 0;
	void *p = mmap(NULL, bytes, PROT_READ, MAP_PRIVATE, fd, 0);
	if (p == MAP_FAILED)
		return -errno;
	madvise(p, bytes, MADV_SEQUENTIAL);
	t->map = p;
	t->map_bytes = bytes;
	t->is_mapped = true;
	t->rest = span_of(p, bytes);
	return 0;
}

static int read_fd(struct things *t, int fd)
{
	struct stat st;
	if (fstat(fd, &st) < 0)
		return -errno;
	if (S_ISDIR(st.st_mode))
		return -EISDIR;
	if (S_ISREG(st.st_mode) && (st.st_size > 0 || lseek(fd, 0, SEEK_CUR) > 0))
		return map_file(t, fd, (uint64_t)st.st_size);
	return read_pipe(t, fd);
}

/* A mailbox only grew when a letter begins where it ended. */
static void pass_over_known(struct things *t)
{
	uint64_t known = 0;
	if (t->known && t->is_mailbox && t->is_mapped && strcmp(t->path, "-") != 0)
		known = t->known(t->state, t->path);
	struct span behind = span_skip(t->rest, known <= t->rest.n ? known : 0);
	if (behind.n == 0 || span_starts_with(behind, SPAN("From ")))
		t->rest = behind;
}

static int enter_folder(struct things *t, const struct place *place)
{
	struct folder_packed packed;
	int r = folder_pack(place->path,
		&(struct folder_limits){ t->how.bytes, t->how.files }, &packed);
	if (r < 0)
		return r;
	t->path = place->path;
	t->map = packed.map;
	t->map_bytes = packed.room;
	t->rest = span_of(packed.map, packed.n);
	if (packed.files)
		return 0;
	leave_file(t);
	return -ENODATA;
}

static int enter_file(struct things *t, const struct place *place)
{
	if (place->is_folder)
		return enter_folder(t, place);
	bool standard = strcmp(place->path, "-") == 0;
	int fd = standard ? STDIN_FILENO
			  : open(place->path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		return -errno;
	t->path = place->path;
	int r = read_fd(t, fd);
	if (!standard)
		close(fd);
	if (r < 0) {
		leave_file(t);
		return r;
	}
	t->index = 0;
	t->is_mailbox = mbox_taste(span_take(t->rest, HEAD_BYTES)) >= MBOX_TASTE;
	pass_over_known(t);
	return 0;
}

static int refuse(const struct place *place, int error, struct err *err_r)
{
	const char *why = error == EISDIR    ? "this is a folder"
			  : error == ENODATA ? "no letters in it, and no other files"
			  : error == EFBIG
				  ? "too much for a pipe; save it to a file first"
				  : strerror(error);
	return err_set(err_r, error, "cannot read %s: %s",
		strcmp(place->path, "-") == 0 ? "standard input" : place->path, why);
}

int things_next(struct things *t, struct thing *thing_r, struct err *err_r)
{
	for (;;) {
		drop_pages(t);
		if (t->is_mailbox && mbox_next(&t->rest, &thing_r->bytes)) {
			thing_r->name = t->path;
			thing_r->index = ++t->index;
			thing_r->is_folder = false;
			thing_r->end = t->is_mapped ? t->map_bytes - t->rest.n : 0;
			return 1;
		}
		leave_file(t);
		if (t->next == t->count)
			return 0;
		const struct place *place = &t->places[t->next++];
		int r = place->error ? -place->error : enter_file(t, place);
		if (r < 0)
			return refuse(place, -r, err_r);
		if (!t->is_mailbox) {
			*thing_r = (struct thing){ t->path, 0, t->rest, 0,
				place->is_folder };
			return 1;
		}
	}
}

/* What was printed is whole, the rest is not to be had. Nothing but write() and _exit() is
 * allowed here. */
static void on_bus_error(int signal)
{
	static const char text[] = "assay: a file became shorter while it was read\n";
	(void)signal;
	if (write(STDERR_FILENO, text, sizeof(text) - 1) < 0)
		_exit(EX_OSERR);
	_exit(EX_IOERR);
}

void things_catch_shrinking(void)
{
	struct sigaction bus = { .sa_handler = on_bus_error };
	sigaction(SIGBUS, &bus, NULL);
}

bool things_are_many(const struct things *t)
{
	return t->count != 1 || t->is_mailbox;
}

void things_progress(const struct things *t, uint64_t *done_r, uint64_t *total_r)
{
	uint64_t inside = t->map && t->is_mailbox ? t->map_bytes - t->rest.n : 0;
	*done_r = t->before + inside;
	*total_r = t->total;
}
