/* RTF documents: embedded objects (MS-OLEDS 2.2.5) become files, compound ones to be opened
 * in their turn, packages as the file that they wrap; the template is a link. */
#include "checks/file/open_rtf.h"

#include "checks/file/open_ole.h"
#include "checks/file/openers.h"

file_opener open_rtf;

enum { DATA_MAX = 64 << 20 };

/* A string of OLE 1: its length, then that many bytes with a NUL. */
static bool take_string(struct span *s, struct span *string_r)
{
	uint32_t n = le32(*s, 0);
	if (s->n < 4 || n > s->n - 4)
		return false;
	*string_r = span_take(span_skip(*s, 4), n);
	*string_r = span_take(*string_r, span_find_byte(*string_r, 0));
	*s = span_skip(*s, 4 + (size_t)n);
	return true;
}

struct span rtf_class(const struct rtf_object *o, struct span *native_r)
{
	struct span s = span_skip(o->data, 8), name = SPAN(""), other = SPAN("");
	*native_r = SPAN("");
	if (!take_string(&s, &name))
		return SPAN("");
	if (take_string(&s, &other) && take_string(&s, &other))
		*native_r = span_take(span_skip(s, 4), le32(s, 0));
	return name;
}

static void add_object(struct file *f, const struct rtf_object *o)
{
	static const struct span head = { (const unsigned char *)"\xD0\xCF\x11\xE0", 4 };
	struct span native, name = rtf_class(o, &native);
	size_t compound = span_find(o->data, head);
	if (span_equal_nocase(name, SPAN("Package")) && native.n) {
		ole_add_native(f, native);
	} else if (compound != SPAN_NONE) {
		struct file *part = file_add(f->files, f, ROLE_PART,
			name.n ? name : SPAN("object"), span_skip(o->data, compound));
		if (part)
			part->offset = o->offset;
	}
}

void open_rtf(struct file *f)
{
	struct arena *a = f->files->job->arena;
	struct rtf *rtf = arena_new(a, struct rtf);
	size_t room =
		files_room(f, f->bytes.n / 2 < DATA_MAX ? f->bytes.n / 2 : DATA_MAX);
	f->facts = rtf;
	if (rtf_read(a, f->bytes, room + 1, rtf) != GOT_ALL)
		file_unread(f, GAP_LIMIT);
	for (const struct rtf_object *o = rtf->objects; o; o = o->next)
		add_object(f, o);
	if (rtf->template_name.n)
		file_add_link(f, LINK_OPENED, rtf->template_name, rtf->template_offset);
}
