/* Windows shortcuts: what they run and where they lead as facts and links; whole files that
 * stand behind their end become files of their own, found by their first bytes. A reader of
 * the system never looks there, but the command of the shortcut does. */
#include "checks/file/openers.h"
#include "parse/file/lnk.h"

file_opener open_lnk;

enum { CARVED_MAX = 16 };

static bool leads_away(struct span s)
{
	return span_starts_with(s, SPAN("\\\\")) ||
	       span_starts_with_nocase(s, SPAN("http:")) ||
	       span_starts_with_nocase(s, SPAN("https:")) ||
	       span_starts_with_nocase(s, SPAN("file:")) ||
	       span_starts_with_nocase(s, SPAN("search-ms:"));
}

static void add_links(struct file *f, const struct lnk *lnk)
{
	const struct span whole[] = { lnk->target, lnk->working };
	for (size_t i = 0; i < sizeof(whole) / sizeof(whole[0]); i++)
		if (leads_away(whole[i]))
			file_add_link(f, LINK_SHOWN, whole[i], 0);
	const struct span icons[] = { lnk->icon, lnk->icon_environment };
	for (size_t i = 0; i < sizeof(icons) / sizeof(icons[0]); i++)
		if (leads_away(icons[i]))
			file_add_link(f, LINK_LOADED, icons[i], 0);
	for (struct span rest = lnk->arguments; rest.n;) {
		struct span word = rest;
		size_t n = 0;
		while (n < word.n && !ascii_is_space(word.p[n]) && word.p[n] != '"' &&
			word.p[n] != '\'')
			n++;
		if (leads_away(span_take(word, n)))
			file_add_link(
				f, LINK_CODE, span_take(word, n), lnk->arguments_at);
		rest = span_skip(rest, n + 1);
	}
}

static bool is_program(struct span s)
{
	if (s.n < 64)
		return false;
	size_t at = s.p[60] | (size_t)s.p[61] << 8 | (size_t)s.p[62] << 16 |
		    (size_t)s.p[63] << 24;
	return at < s.n && span_starts_with(span_skip(s, at), SPAN("PE\0\0"));
}

static bool begins_file(struct span s)
{
	static const struct span marks[] = { SPAN("PK\3\4"), SPAN("%PDF-"),
		SPAN("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), SPAN("Rar!\x1A\7"),
		SPAN("MSCF\0\0\0\0"), SPAN("7z\xBC\xAF\x27\x1C") };
	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		if (span_starts_with(s, marks[i]))
			return true;
	return span_starts_with(s, SPAN("MZ")) && is_program(s);
}

/* Each goes up to where the next begins; a zip holds many such marks, so that behind one
 * only other kinds begin anew. */
static void carve(struct file *f, struct span overlay)
{
	size_t carved = 0, start = 0;
	bool in_zip = false, open = false;
	for (size_t i = 0; i + 4 <= overlay.n; i++) {
		struct span here = span_skip(overlay, i);
		if (!memchr("P%\xD0RM7", here.p[0], 6) || !begins_file(here))
			continue;
		bool is_zip = here.p[0] == 'P';
		if (is_zip && in_zip)
			continue;
		if (open) {
			file_add(f->files, f, ROLE_EMBEDDED, SPAN(""),
				span_take(span_skip(overlay, start), i - start));
			if (++carved == CARVED_MAX) {
				file_unread(f, GAP_LIMIT);
				return;
			}
		}
		start = i;
		open = true;
		in_zip = is_zip;
	}
	if (open)
		file_add(f->files, f, ROLE_EMBEDDED, SPAN(""), span_skip(overlay, start));
}

void open_lnk(struct file *f)
{
	struct lnk *lnk = arena_new(f->files->job->arena, struct lnk);
	enum got got = lnk_read(f->files->job->arena, f->bytes, lnk);
	f->facts = lnk;
	add_links(f, lnk);
	carve(f, lnk->overlay);
	if (got != GOT_ALL)
		file_unread(f, GAP_DAMAGED);
}
