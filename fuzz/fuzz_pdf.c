/* PDFs: reading ends, and all objects, strings and streams lie in what was given or in the
 * arena's room. */
#include <stdint.h>

#include "base/must.h"
#include "crypto/cipher.h"
#include "parse/file/pdf.h"

static size_t room(void *state, uint64_t wanted)
{
	size_t *left = state;
	size_t n = wanted < *left ? (size_t)wanted : *left;
	*left -= n;
	return n;
}

static size_t hash(unsigned bits, struct span a, struct span b, unsigned char out[64])
{
	return hash_of(bits == 0     ? HASH_MD5
		       : bits == 256 ? HASH_SHA256
		       : bits == 384 ? HASH_SHA384
				     : HASH_SHA512,
		a, b, out);
}

static void look(struct pdf *pdf, struct pdf_object *o)
{
	enum got got;
	const struct pdf_tree *t = pdf_keep(pdf, o);
	for (uint32_t i = 0; t && i < t->count; i++) {
		const struct pdf_value *v = &t->values[i], *w;
		must(v->next > i && v->next <= t->count);
		must(span_inside(t->text, pdf_text(t, v)));
		pdf_string(pdf, o, t, v);
		pdf_follow(pdf, t, v, &w, NULL);
		pdf_get(t, i, "JS");
	}
	pdf_stream(pdf, o, true, &got);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	size_t left = 1 << 20;
	const struct pdf_lent lent = { .state = &left,
		.room = room,
		.hash = hash,
		.rc4 = rc4,
		.aes_decrypt = aes_cbc_decrypt,
		.aes_encrypt = aes_cbc_encrypt,
		.objects_max = 300,
		.stream_max = 64 << 10 };
	if (n > 20000)
		return 0;
	struct arena *a = arena_create(1 << 30);
	struct pdf *pdf = pdf_read(a, span_of(bytes, n), &lent);
	pdf_unlock(pdf, SPAN(""));
	pdf_unpack(pdf);
	for (size_t i = 0; i < pdf_count(pdf); i++)
		look(pdf, pdf_at(pdf, i));
	arena_destroy(&a);
	return 0;
}
