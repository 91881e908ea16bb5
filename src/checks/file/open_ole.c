/* Compound files: what kind of document one is, and what lies in it that a program or a
 * person could open: packages behind icons, embedded documents, objects of other programs.
 *
 * The kind is told by the streams (WordDocument, Workbook, FileHeader...), as the programs
 * do it. Nested documents are storages of the same file, so every entry is looked at,
 * however deep. Streams of a form's own layout (tables of text, summary information) are
 * not taken for files. */
#include "checks/file/open_ole.h"

#include "base/text.h"
#include "checks/file/openers.h"
#include "checks/file/unlock.h"

file_opener open_ole;

/* --- what it is --- */

static const struct {
	const char *stream;
	enum file_type type;
} KINDS[] = {
	{ "EncryptedPackage", TYPE_OFFICE_LOCKED },
	{ "FileHeader", TYPE_HWP },
	{ "__properties_version1.0", TYPE_MSG },
	{ "WordDocument", TYPE_DOC },
	{ "Workbook", TYPE_XLS },
	{ "Book", TYPE_XLS },
	{ "PowerPoint Document", TYPE_PPT },
	{ "PP97_DUALSTORAGE", TYPE_PPT },
	{ "VBA", TYPE_VBA_STORE },
};

/* {000C1084-0000-0000-C000-000000000046} and its neighbours: installer, patch, transform. */
static bool is_msi(const struct ole *ole)
{
	struct span id = span_of(ole->clsid, 16);
	uint32_t first = le32(id, 0);
	return (first == 0xC1084 || first == 0xC1086 || first == 0xC1082) &&
	       le64(id, 8) == 0x46000000000000C0;
}

static enum file_type kind_of(const struct ole *ole)
{
	if (is_msi(ole))
		return TYPE_MSI;
	for (size_t i = 0; i < sizeof(KINDS) / sizeof(KINDS[0]); i++)
		if (ole_find(ole, NULL, span_from_cstr(KINDS[i].stream)))
			return KINDS[i].type;
	return TYPE_OLE;
}

const struct ole_facts *ole_facts_of(const struct file *f)
{
	switch (f->type) {
	case TYPE_OLE:
	case TYPE_DOC:
	case TYPE_XLS:
	case TYPE_PPT:
	case TYPE_HWP:
	case TYPE_MSI:
	case TYPE_MSG:
	case TYPE_OFFICE_LOCKED:
	case TYPE_VBA_STORE: return f->facts;
	default: return NULL;
	}
}

/* --- streams --- */

struct span ole_stream(struct file *f, const struct ole *ole, const struct ole_entry *e)
{
	uint64_t wanted = e->size < ole->bytes.n ? e->size : ole->bytes.n;
	size_t room = files_room(f, wanted);
	enum got got;
	struct span s = ole_read(ole, e, room, &got);
	bool borrowed = span_inside(ole->bytes, s);
	files_return(f, borrowed ? room : room - s.n);
	if (got == GOT_SOME || (got == GOT_LIMIT && room == wanted))
		file_unread(f, GAP_DAMAGED);
	return s;
}

/* --- packages --- */

/* A string that ends in a NUL; false when none comes. */
static bool take_string(struct span *rest, struct span *s_r)
{
	size_t end = span_find_byte(*rest, 0);
	if (end == SPAN_NONE)
		return false;
	*s_r = span_take(*rest, end);
	*rest = span_skip(*rest, end + 1);
	return true;
}

struct package {
	struct span label, path, bytes;
};

/* Behind the size: 2, label, path, 4 bytes, a path of a temporary copy behind its length,
 * then the bytes behind theirs. */
