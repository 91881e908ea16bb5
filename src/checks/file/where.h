#ifndef ASSAY_CHECKS_FILE_WHERE_H
#define ASSAY_CHECKS_FILE_WHERE_H

#include "base/span.h"

/* Where the target of a link leads, told from its text alone. */
enum where {
	WHERE_NEAR,  /* relative, a fragment, empty */
	WHERE_LOCAL, /* a path on the reader's own machine */
	WHERE_WEB,   /* http, https, ftp, also behind mhtml: or an OLE moniker */
	WHERE_SHARE, /* a share of another machine: it learns who asks */
	WHERE_OTHER, /* mailto: and whatever else */
};

enum where where_leads(struct span target);
/* The host of a WEB or SHARE target, without user and port. */
struct span where_host(struct span target);
/* Its path ends as the name of an archive, a program, a script, a shortcut or a disk. */
bool where_is_download(struct span target);
bool where_is_raw_address(struct span target);
bool where_is_shortener(struct span target);

#endif
