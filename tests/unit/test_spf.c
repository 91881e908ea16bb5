/* auth/spf: the grammar, the macros, the limits. What the suites of others hold is left to
 * tests/suites/spf.py. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "ask/replay.h"
#include "auth/spf.h"
#include "auth/spf_macro.h"
#include "auth/spf_record.h"

static struct arena *arena;

static int make_arena(void **state)
{
	(void)state;
	arena = arena_create(64 << 20);
	return 0;
}

static int drop_arena(void **state)
{
	(void)state;
	arena_destroy(&arena);
	return 0;
}

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

/* The names and addresses of RFC 7208 section 7.4. */
static struct spf_macros example_macros(const char *client)
{
	struct spf_macros m = { .sender = SPAN("strong-bad@email.example.com"),
		.local = SPAN("strong-bad"),
		.sender_domain = SPAN("email.example.com"),
		.domain = SPAN("email.example.com"),
		.helo = SPAN("mx.example.org"),
		.now_s = 1700000000 };
	assert_true(ip_parse(span_from_cstr(client), &m.client));
	return m;
}

static void macros_expand_as_in_section_7_4(void **state)
{
	static const struct {
		const char *client, *macro, *want;
	} rows[] = {
		{ "192.0.2.3", "%{s}", "strong-bad@email.example.com" },
		{ "192.0.2.3", "%{o}", "email.example.com" },
		{ "192.0.2.3", "%{d}", "email.example.com" },
		{ "192.0.2.3", "%{d4}", "email.example.com" },
		{ "192.0.2.3", "%{d3}", "email.example.com" },
		{ "192.0.2.3", "%{d2}", "example.com" },
		{ "192.0.2.3", "%{d1}", "com" },
		{ "192.0.2.3", "%{dr}", "com.example.email" },
		{ "192.0.2.3", "%{d2r}", "example.email" },
		{ "192.0.2.3", "%{l}", "strong-bad" },
		{ "192.0.2.3", "%{l-}", "strong.bad" },
		{ "192.0.2.3", "%{lr}", "strong-bad" },
		{ "192.0.2.3", "%{lr-}", "bad.strong" },
		{ "192.0.2.3", "%{l1r-}", "strong" },
		{ "192.0.2.3", "%{ir}.%{v}._spf.%{d2}",
			"3.2.0.192.in-addr._spf.example.com" },
		{ "192.0.2.3", "%{lr-}.lp._spf.%{d2}", "bad.strong.lp._spf.example.com" },
		{ "192.0.2.3", "%{lr-}.lp.%{ir}.%{v}._spf.%{d2}",
			"bad.strong.lp.3.2.0.192.in-addr._spf.example.com" },
		{ "192.0.2.3", "%{ir}.%{v}.%{l1r-}.lp._spf.%{d2}",
			"3.2.0.192.in-addr.strong.lp._spf.example.com" },
		{ "192.0.2.3", "%{d2}.trusted-domains.example.net",
			"example.com.trusted-domains.example.net" },
		{ "2001:db8::cb01", "%{ir}.%{v}._spf.%{d2}",
			"1.0.b.c.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2"
			".ip6._spf.example.com" },
		/* and what the section says besides */
		{ "192.0.2.3", "%%a%_b%-c", "%a b%20c" },
		{ "192.0.2.3", "%{S}", "strong-bad%40email.example.com" },
		{ "192.0.2.3", "%{D2R-.}", "example.email" },
		{ "192.0.2.3", "%{d99999999999999999999}", "email.example.com" },
		{ "192.0.2.3", "%{h}|%{r}|%{t}|%{c}|%{p}",
			"mx.example.org|unknown|1700000000|192.0.2.3|unknown" },
		{ "2001:db8::cb01", "%{c}", "2001:db8::cb01" },
		{ "2001:db8::cb01", "%{i2}", "0.1" },
		{ "192.0.2.3", "", "" },
	};
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct spf_macros m = example_macros(rows[i].client);
		struct span macro = span_from_cstr(rows[i].macro), got;
		assert_true(spf_macro_is_valid(macro, SPF_MACRO_EXPLANATION));
		assert_true(spf_macro_expand(arena, &m, macro, &got));
		assert_int_equal(got.n, strlen(rows[i].want));
		assert_memory_equal(got.p, rows[i].want, got.n);
	}
}

