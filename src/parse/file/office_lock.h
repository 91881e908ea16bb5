#ifndef ASSAY_PARSE_FILE_OFFICE_LOCK_H
#define ASSAY_PARSE_FILE_OFFICE_LOCK_H

#include <stdint.h>

#include "base/arena.h"
#include "parse/got.h"

/* The locks of Office documents (MS-OFFCRYPTO 2.3): what they are made of, as it stands in
 * the document. Keys are
 * checks/file/office_key.h's. */

enum office_lock_kind {
	OFFICE_LOCK_FOREIGN,   /* by certificate, by rights management, or not known */
	OFFICE_LOCK_AGILE,     /* AES in CBC mode, described by XML (2.3.4.10) */
	OFFICE_LOCK_STANDARD,  /* AES in ECB mode (2.3.4.5) */
	OFFICE_LOCK_CRYPTOAPI, /* RC4 with SHA-1 (2.3.5) */
	OFFICE_LOCK_RC4,       /* RC4 with MD5 (2.3.6) */
	OFFICE_LOCK_XOR,       /* the obfuscation of workbooks (2.3.7) */
};

/* Numbers as bits of SHA: 1, 256, 384, 512; 5 is MD5; 0 not known. */
struct office_hash {
	unsigned bits;
	struct span salt;
	unsigned block_bytes, key_bits;
};

struct office_lock {
	enum office_lock_kind kind;
	struct office_hash key;	    /* how the password becomes a key */
	struct office_hash package; /* agile: how the package is locked */
	uint32_t rounds;	    /* of hashing; 0 for the old ones */
	struct span verifier, verifier_hash;
	struct span key_value;		/* agile: the package's key, locked */
	uint16_t xor_key, xor_verifier; /* of the obfuscation */
};

/* An EncryptionInfo stream, or the same bytes in an old document: behind the type of a
 * FilePass record, at the beginning of Word's table stream, in PowerPoint's container.
 * GOT_NONE: none that can be opened, of kind FOREIGN; every span is whole otherwise. */
enum got office_lock_read(struct arena *a, struct span info, struct office_lock *lock_r);

/* The data of a workbook's FilePass record (MS-XLS 2.4.117); `old`: of BIFF5. */
enum got office_lock_filepass(
	struct arena *a, struct span data, bool old, struct office_lock *lock_r);

/* A password as locks take it: UTF-16LE, at most 255 units. */
struct span office_lock_password(struct arena *a, struct span utf8);

#endif
