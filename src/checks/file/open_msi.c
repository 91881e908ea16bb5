/* Windows installers: the files of the "Binary" table as parts, those that are scripts and
 * scripts that stand in the table of actions as program text; cabinets and other streams that
 * begin like a file as embedded files; the actions as facts.
 *
 * Left out: what transforms and patches change, and what order the actions run in. */
#include "checks/file/open_ole.h"

struct opening {
	struct file *file;
	struct ole_facts *facts;
	struct msi_tables tables;
};

static void find_table(struct opening *in, const struct ole_entry *e, struct span name)
{
	const struct {
		const char *name;
		struct span *place;
	} tables[] = { { "_StringPool", &in->tables.pool },
		{ "_StringData", &in->tables.data }, { "_Columns", &in->tables.columns },
		{ "CustomAction", &in->tables.actions } };
	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++)
		if (!e->parent && !tables[i].place->n &&
			span_equal(name, span_from_cstr(tables[i].name)))
			*tables[i].place = ole_stream(in->file, &in->facts->ole, e);
}

/* What kind of script the actions say that it is; TYPE_UNKNOWN: none. */
static enum file_type script_of(const struct ole_facts *facts, struct span stored)
{
	for (size_t i = 0; i < facts->action_count; i++) {
		const struct msi_action *m = &facts->actions[i];
		if (!m->is_stored || !span_equal(m->source, stored))
			continue;
		if (m->what == MSI_JSCRIPT)
			return TYPE_JAVASCRIPT;
		if (m->what == MSI_VBSCRIPT)
			return TYPE_VBSCRIPT;
	}
	return TYPE_UNKNOWN;
}

static void add_stored(struct opening *in, const struct ole_entry *e, struct span name)
{
	enum file_type script = script_of(in->facts, name);
	struct file *child = file_add(in->file->files, in->file,
		script == TYPE_UNKNOWN ? ROLE_PART : ROLE_SCRIPT, name,
		ole_stream(in->file, &in->facts->ole, e));
	if (child)
		child->type = script;
}

static void add_inline(struct file *f, const struct msi_action *m)
{
	if (!m->is_inline)
		return;
	struct file *child = file_add(f->files, f, ROLE_SCRIPT, m->name, m->target);
	if (child)
		child->type = m->what == MSI_JSCRIPT ? TYPE_JAVASCRIPT : TYPE_VBSCRIPT;
}

static void each_stream(struct opening *in,
	void (*see)(struct opening *in, const struct ole_entry *e, struct span name),
	bool tables)
{
	const struct ole *ole = &in->facts->ole;
	for (size_t i = 0; i < ole->count; i++) {
		const struct ole_entry *e = &ole->entries[i];
		bool is_table;
		struct span name = msi_name(ole->arena, e->name, &is_table);
		if (e->kind == OLE_STREAM && is_table == tables)
			see(in, e, name);
	}
}

static void see_file(struct opening *in, const struct ole_entry *e, struct span name)
{
	static const struct span binary = SPAN("Binary.");
	if (span_starts_with(name, binary))
		add_stored(in, e, span_skip(name, binary.n));
	else
		ole_add_stream(in->file, &in->facts->ole, e);
}

void ole_open_msi(struct file *f, struct ole_facts *facts)
{
	struct opening in = { .file = f, .facts = facts };
	each_stream(&in, find_table, true);
	enum got got = msi_actions(f->files->job->arena, &in.tables,
		(size_t)f->files->job->budget.parts, &facts->actions,
		&facts->action_count);
	if (got != GOT_ALL)
		file_unread(f, got == GOT_LIMIT ? GAP_LIMIT : GAP_DAMAGED);
	for (size_t i = 0; i < facts->action_count; i++)
		add_inline(f, &facts->actions[i]);
	each_stream(&in, see_file, false);
}
