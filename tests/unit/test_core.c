/* core/ and ask/replay: policy, verdict, limits, the engine's own answers, worlds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>

#include "ask/replay.h"
#include "base/when.h"
#include "core/engine.h"
#include "core/lists.h"
#include "core/verdict.h"
#include "report/words.h"

static int make_arena(void **state)
{
	*state = arena_create(1 << 22);
	return 0;
}

static int drop_arena(void **state)
{
	struct arena *a = *state;
	arena_destroy(&a);
	return 0;
}

static struct policy *policy_of(struct arena *a, const char *text)
{
	struct policy *p = NULL;
	struct err err;
	assert_int_equal(policy_parse(a, span_from_cstr(text), &p, &err), 0);
	return p;
}

static void a_broken_policy_row_is_named_by_its_line(void **state)
{
	static const char *const broken[] = { "\nx strong sender\n",
		"# c\nx strung sender note\n", "\nx strong sendre note\n",
		"\nx strong sender maybe\n", "\nx strong sender note more\n" };
	for (size_t i = 0; i < sizeof(broken) / sizeof(broken[0]); i++) {
		struct policy *p;
		struct err err = { "" };
		assert_true(
			policy_parse(*state, span_from_cstr(broken[i]), &p, &err) < 0);
		assert_non_null(strstr(err.text, "line 2"));
	}
}

static void a_broken_rule_is_named_by_its_line(void **state)
{
	static const char *const broken[] = { "\nrule\n", "\nrule first-contact\n",
		"\nrule first-contact a b\n", "\nrule last-contact a\n",
		"\nrule lifts a\n", "\nrule lifts a auth\n", "\nrule lifts a weak auth\n",
		"\nrule lifts a auth feeble\n", "\nrule lifts a oath weak\n",
		"\nrule lifts a auth weak more\n", "# c\nrule lifts a # auth weak\n" };
	for (size_t i = 0; i < sizeof(broken) / sizeof(broken[0]); i++) {
		struct policy *p;
		struct err err = { "" };
		assert_int_equal(
			policy_parse(*state, span_from_cstr(broken[i]), &p, &err),
			-EINVAL);
		assert_non_null(strstr(err.text, "line 2"));
		assert_non_null(strstr(err.text, "rule"));
	}
}

static void a_variant_has_its_own_weight_or_its_codes(void **state)
{
	struct policy *p =
		policy_of(*state, "a.b weak auth note # why\na.b/c strong sender note\n");
	struct finding f = { .code = "a.b", .variant = "c" };
	assert_int_equal(policy_weight(p, &f, NULL).tier, TIER_STRONG);
	f.variant = "d";
	assert_int_equal(policy_weight(p, &f, NULL).tier, TIER_WEAK);
	bool known;
	f.code = "a.bc";
	policy_weight(p, &f, &known);
	assert_false(known);
}

struct verdict_case {
	const char *
		codes; /* "s" strong, "m" medium auth, "M" medium sender, "w" weak, "?" gap
	                      that matters, "-" gap that does not, "." clear strong */
	enum verdict_level level;
	size_t reasons;
};

static void silence_rules_hold(void **state)
{
	static const struct verdict_case cases[] = { { "", VERDICT_NOTHING_FOUND, 0 },
		{ ".", VERDICT_NOTHING_FOUND, 0 }, { "w", VERDICT_NOTHING_FOUND, 1 },
		{ "ww", VERDICT_NOTHING_FOUND, 1 }, { "m", VERDICT_CAUTION, 1 },
		{ "mm", VERDICT_CAUTION, 1 }, { "mM", VERDICT_DANGER, 2 },
		{ "s", VERDICT_DANGER, 1 }, { "?", VERDICT_UNDECIDED, 0 },
		{ "-", VERDICT_NOTHING_FOUND, 0 }, { "?w", VERDICT_UNDECIDED, 1 },
		{ "?m", VERDICT_CAUTION, 1 }, { "wMsm", VERDICT_DANGER, 3 } };
	struct policy *p = policy_of(*state,
		"s strong link note\nm medium auth note\nM medium sender note\nw weak "
		"file note\n"
		"? weak auth undecided\n- strong auth note\n. strong auth undecided\n");
	static const char *const codes[] = { "s", "m", "M", "w", "?", "-", "." };
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct finding list[8] = { 0 };
		size_t n = strlen(cases[i].codes);
		for (size_t k = 0; k < n; k++) {
			char c = cases[i].codes[k];
			for (size_t j = 0; j < 7; j++)
				if (codes[j][0] == c)
					list[k].code = codes[j];
			list[k].state = c == '?' || c == '-' ? STATE_UNKNOWN
					: c == '.'	     ? STATE_CLEAR
							     : STATE_HIT;
			list[k].next = k + 1 < n ? &list[k + 1] : NULL;
		}
		struct verdict v = verdict_judge(n ? list : NULL, p);
		assert_int_equal(v.level, cases[i].level);
		assert_int_equal(v.reason_count, cases[i].reasons);
		for (size_t k = 1; k < v.reason_count; k++)
			assert_true(policy_weight(p, v.reasons[k - 1], NULL).tier >=
				    policy_weight(p, v.reasons[k], NULL).tier);
	}
}

