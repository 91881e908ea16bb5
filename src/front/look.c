/* `assay look FILE...`: what is inside, for an eye that knows what it sees; nothing is
 * judged. A line for each file of the tree, or an object a line; beneath it where its links
 * lead, the fields of a shortcut and the text of its macros.
 *
 * --extract writes one part to a new file that only its owner may read and nobody may run,
 * and only when the user says that he knows what he does. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/when.h"
#include "core/engine.h"
#include "front/command.h"
#include "front/library.h"
#include "front/result.h"
#include "front/things.h"
#include "report/escape.h"

enum { EX_UNREAD = 2, LINE_BYTES_MAX = 1 << 20, NAME_MAX_SHOWN = 200 };

struct looking {
	struct arena *arena;
	struct assay *assay;
	const struct options *options;
	size_t unread;
	bool extracted;
};

static struct span text_of(const struct finding *f, const char *name)
{
	const struct arg *a = finding_arg(f, name);
	return a && a->kind == ARG_TEXT ? a->text : SPAN("");
}

static int64_t number_of(const struct finding *f, const char *name)
{
	const struct arg *a = finding_arg(f, name);
	return a && a->kind == ARG_NUMBER ? a->number : -1;
}

static bool is_variant(const struct finding *f, const char *variant)
{
	return f->variant ? variant && strcmp(f->variant, variant) == 0 : !variant;
}

/* Those of one file stand together: what follows until the next file's own. */
static const struct finding *behind(const struct finding *f)
{
	f = f->next;
	return f && f->state == STATE_CLEAR && f->variant ? f : NULL;
}

/* --- for people --- */

static unsigned depth_of(const struct evidence *e)
{
	unsigned depth = 0;
	for (; e && e->kind == EV_FILE; e = e->parent)
		depth++;
	return depth ? depth - 1 : 0;
}

static void add_facts(struct text *t, const struct finding *f)
{
	int64_t entropy = number_of(f, "entropy"), date_s = number_of(f, "date");
	struct span lock = text_of(f, "lock"), digest = text_of(f, "sha256");
	text_printf(t, "  %.*s, %" PRId64 " bytes", SPAN_ARG(text_of(f, "type")),
		number_of(f, "size"));
	if (entropy >= 0)
		text_printf(t, ", entropy %" PRId64 ".%03" PRId64, entropy / 1000,
			entropy % 1000);
	if (date_s > 0) {
		text_add_cstr(t, ", ");
		when_print(t, date_s);
	}
	if (lock.n)
		text_printf(t, ", lock %.*s", SPAN_ARG(lock));
	if (f->evidence && f->evidence->seen != SEEN_WHOLE)
		text_printf(t, ", %s", seen_name(f->evidence->seen));
	if (digest.n)
		text_printf(t, ", sha256 %.*s", SPAN_ARG(digest));
}

static void indent(struct text *t, unsigned depth)
{
	for (unsigned i = 0; i < depth && i < 20; i++)
		text_add_cstr(t, "  ");
}

static void add_fields(struct text *t, unsigned depth, const struct finding *f)
{
	for (const struct finding *s = f; (s = behind(s));) {
		if (!is_variant(s, "field"))
			continue;
		indent(t, depth);
		text_printf(t, "  %.*s: ", SPAN_ARG(text_of(s, "name")));
		escape_terminal(t, text_of(s, "value"));
		text_add_byte(t, '\n');
	}
}

/* A line of program text at a time: escaped, for it may command a terminal. */
static void add_script(struct text *t, unsigned depth, struct span script)
{
	while (script.n) {
		indent(t, depth);
		text_add_cstr(t, "  | ");
		escape_terminal(t, span_line(&script));
		text_add_byte(t, '\n');
	}
}

static struct span whole_script(struct arena *a, const struct finding *f)
{
	struct text t;
	text_init(&t, a, LINE_BYTES_MAX);
	for (const struct finding *s = f; (s = behind(s));)
		if (is_variant(s, "script"))
			text_add(&t, text_of(s, "text"));
	return text_span(&t);
}

