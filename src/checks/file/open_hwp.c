/* Hangul documents: members of BinData as embedded files, scripts that are more than what
 * Hangul puts into every document as program text, links of the sections, and the preview of
 * the text as a part. Streams are deflated when the head says it.
 *
 * Documents with a password, a certificate, rights management or "for distribution" keep
 * their text ciphered: that is a gap; their members are tried all the same. */
#include "checks/file/open_ole.h"
#include "checks/file/text.h"
#include "parse/file/hwp.h"
#include "parse/file/inflate.h"

struct opening {
	struct file *file;
	const struct ole *ole;
	struct hwp_head head;
	struct inflater *inflater;
};

static bool is_known(struct span s)
{
	enum file_type type = file_type_taste(s, s.n, SPAN(""));
	return type != TYPE_UNKNOWN && type != TYPE_TEXT;
}

/* A member may be left plain, which the document's own list tells; it is seen by that it does
 * not unpack. */
static struct span unpacked(struct opening *in, const struct ole_entry *e)
{
	struct file *f = in->file;
	struct span packed = ole_stream(f, in->ole, e);
	if (!in->head.is_packed || !packed.n)
		return packed;
	/* Deflate cannot do better than 1032 to 1; the files have no other size. */
	uint64_t most = (uint64_t)packed.n * 1032 + 64;
	uint64_t left = f->files->job->budget.unpacked - f->files->unpacked;
	size_t room = files_room(f, most < left ? most : left);
	enum got got;
	struct span s =
		inflate_all(in->inflater, INFLATE_RAW, packed, room, true, &got, NULL);
	files_return(f, room - s.n);
	if (got == GOT_NONE || (got == GOT_SOME && is_known(packed)))
		return packed;
	if (got != GOT_ALL)
		file_unread(f, got == GOT_LIMIT ? GAP_LIMIT : GAP_DAMAGED);
	return s;
}

static bool is_in(const struct ole_entry *e, struct span storage)
{
	return e->kind == OLE_STREAM && e->parent && !e->parent->parent &&
	       span_equal_nocase(e->parent->name, storage);
}

static void add_member(struct opening *in, const struct ole_entry *e)
{
	file_add(in->file->files, in->file, ROLE_EMBEDDED, e->name,
		hwp_member(unpacked(in, e)));
}

static void add_script(struct opening *in, const struct ole_entry *e)
{
	struct span text;
	struct file *f = in->file;
	if (span_equal_nocase(e->name, SPAN("JScriptVersion")))
		return;
	if (hwp_script_text(f->files->job->arena, unpacked(in, e), &text) != GOT_ALL)
		file_unread(f, GAP_DAMAGED);
	if (hwp_script_is_stock(text))
		return;
	struct file *child = file_add(f->files, f, ROLE_SCRIPT, e->name, text);
	if (child)
		child->type = TYPE_JAVASCRIPT;
}

static void add_links(struct opening *in, const struct ole_entry *e)
{
	struct span rest = unpacked(in, e), target;
	bool broken = false;
	file_read_binary(in->file, rest);
	while (hwp_next_link(in->file->files->job->arena, &rest, &target, &broken))
		file_add_link(in->file, LINK_SHOWN, target, 0);
	if (broken)
		file_unread(in->file, GAP_DAMAGED);
}

static void add_preview(struct opening *in, const struct ole_entry *e)
{
	struct file *f = in->file;
	struct span text = utf16le_text(f->files->job->arena, ole_stream(f, in->ole, e));
	struct file *child = file_add(f->files, f, ROLE_PART, SPAN("text"), text);
	if (child)
		child->type = TYPE_TEXT;
}

static void open_stream(struct opening *in, const struct ole_entry *e)
{
	if (is_in(e, SPAN("BinData")))
		add_member(in, e);
	else if (is_in(e, SPAN("Scripts")) && !in->head.is_spread)
		add_script(in, e);
	else if (is_in(e, SPAN("BodyText")) && !in->head.is_spread)
		add_links(in, e);
	else if (!e->parent && span_equal_nocase(e->name, SPAN("PrvText")))
		add_preview(in, e);
}

void ole_open_hwp(struct file *f, const struct ole *ole)
{
	struct opening in = { .file = f, .ole = ole };
	const struct ole_entry *e = ole_find(ole, NULL, SPAN("FileHeader"));
	if (!e || hwp_head_read(ole_stream(f, ole, e), &in.head) != GOT_ALL) {
		file_unread(f, GAP_FORMAT);
		return;
	}
	if (in.head.is_locked || in.head.is_sealed_else)
		file_unread(f, GAP_SEALED);
	else if (in.head.is_spread)
		file_unread(f, GAP_FORMAT);
	if (in.head.is_locked)
		return; /* every stream is ciphered */
	in.inflater = inflater_create(f->files->job->arena);
	for (size_t i = 0; i < ole->count; i++)
		open_stream(&in, &ole->entries[i]);
}
