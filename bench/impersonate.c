/* Thieves' letters by recipe. See the header. */
#include "impersonate.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/must.h"
#include "base/text.h"
#include "parse/idn.h"
#include "replay_letters.h"

/* A letter on its way. */
struct craft {
	struct arena *a;
	const struct scene *scene;
	uint64_t state;
	struct span local, domain; /* of From */
	const char *from;	   /* the whole field's value */
	bool unproved;
	const char *subject, *in_reply_to, *references;
	struct text body;
};

/* --- chance (splitmix64) --- */

static uint64_t chance(struct craft *c)
{
	uint64_t z = c->state += 0x9E3779B97F4A7C15u;
	z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
	z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
	return z ^ (z >> 31);
}

static size_t below(struct craft *c, size_t n)
{
	return (size_t)(chance(c) % n);
}

#define PICK(c, list) ((list)[below((c), sizeof(list) / sizeof((list)[0]))])

static char *plus(struct craft *c, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

static char *plus(struct craft *c, const char *fmt, ...)
{
	char line[2000];
	va_list args;
	va_start(args, fmt);
	vsnprintf(line, sizeof(line), fmt, args);
	va_end(args);
	return arena_cstr(c->a, span_from_cstr(line));
}

static struct span plus_span(struct span head, struct craft *c, const char *tail)
{
	return span_from_cstr(plus(c, "%.*s%s", SPAN_ARG(head), tail));
}

/* --- words --- */

static const char *const suffixes[] = { "com", "net", "org", "info", "co", "io", "biz",
	"online", "eu", "de", "us" };
static const char *const freemails[] = { "gmail.com", "outlook.com", "yahoo.com",
	"hotmail.com", "gmx.com", "proton.me", "mail.com" };
static const char *const heads[] = { "bright", "north", "silver", "quick", "stone",
	"green", "maple", "harbor", "delta", "summit", "orchid", "lunar", "cedar",
	"copper" };
static const char *const tails[] = { "field", "works", "gate", "path", "mark", "crest",
	"logic", "wave", "forge", "point", "brook", "yard", "desk", "lane" };
static const char *const firsts[] = { "Olivia", "Hamish", "Beatriz", "Oskar", "Ingrid",
	"Rashid", "Celeste", "Malcolm", "Yvonne", "Tobias", "Leonor", "Desmond" };
static const char *const lasts[] = { "Whitcombe", "Halvorsen", "Quintero", "Ashdown",
	"Bellweather", "Okonjo", "Marchetti", "Lindqvist", "Farrow", "Vandermeer",
	"Castellano", "Pemberton" };

static struct span stranger_domain(struct craft *c)
{
	const char *head = PICK(c, heads), *tail = PICK(c, tails);
	return span_from_cstr(plus(c, "%s%s.%s", head, tail, PICK(c, suffixes)));
}

/* Letters and digits of a name, in lower case, words joined by `glue`. */
static struct span made_from_name(struct craft *c, struct span name, char glue)
{
	struct text t;
	bool gap = false;
	text_init(&t, c->a, 60);
	for (size_t i = 0; i < name.n; i++) {
		if (!ascii_is_alnum(name.p[i])) {
			gap = true;
			continue;
		}
		if (gap && t.n && glue)
			text_add_byte(&t, (unsigned char)glue);
		gap = false;
		text_add_byte(&t, ascii_lower(name.p[i]));
	}
	return t.n ? text_span(&t) : c->scene->local;
}

/* --- domains that look like another --- */

/* Where the person's domain is "linux.intel.com": "linux.", "intel", ".com". */
struct parts {
	struct span host, label, suffix;
};

static struct parts parts_of(const struct scene *s)
{
	struct parts p;
	size_t dot = span_find_byte(s->org, '.');
	p.host = span_take(s->domain, s->domain.n - s->org.n);
	p.label = span_take(s->org, dot);
	p.suffix = dot == SPAN_NONE ? SPAN("") : span_skip(s->org, dot);
	return p;
}

static void set_domain(
	struct craft *c, struct span host, struct span label, struct span suffix)
{
	c->domain = span_from_cstr(plus(
		c, "%.*s%.*s%.*s", SPAN_ARG(host), SPAN_ARG(label), SPAN_ARG(suffix)));
}

static struct span replaced(
	struct craft *c, struct span s, size_t at, size_t n, const char *by)
{
	return span_from_cstr(plus(c, "%.*s%s%.*s", SPAN_ARG(span_take(s, at)), by,
		SPAN_ARG(span_skip(s, at + n))));
}

static const char *const doubles[][2] = { { "m", "rn" }, { "o", "0" }, { "l", "1" },
	{ "w", "vv" }, { "rn", "m" }, { "i", "l" }, { "0", "o" }, { "1", "l" },
	{ "a", "\xD0\xB0" }, { "e", "\xD0\xB5" }, { "o", "\xD0\xBE" },
	{ "p", "\xD1\x80" }, { "c", "\xD1\x81" }, { "x", "\xD1\x85" },
	{ "s", "\xD1\x95" }, { "i", "\xD1\x96" } };

static bool craft_skeleton(struct craft *c)
{
	enum { TRIES = 100 };
	struct parts p = parts_of(c->scene);
	for (int i = 0; i < TRIES; i++) {
		const char *const *pair = PICK(c, doubles);
		struct span from = span_from_cstr(pair[0]), ascii;
		size_t start = below(c, p.label.n + 1);
		size_t at = span_find(span_skip(p.label, start), from);
		if (at == SPAN_NONE)
			continue;
		struct span label = replaced(c, p.label, start + at, from.n, pair[1]);
		if (!idn_to_ascii(c->a, label, &ascii))
			continue;
		set_domain(c, p.host, ascii, p.suffix);
		return true;
	}
	return false;
}

static struct span edited(struct craft *c, struct span s)
{
	char one[3] = { (char)('a' + below(c, 26)), '\0', '\0' };
	size_t at = below(c, s.n - 1);
	switch (below(c, 4)) {
	case 0: return replaced(c, s, at, 0, one);
	case 1: return replaced(c, s, at, 1, "");
	case 2: return replaced(c, s, at, 1, one);
	default:
		one[0] = (char)s.p[at + 1];
		one[1] = (char)s.p[at];
		return replaced(c, s, at, 2, one);
	}
}

static bool craft_edit(struct craft *c)
{
	enum { LABEL_MIN = 6, TRIES = 20 };
	struct parts p = parts_of(c->scene);
	if (p.label.n < LABEL_MIN)
		return false;
	for (int i = 0; i < TRIES; i++) {
		struct span label = edited(c, p.label);
		if (span_equal(label, p.label) || label.p[0] == '-' ||
			label.p[label.n - 1] == '-')
			continue;
		set_domain(c, p.host, label, p.suffix);
		return true;
	}
	return false;
}

static bool craft_affix(struct craft *c)
{
	static const char *const usual[] = { "support", "mail", "secure", "login",
		"account", "team", "service", "online", "help", "hr", "billing",
		"office" };
	static const char *const own[] = { "patchwork", "lantern", "devroom", "tokyo",
		"quarterly", "bluebird", "crossing", "notary", "partners2", "kestrel",
		"reviewers", "harvest", "brussels", "atlas", "fieldnotes" };
	struct parts p = parts_of(c->scene);
	const char *word = below(c, 2) ? PICK(c, usual) : PICK(c, own);
	const char *label = below(c, 2) ? plus(c, "%.*s-%s", SPAN_ARG(p.label), word)
					: plus(c, "%s-%.*s", word, SPAN_ARG(p.label));
	const char *other = plus(c, ".%s", PICK(c, suffixes));
	set_domain(c, SPAN(""), span_from_cstr(label),
		below(c, 2) ? p.suffix : span_from_cstr(other));
	return true;
}

static bool craft_tld(struct craft *c)
{
	struct parts p = parts_of(c->scene);
	struct span suffix;
	do {
		suffix = span_from_cstr(plus(c, ".%s", PICK(c, suffixes)));
	} while (span_equal(suffix, p.suffix));
	set_domain(c, below(c, 2) ? p.host : SPAN(""), p.label, suffix);
	return true;
}

static bool craft_subdomain(struct craft *c)
{
	struct text t;
	const struct scene *s = c->scene;
	if (below(c, 2)) {
		struct span host = plus_span(s->domain, c, ".");
		set_domain(c, host, stranger_domain(c), SPAN(""));
		return true;
	}
	text_init(&t, c->a, 200);
	for (size_t i = 0; i < s->domain.n; i++)
		text_add_byte(&t, s->domain.p[i] == '.' ? '-' : s->domain.p[i]);
	text_printf(&t, ".%s", PICK(c, suffixes));
	c->domain = text_span(&t);
	return true;
}

/* --- what they write --- */

static void write_favour(struct craft *c)
{
	static const char *const texts[] = {
		"Are you available? I need a small favour and cannot take calls at the\n"
		"moment. Please answer to this address.\n",
		"I am travelling and have lost access to my usual mailbox. Could you do\n"
		"something for me today? It will only take a few minutes.\n",
		"Quick one: can you help me with a payment that has to leave today? I\n"
		"will explain everything later.\n",
		"This is my new address, please use it from now on. Did you get a "
		"chance\n"
		"to look at what I asked you for last week?\n",
	};
	static const char *const subjects[] = { "Quick question", "Are you around?",
		"Small favour", "Request", "My new address", "Need your help" };
	struct span name = c->scene->user_name.n ? c->scene->user_name : SPAN("there");
	c->subject = PICK(c, subjects);
	text_printf(&c->body, "Hi %.*s,\n\n%s", SPAN_ARG(name), PICK(c, texts));
}

static void write_document(struct craft *c)
{
	struct span name = c->scene->user_name.n ? c->scene->user_name : SPAN("there");
	struct span host = stranger_domain(c);
	text_printf(&c->body,
		"Hi %.*s,\n\nplease see the updated document here:\n"
		"https://files.%.*s/d/%llx\n\nLet me know what you think.\n",
		SPAN_ARG(name), SPAN_ARG(host), (unsigned long long)chance(c));
}

static void write_quote(struct craft *c)
{
	struct span text = c->scene->answered_text;
	text_printf(&c->body, "\nOn that day %.*s wrote:\n",
		SPAN_ARG(c->scene->answered_from));
	while (text.n) {
		text_add_cstr(&c->body, "> ");
		text_add(&c->body, span_line(&text));
		text_add_byte(&c->body, '\n');
	}
}

/* --- who they say they are --- */

static bool is_ascii(struct span s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] >= 0x80)
			return false;
	return true;
}

