/* Packs a folder, as it lies on the disk, into the bytes of parse/file/folder.h. Files come
 * in breadth order, so that what stands at the top is read whatever lies below; folders
 * that others filled (node_modules) come after all of one's own, and files of more than a
 * megabyte last. What does not fit is in the list with fewer bytes than it has: the worker
 * calls it unread.
 *
 * Symlinks are told and never followed. Of git's store of objects only what is named as
 * git names objects is passed over: they are packed history, nothing runs them, and what
 * hides among them under another name is read. Sockets, devices and pipes hold nothing. */
#include "front/folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/must.h"
#include "parse/file/folder.h"

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

enum { LARGE_BYTES = 1 << 20, HEAD_BYTES = 64, NAMES_MAX = 1 << 20 };

struct item {
	const char *path; /* below the root; "" is the root itself */
	enum folder_kind kind;
	uint32_t mode;
	int64_t date_s;
	uint64_t size;
	int error;
};

struct list {
	struct item *items;
	size_t count, capacity;
};

struct walk {
	struct arena *arena;
	int root;
	uint64_t files_max;
	struct list files, folders, later; /* later: filled by others */
	bool more;
};

static void list_add(struct arena *a, struct list *l, struct item item)
{
	l->items = arena_grow(a, l->items, l->count, &l->capacity, sizeof(*l->items));
	l->items[l->count++] = item;
}

/* --- what a path is --- */

static bool is_one_of(const char *name, const char *const *names, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(name, names[i]) == 0)
			return true;
	return false;
}

static bool is_others(const char *name)
{
	static const char *const names[] = { "node_modules", "vendor", "venv", ".venv",
		"site-packages", "target", "Pods" };
	return is_one_of(name, names, COUNT(names));
}

bool folder_is_project_mark(const char *name)
{
	static const char *const names[] = { ".git", ".hg", ".svn", ".vscode", ".idea",
		".devcontainer", ".claude", ".cursor", ".envrc", "package.json",
		"pyproject.toml", "setup.py", "requirements.txt", "Makefile",
		"Cargo.toml", "go.mod", "composer.json", "Gemfile", "node_modules",
		"pom.xml", "build.gradle" };
	static const char *const ends[] = { ".sln", ".csproj", ".vcxproj",
		".code-workspace" };
	struct span s = span_from_cstr(name);
	for (size_t i = 0; i < COUNT(ends); i++)
		if (span_ends_with_nocase(s, span_from_cstr(ends[i])))
			return true;
	return is_one_of(name, names, COUNT(names));
}

static bool is_hex(struct span s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!ascii_is_digit(s.p[i]) && !(s.p[i] >= 'a' && s.p[i] <= 'f'))
			return false;
	return s.n > 0;
}

/* The path of a folder of git's store: ".git/objects", "x/.git/modules/y/objects/pack". */
static bool is_in_store(const char *folder)
{
	const char *git = strstr(folder, ".git/");
	bool is_git = git && (git == folder || git[-1] == '/');
	const char *objects = is_git ? strstr(git, "objects") : NULL;
	return objects && objects[-1] == '/' && (objects[7] == '/' || objects[7] == '\0');
}

static bool is_store(const char *folder)
{
	return is_in_store(folder) &&
	       span_ends_with(span_from_cstr(folder), SPAN("/objects"));
}

/* "pack-<hex>.idx", or what is left of a digest when its first two digits name a folder. */
static bool is_object_name(const char *name)
{
	struct span s = span_from_cstr(name);
	if (span_starts_with(s, SPAN("pack-"))) {
		struct span rest = span_skip(s, 5);
		return is_hex(span_split(&rest, '.')) && rest.p && rest.n <= 8;
	}
	return (s.n == 38 || s.n == 62) && is_hex(s);
}

/* --- listing --- */

static const char *below(struct walk *w, const char *folder, const char *name)
{
	return *folder ? arena_printf(w->arena, "%s/%s", folder, name)
		       : arena_printf(w->arena, "%s", name);
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct item *)a)->path, ((const struct item *)b)->path);
}

