/* auth/arc: a chain of two sets (sealed by dkimpy), and what each change makes of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "ask/replay.h"
#include "auth/arc.h"
#include "base/text.h"

static const char two_sets[] =
	"ARC-Seal: i=2; cv=pass; a=rsa-sha256; d=second.example; s=one;\r\n"
	" t=1795082400;\r\n"
	" b=C4/TOW5xV5zeK5CxQW4zKtsFC5FVTaweA3mfyE9OgwFINgpItvBXGgIF6Do/GRJi2f4pF\r\n"
	" +xZzXTXInYJi8azbnr3Gx1f1yMDMgVbaHYLxtWqs4LZxkW6c0svaGViUajzxNVx8f+W+n69\r\n"
	" RdD+F7ZqxKb5zmIWXsnWutdEjWlJEzabJ/Wo4YSuYHSRS/iQrJNXK8k5Yqr1SH/xabkicVy\r\n"
	" VnT8EHva38saYVqZPVb9nlL2bZ02tQzzqS6/n4Ix7twvWK2h1WRz0jezxAStojWLDWcnWPJ\r\n"
	" p51UxOOR+R7uJcjQGhZXUAQuBXpQTU9Som2No2eSSM5DKwostZBrmXj7DaxQ==\r\n"
	"ARC-Message-Signature: i=2; a=rsa-sha256; c=relaxed/relaxed;\r\n"
	" d=second.example; s=one; t=1795082400; h=from : to : subject : date :\r\n"
	" message-id; bh=b5/3FnuCW95yDiNYNYV+S4CZ3NSQB4DOAJ6Bg/Tm7YA=;\r\n"
	" b=Kdwg/aAx9SDBN9Ig0EkLGakm1AVr8B58fQ2hgVUa2VLOh/ZmffR0MxvgakjND5AnUN6VI\r\n"
	" S1XP9mmgVF6J0Pbw/837Jns5WT1929DJRbu8r6QotjuP80/CIq2SeHa0/HNDCtPYCr2k9Iu\r\n"
	" gEh5jyPMJQFmq6N8YzT9tQH/C+1nt175t5lr9cOacTDaHF963Ug/9N7KOnv0YHBLpE0p6SM\r\n"
	" nUma124rjaRPLWq+YW+iHufH7kdWEaLyAx3SMvypqSRwWt6WsU2vkXLohd/Ier7C/jVH+tU\r\n"
	" 6VHShMQ4c0QteP88LHI30FCvlFKAxdlk279d7uo8IG8Hjss1bUKBA2dgFWYQ==\r\n"
	"ARC-Authentication-Results: i=2; relay.example; arc=pass;\r\n"
	"  dmarc=fail header.from=example.com\r\n"
	"ARC-Seal: i=1; cv=none; a=rsa-sha256; d=relay.example; s=one;\r\n"
	" t=1795082400;\r\n"
	" b=WLKWn8h0aPVBmSq/cvTQw0VV8F5Ow/bO5igT9UNWNVh50vNiEYx4Xx0rmvY8d0ylBZ+6c\r\n"
	" /3U/hawzCM43+ThaEnG3EO+NYU5Fw3DlhzwGP2mHipz1UY8Rcz625ux26RWqpKfyX6olA6t\r\n"
	" 04uuIq2n9vfb/gb1Xi7VUoMVRhGkJbkVZKyo3FGodzJ58oFkafQfu0GNed6q4jZo/eZNU0j\r\n"
	" 2+8lIthgeEeHqVphE7pCb2t8+F9xse7FuES6Wa3bEPu68OBxKPo5G79Wza/MuD7l2Ogr+Bx\r\n"
	" bpae78ZKlDkN+30IqnYXHW9hNMHAz4ygau+fw7IOVn+NJQC/RR3jkSFTIAOw==\r\n"
	"ARC-Message-Signature: i=1; a=rsa-sha256; c=relaxed/relaxed;\r\n"
	" d=relay.example; s=one; t=1795082400; h=from : to : subject : date :\r\n"
	" message-id; bh=b5/3FnuCW95yDiNYNYV+S4CZ3NSQB4DOAJ6Bg/Tm7YA=;\r\n"
	" b=VHX7wUIU1Ad5V0F7dHVClVH2x88s5YQ79WCd5TgvIKbnjjzOzlVvdUiVx1qLTlkwGZ6Za\r\n"
	" i7XO4NttG+O3EVtgnObuHrck/w7CB1tkxyeZM/UrT0dn18gxn2AulWr8r1iBB1Tmz8XxJ9f\r\n"
	" i5qvNMfLkDiy6fMjsdj0SLW//rhiMdKqR9mHJDgxaZQI9jfjv7wZOIT9V6rj2fCOuRrp8yG\r\n"
	" ZRjbReUpdsUwACwMxb7Uvy+ZKGQcRQefgqB2ICDPpfM3R0wf2vp76agoMqOnCWZyZmKkSTe\r\n"
	" 8/LEEDoNPh4ctRES/VMtB81bVrizAH8PCsACc+cbScCtGUqnyYeLscFwRzYQ==\r\n"
	"ARC-Authentication-Results: i=1; relay.example; dmarc=pass header.from"
	"=example.com;\r\n"
	"  spf=pass smtp.mailfrom=ann@example.com\r\n"
	"From: Ann <ann@example.com>\r\n"
	"To: Bo <bo@example.net>\r\n"
	"Subject: Minutes\r\n"
	"Date: Thu, 19 Nov 2026 10:00:00 +0000\r\n"
	"Message-ID: <1@example.com>\r\n"
	"\r\n"
	"Dear Bo,\r\n"
	"\r\n"
	"the  minutes of Tuesday are on the shelf. \r\n"
	"\r\n"
	"Ann\r\n"
	"\r\n";

#define KEY                                                                              \
	"p=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA9MX558D0WGzJteJSUfXGoizBYoL+gMO7" \
	"o41fD4KdBtKP2y9+R2UswybUCG9Cy4UzjRC3gXk9lXYbEcgp6PmrByqYyFzUgeJf9Mxr9qmj8bw8"   \
	"Sy/gS2VhQiu/5sJD8mW/GHQZbwaZ9PteY4yAJ+TAHAPsWhIGNcPTLYpJ4Vz+x7Dnd+S+mqNHWuK0"   \
	"VYXll+pkko0/tkEyAUWl3+N/vmM/F7bOZT1y/FxXK7SYVz5oBfXFTy5oGGmn07xjcJuuXCfh6k76"   \
	"H6phXk4Cc88pkV1BL+hYXLiS76oCfL8SjwVfyxovsFLK3KvvX5CdGEHElZiHJU1GITkV0waEbO9m"   \
	"ZhBx1wIDAQAB"

static const char keys[] = "dns one._domainkey.relay.example TXT \"v=DKIM1; " KEY "\"\n"
			   "dns one._domainkey.second.example TXT \"v=DKIM1; " KEY "\"\n";

struct bench {
	struct arena *arena;
	struct job job;
	struct mail mail;
};

static void judge(struct bench *b, struct span letter, const char *world_text,
	struct arc_report *report_r)
{
	struct world *world;
	struct err err;
	struct mail_limits limits = { { 2000, 1 << 20 }, 20, 100 };
	b->arena = arena_create(256 << 20);
	job_init(&b->job, b->arena);
	assert_int_equal(
		world_parse(b->arena, span_from_cstr(world_text), &world, &err), 0);
	world_apply(world, &b->job);
	b->job.oracle = world_oracle(world);
	mail_parse(b->arena, letter, &limits, &b->mail);
	*report_r = arc_check(&b->job, &b->mail);
}

static void finish(struct bench *b)
{
	arena_destroy(&b->arena);
}

static struct span with(struct arena *a, const char *from, const char *to)
{
	struct text t;
	struct span s = span_from_cstr(two_sets);
	text_init(&t, a, 1 << 20);
	size_t at = from[0] ? span_find(s, span_from_cstr(from)) : 0;
	assert_true(at != SPAN_NONE);
	text_add(&t, span_take(s, at));
	text_add_cstr(&t, to);
	text_add(&t, span_skip(s, at + strlen(from)));
	return text_span(&t);
}

static void a_whole_chain_passes(void **state)
{
	(void)state;
	struct bench b;
	struct arc_report r;
	judge(&b, span_from_cstr(two_sets), keys, &r);
	assert_int_equal(r.result, ARC_PASS);
	assert_int_equal(r.count, 2);
	assert_int_equal(r.oldest_pass, 0);
	assert_null(r.problem);
	assert_true(span_equal(r.sets[0].seal_domain, SPAN("relay.example")));
	assert_true(span_equal(r.sets[1].seal_domain, SPAN("second.example")));
	assert_true(span_equal(r.sets[0].cv, SPAN("none")));
	assert_true(span_equal(r.sets[1].cv, SPAN("pass")));
	assert_true(r.sets[0].seal_verified && r.sets[0].message_verified);
	assert_true(r.sets[1].seal_verified && r.sets[1].message_verified);
	assert_true(span_equal(r.sets[1].authres.authserv_id, SPAN("relay.example")));
	finish(&b);
}

/* Changes to the chain; `problem` is a part of what is said. */
static const struct {
	const char *from, *to, *problem;
} changes[] = {
	{ "cv=pass", "cv=fail", "found the chain broken" },
	{ "cv=pass", "cv=none", "does not fit" },
	{ "cv=pass", "cv=Pass", "does not fit" },
	{ "cv=pass", "cv=pass; h=from", "names header fields" },
	{ "ARC-Seal: i=2", "ARC-Seal: i=3", "not whole" },
	{ "ARC-Seal: i=2", "ARC-Seal: i=51", "out of range" },
	{ "ARC-Seal: i=2", "ARC-Seal: i=0", "out of range" },
	{ "ARC-Seal: i=2", "ARC-Seal: i=1", "twice" },
	{ "ARC-Seal: i=2", "X: i=2", "not whole" },
	{ "ARC-Seal: i=2; ", "ARC-Seal: ", "missing" },
	{ "dmarc=fail", "dmarc=pass", "a seal does not verify" },
	{ "minutes of", "minutes for", "message signature does not verify" },
	{ "Subject: Minutes", "Subject: Seconds", "message signature does not verify" },
	{ "", "ARC-Seal: i=2\r\n", "twice" },
	{ "", "ARC-Seal: \r\n", "missing" },
	{ "", "ARC-Authentication-Results: i=3\r\n", "missing" },
};

