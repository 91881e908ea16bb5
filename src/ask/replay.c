/* A world out of a text file: rows of DNS, a clock, settings. It answers as a validating
 * resolver would, so that a test, or anyone judging a letter as of another day, gets the
 * program's real ways without a network. CNAMEs are followed here, since checks never see
 * one; wildcards follow RFC 4592. */
#include "ask/replay.h"

#include <errno.h>

#include "ask/replay_lists.h"
#include "ask/replay_people.h"

#include "base/ip.h"
#include "base/num.h"
#include "base/when.h"

enum row_kind { ROW_RECORD, ROW_CNAME, ROW_STATUS };
enum { ANY_TYPE = 0, CNAMES_MAX = 10, TTL_S = 300 };

struct row {
	struct span name; /* lower case */
	enum row_kind kind;
	unsigned type; /* enum dns_type, or ANY_TYPE */
	struct dns_record record;
	struct span target; /* of a CNAME */
	enum dns_status status;
};

struct world {
	struct row *rows;
	size_t row_count, row_capacity;
	struct setting *settings;
	size_t setting_count, setting_capacity;
	struct span *secure;
	size_t secure_count, secure_capacity;
	int64_t clock_s;
	bool has_clock, offline;
	struct world_people *people; /* replay_people.c; NULL: no memory */
	struct world_lists *lists;   /* replay_lists.c; NULL: no row about any */
	struct oracle oracle;
};

int world_bad(const struct world_line *l, const char *what)
{
	return err_set(l->err, EINVAL, "world line %u: %s", l->number, what);
}

/* Names are kept in the form in which they are compared. */
static struct span lower(struct arena *a, struct span name)
{
	return arena_lower(a, span_without_final_dot(name));
}

/* The next word up to white space, or an empty one. */
struct span world_word(struct world_line *l)
{
	l->rest = span_trim(l->rest);
	size_t n = 0;
	while (n < l->rest.n && !ascii_is_space(l->rest.p[n]))
		n++;
	struct span word = span_take(l->rest, n);
	l->rest = span_skip(l->rest, n);
	return word;
}

/* One escaped byte behind a backslash; moves `*s` past it. */
static bool escaped_byte(struct span *s, unsigned char *byte_r)
{
	uint64_t value;
	if (s->n >= 3 && s->p[0] == 'x' &&
		num_parse_hex(span_of(s->p + 1, 2), 255, &value)) {
		*byte_r = (unsigned char)value;
		*s = span_skip(*s, 3);
		return true;
	}
	if (s->n == 0 || (s->p[0] != '\\' && s->p[0] != '"'))
		return false;
	*byte_r = s->p[0];
	*s = span_skip(*s, 1);
	return true;
}

/* Adds the quoted string at the start of the line's rest to `t`. */
static bool add_quoted(struct world_line *l, struct text *t)
{
	struct span s = span_skip(l->rest, 1);
	while (s.n && s.p[0] != '"') {
		unsigned char byte = s.p[0];
		s = span_skip(s, 1);
		if (byte == '\\' && !escaped_byte(&s, &byte))
			return false;
		text_add_byte(t, byte);
	}
	if (s.n == 0)
		return false;
	l->rest = span_trim(span_skip(s, 1));
	return true;
}

/* A value: quoted strings, joined, or one word. */
bool world_value(struct world_line *l, struct span *value_r)
{
	struct text t;
	l->rest = span_trim(l->rest);
	if (!span_starts_with(l->rest, SPAN("\""))) {
		*value_r = world_word(l);
		return true;
	}
	text_init(&t, l->arena, 1 << 20);
	while (span_starts_with(l->rest, SPAN("\"")))
		if (!add_quoted(l, &t))
			return false;
	*value_r = text_span(&t);
	return true;
}

static bool parse_status(struct span word, enum dns_status *status_r)
{
	for (int i = 0; i < DNS_STATUSES; i++) {
		if (!span_equal_nocase(
			    word, span_from_cstr(dns_status_name((enum dns_status)i))))
			continue;
		*status_r = (enum dns_status)i;
		return true;
	}
	return false;
}

