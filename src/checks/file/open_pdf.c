/* PDFs (ISO 32000-2): scripts (12.6.4.17), embedded files (7.11.4) and links of every object
 * that any reader could find, and as facts what starts something and how the pages look.
 * Fonts are not unpacked, pictures where they may hold a QR code (JPEG and bare samples, not
 * JPX, JBIG2 and CCITT); of the pages' content the text is looked through, by what the fonts say
 * of their letters: a code drawn as rectangles in it is not seen. */
#include "checks/file/open_pdf.h"

#include "base/text.h"
#include "base/utf8.h"
#include "checks/file/open_picture.h"
#include "checks/file/openers.h"
#include "checks/file/page_text.h"
#include "checks/file/password.h"
#include "checks/file/text.h"
#include "crypto/cipher.h"
#include "parse/file/pdf.h"

file_opener open_pdf;

enum {
	OBJECTS_MAX = 1000000,
	STREAM_MAX = 32 << 20,
	LOOKED_PAGES_MAX = 3,
	PARTS_MAX = 64,
	PICTURES_TRIED = 32,
	PICTURE_BYTES_MAX = 12 << 20
};

struct image {
	uint32_t number;
	uint64_t dots;
};

/* A stream that draws: of a page, or a form that pages draw. */
struct content {
	uint32_t number;
	bool is_form;
};

struct opening {
	struct file *file;
	struct arena *arena;
	struct pdf *pdf;
	struct pdf_facts *facts;
	uint32_t *embedded; /* numbers of objects that have a name already */
	size_t embedded_count, embedded_capacity;
	struct content *contents;
	size_t content_count, content_capacity;
	uint32_t *fonts; /* numbers of tables of their letters */
	size_t font_count, font_capacity;
	struct image images[PICTURES_TRIED]; /* the smallest, in order */
	size_t image_count;
	struct picture_hunt hunt;
};

/* --- what the reader is lent --- */

static size_t lend_room(void *state, uint64_t wanted)
{
	struct file *f = state;
	job_breathe(f->files->job);
	return files_room(f, wanted);
}

static size_t lend_hash(
	unsigned bits, struct span a, struct span b, unsigned char out[64])
{
	return hash_of(bits == 0     ? HASH_MD5
		       : bits == 256 ? HASH_SHA256
		       : bits == 384 ? HASH_SHA384
				     : HASH_SHA512,
		a, b, out);
}

/* --- one object --- */

struct place {
	struct opening *in;
	struct pdf_object *object;
	const struct pdf_tree *tree;
	uint32_t dict;
	uint64_t offset;
};

static const struct pdf_value *get(const struct place *at, const char *key)
{
	return pdf_get(at->tree, at->dict, key);
}

/* The string that `v` is or refers to. */
static struct span string_of(const struct place *at, const struct pdf_value *v)
{
	struct pdf_object *of = at->object;
	const struct pdf_tree *t =
		v ? pdf_follow(at->in->pdf, at->tree, v, &v, &of) : NULL;
	return t ? pdf_string(at->in->pdf, of, t, v) : SPAN("");
}

static struct span number_name(struct opening *in, const char *word, uint32_t number)
{
	return span_from_cstr(arena_printf(in->arena, "%s %u", word, (unsigned)number));
}

static void note_got(struct opening *in, enum got got)
{
	if (got == GOT_LIMIT)
		file_unread(in->file, GAP_LIMIT);
	else if (got == GOT_SOME || got == GOT_NONE)
		file_unread(in->file, GAP_DAMAGED);
}

static struct span stream_of(struct opening *in, struct pdf_object *o)
{
	enum got got;
	struct span s = pdf_stream(in->pdf, o, true, &got);
	note_got(in, got);
	return s;
}

/* A script, which is a string or a stream. */
static void take_script(const struct place *at, const struct pdf_value *v)
{
	struct opening *in = at->in;
	struct pdf_object *of = at->object;
	const struct pdf_tree *t = pdf_follow(in->pdf, at->tree, v, &v, &of);
	if (!t)
		return;
	struct span text = v->kind == PDF_STRING ? pdf_string(in->pdf, of, t, v)
			   : of->stream.p	 ? stream_of(in, of)
						 : SPAN("");
	if (!text.n)
		return;
	struct file *f = file_add(in->file->files, in->file, ROLE_SCRIPT,
		number_name(in, "JavaScript", of->number), text);
	if (!f)
		return;
	f->type = TYPE_JAVASCRIPT;
	f->offset = at->offset;
}

