/* known/: lists at rest, keys of addresses, what an import leaves of the days before. */

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/when.h"
#include "known/assets.h"
#include "known/facts.h"
#include "known/form.h"
#include "known/known.h"

#define HEAD "#assay-known-1\n#source,\"A list, ours\"\n#kind,listed\n#grade,B2\n"
#define DAYS "#since,2024-01-01\n#date,2024-06-01\n"
#define HEADING "address,asset,name,program,reference,from,to,note\n"
#define ETHER "0x098B716B8Aaf21512996dC57EB0615e2383E2f96"
#define COIN "1Archive1n2C579dMsAu3iC6tWzuQJz8dN"

static int64_t day(const char *text)
{
	int64_t when_s;
	assert_true(when_parse(span_from_cstr(text), &when_s));
	return when_s;
}

static struct known_list list_of(struct arena *a, const char *text)
{
	struct known_list list;
	struct err err = { "" };
	int r = known_list_read(a, SPAN("l"), span_from_cstr(text), &list, &err);
	assert_string_equal(err.text, "");
	assert_int_equal(r, 0);
	return list;
}

static void what_is_written_is_read_again(void **state)
{
	(void)state;
	struct arena *a = arena_create(1 << 20);
	const char *text = HEAD DAYS HEADING ETHER
		",ETH,\"A \"\"name\"\", or two\",P,1,2024-01-01,,\n" COIN
		",XBT,,,,2024-02-01,2024-03-01,#note\n";
	struct known_list list = list_of(a, text);
	assert_int_equal(list.count, 2);
	assert_int_equal(list.kind, KNOWN_LISTED);
	assert_true(span_equal(list.source, SPAN("A list, ours")));
	assert_true(span_equal(list.rows[0].name, SPAN("A \"name\", or two")));
	assert_true(list.rows[0].to_s == KNOWN_ALWAYS);
	struct text out, again;
	text_init(&out, a, 1 << 16);
	text_init(&again, a, 1 << 16);
	known_list_write(&out, &list);
	struct known_list second = list_of(a, out.p);
	known_list_write(&again, &second);
	assert_true(span_equal(text_span(&out), text_span(&again)));
	assert_int_equal(second.rows[1].to_s, day("2024-03-01"));
	arena_destroy(&a);
}

/* A list that was cut never passes for a shorter one, unless the cut is between two rows. */
static void a_list_cut_anywhere_is_refused(void **state)
{
	(void)state;
	const char *text = HEAD DAYS HEADING ETHER ",ETH,N,P,1,2024-01-01,,x\n";
	size_t heading = strlen(HEAD DAYS HEADING), whole = strlen(text);
	for (size_t n = 0; n < whole - 2; n++) {
		struct arena *a = arena_create(1 << 20);
		struct known_list list;
		struct err err;
		int r = known_list_read(a, SPAN("l"), span_of(text, n), &list, &err);
		bool between = n == heading || n == heading - 1;
		assert_int_equal(r, between ? 0 : -EBADMSG);
		arena_destroy(&a);
	}
}

static void what_is_no_list_is_refused(void **state)
{
	(void)state;
	static const char *const bad[] = { "", "address\n", "#assay-known-2\n",
		HEAD HEADING, /* without days */
		HEAD "#since,2024-06-02\n#date,2024-06-01\n" HEADING,
		HEAD DAYS HEADING ",ETH,N,P,1,2024-01-01,,\n",
		HEAD DAYS HEADING "a,ETH,N,P,1,2024-13-01,,\n",
		HEAD DAYS HEADING "a,ETH,N,P,1,,,\n",
		HEAD DAYS HEADING "a,ETH,N,P,1,2024-01-01,soon,\n",
		HEAD DAYS HEADING "a,ETH,N,P,1,2024-01-01,,,\n",
		"#assay-known-1\n#kind,wicked\n" DAYS HEADING };
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct arena *a = arena_create(1 << 20);
		struct known_list list;
		struct err err;
		assert_int_equal(known_list_read(a, SPAN("l"), span_from_cstr(bad[i]),
					 &list, &err),
			-EBADMSG);
		arena_destroy(&a);
	}
}

