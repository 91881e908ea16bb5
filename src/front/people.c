/* `assay people list|show|why|forget|export|import|allow|disallow`: the memory by hand.
 *
 * An export is text: a line that names its form, then a line for each person, tabs between
 * the fields. It holds acquaintances, the user's own addresses and what was allowed; threads
 * and what was received stay, for their keys are this memory's own. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#include "base/num.h"
#include "base/when.h"
#include "front/command.h"
#include "front/memory.h"
#include "report/escape.h"

#define EXPORT_FORM "assay-people 1"

enum { LINE_BYTES_MAX = 4096, FIELDS = 8 };

struct desk {
	struct arena *arena, *scratch;
	struct options options;
	struct people *people;
	uint64_t count, allowed;
	struct err err;
};

static int failed(const struct desk *d, int r)
{
	return complain(r == -ENOENT ? EX_NOINPUT : EX_IOERR, "%s", d->err.text);
}

/* --- showing --- */

/* Foreign text, for the terminal. */
static const char *shown(struct desk *d, struct span s)
{
	struct text t;
	text_init(&t, d->scratch, 4096);
	escape_terminal(&t, s);
	return arena_cstr(d->scratch, text_span(&t));
}

static const char *day(struct desk *d, int64_t unix_s)
{
	struct text t;
	text_init(&t, d->scratch, 32);
	when_print(&t, unix_s);
	return arena_cstr(d->scratch, span_take(text_span(&t), 10));
}

/* "1 letter", "2 letters" */
static const char *counted(struct desk *d, uint64_t n, const char *what)
{
	return arena_printf(
		d->scratch, "%llu %s%s", (unsigned long long)n, what, n == 1 ? "" : "s");
}

static void json_text(struct desk *d, const char *name, struct span s)
{
	struct text t;
	text_init(&t, d->scratch, 8192);
	escape_json(&t, s);
	printf(",\"%s\":\"%.*s\"", name, SPAN_ARG(text_span(&t)));
}

static void print_json(struct desk *d, const struct acquaintance *q)
{
	printf("{\"schema\":\"assay-people-1\"");
	json_text(d, "address", q->address);
	json_text(d, "name", q->name);
	printf(",\"sent\":%llu,\"started\":%llu,\"days\":%llu,\"in_book\":%s",
		(unsigned long long)q->sent, (unsigned long long)q->started,
		(unsigned long long)q->days, q->in_book ? "true" : "false");
	if (q->sent) {
		json_text(d, "first", span_from_cstr(day(d, q->first_s)));
		json_text(d, "last", span_from_cstr(day(d, q->last_s)));
	}
	printf("}\n");
}

static int print_person(void *state, const struct acquaintance *q)
{
	struct desk *d = state;
	d->count++;
	if (d->options.json)
		print_json(d, q);
	else if (q->sent)
		printf("%6llu  %s  %s  %s\n", (unsigned long long)q->sent,
			day(d, q->last_s), shown(d, q->address), shown(d, q->name));
	else
		printf("  book              %s  %s\n", shown(d, q->address),
			shown(d, q->name));
	arena_reset(d->scratch);
	return 0;
}

static int print_me(void *state, const struct acquaintance *me)
{
	struct desk *d = state;
	if (!d->options.json)
		printf("You are %s.\n", shown(d, me->address));
	return 0;
}

static int list(struct desk *d, char **args, int count)
{
	struct span like = span_from_cstr(count ? args[0] : "");
	if (count > 1)
		return complain(EX_USAGE, "people list wants at most one text to find");
	people_list_me(d->people, print_me, d, &d->err);
	if (!d->options.json)
		printf("letters  last sent  address  name\n");
	int r = people_list(d->people, like, print_person, d, &d->err);
	if (r < 0)
		return failed(d, r);
	if (!d->options.json)
		printf("%llu people\n", (unsigned long long)d->count);
	return EX_OK;
}