static bool is_taken(const struct opening *in, uint32_t number)
{
	for (size_t i = 0; i < in->embedded_count; i++)
		if (in->embedded[i] == number)
			return true;
	return false;
}

static void take_embedded(struct opening *in, struct pdf_object *o, struct span name)
{
	if (!o->stream.p || is_taken(in, o->number))
		return;
	in->embedded = arena_grow(in->arena, in->embedded, in->embedded_count,
		&in->embedded_capacity, sizeof(*in->embedded));
	in->embedded[in->embedded_count++] = o->number;
	struct file *f = file_add(in->file->files, in->file, ROLE_EMBEDDED,
		name.n ? name : number_name(in, "attachment", o->number),
		stream_of(in, o));
	if (f)
		f->offset = o->offset;
}

/* A file specification, 7.11.3: the embedded file's name, or the path it tells. */
static struct span file_name(const struct place *at)
{
	static const char *const keys[] = { "UF", "F", "Unix", "Mac", "DOS" };
	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		struct span name = string_of(at, get(at, keys[i]));
		if (name.n)
			return name;
	}
	return SPAN("");
}

static void take_specification(const struct place *at, const struct pdf_value *ef)
{
	static const char *const keys[] = { "UF", "F", "Unix", "Mac", "DOS" };
	struct pdf_object *o = NULL;
	const struct pdf_tree *t = pdf_follow(at->in->pdf, at->tree, ef, &ef, &o);
	if (!t || ef->kind != PDF_DICT)
		return;
	uint32_t dict = (uint32_t)(ef - t->values);
	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		const struct pdf_value *v = pdf_get(t, dict, keys[i]);
		o = NULL;
		if (v && pdf_follow(at->in->pdf, t, v, &v, &o) && o)
			take_embedded(at->in, o, file_name(at));
	}
}

/* The file that an action names: a string or a file specification. */
static struct span target_of(const struct place *at, const struct pdf_value *v)
{
	struct place there = *at;
	there.tree = v ? pdf_follow(at->in->pdf, at->tree, v, &v, &there.object) : NULL;
	if (!there.tree)
		return SPAN("");
	if (v->kind == PDF_STRING)
		return pdf_string(at->in->pdf, there.object, there.tree, v);
	there.dict = (uint32_t)(v - there.tree->values);
	return file_name(&there);
}

static struct pdf_act *act(const struct place *at, enum pdf_act_kind kind)
{
	struct pdf_act *a = arena_new(at->in->arena, struct pdf_act);
	a->kind = kind;
	a->offset = at->offset;
	a->target = target_of(at, get(at, "F"));
	a->next = at->in->facts->acts;
	at->in->facts->acts = a;
	return a;
}

static void launch(const struct place *at)
{
	struct pdf_act *a = act(at, PDF_ACT_LAUNCH);
	const struct pdf_value *win = get(at, "Win");
	struct place there = *at;
	there.tree =
		win ? pdf_follow(at->in->pdf, at->tree, win, &win, &there.object) : NULL;
	if (!there.tree)
		return;
	there.dict = (uint32_t)(win - there.tree->values);
	if (!a->target.n)
		a->target = string_of(&there, get(&there, "F"));
	a->parameters = string_of(&there, get(&there, "P"));
}

static void link_to(const struct place *at, enum link_role role, struct span target)
{
	if (target.n)
		file_add_link(at->in->file, role, target, at->offset);
}

/* --- actions, 12.6.4 --- */

static void take_action(const struct place *at, const struct pdf_value *kind)
{
	const struct pdf_tree *t = at->tree;
	if (pdf_name_is(t, kind, "Launch"))
		launch(at);
	else if (pdf_name_is(t, kind, "ImportData"))
		act(at, PDF_ACT_IMPORT);
	else if (pdf_name_is(t, kind, "GoToE"))
		act(at, PDF_ACT_EMBEDDED);
	else if (pdf_name_is(t, kind, "GoToR"))
		act(at, PDF_ACT_REMOTE);
	else if (pdf_name_is(t, kind, "RichMediaExecute"))
		act(at, PDF_ACT_MEDIA);
	else if (pdf_name_is(t, kind, "SubmitForm"))
		link_to(at, LINK_SUBMIT, target_of(at, get(at, "F")));
	else if (pdf_name_is(t, kind, "URI"))
		link_to(at, LINK_SHOWN, string_of(at, get(at, "URI")));
}

