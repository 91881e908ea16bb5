/* What the text of a macro does, looked at statement by statement, in lower case, without
 * comments. Words of the language count outside of strings, names of objects and commands
 * within them. Nothing is followed from call to call: a document is judged by all its modules
 * together. A declared function counts when its name is used, too.
 *
 * Basic is that of Office (MS-VBAL) and of LibreOffice; documents of the latter may also bring
 * Python, JavaScript and BeanShell, of which a line is taken for a statement. */
#include "checks/file/macros.h"

struct mark {
	const char *word;
	enum macro_kind kind;
};

/* Words of the program text. */
static const struct mark WORDS[] = {
	{ "shell", MACRO_RUNS },
	{ "shellexecute", MACRO_RUNS },
	{ "shellexecutea", MACRO_RUNS },
	{ "shellexecutew", MACRO_RUNS },
	{ "winexec", MACRO_RUNS },
	{ "createprocess", MACRO_RUNS },
	{ "createprocessa", MACRO_RUNS },
	{ "createprocessw", MACRO_RUNS },
	{ "macscript", MACRO_RUNS },
	{ "applescripttask", MACRO_RUNS },
	{ "urldownloadtofile", MACRO_FETCHES },
	{ "urldownloadtofilea", MACRO_FETCHES },
	{ "urldownloadtofilew", MACRO_FETCHES },
	{ "virtualalloc", MACRO_LOADS },
	{ "virtualallocex", MACRO_LOADS },
	{ "virtualprotect", MACRO_LOADS },
	{ "writeprocessmemory", MACRO_LOADS },
	{ "ntwritevirtualmemory", MACRO_LOADS },
	{ "ntallocatevirtualmemory", MACRO_LOADS },
	{ "createthread", MACRO_LOADS },
	{ "createremotethread", MACRO_LOADS },
	{ "queueuserapc", MACRO_LOADS },
	{ "savetofile", MACRO_WRITES },
	{ "createtextfile", MACRO_WRITES },
	{ "put", MACRO_WRITES },
	{ "print", MACRO_WRITES },
};

/* Words of Python, JavaScript and BeanShell, where something is called or reached into. */
static const struct mark SCRIPT_WORDS[] = {
	{ "subprocess", MACRO_RUNS },
	{ "system", MACRO_RUNS },
	{ "popen", MACRO_RUNS },
	{ "startfile", MACRO_RUNS },
	{ "execl", MACRO_RUNS },
	{ "execv", MACRO_RUNS },
	{ "execve", MACRO_RUNS },
	{ "execvp", MACRO_RUNS },
	{ "spawnl", MACRO_RUNS },
	{ "spawnv", MACRO_RUNS },
	{ "posix_spawn", MACRO_RUNS },
	{ "create_subprocess_exec", MACRO_RUNS },
	{ "create_subprocess_shell", MACRO_RUNS },
	{ "processbuilder", MACRO_RUNS },
	{ "getruntime", MACRO_RUNS },
	{ "exec", MACRO_RUNS }, /* program text, of Python */
	{ "urlopen", MACRO_FETCHES },
	{ "urlretrieve", MACRO_FETCHES },
	{ "requests", MACRO_FETCHES },
	{ "openstream", MACRO_FETCHES },
	{ "openconnection", MACRO_FETCHES },
	{ "httpsconnection", MACRO_FETCHES },
	{ "httpconnection", MACRO_FETCHES },
	{ "urlclassloader", MACRO_LOADS },
	{ "ctypes", MACRO_LOADS },
	{ "__import__", MACRO_LOADS },
};

