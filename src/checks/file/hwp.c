/* Hangul documents (version 5 and OWPML) with parts that no letter needs: PostScript pictures,
 * which old versions of Hangul ran as programs (CVE-2017-8291), a script that is more than
 * the empty handlers that Hangul puts into every document, and a link to a program on the
 * reader's own disk, where another part of the document was unpacked before.
 *
 * Programs among the embedded files are told by file.package. Leaves out: documents of
 * Hangul 97, and the text of documents for distribution. */
#include "checks/file/file.h"

static bool is_in_hangul(const struct file *f)
{
	return f->parent && (f->parent->type == TYPE_HWP || f->parent->type == TYPE_HWPX);
}

static bool is_postscript(const struct file *f)
{
	return f->type == TYPE_POSTSCRIPT ||
	       file_type_of_name(f->base) == TYPE_POSTSCRIPT;
}

/* Not of the web and not of the letter: "C:\..", "..\..", "file:", "%TEMP%". */
static bool is_local(struct span s)
{
	return span_starts_with_nocase(s, SPAN("file:")) ||
	       span_starts_with(s, SPAN("%")) || span_starts_with(s, SPAN("..")) ||
	       span_starts_with(s, SPAN(".\\")) ||
	       (s.n > 2 && s.p[1] == ':' && (s.p[2] == '\\' || s.p[2] == '/'));
}

static bool is_run_by_click(struct span target)
{
	enum file_type type = file_type_of_name(target);
	enum file_family family = file_type_family(type);
	return type == TYPE_JAVASCRIPT || family == FAMILY_PROGRAM ||
	       family == FAMILY_SCRIPT || family == FAMILY_SHORTCUT;
}

static bool look_at_links(struct file *f)
{
	if (f->type != TYPE_HWP && f->type != TYPE_HWPX)
		return false;
	for (const struct file_link *link = f->links; link; link = link->next)
		if (is_local(link->target) && is_run_by_click(link->target)) {
			file_hit_at(f, "link", link->target, link->offset);
			return true;
		}
	return false;
}

static bool look_at_part(struct file *f)
{
	if (!is_in_hangul(f))
		return false;
	const char *variant = is_postscript(f)	       ? "postscript"
			      : f->role == ROLE_SCRIPT ? "script"
						       : NULL;
	if (!variant)
		return false;
	struct finding *found = file_hit(f, variant);
	found->args[0].text = file_shown(f->parent)->base;
	finding_text(found, "member", f->base);
	return true;
}

static void run(struct job *job, const struct evidence *on)
{
	enum { SAID_MAX = 20 };
	struct files *files = files_of(on);
	unsigned said = 0;
	(void)job;
	for (struct file *f = files->first; f && said < SAID_MAX; f = f->next)
		said += look_at_links(f) + look_at_part(f);
	files_say_clear(files, said > 0);
}

const struct check check_file_hwp = {
	.code = "file.hwp",
	.title = "A Hangul document holds program parts",
	.on = EV_FILES,
	.needs = NEED_NOTHING,
	.run = run,
};