/* --- the rules of silence --- */

/* "hit code/variant", "clear code", "gap code", one after the other, with ", " between. */
struct silence_case {
	const char *findings;
	enum verdict_level level;
};

static struct finding *findings_of(struct arena *a, const char *text)
{
	struct finding *first = NULL, **last = &first;
	struct span rest = span_from_cstr(text);
	while (rest.n) {
		struct span code = span_split(&rest, ','), variant;
		code = span_trim(code);
		struct span state = span_split(&code, ' ');
		variant = code;
		code = span_split(&variant, '/');
		struct finding *f = arena_new(a, struct finding);
		f->code = arena_cstr(a, code);
		f->variant = variant.p ? arena_cstr(a, variant) : NULL;
		f->state = span_equal(state, SPAN("hit"))     ? STATE_HIT
			   : span_equal(state, SPAN("clear")) ? STATE_CLEAR
							      : STATE_UNKNOWN;
		*last = f;
		last = &f->next;
	}
	return first;
}

/* In both orders: which finding comes first must not matter. */
static void assert_verdicts(struct arena *a, const struct policy *p,
	const struct silence_case *cases, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct finding *f = findings_of(a, cases[i].findings), *back = NULL;
		enum verdict_level level = verdict_judge(f, p).level;
		while (f) {
			struct finding *next = f->next;
			f->next = back;
			back = f;
			f = next;
		}
		if (level != cases[i].level || verdict_judge(back, p).level != level)
			fail_msg("%s: %s", cases[i].findings, verdict_name(level));
	}
}
#define ASSERT_VERDICTS(a, p, cases)                                                     \
	assert_verdicts((a), (p), (cases), sizeof(cases) / sizeof((cases)[0]))

static const char RULES[] =
	"first info history note\nproof info auth undecided\n"
	"auth strong auth note\nauth/medium medium auth note\nauth/weak weak auth note\n"
	"sender strong sender note\nsender/medium medium sender note\n"
	"sender/weak weak sender note\n"
	"rule first-contact first\nrule lifts proof/proved auth weak\n";

static void weights_add_up_to_a_verdict(void **state)
{
	static const struct silence_case cases[] = {
		{ "hit auth", VERDICT_DANGER },
		{ "hit auth/medium", VERDICT_CAUTION },
		{ "hit auth/medium, hit sender/medium", VERDICT_DANGER },
		{ "hit auth/medium, hit auth/medium", VERDICT_CAUTION },
		{ "hit auth/medium, hit auth/weak", VERDICT_CAUTION },
		{ "hit auth/medium, hit sender/weak, hit first", VERDICT_CAUTION },
		{ "hit auth/medium, clear sender/medium", VERDICT_CAUTION },
		{ "hit auth/medium, gap sender/medium", VERDICT_CAUTION },
		{ "clear auth, clear sender", VERDICT_NOTHING_FOUND },
		{ "gap auth", VERDICT_NOTHING_FOUND },
		{ "gap proof", VERDICT_UNDECIDED },
	};
	ASSERT_VERDICTS(*state, policy_of(*state, RULES), cases);
}

