/* Addresses in running text. A word of 25 letters and digits covers every 25th byte, so only
 * those are looked at, and what stands around them where they are part of a word: text
 * without addresses costs less than reading it.
 *
 * What is read where: an address whose checksum holds is one wherever it stands alone, but
 * in a link only where that is what the link is about (an explorer's "/address/", a payment's
 * "bitcoin:"), since links hold contracts, assets and numbers of all kinds. What chance makes
 * as well (accounts of Solana, numbers of transfers, a wrong checksum in base58) counts only
 * beside words that speak of it. Base64, hashes, UUIDs and git's ids are none of these.
 *
 * An address may be disguised: with marks in it that show nothing, with letters of other
 * alphabets that look like its own, or in wide letters. Then it is found by what it shows.
 *
 * Left out: addresses broken by a space or a new line, and those spelled out in words. */
#include "base/utf8.h"
#include "money/form.h"

enum {
	WORD_MIN = 25,	/* the shortest of XRP */
	WORD_MAX = 112, /* Monero's 106; Cardano's 103 */
	SHOWN_MIN = 20, /* of a disguised one, letters and digits that are plain */
	STRANGE_MAX = 12,
	WORD_BYTES_MAX = WORD_MAX + 4 * STRANGE_MAX,
	AROUND_BEFORE = 160,
	AROUND_AFTER = 80,
	LINK_BEFORE = 300,
	CHANCES_MAX = 1000, /* looks around what chance makes: some 20 us each */
};

struct search {
	struct span text;
	bool (*take)(void *state, const struct money_found *found);
	void *state;
	unsigned chances;
	bool stopped;
};

/* --- bytes --- */

/* 1: a letter or digit of ASCII; 2: part of a longer UTF-8 sequence. */
#define D 1
#define U 2
static const unsigned char classes[256] = { ['0'] = D,
	['1'] = D,
	['2'] = D,
	['3'] = D,
	['4'] = D,
	['5'] = D,
	['6'] = D,
	['7'] = D,
	['8'] = D,
	['9'] = D,
	['A'] = D,
	['B'] = D,
	['C'] = D,
	['D'] = D,
	['E'] = D,
	['F'] = D,
	['G'] = D,
	['H'] = D,
	['I'] = D,
	['J'] = D,
	['K'] = D,
	['L'] = D,
	['M'] = D,
	['N'] = D,
	['O'] = D,
	['P'] = D,
	['Q'] = D,
	['R'] = D,
	['S'] = D,
	['T'] = D,
	['U'] = D,
	['V'] = D,
	['W'] = D,
	['X'] = D,
	['Y'] = D,
	['Z'] = D,
	['a'] = D,
	['b'] = D,
	['c'] = D,
	['d'] = D,
	['e'] = D,
	['f'] = D,
	['g'] = D,
	['h'] = D,
	['i'] = D,
	['j'] = D,
	['k'] = D,
	['l'] = D,
	['m'] = D,
	['n'] = D,
	['o'] = D,
	['p'] = D,
	['q'] = D,
	['r'] = D,
	['s'] = D,
	['t'] = D,
	['u'] = D,
	['v'] = D,
	['w'] = D,
	['x'] = D,
	['y'] = D,
	['z'] = D,
	[0x80 ... 0xFF] = U };
#undef D
#undef U

/* --- words that speak of it --- */

static const struct span about_money[] = { SPAN("wallet"), SPAN("address"),
	SPAN("bitcoin"), SPAN("btc"), SPAN("crypto"), SPAN("usdt"), SPAN("usdc"),
	SPAN("trc20"), SPAN("trc-20"), SPAN("tron"), SPAN("ripple"), SPAN("xrp"),
	SPAN("litecoin"), SPAN("ltc"), SPAN("dogecoin"), SPAN("zcash"), SPAN("monero"),
	SPAN("xmr"), SPAN("deposit"), SPAN("send to"), SPAN("adresse"),
	SPAN("direcci\u00f3n"), SPAN("cartera"), SPAN("billetera"), SPAN("carteira"),
	SPAN("portefeuille"), SPAN("\u0430\u0434\u0440\u0435\u0441"), /* адрес */
	SPAN("\u043a\u043e\u0448\u0435\u043b"), /* кошел(ёк) */
	SPAN("\u30a2\u30c9\u30ec\u30b9"),	/* アドレス */
	SPAN("\u30a6\u30a9\u30ec\u30c3\u30c8"), /* ウォレット */
	SPAN("\u9001\u91d1"), SPAN("\u5730\u5740"),
	SPAN("\u94b1\u5305"),			      /* 送金 地址 钱包 */
	SPAN("\uc9c0\uac11"), SPAN("\uc8fc\uc18c") }; /* 지갑 주소 */
