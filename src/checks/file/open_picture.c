/* Pictures: nothing in them is run, but a QR code in one is a link that no filter of letters
 * sees. Each picture that came is made gray, within one budget for all, and what its codes
 * say becomes links. In projects, whose pictures nobody scans, none is decoded.
 *
 * A picture that is broken is shown by programs as far as it goes, and so it is read here;
 * one over the budget is told by file.qr. */
#include "checks/file/open_picture.h"

#include "checks/file/came.h"
#include "checks/file/openers.h"
#include "parse/file/qr.h"

file_opener open_picture;

enum { CODES_MAX = 8, TEXT_MAX = 4096 };

struct picture_work {
	struct picture_room *room;
	struct qr_room *qr;
	uint64_t left; /* pixels */
	struct came came;
};

static struct picture_work *work_of(struct files *files)
{
	if (!files->pictures) {
		struct arena *a = files->job->arena;
		struct picture_work *w = arena_new(a, struct picture_work);
		w->room = picture_room_create(a);
		w->qr = qr_room_create(a);
		w->left = files->job->budget.pictures;
		files->pictures = w;
	}
	return files->pictures;
}

/* A code of 21 modules and its margin, and no banner or rule. */
static bool may_hold(uint64_t width, uint64_t height)
{
	enum { SIDE_MIN = 21, LONGER_MAX = 12 };
	return width >= SIDE_MIN && height >= SIDE_MIN && width / height < LONGER_MAX &&
	       height / width < LONGER_MAX;
}

static struct picture_limits limits_of(
	const struct picture_work *w, const struct budget *b)
{
	uint64_t one = b->picture < w->left * 2 ? b->picture : w->left * 2;
	return (struct picture_limits){ one, b->picture_gray };
}

static struct picture_facts facts_of(
	struct files *files, enum got got, const struct picture *picture, uint64_t pixels)
{
	struct picture_work *w = work_of(files);
	struct picture_facts facts = { 0 };
	struct qr_found found = { 0 };
	if (got == GOT_LIMIT)
		facts.gap = GAP_LIMIT;
	if (!picture->gray)
		return facts;
	uint64_t spent = pixels / 4 + (uint64_t)picture->width * picture->height;
	w->left -= spent < w->left ? spent : w->left;
	qr_find(w->qr, files->job->arena, picture, CODES_MAX, &found);
	job_breathe(files->job);
	facts.texts = found.texts;
	facts.count = found.count;
	if (found.unread && !found.count)
		facts.gap = GAP_DAMAGED;
	return facts;
}

static struct picture_facts codes_of(struct files *files, struct span bytes)
{
	struct picture_work *w = work_of(files);
	struct picture_limits limits = limits_of(w, &files->job->budget);
	struct picture picture = { 0 };
	uint64_t width, height;
	if (!picture_size(bytes, &width, &height) || !may_hold(width, height))
		return (struct picture_facts){ 0 };
	enum got got = picture_read(w->room, bytes, &limits, &picture);
	return facts_of(files, got, &picture, width * height);
}

static struct picture_facts codes_of_samples(
	struct files *files, const struct picture_samples *samples)
{
	struct picture_work *w = work_of(files);
	struct picture_limits limits = limits_of(w, &files->job->budget);
	struct picture picture = { 0 };
	if (!may_hold(samples->width, samples->height))
		return (struct picture_facts){ 0 };
	enum got got = picture_of_samples(w->room, samples, &limits, &picture);
	return facts_of(files, got, &picture, samples->width * samples->height);
}

static void keep(struct file *f, const struct picture_facts *facts)
{
	struct picture_facts *kept =
		arena_new(f->files->job->arena, struct picture_facts);
	*kept = *facts;
	f->facts = kept;
	for (size_t i = 0; i < facts->count; i++)
		file_add_link(f, LINK_PICTURED,
			span_trim(span_take(facts->texts[i], TEXT_MAX)), 0);
}

void open_picture(struct file *f)
{
	struct picture_work *w = work_of(f->files);
	if (f->parent && !file_came(&w->came, f))
		return;
	struct picture_facts facts = codes_of(f->files, f->bytes);
	keep(f, &facts);
}

/* --- pictures of documents --- */

struct picture_hunt picture_hunt_begin(struct file *document)
{
	enum { PICTURES_MAX = 12 };
	return (struct picture_hunt){ document, document->files->job->budget.picture_part,
		PICTURES_MAX, false };
}

bool picture_hunt_wants(struct picture_hunt *h, uint64_t width, uint64_t height)
{
	if (!may_hold(width, height))
		return false;
	if (h->left && width * height <= h->dots_left)
		return true;
	h->over = true;
	return false;
}

static void add_found(
	struct picture_hunt *h, struct span name, const struct picture_facts *facts)
{
	if (!facts->count && facts->gap == GAP_NONE)
		return;
	struct file *f =
		file_add(h->document->files, h->document, ROLE_PART, name, SPAN(""));
	if (!f)
		return;
	f->type = TYPE_PICTURE;
	f->opened = true;
	keep(f, facts);
}

static void spend(struct picture_hunt *h, uint64_t dots)
{
	h->left--;
	h->dots_left -= dots < h->dots_left ? dots : h->dots_left;
}

void picture_hunt_bytes(struct picture_hunt *h, struct span name, struct span bytes)
{
	uint64_t width, height;
	if (!picture_size(bytes, &width, &height) ||
		!picture_hunt_wants(h, width, height))
		return;
	spend(h, width * height);
	struct picture_facts facts = codes_of(h->document->files, bytes);
	add_found(h, name, &facts);
}

void picture_hunt_samples(
	struct picture_hunt *h, struct span name, const struct picture_samples *samples)
{
	if (!picture_hunt_wants(h, samples->width, samples->height))
		return;
	spend(h, samples->width * samples->height);
	struct picture_facts facts = codes_of_samples(h->document->files, samples);
	add_found(h, name, &facts);
}

void picture_hunt_end(struct picture_hunt *h)
{
	const struct picture_facts facts = { .gap = GAP_LIMIT };
	if (h->over)
		add_found(h, SPAN("pictures"), &facts);
}
