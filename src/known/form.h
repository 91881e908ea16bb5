#ifndef ASSAY_KNOWN_FORM_H
#define ASSAY_KNOWN_FORM_H

#include "known/list.h"

/* The forms in which others publish lists, each to a known_list. What a list does not tell of
 * itself (its date, whose it is) is set by the caller before or behind. */
struct known_form {
	const char *name;
	const char *title;
	/* True when the bytes look so; NULL: only by name. */
	bool (*is)(struct span text);
	/* `beside` is the second file of a form that has two, or empty. Rows without dates of
	 * their own have from_s 0. 0 or -EBADMSG. */
	int (*read)(struct arena *a, struct span text, struct span beside,
		struct known_list *list, struct err *err_r);
	const char
		*beside; /* what the second file is called: "sdn_comments.csv"; or NULL */
};

const struct known_form *known_form_row(unsigned i);
const struct known_form *known_form_named(const char *name);
/* The form that the content tells, or NULL. */
const struct known_form *known_form_of(struct span text);

/* The row of an address, among those from number `from` on, which are of one party: a new
 * one, or the one that it has, which stands for one asset more then ("ETH USDT"). */
struct known_row *known_form_put(struct arena *a, struct known_list *list, size_t from,
	struct span address, struct span asset);

extern const struct known_form known_form_ofac, known_form_table, known_form_lines,
	known_form_own, known_form_tagpack, known_form_ofac_names, known_form_names,
	known_form_un, known_form_ofac_advanced;

#endif