static const struct span about_solana[] = { SPAN("solana"), SPAN("solscan"),
	SPAN("phantom"), SPAN("sol "), SPAN("sol:"), SPAN("sol)"), SPAN("(sol"),
	SPAN("spl"), SPAN("wallet"), SPAN("\u30a6\u30a9\u30ec\u30c3\u30c8"),
	SPAN("\u30bd\u30e9\u30ca"), SPAN("\u94b1\u5305"), SPAN("\uc9c0\uac11"),
	SPAN("\uc194\ub77c\ub098"), SPAN("\u043a\u043e\u0448\u0435\u043b") };
static const struct span about_transfers[] = { SPAN("txid"), SPAN("tx id"),
	SPAN("tx hash"), SPAN("txhash"), SPAN("transaction"), SPAN("/tx/"),
	SPAN("transaktion"), SPAN("transacci\u00f3n"),
	SPAN("\u30c8\u30e9\u30f3\u30b6\u30af\u30b7\u30e7\u30f3"), SPAN("\u4ea4\u6613"),
	SPAN("\uac70\ub798"), SPAN("\u0442\u0440\u0430\u043d\u0437\u0430\u043a\u0446") };

/* Whole words where they begin with a letter of ASCII: "console" is no sun. */
static bool has_word(struct span around, struct span word)
{
	size_t at;
	for (; (at = span_find_nocase(around, word)) != SPAN_NONE;
		around = span_skip(around, at + 1)) {
		if (at == 0 || !ascii_is_alpha(around.p[at - 1]) || word.p[0] >= 0x80)
			return true;
	}
	return false;
}

static bool has_any(struct span around, const struct span *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (has_word(around, words[i]))
			return true;
	return false;
}

static struct span around(struct span text, size_t at, size_t n)
{
	size_t from = at > AROUND_BEFORE ? at - AROUND_BEFORE : 0;
	return span_take(span_skip(text, from), at - from + n + AROUND_AFTER);
}

#define HAS_ANY(s, words) has_any((s), (words), sizeof(words) / sizeof(*(words)))

static bool is_spoken_of(
	struct search *s, const struct money_address *a, size_t at, size_t n)
{
	struct span near = around(s->text, at, n);
	if (s->chances++ >= CHANCES_MAX)
		return false;
	if (a->kind == MONEY_TRANSACTION)
		return HAS_ANY(near, about_transfers);
	return a->chain == MONEY_SOLANA ? HAS_ANY(near, about_solana)
					: HAS_ANY(near, about_money);
}

/* --- links --- */

static const struct span payments[] = { SPAN("bitcoin:"), SPAN("bitcoincash:"),
	SPAN("litecoin:"), SPAN("dogecoin:"), SPAN("dash:"), SPAN("zcash:"),
	SPAN("ethereum:"), SPAN("tron:"), SPAN("solana:"), SPAN("monero:"),
	SPAN("ripple:"), SPAN("xrpl:"), SPAN("xrp:"), SPAN("cardano:"),
	SPAN("bchtest:") };

bool money_is_payment_link(struct span s)
{
	for (size_t i = 0; i < sizeof(payments) / sizeof(*payments); i++)
		if (span_starts_with_nocase(s, payments[i]))
			return true;
	return false;
}

static bool ends_word(unsigned char c)
{
	return c <= ' ' || c == '<' || c == '>' || c == '"' || c == '\'' || c == '(' ||
	       c == ')' || c == '|' || c == '`';
}