static void macro_strings_are_judged_whole(void **state)
{
	static const char *const broken[] = { "%", "a%", "%(ir)", "%{", "%{d", "%{}",
		"%{a}", "%{d0}", "%{d00}", "%{d-r}", "%{drr}", "%{d:}", "%{d2r-.", "%a",
		"%{%d}", "a b", "\x7F", "\x80", "a\tb" };
	(void)state;
	for (size_t i = 0; i < COUNT(broken); i++)
		assert_false(spf_macro_is_valid(
			span_from_cstr(broken[i]), SPF_MACRO_MODIFIER));
	assert_true(spf_macro_is_valid(SPAN("%{c}%{R}%{t}"), SPF_MACRO_MODIFIER));
	assert_false(spf_macro_is_valid(SPAN("%{c}"), SPF_MACRO_DOMAIN));
	assert_true(spf_macro_is_valid(SPAN("a b %{c}"), SPF_MACRO_EXPLANATION));
	assert_false(spf_macro_is_valid(SPAN("a\nb"), SPF_MACRO_EXPLANATION));
	assert_true(spf_macro_has_client_name(SPAN("a.%{P2r}")));
	assert_false(spf_macro_has_client_name(SPAN("p.%%{p}.example")));
}

static void domain_specs_end_in_a_macro_or_a_top_label(void **state)
{
	static const char *const good[] = { "a.example", "a.example.", "%{d}", "a.%{d}",
		"%{d}.example", "foo:bar/baz.example.com", "a.1-2", "a..example",
		".example", "a%%", "_spf.example.com", "a.xn--zckzah", "%{i}._x.%{d2r}" };
	static const char *const bad[] = { "", ".", "a", "museum", "museum.", "a.", "a.1",
		"a.-b", "a.b-", "a.b_c", "%{d}example", "a.example/", "a.example:80",
		"a.%", "a.example..", "%{c}.example" };
	(void)state;
	for (size_t i = 0; i < COUNT(good); i++)
		assert_true(spf_domain_spec_is_valid(span_from_cstr(good[i])));
	for (size_t i = 0; i < COUNT(bad); i++)
		assert_false(spf_domain_spec_is_valid(span_from_cstr(bad[i])));
}

static void a_long_target_loses_labels_on_its_left(void **state)
{
	struct spf_macros m = example_macros("192.0.2.3");
	struct text t;
	struct span got;
	(void)state;
	text_init(&t, arena, 4096);
	for (int i = 0; i < 30; i++)
		text_add_cstr(&t, "%{d}.");
	text_add_cstr(&t, "example.");
	assert_true(spf_domain_expand(arena, &m, text_span(&t), &got));
	assert_true(got.n <= 253 && got.n > 253 - 8);
	assert_true(span_ends_with(got, SPAN(".email.example.com.example")));
}

static void an_expansion_has_an_end(void **state)
{
	struct arena *small = arena_create(1 << 20);
	struct spf_macros m = example_macros("2001:db8::1");
	struct text t;
	struct span got;
	(void)state;
	text_init(&t, arena, 1 << 20);
	for (int i = 0; i < 12000; i++)
		text_add_cstr(&t, "%{i}");
	assert_false(spf_macro_expand(small, &m, text_span(&t), &got));
	text_init(&t, arena, 1 << 20);
	for (int i = 0; i < 12000; i++)
		text_add_cstr(&t, "%{i1}%{t9r}");
	assert_false(spf_macro_expand(small, &m, text_span(&t), &got));
	arena_destroy(&small);
}

static void records_are_recognized_by_their_version(void **state)
{
	(void)state;
	assert_true(spf_record_is(SPAN("v=spf1")));
	assert_true(spf_record_is(SPAN("V=SPF1 all")));
	assert_false(spf_record_is(SPAN("v=spf10")));
	assert_false(spf_record_is(SPAN("v=spf1\tall")));
	assert_false(spf_record_is(SPAN(" v=spf1")));
	assert_false(spf_record_is(SPAN("v=spf")));
}

