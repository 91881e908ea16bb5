/* Office documents that are one text of XML, of 2003 and as whole packages: what they reach for
 * are the facts that documents in packages have; macros, objects and pictures are files. */
#include "checks/file/open_ooxml.h"
#include "checks/file/openers.h"
#include "parse/file/office_xml.h"

file_opener open_office_xml;

enum { ITEMS_MAX = 20000 };

static bool is_part_of_text(const struct office_xml_item *item)
{
	return !item->is_encoded &&
	       (!item->name.n || ooxml_is_still(item->name) ||
		       span_ends_with_nocase(item->name, SPAN(".rels")));
}

static void add_part(struct file *f, const struct office_xml_item *item)
{
	bool is_embedded =
		span_find_nocase(item->name, SPAN("/embeddings/")) != SPAN_NONE;
	struct span bytes = SPAN("");
	if (is_part_of_text(item)) /* whose tags are read with all others */
		return;
	uint64_t wanted = item->is_encoded ? item->text.n / 4 * 3 + 3 : 0;
	size_t room = files_room(f, wanted);
	if (room < wanted)
		return;
	bool is_clean = office_xml_part(f->files->job->arena, item, &bytes);
	if (item->is_encoded)
		files_return(f, room - bytes.n);
	struct file *child = file_add(
		f->files, f, is_embedded ? ROLE_EMBEDDED : ROLE_PART, item->name, bytes);
	if (child)
		child->offset = item->offset;
	if (!is_clean)
		file_unread(f, GAP_DAMAGED);
	job_breathe(f->files->job);
}

static void add_item(struct file *f, struct office_xml_facts *facts,
	const struct office_xml_item *item)
{
	switch (item->kind) {
	case OFFICE_XML_REMOTE:
		reach_add_remote(f, &facts->reach, item->part, item->name, item->text,
			item->offset);
		file_add_link(f, ooxml_link_role(item->name), item->text, item->offset);
		break;
	case OFFICE_XML_LINK:
		file_add_link(f, LINK_SHOWN, item->text, item->offset);
		break;
	case OFFICE_XML_DDE:
		reach_add_dde(f, &facts->reach, item->part, item->text, item->offset);
		break;
	case OFFICE_XML_PART: add_part(f, item); break;
	}
}

void open_office_xml(struct file *f)
{
	struct arena *a = f->files->job->arena;
	struct office_xml_facts *facts = arena_new(a, struct office_xml_facts);
	struct office_xml doc;
	enum got got = office_xml_read(
		a, f->bytes, (size_t)f->files->job->budget.fields, ITEMS_MAX, &doc);
	f->facts = facts;
	if (got != GOT_ALL)
		file_unread(f, got == GOT_LIMIT ? GAP_LIMIT : GAP_DAMAGED);
	reach_add_fields(f, &facts->reach, SPAN(""), doc.fields);
	for (const struct office_xml_item *i = doc.items; i; i = i->next)
		add_item(f, facts, i);
}
