/* mail.name.address: the display name shows an address that is not the sender's, which is
 * what most programs on telephones show alone. Shown addresses of the sender's own
 * organization are fine; "@" and dots in other forms count as such, for they look so. A name
 * is also that of the group an address stands in, and one beside it without an address:
 * decoded first, '=?utf-8?q?ceo=40bank.example?=, <a@b.example>' is two senders.
 *
 * Variants: none (an address of another organization), "near" (the same mailbox name, or the
 * same domain under another suffix: organizations own several), "freemail" (both are of
 * free-mail providers: people name themselves after another account), "you" (it is one of the
 * recipients, as mail merges gone wrong have it too), "relay" (it is where the
 * answer goes or whom a list or a service names as the author: disclosed, not disguised),
 * "domain" (a bare domain of another organization: newsletters do that too; a name that is
 * the sender's own mailbox, "j.example" of j.example@, shows none). */
#include "base/utf8.h"
#include "checks/mail/sender.h"
#include "parse/suffix.h"
#include "parse/word.h"

enum { SHOWN_MAX = 16, TOKEN_BYTES_MAX = 320, LABEL_BYTES_MIN = 3 };

/* What a name shows: an address, or a bare domain when `local` is empty. */
struct shown {
	struct span whole, local, domain;
};

static bool is_local_byte(unsigned char c)
{
	return ascii_is_alnum(c) || c >= 0x80 || (c && strchr(".!#$%&*+-/=?^_{|}~", c));
}

static bool is_domain_byte(unsigned char c)
{
	return ascii_is_alnum(c) || c >= 0x80 || c == '.' || c == '-';
}

/* The name as it looks: signs that pass for "@" and "." are these; what shows nothing, and a
 * backslash that a program left from a quoted pair, is dropped. */
static struct span as_it_looks(struct arena *a, struct span name)
{
	enum { DROPPED = 0 };
	static const struct {
		struct span form;
		unsigned char c;
	} forms[] = {
		{ SPAN("\uff20"), '@' },
		{ SPAN("\ufe6b"), '@' },
		{ SPAN("\uff0e"), '.' },
		{ SPAN("\u2024"), '.' },
		{ SPAN("\ufe52"), '.' },
		{ SPAN("\u3002"), '.' },
		{ SPAN("\uff61"), '.' },
		{ SPAN("\u00ad"), DROPPED },
		{ SPAN("\u034f"), DROPPED },
		{ SPAN("\u200b"), DROPPED },
		{ SPAN("\u200c"), DROPPED },
		{ SPAN("\u200d"), DROPPED },
		{ SPAN("\u200e"), DROPPED },
		{ SPAN("\u200f"), DROPPED },
		{ SPAN("\u2060"), DROPPED },
		{ SPAN("\u2063"), DROPPED },
		{ SPAN("\ufeff"), DROPPED },
	};
	unsigned char *out = arena_alloc(a, name.n);
	size_t n = 0;
	while (name.n) {
		struct span rest = span_skip(name, 1);
		unsigned char c = name.p[0];
		for (size_t i = 0; c >= 0x80 && i < sizeof(forms) / sizeof(*forms); i++) {
			if (!span_starts_with(name, forms[i].form))
				continue;
			c = forms[i].c;
			rest = span_skip(name, forms[i].form.n);
		}
		if (c != DROPPED && c != '\\')
			out[n++] = c;
		name = rest;
	}
	return span_of(out, n);
}

static struct span domain_from(struct span s)
{
	size_t n = 0;
	while (n < s.n && n < TOKEN_BYTES_MAX && is_domain_byte(s.p[n]))
		n++;
	while (n > 0 && (s.p[n - 1] == '.' || s.p[n - 1] == '-'))
		n--;
	return span_take(s, n);
}

/* "x.yz" with letters behind the last dot. Behind an "@" that is a domain; without one it
 * must be of a known suffix, for "report.pdf" is none. */
