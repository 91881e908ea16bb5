/* What the checks of program text ask of a file: how it looks, whether it runs what it
 * unpacks or fetches, and which files of a project belong together. */
#include "checks/code/code.h"

#include "base/utf8.h"

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

enum { FINDS_MAX = 400, NEAR_BYTES = 120, HEX_NAMES_FEW = 20, HEX_NAMES_MANY = 100 };

static bool is_program_text(const struct file *f)
{
	enum file_family family = file_type_family(f->type);
	if (f->is_folder || f->is_symlink || f->bytes.n == 0)
		return false;
	return family == FAMILY_CODE || family == FAMILY_SCRIPT ||
	       f->role == ROLE_SCRIPT || f->type == TYPE_TEXT || f->type == TYPE_XML;
}

const struct source *code_source(struct file *f)
{
	struct arena *a = f->files->job->arena;
	if (f->source || !is_program_text(f))
		return f->source;
	if (!f->files->words)
		f->files->words = source_words_create(a);
	struct source *s = arena_new(a, struct source);
	*s = source_read(f->files->words, f->bytes);
	f->source = s;
	job_breathe(f->files->job);
	return s;
}

/* --- the tree --- */

static bool has_part(struct span path, const char *part)
{
	struct span rest = path;
	while (rest.p)
		if (span_equal_nocase(span_split(&rest, '/'), span_from_cstr(part)))
			return true;
	return false;
}

bool code_is_vendored(const struct file *f)
{
	static const char *const parts[] = { "node_modules", "vendor", "vendors",
		"bower_components", "site-packages", "third_party", "external", ".yarn" };
	for (size_t i = 0; i < COUNT(parts); i++)
		if (has_part(f->name, parts[i]))
			return true;
	return false;
}

static bool is_built(const struct file *f)
{
	static const char *const parts[] = { "dist", "build", "out", "umd", "bundles",
		"bundle", "_next", "assets", "lib-cov", "min", "esm", "cjs" };
	for (size_t i = 0; i < COUNT(parts); i++)
		if (has_part(f->name, parts[i]))
			return true;
	return span_find_nocase(f->base, SPAN(".min.")) != SPAN_NONE ||
	       span_find_nocase(f->base, SPAN("bundle")) != SPAN_NONE ||
	       span_find_nocase(f->base, SPAN("-min.")) != SPAN_NONE;
}

static bool is_quote(unsigned char c)
{
	return c == '"' || c == '\'' || c == '`';
}

/* "../dist/load", "./load.js" in the words of an import: the name between a slash and a
 * quote, with its extension or without, and a relative path before it. */
static bool imports(const struct file *from, struct span base, struct span stem)
{
	enum { FOUND_MAX = 50, BEFORE_BYTES = 200 };
	size_t at = 0;
	for (unsigned i = 0; i < FOUND_MAX; i++) {
		size_t next = span_find(span_skip(from->bytes, at), stem);
		if (next == SPAN_NONE)
			return false;
		at += next;
		struct span here = span_skip(from->bytes, at);
		size_t n = span_starts_with(here, base) ? base.n : stem.n;
		size_t start = at;
		while (start && at - start < BEFORE_BYTES &&
			!is_quote(from->bytes.p[start - 1]) &&
			from->bytes.p[start - 1] != '\n')
			start--;
		struct span path = span_take(span_skip(from->bytes, start), at - start);
		if (here.n > n && is_quote(here.p[n]) && start &&
			is_quote(from->bytes.p[start - 1]) &&
			span_starts_with(path, SPAN(".")) &&
			span_ends_with(path, SPAN("/")))
			return true;
		at += stem.n;
	}
	return false;
}

/* By a file that people wrote. What a package names as its entry is what was built for it,
 * and no import. */
static bool is_imported(const struct file *f)
{
	struct span extension = file_extension(f->base);
	size_t cut = extension.n ? extension.n + 1 : 0;
	if (f->base.n < cut + 2)
		return false;
	struct span stem = span_take(f->base, f->base.n - cut);
	for (const struct file *from = f->files->first; from; from = from->next)
		if (from != f && from->parent == f->parent &&
			file_type_family(from->type) == FAMILY_CODE &&
			from->type != TYPE_JSON && !code_is_vendored(from) &&
			!is_built(from) && imports(from, f->base, stem))
			return true;
	return false;
}

bool code_is_unread(const struct file *f)
{
	return code_is_vendored(f) || (is_built(f) && !is_imported(f));
}

