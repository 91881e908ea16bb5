/* Macros of Office documents (MS-OVBA), by what their text does: it starts by itself and then
 * runs a program, fetches one or loads code into memory; it does so only when called; it does
 * nothing of the kind; or there is no text to read while a compiled form is there.
 *
 * The text is looked at statement by statement, in lower case, without comments. Words of the
 * language count outside of strings, names of objects and commands within them. Nothing is
 * followed from call to call: a document is judged by all its modules together. A declared
 * function counts when its name is used, too. */
#include "base/text.h"
#include "checks/file/open_ole.h"

enum kind {
	KIND_RUNS,    /* starts a program */
	KIND_FETCHES, /* downloads */
	KIND_LOADS,   /* puts code into memory */
	KIND_WRITES,  /* a file; counts beside a name that a click runs */
	KIND_PROGRAM, /* such a name */
	KIND_KINDS
};

struct mark {
	const char *word;
	enum kind kind;
};

/* Words of the program text. */
static const struct mark WORDS[] = {
	{ "shell", KIND_RUNS },
	{ "shellexecute", KIND_RUNS },
	{ "shellexecutea", KIND_RUNS },
	{ "shellexecutew", KIND_RUNS },
	{ "winexec", KIND_RUNS },
	{ "createprocess", KIND_RUNS },
	{ "createprocessa", KIND_RUNS },
	{ "createprocessw", KIND_RUNS },
	{ "macscript", KIND_RUNS },
	{ "applescripttask", KIND_RUNS },
	{ "urldownloadtofile", KIND_FETCHES },
	{ "urldownloadtofilea", KIND_FETCHES },
	{ "urldownloadtofilew", KIND_FETCHES },
	{ "virtualalloc", KIND_LOADS },
	{ "virtualallocex", KIND_LOADS },
	{ "virtualprotect", KIND_LOADS },
	{ "writeprocessmemory", KIND_LOADS },
	{ "ntwritevirtualmemory", KIND_LOADS },
	{ "ntallocatevirtualmemory", KIND_LOADS },
	{ "createthread", KIND_LOADS },
	{ "createremotethread", KIND_LOADS },
	{ "queueuserapc", KIND_LOADS },
	{ "savetofile", KIND_WRITES },
	{ "createtextfile", KIND_WRITES },
	{ "put", KIND_WRITES },
	{ "print", KIND_WRITES },
};

