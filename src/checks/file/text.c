/* Addresses for payments in the text of files (text.h).
 *
 * Left out: program text, where addresses are what the program is about; pictures but for their
 * QR codes; PDFs whose fonts do not tell which letter is which; cells that hold their text
 * themselves (inlineStr), and text of old Office documents across two of their pieces. */
#include "checks/file/text.h"

#include "parse/file/plain.h"
#include "parse/html.h"

/* --- what is found --- */

void file_read_text(struct file *f, struct span text)
{
	struct arena *a = f->files->job->arena;
	struct wallets found = { .count = 0 };
	struct wallets *into = f->wallets ? f->wallets : &found;
	wallets_find(a, text, into);
	if (into != &found || (!found.count && !found.cut))
		return;
	f->wallets = arena_new(a, struct wallets);
	*f->wallets = found;
}

void file_text_is_cut(struct file *f)
{
	if (!f->wallets)
		f->wallets = arena_new(f->files->job->arena, struct wallets);
	f->wallets->cut = true;
}

/* --- by form --- */

void file_read_xml(struct file *f, struct span xml)
{
	struct arena *a = files_scratch(f->files);
	struct span text = xml_bytes(a, xml);
	struct text t;
	text_init(&t, a, text.n);
	plain_xml(&t, text);
	file_read_text(f, text_span(&t));
}

void file_read_binary(struct file *f, struct span bytes)
{
	struct text t;
	text_init(&t, files_scratch(f->files), 3 * bytes.n + 3);
	plain_binary(&t, bytes);
	file_read_text(f, text_span(&t));
}

static void read_page(struct file *f)
{
	struct html_options options = { .max = f->bytes.n, .keep_quotes = true };
	file_read_text(f, html_to_text(files_scratch(f->files), f->bytes, &options));
}

/* --- files that are their text --- */

static void read_bytes(struct file *f)
{
	switch (f->type) {
	case TYPE_DOC:
	case TYPE_XLS:
	case TYPE_PPT:
	case TYPE_MSG:
	case TYPE_ONENOTE: file_read_binary(f, f->bytes); break;
	case TYPE_WORDML: file_read_xml(f, f->bytes); break;
	case TYPE_HTML: read_page(f); break;
	case TYPE_TEXT:
	case TYPE_CSV:
	case TYPE_XML:
	case TYPE_ICS:
	case TYPE_VCARD:
		file_read_text(f, xml_bytes(files_scratch(f->files), f->bytes));
		break;
	case TYPE_RTF:
	case TYPE_SLK: file_read_text(f, f->bytes); break;
	default: break;
	}
}

void file_read_own_text(struct file *f)
{
	if (f->role != ROLE_SCRIPT)
		read_bytes(f);
	for (const struct file_link *l = f->links; l; l = l->next)
		if (l->role == LINK_PICTURED || money_is_payment_link(l->target))
			file_read_text(f, l->target);
}
