/* Imitated domains, by the tricks that thieves use (DNS twisters know them by these names):
 * look-alike characters, one edit on labels of six letters or more (Damerau 1964), another
 * suffix, words glued on, the whole name as a subdomain.
 *
 * The index: one edit is found by the deletion neighbourhood (two labels one edit apart
 * share a form with at most one character deleted), everything else by the skeleton of a
 * label. So a look-up costs a few exact questions, however many domains are known.
 *
 * Left out: two edits, keyboard neighbours, homophones; they are common by chance. */
#include "parse/lookalike.h"

#include <stdlib.h>

#include "base/must.h"
#include "base/utf8.h"
#include "parse/idn.h"
#include "parse/spoof.h"
#include "parse/suffix.h"

enum {
	PARTS_MAX = 6,		/* between hyphens */
	SHAPE_BYTES_MAX = 8192, /* a skeleton is longer than what it is of */
};

/* Words that thieves glue to a name without a hyphen. Sorted by bytes. */
static const char *const glued[] = { "account", "accounts", "admin", "alert", "app",
	"apps", "asia", "auth", "bank", "billing", "biz", "capital", "careers", "center",
	"claim", "client", "cloud", "co", "com", "connect", "corp", "customer", "desk",
	"dev", "digital", "docs", "eu", "exchange", "files", "finance", "fund", "global",
	"group", "help", "hiring", "hq", "hr", "inc", "info", "int", "intl", "invest",
	"investments", "invoice", "io", "japan", "job", "jobs", "labs", "login", "ltd",
	"mail", "meet", "mx", "my", "net", "office", "official", "online", "org",
	"partner", "partners", "pay", "payment", "payments", "portal", "pro", "recruit",
	"recruiting", "secure", "security", "server", "service", "services", "share",
	"signin", "solutions", "sso", "support", "talent", "team", "tech", "trade",
	"trading", "uk", "update", "us", "usa", "ventures", "verify", "wallet", "web",
	"work", "world" };

static int by_text(const void *key, const void *row)
{
	const struct span *word = key;
	return span_compare(*word, span_from_cstr(*(const char *const *)row));
}

static bool is_glued_word(struct span word)
{
	return bsearch(&word, glued, sizeof(glued) / sizeof(glued[0]), sizeof(glued[0]),
		       by_text) != NULL;
}

/* --- edits --- */

bool lookalike_is_one_edit(struct span a, struct span b)
{
	if (a.n < b.n) {
		struct span t = a;
		a = b;
		b = t;
	}
	if (a.n - b.n > 1)
		return false;
	size_t head = 0, tail = 0;
	while (head < b.n && a.p[head] == b.p[head])
		head++;
	while (tail < b.n - head && a.p[a.n - 1 - tail] == b.p[b.n - 1 - tail])
		tail++;
	size_t left_a = a.n - head - tail, left_b = b.n - head - tail;
	if (left_a == 2 && left_b == 2)
		return a.p[head] == b.p[head + 1] && a.p[head + 1] == b.p[head];
	return left_a == 1 && left_b <= 1;
}

/* "server1" and "server2" are neighbours, not an imitation. */
static bool differ_in_digits(struct span a, struct span b)
{
	size_t n = a.n < b.n ? a.n : b.n, head = 0;
	while (head < n && a.p[head] == b.p[head])
		head++;
	bool of_a = head < a.n ? ascii_is_digit(a.p[head]) : false;
	bool of_b = head < b.n ? ascii_is_digit(b.p[head]) : false;
	if (a.n == b.n)
		return of_a && of_b;
	return a.n > b.n ? of_a : of_b;
}

/* --- labels --- */

static struct span first_label(struct span domain)
{
	return span_take(domain, span_find_byte(domain, '.'));
}

/* The part of `shape` that stands for the end of `domain` that is `org`. */
static struct span shape_of_org(struct span shape, struct span org)
{
	size_t dots = 0, at = shape.n;
	for (size_t i = 0; i < org.n; i++)
		dots += org.p[i] == '.';
	while (at > 0 && (shape.p[at - 1] != '.' || dots-- > 0))
		at--;
	return span_skip(shape, at);
}

/* A skeleton keeps case apart ("0" becomes "O"); names have none. */
static struct span shape_of(struct arena *a, struct span s)
{
	return arena_lower(a, spoof_skeleton(a, s));
}

struct span lookalike_shape(struct arena *a, struct span domain)
{
	struct span unicode;
	struct text t;
	idn_to_unicode(a, domain, &unicode);
	text_init(&t, a, SHAPE_BYTES_MAX);
	while (unicode.p) {
		struct span shape = shape_of(a, span_split(&unicode, '.'));
		for (size_t i = 0; i < shape.n; i++) /* an Arabic zero looks like a dot */
			text_add_byte(&t, shape.p[i] == '.' ? ',' : shape.p[i]);
		if (unicode.p)
			text_add_byte(&t, '.');
	}
	return text_span(&t);
}

