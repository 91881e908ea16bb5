/* `assay known import|diff|list|show|forget|forms|about`: the lists of what is known, and
 * what has been told of thefts. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <sysexits.h>

#include "base/when.h"
#include "front/command.h"
#include "front/lists.h"
#include "known/folder.h"
#include "known/form.h"
#include "report/escape.h"
#include "report/facts.h"
#include "report/lists.h"

enum { OUT_MAX = 1 << 28 };

struct desk {
	struct arena *arena;
	struct options options;
	struct lists lists;
	struct text out;
	struct err err;
};

static int failed(const struct err *err, int r)
{
	return complain(r == -ENOENT					? EX_NOINPUT
			: r == -EBADMSG || r == -ESTALE || r == -EINVAL ? EX_DATAERR
									: EX_IOERR,
		"%s", err->text);
}

static void print_out(struct desk *d)
{
	fwrite(d->out.p, 1, d->out.n, stdout);
}

static int open_lists(struct desk *d)
{
	int r = lists_open(&d->options, &d->lists, &d->err);
	return r < 0 ? failed(&d->err, r) : EX_OK;
}

/* --- list and show --- */

static size_t standing(const struct known_list *list, int64_t day_s)
{
	size_t n = 0;
	for (size_t i = 0; i < list->count; i++)
		n += list->rows[i].from_s <= day_s && day_s < list->rows[i].to_s;
	return n;
}

static void add_list_json(struct desk *d, const struct known_list *list, bool old)
{
	struct text *t = &d->out;
	text_printf(t,
		"{\"schema\":\"assay-known-1\",\"list\":\"%.*s\",\"kind\":\"%s\","
		"\"rows\":%zu,\"standing\":%zu,\"since\":\"",
		SPAN_ARG(list->id), known_kind_name(list->kind), list->count,
		standing(list, d->lists.day_s));
	when_print_day(t, list->since_s);
	text_add_cstr(t, "\",\"date\":\"");
	when_print_day(t, list->date_s);
	text_printf(t, "\",\"out_of_date\":%s,\"grade\":\"", old ? "true" : "false");
	escape_json(t, list->grade);
	text_add_cstr(t, "\",\"source\":\"");
	escape_json(t, list->source);
	text_add_cstr(t, "\",\"url\":\"");
	escape_json(t, list->url);
	text_add_cstr(t, "\"}\n");
}

static void add_list_text(struct desk *d, const struct known_list *list, bool old)
{
	struct text *t = &d->out;
	text_printf(t, "%-16.*s %-6s %7zu rows, %7zu standing, of ", SPAN_ARG(list->id),
		known_kind_name(list->kind), list->count, standing(list, d->lists.day_s));
	when_print_day(t, list->date_s);
	text_add_cstr(t, old ? " (out of date)  " : "  ");
	escape_terminal(t, list->source);
	text_add_byte(t, '\n');
}

static int list_lists(struct desk *d, char **args, int count)
{
	(void)args;
	if (count)
		return complain(EX_USAGE, "known list takes no argument");
	int status = open_lists(d);
	for (size_t i = 0; status == EX_OK && i < known_list_count(d->lists.known); i++) {
		const struct known_list *list = known_list_at(d->lists.known, i);
		bool old = lists_is_out_of_date(&d->lists, list);
		(d->options.json ? add_list_json : add_list_text)(d, list, old);
	}
	print_out(d);
	return status;
}

static void show_one(struct desk *d, struct span address)
{
	struct text *t = &d->out;
	struct lists_answer answer;
	lists_ask(&d->lists, address, &answer);
	if (d->options.json) {
		text_add_cstr(t, "{\"schema\":\"assay-screen-1\",\"address\":\"");
		escape_json(t, address);
		text_printf(
			t, "\",\"verdict\":\"%s\",", lists_verdict_name(answer.verdict));
		lists_add_json(t, &d->lists, &answer);
		text_add_cstr(t, "}\n");
		return;
	}
	escape_terminal(t, address);
	text_add_cstr(t, answer.count ? "\n" : ": no list has it\n");
	for (size_t i = 0; i < answer.count; i++) {
		text_add_cstr(t, "  ");
		lists_add_sentence(t, &answer.facts[i]);
		text_add_byte(t, '\n');
		if (!answer.facts[i].list->url.n)
			continue;
		text_add_cstr(t, "    ");
		escape_terminal(t, answer.facts[i].list->url);
		text_add_byte(t, '\n');
	}
}

