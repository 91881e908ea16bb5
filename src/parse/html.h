#ifndef ASSAY_PARSE_HTML_H
#define ASSAY_PARSE_HTML_H

#include "base/arena.h"

/* A link or a form as it stood in the page. */
struct html_link {
	struct span target; /* without entities */
	struct span shown;  /* the words upon it; empty for a form or a picture */
};

struct html_links {
	struct html_link *list;
	size_t count, capacity, max;
	bool cut; /* more stand behind the limit */
};

struct html_options {
	size_t max;		  /* bytes of text */
	bool keep_quotes;	  /* else what a program marked as quoted is left out */
	struct html_links *links; /* takes each link that is not quoted; or NULL */
};

/* The words that a page of HTML (UTF-8) shows, as valid text with a line for each block;
 * where a link or a form leads stands behind it as " <https://...> ". Nothing is fetched,
 * and styles that hide words are not known: hidden words are there too. */
struct span html_to_text(
	struct arena *a, struct span html, const struct html_options *options);

#endif
