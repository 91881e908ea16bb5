/* `assay screen [--names] FILE|-`: addresses or names in bulk against the lists, one line of answer
 * for each line.
 *
 * Exit status: 1 where a list has one, 2 where something could not be checked, 0 otherwise. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "front/command.h"
#include "front/naming.h"
#include "money/address.h"
#include "report/escape.h"
#include "report/lists.h"
#include "report/names.h"

enum { EX_HIT = 1, EX_UNCHECKED = 2, LINE_MAX_BYTES = 4096, ANSWER_MAX = 1 << 20 };

struct screening {
	struct arena *arena, *scratch;
	struct options options;
	struct lists lists;   /* of addresses */
	struct naming naming; /* with --names */
	uint64_t count, by_verdict[LISTS_DANGER + 1], unreadable;
};

/* The first field of a line: a list of addresses may be a table. */
static struct span first_field(struct span line)
{
	line = span_trim(line);
	size_t n = 0;
	while (n < line.n && !memchr(",;\t ", line.p[n], 4))
		n++;
	line = span_take(line, n);
	if (line.n >= 2 && line.p[0] == '"' && line.p[line.n - 1] == '"')
		line = span_take(span_skip(line, 1), line.n - 2);
	return line;
}

/* Why nothing can be said of what is no address: NULL where it is one. */
static const char *trouble_of(struct span address, const struct lists_answer *answer)
{
	struct money_address m;
	if (answer->count)
		return NULL;
	if (!money_address_read(address, &m))
		return "no address of a form that is known";
	return m.checksum == MONEY_WRONG ? "its checksum is wrong" : NULL;
}

static void add_text(struct text *t, const struct screening *s, struct span address,
	const struct lists_answer *answer, const char *trouble)
{
	escape_terminal(t, address);
	text_printf(t, "\t%s", lists_verdict_name(answer->verdict));
	for (size_t i = 0; i < answer->count; i++) {
		text_add_byte(t, '\t');
		lists_add_sentence(t, &answer->facts[i]);
	}
	if (trouble)
		text_printf(t, "\t%s", trouble);
	text_add_byte(t, '\n');
	(void)s;
}

static void add_json(struct text *t, const struct screening *s, struct span address,
	const struct lists_answer *answer, const char *trouble)
{
	text_add_cstr(t, "{\"schema\":\"assay-screen-1\",\"address\":\"");
	escape_json(t, address);
	text_printf(t, "\",\"verdict\":\"%s\",", lists_verdict_name(answer->verdict));
	if (trouble)
		text_printf(t, "\"trouble\":\"%s\",", trouble);
	lists_add_json(t, &s->lists, answer);
	text_add_cstr(t, "}\n");
}

static void screen_one(struct screening *s, struct span address)
{
	struct lists_answer answer;
	struct text t;
	lists_ask(&s->lists, address, &answer);
	const char *trouble = trouble_of(address, &answer);
	if (trouble && answer.verdict < LISTS_UNDECIDED)
		answer.verdict = LISTS_UNDECIDED;
	s->count++;
	s->by_verdict[answer.verdict]++;
	s->unreadable += trouble != NULL;
	text_init(&t, s->scratch, ANSWER_MAX);
	(s->options.json ? add_json : add_text)(&t, s, address, &answer, trouble);
	fwrite(t.p, 1, t.n, stdout);
	arena_reset(s->scratch);
}

/* --- names --- */

static void add_names_text(struct text *t, const struct naming *n, struct span name,
	const struct naming_answer *answer)
{
	escape_terminal(t, name);
	text_printf(t, "\t%s", lists_verdict_name(answer->verdict));
	for (size_t i = 0; i < answer->count; i++) {
		text_add_byte(t, '\t');
		names_add_hit(t, &answer->hits[i]);
	}
	text_add_byte(t, '\n');
	(void)n;
}

static void screen_name(struct screening *s, struct span name)
{
	struct naming_answer answer;
	struct text t;
	naming_ask(&s->naming, s->scratch, name, &answer);
	s->count++;
	s->by_verdict[answer.verdict]++;
	text_init(&t, s->scratch, ANSWER_MAX);
	(s->options.json ? naming_add_json : add_names_text)(
		&t, &s->naming, name, &answer);
	fwrite(t.p, 1, t.n, stdout);
	arena_reset(s->scratch);
}

/* --- lines --- */