void code_told_by_json(struct file *f, const struct json *j)
{
	if (j->broken || j->depth)
		file_unread(f, j->depth >= JSON_DEPTH_MAX ? GAP_LIMIT : GAP_DAMAGED);
}

bool code_path_is(const struct file *f, const char *end)
{
	struct span s = span_from_cstr(end);
	return span_ends_with_nocase(f->name, s) &&
	       (f->name.n == s.n || f->name.p[f->name.n - s.n - 1] == '/');
}

bool code_base_is(const struct file *f, const char *base)
{
	return span_equal_nocase(f->base, span_from_cstr(base));
}

static struct span folder_of(struct span path)
{
	size_t slash = span_rfind_byte(path, '/');
	return slash == SPAN_NONE ? SPAN("") : span_take(path, slash);
}

static bool is_at(const struct file *f, struct span folder, struct span path)
{
	if (folder.n == 0)
		return span_equal(f->name, path);
	return f->name.n == folder.n + 1 + path.n && span_starts_with(f->name, folder) &&
	       f->name.p[folder.n] == '/' && span_ends_with(f->name, path);
}

struct file *code_find(struct file *beside, struct span path)
{
	struct span folder = folder_of(beside->name);
	while (span_starts_with(path, SPAN("./")))
		path = span_skip(path, 2);
	while (span_starts_with(path, SPAN("../"))) {
		path = span_skip(path, 3);
		folder = folder_of(folder);
	}
	for (;;) {
		for (struct file *f = beside->files->first; path.n && f; f = f->next)
			if (f->parent == beside->parent && is_at(f, folder, path))
				return f;
		if (folder.n == 0)
			return NULL;
		folder = folder_of(folder);
	}
}

/* --- what runs what --- */

static bool is_near(
	struct span all, size_t at, size_t bytes, const char *const *words, size_t n)
{
	struct span s = span_take(span_skip(all, at), bytes);
	for (size_t i = 0; i < n; i++)
		if (span_find_nocase(s, span_from_cstr(words[i])) != SPAN_NONE)
			return true;
	return false;
}

static bool is_name_byte(unsigned char c)
{
	return ascii_is_alnum(c) || c == '_' || c == '$';
}

/* A call by that name and of no longer one: "exec(" but not "regexec(", "re.exec(". */
static bool begins_a_call(struct span all, size_t at)
{
	return at == 0 || (!is_name_byte(all.p[at - 1]) && all.p[at - 1] != '.');
}

static size_t find_run(
	const struct file *f, const char *const *words, size_t n, size_t near)
{
	static const char *const runs[] = { "eval(", "exec(", "new Function(",
		"Function.constructor)(", "Invoke-Expression" };
	for (size_t i = 0; i < COUNT(runs); i++) {
		struct span run = span_from_cstr(runs[i]);
		size_t at = 0;
		for (unsigned found = 0; found < FINDS_MAX; found++) {
			size_t next = span_find(span_skip(f->bytes, at), run);
			if (next == SPAN_NONE)
				break;
			at += next;
			if (begins_a_call(f->bytes, at) &&
				is_near(f->bytes, at, near, words, n))
				return at;
			at += run.n;
		}
	}
	return SPAN_NONE;
}

size_t code_runs_decoded(const struct file *f)
{
	static const char *const words[] = { "atob(", "'base64'", "\"base64\"",
		"b64decode(", "zlib.decompress(", "marshal.loads(", "FromBase64String",
		"bytes.fromhex(", "unhexlify(", "String.fromCharCode(" };
	return find_run(f, words, COUNT(words), NEAR_BYTES);
}

size_t code_runs_fetched(const struct file *f)
{
	static const char *const words[] = { "response.data", "err.response",
		"error.response", "res.data", "urlopen(", "requests.get(", ".data.cookie",
		"DownloadString", "responseText" };
	return find_run(f, words, COUNT(words), 60);
}

/* Rows of an obfuscator's own names say it alone; a few need its turning table beside. */
static bool is_obfuscated(const struct source *s)
{
	return s->hex_names > HEX_NAMES_MANY ||
	       (s->hex_names > HEX_NAMES_FEW && s->uses[USE_ROTATION].count);
}

/* Data, which nothing runs, whatever words stand in it; but a notebook holds code. */
static bool is_data(const struct file *f)
{
	return f->type == TYPE_TEXT || f->type == TYPE_XML ||
	       (f->type == TYPE_JSON && !span_ends_with_nocase(f->base, SPAN(".ipynb")));
}

