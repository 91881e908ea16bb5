/* A Received field (RFC 5321 section 4.4) as real servers write it. The grammar is the same
 * for all; what differs is where they put the name that the client gave (HELO) and the name
 * that the address resolved to:
 *
 *	Postfix, sendmail, Google   from HELO (RDNS [ADDRESS]) by ...
 *	Exim                        from RDNS ([ADDRESS] helo=HELO) by ...
 *	                            from [ADDRESS] (helo=HELO) by ...
 *	Exchange                    from HELO (ADDRESS) by ...
 *	qmail                       from RDNS (HELO HELO) (ADDRESS) by ...
 *
 * Only the first "from" and "by" count; what stands in other clauses is left alone. */
#include "parse/received.h"

#include "parse/date.h"

struct token {
	struct span text;
	bool comment; /* without its outer parentheses */
};

/* Length of the comment that `s` begins with, nesting counted; `*inner_r` is its text. */
static size_t comment_length(struct span s, struct span *inner_r)
{
	unsigned depth = 0;
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '\\')
			i++;
		else if (s.p[i] == '(')
			depth++;
		else if (s.p[i] == ')' && --depth == 0) {
			*inner_r = span_of(s.p + 1, i - 1);
			return i + 1;
		}
	}
	*inner_r = span_skip(s, 1);
	return s.n;
}

static bool next_token(struct span *rest, struct token *token_r)
{
	while (rest->n && ascii_is_space(rest->p[0]))
		*rest = span_skip(*rest, 1);
	if (rest->n == 0 || rest->p[0] == ';')
		return false;
	token_r->comment = rest->p[0] == '(';
	size_t n = 0;
	if (token_r->comment) {
		n = comment_length(*rest, &token_r->text);
	} else {
		while (n < rest->n && !ascii_is_space(rest->p[n]) && rest->p[n] != '(' &&
			rest->p[n] != ';')
			n++;
		token_r->text = span_take(*rest, n);
	}
	*rest = span_skip(*rest, n);
	return true;
}

static struct span next_word(struct span *rest)
{
	while (rest->n && (ascii_is_space(rest->p[0]) || rest->p[0] == ','))
		*rest = span_skip(*rest, 1);
	size_t n = 0;
	while (n < rest->n && !ascii_is_space(rest->p[n]) && rest->p[n] != ',' &&
		rest->p[n] != '(' && rest->p[n] != ')')
		n++;
	struct span word = span_take(*rest, n);
	*rest = span_skip(*rest, n == 0 && rest->n ? 1 : n);
	return word;
}

/* Without the user before "@" (ident), brackets, and a final dot. */
static struct span bare_name(struct span word)
{
	size_t at = span_rfind_byte(word, '@');
	if (at != SPAN_NONE)
		word = span_skip(word, at + 1);
	if (span_ends_with(word, SPAN(".")))
		word = span_take(word, word.n - 1);
	return word;
}

/* An address, in brackets or not, with a port behind it or not ("[192.0.2.1]:4242"). */
static bool address_of(struct span word, struct ip *ip_r)
{
	size_t close = span_rfind_byte(word, ']');
	size_t open = span_find_byte(word, '[');
	if (open != SPAN_NONE && close != SPAN_NONE && open < close)
		return ip_parse(span_of(word.p + open, close - open + 1), ip_r);
	return ip_parse(bare_name(word), ip_r);
}

static bool is_name(struct span word)
{
	for (size_t i = 0; i < word.n; i++)
		if (!ascii_is_alnum(word.p[i]) && word.p[i] != '.' && word.p[i] != '-' &&
			word.p[i] != '_' && word.p[i] < 0x80)
			return false;
	return word.n && !span_equal_nocase(word, SPAN("unknown"));
}

static struct span value_of(struct span word, struct span key)
{
	return span_starts_with_nocase(word, key) ? span_skip(word, key.n)
						  : (struct span){ NULL, 0 };
}

/* Exim and qmail say in the comment which name was HELO's; the word behind "from" was then
 * what the address resolved to. */