/* " (leads to x.example, behind a redirect of Google)" */
static void add_where(struct text *t, const struct finding *link)
{
	struct span host = text_of(link, "leads"), by = text_of(link, "by");
	if (!host.n)
		return;
	text_add_cstr(t, " (leads to ");
	escape_terminal_short(t, host, NAME_MAX_SHOWN);
	if (by.n)
		text_printf(t, ", behind a redirect of %.*s", SPAN_ARG(by));
	text_add_byte(t, ')');
}

static void add_text(struct looking *l, struct text *t, const struct finding *f)
{
	unsigned depth = depth_of(f->evidence);
	indent(t, depth);
	escape_terminal(t, span_from_cstr(f->evidence ? f->evidence->path : ""));
	add_facts(t, f);
	text_add_byte(t, '\n');
	for (const struct finding *s = f; (s = behind(s));) {
		if (!is_variant(s, "link"))
			continue;
		indent(t, depth);
		text_printf(t, "  -> %.*s ", SPAN_ARG(text_of(s, "role")));
		escape_terminal_short(t, text_of(s, "target"), NAME_MAX_SHOWN);
		add_where(t, s);
		text_add_byte(t, '\n');
	}
	add_fields(t, depth, f);
	add_script(t, depth, whole_script(l->arena, f));
}

/* --- for programs --- */

static void add_string(struct text *t, const char *key, struct span value)
{
	text_printf(t, ",\"%s\":\"", key);
	escape_json(t, value);
	text_add_byte(t, '"');
}

static void add_json_arg(struct text *t, const struct arg *a)
{
	if (a->kind == ARG_TEXT)
		add_string(t, a->name, a->text);
	else
		text_printf(t, ",\"%s\":%" PRId64, a->name, a->number);
}

static void add_json_links(struct text *t, const struct finding *f)
{
	size_t count = 0;
	for (const struct finding *s = f; (s = behind(s));) {
		if (!is_variant(s, "link"))
			continue;
		text_printf(t, "%s{\"offset\":%" PRId64, count++ ? "," : ",\"links\":[",
			number_of(s, "offset"));
		add_string(t, "target", text_of(s, "target"));
		add_string(t, "role", text_of(s, "role"));
		if (text_of(s, "leads").n)
			add_string(t, "leads", text_of(s, "leads"));
		if (text_of(s, "by").n)
			add_string(t, "by", text_of(s, "by"));
		text_add_byte(t, '}');
	}
	if (count)
		text_add_byte(t, ']');
}

static void add_json_fields(struct text *t, const struct finding *f)
{
	size_t count = 0;
	for (const struct finding *s = f; (s = behind(s));) {
		if (!is_variant(s, "field"))
			continue;
		text_add_cstr(t, count++ ? ",\"" : ",\"fields\":{\"");
		escape_json(t, text_of(s, "name"));
		text_add_cstr(t, "\":\"");
		escape_json(t, text_of(s, "value"));
		text_add_byte(t, '"');
	}
	if (count)
		text_add_byte(t, '}');
}

static void add_json(
	struct looking *l, struct text *t, const struct finding *f, const char *of)
{
	struct span script = whole_script(l->arena, f);
	text_add_cstr(t, "{\"of\":\"");
	escape_json(t, span_from_cstr(of));
	text_add_byte(t, '"');
	add_string(t, "path", span_from_cstr(f->evidence ? f->evidence->path : ""));
	if (f->evidence)
		add_string(t, "seen", span_from_cstr(seen_name(f->evidence->seen)));
	for (size_t i = 0; i < f->arg_count; i++)
		add_json_arg(t, &f->args[i]);
	add_json_links(t, f);
	add_json_fields(t, f);
	if (script.n)
		add_string(t, "script", script);
	text_add_cstr(t, "}\n");
}

/* --- all of one thing --- */