static void errors_anywhere_void_the_record(void **state)
{
	static const char *const bad[] = { "moo", "-", "+", "all:", "all/8", "-all.",
		"++all", "include", "include:", "include/24", "include:a.example/24",
		"a:", "a/33", "a/032", "a//129", "a/24/64", "a/", "a//", "a:b", "mx:a.1",
		"ptr/0", "ptr:", "ip4", "ip4:", "ip4:1.2.3", "ip4:1.2.3.4/33",
		"ip4:1.2.3.4//32", "ip4:01.2.3.4", "ip4:1.2.3.4:80", "ip4:::1",
		"ip4:[1.2.3.4]", "ip6", "ip6:1.2.3.4", "ip6:::1/129", "ip6:::1//33",
		"ip6:[::1]", "ip6:IPv6:::1", "ip6::CAFE::BABE", "exists",
		"exists:", "exists:a.b/24", "redirect:a.example",
		"redirect=", "redirect=a", "exp=", "exp=%{r}.example",
		"redirect=a.example redirect=b.example", "exp=a.example EXP=b.example",
		"=a", "1a=b", "m/n=o", "m:n=o", "m=%", "m=%{y}", "a:%{d", "a\x0D",
		"\x80-" };
	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++) {
		struct spf_record r;
		char *text = arena_printf(arena, "v=spf1 -all %s ip4:192.0.2.1", bad[i]);
		if (spf_record_parse(span_from_cstr(text), &r))
			fail_msg("taken: %s", bad[i]);
		assert_non_null(r.problem);
		assert_true(span_inside(span_from_cstr(text), r.problem_at));
	}
}

static void terms_are_read_with_all_they_carry(void **state)
{
	struct spf_record r;
	struct spf_term t;
	struct span txt = SPAN("v=spf1  ~A:a.example/24//64 m.x=%{c} ip6:2001:db8::/32 "
			       "-ip4:192.0.2.0/24 exp=e.example redirect=%{d} ?mx  ");
	(void)state;
	assert_true(spf_record_parse(txt, &r));
	assert_true(span_equal(r.exp, SPAN("e.example")));
	assert_true(span_equal(r.redirect, SPAN("%{d}")));
	struct span rest = r.terms;
	assert_true(spf_record_next(&rest, &t) && t.kind == SPF_A && t.qualifier == '~');
	assert_true(t.prefix4 == 24 && t.prefix6 == 64 &&
		    span_equal(t.domain, SPAN("a.example")));
	assert_true(
		spf_record_next(&rest, &t) && t.kind == SPF_OTHER && t.qualifier == 0);
	assert_true(spf_record_next(&rest, &t) && t.kind == SPF_IP6 && t.prefix6 == 32);
	assert_true(spf_record_next(&rest, &t) && t.kind == SPF_IP4 && t.net.bits == 32);
	assert_true(spf_record_next(&rest, &t) && t.kind == SPF_EXP);
	assert_true(spf_record_next(&rest, &t) && t.kind == SPF_REDIRECT);
	assert_true(spf_record_next(&rest, &t) && t.kind == SPF_MX && t.qualifier == '?');
	assert_true(
		t.prefix4 == 32 && t.prefix6 == 128 && span_equal(t.text, SPAN("?mx")));
	assert_false(spf_record_next(&rest, &t));
}

static void a_mapped_network_stays_ipv6(void **state)
{
	struct spf_record r;
	struct spf_term t;
	(void)state;
	assert_true(spf_record_parse(SPAN("v=spf1 ip6:::ffff:192.0.2.1/96"), &r));
	struct span rest = r.terms;
	assert_true(spf_record_next(&rest, &t));
	assert_int_equal(t.net.bits, 128);
	assert_int_equal(t.net.bytes[11], 0xFF);
	assert_int_equal(t.net.bytes[15], 1);
}

