/* The folders of sent letters. A server that knows marks them (RFC 6154, and Gmail's older
 * habit in a plain LIST); for others the names stand here that mail programs and servers
 * create by themselves, at the top or under INBOX. Names of folders in folders
 * ("Archive/2019/Sent") are not guessed at: the user can name them. */
#include "fetch/folders.h"

#include <errno.h>

#include "base/codec.h"
#include "base/text.h"

enum { FOLDERS_MAX = 32 }; /* honest mailboxes have one, or one for each program */

static const char *const KNOWN[] = { "Sent", "Sent Items", "Sent Messages", "Sent Mail",
	"Sent-mail", "[Gmail]/Sent Mail", "[Google Mail]/Sent Mail", "Gesendet",
	"Gesendete Elemente", "Gesendete Objekte", "Envoy\xC3\xA9s",
	"\xC3\x89l\xC3\xA9ments envoy\xC3\xA9s", "Enviados", "Elementos enviados",
	"Inviata", "Posta inviata", "Verzonden", "Verzonden items", "Skickat", "Sendt",
	"Wys\xC5\x82"
	"ane",
	"\xD0\x9E\xD1\x82\xD0\xBF\xD1\x80\xD0\xB0\xD0\xB2\xD0\xBB\xD0\xB5\xD0\xBD\xD0\xBD"
	"\xD1\x8B\xD0\xB5",
	"\xE9\x80\x81\xE4\xBF\xA1\xE6\xB8\x88\xE3\x81\xBF",
	"\xE9\x80\x81\xE4\xBF\xA1\xE6\xB8\x88\xE3\x81\xBF\xE3\x82\xA2\xE3\x82\xA4\xE3\x83"
	"\x86\xE3\x83\xA0",
	"\xE5\xB7\xB2\xE5\x8F\x91\xE9\x80\x81",
	"\xE5\xAF\x84\xE4\xBB\xB6\xE5\x82\x99\xE4\xBB"
	"\xBD" };

struct search {
	struct arena *arena, *scratch;
	struct folders marked, known;
};

bool folders_add(struct arena *a, struct folders *f, struct span name)
{
	for (size_t i = 0; i < f->count; i++)
		if (span_equal(f->names[i], name))
			return true;
	if (f->count == FOLDERS_MAX)
		return false;
	if (!f->names)
		f->names = arena_array(a, FOLDERS_MAX, sizeof(*f->names));
	f->names[f->count++] = arena_copy(a, name);
	return true;
}

static bool is_known(struct arena *a, const struct imap_response *r)
{
	struct span name = r->name;
	if (r->delimiter && name.n > 6 && name.p[5] == (unsigned char)r->delimiter &&
		span_starts_with_nocase(name, SPAN("INBOX")))
		name = span_skip(name, 6);
	for (size_t i = 0; i < sizeof(KNOWN) / sizeof(KNOWN[0]); i++) {
		struct span known = span_from_cstr(KNOWN[i]);
		if (span_equal_nocase(name, known) ||
			span_equal_nocase(name, imap_name_encode(a, known)))
			return true;
	}
	return false;
}

static int take_folder(void *state, const struct imap_response *r, struct err *err_r)
{
	struct search *s = state;
	(void)err_r;
	if (r->kind != IMAP_LIST || (r->flags & IMAP_NOT_SELECTABLE))
		return 0;
	arena_reset(s->scratch);
	if (r->flags & IMAP_SENT)
		folders_add(s->arena, &s->marked, r->name);
	else if (is_known(s->scratch, r))
		folders_add(s->arena, &s->known, r->name);
	return 0;
}

int folders_find_sent(
	struct session *s, struct arena *a, struct folders *found, struct err *err_r)
{
	struct search search = { .arena = a, .scratch = arena_create(1 << 20) };
	const struct session_taker taker = { take_folder, &search };
	struct span words;
	int e = session_capabilities(s, a, &words, err_r);
	bool marks = imap_has(words, "SPECIAL-USE") && imap_has(words, "LIST-EXTENDED");
	if (!e)
		e = session_list(s, marks, &taker, err_r);
	if (e == -EREMOTEIO && marks)
		e = session_list(s, false, &taker, err_r);
	const struct folders *best = search.marked.count ? &search.marked : &search.known;
	for (size_t i = 0; !e && i < best->count; i++)
		folders_add(a, found, best->names[i]);
	arena_destroy(&search.scratch);
	return e;
}

struct span folder_encode(struct arena *a, struct span name)
{
	struct text t;
	text_init(&t, a, 3 * name.n);
	for (size_t i = 0; i < name.n; i++) {
		unsigned char c = name.p[i];
		if (c > 0x20 && c < 0x7F && c != '%')
			text_add_byte(&t, c);
		else
			text_printf(&t, "%%%02X", c);
	}
	return text_span(&t);
}