static void print_ways(struct desk *d, const struct people_answer *a)
{
	for (size_t i = 0; i < a->proof_count; i++)
		printf("%s from there proved by %s%s%s, %s to %s.\n",
			counted(d, a->proofs[i].count, "letter"),
			shown(d, a->proofs[i].domain),
			a->proofs[i].selector.n ? ", key " : "",
			shown(d, a->proofs[i].selector), day(d, a->proofs[i].first_s),
			day(d, a->proofs[i].last_s));
	for (size_t i = 0; i < a->habit_count; i++)
		printf("%s from there had the %s \"%s\".\n",
			counted(d, a->habits[i].count, "letter"),
			habit_kind_name(a->habits[i].kind), shown(d, a->habits[i].value));
}

static void print_about(struct desk *d, const struct people_about *about)
{
	const struct acquaintance *q = &about->person;
	const struct people_answer *a = &about->facts;
	printf("%s  %s\n", shown(d, q->address), shown(d, q->name));
	if (q->sent)
		printf("You sent %s there, %llu of them not as an answer, on %s%s, from "
		       "%s "
		       "to %s.\n",
			counted(d, q->sent, "letter"), (unsigned long long)q->started,
			counted(d, q->days, "day"), q->days >= 62 ? " or more" : "",
			day(d, q->first_s), day(d, q->last_s));
	if (q->in_book)
		printf("It stands in your address book.\n");
	printf("You got %s from there, as far as shown to assay.\n",
		counted(d, a->heard.count, "letter"));
	print_ways(d, a);
	for (size_t i = 0; i < a->allowed_count; i++)
		printf("You asked for silence about %s with %s.\n",
			shown(d, a->allowed[i].code), shown(d, a->allowed[i].other));
}

static int show(struct desk *d, char **args, int count)
{
	struct people_about about;
	if (count != 1)
		return complain(EX_USAGE, "people show wants an address");
	int r = people_find(
		d->people, d->arena, span_from_cstr(args[0]), &about, &d->err);
	if (r < 0)
		return failed(d, r);
	if (d->options.json)
		print_json(d, &about.person);
	else
		print_about(d, &about);
	return EX_OK;
}

/* Whether letters from there are taken for those of somebody known, and by what right. */
static int why(struct desk *d, char **args, int count)
{
	struct people_about about;
	if (count != 1)
		return complain(EX_USAGE, "people why wants an address");
	int r = people_find(
		d->people, d->arena, span_from_cstr(args[0]), &about, &d->err);
	if (r == -ENOENT) {
		printf("%s is not known: you never wrote there, as far as assay has "
		       "learned "
		       "from your sent mail. What comes from there creates no trust, "
		       "however "
		       "much it is.\n",
			shown(d, span_from_cstr(args[0])));
		return EX_OK;
	}
	if (r < 0)
		return failed(d, r);
	print_about(d, &about);
	printf("%s\n",
		acquaintance_is_established(&about.person, (int64_t)time(NULL))
			? "That is enough for the address to count as this person's own."
			: "That is too little for the address to count as this person's "
			  "own: "
			  "letters on three days over two weeks are wanted, or an entry "
			  "in "
			  "your address book.");
	return EX_OK;
}

static int forget(struct desk *d, char **args, int count)
{
	if (count == 0)
		return complain(EX_USAGE, "people forget wants addresses or domains");
	for (int i = 0; i < count; i++) {
		int r = people_forget(d->people, span_from_cstr(args[i]), &d->err);
		if (r < 0)
			return failed(d, r);
		printf("%s: %d forgotten\n", shown(d, span_from_cstr(args[i])), r);
	}
	return EX_OK;
}

/* --- allowing --- */

static int set_allowed(struct desk *d, char **args, int count, bool on)
{
	if (count != 3)
		return complain(EX_USAGE,
			"%s wants a code, whom the letter is from, and whom it was taken "
			"for: "
			"mail.known.name ann@new.example ann@old.example",
			on ? "people allow" : "people disallow");
	if (!words_get(LANGUAGE_EN, args[0], "title", NULL))
		return complain(
			EX_USAGE, "no such check: %s (see assay checks)", args[0]);
	int r = people_allow(d->people, span_from_cstr(args[0]), span_from_cstr(args[1]),
		span_from_cstr(args[2]), on, &d->err);
	return r < 0 ? failed(d, r) : EX_OK;
}

