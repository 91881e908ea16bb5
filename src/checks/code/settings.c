/* Settings that a folder brings with it and that make an editor or a helper run things:
 * VS Code's tasks without asking and trust switched off, a development container's
 * initializeCommand (which runs outside of the container) and the commands within it, run
 * configurations of JetBrains' editors, hooks of coding assistants, .envrc of direnv. */
#include "checks/code/code.h"

static bool hit(struct file *f, const char *variant, const struct json_item *item)
{
	file_hit_at(f, variant, item->text, item->offset);
	return true;
}

static bool judge_editor(struct file *f, const struct json_item *item)
{
	if (span_equal(item->key, SPAN("task.allowAutomaticTasks")) &&
		span_equal(item->text, SPAN("on")))
		return hit(f, "automatic", item);
	if (span_equal(item->key, SPAN("security.workspace.trust.enabled")) &&
		span_equal(item->text, SPAN("false")))
		return hit(f, "trust", item);
	return false;
}

static bool judge_command(struct job *job, struct file *f, const struct json_item *item)
{
	struct span line = json_text(job->arena, item->text);
	struct command c = command_read(f, line);
	if (!command_is_grave(&c))
		return false;
	file_hit_at(f, "grave", line, item->offset);
	return true;
}

static bool is_odd_project(const struct command *c)
{
	return (c->does & (COMMAND_CODED | COMMAND_DISGUISED | COMMAND_SCRAMBLED)) != 0;
}

/* These run within the container, which sees the project: an installer fetched there is
 * common, text that hides what it does is not. */
static bool judge_inside(struct job *job, struct file *f, const struct json_item *item)
{
	struct span line = json_text(job->arena, item->text);
	struct command c = command_read(f, line);
	if (!command_is_grave(&c))
		return false;
	file_hit_at(f, is_odd_project(&c) ? "grave" : "container", line, item->offset);
	return true;
}

static bool is_under(const struct json *j, const char *key)
{
	for (size_t d = 0; d <= j->depth && d <= JSON_DEPTH_MAX; d++)
		if (span_equal(json_key_at(j, d), span_from_cstr(key)))
			return true;
	return false;
}

static bool runs_inside(const struct json *j)
{
	static const char *const keys[] = { "onCreateCommand", "updateContentCommand",
		"postCreateCommand", "postStartCommand", "postAttachCommand" };
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (is_under(j, keys[i]))
			return true;
	return false;
}

enum brings { BRINGS_NOTHING, BRINGS_EDITOR, BRINGS_CONTAINER, BRINGS_HOOKS };

static enum brings brings_of(const struct file *f)
{
	if (code_path_is(f, ".vscode/settings.json") ||
		span_ends_with_nocase(f->base, SPAN(".code-workspace")))
		return BRINGS_EDITOR;
	if (code_base_is(f, "devcontainer.json") || code_base_is(f, ".devcontainer.json"))
		return BRINGS_CONTAINER;
	bool hooks = code_path_is(f, ".claude/settings.json") ||
		     code_path_is(f, ".cursor/hooks.json") ||
		     code_path_is(f, ".cursor/mcp.json") ||
		     code_path_is(f, ".mcp.json") || code_path_is(f, ".vscode/mcp.json");
	return hooks ? BRINGS_HOOKS : BRINGS_NOTHING;
}

static bool read_settings(struct job *job, struct file *f, enum brings brings)
{
	struct json j = json_of(f->bytes);
	struct json_item item;
	bool found = false;
	while (json_next(&j, &item)) {
		bool text = item.kind == JSON_STRING;
		if (brings == BRINGS_EDITOR)
			found |= judge_editor(f, &item);
		else if (text && brings == BRINGS_CONTAINER &&
			 is_under(&j, "initializeCommand"))
			found |= judge_command(job, f, &item);
		else if (text && brings == BRINGS_CONTAINER && runs_inside(&j))
			found |= judge_inside(job, f, &item);
		else if (text && brings == BRINGS_HOOKS)
			found |= judge_command(job, f, &item);
	}
	code_told_by_json(f, &j);
	return found;
}

/* Run configurations of JetBrains' editors: .idea/runConfigurations/, or workspace.xml; what
 * startup.xml names is run when the project is opened. */
static bool is_idea(const struct file *f)
{
	return span_ends_with_nocase(f->base, SPAN(".xml")) &&
	       (span_find(f->name, SPAN(".idea/runConfigurations/")) != SPAN_NONE ||
		       span_find(f->name, SPAN(".run/")) != SPAN_NONE ||
		       code_path_is(f, ".idea/workspace.xml") ||
		       code_path_is(f, ".idea/startup.xml"));
}

static bool read_idea(struct file *f)
{
	enum { LINES_MAX = 5000 };
	struct span rest = f->bytes;
	for (int i = 0; i < LINES_MAX && rest.n; i++) {
		struct span line = span_line(&rest);
		if (span_find(line, SPAN("value=\"")) == SPAN_NONE)
			continue;
		struct command c = command_read(f, line);
		if (!command_is_grave(&c))
			continue;
		file_hit_at(f, "grave", line, (uint64_t)(line.p - f->bytes.p));
		return true;
	}
	return false;
}

static bool read_envrc(struct file *f)
{
	struct command c = command_read(f, span_take(f->bytes, 16384));
	if (!command_is_grave(&c))
		return false;
	file_hit_at(f, "grave", f->bytes, 0);
	return true;
}

static void run(struct job *job, const struct evidence *on)
{
	struct files *files = files_of(on);
	bool found = false;
	for (struct file *f = files->first; f; f = f->next) {
		enum brings brings = brings_of(f);
		if (brings != BRINGS_NOTHING)
			found |= read_settings(job, f, brings);
		else if (is_idea(f))
			found |= read_idea(f);
		else if (code_base_is(f, ".envrc"))
			found |= read_envrc(f);
	}
	files_say_clear(files, found);
}

const struct check check_code_settings = {
	.code = "code.settings",
	.title = "Settings in the folder let programs run",
	.on = EV_FILES,
	.needs = NEED_NOTHING,
	.run = run,
};
