/* link.meeting: a link bears the name of a company for meetings, and its host is not the
 * company's. Thieves of crypto-assets send such links and, when the call "has no sound", a
 * program that repairs it.
 *
 * Variants: none (the domain itself bears the name: us4zoom.example); "words" (the words of the
 * link do: they ask to join, and it leads elsewhere). A name below somebody's own domain
 * (zoom.university.example) says nothing: many have such a door to theirs. */
#include "checks/link/hosts.h"
#include "checks/link/links.h"
#include "checks/mail/phrase.h"
#include "checks/mail/sender.h"
#include "parse/suffix.h"

/* Names that mean nothing else in a domain. */
static const struct span names[] = { SPAN("zoom"), SPAN("calendly"), SPAN("webex"),
	SPAN("gotomeeting"), SPAN("huddle01"), SPAN("streamyard"), SPAN("googlemeet"),
	SPAN("msteams"), SPAN("microsoftteams") };
/* What stands beside the name in domains that pretend. */
static const struct span beside[] = { SPAN(""), SPAN("us"), SPAN("web"), SPAN("meeting"),
	SPAN("meetings"), SPAN("meet"), SPAN("call"), SPAN("calls"), SPAN("app"),
	SPAN("join"), SPAN("live"), SPAN("video"), SPAN("conference"), SPAN("sdk"),
	SPAN("support"), SPAN("client"), SPAN("room"), SPAN("online"), SPAN("invite"),
	SPAN("hub"), SPAN("tech"), SPAN("update"), SPAN("work"), SPAN("biz"),
	SPAN("team"), SPAN("cloud"), SPAN("world") };

static bool is_beside(struct span s)
{
	for (size_t i = 0; i < sizeof(beside) / sizeof(*beside); i++)
		if (span_equal(s, beside[i]))
			return true;
	return false;
}

static struct span without_digits(struct arena *a, struct span s)
{
	unsigned char *p = arena_alloc(a, s.n + 1);
	size_t n = 0;
	for (size_t i = 0; i < s.n; i++)
		if (!ascii_is_digit(s.p[i]))
			p[n++] = s.p[i];
	return span_of(p, n);
}

/* "us4zoom", "zoom-meeting" */
static bool bears(struct arena *a, struct span label, struct span name)
{
	while (label.p) {
		struct span part = span_split(&label, '-');
		struct span bare = span_equal(name, SPAN("huddle01"))
					   ? part
					   : without_digits(a, part);
		size_t at = span_find(bare, name);
		if (at != SPAN_NONE && is_beside(span_take(bare, at)) &&
			is_beside(span_skip(bare, at + name.n)))
			return true;
	}
	return false;
}

static bool domain_bears_name(struct arena *a, struct span host)
{
	struct span org = suffix_registrable(host);
	struct span label = span_take(org, span_find_byte(org, '.'));
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (bears(a, label, names[i]))
			return true;
	return false;
}

bool link_is_false_meeting(struct arena *a, const struct link *link)
{
	return !link->opaque && !host_find(HOST_MEETING, link->last.host) &&
	       domain_bears_name(a, link->last.host);
}

/* "Join Zoom Meeting", "Zoom link": the company is named, and where it leads is the point. */
static const struct host_row *words_name(struct arena *a, struct span shown)
{
	static const struct span verbs[] = { SPAN(" join "), SPAN(" launch "),
		SPAN(" meeting "), SPAN(" link "), SPAN(" call ") };
	enum { WORDS_BYTES_MAX = 60 };
	if (shown.n == 0 || shown.n > WORDS_BYTES_MAX)
		return NULL;
	struct span folded = phrase_fold(a, shown);
	struct span padded = span_from_cstr(arena_printf(a, " %.*s ", SPAN_ARG(folded)));
	bool joins = false;
	for (size_t i = 0; i < sizeof(verbs) / sizeof(*verbs); i++)
		joins |= span_find(padded, verbs[i]) != SPAN_NONE;
	for (size_t i = 0; joins && i < host_row_count; i++) {
		if (host_rows[i].kind != HOST_MEETING)
			continue;
		struct span name =
			span_from_cstr(arena_printf(a, " %s ", host_rows[i].name));
		if (span_find(padded, name) != SPAN_NONE)
			return &host_rows[i];
	}
	return NULL;
}

/* The sender's own site may lead on to the meeting. */
static bool is_senders(struct job *job, const struct letter *letter, struct span host)
{
	return letter->author_domain.n &&
	       suffix_same_organization(job->arena, letter->author_domain, host);
}

static void run(struct job *job, const struct evidence *on)
{
	struct letter *letter = letter_of(on);
	const struct links *links = letter_links(job, letter);
	for (size_t i = 0; i < links->count; i++) {
		const struct link *link = &links->list[i];
		if (link->opaque || host_find(HOST_MEETING, link->last.host))
			continue;
		if (link_is_false_meeting(job->arena, link)) {
			link_hit(job, on, NULL, link);
			return;
		}
		const struct host_row *named = words_name(job->arena, link->shown);
		if (named && !is_senders(job, letter, link->last.host) &&
			!host_find(HOST_SHORT, link->last.host)) {
			finding_text(link_hit(job, on, "words", link), "company",
				span_from_cstr(named->name));
			return;
		}
	}
	links_nothing(job, on);
}

const struct check check_link_meeting = {
	.code = "link.meeting",
	.title = "A meeting link is not the meeting company's",
	.on = EV_MAIL,
	.run = run,
};