static bool is_dotted(struct span domain)
{
	size_t dot = span_rfind_byte(domain, '.');
	return dot != SPAN_NONE && dot > 0 && domain.n - dot > 2 &&
	       !ascii_is_digit(domain.p[domain.n - 1]);
}

static struct span last_label(struct span domain)
{
	size_t dot = span_rfind_byte(domain, '.');
	return dot == SPAN_NONE ? domain : span_skip(domain, dot + 1);
}

/* The address around the "@" at `at`, if it is one. */
static bool address_at(struct span name, size_t at, struct shown *shown_r)
{
	size_t from = at;
	while (from > 0 && at - from < TOKEN_BYTES_MAX && is_local_byte(name.p[from - 1]))
		from--;
	struct span domain = domain_from(span_skip(name, at + 1));
	*shown_r = (struct shown){
		.whole = span_between(name.p + from, domain.p + domain.n),
		.local = span_between(name.p + from, name.p + at),
		.domain = domain,
	};
	return shown_r->local.n && is_dotted(domain) &&
	       (!utf8_has_8bit(last_label(domain)) || suffix_is_known(domain));
}

/* A name that is nothing but a domain, or starts or ends in one. */
static bool domain_in(struct span token, struct shown *shown_r)
{
	struct span domain = domain_from(token);
	struct span label = suffix_registrable(domain);
	label = span_take(label, span_find_byte(label, '.'));
	*shown_r = (struct shown){ domain, span_take(domain, 0), domain };
	return domain.n == token.n && !utf8_has_8bit(domain) &&
	       label.n >= LABEL_BYTES_MIN && suffix_is_known(domain);
}

static size_t addresses_in(struct span name, struct shown shown[SHOWN_MAX])
{
	size_t count = 0;
	for (size_t i = 0; i < name.n && count < SHOWN_MAX; i++)
		if (name.p[i] == '@' && address_at(name, i, &shown[count]))
			count++;
	return count;
}

static size_t domains_in(struct span name, struct shown shown[SHOWN_MAX])
{
	size_t count = 0;
	while (name.p && count < SHOWN_MAX) {
		struct span token = span_split(&name, ' ');
		if (domain_in(token, &shown[count]))
			count++;
	}
	return count;
}

static bool is_named_in(struct job *job, const struct letter *letter, const char *field,
	const struct shown *shown)
{
	struct address_list list = sender_addresses(job, letter, field);
	for (size_t i = 0; i < list.count; i++)
		if (span_equal_nocase(list.list[i].local, shown->local) &&
			span_equal_nocase(list.list[i].domain, shown->domain))
			return true;
	return false;
}

/* The relay says elsewhere, in a field for it, whom it speaks for; or a list does so, as
 * "somebody@example.com via list". */
static bool is_disclosed(struct job *job, const struct letter *letter,
	const struct span name, const struct shown *shown)
{
	static const char *const fields[] = { "Reply-To", "X-Original-From",
		"X-Original-Sender", "X-Google-Original-From" };
	for (size_t i = 0; i < sizeof(fields) / sizeof(*fields); i++)
		if (is_named_in(job, letter, fields[i], shown))
			return true;
	return sender_is_list(letter) &&
	       span_find_nocase(name, SPAN(" via ")) != SPAN_NONE;
}

/* example.com and example.co.uk: organizations own several. */
static bool is_other_suffix(struct span a, struct span b)
{
	a = suffix_registrable(a);
	b = suffix_registrable(b);
	return span_equal_nocase(span_take(a, span_find_byte(a, '.')),
		span_take(b, span_find_byte(b, '.')));
}

/* Services that give out masks and pass on what comes to them: the name is theirs, and shows
 * who wrote. Some serve for sending too; there the mask itself must be made of the address,
 * as news_at_shop.example_x@ is of news@shop.example. */