static void each_change_has_its_problem(void **state)
{
	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		struct bench b;
		struct arc_report r;
		judge(&b, with(*state, changes[i].from, changes[i].to), keys, &r);
		assert_int_equal(r.result, ARC_FAIL);
		assert_non_null(r.problem);
		if (!strstr(r.problem, changes[i].problem))
			fail_msg("%zu: %s", i, r.problem);
		assert_int_equal(r.oldest_pass, 0);
		finish(&b);
	}
}

static void a_key_out_of_reach_is_no_failure(void **state)
{
	(void)state;
	struct bench b;
	struct arc_report r;
	judge(&b, span_from_cstr(two_sets),
		"dns one._domainkey.second.example TXT \"" KEY "\"\n"
		"dns one._domainkey.relay.example TIMEOUT\n",
		&r);
	assert_int_equal(r.result, ARC_TEMPERROR);
	assert_int_equal(r.gap, GAP_DNS_TIMEOUT);
	assert_true(r.sets[1].message_verified);
	finish(&b);
	/* but what fails for certain fails */
	judge(&b, span_from_cstr(two_sets),
		"dns one._domainkey.second.example TIMEOUT\n"
		"dns one._domainkey.relay.example TXT \"p=\"\n",
		&r);
	assert_int_equal(r.result, ARC_FAIL);
	assert_int_equal(r.gap, GAP_NONE);
	finish(&b);
}

