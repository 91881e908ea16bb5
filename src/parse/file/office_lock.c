/* Locks of Office documents as they describe themselves (MS-OFFCRYPTO): the EncryptionInfo
 * stream of newer documents, agile (2.3.4.10, a small XML) or standard (2.3.4.5), and the
 * headers of older ones, RC4 CryptoAPI (2.3.5.1), RC4 (2.3.6.1) and XOR obfuscation
 * (2.3.7). They share a version of two numbers and differ behind it.
 *
 * Left out: extensible encryption (2.3.4.12), locks by certificate, ciphers but AES and RC4,
 * CFB chaining: none of them is opened by a password that stands in a letter, or by what
 * Office writes. */
#include "parse/file/office_lock.h"

#include "base/codec.h"
#include "base/num.h"
#include "base/utf8.h"
#include "parse/file/ole.h"
#include "parse/file/xml.h"

enum {
	SALT_BYTES = 16,
	PASSWORD_UNITS_MAX = 255,
	TAGS_MAX = 100,
	VERSION_BYTES = 4,
	STANDARD_ROUNDS = 50000
};

static enum got foreign(struct office_lock *lock)
{
	*lock = (struct office_lock){ .kind = OFFICE_LOCK_FOREIGN };
	return GOT_NONE;
}

/* --- agile --- */

static bool says(
	struct arena *a, const struct xml_tag *t, const char *name, const char *word)
{
	return span_equal_nocase(
		xml_attribute(a, t, span_from_cstr(name)), span_from_cstr(word));
}

static uint32_t number_of(struct arena *a, const struct xml_tag *t, const char *name)
{
	uint64_t n = 0;
	struct span s = xml_attribute(a, t, span_from_cstr(name));
	return num_parse(s, UINT32_MAX, &n) ? (uint32_t)n : 0;
}

static struct span bytes_of(struct arena *a, const struct xml_tag *t, const char *name)
{
	return base64_decode(a, xml_attribute(a, t, span_from_cstr(name)), NULL);
}

static unsigned hash_bits(struct arena *a, const struct xml_tag *t)
{
	static const struct {
		const char *name;
		unsigned bits;
	} HASHES[] = { { "SHA1", 1 }, { "SHA-1", 1 }, { "SHA256", 256 },
		{ "SHA-256", 256 }, { "SHA384", 384 }, { "SHA-384", 384 },
		{ "SHA512", 512 }, { "SHA-512", 512 }, { "MD5", 5 } };
	for (size_t i = 0; i < sizeof(HASHES) / sizeof(HASHES[0]); i++)
		if (says(a, t, "hashAlgorithm", HASHES[i].name))
			return HASHES[i].bits;
	return 0;
}

static bool read_hash(struct arena *a, const struct xml_tag *t, struct office_hash *h)
{
	*h = (struct office_hash){
		.bits = hash_bits(a, t),
		.salt = bytes_of(a, t, "saltValue"),
		.block_bytes = number_of(a, t, "blockSize"),
		.key_bits = number_of(a, t, "keyBits"),
	};
	return h->bits && h->salt.n >= 1 && h->salt.n <= 64 && h->block_bytes == 16 &&
	       (h->key_bits == 128 || h->key_bits == 192 || h->key_bits == 256) &&
	       says(a, t, "cipherAlgorithm", "AES") &&
	       says(a, t, "cipherChaining", "ChainingModeCBC");
}

/* Whole blocks, as many as a hash of that kind fills, as a key does. */
static bool is_whole(const struct office_lock *lock)
{
	size_t hash_n = lock->key.bits == 1	? 32
			: lock->key.bits == 5	? 16
			: lock->key.bits == 384 ? 48
						: lock->key.bits / 8;
	size_t key_n = (lock->package.key_bits / 8 + 15) / 16 * 16;
	return lock->verifier.n >= 16 && lock->verifier.n <= 64 &&
	       lock->verifier.n % 16 == 0 && lock->verifier_hash.n >= hash_n &&
	       lock->verifier_hash.n <= 64 && lock->verifier_hash.n % 16 == 0 &&
	       lock->key_value.n >= key_n && lock->key_value.n <= 64;
}

static enum got read_agile(struct arena *a, struct span xml, struct office_lock *lock)
{
	struct xml_tag t;
	bool package = false, key = false;
	lock->kind = OFFICE_LOCK_AGILE;
	for (unsigned i = 0; i < TAGS_MAX && xml_next(&xml, &t); i++) {
		if (t.is_end)
			continue;
		if (!package && span_equal(t.name, SPAN("keyData")))
			package = read_hash(a, &t, &lock->package);
		if (key || !span_equal(t.name, SPAN("encryptedKey")))
			continue;
		/* One of a certificate has no salt. */
		key = read_hash(a, &t, &lock->key);
		lock->rounds = number_of(a, &t, "spinCount");
		lock->verifier = bytes_of(a, &t, "encryptedVerifierHashInput");
		lock->verifier_hash = bytes_of(a, &t, "encryptedVerifierHashValue");
		lock->key_value = bytes_of(a, &t, "encryptedKeyValue");
	}
	return package && key && is_whole(lock) ? GOT_ALL : foreign(lock);
}

