#ifndef ASSAY_PARSE_LOOKALIKE_H
#define ASSAY_PARSE_LOOKALIKE_H

#include "base/arena.h"

/* Domains that are made to be taken for others. All are compared as lower-case A-labels and
 * by the skeleton of their U-labels (UTS 39), never one form with the other. */

enum lookalike {
	LOOKALIKE_NONE,
	LOOKALIKE_SKELETON, /* examp1e.com, еxample.com: the same at a glance */
	LOOKALIKE_EDIT, /* exampel.com: one letter added, dropped, changed or swapped */
	LOOKALIKE_SUBDOMAIN, /* example.com.thief.net, example-com.net */
	LOOKALIKE_AFFIX,     /* example-support.com, examplelogin.com */
	LOOKALIKE_SUFFIX,    /* example.net for example.com */
};

/* Labels shorter than these look alike by chance. */
enum { LOOKALIKE_EDIT_MIN = 6, LOOKALIKE_AFFIX_MIN = 6, LOOKALIKE_SUFFIX_MIN = 4 };

/* How `domain` imitates the organization `known` (its registrable domain); NONE where both
 * are of one organization. Both as lower-case A-labels. */
enum lookalike lookalike_compare(struct arena *a, struct span domain, struct span known);

/* The same for what was taken apart before: the registrable end of `domain`, and its shape. */
enum lookalike lookalike_compare_shaped(struct arena *a, struct span domain,
	struct span org, struct span shape, struct span known);

const char *lookalike_name(enum lookalike how); /* "skeleton"; a word for variants */

/* `domain` as U-labels, as its skeleton in lower case, label by label. */
struct span lookalike_shape(struct arena *a, struct span domain);

/* An index that finds, for a domain, the few known ones that lookalike_compare() should
 * see. A known organization is kept under its marks, a domain is looked up by its probes;
 * where one equals the other, the two are worth comparing. `shape` is that of the domain.
 * Both return how many they wrote, at most `max`; each mark is a short text. The constants
 * suffice for whatever a domain can be (253 bytes). */
enum { LOOKALIKE_MARKS_MAX = 72, LOOKALIKE_PROBES_MAX = 1000 };
size_t lookalike_marks(struct arena *a, struct span org, struct span shape,
	struct span *marks_r, size_t max);
size_t lookalike_probes(struct arena *a, struct span org, struct span shape,
	struct span *probes_r, size_t max);

/* True when one character was added, dropped, changed, or swapped with its neighbour. */
bool lookalike_is_one_edit(struct span a, struct span b);

#endif
