/* Disk images of macOS: each partition laid out flat is a file, as far as there is room for it;
 * a volume of HFS+ gives its files, each in its turn. Partitions of the image's own, like the
 * table of partitions, hold nothing that a person could open. */
#include "checks/file/openers.h"
#include "parse/file/dmg.h"
#include "parse/file/hfs.h"
#include "parse/file/inflate.h"
#include "parse/file/stream.h"

file_opener open_dmg, open_hfs;

enum { CHUNKS_MAX = 100000, SCRATCH_BYTES = 96 << 20, CHUNK_BYTES_MAX = 16 << 20 };

/* --- partitions --- */

struct laying {
	struct job *job;
	struct arena *scratch; /* of one chunk */
	struct inflater *inflater;
	unsigned char *room;
	size_t n;
	enum gap gap;
};

static void mark(struct laying *l, enum gap why)
{
	if (l->gap == GAP_NONE)
		l->gap = why;
}

static struct span unpack(struct laying *l, const struct dmg_chunk *c, size_t n)
{
	enum got got = GOT_ALL;
	struct span bytes = c->packed;
	struct stream stream;
	if (c->packing == DMG_ZLIB) {
		bytes = inflate_all(
			l->inflater, INFLATE_ZLIB, c->packed, n, false, &got, NULL);
	} else if (c->packing == DMG_BZIP2 || c->packing == DMG_LZMA) {
		enum stream_form form =
			c->packing == DMG_BZIP2 ? STREAM_BZIP2 : STREAM_XZ;
		got = stream_unpack(l->scratch, form, c->packed, n,
			(size_t)l->job->budget.window, &stream);
		bytes = stream.content;
	}
	if (got == GOT_SOME || got == GOT_NONE || c->is_cut ||
		(got == GOT_ALL && bytes.n < n))
		mark(l, GAP_DAMAGED);
	return bytes;
}

static void lay_chunk(struct laying *l, const struct dmg_chunk *c)
{
	if (c->packing == DMG_ZERO || c->at >= l->n)
		return;
	size_t left = l->n - (size_t)c->at, n = c->n < left ? (size_t)c->n : left;
	if (c->packing == DMG_OTHER || n > CHUNK_BYTES_MAX) {
		mark(l, c->packing == DMG_OTHER ? GAP_FORMAT : GAP_LIMIT);
		return;
	}
	struct span bytes = span_take(unpack(l, c, n), n);
	if (bytes.n)
		memcpy(l->room + c->at, bytes.p, bytes.n);
	arena_reset(l->scratch);
}

static struct span lay_out(struct file *f, const struct dmg_partition *p, enum gap *gap_r)
{
	struct arena *a = f->files->job->arena;
	struct laying l = { .job = f->files->job, .inflater = inflater_create(a) };
	size_t left = arena_left(a) / 2;
	l.n = files_room(f, p->size < left ? p->size : left);
	l.room = arena_alloc(a, l.n);
	l.scratch = arena_below(a, SCRATCH_BYTES);
	for (size_t i = 0; i < p->count; i++) {
		lay_chunk(&l, &p->chunks[i]);
		job_breathe(f->files->job);
	}
	if (l.n < p->size)
		mark(&l, GAP_LIMIT);
	*gap_r = l.gap;
	return span_of(l.room, l.n);
}

static bool is_own(struct span name)
{
	static const struct span names[] = { SPAN("Apple_Free"),
		SPAN("Apple_partition_map"), SPAN("Apple_Driver"),
		SPAN("Driver Descriptor Map"), SPAN("GPT "), SPAN("MBR"),
		SPAN("Protective Master Boot Record") };
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (span_find(name, names[i]) != SPAN_NONE)
			return true;
	return false;
}

void open_dmg(struct file *f)
{
	struct dmg dmg;
	enum got got = dmg_read(f->files->job->arena, f->bytes, CHUNKS_MAX, &dmg);
	for (size_t i = 0; i < dmg.count; i++) {
		enum gap gap;
		if (is_own(dmg.partitions[i].name))
			continue;
		struct span bytes = lay_out(f, &dmg.partitions[i], &gap);
		struct file *volume = file_add(
			f->files, f, ROLE_CONTENT, dmg.partitions[i].name, bytes);
		if (!volume)
			break;
		volume->size = dmg.partitions[i].size;
		if (gap != GAP_NONE)
			file_unread(volume, gap);
	}
	if (got == GOT_LIMIT)
		file_unread(f, GAP_LIMIT);
	else if (got != GOT_ALL || dmg.is_part)
		file_unread(f, GAP_DAMAGED);
}

/* --- HFS+ --- */

struct member {
	const struct hfs *hfs;
	const struct hfs_entry *entry;
};

static bool read_member(struct file *f, size_t max, struct span *bytes_r)
{
	const struct member *m = f->read_state;
	const struct hfs_entry *e = m->entry;
	if (e->is_packed)
		file_unread(f, GAP_FORMAT);
	if (hfs_is_in_a_row(m->hfs, e, bytes_r))
		return true;
	uint64_t most = m->hfs->volume.n, wanted = e->size < most ? e->size : most;
	size_t room_n = files_room(f, wanted < max ? wanted : max), n;
	unsigned char *room = arena_alloc(f->files->job->arena, room_n);
	bool whole = hfs_gather(m->hfs, e, room, room_n, &n);
	files_return(f, room_n - n);
	*bytes_r = span_of(room, n);
	if (e->is_scattered)
		file_unread(f, GAP_FORMAT);
	return whole;
}

/* What the system and the Finder hide for themselves: links, a disk's icon, old data bases. */
static bool is_systems(struct span base)
{
	return span_find(base, SPAN("HFS+ Private")) != SPAN_NONE ||
	       span_equal(base, SPAN("Icon")) || span_equal(base, SPAN("Desktop DB")) ||
	       span_equal(base, SPAN("Desktop DF"));
}

static bool add_entry(struct file *f, const struct hfs *hfs, const struct hfs_entry *e)
{
	struct member *m = arena_new(f->files->job->arena, struct member);
	*m = (struct member){ hfs, e };
	struct file *member = file_add_packed(f, e->name, e->size, read_member, m);
	if (!member)
		return false;
	member->date_s = e->date_s;
	member->mode = e->mode;
	member->is_folder = e->is_folder;
	member->is_symlink = e->is_symlink;
	member->hidden = (e->is_hidden || span_starts_with(member->base, SPAN("."))) &&
			 !is_systems(member->base);
	return true;
}

void open_hfs(struct file *f)
{
	struct hfs *hfs = arena_new(f->files->job->arena, struct hfs);
	enum got got = hfs_read(
		f->files->job->arena, f->bytes, f->files->job->budget.files, hfs);
	for (size_t i = 0; i < hfs->count; i++)
		if (!add_entry(f, hfs, &hfs->entries[i]))
			break;
	if (got == GOT_LIMIT)
		file_unread(f, GAP_LIMIT);
	else if (got != GOT_ALL)
		file_unread(f, GAP_DAMAGED);
}