static int print_allowed(
	void *state, struct span code, struct span about, struct span other)
{
	struct desk *d = state;
	d->allowed++;
	printf("%s  %s  %s\n", shown(d, code), shown(d, about), shown(d, other));
	arena_reset(d->scratch);
	return 0;
}

static int allow(struct desk *d, char **args, int count)
{
	if (count)
		return set_allowed(d, args, count, true);
	int r = people_list_allowed(d->people, print_allowed, d, &d->err);
	return r < 0 ? failed(d, r) : EX_OK;
}

static int disallow(struct desk *d, char **args, int count)
{
	return set_allowed(d, args, count, false);
}

/* --- taking it elsewhere --- */

/* What is hashed has sense under this memory's key alone. */
static int export_person(void *state, const struct acquaintance *q)
{
	struct desk *d = state;
	if (span_starts_with(q->address, SPAN("*@")))
		return err_set(
			&d->err, EINVAL, "a hashed memory holds nothing to export");
	printf("person\t%.*s\t%.*s\t%llu\t%llu\t%llu\t%lld\t%lld\t%d\n",
		SPAN_ARG(q->address), SPAN_ARG(q->name), (unsigned long long)q->sent,
		(unsigned long long)q->started, (unsigned long long)q->days,
		(long long)q->first_s, (long long)q->last_s, q->in_book);
	return 0;
}

static int export_me(void *state, const struct acquaintance *me)
{
	(void)state;
	printf("me\t%.*s\n", SPAN_ARG(me->address));
	return 0;
}

static int export_allowed(
	void *state, struct span code, struct span about, struct span other)
{
	(void)state;
	printf("allow\t%.*s\t%.*s\t%.*s\n", SPAN_ARG(code), SPAN_ARG(about),
		SPAN_ARG(other));
	return 0;
}

static int export_all(struct desk *d, char **args, int count)
{
	(void)args;
	if (count)
		return complain(EX_USAGE, "people export writes to standard output");
	printf(EXPORT_FORM "\n");
	int r = people_list(d->people, SPAN(""), export_person, d, &d->err);
	if (r == 0)
		r = people_list_me(d->people, export_me, d, &d->err);
	if (r == 0)
		r = people_list_allowed(d->people, export_allowed, d, &d->err);
	if (r == -EINVAL)
		return complain(EX_DATAERR, "%s", d->err.text);
	return r < 0 ? failed(d, r) : EX_OK;
}

static bool read_person(struct desk *d, struct span f[FIELDS], struct party *party_r,
	struct acquaintance *q)
{
	uint64_t first = 0, last = 0, book = 0;
	size_t at = span_rfind_byte(f[0], '@');
	if (at == SPAN_NONE || !num_parse(f[2], INT32_MAX, &q->sent) ||
		!num_parse(f[3], INT32_MAX, &q->started) ||
		!num_parse(f[4], INT32_MAX, &q->days) ||
		!num_parse(f[5], INT64_MAX, &first) ||
		!num_parse(f[6], INT64_MAX, &last) || !num_parse(f[7], 1, &book))
		return false;
	q->first_s = (int64_t)first;
	q->last_s = (int64_t)last;
	q->in_book = book == 1;
	return people_text_is_fit(f[1]) &&
	       party_make(d->scratch, span_take(f[0], at), span_skip(f[0], at + 1), f[1],
		       party_r);
}

static int read_me(struct desk *d, struct span address)
{
	struct party me;
	size_t at = span_rfind_byte(address, '@');
	if (at == SPAN_NONE || !party_make(d->scratch, span_take(address, at),
				       span_skip(address, at + 1), SPAN(""), &me))
		return -EINVAL;
	return people_add_me(d->people, me.local, me.domain, &d->err);
}

