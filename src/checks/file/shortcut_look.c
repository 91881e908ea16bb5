/* What the checks of shortcuts share: which programs run commands, and how arguments look
 * when what was put in to hide them is taken out. */
#include "checks/file/shortcut_look.h"

#include "base/utf8.h"

enum { SHOWN_MAX = 400 };

const struct lnk *lnk_of(const struct file *f)
{
	return f->type == TYPE_LNK ? f->facts : NULL;
}

/* Programs of the system that run, fetch or unpack what their arguments say (LOLBAS). */
static const char runners[] =
	"cmd powershell powershell_ise pwsh mshta wscript cscript rundll32 regsvr32 "
	"msiexec forfiles conhost curl ssh scp sftp certutil bitsadmin pcalua wmic "
	"msbuild "
	"installutil hh schtasks at ftp finger odbcconf cmstp bash sh wsl winrs tar "
	"scriptrunner syncappvpublishingserver mavinject regasm regsvcs msdt control wt "
	"python pythonw node autohotkey expand findstr explorer dfshim";

bool runs_commands(struct span target)
{
	struct span name = file_base_name(span_trim(target));
	struct span ending = file_extension(name);
	if (ending.n)
		name = span_take(name, name.n - ending.n - 1);
	struct span rest = span_from_cstr(runners);
	while (rest.p && name.n)
		if (span_equal_nocase(span_split(&rest, ' '), name))
			return true;
	return false;
}

static bool shows_nothing(uint32_t c)
{
	return c <= 0x20 || c == 0x7F || c == 0xA0 || c == 0x2800 || c == 0x3164 ||
	       c == 0x3000 || c == 0xFEFF || (c >= 0x2000 && c <= 0x200F) ||
	       (c >= 0x2028 && c <= 0x202F) || (c >= 0x205F && c <= 0x206F);
}

struct span blanks_collapsed(struct arena *a, struct span s)
{
	struct text t;
	bool pending = false;
	text_init(&t, a, SHOWN_MAX);
	while (s.n) {
		uint32_t c;
		utf8_next(&s, &c);
		if (shows_nothing(c)) {
			pending = t.n > 0;
			continue;
		}
		if (pending)
			text_add_byte(&t, ' ');
		pending = false;
		utf8_add(&t, c);
	}
	return text_span(&t);
}

size_t longest_blank_run(struct span s)
{
	size_t run = 0, most = 0;
	while (s.n) {
		uint32_t c;
		utf8_next(&s, &c);
		run = shows_nothing(c) ? run + 1 : 0;
		if (run > most)
			most = run;
	}
	return most;
}