static bool read_package(struct span s, struct package *p)
{
	struct span temporary;
	if (le16(s, 0) != 2)
		return false;
	s = span_skip(s, 2);
	if (!take_string(&s, &p->label) || !take_string(&s, &p->path))
		return false;
	size_t length = le32(s, 4);
	if (le16(s, 2) == 3) {
		if (length > s.n)
			return false;
		s = span_skip(s, 8 + length);
	} else {
		s = span_skip(s, 4);
		if (!take_string(&s, &temporary))
			return false;
	}
	p->bytes = span_take(span_skip(s, 4), le32(s, 0));
	return s.n >= 4;
}

void ole_add_native(struct file *f, struct span native)
{
	struct package p;
	struct span inner = span_take(span_skip(native, 4), le32(native, 0));
	if (read_package(inner, &p)) {
		/* The path is what runs; the label is what the icon says. */
		struct file *child = file_add(f->files, f, ROLE_EMBEDDED,
			p.path.n ? file_base_name(p.path) : p.label, p.bytes);
		if (child)
			child->declared = p.label;
		return;
	}
	enum file_type type = file_type_taste(inner, inner.n, SPAN(""));
	enum file_family family = file_type_family(type);
	if (family != FAMILY_UNKNOWN && family != FAMILY_TEXT && family != FAMILY_EMPTY)
		file_add(f->files, f, ROLE_EMBEDDED, SPAN(""), inner);
}

/* --- objects of other programs --- */

static bool is_own_part(const struct file *f, const struct ole_entry *e)
{
	static const char *const OWN[] = { "WordDocument", "Workbook", "Book", "1Table",
		"0Table", "Data", "PowerPoint Document", "Current User", "Pictures",
		"PROJECT", "PROJECTwm", "dir", "_VBA_PROJECT", "\1CompObj", "\3ObjInfo",
		"\1Ole", "\5SummaryInformation", "\5DocumentSummaryInformation",
		"EncryptedPackage", "EncryptionInfo" };
	for (size_t i = 0; i < sizeof(OWN) / sizeof(OWN[0]); i++)
		if (span_equal_nocase(e->name, span_from_cstr(OWN[i])))
			return true;
	if (f->type == TYPE_HWP && e->parent &&
		span_equal_nocase(e->parent->name, SPAN("BinData")))
		return true;
	return f->type == TYPE_MSG &&
	       span_starts_with_nocase(e->name, SPAN("__substg1.0_"));
}

/* A store that is no document shows no icons: what lies in it is packed, not offered. */
static enum file_role role_of_stream(const struct file *f, const struct ole_entry *e)
{
	bool is_store =
		f->type == TYPE_OLE && (f->role == ROLE_THING || f->role == ROLE_MEMBER);
	return is_store && !span_equal_nocase(e->name, SPAN("Package")) &&
			       !span_equal_nocase(e->name, SPAN("CONTENTS"))
		       ? ROLE_MEMBER
		       : ROLE_EMBEDDED;
}

/* Streams that are whole files: "Package" (an embedded document of newer Office),
 * "CONTENTS" (a PDF, say), and whatever else begins like something that is opened. */
void ole_add_stream(struct file *f, const struct ole *ole, const struct ole_entry *e)
{
	enum { HEAD_BYTES = 4096 };
	enum got got;
	struct span head = ole_read(ole, e, HEAD_BYTES, &got);
	enum file_type type = file_type_taste(head, e->size, SPAN(""));
	switch (file_type_family(type)) {
	case FAMILY_UNKNOWN:
	case FAMILY_EMPTY:
	case FAMILY_TEXT:
	case FAMILY_CODE:
	case FAMILY_PICTURE:
	case FAMILY_MEDIA:
	case FAMILY_DATA: return;
	default: break;
	}
	file_add(f->files, f, role_of_stream(f, e), e->name, ole_stream(f, ole, e));
}

static void add_objects(struct file *f, const struct ole *ole)
{
	for (size_t i = 0; i < ole->count; i++) {
		const struct ole_entry *e = &ole->entries[i];
		if (e->kind != OLE_STREAM)
			continue;
		if (span_equal_nocase(e->name, SPAN("\1Ole10Native")))
			ole_add_native(f, ole_stream(f, ole, e));
		else if (!is_own_part(f, e))
			ole_add_stream(f, ole, e);
	}
}

