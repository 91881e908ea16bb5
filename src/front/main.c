/* The program's entrance: finds the command in the table and runs it. */
#include "front/command.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "report/escape.h"

static const struct command commands[] = {
	{ "check", "[OPTION]... THING...",
		"judge letters, mailboxes and folders of letters", PLACE_CHECK,
		check_main },
	{ "look", "[OPTION]... FILE...", "show what is inside a file, without opening it",
		PLACE_LOOK, look_main },
	{ "learn", "[OPTION]... SOURCE...", "learn from your sent mail whom you write to",
		PLACE_LEARN, learn_main },
	{ "people",
		"[OPTION]... list|show|why|forget|export|import|allow|disallow "
		"[ARGUMENT]...",
		"look at whom assay knows, and change it", PLACE_PEOPLE, people_main },
	{ "ledger",
		"[OPTION]... import|info|verify|export|rollback|noise|forms "
		"[ARGUMENT]...",
		"keep transfers of chains and banks, to follow money in them",
		PLACE_LEDGER, ledger_main },
	{ "trace", "[OPTION]... --in LEDGER ORIGIN...",
		"follow stolen money through a ledger", PLACE_TRACE, trace_main },
	{ "demix", "[OPTION]... --in LEDGER POOL DEPOSITOR...",
		"tell which withdrawals from a mixing pool go with somebody's deposits",
		PLACE_DEMIX, demix_main },
	{ "hop", "[OPTION]... --in LEDGER --services FILE [DEPOSIT]...",
		"tell which payout of a swap service, in another coin, a deposit became",
		PLACE_HOP, hop_main },
	{ "cluster", "[OPTION]... --in LEDGER ADDRESS...",
		"tell which addresses are consistent with one owner, and by what",
		PLACE_CLUSTER, cluster_main },
	{ "screen", "[OPTION]... FILE...",
		"look up addresses for payments in the lists, one a line", PLACE_SCREEN,
		screen_main },
	{ "known", "[OPTION]... import|diff|list|show|forget|forms|about [ARGUMENT]...",
		"keep the lists: sanctions, statements, labels", PLACE_KNOWN,
		known_main },
	{ "checks", "", "list every check: code, weight and title", 0, checks_main },
	{ "explain", "CODE", "tell what a check looks at, why, and what to do", 0,
		explain_main },
	{ "completion", "bash|zsh", "print the shell's completion", 0, completion_main },
	{ "help", "[COMMAND]", "tell how a command is used", 0, help_main },
	{ "version", "", "print the version", 0, version_main },
	{ "--check-config", "[--config FILE]",
		"read the configuration files and say what is wrong", 0,
		check_config_main },
};

const struct command *command_row(unsigned i)
{
	return i < sizeof(commands) / sizeof(commands[0]) ? &commands[i] : NULL;
}

int complain(int status, const char *fmt, ...)
{
	char room[1024];
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(room, sizeof(room), fmt, ap);
	va_end(ap);
	struct arena *a = arena_create(1 << 20);
	struct text t;
	text_init(&t, a, 16384);
	escape_terminal(&t, span_from_cstr(room));
	fprintf(stderr, "assay: %s\n", t.p);
	arena_destroy(&a);
	return status;
}

int command_options(struct options *o, struct arena *arena, enum option_place place,
	char **args, int *count_r)
{
	struct err err;
	int count = 0;
	while (args[count])
		count++;
	options_init(o, arena);
	int r = options_read_files(o, options_config_of_args(args, count), &err);
	if (r < 0)
		return complain(EX_CONFIG, "%s", err.text);
	r = options_read_args(o, place, args, count_r, &err);
	if (r < 0)
		return complain(EX_USAGE, "%s", err.text);
	args[*count_r] = NULL;
	return EX_OK;
}

static const struct command *find(const char *name)
{
	const struct command *c;
	for (unsigned i = 0; (c = command_row(i)); i++)
		if (strcmp(name, c->name) == 0)
			return c;
	return NULL;
}

static bool asks_for_help(char *const *args)
{
	for (; *args && strcmp(*args, "--") != 0; args++)
		if (strcmp(*args, "--help") == 0 || strcmp(*args, "-h") == 0)
			return true;
	return false;
}

/* The number of a closed one would be given to a socket, and what is printed would go
 * there. Whatever stands in its place refuses as a closed one does. */
static void fill_standard_descriptors(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0)
			open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

int main(int argc, char **argv)
{
	fill_standard_descriptors();
	if (argc < 2) {
		help_print(NULL);
		return EX_USAGE;
	}
	const struct command *c = find(argv[1]);
	if (c && asks_for_help(argv + 2)) {
		help_print(c->name);
		return EX_OK;
	}
	if (c)
		return c->run(argv + 2);
	if (strcmp(argv[1], "--version") == 0)
		return version_main(argv + 2);
	if (asks_for_help(argv + 1)) {
		help_print(NULL);
		return EX_OK;
	}
	return complain(
		EX_USAGE, "no such command: %s (try: assay check %s)", argv[1], argv[1]);
}