static bool same_key(const char *x, const char *y)
{
	struct known_key a, b;
	assert_true(known_key(span_from_cstr(x), &a));
	assert_true(known_key(span_from_cstr(y), &b));
	return a.count == b.count && memcmp(a.bytes, b.bytes, a.count) == 0;
}

static void spellings_of_one_address_have_one_key(void **state)
{
	(void)state;
	struct known_key key;
	assert_true(same_key(ETHER, "0x098b716b8aaf21512996dc57eb0615e2383e2f96"));
	assert_false(same_key(ETHER, "0x098b716b8aaf21512996dc57eb0615e2383e2f97"));
	assert_true(same_key("bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq",
		"BC1QAR0SRRR7XFKVY5L643LYDNW9RE59GTZZWF5MDQ"));
	/* One key hash, as Bitcoin and as Bitcoin Cash write it (CashAddr, test vectors). */
	assert_true(same_key("1BpEi6DfDAUFd7GtittLSdBeYJvcoaVggu",
		"bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a"));
	/* The same hash under a witness program is another address. */
	assert_false(same_key("1BgGZ9tcN4rm9KBzDn7KprQz87SZ26SAMH",
		"bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"));
	assert_false(known_key(SPAN("1BpEi6DfDAUFd7GtittLSdBeYJvcoaVggv"), &key));
	assert_true(known_key_loose(SPAN("1BpEi6"), &key));
	assert_false(known_key_loose(SPAN(""), &key));
}

/* --- days --- */

static struct known *all_of(struct arena *a)
{
	struct known *k = known_create(a);
	known_seal(k);
	return k;
}

static void a_list_that_came_with_it_knows_its_days(void **state)
{
	(void)state;
	struct arena *a = arena_create(64 << 20);
	struct known *k = all_of(a);
	struct known_fact facts[KNOWN_FACTS_MAX];
	const struct {
		const char *day;
		enum known_state state;
	} tornado[] = { { "2022-01-01", KNOWN_UNTOLD }, { "2022-09-03", KNOWN_NOW },
		{ "2025-03-21", KNOWN_NOW }, { "2025-03-22", KNOWN_ONCE } };
	for (size_t i = 0; i < sizeof(tornado) / sizeof(*tornado); i++) {
		size_t n =
			known_find(k, SPAN("0x03893a7c7463ae47d46bc7f091665f1893656003"),
				day(tornado[i].day), facts);
		assert_int_equal(n, 1);
		assert_int_equal(facts[0].state, tornado[i].state);
		assert_false(facts[0].case_lost);
	}
	assert_int_equal(known_find(k, SPAN(COIN), day("2026-01-01"), facts), 0);
	const struct known_list *ofac = known_list_named(k, SPAN("ofac"));
	assert_non_null(ofac);
	assert_false(known_is_out_of_date(ofac, day("2026-08-20"), 31));
	assert_false(known_is_out_of_date(ofac, day("2026-09-20"), 31));
	assert_true(known_is_out_of_date(ofac, day("2026-09-21"), 31));
	assert_true(known_is_out_of_date(ofac, day("2022-09-02"), 31));
	arena_destroy(&a);
}

static struct known_list merged(struct arena *a, const struct known_list *old,
	const char *now, const char *date, struct known_change *change)
{
	struct known_list list = { .id = SPAN("l"), .kind = KNOWN_LISTED }, out;
	struct err err = { "" };
	assert_int_equal(
		known_form_lines.read(a, span_from_cstr(now), SPAN(""), &list, &err), 0);
	list.date_s = day(date);
	assert_int_equal(known_list_merge(a, old, &list, &out, change, &err), 0);
	return out;
}

