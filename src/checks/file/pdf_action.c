/* PDFs that reach beyond themselves (ISO 32000-2, 12.6.4): /Launch starts a program or opens
 * another file, ImportData reads one, GoToE goes into an attached one, GoToR to another,
 * which on a share tells that machine who asks; RichMedia plays what programs were once
 * written in. That a plain document is launched is an old way to link papers. */
#include "checks/file/open_pdf.h"
#include "checks/file/where.h"

static bool is_paper(const struct pdf_act *a)
{
	enum where where = where_leads(a->target);
	enum file_family family = file_type_family(file_type_of_name(a->target));
	return !a->parameters.n && (where == WHERE_NEAR || where == WHERE_LOCAL) &&
	       (family == FAMILY_DOCUMENT || family == FAMILY_PAGE ||
		       family == FAMILY_PICTURE || family == FAMILY_TEXT ||
		       family == FAMILY_MEDIA);
}

static const char *variant_of(const struct pdf_act *a, bool *is_hit)
{
	*is_hit = true;
	switch (a->kind) {
	case PDF_ACT_LAUNCH: return is_paper(a) ? "document" : NULL;
	case PDF_ACT_IMPORT: return "import";
	case PDF_ACT_EMBEDDED: return "embedded";
	case PDF_ACT_MEDIA: return "media";
	case PDF_ACT_REMOTE:
		*is_hit = where_leads(a->target) == WHERE_SHARE;
		return "share";
	}
	*is_hit = false;
	return NULL;
}

/* One of each kind is enough to tell. */
static bool look_at(struct file *f)
{
	const struct pdf_facts *facts = f->facts;
	unsigned said = 0;
	for (const struct pdf_act *a = facts->acts; a; a = a->next) {
		bool is_hit;
		const char *variant = variant_of(a, &is_hit);
		unsigned bit = 1u << a->kind << (variant ? 0 : 8);
		if (!is_hit || (said & bit))
			continue;
		said |= bit;
		struct finding *found = file_hit_at(
			f, variant, a->target.n ? a->target : SPAN("?"), a->offset);
		if (a->parameters.n)
			finding_text(found, "parameters", span_take(a->parameters, 200));
	}
	return said != 0;
}

static void run(struct job *job, const struct evidence *on)
{
	struct files *files = files_of(on);
	bool found = false;
	(void)job;
	for (struct file *f = files->first; f; f = f->next)
		if (f->type == TYPE_PDF && f->facts)
			found |= look_at(f);
	files_say_clear(files, found);
}

const struct check check_file_pdf_action = {
	.code = "file.pdf.action",
	.title = "A PDF starts a program or reaches beyond itself",
	.on = EV_FILES,
	.needs = NEED_NOTHING,
	.run = run,
};