static void only_an_unbroken_run_of_trusted_sealers_counts(void **state)
{
	(void)state;
	static const struct {
		const char *settings;
		size_t sets;
		const char *dmarc;
	} rows[] = {
		{ "", 0, NULL },
		{ "set sealer relay.example\n", 0, NULL },
		{ "set sealer second.example\n", 1, "fail" },
		{ "set sealer Second.Example\nset sealer relay.example\n", 2, "pass" },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct bench b;
		struct arc_report r;
		char world[4096];
		const struct arc_set *set = NULL;
		snprintf(world, sizeof(world), "%s%s", keys, rows[i].settings);
		judge(&b, span_from_cstr(two_sets), world, &r);
		const struct authres_clause *c =
			arc_trusted_clause(&b.job, &r, "dmarc", &set);
		assert_int_equal(arc_trusted_sets(&b.job, &r), rows[i].sets);
		assert_int_equal(arc_is_trusted(&b.job, &r), rows[i].sets > 0);
		assert_int_equal(c != NULL, rows[i].dmarc != NULL);
		if (c)
			assert_true(span_equal(c->result, span_from_cstr(rows[i].dmarc)));
		assert_int_equal(set != NULL, c != NULL);
		finish(&b);
	}
}

static void a_chain_cut_at_every_byte_does_not_pass(void **state)
{
	(void)state;
	size_t whole = strlen(two_sets);
	for (size_t n = 0; n < whole; n += n < 4200 ? 7 : 1) {
		struct bench b;
		struct arc_report r;
		unsigned char *copy = malloc(n ? n : 1);
		memcpy(copy, two_sets, n);
		judge(&b, span_of(copy, n), keys, &r);
		/* white space at the end of the body is not signed */
		assert_true(n >= whole - 4 || r.result != ARC_PASS);
		finish(&b);
		free(copy);
	}
}

