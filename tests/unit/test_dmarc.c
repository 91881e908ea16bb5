/* auth/dmarc: RFC 9989 in tables: a world of TXT records, an author, what SPF and DKIM
 * said; and what must come out, with the very questions that are asked on the way. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "ask/replay.h"
#include "auth/dmarc_walk.h"

/* The world's answers, with the names written down. */
struct witness {
	const struct oracle *world;
	struct text asked, soon;
};

static void write_down(struct text *t, struct span name, enum dns_type type)
{
	if (t->n)
		text_add_byte(t, ' ');
	if (type != DNS_TXT)
		text_printf(t, "%s:", dns_type_name(type));
	text_add(t, name);
}

static void ask_world(void *state, struct arena *a, struct span name, enum dns_type type,
	struct dns_answer *answer_r)
{
	struct witness *w = state;
	write_down(&w->asked, name, type);
	w->world->dns(w->world->state, a, name, type, answer_r);
}

static void hear_soon(void *state, struct span name, enum dns_type type)
{
	struct witness *w = state;
	write_down(&w->soon, name, type);
}

struct stage {
	struct arena *arena;
	struct job job;
	struct witness witness;
	struct oracle oracle;
};

static void stage_init(struct stage *s, const char *world)
{
	struct world *w;
	struct err err;
	s->arena = arena_create(4 << 20);
	job_init(&s->job, s->arena);
	assert_int_equal(world_parse(s->arena, span_from_cstr(world), &w, &err), 0);
	s->witness.world = world_oracle(w);
	text_init(&s->witness.asked, s->arena, 4096);
	text_init(&s->witness.soon, s->arena, 4096);
	s->oracle = (struct oracle){ ask_world, hear_soon, &s->witness };
	s->job.oracle = s->witness.world->dns ? &s->oracle : NULL;
}

/* "d.example=pass e.example=temperror" */
static struct dkim_report dkim_of(struct stage *s, const char *text)
{
	static const struct {
		const char *word;
		enum dkim_result result;
	} words[] = { { "pass", DKIM_PASS }, { "fail", DKIM_FAIL },
		{ "temperror", DKIM_TEMPERROR } };
	struct dkim_report r = { .signatures = arena_array(
					 s->arena, 30, sizeof(*r.signatures)) };
	struct span rest = span_from_cstr(text);
	while (rest.n) {
		struct span word = span_split(&rest, ' ');
		struct dkim_signature *d = &r.signatures[r.count++];
		d->domain = span_split(&word, '=');
		for (size_t i = 0; i < 3; i++)
			if (span_equal(word, span_from_cstr(words[i].word)))
				d->result = words[i].result;
		d->gap = d->result == DKIM_TEMPERROR ? GAP_DNS_TIMEOUT : GAP_NONE;
	}
	return r;
}

/* "d.example=pass"; NULL for no SPF. */
static const struct spf_outcome *spf_of(struct stage *s, const char *text)
{
	struct spf_outcome *o = arena_new(s->arena, struct spf_outcome);
	struct span word = span_from_cstr(text);
	if (!text)
		return NULL;
	o->domain = span_split(&word, '=');
	o->result = span_equal(word, SPAN("pass"))	  ? SPF_PASS
		    : span_equal(word, SPAN("temperror")) ? SPF_TEMPERROR
							  : SPF_FAIL;
	o->gap = o->result == SPF_TEMPERROR ? GAP_DNS_SERVFAIL : GAP_NONE;
	return o;
}

