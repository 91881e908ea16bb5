/* What checks of scripts and pages share: whether a file was sent to a person or lies in a
 * project, and program text in a form in which words can be found although it was written
 * to hide them: blanks, joints of strings, and marks that a shell ignores are taken out. */
#include "checks/file/came.h"

#include "parse/word.h"

enum { PROJECT_MEMBERS = 25, RUN_MAX = 400, AROUND_BYTES = 40, BUFFER_BYTES = 4096 };

/* --- who gets it --- */

static bool is_many(const struct file *parent)
{
	size_t n = 0;
	for (const struct file *f = parent->next; f && n <= PROJECT_MEMBERS; f = f->next)
		n += f->parent == parent && f->role == ROLE_MEMBER && !f->is_folder;
	return n > PROJECT_MEMBERS;
}

static bool is_project_mark(struct span base)
{
	static const struct span NAMES[] = { SPAN("package.json"), SPAN("setup.py"),
		SPAN("pyproject.toml"), SPAN("requirements.txt"), SPAN("Cargo.toml"),
		SPAN("go.mod"), SPAN("pom.xml"), SPAN("build.gradle"),
		SPAN("build.gradle.kts"), SPAN("composer.json"), SPAN("Gemfile"),
		SPAN("Makefile"), SPAN("CMakeLists.txt"), SPAN("meson.build"),
		SPAN("tsconfig.json"), SPAN("manifest.json"), SPAN("tasks.json"),
		SPAN("bower.json"), SPAN("deno.json"), SPAN("Dockerfile") };
	static const struct span ENDS[] = { SPAN(".csproj"), SPAN(".vcxproj"),
		SPAN(".sln"), SPAN(".gemspec"), SPAN(".xcodeproj"), SPAN(".nuspec") };
	for (size_t i = 0; i < sizeof(NAMES) / sizeof(NAMES[0]); i++)
		if (span_equal_nocase(base, NAMES[i]))
			return true;
	for (size_t i = 0; i < sizeof(ENDS) / sizeof(ENDS[0]); i++)
		if (span_ends_with_nocase(base, ENDS[i]))
			return true;
	return false;
}

bool is_project_text(enum file_type type)
{
	return type == TYPE_JAVASCRIPT || type == TYPE_BATCH || type == TYPE_POWERSHELL ||
	       file_type_family(type) == FAMILY_CODE;
}

bool holds_project(const struct file *parent)
{
	enum { TEXTS = 3 };
	size_t texts = 0;
	for (const struct file *f = parent->next; f; f = f->next) {
		if (f->parent != parent || f->role != ROLE_MEMBER || f->is_folder)
			continue;
		texts += is_project_text(f->type) ||
			 is_project_text(file_type_of_name(f->base));
		if (texts >= TEXTS || is_project_mark(f->base))
			return true;
	}
	return false;
}

static bool is_sent(const struct file *parent, enum file_type type)
{
	bool text = is_project_text(type);
	for (const struct file *p = parent; p; p = p->parent) {
		if (p->type == TYPE_FOLDER)
			return false;
		if (file_type_family(p->type) == FAMILY_ARCHIVE &&
			(is_many(p) || (text && holds_project(p))))
			return false;
	}
	return true;
}

bool file_came(struct came *came, const struct file *f)
{
	if (!came->is_known || came->parent != f->parent || came->type != f->type) {
		came->parent = f->parent;
		came->type = f->type;
		came->answer = is_sent(f->parent, f->type);
		came->is_known = true;
	}
	return came->answer;
}

/* --- text --- */

struct span file_words(struct file *f)
{
	struct arena *a = f->files->job->arena;
	if (span_starts_with(f->bytes, SPAN("\xFF\xFE")))
		return charset_to_utf8(a, SPAN("utf-16le"), span_skip(f->bytes, 2), NULL);
	if (span_starts_with(f->bytes, SPAN("\xFE\xFF")))
		return charset_to_utf8(a, SPAN("utf-16be"), span_skip(f->bytes, 2), NULL);
	return f->bytes;
}

/* Where the string goes on, when `"+"` stands at `at`; else `at`. */
static size_t behind_plus(struct span s, size_t at)
{
	unsigned char mark = s.p[at];
	size_t i = at + 1, last = at + 60 < s.n ? at + 60 : s.n;
	while (i < last && ascii_is_space(s.p[i]))
		i++;
	if (i >= last || (s.p[i] != '+' && s.p[i] != '&'))
		return at;
	for (i++; i < last && ascii_is_space(s.p[i]);)
		i++;
	return i < last && s.p[i] == mark ? i + 1 : at;
}

void squeeze(struct text *t, struct span s)
{
	unsigned char out[BUFFER_BYTES];
	size_t run = 0, n = 0;
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = s.p[i];
		if (c <= ' ' || c == '^' || c == '`')
			continue;
		if (c == '"' || c == '\'') {
			size_t next = behind_plus(s, i);
			if (next > i) {
				i = next - 1;
				continue;
			}
		}
		bool is_plain = ascii_is_alnum(c) || c == '/' || c == '=' || c == '%' ||
				c == ',' || (c == '+' && run);
		run = is_plain ? run + 1 : 0;
		if (run <= RUN_MAX)
			out[n++] = ascii_lower(c);
		if (n == BUFFER_BYTES) {
			text_add(t, span_of(out, n));
			n = 0;
		}
	}
	text_add(t, span_of(out, n));
}

struct span find_word(struct span text, const char *const *words)
{
	for (; *words; words++) {
		struct span word = span_from_cstr(*words);
		size_t at = span_find(text, word);
		if (at != SPAN_NONE)
			return span_take(span_skip(text, at), word.n);
	}
	return SPAN("");
}

struct span around(struct span text, struct span word)
{
	size_t at = (size_t)(word.p - text.p);
	size_t from = at > AROUND_BYTES ? at - AROUND_BYTES : 0;
	return span_take(span_skip(text, from), at - from + word.n + AROUND_BYTES);
}