static int show(struct desk *d, char **args, int count)
{
	if (!count)
		return complain(EX_USAGE, "known show wants an address");
	int status = open_lists(d);
	for (int i = 0; status == EX_OK && i < count; i++)
		show_one(d, span_from_cstr(args[i]));
	print_out(d);
	return status;
}

/* --- import and diff --- */

static int read_source(struct desk *d, char **args, int count, struct known_list *list)
{
	struct span text, beside = { NULL, 0 };
	int r = known_read_file(d->arena, AT_FDCWD, args[0], &text, &d->err);
	if (r == 0 && count > 1)
		r = known_read_file(d->arena, AT_FDCWD, args[1], &beside, &d->err);
	if (r < 0)
		return failed(&d->err, r);
	const struct known_form *form =
		d->options.form ? known_form_named(d->options.form) : known_form_of(text);
	if (!form)
		return complain(EX_DATAERR,
			"%s: a form that is not known (assay known forms lists them)",
			args[0]);
	/* Without it, addresses would be missing, or cut short. */
	if ((form->beside != NULL) != (count > 1))
		return complain(EX_USAGE,
			form->beside ? "the form %s wants two files: %s and %s"
				     : "the form %s wants one file, and not %s and %s",
			form->name, args[0], form->beside ? form->beside : args[1]);
	r = form->read(d->arena, text, beside, list, &d->err);
	if (r < 0)
		return complain(EX_DATAERR, "%s: %s", args[0], d->err.text);
	return list->count ? EX_OK
			   : complain(EX_DATAERR, "%s: no address in it", args[0]);
}

/* What the list does not tell of itself, from the options or as it was until now. */
static void describe(
	struct desk *d, struct known_list *list, const struct known_list *old)
{
	const struct options *o = &d->options;
	struct {
		const char *said;
		struct span *to;
		struct span before;
	} texts[] = {
		{ o->source, &list->source, old ? old->source : SPAN("") },
		{ o->url, &list->url, old ? old->url : SPAN("") },
		{ o->grade, &list->grade, old ? old->grade : SPAN("F6") },
	};
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		if (texts[i].said)
			*texts[i].to = span_from_cstr(texts[i].said);
		else if (!texts[i].to->n)
			*texts[i].to = texts[i].before;
	bool is_own = list->since_s != 0;
	if (o->kind)
		list->kind = (enum known_kind)(o->kind - 1);
	else if (!is_own)
		list->kind = old ? old->kind : KNOWN_LABEL;
	if (o->date_s)
		list->date_s = o->date_s - o->date_s % 86400;
}

static void find_since(struct known_list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		int64_t from_s = list->rows[i].from_s;
		if (from_s && (!list->since_s || from_s < list->since_s))
			list->since_s = from_s;
	}
}

static int prepare(struct desk *d, char **args, int count, struct known_list *now,
	const struct known_list **old_r)
{
	const char *id = d->options.list;
	if (count < 1 || count > 2)
		return complain(EX_USAGE, "known import wants a file (try: assay known "
					  "import --list ofac --date 2026-11-28 sdn.csv "
					  "sdn_comments.csv)");
	if (!id || !known_is_id(span_from_cstr(id)))
		return complain(EX_USAGE, "--list NAME tells what the list is called: "
					  "letters, digits and hyphens");
	int status = open_lists(d);
	if (status != EX_OK)
		return status;
	*now = (struct known_list){ .id = span_from_cstr(id) };
	*old_r = known_list_named(d->lists.known, now->id);
	status = read_source(d, args, count, now);
	if (status != EX_OK)
		return status;
	describe(d, now, *old_r);
	find_since(now);
	if (!now->date_s)
		return complain(EX_USAGE, "--date DAY tells of which day the list is: it "
					  "does not say so itself");
	if (!now->source.n)
		return complain(EX_USAGE, "--source TEXT tells whose list it is");
	return EX_OK;
}

static void add_changed(struct text *t, const char *mark, const struct known_row *row)
{
	text_add_cstr(t, mark);
	escape_terminal(t, row->address);
	text_add_byte(t, '\t');
	escape_terminal(t, row->name);
	text_add_byte(t, '\n');
}

static void add_changes(struct desk *d, const struct known_list *merged, bool first)
{
	for (size_t i = 0; i < merged->count; i++) {
		const struct known_row *row = &merged->rows[i];
		if (row->to_s == merged->date_s)
			add_changed(&d->out, "- ", row);
		else if (row->to_s == KNOWN_ALWAYS &&
			 (first || row->from_s == merged->date_s))
			add_changed(&d->out, "+ ", row);
	}
}

