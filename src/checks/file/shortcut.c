/* Windows shortcuts that run commands or lead to another machine. A shortcut to a program
 * opens it; one with arguments to what runs commands (cmd, PowerShell, mshta, ...) is a
 * program itself. Of 27 harmless ones 8 have arguments, none of them to such a program.
 * Used by Kimsuky, APT37 and others (MITRE ATT&CK T1204.002, T1059).
 *
 * Leaves out: one to such a program without arguments, as the start menu has. */
#include "checks/file/shortcut_look.h"

static bool says_command(struct span s)
{
	static const struct span words[] = { SPAN("powershell"), SPAN("cmd.exe"),
		SPAN("cmd /c"), SPAN("mshta"), SPAN("wscript"), SPAN("regsvr32"),
		SPAN("rundll32"), SPAN("certutil"), SPAN("-encodedcommand"),
		SPAN("frombase64string"), SPAN("invoke-webrequest"),
		SPAN("downloadstring") };
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (span_find_nocase(s, words[i]) != SPAN_NONE)
			return true;
	return false;
}

/* WebDAV over the internet: a port or SSL behind the name, or a name with dots. */
static const char *remote_variant(struct span target)
{
	if (!span_starts_with(target, SPAN("\\\\")) &&
		!span_starts_with(target, SPAN("//")))
		return NULL;
	struct span host = span_skip(target, 2);
	size_t n = 0;
	while (n < host.n && host.p[n] != '\\' && host.p[n] != '/')
		n++;
	struct span after = span_skip(host, n + 1);
	host = span_take(host, n);
	if (host.n == 0 || host.p[0] == '.' || host.p[0] == '?')
		return NULL;
	if (span_find_byte(host, '@') != SPAN_NONE ||
		span_starts_with_nocase(after, SPAN("DavWWWRoot")))
		return "remote";
	switch (file_type_family(file_type_of_name(target))) {
	case FAMILY_PROGRAM:
	case FAMILY_SCRIPT: return "remote";
	default: return "share";
	}
}

/* Windows' own applets are in its folder, or named without one. */
static bool is_foreign_panel(struct span library)
{
	return (span_find_byte(library, '\\') != SPAN_NONE ||
		       span_find_byte(library, '/') != SPAN_NONE) &&
	       span_find_nocase(library, SPAN("\\system32\\")) == SPAN_NONE &&
	       span_find_nocase(library, SPAN("\\syswow64\\")) == SPAN_NONE &&
	       span_find_nocase(library, SPAN(":\\program files")) == SPAN_NONE;
}

static void say(struct file *f, const struct lnk *lnk, const char *variant)
{
	struct arena *a = f->files->job->arena;
	struct finding *found = file_hit_at(
		f, variant, blanks_collapsed(a, lnk->arguments), lnk->arguments_at);
	finding_text(found, "target", lnk->target);
}

static bool look_at(struct file *f)
{
	const struct lnk *lnk = lnk_of(f);
	if (!lnk)
		return false;
	struct span arguments = span_trim(lnk->arguments);
	const char *remote = remote_variant(lnk->target);
	if (!remote)
		remote = remote_variant(lnk->working);
	if ((arguments.n &&
		    (runs_commands(lnk->target) || runs_commands(lnk->id_path))) ||
		says_command(arguments))
		say(f, lnk, "command");
	else if (is_foreign_panel(lnk->panel))
		finding_text(file_hit(f, "panel"), "target", lnk->panel);
	else if (remote)
		say(f, lnk, remote);
	else
		return false;
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

const struct check check_file_shortcut = {
	.code = "file.shortcut",
	.title = "A shortcut runs commands or leads elsewhere",
	.on = EV_FILES,
	.needs = NEED_NOTHING,
	.run = run,
};
