/* Files that are small texts and make a program reach out: to another machine's files (NTLM
 * hashes leave with that: CVE-2025-24054 for .library-ms, CVE-2025-33053 for .url), to a
 * remote desktop, to a query whose answer a sheet runs, to an installer, to a profile.
 *
 * Leaves out: an internet shortcut to a web page, which is a link like any other, and
 * calendar invitations, whose links are judged as links. */
#include "checks/file/file.h"
#include "parse/file/url.h"

static bool has_any(struct span s, const struct span *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (span_find_nocase(s, words[i]) != SPAN_NONE)
			return true;
	return false;
}

/* Desktop entries run programs by their nature: one that fetches or decodes is told. */
static bool fetches(struct span command)
{
	static const struct span words[] = { SPAN("curl "), SPAN("wget "), SPAN("base64"),
		SPAN("/dev/tcp"), SPAN("http://"), SPAN("https://"), SPAN("python -c"),
		SPAN("python3 -c"), SPAN("| sh"), SPAN("|sh"), SPAN("| bash"),
		SPAN("|bash") };
	return has_any(command, words, sizeof(words) / sizeof(words[0]));
}

static const struct {
	enum file_type type;
	const char *variant;
} by_type[] = {
	{ TYPE_RDP, "desktop" },
	{ TYPE_IQY, "query" },
	{ TYPE_ODC, "query" },
	{ TYPE_JNLP, "installs" },
	{ TYPE_APPINSTALLER, "installs" },
	{ TYPE_APPREF_MS, "installs" },
	{ TYPE_VSTO, "installs" },
	{ TYPE_SETTINGCONTENT_MS, "command" },
	{ TYPE_MOBILECONFIG, "profile" },
};

static bool is_shortcut(enum file_type type)
{
	return type == TYPE_URL || type == TYPE_WEBLOC || type == TYPE_LIBRARY_MS ||
	       type == TYPE_SEARCH_MS;
}

static bool is_form_to_elsewhere(const struct file *f, const struct url_item *item)
{
	static const struct span words[] = { SPAN("/F ("), SPAN("/F("), SPAN("/URI"),
		SPAN("SubmitForm"), SPAN("<submit"), SPAN("href=") };
	return f->type == TYPE_XDP && item->use == URL_TARGET &&
	       has_any(f->bytes, words, sizeof(words) / sizeof(words[0]));
}

/* Folders of libraries and searches on the web are WebDAV. */
static const char *variant_of_item(const struct file *f, const struct url_item *item)
{
	bool share = url_is_share(item->text);
	if (f->type == TYPE_DESKTOP)
		return item->use == URL_COMMAND && fetches(item->text) ? "command" : NULL;
	if (is_form_to_elsewhere(f, item))
		return "form";
	if (!is_shortcut(f->type))
		return NULL;
	if (share)
		return item->use == URL_ICON ? "icon" : "remote";
	if (f->type == TYPE_LIBRARY_MS || f->type == TYPE_SEARCH_MS)
		return span_starts_with_nocase(item->text, SPAN("http")) ? "remote"
									 : NULL;
	if (span_starts_with_nocase(item->text, SPAN("search-ms:")) ||
		span_starts_with_nocase(item->text, SPAN("search:")))
		return "remote";
	return item->use == URL_TARGET &&
			       span_starts_with_nocase(item->text, SPAN("file:"))
		       ? "local"
		       : NULL;
}

static const char *variant_of_type(const struct file *f)
{
	for (size_t i = 0; i < sizeof(by_type) / sizeof(by_type[0]); i++)
		if (by_type[i].type == f->type)
			return by_type[i].variant;
	return NULL;
}

static bool look_at(struct file *f)
{
	const struct url_file *url = f->facts;
	const char *variant = variant_of_type(f);
	const struct url_item *item = NULL;
	bool known = file_type_family(f->type) == FAMILY_OPENER || is_shortcut(f->type) ||
		     f->type == TYPE_DESKTOP || f->type == TYPE_XDP;
	if (!known || !url)
		return false;
	for (size_t i = 0; !variant && i < url->count; i++) {
		item = &url->items[i];
		variant = variant_of_item(f, item);
	}
	if (!variant)
		return false;
	if (!item && url->count)
		item = &url->items[url->count - 1];
	struct finding *found = item ? file_hit_at(f, variant, item->text, item->offset)
				     : file_hit_at(f, variant, SPAN(""), 0);
	finding_text(found, "type", span_from_cstr(file_type_words(f->type)));
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

const struct check check_file_opener = {
	.code = "file.opener",
	.title = "A file makes a program reach out",
	.on = EV_FILES,
	.needs = NEED_NOTHING,
	.run = run,
};