static int parse_record(struct world_line *l, struct row *row)
{
	struct span value;
	struct ip ip = { .bits = 0 };
	uint64_t preference = 0;
	if (row->type == DNS_MX && !num_parse(world_word(l), 65535, &preference))
		return world_bad(l, "MX wants a preference");
	if (!world_value(l, &value))
		return world_bad(l, "a quoted string is broken");
	row->record.preference = (uint16_t)preference;
	if (row->type == DNS_A || row->type == DNS_AAAA) {
		bool good = ip_parse(value, &ip) || value.n == 0;
		if (!good)
			return world_bad(l, "no address");
		value = arena_copy(l->arena, span_of(ip.bytes, ip.bits / 8));
	} else if (row->type != DNS_TXT) {
		value = lower(l->arena, value);
	}
	row->record.data = value;
	return 0;
}

static int parse_dns(struct world_line *l, struct world *w)
{
	struct row row = { .kind = ROW_RECORD };
	enum dns_type type = DNS_A;
	struct span name, word, before;
	int r = 0;
	if (!world_value(l, &name))
		return world_bad(l, "a quoted name is broken");
	row.name = lower(l->arena, name);
	word = world_word(l);
	before = l->rest;
	if (parse_status(word, &row.status)) {
		row.kind = ROW_STATUS;
	} else if (span_equal_nocase(word, SPAN("CNAME"))) {
		row.kind = ROW_CNAME;
		row.target = lower(l->arena, world_word(l));
	} else if (!dns_type_parse(word, &type)) {
		return world_bad(l, "no such type or status");
	} else if (parse_status(world_word(l), &row.status)) {
		row.kind = ROW_STATUS;
		row.type = type;
	} else {
		l->rest = before;
		row.type = type;
		r = parse_record(l, &row);
	}
	w->rows = arena_grow(
		l->arena, w->rows, w->row_count, &w->row_capacity, sizeof(row));
	w->rows[w->row_count++] = row;
	return r;
}

static int parse_set(struct world_line *l, struct world *w)
{
	struct setting s = { .name = arena_cstr(l->arena, world_word(l)) };
	if (!world_value(l, &s.value))
		return world_bad(l, "a quoted string is broken");
	w->settings = arena_grow(
		l->arena, w->settings, w->setting_count, &w->setting_capacity, sizeof(s));
	w->settings[w->setting_count++] = s;
	return 0;
}

static int parse_secure(struct world_line *l, struct world *w)
{
	w->secure = arena_grow(l->arena, w->secure, w->secure_count, &w->secure_capacity,
		sizeof(*w->secure));
	w->secure[w->secure_count++] = lower(l->arena, world_word(l));
	return 0;
}

static int parse_clock(struct world_line *l, struct world *w)
{
	w->has_clock = true;
	return when_parse(world_word(l), &w->clock_s) ? 0 : world_bad(l, "no date");
}

static int parse_offline(struct world_line *l, struct world *w)
{
	(void)l;
	w->offline = true;
	return 0;
}

static int parse_line(struct world_line *l, struct world *w)
{
	static const struct {
		const char *word;
		int (*parse)(struct world_line *l, struct world *w);
	} kinds[] = { { "dns", parse_dns }, { "set", parse_set },
		{ "secure", parse_secure }, { "clock", parse_clock },
		{ "offline", parse_offline } };
	struct span word = world_word(l);
	if (word.n == 0 || word.p[0] == '#')
		return 0;
	if (world_people_knows(word))
		return world_people_row(l, word, &w->people);
	if (world_lists_knows(word))
		return world_lists_row(l, word, &w->lists);
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (span_equal(word, span_from_cstr(kinds[i].word)))
			return kinds[i].parse(l, w);
	return world_bad(l,
		"want dns, set, secure, clock, offline or a row about people or lists");
}

static bool is_at_or_below(struct span name, struct span zone)
{
	if (!span_ends_with(name, zone))
		return false;
	return name.n == zone.n || name.p[name.n - zone.n - 1] == '.';
}

/* True when the name is there: it has rows, or stands above a name that has. */
static bool name_exists(const struct world *w, struct span name)
{
	for (size_t i = 0; i < w->row_count; i++)
		if (is_at_or_below(w->rows[i].name, name))
			return true;
	return false;
}

