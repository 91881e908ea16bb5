/* Letters that came as files: letters in letters, kept ones, mailboxes, web pages in one file
 * (MHT is a letter without a sender). Attachments are members, texts are parts. Who sent such
 * a letter is not judged here: it is no evidence of its own until the mail reader gets it. */
#include "checks/file/open_mail.h"

#include "checks/file/openers.h"
#include "parse/mail.h"
#include "parse/mbox.h"
#include "parse/word.h"

file_opener open_mail, open_mbox;

enum { LETTERS_MAX = 100, PAGES_TRIED = 20 };

static bool is_text_part(const struct mail_part *part)
{
	return !part->attachment && !part->name.n &&
	       (span_equal(part->type, SPAN("text/plain")) ||
		       span_equal(part->type, SPAN("text/html")));
}

static bool is_wrapper(const struct file *f)
{
	return f->type == TYPE_MHT;
}

static struct span name_of(struct arena *a, const struct mail_part *part)
{
	const struct header_field *location =
		header_find(&part->header, "Content-Location", 0);
	if (part->name.n)
		return part->name;
	if (location && !is_text_part(part))
		return file_base_name(span_trim(header_unfold(a, location->value)));
	return is_text_part(part) ? part->type : SPAN("");
}

static void add_part(struct file *f, const struct mail_part *part)
{
	bool is_clean = true;
	size_t room = files_room(f, part->body.n);
	struct span bytes = mail_part_decode(f->files->job->arena, part, room, &is_clean);
	files_return(f, room - bytes.n);
	enum file_role role =
		is_wrapper(f) || is_text_part(part) ? ROLE_PART : ROLE_MEMBER;
	struct file *child =
		file_add(f->files, f, role, name_of(f->files->job->arena, part), bytes);
	if (!child)
		return;
	child->declared = part->type;
	if (span_equal(part->type, SPAN("text/html")) && bytes.n && !part->name.n)
		child->type = TYPE_HTML;
	if (part->body.p >= f->bytes.p)
		child->offset = (uint64_t)(part->body.p - f->bytes.p);
	if (part->cut)
		file_unread(child, GAP_LIMIT);
	else if (!is_clean)
		file_unread(child, GAP_DAMAGED);
}

static struct mail_facts *facts_of(struct arena *a, const struct mail *mail)
{
	struct mail_facts *facts = arena_new(a, struct mail_facts);
	const struct header_field *field = header_find(&mail->header, "Subject", 0);
	if (field)
		facts->subject = word_decode(a, header_unfold(a, field->value), NULL);
	return facts;
}

void open_mail(struct file *f)
{
	const struct budget *b = &f->files->job->budget;
	struct mail_limits limits = { .header = { b->headers, b->header_bytes },
		.depth_max = b->depth,
		.parts_max = b->parts };
	struct mail mail;
	enum got got = mail_parse(f->files->job->arena, f->bytes, &limits, &mail);
	f->facts = facts_of(f->files->job->arena, &mail);
	for (size_t i = 0; i < mail.count; i++)
		if (mail.parts[i].is_leaf)
			add_part(f, &mail.parts[i]);
	if (got == GOT_LIMIT || mail.cut)
		file_unread(f, GAP_LIMIT);
	else if (got == GOT_NONE)
		file_unread(f, GAP_DAMAGED);
}

/* Word looks for the head of such a page behind other text too, and behind a head of PDF. A
 * letter in a document that Office does not read so is no page. */
void open_page_within(struct file *f)
{
	static const struct span mark = SPAN("MIME-Version:");
	size_t tries = 0;
	if (file_type_family(file_type_of_name(f->base)) != FAMILY_DOCUMENT)
		return;
	struct span rest = span_skip(f->bytes, 1);
	for (size_t at;
		tries < PAGES_TRIED && (at = span_find_nocase(rest, mark)) != SPAN_NONE;
		tries++) {
		struct span page = span_skip(rest, at);
		rest = span_skip(page, mark.n);
		if (!mail_is_page(page))
			continue;
		struct file *child = file_add(f->files, f, ROLE_CONTENT, f->name, page);
		if (child) {
			child->type = TYPE_MHT;
			child->offset = (uint64_t)(page.p - f->bytes.p);
		}
		return;
	}
}

void open_mbox(struct file *f)
{
	struct span rest = f->bytes, letter;
	size_t n = 0;
	while (n < LETTERS_MAX && mbox_next(&rest, &letter)) {
		struct file *child = file_add(f->files, f, ROLE_MEMBER,
			span_from_cstr(
				arena_printf(f->files->job->arena, "letter %zu", ++n)),
			letter);
		if (child)
			child->type = TYPE_MAIL;
	}
	if (n == LETTERS_MAX && mbox_next(&rest, &letter))
		file_unread(f, GAP_LIMIT);
	else if (n == 0)
		file_unread(f, GAP_DAMAGED);
}
