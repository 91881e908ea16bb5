/* Macros of documents (MS-OVBA, OpenDocument), by what their text does: it starts by itself and
 * then runs a program, fetches one or loads code into memory; it does so only when called; it
 * does nothing of the kind; or there is no text to read while a compiled form is there. */
#include "checks/file/macros.h"

#include "checks/file/open_odf.h"
#include "checks/file/open_ole.h"

const struct macro_facts *macros_of(const struct file *f)
{
	const struct ole_facts *ole = ole_facts_of(f);
	const struct odf_facts *odf = odf_facts_of(f);
	return ole ? &ole->macros : odf ? &odf->macros : NULL;
}

static const struct macro_place *danger_of(const struct macro *m)
{
	for (size_t i = MACRO_RUNS; i <= MACRO_LOADS; i++)
		if (m->first[i].file)
			return &m->first[i];
	if (m->first[MACRO_WRITES].file && m->first[MACRO_PROGRAM].file)
		return &m->first[MACRO_PROGRAM];
	return NULL;
}

static void hit_place(
	const struct macro_place *p, const char *variant, struct span trigger)
{
	struct finding *found = file_hit_at(p->file, variant, p->quote, p->offset);
	finding_text(found, "module", p->file->base);
	finding_number(found, "line", p->line);
	if (trigger.n)
		finding_text(found, "trigger", trigger);
}

/* A program of the office itself, called with what the document says: its own words are the
 * program. */
static bool judge_installed(struct file *f, const struct macro_facts *facts)
{
	if (!facts->installed.n)
		return false;
	struct macro_place p = { f, facts->installed, facts->installed_offset, 0 };
	hit_place(&p, "runs", facts->event);
	return true;
}

static void judge(struct file *f, const struct macro_facts *facts)
{
	struct macro m = { 0 };
	for (struct file *child = f->next; child; child = child->next)
		if (child->parent == f && child->role == ROLE_SCRIPT)
			macro_scan(&m, child);
	const struct macro_place *danger = danger_of(&m);
	if (danger && (facts->event.n || m.trigger.file))
		hit_place(danger, "runs", facts->event.n ? facts->event : m.trigger_name);
	else if (danger)
		hit_place(danger, "calls", SPAN(""));
	if (m.form.file)
		hit_place(&m.form, "form", m.trigger_name);
	if (facts->textless)
		finding_number(
			file_hit(f, "unreadable"), "modules", (int64_t)facts->textless);
	else if (!danger)
		finding_number(
			file_hit(f, m.lines ? "plain" : "empty"), "lines", m.lines);
}

static void run(struct job *job, const struct evidence *on)
{
	struct files *files = files_of(on);
	bool found = false;
	(void)job;
	for (struct file *f = files->first; f; f = f->next) {
		const struct macro_facts *facts = macros_of(f);
		if (!facts)
			continue;
		found |= judge_installed(f, facts) || facts->is_there;
		if (facts->is_there)
			judge(f, facts);
	}
	files_say_clear(files, found);
}

const struct check check_file_macro = {
	.code = "file.macro",
	.title = "A document carries macros",
	.on = EV_FILES,
	.needs = NEED_NOTHING,
	.run = run,
};
