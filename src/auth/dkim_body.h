#ifndef ASSAY_AUTH_DKIM_BODY_H
#define ASSAY_AUTH_DKIM_BODY_H

#include "auth/dkim_canon.h"
#include "core/job.h"
#include "crypto/crypto.h"

/* The SHA-256 of a body in one form, up to a length: what bh= is compared with. */
struct body_hash {
	enum canon canon;
	uint64_t limit; /* canonical bytes wanted (l=), or UINT64_MAX for all */

	uint64_t hashed, bytes; /* canonical bytes: hashed, and there are */
	unsigned char hash[DIGEST_BYTES_MAX];
};

/* Fills the wanted hashes in one pass over `body`; however many they are, each form is
 * made and hashed once. */
void dkim_hash_body(
	struct job *job, struct span body, struct body_hash **wanted, size_t count);

#endif
