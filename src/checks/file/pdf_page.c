/* PDFs that are nothing but a door: one page of little text, or a link over much of it, that
 * leads to a download, a bare address, a shortened link or a share. Filters follow links of
 * letters; thieves therefore put theirs into a page. Papers with many pages or much text
 * are left alone. */
#include "checks/file/open_pdf.h"
#include "checks/file/where.h"

static bool is_only_a_door(const struct file *f)
{
	enum { TEXT_FEW = 800, LINKS_FEW = 8, PAGES_FEW = 2 };
	const struct pdf_facts *facts = f->facts;
	bool wide = facts->page_area && facts->link_area > facts->page_area / 4;
	return facts->text_known && facts->pages >= 1 && facts->pages <= PAGES_FEW &&
	       f->link_count <= LINKS_FEW && (wide || facts->text < TEXT_FEW);
}

static const char *variant_of(struct span target)
{
	enum where where = where_leads(target);
	if (where == WHERE_SHARE)
		return "share";
	if (where != WHERE_WEB)
		return NULL;
	return where_is_download(target)      ? "download"
	       : where_is_raw_address(target) ? "address"
	       : where_is_shortener(target)   ? "shortened"
					      : NULL;
}

static bool look_at(struct file *f)
{
	for (const struct file_link *l = f->links; l; l = l->next) {
		const char *variant =
			l->role == LINK_SHOWN ? variant_of(l->target) : NULL;
		if (!variant)
			continue;
		file_hit_at(f, variant, l->target, l->offset);
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
		if (f->type == TYPE_PDF && f->facts && is_only_a_door(f))
			found |= look_at(f);
	files_say_clear(files, found);
}

const struct check check_file_pdf_page = {
	.code = "file.pdf.page",
	.title = "A PDF is only a picture that leads to a download",
	.on = EV_FILES,
	.needs = NEED_NOTHING,
	.run = run,
};
