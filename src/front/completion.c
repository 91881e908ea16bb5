/* `assay completion bash|zsh`: scripts out of the tables of commands and options. Names,
 * choices and helps are ours; those with a quote in them would have to be escaped, and a
 * test runs both scripts. */
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "front/command.h"
#include "front/options.h"
#include "report/words.h"

static void print_commands(const char *between)
{
	const struct command *c;
	for (unsigned i = 0; (c = command_row(i)); i++)
		printf("%s%s", i ? between : "", c->name);
}

static void print_codes(void)
{
	for (size_t i = 0; i < words_count; i++)
		if (strcmp(words_table[i].key, "title") == 0)
			printf("%s ", words_table[i].subject);
}

static void print_acts(const char *(*act_of)(unsigned i), const char *between)
{
	const char *act;
	for (unsigned i = 0; (act = act_of(i)); i++)
		printf("%s%s", i ? between : "", act);
}

static void print_choices(const struct option *row)
{
	for (const char *c = row->choices; *c; c++)
		putchar(*c == '|' ? ' ' : *c);
}

static void print_limits(void)
{
	const struct budget_row *limit;
	for (unsigned i = 0; (limit = budget_row(i)); i++)
		printf("%s= ", limit->name);
}

static void bash_value(const struct option *row)
{
	printf("\t--%s%s%c) ", row->name, row->letter ? "|-" : "",
		row->letter ? row->letter : ' ');
	if (row->choices) {
		printf("COMPREPLY=($(compgen -W \"");
		print_choices(row);
		printf("\" -- \"$cur\"))");
	} else if (row->kind == OPTION_FILE) {
		printf("COMPREPLY=($(compgen -f -- \"$cur\"))");
	} else if (row->kind == OPTION_LIMIT) {
		printf("COMPREPLY=($(compgen -W \"");
		print_limits();
		printf("\" -- \"$cur\")); compopt -o nospace 2>/dev/null");
	} else {
		printf("COMPREPLY=()");
	}
	printf("; return ;;\n");
}

/* Each command's options; what a value of theirs may be is the same everywhere. */
static void bash_options(void)
{
	const struct command *c;
	const struct option *row;
	for (unsigned k = 0; (c = command_row(k)); k++) {
		if (!c->place)
			continue;
		printf("\t%s) options=\"", c->name);
		for (size_t i = 0; (row = option_row(i)); i++)
			if (row->places & c->place)
				printf("--%s ", row->name);
		printf("--help\" ;;\n");
	}
	printf("\t--check-config) options=--config ;;\n\t*) return ;;\n\tesac\n"
	       "\tcase $prev in\n");
	for (size_t i = 0; (row = option_row(i)); i++)
		if (row->kind != OPTION_FLAG)
			bash_value(row);
	printf("\tesac\n");
}

/* What is done comes first, then what it is done with. */
static void bash_acts(const char *command, const char *(*act_of)(unsigned i))
{
	printf("\tif [[ ${COMP_WORDS[1]} == %s ]]; then\n\t\tlocal act= word\n"
	       "\t\tfor word in \"${COMP_WORDS[@]:2:COMP_CWORD-2}\"; do\n"
	       "\t\t\tcase $word in ",
		command);
	print_acts(act_of, "|");
	printf(") act=${act:-$word} ;; esac\n\t\tdone\n\t\tcase $act in\n"
	       "\t\t'') COMPREPLY=($(compgen -W \"");
	print_acts(act_of, " ");
	printf("\" -- \"$cur\")); return ;;\n");
}

static void bash_ledger(void)
{
	bash_acts("ledger", ledger_act);
	printf("\t\tforms) return ;;\n\t\tesac\n\tfi\n");
}

static void bash_known(void)
{
	bash_acts("known", known_act);
	printf("\t\tlist|show|forget|forms) return ;;\n\t\tesac\n\tfi\n");
}

static void bash_people(void)
{
	bash_acts("people", people_act);
	printf("\t\tallow|disallow) COMPREPLY=($(compgen -W \"");
	print_codes();
	printf("\" -- \"$cur\")); return ;;\n\t\timport) ;;\n\t\t*) return ;;\n"
	       "\t\tesac\n\tfi\n");
}

