/* Archives that become far larger than they are: by what the list tells (sizes, and what of it
 * is shared) and by where reading stopped. Numbers only: huge scans and empty disks pack well,
 * too. That not all was read is told by file.unread. */
#include "checks/file/file.h"
#include "parse/file/zip.h"

enum { RATIO = 200 };
static const uint64_t LARGE_BYTES = 64 << 20;

static uint64_t told_size(const struct zip *zip)
{
	uint64_t sum = 0;
	for (size_t i = 0; i < zip->count; i++)
		if (__builtin_add_overflow(sum, zip->entries[i].size, &sum))
			return INT64_MAX;
	return sum < INT64_MAX ? sum : INT64_MAX;
}

static bool is_bomb(const struct file *f, uint64_t told)
{
	return told > LARGE_BYTES && told / RATIO > f->bytes.n;
}

static void run(struct job *job, const struct evidence *on)
{
	struct files *files = files_of(on);
	bool found = false;
	(void)job;
	for (struct file *f = files->first; f; f = f->next) {
		uint64_t told = f->zip ? told_size(f->zip) : 0;
		if (!is_bomb(f, told))
			continue;
		struct finding *hit = file_hit(f, NULL);
		finding_number(hit, "packed", (int64_t)f->bytes.n);
		finding_number(hit, "unpacked", (int64_t)told);
		found = true;
		if (f->depth > 0)
			break; /* one of many copies tells enough */
	}
	files_say_clear(files, found);
}

const struct check check_file_bomb = {
	.code = "file.bomb",
	.title = "An archive becomes far larger than it is",
	.on = EV_FILES,
	.needs = NEED_NOTHING,
	.run = run,
};
