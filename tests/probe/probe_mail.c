/* `probe mail FILE...`: the structure of each letter as one line of JSON.
 * `probe field KIND`: for each line of standard input, a field value in hexadecimal, what
 * it says as a line of JSON; KIND is address, date, received or text. */
#include <stdio.h>

#include "base/codec.h"
#include "base/num.h"
#include "base/utf8.h"
#include "parse/address.h"
#include "parse/date.h"
#include "parse/mail.h"
#include "parse/received.h"
#include "parse/word.h"
#include "probe.h"
#include "report/escape.h"

enum { LINE_BYTES = 1 << 20 };
#define ARENA_BYTES ((size_t)1 << 32)
#define TEXT_BYTES ((size_t)1 << 30)

static void add_string(struct text *t, const char *name, struct span s)
{
	text_printf(t, "%s\"", name);
	escape_json(t, s);
	text_add_byte(t, '"');
}

static void add_addresses(struct text *t, const char *name, struct span value)
{
	struct address_list l;
	address_list_parse(t->arena, value, 10000, &l);
	text_printf(t, "%s[", name);
	for (size_t i = 0; i < l.count; i++) {
		const struct address *m = &l.list[i];
		add_string(t, i ? ",{\"name\":" : "{\"name\":", m->name);
		add_string(t, ",\"local\":", m->local);
		add_string(t, ",\"domain\":", m->domain);
		add_string(t, ",\"group\":", m->group);
		text_printf(t, ",\"oddities\":%u}", m->oddities);
	}
	text_add_cstr(t, "]");
}

static void add_text(struct text *t, const char *name, struct span value)
{
	struct span s = header_unfold(t->arena, value);
	add_string(t, name, word_decode(t->arena, s, NULL));
}

static void add_date(struct text *t, const char *name, struct span value)
{
	int64_t unix_s;
	if (date_parse(value, &unix_s, NULL))
		text_printf(t, "%s%lld", name, (long long)unix_s);
	else
		text_printf(t, "%snull", name);
}

static void add_received(struct text *t, const char *name, struct span value)
{
	struct received r;
	struct text ip;
	received_parse(t->arena, value, &r);
	text_init(&ip, t->arena, 100);
	ip_print(&ip, &r.client);
	text_printf(t, "%s{", name);
	add_string(t, "\"helo\":", r.helo);
	add_string(t, ",\"rdns\":", r.rdns);
	add_string(t, ",\"client\":", text_span(&ip));
	add_string(t, ",\"by\":", r.by);
	add_string(t, ",\"with\":", r.with);
	add_string(t, ",\"mail_from\":", r.mail_from);
	if (r.date_s != INT64_MIN)
		text_printf(t, ",\"date\":%lld", (long long)r.date_s);
	text_add_cstr(t, "}");
}

static struct span content(struct arena *a, const struct mail_part *p)
{
	struct span s = mail_part_decode(a, p, TEXT_BYTES, NULL);
	if (!span_starts_with(p->type, SPAN("text/")))
		return s;
	if (p->charset.n == 0 && utf8_is_valid(s))
		return s;
	return charset_to_utf8(a, p->charset.n ? p->charset : SPAN("us-ascii"), s, NULL);
}

static void add_part(struct text *t, const struct mail *m, const struct mail_part *p)
{
	text_printf(t,
		"{\"path\":\"%s\",\"parent\":%zu,\"leaf\":%d,\"open\":%d,\"cut\":%d,"
		"\"attachment\":%d,\"encoding\":%d,\"body\":[%zd,%zu]",
		p->path, p->parent, p->is_leaf, p->unterminated, p->cut, p->attachment,
		(int)p->encoding, p->body.p ? p->body.p - m->bytes.p : -1, p->body.n);
	add_string(t, ",\"type\":", p->type);
	add_string(t, ",\"charset\":", p->charset);
	add_string(t, ",\"name\":", p->name);
	if (p->is_leaf)
		add_string(t,
			",\"content\":", base64_encode(t->arena, content(t->arena, p)));
	text_add_cstr(t, "}");
}

static void add_field(struct text *t, const struct mail *m, const char *field,
	const char *name, void (*add)(struct text *, const char *, struct span))
{
	const struct header_field *f = header_find(&m->header, field, 0);
	if (f)
		add(t, name, f->value);
}

static void print_mail(struct arena *a, const char *path)
{
	static const struct mail_limits limits = { { 100000, 16 << 20 }, 100, 100000 };
	static const char *const got[] = { "all", "some", "none", "limit" };
	struct mail m;
	struct text t;
	text_init(&t, a, TEXT_BYTES);
	enum got how = mail_parse(a, probe_read(a, path), &limits, &m);
	text_printf(&t, "{\"got\":\"%s\",\"taste\":%d,\"fields\":%zu,\"stray\":%zu",
		got[how], mail_taste(m.bytes), m.header.count, m.header.stray_lines);
	add_string(&t, ",\"file\":", span_from_cstr(path));
	add_field(&t, &m, "Subject", ",\"subject\":", add_text);
	add_field(&t, &m, "From", ",\"from\":", add_addresses);
	add_field(&t, &m, "To", ",\"to\":", add_addresses);
	add_field(&t, &m, "Cc", ",\"cc\":", add_addresses);
	add_field(&t, &m, "Date", ",\"date\":", add_date);
	add_field(&t, &m, "Received", ",\"received\":", add_received);
	text_add_cstr(&t, ",\"parts\":[");
	for (size_t i = 0; i < m.count; i++) {
		text_add_cstr(&t, i ? "," : "");
		add_part(&t, &m, &m.parts[i]);
	}
	text_add_cstr(&t, "]}\n");
	fwrite(t.p, 1, t.n, stdout);
}

int probe_mail(int argc, char **argv)
{
	struct arena *a = arena_create(ARENA_BYTES);
	for (int i = 1; i < argc; i++) {
		print_mail(a, argv[i]);
		arena_reset(a);
	}
	arena_destroy(&a);
	return 0;
}

static struct span from_hex(struct arena *a, struct span hex)
{
	unsigned char *out = arena_alloc(a, hex.n / 2);
	for (size_t i = 0; i + 1 < hex.n; i += 2)
		out[i / 2] = (unsigned char)(num_hex_digit(hex.p[i]) << 4 |
					     num_hex_digit(hex.p[i + 1]));
	return span_of(out, hex.n / 2);
}

int probe_field(int argc, char **argv)
{
	static const struct {
		const char *kind;
		void (*add)(struct text *t, const char *name, struct span value);
	} kinds[] = { { "address", add_addresses }, { "date", add_date },
		{ "received", add_received }, { "text", add_text } };
	static char line[LINE_BYTES];
	for (size_t i = 0; argc > 1 && i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (strcmp(argv[1], kinds[i].kind) != 0)
			continue;
		while (fgets(line, sizeof(line), stdin)) {
			struct arena *a = arena_create(ARENA_BYTES);
			struct text t;
			text_init(&t, a, TEXT_BYTES);
			kinds[i].add(
				&t, "", from_hex(a, span_of(line, strcspn(line, "\n"))));
			puts(t.p);
			arena_destroy(&a);
		}
		return 0;
	}
	return 2;
}