static const struct known_row *row_of(
	const struct known_list *list, const char *address, size_t skip)
{
	for (size_t i = 0; i < list->count; i++)
		if (span_equal(list->rows[i].address, span_from_cstr(address)) &&
			skip-- == 0)
			return &list->rows[i];
	fail_msg("%s is not there", address);
	return NULL;
}

static void an_import_leaves_the_days_before(void **state)
{
	(void)state;
	struct arena *a = arena_create(1 << 20);
	struct known_change c;
	struct known_list one = merged(a, NULL, ETHER "\n" COIN "\n", "2024-01-01", &c);
	assert_int_equal(c.came, 2);
	struct known_list two = merged(a, &one, COIN "\n", "2024-02-01", &c);
	assert_int_equal(c.left, 1);
	assert_int_equal(c.stayed, 1);
	struct known_list three = merged(a, &two, COIN "\n" ETHER "\n", "2024-03-01", &c);
	assert_int_equal(c.came, 1);
	assert_int_equal(three.count, 3);
	assert_int_equal(three.since_s, day("2024-01-01"));
	assert_int_equal(row_of(&three, COIN, 0)->from_s, day("2024-01-01"));
	assert_true(row_of(&three, COIN, 0)->to_s == KNOWN_ALWAYS);
	assert_int_equal(row_of(&three, ETHER, 0)->from_s, day("2024-03-01"));
	assert_int_equal(row_of(&three, ETHER, 1)->from_s, day("2024-01-01"));
	assert_int_equal(row_of(&three, ETHER, 1)->to_s, day("2024-02-01"));
	struct known_list same =
		merged(a, &three, COIN "\n" ETHER "\n", "2024-03-01", &c);
	assert_int_equal(c.came + c.left, 0);
	assert_int_equal(same.count, 3);
	arena_destroy(&a);
}

/* Copies lose the case of base58: what one lost and another kept is one row, either way. */
static void a_copy_without_case_is_the_same_list(void **state)
{
	(void)state;
	struct arena *a = arena_create(1 << 20);
	struct known_change c;
	const char *lost = "1archive1n2c579dmsau3ic6twzuqjz8dn";
	struct known_list list = merged(a, NULL, lost, "2024-01-01", &c);
	struct known_list kept = merged(a, &list, COIN, "2024-02-01", &c);
	assert_true(c.stayed == 1 && c.came == 0 && c.left == 0);
	assert_int_equal(kept.count, 1);
	assert_int_equal(row_of(&kept, COIN, 0)->from_s, day("2024-01-01"));
	struct known_list again = merged(a, &kept, lost, "2024-03-01", &c);
	assert_true(c.stayed == 1 && c.came == 0 && c.left == 0);
	assert_int_equal(again.count, 1);
	assert_int_equal(row_of(&again, COIN, 0)->from_s, day("2024-01-01"));
	arena_destroy(&a);
}

static void an_older_list_changes_nothing(void **state)
{
	(void)state;
	struct arena *a = arena_create(1 << 20);
	struct known_change c;
	struct err err;
	struct known_list one = merged(a, NULL, ETHER "\n", "2024-02-01", &c), out;
	struct known_list older = { .id = SPAN("l"), .date_s = day("2024-01-01") };
	assert_int_equal(known_list_merge(a, &one, &older, &out, &c, &err), -ESTALE);
	arena_destroy(&a);
}

/* --- forms --- */

#define SDN(number, remarks)                                                             \
	number ",\"NAME\",\"individual\",\"CYBER2] [DPRK3\",-0- ,-0- ,-0- ,-0- ,-0- ,"   \
	       "-0- ,-0- ,\"" remarks "\"\r\n"