/* A script that runs when the document or a page is opened. */
static void note_opening(const struct place *at, const struct pdf_value *v)
{
	const struct pdf_tree *t = pdf_follow(at->in->pdf, at->tree, v, &v, NULL);
	if (t && v->kind == PDF_DICT && pdf_get(t, (uint32_t)(v - t->values), "JS"))
		at->in->facts->script_at_open = true;
}

/* The form of XFA, whose packets are XML: a stream, or an array of names and streams. */
static void take_form(const struct place *at, const struct pdf_value *v)
{
	struct opening *in = at->in;
	struct pdf_object *o = NULL;
	const struct pdf_tree *t = pdf_follow(in->pdf, at->tree, v, &v, &o);
	struct span parts[PARTS_MAX];
	size_t count = 0, all = 0;
	if (!t)
		return;
	if (v->kind != PDF_ARRAY) {
		if (o && o->stream.p)
			parts[count++] = stream_of(in, o);
	} else {
		uint32_t k = (uint32_t)(v - t->values) + 1;
		for (; k < v->next && count < PARTS_MAX; k = t->values[k].next) {
			const struct pdf_value *one = &t->values[k];
			o = NULL;
			if (one->kind == PDF_REF &&
				pdf_follow(in->pdf, t, one, &one, &o) && o->stream.p)
				parts[count++] = stream_of(in, o);
		}
		if (k < v->next)
			file_unread(in->file, GAP_LIMIT);
	}
	for (size_t i = 0; i < count; i++)
		all += parts[i].n;
	unsigned char *room = arena_alloc(in->arena, files_room(in->file, all));
	struct text whole;
	(void)room;
	text_init(&whole, in->arena, all);
	for (size_t i = 0; i < count; i++)
		text_add(&whole, parts[i]);
	struct file *f = all ? file_add(in->file->files, in->file, ROLE_PART, SPAN("XFA"),
				       text_span(&whole))
			     : NULL;
	if (f)
		f->type = TYPE_XML;
}

/* --- how pages look --- */

static uint64_t area_of(const struct place *at, const struct pdf_value *v)
{
	int64_t side[4];
	unsigned n = 0;
	const struct pdf_tree *t =
		v ? pdf_follow(at->in->pdf, at->tree, v, &v, NULL) : NULL;
	if (!t || v->kind != PDF_ARRAY)
		return 0;
	uint32_t k = (uint32_t)(v - t->values) + 1;
	for (; k < v->next && n < 4; k = t->values[k].next)
		side[n++] = pdf_number(t, &t->values[k]);
	if (n < 4)
		return 0;
	int64_t wide = side[2] - side[0], high = side[3] - side[1];
	wide = wide < 0 ? -wide : wide;
	high = high < 0 ? -high : high;
	return wide > 1 << 20 || high > 1 << 20 ? 0 : (uint64_t)(wide * high);
}

static void add_content(struct opening *in, uint32_t number, bool is_form)
{
	in->contents = arena_grow(in->arena, in->contents, in->content_count,
		&in->content_capacity, sizeof(*in->contents));
	in->contents[in->content_count++] = (struct content){ number, is_form };
}

static void note_content(
	struct opening *in, const struct pdf_tree *t, const struct pdf_value *v)
{
	struct pdf_object *o = NULL;
	if (v->kind == PDF_REF) {
		t = pdf_follow(in->pdf, t, v, &v, &o);
		if (t && o->stream.p)
			add_content(in, o->number, false);
	}
	if (!t || v->kind != PDF_ARRAY)
		return;
	uint32_t k = (uint32_t)(v - t->values) + 1;
	for (; k < v->next; k = t->values[k].next) {
		const struct pdf_value *one = &t->values[k];
		o = NULL;
		if (one->kind == PDF_REF && pdf_follow(in->pdf, t, one, &one, &o) &&
			o->stream.p)
			add_content(in, o->number, false);
	}
}

/* What is drawn again and again, or stamped on a page, has a stream of its own. */
static void note_form(const struct place *at)
{
	if (at->dict == 0 && at->object->stream.p)
		add_content(at->in, at->object->number, true);
}