/* Half a download is a list from which half has left. */
static bool is_suspicious(const struct known_change *did)
{
	return did->left > 10 && did->left > (did->left + did->stayed) / 5;
}

static int change(struct desk *d, char **args, int count, bool keep)
{
	struct known_list now, merged;
	struct known_change did;
	const struct known_list *old = NULL;
	int status = prepare(d, args, count, &now, &old);
	if (status != EX_OK)
		return status;
	int r = known_list_merge(d->arena, old, &now, &merged, &did, &d->err);
	const char *where = lists_where(&d->options);
	if (r == 0 && keep && !d->options.yes && is_suspicious(&did))
		r = err_set(&d->err, EBADMSG,
			"%s: %zu of %zu would leave the list; is the file whole? See "
			"assay known diff; --yes takes it as it is",
			args[0], did.left, did.left + did.stayed);
	if (r == 0 && keep && !where)
		r = err_set(&d->err, ENOENT,
			"no home folder is known: name the lists with --known");
	if (r == 0 && keep)
		r = known_keep(where, &merged, &d->err);
	if (r < 0)
		return failed(&d->err, r);
	if (!keep)
		add_changes(d, &merged, !old);
	print_out(d);
	fprintf(stderr, "%s: %zu came, %zu left, %zu stayed%s\n", d->options.list,
		did.came, did.left, did.stayed, keep ? "" : "; nothing was changed");
	return EX_OK;
}

static int import(struct desk *d, char **args, int count)
{
	return change(d, args, count, true);
}

static int diff(struct desk *d, char **args, int count)
{
	return change(d, args, count, false);
}

static int forget(struct desk *d, char **args, int count)
{
	const char *where = lists_where(&d->options);
	if (count != 1 || !known_is_id(span_from_cstr(args[0])) || !where)
		return complain(EX_USAGE, "known forget wants the name of a list");
	int r = known_drop(where, span_from_cstr(args[0]), &d->err);
	return r < 0 ? failed(&d->err, r) : EX_OK;
}

static int forms(struct desk *d, char **args, int count)
{
	const struct known_form *form;
	(void)d;
	(void)args;
	if (count)
		return complain(EX_USAGE, "known forms takes no argument");
	for (unsigned i = 0; (form = known_form_row(i)); i++)
		printf("%-8s %s\n", form->name, form->title);
	return EX_OK;
}

static int about(struct desk *d, char **args, int count)
{
	struct span *words = arena_array(d->arena, (size_t)count, sizeof(*words));
	if (!count)
		return complain(EX_USAGE, "known about wants words to look for");
	for (int i = 0; i < count; i++)
		words[i] = span_from_cstr(args[i]);
	size_t (*add)(struct text *, const struct facts *, const struct span *, size_t) =
		d->options.json ? facts_add_json : facts_add_text;
	size_t found = add(&d->out, facts_read(d->arena), words, (size_t)count);
	print_out(d);
	return found ? EX_OK
		     : complain(EX_NOINPUT, "nothing that comes with assay tells of "
					    "that: which proves "
					    "nothing");
}

static const struct {
	const char *name;
	int (*run)(struct desk *d, char **args, int count);
} acts[] = {
	{ "import", import },
	{ "diff", diff },
	{ "list", list_lists },
	{ "show", show },
	{ "forget", forget },
	{ "forms", forms },
	{ "about", about },
};

const char *known_act(unsigned i)
{
	return i < sizeof(acts) / sizeof(*acts) ? acts[i].name : NULL;
}

static int run(struct desk *d, char **args, int count)
{
	for (size_t i = 0; count && i < sizeof(acts) / sizeof(*acts); i++)
		if (span_equal(span_from_cstr(args[0]), span_from_cstr(acts[i].name)))
			return acts[i].run(d, args + 1, count - 1);
	return complain(EX_USAGE,
		count ? "known cannot %s (try: assay known --help)"
		      : "known wants something to do (try: assay known --help)",
		count ? args[0] : "");
}

int known_main(char **args)
{
	struct desk d = { .arena = arena_create(SIZE_MAX) };
	int count;
	int status = command_options(&d.options, d.arena, PLACE_KNOWN, args, &count);
	text_init(&d.out, d.arena, OUT_MAX);
	if (status == EX_OK)
		status = run(&d, args, count);
	arena_destroy(&d.arena);
	return status;
}