const char *code_scrambled(struct file *f, size_t *at_r)
{
	const struct source *s = code_source(f);
	*at_r = 0;
	if (!s || is_data(f))
		return NULL;
	if (s->uses[USE_MARK].count) {
		*at_r = s->uses[USE_MARK].first;
		return "mark";
	}
	if (is_obfuscated(s)) {
		*at_r = s->hex_names_first;
		return "names";
	}
	if (!s->uses[USE_RUN].count)
		return NULL;
	*at_r = code_runs_decoded(f);
	if (*at_r != SPAN_NONE)
		return "decoded";
	*at_r = code_runs_fetched(f);
	return *at_r != SPAN_NONE ? "fetched" : NULL;
}

/* The next run of so many blanks with something behind it on its line; `at` moves there. */
static bool next_far(struct span all, struct code_far *at)
{
	enum { BLANKS_MIN = 100 };
	size_t run = 0;
	for (size_t i = at->offset; i < all.n; i++) {
		unsigned char c = all.p[i];
		if (c == '\n') {
			at->line++;
			at->line_start = i + 1;
			at->code_before = false;
			run = 0;
		} else if (c == ' ' || c == '\t') {
			run++;
		} else if (c != '\r') {
			if (run >= BLANKS_MIN) {
				at->offset = i;
				at->column = i - at->line_start + 1;
				return true;
			}
			at->code_before = true;
			run = 0;
		}
	}
	return false;
}

/* Every such run, for a harmless longer one may stand before the one that counts. What was
 * looked at behind one is not looked at again. */
bool code_offscreen(struct file *f, struct code_far *far_r)
{
	static const char *const hot[] = { "eval(", "global[", "globalThis[", "require(",
		"Function(", "_0x", "exec(", "atob(", "fetch(", "import(", "base64",
		"(function", "(async", "curl ", "__import__", "powershell" };
	static const char *const code[] = { "(", ";", "=", "{" };
	enum { BLANKS_MIN = 100, SHOWN = 300, LOOKED_AT = 4000 };
	const struct source *s = code_source(f);
	struct code_far at = { .line = 1 };
	bool found = false;
	*far_r = at;
	if (!s || s->blanks < BLANKS_MIN || f->type == TYPE_TEXT || f->type == TYPE_XML)
		return false;
	bool scripted = f->type == TYPE_JAVASCRIPT || f->type == TYPE_TYPESCRIPT ||
			f->type == TYPE_PYTHON || f->type == TYPE_SHELL;
	while (next_far(f->bytes, &at)) {
		struct span behind = span_skip(f->bytes, at.offset);
		behind = span_take(span_line(&behind), LOOKED_AT);
		at.grave = is_near(behind, 0, LOOKED_AT, hot, COUNT(hot));
		bool weak = scripted && at.code_before &&
			    is_near(behind, 0, SHOWN, code, COUNT(code));
		if (at.grave || (weak && !found))
			*far_r = at;
		if (at.grave)
			return true;
		found |= weak;
		at.code_before = true;
		at.offset += behind.n;
	}
	return found;
}

/* --- command lines --- */

static const struct {
	unsigned does;
	const char *word;
} words[] = {
	{ COMMAND_FETCHES, "curl " },
	{ COMMAND_FETCHES, "wget " },
	{ COMMAND_FETCHES, "certutil" },
	{ COMMAND_FETCHES, "bitsadmin" },
	{ COMMAND_FETCHES, "invoke-webrequest" },
	{ COMMAND_FETCHES, "invoke-restmethod" },
	{ COMMAND_FETCHES, "iwr " },
	{ COMMAND_FETCHES, "irm " },
	{ COMMAND_FETCHES, "downloadstring" },
	{ COMMAND_FETCHES, "downloadfile" },
	{ COMMAND_FETCHES, "urlopen" },
	{ COMMAND_FETCHES, "https.get(" },
	{ COMMAND_FETCHES, "fetch(" },
	{ COMMAND_PIPES, "| sh" },
	{ COMMAND_PIPES, "|sh" },
	{ COMMAND_PIPES, "| bash" },
	{ COMMAND_PIPES, "|bash" },
	{ COMMAND_PIPES, "| zsh" },
	{ COMMAND_PIPES, "| cmd" },
	{ COMMAND_PIPES, "|cmd" },
	{ COMMAND_PIPES, "| node" },
	{ COMMAND_PIPES, "|node" },
	{ COMMAND_PIPES, "| python" },
	{ COMMAND_PIPES, "| iex" },
	{ COMMAND_PIPES, "|iex" },
	{ COMMAND_PIPES, "iex(" },
	{ COMMAND_PIPES, "iex (" },
	{ COMMAND_PIPES, "$(curl" },
	{ COMMAND_PIPES, "$(wget" },
	{ COMMAND_PIPES, "`curl" },
	{ COMMAND_PIPES, "<(curl" },
	{ COMMAND_CODED, "base64 -d" },
	{ COMMAND_CODED, "base64 --decode" },
	{ COMMAND_CODED, "base64 -D" },
	{ COMMAND_CODED, "-encodedcommand" },
	{ COMMAND_CODED, " -enc " },
	{ COMMAND_CODED, "frombase64string" },
	{ COMMAND_CODED, "atob(" },
	{ COMMAND_CODED, "b64decode" },
	{ COMMAND_INLINE, "node -e" },
	{ COMMAND_INLINE, "node --eval" },
	{ COMMAND_INLINE, "python -c" },
	{ COMMAND_INLINE, "python3 -c" },
	{ COMMAND_LOADER, "rundll32" },
	{ COMMAND_LOADER, "regsvr32" },
	{ COMMAND_LOADER, "mshta" },
};