/* An A-label: its letters are not what is seen. */
static bool is_encoded(struct span label)
{
	return span_starts_with(label, SPAN("xn--"));
}

/* Labels of more parts are nowhere looked for inside of others: they would cost too many
 * look-ups, and nobody has one. */
static bool has_many_parts(struct span label)
{
	size_t hyphens = 0;
	for (size_t i = 0; i < label.n; i++)
		hyphens += label.p[i] == '-';
	return hyphens >= PARTS_MAX;
}

/* --- comparing --- */

/* What stands within an A-label is not seen; as a whole label it is. */
static bool is_seen(struct span domain, const unsigned char *p, bool whole)
{
	const unsigned char *start = p;
	while (start > domain.p && start[-1] != '.')
		start--;
	return (whole && p == start) ||
	       !is_encoded(span_skip(domain, (size_t)(start - domain.p)));
}

/* "example.com" somewhere above the organization, as it stands or with hyphens for dots. */
static bool carries_whole(struct arena *a, struct span domain, struct span known)
{
	struct span dashed = arena_copy(a, known);
	for (size_t i = 0; i < dashed.n; i++)
		if (dashed.p[i] == '.')
			((unsigned char *)(uintptr_t)dashed.p)[i] = '-';
	for (int form = 0; form < 2; form++) {
		struct span want = form ? dashed : known, rest = domain;
		size_t at;
		while ((at = span_find(rest, want)) != SPAN_NONE) {
			const unsigned char *p = rest.p + at;
			bool starts = (p == domain.p || p[-1] == '.' || p[-1] == '-') &&
				      is_seen(domain, p, form == 0);
			struct span behind = span_skip(rest, at + want.n);
			if (starts && behind.n &&
				(behind.p[0] == '.' || behind.p[0] == '-'))
				return true;
			rest = span_skip(rest, at + 1);
		}
	}
	return false;
}

static bool has_hyphen_part(struct span label, struct span part, bool *all_glued_r)
{
	bool found = false;
	*all_glued_r = true;
	while (label.p) {
		struct span token = span_split(&label, '-');
		if (span_equal(token, part))
			found = true;
		else if (!is_glued_word(token))
			*all_glued_r = false;
	}
	return found;
}

static bool is_glued(struct span label, struct span known)
{
	if (label.n <= known.n)
		return false;
	return (span_starts_with(label, known) &&
		       is_glued_word(span_skip(label, known.n))) ||
	       (span_ends_with(label, known) &&
		       is_glued_word(span_take(label, label.n - known.n)));
}

/* A known label with hyphens of its own may lie inside one with more. */
static bool is_hyphened(struct span label, struct span known)
{
	return (span_starts_with(label, known) && label.n > known.n &&
		       label.p[known.n] == '-') ||
	       (span_ends_with(label, known) && label.n > known.n &&
		       label.p[label.n - known.n - 1] == '-');
}

static bool has_affix(struct span label, struct span known)
{
	bool all_glued;
	if (label.n <= known.n || known.n < LOOKALIKE_SUFFIX_MIN)
		return false;
	bool part =
		has_hyphen_part(label, known, &all_glued) || is_hyphened(label, known);
	if (known.n < LOOKALIKE_AFFIX_MIN)
		return part && all_glued;
	return part || is_glued(label, known);
}

/* By what is seen, where the letters themselves say less: "examp1e-support.com", and all of
 * another script. */
static bool has_affix_of_shape(struct span shape, struct span known)
{
	bool all_glued;
	return shape.n > known.n &&
	       (has_hyphen_part(shape, known, &all_glued) || is_hyphened(shape, known));
}

static bool is_affixed(
	struct span label, struct span known, struct span shape, struct span known_shape)
{
	if (has_many_parts(known))
		return false;
	if (!is_encoded(label) && !is_encoded(known) && has_affix(label, known))
		return true;
	return known.n >= LOOKALIKE_AFFIX_MIN && has_affix_of_shape(shape, known_shape);
}