/* Each word as an encoded-word of its own, as no mailer would fail to read. */
static struct span encoded(struct craft *c, struct span name)
{
	struct text t;
	text_init(&t, c->a, 2000);
	for (const char *space = ""; name.p; space = "_") {
		struct span word = span_split(&name, ' ');
		text_printf(&t, "%s=?UTF-8?Q?%s", t.n ? " " : "", space);
		for (size_t i = 0; i < word.n; i++)
			text_printf(&t, ascii_is_alnum(word.p[i]) ? "%c" : "=%02X",
				word.p[i]);
		text_add_cstr(&t, "?=");
	}
	return text_span(&t);
}

static void set_from(struct craft *c, struct span name, struct span local)
{
	bool plain = true;
	for (size_t i = 0; i < name.n; i++)
		plain &= ascii_is_alnum(name.p[i]) || name.p[i] == ' ';
	c->local = local;
	if (!is_ascii(name)) {
		name = encoded(c, name);
		plain = true;
	}
	c->from = plus(c, plain ? "%.*s <%.*s@%.*s>" : "\"%.*s\" <%.*s@%.*s>",
		SPAN_ARG(name), SPAN_ARG(local), SPAN_ARG(c->domain));
}

static bool craft_new_freemail(struct craft *c)
{
	static const char glues[] = { '.', 0, '_' };
	const struct scene *s = c->scene;
	struct span local = made_from_name(c, s->name, PICK(c, glues));
	if (below(c, 2))
		local = span_from_cstr(
			plus(c, "%.*s%zu", SPAN_ARG(local), 1 + below(c, 999)));
	c->domain = span_from_cstr(PICK(c, freemails));
	set_from(c, s->name, local);
	return !span_equal(c->domain, s->domain) || !span_equal(local, s->local);
}