/* One question in a world of rows; `job` is left for a look at what was asked. */
static struct spf_outcome ask(struct job *job, const char *world, const char *client,
	const char *helo, const char *mail_from)
{
	struct world *w;
	struct err err;
	struct spf_query q = { .helo = span_from_cstr(helo),
		.mail_from = span_from_cstr(mail_from) };
	if (world_parse(arena, span_from_cstr(world), &w, &err) < 0)
		fail_msg("%s", err.text);
	assert_true(ip_parse(span_from_cstr(client), &q.client));
	uint64_t questions = job->budget.questions;
	job_init(job, arena);
	if (questions)
		job->budget.questions = questions;
	job->oracle = world_oracle(w);
	return spf_check(job, &q);
}

static struct spf_outcome ask_record(const char *record, const char *more)
{
	struct job job = { .budget = { 0 } };
	return ask(&job,
		arena_printf(
			arena, "dns example.com TXT \"v=spf1 %s\"\n%s", record, more),
		"192.0.2.1", "helo.example.com", "user@example.com");
}

static void ten_lookups_are_allowed_and_no_more(void **state)
{
	static const char hosts[] = "dns h.example.com A 203.0.113.1\n"
				    "dns h.example.com MX 1 h.example.com\n"
				    "dns 1.2.0.192.in-addr.arpa PTR h.example.com\n";
	static const char *const ten[] = {
		"a:h.example.com mx:h.example.com a:h.example.com mx:h.example.com "
		"exists:x.%{d} a:h.example.com a:h.example.com a:h.example.com ptr "
		"a:h.example.com",
		"a:h.example.com a:h.example.com a:h.example.com a:h.example.com "
		"a:h.example.com "
		"a:h.example.com a:h.example.com a:h.example.com exists:%{p}.example.com",
	};
	(void)state;
	for (size_t i = 0; i < COUNT(ten); i++) {
		struct spf_outcome o = ask_record(ten[i], hosts);
		assert_int_equal(o.result, SPF_NEUTRAL);
		assert_int_equal(o.lookups, 10);
		o = ask_record(arena_printf(arena, "%s a:h.example.com", ten[i]), hosts);
		assert_int_equal(o.result, SPF_PERMERROR);
		assert_string_equal(o.problem, "more than ten lookups");
		/* %{p} in what only a failure reads is none of them */
		o = ask_record(
			arena_printf(arena, "%s -all exp=%%{p}.example.com", ten[i]),
			hosts);
		assert_int_equal(o.result, SPF_FAIL);
	}
	struct spf_outcome o = ask_record("redirect=example.com", "");
	assert_int_equal(o.result, SPF_PERMERROR);
	assert_int_equal(o.lookups, 10);
	o = ask_record("include:example.com", "");
	assert_int_equal(o.result, SPF_PERMERROR);
}

static void two_void_lookups_are_allowed_and_no_more(void **state)
{
	(void)state;
	struct spf_outcome o =
		ask_record("a:x.example exists:y.example ip4:192.0.2.1", "");
	assert_int_equal(o.result, SPF_PASS);
	assert_int_equal(o.voids, 2);
	o = ask_record("a:x.example mx:y.example ptr ip4:192.0.2.1", "");
	assert_int_equal(o.result, SPF_PERMERROR);
	/* a term is void once, with however many hosts that are not there */
	o = ask_record("mx ip4:192.0.2.1", "dns example.com MX 1 a.example.com\n"
					   "dns example.com MX 2 b.example.com\n"
					   "dns example.com MX 3 c.example.com\n");
	assert_int_equal(o.result, SPF_PASS);
	assert_int_equal(o.voids, 1);
	/* what is no name is not asked */
	o = ask_record("a:x..example a:.example a:%{d}..example ip4:192.0.2.1", "");
	assert_int_equal(o.result, SPF_PASS);
	assert_int_equal(o.voids, 0);
}

