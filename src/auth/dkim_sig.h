#ifndef ASSAY_AUTH_DKIM_SIG_H
#define ASSAY_AUTH_DKIM_SIG_H

#include "auth/dkim.h"
#include "auth/dkim_body.h"
#include "parse/tags.h"

/* A signing field as it reads: DKIM-Signature, and ARC's two that are built like it. */

enum sig_form { SIG_DKIM, SIG_ARC_MESSAGE, SIG_ARC_SEAL };

struct sig {
	const struct header_field *field;
	struct tags tags;
	struct span domain, selector, identity, algorithm; /* as written */
	struct span domain_ascii;			   /* A-labels, lower case */
	struct span key_name;		    /* where the key record stands */
	struct span names;		    /* h=, as written */
	struct span hole;		    /* the value of b= in the field */
	struct span signature, body_digest; /* b=, bh=, decoded */
	enum key_kind kind;
	enum canon canon;	     /* of the header */
	struct body_hash body;	     /* what to hash, and then the hash */
	bool limited;		     /* l= is there */
	int64_t signed_s, expires_s; /* t=, x=, or INT64_MIN */
};

/* Reads the field's tags. DKIM_WHY_NONE, or why a signature of that form must be ignored;
 * what was read up to there is in `*sig_r`. */
enum dkim_why sig_read(struct arena *a, enum sig_form form,
	const struct header_field *field, struct sig *sig_r);

/* True when i= lies in the very domain of d=, as a key with t=s wants it. */
bool sig_identity_is_exact(struct arena *a, const struct sig *sig);

/* The next name of a list like h=: `*rest` starts as the list. Trimmed; may be empty. */
struct span sig_next_name(struct span *rest);

/* The fields of a header by name, found fast however many they are. */
struct field_index;
struct field_index *field_index_create(struct arena *a, const struct header *header);

/* Forgets what was picked. */
void field_index_restart(struct field_index *index);
/* The lowest field of that name that was not picked yet, or NULL; `but` is never it. */
const struct header_field *field_index_pick(
	struct field_index *index, struct span name, const struct header_field *but);
/* Names of which some fields were picked, but not all; `*count_r` says how many. */
struct span *field_index_left(struct arena *a, const struct field_index *index,
	const struct header_field *but, size_t *count_r);

/* The SHA-256 over the fields that h= names, and over the signing field without its b=;
 * 32 bytes to `out`. The index then knows what was picked. */
void sig_hash_header(struct arena *a, const struct sig *sig, struct field_index *index,
	unsigned char out[DIGEST_BYTES_MAX]);

/* A sink whose bytes go into a digest. */
struct canon_sink *canon_sink_create(struct arena *a, struct digest *digest);

#endif