static void weak_signs_speak_at_first_contact_alone(void **state)
{
	static const struct silence_case cases[] = {
		{ "hit auth/weak", VERDICT_NOTHING_FOUND },
		{ "hit auth/weak, hit first", VERDICT_NOTHING_FOUND },
		{ "hit first", VERDICT_NOTHING_FOUND },
		{ "hit auth/weak, hit sender/weak", VERDICT_NOTHING_FOUND },
		{ "hit auth/weak, hit sender/weak, hit first", VERDICT_CAUTION },
		{ "hit auth/weak, hit sender/weak, clear first", VERDICT_NOTHING_FOUND },
		{ "hit auth/weak, hit sender/weak, gap first", VERDICT_NOTHING_FOUND },
		{ "hit auth/weak, hit auth/weak, hit first", VERDICT_NOTHING_FOUND },
		{ "hit auth/weak, clear sender/weak, hit first", VERDICT_NOTHING_FOUND },
		{ "hit auth/weak, hit sender/weak, hit first, gap proof",
			VERDICT_CAUTION },
		{ "hit auth/weak, hit sender/weak, gap proof", VERDICT_UNDECIDED },
	};
	ASSERT_VERDICTS(*state, policy_of(*state, RULES), cases);
}

static void proof_lifts_what_is_weak_of_its_family_alone(void **state)
{
	static const struct silence_case cases[] = {
		{ "hit auth/weak, hit sender/weak, hit first, clear proof/proved",
			VERDICT_NOTHING_FOUND },
		{ "hit auth/weak, hit sender/weak, hit first, clear proof",
			VERDICT_CAUTION },
		{ "hit auth/weak, hit sender/weak, hit first, hit proof/proved",
			VERDICT_CAUTION },
		{ "hit auth/weak, hit sender/weak, hit first, gap proof/proved",
			VERDICT_CAUTION },
		{ "hit auth/medium, clear proof/proved", VERDICT_CAUTION },
		{ "hit auth, clear proof/proved", VERDICT_DANGER },
		{ "hit sender/medium, clear proof/proved", VERDICT_CAUTION },
		{ "hit sender, clear proof/proved", VERDICT_DANGER },
		{ "hit auth/medium, hit sender/medium, clear proof/proved",
			VERDICT_DANGER },
	};
	ASSERT_VERDICTS(*state, policy_of(*state, RULES), cases);
}

/* What is lifted is no reason either; without the rules nothing is. */
static void what_is_lifted_is_no_reason(void **state)
{
	struct policy *p = policy_of(*state, RULES);
	struct finding *f = findings_of(*state, "hit auth/weak, clear proof/proved");
	assert_int_equal(verdict_judge(f, p).reason_count, 0);
	assert_int_equal(verdict_judge(f->next, p).reason_count, 0);
	f = findings_of(*state, "hit auth/medium, hit auth/weak, clear proof/proved");
	assert_int_equal(verdict_judge(f, p).reason_count, 1);
	static const struct silence_case cases[] = {
		{ "hit auth/weak, hit sender/weak, hit first", VERDICT_NOTHING_FOUND },
	};
	ASSERT_VERDICTS(*state,
		policy_of(*state,
			"auth/weak weak auth note\nsender/weak weak sender note\n"
			"first info history note\n"),
		cases);
}

