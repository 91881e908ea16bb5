/* The archive: files to letters with the model of the user's border on top, authors to
 * members, threads to links between letters. */
#include "replay_letters.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/must.h"
#include "base/text.h"
#include "core/engine.h"
#include "crypto/crypto.h"
#include "parse/address.h"
#include "parse/header.h"
#include "parse/idn.h"
#include "parse/received.h"
#include "parse/suffix.h"

enum { PATH_BYTES = 4096, LETTER_BYTES_MAX = 8 << 20, TEXT_BYTES_MAX = 500 };

static const struct setting setting_list[] = {
	{ "border", { (const unsigned char *)BORDER_HOST, sizeof(BORDER_HOST) - 1 } },
	{ "authserv-id",
		{ (const unsigned char *)BORDER_HOST, sizeof(BORDER_HOST) - 1 } },
};
const struct settings replay_settings = { setting_list, 2 };

/* One file while the archive is read. */
struct raw {
	const char *path;
	struct span bytes, body;
	struct header header;
	int64_t came_s;
	struct span domain;	  /* of the only author */
	struct span by, selector; /* an aligned signature, or empty */
	struct span helo;	  /* who handed it to the list */
	size_t own_hops;	  /* fields down to there */
};

const char *replay_date(struct arena *a, int64_t unix_s)
{
	struct tm tm;
	char *date = arena_alloc(a, 40);
	time_t t = (time_t)unix_s;
	must(gmtime_r(&t, &tm));
	must(strftime(date, 40, "%a, %d %b %Y %H:%M:%S +0000", &tm) > 0);
	return date;
}

/* --- files --- */

static struct span read_file(struct arena *a, const char *path)
{
	static unsigned char bytes[LETTER_BYTES_MAX];
	FILE *f = fopen(path, "rb");
	if (!f) {
		perror(path);
		exit(2);
	}
	size_t n = fread(bytes, 1, sizeof(bytes), f);
	fclose(f);
	return arena_copy(a, span_of(bytes, n));
}

static const char *last_two_parts(const char *path)
{
	size_t slashes = 0, i = strlen(path);
	while (i > 0 && (path[i - 1] != '/' || ++slashes < 2))
		i--;
	return path + i;
}

static struct span field_of(struct arena *a, const struct header *h, const char *name)
{
	const struct header_field *f = header_find(h, name, 0);
	return f ? span_trim(header_unfold(a, f->value)) : SPAN("");
}

/* The value of one tag of a DKIM-Signature, without white space. */
static struct span tag_of(struct arena *a, struct span value, const char *name)
{
	struct text t;
	text_init(&t, a, 1000);
	while (value.p) {
		struct span tag = span_split(&value, ';'), v = tag;
		struct span key = span_trim(span_split(&v, '='));
		if (!span_equal_nocase(key, span_from_cstr(name)))
			continue;
		for (size_t i = 0; i < v.n; i++)
			if (!ascii_is_space(v.p[i]))
				text_add_byte(&t, v.p[i]);
		break;
	}
	return text_span(&t);
}

static void read_signatures(struct arena *a, struct raw *raw)
{
	const struct header_field *f;
	for (size_t i = 0; (f = header_find(&raw->header, "DKIM-Signature", i)); i++) {
		struct span d = tag_of(a, f->value, "d"), s = tag_of(a, f->value, "s");
		if (raw->by.n || !idn_is_plain(d) || !idn_is_plain(s) || s.n == 0 ||
			!suffix_same_organization(a, d, raw->domain))
			continue;
		raw->by = d;
		raw->selector = s;
	}
}

static void read_author(struct arena *a, struct raw *raw)
{
	struct address_list list;
	const struct header_field *f = header_find(&raw->header, "From", 0);
	raw->domain = SPAN("");
	if (f && address_list_parse(a, f->value, 2, &list) != GOT_NONE &&
		list.count == 1 && list.list[0].domain.n &&
		idn_is_plain(list.list[0].domain))
		raw->domain = arena_lower(a, list.list[0].domain);
}

/* The list's server took the letter from its author's side in the lowest Received field that
 * its own hosts wrote. */
