/* What a build of Visual Studio runs by itself: PreBuildEvent, PostBuildEvent, Exec tasks and
 * tasks whose program text stands in the project file (MSBuild's UsingTask with a factory of
 * code). Copying files after a build is common and says nothing: only a command that
 * fetches, unpacks or loads a library by hand is told. Also Cargo's build.rs, the wrappers of
 * Gradle and Maven, and a user's options (.suo), which no project needs. */
#include "base/ip.h"
#include "checks/code/code.h"

static bool is_project(const struct file *f)
{
	static const char *const ends[] = { ".csproj", ".csproj.user", ".vcxproj.user",
		".vcxproj", ".vbproj", ".fsproj", ".props", ".targets", ".proj" };
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		if (span_ends_with_nocase(f->base, span_from_cstr(ends[i])))
			return true;
	return false;
}

/* From the name of the element, as much as a command is long. */
static bool judge_at(struct file *f, const char *name)
{
	enum { COMMAND_BYTES = 3000, FOUND_MAX = 200 };
	struct span word = span_from_cstr(name);
	size_t at = 0;
	for (unsigned found = 0; found < FOUND_MAX; found++) {
		size_t next = span_find_nocase(span_skip(f->bytes, at), word);
		if (next == SPAN_NONE)
			return false;
		at += next;
		struct span text = span_take(span_skip(f->bytes, at), COMMAND_BYTES);
		size_t end = span_find(text, SPAN("</"));
		size_t closed = span_find(text, SPAN("/>"));
		if (closed < end)
			end = closed;
		text = span_take(text, end);
		struct command c = command_read(f, text);
		bool shell = span_find_nocase(text, SPAN("powershell")) != SPAN_NONE;
		if (command_is_grave(&c) || (shell && (c.does & COMMAND_FETCHES))) {
			file_hit_at(f, "grave", text, at);
			return true;
		}
		if (shell && span_find_nocase(text, SPAN("hidden")) != SPAN_NONE) {
			file_hit_at(f, NULL, text, at);
			return true;
		}
		at += word.n;
	}
	return false;
}

static bool judge(struct file *f)
{
	static const char *const names[] = { "<PreBuildEvent", "<PostBuildEvent",
		"<PreLinkEvent", "<Exec", "<Command>" };
	bool found = false;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]) && !found; i++)
		found = judge_at(f, names[i]);
	size_t at = span_find_nocase(f->bytes, SPAN("CodeTaskFactory"));
	if (!found && at != SPAN_NONE && !code_is_vendored(f)) {
		file_hit_at(f, "inline", span_skip(f->bytes, at), at);
		found = true;
	}
	return found;
}

/* Wrappers of Gradle and Maven fetch the tool that builds from the address in their
 * properties: one without TLS or a bare number is nobody's. */
static bool is_wrapper(const struct file *f)
{
	return code_base_is(f, "gradle-wrapper.properties") ||
	       code_base_is(f, "maven-wrapper.properties");
}

static bool judge_wrapper(struct file *f)
{
	struct span rest = f->bytes;
	while (rest.n) {
		struct span line = span_trim(span_line(&rest)), value = line;
		struct span key = span_trim(span_split(&value, '='));
		size_t n = 0;
		struct ip ip;
		if (!span_ends_with(key, SPAN("Url")))
			continue;
		size_t at = span_find(value, SPAN("//"));
		struct span host = at == SPAN_NONE ? SPAN("") : span_skip(value, at + 2);
		while (n < host.n && host.p[n] != '/' && host.p[n] != ':')
			n++;
		if (span_starts_with(span_trim(value), SPAN("http:")) ||
			span_starts_with(span_trim(value), SPAN("http\\:")) ||
			ip_parse(span_take(host, n), &ip)) {
			file_hit_at(f, "wrapper", line, (uint64_t)(line.p - f->bytes.p));
			return true;
		}
	}
	return false;
}

/* Cargo builds and runs build.rs: that it starts compilers is common. */
static bool judge_cargo(struct file *f)
{
	enum { HEAD_BYTES = 65536 };
	struct span rest = span_take(f->bytes, HEAD_BYTES);
	while (rest.n) {
		struct span line = span_trim(span_line(&rest));
		struct command c = command_read(f, line);
		bool piped = (c.does & COMMAND_FETCHES) && (c.does & COMMAND_PIPES);
		if (span_starts_with(line, SPAN("//")) ||
			!(piped || (c.does & (COMMAND_CODED | COMMAND_LOADER))))
			continue;
		file_hit_at(f, "grave", line, (uint64_t)(line.p - f->bytes.p));
		return true;
	}
	return false;
}

static bool judge_any(struct file *f)
{
	if (is_project(f))
		return judge(f);
	if (is_wrapper(f))
		return judge_wrapper(f);
	if (code_base_is(f, "build.rs"))
		return judge_cargo(f);
	/* Options of a user, which Visual Studio reads when the project is opened. */
	if (span_ends_with_nocase(f->base, SPAN(".suo")) && !f->is_folder) {
		file_hit(f, "options");
		return true;
	}
	return false;
}

static void run(struct job *job, const struct evidence *on)
{
	struct files *files = files_of(on);
	bool found = false;
	(void)job;
	for (struct file *f = files->first; f; f = f->next)
		if (f->bytes.n)
			found |= judge_any(f);
	files_say_clear(files, found);
}

const struct check check_code_build = {
	.code = "code.build",
	.title = "Building the project runs a command",
	.on = EV_FILES,
	.needs = NEED_NOTHING,
	.run = run,
};
