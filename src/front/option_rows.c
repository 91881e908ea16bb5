/* The table of options. A row is all that is known of an option: nothing else lists them. */
#include "base/ip.h"
#include "base/num.h"
#include "front/options.h"

#define FIELD(name) offsetof(struct options, name)

enum {
	EVERYWHERE = PLACE_COMMAND | PLACE_FILE | PLACE_LIBRARY,
	OF_COMMAND = PLACE_COMMAND | PLACE_FILE,
	OF_LETTER = PLACE_COMMAND | PLACE_LIBRARY | PLACE_LETTER,
};

static bool is_ip(struct span value)
{
	struct ip ip;
	return ip_parse(value, &ip);
}

/* A host name or domain as far as a typing error goes; the checks parse in earnest. */
static bool is_host(struct span value)
{
	for (size_t i = 0; i < value.n; i++)
		if (value.p[i] <= ' ' || value.p[i] == 0x7F || value.p[i] == '@')
			return false;
	return value.n > 0 && value.n <= 255;
}

/* As ask/resolver.c reads it: "system", "root", or an address, perhaps with the zone of an
 * IPv6 link and with a port. */
static bool is_resolver(struct span value)
{
	struct span port = value, host = span_split(&port, '@');
	uint64_t number = 53;
	if (span_equal(value, SPAN("system")) || span_equal(value, SPAN("root")))
		return true;
	if (port.p && (!num_parse(port, UINT16_MAX, &number) || number == 0))
		return false;
	return is_ip(span_take(host, span_find_byte(host, '%')));
}

