/* Files in which one other file is packed: bzip2, xz, lzma, lzip, zstd, lz4 and compress. What is
 * packed in one is the same file unwrapped, called as the file without its last extension.
 * Bytes behind the end are read by nobody and are a gap. */
#include "checks/file/openers.h"
#include "parse/file/stream.h"

file_opener open_stream;

/* What the rest of the job needs of its memory, whatever is unpacked here. */
enum { SPARE_BYTES = 8 << 20 };

struct span file_name_unwrapped(struct file *f, struct span told)
{
	static const char *const tar[] = { "tgz", "tbz", "tbz2", "tb2", "txz", "tlz",
		"tzst", "taz", "tz" };
	struct span e = file_extension(f->base), name = f->name;
	if (e.n == 0 || e.n + 1 >= name.n)
		return told.n ? told : name;
	name = span_take(name, name.n - e.n - 1);
	for (size_t i = 0; i < sizeof(tar) / sizeof(tar[0]); i++)
		if (span_equal_nocase(e, span_from_cstr(tar[i])))
			return span_from_cstr(arena_printf(
				f->files->job->arena, "%.*s.tar", SPAN_ARG(name)));
	return name;
}

/* All that may be unpacked, as far as there is memory: what is not used is given back. */
static size_t room_of(struct file *f)
{
	uint64_t left = f->files->job->budget.unpacked - f->files->unpacked;
	size_t memory = arena_left(f->files->job->arena);
	memory = memory > SPARE_BYTES ? memory - SPARE_BYTES : 0;
	return files_room(f, left < memory ? left : memory);
}

void open_stream(struct file *f)
{
	static const enum stream_form forms[TYPES] = {
		[TYPE_BZIP2] = STREAM_BZIP2,
		[TYPE_XZ] = STREAM_XZ,
		[TYPE_LZMA] = STREAM_LZMA,
		[TYPE_LZIP] = STREAM_LZIP,
		[TYPE_ZSTD] = STREAM_ZSTD,
		[TYPE_LZ4] = STREAM_LZ4,
		[TYPE_COMPRESS] = STREAM_COMPRESS,
	};
	struct job *job = f->files->job;
	struct stream stream;
	size_t room = room_of(f);
	enum got got = stream_unpack(job->arena, forms[f->type], f->bytes, room,
		(size_t)job->budget.window, &stream);
	files_return(f, room - stream.content.n);
	if (got == GOT_LIMIT)
		file_unread(f, GAP_LIMIT);
	else if (got == GOT_NONE)
		file_unread(f, GAP_FORMAT);
	else if (got != GOT_ALL || stream.behind.n)
		file_unread(f, GAP_DAMAGED);
	if (got == GOT_ALL || stream.content.n)
		file_add(f->files, f, ROLE_CONTENT, file_name_unwrapped(f, SPAN("")),
			stream.content);
}
