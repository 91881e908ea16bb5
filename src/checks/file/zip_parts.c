/* Parts of documents that are zip archives (OOXML, OpenDocument, OWPML): unpacked at once,
 * counted against what may be unpacked; of their pictures the few smallest are looked at. */
#include "checks/file/zip_parts.h"

#include "checks/file/open_picture.h"

/* Deflate cannot do better than 1032 to 1: a size beyond that is a lie. */
struct span zip_part(struct file *document, const struct zip_entry *e)
{
	uint64_t most = e->method == 8 ? (uint64_t)e->packed.n * 1032 + 64 : e->packed.n;
	size_t n = 0;
	if (zip_is_encrypted(e)) {
		file_unread(document, GAP_SEALED);
		return SPAN("");
	}
	size_t room_n = files_room(document, (e->size < most ? e->size : most) + 1);
	unsigned char *room = arena_alloc(document->files->job->arena, room_n);
	enum got got = zip_unpack(e->packed, e->method, e->crc, true, room, room_n, &n);
	files_return(document, room_n - n);
	if (got != GOT_ALL)
		file_unread(document, got == GOT_LIMIT	? GAP_LIMIT
				      : got == GOT_NONE ? GAP_FORMAT
							: GAP_DAMAGED);
	job_breathe(document->files->job);
	return span_of(room, n);
}

struct file *zip_add_part(
	struct file *document, const struct zip_entry *e, enum file_role role)
{
	struct file *f =
		file_add(document->files, document, role, e->name, zip_part(document, e));
	if (f)
		f->offset = e->offset;
	return f;
}

/* --- pictures --- */

enum { PICTURE_BYTES_MAX = 2 << 20, PICTURES_TRIED = 16 };

static struct span unpack_quietly(struct file *document, const struct zip_entry *e)
{
	size_t room_n = (size_t)e->size + 1, n = 0;
	unsigned char *room = arena_alloc(document->files->job->arena, room_n);
	zip_unpack(e->packed, e->method, e->crc, true, room, room_n, &n);
	return span_of(room, n);
}

/* The smallest first: a code needs few bytes. */
void zip_look_at_pictures(
	struct file *document, const struct zip *zip, bool (*is_there)(struct span name))
{
	struct picture_hunt hunt = picture_hunt_begin(document);
	const struct zip_entry *best[PICTURES_TRIED];
	size_t count = 0;
	for (size_t i = 0; i < zip->count; i++) {
		const struct zip_entry *e = &zip->entries[i];
		if (!is_there(e->name) || zip_is_encrypted(e) ||
			file_type_family(file_type_of_name(e->name)) != FAMILY_PICTURE)
			continue;
		size_t at = count < PICTURES_TRIED ? count++ : PICTURES_TRIED;
		hunt.over |= at == PICTURES_TRIED || e->size > PICTURE_BYTES_MAX;
		if (at == PICTURES_TRIED && best[--at]->size <= e->size)
			continue;
		for (; at > 0 && best[at - 1]->size > e->size; at--)
			best[at] = best[at - 1];
		best[at] = e;
	}
	for (size_t i = 0; i < count && best[i]->size <= PICTURE_BYTES_MAX; i++)
		picture_hunt_bytes(
			&hunt, best[i]->name, unpack_quietly(document, best[i]));
	picture_hunt_end(&hunt);
}
