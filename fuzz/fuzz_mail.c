/* Letters: a tree of parts that lie inside the letter, each within its parent. */
#include <stdint.h>

#include "base/must.h"
#include "base/utf8.h"
#include "parse/mail.h"

static void check_part(struct arena *a, const struct mail *m, size_t i)
{
	const struct mail_part *p = &m->parts[i], *parent = &m->parts[p->parent];
	must(i == 0 ? p->parent == 0 : p->parent < i);
	must(p->depth == (i ? parent->depth + 1 : 0));
	must(span_inside(m->bytes, p->body) && span_inside(m->bytes, p->header.bytes));
	must(i == 0 || span_inside(parent->body, p->body));
	must(i == 0 || !parent->is_leaf);
	must(utf8_is_valid(p->name));
	must(span_find_byte(p->type, '/') != SPAN_NONE);
	must(strncmp(p->path, "mail", 4) == 0);
	must(mail_part_decode(a, p, 100, NULL).n <= 100);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	static const struct mail_limits limits = { { 100, 1 << 16 }, 6, 60 };
	struct arena *a = arena_create(256 << 20);
	struct mail m;
	enum got got = mail_parse(a, span_of(bytes, n), &limits, &m);
	must((got == GOT_LIMIT) == m.cut);
	must(m.count > 0 && m.count <= limits.parts_max);
	for (size_t i = 0; i < m.count; i++)
		check_part(a, &m, i);
	int bid = mail_taste(span_of(bytes, n));
	must(bid >= 0 && bid <= 100);
	arena_destroy(&a);
	return 0;
}