/* What stands before it in the same link or word without spaces. */
static struct span before(struct span text, size_t at)
{
	size_t from = at;
	while (from > 0 && at - from < LINK_BEFORE && !ends_word(text.p[from - 1]) &&
		text.p[from - 1] < 0x80)
		from--;
	return span_take(span_skip(text, from), at - from);
}

/* An explorer's path or a payment's parameter names what follows. */
static bool is_named(struct span link)
{
	static const struct span names[] = { SPAN("/address/"), SPAN("/addresses/"),
		SPAN("/addr/"), SPAN("/account/"), SPAN("/accounts/"), SPAN("/wallet/"),
		SPAN("/tx/"), SPAN("/transaction/"), SPAN("/transactions/"),
		SPAN("address="), SPAN("addr="), SPAN("recipient="), SPAN("wallet="),
		SPAN("txid="), SPAN("tx="), SPAN("/address?a=") };
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (span_ends_with_nocase(link, names[i]))
			return true;
	return false;
}

static bool is_payment(struct span link)
{
	for (size_t i = 0; i < sizeof(payments) / sizeof(*payments); i++) {
		if (span_ends_with_nocase(link, payments[i]))
			return true;
		if (span_starts_with_nocase(link, payments[i]) &&
			(is_named(link) || span_ends_with_nocase(link, SPAN("pay-"))))
			return true;
	}
	return false;
}

/* --- judging a word --- */

enum place { PLACE_ALONE, PLACE_JOINED, PLACE_NAMED, PLACE_LINK };

/* Bytes that join words into base64, paths and names. */
static bool joins(unsigned char c)
{
	return c == '/' || c == '+' || c == '=' || c == '_' || c == '-' || c == '%' ||
	       c == '\\' || c == '@' || c == '#' || c == '&' || c == '~' || c == '$';
}

static enum place place_of(struct span text, size_t at, size_t n)
{
	unsigned char previous = at ? text.p[at - 1] : ' ';
	unsigned char next = at + n < text.n ? text.p[at + n] : ' ';
	unsigned char later = at + n + 1 < text.n ? text.p[at + n + 1] : ' ';
	bool goes_on = joins(next) || (next == '.' && ascii_is_alnum(later));
	struct span link = before(text, at);
	if (is_payment(link))
		return PLACE_NAMED;
	if (span_find(link, SPAN("://")) != SPAN_NONE)
		return is_named(link) ? PLACE_NAMED : PLACE_LINK;
	return joins(previous) || previous == '.' || goes_on ? PLACE_JOINED : PLACE_ALONE;
}

/* Keys have all kinds of characters; hashes and words in one case have not. */
static bool is_varied(struct span s)
{
	bool upper = false, lower = false, digit = false;
	for (size_t i = 0; i < s.n; i++) {
		upper |= s.p[i] >= 'A' && s.p[i] <= 'Z';
		lower |= s.p[i] >= 'a' && s.p[i] <= 'z';
		digit |= ascii_is_digit(s.p[i]);
	}
	return upper && lower && digit;
}

static bool is_wanted(
	struct search *s, const struct money_address *a, size_t at, size_t n)
{
	enum place place = place_of(s->text, at, n);
	if (place == PLACE_LINK)
		return false;
	if (a->chain == MONEY_SOLANA)
		return place != PLACE_JOINED &&
		       is_varied(span_take(span_skip(s->text, at), n)) &&
		       is_spoken_of(s, a, at, n);
	if (a->kind == MONEY_TRANSACTION)
		return place == PLACE_NAMED ||
		       (place == PLACE_ALONE && is_spoken_of(s, a, at, n));
	if (a->checksum == MONEY_PROVED)
		return true;
	if (money_address_by_chance(a))
		return place != PLACE_JOINED && a->checksum == MONEY_WRONG &&
		       is_spoken_of(s, a, at, n);
	return place != PLACE_JOINED;
}

static void give(struct search *s, const struct money_address *a, struct span text,
	struct span plain, enum money_disguise disguise)
{
	struct money_found found = { *a, disguise, text, plain,
		(size_t)(text.p - s->text.p) };
	s->stopped = !s->take(s->state, &found);
}

