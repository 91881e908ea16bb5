/* A letter's Authentication-Results fields to those that the user's border wrote, RFC 8601
 * sections 5 and 7.1: a pinned authserv-id, and the right place.
 *
 * The place. A server writes above what it was given: its results stand above its own
 * Received field, or directly below it (Gmail, Exchange). So a field is believed
 *	- with the border's Received field known: down to the next Received field beneath it;
 *	- with one that may be it and cannot be read: above that;
 *	- else: above the topmost Received field, between it and the next one, or beside a
 *	  Received field written by a host of the id's own domain;
 * and, among those, only as long as no other server's field stands in between.
 *
 * A forged one bears a pinned id, claims a pass of SPF, DKIM or DMARC, and neither the
 * Received field above it nor any beneath it is by a host of ours. A letter that honestly
 * passed the border before (forwarded within the house, back from a list, sent on by a
 * colleague whose mailer moved the results) has the border's Received field somewhere
 * beneath; what a submission server writes ("auth=pass") claims none of the three. A forger
 * can write such a Received field as well: then nothing is told, and nothing is believed. */
#include "checks/mail/border.h"

#include "parse/idn.h"
#include "parse/received.h"
#include "parse/suffix.h"

struct walk {
	struct job *job;
	const struct letter *letter;
	struct border border;
	size_t hops;			  /* Received fields above */
	const struct header_field *above; /* the last of them, or NULL */
	size_t end;   /* index of the first field that others wrote, if known */
	size_t reach; /* see reach_of_ours() */
	bool reach_known, closed;
};

static bool is_named(const struct header_field *f, const char *name)
{
	return span_equal_nocase(f->name, span_from_cstr(name));
}

static const struct header_field *next_received(const struct header *h, size_t from)
{
	for (size_t i = from; i < h->count; i++)
		if (is_named(&h->fields[i], "Received"))
			return &h->fields[i];
	return NULL;
}

static bool is_host_of(struct job *job, struct span host, struct span name)
{
	return host.n && name.n &&
	       (span_equal_nocase(host, name) ||
		       suffix_same_organization(job->arena, host, name));
}

/* True for a Received field written by a host of ours: of the settings' hosts and ids. */
static bool is_ours(struct job *job, const struct header_field *f)
{
	struct received r;
	if (!f || received_parse(job->arena, f->value, &r) == GOT_NONE)
		return false;
	for (size_t i = 0; i < job->settings.count; i++) {
		const struct setting *s = &job->settings.list[i];
		if ((strcmp(s->name, "border") == 0 ||
			    strcmp(s->name, "authserv-id") == 0) &&
			is_host_of(job, r.by, s->value))
			return true;
	}
	return false;
}

/* How many fields stand above and at the last Received field of ours. Looked for once: a
 * header may hold thousands of both kinds. */
static size_t reach_of_ours(struct walk *w)
{
	const struct header *h = &w->letter->mail.header;
	if (w->reach_known)
		return w->reach;
	w->reach_known = true;
	for (w->reach = h->count; w->reach > 0; w->reach--)
		if (is_named(&h->fields[w->reach - 1], "Received") &&
			is_ours(w->job, &h->fields[w->reach - 1]))
			break;
	return w->reach;
}

static bool is_beside_ours(const struct walk *w, size_t index)
{
	return is_ours(w->job, w->above) ||
	       is_ours(w->job, next_received(&w->letter->mail.header, index));
}

static bool is_of_strangers(struct walk *w, size_t index)
{
	return index >= reach_of_ours(w) && !is_ours(w->job, w->above);
}

static bool claims_pass(const struct authres *r)
{
	static const char *const methods[] = { "spf", "dkim", "dmarc" };
	for (size_t i = 0; i < r->count; i++)
		for (size_t m = 0; m < sizeof(methods) / sizeof(methods[0]); m++)
			if (span_equal(
				    r->clauses[i].method, span_from_cstr(methods[m])) &&
				span_equal(r->clauses[i].result, SPAN("pass")))
				return true;
	return false;
}

static bool is_in_place(const struct walk *w, size_t index)
{
	if (w->end != SPAN_NONE)
		return index < w->end;
	return w->hops < 2 || is_beside_ours(w, index);
}

static void take_pinned(struct walk *w, size_t index, const struct authres *r)
{
	struct border *b = &w->border;
	const struct header_field *field = &w->letter->mail.header.fields[index];
	if (!w->closed && b->count < BORDER_RESULTS_MAX && is_in_place(w, index)) {
		if (b->count == 0)
			b->field = field;
		b->results[b->count++] = *r;
	} else if (!b->forged && claims_pass(r) && w->hops > 0 &&
		   !w->letter->envelope.doubtful && is_of_strangers(w, index)) {
		b->forged = field;
		b->forged_id = r->authserv_id;
	}
}

static void take_results(struct walk *w, size_t index)
{
	struct authres r;
	const struct header_field *field = &w->letter->mail.header.fields[index];
	w->border.named = true;
	enum got got = authres_parse(w->job->arena, field->value, &r);
	if (got == GOT_NONE || !job_setting_has(w->job, "authserv-id", r.authserv_id))
		w->closed |= w->border.count > 0;
	else if (r.version == 1)
		take_pinned(w, index, &r);
}

