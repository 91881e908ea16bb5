#include "ledger/map.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

int map_file(int folder, const char *name, uint64_t bytes, struct span *map_r,
	struct err *err_r)
{
	*map_r = SPAN("");
	int fd = openat(folder, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	struct stat st;
	if (fd < 0 || fstat(fd, &st) < 0) {
		int code = errno;
		if (fd >= 0)
			close(fd);
		return err_set(err_r, code, "%s: %s", name, strerror(code));
	}
	if (!S_ISREG(st.st_mode) || (uint64_t)st.st_size < bytes) {
		close(fd);
		return err_set(err_r, EUCLEAN, "%s is shorter than it was written", name);
	}
	void *p = bytes ? mmap(NULL, bytes, PROT_READ, MAP_SHARED, fd, 0) : NULL;
	int code = errno;
	close(fd);
	if (p == MAP_FAILED)
		return err_set(err_r, code, "%s: %s", name, strerror(code));
	*map_r = span_of(p, bytes);
	return 0;
}

void unmap_file(struct span *map)
{
	if (map->n)
		munmap((void *)map->p, map->n);
	*map = SPAN("");
}

int write_all(int fd, struct span bytes, const char *name, struct err *err_r)
{
	while (bytes.n) {
		ssize_t n = write(fd, bytes.p, bytes.n < 1 << 30 ? bytes.n : 1 << 30);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_set(err_r, errno, "%s: %s", name, strerror(errno));
		bytes = span_skip(bytes, (size_t)n);
	}
	return 0;
}
