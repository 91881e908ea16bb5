/* Help files of Windows (CHM). Their pages are shown by an old browser whose objects may start
 * programs: HTML Help's own control does with the command "ShortCut" (HTML Help ActiveX
 * control, "Shortcut"), and scripts do through Windows' own objects.
 *
 * The control's other commands, which most honest help files use, are not looked at. */
#include "checks/file/file.h"

static const struct file *help_of(const struct file *f)
{
	while (f && f->type != TYPE_CHM)
		f = f->parent;
	return f;
}

/* The value of the control's parameter "Command": any white space and quotes between. */
static size_t find_shortcut(struct span s)
{
	enum { NEAR = 80 };
	for (size_t at = 0; at < s.n;) {
		size_t next = span_find_nocase(span_skip(s, at), SPAN("command"));
		if (next == SPAN_NONE)
			return SPAN_NONE;
		at += next;
		struct span near = span_take(span_skip(s, at), NEAR);
		if (span_find_nocase(near, SPAN("value")) != SPAN_NONE &&
			span_find_nocase(near, SPAN("shortcut")) != SPAN_NONE)
			return at;
		at++;
	}
	return SPAN_NONE;
}

static size_t find_object(struct span s)
{
	static const struct span words[] = { SPAN("WScript.Shell"),
		SPAN("Shell.Application"), SPAN("ADODB.Stream"), SPAN("MSXML2."),
		SPAN("Microsoft.XMLHTTP"), SPAN("Scripting.FileSystemObject"),
		SPAN("mshta "), SPAN("mshta.exe"), SPAN("powershell "),
		SPAN("powershell.exe"), SPAN("hh.exe -decompile"),
		SPAN("hh -decompile") };
	/* Help may explain such words: what runs stands in script. */
	if (span_find_nocase(s, SPAN("<script")) == SPAN_NONE &&
		span_find_nocase(s, SPAN("<object")) == SPAN_NONE)
		return SPAN_NONE;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		size_t at = span_find_nocase(s, words[i]);
		if (at != SPAN_NONE &&
			span_find_nocase(s, SPAN("CreateObject")) != SPAN_NONE)
			return at;
		if (at != SPAN_NONE &&
			span_find_nocase(s, SPAN("ActiveXObject")) != SPAN_NONE)
			return at;
	}
	return SPAN_NONE;
}

static bool judge_page(struct file *f)
{
	size_t at = find_shortcut(f->bytes);
	if (at == SPAN_NONE)
		at = find_object(f->bytes);
	if (at == SPAN_NONE)
		return false;
	file_hit_at(f, "command", span_take(span_skip(f->bytes, at), 120), at);
	return true;
}

static void run(struct job *job, const struct evidence *on)
{
	struct files *files = files_of(on);
	bool found = false;
	(void)job;
	for (struct file *f = files->first; f; f = f->next) {
		if (f->type == TYPE_CHM) {
			file_hit(f, f->parent && !files->letter ? "usual" : NULL);
			found = true;
		} else if (help_of(f)) {
			found = judge_page(f) || found;
		}
	}
	files_say_clear(files, found);
}

const struct check check_file_help = {
	.code = "file.help",
	.title = "A Windows help file",
	.on = EV_FILES,
	.needs = NEED_NOTHING,
	.run = run,
};
