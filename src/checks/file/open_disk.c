/* Disk images: virtual disks are laid out flat, as far as they hold anything; a disk with
 * partitions gives each as a file; a FAT volume gives its files, each in its turn.
 *
 * NTFS, Apple's and Linux' volumes are known and not read: that is a gap. */
#include "checks/file/openers.h"
#include "parse/file/disk.h"
#include "parse/file/fat.h"
#include "parse/file/udf.h"

file_opener open_disk, open_fat, open_udf, open_vhd;

static void mark(struct file *f, enum got got)
{
	if (got == GOT_LIMIT)
		file_unread(f, GAP_LIMIT);
	else if (got != GOT_ALL)
		file_unread(f, GAP_DAMAGED);
}

/* --- FAT --- */

struct member {
	const struct fat *fat;
	const struct fat_entry *entry;
};

static bool read_member(struct file *f, size_t max, struct span *bytes_r)
{
	const struct member *m = f->read_state;
	if (fat_is_in_a_row(m->fat, m->entry, bytes_r))
		return true;
	/* No more clusters than there are can be gathered, whatever the entry tells. */
	uint64_t most = (uint64_t)m->fat->clusters * m->fat->cluster_bytes;
	uint64_t wanted = m->entry->size < most ? m->entry->size : most;
	size_t room_n = files_room(f, wanted < max ? wanted : max), n;
	unsigned char *room = arena_alloc(f->files->job->arena, room_n);
	bool whole = fat_gather(m->fat, m->entry, room, room_n, &n);
	files_return(f, room_n - n);
	*bytes_r = span_of(room, n);
	return whole || room_n < wanted;
}

static void add_entry(struct file *f, const struct fat *fat, const struct fat_entry *e)
{
	struct member *m = arena_new(f->files->job->arena, struct member);
	*m = (struct member){ fat, e };
	struct file *member = file_add_packed(f, e->name, e->size, read_member, m);
	if (!member)
		return;
	member->date_s = e->date_s;
	member->is_folder = e->attributes & FAT_FOLDER;
	member->hidden =
		(e->attributes & FAT_HIDDEN) || span_starts_with(member->base, SPAN("."));
}

void open_fat(struct file *f)
{
	struct fat *fat = arena_new(f->files->job->arena, struct fat);
	enum got got = fat_read(
		f->files->job->arena, f->bytes, f->files->job->budget.files, fat);
	for (size_t i = 0; i < fat->count; i++)
		add_entry(f, fat, &fat->entries[i]);
	mark(f, got);
}

/* --- UDF --- */

struct udf_member {
	const struct udf *udf;
	const struct udf_entry *entry;
};

static bool read_udf(struct file *f, size_t max, struct span *bytes_r)
{
	const struct udf_member *m = f->read_state;
	if (udf_is_in_a_row(m->udf, m->entry, bytes_r))
		return true;
	/* Nothing honest is much larger than its image. */
	uint64_t most = m->udf->image.n, told = m->entry->size;
	size_t room_n = files_room(f, told < most ? told : most), n;
	room_n = room_n < max ? room_n : max;
	unsigned char *room = arena_alloc(f->files->job->arena, room_n);
	bool whole = udf_gather(m->udf, m->entry, room, room_n, &n);
	files_return(f, room_n - n);
	*bytes_r = span_of(room, n);
	return whole;
}

/* With ISO 9660 beside it, most files are there already: the same name, the same bytes. */
static bool is_there(
	const struct file *f, const struct udf *udf, const struct udf_entry *e)
{
	struct span base = file_base_name(e->name), bytes;
	if (e->is_folder || !udf_is_in_a_row(udf, e, &bytes))
		return e->is_folder;
	for (const struct file *other = f->next; other; other = other->next)
		if (other->parent == f && span_equal_nocase(other->base, base) &&
			span_equal(other->bytes, bytes))
			return true;
	return false;
}

void open_udf(struct file *f)
{
	struct arena *a = f->files->job->arena;
	struct udf *udf = arena_new(a, struct udf);
	enum got got = udf_read(a, f->bytes, f->files->job->budget.files, udf);
	for (size_t i = 0; i < udf->count; i++) {
		const struct udf_entry *e = &udf->entries[i];
		struct udf_member *m = arena_new(a, struct udf_member);
		*m = (struct udf_member){ udf, e };
		if (f->type == TYPE_ISO && is_there(f, udf, e))
			continue;
		struct file *member = file_add_packed(f, e->name, e->size, read_udf, m);
		if (!member)
			break;
		member->date_s = e->date_s;
		member->is_folder = e->is_folder;
		member->hidden =
			e->is_hidden || span_starts_with(member->base, SPAN("."));
	}
	mark(f, got);
}

/* --- disks --- */

/* Types that a volume has; anything else in its place is not read. */
static void add_volume(struct file *f, struct span bytes)
{
	struct file *volume = file_add(f->files, f, ROLE_CONTENT, SPAN(""), bytes);
	if (!volume)
		return;
	if (fat_taste(bytes))
		volume->type = TYPE_FAT;
}

void open_disk(struct file *f)
{
	enum { PARTITIONS_MAX = 64 };
	struct disk_partition list[PARTITIONS_MAX];
	if (fat_taste(f->bytes)) {
		f->type = TYPE_FAT;
		open_fat(f);
		return;
	}
	size_t n = disk_partitions(f->bytes, list, PARTITIONS_MAX);
	if (n == 0)
		file_unread(f, GAP_FORMAT);
	if (n == PARTITIONS_MAX)
		file_unread(f, GAP_LIMIT);
	for (size_t i = 0; i < n; i++) {
		struct span rest = span_skip(f->bytes, (size_t)list[i].at);
		if (list[i].n > rest.n)
			file_unread(f, GAP_DAMAGED);
		add_volume(f,
			span_take(rest, list[i].n < rest.n ? (size_t)list[i].n : rest.n));
	}
}

static struct span flat(struct file *f, const struct disk_map *map)
{
	if (map->count == 1 && map->extents[0].at == 0)
		return map->extents[0].bytes;
	uint64_t wanted = map->used < map->size ? map->used : map->size;
	size_t room_n = files_room(f, wanted);
	unsigned char *room = arena_alloc(f->files->job->arena, room_n);
	disk_flatten(map, room, room_n);
	return span_of(room, room_n);
}

void open_vhd(struct file *f)
{
	struct disk_map map;
	struct arena *a = f->files->job->arena;
	enum got got = f->type == TYPE_VHDX ? vhdx_read(a, f->bytes, &map)
					    : vhd_read(a, f->bytes, &map);
	if (map.has_parent)
		file_unread(f, GAP_FORMAT);
	mark(f, got);
	if (map.count)
		add_volume(f, flat(f, &map));
}