/* "fail reject (t: reject) by example.com of example.com, x.example proved it" */
static const char *show(struct stage *s, const struct dmarc_outcome *o)
{
	struct text t;
	text_init(&t, s->arena, 1024);
	text_printf(&t, "%s", dmarc_result_name(o->result));
	if (o->policy_domain.n)
		text_printf(&t, " %s", dmarc_policy_name(o->policy));
	if (o->testing)
		text_printf(&t, " for %s", dmarc_policy_name(o->published));
	if (o->policy_domain.n)
		text_printf(&t, " at %.*s", SPAN_ARG(o->policy_domain));
	text_printf(&t, " of %.*s", SPAN_ARG(o->organization));
	if (o->proved_by.n)
		text_printf(&t, ", %s%s %.*s", o->dkim_aligned ? "dkim" : "",
			o->spf_aligned ? "spf" : "", SPAN_ARG(o->proved_by));
	if (o->gap != GAP_NONE)
		text_printf(&t, ", %s", gap_name(o->gap));
	return t.p;
}

struct row {
	const char *world, *author, *spf, *dkim, *want, *asked;
};

static void check_row(const struct row *row)
{
	struct stage s;
	stage_init(&s, row->world);
	struct dkim_report dkim = dkim_of(&s, row->dkim ? row->dkim : "");
	struct dmarc_outcome o = dmarc_check(
		&s.job, span_from_cstr(row->author), spf_of(&s, row->spf), &dkim);
	assert_string_equal(show(&s, &o), row->want);
	if (row->asked)
		assert_string_equal(
			s.witness.asked.n ? s.witness.asked.p : "", row->asked);
	arena_destroy(&s.arena);
}

static void check_rows(const struct row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++)
		check_row(&rows[i]);
}

#define CHECK_ROWS(rows) check_rows((rows), sizeof(rows) / sizeof((rows)[0]))

#define REC(domain, tags) "dns _dmarc." domain " TXT \"v=DMARC1; " tags "\"\n"

/* Section 4.10: the names, and how long ones are cut. */
static void the_walk_asks_these_names(void **state)
{
	static const struct row rows[] = {
		{ "", "a.b.c.d.e.f.g.h.i.j.mail.example.com", "x.test=fail", NULL,
			"none of a.b.c.d.e.f.g.h.i.j.mail.example.com",
			"_dmarc.a.b.c.d.e.f.g.h.i.j.mail.example.com "
			"_dmarc.g.h.i.j.mail.example.com _dmarc.h.i.j.mail.example.com "
			"_dmarc.i.j.mail.example.com _dmarc.j.mail.example.com "
			"_dmarc.mail.example.com _dmarc.example.com _dmarc.com" },
		/* 5.1.8: the zone cut is never found */
		{ REC("b.c.d.e.f.g.example.com", "p=reject; psd=n")
				REC("example.com", "p=quarantine"),
			"mail.a.b.c.d.e.f.g.example.com", "x.test=fail", NULL,
			"fail quarantine at example.com of example.com",
			"_dmarc.mail.a.b.c.d.e.f.g.example.com "
			"_dmarc.c.d.e.f.g.example.com "
			"_dmarc.d.e.f.g.example.com _dmarc.e.f.g.example.com "
			"_dmarc.f.g.example.com _dmarc.g.example.com _dmarc.example.com "
			"_dmarc.com" },
		/* eight labels: eight names, none left out */
		{ "", "a.b.c.d.e.f.example.com", "x.test=fail", NULL,
			"none of a.b.c.d.e.f.example.com",
			"_dmarc.a.b.c.d.e.f.example.com _dmarc.b.c.d.e.f.example.com "
			"_dmarc.c.d.e.f.example.com _dmarc.d.e.f.example.com "
			"_dmarc.e.f.example.com _dmarc.f.example.com _dmarc.example.com "
			"_dmarc.com" },
		{ "", "a.b.c.d.e.f.g.example.com", "x.test=fail", NULL,
			"none of a.b.c.d.e.f.g.example.com",
			"_dmarc.a.b.c.d.e.f.g.example.com _dmarc.c.d.e.f.g.example.com "
			"_dmarc.d.e.f.g.example.com _dmarc.e.f.g.example.com "
			"_dmarc.f.g.example.com _dmarc.g.example.com _dmarc.example.com "
			"_dmarc.com" },
		{ "", "com", "x.test=fail", NULL, "none of com", "_dmarc.com" },
		{ "", "Example.COM.", "x.test=fail", NULL, "none of example.com",
			"_dmarc.example.com _dmarc.com" },
	};
	CHECK_ROWS(rows);
	(void)state;
}

