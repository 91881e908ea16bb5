/* Zip archives that lie about what they hold: what a person sees in the list is not what a
 * program unpacks. The two lists that name a member otherwise, members that only one of them
 * has, two archives in one file, members that share bytes; names that leave the folder, that
 * hide in a stream of another file, and a folder called like the document beside it, blank
 * at the end (CVE-2023-38831).
 *
 * Left out: other kinds of archives, which have one list; names that differ in their encoding
 * only. */
#include "checks/file/file.h"
#include "parse/file/zip.h"

enum { SAID_MAX = 20 };

struct lies {
	struct file *file;
	unsigned said;
};

static void say(struct lies *l, const char *variant, const struct zip_entry *e)
{
	if (l->said++ >= SAID_MAX)
		return;
	struct finding *found = file_hit_at(l->file, variant, e->name, e->offset);
	finding_text(found, "other", e->local_name);
}

/* --- the lists --- */

static bool is_ascii(struct span s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] >= 0x80)
			return false;
	return true;
}

/* Tools write one list in UTF-8 and the other in the old code page, or turn strokes. */
static bool is_same_name(struct span a, struct span b)
{
	if (!is_ascii(a) || !is_ascii(b))
		return span_equal_nocase(file_extension(a), file_extension(b));
	if (a.n != b.n)
		return false;
	for (size_t i = 0; i < a.n; i++) {
		bool strokes = (a.p[i] == '/' || a.p[i] == '\\') &&
			       (b.p[i] == '/' || b.p[i] == '\\');
		if (a.p[i] != b.p[i] && !strokes)
			return false;
	}
	return true;
}

static bool is_in_list(const struct zip *zip, const struct zip_entry *e)
{
	for (size_t i = 0; i < zip->count; i++)
		if (!zip->entries[i].hidden_entry &&
			span_equal(zip->entries[i].name, e->name))
			return true;
	return false;
}

/* --- names --- */

static bool leaves_folder(struct span name)
{
	if (name.n > 1 && ascii_is_alpha(name.p[0]) && name.p[1] == ':')
		return true;
	for (size_t i = 0; i + 1 < name.n; i++) {
		bool begins = i == 0 || name.p[i - 1] == '/' || name.p[i - 1] == '\\';
		bool ends =
			i + 2 == name.n || name.p[i + 2] == '/' || name.p[i + 2] == '\\';
		if (begins && ends && name.p[i] == '.' && name.p[i + 1] == '.')
			return true;
	}
	return false;
}

/* "report.pdf:x.exe": a second stream of the file on Windows. */
static bool names_stream(struct span name)
{
	struct span base = file_base_name(name);
	size_t at = span_find_byte(base, ':');
	return at != SPAN_NONE && at > 1 && at + 1 < base.n && base.p[at + 1] != ' ' &&
	       file_extension(span_take(base, at)).n > 0;
}

/* "CV.pdf" beside "CV.pdf /CV.pdf .cmd": a click on the first runs the second. */
static bool is_folder_trick(const struct zip *zip, const struct zip_entry *e)
{
	struct span folder = span_take(e->name, span_find_byte(e->name, '/'));
	if (folder.n == e->name.n || folder.n < 2 || folder.p[folder.n - 1] != ' ' ||
		e->is_folder)
		return false;
	struct span file = folder;
	while (file.n && file.p[file.n - 1] == ' ')
		file.n--;
	return file_extension(file).n > 0 && zip_find(zip, file) != NULL;
}

static void look_at_names(struct lies *l, const struct zip *zip)
{
	for (size_t i = 0; i < zip->count; i++) {
		const struct zip_entry *e = &zip->entries[i];
		if (leaves_folder(e->name))
			say(l, "traversal", e);
		if (names_stream(e->name))
			say(l, "stream-name", e);
		if (is_folder_trick(zip, e))
			say(l, "folder-trick", e);
	}
}

static void look_at_lists(struct lies *l, const struct zip *zip)
{
	for (size_t i = 0; i < zip->count; i++) {
		const struct zip_entry *e = &zip->entries[i];
		if ((e->oddities & ZIP_NAMES_DIFFER) && e->local_name.n &&
			!is_same_name(e->name, e->local_name))
			say(l, "names-differ", e);
		if (e->hidden_entry && !e->is_folder)
			say(l, is_in_list(zip, e) ? "old-entry" : "hidden-entry", e);
	}
}

/* Two entries may tell the same member twice; true overlaps share parts of bytes. */
static void look_at_whole(struct lies *l, const struct zip *zip)
{
	if (zip->oddities & ZIP_CONCATENATED) {
		file_hit(l->file, "concatenated");
		l->said++;
	}
	for (size_t i = 0; i < zip->count; i++)
		if (zip->entries[i].oddities & ZIP_OVERLAP) {
			say(l, "overlap", &zip->entries[i]);
			return;
		}
}

static void run(struct job *job, const struct evidence *on)
{
	struct files *files = files_of(on);
	bool found = false;
	for (struct file *f = files->first; f; f = f->next) {
		struct lies l = { .file = f };
		if (!f->zip)
			continue;
		look_at_whole(&l, f->zip);
		look_at_names(&l, f->zip);
		/* Office and its like read the directory alone. */
		if (file_type_family(f->type) != FAMILY_DOCUMENT)
			look_at_lists(&l, f->zip);
		found |= l.said > 0;
		job_breathe(job);
	}
	files_say_clear(files, found);
}

const struct check check_file_archive = {
	.code = "file.archive",
	.title = "An archive's list is not what would be unpacked",
	.on = EV_FILES,
	.needs = NEED_NOTHING,
	.run = run,
};