static int import_line(struct desk *d, struct span line)
{
	struct span f[FIELDS] = { 0 }, rest = line, word = span_split(&rest, '\t');
	struct party party;
	struct acquaintance q = { 0 };
	for (size_t i = 0; i < FIELDS && rest.p; i++)
		f[i] = span_split(&rest, '\t');
	d->count++;
	if (span_equal(word, SPAN("allow")) && f[2].n)
		return people_allow(d->people, f[0], f[1], f[2], true, &d->err);
	if (span_equal(word, SPAN("person")) && read_person(d, f, &party, &q))
		return people_merge(d->people, &party, &q, &d->err);
	int r = span_equal(word, SPAN("me")) ? read_me(d, f[0]) : -EINVAL;
	if (r != -EINVAL)
		return r;
	return err_set(&d->err, EINVAL, "line %llu is no line of an export",
		(unsigned long long)d->count + 1);
}

static int import_lines(struct desk *d, FILE *f)
{
	char line[LINE_BYTES_MAX];
	int r = 0;
	if (!fgets(line, sizeof(line), f) || strcmp(line, EXPORT_FORM "\n") != 0)
		return err_set(&d->err, EINVAL, "this is no export of a memory");
	while (r == 0 && fgets(line, sizeof(line), f)) {
		line[strcspn(line, "\n")] = '\0';
		r = import_line(d, span_from_cstr(line));
		arena_reset(d->scratch);
	}
	return r;
}

static int import_all(struct desk *d, char **args, int count)
{
	if (count != 1)
		return complain(EX_USAGE, "people import wants a file, or -");
	bool standard = strcmp(args[0], "-") == 0;
	FILE *f = standard ? stdin : fopen(args[0], "re");
	if (!f)
		return complain(EX_NOINPUT, "%s: %s", args[0], strerror(errno));
	int r = people_begin(d->people, &d->err);
	if (r == 0)
		r = import_lines(d, f);
	if (r == 0)
		r = people_commit(d->people, &d->err);
	if (r < 0)
		people_rollback(d->people);
	if (!standard)
		fclose(f);
	if (r < 0)
		return complain(r == -EINVAL ? EX_DATAERR : EX_IOERR, "%s", d->err.text);
	printf("%llu lines taken over\n", (unsigned long long)d->count);
	return EX_OK;
}

/* --- the command --- */

static const struct act {
	const char *name;
	bool creates; /* a memory where there is none */
	int (*run)(struct desk *d, char **args, int count);
} acts[] = {
	{ "list", false, list },
	{ "show", false, show },
	{ "why", false, why },
	{ "forget", false, forget },
	{ "export", false, export_all },
	{ "import", true, import_all },
	{ "allow", false, allow },
	{ "disallow", false, disallow },
};

const char *people_act(unsigned i)
{
	return i < sizeof(acts) / sizeof(acts[0]) ? acts[i].name : NULL;
}

static const struct act *find_act(const char *name)
{
	for (size_t i = 0; i < sizeof(acts) / sizeof(acts[0]); i++)
		if (strcmp(name, acts[i].name) == 0)
			return &acts[i];
	return NULL;
}

static int run_act(struct desk *d, const struct act *act, char **args, int count)
{
	int r = memory_open(&d->options, act->creates, &d->people, &d->err);
	if (r == -ENOENT)
		return complain(EX_NOINPUT, "there is no memory of people yet (try: "
					    "assay learn ~/Maildir/.Sent)");
	if (r < 0)
		return complain(EX_IOERR, "%s", d->err.text);
	return act->run(d, args, count);
}

int people_main(char **args)
{
	struct desk d = { .arena = arena_create(SIZE_MAX),
		.scratch = arena_create(1 << 20) };
	int count,
		status = command_options(&d.options, d.arena, PLACE_PEOPLE, args, &count);
	const struct act *act = status == EX_OK && count ? find_act(args[0]) : NULL;
	if (status == EX_OK && !act)
		status = complain(EX_USAGE, "people wants one of: list, show, why, "
					    "forget, export, import, allow, "
					    "disallow");
	if (status == EX_OK)
		status = run_act(&d, act, args + 1, count - 1);
	people_close(&d.people);
	arena_destroy(&d.scratch);
	arena_destroy(&d.arena);
	return status;
}