/* Section 4.10.2: the three rules and the three examples at its end. */
static void the_organization_is_chosen(void **state)
{
	static const struct {
		const char *world, *domain, *want;
	} rows[] = {
		{ REC("mail.example.com", "p=none") REC("example.com", "p=none"),
			"a.mail.example.com", "example.com" },
		{ REC("mail.example.com", "p=none; psd=n") REC("example.com", "p=none"),
			"a.mail.example.com", "mail.example.com" },
		{ REC("com", "p=none; psd=y"), "a.mail.example.com", "example.com" },
		{ REC("example.com", "p=none; psd=y"), "mail.example.com",
			"mail.example.com" },
		{ REC("example.com", "p=none; psd=y") REC("com", "p=none"),
			"x.mail.example.com", "mail.example.com" },
		/* where the walk starts, psd=y is no rule, but it ends the walk */
		{ REC("example.com", "p=none; psd=y") REC("com", "p=none"), "example.com",
			"example.com" },
		{ "", "a.mail.example.com", "a.mail.example.com" },
		{ REC("a.mail.example.com", "p=none"), "a.mail.example.com",
			"a.mail.example.com" },
		{ REC("com", "p=none"), "a.mail.example.com", "com" },
		{ REC("example.com", "p=none; psd=u") REC("com", "p=none; psd=y"),
			"a.mail.example.com", "example.com" },
		/* two records are none */
		{ REC("example.com", "p=none") REC("mail.example.com", "p=none")
				REC("mail.example.com", "p=none; psd=n"),
			"a.mail.example.com", "example.com" },
		/* what is no DMARC record does not count as a second one */
		{ REC("example.com",
			  "p=none") "dns _dmarc.example.com TXT \"v=DMARC2; p=none\"\n"
				    "dns _dmarc.example.com TXT \"p=none; v=DMARC1\"\n",
			"a.mail.example.com", "example.com" },
		{ "dns *.example.com TXT \"v=spf1 -all\"\n", "a.example.com",
			"a.example.com" },
		{ REC("xn--bcher-kva.example", "p=none"),
			"a.B\xC3\xBC"
			"cher.example",
			"xn--bcher-kva.example" },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct stage s;
		stage_init(&s, rows[i].world);
		struct span got =
			dmarc_organization(&s.job, span_from_cstr(rows[i].domain));
		assert_string_equal(arena_cstr(s.arena, got), rows[i].want);
		arena_destroy(&s.arena);
	}
	(void)state;
}