static void read_hops(struct arena *a, struct raw *raw)
{
	raw->helo = SPAN("");
	raw->came_s = INT64_MIN;
	for (size_t i = 0; i < raw->header.count; i++) {
		struct received r;
		const struct header_field *f = &raw->header.fields[i];
		if (!span_equal_nocase(f->name, SPAN("Received")) ||
			received_parse(a, f->value, &r) == GOT_NONE)
			continue;
		if (raw->came_s == INT64_MIN)
			raw->came_s = r.date_s;
		if (!span_equal_nocase(r.by, SPAN("vger.kernel.org")) &&
			!span_ends_with_nocase(r.by, SPAN(".monkeyblade.net")) &&
			raw->own_hops)
			continue;
		raw->own_hops = i + 1;
		if (r.has_from && r.client.bits && idn_is_plain(r.helo))
			raw->helo = r.helo;
	}
}

static void read_raw(struct arena *a, const char *path, struct raw *raw)
{
	const struct header_limits limits = { 2000, 1 << 20 };
	*raw = (struct raw){ .path = last_two_parts(
				     arena_cstr(a, span_from_cstr(path))) };
	raw->bytes = read_file(a, path);
	header_parse(a, raw->bytes, &limits, &raw->header, &raw->body);
	read_author(a, raw);
	read_signatures(a, raw);
	read_hops(a, raw);
}

static int by_time(const void *a, const void *b)
{
	const struct raw *x = a, *y = b;
	int order = (x->came_s > y->came_s) - (x->came_s < y->came_s);
	return order ? order : strcmp(x->path, y->path);
}

static struct raw *read_all(struct arena *a, size_t *count_r)
{
	static char path[PATH_BYTES];
	struct raw *list = NULL;
	size_t count = 0, capacity = 0;
	while (fgets(path, sizeof(path), stdin)) {
		path[strcspn(path, "\n")] = '\0';
		list = arena_grow(a, list, count, &capacity, sizeof(*list));
		read_raw(a, path, &list[count]);
		count += list[count].came_s != INT64_MIN;
	}
	if (count)
		qsort(list, count, sizeof(*list), by_time);
	*count_r = count;
	return list;
}

/* --- the border --- */

static bool signs_at_times(const struct raw *list, size_t count, struct span domain)
{
	for (size_t i = 0; i < count; i++)
		if (list[i].by.n && span_equal(list[i].domain, domain))
			return true;
	return false;
}

static const char *results_of(
	struct arena *a, const struct raw *list, size_t count, const struct raw *raw)
{
	struct span d = raw->domain;
	if (d.n == 0)
		return "none";
	if (raw->by.n)
		return arena_printf(a,
			"dmarc=pass (p=none) header.from=%.*s;"
			" dkim=pass header.d=%.*s header.s=%.*s",
			SPAN_ARG(d), SPAN_ARG(raw->by), SPAN_ARG(raw->selector));
	return arena_printf(a, "dmarc=%s header.from=%.*s; dkim=none",
		signs_at_times(list, count, d) ? "fail (p=none)" : "none", SPAN_ARG(d));
}

static bool is_mark_of_list(const struct raw *raw, size_t i)
{
	static const char *const names[] = { "Precedence", "Sender", "X-Mailing-List",
		"Return-Path", "X-Original-To", "Delivered-To" };
	struct span name = raw->header.fields[i].name;
	for (size_t n = 0; n < sizeof(names) / sizeof(names[0]); n++)
		if (span_equal_nocase(name, span_from_cstr(names[n])))
			return true;
	return span_starts_with_nocase(name, SPAN("List-")) ||
	       (i < raw->own_hops && span_equal_nocase(name, SPAN("Received")));
}

/* The list's own envelope, which its server list allows. */
#define LIST_ENVELOPE "; spf=pass smtp.mailfrom=linux-samsung-soc-owner@vger.kernel.org"

static void add_border(struct arena *a, struct text *t, const struct raw *raw,
	struct span helo, bool of_list, const char *results)
{
	text_printf(t,
		"Authentication-Results: " BORDER_HOST "; %s%s\n"
		"Received: from %.*s (%.*s [192.0.2.1])\n"
		"\tby " BORDER_HOST " with ESMTPS id r%llu;\n\t%s\n",
		results, of_list ? LIST_ENVELOPE : "", SPAN_ARG(helo), SPAN_ARG(helo),
		(unsigned long long)raw->came_s, replay_date(a, raw->came_s));
}