static enum folder_kind kind_of(const struct stat *st)
{
	return S_ISREG(st->st_mode)   ? FOLDER_FILE
	       : S_ISDIR(st->st_mode) ? FOLDER_FOLDER
	       : S_ISLNK(st->st_mode) ? FOLDER_SYMLINK
				      : FOLDER_KINDS;
}

static void sort_in(struct walk *w, struct item item, const char *name)
{
	if (item.kind == FOLDER_FOLDER)
		list_add(w->arena, is_others(name) ? &w->later : &w->folders, item);
	else if (w->files.count >= w->files_max)
		w->more = true;
	else
		list_add(w->arena, &w->files, item);
}

static void add_name(
	struct walk *w, int fd, const char *folder, const char *name, struct list *found)
{
	struct stat st;
	if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
		return;
	if (is_in_store(folder) && is_object_name(name))
		return;
	struct item item = { .path = below(w, folder, name), .kind = FOLDER_LEFT_OUT };
	if (fstatat(fd, name, &st, AT_SYMLINK_NOFOLLOW) < 0) {
		item.error = errno;
	} else {
		item.kind = kind_of(&st);
		item.mode = st.st_mode;
		item.date_s = st.st_mtime;
		item.size = S_ISREG(st.st_mode) ? (uint64_t)st.st_size : 0;
	}
	if (item.kind != FOLDER_KINDS && item.error != ENOENT)
		list_add(w->arena, found, item);
}

static void unread_folder(struct walk *w, const char *folder, int error)
{
	struct item item = { .path = folder, .kind = FOLDER_LEFT_OUT, .error = error };
	list_add(w->arena, &w->files, item);
}

