/* What macOS runs on a click, out of archives: programs named like documents (CV.pdf.app),
 * programs that show no window (LSUIElement) or call themselves Apple's (CFBundleIdentifier),
 * set-up scripts of packages that fetch something, and .command and .terminal files, which
 * Terminal runs.
 *
 * Leaves out: signatures of bundles, and what a property list in binary form says. */
#include "checks/file/file.h"
#include "parse/file/name.h"

static bool has(struct span s, struct span word)
{
	return span_find_nocase(s, word) != SPAN_NONE;
}

/* Text up to the next tag behind <key>word</key>. */
static struct span value_of(struct span plist, struct span key)
{
	size_t at = span_find(plist, key);
	struct span rest = span_skip(plist, at == SPAN_NONE ? plist.n : at + key.n);
	return span_take(rest, 80);
}

static const char *variant_of_plist(const struct file *f)
{
	struct span hidden = value_of(f->bytes, SPAN("<key>LSUIElement</key>"));
	struct span id = value_of(f->bytes, SPAN("<key>CFBundleIdentifier</key>"));
	if (has(span_take(id, span_find(id, SPAN("</string>"))), SPAN(">com.apple.")))
		return "apple";
	size_t end = span_find(hidden, SPAN("<key>"));
	hidden = span_take(hidden, end);
	return has(hidden, SPAN("<true")) || has(hidden, SPAN(">1<")) ? "windowless"
								      : NULL;
}

static bool is_setup_script(struct span base)
{
	return span_equal(base, SPAN("preinstall")) ||
	       span_equal(base, SPAN("postinstall"));
}

static bool fetches(struct span s)
{
	return has(s, SPAN("curl ")) || has(s, SPAN("wget ")) ||
	       has(s, SPAN("base64 -")) || has(s, SPAN("osascript -e")) ||
	       has(s, SPAN("/dev/tcp/"));
}

static bool is_in_bundle(const struct file *f)
{
	return has(f->name, SPAN(".app/Contents/Info.plist"));
}

/* "CV.pdf.app/...": the first member of such a folder tells it. */
static bool is_disguised_bundle(const struct file *f)
{
	size_t at = span_find_nocase(f->name, SPAN(".app/"));
	if (at == SPAN_NONE || !is_in_bundle(f))
		return false;
	struct name_look look = name_look(span_take(f->name, at + 4));
	return look.decoy.n > 0;
}

static const char *variant_of(const struct file *f)
{
	struct span ending = file_extension(f->base);
	if (is_disguised_bundle(f))
		return "disguised";
	if (is_in_bundle(f))
		return variant_of_plist(f);
	if (is_setup_script(f->base) && fetches(f->bytes))
		return "setup";
	if (span_equal_nocase(ending, SPAN("command")) ||
		span_equal_nocase(ending, SPAN("terminal")))
		return "terminal";
	return NULL;
}

static bool is_in_project(const struct file *f)
{
	while (f->parent)
		f = f->parent;
	return f->type == TYPE_FOLDER;
}

static bool look_at(struct file *f)
{
	if (f->is_folder || f->is_symlink || f->role == ROLE_PART ||
		f->role == ROLE_SCRIPT || is_in_project(f))
		return false;
	const char *variant = variant_of(f);
	if (!variant)
		return false;
	finding_text(file_hit(f, variant), "path", f->name);
	return true;
}

static void run(struct job *job, const struct evidence *on)
{
	struct files *files = files_of(on);
	bool found = false;
	(void)job;
	for (struct file *f = files->first; f; f = f->next)
		found |= look_at(f);
	files_say_clear(files, found);
}

const struct check check_file_mac = {
	.code = "file.mac",
	.title = "A file that macOS runs on a click",
	.on = EV_FILES,
	.needs = NEED_NOTHING,
	.run = run,
};