/* The policy that is built in, with findings as checks make them. */
static void the_policy_keeps_the_rules(void **state)
{
	static const struct silence_case cases[] = {
		{ "hit mail.first", VERDICT_NOTHING_FOUND },
		{ "hit mail.owner, hit mail.first", VERDICT_NOTHING_FOUND },
		{ "hit mail.from.bytes", VERDICT_DANGER },
		{ "hit mail.organisation", VERDICT_CAUTION },
		{ "hit mail.organisation, hit mail.from.missing", VERDICT_CAUTION },
		{ "hit mail.organisation, hit mail.reply.fake", VERDICT_DANGER },
		{ "hit mail.known.name/thread, hit mail.thread.stranger",
			VERDICT_CAUTION },
		{ "hit mail.known.ask, hit mail.turn/grave", VERDICT_CAUTION },
		{ "hit mail.known.ask, hit mail.reply.unheard", VERDICT_DANGER },
		{ "hit mail.spf/fail, hit mail.reply-to", VERDICT_NOTHING_FOUND },
		{ "hit mail.spf/fail, hit mail.reply-to, hit mail.first",
			VERDICT_CAUTION },
		{ "hit mail.spf/fail, hit mail.dkim, hit mail.first",
			VERDICT_NOTHING_FOUND },
		{ "hit mail.spf/fail, hit mail.reply-to, hit mail.first, "
		  "clear mail.dmarc/proved",
			VERDICT_NOTHING_FOUND },
		{ "hit mail.spf/fail, hit mail.reply-to, hit mail.first, "
		  "clear mail.dmarc/unprotected",
			VERDICT_CAUTION },
		{ "hit mail.dkim.added, clear mail.dmarc/proved", VERDICT_CAUTION },
		{ "hit mail.reply-to, hit mail.mass, hit mail.first, "
		  "clear mail.dmarc/proved",
			VERDICT_CAUTION },
		{ "gap mail.first", VERDICT_NOTHING_FOUND },
		{ "gap mail.first, gap job.people", VERDICT_UNDECIDED },
		{ "gap mail.known.ask", VERDICT_UNDECIDED },
		{ "gap mail.dmarc", VERDICT_UNDECIDED },
	};
	ASSERT_VERDICTS(*state, policy_of(*state, words_policy), cases);
}

/* Every letter of a user without one would else be undecided. */
static void no_memory_of_people_keeps_no_verdict_open(void **state)
{
	struct policy *p = policy_of(*state, words_policy);
	struct finding f = {
		.code = "mail.known.ask", .state = STATE_UNKNOWN, .gap = GAP_NO_PEOPLE
	};
	assert_int_equal(verdict_judge(&f, p).level, VERDICT_NOTHING_FOUND);
	assert_true(verdict_judge(&f, p).has_gaps);
	f.gap = GAP_LIMIT;
	assert_int_equal(verdict_judge(&f, p).level, VERDICT_UNDECIDED);
}

static void a_limit_never_passes_its_ceiling(void **state)
{
	(void)state;
	struct budget b = budget_standard();
	for (unsigned i = 0; budget_row(i); i++) {
		const struct budget_row *row = budget_row(i);
		assert_true(
			row->get(&b) == row->standard && row->standard <= row->ceiling);
		assert_true(budget_set(&b, row->name, UINT64_MAX));
		assert_true(row->get(&b) == row->ceiling);
	}
	assert_false(budget_set(&b, "sheep", 1));
}

static int taste_all(struct span head)
{
	(void)head;
	return 50;
}

static void read_spender(struct job *job, struct evidence *root)
{
	(void)root;
	for (;;)
		arena_alloc(job->arena, 1000);
}

static void read_idler(struct job *job, struct evidence *root)
{
	(void)root;
	for (;;)
		job_breathe(job);
}

static enum gap gap_after(void (*read)(struct job *, struct evidence *), const char *code)
{
	const struct reader reader = { "thing", EV_MAIL, taste_all, read };
	const struct reader *const readers[] = { &reader, NULL };
	const struct check *const checks[] = { NULL };
	const struct registry r = { read ? readers : readers + 1, checks };
	struct arena *a = arena_create(1 << 20);
	struct job job;
	job_init(&job, a);
	job.budget.cpu_ms = 20;
	engine_run(&job, &r, SPAN("x"));
	assert_non_null(job.findings);
	assert_string_equal(job.findings->code, code);
	assert_int_equal(job.findings->state, STATE_UNKNOWN);
	enum gap gap = job.findings->gap;
	arena_destroy(&a);
	return gap;
}

static void a_spent_budget_is_a_gap(void **state)
{
	(void)state;
	assert_int_equal(gap_after(read_spender, CODE_JOB_ENDED), GAP_MEMORY);
	assert_int_equal(gap_after(read_idler, CODE_JOB_ENDED), GAP_TIME);
	assert_int_equal(gap_after(NULL, CODE_JOB_READ), GAP_UNREADABLE);
}

static void read_nothing(struct job *job, struct evidence *root)
{
	root->parsed = job; /* checks run on what was read */
}

static void run_talker(struct job *job, const struct evidence *on)
{
	for (int i = 0; i < 5; i++)
		job_hit(job, on, NULL);
}