/* Each way of DNS to fail, and the gap that it leaves. */
static void what_dns_does_not_say_is_temperror(void **state)
{
	static const struct {
		const char *status;
		enum gap gap;
	} rows[] = { { "TIMEOUT", GAP_DNS_TIMEOUT }, { "SERVFAIL", GAP_DNS_SERVFAIL },
		{ "BOGUS", GAP_DNS_BOGUS }, { "TRUNCATED", GAP_DNS_TRUNCATED } };
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		static const char *const records[] = { "a:t.example -all",
			"mx:t.example -all", "exists:t.example -all",
			"include:t.example -all", "redirect=t.example", "mx -all" };
		for (size_t k = 0; k < COUNT(records); k++) {
			struct spf_outcome o = ask_record(
				records[k], arena_printf(arena,
						    "dns t.example %s\ndns example.com "
						    "MX 1 t.example\n",
						    rows[i].status));
			assert_int_equal(o.result, SPF_TEMPERROR);
			assert_int_equal(o.gap, rows[i].gap);
		}
		struct job job = { .budget = { 0 } };
		struct spf_outcome o = ask(&job,
			arena_printf(arena, "dns example.com %s\n", rows[i].status),
			"192.0.2.1", "h", "u@example.com");
		assert_int_equal(o.result, SPF_TEMPERROR);
		assert_int_equal(o.gap, rows[i].gap);
		/* section 5.5: the name is skipped */
		o = ask_record(
			"ptr -all", arena_printf(arena, "dns 1.2.0.192.in-addr.arpa %s\n",
					    rows[i].status));
		assert_int_equal(o.result, SPF_FAIL);
	}
}

static void our_own_refusal_is_temperror_everywhere(void **state)
{
	struct job job = { .budget = { .questions = 1 } };
	static const char *const records[] = { "a -all", "ptr -all",
		"exists:%{p}.example -all", "include:x.example -all" };
	(void)state;
	for (size_t i = 0; i < COUNT(records); i++) {
		const char *world = arena_printf(
			arena, "dns example.com TXT \"v=spf1 %s\"\n", records[i]);
		struct spf_outcome o =
			ask(&job, world, "192.0.2.1", "h", "u@example.com");
		assert_int_equal(o.result, SPF_TEMPERROR);
		assert_int_equal(o.gap, GAP_QUESTIONS);
	}
	struct spf_outcome o = ask(&job, "offline\n", "192.0.2.1", "h", "u@example.com");
	assert_int_equal(o.result, SPF_TEMPERROR);
	assert_int_equal(o.gap, GAP_OFFLINE);
}

static void eleven_mx_records_are_an_error_in_any_order(void **state)
{
	struct text t;
	(void)state;
	text_init(&t, arena, 4096);
	for (int i = 0; i < 11; i++)
		text_printf(&t, "dns example.com MX %d m.example.com\n", i);
	text_add_cstr(&t, "dns m.example.com A 192.0.2.1\n");
	assert_int_equal(ask_record("mx -all", t.p).result, SPF_PERMERROR);
}

static void only_ten_ptr_names_are_followed(void **state)
{
	struct text t;
	(void)state;
	text_init(&t, arena, 4096);
	for (int i = 0; i < 11; i++)
		text_printf(&t, "dns 1.2.0.192.in-addr.arpa PTR p%d.example.com\n", i);
	text_add_cstr(&t, "dns p10.example.com A 192.0.2.1\n");
	assert_int_equal(ask_record("ptr -all", t.p).result, SPF_FAIL);
	text_add_cstr(&t, "dns p9.example.com A 192.0.2.1\n");
	assert_int_equal(ask_record("ptr -all", t.p).result, SPF_PASS);
}

static void the_identity_is_helo_when_the_path_is_null(void **state)
{
	struct job job = { .budget = { 0 } };
	static const char world[] =
		"dns helo.example.com TXT \"v=spf1 exists:%{l}.%{o} -all\"\n"
		"dns postmaster.helo.example.com A 127.0.0.2\n";
	(void)state;
	struct spf_outcome o = ask(&job, world, "192.0.2.1", "HELO.example.com", "");
	assert_int_equal(o.result, SPF_PASS);
	assert_true(o.by_helo && span_equal(o.domain, SPAN("helo.example.com")));
	assert_true(span_equal(o.mechanism, SPAN("exists:%{l}.%{o}")));
	o = ask(&job, world, "192.0.2.1", "h", "helo.example.com");
	assert_true(o.result == SPF_PASS && !o.by_helo);
	o = ask(&job, world, "192.0.2.1", "helo.example.com", "user@elsewhere.example");
	assert_int_equal(o.result, SPF_NONE);
	static const char *const no_domain[] = { "a@", "a@b", "a@.", "a@b..c",
		"a@[192.0.2.1]", "a@b c.example" };
	for (size_t i = 0; i < COUNT(no_domain); i++)
		assert_int_equal(ask(&job, world, "192.0.2.1", "h", no_domain[i]).result,
			SPF_NONE);
	assert_int_equal(job.question_count, 0);
}

