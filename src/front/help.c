/* Help out of the tables of commands and options, with examples that can be copied. */
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "front/command.h"
#include "front/options.h"

#include <assay.h>

static const char introduction[] = "assay - check a letter before you trust it\n"
				   "\n"
				   "usage: assay COMMAND [ARGUMENT]...\n";

static const char program_examples[] =
	"\n"
	"examples:\n"
	"  assay check letter.eml          judge one letter\n"
	"  assay check ~/Maildir           judge every letter of a mailbox\n"
	"  assay look offer.zip            what is inside a file, without opening it\n"
	"  assay learn ~/Maildir/.Sent     learn from sent mail whom you write to\n"
	"  assay people list               whom it knows now\n"
	"  assay explain mail.from.many    what a finding means\n"
	"  assay help check                all options, exit statuses, more examples\n";

static const char check_things[] =
	"\n"
	"THING is a file: a letter, a mailbox (mbox), an export of a chat program, or "
	"any\n"
	"other; - for standard input; a Maildir, or a folder. What a file is, its "
	"content\n"
	"tells, not its name. Or it is an address for payments, or a transfer's number; "
	"with\n"
	"--names, a name of somebody.\n"
	"\n"
	"options:\n";

static const char check_end[] =
	"\n"
	"exit status: 0 nothing was found, 1 a verdict at or "
	"above --level, 2 something that\n"
	"matters could not be checked, 64 to 78 an error (an "
	"error outranks the others).\n"
	"\n"
	"examples:\n"
	"  assay check invoice.eml\n"
	"  assay check ChatExport/result.json\n"
	"  assay check --names 'Park Jin Hyok'\n"
	"  assay check --approach --from-name 'Eve Stone' --channel "
	"LinkedIn message.txt\n"
	"  assay check --all --offline invoice.eml\n"
	"  assay check --json inbox.mbox | jq 'select(.verdict "
	"== \"danger\") | .subject'\n"
	"  assay check --border mx.example.com ~/Maildir\n"
	"  assay check --from-ip 192.0.2.7 - < letter.eml\n";

static const char look_things[] =
	"\n"
	"Every file through all layers of packing, with its kind, size, digest, entropy "
	"(bits a\n"
	"byte) and date, where its links lead, the fields of shortcuts, and the text of "
	"its\n"
	"macros. Nothing is judged, opened or run. The first word of a line is the "
	"part's\n"
	"path, for --extract.\n"
	"\n"
	"options:\n";

static const char look_end[] =
	"\n"
	"exit status: 0 all was read, 2 something could not be read, 64 to 78 an error.\n"
	"\n"
	"examples:\n"
	"  assay look offer.zip\n"
	"  assay look --json letter.eml | jq 'select(.links) | .links'\n"
	"  assay look --extract zip/CV.pdf.lnk --to part.bin --possibly-harmful "
	"offer.zip\n";

static const char learn_things[] =
	"\n"
	"SOURCE is whatever assay check reads, best your Sent folder; a file of address "
	"cards\n"
	"(.vcf); or an IMAP mailbox, imaps://user@host/. Letters that you wrote and that "
	"were\n"
	"not delivered by mail are learned, wherever they lie. Run it again to learn "
	"what is\n"
	"new. Of a letter, addresses, names and days are kept: no text and no subject.\n"
	"\n"
	"options:\n";

static const char learn_end[] =
	"\n"
	"exit status: 0 all was read, 64 to 78 an error (77 the mailbox refuses the "
	"password),\n"
	"128 + n a signal; what was learned until then is kept, and the next run goes "
	"on.\n"
	"\n"
	"examples:\n"
	"  assay learn --me ann@example.com ~/Maildir/.Sent\n"
	"  assay learn sent.mbox contacts.vcf\n"
	"  assay learn --password-file ~/.imap imaps://ann@mail.example.com/\n"
	"  assay learn --received --border mx.example.com ~/Maildir\n";

static const char people_things[] =
	"\n"
	"  list [TEXT]                everybody, or those with TEXT in address or name\n"
	"  show ADDRESS               what is kept of one address\n"
	"  why ADDRESS                whether it counts as somebody known, and why\n"
	"  forget ADDRESS|DOMAIN...   drop all that is kept of them\n"
	"  export                     write the people to standard output\n"
	"  import FILE                add the people of an export; - is standard input\n"
	"  allow [CODE FROM TAKEN]    list what is silenced, or silence a check for a "
	"pair\n"
	"  disallow CODE FROM TAKEN   let it speak again\n"
	"\n"
	"options:\n";

static const char people_end[] =
	"\n"
	"exit status: 0 it was done, 64 to 78 an error (66 no memory, or nobody of that\n"
	"address).\n"
	"\n"
	"examples:\n"
	"  assay people list example.com\n"
	"  assay people why ann@example.com\n"
	"  assay people allow mail.known.name ann@new.example ann@old.example\n"
	"  assay people export > people.txt\n";