static bool craft_new_domain(struct craft *c)
{
	static const char *const locals[] = { "info", "office", "mail", "contact" };
	struct span local = below(c, 2) ? made_from_name(c, c->scene->name, '.')
					: span_from_cstr(PICK(c, locals));
	c->domain = stranger_domain(c);
	set_from(c, c->scene->name, local);
	return true;
}

static bool craft_lost_signature(struct craft *c)
{
	c->domain = c->scene->domain;
	c->local = c->scene->local;
	c->from = arena_cstr(c->a, c->scene->from);
	c->unproved = true;
	return true;
}

static void set_stranger(struct craft *c)
{
	const char *first = PICK(c, firsts), *last = PICK(c, lasts);
	struct span name = span_from_cstr(plus(c, "%s %s", first, last));
	c->domain = stranger_domain(c);
	set_from(c, name, made_from_name(c, name, '.'));
}

static const char *re(struct craft *c, struct span subject)
{
	bool is_re = span_starts_with_nocase(subject, SPAN("Re:"));
	return plus(c, "%s%.*s", is_re ? "" : "Re: ", SPAN_ARG(span_take(subject, 800)));
}

static bool craft_hijack(struct craft *c, bool as_participant)
{
	const struct scene *s = c->scene;
	set_stranger(c);
	if (as_participant)
		set_from(c, s->answered_name, made_from_name(c, s->answered_name, '.'));
	c->subject = re(c, s->answered_subject);
	c->in_reply_to = plus(c, "<%.*s>", SPAN_ARG(s->answered_id));
	c->references =
		plus(c, "%.*s <%.*s>", SPAN_ARG(span_take(s->answered_references, 900)),
			SPAN_ARG(s->answered_id));
	write_document(c);
	write_quote(c);
	return s->answered_name.n || !as_participant;
}

