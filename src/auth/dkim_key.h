#ifndef ASSAY_AUTH_DKIM_KEY_H
#define ASSAY_AUTH_DKIM_KEY_H

#include "auth/dkim.h"
#include "crypto/crypto.h"

/* Key records, RFC 6376 section 3.6, for DKIM and ARC. */

struct dkim_key {
	enum dkim_why why; /* DKIM_WHY_NONE when `key` may be used */
	struct public_key *key;
	unsigned bits; /* also of a key that is too weak */
	bool testing;  /* t=y */
	bool exact;    /* t=s: i= must be in d= itself */
};

struct dkim_keys {
	enum dkim_why
		why;  /* when there is no record to read: KEY_NONE, KEY_UNREACHABLE */
	enum gap gap; /* with KEY_UNREACHABLE */
	bool dnssec;
	struct dkim_key *list;
	size_t count;
	bool more; /* there were more keys than are tried */
};

/* Reads one record for a signature whose a= wants that kind of key and SHA-256. */
struct dkim_key dkim_key_read(struct arena *a, struct span record, enum key_kind kind);

/* Asks for the records at `name` and reads each of them. */
struct dkim_keys dkim_key_ask(struct job *job, struct span name, enum key_kind kind);

/* True when one of the keys verifies. `*key_r`: that one; else the one that came furthest,
 * or NULL when there is none. */
bool dkim_keys_verify(const struct dkim_keys *keys, struct span digest,
	struct span signature, const struct dkim_key **key_r);

#endif