static const char ledger_things[] =
	"\n"
	"  import SOURCE...           add the transfers of files, a folder or - for "
	"standard input\n"
	"  info LEDGER                what is in it, and how far each source was read\n"
	"  verify LEDGER              look at every byte\n"
	"  export LEDGER              write all transfers to standard output, as a "
	"table\n"
	"  rollback LEDGER CHAIN BLOCK\n"
	"                             take out what a reorganisation has undone\n"
	"  noise LEDGER               counterfeit tokens, and addresses made to look "
	"like "
	"others\n"
	"  forms                      list the forms of sources that are read\n"
	"\n"
	"A ledger is a folder. What ends an import early leaves it as it was at the "
	"last\n"
	"commit; import the same source again to go on. Rows that cannot be understood "
	"are\n"
	"set aside, with line and reason, in LEDGER/refused.\n"
	"\n"
	"options:\n";

static const char ledger_end[] =
	"\n"
	"exit status: 0 it was done, 65 rows were set aside or something is damaged, 64 "
	"to 78\n"
	"another error (75 another program adds to the ledger), 130 broken off.\n"
	"\n"
	"examples:\n"
	"  assay ledger import --chain bank --into money.ledger statement.csv\n"
	"  assay ledger import --map from=2,to=5,amount=7,time=1 --asset EUR \\\n"
	"      --into money.ledger export.csv.gz\n"
	"  assay ledger import --rpc http://127.0.0.1:8545 --blocks 100-latest --into "
	"l.ledger\n"
	"  assay ledger info money.ledger\n"
	"  assay ledger export money.ledger | head\n";

static const char trace_things[] =
	"\n"
	"ORIGIN is an account, an address or a transaction. All that came to an account "
	"(since\n"
	"--from) is stolen, and what the receivers of a transaction gained by it; or\n"
	"ACCOUNT=AMOUNT:ASSET, that much of what it held at --from. Every unit is "
	"accounted\n"
	"for: who has it, where it went out of sight, and why it is followed no "
	"further.\n"
	"\n"
	"options:\n";

static const char trace_end[] =
	"\n"
	"exit status: 0 it was traced, 64 to 78 an error (66 no such ledger or origin), "
	"130\n"
	"broken off: what was found until then is shown.\n"
	"\n"
	"examples:\n"
	"  assay trace --in money.ledger 0x098b716b8aaf21512996dc57eb0615e2383e2f96\n"
	"  assay trace --in money.ledger --rule all --from 2016-02-04 'NY "
	"Fed=81000000:bank/USD'\n"
	"  assay trace --in money.ledger --format dot ADDRESS | dot -Tsvg > trace.svg\n";

static const char demix_things[] =
	"\n"
	"POOL takes in one amount and pays the same out again, without saying whose it "
	"was.\n"
	"DEPOSITOR paid into it. Withdrawals are told apart by when and how they were "
	"made, each\n"
	"with a probability, which is no proof; and no more are named than were paid "
	"in.\n"
	"\n"
	"options:\n";

static const char demix_end[] =
	"\n"
	"exit status: 0 it was done, 64 to 78 an error (64 it is no such pool, 66 no "
	"such\n"
	"account or none that paid in).\n"
	"\n"
	"examples:\n"
	"  assay demix --in money.ledger POOL "
	"0xbc25d57412a04956cdd95af07825c5c1f34d29eb\n"
	"  assay demix --in money.ledger --depositors paid-in.txt --json POOL\n";

static const char hop_things[] =
	"\n"
	"A swap service takes in one coin and pays out another, and no chain says which "
	"went\n"
	"where. Pairs are weighed by whether their rates agree with each other; rates "
	"need "
	"not be\n"
	"known. DEPOSIT is who paid, or a transaction; without one all deposits are "
	"told. "
	"Where\n"
	"several payouts fit, the answer is refused.\n"
	"\n"
	"options:\n";

static const char hop_end[] =
	"\n"
	"exit status: 0 it was done, 64 to 78 an error (66 no such account, or it paid "
	"nothing\n"
	"to the services).\n"
	"\n"
	"examples:\n"
	"  assay hop --in money.ledger --services shapeshift.txt\n"
	"  assay hop --in money.ledger --services thor.txt --window 20 --json 0xabc...\n";

static const char cluster_things[] =
	"\n"
	"Addresses belong together where outputs of both were spent in one transaction, "
	"and\n"
	"where both paid one deposit address of an exchange. Transactions with the form "
	"of "
	"a\n"
	"CoinJoin are not used. Each address stands with the evidence that brought it "
	"in.\n"
	"\n"
	"options:\n";

static const char cluster_end[] =
	"\n"
	"exit status: 0 it was done, 64 to 78 an error (66 no such account).\n"
	"\n"
	"examples:\n"
	"  assay cluster --in bitcoin.ledger 1BoatSLRHtKNngkdXEeobR76b53LETtpyT\n"
	"  assay cluster --in bitcoin.ledger --without not-these.txt --json 1Boat...\n";

