/* A file that is its user's alone, looked at before a database opens it: its owner, its mode,
 * its kind, and the folder, since who can write there can put a journal beside the file that
 * SQLite would play back.
 *
 * The file is never opened here: to close any descriptor of a file drops the locks that the
 * process holds on it through others (fcntl(2)), SQLite's included. That it is another file
 * when it is opened needs somebody who can write into the folder: the user, or root. */
#include "people/private_file.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/must.h"

enum { PATH_BYTES_MAX = 4096 };

const char *private_file_folder(struct arena *a, const char *path)
{
	struct span s = span_from_cstr(path);
	size_t slash = span_rfind_byte(s, '/');
	must(slash != SPAN_NONE); /* "./" was put before a bare name */
	return slash ? arena_cstr(a, span_take(s, slash)) : "/";
}

/* mkdir -p, each new one for the user alone. */
static int make_folder(const char *folder, struct err *err_r)
{
	char path[PATH_BYTES_MAX];
	struct span s = span_from_cstr(folder);
	if (s.n >= sizeof(path))
		return err_set(err_r, ENAMETOOLONG, "the path of the folder is too long");
	for (size_t n = 1; n <= s.n; n++) {
		if (n < s.n && s.p[n] != '/')
			continue;
		memcpy(path, s.p, n);
		path[n] = '\0';
		if (mkdir(path, 0700) && errno != EEXIST)
			return err_set(err_r, errno, "cannot make the folder %s", path);
	}
	return 0;
}

/* Who can write into the folder can put a journal there, which SQLite would play back. */
static int check_folder(const char *folder, struct err *err_r)
{
	struct stat st;
	if (stat(folder, &st))
		return err_set(err_r, errno, "there is no folder %s", folder);
	if (st.st_uid != geteuid() && st.st_uid != 0)
		return err_set(
			err_r, EPERM, "the folder %s belongs to another user", folder);
	if (st.st_mode & 022)
		return err_set(err_r, EPERM,
			"others may write into the folder %s; chmod go-w %s, or "
			"choose another",
			folder, folder);
	return 0;
}

static int check_file(const char *path, struct err *err_r)
{
	struct stat st;
	if (lstat(path, &st))
		return err_set(err_r, errno, "there is no %s", path);
	if (S_ISLNK(st.st_mode))
		return err_set(err_r, ELOOP, "%s is a symbolic link", path);
	if (!S_ISREG(st.st_mode))
		return err_set(err_r, EINVAL, "%s is not a file", path);
	if (st.st_uid != geteuid())
		return err_set(err_r, EPERM, "%s belongs to another user", path);
	if (st.st_mode & 077)
		return err_set(
			err_r, EPERM, "others may use %s; chmod 600 %s", path, path);
	return 0;
}

/* mknod() makes without opening, never through a link, and tells when it is there. */
int private_file_prepare(
	const char *path, bool create, struct arena *a, struct err *err_r)
{
	const char *folder = private_file_folder(a, path);
	struct stat st;
	int e = 0;
	if (!create && lstat(path, &st))
		return err_set(err_r, errno, "there is no %s", path);
	if (create)
		e = make_folder(folder, err_r);
	if (!e)
		e = check_folder(folder, err_r);
	if (!e && create && mknod(path, S_IFREG | 0600, 0) && errno != EEXIST)
		e = err_set(err_r, errno, "cannot make %s", path);
	return e ? e : check_file(path, err_r);
}
