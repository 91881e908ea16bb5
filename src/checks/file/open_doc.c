/* Documents of Word 6 to 2003 in a compound file, which may hold several within each other:
 * what their fields reach for, and the template that they were made from. A bit of the first
 * block tells of a lock (MS-DOC 2.5.2, fEncrypted), which stands at the beginning of the
 * table; with another bit, and in Word 6 and 95, it is an obfuscation of which nothing is
 * kept but a sum, and stays closed. */
#include "checks/file/open_ole.h"
#include "checks/file/unlock.h"
#include "parse/file/doc.h"

struct opening {
	struct file *file;
	struct ole_facts *facts;
	struct doc_head head;
	struct span word, table;
};

/* --- locked documents --- */

static bool unlock_stream(
	struct file *f, const struct office_key *key, size_t plain, struct span *stream)
{
	if (files_room(f, stream->n) != stream->n)
		return false;
	unsigned char *out = arena_alloc(f->files->job->arena, stream->n);
	office_key_word(key, *stream, plain, out);
	*stream = span_of(out, stream->n);
	return true;
}

static bool unlock(struct opening *in)
{
	enum { PLAIN_HEAD = 68 };
	struct office_lock lock = { .kind = OFFICE_LOCK_FOREIGN };
	struct office_key key;
	if (in->table.n && !in->head.is_obfuscated)
		office_lock_read(in->file->files->job->arena,
			span_take(in->table, in->head.lock_size), &lock);
	return office_unlock(in->file, &lock, &key) &&
	       unlock_stream(in->file, &key, PLAIN_HEAD, &in->word) &&
	       unlock_stream(in->file, &key, in->head.lock_size, &in->table);
}

/* --- */

static void add_template(struct opening *in, struct span part, struct span name)
{
	if (!name.n)
		return;
	file_add_link(in->file, LINK_OPENED, name, 0);
	reach_add_remote(
		in->file, &in->facts->reach, part, SPAN("attachedTemplate"), name, 0)
		->is_field = true;
}

static void open_one(struct file *f, struct ole_facts *facts, const struct ole_entry *e)
{
	struct opening in = { .file = f, .facts = facts };
	struct doc doc;
	in.word = ole_stream(f, &facts->ole, e);
	doc_head_read(in.word, &in.head);
	const struct ole_entry *table = ole_find(&facts->ole, e->parent,
		in.head.second_table ? SPAN("1Table") : SPAN("0Table"));
	in.table = table ? ole_stream(f, &facts->ole, table) : SPAN("");
	if (in.head.is_locked && !unlock(&in))
		return;
	enum got got = doc_read(f->files->job->arena, in.word, in.table,
		(size_t)f->files->job->budget.fields, &doc);
	if (got != GOT_ALL)
		file_unread(f, got == GOT_LIMIT ? GAP_LIMIT : GAP_DAMAGED);
	reach_add_fields(f, &facts->reach, e->path, doc.fields);
	add_template(&in, e->path, doc.template_name);
}

void ole_open_docs(struct file *f, struct ole_facts *facts)
{
	for (size_t i = 0; i < facts->ole.count; i++) {
		const struct ole_entry *e = &facts->ole.entries[i];
		if (e->kind == OLE_STREAM &&
			span_equal_nocase(e->name, SPAN("WordDocument")))
			open_one(f, facts, e);
	}
}
