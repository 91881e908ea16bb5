#ifndef ASSAY_PARSE_FILE_RTF_H
#define ASSAY_PARSE_FILE_RTF_H

#include <stdint.h>

#include "base/arena.h"
#include "parse/got.h"

/* What an RTF document (RTF 1.9.1) holds beside its text. */
struct rtf_object {
	struct span data;	/* of \objdata, its hex decoded */
	struct span class_name; /* of \objclass, as it stands */
	bool update;		/* \objupdate: is started when the document is opened */
	uint64_t offset;
	struct rtf_object *next;
};

struct rtf {
	struct rtf_object *objects, **tail;
	struct span template_name; /* of \*\template */
	uint64_t template_offset;
};

/* At most `data_max` bytes of all objects together. */
enum got rtf_read(struct arena *a, struct span bytes, size_t data_max, struct rtf *rtf_r);

#endif