static void remarks_cut_in_an_address_are_joined(void **state)
{
	(void)state;
	struct arena *a = arena_create(1 << 20);
	struct known_list list = { .id = SPAN("ofac") };
	struct err err = { "" };
	const char *sdn =
		SDN("7", "DOB 1980; Digital Currency Address - XBT 1Archive1n2C5") SDN(
			"8", "Digital Currency Address - ETH " ETHER
			     "; alt. Digital Currency Address - USDT " ETHER ".") "\x1A";
	const char *comments = "7,\"79dMsAu3iC6tWzuQJz8dN; Passport 1.\"\r\n\x1A";
	assert_true(known_form_of(span_from_cstr(sdn)) == &known_form_ofac);
	int r = known_form_ofac.read(
		a, span_from_cstr(sdn), span_from_cstr(comments), &list, &err);
	assert_string_equal(err.text, "");
	assert_int_equal(r, 0);
	assert_int_equal(list.count, 2);
	assert_true(span_equal(list.rows[0].address, SPAN(COIN)));
	assert_true(span_equal(list.rows[0].program, SPAN("CYBER2, DPRK3")));
	assert_true(span_equal(list.rows[1].address, SPAN(ETHER)));
	assert_true(span_equal(list.rows[1].asset, SPAN("ETH USDT")));
	assert_true(span_equal(list.rows[1].reference, SPAN("8")));
	arena_destroy(&a);
}

static const char advanced[] =
	"<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
	"<Sanctions xmlns=\"http://www.un.org/sanctions/1.0\" Version=\"1\">\n"
	"<DateOfIssue "
	"CalendarTypeID=\"1\"><Year>2026</Year><Month>11</Month><Day>5</Day></"
	"DateOfIssue>\n"
	"<ReferenceValueSets><FeatureTypeValues>\n"
	"<FeatureType ID=\"8\" FeatureTypeGroupID=\"1\">Birthdate</FeatureType>\n"
	"<FeatureType ID=\"344\" FeatureTypeGroupID=\"1\">Digital Currency Address - "
	"XBT</FeatureType>\n"
	"<FeatureType ID=\"345\" FeatureTypeGroupID=\"1\">Digital Currency Address - "
	"ETH</FeatureType>\n"
	"<FeatureType ID=\"887\" FeatureTypeGroupID=\"1\">Digital Currency Address - "
	"USDT</FeatureType>\n"
	"</FeatureTypeValues></ReferenceValueSets>\n"
	"<DistinctParties>\n"
	"<DistinctParty FixedRef=\"7\"><Comment /><Profile ID=\"7\" "
	"PartySubTypeID=\"4\">\n"
	"<Identity ID=\"1\" FixedRef=\"7\" Primary=\"true\" False=\"false\">\n"
	"<Alias FixedRef=\"7\" AliasTypeID=\"1400\" Primary=\"false\" "
	"LowQuality=\"false\"><DocumentedName "
	"ID=\"2\"><DocumentedNamePart><NamePartValue>OTHER "
	"NAME</NamePartValue></DocumentedNamePart></DocumentedName></Alias>\n"
	"<Alias FixedRef=\"7\" AliasTypeID=\"1403\" Primary=\"true\" "
	"LowQuality=\"false\"><DocumentedName "
	"ID=\"1\"><DocumentedNamePart><NamePartValue>DOE &amp; "
	"CO</NamePartValue></DocumentedNamePart><DocumentedNamePart><NamePartValue>John</"
	"NamePartValue></DocumentedNamePart></DocumentedName>\n"
	"<DocumentedName ID=\"3\"><DocumentedNamePart><NamePartValue>in another "
	"script</NamePartValue></DocumentedNamePart></DocumentedName></Alias>\n"
	"</Identity>\n"
	"<Feature ID=\"11\" FeatureTypeID=\"8\"><FeatureVersion ID=\"12\"><VersionDetail "
	"DetailTypeID=\"1432\">1980</VersionDetail></FeatureVersion></Feature>\n"
	"<Feature ID=\"13\" FeatureTypeID=\"345\"><FeatureVersion ID=\"14\" "
	"ReliabilityID=\"1\"><Comment /><VersionDetail DetailTypeID=\"1432\">" ETHER
	"</VersionDetail></FeatureVersion></Feature>\n"
	"<Feature ID=\"15\" FeatureTypeID=\"887\"><FeatureVersion "
	"ID=\"16\"><VersionDetail DetailTypeID=\"1432\">" ETHER
	"</VersionDetail></FeatureVersion></Feature>\n"
	"</Profile></DistinctParty>\n"
	"<DistinctParty FixedRef=\"9\"><Profile ID=\"9\" PartySubTypeID=\"3\"><Identity "
	"Primary=\"true\"><Alias "
	"Primary=\"true\"><DocumentedName><DocumentedNamePart><NamePartValue>A "
	"GROUP</NamePartValue></DocumentedNamePart></DocumentedName></Alias></Identity>\n"
	"<Feature ID=\"21\" FeatureTypeID=\"344\"><FeatureVersion "
	"ID=\"22\"><VersionDetail DetailTypeID=\"1432\">" COIN
	"</VersionDetail></FeatureVersion></Feature>\n"
	"</Profile></DistinctParty>\n"
	"</DistinctParties>\n"
	"<SanctionsEntries>\n"
	"<SanctionsEntry ID=\"7\" ProfileID=\"7\" ListID=\"1550\"><EntryEvent "
	"ID=\"1\"><Date "
	"CalendarTypeID=\"1\"><Year>2019</Year><Month>9</Month><Day>13</Day></Date></"
	"EntryEvent>\n"
	"<SanctionsMeasure ID=\"2\" "
	"SanctionsTypeID=\"1\"><Comment>CYBER2</Comment></"
	"SanctionsMeasure><SanctionsMeasure ID=\"3\" "
	"SanctionsTypeID=\"1\"><Comment>DPRK3</Comment></"
	"SanctionsMeasure><SanctionsMeasure ID=\"4\" SanctionsTypeID=\"2\"><Comment "
	"/></SanctionsMeasure></SanctionsEntry>\n"
	"</SanctionsEntries>\n"
	"</Sanctions>\n";