/* Section 4.10.1: author, then organization, then public suffix; p, sp, np. */
static void the_policy_that_applies(void **state)
{
	static const char there[] = REC("example.com",
		"p=none; sp=quarantine; np=reject") "dns mail.example.com A 192.0.2.1\n";
	static const char suffix[] = REC("gov.test",
		"p=reject; sp=none; np=quarantine; psd=y") "dns a.gov.test A 192.0.2.1\n";
	static const struct row rows[] = {
		{ there, "example.com", "x.test=fail", NULL,
			"fail none at example.com of example.com",
			"_dmarc.example.com _dmarc.com" },
		{ there, "mail.example.com", "x.test=fail", NULL,
			"fail quarantine at example.com of example.com",
			"_dmarc.mail.example.com _dmarc.example.com _dmarc.com "
			"A:mail.example.com" },
		{ there, "nope.example.com", "x.test=fail", NULL,
			"fail reject at example.com of example.com",
			"_dmarc.nope.example.com _dmarc.example.com _dmarc.com "
			"A:nope.example.com" },
		/* nothing is beneath what is not there, and what has names beneath it is */
		{ there, "a.nope.example.com", "x.test=fail", NULL,
			"fail reject at example.com of example.com", NULL },
		{ REC("example.com",
			  "p=none; np=reject") "dns x.mail.example.com A 192.0.2.1\n",
			"mail.example.com", "x.test=fail", NULL,
			"fail none at example.com of example.com", NULL },
		/* a letter that passes needs no such question */
		{ there, "nope.example.com", "example.com=pass", NULL,
			"pass quarantine at example.com of example.com, spf example.com",
			"_dmarc.nope.example.com _dmarc.example.com _dmarc.com" },
		/* the author's own record is not asked for sp and np */
		{ REC("mail.example.com", "p=quarantine; sp=none; np=reject")
				REC("example.com", "p=reject"),
			"mail.example.com", "x.test=fail", NULL,
			"fail quarantine at mail.example.com of example.com", NULL },
		/* a record between author and organization is none of the three */
		{ REC("b.example.com", "p=reject") REC("example.com", "p=none"),
			"a.b.example.com", "x.test=fail", NULL,
			"fail none at example.com of example.com", NULL },
		{ REC("b.example.com", "p=reject; psd=n") REC("example.com", "p=none"),
			"a.b.example.com", "x.test=fail", NULL,
			"fail reject at b.example.com of b.example.com",
			"_dmarc.a.b.example.com _dmarc.b.example.com" },
		/* public suffixes */
		{ suffix, "a.gov.test", "x.test=fail", NULL,
			"fail none at gov.test of a.gov.test", NULL },
		{ suffix, "b.gov.test", "x.test=fail", NULL,
			"fail quarantine at gov.test of b.gov.test", NULL },
		{ suffix, "gov.test", "x.test=fail", NULL,
			"fail reject at gov.test of gov.test", NULL },
		{ REC("gov.test", "p=reject; psd=y") REC("a.gov.test", "p=none"),
			"a.gov.test", "x.test=fail", NULL,
			"fail none at a.gov.test of a.gov.test", NULL },
		{ REC("gov.test", "p=reject; psd=y") REC("b.a.gov.test", "p=none"),
			"c.b.a.gov.test", "x.test=fail", NULL,
			"fail reject at gov.test of a.gov.test", NULL },
		/* t=y: one step less (4.7) */
		{ REC("example.com", "p=reject; t=y"), "example.com", "x.test=fail", NULL,
			"fail quarantine for reject at example.com of example.com",
			NULL },
		{ REC("example.com", "p=quarantine; t=y"), "example.com", "x.test=fail",
			NULL, "fail none for quarantine at example.com of example.com",
			NULL },
		{ REC("example.com", "p=none; np=reject; t=y"), "no.example.com",
			"x.test=fail", NULL,
			"fail quarantine for reject at example.com of example.com",
			NULL },
		{ REC("example.com", "p=reject; t=n; pct=0"), "example.com",
			"x.test=fail", NULL, "fail reject at example.com of example.com",
			NULL },
		/* no valid p, sp or np: none, if anybody wants to hear of it */
		{ REC("example.com", "rua=mailto:a@example.com"), "example.com",
			"x.test=fail", NULL, "fail none at example.com of example.com",
			NULL },
		{ REC("example.com", "sp=reject"), "example.com", "x.test=fail", NULL,
			"none none at example.com of example.com", NULL },
		{ "dns _dmarc.example.com TXT \"v=DMARC1\"\n", "example.com",
			"x.test=fail", NULL, "none none at example.com of example.com",
			NULL },
	};
	CHECK_ROWS(rows);
	(void)state;
}