static void note_font(const struct place *at, const struct pdf_value *letters)
{
	struct opening *in = at->in;
	struct pdf_object *o = NULL;
	const struct pdf_tree *t = pdf_follow(in->pdf, at->tree, letters, &letters, &o);
	if (!t || !o || !o->stream.p)
		return;
	in->fonts = arena_grow(in->arena, in->fonts, in->font_count, &in->font_capacity,
		sizeof(*in->fonts));
	in->fonts[in->font_count++] = o->number;
}

static void note_page(const struct place *at)
{
	const struct pdf_value *contents = get(at, "Contents");
	uint64_t area = area_of(at, get(at, "MediaBox"));
	if (area > at->in->facts->page_area)
		at->in->facts->page_area = area;
	at->in->facts->pages++;
	if (contents)
		note_content(at->in, at->tree, contents);
}

static void note_annotation(const struct place *at)
{
	uint64_t area = area_of(at, get(at, "Rect"));
	at->in->facts->links++;
	if (area > at->in->facts->link_area)
		at->in->facts->link_area = area;
}

/* Of all pages, for the time of one look: nothing of it is kept. */
static struct span stream_for_now(struct opening *in, uint32_t number)
{
	enum got got;
	struct files *files = in->file->files;
	uint64_t before = files->unpacked;
	struct pdf_object *o = pdf_object(in->pdf, number);
	struct span s = o ? pdf_stream(in->pdf, o, false, &got) : SPAN("");
	files_return(in->file, (size_t)(files->unpacked - before));
	job_breathe(files->job);
	return s;
}

/* Text of pages: how much there is, and what addresses for payments it names. */
static void read_text(struct opening *in)
{
	struct page_text text;
	bool is_counted = in->facts->pages <= LOOKED_PAGES_MAX && in->file->links;
	in->facts->text_known = in->facts->pages <= LOOKED_PAGES_MAX;
	page_text_begin(&text, in->file);
	for (size_t i = 0; i < in->content_count && !text.cut; i++) {
		const struct content *c = &in->contents[i];
		size_t n = page_text_take(&text, stream_for_now(in, c->number));
		if (is_counted && !c->is_form)
			in->facts->text += n;
	}
	page_text_read_plain(&text);
	for (size_t i = 0; i < in->font_count && !text.cut; i++)
		page_text_read(&text, stream_for_now(in, in->fonts[i]));
	if (text.cut)
		file_text_is_cut(in->file);
}

/* --- pictures, 8.9 --- */

static uint64_t number_at(const struct place *at, const char *key)
{
	const struct pdf_value *v = get(at, key);
	const struct pdf_tree *t =
		v ? pdf_follow(at->in->pdf, at->tree, v, &v, NULL) : NULL;
	int64_t n = t ? pdf_number(t, v) : 0;
	return n > 0 && n < 1 << 20 ? (uint64_t)n : 0;
}

static void note_image(const struct place *at)
{
	struct opening *in = at->in;
	uint64_t width = number_at(at, "Width"), height = number_at(at, "Height");
	if (at->dict || !at->object->stream.p ||
		!picture_hunt_wants(&in->hunt, width, height))
		return;
	struct image image = { at->object->number, width * height };
	size_t k = in->image_count;
	if (k < PICTURES_TRIED)
		in->image_count++;
	else if (in->hunt.over = true, in->images[--k].dots <= image.dots)
		return;
	for (; k > 0 && in->images[k - 1].dots > image.dots; k--)
		in->images[k] = in->images[k - 1];
	in->images[k] = image;
}

/* A palette of RGB, 8.6.6.3: a string or a stream. */
static struct span palette_of(const struct place *at)
{
	struct pdf_object *o = NULL;
	const struct pdf_value *v = get(at, "ColorSpace");
	const struct pdf_tree *t =
		v ? pdf_follow(at->in->pdf, at->tree, v, &v, NULL) : NULL;
	if (!t || v->kind != PDF_ARRAY || v + 1 >= t->values + t->count ||
		!pdf_name_is(t, v + 1, "Indexed"))
		return SPAN("");
	uint32_t k = (uint32_t)(v - t->values) + 1, stop = v->next;
	for (int i = 0; i < 3 && k < stop; i++)
		k = t->values[k].next;
	if (k >= stop)
		return SPAN("");
	v = &t->values[k];
	t = pdf_follow(at->in->pdf, t, v, &v, &o);
	if (t && v->kind == PDF_STRING)
		return pdf_string(at->in->pdf, o ? o : at->object, t, v);
	return t && o && o->stream.p ? stream_of(at->in, o) : SPAN("");
}