/* Parts of strings: objects and commands. */
static const struct mark STRINGS[] = {
	{ "wscript.shell", MACRO_RUNS },
	{ "shell.application", MACRO_RUNS },
	{ "win32_process", MACRO_RUNS },
	{ "mmc20.application", MACRO_RUNS },
	{ "schedule.service", MACRO_RUNS },
	{ "new:72c24dd5-", MACRO_RUNS }, /* WScript.Shell */
	{ "new:13709620-", MACRO_RUNS }, /* Shell.Application */
	{ "new:9ba05972-", MACRO_RUNS }, /* ShellWindows */
	{ "new:c08afd90-", MACRO_RUNS }, /* ShellBrowserWindow */
	{ "scriptcontrol", MACRO_RUNS },
	{ "system.systemshellexecute", MACRO_RUNS }, /* of LibreOffice */
	{ "powershell", MACRO_RUNS },
	{ "mshta", MACRO_RUNS },
	{ "regsvr32", MACRO_RUNS },
	{ "rundll32", MACRO_RUNS },
	{ "certutil", MACRO_RUNS },
	{ "bitsadmin", MACRO_RUNS },
	{ "cmd.exe", MACRO_RUNS },
	{ "cmd /", MACRO_RUNS },
	{ "wscript.exe", MACRO_RUNS },
	{ "cscript", MACRO_RUNS },
	{ "schtasks", MACRO_RUNS },
	{ "/bin/sh", MACRO_RUNS },
	{ "/bin/bash", MACRO_RUNS },
	{ "osascript", MACRO_RUNS },
	{ "msxml2.xmlhttp", MACRO_FETCHES },
	{ "msxml2.serverxmlhttp", MACRO_FETCHES },
	{ "microsoft.xmlhttp", MACRO_FETCHES },
	{ "winhttp.winhttprequest", MACRO_FETCHES },
	{ "virtualalloc", MACRO_LOADS },
	{ "writeprocessmemory", MACRO_LOADS },
	{ "createremotethread", MACRO_LOADS },
	{ "ucb.simplefileaccess", MACRO_WRITES },
	{ "\\start menu\\programs\\startup", MACRO_PROGRAM },
	{ ".exe", MACRO_PROGRAM },
	{ ".dll", MACRO_PROGRAM },
	{ ".scr", MACRO_PROGRAM },
	{ ".vbs", MACRO_PROGRAM },
	{ ".vbe", MACRO_PROGRAM },
	{ ".jse", MACRO_PROGRAM },
	{ ".wsf", MACRO_PROGRAM },
	{ ".hta", MACRO_PROGRAM },
	{ ".bat", MACRO_PROGRAM },
	{ ".ps1", MACRO_PROGRAM },
	{ ".lnk", MACRO_PROGRAM },
};

/* Procedures that Office runs without a click into the document's own controls. */
static const char *const TRIGGERS[] = { "autoopen", "auto_open", "autoexec", "autonew",
	"autoclose", "auto_close", "autoexit", "document_open", "documentopen",
	"document_new", "document_close", "documentbeforeclose", "document_beforeclose",
	"document_contentcontrolonenter", "workbook_open", "workbook_activate",
	"workbook_close", "workbook_beforeclose", "workbook_deactivate",
	"workbook_sheetactivate", "workbook_windowactivate", "worksheet_activate",
	"worksheet_calculate", "worksheet_change", "worksheet_selectionchange",
	"presentation_open", "app_presentationopen", "onslideshowpagechange",
	"app_documentopen", "app_documentbeforeclose", "app_workbookopen" };

/* Of controls that fire when a page is drawn or the mouse passes by. */
static const char *const TRIGGER_ENDS[] = { "_layout", "_painted", "_painting",
	"_mousemove", "_mouseenter", "_mousehover", "_gotfocus", "_onconnecting",
	"_documentcomplete", "_navigatecomplete2", "_beforenavigate2" };

/* Where text is kept out of the program's sight: in controls and properties. */
static const char *const STORES[] = { ".caption", ".tag", ".controltiptext", ".groupname",
	".alternativetext", "documentproperties", ".pages(", ".helpcontextid" };

/* --- statements --- */

static bool is_word(unsigned char c)
{
	return ascii_is_alnum(c) || c == '_';
}

struct language {
	const struct mark *words;
	size_t word_count;
	const char *quotes, *comment;
	bool is_basic;
};

static const struct language BASIC = { WORDS, sizeof(WORDS) / sizeof(*WORDS), "\"", "'",
	true };
static const struct language PYTHON = { SCRIPT_WORDS,
	sizeof(SCRIPT_WORDS) / sizeof(*SCRIPT_WORDS), "\"'", "#", false };
static const struct language JAVA = { SCRIPT_WORDS,
	sizeof(SCRIPT_WORDS) / sizeof(*SCRIPT_WORDS), "\"'", "//", false };

static const struct language *language_of(const struct file *module)
{
	return module->type == TYPE_VBA	     ? &BASIC
	       : module->type == TYPE_PYTHON ? &PYTHON
					     : &JAVA;
}