static bool is_mask_of(
	struct job *job, const struct address *a, const struct shown *shown)
{
	static const char *const inward[] = { "mozmail.com", "relay.firefox.com" };
	static const char *const both[] = { "duck.com", "privaterelay.appleid.com" };
	for (size_t i = 0; i < sizeof(inward) / sizeof(*inward); i++)
		if (span_equal_nocase(a->domain, span_from_cstr(inward[i])))
			return true;
	const char *mask = arena_printf(job->arena, "%.*s_at_%.*s_",
		SPAN_ARG(shown->local), SPAN_ARG(shown->domain));
	for (size_t i = 0; i < sizeof(both) / sizeof(*both); i++)
		if (span_equal_nocase(a->domain, span_from_cstr(both[i])))
			return span_starts_with_nocase(a->local, span_from_cstr(mask));
	return false;
}

static const char *variant_of(struct job *job, const struct letter *letter,
	const struct address *a, const struct shown *shown)
{
	if (!shown->local.n)
		return "domain";
	if (is_mask_of(job, a, shown) || is_disclosed(job, letter, a->name, shown))
		return "relay";
	if (sender_is_freemail(a->domain) && sender_is_freemail(shown->domain))
		return "freemail";
	if (is_named_in(job, letter, "To", shown) ||
		is_named_in(job, letter, "Cc", shown))
		return "you";
	return span_equal_nocase(a->local, shown->local) ||
			       is_other_suffix(a->domain, shown->domain)
		       ? "near"
		       : NULL;
}

static bool judge_shown(struct job *job, const struct evidence *on,
	const struct address *a, const struct shown *shown)
{
	const struct letter *letter = letter_of(on);
	if (suffix_same_organization(job->arena, shown->domain, a->domain) ||
		(!shown->local.n && is_other_suffix(shown->domain, a->domain)))
		return false;
	struct finding *f = job_hit(
		job, sender_field(job, on, "From", 0), variant_of(job, letter, a, shown));
	finding_text(f, "shown", shown->whole);
	finding_text(f, "address", sender_address(job, a));
	return true;
}

/* Whose address a name without one is shown for: the first author's that has any. */
static const struct address *author_beside(
	const struct letter *letter, const struct address *a)
{
	for (size_t i = 0; !a->domain.n && i < letter->from.count; i++)
		if (letter->from.list[i].domain.n)
			return &letter->from.list[i];
	return a;
}

static enum sender_sight judge(
	struct job *job, const struct evidence *on, const struct address *a)
{
	struct span name = a->domain.n ? a->name : word_decode(job->arena, a->raw, NULL);
	/* raw ISO-2022-JP is shown as it stands by who does not know it */
	bool raw = span_find_byte(a->name_raw, 0x1B) != SPAN_NONE;
	bool junk = a->oddities & ADDRESS_HAS_JUNK;
	const struct span texts[] = { name, a->comments, a->group,
		raw ? a->name_raw : SPAN(""), junk ? a->raw : SPAN("") };
	struct shown shown[SHOWN_MAX];
	const struct address *author = author_beside(letter_of(on), a);
	if (!author->domain.n)
		return SENDER_CLEAN;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		struct span text = as_it_looks(job->arena, texts[i]);
		size_t count = addresses_in(text, shown);
		if (i == 0 && count == 0 && !span_equal_nocase(a->name, a->local))
			count = domains_in(text, shown);
		for (size_t k = 0; k < count; k++)
			if (judge_shown(job, on, author, &shown[k]))
				return SENDER_HIT;
		if (count == SHOWN_MAX)
			return SENDER_LIMIT;
	}
	return SENDER_CLEAN;
}

static void run(struct job *job, const struct evidence *on)
{
	sender_judge_each(job, on, judge);
}

const struct check check_mail_name_address = {
	.code = "mail.name.address",
	.title = "The sender's name shows another address",
	.on = EV_MAIL,
	.run = run,
};
