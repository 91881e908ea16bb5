/* A key record to a key that may be used, or to why not: RFC 6376 sections 3.6.1 and
 * 6.1.2, RFC 8301 section 3.2 (no RSA under 1024 bits), RFC 8463 section 4. A name with
 * several records is undefined by section 3.6.2.2; each is tried then, as 6.1.2 step 4
 * allows, because owners who change a key or misplace another TXT record are met. g= of
 * RFC 4871 is history and not read. */
#include "auth/dkim_key.h"

#include "auth/dkim_sig.h"
#include "base/codec.h"

/* More than an owner has reason to publish; each costs a verification. */
enum { KEYS_MAX = 4, RSA_BITS_MIN = 1024 };

static bool list_has(struct span list, const char *word)
{
	while (list.p)
		if (span_equal(sig_next_name(&list), span_from_cstr(word)))
			return true;
	return false;
}

static bool list_allows(struct span list, const char *word)
{
	return !list.p || list_has(list, word);
}

/* Is it a record for us: kind of key, hash and service? */
static bool fits(const struct tags *t, enum key_kind kind)
{
	struct span k = tags_get(t, "k");
	struct span wanted = kind == KEY_RSA ? SPAN("rsa") : SPAN("ed25519");
	struct span service = tags_get(t, "s");
	return span_equal(k.p ? k : SPAN("rsa"), wanted) &&
	       list_allows(tags_get(t, "h"), "sha256") &&
	       (list_allows(service, "*") || list_has(service, "email"));
}

/* v=, where it stands, must stand first and be DKIM1. */
static bool has_syntax(enum got got, const struct tags *t)
{
	struct span version = tags_get(t, "v");
	if (got != GOT_ALL || t->duplicate || !tags_get(t, "p").p)
		return false;
	return !version.p || (span_equal(version, SPAN("DKIM1")) &&
				     span_equal(t->list[0].name, SPAN("v")));
}

struct dkim_key dkim_key_read(struct arena *a, struct span record, enum key_kind kind)
{
	struct tags t;
	bool clean;
	enum got got = tags_parse(a, record, &t);
	if (!has_syntax(got, &t))
		return (struct dkim_key){ .why = DKIM_WHY_KEY_SYNTAX };
	struct dkim_key key = { .testing = list_has(tags_get(&t, "t"), "y"),
		.exact = list_has(tags_get(&t, "t"), "s") };
	struct span p = tags_get(&t, "p");
	if (p.n == 0)
		key.why = DKIM_WHY_KEY_REVOKED;
	else if (!fits(&t, kind))
		key.why = DKIM_WHY_KEY_MISMATCH;
	if (key.why != DKIM_WHY_NONE)
		return key;
	struct span bytes = base64_decode(a, p, &clean);
	if (clean)
		key.key = key_parse(a, kind, bytes, &key.bits);
	if (!key.key)
		key.why = DKIM_WHY_KEY_SYNTAX;
	else if (kind == KEY_RSA && key.bits < RSA_BITS_MIN)
		key.why = DKIM_WHY_KEY_WEAK;
	return key;
}

struct dkim_keys dkim_key_ask(struct job *job, struct span name, enum key_kind kind)
{
	const struct dns_answer *answer = ask_dns(job, name, DNS_TXT);
	struct dkim_keys keys = { .dnssec = answer->secure };
	keys.gap = gap_of_dns(answer->status);
	if (keys.gap != GAP_NONE)
		keys.why = DKIM_WHY_KEY_UNREACHABLE;
	else if (answer->status != DNS_OK || answer->count == 0)
		keys.why = DKIM_WHY_KEY_NONE;
	if (keys.why != DKIM_WHY_NONE)
		return keys;
	keys.list = arena_array(job->arena, KEYS_MAX, sizeof(*keys.list));
	for (size_t i = 0; i < answer->count; i++) {
		struct span record = answer->records[i].data;
		bool last = i + 1 == answer->count && keys.count == 0;
		if (!last && span_find(record, SPAN("p=")) == SPAN_NONE)
			continue; /* the names of other services */
		keys.more = keys.count == KEYS_MAX;
		if (keys.more)
			break;
		keys.list[keys.count++] = dkim_key_read(job->arena, record, kind);
	}
	return keys;
}

/* Of several records none of which verifies, a usable one says most, then a broken key,
 * and a text that is no key record says least. */
static bool says_more(const struct dkim_key *a, const struct dkim_key *b)
{
	if ((a->why == DKIM_WHY_NONE) != (b->why == DKIM_WHY_NONE))
		return a->why == DKIM_WHY_NONE;
	return a->why != DKIM_WHY_KEY_SYNTAX && b->why == DKIM_WHY_KEY_SYNTAX;
}

bool dkim_keys_verify(const struct dkim_keys *keys, struct span digest,
	struct span signature, const struct dkim_key **key_r)
{
	const struct dkim_key *best = NULL;
	for (size_t i = 0; i < keys->count; i++) {
		const struct dkim_key *key = &keys->list[i];
		if (!best || says_more(key, best))
			best = key;
		if (key->why != DKIM_WHY_NONE ||
			!key_verify(key->key, DIGEST_SHA256, digest, signature))
			continue;
		*key_r = key;
		return true;
	}
	*key_r = best;
	return false;
}
