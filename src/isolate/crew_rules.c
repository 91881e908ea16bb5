/* Rules of the user's own, compiled once: the compiled form is kept in the user's cache under
 * a name that is a digest of the rules' names, sizes and times and of the compiler's
 * version. A compiled form is trusted like a program, so one that is not the user's own, or
 * that others may write, is not used. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/pack.h"
#include "checks/file/yara.h"
#include "crypto/crypto.h"
#include "isolate/crew_inside.h"

enum { NAMES_BYTES_MAX = 16 << 20 };

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static size_t names_in(struct arena *a, const char *folder, char ***names_r)
{
	size_t n = 0, capacity = 0;
	char **names = NULL;
	DIR *d = opendir(folder);
	for (struct dirent *e; d && (e = readdir(d));) {
		names = arena_grow(a, names, n, &capacity, sizeof(*names));
		names[n++] = arena_cstr(a, span_from_cstr(e->d_name));
	}
	if (d)
		closedir(d);
	if (n)
		qsort(names, n, sizeof(*names), by_name);
	*names_r = names;
	return n;
}

/* What a change of the rules changes. */
static const char *key_of(struct arena *a, const char *folder)
{
	char **names;
	struct text t, hex;
	struct digest *digest = digest_create(a, DIGEST_SHA256);
	unsigned char sum[DIGEST_BYTES_MAX];
	text_init(&t, a, NAMES_BYTES_MAX);
	text_printf(&t, "%s %s\n", yara_version(), folder);
	for (size_t i = 0, n = names_in(a, folder, &names); i < n; i++) {
		struct stat st;
		if (stat(arena_printf(a, "%s/%s", folder, names[i]), &st) < 0)
			continue;
		put_span(&t, span_from_cstr(names[i]), 4);
		put(&t, (uint64_t)st.st_size, 8);
		put(&t, (uint64_t)st.st_mtim.tv_sec, 8);
		put(&t, (uint64_t)st.st_mtim.tv_nsec, 8);
		put(&t, (uint64_t)st.st_ino, 8);
	}
	digest_add(digest, text_span(&t));
	size_t n = digest_end(digest, sum);
	text_init(&hex, a, 2 * DIGEST_BYTES_MAX);
	for (size_t i = 0; i < n; i++)
		text_printf(&hex, "%02x", sum[i]);
	return hex.p;
}

/* The user's own, which nobody else may write. */
static int open_kept(const char *path)
{
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY);
	if (fd < 0)
		return NO_FD;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_uid == geteuid() &&
		!(st.st_mode & 022) && st.st_size > 0)
		return fd;
	close(fd);
	return NO_FD;
}

/* Written beside and then renamed, so that what stands there is whole. That it cannot be
 * kept is no error: it is only slower. */
static void keep(struct arena *a, int fd, const char *path)
{
	const char *fresh = arena_printf(a, "%s.%d", path, (int)getpid());
	struct stat st;
	off_t from = 0;
	int to = open(fresh, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (to < 0)
		return;
	bool whole = fstat(fd, &st) == 0;
	while (whole && from < st.st_size) {
		char room[65536];
		ssize_t n = pread(fd, room, sizeof(room), from);
		whole = n > 0 && write(to, room, (size_t)n) == n;
		from += n > 0 ? n : 0;
	}
	if (close(to) < 0 || !whole || rename(fresh, path) < 0)
		unlink(fresh);
}

static void make_cache(const struct crew_settings *s)
{
	if (s->cache)
		mkdir(s->cache, 0700);
}

/* Out of the way of the numbers that children get. */
static int high(int fd)
{
	enum { BEHIND_CHILDRENS = 16 };
	int moved = fd == NO_FD ? NO_FD : fcntl(fd, F_DUPFD_CLOEXEC, BEHIND_CHILDRENS);
	if (fd != NO_FD)
		close(fd);
	return moved;
}

static int compile(struct crew *crew, const char *folder, int *fd_r, struct err *err_r)
{
	int fd = high(memfd_create("rules", MFD_CLOEXEC));
	if (fd < 0)
		return err_set(err_r, errno, "no memory for rules: %s", strerror(errno));
	int r = rules_start(crew, folder, fd, err_r);
	if (r < 0) {
		close(fd);
		return r;
	}
	*fd_r = fd;
	return 0;
}

/* Each start of the template reads from the beginning. */
int rules_open(struct crew *crew, struct err *err_r)
{
	const struct crew_settings *s = &crew->settings;
	crew->rules = NO_FD;
	if (!s->rules)
		return 0;
	const char *folder = whole_path(crew->arena, s->rules);
	const char *path = s->cache ? arena_printf(crew->arena, "%s/rules-%s.yarc",
					      s->cache, key_of(crew->arena, folder))
				    : NULL;
	if (path)
		crew->rules = high(open_kept(path));
	if (crew->rules != NO_FD)
		return 0;
	int r = compile(crew, folder, &crew->rules, err_r);
	if (r == 0 && path) {
		make_cache(s);
		keep(crew->arena, crew->rules, path);
	}
	return r;
}