static const struct option rows[] = {
	{ "json", 'j', OPTION_FLAG, OF_COMMAND, .offset = FIELD(json),
		.help = "write one JSON object a line for each letter",
		.manual = "The form is described by the JSON Schema check-1.json." },
	{ "all", 'a', OPTION_FLAG, OF_COMMAND, .offset = FIELD(all),
		.help = "show every finding, with its weight and its place in the "
			"letter" },
	{ "level", 'l', OPTION_CHOICE, OF_COMMAND, "LEVEL", .choices = "caution|danger",
		.standard = "caution", .offset = FIELD(level),
		.help = "the least verdict that makes the exit status 1" },
	{ "from-ip", 'i', OPTION_SETTING, OF_LETTER, "ADDRESS", .setting = "client-ip",
		.taste = is_ip,
		.help = "address of the computer that delivered the letter",
		.manual = "Without it, and without --border, SPF cannot be checked." },
	{ "helo", 0, OPTION_SETTING, OF_LETTER, "NAME", .setting = "helo",
		.help = "how that computer called itself (SMTP HELO or EHLO)" },
	{ "mail-from", 'f', OPTION_SETTING, OF_LETTER, "ADDRESS", .setting = "mail-from",
		.help = "the envelope's sender (SMTP MAIL FROM), without brackets",
		.manual = "An empty one is the null sender of bounces." },
	{ "border", 'b', OPTION_LIST, EVERYWHERE, "HOST", .setting = "border",
		.taste = is_host,
		.help = "a mail server of yours whose Received line may be believed",
		.manual = "The topmost Received line that this host wrote tells which "
			  "computer "
			  "delivered the letter. May be given several times." },
	{ "authserv-id", 0, OPTION_LIST, EVERYWHERE, "ID", .setting = "authserv-id",
		.taste = is_host,
		.help = "an Authentication-Results writer that may be believed",
		.manual = "Only fields of this identifier (RFC 8601) are read; all "
			  "others are a "
			  "claim of the sender. May be given several times." },
	{ "sealer", 0, OPTION_LIST, EVERYWHERE, "DOMAIN", .setting = "sealer",
		.taste = is_host, .help = "a forwarder whose ARC seal may be believed",
		.manual = "May be given several times." },
	{ "offline", 'o', OPTION_FLAG, EVERYWHERE, .offset = FIELD(offline),
		.help = "do not use the network; what needs it is named as not checked" },
	{ "resolver", 0, OPTION_TEXT, EVERYWHERE, "ADDRESS", .standard = "system",
		.offset = FIELD(resolver), .taste = is_resolver,
		.help = "where DNS is asked: system, root, or ADDRESS[@PORT]",
		.manual = "root asks the name servers of the internet itself." },
	{ "trust-anchor", 0, OPTION_FILE, EVERYWHERE, "FILE",
		.offset = FIELD(trust_anchor), .help = "file of DNSSEC trust anchors" },
	{ "dns-timeout", 0, OPTION_NUMBER, EVERYWHERE, "MS", .min = 100, .max = 60000,
		.standard = "5000", .offset = FIELD(dns_timeout_ms),
		.help = "milliseconds to wait for one DNS answer" },
	{ "world", 'w', OPTION_FILE, EVERYWHERE, "FILE", .offset = FIELD(world),
		.help = "answer all questions out of this file instead of the network",
		.manual = "For tests, and to judge a letter as of another day." },
	{ "now", 0, OPTION_TIME, EVERYWHERE, "TIME", .offset = FIELD(now_s),
		.help = "take this for the present: 2026-11-23 or 2026-11-23T07:00:00Z" },
	{ "sandbox", 0, OPTION_CHOICE, EVERYWHERE, "MODE", .choices = "full|none",
		.standard = "full", .offset = FIELD(sandbox),
		.help = "none reads letters without the sandbox; every report says so",
		.manual = "With full, a lock that this system lacks ends the program." },
	{ "isolation", 0, OPTION_CHOICE, EVERYWHERE, "MODE", .choices = "letter|mailbox",
		.standard = "letter", .offset = FIELD(isolation),
		.help = "a process for each letter, or one for many of one mailbox",
		.manual = "mailbox is faster; a letter that takes the process over could "
			  "then "
			  "lie about the next ones." },
	{ "jobs", 'J', OPTION_NUMBER, EVERYWHERE, "N", .min = 1, .max = 256,
		.standard = "number of processors", .offset = FIELD(jobs),
		.help = "letters checked at once" },
	{ "lang", 'L', OPTION_CHOICE, EVERYWHERE, "LANGUAGE", .choices = "en|ja",
		.standard = "from LC_ALL, LC_MESSAGES or LANG", .offset = FIELD(language),
		.help = "language of the sentences" },
	{ "policy", 'p', OPTION_FILE, EVERYWHERE, "FILE", .offset = FIELD(policy),
		.help = "file of weights that replaces the built-in policy" },
	{ "limit", 0, OPTION_LIMIT, EVERYWHERE, "NAME=VALUE",
		.help = "change a limit, up to its ceiling; may be given several times" },
	{ "programs", 0, OPTION_FILE, PLACE_COMMAND | PLACE_LIBRARY, "FOLDER",
		.offset = FIELD(programs),
		.help = "where assay-worker and assay-broker are" },
	{ "config", 'c', OPTION_FILE, PLACE_COMMAND, "FILE", .offset = FIELD(config),
		.help = "read this file instead of the usual two" },
	{ "no-progress", 0, OPTION_FLAG, OF_COMMAND, .offset = FIELD(no_progress),
		.help = "no progress line on the terminal" },
	{ "color", 0, OPTION_CHOICE, OF_COMMAND, "WHEN", .choices = "auto|always|never",
		.standard = "auto", .offset = FIELD(color),
		.help = "colours; auto means on a terminal without NO_COLOR" },
};

const struct option *option_row(size_t i)
{
	return i < sizeof(rows) / sizeof(rows[0]) ? &rows[i] : NULL;
}

const struct option *option_find(struct span name)
{
	const struct option *row;
	for (size_t i = 0; (row = option_row(i)); i++)
		if (span_equal(name, span_from_cstr(row->name)))
			return row;
	return NULL;
}

const struct option *option_find_letter(char letter)
{
	const struct option *row;
	for (size_t i = 0; (row = option_row(i)); i++)
		if (row->letter && row->letter == letter)
			return row;
	return NULL;
}