static const char screen_things[] =
	"\n"
	"The first field of each line is an address for payments; - is standard input. "
	"Each\n"
	"gets one line: the address, danger, caution, undecided or nothing, and what "
	"each "
	"list\n"
	"says. Nothing means that the lists that are here do not have it, and no more.\n"
	"With --names each line is a name, compared with all names of the lists by its "
	"words; "
	"it\n"
	"is then never danger, for a name is no person.\n"
	"\n"
	"options:\n";

static const char screen_end[] =
	"\n"
	"exit status: 0 no list has any, 1 a list has or had one, 2 some could not be "
	"checked,\n"
	"64 to 78 an error.\n"
	"\n"
	"examples:\n"
	"  assay screen customers.csv\n"
	"  assay screen --names - < employees.txt\n"
	"  assay screen --as-of 2023-06-01 --json - < addresses.txt\n";

static const char known_things[] =
	"\n"
	"  import FILE [FILE]   take over a list as it is published now; what left it "
	"stays known\n"
	"  diff FILE [FILE]     show what an import would change\n"
	"  list                 the lists, of which day they are, and how many stand on "
	"them\n"
	"  show ADDRESS...      all that the lists say of an address\n"
	"  forget NAME          drop a list of yours\n"
	"  forms                list the forms of lists that are read\n"
	"  about WORD...        what has been told of thefts, and by whom\n"
	"\n"
	"Two lists come with assay: ofac and fbi-bybit. Importing into one of them goes "
	"on "
	"from\n"
	"there. Nothing is fetched.\n"
	"\n"
	"options:\n";

static const char known_end[] =
	"\n"
	"exit status: 0 it was done, 65 a list that cannot be read or is older than the "
	"one "
	"here,\n"
	"64 to 78 another error.\n"
	"\n"
	"examples:\n"
	"  assay known import --list ofac --date 2026-11-28 sdn.csv sdn_comments.csv\n"
	"  assay known import --list ours --date 2026-11-28 --source 'our desk' \\\n"
	"      --kind label --grade B2 labels.csv\n"
	"  assay known import --list ofac-names --form ofac-names --kind listed \\\n"
	"      --date 2026-11-28 --source OFAC sdn.csv alt.csv\n"
	"  assay known show 0x098B716B8Aaf21512996dC57EB0615e2383E2f96\n"
	"  assay known about ronin\n";

/* What stands before and behind a command's options. */
static const struct page {
	const char *command, *things, *end;
} pages[] = {
	{ "check", check_things, check_end },
	{ "look", look_things, look_end },
	{ "learn", learn_things, learn_end },
	{ "people", people_things, people_end },
	{ "ledger", ledger_things, ledger_end },
	{ "trace", trace_things, trace_end },
	{ "demix", demix_things, demix_end },
	{ "hop", hop_things, hop_end },
	{ "cluster", cluster_things, cluster_end },
	{ "screen", screen_things, screen_end },
	{ "known", known_things, known_end },
};

static void print_commands(void)
{
	const struct command *c;
	printf("\ncommands:\n");
	for (unsigned i = 0; (c = command_row(i)); i++)
		printf("  %-16s %s\n", c->name, c->help);
}

static void print_option(const struct option *row)
{
	char names[64];
	snprintf(names, sizeof(names), "%c%c%s --%s%s%s", row->letter ? '-' : ' ',
		row->letter ? row->letter : ' ', row->letter ? "," : " ", row->name,
		row->value ? " " : "", row->value ? row->value : "");
	printf("  %-28s %s", names, row->help);
	if (row->choices)
		printf(" (%s)", row->choices);
	if (row->standard)
		printf(" [%s]", row->standard);
	printf("\n");
}

static void print_page(const struct page *page, unsigned place)
{
	const struct option *row;
	fputs(page->things, stdout);
	for (size_t i = 0; (row = option_row(i)); i++)
		if (row->places & place)
			print_option(row);
	fputs(page->end, stdout);
}

static void print_command(const struct command *c)
{
	printf("usage: assay %s %s\n\n%s\n", c->name, c->arguments, c->help);
	for (size_t i = 0; i < sizeof(pages) / sizeof(pages[0]); i++)
		if (strcmp(c->name, pages[i].command) == 0)
			print_page(&pages[i], c->place);
}

void help_print(const char *command)
{
	const struct command *c;
	if (!command) {
		fputs(introduction, stdout);
		print_commands();
		fputs(program_examples, stdout);
		return;
	}
	for (unsigned i = 0; (c = command_row(i)); i++)
		if (strcmp(command, c->name) == 0)
			print_command(c);
}

int help_main(char **args)
{
	const struct command *c;
	if (!args[0]) {
		help_print(NULL);
		return EX_OK;
	}
	for (unsigned i = 0; (c = command_row(i)); i++) {
		if (strcmp(args[0], c->name) != 0)
			continue;
		help_print(c->name);
		return EX_OK;
	}
	return complain(EX_USAGE, "no such command: %s", args[0]);
}

int version_main(char **args)
{
	(void)args;
	printf("assay %s\n", assay_version());
	return EX_OK;
}
