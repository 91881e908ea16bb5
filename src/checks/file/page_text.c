/* Text of the pages of PDFs (page_text.h): kept line by line, and read once by each font. */
#include "checks/file/page_text.h"

#include "checks/file/text.h"
#include "parse/file/plain.h"

void page_text_begin(struct page_text *p, struct file *f)
{
	*p = (struct page_text){ .file = f, .arena = files_scratch(f->files) };
	p->letters = arena_new(p->arena, struct pdf_letters);
}

/* Keeps the pieces of a line where it is long enough for an address. */
static void end_line(struct page_text *p, size_t begin, size_t *bytes)
{
	if (*bytes < PLAIN_RUN_MIN)
		p->count = begin;
	else
		p->codes += *bytes;
	*bytes = 0;
}

static bool spend(const struct page_text *p, uint64_t *spent, uint64_t n, uint64_t max)
{
	job_breathe(p->file->files->job);
	*spent += n;
	return *spent <= max;
}

size_t page_text_take(struct page_text *p, struct span content)
{
	uint64_t max = p->file->files->job->budget.page_text;
	struct pdf_shown walk;
	struct pdf_piece piece;
	size_t begin = p->count, bytes = 0, shown = 0;
	p->cut |= !spend(p, &p->taken, content.n, max);
	if (p->cut)
		return 0;
	pdf_shown_begin(&walk, p->arena, content);
	while (!p->cut && pdf_shown_next(&walk, &piece)) {
		if (piece.gap == PDF_GAP_LINE) {
			end_line(p, begin, &bytes);
			begin = p->count;
		}
		p->pieces = arena_grow(
			p->arena, p->pieces, p->count, &p->capacity, sizeof(piece));
		p->pieces[p->count++] = piece;
		p->taken += sizeof(piece);
		p->cut = p->taken > max;
		bytes += piece.codes.n;
		shown += piece.codes.n / (piece.is_hex ? 2 : 1);
	}
	end_line(p, begin, &bytes);
	return shown;
}

static void read_all(struct page_text *p)
{
	p->text.n = 0;
	for (size_t i = 0; i < p->count; i++)
		pdf_letters_add(p->letters, &p->pieces[i], &p->text);
	file_read_text(p->file, text_span(&p->text));
}

void page_text_read_plain(struct page_text *p)
{
	text_init(&p->text, p->arena, 4 * p->codes + p->count);
	pdf_letters_plain(p->letters);
	read_all(p);
}

void page_text_read(struct page_text *p, struct span table)
{
	uint64_t work = table.n + sizeof(*p->letters) + p->codes;
	p->cut |= !spend(p, &p->decoded, work, p->file->files->job->budget.page_letters);
	if (!p->cut && p->count && pdf_letters_read(p->letters, table))
		read_all(p);
}
