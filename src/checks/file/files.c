/* The list of all files that came, and how it grows: each file in its turn is read, told
 * what it is, and opened by its type's opener, which adds what it finds to the end. So
 * nothing recurses on foreign depth, and every limit is met in one place: a file past the
 * budget of depth, number or unpacked bytes is marked as not read, never left out in
 * silence. */
#include "checks/file/file.h"

#include "base/must.h"
#include "base/utf8.h"
#include "checks/file/open_mail.h"
#include "checks/file/openers.h"
#include "checks/file/text.h"
#include "parse/mail.h"
#include "parse/mbox.h"

enum { PATH_MAX_BYTES = 200, QUOTE_BYTES_MAX = 200, LINKS_MAX = 2000 };

struct files *files_of(const struct evidence *e)
{
	must(e->kind == EV_FILES && e->parsed);
	return (struct files *)e->parsed;
}

struct files *files_create(struct job *job, struct evidence *evidence)
{
	struct files *files = arena_new(job->arena, struct files);
	files->job = job;
	files->tail = &files->first;
	files->evidence = evidence;
	evidence->parsed = files;
	return files;
}

/* --- paths --- */

/* A name as a word of a path: printable ASCII, other code points as \u{202E}. */
static void add_name(struct text *t, struct span name)
{
	while (name.n) {
		uint32_t c;
		unsigned char first = name.p[0];
		if (!utf8_next(&name, &c))
			text_printf(t, "\\x%02X", first);
		else if (c < 0x20 || c > 0x7E || c == '\\')
			text_printf(t, "\\u{%X}", (unsigned)c);
		else
			text_add_byte(t, (unsigned char)c);
	}
}

static bool is_wrapped(enum file_role role)
{
	return role == ROLE_CONTENT;
}

/* "mail/part 3/zip/CV.pdf.lnk": each layer adds what it is and the name it gives. */
static const char *path_of(const struct files *files, const struct file *f)
{
	struct text t;
	text_init(&t, files->job->arena, PATH_MAX_BYTES);
	if (f->parent) {
		text_add_cstr(&t, f->parent->evidence->path);
		if (f->parent->parent || files->letter) {
			text_add_byte(&t, '/');
			text_add_cstr(&t, file_type_name(f->parent->type));
		}
		text_add_byte(&t, '/');
	}
	if (f->name.n)
		add_name(&t, f->name);
	else
		text_add_cstr(&t, is_wrapped(f->role) ? "content" : "unnamed");
	return t.p;
}

/* --- the list --- */

static void mark_more(struct files *files, struct file *parent)
{
	files->more = true;
	if (parent)
		file_unread(parent, GAP_LIMIT);
}

struct file *file_add(struct files *files, struct file *parent, enum file_role role,
	struct span name, struct span bytes)
{
	const struct budget *b = &files->job->budget;
	unsigned depth =
		parent ? parent->depth + (role == ROLE_MEMBER || role == ROLE_EMBEDDED ||
						 role == ROLE_CONTENT)
		       : 0;
	if (files->count >= b->files || depth > b->layers) {
		mark_more(files, parent);
		return NULL;
	}
	struct file *f = arena_new(files->job->arena, struct file);
	f->files = files;
	f->parent = parent;
	f->role = role;
	f->name = name;
	f->base = file_base_name(name);
	f->bytes = bytes;
	f->size = bytes.n;
	f->depth = depth;
	f->evidence = job_evidence(files->job, EV_FILE,
		parent ? parent->evidence : files->evidence, bytes, path_of(files, f));
	f->evidence->parsed = f;
	*files->tail = f;
	files->tail = &f->next;
	files->count++;
	return f;
}

struct file *file_add_packed(struct file *parent, struct span name, uint64_t size,
	bool (*read)(struct file *f, size_t max, struct span *bytes_r), void *state)
{
	struct file *f = file_add(parent->files, parent, ROLE_MEMBER, name, SPAN(""));
	if (f) {
		f->size = size;
		f->read = read;
		f->read_state = state;
	}
	return f;
}

struct file_link *file_add_link(
	struct file *f, enum link_role role, struct span target, uint64_t offset)
{
	struct file_link *link = arena_new(f->files->job->arena, struct file_link);
	*link = (struct file_link){ .target = target, .role = role, .offset = offset };
	if (f->link_count++ >= LINKS_MAX)
		return link;
	link->next = f->links;
	f->links = link;
	return link;
}

void file_unread(struct file *f, enum gap why)
{
	if (f->gap != GAP_NONE)
		return;
	f->gap = why;
	f->evidence->seen = why == GAP_SEALED	? SEEN_SEALED
			    : why == GAP_FORMAT ? SEEN_SKIPPED
						: SEEN_CUT;
	if (why == GAP_SEALED)
		f->lock = LOCK_CLOSED;
}