static void the_advanced_list_is_read_by_its_numbers(void **state)
{
	(void)state;
	struct arena *a = arena_create(1 << 20);
	struct known_list list = { .id = SPAN("ofac") };
	struct err err = { "" };
	struct span text = span_from_cstr(advanced);
	assert_true(known_form_of(text) == &known_form_ofac_advanced);
	assert_int_equal(
		known_form_ofac_advanced.read(a, text, SPAN(""), &list, &err), 0);
	assert_int_equal(list.date_s, day("2026-11-05"));
	assert_int_equal(list.count, 2);
	const struct known_row *one = &list.rows[0], *two = &list.rows[1];
	assert_true(span_equal(one->address, SPAN(ETHER)));
	assert_true(span_equal(one->asset, SPAN("ETH USDT")));
	assert_true(span_equal(one->name, SPAN("DOE & CO John")));
	assert_true(span_equal(one->program, SPAN("CYBER2, DPRK3")));
	assert_true(span_equal(one->reference, SPAN("7")));
	assert_true(span_equal(two->address, SPAN(COIN)));
	assert_true(span_equal(two->name, SPAN("A GROUP")));
	assert_int_equal(two->program.n, 0);
	arena_destroy(&a);
}

/* Whoever stands behind the cut would seem to have left the list. */
static void an_advanced_list_cut_anywhere_is_none(void **state)
{
	(void)state;
	struct span whole = span_trim(span_from_cstr(advanced));
	for (size_t n = 0; n < whole.n; n++) {
		struct arena *a = arena_create(1 << 20);
		struct known_list list = { .id = SPAN("ofac") };
		struct err err;
		unsigned char *cut = arena_alloc(a, n + 1);
		memcpy(cut, whole.p, n);
		assert_int_equal(known_form_ofac_advanced.read(
					 a, span_of(cut, n), SPAN(""), &list, &err),
			-EBADMSG);
		arena_destroy(&a);
	}
}

