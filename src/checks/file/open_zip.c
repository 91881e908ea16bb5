/* Zip archives: what kind of document one is, or else each member of either list as a file,
 * in its turn unpacked. What the two lists disagree on is for checks; the parsed form is the
 * file's `zip`.
 *
 * Locked members are tried with the few passwords that the letter tells or the user gave;
 * when none opens the first of them, the others stay closed too: a key costs a millisecond. */
#include "checks/file/open_ooxml.h"
#include "checks/file/openers.h"
#include "checks/file/password.h"
#include "checks/file/zip_parts.h"
#include "crypto/zip_lock.h"

file_opener open_zip;

/* --- what it is --- */

static bool has(const struct zip *zip, const char *name)
{
	struct span wanted = span_from_cstr(name);
	for (size_t i = 0; i < zip->count; i++)
		if (span_equal_nocase(zip->entries[i].name, wanted))
			return true;
	return false;
}

static bool has_ending(const struct zip *zip, const char *tail)
{
	struct span wanted = span_from_cstr(tail);
	for (size_t i = 0; i < zip->count; i++)
		if (span_ends_with_nocase(zip->entries[i].name, wanted))
			return true;
	return false;
}

/* The member "mimetype" of OpenDocument, EPUB and OWPML says it. */
static enum file_type by_mimetype(const struct zip *zip)
{
	unsigned char room[200];
	size_t n;
	const struct zip_entry *e = zip_find(zip, SPAN("mimetype"));
	if (!e || zip_is_encrypted(e) || e->method > 8)
		return TYPE_ZIP;
	zip_unpack(e->packed, e->method, e->crc, true, room, sizeof(room), &n);
	struct span said = span_of(room, n);
	if (span_starts_with(said, SPAN("application/epub+zip")))
		return TYPE_EPUB;
	if (span_starts_with(said, SPAN("application/hwp+zip")))
		return TYPE_HWPX;
	if (span_starts_with(said, SPAN("application/vnd.oasis.opendocument")) ||
		span_starts_with(said, SPAN("application/vnd.sun.xml")))
		return TYPE_ODF;
	return TYPE_ZIP;
}

/* LibreOffice and Hangul open their documents without it too. A name alone says little. */
static enum file_type by_parts(const struct zip *zip, struct span name)
{
	enum file_type named = file_type_of_name(name);
	bool is_list = has(zip, "META-INF/manifest.xml");
	if (has(zip, "Contents/content.hpf"))
		return TYPE_HWPX;
	if (named == TYPE_ODF && (is_list || has(zip, "content.xml")))
		return TYPE_ODF;
	return is_list && has(zip, "content.xml") ? TYPE_ODF : TYPE_ZIP;
}

static const struct {
	const char *needs[2];
	enum file_type type;
} KINDS[] = {
	{ { "[Content_Types].xml", "extension.vsixmanifest" }, TYPE_VSIX },
	{ { "[Content_Types].xml", "AppxManifest.xml" }, TYPE_MSIX },
	{ { "[Content_Types].xml", "AppxMetadata/AppxBundleManifest.xml" }, TYPE_MSIX },
	{ { "[Content_Types].xml", "FixedDocSeq.fdseq" }, TYPE_XPS },
	{ { "[Content_Types].xml", "FixedDocumentSequence.fdseq" }, TYPE_XPS },
	{ { "AndroidManifest.xml", "classes.dex" }, TYPE_APK },
	{ { "AndroidManifest.xml", "resources.arsc" }, TYPE_APK },
};

static enum file_type kind_of(const struct zip *zip, struct span name)
{
	for (size_t i = 0; i < sizeof(KINDS) / sizeof(KINDS[0]); i++)
		if (has(zip, KINDS[i].needs[0]) && has(zip, KINDS[i].needs[1]))
			return KINDS[i].type;
	if (has(zip, "[Content_Types].xml") && !has_ending(zip, ".nuspec"))
		return has_ending(zip, ".fdseq") ? TYPE_XPS : TYPE_OOXML;
	if (has(zip, "META-INF/MANIFEST.MF") &&
		(has_ending(zip, ".class") ||
			span_equal_nocase(file_extension(name), SPAN("jar"))))
		return TYPE_JAR;
	enum file_type said = by_mimetype(zip);
	return said == TYPE_ZIP ? by_parts(zip, name) : said;
}

/* --- members --- */

struct zip_lock {
	bool tried;
	const struct password *opened;
};

struct member {
	const struct zip_entry *entry;
	struct zip_lock *lock;
};

/* Deflate cannot do better than 1032 to 1: a size beyond that is a lie. */
static uint64_t believable(const struct zip_entry *e)
{
	uint64_t most = e->method == 8 ? (uint64_t)e->packed.n * 1032 + 64 : e->packed.n;
	return e->size < most ? e->size : most;
}

