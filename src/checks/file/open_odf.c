/* OpenDocument, in a package or as one flat text: what its XML reaches for as facts and links,
 * macros in Basic, Python, JavaScript and BeanShell as program text, objects of other programs
 * as embedded files. Members that are no part of any document are such of an archive, which
 * it is too. Of pictures a few are looked at for QR codes.
 *
 * Locked parts are a gap. Databases (.odb) keep tables and macros in a form that is not
 * read, and compiled macros in Java stay unread. */
#include "checks/file/open_odf.h"

#include <stdlib.h>

#include "checks/file/open_ooxml.h"
#include "checks/file/open_picture.h"
#include "checks/file/openers.h"
#include "checks/file/text.h"
#include "checks/file/zip_parts.h"
#include "parse/file/odf.h"

file_opener open_odf;

const struct odf_facts *odf_facts_of(const struct file *f)
{
	return f->type == TYPE_ODF || f->type == TYPE_HWPX ? f->facts : NULL;
}

struct opening {
	struct file *file;
	struct odf_facts *facts;
	struct odf_ciphered ciphered;
	struct zip_lock *lock;
	size_t images;		   /* compiled forms of modules in Basic */
	struct picture_hunt *hunt; /* of the flat form */
};

/* --- locked parts --- */

static int by_name(const void *a, const void *b)
{
	return span_compare(*(const struct span *)a, *(const struct span *)b);
}

static const char *lock_name(struct span cipher)
{
	return span_find_nocase(cipher, SPAN("aes256")) != SPAN_NONE	 ? "aes-256"
	       : span_find_nocase(cipher, SPAN("blowfish")) != SPAN_NONE ? "blowfish"
									 : NULL;
}

struct odf_ciphered odf_ciphered_of(struct file *f)
{
	struct arena *a = f->files->job->arena;
	struct odf_ciphered c = { NULL, 0 };
	const struct zip_entry *e = zip_find(f->zip, SPAN("META-INF/manifest.xml"));
	struct span rest = e ? xml_bytes(a, zip_part(f, e)) : SPAN("");
	struct span name, cipher;
	size_t capacity = 0;
	while (odf_next_ciphered(a, &rest, &name, &cipher)) {
		c.names = arena_grow(a, c.names, c.count, &capacity, sizeof(*c.names));
		c.names[c.count++] = name;
		file_unread(f, GAP_SEALED);
		f->lock_is_own = true;
		f->lock_name = f->lock_name ? f->lock_name : lock_name(cipher);
	}
	if (c.count)
		qsort(c.names, c.count, sizeof(*c.names), by_name);
	return c;
}

bool odf_is_ciphered(const struct odf_ciphered *c, struct span name)
{
	return c->count && bsearch(&name, c->names, c->count, sizeof(name), by_name);
}

/* --- what the XML says --- */

static void add_script(
	struct opening *in, struct span name, struct span text, enum file_type type)
{
	struct file *child = file_add(in->file->files, in->file, ROLE_SCRIPT, name, text);
	if (child)
		child->type = type;
	in->facts->macros.is_there = true;
}

static void add_listener(struct opening *in, const struct odf_item *item)
{
	struct macro_facts *macros = &in->facts->macros;
	bool is_unasked = odf_event_is_unasked(item->name);
	if (is_unasked && !macros->event.n)
		macros->event = item->name;
	if (is_unasked && !macros->installed.n && odf_macro_is_installed(item->text)) {
		macros->installed = item->text;
		macros->installed_offset = item->offset;
	}
}

static void add_object(struct opening *in, const struct odf_item *item)
{
	struct file *f = in->file;
	struct span bytes;
	uint64_t wanted = item->text.n / 4 * 3 + 3;
	size_t room = files_room(f, wanted);
	if (room < wanted)
		return;
	bool is_clean = odf_object(f->files->job->arena, item->text, &bytes);
	files_return(f, room - bytes.n);
	if (!is_clean)
		file_unread(f, GAP_DAMAGED);
	if (item->kind == ODF_PICTURE && in->hunt) {
		picture_hunt_bytes(in->hunt, item->name, bytes);
		return;
	}
	struct file *child = file_add(f->files, f, ROLE_EMBEDDED, item->name, bytes);
	if (child)
		child->offset = item->offset;
}