/* Sections 4.4, 4.10.2. */
static void alignment_relaxed_and_strict(void **state)
{
	static const char plain[] = REC("example.com", "p=reject");
	static const char strict[] = REC("example.com", "p=reject; adkim=s; aspf=s");
	static const struct row rows[] = {
		{ plain, "news.example.com", "foo.example.com=pass", NULL,
			"pass reject at example.com of example.com, spf foo.example.com",
			"_dmarc.news.example.com _dmarc.example.com _dmarc.com "
			"_dmarc.foo.example.com" },
		/* appendix B.4.1, B.4.2 and B.4.3 */
		{ REC("example.com", "p=reject") REC("signing.example.com", "p=reject"),
			"example.com", "example.com=pass", "signing.example.com=pass",
			"pass reject at example.com of example.com, dkimspf "
			"signing.example.com",
			"_dmarc.example.com _dmarc.com _dmarc.signing.example.com" },
		{ REC("example.com", "p=reject") REC("signing.example.com", "p=reject"),
			"a.b.c.d.e.f.g.h.i.j.k.example.com", "example.com=pass",
			"signing.example.com=pass",
			"pass reject at example.com of example.com, dkimspf "
			"signing.example.com",
			NULL },
		{ REC("bank.example", "p=reject; psd=y")
				REC("giant.bank.example", "p=quarantine"),
			"giant.bank.example", "mail.giant.bank.example=pass",
			"mail.mega.bank.example=pass",
			"pass quarantine at giant.bank.example of giant.bank.example, "
			"spf "
			"mail.giant.bank.example",
			"_dmarc.giant.bank.example _dmarc.bank.example "
			"_dmarc.mail.giant.bank.example" },
		/* no question for what lies outside */
		{ plain, "news.example.com", "foo.example.net=pass",
			"evilexample.com=pass",
			"fail reject at example.com of example.com",
			"_dmarc.news.example.com _dmarc.example.com _dmarc.com" },
		{ plain, "example.com", "x.test=pass", "a.test=pass b.example.com=pass",
			"pass reject at example.com of example.com, dkim b.example.com",
			NULL },
		{ plain, "example.com", "a.example.com=pass", "b.example.com=pass",
			"pass reject at example.com of example.com, dkimspf "
			"b.example.com",
			NULL },
		{ plain, "EXAMPLE.com", "x.test=fail", "Example.Com=pass",
			"pass reject at example.com of example.com, dkim example.com",
			NULL },
		{ plain, "example.com", "x.test=fail", "example.com=fail",
			"fail reject at example.com of example.com", NULL },
		{ strict, "example.com", "a.example.com=pass", "b.example.com=pass",
			"fail reject at example.com of example.com",
			"_dmarc.example.com _dmarc.com" },
		{ strict, "example.com", "example.com=pass", "b.example.com=pass",
			"pass reject at example.com of example.com, spf example.com",
			NULL },
		{ REC("example.com", "p=reject; adkim=s"), "a.example.com",
			"example.com=pass", "example.com=pass",
			"pass reject at example.com of example.com, spf example.com",
			NULL },
		{ REC("example.com", "p=reject; aspf=s"), "a.example.com",
			"example.com=pass", NULL,
			"fail reject at example.com of example.com", NULL },
		/* psd=n parts a department from its house */
		{ REC("example.com", "p=reject") REC("b.example.com", "p=reject; psd=n"),
			"example.com", "b.example.com=pass", NULL,
			"fail reject at example.com of example.com", NULL },
		/* psd=y parts neighbours under one suffix */
		{ REC("gov.test", "p=reject; psd=y"), "a.gov.test", "b.gov.test=pass",
			NULL, "fail reject at gov.test of a.gov.test", NULL },
		{ REC("gov.test", "p=reject; psd=y"), "a.gov.test", "x.a.gov.test=pass",
			NULL, "pass reject at gov.test of a.gov.test, spf x.a.gov.test",
			NULL },
		{ REC("xn--bcher-kva.example", "p=reject"),
			"b\xC3\xBC"
			"cher.example",
			"x.test=fail", "a.XN--bcher-kva.example=pass",
			"pass reject at xn--bcher-kva.example of xn--bcher-kva.example, "
			"dkim a.xn--bcher-kva.example",
			NULL },
		/* no policy, yet proved; without records each name stands alone */
		{ "", "example.com", "x.test=fail", "example.com=pass",
			"none of example.com, dkim example.com", NULL },
		{ "", "example.com", "x.test=fail", "a.example.com=pass",
			"none of example.com", "_dmarc.example.com _dmarc.com" },
	};
	CHECK_ROWS(rows);
	(void)state;
}

