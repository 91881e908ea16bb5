/* Accounts in text (account.h). A text is gone through from one mark, "@" or "/", to the next. */
#include "parse/account.h"

#include "parse/suffix.h"

enum { NAME_MIN = 3, BEFORE_BYTES = 32, WORD_MIN = 4 };

static const struct {
	enum account_channel channel;
	const char *word; /* lower case */
} SERVICES[] = {
	{ ACCOUNT_TELEGRAM, "telegram" },
	{ ACCOUNT_TELEGRAM, "\u30C6\u30EC\u30B0\u30E9\u30E0" },			  /* ja */
	{ ACCOUNT_TELEGRAM, "\uD154\uB808\uADF8\uB7A8" },			  /* ko */
	{ ACCOUNT_TELEGRAM, "\u7535\u62A5" },					  /* zh */
	{ ACCOUNT_TELEGRAM, "\u0442\u0435\u043B\u0435\u0433\u0440\u0430\u043C" }, /* ru */
	{ ACCOUNT_LINKEDIN, "linkedin" },
	{ ACCOUNT_DISCORD, "discord" },
	{ ACCOUNT_X, "twitter" },
};

/* Behind these a profile's name follows. */
static const struct {
	enum account_channel channel;
	struct span head;
} PROFILES[] = {
	{ ACCOUNT_TELEGRAM, SPAN("t.me") },
	{ ACCOUNT_TELEGRAM, SPAN("telegram.me") },
	{ ACCOUNT_LINKEDIN, SPAN("linkedin.com/in") },
	{ ACCOUNT_X, SPAN("twitter.com") },
	{ ACCOUNT_X, SPAN("x.com") },
};

const char *account_channel_name(enum account_channel channel)
{
	static const char *const names[ACCOUNT_CHANNELS] = { "none", "mail", "telegram",
		"linkedin", "discord", "x" };
	return names[channel];
}

static bool is_name_byte(unsigned char c)
{
	return ascii_is_alnum(c) || c == '_' || c == '-' || c == '.';
}

static bool is_fit(struct span name)
{
	return name.n >= NAME_MIN && name.n <= ACCOUNT_NAME_BYTES_MAX;
}

/* The name that `s` begins with; a dot or dash at its end is the sentence's. */
static struct span name_at(struct span s)
{
	size_t n = 0;
	while (n < s.n && is_name_byte(s.p[n]))
		n++;
	while (n && (s.p[n - 1] == '.' || s.p[n - 1] == '-'))
		n--;
	return span_take(s, n);
}

/* How many bytes before `at` belong to a name. */
static size_t name_before(struct span s, size_t at)
{
	size_t n = 0;
	while (n < at && n <= ACCOUNT_NAME_BYTES_MAX &&
		(is_name_byte(s.p[at - n - 1]) || s.p[at - n - 1] == '+'))
		n++;
	return n;
}

enum account_channel account_channel_of(struct span service)
{
	for (size_t i = 0; i < sizeof(SERVICES) / sizeof(*SERVICES); i++)
		if (span_find_nocase(service, span_from_cstr(SERVICES[i].word)) !=
			SPAN_NONE)
			return SERVICES[i].channel;
	return span_equal_nocase(service, SPAN("x")) ? ACCOUNT_X : ACCOUNT_NONE;
}

/* --- the forms --- */

/* `local` bytes before "@" in `s`. */
static bool mailbox_at(struct span s, size_t at, size_t local, struct account *account_r)
{
	struct span domain = name_at(span_skip(s, at + 1));
	struct span whole = span_take(span_skip(s, at - local), local + 1 + domain.n);
	if (!is_fit(whole) || span_find_byte(domain, '.') == SPAN_NONE ||
		span_find_byte(domain, '_') != SPAN_NONE || !suffix_is_known(domain))
		return false;
	*account_r = (struct account){ ACCOUNT_MAIL, whole };
	return true;
}

static bool handle_at(struct span s, size_t at, struct account *account_r)
{
	size_t from = at > BEFORE_BYTES ? at - BEFORE_BYTES : 0;
	struct span before = span_skip(span_take(s, at), from);
	for (size_t line; (line = span_find_byte(before, '\n')) != SPAN_NONE;)
		before = span_skip(before, line + 1);
	struct span name = name_at(span_skip(s, at + 1));
	enum account_channel channel = account_channel_of(before);
	if (channel == ACCOUNT_NONE || !is_fit(name))
		return false;
	*account_r = (struct account){ channel, name };
	return true;
}

/* The "/" at `at` ends the head of a profile's address. */
static bool profile_at(struct span s, size_t at, struct account *account_r)
{
	for (size_t i = 0; i < sizeof(PROFILES) / sizeof(*PROFILES); i++) {
		struct span before = span_take(s, at), head = PROFILES[i].head;
		bool apart =
			before.n == head.n ||
			(before.n > head.n &&
				(before.p[before.n - head.n - 1] == '.' ||
					!is_name_byte(before.p[before.n - head.n - 1])));
		struct span name = name_at(span_skip(s, at + 1));
		if (!apart || !span_ends_with_nocase(before, head) || !is_fit(name))
			continue;
		*account_r = (struct account){ PROFILES[i].channel, name };
		return true;
	}
	return false;
}

static bool account_at(struct span s, size_t at, struct account *account_r)
{
	size_t local = s.p[at] == '@' ? name_before(s, at) : 0;
	if (s.p[at] == '/')
		return profile_at(s, at, account_r);
	return local ? mailbox_at(s, at, local, account_r) : handle_at(s, at, account_r);
}

bool account_next(struct span *rest, struct account *account_r)
{
	for (size_t i = 0; i < rest->n; i++) {
		if ((rest->p[i] != '@' && rest->p[i] != '/') ||
			!account_at(*rest, i, account_r))
			continue;
		const unsigned char *end = account_r->name.p + account_r->name.n;
		*rest = span_skip(*rest, (size_t)(end - rest->p));
		return true;
	}
	*rest = SPAN("");
	return false;
}

/* --- whose it is --- */

static bool stands_in(struct span name, struct span word)
{
	for (size_t i = 0; i + word.n <= name.n; i++) {
		struct span here = span_take(span_skip(name, i), word.n);
		bool begins = i == 0 || !ascii_is_alpha(name.p[i - 1]);
		bool ends = i + word.n == name.n || !ascii_is_alpha(name.p[i + word.n]);
		if (span_equal_nocase(here, word) &&
			((begins && ends) || (word.n >= WORD_MIN && (begins || ends))))
			return true;
	}
	return false;
}

bool account_bears(const struct account *account, struct span person)
{
	size_t local = account->channel == ACCOUNT_MAIL
			       ? span_find_byte(account->name, '@')
			       : account->name.n;
	struct span name = span_take(account->name, local);
	while (person.n) {
		size_t n = 0;
		while (n < person.n && ascii_is_alpha(person.p[n]))
			n++;
		if (n >= NAME_MIN && stands_in(name, span_take(person, n)))
			return true;
		person = span_skip(person, n ? n : 1);
	}
	return false;
}