static void fifty_sets_are_read_and_no_more(void **state)
{
	struct text t;
	text_init(&t, *state, 1 << 20);
	for (int i = 1; i <= 50; i++)
		text_printf(&t,
			"ARC-Seal: i=%d; a=rsa-sha256; cv=%s; d=a.example; s=x; "
			"b=AAAA\r\n"
			"ARC-Message-Signature: i=%d; a=rsa-sha256; d=a.example; s=x; "
			"h=from;"
			" bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=; b=AAAA\r\n"
			"ARC-Authentication-Results: i=%d; a.example; none\r\n",
			i, i == 1 ? "none" : "pass", i, i);
	struct bench b;
	struct arc_report r;
	judge(&b, text_span(&t), keys, &r);
	assert_int_equal(r.count, 50);
	assert_int_equal(r.result, ARC_FAIL);
	finish(&b);
	text_add_cstr(&t,
		"ARC-Seal: i=51; a=rsa-sha256; cv=pass; d=a.example; s=x; b=AAAA\r\n");
	judge(&b, text_span(&t), keys, &r);
	assert_int_equal(r.result, ARC_FAIL);
	assert_non_null(strstr(r.problem, "out of range"));
	finish(&b);
}

static int make_arena(void **state)
{
	*state = arena_create(64 << 20);
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
		cmocka_unit_test(a_whole_chain_passes),
		cmocka_unit_test(each_change_has_its_problem),
		cmocka_unit_test(a_key_out_of_reach_is_no_failure),
		cmocka_unit_test(only_an_unbroken_run_of_trusted_sealers_counts),
		cmocka_unit_test(a_chain_cut_at_every_byte_does_not_pass),
		cmocka_unit_test(fifty_sets_are_read_and_no_more),
	};
	return cmocka_run_group_tests_name("arc", tests, make_arena, drop_arena);
}