/* Section 5.3.6, and what must never become a FAIL. */
static void what_was_not_answered(void **state)
{
	static const char plain[] = REC("example.com", "p=reject");
	static const struct row rows[] = {
		{ "dns _dmarc.example.com TIMEOUT\n", "example.com", "x.test=fail", NULL,
			"temperror of example.com, dns-timeout", "_dmarc.example.com" },
		{ "dns _dmarc.example.com SERVFAIL\n", "a.example.com", "x.test=fail",
			NULL, "temperror of a.example.com, dns-servfail",
			"_dmarc.a.example.com _dmarc.example.com" },
		{ "dns _dmarc.example.com BOGUS\n", "example.com", "x.test=fail", NULL,
			"temperror of example.com, dns-bogus", NULL },
		{ "dns _dmarc.example.com TRUNCATED\n", "example.com", "x.test=fail",
			NULL, "temperror of example.com, dns-truncated", NULL },
		{ "offline\n", "example.com", "x.test=fail", NULL,
			"temperror of example.com, offline", "" },
		/* proved all the same */
		{ "dns _dmarc.example.com TIMEOUT\n", "example.com", "x.test=fail",
			"example.com=pass",
			"temperror of example.com, dkim example.com, dns-timeout", NULL },
		{ REC("example.com", "p=reject") "dns _dmarc.com TIMEOUT\n",
			"example.com", "a.example.com=pass", NULL,
			"pass reject at example.com of example.com, spf a.example.com",
			NULL },
		{ REC("example.com", "p=reject; aspf=s") "dns _dmarc.com TIMEOUT\n",
			"example.com", "example.com=pass", NULL,
			"pass reject at example.com of example.com, spf example.com",
			NULL },
		/* a higher organization might have aligned it */
		{ REC("a.example.com", "p=reject") "dns _dmarc.example.com TIMEOUT\n",
			"a.example.com", "b.example.com=pass", NULL,
			"temperror reject at a.example.com of a.example.com, dns-timeout",
			NULL },
		{ REC("example.com", "p=reject") "dns _dmarc.com TIMEOUT\n",
			"example.com", "x.test=fail", NULL,
			"temperror reject at example.com of example.com, dns-timeout",
			NULL },
		/* the identifier's own walk */
		{ REC("example.com", "p=reject") "dns _dmarc.a.example.com TIMEOUT\n",
			"example.com", "a.example.com=pass", NULL,
			"temperror reject at example.com of example.com, dns-timeout",
			NULL },
		/* does it exist? */
		{ REC("example.com", "p=none; np=reject") "dns a.example.com A TIMEOUT\n",
			"a.example.com", "x.test=fail", NULL,
			"temperror none at example.com of example.com, dns-timeout",
			NULL },
		{ REC("example.com",
			  "p=reject; np=reject") "dns a.example.com A TIMEOUT\n",
			"a.example.com", "x.test=fail", NULL,
			"fail reject at example.com of example.com", NULL },
		/* SPF and keys */
		{ plain, "example.com", NULL, NULL,
			"unknown reject at example.com of example.com, no-client", NULL },
		{ plain, "example.com", NULL, "example.com=pass",
			"pass reject at example.com of example.com, dkim example.com",
			NULL },
		{ plain, "example.com", "a.example.com=temperror", NULL,
			"unknown reject at example.com of example.com, dns-servfail",
			NULL },
		{ plain, "example.com", "x.test=temperror", NULL,
			"fail reject at example.com of example.com", NULL },
		{ plain, "example.com", "x.test=fail", "a.example.com=temperror",
			"unknown reject at example.com of example.com, dns-timeout",
			NULL },
		{ plain, "example.com", "x.test=fail", "x.test=temperror",
			"fail reject at example.com of example.com", NULL },
		{ plain, "example.com", "example.com=pass", "a.example.com=temperror",
			"pass reject at example.com of example.com, spf example.com",
			NULL },
	};
	CHECK_ROWS(rows);
	(void)state;
}