static bool is_quote(const struct language *l, unsigned char c)
{
	return c && strchr(l->quotes, c);
}

static bool is_remark(struct span line)
{
	return span_starts_with(line, SPAN("rem")) &&
	       (line.n == 3 || !is_word(line.p[3]));
}

/* Up to a comment that begins outside of a string. */
static struct span without_comment(const struct language *l, struct span line)
{
	unsigned char quote = 0;
	if (l->is_basic && is_remark(line))
		return SPAN("");
	for (size_t i = 0; i < line.n; i++) {
		unsigned char c = line.p[i];
		if (quote)
			quote = c == quote ? 0 : quote;
		else if (is_quote(l, c))
			quote = c;
		else if (span_starts_with(span_skip(line, i), span_from_cstr(l->comment)))
			return span_take(line, i);
	}
	return line;
}

/* The next word outside of strings (or a whole string) from `*at` on. */
struct token {
	struct span text;
	bool is_string, is_member; /* it stands behind a dot */
	unsigned char after;	   /* what follows, blanks skipped; 0 at the end */
};

static bool next_token(
	const struct language *l, struct span line, size_t *at, struct token *t)
{
	size_t i = *at;
	while (i < line.n && !is_word(line.p[i]) && !is_quote(l, line.p[i]))
		i++;
	if (i >= line.n)
		return false;
	unsigned char quote = line.p[i];
	t->is_string = is_quote(l, quote);
	t->is_member = i > 0 && line.p[i - 1] == '.';
	size_t start = t->is_string ? ++i : i;
	while (i < line.n && (t->is_string ? line.p[i] != quote : is_word(line.p[i])))
		i++;
	t->text = span_between(line.p + start, line.p + i);
	*at = t->is_string && i < line.n ? i + 1 : i;
	while (i < line.n && line.p[i] == ' ')
		i++;
	t->after = i < line.n ? line.p[i] : 0;
	return true;
}

static void note(struct macro_place *p, struct file *f, struct span quote, size_t offset,
	unsigned line)
{
	if (!p->file)
		*p = (struct macro_place){ f, quote, offset, line };
}

/* A name that is given a value, or an object with members, is somebody's own variable. */
static bool is_call(const struct token *t, struct span previous)
{
	return t->after != '=' && t->after != '.' && !span_equal(previous, SPAN("dim")) &&
	       !span_equal(previous, SPAN("as")) && !span_equal(previous, SPAN("set")) &&
	       !span_equal(previous, SPAN("sub")) &&
	       !span_equal(previous, SPAN("function")) &&
	       !span_equal(previous, SPAN("property")) &&
	       !span_equal(previous, SPAN("debug")) && /* Debug.Print writes no file */
	       !span_equal(previous, SPAN("private")) &&
	       !span_equal(previous, SPAN("public"));
}

static bool is_import(const struct language *l, struct span line)
{
	return !l->is_basic && (span_starts_with(line, SPAN("import ")) ||
				       span_starts_with(line, SPAN("from ")));
}

/* Many an object has a method of that name, which is harmless. */
static bool is_namesake(const struct token *t, struct span previous)
{
	if (span_equal(t->text, SPAN("exec")))
		return t->is_member;
	return span_equal(t->text, SPAN("system")) && t->is_member &&
	       !span_equal(previous, SPAN("os"));
}

/* In the other languages a call has its bracket, and a module its members. */
static bool is_used(const struct language *l, struct span line, const struct token *t,
	struct span previous)
{
	if (l->is_basic)
		return is_call(t, previous);
	return !is_namesake(t, previous) &&
	       (t->after == '(' || t->after == '.' || is_import(l, line)) &&
	       !span_equal(previous, SPAN("def")) &&
	       !span_equal(previous, SPAN("function"));
}

/* Not within another word ("BasicScript"); "\\n" before it is an escape. */
static bool has_word(struct span s, struct span word)
{
	for (size_t at = span_find(s, word); at != SPAN_NONE;) {
		bool is_within = at > 0 && ascii_is_alpha(word.p[0]) &&
				 ascii_is_alpha(s.p[at - 1]) &&
				 (at < 2 || s.p[at - 2] != '\\');
		if (!is_within)
			return true;
		s = span_skip(s, at + 1);
		at = span_find(s, word);
	}
	return false;
}