/* --- standard, and RC4 CryptoAPI --- */

/* Flags and a length, a header of that length, then the verifier. */
static enum got read_header(struct span s, struct office_lock *lock)
{
	enum {
		AES = 0x20,
		EXTERNAL = 0x10,
		RC4 = 0x6801,
		AES_128 = 0x660E,
		AES_256 = 0x6610
	};
	uint32_t flags = le32(s, 0), header_n = le32(s, 4);
	struct span header = span_skip(s, 8);
	struct span tail = span_skip(header, header_n);
	header = span_take(header, header_n);
	uint32_t cipher = le32(header, 8), bits = le32(header, 16);
	bool aes = cipher >= AES_128 && cipher <= AES_256;
	if (cipher == 0)
		aes = flags & AES;
	if (flags & EXTERNAL || (cipher && !aes && cipher != RC4))
		return foreign(lock);
	lock->kind = aes ? OFFICE_LOCK_STANDARD : OFFICE_LOCK_CRYPTOAPI;
	lock->rounds = aes ? STANDARD_ROUNDS : 0;
	if (bits == 0)
		bits = aes ? 128 : 40;
	size_t hash_n = aes ? 32 : 20, verifier_at = 4 + SALT_BYTES;
	lock->key = (struct office_hash){ 1, span_take(span_skip(tail, 4), SALT_BYTES),
		16, bits };
	lock->verifier = span_take(span_skip(tail, verifier_at), 16);
	lock->verifier_hash = span_take(span_skip(tail, verifier_at + 16 + 4), hash_n);
	bool sound = aes ? bits == 128 || bits == 192 || bits == 256
			 : bits >= 40 && bits <= 128 && bits % 8 == 0;
	return sound && le32(tail, 0) == SALT_BYTES && lock->verifier_hash.n == hash_n
		       ? GOT_ALL
		       : foreign(lock);
}

static enum got read_rc4(struct span s, struct office_lock *lock)
{
	lock->kind = OFFICE_LOCK_RC4;
	lock->key = (struct office_hash){ 5, span_take(s, SALT_BYTES), 16, 128 };
	lock->verifier = span_take(span_skip(s, SALT_BYTES), 16);
	lock->verifier_hash = span_take(span_skip(s, SALT_BYTES + 16), 16);
	return lock->verifier_hash.n == 16 ? GOT_ALL : foreign(lock);
}

enum got office_lock_read(struct arena *a, struct span info, struct office_lock *lock_r)
{
	unsigned major = le16(info, 0), minor = le16(info, 2);
	struct span rest = span_skip(info, VERSION_BYTES);
	*lock_r = (struct office_lock){ 0 };
	if (info.n < VERSION_BYTES)
		return foreign(lock_r);
	if (major == 4 && minor == 4)
		return read_agile(a, span_skip(rest, 4), lock_r);
	if (major == 1 && minor == 1)
		return read_rc4(rest, lock_r);
	if (major >= 2 && major <= 4 && minor == 2)
		return read_header(rest, lock_r);
	return foreign(lock_r);
}

enum got office_lock_filepass(
	struct arena *a, struct span data, bool old, struct office_lock *lock_r)
{
	enum { XOR = 0 };
	if (!old && le16(data, 0) != XOR)
		return office_lock_read(a, span_skip(data, 2), lock_r);
	struct span keys = old ? data : span_skip(data, 2);
	*lock_r = (struct office_lock){ .kind = OFFICE_LOCK_XOR,
		.xor_key = le16(keys, 0),
		.xor_verifier = le16(keys, 2) };
	return keys.n >= 4 ? GOT_ALL : foreign(lock_r);
}

/* --- passwords --- */

static void add_unit(struct text *t, uint32_t unit)
{
	text_add_byte(t, (unsigned char)unit);
	text_add_byte(t, (unsigned char)(unit >> 8));
}

struct span office_lock_password(struct arena *a, struct span utf8)
{
	struct text t;
	text_init(&t, a, 4 * utf8.n);
	for (size_t n = 0; utf8.n && n < PASSWORD_UNITS_MAX; n++) {
		uint32_t c;
		utf8_next(&utf8, &c);
		if (c >= 0x10000) {
			add_unit(&t, 0xD800 + ((c - 0x10000) >> 10));
			add_unit(&t, 0xDC00 + ((c - 0x10000) & 0x3FF));
		} else {
			add_unit(&t, c);
		}
	}
	return text_span(&t);
}