static void idn_domains_are_asked_as_a_labels(void **state)
{
	struct job job = { .budget = { 0 } };
	static const char world[] = "dns xn--bcher-kva.example TXT \"v=spf1 "
				    "exists:x.%{o} -all exp=e.example\"\n"
				    "dns e.example TXT \"%{s} from %{d} by %{h}\"\n"
				    "dns x.xn--bcher-kva.example A 127.0.0.2\n"
				    "dns u.example TXT \"v=spf1 -exists:%{l}.example "
				    "-include:%{l}.example +all\"\n"
				    "dns *.example A 127.0.0.2\n";
	(void)state;
	struct spf_outcome o = ask(&job, world, "192.0.2.1", "h",
		"a@B\xC3\x9C"
		"cher.example");
	assert_int_equal(o.result, SPF_PASS);
	assert_true(span_equal(o.domain, SPAN("xn--bcher-kva.example")));
	/* RFC 8616 section 4: such a local part never matches; to include it is to include
	 * what is not there */
	o = ask(&job, world, "192.0.2.1", "h", "\xC3\xBC@u.example");
	assert_int_equal(o.result, SPF_PERMERROR);
	assert_string_equal(o.problem, "no record to include");
}

static void explanations_are_printable_or_absent(void **state)
{
	static const struct {
		const char *mail_from, *text, *want;
	} rows[] = {
		{ "u@example.com", "%{s} is not allowed.",
			"u@example.com is not allowed." },
		{ "u\r\nX: y@example.com", "%{s} is not allowed.", "" },
		{ "\xC3\xBC@example.com", "%{s} is not allowed.", "" },
		{ "u@example.com", "a\\x09b", "" },
		{ "u@example.com", "a\\x80", "" },
		{ "u@example.com", "%{z}", "" },
	};
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct job job = { .budget = { 0 } };
		struct spf_outcome o = ask(&job,
			arena_printf(arena,
				"dns example.com TXT \"v=spf1 -all exp=e.example\"\n"
				"dns e.example TXT \"%s\"\n",
				rows[i].text),
			"192.0.2.1", "h", rows[i].mail_from);
		assert_int_equal(o.result, SPF_FAIL);
		assert_true(span_equal(o.explanation, span_from_cstr(rows[i].want)));
	}
}

struct heard {
	const struct oracle *world;
	struct text soon;
};

static void answer(void *state, struct arena *a, struct span name, enum dns_type type,
	struct dns_answer *answer_r)
{
	struct heard *h = state;
	h->world->dns(h->world->state, a, name, type, answer_r);
}

static void hear(void *state, struct span name, enum dns_type type)
{
	struct heard *h = state;
	text_printf(&h->soon, "%.*s/%s ", SPAN_ARG(name), dns_type_name(type));
}

static void what_will_be_asked_is_announced(void **state)
{
	struct world *w;
	struct err err;
	struct job job;
	struct heard h;
	struct oracle oracle = { .dns = answer, .dns_soon = hear, .state = &h };
	struct spf_query q = { .mail_from = SPAN("u@example.com") };
	(void)state;
	assert_int_equal(
		world_parse(arena,
			SPAN("dns example.com TXT \"v=spf1 a mx include:i.example "
			     "exists:%{l}.example ip4:192.0.2.0/24 include:j.example\"\n"
			     "dns example.com MX 1 m.example\n"
			     "dns example.com MX 2 n.example\n"
			     "dns m.example A 192.0.2.1\n"
			     "dns i.example TXT \"v=spf1 -all\"\n"),
			&w, &err),
		0);
	h.world = world_oracle(w);
	text_init(&h.soon, arena, 4096);
	assert_true(ip_parse(SPAN("192.0.2.1"), &q.client));
	job_init(&job, arena);
	job.oracle = &oracle;
	assert_int_equal(spf_check(&job, &q).result, SPF_PASS);
	assert_string_equal(h.soon.p,
		"example.com/A example.com/MX i.example/TXT m.example/A "
		"n.example/A ");
}

