#ifndef ASSAY_AUTH_DMARC_RECORD_H
#define ASSAY_AUTH_DMARC_RECORD_H

#include "auth/dmarc.h"

/* One DMARC policy record, RFC 9989 sections 4.7 and 4.8. */

enum dmarc_psd { DMARC_PSD_UNSAID, DMARC_PSD_YES, DMARC_PSD_NO };

struct dmarc_record {
	enum dmarc_policy p;  /* for the domain itself */
	enum dmarc_policy sp; /* for names beneath it: "sp", else "p" */
	enum dmarc_policy np; /* for those of them that do not exist: "np", else as sp */
	bool adkim_strict, aspf_strict;
	bool testing; /* t=y */
	enum dmarc_psd psd;
	bool no_policy; /* p, sp or np is amiss and nobody wants reports: no DMARC for letters
	                   (section 4.10.1), but the tree walk still counts the record */
};

/* False for what is no DMARC record: not "v=DMARC1" first. Broken and unknown tags are left
 * out; a tag that stands twice with different values counts as broken. */
bool dmarc_record_parse(struct span text, struct dmarc_record *record_r);

#endif