static struct span with_border(
	struct arena *a, const struct raw *raw, bool direct, const char *results)
{
	struct text t;
	struct span helo = direct && raw->helo.n ? raw->helo : SPAN("vger.kernel.org");
	text_init(&t, a, LETTER_BYTES_MAX * 2);
	add_border(a, &t, raw, helo, !direct, results);
	if (!direct) {
		text_add(&t, raw->bytes);
		return text_span(&t);
	}
	for (size_t i = 0; i < raw->header.count; i++)
		if (!is_mark_of_list(raw, i))
			text_add(&t, raw->header.fields[i].raw);
	text_add_byte(&t, '\n');
	text_add(&t, raw->body);
	return text_span(&t);
}

/* --- what is kept of a letter --- */

static struct span keep(struct arena *a, struct span s)
{
	return s.n ? arena_copy(a, s) : SPAN("");
}

static struct party keep_party(struct arena *a, const struct party *p)
{
	return (struct party){ keep(a, p->local), keep(a, p->domain), keep(a, p->org),
		keep(a, p->shape), keep(a, p->name), keep(a, p->fold) };
}

static struct memo keep_memo(struct arena *a, const struct memo *m)
{
	struct memo memo = *m;
	memo.from = keep_party(a, &m->from);
	memo.to = arena_array(a, m->to_count, sizeof(*memo.to));
	for (size_t i = 0; i < m->to_count; i++)
		memo.to[i] = keep_party(a, &m->to[i]);
	memo.ids = arena_array(a, m->id_count, sizeof(*memo.ids));
	for (size_t i = 0; i < m->id_count; i++)
		memo.ids[i] = keep(a, m->ids[i]);
	memo.message_id = keep(a, m->message_id);
	memo.proved_by = keep(a, m->proved_by);
	memo.selector = keep(a, m->selector);
	for (int i = 0; i < HABIT_KINDS; i++)
		memo.habits[i] = keep(a, m->habits[i]);
	return memo;
}

static void keep_findings(
	struct arena *a, struct replay_letter *letter, const struct finding *f)
{
	struct finding **tail = &letter->others;
	for (; f; f = f->next) {
		struct finding *own = arena_new(a, struct finding);
		own->code = f->code;
		own->variant =
			f->variant ? arena_cstr(a, span_from_cstr(f->variant)) : NULL;
		own->state = f->state;
		own->gap = f->gap;
		*tail = letter->others_last = own;
		tail = &own->next;
	}
}

static void judge_once(struct arena *a, struct arena *scratch,
	struct replay_letter *letter, const struct registry *others)
{
	struct job job;
	struct memo memo;
	job_init(&job, scratch);
	job.settings = replay_settings;
	job.now_s = letter->came_s;
	engine_run(&job, others, letter->bytes);
	keep_findings(a, letter, job.findings);
	letter->has_memo = others->remember(&job, &memo);
	if (letter->has_memo)
		letter->memo = keep_memo(a, &memo);
	arena_reset(scratch);
}

static struct replay_letter letter_of_raw(
	struct arena *a, const struct raw *raw, bool direct, const char *results)
{
	struct replay_letter letter = { .path = raw->path, .came_s = raw->came_s };
	letter.bytes = with_border(a, raw, direct, results);
	letter.from = field_of(a, &raw->header, "From");
	letter.subject = field_of(a, &raw->header, "Subject");
	letter.references = field_of(a, &raw->header, "References");
	letter.text = span_take(raw->body, TEXT_BYTES_MAX);
	return letter;
}

/* --- authors and members --- */

static size_t find_author(const struct archive *c, const struct party *p)
{
	for (size_t i = 0; i < c->author_count; i++)
		if (span_equal(c->authors[i].local, p->local) &&
			span_equal(c->authors[i].domain, p->domain))
			return i;
	return SPAN_NONE;
}

static void find_authors(struct archive *c)
{
	size_t capacity = 0;
	for (size_t i = 0; i < c->count; i++) {
		struct replay_letter *l = &c->letters[i];
		if (!l->has_memo)
			continue;
		const struct party *p = &l->memo.from;
		l->author = find_author(c, p);
		if (l->author == SPAN_NONE) {
			c->authors = arena_grow(c->arena, c->authors, c->author_count,
				&capacity, sizeof(*c->authors));
			l->author = c->author_count++;
			c->authors[l->author] = (struct author){
				.local = p->local, .domain = p->domain, .org = p->org
			};
		}
		c->authors[l->author].letters++;
		if (c->authors[l->author].fold.n == 0)
			c->authors[l->author].fold = p->fold;
	}
	for (size_t i = 0; i < c->author_count; i++)
		c->authors[i].address = span_from_cstr(arena_printf(c->arena, "%.*s@%.*s",
			SPAN_ARG(c->authors[i].local), SPAN_ARG(c->authors[i].domain)));
}