static void any_cut_of_a_record_is_judged(void **state)
{
	struct span whole =
		SPAN("v=spf1 +a:%{ir}.%{v}.%{d2}/24//64 -mx ?ptr:b.example "
		     "~include:c.example ip4:192.0.2.0/24 ip6:2001:db8::/32 "
		     "exists:%{L1R+-}._x.%{d} m=%%%_%- exp=e.example redirect=f.example");
	(void)state;
	for (size_t n = 0; n <= whole.n; n++) {
		struct span cut = arena_copy(arena, span_take(whole, n));
		struct spf_record r;
		struct spf_term t;
		if (!spf_record_is(cut) || !spf_record_parse(cut, &r))
			continue;
		for (struct span rest = r.terms; spf_record_next(&rest, &t);)
			assert_true(span_inside(cut, t.text));
		struct text world;
		text_init(&world, arena, 4096);
		text_printf(&world, "%.*s", SPAN_ARG(cut));
		ask_record(world.p + 6, "");
	}
}

static void give(void *state, struct arena *a, struct span name, enum dns_type type,
	struct dns_answer *answer_r)
{
	(void)a;
	(void)name;
	(void)type;
	*answer_r = *(const struct dns_answer *)state;
}

/* A record as large as a TXT record can be, of terms that cost nothing but reading. */
static void a_huge_record_costs_no_memory(void **state)
{
	struct text t;
	struct spf_record r;
	(void)state;
	text_init(&t, arena, 65535);
	text_add_cstr(&t, "v=spf1");
	while (t.n < 65500)
		text_add_cstr(&t, " ip4:198.51.100.1");
	assert_true(spf_record_parse(text_span(&t), &r));
	struct job job;
	struct dns_answer a = { .status = DNS_OK, .count = 1 };
	a.records = &(struct dns_record){ .data = text_span(&t) };
	struct oracle oracle = { .dns = give, .state = &a };
	struct spf_query q = { .mail_from = SPAN("u@example.com") };
	struct arena *small = arena_create(1 << 20);
	assert_true(ip_parse(SPAN("192.0.2.1"), &q.client));
	job_init(&job, small);
	job.oracle = &oracle;
	assert_int_equal(spf_check(&job, &q).result, SPF_NEUTRAL);
	assert_true(arena_used(small) < 8192);
	arena_destroy(&small);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(macros_expand_as_in_section_7_4),
		cmocka_unit_test(macro_strings_are_judged_whole),
		cmocka_unit_test(domain_specs_end_in_a_macro_or_a_top_label),
		cmocka_unit_test(a_long_target_loses_labels_on_its_left),
		cmocka_unit_test(an_expansion_has_an_end),
		cmocka_unit_test(records_are_recognized_by_their_version),
		cmocka_unit_test(errors_anywhere_void_the_record),
		cmocka_unit_test(terms_are_read_with_all_they_carry),
		cmocka_unit_test(a_mapped_network_stays_ipv6),
		cmocka_unit_test(ten_lookups_are_allowed_and_no_more),
		cmocka_unit_test(two_void_lookups_are_allowed_and_no_more),
		cmocka_unit_test(what_dns_does_not_say_is_temperror),
		cmocka_unit_test(our_own_refusal_is_temperror_everywhere),
		cmocka_unit_test(eleven_mx_records_are_an_error_in_any_order),
		cmocka_unit_test(only_ten_ptr_names_are_followed),
		cmocka_unit_test(the_identity_is_helo_when_the_path_is_null),
		cmocka_unit_test(idn_domains_are_asked_as_a_labels),
		cmocka_unit_test(explanations_are_printable_or_absent),
		cmocka_unit_test(what_will_be_asked_is_announced),
		cmocka_unit_test(any_cut_of_a_record_is_judged),
		cmocka_unit_test(a_huge_record_costs_no_memory),
	};
	return cmocka_run_group_tests_name("spf", tests, make_arena, drop_arena);
}