static void what_is_no_domain(void **state)
{
	static const char *const authors[] = { "", "a..b", "[192.0.2.1]", "a b.example",
		"." };
	for (size_t i = 0; i < sizeof(authors) / sizeof(authors[0]); i++) {
		struct stage s;
		stage_init(&s, "");
		struct dkim_report dkim = { 0 };
		struct dmarc_outcome o =
			dmarc_check(&s.job, span_from_cstr(authors[i]), NULL, &dkim);
		assert_int_equal(o.result, DMARC_PERMERROR);
		assert_non_null(o.problem);
		assert_int_equal(s.witness.asked.n, 0);
		arena_destroy(&s.arena);
	}
	(void)state;
}

/* All names of a walk are on their way before the first answer is waited for. */
static void a_walk_is_announced_whole(void **state)
{
	struct stage s;
	stage_init(&s, REC("mail.example.com", "p=reject; psd=n"));
	struct dkim_report dkim = dkim_of(&s, "x.test=pass y.test=pass z.test=pass");
	struct dmarc_outcome o =
		dmarc_check(&s.job, SPAN("mail.example.com"), NULL, &dkim);
	assert_string_equal(s.witness.soon.p,
		"_dmarc.mail.example.com _dmarc.example.com _dmarc.com");
	assert_string_equal(s.witness.asked.p, "_dmarc.mail.example.com");
	assert_int_equal(o.questions, 1);
	arena_destroy(&s.arena);
	(void)state;
}

static void a_spent_allowance_is_a_gap(void **state)
{
	struct stage s;
	stage_init(&s, REC("example.com", "p=reject"));
	struct dkim_report dkim = { .cut = true };
	s.job.budget.questions = 2;
	struct dmarc_outcome o = dmarc_check(&s.job, SPAN("a.example.com"), NULL, &dkim);
	assert_int_equal(o.result, DMARC_TEMPERROR);
	assert_int_equal(o.gap, GAP_QUESTIONS);
	s.job.budget.questions = 80;
	o = dmarc_check(&s.job, SPAN("a.example.com"), NULL, &dkim);
	assert_int_equal(o.result, DMARC_UNKNOWN);
	assert_int_equal(o.gap, GAP_LIMIT);
	arena_destroy(&s.arena);
	(void)state;
}

/* Section 4.8. "p/sp/np", then what else is not the default. */
static const char *show_record(struct arena *a, struct span text)
{
	struct dmarc_record r;
	if (!dmarc_record_parse(text, &r))
		return "no record";
	return arena_printf(a, "%s/%s/%s%s%s%s%s%s", dmarc_policy_name(r.p),
		dmarc_policy_name(r.sp), dmarc_policy_name(r.np),
		r.adkim_strict ? " adkim" : "", r.aspf_strict ? " aspf" : "",
		r.testing ? " t" : "",
		r.psd == DMARC_PSD_YES	? " psd=y"
		: r.psd == DMARC_PSD_NO ? " psd=n"
					: "",
		r.no_policy ? " void" : "");
}

