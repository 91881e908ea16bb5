#ifndef ASSAY_PARSE_FILE_XML_H
#define ASSAY_PARSE_FILE_XML_H

#include "base/arena.h"

/* XML as a run of tags, for documents that are searched and not understood: no grammar, no
 * entities but the five and numbers, prefixes cut off. Broken text is read on. */
struct xml_tag {
	struct span name;   /* without its prefix: "Relationship" */
	struct span inside; /* its attributes as they stand */
	struct span text;   /* what stood before it, as it stands */
	bool is_end, is_empty;
};

/* The next tag; comments, declarations and instructions are passed over, CDATA is part of
 * the text before. False at the end. */
bool xml_next(struct span *rest, struct xml_tag *tag_r);
/* The attribute of that local name, decoded; p is NULL without one. */
struct span xml_attribute(struct arena *a, const struct xml_tag *tag, struct span name);
/* Text with its entities decoded, of CDATA sections too, without comments; a copy only where
 * there was one. */
struct span xml_text(struct arena *a, struct span s);
/* UTF-16 with its mark as UTF-8; else the bytes without a mark. */
struct span xml_bytes(struct arena *a, struct span s);

#endif
