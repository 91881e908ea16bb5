/* Letters of Outlook as files: attachments are members, the texts are parts, so that checks
 * of pages, links and texts see them as in any letter. Letters within one are not files of
 * their own: what is attached to them is. */
#include "checks/file/open_ole.h"
#include "parse/file/msg.h"

static void add_file(struct file *f, const struct ole *ole, const struct msg_file *m)
{
	struct file *child =
		file_add(f->files, f, ROLE_MEMBER, m->name, ole_stream(f, ole, m->data));
	if (child)
		child->declared = m->declared;
}

/* UTF-8 needs at most half as much again. */
static struct span plain(struct file *f, struct span utf16)
{
	size_t wanted = utf16.n + utf16.n / 2, room = files_room(f, wanted);
	if (room < wanted)
		utf16 = span_take(utf16, room / 3 * 2);
	struct span text = utf16le_text(f->files->job->arena, utf16);
	files_return(f, text.n < room ? room - text.n : 0);
	return text;
}

static void add_text(struct file *f, const struct ole *ole, const struct msg_text *m)
{
	struct span bytes = ole_stream(f, ole, m->stream);
	if (m->is_utf16)
		bytes = plain(f, bytes);
	if (!bytes.n)
		return;
	struct file *child = file_add(f->files, f, ROLE_PART,
		m->is_html ? SPAN("text/html") : SPAN("text/plain"), bytes);
	if (!child)
		return;
	child->declared = child->name;
	child->type = m->is_html ? TYPE_HTML : TYPE_TEXT;
}

void ole_open_msg(struct file *f, const struct ole *ole)
{
	struct msg m;
	enum got got = msg_read(
		f->files->job->arena, ole, (size_t)f->files->job->budget.parts, &m);
	for (size_t i = 0; i < m.count; i++)
		add_file(f, ole, &m.files[i]);
	for (size_t i = 0; i < m.text_count; i++)
		add_text(f, ole, &m.texts[i]);
	if (got == GOT_LIMIT)
		file_unread(f, GAP_LIMIT);
	/* Outlook keeps the plain text beside RTF: without any, nothing was read. */
	if (m.has_far || (m.has_rtf && !m.text_count))
		file_unread(f, GAP_FORMAT);
}