static enum lookalike compare_labels(
	struct arena *a, struct span org, struct span known, struct span shape)
{
	struct span label = first_label(org), other = first_label(known);
	struct span other_shape = first_label(lookalike_shape(a, known));
	bool same_suffix = span_equal(span_skip(org, label.n), span_skip(known, other.n));
	if (span_equal(label, other))
		return label.n >= LOOKALIKE_SUFFIX_MIN ? LOOKALIKE_SUFFIX
						       : LOOKALIKE_NONE;
	if (label.n >= 3 && span_equal(shape, other_shape))
		return LOOKALIKE_SKELETON;
	if (label.n >= LOOKALIKE_EDIT_MIN && other.n >= LOOKALIKE_EDIT_MIN &&
		same_suffix && lookalike_is_one_edit(label, other) &&
		!differ_in_digits(label, other))
		return LOOKALIKE_EDIT;
	if (is_affixed(label, other, shape, other_shape))
		return LOOKALIKE_AFFIX;
	return LOOKALIKE_NONE;
}

enum lookalike lookalike_compare_shaped(struct arena *a, struct span domain,
	struct span org, struct span shape, struct span known)
{
	if (org.n == 0 || known.n == 0 || span_equal(org, known) ||
		span_find_byte(known, '.') == SPAN_NONE)
		return LOOKALIKE_NONE;
	if (!has_many_parts(first_label(known)) && carries_whole(a, domain, known))
		return LOOKALIKE_SUBDOMAIN;
	return compare_labels(a, org, known, first_label(shape_of_org(shape, org)));
}

enum lookalike lookalike_compare(struct arena *a, struct span domain, struct span known)
{
	return lookalike_compare_shaped(
		a, domain, suffix_registrable(domain), lookalike_shape(a, domain), known);
}

const char *lookalike_name(enum lookalike how)
{
	static const char *const names[] = { "none", "skeleton", "edit", "subdomain",
		"affix", "suffix" };
	must(how <= LOOKALIKE_SUFFIX);
	return names[how];
}

/* --- the index --- */

struct marks {
	struct arena *arena;
	struct span *list;
	size_t count, max;
};

static void add_mark(struct marks *m, char kind, struct span s)
{
	struct span mark = span_from_cstr(
		arena_printf(m->arena, "%c%.*s", kind, SPAN_ARG(span_take(s, 253))));
	for (size_t i = 0; i < m->count; i++)
		if (span_equal(m->list[i], mark))
			return;
	if (m->count < m->max)
		m->list[m->count++] = mark;
}

/* The label, and the label less each of its characters. */
static void add_deletions(struct marks *m, struct span label)
{
	unsigned char room[64];
	if (label.n < LOOKALIKE_EDIT_MIN || label.n > sizeof(room))
		return;
	add_mark(m, 'd', label);
	for (size_t i = 0; i < label.n; i++) {
		memcpy(room, label.p, i);
		memcpy(room + i, label.p + i + 1, label.n - i - 1);
		add_mark(m, 'd', span_of(room, label.n - 1));
	}
}

size_t lookalike_marks(struct arena *a, struct span org, struct span shape,
	struct span *marks_r, size_t max)
{
	struct marks m = { a, marks_r, 0, max };
	struct span label = first_label(org);
	add_mark(&m, 's', first_label(shape_of_org(shape, org)));
	if (is_encoded(label)) /* "xn--bcher-kva-example.net" */
		add_mark(&m, 's', shape_of(a, label));
	add_deletions(&m, label);
	return m.count;
}

/* Each run of hyphened parts: "secure-ex-ample" holds "ex-ample". */
static void add_runs(struct marks *m, struct span label)
{
	add_mark(m, 's', label);
	for (size_t from = 0; from < label.n; from++) {
		unsigned parts = 0;
		if (from && label.p[from - 1] != '-')
			continue;
		for (size_t to = from + 1; to <= label.n && parts < PARTS_MAX; to++) {
			if (to < label.n && label.p[to] != '-')
				continue;
			add_mark(m, 's', span_take(span_skip(label, from), to - from));
			parts++;
		}
	}
}

/* What is left of the label without a glued word in front or behind. */
static void add_unglued(struct marks *m, struct span label)
{
	for (size_t n = LOOKALIKE_AFFIX_MIN; n < label.n && !is_encoded(label); n++) {
		if (is_glued_word(span_take(label, label.n - n)))
			add_mark(m, 's',
				shape_of(m->arena, span_skip(label, label.n - n)));
		if (is_glued_word(span_skip(label, n)))
			add_mark(m, 's', shape_of(m->arena, span_take(label, n)));
	}
}

size_t lookalike_probes(struct arena *a, struct span org, struct span shape,
	struct span *probes_r, size_t max)
{
	struct marks m = { a, probes_r, 0, max };
	struct span own = shape_of_org(shape, org), label = first_label(org);
	add_mark(&m, 's', first_label(own));
	add_deletions(&m, label);
	add_unglued(&m, label);
	while (shape.p && shape.n)
		add_runs(&m, span_split(&shape, '.'));
	return m.count;
}