/* Results of one hop never continue behind the next hop's. */
static void take_received(struct walk *w, const struct header_field *field)
{
	w->hops++;
	w->above = field;
	w->closed |= w->border.count > 0 && w->end == SPAN_NONE;
}

/* Where the part begins that others wrote: the next Received field beneath the border's, or
 * one that hides who wrote it. */
static size_t first_of_others(const struct walk *w)
{
	const struct header *h = &w->letter->mail.header;
	const struct envelope *e = &w->letter->envelope;
	size_t at = e->border;
	if (at == SPAN_NONE && e->doubtful) {
		at = (size_t)(e->doubtful - h->fields);
		if (!is_ours(w->job, e->doubtful))
			return at;
	}
	if (at == SPAN_NONE)
		return at;
	const struct header_field *next = next_received(h, at + 1);
	return next ? (size_t)(next - h->fields) : h->count;
}

struct border border_read(struct job *job, const struct letter *letter)
{
	enum { LOOKED_AT_MAX = 100 };
	const struct header *h = &letter->mail.header;
	struct walk w = { .job = job, .letter = letter, .end = SPAN_NONE };
	size_t looked_at = 0;
	w.border.pinned = job_setting(job, "authserv-id").p != NULL;
	w.end = first_of_others(&w);
	for (size_t i = 0; i < h->count && looked_at < LOOKED_AT_MAX; i++) {
		if (is_named(&h->fields[i], "Received")) {
			take_received(&w, &h->fields[i]);
		} else if (is_named(&h->fields[i], "Authentication-Results")) {
			take_results(&w, i);
			looked_at++;
		}
	}
	return w.border;
}

/* RFC 9989 section 5.3.1 asks for one domain, not for one address (a thief's "Bank, x <a@b.example>"
 * has two mailboxes and one domain); section 4.4 for one From field. */
struct span border_author(struct job *job, const struct letter *letter)
{
	struct span author = SPAN(""), domain;
	if (letter->from_cut)
		return author;
	if (letter->author_domain.n || header_count(&letter->mail.header, "From") != 1)
		return letter->author_domain;
	for (size_t i = 0; i < letter->from.count; i++) {
		if (letter->from.list[i].domain.n == 0)
			continue;
		if (!idn_to_ascii(job->arena, letter->from.list[i].domain, &domain) ||
			(author.n && !span_equal(author, domain)))
			return SPAN("");
		author = domain;
	}
	return author;
}

/* True when header.from is absent or names the author's domain. */
static bool is_about(
	struct job *job, const struct authres_clause *c, struct span author_domain)
{
	struct span from = authres_property(c, "header", "from"), ascii;
	size_t at = span_rfind_byte(from, '@');
	if (at != SPAN_NONE)
		from = span_skip(from, at + 1);
	if (from.n == 0)
		return true;
	return idn_to_ascii(job->arena, from, &ascii) &&
	       span_equal_nocase(ascii, author_domain);
}

/* A server writes one result. Where a "pass" stands beside another one, whoever that is about, a sender's text
 * ("smtp.mailfrom=a; dmarc=pass ...") went into the field unquoted: it is not believed. */
const struct authres_clause *results_dmarc(
	struct job *job, const struct authres *results, struct span author_domain)
{
	const struct authres_clause *first = NULL;
	bool of_others = false;
	for (size_t i = 0; i < results->count; i++) {
		const struct authres_clause *c = &results->clauses[i];
		if (c->version != 1 || !span_equal(c->method, SPAN("dmarc")))
			continue;
		if (!is_about(job, c, author_domain)) {
			of_others = true;
			continue;
		}
		if (!span_equal(c->result, SPAN("pass")))
			return c;
		first = first ? first : c;
	}
	return of_others ? NULL : first;
}

/* Where servers write the policy that was applied: RFC 9989 section 9.1, the RFC 7489
 * software, Mail::DMARC, Exchange ("oreject": reject, overridden). Comments never count. */
static bool is_enforced(const struct authres_clause *c)
{
	static const char *const places[][2] = { { "polrec", "p" }, { "policy", "dmarc" },
		{ "policy", "published-domain-policy" }, { "", "action" } };
	static const char *const words[] = { "reject", "quarantine", "oreject" };
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		struct span value = authres_property(c, places[i][0], places[i][1]);
		for (size_t j = 0; j < sizeof(words) / sizeof(words[0]); j++)
			if (span_equal_nocase(value, span_from_cstr(words[j])))
				return true;
	}
	return false;
}

struct border_dmarc border_dmarc(
	struct job *job, const struct border *border, struct span author_domain)
{
	struct border_dmarc d = { BORDER_SILENT, false, SPAN("") };
	const struct authres_clause *c = NULL;
	for (size_t i = 0; i < border->count && !c; i++) {
		c = results_dmarc(job, &border->results[i], author_domain);
		d.authserv_id = border->results[i].authserv_id;
	}
	if (!c)
		return d;
	d.word = span_equal(c->result, SPAN("pass"))   ? BORDER_PASS
		 : span_equal(c->result, SPAN("fail")) ? BORDER_FAIL
						       : BORDER_OTHER;
	d.enforced = d.word == BORDER_FAIL && is_enforced(c);
	return d;
}