static void add_item(struct opening *in, struct span part, const struct odf_item *item)
{
	struct file *f = in->file;
	struct reach *reach = &in->facts->reach;
	switch (item->kind) {
	case ODF_REMOTE:
		reach_add_remote(f, reach, part, item->name, item->text, item->offset);
		file_add_link(f, ooxml_link_role(item->name), item->text, item->offset);
		break;
	case ODF_LINK: file_add_link(f, LINK_SHOWN, item->text, item->offset); break;
	case ODF_DDE: reach_add_dde(f, reach, part, item->text, item->offset); break;
	case ODF_LISTENER: add_listener(in, item); break;
	case ODF_MODULE: add_script(in, item->name, item->text, TYPE_VBA); break;
	case ODF_OBJECT:
	case ODF_PICTURE: add_object(in, item); break;
	}
}

static void read_xml(struct opening *in, struct span part, struct span bytes)
{
	struct odf_walk walk;
	struct odf_item item;
	odf_walk_begin(in->file->files->job->arena, bytes, &walk);
	while (odf_walk_next(&walk, &item))
		add_item(in, part, &item);
	file_read_xml(in->file, bytes);
	if (walk.has_entities)
		file_unread(in->file, GAP_FORMAT);
	if (walk.is_broken)
		file_unread(in->file, GAP_DAMAGED);
	job_breathe(in->file->files->job);
}

/* --- parts of a package --- */

enum part {
	PART_PASSED, /* nothing in it opens, or the list told it */
	PART_XML,
	PART_PYTHON,
	PART_JAVASCRIPT,
	PART_BEANSHELL,
	PART_COMPILED, /* a macro in a form that nobody reads */
	PART_BASIC_IMAGE,
	PART_UNREAD,
	PART_OBJECT,
	PART_STORED, /* pictures, fonts, sound: a file only if it is named as another */
	PART_NONE,   /* of no document */
};

/* The first that fits. */
static const struct {
	struct span folder, ending;
	enum part part;
} PARTS[] = {
	{ SPAN("mimetype"), SPAN("mimetype"), PART_PASSED },
	{ SPAN("META-INF/manifest.xml"), SPAN(".xml"), PART_PASSED },
	{ SPAN("Scripts/python/"), SPAN(""), PART_PYTHON },
	{ SPAN(""), SPAN(".xml"), PART_XML },
	{ SPAN(""), SPAN(".rdf"), PART_PASSED },
	{ SPAN("Scripts/javascript/"), SPAN(""), PART_JAVASCRIPT },
	{ SPAN("Scripts/beanshell/"), SPAN(""), PART_BEANSHELL },
	{ SPAN("Scripts/"), SPAN(""), PART_COMPILED },
	{ SPAN("Basic/"), SPAN(""), PART_BASIC_IMAGE },
	{ SPAN("database/"), SPAN(""), PART_UNREAD },
	{ SPAN("Dialogs/"), SPAN(""), PART_STORED },
	{ SPAN("Pictures/"), SPAN(""), PART_STORED },
	{ SPAN("Media/"), SPAN(""), PART_STORED },
	{ SPAN("Fonts/"), SPAN(""), PART_STORED },
	{ SPAN("Thumbnails/"), SPAN(""), PART_STORED },
	{ SPAN("ObjectReplacements/"), SPAN(""), PART_STORED },
	{ SPAN("Configurations2/"), SPAN(""), PART_STORED },
	{ SPAN("layout-cache"), SPAN("layout-cache"), PART_PASSED },
};

static enum part part_of(struct span name)
{
	for (size_t i = 0; i < sizeof(PARTS) / sizeof(*PARTS); i++)
		if (span_starts_with_nocase(name, PARTS[i].folder) &&
			span_ends_with_nocase(name, PARTS[i].ending))
			return PARTS[i].part;
	return file_extension(name).n ? PART_NONE : PART_OBJECT;
}

