/* mail.organisation: the sender's name is that of an organization which thieves like to be
 * (data/organisations), and the address lies under none of its domains. A name counts as the
 * organization's where it is its name and nothing but words of business ("Example Support
 * Team"). Everyday words and names of people need such a word: "Chase Miller" is a person.
 * Letters that look like others ("Paypa1") count as those.
 *
 * Variants: none; "beside" (the name stands beside other words: people name their employer
 * while they write from home, recruiters that are none do so too), "list" (through a mailing
 * list, where the address may be the list's), "relay" ("Ann via Example": a service says for
 * whom it writes). */
#include "checks/mail/organisation.h"

#include "base/utf8.h"
#include "checks/mail/phrase.h"
#include "checks/mail/sender.h"
#include "parse/spoof.h"
#include "parse/suffix.h"

enum { NAME_WORDS_MAX = 24 };

/* Words of business: with one of them a name is that of an office. */
static const char *const business[] = { "account", "accounts", "admin", "administrator",
	"ag", "airdrop", "alert", "alerts", "assistance", "bank", "banking", "billing",
	"bonus", "capital", "card", "cards", "care", "careers", "center", "centre",
	"cloud", "company", "compliance", "corp", "corporation", "customer", "delivery",
	"department", "desk", "exchange", "express", "fraud", "gmbh", "group", "help",
	"helpdesk", "hiring", "hr", "id", "inc", "invoice", "invoices", "jobs", "kk",
	"labs", "limited", "live", "llc", "ltd", "notice", "notification",
	"notifications", "official", "operations", "order", "orders", "partners", "pay",
	"payment", "payments", "plc", "prime", "receipt", "recruiter", "recruiting",
	"recruitment", "refund", "reward", "rewards", "risk", "security", "service",
	"services", "shipment", "shipping", "store", "support", "talent", "team",
	"tracking", "ventures", "verification", "wallet", "サポート", "カスタマー",
	"カード", "銀行", "株式会社", "アカウント" };

/* Words that say nothing beside the others. */
static const char *const fillers[] = { "and", "app", "at", "by", "co", "com", "de",
	"desktop", "email", "eu", "for", "from", "global", "info", "international", "io",
	"jp", "mail", "message", "messages", "my", "net", "new", "news", "newsletter",
	"no", "noreply", "of", "online", "org", "reply", "the", "uk", "update", "updates",
	"us", "usa", "web", "your" };

static bool is_among(struct span word, const char *const *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (span_equal(word, span_from_cstr(list[i])))
			return true;
	return false;
}

static bool is_business(struct span word)
{
	return is_among(word, business, sizeof(business) / sizeof(*business));
}

static bool is_filler(struct span word)
{
	return is_among(word, fillers, sizeof(fillers) / sizeof(*fillers));
}

/* ---- names */

struct words {
	struct span list[NAME_WORDS_MAX];
	size_t count;
};

/* What folded text has of signs is no word. */
static struct words split(struct span folded)
{
	struct words words = { .count = 0 };
	while (folded.p && words.count < NAME_WORDS_MAX) {
		struct span word = span_split(&folded, ' ');
		if (word.n && !span_equal(word, SPAN(".")) &&
			!span_equal(word, SPAN(":")))
			words.list[words.count++] = word;
	}
	return words;
}

static bool is_plain(struct span word)
{
	for (size_t i = 0; i < word.n; i++)
		if (!ascii_is_alpha(word.p[i]))
			return false;
	return true;
}

static struct span looks_like(struct arena *a, struct span word)
{
	return arena_lower(a, spoof_skeleton(a, word));
}

/* Equal, or so to the eye; scripts without spaces go on in the same word. */
static bool is_word(struct arena *a, struct span word, struct span wanted)
{
	if (span_equal(word, wanted))
		return true;
	if (is_plain(word))
		return false;
	if (wanted.p[0] >= 0xE3)
		return span_starts_with(word, wanted);
	return span_equal(looks_like(a, word), looks_like(a, wanted));
}

