/* The table of options. A row is all that is known of an option: nothing else lists them. */
#include "base/ip.h"
#include "base/num.h"
#include "base/when.h"
#include "front/options.h"

#define FIELD(name) offsetof(struct options, name)

enum {
	OF_COMMAND = PLACE_CHECK | PLACE_FILE,
	OF_LETTER = PLACE_CHECK | PLACE_LIBRARY | PLACE_LETTER,
	OF_CHECKS = PLACE_CHECK | PLACE_FILE | PLACE_LIBRARY,
	OF_READING = OF_CHECKS | PLACE_LEARN, /* wherever letters are read */
	EVERYWHERE = OF_READING | PLACE_PEOPLE,
	IN_LEDGERS = PLACE_DEMIX | PLACE_HOP | PLACE_CLUSTER,
	/* wherever the lists of what is known are asked */
	ABOUT_MONEY = PLACE_CHECK | PLACE_KNOWN | PLACE_SCREEN | PLACE_TRACE | IN_LEDGERS,
	ABOUT_LISTS = OF_CHECKS | ABOUT_MONEY,
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

/* As fetch/rdap_main.c takes it. */
static bool is_service(struct span value)
{
	static const struct span local[] = { SPAN("http://127.0.0.1"),
		SPAN("http://[::1]"), SPAN("http://localhost") };
	for (size_t i = 0; i < value.n; i++)
		if (value.p[i] <= ' ' || value.p[i] >= 0x7F ||
			memchr("?#@\\", value.p[i], 4))
			return false;
	for (size_t i = 0; i < sizeof(local) / sizeof(local[0]); i++) {
		struct span rest = span_skip(value, local[i].n);
		if (span_starts_with(value, local[i]) &&
			(!rest.n || rest.p[0] == ':' || rest.p[0] == '/'))
			return true;
	}
	return span_starts_with(value, SPAN("https://")) && value.n > 8 &&
	       value.p[8] != '/';
}

static bool is_address(struct span value)
{
	size_t at = span_rfind_byte(value, '@');
	return at != SPAN_NONE && at > 0 && is_host(span_skip(value, at + 1));
}

static bool is_date(struct span value)
{
	int64_t when_s;
	return when_parse(value, &when_s);
}

static bool is_user(struct span value)
{
	for (size_t i = 0; i < value.n; i++)
		if (!ascii_is_alnum(value.p[i]) && !memchr("-_.@", value.p[i], 4))
			return false;
	return value.n > 0 && value.n <= 50;
}

/* Places behind the point, as 256 bits have them. */
static bool is_decimals(struct span value)
{
	uint64_t n;
	return num_parse(value, 77, &n);
}

/* "0-99", "100-latest", "7" */
static bool is_blocks(struct span value)
{
	uint64_t n;
	struct span last = value, first = span_split(&last, '-');
	return num_parse(first, UINT32_MAX, &n) &&
	       (!last.p || span_equal(last, SPAN("latest")) ||
		       num_parse(last, UINT32_MAX, &n));
}

static bool is_grade(struct span value)
{
	return value.n == 2 && value.p[0] >= 'A' && value.p[0] <= 'F' &&
	       value.p[1] >= '1' && value.p[1] <= '6';
}

static bool is_count(struct span value)
{
	uint64_t n;
	return num_parse(value, UINT32_MAX, &n);
}

static const struct option rows[] = {
	{ "json", 'j', OPTION_FLAG,
		OF_COMMAND | PLACE_LEARN | PLACE_PEOPLE | PLACE_LOOK | PLACE_LEDGER |
			PLACE_TRACE | PLACE_KNOWN | PLACE_SCREEN | IN_LEDGERS,
		.offset = FIELD(json), .help = "write JSON, one object a line",
		.manual = "The forms are described by the JSON Schemas check-1.json, "
			  "learn-1.json "
			  "and people-1.json." },
	{ "all", 'a', OPTION_FLAG, OF_COMMAND | PLACE_DEMIX, .offset = FIELD(all),
		.help = "leave nothing out: show every finding, with its weight and its "
			"place" },
	{ "each", 0, OPTION_FLAG, PLACE_CHECK, .offset = FIELD(each),
		.help = "judge each file below a folder on its own",
		.manual = "Otherwise a folder of letters is judged letter by letter, and "
			  "any "
			  "other folder as one thing." },
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
	{ "border", 'b', OPTION_LIST, OF_READING, "HOST", .setting = "border",
		.taste = is_host,
		.help = "a mail server of yours whose Received line may be believed",
		.manual = "The topmost Received line that this host wrote tells which "
			  "computer "
			  "delivered the letter. May be given several times." },
	{ "authserv-id", 0, OPTION_LIST, OF_READING, "ID", .setting = "authserv-id",
		.taste = is_host,
		.help = "an Authentication-Results writer that may be believed",
		.manual = "Only fields of this identifier (RFC 8601) are read; all "
			  "others are a "
			  "claim of the sender. May be given several times." },
	{ "sealer", 0, OPTION_LIST, OF_CHECKS, "DOMAIN", .setting = "sealer",
		.taste = is_host, .help = "a forwarder whose ARC seal may be believed",
		.manual = "May be given several times." },
	{ "approach", 0, OPTION_FLAG, PLACE_CHECK, .offset = FIELD(approach),
		.help = "take the text for a message that somebody sent in a chat",
		.manual = "Exports of Telegram, WhatsApp, LinkedIn, Discord, Slack and X "
			  "are "
			  "known "
			  "by their content; text that was copied is known by this." },
	{ "from-name", 0, OPTION_SETTING, OF_LETTER, "NAME", .setting = "from-name",
		.help = "who wrote to you in the chat, as the program shows the name" },
	{ "handle", 0, OPTION_SETTING, OF_LETTER, "HANDLE", .setting = "handle",
		.help = "the account's own name: \"@ann_lee\"" },
	{ "channel", 0, OPTION_SETTING, OF_LETTER, "NAME", .setting = "channel",
		.help = "where it was said: \"LinkedIn\"" },
	{ "joined", 0, OPTION_SETTING, OF_LETTER, "DATE", .setting = "joined",
		.taste = is_date,
		.help = "when that account was made, as the service shows it: "
			"2026-11-01" },
	{ "my-name", 0, OPTION_SETTING, OF_LETTER, "NAME", .setting = "my-name",
		.help = "who you are in the chat, where the export does not tell" },
	{ "password", 0, OPTION_LIST,
		PLACE_CHECK | PLACE_LIBRARY | PLACE_LETTER | PLACE_LOOK, "WORD",
		.setting = "password",
		.help = "a password to try on locked archives and documents",
		.manual = "Those that stand in the letter are tried without it. May be "
			  "given several times." },
	{ "offline", 'o', OPTION_FLAG, OF_CHECKS, .offset = FIELD(offline),
		.help = "do not use the network; what needs it is named as not checked" },
	{ "resolver", 0, OPTION_TEXT, OF_CHECKS, "ADDRESS", .standard = "system",
		.offset = FIELD(resolver), .taste = is_resolver,
		.help = "where DNS is asked: system, root, or ADDRESS[@PORT]",
		.manual = "root asks the name servers of the internet itself." },
	{ "trust-anchor", 0, OPTION_FILE, OF_CHECKS, "FILE",
		.offset = FIELD(trust_anchor), .help = "file of DNSSEC trust anchors" },
	{ "dns-timeout", 0, OPTION_NUMBER, OF_CHECKS, "MS", .min = 100, .max = 60000,
		.standard = "5000", .offset = FIELD(dns_timeout_ms),
		.help = "milliseconds to wait for one DNS answer" },
	{ "rdap", 0, OPTION_SETTING, OF_CHECKS, "URL", .setting = "rdap",
		.taste = is_service,
		.help = "ask this RDAP service when senders' domains were registered",
		.manual =
			"Without it no registry is asked. With it the service, and the "
			"registry to which it sends on, learn about which strangers' "
			"domains you ask; links are never asked about. An address such "
			"as https://rdap.example/, to which \"domain/NAME\" is added." },
	{ "world", 'w', OPTION_FILE, OF_CHECKS, "FILE", .offset = FIELD(world),
		.help = "answer all questions out of this file instead of the network",
		.manual = "For tests, and to judge a letter as of another day." },
	{ "now", 0, OPTION_TIME, OF_READING, "TIME", .offset = FIELD(now_s),
		.help = "take this for the present: 2026-11-23 or 2026-11-23T07:00:00Z" },
	{ "people", 'P', OPTION_TEXT, EVERYWHERE, "WHERE",
		.standard = "$XDG_DATA_HOME/assay/people.db", .offset = FIELD(people),
		.help = "the memory of the people you write to: a file, or a server",
		.manual = "A server is named by postgresql://HOST/DATABASE; each user "
			  "has a "
			  "schema there." },
	{ "people-user", 0, OPTION_TEXT, EVERYWHERE, "NAME", .offset = FIELD(people_user),
		.taste = is_user, .standard = "the system's name of the user",
		.help = "whose memory it is, on a server" },
	{ "no-people", 0, OPTION_FLAG, OF_CHECKS, .offset = FIELD(no_people),
		.help = "judge without the memory of people" },
	{ "no-remember", 0, OPTION_FLAG, OF_CHECKS, .offset = FIELD(no_remember),
		.help = "keep nothing of the letters that are checked",
		.manual = "Otherwise a memory keeps who was heard and when. That creates "
			  "no "
			  "trust; it tells first letters from later ones." },
	{ "me", 'm', OPTION_LIST, PLACE_LEARN | PLACE_FILE, "ADDRESS", .setting = "me",
		.taste = is_address, .help = "an address of your own",
		.manual =
			"Only letters from such an address are learned as yours. May be "
			"given several times. Without one the address is guessed from "
			"the "
			"letters, and you are asked." },
	{ "received", 0, OPTION_FLAG, PLACE_LEARN, .offset = FIELD(received),
		.help = "learn received letters too; kept apart, they create no trust" },
	{ "yes", 'y', OPTION_FLAG, PLACE_LEARN | PLACE_KNOWN, .offset = FIELD(yes),
		.help = "take the guessed address, or a list from which many have left, "
			"without asking" },
	{ "hashed", 0, OPTION_FLAG, PLACE_LEARN | PLACE_FILE, .offset = FIELD(hashed),
		.help = "a new memory keeps neither names nor local parts, only hashes" },
	{ "folder", 0, OPTION_LIST, PLACE_LEARN, "NAME", .setting = "imap-folder",
		.help = "a folder of the IMAP mailbox, instead of its Sent folder" },
	{ "password-file", 0, OPTION_FILE, PLACE_LEARN | PLACE_FILE | PLACE_LEDGER,
		"FILE", .offset = FIELD(password_file),
		.help = "file whose first line is the password of the IMAP mailbox, or "
			"of "
			"the node" },
	{ "ca", 0, OPTION_FILE, PLACE_LEARN | PLACE_FILE | PLACE_LEDGER, "FILE",
		.offset = FIELD(ca),
		.help = "certificates to trust for that server, instead of the "
			"system's" },
	{ "extract", 0, OPTION_TEXT, PLACE_LOOK, "PATH", .offset = FIELD(extract),
		.help = "write the part of that path to the file that --to names",
		.manual =
			"Only with --possibly-harmful. The file must not exist yet; only "
			"its owner may read it, and nobody may run it." },
	{ "to", 0, OPTION_FILE, PLACE_LOOK, "FILE", .offset = FIELD(extract_to),
		.help = "where --extract writes" },
	{ "possibly-harmful", 0, OPTION_FLAG, PLACE_LOOK,
		.offset = FIELD(possibly_harmful),
		.help = "say that you know what you extract may harm whoever opens it" },
	{ "into", 0, OPTION_FILE, PLACE_LEDGER, "LEDGER", .offset = FIELD(into),
		.help = "the ledger to import into: a folder, made where there is none" },
	{ "form", 0, OPTION_TEXT, PLACE_LEDGER | PLACE_KNOWN, "NAME",
		.offset = FIELD(form), .standard = "told by the content",
		.help = "the form of the sources: assay ledger forms, or assay known "
			"forms, lists them" },
	{ "chain", 0, OPTION_TEXT, PLACE_LEDGER, "NAME", .offset = FIELD(chain),
		.taste = is_user, .standard = "as the form has it",
		.help = "whose transfers they are: ethereum, bitcoin, a bank's name",
		.manual = "The name of an asset begins with it, so that transfers of "
			  "several chains and banks stand in one ledger." },
	{ "symbol", 0, OPTION_TEXT, PLACE_LEDGER, "TEXT", .offset = FIELD(symbol),
		.help = "how the chain's own coin is shown: ETH" },
	{ "map", 0, OPTION_TEXT, PLACE_LEDGER, "PART=COLUMN,...", .offset = FIELD(map),
		.help = "which column of a table is what, by name or number",
		.manual =
			"The parts are from, to, amount, time, asset, id, block, "
			"tx_index and position. Without it the usual names are known." },
	{ "asset", 0, OPTION_TEXT, PLACE_LEDGER, "NAME", .offset = FIELD(asset),
		.help = "the asset of a table's rows that name none: EUR, or a token" },
	{ "decimals", 0, OPTION_TEXT, PLACE_LEDGER, "N", .offset = FIELD(decimals),
		.taste = is_decimals, .standard = "2 for currencies, else 0",
		.help = "decimals of a table's amounts" },
	{ "no-time", 0, OPTION_TIME, PLACE_LEDGER, "TIME", .offset = FIELD(no_time_s),
		.help = "the moment of rows that tell none; else they are set aside" },
	{ "rpc", 0, OPTION_TEXT, PLACE_LEDGER, "URL", .offset = FIELD(rpc),
		.help = "import blocks out of a node, over JSON-RPC",
		.manual =
			"Without encryption from this machine only: "
			"http://127.0.0.1:8545. A "
			"user stands in the address, the password in --password-file." },
	{ "node", 0, OPTION_CHOICE, PLACE_LEDGER, "KIND", .choices = "evm|bitcoin",
		.standard = "evm", .offset = FIELD(node), .help = "what node it is" },
	{ "blocks", 0, OPTION_TEXT, PLACE_LEDGER, "FIRST-LAST", .offset = FIELD(blocks),
		.taste = is_blocks, .standard = "0-latest",
		.help = "which blocks of the node" },
	{ "no-traces", 0, OPTION_FLAG, PLACE_LEDGER, .offset = FIELD(no_traces),
		.help = "do not ask the node for traces: payments of contracts are then "
			"missing" },
	{ "commit-every", 0, OPTION_NUMBER, PLACE_LEDGER, "ROWS", .min = 1000,
		.max = 1 << 26, .standard = "33554432", .offset = FIELD(commit_every),
		.help = "rows of a segment; fewer need less memory, and answer slower" },
	{ "in", 0, OPTION_FILE, PLACE_TRACE | PLACE_CHECK | IN_LEDGERS, "LEDGER",
		.offset = FIELD(in),
		.help = "the ledger to follow money in, or to ask about addresses" },
	{ "rule", 0, OPTION_TEXT, PLACE_TRACE | PLACE_CHECK, "NAME,...|all",
		.offset = FIELD(rule), .standard = "fifo",
		.help = "poison, haircut, fifo, lifo, tiho, taint-first, clean-first",
		.manual = "Several are put side by side, with what they differ in. With "
			  "check, one: how much of what came to an address with --in was "
			  "at "
			  "listed ones before, through others." },
	{ "from", 0, OPTION_TIME, PLACE_TRACE, "TIME", .offset = FIELD(from_s),
		.help = "what came to the origins earlier was not stolen" },
	{ "until", 0, OPTION_TIME, PLACE_TRACE, "TIME", .offset = FIELD(until_s),
		.help = "follow no transfer after that" },
	{ "hops", 0, OPTION_NUMBER, PLACE_TRACE | PLACE_CHECK, "N", .max = 1000000,
		.standard = "no limit", .offset = FIELD(hops),
		.help = "follow no farther than so many payments" },
	{ "accounts", 0, OPTION_NUMBER, PLACE_TRACE | PLACE_CHECK | PLACE_CLUSTER, "N",
		.max = 1u << 31, .standard = "no limit", .offset = FIELD(accounts),
		.help = "follow no more accounts than that" },
	{ "busy", 0, OPTION_NUMBER, PLACE_TRACE | PLACE_CHECK, "N", .max = 1ull << 40,
		.standard = "no limit", .offset = FIELD(busy),
		.help = "stop at accounts of more transfers: only services have so "
			"many" },
	{ "dust", 0, OPTION_NUMBER, PLACE_TRACE, "N", .max = 1ull << 40,
		.standard = "follow all", .offset = FIELD(dust),
		.help = "stop at payments of less than one Nth of what was stolen" },
	{ "dormant", 0, OPTION_NUMBER, PLACE_TRACE, "DAYS", .max = 100000,
		.standard = "no limit", .offset = FIELD(dormant),
		.help = "stop where it lay for longer" },
	{ "rank", 0, OPTION_CHOICE, PLACE_TRACE, "METHOD", .choices = "none|appr|ttr",
		.standard = "none", .offset = FIELD(rank),
		.help = "no rule, but accounts in the order of their nearness to the "
			"origins",
		.manual =
			"By local push: appr along all payments (approximate "
			"personalised PageRank), ttr along later payments and back along "
			"earlier ones (TRacer). An order in which to look, and no "
			"proof." },
	{ "swaps", 0, OPTION_CHOICE, PLACE_TRACE, "MODE", .choices = "cross|both|off",
		.standard = "cross", .offset = FIELD(swaps),
		.help = "whether what was got in an exchange is followed, both sides, or "
			"what was given",
		.manual = "An exchange is told by what each party of a transaction has "
			  "more or less of at its end. Where whoever took the money has "
			  "few transfers, and is not seen to be a market, both sides are "
			  "followed in any case." },
	{ "memos", 0, OPTION_FILE, PLACE_TRACE, "FILE", .offset = FIELD(memos),
		.help = "more memos of THORChain than the imports saw: a table of "
			"transaction, memo",
		.manual = "Deposits (=:ASSET:DESTINATION) and payouts (OUT:DEPOSIT) that "
			  "name "
			  "each other are followed from one chain to another, where the "
			  "payout goes to the destination that the deposit names." },
	{ "noise", 0, OPTION_CHOICE, PLACE_TRACE, "MODE", .choices = "drop|keep",
		.standard = "drop", .offset = FIELD(noise),
		.help = "whether counterfeit tokens and adverts count as stolen, too" },
	{ "labels", 0, OPTION_FILE, PLACE_TRACE, "FILE", .offset = FIELD(labels),
		.help = "what is known of accounts: a table of account, kind, label, "
			"source",
		.manual = "The kind is service, mixer or bridge, at which the trace "
			  "stops, or note, at which it does not." },
	{ "format", 0, OPTION_CHOICE, PLACE_TRACE, "FORM",
		.choices = "text|json|csv|dot|graphml|timeline", .standard = "text",
		.offset = FIELD(format), .help = "how the trace is written" },
	{ "lines", 0, OPTION_TEXT, PLACE_TRACE, "N", .offset = FIELD(line_count),
		.taste = is_count, .standard = "200",
		.help = "lines of the text's tree at most; 0 shows all" },
	{ "nodes", 0, OPTION_TEXT, PLACE_TRACE, "N", .offset = FIELD(node_count),
		.taste = is_count, .standard = "40",
		.help = "accounts that the picture (dot) shows one by one; 0 shows all",
		.manual = "They are those through which most of the stolen money went; "
			  "all others are put together with whoever paid them." },
	{ "depositors", 0, OPTION_FILE, PLACE_DEMIX, "FILE", .offset = FIELD(depositors),
		.help = "more of those who paid into the pool, one a line" },
	{ "model", 0, OPTION_FILE, PLACE_DEMIX | PLACE_SCREEN | PLACE_CHECK, "FILE",
		.offset = FIELD(model),
		.help = "weights that replace those that come with the program" },
	{ "names", 0, OPTION_FLAG, PLACE_SCREEN | PLACE_CHECK, .offset = FIELD(names),
		.help = "the lines, or the things, are names of people, firms or ships" },
	{ "services", 0, OPTION_FILE, PLACE_HOP, "FILE", .offset = FIELD(services),
		.help = "the accounts of the swap service, one a line, of all chains" },
	{ "change", 0, OPTION_FLAG, PLACE_CLUSTER, .offset = FIELD(change),
		.help = "take in what was left of a payment, too: a guess by votes" },
	{ "without", 0, OPTION_FILE, PLACE_CLUSTER, "FILE", .offset = FIELD(without),
		.help = "addresses, transactions and deposit addresses to leave out, one "
			"a line" },
	{ "window", 0, OPTION_NUMBER, PLACE_HOP, "MINUTES", .min = 1, .max = 10080,
		.standard = "60", .offset = FIELD(window),
		.help = "how long after a deposit its payout may come" },
	{ "known", 0, OPTION_FILE, ABOUT_LISTS, "FOLDER",
		.standard = "$XDG_DATA_HOME/assay/known", .offset = FIELD(known),
		.help = "the folder of your lists of what is known" },
	{ "as-of", 0, OPTION_TIME, ABOUT_MONEY, "DAY", .standard = "today",
		.offset = FIELD(as_of_s), .help = "what the lists said on that day" },
	{ "max-age", 0, OPTION_NUMBER, ABOUT_LISTS, "DAYS", .max = 100000,
		.standard = "31", .offset = FIELD(max_age),
		.help = "a list of sanctions that is older cannot say who is not on it" },
	{ "list", 0, OPTION_TEXT, PLACE_KNOWN, "NAME", .offset = FIELD(list),
		.help = "the list to import into: ofac" },
	{ "date", 0, OPTION_TIME, PLACE_KNOWN, "DAY", .offset = FIELD(date_s),
		.help = "of which day the list is" },
	{ "source", 0, OPTION_TEXT, PLACE_KNOWN, "TEXT", .offset = FIELD(source),
		.help = "whose list it is" },
	{ "url", 0, OPTION_TEXT, PLACE_KNOWN, "URL", .offset = FIELD(url),
		.help = "where it is published" },
	{ "kind", 0, OPTION_CHOICE, PLACE_KNOWN, "KIND",
		.choices = "as-before|listed|stated|label", .standard = "as-before",
		.offset = FIELD(kind),
		.help = "what standing on it means; of a new list, label" },
	{ "grade", 0, OPTION_TEXT, PLACE_KNOWN, "A1..F6", .taste = is_grade,
		.offset = FIELD(grade),
		.help = "how far it is to be believed; of a new list, F6",
		.manual = "As intelligence services grade: the source from A, reliable, "
			  "to F, not known, and what it says from 1, confirmed, to 6, "
			  "not known." },
	{ "sandbox", 0, OPTION_CHOICE,
		OF_READING | PLACE_LOOK | PLACE_LEDGER | PLACE_TRACE | IN_LEDGERS, "MODE",
		.choices = "full|none", .standard = "full", .offset = FIELD(sandbox),
		.help = "none reads letters without the sandbox; every report says so",
		.manual = "With full, a lock that this system lacks ends the program." },
	{ "isolation", 0, OPTION_CHOICE, OF_CHECKS, "MODE", .choices = "letter|mailbox",
		.standard = "letter", .offset = FIELD(isolation),
		.help = "a process for each letter, or one for many of one mailbox",
		.manual = "mailbox is faster; a letter that takes the process over could "
			  "then "
			  "lie about the next ones." },
	{ "jobs", 'J', OPTION_NUMBER, OF_READING, "N", .min = 1, .max = 256,
		.standard = "number of processors", .offset = FIELD(jobs),
		.help = "letters read at once" },
	{ "lang", 'L', OPTION_CHOICE, OF_CHECKS, "LANGUAGE", .choices = "en|ja",
		.standard = "from LC_ALL, LC_MESSAGES or LANG", .offset = FIELD(language),
		.help = "language of the sentences" },
	{ "policy", 'p', OPTION_FILE, OF_CHECKS, "FILE", .offset = FIELD(policy),
		.help = "file of weights that replaces the built-in policy" },
	{ "rules", 0, OPTION_FILE, OF_CHECKS, "FOLDER", .offset = FIELD(rules),
		.help = "folder of YARA rules of your own, matched with every file",
		.manual = "All files *.yar and *.yara in it. The compiled form is kept "
			  "under "
			  "$XDG_CACHE_HOME/assay." },
	{ "limit", 0, OPTION_LIMIT, OF_READING | PLACE_LOOK, "NAME=VALUE",
		.help = "change a limit, up to its ceiling; may be given several times" },
	{ "programs", 0, OPTION_FILE,
		PLACE_CHECK | PLACE_LEARN | PLACE_LIBRARY | PLACE_LOOK | PLACE_LEDGER,
		"FOLDER", .offset = FIELD(programs),
		.help = "where assay-worker, assay-broker and their kin are" },
	{ "config", 'c', OPTION_FILE,
		PLACE_CHECK | PLACE_LEARN | PLACE_PEOPLE | PLACE_LOOK | PLACE_LEDGER |
			PLACE_KNOWN | PLACE_SCREEN | IN_LEDGERS,
		"FILE", .offset = FIELD(config),
		.help = "read this file instead of the usual two" },
	{ "no-progress", 0, OPTION_FLAG, OF_COMMAND | PLACE_LEARN | PLACE_LEDGER,
		.offset = FIELD(no_progress),
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
