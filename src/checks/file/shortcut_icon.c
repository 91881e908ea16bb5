/* Shortcuts dressed as documents: the icon of a document or of a program that shows them on
 * what runs commands (MITRE ATT&CK T1027.012), an icon fetched from another machine, which
 * tells it who looked, or a window that opens out of sight. */
#include "checks/file/shortcut_look.h"

enum { SHOW_MINIMISED = 7 };

static bool is_document_icon(struct span icon)
{
	static const struct span words[] = { SPAN("winword"), SPAN("excel"),
		SPAN("powerpnt"), SPAN("wordicon"), SPAN("xlicons"), SPAN("pptico"),
		SPAN("acrobat"), SPAN("acrord32"), SPAN("acrocef"), SPAN("msedge"),
		SPAN("chrome.exe"), SPAN("hwp.exe"), SPAN("hwpviewer"), SPAN("notepad"),
		SPAN("wordpad"), SPAN("foxit"), SPAN("sumatra"), SPAN("onenote"),
		SPAN("outlook"), SPAN("hword"), SPAN("hancom") };
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (span_find_nocase(icon, words[i]) != SPAN_NONE)
			return true;
	enum file_family family = file_type_family(file_type_of_name(icon));
	return family == FAMILY_DOCUMENT || family == FAMILY_TEXT;
}

static bool is_remote(struct span icon)
{
	return span_starts_with(icon, SPAN("\\\\")) ||
	       span_starts_with_nocase(icon, SPAN("http:")) ||
	       span_starts_with_nocase(icon, SPAN("https:"));
}

static bool look_at(struct file *f)
{
	const struct lnk *lnk = lnk_of(f);
	if (!lnk)
		return false;
	struct span icon = lnk->icon_environment.n ? lnk->icon_environment : lnk->icon;
	bool runs = runs_commands(lnk->target) && lnk->arguments.n;
	const char *variant = is_remote(icon)			    ? "remote"
			      : runs && is_document_icon(icon)	    ? "document"
			      : runs && lnk->show == SHOW_MINIMISED ? "minimised"
								    : NULL;
	if (!variant)
		return false;
	struct finding *found = file_hit(f, variant);
	finding_text(found, "icon", icon);
	finding_text(found, "target", lnk->target);
	return true;
}

static void run(struct job *job, const struct evidence *on)
{
	struct files *files = files_of(on);
	bool found = false;
	(void)job;
	for (struct file *f = files->first; f; f = f->next)
		found |= look_at(f);
	files_say_clear(files, found);
}

const struct check check_file_shortcut_icon = {
	.code = "file.shortcut.icon",
	.title = "A shortcut is dressed as a document",
	.on = EV_FILES,
	.needs = NEED_NOTHING,
	.run = run,
};
