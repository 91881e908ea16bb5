/* Lists on disk (folder.h). */
#include "known/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LIST_BYTES_MAX = 1 << 30, ID_MAX = 64 };

static int failed(struct err *err_r, const char *name)
{
	int why = errno;
	return err_set(err_r, why, "%s: %s", name, strerror(why));
}

static int read_open(
	struct arena *a, int fd, const char *name, struct span *text_r, struct err *err_r)
{
	struct stat st;
	if (fstat(fd, &st) < 0)
		return failed(err_r, name);
	if (!S_ISREG(st.st_mode) || st.st_size > LIST_BYTES_MAX)
		return err_set(err_r, EINVAL, "%s: no file, or one of over 1 GB", name);
	size_t n = 0, size = (size_t)st.st_size;
	unsigned char *p = arena_alloc(a, size + 1);
	ssize_t got = 1;
	while (n < size && (got = read(fd, p + n, size - n)) > 0)
		n += (size_t)got;
	*text_r = span_of(p, n);
	return got < 0 ? failed(err_r, name) : 0;
}

int known_read_file(struct arena *a, int folder, const char *name, struct span *text_r,
	struct err *err_r)
{
	int fd = openat(folder, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return failed(err_r, name);
	int r = read_open(a, fd, name, text_r, err_r);
	close(fd);
	return r;
}

bool known_is_id(struct span id)
{
	for (size_t i = 0; i < id.n; i++)
		if (!ascii_is_alnum(id.p[i]) && id.p[i] != '-')
			return false;
	return id.n > 0 && id.n <= ID_MAX && id.p[0] != '-';
}

/* --- keeping --- */

static int make_folders(const char *path, struct err *err_r)
{
	struct arena *a = arena_create(1 << 16);
	char *p = arena_printf(a, "%s", path);
	int r = 0;
	for (char *slash = p + 1; r == 0 && *p; slash++) {
		char was = *slash;
		if (was && was != '/')
			continue;
		*slash = '\0';
		if (mkdir(p, 0700) < 0 && errno != EEXIST)
			r = failed(err_r, p);
		*slash = was;
		if (!was)
			break;
	}
	arena_destroy(&a);
	return r;
}

static int write_text(int fd, struct span text)
{
	ssize_t put = 1;
	while (text.n && (put = write(fd, text.p, text.n)) > 0)
		text = span_skip(text, (size_t)put);
	return put < 0 ? -errno : fsync(fd) < 0 ? -errno : 0;
}

static int keep_in(int folder, const char *name, const char *fresh, struct span text,
	struct err *err_r)
{
	int fd = openat(folder, fresh,
		O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return failed(err_r, fresh);
	int r = write_text(fd, text);
	close(fd);
	if (r < 0)
		return err_set(err_r, -r, "%s: %s", name, strerror(-r));
	return renameat(folder, fresh, folder, name) < 0 || fsync(folder) < 0
		       ? failed(err_r, name)
		       : 0;
}

int known_keep(const char *path, const struct known_list *list, struct err *err_r)
{
	int r = make_folders(path, err_r);
	if (r < 0)
		return r;
	int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (folder < 0)
		return failed(err_r, path);
	struct arena *a = arena_create(SIZE_MAX);
	struct text t;
	text_init(&t, a, LIST_BYTES_MAX);
	known_list_write(&t, list);
	const char *name = arena_printf(a, "%.*s.csv", SPAN_ARG(list->id));
	const char *fresh = arena_printf(a, ".%s.%ld", name, (long)getpid());
	r = t.cut ? err_set(err_r, EFBIG, "%s: over 1 GB", name)
		  : keep_in(folder, name, fresh, text_span(&t), err_r);
	arena_destroy(&a);
	close(folder);
	return r;
}

int known_drop(const char *path, struct span id, struct err *err_r)
{
	struct arena *a = arena_create(1 << 16);
	const char *name = arena_printf(a, "%s/%.*s.csv", path, SPAN_ARG(id));
	int r = unlink(name) < 0 ? failed(err_r, name) : 0;
	arena_destroy(&a);
	return r;
}
