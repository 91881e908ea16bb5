/* The text of a TXT record to a DMARC policy record: RFC 9989 section 4.8, which is the
 * tag list of RFC 6376 with its own idea of errors. "v=DMARC1" stands first, or the text is
 * none of ours; behind it, whatever is broken or unknown falls back to its default ("Syntax
 * errors in the remainder of the record MUST be discarded in favor of default values"), so
 * that one slip in a report address does not lay a protected name open. For that reason the
 * list is not void when a tag stands twice, as a DKIM signature would be: the same value
 * twice says nothing new, and two different ones are a syntax error of that tag alone.
 * Words are compared without case, as ABNF literals are; DMARC1 is not (%s).
 *
 * "pct", "rf" and "ri" are unknown tags since RFC 9989. Report addresses are not kept, only
 * whether there is one. */
#include "auth/dmarc_record.h"

/* Tags that count. TAG_RUA must be the last: it is no single word. */
enum tag_name {
	TAG_P,
	TAG_SP,
	TAG_NP,
	TAG_T,
	TAG_PSD,
	TAG_ADKIM,
	TAG_ASPF,
	TAG_RUA,
	TAGS
};

static const char *const tag_names[TAGS] = { "p", "sp", "np", "t", "psd", "adkim", "aspf",
	"rua" };

/* Values by tag; the place in the row is the value of the enum, the first is the default. */
static const char *const policy_words[] = { "none", "quarantine", "reject", NULL };
static const char *const yes_words[] = { "n", "y", NULL };
static const char *const psd_words[] = { "u", "y", "n", NULL };
static const char *const strict_words[] = { "r", "s", NULL };
static const char *const *const words_of[TAG_RUA] = { policy_words, policy_words,
	policy_words, yes_words, psd_words, strict_words, strict_words };

struct seen_tag {
	struct span value;
	bool seen, broken;
};

static int word_index(const char *const *words, struct span value)
{
	for (int i = 0; words[i]; i++)
		if (span_equal_nocase(value, span_from_cstr(words[i])))
			return i;
	return -1;
}

/* Takes the next "name = value" off `*rest`; false where the part is none. */
static bool next_tag(struct span *rest, struct span *name_r, struct span *value_r)
{
	struct span part = span_split(rest, ';');
	size_t equals = span_find_byte(part, '=');
	if (equals == SPAN_NONE)
		return false;
	*name_r = span_trim(span_take(part, equals));
	*value_r = span_trim(span_skip(part, equals + 1));
	return true;
}

/* RFC 3986 section 3.1: a scheme, a colon, and something behind it. */
static bool is_uri(struct span s)
{
	size_t colon = span_find_byte(s, ':');
	if (colon == SPAN_NONE || colon == 0 || colon + 1 == s.n ||
		!ascii_is_alpha(s.p[0]))
		return false;
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = s.p[i];
		if (i < colon ? !(ascii_is_alnum(c) || c == '+' || c == '-' || c == '.')
			      : c <= ' ' || c >= 0x7F)
			return false;
	}
	return true;
}

/* The obsolete size ("!10m") is no part of the address and not looked at. */
static bool has_uri(struct span list)
{
	while (list.p) {
		struct span uri = span_split(&list, ',');
		if (is_uri(span_trim(span_split(&uri, '!'))))
			return true;
	}
	return false;
}

static void note_tag(struct seen_tag *tags, struct span name, struct span value)
{
	for (size_t i = 0; i < TAGS; i++) {
		if (!span_equal_nocase(name, span_from_cstr(tag_names[i])))
			continue;
		if (tags[i].seen && !span_equal_nocase(tags[i].value, value))
			tags[i].broken = true;
		tags[i].seen = true;
		tags[i].value = value;
		return;
	}
}

/* The number of the tag's word; `otherwise` where it is absent or broken. */
static int value_of(struct seen_tag *tags, enum tag_name name, int otherwise)
{
	struct seen_tag *t = &tags[name];
	if (!t->seen)
		return otherwise;
	int index = t->broken ? -1 : word_index(words_of[name], t->value);
	t->broken = index < 0;
	return index < 0 ? otherwise : index;
}

static bool is_version(struct span *rest)
{
	struct span name, value;
	return next_tag(rest, &name, &value) && span_equal_nocase(name, SPAN("v")) &&
	       span_equal(value, SPAN("DMARC1"));
}

/* RFC 9989 section 4.10.1: a policy that cannot be read is "none" for those who want to
 * hear of it, and no policy at all for the rest. */
static void without_policy(struct dmarc_record *r, bool wants_reports)
{
	r->p = r->sp = r->np = DMARC_POLICY_NONE;
	r->no_policy = !wants_reports;
}

bool dmarc_record_parse(struct span text, struct dmarc_record *record_r)
{
	struct seen_tag tags[TAGS] = { 0 };
	struct span rest = text, name, value;
	struct dmarc_record *r = record_r;
	*r = (struct dmarc_record){ 0 };
	if (!is_version(&rest))
		return false;
	while (rest.p)
		if (next_tag(&rest, &name, &value))
			note_tag(tags, name, value);
	r->p = value_of(tags, TAG_P, DMARC_POLICY_NONE);
	r->sp = value_of(tags, TAG_SP, (int)r->p);
	r->np = value_of(tags, TAG_NP, (int)r->sp);
	r->testing = value_of(tags, TAG_T, 0) == 1;
	r->psd = value_of(tags, TAG_PSD, DMARC_PSD_UNSAID);
	r->adkim_strict = value_of(tags, TAG_ADKIM, 0) == 1;
	r->aspf_strict = value_of(tags, TAG_ASPF, 0) == 1;
	if (!tags[TAG_P].seen || tags[TAG_P].broken || tags[TAG_SP].broken ||
		tags[TAG_NP].broken)
		without_policy(r, tags[TAG_RUA].seen && has_uri(tags[TAG_RUA].value));
	return true;
}