static bool craft_hijack_stranger(struct craft *c)
{
	return craft_hijack(c, false);
}

static bool craft_hijack_participant(struct craft *c)
{
	return craft_hijack(c, true);
}

static bool craft_pretended_reply(struct craft *c)
{
	static const char *const subjects[] = { "Re: Invoice 20417", "Re: our call",
		"Re: Contract draft", "Re: your order", "Re: Meeting on Thursday",
		"RE: Payment details" };
	struct span user = c->scene->user, host = stranger_domain(c);
	if (below(c, 2))
		host = span_skip(user, span_rfind_byte(user, '@') + 1);
	set_stranger(c);
	c->subject = PICK(c, subjects);
	c->in_reply_to = plus(c, "<%llx.%llx@%.*s>", (unsigned long long)chance(c),
		(unsigned long long)chance(c), SPAN_ARG(host));
	c->references = c->in_reply_to;
	write_document(c);
	return true;
}

/* --- recipes --- */

static const struct {
	const char *name;
	unsigned wants;
	bool (*craft)(struct craft *c);
	bool is_lookalike; /* `craft` makes the domain: the rest is the person's own */
} tricks[TRICKS] = {
	[TRICK_NEW_FREEMAIL] = { "new-address-freemail", WANTS_PERSON, craft_new_freemail,
		false },
	[TRICK_NEW_DOMAIN] = { "new-address-domain", WANTS_PERSON, craft_new_domain,
		false },
	[TRICK_SKELETON] = { "lookalike-skeleton", WANTS_PERSON | WANTS_OWN_DOMAIN,
		craft_skeleton, true },
	[TRICK_EDIT] = { "lookalike-edit", WANTS_PERSON | WANTS_OWN_DOMAIN, craft_edit,
		true },
	[TRICK_AFFIX] = { "lookalike-affix", WANTS_PERSON | WANTS_OWN_DOMAIN, craft_affix,
		true },
	[TRICK_TLD] = { "lookalike-tld", WANTS_PERSON | WANTS_OWN_DOMAIN, craft_tld,
		true },
	[TRICK_SUBDOMAIN] = { "lookalike-subdomain", WANTS_PERSON | WANTS_OWN_DOMAIN,
		craft_subdomain, true },
	[TRICK_LOST_SIGNATURE] = { "lost-signature", WANTS_PERSON | WANTS_PROVED,
		craft_lost_signature, false },
	[TRICK_HIJACK_STRANGER] = { "thread-hijack-stranger", WANTS_THREAD,
		craft_hijack_stranger, false },
	[TRICK_HIJACK_PARTICIPANT] = { "thread-hijack-participant", WANTS_THREAD,
		craft_hijack_participant, false },
	[TRICK_PRETENDED_REPLY] = { "pretended-reply", 0, craft_pretended_reply, false },
};