/* Fonts are known by that nothing else is known of them. */
static bool is_still(struct span name)
{
	enum file_family family = file_type_family(file_type_of_name(name));
	return family == FAMILY_PICTURE || family == FAMILY_MEDIA ||
	       family == FAMILY_UNKNOWN;
}

/* Beside the text of a module its compiled form may stand, which is not run then. */
static bool has_text(const struct zip *zip, struct arena *a, struct span image)
{
	struct text t;
	size_t dot = span_rfind_byte(image, '.');
	text_init(&t, a, image.n + 4);
	text_add(&t, span_take(image, dot));
	text_add_cstr(&t, ".xml");
	return zip_find(zip, text_span(&t)) != NULL;
}

static void note_compiled(struct opening *in)
{
	in->facts->macros.is_there = true;
	in->facts->macros.textless++;
}

static void read_image(struct opening *in, struct span name)
{
	enum { IMAGES_MAX = 500 };
	if (in->images++ >= IMAGES_MAX)
		file_unread(in->file, GAP_LIMIT);
	else if (!has_text(in->file->zip, in->file->files->job->arena, name))
		note_compiled(in);
}

static void add_sealed_member(struct opening *in, const struct zip_entry *e)
{
	struct file *child =
		file_add(in->file->files, in->file, ROLE_MEMBER, e->name, SPAN(""));
	if (!child)
		return;
	child->offset = e->offset;
	file_unread(child, GAP_SEALED);
}

static void read_part(struct opening *in, const struct zip_entry *e)
{
	struct file *f = in->file;
	enum part part = part_of(e->name);
	if (e->is_folder || part == PART_PASSED)
		return;
	if (odf_is_ciphered(&in->ciphered, e->name)) {
		if (part == PART_NONE)
			add_sealed_member(in, e);
		return;
	}
	switch (part) {
	case PART_PASSED: break;
	case PART_XML: read_xml(in, e->name, zip_part(f, e)); break;
	case PART_PYTHON: add_script(in, e->name, zip_part(f, e), TYPE_PYTHON); break;
	case PART_JAVASCRIPT:
		add_script(in, e->name, zip_part(f, e), TYPE_JAVASCRIPT);
		break;
	case PART_BEANSHELL: add_script(in, e->name, zip_part(f, e), TYPE_SOURCE); break;
	case PART_COMPILED:
		zip_add_part(f, e, ROLE_PART);
		note_compiled(in);
		break;
	case PART_BASIC_IMAGE: read_image(in, e->name); break;
	case PART_UNREAD: file_unread(f, GAP_FORMAT); break;
	case PART_OBJECT: zip_add_part(f, e, ROLE_EMBEDDED); break;
	case PART_STORED:
		if (!is_still(e->name))
			zip_add_part(f, e, ROLE_PART);
		break;
	case PART_NONE: zip_add_member(f, e, in->lock); break;
	}
}

static bool is_picture_place(struct span name)
{
	return span_find_nocase(name, SPAN("Pictures/")) != SPAN_NONE;
}

static void open_package(struct opening *in)
{
	struct file *f = in->file;
	in->lock = zip_lock_create(f);
	in->ciphered = odf_ciphered_of(f);
	for (size_t i = 0; i < f->zip->count; i++)
		read_part(in, &f->zip->entries[i]);
	/* Templates of styles alone have no text. */
	if (!zip_find(f->zip, SPAN("content.xml")) &&
		!zip_find(f->zip, SPAN("styles.xml")))
		file_unread(f, GAP_DAMAGED);
	if (!in->ciphered.count)
		zip_look_at_pictures(f, f->zip, is_picture_place);
}

void open_odf(struct file *f)
{
	struct opening in = { .file = f,
		.facts = arena_new(f->files->job->arena, struct odf_facts) };
	f->facts = in.facts;
	if (f->zip) {
		open_package(&in);
		return;
	}
	struct picture_hunt hunt = picture_hunt_begin(f);
	in.hunt = &hunt;
	read_xml(&in, SPAN(""), f->bytes);
	picture_hunt_end(&hunt);
}