/* --- macros --- */

static struct span module_name(struct file *f, const struct vba_module *m)
{
	struct text t;
	text_init(&t, f->files->job->arena, m->name.n + 5);
	text_add(&t, m->name);
	text_add_cstr(&t, m->is_class ? ".cls" : ".bas");
	return text_span(&t);
}

static struct span module_source(struct file *f, const struct vba_module *m)
{
	struct span packed = vba_packed_source(m);
	size_t room = files_room(f, vba_unpacked_max(packed));
	enum got got;
	struct span source = vba_unpack(f->files->job->arena, packed, room, &got);
	files_return(f, room - source.n);
	if (got == GOT_SOME)
		file_unread(f, GAP_DAMAGED);
	return source;
}

static void add_module(
	struct file *f, struct ole_facts *facts, const struct vba_module *m)
{
	struct span source = module_source(f, m);
	facts->modules++;
	/* A blank line or two of the compiled form are no text that was taken out. */
	if (m->code_lines > 2 && !vba_source_lines(source))
		facts->macros.textless++;
	struct file *child =
		file_add(f->files, f, ROLE_SCRIPT, module_name(f, m), source);
	if (child)
		child->type = TYPE_VBA;
}

/* Honest projects need less than is asked for, which is no lack of room. */
static enum got open_project(struct file *f, const struct ole *ole,
	const struct ole_entry *storage, struct vba *vba_r)
{
	uint64_t left = f->files->job->budget.unpacked - f->files->unpacked;
	uint64_t wanted = vba_room(ole, storage);
	size_t room = files_room(f, wanted < left ? wanted : left);
	enum got got = vba_open(f->files->job->arena, ole, storage, &room, vba_r);
	files_return(f, room);
	return got;
}

static void add_macros(struct file *f, struct ole_facts *facts)
{
	const struct ole *ole = &facts->ole;
	for (size_t i = 0; i < ole->count; i++) {
		const struct ole_entry *e = &ole->entries[i];
		struct vba vba;
		if (e->kind != OLE_STORAGE || !span_equal_nocase(e->name, SPAN("VBA")))
			continue;
		enum got got = open_project(f, ole, e, &vba);
		if (got != GOT_ALL)
			file_unread(f, got == GOT_LIMIT ? GAP_LIMIT : GAP_DAMAGED);
		facts->macros.is_there |= vba.count > 0;
		facts->macros_have_password |= vba.has_password;
		for (size_t j = 0; j < vba.count; j++)
			add_module(f, facts, &vba.modules[j]);
	}
}

/* --- workbooks --- */

enum { BIFF8 = 0x600 };

/* The stream opened, and read again. */
static void unlock_workbook(struct file *f, struct workbook_facts *w, struct span stream)
{
	struct arena *a = f->files->job->arena;
	struct office_lock lock;
	struct office_key key;
	office_lock_filepass(a, w->lock, le16(stream, 4) < BIFF8, &lock);
	if (!office_unlock(f, &lock, &key) || files_room(f, stream.n) != stream.n)
		return;
	unsigned char *plain = arena_alloc(a, stream.n);
	office_key_workbook(&key, stream, plain);
	if (workbook_read(a, span_of(plain, stream.n), w) != GOT_ALL)
		file_unread(f, GAP_DAMAGED);
}

static void add_workbook(struct file *f, struct ole_facts *facts,
	const struct ole_entry *e, size_t *capacity)
{
	struct arena *a = f->files->job->arena;
	facts->workbooks = arena_grow(a, facts->workbooks, facts->workbook_count,
		capacity, sizeof(*facts->workbooks));
	struct workbook_facts *w = &facts->workbooks[facts->workbook_count++];
	struct span stream = ole_stream(f, &facts->ole, e);
	if (workbook_read(a, stream, w) != GOT_ALL)
		file_unread(f, GAP_DAMAGED);
	if (w->is_locked)
		unlock_workbook(f, w, stream);
}