static bool unpack(struct file *f, const struct zip_entry *e, struct span packed,
	size_t max, struct span *bytes_r)
{
	/* One byte more than told shows that it is more. */
	uint64_t wanted = believable(e) + 1;
	size_t room_n = files_room(f, wanted < max ? wanted : max), n;
	unsigned char *room = arena_alloc(f->files->job->arena, room_n);
	enum got got = zip_unpack(
		packed, e->method, e->crc, !e->aes || e->crc != 0, room, room_n, &n);
	files_return(f, room_n - n);
	*bytes_r = span_of(room, n);
	if (got == GOT_NONE)
		file_unread(f, GAP_FORMAT);
	if (got == GOT_LIMIT && n < e->size)
		file_unread(f, GAP_LIMIT);
	return got != GOT_SOME && !(got == GOT_LIMIT && n > e->size);
}

static const char *lock_name(const struct zip_entry *e)
{
	static const char *const NAMES[] = { "zipcrypto", "aes-128", "aes-192",
		"aes-256" };
	return e->aes < 4 ? NAMES[e->aes] : "unknown";
}

static size_t decipher(
	const struct zip_entry *e, const struct password *p, unsigned char *room)
{
	unsigned char check[2] = { (unsigned char)(e->crc >> 24),
		(unsigned char)(e->time >> 8) };
	bool right;
	if (!(e->flags & 8))
		check[1] = check[0];
	return e->aes ? zip_lock_aes(e->packed, p->text, e->aes, room, &right)
		      : zip_lock_traditional(e->packed, p->text, check, room);
}

/* One byte shows a wrong password of the traditional lock only mostly: what is unpacked must
 * fit its sum. */
static bool try_password(struct file *f, const struct zip_entry *e,
	const struct password *p, unsigned char *room, size_t max, struct span *bytes_r)
{
	size_t n = decipher(e, p, room);
	if (n == 0)
		return false;
	bool sound = unpack(f, e, span_of(room, n), max, bytes_r);
	if (!sound && !e->aes) {
		files_return(f, bytes_r->n);
		return false;
	}
	file_opened_by(f, p, lock_name(e));
	return true;
}

static void stay_closed(struct file *f, const struct zip_entry *e)
{
	file_unread(f, GAP_SEALED);
	f->lock_name = lock_name(e);
}

static bool read_locked(
	struct file *f, const struct member *m, size_t max, struct span *bytes_r)
{
	const struct zip_entry *e = m->entry;
	size_t count, room_n = 0;
	const struct password *list = files_passwords(f->files, &count);
	if (m->lock->opened)
		list = m->lock->opened, count = 1;
	else if (m->lock->tried)
		count = 0;
	m->lock->tried = true;
	if (count)
		room_n = files_room(f, e->packed.n);
	if (room_n == e->packed.n && room_n) {
		unsigned char *room = arena_alloc(f->files->job->arena, room_n);
		for (size_t i = 0; i < count; i++) {
			if (!try_password(f, e, &list[i], room, max, bytes_r))
				continue;
			m->lock->opened = &list[i];
			return true;
		}
		*bytes_r = SPAN("");
	}
	stay_closed(f, e);
	return true;
}

static bool read_member(struct file *f, size_t max, struct span *bytes_r)
{
	const struct member *m = f->read_state;
	if (zip_is_encrypted(m->entry))
		return read_locked(f, m, max, bytes_r);
	return unpack(f, m->entry, m->entry->packed, max, bytes_r);
}

struct zip_lock *zip_lock_create(struct file *archive)
{
	return arena_new(archive->files->job->arena, struct zip_lock);
}

void zip_add_member(struct file *f, const struct zip_entry *e, struct zip_lock *lock)
{
	struct member *m = arena_new(f->files->job->arena, struct member);
	*m = (struct member){ e, lock };
	struct file *member = file_add_packed(f, e->name, e->size, read_member, m);
	if (!member)
		return;
	member->date_s = e->date_s;
	member->mode = e->host == 3 ? e->external >> 16 : 0;
	member->hidden = (e->external & 2) || span_starts_with(member->base, SPAN("."));
	member->is_folder = e->is_folder;
	member->is_symlink = (member->mode & 0170000) == 0120000;
	member->offset = e->offset;
}

void open_zip(struct file *f)
{
	struct zip *zip = arena_new(f->files->job->arena, struct zip);
	enum got got = zip_read(
		f->files->job->arena, f->bytes, f->files->job->budget.files, zip);
	/* Facts are of the narrower type, whose opener may not come to it. */
	f->zip = zip;
	if (got == GOT_LIMIT)
		file_unread(f, GAP_LIMIT);
	else if (got != GOT_ALL && !(got == GOT_NONE && f->bytes.n == 22))
		file_unread(f, GAP_DAMAGED);
	f->type = kind_of(zip, f->base);
	if (ooxml_is(zip)) {
		open_ooxml(f, zip);
		/* One more document in the same archive; which opens is the reader's choice. */
		if (by_mimetype(zip) != TYPE_ZIP)
			file_unread(f, GAP_FORMAT);
		return;
	}
	file_opener *open = opener_of(f->type);
	if (open && open != open_zip) {
		open(f);
		return;
	}
	struct zip_lock *lock = zip_lock_create(f);
	for (size_t i = 0; i < zip->count; i++)
		zip_add_member(f, &zip->entries[i], lock);
}