static void records_as_they_are_written(void **state)
{
	static const struct {
		const char *text, *want;
	} rows[] = {
		{ "v=DMARC1; p=reject", "reject/reject/reject" },
		{ "v=DMARC1;p=reject;", "reject/reject/reject" },
		{ "v=DMARC1 ; p = Quarantine ; sp=NONE", "quarantine/none/none" },
		{ "V=DMARC1; P=reject; np=none", "reject/reject/none" },
		{ " v = DMARC1; p=none; sp=reject", "none/reject/reject" },
		{ "v=DMARC1; rua=mailto:a@b.example; p=reject; adkim=s; aspf=S; t=y; "
		  "psd=n",
			"reject/reject/reject adkim aspf t psd=n" },
		{ "v=DMARC1; p=reject; psd=y", "reject/reject/reject psd=y" },
		{ "v=DMARC1; p=reject; psd=u; pct=0; ri=x; rf=; fo=1:d:s; zz=1",
			"reject/reject/reject" },
		/* slips fall back to the default */
		{ "v=DMARC1; p=reject; adkim=strict; aspf=; t=yes; psd=maybe",
			"reject/reject/reject" },
		{ "v=DMARC1; p=reject; junk; =; ;; x", "reject/reject/reject" },
		{ "v=DMARC1; p=reject; rua=oops; ruf=mailto:", "reject/reject/reject" },
		/* twice: the same says nothing new, another value is a slip */
		{ "v=DMARC1; p=reject; p=Reject", "reject/reject/reject" },
		{ "v=DMARC1; p=reject; adkim=s; adkim=r", "reject/reject/reject" },
		{ "v=DMARC1; p=reject; p=none", "none/none/none void" },
		{ "v=DMARC1; p=reject; p=none; rua=mailto:a@b.example",
			"none/none/none" },
		/* 4.10.1 */
		{ "v=DMARC1", "none/none/none void" },
		{ "v=DMARC1;", "none/none/none void" },
		{ "v=DMARC1; p=", "none/none/none void" },
		{ "v=DMARC1; p=block; rua=mailto:a@b.example", "none/none/none" },
		{ "v=DMARC1; p=reject; sp=block", "none/none/none void" },
		{ "v=DMARC1; p=reject; np=block; rua=https://b.example/r!10m",
			"none/none/none" },
		{ "v=DMARC1; rua=mailto:", "none/none/none void" },
		{ "v=DMARC1; rua=a@b.example", "none/none/none void" },
		{ "v=DMARC1; rua=a b:c", "none/none/none void" },
		{ "v=DMARC1; rua=1:c", "none/none/none void" },
		{ "v=DMARC1; rua=nobody, mailto:a@b.example!1k", "none/none/none" },
		{ "v=DMARC1; psd=n", "none/none/none psd=n void" },
		/* none of ours */
		{ "", "no record" },
		{ "v=DMARC2; p=reject", "no record" },
		{ "v=dmarc1; p=reject", "no record" },
		{ "v=DMARC1 p=reject", "no record" },
		{ "v=DMARC1, p=reject", "no record" },
		{ "p=reject; v=DMARC1", "no record" },
		{ "; v=DMARC1; p=reject", "no record" },
		{ "v=spf1 -all", "no record" },
		{ "\"v=DMARC1; p=reject\"", "no record" },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_string_equal(
			show_record(*state, span_from_cstr(rows[i].text)), rows[i].want);
}

static void records_cut_at_every_byte(void **state)
{
	static const char text[] = "v=DMARC1; p=reject; sp=quarantine; np=none; "
				   "rua=mailto:a@b.example!1k; t=y";
	for (size_t n = 0; n < sizeof(text); n++) {
		struct dmarc_record r;
		char *copy = malloc(n ? n : 1);
		memcpy(copy, text, n);
		assert_int_equal(dmarc_record_parse(span_of(copy, n), &r), n >= 8);
		free(copy);
	}
	(void)state;
}

static int make_arena(void **state)
{
	*state = arena_create(1 << 20);
	return 0;
}

static int drop_arena(void **state)
{
	struct arena *a = *state;
	arena_destroy(&a);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_walk_asks_these_names),
		cmocka_unit_test(the_organization_is_chosen),
		cmocka_unit_test(the_policy_that_applies),
		cmocka_unit_test(alignment_relaxed_and_strict),
		cmocka_unit_test(what_was_not_answered),
		cmocka_unit_test(what_is_no_domain),
		cmocka_unit_test(a_walk_is_announced_whole),
		cmocka_unit_test(a_spent_allowance_is_a_gap),
		cmocka_unit_test_setup_teardown(
			records_as_they_are_written, make_arena, drop_arena),
		cmocka_unit_test(records_cut_at_every_byte),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