static void show(
	struct looking *l, const struct thing *thing, const struct assay_result *r)
{
	for (const struct finding *f = r->job.findings; f; f = f->next) {
		struct text t;
		if (f->state == STATE_UNKNOWN) {
			l->unread++;
			complain(EX_OK, "%s: not all of it was read (%s)", thing->name,
				gap_name(f->gap));
			continue;
		}
		if (f->variant)
			continue;
		l->unread += f->evidence && f->evidence->seen != SEEN_WHOLE;
		text_init(&t, l->arena, 2 * LINE_BYTES_MAX);
		if (l->options->json)
			add_json(l, &t, f, thing->name);
		else
			add_text(l, &t, f);
		fwrite(t.p, 1, t.n, stdout);
	}
}

/* A new file, its owner's alone, never one that can be run. */
static int write_part(struct looking *l, struct span part)
{
	const char *to = l->options->extract_to;
	int fd = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return complain(EX_CANTCREAT, "%s: %s", to, strerror(errno));
	while (part.n) {
		ssize_t n = write(fd, part.p, part.n);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			int why = errno;
			close(fd);
			unlink(to);
			return complain(EX_IOERR, "%s: %s", to, strerror(why));
		}
		part = span_skip(part, (size_t)n);
	}
	if (close(fd) < 0)
		return complain(EX_IOERR, "%s: %s", to, strerror(errno));
	l->extracted = true;
	return EX_OK;
}

static int look_at(struct looking *l, const struct thing *thing)
{
	const char *context[] = { "name", thing->name, thing->is_folder ? "kind" : NULL,
		"folder", NULL };
	struct assay_result *r;
	if (library_look(l->assay, thing->bytes.p, thing->bytes.n, context,
		    l->options->extract, &r) < 0)
		return complain(EX_UNAVAILABLE, "%s", assay_error(l->assay));
	int status = EX_OK;
	if (!l->options->extract)
		show(l, thing, r);
	else if (r->job.part.p && r->job.part.n)
		status = write_part(l, r->job.part);
	assay_result_free(&r);
	return status;
}

static int look_at_all(struct looking *l, char **args)
{
	const struct budget *b = &l->options->budget;
	struct things *things = things_open(l->arena, args,
		&(struct things_how){ FOLDERS_WHOLE, b->bytes, b->files });
	struct thing thing;
	struct err err;
	int r, status = EX_OK;
	things_catch_shrinking();
	while (status == EX_OK && (r = things_next(things, &thing, &err)) != 0)
		status =
			r < 0 ? complain(EX_NOINPUT, "%s", err.text) : look_at(l, &thing);
	things_close(things);
	if (status == EX_OK && l->options->extract && !l->extracted)
		return complain(EX_NOINPUT,
			"%s: no such part, or it is empty (assay look FILE lists them)",
			l->options->extract);
	if (status == EX_OK && fflush(stdout) != 0)
		return complain(EX_IOERR, "%s", strerror(errno));
	return status == EX_OK && l->unread ? EX_UNREAD : status;
}

static int read_options(struct options *o, char **args)
{
	int count;
	int status = command_options(o, o->arena, PLACE_LOOK, args, &count);
	if (status != EX_OK)
		return status;
	if (count == 0)
		return complain(EX_USAGE, "nothing to look at (try: assay look "
					  "offer.zip, or assay look --help)");
	if (!o->extract != !o->extract_to)
		return complain(EX_USAGE, "--extract and --to go together");
	if (o->extract && !o->possibly_harmful)
		return complain(EX_USAGE, "what --extract writes may harm whoever opens "
					  "it: say --possibly-harmful "
					  "if you know what you do");
	o->offline = true;
	o->no_people = true;
	o->budget.findings = 5000;
	return EX_OK;
}

int look_main(char **args)
{
	struct looking l = { .arena = arena_create(SIZE_MAX), .assay = assay_open() };
	if (!l.assay)
		return complain(EX_OSERR, "out of memory");
	l.options = library_options(l.assay);
	int status = read_options(library_options(l.assay), args);
	if (status == EX_OK)
		status = look_at_all(&l, args);
	assay_close(&l.assay);
	arena_destroy(&l.arena);
	return status;
}
