/* Answers of registries: what they tell, what is about something else, and every cut. The answers are
 * made after RFC 9083 (section 5.3 and its examples), with what registries add. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "parse/rdap.h"

#define EVENT(action, date) "{\"eventAction\":\"" action "\",\"eventDate\":\"" date "\"}"
#define DOMAIN(name, rest)                                                               \
	"{\"objectClassName\":\"domain\",\"handle\":\"XXXX\",\"ldhName\":\"" name        \
	"\"," rest "}"
#define EVENTS(list) "\"events\":[" list "]"

static const struct {
	const char *what, *json;
	enum rdap_told told;
	const char *day;
} rows[] = {
	{ "told",
		DOMAIN("new.example",
			EVENTS(EVENT("registration", "2026-11-20T07:34:57Z"))),
		RDAP_TOLD, "2026-11-20" },
	{ "in capitals, with the final dot",
		DOMAIN("NEW.EXAMPLE.",
			EVENTS(EVENT("Registration", "2026-11-20t07:34:57z"))),
		RDAP_TOLD, "2026-11-20" },
	{ "zone and fraction",
		DOMAIN("new.example",
			EVENTS(EVENT("registration", "2026-11-20T00:34:57.123+09:00"))),
		RDAP_TOLD, "2026-11-20" },
	{ "a day alone",
		DOMAIN("new.example", EVENTS(EVENT("registration", "2026-11-20"))),
		RDAP_TOLD, "2026-11-20" },
	{ "among others",
		DOMAIN("new.example",
			EVENTS(EVENT("last changed", "2026-11-25T00:00:00Z") "," EVENT(
				"registration",
				"1999-01-02T00:00:00Z") "," EVENT("expiration",
				"2027-01-02T00:00:00Z") "," EVENT("last update of RDAP "
								  "database",
				"2026-11-28T00:00:00Z"))),
		RDAP_TOLD, "1999-01-02" },
	{ "registered anew",
		DOMAIN("new.example",
			EVENTS(EVENT("reregistration", "2026-11-02T00:00:00Z") "," EVENT(
				"registration", "1999-01-02T00:00:00Z"))),
		RDAP_TOLD, "2026-11-02" },
	{ "members in another order, and an event's actor",
		"{\"events\":[{\"eventActor\":\"x\",\"eventDate\":\"2026-11-20T07:34:"
		"57Z\","
		"\"links\":[{\"eventDate\":\"1999-01-01\"}],"
		"\"eventAction\":\"registration\"}],\"ldhName\":\"new.example\","
		"\"objectClassName\":\"domain\"}",
		RDAP_TOLD, "2026-11-20" },
	{ "escaped",
		DOMAIN("new\\u002eexample",
			EVENTS(EVENT("regi\\u0073tration", "2026-11-20T07:34:57Z"))),
		RDAP_TOLD, "2026-11-20" },
	{ "no events", DOMAIN("new.example", "\"status\":[\"active\"]"), RDAP_UNTOLD,
		"" },
	{ "other events alone",
		DOMAIN("new.example",
			EVENTS(EVENT("last changed", "2026-11-25T00:00:00Z"))),
		RDAP_UNTOLD, "" },
	{ "no date", DOMAIN("new.example", EVENTS(EVENT("registration", "yesterday"))),
		RDAP_UNTOLD, "" },
	{ "a day that is none",
		DOMAIN("new.example",
			EVENTS(EVENT("registration", "2026-02-30T00:00:00Z"))),
		RDAP_UNTOLD, "" },
	{ "more than a day and no time",
		DOMAIN("new.example", EVENTS(EVENT("registration", "2026-11-2000"))),
		RDAP_UNTOLD, "" },
	{ "events of the registrar, of a name server and of the keys",
		DOMAIN("new.example",
			"\"entities\":[{\"objectClassName\":\"entity\"," EVENTS(EVENT(
				"registration",
				"2026-11-20T00:00:00Z")) "}],"
							 "\"nameservers\":[{"
							 "\"objectClassName\":"
							 "\"nameserver\","
							 "\"ldhName\":\"ns.other."
							 "example\"," EVENTS(EVENT(
								 "registration",
								 "2026-11-20T00:"
								 "00:00Z")) "}],"
									    "\"se"
									    "cure"
									    "DNS"
									    "\":"
									    "{" EVENTS(EVENT(
										    "regi"
										    "stra"
										    "tio"
										    "n",
										    "2026"
										    "-11-"
										    "20T0"
										    "0:"
										    "00:"
										    "00"
										    "Z")) "}"),
		RDAP_UNTOLD, "" },
	{ "an action and a date of different events",
		DOMAIN("new.example", EVENTS("{\"eventAction\":\"registration\"},"
					     "{\"eventDate\":\"2026-11-20T00:00:00Z\"}")),
		RDAP_UNTOLD, "" },
	{ "another domain",
		DOMAIN("old.example",
			EVENTS(EVENT("registration", "2026-11-20T07:34:57Z"))),
		RDAP_OTHER, "" },
	{ "named twice",
		"{\"objectClassName\":\"domain\",\"ldhName\":\"old.example\","
		"\"ldhName\":\"new.example\"," EVENTS(
			EVENT("registration", "2026-11-20T07:34:57Z")) "}",
		RDAP_OTHER, "" },
	{ "no domain",
		"{\"objectClassName\":\"nameserver\",\"ldhName\":\"new.example\"," EVENTS(
			EVENT("registration", "2026-11-20T07:34:57Z")) "}",
		RDAP_OTHER, "" },
	{ "an error (section 6)",
		"{\"errorCode\":418,\"title\":\"Your Beverage Choice is Not Available\"}",
		RDAP_OTHER, "" },
	{ "not JSON", "<html><body>domain new.example</body></html>", RDAP_OTHER, "" },
	{ "nothing", "", RDAP_OTHER, "" },
	{ "a list of it",
		"[" DOMAIN("new.example",
			EVENTS(EVENT("registration", "2026-11-20T07:34:57Z"))) "]",
		RDAP_OTHER, "" },
};

static enum rdap_told read_it(struct arena *a, struct span json, struct span *day_r)
{
	*day_r = SPAN("");
	return rdap_registered(a, json, SPAN("new.example"), day_r);
}

static void tells_what_the_registry_tells(void **state)
{
	(void)state;
	struct arena *a = arena_create(1 << 20);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct span day;
		enum rdap_told told = read_it(a, span_from_cstr(rows[i].json), &day);
		if (told != rows[i].told || !span_equal(day, span_from_cstr(rows[i].day)))
			fail_msg("%s: %d \"%.*s\"", rows[i].what, told, SPAN_ARG(day));
	}
	arena_destroy(&a);
}

/* An answer that broke off is none: what it would have said next is not known. */
static void a_cut_answer_is_none(void **state)
{
	(void)state;
	struct arena *a = arena_create(1 << 22);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct span whole = span_from_cstr(rows[i].json), day;
		for (size_t n = 0; n < whole.n; n++)
			assert_int_equal(
				read_it(a, span_take(whole, n), &day), RDAP_OTHER);
	}
	arena_destroy(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tells_what_the_registry_tells),
		cmocka_unit_test(a_cut_answer_is_none),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
