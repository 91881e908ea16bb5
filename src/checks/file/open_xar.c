/* xar archives and macOS installers: each member is unpacked in its turn and held against the
 * sum that the list tells of it, where that is one of SHA-1 or SHA-256. */
#include "base/codec.h"
#include "checks/file/openers.h"
#include "crypto/crypto.h"
#include "parse/file/inflate.h"
#include "parse/file/stream.h"
#include "parse/file/xar.h"

file_opener open_xar;

struct member {
	struct inflater *inflater; /* one for all */
	const struct xar_entry *entry;
};

static bool has_its_sum(struct file *f, const struct xar_entry *e, struct span bytes)
{
	struct arena *a = f->files->job->arena;
	unsigned char sum[DIGEST_BYTES_MAX];
	bool is_sha1 = span_equal_nocase(e->sum_kind, SPAN("sha1"));
	if (!is_sha1 && !span_equal_nocase(e->sum_kind, SPAN("sha256")))
		return true;
	struct digest *d = digest_create(a, is_sha1 ? DIGEST_SHA1 : DIGEST_SHA256);
	digest_add(d, bytes);
	size_t n = digest_end(d, sum);
	return span_equal_nocase(hex_encode(a, span_of(sum, n)), e->sum);
}

static struct span unpack_stream(
	struct file *f, const struct xar_entry *e, size_t room, enum got *got_r)
{
	struct job *job = f->files->job;
	struct stream stream;
	enum stream_form form = e->packing == XAR_BZIP2 ? STREAM_BZIP2
				: span_starts_with(e->packed, SPAN("\xFD"
								   "7zXZ\0"))
					? STREAM_XZ
					: STREAM_LZMA;
	*got_r = stream_unpack(
		job->arena, form, e->packed, room, (size_t)job->budget.window, &stream);
	return stream.content;
}

/* What a member tells of its size is a wish, held to be a lie when there is more or less. */
static struct span unpack(struct file *f, const struct member *m, enum got *got_r)
{
	const struct xar_entry *e = m->entry;
	size_t left = arena_left(f->files->job->arena) / 2;
	size_t room = files_room(f, e->size < left ? e->size : left);
	if (e->size > left)
		file_unread(f, GAP_LIMIT);
	struct span bytes = e->packing == XAR_ZLIB
				    ? inflate_all(m->inflater, INFLATE_ZLIB, e->packed,
					      room, true, got_r, NULL)
				    : unpack_stream(f, e, room, got_r);
	files_return(f, room - bytes.n);
	return bytes;
}

static bool read_member(struct file *f, size_t max, struct span *bytes_r)
{
	const struct member *m = f->read_state;
	const struct xar_entry *e = m->entry;
	enum got got = GOT_ALL;
	(void)max;
	*bytes_r = SPAN("");
	if (e->packing == XAR_OTHER) {
		file_unread(f, GAP_FORMAT);
		return true;
	}
	*bytes_r = e->packing == XAR_NONE ? e->packed : unpack(f, m, &got);
	return got == GOT_ALL && !e->is_cut && bytes_r->n == e->size &&
	       has_its_sum(f, e, *bytes_r);
}

static bool add_member(
	struct file *f, struct inflater *inflater, const struct xar_entry *e)
{
	struct member *m = arena_new(f->files->job->arena, struct member);
	*m = (struct member){ inflater, e };
	bool has_bytes = !e->is_folder && !e->is_symlink;
	struct file *member =
		has_bytes ? file_add_packed(f, e->name, e->size, read_member, m)
			  : file_add(f->files, f, ROLE_MEMBER, e->name, e->target);
	if (!member)
		return false;
	member->mode = e->mode;
	member->is_folder = e->is_folder;
	member->is_symlink = e->is_symlink;
	member->hidden = span_starts_with(member->base, SPAN("."));
	return true;
}

void open_xar(struct file *f)
{
	struct arena *a = f->files->job->arena;
	struct xar *xar = arena_new(a, struct xar);
	uint64_t told = xar_list_size(f->bytes);
	size_t left = arena_left(a) / 4;
	size_t room = files_room(f, told < left ? told : left);
	enum got got = xar_read(a, f->bytes, room, f->files->job->budget.files, xar);
	struct inflater *inflater = inflater_create(a);
	for (size_t i = 0; i < xar->count; i++)
		if (!add_member(f, inflater, &xar->entries[i]))
			break;
	if (got == GOT_LIMIT)
		file_unread(f, GAP_LIMIT);
	else if (got != GOT_ALL)
		file_unread(f, GAP_DAMAGED);
}