static bool stands_at(
	struct arena *a, const struct words *words, size_t at, const struct words *name)
{
	if (name->count == 0 || at + name->count > words->count)
		return false;
	for (size_t i = 0; i < name->count; i++)
		if (!is_word(a, words->list[at + i], name->list[i]))
			return false;
	return true;
}

/* What the words around the name make of it. */
static enum claim claim_at(
	const struct words *words, size_t at, size_t count, enum name_kind kind)
{
	size_t offices = 0, others = 0, behind = at + count;
	for (size_t i = 0; i < words->count; i++) {
		if (i >= at && i < behind)
			continue;
		offices += is_business(words->list[i]);
		others += !is_business(words->list[i]) && !is_filler(words->list[i]);
	}
	bool alone = words->count == count;
	bool office_behind = behind < words->count && is_business(words->list[behind]);
	if (kind == NAME_PERSON ? !offices : kind == NAME_EVERYDAY && !offices && !alone)
		return CLAIM_NONE;
	if (others == 0)
		return CLAIM_WHOLE;
	return kind == NAME_PLAIN || office_behind ? CLAIM_BESIDE : CLAIM_NONE;
}

/* Nearly no name holds the first word: only then is the rest looked at. */
static enum claim claim_in(struct arena *a, const struct words *words, struct span folded,
	enum name_kind kind)
{
	struct span first = span_take(folded, span_find_byte(folded, ' '));
	enum claim most = CLAIM_NONE;
	for (size_t i = 0; first.n && i < words->count; i++) {
		if (!is_word(a, words->list[i], first))
			continue;
		struct words name = split(folded);
		if (!stands_at(a, words, i, &name))
			continue;
		enum claim claim = claim_at(words, i, name.count, kind);
		most = claim > most ? claim : most;
	}
	return most;
}

enum claim organisation_claim(
	struct arena *a, struct span sender_name, const char *name, enum name_kind kind)
{
	struct words words = split(phrase_fold(a, sender_name));
	return claim_in(a, &words, span_from_cstr(name), kind);
}

bool claims_org(struct job *job, struct letter *letter, struct span org_name)
{
	struct span wanted = phrase_fold(job->arena, org_name);
	for (size_t i = 0; i < letter->from.count && i < job->budget.authors; i++) {
		struct words words =
			split(phrase_fold(job->arena, letter->from.list[i].name));
		if (claim_in(job->arena, &words, wanted, NAME_PLAIN) != CLAIM_NONE)
			return true;
	}
	return false;
}

/* ---- domains */

/* "com.br", "de": a country's, and none of those that are sold as words. */
static bool is_country_suffix(struct span suffix)
{
	static const char *const words[] = { "ai", "cc", "cf", "co", "fm", "ga", "gg",
		"gq", "io", "la", "me", "ml", "sh", "tk", "to", "tv", "vc", "ws" };
	size_t dot = span_rfind_byte(suffix, '.');
	struct span last = dot == SPAN_NONE ? suffix : span_skip(suffix, dot + 1);
	if (last.n != 2)
		return false;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (span_equal_nocase(last, span_from_cstr(words[i])))
			return dot != SPAN_NONE;
	return true;
}

static bool is_owned(struct span domain, struct span owned)
{
	struct span registered = suffix_registrable(domain);
	if (span_ends_with(owned, SPAN(".*"))) {
		struct span label =
			span_take(registered, span_find_byte(registered, '.'));
		return span_equal_nocase(label, span_take(owned, owned.n - 2)) &&
		       is_country_suffix(span_skip(registered, label.n + 1));
	}
	if (span_equal_nocase(domain, owned))
		return true;
	return domain.n > owned.n && span_ends_with_nocase(domain, owned) &&
	       domain.p[domain.n - owned.n - 1] == '.';
}