static size_t main_address(const struct archive *c, size_t author)
{
	size_t best = author;
	for (size_t i = 0; i < c->author_count; i++)
		if (c->authors[author].fold.n &&
			span_equal(c->authors[i].fold, c->authors[author].fold) &&
			(c->authors[i].letters > c->authors[best].letters ||
				(c->authors[i].letters == c->authors[best].letters &&
					i < best)))
			best = i;
	return best;
}

static int by_hash(const void *a, const void *b)
{
	const struct member *x = a, *y = b;
	return memcmp(x->hash, y->hash, sizeof(x->hash));
}

static void add_member(struct archive *c, size_t author)
{
	struct member *m = &c->members[c->member_count++];
	struct digest *d = digest_create(c->arena, DIGEST_SHA256);
	m->author = author;
	digest_add(d, c->authors[author].address);
	digest_end(d, m->hash);
	m->tune = m->hash[0] % 2 == 0;
}

static void find_members(struct archive *c)
{
	c->members = arena_array(c->arena, c->author_count, sizeof(*c->members));
	for (size_t i = 0; i < c->author_count; i++)
		if (main_address(c, i) == i)
			add_member(c, i);
	qsort(c->members, c->member_count, sizeof(*c->members), by_hash);
	for (size_t i = 0; i < c->author_count; i++)
		for (size_t m = 0; m < c->member_count; m++)
			if (c->members[m].author == main_address(c, i)) {
				c->authors[i].member = m;
				c->members[m].letters += c->authors[i].letters;
			}
}

static void find_recipients(struct archive *c, struct replay_letter *l)
{
	l->to = arena_array(c->arena, l->memo.to_count, sizeof(*l->to));
	for (size_t i = 0; i < l->memo.to_count; i++) {
		size_t author = find_author(c, &l->memo.to[i]);
		if (author != SPAN_NONE)
			l->to[l->to_count++] = author;
	}
}

/* --- threads --- */

struct id {
	struct span id;
	size_t letter;
};

static int by_id(const void *a, const void *b)
{
	return span_compare(((const struct id *)a)->id, ((const struct id *)b)->id);
}

static void find_parents(struct archive *c)
{
	struct id *ids = arena_array(c->arena, c->count, sizeof(*ids));
	size_t n = 0;
	for (size_t i = 0; i < c->count; i++)
		if (c->letters[i].has_memo && c->letters[i].memo.message_id.n)
			ids[n++] = (struct id){ c->letters[i].memo.message_id, i };
	if (n)
		qsort(ids, n, sizeof(*ids), by_id);
	for (size_t i = 0; i < c->count; i++) {
		struct replay_letter *l = &c->letters[i];
		l->parents = arena_array(c->arena, l->memo.id_count, sizeof(size_t));
		for (size_t k = 0; l->has_memo && k < l->memo.id_count; k++) {
			struct id key = { l->memo.ids[k], 0 };
			struct id *found = bsearch(&key, ids, n, sizeof(*ids), by_id);
			if (found)
				l->parents[l->parent_count++] = found->letter;
		}
	}
}

void archive_read(struct archive *c, bool direct, const struct registry *others)
{
	struct arena *scratch = arena_create(budget_standard().memory);
	struct arena *files = arena_create(SIZE_MAX);
	struct raw *list = read_all(files, &c->count);
	c->letters = arena_array(c->arena, c->count, sizeof(*c->letters));
	for (size_t i = 0; i < c->count; i++) {
		struct replay_letter *l = &c->letters[i];
		const char *results = results_of(files, list, c->count, &list[i]);
		*l = letter_of_raw(files, &list[i], direct, results);
		l->bytes = arena_copy(c->arena, l->bytes);
		judge_once(c->arena, scratch, l, others);
		c->proved += l->memo.proof == PROOF_GIVEN;
		c->lacking += l->memo.proof == PROOF_LACKING;
	}
	find_authors(c);
	find_members(c);
	find_parents(c);
	for (size_t i = 0; i < c->count; i++)
		if (c->letters[i].has_memo)
			find_recipients(c, &c->letters[i]);
	arena_destroy(&scratch); /* `files` stays: letters point into it */
}