/* Its files now, its folders later. */
static void list_folder(struct walk *w, const char *folder)
{
	struct list found = { 0 };
	int fd = openat(w->root, *folder ? folder : ".",
		O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	DIR *d = fd < 0 ? NULL : fdopendir(fd);
	if (!d) {
		unread_folder(w, folder, errno);
		if (fd >= 0)
			close(fd);
		return;
	}
	if (is_store(folder))
		unread_folder(w, folder, 0);
	for (struct dirent *e; found.count < NAMES_MAX && (e = readdir(d));)
		add_name(w, fd, folder, e->d_name, &found);
	w->more |= found.count == NAMES_MAX;
	closedir(d);
	if (found.count)
		qsort(found.items, found.count, sizeof(*found.items), by_name);
	for (size_t i = 0; i < found.count; i++) {
		struct span path = span_from_cstr(found.items[i].path);
		size_t slash = span_rfind_byte(path, '/');
		sort_in(w, found.items[i],
			found.items[i].path + (slash == SPAN_NONE ? 0 : slash + 1));
	}
}

/* Both queues grow while they are read. */
static void list_all(struct walk *w)
{
	size_t next = 0, late = 0;
	list_folder(w, "");
	while (!w->more && (next < w->folders.count || late < w->later.count)) {
		struct list *from = next < w->folders.count ? &w->folders : &w->later;
		const char *path =
			from->items[from == &w->folders ? next++ : late++].path;
		list_folder(w, path);
	}
	if (w->more)
		unread_folder(w, "...", 0);
}

static int walk_open(struct walk *w, const char *path)
{
	w->root = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return w->root < 0 ? -errno : 0;
}

/* --- packing --- */

/* The stream in one map; `max` is what the worker takes. */
struct pack {
	struct walk walk;
	unsigned char *p;
	size_t n, max;
};

static void add_bytes(struct pack *k, struct span s)
{
	memcpy(k->p + k->n, s.p, s.n);
	k->n += s.n;
}

static void add_head(
	struct pack *k, const struct item *item, enum folder_kind kind, size_t bytes)
{
	struct folder_entry e = { .kind = kind,
		.mode = item->mode,
		.date_s = item->date_s,
		.size = item->size,
		.path = span_from_cstr(item->path),
		.bytes = { NULL, bytes } };
	struct text t;
	text_init(&t, k->walk.arena, HEAD_BYTES + e.path.n);
	folder_entry_head(&t, &e);
	add_bytes(k, text_span(&t));
}

/* Up to `room` bytes behind where the entry's head will stand; SIZE_MAX when it cannot be
 * read. */
static size_t read_bytes(
	struct pack *k, const struct item *item, unsigned char *to, size_t room)
{
	if (item->kind == FOLDER_SYMLINK) {
		ssize_t n = readlinkat(k->walk.root, item->path, (char *)to, room);
		return n < 0 ? SIZE_MAX : (size_t)n;
	}
	int fd = openat(k->walk.root, item->path,
		O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0)
		return SIZE_MAX;
	size_t n = 0;
	for (ssize_t got; n < room && (got = read(fd, to + n, room - n)) > 0;)
		n += (size_t)got;
	close(fd);
	return n;
}

static void add_item(struct pack *k, struct item *item)
{
	size_t head = strlen(item->path) + FOLDER_HEAD_BYTES;
	enum folder_kind kind = item->kind;
	size_t left = k->max - k->n, got = 0;
	if (left < head)
		return; /* one entry at the end tells it: see add_all() */
	size_t room = left - head;
	if (kind == FOLDER_FILE && item->size < room)
		room = (size_t)item->size;
	if (kind != FOLDER_LEFT_OUT)
		got = read_bytes(k, item, k->p + k->n + head, room);
	if (got == SIZE_MAX) {
		kind = FOLDER_LEFT_OUT;
		got = 0;
	}
	if (kind == FOLDER_SYMLINK)
		item->size = got;
	size_t at = k->n + head;
	add_head(k, item, kind, got);
	must(k->n == at); /* the bytes stand there already */
	k->n += got;
}

static bool is_large(const struct item *item)
{
	return item->size > LARGE_BYTES;
}

static size_t add_all(struct pack *k)
{
	static const char first[] = "assay-folder 1\n";
	struct list *files = &k->walk.files;
	size_t count = 0, last = HEAD_BYTES + sizeof("...");
	add_bytes(k, span_of(first, sizeof(first) - 1));
	k->max -= last;
	for (unsigned large = 0; large < 2; large++)
		for (size_t i = 0; i < files->count; i++)
			if (is_large(&files->items[i]) == (large != 0)) {
				size_t before = k->n;
				add_item(k, &files->items[i]);
				k->walk.more |= k->n == before;
				count++;
			}
	k->max += last;
	if (k->walk.more)
		add_head(k, &(struct item){ .path = "..." }, FOLDER_LEFT_OUT, 0);
	return count;
}

int folder_pack(const char *path, const struct folder_limits *limits,
	struct folder_packed *packed_r)
{
	struct pack k = { .max = (size_t)limits->bytes };
	size_t least = 4096;
	*packed_r = (struct folder_packed){ 0 };
	int r = walk_open(&k.walk, path);
	if (r < 0)
		return r;
	if (k.max < least)
		k.max = least;
	k.p = mmap(NULL, k.max, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (k.p == MAP_FAILED) {
		close(k.walk.root);
		return -ENOMEM;
	}
	k.walk.arena = arena_create(SIZE_MAX);
	k.walk.files_max = limits->files > 2 ? limits->files - 2 : 1;
	list_all(&k.walk);
	packed_r->files = add_all(&k);
	packed_r->map = k.p;
	packed_r->room = k.max;
	packed_r->n = k.n;
	arena_destroy(&k.walk.arena);
	close(k.walk.root);
	return 0;
}

void folder_each(struct arena *a, const char *path, uint64_t files_max,
	void (*take)(void *state, const char *path, uint64_t bytes, int error),
	void *state)
{
	struct walk w = { .arena = a, .files_max = files_max };
	int r = walk_open(&w, path);
	if (r < 0) {
		take(state, path, 0, -r);
		return;
	}
	list_all(&w);
	close(w.root);
	size_t n = strlen(path);
	const char *between = n && path[n - 1] == '/' ? "" : "/";
	for (size_t i = 0; i < w.files.count; i++) {
		const struct item *item = &w.files.items[i];
		bool told = item->kind == FOLDER_FILE || item->error;
		if (told)
			take(state, arena_printf(a, "%s%s%s", path, between, item->path),
				item->size, item->error);
	}
}