/* With the word in front that cashaddr has behind a colon. */
static struct span with_cash_word(struct span text, size_t at, size_t n)
{
	static const struct span words[] = { SPAN("bitcoincash:"), SPAN("bchtest:"),
		SPAN("bchreg:") };
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (at >= words[i].n &&
			span_equal_nocase(words[i],
				span_take(span_skip(text, at - words[i].n), words[i].n)))
			return span_take(
				span_skip(text, at - words[i].n), n + words[i].n);
	return span_take(span_skip(text, at), n);
}

/* Hex digits are no letters of base58 but for ten: most hashes end here. */
static bool may_be_one(struct span word)
{
	unsigned char c = word.p[0];
	if (c == '0')
		return word.n > 1 && ascii_lower(word.p[1]) == 'x' &&
		       (word.n == 42 || word.n == 66);
	return true;
}

static void judge_word(struct search *s, size_t at, size_t n)
{
	struct span word = with_cash_word(s->text, at, n);
	struct money_address a;
	if (!may_be_one(word) || !money_address_read(word, &a))
		return;
	if (is_wanted(s, &a, (size_t)(word.p - s->text.p), word.n))
		give(s, &a, word, word, MONEY_PLAIN);
}

/* --- disguise --- */

static bool shows_nothing(uint32_t c)
{
	return c == 0xAD || c == 0x34F || c == 0x61C || c == 0x180E || c == 0xFEFF ||
	       (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) ||
	       (c >= 0x2060 && c <= 0x2064) || (c >= 0x2066 && c <= 0x206F) ||
	       (c >= 0xFE00 && c <= 0xFE0F) || (c >= 0xE0000 && c <= 0xE01EF);
}

/* The letters of ASCII that letters of Cyrillic and Greek look like (Unicode's
 * confusables.txt), in two rows of equal length. */
static unsigned char looks_like(uint32_t c)
{
	static const uint16_t strange[] = { 0x430, 0x435, 0x43E, 0x440, 0x441, 0x443,
		0x445, 0x455, 0x456, 0x458, 0x501, 0x51B, 0x51D, 0x4BB, 0x410, 0x412,
		0x415, 0x41A, 0x41C, 0x41D, 0x41E, 0x420, 0x421, 0x422, 0x425, 0x405,
		0x406, 0x408, 0x417, 0x391, 0x392, 0x395, 0x396, 0x397, 0x399, 0x39A,
		0x39C, 0x39D, 0x39F, 0x3A1, 0x3A4, 0x3A5, 0x3A7, 0x3BF, 0x3BD, 0x3C1,
		0x3B1, 0x251, 0x261, 0x131, 0x578, 0x585, 0x3F2, 0x3F9, 0x4CF };
	static const char plain[] = "aeopcyxsijdqwhABEKMHOPCTXSIJ3ABEZHIKMNOPTYXovpaagi"
				    "nocCl";
	_Static_assert(
		sizeof(strange) / sizeof(*strange) == sizeof(plain) - 1, "one each");
	for (size_t i = 0; i < sizeof(strange) / sizeof(*strange); i++)
		if (strange[i] == c)
			return (unsigned char)plain[i];
	return 0;
}

static unsigned char narrow(uint32_t c)
{
	if (c < 0xFF10 || c > 0xFF5A)
		return 0;
	uint32_t plain = c - 0xFEE0;
	return ascii_is_alnum((unsigned char)plain) ? (unsigned char)plain : 0;
}

struct shown {
	unsigned char plain[WORD_MAX];
	size_t n, ascii, strange;
	const unsigned char *from, *to;
	enum money_disguise disguise;
};