/* Of a colour space that is no palette, by how many bytes there are. */
static unsigned colours_of(const struct picture_samples *p)
{
	uint64_t dots = p->width * p->height;
	if (p->palette.n || p->bits != 8 || p->bytes.n < dots * 3)
		return 1;
	return p->bytes.n < dots * 4 ? 3 : 4;
}

static void look_at_image(struct opening *in, uint32_t number)
{
	bool is_jpeg;
	enum got got;
	struct pdf_object *o = pdf_object(in->pdf, number);
	struct span name = number_name(in, "picture", number);
	struct place at = { .in = in, .object = o };
	if (!o || !(at.tree = pdf_keep(in->pdf, o)))
		return;
	struct picture_samples p = { .width = number_at(&at, "Width"),
		.height = number_at(&at, "Height"),
		.bits = (unsigned)number_at(&at, "BitsPerComponent"),
		.palette = palette_of(&at) };
	p.bytes = pdf_picture(in->pdf, o, PICTURE_BYTES_MAX, &is_jpeg, &got);
	if (is_jpeg) {
		picture_hunt_bytes(&in->hunt, name, p.bytes);
		return;
	}
	if (got != GOT_ALL && got != GOT_SOME)
		return;
	p.bits = p.bits ? p.bits : 1;
	p.colours = colours_of(&p);
	picture_hunt_samples(&in->hunt, name, &p);
}

static void look_at_images(struct opening *in)
{
	for (size_t i = 0; i < in->image_count; i++)
		look_at_image(in, in->images[i].number);
	picture_hunt_end(&in->hunt);
}

/* --- every dictionary --- */

/* Only these make a dictionary worth a second look. */
static const char *const WORTH[] = { "JS", "EF", "S", "OpenAction", "AA", "JavaScript",
	"XFA", "Type", "Subtype", "URI" };

/* Active words that nobody has a reason to write with #xx. */
static const char *const ACTIVE[] = { "JavaScript", "JS", "Launch", "OpenAction", "AA",
	"EmbeddedFile", "EmbeddedFiles", "RichMedia", "URI", "ObjStm", "Action", "XFA",
	"AcroForm", "SubmitForm", "ImportData", "GoToE", "GoToR" };

static void note_hidden_name(const struct place *at, struct span raw)
{
	unsigned char room[32];
	if (span_find_byte(raw, '#') == SPAN_NONE || at->in->facts->hidden_name.n)
		return;
	struct span plain = pdf_name(raw, room, sizeof(room));
	for (size_t i = 0; i < sizeof(ACTIVE) / sizeof(*ACTIVE); i++) {
		if (!span_equal(plain, span_from_cstr(ACTIVE[i])))
			continue;
		at->in->facts->hidden_name = raw;
		at->in->facts->hidden_name_offset = at->offset;
	}
}

static bool is_worth(const struct place *at)
{
	const struct pdf_tree *t = at->tree;
	uint32_t stop = t->values[at->dict].next;
	for (uint32_t k = at->dict + 1; k < stop; k = t->values[k].next) {
		const struct pdf_value *v = &t->values[k];
		if (v->kind != PDF_NAME)
			continue;
		for (size_t i = 0; i < sizeof(WORTH) / sizeof(*WORTH); i++)
			if (t->text.p[v->start] == (unsigned char)WORTH[i][0] ||
				t->text.p[v->start] == '#')
				return true;
	}
	return false;
}

static void visit_dict(const struct place *at)
{
	const struct pdf_value *v;
	const struct pdf_tree *t = at->tree;
	const struct pdf_value *kind = get(at, "Subtype");
	if ((v = get(at, "JS")))
		take_script(at, v);
	if ((v = get(at, "S")) && v->kind == PDF_NAME)
		take_action(at, v);
	else if ((v = get(at, "URI")) && v->kind == PDF_STRING)
		link_to(at, LINK_SHOWN, string_of(at, v));
	if ((v = get(at, "EF")))
		take_specification(at, v);
	if ((v = get(at, "OpenAction")))
		note_opening(at, v);
	if (get(at, "AA") || get(at, "JavaScript"))
		at->in->facts->script_at_open = true;
	if ((v = get(at, "XFA")))
		take_form(at, v);
	if (pdf_name_is(t, get(at, "Type"), "Page"))
		note_page(at);
	if ((v = get(at, "ToUnicode")))
		note_font(at, v);
	if (pdf_name_is(t, kind, "Form"))
		note_form(at);
	if (pdf_name_is(t, kind, "Link"))
		note_annotation(at);
	if (pdf_name_is(t, kind, "Image"))
		note_image(at);
	if (pdf_name_is(t, kind, "RichMedia"))
		act(at, PDF_ACT_MEDIA);
}