unsigned trick_wants(enum trick trick)
{
	return tricks[trick].wants;
}

const char *trick_name(enum trick trick)
{
	return tricks[trick].name;
}

bool impersonate_is_freemail(struct span domain)
{
	static const char *const more[] = { "googlemail.com", "live.com", "live.ca",
		"live.de", "gmx.de", "gmx.net", "web.de", "free.fr", "protonmail.com",
		"proton.me", "yahoo.co.uk", "yahoo.de", "icloud.com", "me.com", "mac.com",
		"aol.com", "qq.com", "163.com", "126.com", "foxmail.com", "mail.ru",
		"yandex.ru", "ya.ru", "fastmail.com", "pm.me", "msn.com", "orange.fr",
		"laposte.net", "o2.pl", "wp.pl", "xs4all.nl", "naver.com", "tutanota.com",
		"posteo.net", "posteo.de", "mailbox.org", "riseup.net", "inbox.ru" };
	for (size_t i = 0; i < sizeof(freemails) / sizeof(freemails[0]); i++)
		if (span_equal_nocase(domain, span_from_cstr(freemails[i])))
			return true;
	for (size_t i = 0; i < sizeof(more) / sizeof(more[0]); i++)
		if (span_equal_nocase(domain, span_from_cstr(more[i])))
			return true;
	return false;
}

static void add_border(struct craft *c, struct text *t)
{
	struct span host = c->unproved ? stranger_domain(c) : c->domain;
	const char *date = replay_date(c->a, c->scene->now_s);
	text_printf(t, "Return-Path: <%.*s@%.*s>\n", SPAN_ARG(c->local), SPAN_ARG(host));
	text_printf(t, "Authentication-Results: " BORDER_HOST "; ");
	if (c->unproved)
		text_printf(t, "dmarc=fail (p=none) header.from=%.*s; dkim=none\n",
			SPAN_ARG(c->domain));
	else
		text_printf(t,
			"dmarc=pass (p=none) header.from=%.*s;"
			" dkim=pass header.d=%.*s header.s=default\n",
			SPAN_ARG(c->domain), SPAN_ARG(c->domain));
	text_printf(t,
		"Received: from mail.%.*s (mail.%.*s [198.51.100.7])\n"
		"\tby " BORDER_HOST " with ESMTPS id i%llx;\n\t%s\n",
		SPAN_ARG(host), SPAN_ARG(host), (unsigned long long)chance(c), date);
}

static struct span assemble(struct craft *c)
{
	struct text t;
	const struct scene *s = c->scene;
	text_init(&t, c->a, 1 << 20);
	add_border(c, &t);
	text_printf(&t, "From: %s\nTo: %.*s\nSubject: %s\nDate: %s\n", c->from,
		SPAN_ARG(s->user), c->subject, replay_date(c->a, s->now_s));
	text_printf(&t, "Message-ID: <%016llx%08llx@%.*s>\n",
		(unsigned long long)chance(c),
		(unsigned long long)(chance(c) & 0xFFFFFFFFu), SPAN_ARG(c->domain));
	if (c->in_reply_to)
		text_printf(&t, "In-Reply-To: %s\nReferences: %s\n", c->in_reply_to,
			c->references);
	text_add_cstr(&t, "MIME-Version: 1.0\n"
			  "Content-Type: text/plain; charset=utf-8\n"
			  "Content-Transfer-Encoding: 8bit\n\n");
	text_add(&t, text_span(&c->body));
	return text_span(&t);
}

bool impersonate(struct arena *a, enum trick trick, const struct scene *scene,
	uint64_t seed, struct span *letter_r)
{
	struct craft c = { .a = a, .scene = scene, .state = seed };
	must(trick < TRICKS);
	text_init(&c.body, a, 1 << 16);
	if (!tricks[trick].craft(&c))
		return false;
	if (tricks[trick].is_lookalike)
		set_from(&c, scene->name, scene->local);
	if (!c.subject)
		write_favour(&c);
	*letter_r = assemble(&c);
	return true;
}