static void add_workbooks(struct file *f, struct ole_facts *facts)
{
	size_t capacity = 0;
	for (size_t i = 0; i < facts->ole.count; i++) {
		const struct ole_entry *e = &facts->ole.entries[i];
		if (e->kind == OLE_STREAM &&
			(span_equal_nocase(e->name, SPAN("Workbook")) ||
				span_equal_nocase(e->name, SPAN("Book"))))
			add_workbook(f, facts, e, &capacity);
	}
}

/* --- forms with an opener of their own --- */

static void open_form(struct file *f, struct ole_facts *facts)
{
	const struct ole *ole = &facts->ole;
	switch (f->type) {
	case TYPE_HWP: ole_open_hwp(f, ole); break;
	case TYPE_MSG: ole_open_msg(f, ole); break;
	case TYPE_MSI: ole_open_msi(f, facts); break;
	case TYPE_PPT: ole_open_ppt(f, ole); break;
	default: break;
	}
}

/* --- locked documents --- */

/* The package within the lock is the document itself. */
static void unlock_package(struct file *f, const struct ole *ole)
{
	struct arena *a = f->files->job->arena;
	const struct ole_entry *info = ole_find(ole, NULL, SPAN("EncryptionInfo"));
	const struct ole_entry *package = ole_find(ole, NULL, SPAN("EncryptedPackage"));
	struct office_lock lock = { .kind = OFFICE_LOCK_FOREIGN };
	struct office_key key;
	if (info)
		office_lock_read(a, ole_stream(f, ole, info), &lock);
	if (!office_unlock(f, &lock, &key))
		return;
	struct span locked = ole_stream(f, ole, package);
	size_t room = files_room(f, locked.n);
	unsigned char *plain = arena_alloc(a, locked.n);
	if (room < locked.n)
		return;
	size_t n = office_key_package(&key, locked, plain);
	file_add(f->files, f, ROLE_CONTENT, SPAN(""), span_of(plain, n));
}

/* A presentation tells of it in a mark of the current user's stream (MS-PPT 2.3.2). Its
 * objects are locked one by one, and stay so. */
static void note_locked_presentation(struct file *f, const struct ole *ole)
{
	enum { HEAD_BYTES = 64, MARK_AT = 12, LOCKED = 0xF3D1C4DF };
	enum got got;
	const struct ole_entry *user = ole_find(ole, NULL, SPAN("Current User"));
	if (!user || le32(ole_read(ole, user, HEAD_BYTES, &got), MARK_AT) != LOCKED)
		return;
	f->lock_is_own = true;
	file_unread(f, GAP_SEALED);
}

static void unlock(struct file *f, const struct ole *ole)
{
	switch (f->type) {
	case TYPE_OFFICE_LOCKED: unlock_package(f, ole); break;
	case TYPE_PPT: note_locked_presentation(f, ole); break;
	default: break;
	}
}

void open_ole(struct file *f)
{
	struct ole_facts *facts = arena_new(f->files->job->arena, struct ole_facts);
	const struct budget *b = &f->files->job->budget;
	enum got got =
		ole_open(f->files->job->arena, f->bytes, (size_t)b->files, &facts->ole);
	if (got != GOT_ALL)
		file_unread(f, got == GOT_LIMIT ? GAP_LIMIT : GAP_DAMAGED);
	f->type = kind_of(&facts->ole);
	f->facts = facts;
	unlock(f, &facts->ole);
	add_macros(f, facts);
	add_workbooks(f, facts);
	ole_open_docs(f, facts);
	if (f->type != TYPE_MSI) /* whose streams have names of their own */
		add_objects(f, &facts->ole);
	open_form(f, facts);
	if (f->type == TYPE_OLE && (f->role == ROLE_THING || f->role == ROLE_MEMBER))
		file_unread(f, GAP_FORMAT);
}