bool organisation_owns(const struct organisation *o, struct span domain)
{
	struct span domains = span_from_cstr(o->domains);
	domain = span_without_final_dot(domain);
	while (domains.p)
		if (is_owned(domain, span_split(&domains, ' ')))
			return true;
	return false;
}

/* ---- the check */

static bool is_in_list_fields(const struct letter *letter, struct span domain)
{
	static const char *const fields[] = { "List-Id", "List-Post" };
	for (size_t i = 0; domain.n && i < sizeof(fields) / sizeof(*fields); i++) {
		const struct header_field *field =
			header_find(&letter->mail.header, fields[i], 0);
		if (field && span_find_nocase(field->value, domain) != SPAN_NONE)
			return true;
	}
	return false;
}

/* Advertisers number their mailings with List-Id: a list is one that the letter was
 * written to. */
static bool is_to_list(struct job *job, const struct letter *letter)
{
	static const char *const fields[] = { "To", "Cc" };
	for (size_t i = 0; i < sizeof(fields) / sizeof(*fields); i++) {
		struct address_list list = sender_addresses(job, letter, fields[i]);
		for (size_t k = 0; k < list.count; k++)
			if (is_in_list_fields(letter, list.list[k].domain))
				return true;
	}
	return sender_is_munged(job, letter);
}

static const char *variant_of(struct job *job, const struct letter *letter,
	const struct address *from, enum claim claim)
{
	if (is_to_list(job, letter))
		return "list";
	if (span_find_nocase(from->name, SPAN(" via ")) != SPAN_NONE)
		return "relay";
	return claim == CLAIM_BESIDE ? "beside" : NULL;
}

static struct span first_domain(const struct organisation *o)
{
	struct span domains = span_from_cstr(o->domains), domain;
	do
		domain = span_split(&domains, ' ');
	while (span_ends_with(domain, SPAN(".*")) && domains.p);
	return domain;
}

/* The strongest claim to be somebody else's; a claim that is true ends the search: who
 * writes from "binance.com" may call itself "Trust Wallet by Binance". */
static enum claim find_claim(struct arena *a, struct span text, struct span domain,
	const struct organisation **organisation_r)
{
	struct words words = split(phrase_fold(a, text));
	enum claim most = CLAIM_NONE;
	for (size_t i = 0; i < organisation_count; i++) {
		const struct organisation *o = &organisations[i];
		enum claim claim = claim_in(a, &words, span_from_cstr(o->name), o->kind);
		if (claim == CLAIM_NONE)
			continue;
		if (organisation_owns(o, domain))
			return CLAIM_NONE;
		if (claim > most) {
			*organisation_r = o;
			most = claim;
		}
	}
	return most;
}

const struct organisation *organisation_named(
	struct arena *a, struct span text, struct span domain)
{
	const struct organisation *o = NULL;
	return find_claim(a, text, domain, &o) == CLAIM_NONE ? NULL : o;
}

static enum sender_sight judge(
	struct job *job, const struct evidence *on, const struct address *from)
{
	struct letter *letter = letter_of(on);
	const struct organisation *o = NULL;
	if (!from->domain.n || !from->name.n)
		return SENDER_CLEAN;
	enum claim claim = find_claim(job->arena, from->name, from->domain, &o);
	if (claim == CLAIM_NONE)
		return SENDER_CLEAN;
	struct finding *f = job_hit(job, sender_field(job, on, "From", 0),
		variant_of(job, letter, from, claim));
	finding_text(f, "name", from->name);
	finding_text(f, "address", sender_address(job, from));
	finding_text(f, "organisation", span_from_cstr(o->name));
	finding_text(f, "domain", first_domain(o));
	return SENDER_HIT;
}

static void run(struct job *job, const struct evidence *on)
{
	sender_judge_each(job, on, judge);
}

const struct check check_mail_organisation = {
	.code = "mail.organisation",
	.title = "The sender bears the name of a known organization",
	.on = EV_MAIL,
	.run = run,
};