static void tables_of_others_are_known_by_their_columns(void **state)
{
	(void)state;
	struct arena *a = arena_create(1 << 20);
	struct known_list list = { .id = SPAN("x") };
	struct err err = { "" };
	struct span text = SPAN("\xEF\xBB\xBFlabel;Account;first_seen\n"
				"A mixer;" ETHER ";2024-05-06T01:02:03Z\n");
	assert_true(known_form_of(text) == &known_form_table);
	assert_int_equal(known_form_table.read(a, text, SPAN(""), &list, &err), 0);
	assert_int_equal(list.count, 1);
	assert_true(span_equal(list.rows[0].name, SPAN("A mixer")));
	assert_int_equal(list.rows[0].from_s, day("2024-05-06"));
	assert_true(known_form_of(SPAN("# ours\n" COIN " # why\n")) == &known_form_lines);
	assert_null(known_form_of(SPAN("a,b\n1,2\n")));
	arena_destroy(&a);
}

static void tags_take_what_their_pack_says(void **state)
{
	(void)state;
	struct arena *a = arena_create(1 << 20);
	struct known_list list = { .id = SPAN("x") };
	struct err err = { "" };
	struct span text =
		SPAN("creator: us\ntitle: Ours\nlabel: a label\nlastmod: 2024-05-06\n"
		     "context: {label: not this, tags: [{address: nor this}]}\n"
		     "tags:\n- address: '" ETHER "'\n  currency: ETH\n"
		     "  concepts: [x, address, y]\n"
		     "- {address: " COIN ", label: other, lastmod: 2024-06-07}\n"
		     "- label: without\n");
	assert_true(known_form_of(text) == &known_form_tagpack);
	assert_int_equal(known_form_tagpack.read(a, text, SPAN(""), &list, &err), 0);
	assert_int_equal(list.count, 2);
	assert_true(span_equal(list.source, SPAN("Ours (TagPack of us)")));
	assert_true(span_equal(list.rows[0].address, SPAN(ETHER)));
	assert_true(span_equal(list.rows[0].name, SPAN("a label")));
	assert_int_equal(list.rows[0].from_s, day("2024-05-06"));
	assert_true(span_equal(list.rows[1].name, SPAN("other")));
	assert_int_equal(list.date_s, day("2024-06-07"));
	assert_int_equal(
		known_form_tagpack.read(a, SPAN("title: [\n"), SPAN(""), &list, &err),
		-EBADMSG);
	arena_destroy(&a);
}

/* ---- coins that are what they call themselves */

static void a_coin_is_told_by_its_contract(void **state)
{
	(void)state;
	static const struct {
		const char *name, *symbol;
		enum known_asset want;
		const char *like;
	} rows[] = {
		{ "ethereum", "ETH", KNOWN_ASSET_OWN, "" },
		{ "bank/EUR", "EUR", KNOWN_ASSET_OWN, "" },
		{ "ethereum/0xdAC17F958D2ee523a2206206994597C13D831ec7", "USDT",
			KNOWN_ASSET_TRUE, "" },
		{ "ethereum/0xdac17f958d2ee523a2206206994597c13d831ec7", "whatever",
			KNOWN_ASSET_TRUE, "" },
		{ "ethereum/0x0000000000000000000000000000000000000001", "USDT",
			KNOWN_ASSET_COUNTERFEIT, "USDT" },
		{ "ethereum/0x0000000000000000000000000000000000000001", "usdt ",
			KNOWN_ASSET_COUNTERFEIT, "USDT" },
		{ "ethereum/0x0000000000000000000000000000000000000001", "ЕТН...",
			KNOWN_ASSET_COUNTERFEIT, "ETH" },
		{ "ethereum/0x0000000000000000000000000000000000000001", "ѕтETН",
			KNOWN_ASSET_COUNTERFEIT, "stETH" },
		{ "ethereum/0x0000000000000000000000000000000000000001",
			"Eligible (https://claim.example)", KNOWN_ASSET_ADVERT, "" },
		{ "ethereum/0x0000000000000000000000000000000000000001", "ETHO",
			KNOWN_ASSET_OTHER, "" },
		{ "ethereum/0x0000000000000000000000000000000000000001", "",
			KNOWN_ASSET_OTHER, "" },
		{ "ethereum/0x0000000000000000000000000000000000000001", "...",
			KNOWN_ASSET_OTHER, "" },
		/* of a chain of which no contract is known */
		{ "polygon/0x0000000000000000000000000000000000000001", "USDT",
			KNOWN_ASSET_OTHER, "" },
	};
	struct arena *a = arena_create(1 << 20);
	struct known_assets *k = known_assets_create(a);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct span like;
		assert_int_equal(known_asset_of(k, span_from_cstr(rows[i].name),
					 span_from_cstr(rows[i].symbol), &like),
			rows[i].want);
		assert_true(span_equal(like, span_from_cstr(rows[i].like)));
	}
	arena_destroy(&a);
}