size_t files_room(struct file *f, uint64_t wanted)
{
	uint64_t left = f->files->job->budget.unpacked - f->files->unpacked;
	size_t room = (size_t)(wanted < left ? wanted : left);
	if (room < wanted)
		file_unread(f, GAP_LIMIT);
	f->files->unpacked += room;
	return room;
}

void files_return(struct file *f, size_t unused)
{
	must(unused <= f->files->unpacked);
	f->files->unpacked -= unused;
}

struct arena *files_scratch(struct files *files)
{
	if (files->scratch)
		arena_reset(files->scratch);
	else
		files->scratch =
			arena_below(files->job->arena, (size_t)files->job->budget.memory);
	return files->scratch;
}

/* --- opening --- */

static void load(struct file *f)
{
	if (!f->read)
		return;
	struct span bytes = SPAN("");
	if (!f->read(f, SIZE_MAX, &bytes))
		file_unread(f, GAP_DAMAGED);
	f->bytes = bytes;
	f->evidence->bytes = bytes;
	if (f->size < bytes.n)
		f->size = bytes.n;
}

/* True for a type that nothing reads. That a whole thing is empty tells nothing about what
 * was meant to come. */
static bool is_unread(const struct file *f)
{
	if (f->type == TYPE_EMPTY)
		return !f->parent && !f->files->letter;
	return file_reading(f->type) == READING_NONE;
}

/* Letters are known by their fields, which is no matter of first bytes. */
static enum file_type taste(const struct file *f)
{
	enum { LETTER_SURE = 60, HEAD_BYTES = 65536 };
	enum file_type type = file_type_taste(f->bytes, f->size, f->base);
	struct span head = span_take(f->bytes, HEAD_BYTES);
	if (type != TYPE_TEXT)
		return type;
	if (mbox_taste(head) >= LETTER_SURE)
		return TYPE_MBOX;
	if (mail_is_page(head))
		return TYPE_MHT;
	return mail_taste(head) >= LETTER_SURE ? TYPE_MAIL : TYPE_TEXT;
}

/* A name may tell kinds of text apart; what an opener was told by its container stays. */
static void open_one(struct file *f)
{
	if (f->is_folder || f->is_symlink)
		return;
	load(f);
	if (f->type == TYPE_UNKNOWN)
		f->type = taste(f);
	file_opener *open = opener_of(f->type);
	if (open)
		open(f);
	if (!open || f->type == TYPE_PDF)
		open_page_within(f);
	open_second(f);
	file_read_own_text(f);
	if (is_unread(f)) /* the opener may have told a narrower type */
		file_unread(f, GAP_FORMAT);
	job_breathe(f->files->job);
}

void files_open(struct files *files)
{
	for (struct file *f = files->first; f; f = f->next) {
		if (!f->opened)
			open_one(f);
		f->opened = true;
	}
}

/* --- findings --- */

struct file *file_shown(struct file *f)
{
	while (f->parent && (f->role == ROLE_PART || f->role == ROLE_SCRIPT ||
				    f->role == ROLE_CONTENT))
		f = f->parent;
	return f;
}

struct finding *file_hit(struct file *f, const char *variant)
{
	struct finding *found = job_hit(f->files->job, f->evidence, variant);
	return finding_text(found, "file", file_shown(f)->base);
}

struct finding *file_hit_at(
	struct file *f, const char *variant, struct span quote, uint64_t offset)
{
	struct finding *found = file_hit(f, variant);
	finding_text(found, "quote", span_take(quote, QUOTE_BYTES_MAX));
	return finding_number(found, "offset", (int64_t)offset);
}

void files_say_clear(struct files *files, bool found)
{
	if (!found)
		job_clear(files->job, files->evidence, NULL);
}

/* --- a file on its own --- */

/* Any bytes are a file; a letter's reader is surer of letters. */
static int taste_any(struct span head)
{
	(void)head;
	return 1;
}

static void read_file(struct job *job, struct evidence *root)
{
	struct span name = job_setting(job, "name");
	struct files *files = files_create(job, root);
	struct file *f = file_add(files, NULL, ROLE_THING, name, root->bytes);
	if (!f)
		return; /* no file at all is allowed, which the list tells */
	if (root->seen == SEEN_CUT)
		file_unread(f, GAP_LIMIT);
	if (job_setting_has(job, "kind", SPAN("folder")))
		f->type = TYPE_FOLDER;
	files_open(files);
}

const struct reader reader_file = {
	.name = "file",
	.kind = EV_FILES,
	.taste = taste_any,
	.read = read_file,
	.told = "folder",
};
