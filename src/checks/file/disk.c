/* A disk image that came as a file: Windows mounts it at a double click, and does not carry over
 * to its files the mark that they are from the internet. With something that starts when it
 * is clicked beside a document to look at, or beside hidden files, it is a known trick.
 *
 * Images are honest where software is handed out: those with many files, those of macOS
 * and Linux, and those among a project's files say little; so does, outside of a letter, one in
 * which nothing runs. */
#include "checks/file/file.h"

enum { FILES_MAX = 20 };

struct content {
	size_t files, documents, hidden;
	const struct file *shortcut, *runs;
};

static bool is_disk(const struct file *f)
{
	return file_type_family(f->type) == FAMILY_DISK;
}

/* The image that a person sees: a volume within it is part of it. */
static const struct file *image_of(const struct file *f)
{
	while (f->parent && is_disk(f->parent) && f->role == ROLE_CONTENT)
		f = f->parent;
	return f;
}

/* What systems leave in their images by themselves. */
static bool is_own(struct span name)
{
	static const struct span names[] = { SPAN(".DS_Store"), SPAN(".fseventsd"),
		SPAN(".Trashes"), SPAN(".background"), SPAN(".VolumeIcon.icns"),
		SPAN("System Volume Information"), SPAN("IndexerVolumeGuid"),
		SPAN("WPSettings.dat"), SPAN("$RECYCLE.BIN"), SPAN(".journal") };
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (span_equal_nocase(name, names[i]))
			return true;
	return span_starts_with(name, SPAN("._"));
}

/* By content, or by name where the content is not known. */
static enum file_family family_of(const struct file *f)
{
	enum file_type type = f->type;
	if (type == TYPE_UNKNOWN || type == TYPE_EMPTY || type == TYPE_TEXT)
		type = file_type_of_name(f->base);
	return file_type_family(type);
}

static void count_member(struct content *c, const struct file *f)
{
	enum file_family family = family_of(f);
	bool runs = family == FAMILY_PROGRAM || family == FAMILY_SCRIPT ||
		    family == FAMILY_HELP;
	if (is_own(f->base))
		return;
	c->hidden += f->hidden;
	if (f->is_folder)
		return;
	c->files++;
	c->documents += family == FAMILY_DOCUMENT;
	if (family == FAMILY_SHORTCUT)
		c->shortcut = f;
	if (runs && !f->hidden)
		c->runs = f;
}

static struct content look_into(const struct file *image)
{
	struct content c = { 0 };
	for (const struct file *f = image->next; f; f = f->next)
		if (f->role == ROLE_MEMBER && is_disk(f->parent) &&
			image_of(f->parent) == image)
			count_member(&c, f);
	return c;
}

/* What a person would click in it, when the rest is a lure. */
static const struct file *bait(const struct file *image, const struct content *c)
{
	if (c->files > FILES_MAX)
		return NULL;
	if (c->shortcut && (c->documents || c->hidden || c->runs))
		return c->shortcut;
	if (c->runs && c->hidden)
		return c->runs;
	return image->files->letter && c->documents ? c->runs : NULL;
}

static bool is_usual(const struct file *f)
{
	static const bool usual[TYPES] = { [TYPE_DMG] = true,
		[TYPE_HFS] = true,
		[TYPE_APFS] = true,
		[TYPE_EXT] = true,
		[TYPE_SQUASHFS] = true,
		[TYPE_VMDK] = true,
		[TYPE_QCOW] = true };
	struct content c = look_into(f);
	bool runs = c.runs || c.shortcut;
	return !f->files->letter &&
	       (f->parent || usual[f->type] || c.files > FILES_MAX || !runs);
}

static void judge(struct file *f)
{
	struct content c = look_into(f);
	const struct file *clicked = bait(f, &c);
	struct finding *hit = file_hit(f, clicked	? "lure"
					  : is_usual(f) ? "usual"
							: NULL);
	if (clicked)
		finding_text(hit, "inside", clicked->base);
}

static void run(struct job *job, const struct evidence *on)
{
	struct files *files = files_of(on);
	bool found = false;
	(void)job;
	for (struct file *f = files->first; f; f = f->next) {
		if (!is_disk(f) || image_of(f) != f)
			continue;
		judge(f);
		found = true;
	}
	files_say_clear(files, found);
}

const struct check check_file_disk = {
	.code = "file.disk",
	.title = "A disk image instead of a document",
	.on = EV_FILES,
	.needs = NEED_NOTHING,
	.run = run,
};