/* Parts of strings: objects and commands. */
static const struct mark STRINGS[] = {
	{ "wscript.shell", KIND_RUNS },
	{ "shell.application", KIND_RUNS },
	{ "win32_process", KIND_RUNS },
	{ "mmc20.application", KIND_RUNS },
	{ "schedule.service", KIND_RUNS },
	{ "new:72c24dd5-", KIND_RUNS }, /* WScript.Shell */
	{ "new:13709620-", KIND_RUNS }, /* Shell.Application */
	{ "new:9ba05972-", KIND_RUNS }, /* ShellWindows */
	{ "new:c08afd90-", KIND_RUNS }, /* ShellBrowserWindow */
	{ "scriptcontrol", KIND_RUNS },
	{ "powershell", KIND_RUNS },
	{ "mshta", KIND_RUNS },
	{ "regsvr32", KIND_RUNS },
	{ "rundll32", KIND_RUNS },
	{ "certutil", KIND_RUNS },
	{ "bitsadmin", KIND_RUNS },
	{ "cmd.exe", KIND_RUNS },
	{ "cmd /", KIND_RUNS },
	{ "wscript.exe", KIND_RUNS },
	{ "cscript", KIND_RUNS },
	{ "schtasks", KIND_RUNS },
	{ "/bin/sh", KIND_RUNS },
	{ "/bin/bash", KIND_RUNS },
	{ "osascript", KIND_RUNS },
	{ "msxml2.xmlhttp", KIND_FETCHES },
	{ "msxml2.serverxmlhttp", KIND_FETCHES },
	{ "microsoft.xmlhttp", KIND_FETCHES },
	{ "winhttp.winhttprequest", KIND_FETCHES },
	{ "virtualalloc", KIND_LOADS },
	{ "writeprocessmemory", KIND_LOADS },
	{ "createremotethread", KIND_LOADS },
	{ "\\start menu\\programs\\startup", KIND_PROGRAM },
	{ ".exe", KIND_PROGRAM },
	{ ".dll", KIND_PROGRAM },
	{ ".scr", KIND_PROGRAM },
	{ ".vbs", KIND_PROGRAM },
	{ ".vbe", KIND_PROGRAM },
	{ ".jse", KIND_PROGRAM },
	{ ".wsf", KIND_PROGRAM },
	{ ".hta", KIND_PROGRAM },
	{ ".bat", KIND_PROGRAM },
	{ ".ps1", KIND_PROGRAM },
	{ ".lnk", KIND_PROGRAM },
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

struct place {
	struct file *file;
	struct span quote;
	size_t offset;
	unsigned line;
};

struct macro {
	struct place first[KIND_KINDS], trigger, form;
	struct span trigger_name;
	unsigned lines; /* of code */
};

/* --- statements --- */

static bool is_word(unsigned char c)
{
	return ascii_is_alnum(c) || c == '_';
}

/* Up to a comment that begins outside of a string. */
static struct span without_comment(struct span line)
{
	bool in_string = false;
	if (span_starts_with(line, SPAN("rem ")))
		return SPAN("");
	for (size_t i = 0; i < line.n; i++) {
		if (line.p[i] == '"')
			in_string = !in_string;
		else if (line.p[i] == '\'' && !in_string)
			return span_take(line, i);
	}
	return line;
}

/* The next word outside of strings (or a whole string) from `*at` on. */
struct token {
	struct span text;
	bool is_string;
	unsigned char after; /* what follows, blanks skipped; 0 at the end */
};

static bool next_token(struct span line, size_t *at, struct token *t)
{
	size_t i = *at;
	while (i < line.n && !is_word(line.p[i]) && line.p[i] != '"')
		i++;
	if (i >= line.n)
		return false;
	t->is_string = line.p[i] == '"';
	size_t start = t->is_string ? ++i : i;
	while (i < line.n && (t->is_string ? line.p[i] != '"' : is_word(line.p[i])))
		i++;
	t->text = span_between(line.p + start, line.p + i);
	*at = t->is_string && i < line.n ? i + 1 : i;
	while (i < line.n && line.p[i] == ' ')
		i++;
	t->after = i < line.n ? line.p[i] : 0;
	return true;
}

static void note(
	struct place *p, struct file *f, struct span quote, size_t offset, unsigned line)
{
	if (!p->file)
		*p = (struct place){ f, quote, offset, line };
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

static const struct mark *mark_of(const struct token *t, struct span previous)
{
	if (!t->is_string) {
		for (size_t i = 0; i < sizeof(WORDS) / sizeof(WORDS[0]); i++)
			if (span_equal(t->text, span_from_cstr(WORDS[i].word)) &&
				is_call(t, previous))
				return &WORDS[i];
		return NULL;
	}
	for (size_t i = 0; i < sizeof(STRINGS) / sizeof(STRINGS[0]); i++)
		if (span_find(t->text, span_from_cstr(STRINGS[i].word)) != SPAN_NONE)
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
	struct macro *macro;
	struct file *file;
	struct span shown; /* the line as written, for a quote */
	size_t offset;
	unsigned line;
};

static void take_mark(struct scan *s, struct span line, const struct mark *m)
{
	note(&s->macro->first[m->kind], s->file, s->shown, s->offset, s->line);
	if ((m->kind == KIND_RUNS || m->kind == KIND_FETCHES) && has_store(line))
		note(&s->macro->form, s->file, s->shown, s->offset, s->line);
}

/* `line` is in lower case and without its comment. A procedure with nothing in it is none:
 * its end follows at once, which trigger_is_empty() tells. */
static void scan_line(struct scan *s, struct span line, bool next_is_end)
{
	struct span previous = SPAN("");
	struct token t;
	bool declares = false;
	for (size_t at = 0; next_token(line, &at, &t); previous = t.text) {
		declares |= !t.is_string && span_equal(t.text, SPAN("declare"));
		if (declares)
			continue; /* it counts where it is called */
		const struct mark *m = mark_of(&t, previous);
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

static bool begins_with_end(struct span rest)
{
	while (rest.n) {
		struct span line = span_trim(span_line(&rest));
		line = span_trim(without_comment(line));
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

static void scan_module(struct macro *macro, struct file *f)
{
	struct span lower = arena_lower(f->files->job->arena, f->bytes), rest = lower;
	struct scan s = { .macro = macro, .file = f };
	while (rest.n) {
		struct span whole = span_line(&rest), line = span_trim(whole);
		s.line++;
		if (!is_code(line))
			continue;
		s.offset = (size_t)(line.p - lower.p);
		s.shown = span_take(span_skip(f->bytes, s.offset), line.n);
		line = span_trim(without_comment(line));
		if (!line.n)
			continue;
		macro->lines++;
		scan_line(&s, line, begins_with_end(rest));
	}
}

/* --- judging --- */

static const struct place *danger_of(const struct macro *m)
{
	for (size_t i = KIND_RUNS; i <= KIND_LOADS; i++)
		if (m->first[i].file)
			return &m->first[i];
	if (m->first[KIND_WRITES].file && m->first[KIND_PROGRAM].file)
		return &m->first[KIND_PROGRAM];
	return NULL;
}

static void hit_place(const struct place *p, const char *variant, struct span trigger)
{
	struct finding *found = file_hit_at(p->file, variant, p->quote, p->offset);
	finding_text(found, "module", p->file->base);
	finding_number(found, "line", p->line);
	if (trigger.n)
		finding_text(found, "trigger", trigger);
}

static void judge(struct file *f, const struct ole_facts *facts)
{
	struct macro m = { 0 };
	for (struct file *child = f->next; child; child = child->next)
		if (child->parent == f && child->type == TYPE_VBA)
			scan_module(&m, child);
	const struct place *danger = danger_of(&m);
	if (danger && m.trigger.file)
		hit_place(danger, "runs", m.trigger_name);
	else if (danger)
		hit_place(danger, "calls", SPAN(""));
	if (m.form.file)
		hit_place(&m.form, "form", m.trigger_name);
	if (facts->textless)
		finding_number(
			file_hit(f, "unreadable"), "modules", (int64_t)facts->textless);
	else if (!danger)
		finding_number(
			file_hit(f, m.lines ? "plain" : "empty"), "lines", m.lines);
}

static void run(struct job *job, const struct evidence *on)
{
	struct files *files = files_of(on);
	bool found = false;
	(void)job;
	for (struct file *f = files->first; f; f = f->next) {
		const struct ole_facts *facts = ole_facts_of(f);
		if (!facts || !facts->has_macros)
			continue;
		judge(f, facts);
		found = true;
	}
	files_say_clear(files, found);
}

const struct check check_file_macro = {
	.code = "file.macro",
	.title = "A document carries macros",
	.on = EV_FILES,
	.needs = NEED_NOTHING,
	.run = run,
};
