/* Scripts that came as a file: a double click runs them with all rights of the user. That one
 * was sent is a caution; that it fetches and starts something, hides its window, carries its
 * commands encoded, or borrows a program of Windows to do so is a danger. The words are looked
 * for in the text without blanks and joints (squeeze()).
 *
 * Left out: scripts within a project (checks of code judge these, here only what they would
 * do on Windows counts), and what a cipher of the script's own hides. */
#include "checks/file/came.h"

enum { TEXT_MAX = 4 << 20 };

static const char *const fetches[] = { "downloadstring(", "downloadfile(",
	"downloaddata(", "invoke-webrequest", "invoke-restmethod", "start-bitstransfer",
	"msxml2.xmlhttp", "msxml2.serverxmlhttp", "microsoft.xmlhttp",
	"winhttp.winhttprequest", "urldownloadtofile", "net.webclient", "iwrhttp",
	"iwr-uri", "curlhttp", "curl-", "curl.exe", "wgethttp", NULL };
static const char *const starts[] = { "invoke-expression", "|iex", "iex(", ";iex", "&iex",
	"iex$", "wscript.shell", "shell.application", "shellexecute", "start-process",
	"rundll32", "regsvr32", "mshta", "win32_process", "start/min", "start/b",
	"start\"\"", NULL };
/* Each of these alone: nobody writes them into a script for a stranger to click. */
static const char *const alone[] = { "certutil-urlcache", "certutil.exe-urlcache",
	"certutil-decode", "certutil.exe-decode", "bitsadmin/transfer",
	"bitsadmin.exe/transfer", "mshtahttp", "mshta.exehttp",
	"mshtavbscript:", "mshtajavascript:", "mshta\"http",
	"rundll32javascript:", "rundll32.exejavascript:", "/i:http", "scrobj.dll",
	"script:http", "finger.exe", NULL };
/* JavaScript reaches Windows only through its script host; pages and Node do not. */
static const char *const host[] = { "activexobject", "wscript.", "getobject(", NULL };
/* Fetching a program and starting it is what an installer among the files of a project does
 * for those who build it; running what was fetched without a file is not. */
static const char *const unseen[] = { "invoke-expression", "|iex", "iex(", ";iex", "&iex",
	"iex$", NULL };
/* These only as options of PowerShell. */
static const char *const options[] = { "-windowstylehidden", "-whidden", "-wh-", "-w1-",
	"-encodedcommand", "-enc", NULL };
static const char *const hidden[] = { "frombase64string(", "[convert]::frombase64",
	NULL };
static const char *const loads[] = { "assembly]::load(", "::load(", "invoke-expression",
	"iex(", "|iex", "iex$", "gzipstream", "deflatestream", NULL };
static const char *const registry[] = { "currentversion\\run]",
	"currentversion\\runonce]", "shell\\open\\command]", "imagefileexecutionoptions",
	"\\winlogon]", NULL };
static const char *const setup[] = { "scrobj", "rundll32", "powershell", "mshta",
	"cmd.exe", "cmd/c", "regsvr32", NULL };

static bool is_script(const struct file *f)
{
	switch (f->type) {
	case TYPE_HTA:
	case TYPE_WSF:
	case TYPE_JAVASCRIPT:
	case TYPE_VBSCRIPT:
	case TYPE_ENCODED_SCRIPT:
	case TYPE_BATCH:
	case TYPE_POWERSHELL:
	case TYPE_REG:
	case TYPE_APPLESCRIPT:
	case TYPE_APPLESCRIPT_COMPILED:
	case TYPE_INF: return true;
	default: return false;
	}
}

/* JavaScript in the browser's own forms (.mjs, .jsx) is not run by a click. */
static bool is_clicked(const struct file *f)
{
	return f->type != TYPE_JAVASCRIPT ||
	       span_ends_with_nocase(f->base, SPAN(".js")) ||
	       span_ends_with_nocase(f->base, SPAN(".jse"));
}

static struct span deed_of(enum file_type type, struct span text, bool is_sent)
{
	struct span word = find_word(text, fetches);
	if (type == TYPE_JAVASCRIPT && find_word(text, host).n == 0)
		return SPAN("");
	if (type == TYPE_REG)
		return find_word(text, registry);
	if (type == TYPE_INF)
		return find_word(text, setup);
	bool is_installer = !is_sent && type == TYPE_POWERSHELL;
	if (word.n && find_word(text, is_installer ? unseen : starts).n)
		return word;
	word = find_word(text, alone);
	if (word.n)
		return word;
	bool is_shell = span_find(text, SPAN("powershell")) != SPAN_NONE ||
			span_find(text, SPAN("pwsh")) != SPAN_NONE;
	word = find_word(text, options);
	if (is_shell && word.n)
		return word;
	word = find_word(text, hidden);
	return word.n && find_word(text, loads).n ? word : SPAN("");
}

static bool judge(struct came *came, struct file *f)
{
	struct text t;
	struct span words = span_take(file_words(f), TEXT_MAX);
	text_init(&t, f->files->job->arena, words.n);
	squeeze(&t, words);
	bool is_sent = file_came(came, f);
	struct span text = text_span(&t), word = deed_of(f->type, text, is_sent);
	if (word.n) {
		finding_text(file_hit(f, is_sent ? "runs" : "inside"), "quote",
			around(text, word));
		return true;
	}
	if (!is_sent || f->role == ROLE_CONTENT)
		return false;
	file_hit(f, f->type == TYPE_INF ? "setup" : NULL);
	return true;
}

static bool is_judged(const struct file *f)
{
	return is_script(f) && is_clicked(f) && f->role != ROLE_SCRIPT &&
	       f->role != ROLE_PART && !f->is_folder;
}

static void run(struct job *job, const struct evidence *on)
{
	struct files *files = files_of(on);
	struct came came = { 0 };
	bool found = false;
	(void)job;
	for (struct file *f = files->first; f; f = f->next)
		if (is_judged(f))
			found |= judge(&came, f);
	files_say_clear(files, found);
}

const struct check check_file_script = {
	.code = "file.script",
	.title = "A script that a click would run",
	.on = EV_FILES,
	.needs = NEED_NOTHING,
	.run = run,
};