/* One character more of a word; false: it ends before it. */
static bool add_character(struct shown *w, uint32_t c)
{
	unsigned char plain = 0;
	enum money_disguise disguise = MONEY_PLAIN;
	if (c < 0x80 && classes[c] == 1) {
		plain = (unsigned char)c;
		w->ascii++;
	} else if (shows_nothing(c)) {
		disguise = MONEY_HIDDEN_MARK;
	} else if ((plain = looks_like(c))) {
		disguise = MONEY_LOOKALIKE;
	} else if ((plain = narrow(c))) {
		disguise = MONEY_FULLWIDTH;
	} else {
		return false;
	}
	w->strange += disguise != MONEY_PLAIN;
	if (disguise != MONEY_PLAIN && w->disguise != MONEY_LOOKALIKE)
		w->disguise = disguise;
	if (plain && w->n < WORD_MAX)
		w->plain[w->n] = plain;
	w->n += plain != 0;
	return true;
}

/* "O" for a nought, where only hex digits can stand. */
static void mend_noughts(struct shown *w)
{
	for (size_t i = 0; w->n == 42 && i < w->n; i++)
		if (ascii_lower(w->plain[i]) == 'o')
			w->plain[i] = '0';
}

static void judge_shown(struct search *s, struct shown *w)
{
	struct money_address a;
	bool wide = w->disguise == MONEY_FULLWIDTH;
	if (w->n < WORD_MIN || w->n > WORD_MAX || !w->strange ||
		(!wide && (w->ascii < SHOWN_MIN || w->strange > STRANGE_MAX)))
		return;
	struct span plain = span_of(w->plain, w->n);
	bool read = money_address_read(plain, &a);
	if (!read) {
		mend_noughts(w);
		read = money_address_read(plain, &a);
	}
	if (!read || (money_address_by_chance(&a) && !wide))
		return;
	struct span text = span_between(w->from, w->to);
	if (is_wanted(s, &a, (size_t)(text.p - s->text.p), text.n))
		give(s, &a, text, plain, w->disguise);
}

/* The first byte of U+3000 to U+DFFF, in which nothing looks like an address. */
static bool is_east_asian(unsigned char c)
{
	return c >= 0xE3 && c <= 0xED;
}

/* A word with more than ASCII in it: the plain words between, and the disguised ones. */
static void judge_mixed(struct search *s, size_t at, size_t n)
{
	struct span rest = span_take(span_skip(s->text, at), n);
	while (rest.n && !s->stopped) {
		if (is_east_asian(rest.p[0])) {
			rest = span_skip(rest, 1);
			while (rest.n && (rest.p[0] & 0xC0) == 0x80)
				rest = span_skip(rest, 1);
			continue;
		}
		struct shown w = { .from = rest.p, .to = rest.p };
		struct span next = rest;
		uint32_t c;
		while (next.n) {
			struct span here = next;
			utf8_next(&next, &c);
			if (!add_character(&w, c)) {
				next = here;
				break;
			}
			w.to = next.p;
		}
		if (w.strange)
			judge_shown(s, &w);
		else if (w.n >= WORD_MIN && w.n <= WORD_MAX)
			judge_word(s, (size_t)(w.from - s->text.p), w.n);
		rest = next;
		if (rest.n)
			utf8_next(&rest, &c);
	}
}

bool money_address_find(struct span text,
	bool (*take)(void *state, const struct money_found *found), void *state)
{
	struct search s = { text, take, state, 0, false };
	const unsigned char *p = text.p;
	size_t last = 0; /* behind the word before */
	for (size_t i = WORD_MIN - 1; i < text.n && !s.stopped;) {
		if (!classes[p[i]]) {
			i += WORD_MIN;
			continue;
		}
		size_t from = i, to = i + 1;
		unsigned all = classes[p[i]];
		while (from > last && classes[p[from - 1]])
			all |= classes[p[--from]];
		/* The next place to look at tells whether there are enough of them. */
		while (to < text.n && to - from < WORD_MIN && classes[p[to]])
			all |= classes[p[to++]];
		if (to - from >= WORD_MIN) {
			while (to < text.n && classes[p[to]])
				all |= classes[p[to++]];
			if (all & 2)
				judge_mixed(&s, from, to - from);
			else if (to - from <= WORD_MAX)
				judge_word(&s, from, to - from);
		}
		last = to;
		i = to + WORD_MIN - 1;
	}
	return s.chances <= CHANCES_MAX;
}