static const struct mark *mark_of(const struct language *l, struct span line,
	const struct token *t, struct span previous)
{
	if (!t->is_string) {
		for (size_t i = 0; i < l->word_count; i++)
			if (span_equal(t->text, span_from_cstr(l->words[i].word)) &&
				is_used(l, line, t, previous))
				return &l->words[i];
		return NULL;
	}
	for (size_t i = 0; i < sizeof(STRINGS) / sizeof(STRINGS[0]); i++)
		if (has_word(t->text, span_from_cstr(STRINGS[i].word)))
			return &STRINGS[i];
	return NULL;
}

static bool is_trigger(struct span name)
{
	for (size_t i = 0; i < sizeof(TRIGGERS) / sizeof(TRIGGERS[0]); i++)
		if (span_equal(name, span_from_cstr(TRIGGERS[i])))
			return true;
	for (size_t i = 0; i < sizeof(TRIGGER_ENDS) / sizeof(TRIGGER_ENDS[0]); i++)
		if (span_ends_with(name, span_from_cstr(TRIGGER_ENDS[i])))
			return true;
	return false;
}

static bool has_store(struct span line)
{
	for (size_t i = 0; i < sizeof(STORES) / sizeof(STORES[0]); i++)
		if (span_find(line, span_from_cstr(STORES[i])) != SPAN_NONE)
			return true;
	return false;
}

struct scan {
	const struct language *language;
	struct macro *macro;
	struct file *file;
	struct span shown; /* the line as written, for a quote */
	size_t offset;
	unsigned line;
};

static void take_mark(struct scan *s, struct span line, const struct mark *m)
{
	note(&s->macro->first[m->kind], s->file, s->shown, s->offset, s->line);
	if ((m->kind == MACRO_RUNS || m->kind == MACRO_FETCHES) && has_store(line))
		note(&s->macro->form, s->file, s->shown, s->offset, s->line);
}

/* `line` is in lower case and without its comment. A procedure with nothing in it is none:
 * its end follows at once, which trigger_is_empty() tells. */
static void scan_line(struct scan *s, struct span line, bool next_is_end)
{
	struct span previous = SPAN("");
	struct token t;
	bool declares = false;
	for (size_t at = 0; next_token(s->language, line, &at, &t); previous = t.text) {
		declares |= !t.is_string && span_equal(t.text, SPAN("declare"));
		if (declares)
			continue; /* it counts where it is called */
		const struct mark *m = mark_of(s->language, line, &t, previous);
		if (m)
			take_mark(s, line, m);
		if ((span_equal(previous, SPAN("sub")) ||
			    span_equal(previous, SPAN("function"))) &&
			!t.is_string && is_trigger(t.text) && !next_is_end &&
			!s->macro->trigger.file) {
			note(&s->macro->trigger, s->file, s->shown, s->offset, s->line);
			s->macro->trigger_name = span_take(
				span_skip(s->shown, (size_t)(t.text.p - line.p)),
				t.text.n);
		}
	}
}

static bool begins_with_end(const struct language *l, struct span rest)
{
	while (rest.n) {
		struct span line = span_trim(span_line(&rest));
		line = span_trim(without_comment(l, line));
		if (line.n)
			return span_starts_with(line, SPAN("end sub")) ||
			       span_starts_with(line, SPAN("end function"));
	}
	return true;
}

/* Statements that do nothing: frames of procedures and settings of the module. */
static bool is_code(struct span line)
{
	return line.n && !span_starts_with(line, SPAN("attribute ")) &&
	       !span_starts_with(line, SPAN("option "));
}

void macro_scan(struct macro *macro, struct file *f)
{
	struct span lower = arena_lower(f->files->job->arena, f->bytes), rest = lower;
	struct scan s = { .language = language_of(f), .macro = macro, .file = f };
	while (rest.n) {
		struct span whole = span_line(&rest), line = span_trim(whole);
		s.line++;
		if (!is_code(line))
			continue;
		s.offset = (size_t)(line.p - lower.p);
		s.shown = span_take(span_skip(f->bytes, s.offset), line.n);
		line = span_trim(without_comment(s.language, line));
		if (!line.n)
			continue;
		macro->lines++;
		scan_line(&s, line, begins_with_end(s.language, rest));
	}
}
