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
	"  assay explain mail.from.many    what a finding means\n"
	"  assay help check                all options, exit statuses, more examples\n";

static const char check_things[] =
	"\n"
	"THING is a file with a letter or a mailbox (mbox), - for standard input, a "
	"Maildir, or\n"
	"a folder of letters. What a file is, its content tells, not its name.\n"
	"\n"
	"options:\n";

static const char check_end[] = "\n"
				"exit status: 0 nothing was found, 1 a verdict at or "
				"above --level, 2 something that\n"
				"matters could not be checked, 64 to 78 an error (an "
				"error outranks the others).\n"
				"\n"
				"examples:\n"
				"  assay check invoice.eml\n"
				"  assay check --all --offline invoice.eml\n"
				"  assay check --json inbox.mbox | jq 'select(.verdict "
				"== \"danger\") | .subject'\n"
				"  assay check --border mx.example.com ~/Maildir\n"
				"  assay check --from-ip 192.0.2.7 - < letter.eml\n";

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

static void print_check(void)
{
	const struct option *row;
	fputs(check_things, stdout);
	for (size_t i = 0; (row = option_row(i)); i++)
		if (row->places & PLACE_CHECK)
			print_option(row);
	fputs(check_end, stdout);
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
			printf("usage: assay %s %s\n\n%s\n", c->name, c->arguments,
				c->help);
	if (strcmp(command, "check") == 0)
		print_check();
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
