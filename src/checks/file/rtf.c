/* RTF objects and words that attacks on Word use: the equation editor (class Equation.3, by
 * name or by its CLSID 0002CE02), an OLE 2 link to somewhere else (OLE2Link, with a URL
 * moniker or htmlfile in its bytes), objects that are started on opening, and a template
 * from afar. An object alone says nothing: charts are objects too. */
#include "checks/file/open_rtf.h"
#include "checks/file/where.h"

static bool is_equation(const struct rtf_object *o, struct span class_name)
{
	static const unsigned char clsid[] = { 0x02, 0xCE, 0x02, 0, 0, 0, 0, 0, 0xC0, 0,
		0, 0, 0, 0, 0, 0x46 };
	return span_starts_with_nocase(class_name, SPAN("Equation.2")) ||
	       span_starts_with_nocase(class_name, SPAN("Equation.3")) ||
	       span_find(o->data, span_of(clsid, sizeof(clsid))) != SPAN_NONE;
}

/* The URL moniker's CLSID 79EAC9E0-BAF9-11CE-8C82-00AA004BA90B. */
static bool is_link(const struct rtf_object *o, struct span class_name)
{
	static const unsigned char clsid[] = { 0xE0, 0xC9, 0xEA, 0x79, 0xF9, 0xBA, 0xCE,
		0x11, 0x8C, 0x82, 0, 0xAA, 0, 0x4B, 0xA9, 0x0B };
	return span_equal_nocase(class_name, SPAN("OLE2Link")) ||
	       span_equal_nocase(class_name, SPAN("htmlfile")) ||
	       span_find(o->data, span_of(clsid, sizeof(clsid))) != SPAN_NONE;
}

static bool look_at_object(struct file *f, const struct rtf_object *o)
{
	struct span native, name = rtf_class(o, &native);
	if (!name.n)
		name = o->class_name;
	const char *variant = is_equation(o, name) ? "equation"
			      : is_link(o, name)   ? "link"
			      : o->update	   ? "update"
						   : NULL;
	if (!variant)
		return false;
	file_hit_at(f, variant, name.n ? name : SPAN("?"), o->offset);
	return true;
}

static bool look_at(struct file *f)
{
	const struct rtf *rtf = f->facts;
	enum where where = where_leads(rtf->template_name);
	bool found = where == WHERE_WEB || where == WHERE_SHARE;
	if (found)
		file_hit_at(f, "template", rtf->template_name, rtf->template_offset);
	for (const struct rtf_object *o = rtf->objects; o; o = o->next)
		if (look_at_object(f, o))
			return true;
	return found;
}

static void run(struct job *job, const struct evidence *on)
{
	struct files *files = files_of(on);
	bool found = false;
	(void)job;
	for (struct file *f = files->first; f; f = f->next)
		if (f->type == TYPE_RTF && f->facts)
			found |= look_at(f);
	files_say_clear(files, found);
}

const struct check check_file_rtf = {
	.code = "file.rtf",
	.title = "An RTF document holds what attacks on Word use",
	.on = EV_FILES,
	.needs = NEED_NOTHING,
	.run = run,
};