/* A heading is nothing that anybody asks about. */
static bool is_heading(struct span field, uint64_t line)
{
	static const char *const headings[] = { "address", "account", "wallet", "name" };
	for (size_t i = 0; line == 1 && i < sizeof(headings) / sizeof(*headings); i++)
		if (span_equal_nocase(field, span_from_cstr(headings[i])))
			return true;
	return false;
}

/* A line, or as much of it as there is room for. A NUL is a byte like others: text of another
 * encoding is full of them, and must not pass for empty lines. */
static bool next_piece(FILE *f, char *line, struct span *text_r)
{
	memset(line, 1, LINE_MAX_BYTES);
	if (!fgets(line, LINE_MAX_BYTES, f))
		return false;
	const char *end = memrchr(line, '\0', LINE_MAX_BYTES);
	*text_r = span_of(line, (size_t)(end - line));
	return true;
}

static struct span without_mark(struct span text)
{
	return span_starts_with(text, SPAN("\xEF\xBB\xBF")) ? span_skip(text, 3) : text;
}

static void screen_line(struct screening *s, struct span line, uint64_t number)
{
	line = span_trim(number == 1 ? without_mark(line) : line);
	struct span field = s->options.names ? line : first_field(line);
	if (line.n && line.p[0] != '#' && !is_heading(field, number))
		(s->options.names ? screen_name : screen_one)(s, field);
}

static int screen_file(struct screening *s, const char *name)
{
	bool standard = strcmp(name, "-") == 0, whole = true;
	FILE *f = standard ? stdin : fopen(name, "rbe");
	char line[LINE_MAX_BYTES];
	struct span piece;
	if (!f)
		return complain(EX_NOINPUT, "%s: %s", name, strerror(errno));
	for (uint64_t number = 0; next_piece(f, line, &piece);) {
		if (whole) /* else it is the rest of a line that was too long */
			screen_line(s, piece, ++number);
		whole = piece.p[piece.n - 1] == '\n';
	}
	int why = ferror(f) ? errno : 0;
	if (!standard)
		fclose(f);
	return why ? complain(EX_IOERR, "%s: %s", name, strerror(why)) : EX_OK;
}

/* To the other stream, so that the answers stay one a line. */
static void add_end(struct screening *s)
{
	struct text t;
	text_init(&t, s->scratch, ANSWER_MAX);
	text_printf(&t, "%" PRIu64 " screened: ", s->count);
	if (!s->options.names)
		text_printf(&t, "%" PRIu64 " danger, ", s->by_verdict[LISTS_DANGER]);
	text_printf(&t, "%" PRIu64 " caution, %" PRIu64 " undecided",
		s->by_verdict[LISTS_CAUTION], s->by_verdict[LISTS_UNDECIDED]);
	if (!s->options.names)
		text_printf(&t, " (%" PRIu64 " of them no address)", s->unreadable);
	text_printf(&t, ", %" PRIu64 " nothing found\n", s->by_verdict[LISTS_NOTHING]);
	if (s->options.names)
		naming_add_gaps(&t, &s->naming, "");
	else
		lists_add_gaps(&t, &s->lists, LISTS_ADDRESSES, "");
	fwrite(t.p, 1, t.n, stderr);
}

static int screen_all(struct screening *s, char **files)
{
	struct err err;
	int status = EX_OK;
	int r = s->options.names ? naming_open(&s->naming, &s->options, s->arena, &err)
				 : lists_open(&s->options, &s->lists, &err);
	if (r < 0)
		status = complain(r == -ENOENT ? EX_NOINPUT : EX_DATAERR, "%s", err.text);
	for (; status == EX_OK && *files; files++)
		status = screen_file(s, *files);
	if (status != EX_OK)
		return status;
	if (fflush(stdout) == EOF)
		return complain(EX_IOERR, "standard output: %s", strerror(errno));
	add_end(s);
	return s->by_verdict[LISTS_DANGER] || s->by_verdict[LISTS_CAUTION] ? EX_HIT
	       : s->by_verdict[LISTS_UNDECIDED]				   ? EX_UNCHECKED
									   : EX_OK;
}

int screen_main(char **args)
{
	struct screening s = { .arena = arena_create(SIZE_MAX),
		.scratch = arena_create(64 << 20) };
	int count;
	int status = command_options(&s.options, s.arena, PLACE_SCREEN, args, &count);
	if (status == EX_OK)
		status =
			count ? screen_all(&s, args)
			      : complain(EX_USAGE, "screen wants a file of addresses, or "
						   "of names (try: assay screen -)");
	arena_destroy(&s.scratch);
	arena_destroy(&s.arena);
	return status;
}