static void print_bash(void)
{
	printf("# bash completion of assay, made by: assay completion bash\n"
	       "_assay()\n{\n"
	       "\tlocal cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} "
	       "options\n"
	       "\tif ((COMP_CWORD == 1)); then\n\t\tCOMPREPLY=($(compgen -W \"");
	print_commands(" ");
	printf("\" -- \"$cur\"))\n\t\treturn\n\tfi\n\tcase ${COMP_WORDS[1]} in\n"
	       "\tcompletion) COMPREPLY=($(compgen -W \"bash zsh\" -- \"$cur\")); return "
	       ";;\n"
	       "\thelp) COMPREPLY=($(compgen -W \"");
	print_commands(" ");
	printf("\" -- \"$cur\")); return ;;\n\texplain) COMPREPLY=($(compgen -W \"");
	print_codes();
	printf("\" -- \"$cur\")); return ;;\n");
	bash_options();
	printf("\tif [[ $cur == -* ]]; then\n"
	       "\t\tCOMPREPLY=($(compgen -W \"$options\" -- "
	       "\"$cur\"))\n\t\treturn\n\tfi\n");
	bash_people();
	bash_ledger();
	bash_known();
	printf("\tCOMPREPLY=($(compgen -f -- \"$cur\"))\n}\n"
	       "complete -o filenames -F _assay assay\n");
}

/* Help inside single quotes and brackets: what would end them is left out. */
static void zsh_help(const char *help)
{
	for (; *help; help++)
		if (!strchr("'[]:\\", *help))
			putchar(*help);
}

static void zsh_option(const struct option *row)
{
	bool repeated = row->kind == OPTION_LIST || row->kind == OPTION_LIMIT;
	printf("\t\t\t'%s--%s%s[", repeated ? "*" : "", row->name, row->value ? "=" : "");
	zsh_help(row->help);
	printf("]");
	if (row->choices) {
		printf(":%s:(", row->value);
		print_choices(row);
		printf(")");
	} else if (row->kind == OPTION_FILE) {
		printf(":%s:_files", row->value);
	} else if (row->kind == OPTION_LIMIT) {
		printf(":limit:(");
		print_limits();
		printf(")");
	} else if (row->value) {
		printf(":%s:", row->value);
	}
	printf("' \\\n");
}

static void zsh_command(const struct command *c)
{
	const struct option *row;
	printf("\t%s)\n\t\t_arguments -s \\\n", c->name);
	for (size_t i = 0; (row = option_row(i)); i++)
		if (row->places & c->place)
			zsh_option(row);
	const char *(*act_of)(unsigned) = c->place == PLACE_PEOPLE   ? people_act
					  : c->place == PLACE_LEDGER ? ledger_act
					  : c->place == PLACE_KNOWN  ? known_act
								     : NULL;
	if (act_of) {
		printf("\t\t\t'1:what to do:(");
		print_acts(act_of, " ");
		printf(")' \\\n");
	}
	printf("\t\t\t'*:argument:_files'\n\t\t;;\n");
}

static void print_zsh(void)
{
	const struct command *c;
	printf("#compdef assay\n# zsh completion of assay, made by: assay completion "
	       "zsh\n"
	       "_assay()\n{\n\tif ((CURRENT == 2)); then\n\t\tcompadd -- ");
	print_commands(" ");
	printf("\n\t\treturn\n\tfi\n\tlocal command=$words[2]\n\tshift words\n"
	       "\t((CURRENT--))\n\tcase $command in\n"
	       "\tcompletion) compadd -- bash zsh ;;\n\thelp) compadd -- ");
	print_commands(" ");
	printf(" ;;\n\texplain) compadd -- ");
	print_codes();
	printf(" ;;\n\t--check-config) _arguments '--config=[configuration]:FILE:_files' "
	       ";;\n");
	for (unsigned i = 0; (c = command_row(i)); i++)
		if (c->place)
			zsh_command(c);
	printf("\tesac\n}\n"
	       "if [[ $funcstack[1] == _assay ]]; then\n\t_assay \"$@\"\nelse\n"
	       "\tcompdef _assay assay\nfi\n");
}

int completion_main(char **args)
{
	if (args[0] && !args[1] && strcmp(args[0], "bash") == 0)
		print_bash();
	else if (args[0] && !args[1] && strcmp(args[0], "zsh") == 0)
		print_zsh();
	else
		return complain(EX_USAGE, "completion wants bash or zsh");
	return EX_OK;
}