/* The name whose rows answer for `name`: itself, or the wildcard at the closest name that
 * is there (RFC 4592 section 3.3.1), or an empty span. */
static struct span answering_name(
	const struct world *w, struct arena *a, struct span name)
{
	if (name_exists(w, name))
		return name;
	for (struct span rest = name; rest.p;) {
		span_split(&rest, '.');
		if (!rest.p || !name_exists(w, rest))
			continue;
		struct span star =
			span_from_cstr(arena_printf(a, "*.%.*s", SPAN_ARG(rest)));
		return name_exists(w, star) ? star : (struct span){ NULL, 0 };
	}
	return (struct span){ NULL, 0 };
}

static void add_record(struct arena *a, struct dns_answer *answer, size_t *capacity,
	const struct dns_record *record)
{
	answer->records =
		arena_grow(a, answer->records, answer->count, capacity, sizeof(*record));
	answer->records[answer->count++] = *record;
}

/* One step: fills `answer` from the rows of `name`; a CNAME's target comes back. */
static struct span answer_from_rows(const struct world *w, struct arena *a,
	struct span name, enum dns_type type, struct dns_answer *answer)
{
	size_t capacity = 0;
	answer->status = DNS_NODATA;
	for (size_t i = 0; i < w->row_count; i++) {
		const struct row *row = &w->rows[i];
		if (!span_equal(row->name, name))
			continue;
		if (row->kind == ROW_CNAME)
			return row->target;
		if (row->type != ANY_TYPE && row->type != (unsigned)type)
			continue;
		if (row->kind == ROW_STATUS)
			answer->status = row->status;
		else
			add_record(a, answer, &capacity, &row->record);
	}
	if (answer->count)
		answer->status = DNS_OK;
	return (struct span){ NULL, 0 };
}

static bool is_secure(const struct world *w, struct span name)
{
	for (size_t i = 0; i < w->secure_count; i++)
		if (is_at_or_below(name, w->secure[i]))
			return true;
	return false;
}

static void answer_dns(void *state, struct arena *a, struct span name, enum dns_type type,
	struct dns_answer *answer_r)
{
	const struct world *w = state;
	struct span at = lower(a, name);
	*answer_r = (struct dns_answer){ .secure = is_secure(w, at), .ttl_s = TTL_S };
	for (unsigned i = 0; i < CNAMES_MAX; i++) {
		struct span source = answering_name(w, a, at);
		answer_r->status = DNS_NXDOMAIN;
		if (!source.p)
			return;
		at = answer_from_rows(w, a, source, type, answer_r);
		if (!at.p)
			return;
		answer_r->secure = answer_r->secure && is_secure(w, at);
	}
	answer_r->status = DNS_SERVFAIL;
}

static void answer_people(void *state, struct arena *a, const struct people_question *q,
	struct people_answer *answer_r)
{
	const struct world *w = state;
	world_people_answer(w->people, a, q, answer_r);
}

static void answer_lists(
	void *state, struct arena *a, struct span address, struct lists_told *told_r)
{
	const struct world *w = state;
	(void)a;
	world_lists_answer(w->lists, address, told_r);
}

int world_parse(
	struct arena *a, struct span text, struct world **world_r, struct err *err_r)
{
	struct world *w = arena_new(a, struct world);
	text = arena_copy(a, text);
	struct world_line l = { .arena = a, .err = err_r };
	while (text.n) {
		l.rest = span_line(&text);
		l.number++;
		int r = parse_line(&l, w);
		if (r < 0)
			return r;
	}
	w->oracle = (struct oracle){ .dns = w->offline ? NULL : answer_dns,
		.state = w,
		.people = w->people ? answer_people : NULL,
		.lists = answer_lists };
	*world_r = w;
	return 0;
}

const struct oracle *world_oracle(struct world *w)
{
	return &w->oracle;
}

void world_apply(const struct world *w, struct job *job)
{
	if (w->has_clock)
		job->now_s = w->clock_s;
	if (w->setting_count)
		job->settings = (struct settings){ w->settings, w->setting_count };
}