/* What does not fit into the budget of findings must not go missing in silence. */
static void findings_past_the_budget_are_a_gap(void **state)
{
	(void)state;
	const struct reader reader = { "thing", EV_MAIL, taste_all, read_nothing };
	const struct reader *const readers[] = { &reader, NULL };
	const struct check talker = {
		.code = "mail.talker", .on = EV_MAIL, .run = run_talker
	};
	const struct check *const checks[] = { &talker, NULL };
	const struct registry r = { readers, checks };
	for (unsigned max = 0; max < 7; max++) {
		struct arena *a = arena_create(1 << 20);
		struct job job;
		unsigned hits = 0, ended = 0;
		job_init(&job, a);
		job.budget.findings = max;
		engine_run(&job, &r, SPAN("x"));
		for (const struct finding *f = job.findings; f; f = f->next) {
			hits += f->state == STATE_HIT;
			ended += strcmp(f->code, CODE_JOB_ENDED) == 0 &&
				 f->gap == GAP_LIMIT;
		}
		assert_int_equal(hits, max < 5 ? max : 5);
		assert_int_equal(ended, max < 5);
		arena_destroy(&a);
	}
}

static const char WORLD[] =
	"# a world\nclock 2026-11-23T00:00:10Z\nset client-ip 192.0.2.1\n"
	"dns Example.COM TXT \"v=spf1 \" \"a\\x41\\\"\"\n"
	"dns www.example.com CNAME example.com\n"
	"dns example.com MX 10 Mail.Example.com.\ndns mail.example.com A 192.0.2.7\n"
	"dns slow.example.com TIMEOUT\ndns odd.example.com TXT BOGUS\n"
	"dns odd.example.com A 192.0.2.8\ndns *.wild.example TXT star\n"
	"dns loop.example CNAME loop.example\nsecure example.com\n";

static void a_world_answers_as_a_resolver_does(void **state)
{
	static const struct {
		const char *name;
		enum dns_type type;
		enum dns_status status;
		const char *data;
	} cases[] = { { "example.com.", DNS_TXT, DNS_OK, "v=spf1 aA\"" },
		{ "WWW.example.com", DNS_MX, DNS_OK, "mail.example.com" },
		{ "mail.example.com", DNS_A, DNS_OK, "\xC0\x00\x02\x07" },
		{ "mail.example.com", DNS_AAAA, DNS_NODATA, NULL },
		{ "com", DNS_A, DNS_NODATA, NULL },
		{ "no.example.com", DNS_A, DNS_NXDOMAIN, NULL },
		{ "slow.example.com", DNS_TXT, DNS_TIMEOUT, NULL },
		{ "odd.example.com", DNS_TXT, DNS_BOGUS, NULL },
		{ "odd.example.com", DNS_A, DNS_OK, "\xC0\x00\x02\x08" },
		{ "a.b.wild.example", DNS_TXT, DNS_OK, "star" },
		{ "wild.example", DNS_TXT, DNS_NODATA, NULL },
		{ "loop.example", DNS_TXT, DNS_SERVFAIL, NULL },
		{ "a..b", DNS_A, DNS_INVALID, NULL }, { "", DNS_A, DNS_INVALID, NULL } };
	struct world *w;
	struct job job;
	job_init(&job, *state);
	assert_int_equal(world_parse(*state, span_from_cstr(WORLD), &w, NULL), 0);
	world_apply(w, &job);
	job.oracle = world_oracle(w);
	assert_true(job.now_s == 1795392010);
	assert_true(span_equal(job_setting(&job, "client-ip"), SPAN("192.0.2.1")));
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct dns_answer *a =
			ask_dns(&job, span_from_cstr(cases[i].name), cases[i].type);
		assert_int_equal(a->status, cases[i].status);
		if (cases[i].data) {
			assert_int_equal(a->count, 1);
			size_t n = cases[i].type == DNS_A ? 4 : strlen(cases[i].data);
			assert_true(span_equal(
				a->records[0].data, span_of(cases[i].data, n)));
		}
	}
	assert_true(ask_dns(&job, SPAN("mail.example.com"), DNS_A)->secure);
	assert_false(ask_dns(&job, SPAN("x.wild.example"), DNS_TXT)->secure);
	job.budget.questions = job.question_count;
	assert_int_equal(
		ask_dns(&job, SPAN("new.example"), DNS_A)->status, DNS_OVERSPENT);
	assert_int_equal(ask_dns(&job, SPAN("example.com"), DNS_TXT)->status, DNS_OK);
}