static bool is_there(const struct facts *facts, struct span incident)
{
	const struct fact_rows *rows = &facts->table[FACT_INCIDENT];
	for (size_t i = 0; i < rows->count; i++)
		if (span_equal(fact_field(rows, &rows->facts[i], "id"), incident))
			return true;
	return false;
}

/* Nothing stands there that nobody said: an incident has somebody who told of it, and
 * whatever else its source. */
static void each_fact_has_its_source(void **state)
{
	(void)state;
	struct arena *a = arena_create(8 << 20);
	const struct facts *facts = facts_read(a);
	const struct fact_rows *said = &facts->table[FACT_ATTRIBUTION];
	for (enum fact_table t = 0; t < FACT_TABLES; t++) {
		const struct fact_rows *rows = &facts->table[t];
		assert_true(rows->count >= 10);
		for (size_t i = 0; i < rows->count && t != FACT_INCIDENT; i++)
			if (!fact_field(rows, &rows->facts[i], "source").n)
				fail_msg("%s %zu has no source", fact_table_name(t), i);
	}
	for (size_t i = 0; i < said->count; i++) {
		struct span grade = fact_field(said, &said->facts[i], "grade");
		assert_true(grade.n == 2 && grade.p[0] >= 'A' && grade.p[0] <= 'F' &&
			    grade.p[1] >= '1' && grade.p[1] <= '6');
		assert_true(
			is_there(facts, fact_field(said, &said->facts[i], "incident")));
	}
	const struct fact_rows *incidents = &facts->table[FACT_INCIDENT];
	for (size_t i = 0; i < incidents->count; i++) {
		struct span id = fact_field(incidents, &incidents->facts[i], "id");
		size_t told = 0;
		for (size_t k = 0; k < said->count; k++)
			told += span_equal(
				fact_field(said, &said->facts[k], "incident"), id);
		assert_true(told > 0);
	}
	struct span words[] = { SPAN("ronin"), SPAN("axie") };
	size_t found = 0;
	for (size_t i = 0; i < incidents->count; i++)
		found += fact_has(&incidents->facts[i], words, 2);
	assert_int_equal(found, 1);
	arena_destroy(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_fact_has_its_source),
		cmocka_unit_test(what_is_written_is_read_again),
		cmocka_unit_test(a_list_cut_anywhere_is_refused),
		cmocka_unit_test(what_is_no_list_is_refused),
		cmocka_unit_test(spellings_of_one_address_have_one_key),
		cmocka_unit_test(a_list_that_came_with_it_knows_its_days),
		cmocka_unit_test(an_import_leaves_the_days_before),
		cmocka_unit_test(a_copy_without_case_is_the_same_list),
		cmocka_unit_test(an_older_list_changes_nothing),
		cmocka_unit_test(remarks_cut_in_an_address_are_joined),
		cmocka_unit_test(the_advanced_list_is_read_by_its_numbers),
		cmocka_unit_test(an_advanced_list_cut_anywhere_is_none),
		cmocka_unit_test(tables_of_others_are_known_by_their_columns),
		cmocka_unit_test(tags_take_what_their_pack_says),
		cmocka_unit_test(a_coin_is_told_by_its_contract),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
