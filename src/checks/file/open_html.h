#ifndef ASSAY_CHECKS_FILE_OPEN_HTML_H
#define ASSAY_CHECKS_FILE_OPEN_HTML_H

#include "checks/file/file.h"

/* A place in a page: empty where there is none. */
struct page_place {
	struct span quote;
	uint64_t offset;
};

/* The facts of TYPE_HTML, TYPE_SVG, TYPE_HTA, TYPE_MSC and TYPE_WSF. */
struct page_facts {
	struct span script;	    /* of all scripts, as squeeze() makes it */
	struct page_place payload;  /* bytes of an archive, program or disk in the text */
	struct page_place password; /* where a password is asked for */
	struct span action;	    /* of that form, an address on the net, or empty */
	struct page_place element;  /* the first script */
	struct page_place handler;  /* onload= */
	struct page_place script_link; /* javascript: */
	struct page_place foreign;     /* HTML in a drawing that asks or frames */
	struct page_place inner;       /* a page within, encoded */
	struct page_place download;    /* a link to data that is to be kept as a file */
	struct page_place task; /* of a management console: a program that it starts */
	struct page_place redirect; /* the same: a script by way of a library's page */
};

#endif
