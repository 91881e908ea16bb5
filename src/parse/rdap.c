/* Of the answer's members three are read: objectClassName and ldhName, which say what it is about,
 * and the root's own events. Entities and name servers within it have events too. */
#include "parse/rdap.h"

#include "base/when.h"
#include "parse/file/json.h"

enum { ROOT = 1, EVENT = 3 }; /* depths at which members stand */

struct reading {
	struct span name;
	bool is_domain, is_named, is_another;
	struct span action, day, latest; /* of the event that is read; of those before */
};

static void end_event(struct reading *r)
{
	bool registers = span_equal_nocase(r->action, SPAN("registration")) ||
			 span_equal_nocase(r->action, SPAN("reregistration"));
	if (registers && r->day.n && span_compare(r->day, r->latest) > 0)
		r->latest = r->day;
	r->action = r->day = SPAN("");
}

/* RFC 3339, of which the day is taken; empty where it is none. */
static struct span day_of(struct span date)
{
	int64_t day_s;
	struct span day = span_take(date, WHEN_DAY_BYTES);
	bool ends = date.n == day.n || date.p[day.n] == 'T' || date.p[day.n] == 't' ||
		    date.p[day.n] == ' ';
	return day.n == WHEN_DAY_BYTES && ends && when_parse(day, &day_s) ? day
									  : SPAN("");
}

static void take_event_member(struct reading *r, struct span key, struct span text)
{
	if (span_equal(key, SPAN("eventAction")))
		r->action = text;
	else if (span_equal(key, SPAN("eventDate")))
		r->day = day_of(text);
}

static void take_root_member(struct reading *r, struct span key, struct span text)
{
	if (span_equal(key, SPAN("objectClassName"))) {
		r->is_domain = span_equal_nocase(text, SPAN("domain"));
	} else if (span_equal(key, SPAN("ldhName"))) {
		r->is_named = span_equal_nocase(span_without_final_dot(text), r->name);
		r->is_another |= !r->is_named;
	}
}

enum rdap_told rdap_registered(
	struct arena *a, struct span json, struct span name, struct span *day_r)
{
	struct reading r = {
		.name = name, .action = SPAN(""), .day = SPAN(""), .latest = SPAN("")
	};
	struct json j = json_of(json);
	struct json_item item;
	bool closed = false;
	while (!closed && json_next(&j, &item)) {
		bool event = span_equal(json_key_at(&j, ROOT), SPAN("events"));
		if (item.kind == JSON_STRING && item.depth == ROOT)
			take_root_member(&r, item.key, json_text(a, item.text));
		else if (item.kind == JSON_STRING && item.depth == EVENT && event)
			take_event_member(&r, item.key, json_text(a, item.text));
		else if (item.kind == JSON_CLOSE && item.depth == EVENT - 1)
			end_event(&r);
		closed = item.kind == JSON_CLOSE && item.depth == 0;
	}
	if (!closed || j.broken || !r.is_domain || !r.is_named || r.is_another)
		return RDAP_OTHER;
	*day_r = r.latest;
	return r.latest.n ? RDAP_TOLD : RDAP_UNTOLD;
}