static bool is_interpreter(struct span word)
{
	static const char *const names[] = { "node", "python", "python3", "sh", "bash",
		"zsh", "deno", "bun", "powershell", "pwsh", "source", ".", "node.exe",
		"tsx", "ts-node", "py", "perl", "ruby", "php", "wscript", "cscript" };
	struct span base = file_base_name(word);
	for (size_t i = 0; i < COUNT(names); i++)
		if (span_equal_nocase(base, span_from_cstr(names[i])))
			return true;
	return false;
}

static struct span next_word(struct span *rest)
{
	static const char between[] = " \t\r\n\"'`;|&()<>";
	while (rest->n && memchr(between, rest->p[0], sizeof(between) - 1))
		*rest = span_skip(*rest, 1);
	size_t n = 0;
	while (n < rest->n && !memchr(between, rest->p[n], sizeof(between) - 1))
		n++;
	struct span word = span_take(*rest, n);
	*rest = span_skip(*rest, n);
	return word;
}

static bool is_disguised(struct span path)
{
	enum file_family family = file_type_family(file_type_of_name(path));
	return family == FAMILY_PICTURE || family == FAMILY_MEDIA;
}

/* The folder of the workspace goes without saying. */
static struct span without_variable(struct span path)
{
	size_t close = span_find_byte(path, '}');
	if (span_starts_with(path, SPAN("${")) && close != SPAN_NONE)
		path = span_skip(path, close + 1);
	while (path.n && (path.p[0] == '/' || path.p[0] == '\\'))
		path = span_skip(path, 1);
	return path;
}

static void run_file(struct command *c, struct file *beside, struct span path)
{
	size_t at;
	struct code_far far;
	path = without_variable(path);
	if (path.n == 0)
		return;
	if (is_disguised(path))
		c->does |= COMMAND_DISGUISED;
	struct file *f = code_find(beside, path);
	if (!f || f == beside)
		return;
	c->runs = f;
	if (code_scrambled(f, &at) || (code_offscreen(f, &far) && far.grave))
		c->does |= COMMAND_SCRAMBLED;
	if (span_starts_with(f->base, SPAN(".")) &&
		(f->type == TYPE_JAVASCRIPT || f->type == TYPE_SHELL))
		c->does |= COMMAND_HIDDEN_FILE;
}

struct command command_read(struct file *beside, struct span line)
{
	enum { WORDS_MAX = 200 };
	struct command c = { 0 };
	bool wanted = false, first = true;
	struct span rest = line;
	for (size_t i = 0; i < COUNT(words); i++)
		if (span_find_nocase(line, span_from_cstr(words[i].word)) != SPAN_NONE)
			c.does |= words[i].does;
	for (size_t i = 0; i < WORDS_MAX && rest.n; i++) {
		struct span word = next_word(&rest);
		bool option = span_starts_with(word, SPAN("-"));
		if (is_interpreter(word))
			wanted = true;
		else if ((wanted && !option) ||
			 (first && span_starts_with(word, SPAN("./")))) {
			run_file(&c, beside, word);
			wanted = false;
		}
		first = false;
	}
	return c;
}

bool command_is_grave(const struct command *c)
{
	unsigned runs = COMMAND_PIPES | COMMAND_INLINE | COMMAND_CODED;
	return (c->does & COMMAND_DISGUISED) || (c->does & COMMAND_CODED) ||
	       (c->does & COMMAND_SCRAMBLED) || (c->does & COMMAND_LOADER) ||
	       ((c->does & COMMAND_FETCHES) && (c->does & runs));
}