static void a_broken_world_is_named_by_its_line(void **state)
{
	static const char *const broken[] = { "\ndns a b c", "\ndns a TXT \"open",
		"\nset a \"\\q\"", "\ndns a MX 70000 b", "\ndns a A 1.2.3", "\nclock now",
		"\nwhat" };
	for (size_t i = 0; i < sizeof(broken) / sizeof(broken[0]); i++) {
		struct world *w;
		struct err err = { "" };
		assert_true(world_parse(*state, span_from_cstr(broken[i]), &w, &err) < 0);
		assert_non_null(strstr(err.text, "line 2"));
	}
}

static void dates_come_back_as_they_were_written(void **state)
{
	static const char *const dates[] = { "1970-01-01T00:00:00Z",
		"2000-02-29T23:59:59Z", "2026-11-23T07:34:57Z", "1969-12-31T23:59:59Z",
		"2100-03-01T00:00:00Z" };
	for (size_t i = 0; i < sizeof(dates) / sizeof(dates[0]); i++) {
		int64_t s;
		struct text t;
		text_init(&t, *state, 100);
		assert_true(when_parse(span_from_cstr(dates[i]), &s));
		when_print(&t, s);
		assert_string_equal(t.p, dates[i]);
	}
	int64_t s;
	assert_true(when_parse(SPAN("1970-01-02"), &s) && s == 86400);
	assert_false(when_parse(SPAN("1970-13-02"), &s));
	assert_false(when_parse(SPAN("2026-02-29"), &s));
	assert_false(when_parse(SPAN("2026-11-31"), &s));
	assert_true(when_parse(SPAN("2028-02-29"), &s));
	assert_true(when_parse(SPAN("2026-12-31"), &s));
	assert_false(when_parse(SPAN("1970-01-02T00:00:00"), &s));
}

static void count_questions(
	void *asked, struct arena *arena, struct span address, struct lists_told *told_r)
{
	(void)arena, (void)address;
	*told_r = (struct lists_told){ .standing = STANDS_STATED };
	++*(unsigned *)asked;
}

static void lists_are_asked_once_for_an_address(void **state)
{
	unsigned asked = 0;
	const struct oracle oracle = { .lists = count_questions, .state = &asked };
	struct job job;
	job_init(&job, *state);
	job.oracle = &oracle;
	job.budget.lists_questions = 2;
	for (size_t i = 0; i < 3; i++)
		assert_int_equal(ask_lists(&job, SPAN("1a"))->standing, STANDS_STATED);
	assert_int_equal(ask_lists(&job, SPAN("1b"))->status, LISTS_OK);
	assert_int_equal(ask_lists(&job, SPAN("1c"))->status, LISTS_OVERSPENT);
	assert_int_equal(ask_lists(&job, SPAN("1a"))->status, LISTS_OK);
	assert_int_equal(asked, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_broken_policy_row_is_named_by_its_line),
		cmocka_unit_test(a_broken_rule_is_named_by_its_line),
		cmocka_unit_test(a_variant_has_its_own_weight_or_its_codes),
		cmocka_unit_test(silence_rules_hold),
		cmocka_unit_test(weights_add_up_to_a_verdict),
		cmocka_unit_test(weak_signs_speak_at_first_contact_alone),
		cmocka_unit_test(proof_lifts_what_is_weak_of_its_family_alone),
		cmocka_unit_test(what_is_lifted_is_no_reason),
		cmocka_unit_test(the_policy_keeps_the_rules),
		cmocka_unit_test(no_memory_of_people_keeps_no_verdict_open),
		cmocka_unit_test(a_limit_never_passes_its_ceiling),
		cmocka_unit_test(a_spent_budget_is_a_gap),
		cmocka_unit_test(findings_past_the_budget_are_a_gap),
		cmocka_unit_test(a_world_answers_as_a_resolver_does),
		cmocka_unit_test(a_broken_world_is_named_by_its_line),
		cmocka_unit_test(lists_are_asked_once_for_an_address),
		cmocka_unit_test(dates_come_back_as_they_were_written),
	};
	return cmocka_run_group_tests_name("core", tests, make_arena, drop_arena);
}
