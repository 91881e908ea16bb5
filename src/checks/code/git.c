/* What git runs by itself in a folder that was handed over with its .git: hooks, and settings
 * that name programs (git-config(1)). A clone brings neither; a zip does. Also a bare
 * repository that lies within the tree, and submodules whose address or path is an option
 * or leads out. Hooks of well-known tools are told and not feared. */
#include "checks/code/code.h"

static bool is_git_config(const struct file *f)
{
	return code_base_is(f, "config") &&
	       (code_path_is(f, ".git/config") ||
		       span_find(f->name, SPAN(".git/modules/")) != SPAN_NONE ||
		       span_starts_with(span_trim(f->bytes), SPAN("[core]")));
}

static bool is_hook(const struct file *f)
{
	return span_find(f->name, SPAN(".git/hooks/")) != SPAN_NONE && f->bytes.n &&
	       !span_ends_with(f->base, SPAN(".sample")) && !f->is_folder;
}

static bool is_tool_hook(struct span s)
{
	return s.n < 4000 && (span_find(s, SPAN("git lfs ")) != SPAN_NONE ||
				     span_find(s, SPAN("pre_commit")) != SPAN_NONE ||
				     span_find(s, SPAN("pre-commit.com")) != SPAN_NONE ||
				     span_find(s, SPAN("husky")) != SPAN_NONE);
}

static bool judge_hook(struct file *f)
{
	struct command c = command_read(f, span_take(f->bytes, 16384));
	bool known = is_tool_hook(f->bytes) && !command_is_grave(&c) &&
		     !(c.does & COMMAND_FETCHES);
	file_hit_at(f, known ? "tool" : "hook", f->bytes, 0);
	return true;
}

/* Settings whose value git runs; `bare`: values that are no program. */
static bool names_program(struct span key, struct span value)
{
	static const char *const keys[] = { "fsmonitor", "hookspath", "sshcommand",
		"pager", "editor", "askpass", "gitproxy", "clean", "smudge", "process",
		"textconv", "external", "packobjectshook", "program", "command" };
	static const char *const bare[] = { "true", "false", "1", "0", "", "cat", "less",
		".husky", ".husky/_", "vim", "nano", "vi", "gpg", "ssh" };
	bool named = span_starts_with(value, SPAN("!"));
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		named |= span_equal_nocase(key, span_from_cstr(keys[i]));
	for (size_t i = 0; i < sizeof(bare) / sizeof(bare[0]); i++)
		if (span_equal(value, span_from_cstr(bare[i])))
			return false;
	return named && !span_starts_with(value, SPAN("git-lfs "));
}

static bool judge_config(struct file *f)
{
	struct span rest = f->bytes;
	bool found = false;
	while (rest.n) {
		struct span line = span_trim(span_line(&rest)), value = line;
		size_t close = span_find_byte(line, ']');
		if (span_starts_with(line, SPAN("[")) && close != SPAN_NONE)
			value = line = span_trim(span_skip(line, close + 1));
		struct span key = span_trim(span_split(&value, '='));
		value = span_trim(value);
		if (!value.p || !names_program(key, value))
			continue;
		struct finding *hit =
			file_hit_at(f, "config", line, (uint64_t)(line.p - f->bytes.p));
		finding_text(hit, "setting", key);
		found = true;
	}
	return found;
}

static bool judge_modules(struct file *f)
{
	struct span rest = f->bytes;
	bool found = false;
	while (rest.n) {
		struct span line = span_trim(span_line(&rest)), value = line;
		struct span key = span_trim(span_split(&value, '='));
		value = span_trim(value);
		bool path = span_equal_nocase(key, SPAN("path"));
		bool url = span_equal_nocase(key, SPAN("url"));
		bool odd = (url || path) && span_starts_with(value, SPAN("-"));
		odd |= path &&
		       (span_find(value, SPAN("..")) != SPAN_NONE ||
			       span_find_nocase(value, SPAN(".git/")) != SPAN_NONE);
		odd |= url && span_starts_with(value, SPAN("ext::"));
		if (odd)
			file_hit_at(f, "module", line, (uint64_t)(line.p - f->bytes.p));
		found |= odd;
	}
	return found;
}

static void run(struct job *job, const struct evidence *on)
{
	struct files *files = files_of(on);
	bool found = false;
	(void)job;
	for (struct file *f = files->first; f; f = f->next) {
		if (is_hook(f))
			found |= judge_hook(f);
		else if (is_git_config(f))
			found |= judge_config(f);
		else if (code_base_is(f, ".gitmodules"))
			found |= judge_modules(f);
	}
	files_say_clear(files, found);
}

const struct check check_code_git = {
	.code = "code.git",
	.title = "Using git in the folder runs a program",
	.on = EV_FILES,
	.needs = NEED_NOTHING,
	.run = run,
};
