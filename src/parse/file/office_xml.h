#ifndef ASSAY_PARSE_FILE_OFFICE_XML_H
#define ASSAY_PARSE_FILE_OFFICE_XML_H

#include "parse/file/field.h"
#include "parse/file/xml.h"
#include "parse/got.h"

/* Office documents that are one text of XML, and what their tags share with those of packages:
 * fields, relationships, links by DDE. */

/* --- tags, in a package too --- */

struct office_xml_fields {
	struct arena *arena;
	struct fields *fields;
	bool in_code; /* text here belongs to an instruction */
};

/* One tag after the other; `offset` is told of fields that begin there. */
void office_xml_field(
	struct office_xml_fields *s, const struct xml_tag *tag, uint64_t offset);
/* A relationship that leads out of the package: the end of its type, and where to. */
bool office_xml_relationship(struct arena *a, const struct xml_tag *tag,
	struct span *kind_r, struct span *target_r);
/* A link of a workbook: "server topic". */
bool office_xml_dde(struct arena *a, const struct xml_tag *tag, struct span *ask_r);

/* --- whole documents --- */

enum office_xml_kind {
	OFFICE_XML_REMOTE, /* `name` is the kind, as of a relationship */
	OFFICE_XML_LINK,   /* a person clicks it */
	OFFICE_XML_DDE,
	OFFICE_XML_PART, /* of that name */
};

struct office_xml_item {
	enum office_xml_kind kind;
	struct span name;
	struct span
		text; /* the target; the ask; the part as it stands, see office_xml_part() */
	struct span part; /* it stands in, of a package */
	bool is_encoded;  /* a part in base64 */
	uint64_t offset;  /* in `text` of the document */
	struct office_xml_item *next;
};

struct office_xml {
	struct span text; /* of the document: UTF-16 is made UTF-8 */
	const struct field *fields;
	struct office_xml_item *items; /* in the order of the document */
	size_t count;
};

/* GOT_LIMIT: more items or fields than told; GOT_SOME: a part does not end. */
enum got office_xml_read(struct arena *a, struct span bytes, size_t fields_max,
	size_t items_max, struct office_xml *r);

/* The bytes of a part, at most about three quarters of its text. False: not all of it had a
 * meaning. */
bool office_xml_part(
	struct arena *a, const struct office_xml_item *part, struct span *bytes_r);

#endif
