/* AppleScript that runs commands: a .scpt opens in Script Editor, where one click runs it.
 * Source text or compiled ("FasdUAS", whose texts stand in it in UTF-16 or Mac Roman): what
 * tells is `do shell script` with something that fetches, a question for a password with a
 * hidden answer, and very many empty lines that push the commands out of sight. Used by
 * BlueNoroff as a false "Zoom SDK update" (Huntress).
 *
 * Leaves out: what a compiled script says by codes and not by texts. */
#include "checks/file/came.h"

#include "base/text.h"

enum { EMPTY_LINES = 200, TEXT_MAX = 4 << 20 };

/* Texts of compiled scripts without the zero bytes of UTF-16, so that both forms are found
 * by one search; the place of a word in them is not that in the file. */
static struct span without_zeros(struct arena *a, struct span s)
{
	struct text t;
	text_init(&t, a, TEXT_MAX);
	s = span_take(s, TEXT_MAX);
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i])
			text_add_byte(&t, s.p[i]);
	return text_span(&t);
}

static bool has(struct span s, struct span word)
{
	return span_find_nocase(s, word) != SPAN_NONE;
}

static bool fetches(struct span s)
{
	return has(s, SPAN("curl ")) || has(s, SPAN("osascript")) ||
	       has(s, SPAN("base64")) || has(s, SPAN("/bin/bash")) ||
	       has(s, SPAN("| sh")) || has(s, SPAN("http://")) ||
	       has(s, SPAN("https://"));
}

static size_t most_empty_lines(struct span s)
{
	size_t run = 0, most = 0;
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '\n' || s.p[i] == '\r')
			run++;
		else if (s.p[i] != ' ' && s.p[i] != '\t' && s.p[i] != 0)
			run = 0;
		if (run > most)
			most = run;
	}
	return most;
}

static bool is_script(const struct file *f)
{
	return f->type == TYPE_APPLESCRIPT || f->type == TYPE_APPLESCRIPT_COMPILED;
}

static bool look_at(struct came *came, struct file *f)
{
	static const struct span shell = { (const unsigned char *)"do shell script", 15 };
	if (!is_script(f))
		return false;
	struct span text = f->type == TYPE_APPLESCRIPT
				   ? f->bytes
				   : without_zeros(f->files->job->arena, f->bytes);
	size_t at = span_find_nocase(text, shell), lines = most_empty_lines(text);
	/* In compiled ones the command is a code: syso, exec. */
	if (at == SPAN_NONE)
		at = span_find(text, SPAN("sysoexec"));
	const char *variant = lines >= EMPTY_LINES		 ? "lines"
			      : has(text, SPAN("hidden answer")) ? "password"
			      : at != SPAN_NONE && fetches(text) ? "fetches"
			      : at != SPAN_NONE			 ? "shell"
								 : "script";
	/* A project's own script runs commands for those who build it. */
	if (strcmp(variant, "shell") == 0 && !file_came(came, f))
		variant = "script";
	struct span quote = at == SPAN_NONE ? SPAN("") : span_skip(text, at);
	struct finding *found =
		file_hit_at(f, variant, span_line(&quote), at == SPAN_NONE ? 0 : at);
	finding_number(found, "lines", (int64_t)lines);
	return true;
}

static void run(struct job *job, const struct evidence *on)
{
	struct files *files = files_of(on);
	struct came came = { 0 };
	bool found = false;
	(void)job;
	for (struct file *f = files->first; f; f = f->next)
		found |= look_at(&came, f);
	files_say_clear(files, found);
}

const struct check check_file_applescript = {
	.code = "file.applescript",
	.title = "An AppleScript runs commands",
	.on = EV_FILES,
	.needs = NEED_NOTHING,
	.run = run,
};
