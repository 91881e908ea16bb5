/* What documents reach for, as one list for all formats of Word: fields become asks by DDE,
 * things that are fetched, and links; so a trick is judged alike in a package, in a compound
 * file and in RTF. */
#include "checks/file/reach.h"

#include "checks/file/open_odf.h"
#include "checks/file/open_ole.h"
#include "checks/file/open_ooxml.h"

const struct reach *reach_of(const struct file *f)
{
	const struct ole_facts *ole = ole_facts_of(f);
	const struct ooxml_facts *ooxml = ooxml_facts_of(f);
	const struct sylk_facts *sylk = f->type == TYPE_SLK ? f->facts : NULL;
	const struct office_xml_facts *xml = f->type == TYPE_WORDML ? f->facts : NULL;
	const struct odf_facts *odf = odf_facts_of(f);
	if (xml || odf)
		return xml ? &xml->reach : &odf->reach;
	return ole ? &ole->reach : ooxml ? &ooxml->reach : sylk ? &sylk->reach : NULL;
}

const struct workbook_facts *workbooks_of(const struct file *f, size_t *count_r)
{
	const struct ole_facts *ole = ole_facts_of(f);
	const struct ooxml_facts *ooxml = ooxml_facts_of(f);
	const struct sylk_facts *sylk = f->type == TYPE_SLK ? f->facts : NULL;
	*count_r = ole ? ole->workbook_count : ooxml || sylk;
	if (ole)
		return ole->workbooks;
	return ooxml ? &ooxml->book : sylk ? &sylk->sylk.book : NULL;
}

void reach_add_dde(struct file *f, struct reach *reach, struct span part,
	struct span text, uint64_t offset)
{
	struct arena *a = f->files->job->arena;
	struct reach_dde *ask = arena_new(a, struct reach_dde);
	*ask = (struct reach_dde){ text, part, offset, reach->dde };
	reach->dde = ask;
}

struct reach_remote *reach_add_remote(struct file *f, struct reach *reach,
	struct span part, struct span kind, struct span target, uint64_t offset)
{
	struct arena *a = f->files->job->arena;
	struct reach_remote *r = arena_new(a, struct reach_remote);
	*r = (struct reach_remote){
		.kind = kind, .target = target, .part = part, .offset = offset
	};
	r->next = reach->remotes;
	reach->remotes = r;
	return r;
}

/* As which relationship a field counts, and how its link is followed. */
static const struct {
	const char *kind;
	enum link_role role;
} FIELDS[] = {
	[FIELD_HYPERLINK] = { NULL, LINK_SHOWN },
	[FIELD_TEXT] = { "externalLink", LINK_OPENED },
	[FIELD_PICTURE] = { "image", LINK_LOADED },
	[FIELD_OBJECT] = { "oleObject", LINK_OPENED },
	[FIELD_DATA] = { "mailMergeSource", LINK_OPENED },
};

static const char *kind_of(const struct field *field)
{
	/* Fetched when a person asks for it. */
	if (field->kind == FIELD_OBJECT && !field->automatic)
		return "externalLink";
	return FIELDS[field->kind].kind;
}

static void add_field(
	struct file *f, struct reach *reach, struct span part, const struct field *field)
{
	const char *kind = kind_of(field);
	if (field->kind == FIELD_DDE) {
		reach_add_dde(f, reach, part, field->text, field->offset);
		return;
	}
	if (!field->target.n)
		return;
	file_add_link(f, FIELDS[field->kind].role, field->target, field->offset);
	if (kind)
		reach_add_remote(f, reach, part, span_from_cstr(kind), field->target,
			field->offset)
			->is_field = true;
}

void reach_add_fields(
	struct file *f, struct reach *reach, struct span part, const struct field *fields)
{
	for (; fields; fields = fields->next)
		add_field(f, reach, part, fields);
}
