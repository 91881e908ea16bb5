#ifndef ASSAY_FETCH_URL_H
#define ASSAY_FETCH_URL_H

#include <curl/curl.h>

#include "base/arena.h"

/* What an address of the user's says, by libcurl's reading of it. */

/* A part of it (CURLUPART_*), or NULL where there is none. */
const char *url_part(struct arena *a, CURLU *url, CURLUPart what, unsigned flags);
/* Whether its host is this machine: "localhost", 127.0.0.0/8 or [::1]. */
bool url_is_loopback(struct arena *a, CURLU *url);

#endif
