/* gzip files: what is packed in one is the same file unwrapped, called as the file without
 * its last extension. Bytes behind the end are read by nobody and are a gap. */
#include "checks/file/openers.h"
#include "parse/file/gzip.h"

file_opener open_gzip;

void open_gzip(struct file *f)
{
	struct files *files = f->files;
	struct gzip gzip;
	size_t n = 0;
	uint64_t left = files->job->budget.unpacked - files->unpacked;
	enum got got = gzip_measure(f->bytes, left, &gzip);
	size_t room_n = files_room(f, gzip.size);
	unsigned char *room = arena_alloc(files->job->arena, room_n + 1);
	if (got != GOT_NONE)
		gzip_unpack(f->bytes, room, room_n, &n);
	files_return(f, room_n - n);
	if (got == GOT_LIMIT)
		file_unread(f, GAP_LIMIT);
	else if (got != GOT_ALL || gzip.behind.n)
		file_unread(f, GAP_DAMAGED);
	if (got != GOT_NONE)
		file_add(files, f, ROLE_CONTENT, file_name_unwrapped(f, gzip.name),
			span_of(room, n));
}
