/* PDFs that are made to be read differently by different programs: active words written with
 * #xx, which no honest program does; another format's head before the PDF's own; an
 * archive behind its end. */
#include "checks/file/open_pdf.h"

/* What stands before the "%PDF-" and would be opened as something else. */
static bool has_other_head(struct span s)
{
	size_t at = span_find(span_take(s, 1024), SPAN("%PDF-"));
	struct span head = span_take(s, at == SPAN_NONE ? 0 : at);
	static const struct span heads[] = { { (const unsigned char *)"MZ", 2 },
		{ (const unsigned char *)"PK\3\4", 4 },
		{ (const unsigned char *)"\x7F"
					 "ELF",
			4 },
		{ (const unsigned char *)"Rar!", 4 },
		{ (const unsigned char *)"7z\xBC\xAF", 4 },
		{ (const unsigned char *)"#!", 2 },
		{ (const unsigned char *)"\xD0\xCF\x11\xE0", 4 } };
	for (size_t i = 0; i < sizeof(heads) / sizeof(*heads); i++)
		if (span_starts_with(head, heads[i]))
			return true;
	return span_find_nocase(head, SPAN("<script")) != SPAN_NONE ||
	       span_find_nocase(head, SPAN("<hta:")) != SPAN_NONE;
}

/* A zip's end record behind the last end of the PDF. */
static bool find_archive(struct span s, size_t *at_r)
{
	enum { COMMENT_MAX = 66000 };
	size_t from = s.n > COMMENT_MAX ? s.n - COMMENT_MAX : 0;
	struct span tail = span_skip(s, from);
	size_t end = span_find(tail, SPAN("PK\5\6"));
	if (end == SPAN_NONE)
		return false;
	size_t member = span_find(s, SPAN("PK\3\4"));
	*at_r = member == SPAN_NONE ? from + end : member;
	return span_find(span_skip(tail, end), SPAN("%%EOF")) == SPAN_NONE &&
	       member != SPAN_NONE;
}

/* One that begins or ends around the PDF's own bytes. */
static bool is_archive_too(const struct file *f, size_t *at_r)
{
	*at_r = f->second ? (size_t)f->second->offset : 0;
	return f->second && f->second->zip;
}

static bool look_at(struct file *f)
{
	const struct pdf_facts *facts = f->facts;
	size_t at = 0;
	bool found = false;
	if (facts->hidden_name.n) {
		file_hit_at(f, "names", facts->hidden_name, facts->hidden_name_offset);
		found = true;
	}
	if (has_other_head(f->bytes)) {
		file_hit_at(f, "head", span_take(f->bytes, 16), 0);
		found = true;
	} else if (find_archive(f->bytes, &at) || is_archive_too(f, &at)) {
		file_hit_at(f, "archive", span_take(span_skip(f->bytes, at), 16), at);
		found = true;
	}
	return found;
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

const struct check check_file_pdf_odd = {
	.code = "file.pdf.odd",
	.title = "A PDF is made to be read in two ways",
	.on = EV_FILES,
	.needs = NEED_NOTHING,
	.run = run,
};
