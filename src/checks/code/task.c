/* Tasks that an editor starts when a folder is opened: .vscode/tasks.json and the "tasks" of
 * a .code-workspace with runOptions.runOn = folderOpen, with the overrides for each system,
 * and what they depend upon. The file is JSON with comments, as the editor reads it. Tasks
 * that a person starts are none of this. */
#include "base/text.h"
#include "checks/code/code.h"

enum { LINE_BYTES_MAX = 2000, TASKS_DEPTH_MAX = 8 };

struct tasks {
	struct text commands; /* of the task at hand */
	bool on_open, hidden, depends;
	size_t offset;
};

static bool key_is(const struct json_item *item, const char *key)
{
	return span_equal(item->key, span_from_cstr(key));
}

/* Never shown, or gone when it ends. */
static bool hides(const struct json_item *item)
{
	static const char *const rows[][2] = { { "reveal", "never" },
		{ "reveal", "silent" }, { "echo", "false" }, { "close", "true" },
		{ "hide", "true" } };
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (key_is(item, rows[i][0]) &&
			span_equal(item->text, span_from_cstr(rows[i][1])))
			return true;
	return false;
}

static bool stands_in(const struct json *j, const char *key)
{
	for (size_t d = 0; d <= j->depth && d <= JSON_DEPTH_MAX; d++)
		if (span_equal(json_key_at(j, d), span_from_cstr(key)))
			return true;
	return false;
}

static void note(struct arena *a, const struct json *j, const struct json_item *item,
	struct tasks *t)
{
	bool command = key_is(item, "command") || key_is(item, "script") ||
		       key_is(item, "value") || stands_in(j, "args");
	if (item->kind == JSON_STRING && command) {
		if (t->commands.n == 0)
			t->offset = item->offset;
		else
			text_add_byte(&t->commands, ' ');
		text_add(&t->commands, json_text(a, item->text));
	}
	if (key_is(item, "runOn") && span_equal(item->text, SPAN("folderOpen")))
		t->on_open = true;
	t->depends |= key_is(item, "dependsOn") || stands_in(j, "dependsOn");
	t->hidden |= hides(item);
}

static void judge(struct file *f, struct tasks *t)
{
	struct span line = text_span(&t->commands);
	struct command c = command_read(f, line);
	bool grave = command_is_grave(&c) || (c.does & COMMAND_FETCHES) ||
		     (c.does & COMMAND_HIDDEN_FILE) || t->hidden;
	file_hit_at(f, grave ? "grave" : NULL, line, t->offset);
}

/* All tasks together when the one that starts needs others. */
static bool read_tasks(struct job *job, struct file *f)
{
	struct json j = json_of(f->bytes);
	struct json_item item;
	struct tasks one = { 0 }, all = { 0 };
	bool found = false;
	text_init(&one.commands, job->arena, LINE_BYTES_MAX);
	text_init(&all.commands, job->arena, LINE_BYTES_MAX);
	size_t depth = 0;
	while (json_next(&j, &item)) {
		if (item.kind == JSON_ARRAY && key_is(&item, "tasks"))
			depth = item.depth + 1;
		if (depth && item.kind == JSON_OBJECT && item.depth == depth) {
			one = (struct tasks){ .commands = one.commands };
			one.commands.n = 0;
		}
		note(job->arena, &j, &item, &one);
		note(job->arena, &j, &item, &all);
		if (depth && item.kind == JSON_CLOSE && item.depth == depth &&
			one.on_open) {
			found = true;
			if (!one.depends)
				judge(f, &one);
			one.on_open = false;
		}
	}
	code_told_by_json(f, &j);
	if (all.on_open && (all.depends || !found || j.broken)) {
		judge(f, &all);
		found = true;
	}
	return found;
}

static void run(struct job *job, const struct evidence *on)
{
	struct files *files = files_of(on);
	bool found = false;
	for (struct file *f = files->first; f; f = f->next)
		if (code_path_is(f, ".vscode/tasks.json") ||
			span_ends_with_nocase(f->base, SPAN(".code-workspace")))
			found |= read_tasks(job, f);
	files_say_clear(files, found);
}

const struct check check_code_task = {
	.code = "code.task",
	.title = "Opening the folder in an editor runs a command",
	.on = EV_FILES,
	.needs = NEED_NOTHING,
	.run = run,
};