static void set_helo(struct received *r, struct span helo)
{
	struct ip ignored;
	if (!address_of(r->helo, &ignored) && is_name(bare_name(r->helo)))
		r->rdns = bare_name(r->helo);
	r->helo = helo;
}

static void read_client_comment(struct span text, struct received *r)
{
	bool first = true, helo_follows = false;
	while (text.n) {
		struct span word = next_word(&text);
		struct span helo = value_of(word, SPAN("helo="));
		if (word.n == 0)
			continue;
		if (helo.p || helo_follows) {
			set_helo(r, helo.p ? helo : word);
			helo_follows = false;
		} else if (span_equal_nocase(word, SPAN("HELO")) ||
			   span_equal_nocase(word, SPAN("EHLO"))) {
			helo_follows = true;
		} else if (r->client.bits == 0 && address_of(word, &r->client)) {
			first = false;
		} else if (first && !r->rdns.n && is_name(bare_name(word))) {
			r->rdns = bare_name(word);
		}
		first = false;
	}
}

/* "(envelope-from <x>)": Exim, qmail-ldap, CommuniGate. */
static void read_envelope(struct span text, struct received *r)
{
	struct span word = next_word(&text);
	if (!span_equal_nocase(word, SPAN("envelope-from")) || r->mail_from.p)
		return;
	struct span path = span_trim(text);
	if (span_starts_with(path, SPAN("<")) && span_find_byte(path, '>') != SPAN_NONE)
		path = span_of(path.p + 1, span_find_byte(path, '>') - 1);
	r->mail_from = path;
}

enum clause { CLAUSE_NONE, CLAUSE_FROM, CLAUSE_BY, CLAUSE_WITH, CLAUSE_OTHER };

static enum clause clause_of(struct span word)
{
	static const struct {
		const char *word;
		enum clause clause;
	} clauses[] = { { "from", CLAUSE_FROM }, { "by", CLAUSE_BY },
		{ "with", CLAUSE_WITH }, { "id", CLAUSE_OTHER }, { "for", CLAUSE_OTHER },
		{ "via", CLAUSE_OTHER } };
	for (size_t i = 0; i < sizeof(clauses) / sizeof(clauses[0]); i++)
		if (span_equal_nocase(word, span_from_cstr(clauses[i].word)))
			return clauses[i].clause;
	return CLAUSE_NONE;
}

static void read_from_word(struct span word, struct received *r)
{
	if (r->helo.n)
		return;
	r->helo = word;
	if (span_starts_with(word, SPAN("[")))
		address_of(word, &r->client);
}

static void read_token(const struct token *t, enum clause in, struct received *r)
{
	if (t->comment) {
		read_envelope(t->text, r);
		if (in == CLAUSE_FROM)
			read_client_comment(t->text, r);
	} else if (in == CLAUSE_FROM) {
		read_from_word(t->text, r);
	} else if (in == CLAUSE_BY && !r->by.n) {
		r->by = bare_name(t->text);
	} else if (in == CLAUSE_WITH && !r->with.n) {
		r->with = t->text;
	}
}

enum got received_parse(struct arena *a, struct span value, struct received *received_r)
{
	struct received r = { .date_s = INT64_MIN };
	struct span rest = value;
	struct token t;
	enum clause in = CLAUSE_NONE;
	bool seen[CLAUSE_OTHER + 1] = { false };
	(void)a; /* nothing has to be copied so far */
	while (next_token(&rest, &t)) {
		enum clause next = t.comment ? CLAUSE_NONE : clause_of(t.text);
		if (next != CLAUSE_NONE && !(seen[next] && next != CLAUSE_OTHER)) {
			in = next;
			seen[next] = true;
		} else {
			read_token(&t, in, &r);
		}
	}
	bool dated = rest.n && date_parse(span_skip(rest, 1), &r.date_s, NULL);
	*received_r = r;
	if (!r.by.n && !r.helo.n)
		return GOT_NONE;
	return dated && r.by.n ? GOT_ALL : GOT_SOME;
}
