/* `probe asks`: what each letter whose path stands on standard input wants of its reader, one
 * line of names for each, and at the end how many letters want what.
 * `probe asks text`: the readable text of each instead. */
#include <stdio.h>
#include <string.h>

#include "checks/mail/asks.h"
#include "checks/registry.h"
#include "core/engine.h"
#include "probe.h"

enum { PATH_BYTES = 4096 };

static const char *const names[] = { "link", "file", "program", "locked", "run", "secret",
	"pay", "move" };
enum { NAMES = sizeof(names) / sizeof(*names) };

static bool wants_text;
static unsigned found;

static void run(struct job *job, const struct evidence *on)
{
	struct letter *letter = letter_of(on);
	found = letter_asks(job, letter);
	if (wants_text)
		printf("%.*s\n", SPAN_ARG(letter_text(job, letter)));
}

static const struct check check_asks = {
	.code = "mail.asks",
	.title = "What the letter wants",
	.on = EV_MAIL,
	.run = run,
};

static unsigned asks_of(struct arena *a, const char *path)
{
	static const struct check *const checks[] = { &check_asks, NULL };
	struct registry one = { registry.readers, checks };
	struct job job;
	struct arena *file = arena_create((size_t)1 << 28);
	struct span bytes = probe_read(file, path);
	job_init(&job, a);
	found = 0;
	engine_run(&job, &one, bytes);
	arena_reset(a);
	arena_destroy(&file);
	return found;
}

int probe_asks(int argc, char **argv)
{
	static char path[PATH_BYTES];
	unsigned counts[NAMES] = { 0 }, letters = 0;
	wants_text = argc > 1 && strcmp(argv[1], "text") == 0;
	struct arena *a = arena_create(budget_standard().memory);
	while (fgets(path, sizeof(path), stdin)) {
		path[strcspn(path, "\n")] = '\0';
		unsigned asks = asks_of(a, path);
		letters++;
		printf("%s", path);
		for (unsigned i = 0; i < NAMES; i++) {
			if (!(asks & 1u << i))
				continue;
			counts[i]++;
			printf(" %s", names[i]);
		}
		putchar('\n');
	}
	printf("# %u letters:", letters);
	for (unsigned i = 0; i < NAMES; i++)
		printf(" %s %u", names[i], counts[i]);
	putchar('\n');
	arena_destroy(&a);
	return 0;
}
