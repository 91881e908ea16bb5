/* JavaScript of PDFs (Acrobat's own objects). Forms of honest offices use it to add sums, so
 * that it is there says nothing. What attacks call does: functions that were holes, saving
 * an attached file and starting it, and text that is unpacked and then run. */
#include "checks/file/open_pdf.h"

enum mark_kind {
	MARK_HOLE = 1,
	MARK_START = 2,
	MARK_OUT = 4,
	MARK_DECODE = 8,
	MARK_RUN = 16
};

static const struct {
	struct span text;
	enum mark_kind kind;
} MARKS[] = {
#define MARK(lit, kind)                                                                  \
	{                                                                                \
		{ (const unsigned char *)(lit), sizeof(lit) - 1 }, kind                  \
	}
	MARK("collectEmailInfo", MARK_HOLE),
	MARK("Collab.getIcon", MARK_HOLE),
	MARK("media.newPlayer", MARK_HOLE),
	MARK("spell.customDictionaryOpen", MARK_HOLE),
	MARK("util.printd(", MARK_OUT),
	MARK("printSeps", MARK_HOLE),
	MARK("%u9090", MARK_HOLE),
	MARK("%u0c0c%u0c0c", MARK_HOLE),
	MARK("%45000f", MARK_HOLE),
	MARK("nLaunch", MARK_START),
	MARK("app.launchURL", MARK_OUT),
	MARK("getURL(", MARK_OUT),
	MARK("Net.HTTP", MARK_OUT),
	MARK("SOAP.request", MARK_OUT),
	MARK("unescape(", MARK_DECODE),
	MARK("String.fromCharCode", MARK_DECODE),
	MARK("eval(", MARK_RUN),
	MARK("app['eval']", MARK_RUN),
	MARK("app.setTimeOut(", MARK_RUN),
};

struct marks {
	unsigned kinds;
	struct span quote[32]; /* by kind */
	uint64_t at[32];
};

static struct span around(struct span s, size_t at)
{
	size_t from = at > 40 ? at - 40 : 0;
	return span_take(span_skip(s, from), 120);
}

static void note(struct marks *m, enum mark_kind kind, struct span s, size_t at)
{
	if (!(m->kinds & kind)) {
		m->quote[kind] = around(s, at);
		m->at[kind] = at;
	}
	m->kinds |= kind;
}

/* A word of more letters and digits than any that a person writes. */
static void find_long_word(struct marks *m, struct span s)
{
	enum { LONG = 1000 };
	size_t run = 0;
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = s.p[i];
		bool in = ascii_is_alnum(c) || c == '%' || c == '+' || c == '/' ||
			  c == '\\';
		run = in ? run + 1 : 0;
		if (run == LONG) {
			note(m, MARK_DECODE, s, i - LONG + 1);
			return;
		}
	}
}

static void find_marks(struct marks *m, struct span s)
{
	for (size_t i = 0; i < sizeof(MARKS) / sizeof(*MARKS); i++) {
		size_t at = span_find(s, MARKS[i].text);
		if (at != SPAN_NONE)
			note(m, MARKS[i].kind, s, at);
	}
	find_long_word(m, s);
}

static bool is_of_pdf(const struct file *f)
{
	return f->role == ROLE_SCRIPT && f->type == TYPE_JAVASCRIPT && f->parent &&
	       f->parent->type == TYPE_PDF && f->parent->facts;
}

/* The gravest that is true. */
static const char *judge(const struct marks *m, bool at_open, enum mark_kind *why)
{
	bool unpacks = (m->kinds & MARK_RUN) && (m->kinds & MARK_DECODE);
	*why = m->kinds & MARK_HOLE    ? MARK_HOLE
	       : m->kinds & MARK_START ? MARK_START
	       : unpacks	       ? MARK_RUN
				       : MARK_OUT;
	if (m->kinds & MARK_HOLE)
		return at_open ? "hole" : "hole-later";
	if (m->kinds & MARK_START)
		return at_open ? "start" : "start-later";
	if (unpacks)
		return "unpacks";
	return m->kinds & MARK_OUT && at_open ? "out" : NULL;
}

static void run(struct job *job, const struct evidence *on)
{
	struct files *files = files_of(on);
	bool found = false;
	(void)job;
	const struct file *told = NULL;
	for (struct file *f = files->first; f; f = f->next) {
		struct marks m = { .kinds = 0 };
		enum mark_kind why;
		if (!is_of_pdf(f))
			continue;
		find_marks(&m, f->bytes);
		const struct pdf_facts *facts = f->parent->facts;
		const char *variant = judge(&m, facts->script_at_open, &why);
		if (!variant && told == f->parent)
			continue; /* one script without a mark is enough */
		if (variant)
			file_hit_at(f, variant, m.quote[why], m.at[why]);
		else
			file_hit(f, NULL);
		told = f->parent;
		found = true;
	}
	files_say_clear(files, found);
}

const struct check check_file_pdf_script = {
	.code = "file.pdf.script",
	.title = "A PDF holds a script",
	.on = EV_FILES,
	.needs = NEED_NOTHING,
	.run = run,
};
