/* Python that runs by itself and unpacks what it runs: .pth files, which the interpreter
 * executes line by line at each start when a line begins with "import" (module site), and
 * sitecustomize, conftest, setup.py, __init__. That these start programs or fetch things is
 * common; that they run decoded text is not. */
#include "checks/code/code.h"

static bool is_run_alone(const struct file *f)
{
	static const char *const names[] = { "setup.py", "__init__.py", "conftest.py",
		"sitecustomize.py", "usercustomize.py" };
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (code_base_is(f, names[i]))
			return true;
	return false;
}

static bool is_import(struct span line)
{
	return span_starts_with(line, SPAN("import ")) ||
	       span_starts_with(line, SPAN("import\t"));
}

/* A path file is for paths; tools put one short import into it. */
static bool judge_pth(struct file *f)
{
	static const char *const odd[] = { "exec(", "eval(", "b64decode", "urlopen",
		"subprocess", "os.system", "urllib", "requests", "socket" };
	struct span rest = f->bytes;
	bool found = false;
	while (rest.n && !found) {
		struct span line = span_line(&rest);
		for (size_t i = 0; is_import(line) && i < sizeof(odd) / sizeof(odd[0]);
			i++)
			found |= span_find(line, span_from_cstr(odd[i])) != SPAN_NONE;
		if (found)
			file_hit_at(f, "path", line, (uint64_t)(line.p - f->bytes.p));
	}
	return found;
}

static bool judge_alone(struct file *f)
{
	const struct source *s = code_source(f);
	if (!s || !s->uses[USE_RUN].count || !s->uses[USE_DECODE].count)
		return false;
	size_t at = code_runs_decoded(f);
	if (at == SPAN_NONE)
		return false;
	file_hit_at(f, NULL, span_skip(f->bytes, at), at);
	return true;
}

static void run(struct job *job, const struct evidence *on)
{
	struct files *files = files_of(on);
	bool found = false;
	(void)job;
	for (struct file *f = files->first; f; f = f->next) {
		if (span_ends_with(f->base, SPAN(".pth")))
			found |= judge_pth(f);
		else if (is_run_alone(f))
			found |= judge_alone(f);
	}
	files_say_clear(files, found);
}

const struct check check_code_python = {
	.code = "code.python",
	.title = "Python runs hidden text by itself",
	.on = EV_FILES,
	.needs = NEED_NOTHING,
	.run = run,
};
