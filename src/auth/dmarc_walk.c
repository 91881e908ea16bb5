/* A domain to the DMARC records at it and above it, and to its organizational domain: the
 * DNS tree walk of RFC 9989 section 4.10, with the choice of section 4.10.2.
 *
 * The names are known before the first answer, so all are announced at once and travel in
 * parallel; they are at most eight, for names of any length. A question without an answer
 * ends the walk: a record may stand there that says "psd", so what is higher cannot be told
 * from it. Several DMARC records at one name count as none there (step 2). */
#include "auth/dmarc_walk.h"

struct targets {
	struct span domains[DMARC_WALK_MAX];
	size_t count;
};

static size_t count_labels(struct span domain)
{
	size_t n = 1;
	for (size_t i = 0; i < domain.n; i++)
		n += domain.p[i] == '.';
	return n;
}

static struct span parent_of(struct span domain)
{
	size_t dot = span_find_byte(domain, '.');
	return dot == SPAN_NONE ? span_skip(domain, domain.n)
				: span_skip(domain, dot + 1);
}

/* Steps 3 to 7: the domain itself, then its last seven labels at most, one less each. */
static struct targets targets_of(struct span domain)
{
	struct targets t = { .count = 0 };
	size_t labels = count_labels(domain);
	t.domains[t.count++] = domain;
	domain = parent_of(domain);
	for (labels--; labels > DMARC_WALK_MAX - 1; labels--)
		domain = parent_of(domain);
	for (; domain.n; domain = parent_of(domain))
		t.domains[t.count++] = domain;
	return t;
}

static struct span query_name(struct job *job, struct span domain)
{
	struct text t;
	text_init(&t, job->arena, domain.n + 8);
	text_add_cstr(&t, "_dmarc.");
	text_add(&t, domain);
	return text_span(&t);
}

/* True, and the record, when exactly one of the texts is a DMARC record. */
static bool only_record(const struct dns_answer *answer, struct dmarc_record *record_r)
{
	size_t records = 0;
	for (size_t i = 0; i < answer->count && records < 2; i++) {
		struct dmarc_record r;
		if (!dmarc_record_parse(answer->records[i].data, &r))
			continue;
		*record_r = r;
		records++;
	}
	return records == 1;
}

bool dmarc_is_within(struct span name, struct span domain)
{
	return span_equal(name, domain) ||
	       (name.n > domain.n && span_ends_with(name, domain) &&
		       name.p[name.n - domain.n - 1] == '.');
}

/* The tail of `name` that has one label more than its tail `domain`. */
static struct span one_label_below(struct span name, struct span domain)
{
	struct span head = span_take(name, name.n - domain.n - 1);
	size_t dot = span_rfind_byte(head, '.');
	return dot == SPAN_NONE ? name : span_skip(name, dot + 1);
}

/* Section 4.10.2, rules 1 to 3. */
static struct span choose_organization(const struct dmarc_walk *w)
{
	for (size_t i = 0; i < w->count; i++) {
		const struct dmarc_found *f = &w->found[i];
		if (f->record.psd == DMARC_PSD_NO)
			return f->domain;
		if (f->record.psd == DMARC_PSD_YES && !span_equal(f->domain, w->start))
			return one_label_below(w->start, f->domain);
	}
	return w->count ? w->found[w->count - 1].domain : w->start;
}

/* One look-up. False when the walk ends with it. */
static bool step(struct job *job, struct dmarc_walk *w, struct span domain)
{
	struct dmarc_record record;
	const struct dns_answer *answer = ask_dns(job, query_name(job, domain), DNS_TXT);
	w->asked++;
	w->gap = gap_of_dns(answer->status);
	if (w->gap != GAP_NONE)
		return false;
	if (!only_record(answer, &record))
		return true;
	w->found[w->count++] = (struct dmarc_found){ domain, record };
	return record.psd == DMARC_PSD_UNSAID;
}

void dmarc_walk_announce(struct job *job, struct span domain)
{
	struct targets t = targets_of(domain);
	for (size_t i = 0; i < t.count; i++)
		ask_dns_soon(job, query_name(job, t.domains[i]), DNS_TXT);
}

struct dmarc_walk dmarc_walk(struct job *job, struct span domain)
{
	struct dmarc_walk w = { .start = domain };
	struct targets t = targets_of(domain);
	dmarc_walk_announce(job, domain);
	for (size_t i = 0; i < t.count && step(job, &w, t.domains[i]); i++)
		;
	w.organization = choose_organization(&w);
	return w;
}

const struct dmarc_record *dmarc_walk_at(
	const struct dmarc_walk *walk, struct span domain)
{
	for (size_t i = 0; i < walk->count; i++)
		if (span_equal(walk->found[i].domain, domain))
			return &walk->found[i].record;
	return NULL;
}