static void visit(struct opening *in, struct pdf_object *o)
{
	struct place at = { .in = in, .object = o, .offset = o->offset };
	at.tree = pdf_look(in->pdf, o);
	for (uint32_t i = 0; at.tree && i < at.tree->count; i++) {
		const struct pdf_value *v = &at.tree->values[i];
		if (v->kind == PDF_NAME)
			note_hidden_name(&at, pdf_text(at.tree, v));
		at.dict = i;
		if (v->kind == PDF_DICT && is_worth(&at))
			visit_dict(&at);
	}
}

/* Embedded files that no specification names. */
static void take_nameless(struct opening *in)
{
	for (size_t i = 0; i < pdf_count(in->pdf); i++) {
		struct pdf_object *o = pdf_at(in->pdf, i);
		const struct pdf_tree *t = o->stream.p ? pdf_look(in->pdf, o) : NULL;
		if (t && pdf_name_is(t, pdf_get(t, 0, "Type"), "EmbeddedFile"))
			take_embedded(in, o, SPAN(""));
	}
}

/* The letters of Latin-1 as one byte each, as locks before AES-256 take them; the password
 * itself when it has others. */
static struct span narrow(struct arena *a, struct span utf8)
{
	struct text t;
	text_init(&t, a, utf8.n);
	for (struct span rest = utf8; rest.n;) {
		uint32_t c;
		if (!utf8_next(&rest, &c) || c > 0xFF)
			return utf8;
		text_add_byte(&t, (unsigned char)c);
	}
	return text_span(&t);
}

static bool try_passwords(struct opening *in)
{
	size_t count;
	const struct password *list = files_passwords(in->file->files, &count);
	for (size_t i = 0; i < count; i++) {
		struct span other = narrow(in->arena, list[i].text);
		job_breathe(in->file->files->job);
		if (pdf_unlock(in->pdf, list[i].text) != PDF_UNLOCKED &&
			(other.n == list[i].text.n ||
				pdf_unlock(in->pdf, other) != PDF_UNLOCKED))
			continue;
		file_opened_by(in->file, &list[i], pdf_lock_name(in->pdf));
		return true;
	}
	return false;
}

/* False: it stays closed. An archive around it may have a lock of its own. */
static bool unlock(struct opening *in)
{
	enum pdf_lock lock = pdf_unlock(in->pdf, SPAN(""));
	if (lock == PDF_OPEN)
		return true;
	in->file->lock_name = pdf_lock_name(in->pdf);
	in->file->lock_is_own = true;
	if (lock == PDF_UNLOCKED) {
		in->file->lock = LOCK_OPENED_EMPTY;
		return true;
	}
	if (lock == PDF_LOCKED && try_passwords(in))
		return true;
	file_unread(in->file, GAP_SEALED);
	return false;
}

void open_pdf(struct file *f)
{
	const struct pdf_lent lent = { .state = f,
		.room = lend_room,
		.hash = lend_hash,
		.rc4 = rc4,
		.aes_decrypt = aes_cbc_decrypt,
		.aes_encrypt = aes_cbc_encrypt,
		.objects_max = OBJECTS_MAX,
		.stream_max = STREAM_MAX };
	struct arena *a = f->files->job->arena;
	struct opening *in = arena_new(a, struct opening);
	in->file = f;
	in->arena = a;
	in->facts = arena_new(a, struct pdf_facts);
	f->facts = in->facts;
	in->hunt = picture_hunt_begin(f);
	in->pdf = pdf_read(a, f->bytes, &lent);
	if (unlock(in))
		pdf_unpack(in->pdf);
	size_t count = pdf_count(in->pdf);
	for (size_t i = 0; i < count; i++) {
		visit(in, pdf_at(in->pdf, i));
		if (i % 1024 == 0)
			job_breathe(f->files->job);
	}
	take_nameless(in);
	read_text(in);
	look_at_images(in);
	note_got(in, pdf_got(in->pdf));
}
