/* The mail reader: bytes to a letter with its parts as evidence, its senders, and what is
 * known of the envelope. The envelope comes from the caller, who saw the connection, else
 * from the Received field that the user's own border wrote, and from nowhere else: every
 * other hop is the sender's word. */
#include "checks/mail/letter.h"

#include "base/must.h"
#include "checks/file/file.h"
#include "parse/idn.h"
#include "parse/received.h"

static struct mail_limits limits_of(const struct budget *b)
{
	return (struct mail_limits){ .header = { b->headers, b->header_bytes },
		.depth_max = b->depth,
		.parts_max = b->parts };
}

struct letter *letter_of(const struct evidence *e)
{
	must(e->kind == EV_MAIL && e->parsed);
	return (struct letter *)e->parsed;
}

/* All addresses of all From fields: how many there are is evidence in itself. */
static void read_senders(struct job *job, struct letter *letter)
{
	const struct header_field *field;
	size_t capacity = 0;
	struct address_list *all = &letter->from;
	for (size_t i = 0; (field = header_find(&letter->mail.header, "From", i)); i++) {
		struct address_list some;
		enum got got = address_list_parse(job->arena, field->value,
			job->budget.addresses - all->count, &some);
		letter->from_cut |= got == GOT_LIMIT;
		for (size_t k = 0; k < some.count; k++) {
			all->list = arena_grow(job->arena, all->list, all->count,
				&capacity, sizeof(*all->list));
			all->list[all->count++] = some.list[k];
		}
	}
	if (all->count == 1 && all->list[0].domain.n &&
		!idn_to_ascii(job->arena, all->list[0].domain, &letter->author_domain))
		letter->author_domain = arena_lower(job->arena, all->list[0].domain);
}

static struct span without_angles(struct span path)
{
	path = span_trim(path);
	if (span_starts_with(path, SPAN("<")) && span_ends_with(path, SPAN(">")))
		path = span_take(span_skip(path, 1), path.n - 2);
	return path;
}

static bool envelope_from_caller(const struct job *job, struct envelope *e)
{
	struct span client = job_setting(job, "client-ip");
	if (!client.p || !ip_parse(span_trim(client), &e->client))
		return false;
	e->source = ENVELOPE_CALLER;
	e->helo = span_trim(job_setting(job, "helo"));
	struct span from = job_setting(job, "mail-from");
	e->has_mail_from = from.p != NULL;
	e->mail_from = without_angles(from);
	return true;
}

/* The reverse-path as the border left it: in its Received field, else the topmost
 * Return-Path, which the delivering host writes above its own Received. */
static void read_reverse_path(
	struct job *job, struct letter *letter, const struct received *received)
{
	struct envelope *e = &letter->envelope;
	const struct header_field *path =
		header_find(&letter->mail.header, "Return-Path", 0);
	e->mail_from = without_angles(received->mail_from);
	e->has_mail_from = received->mail_from.p != NULL;
	if (e->has_mail_from || !path)
		return;
	if (path > &letter->mail.header.fields[e->border])
		return;
	e->mail_from = without_angles(header_unfold(job->arena, path->value));
	e->has_mail_from = true;
}

static bool names_border(const struct job *job, struct span value)
{
	for (size_t i = 0; i < job->settings.count; i++)
		if (strcmp(job->settings.list[i].name, "border") == 0 &&
			span_find_nocase(value, job->settings.list[i].value) != SPAN_NONE)
			return true;
	return false;
}

/* True for a field that the border may have written about a stranger whose HELO, printed as
 * it came ("x("), hides who came or who wrote. Below it the stranger may have put another in
 * the border's name. What a host takes from itself (LMTP) names no address. */
static bool is_doubtful(const struct job *job, const struct header_field *field,
	enum got got, const struct received *r)
{
	if (!r->has_from || !names_border(job, field->value))
		return false;
	if (!job_setting_has(job, "border", r->by))
		return got != GOT_ALL;
	return r->client.bits == 0 &&
	       !(got == GOT_ALL &&
		       (job_setting_has(job, "border", r->helo) ||
			       span_equal_nocase(r->helo, SPAN("localhost"))));
}

/* The topmost Received field written by one of the user's own border hosts that names the
 * client it took the letter from. Only that field and what stands above it is not the
 * sender's word. */
static void envelope_from_border(struct job *job, struct letter *letter)
{
	const struct header *h = &letter->mail.header;
	for (size_t i = 0; i < h->count; i++) {
		struct received r;
		if (!span_equal_nocase(h->fields[i].name, SPAN("Received")))
			continue;
		enum got got = received_parse(job->arena, h->fields[i].value, &r);
		if (is_doubtful(job, &h->fields[i], got, &r)) {
			letter->envelope.doubtful = &h->fields[i];
			return;
		}
		if (!job_setting_has(job, "border", r.by) || r.client.bits == 0)
			continue;
		letter->envelope.source = ENVELOPE_BORDER;
		letter->envelope.border = i;
		letter->envelope.client = r.client;
		letter->envelope.helo = r.helo;
		letter->envelope.rdns = r.rdns;
		letter->envelope.came_s = r.date_s;
		read_reverse_path(job, letter, &r);
		return;
	}
}

static void read_envelope(struct job *job, struct letter *letter)
{
	letter->envelope.border = SPAN_NONE;
	letter->envelope.came_s = INT64_MIN;
	if (job_setting(job, "border").p)
		envelope_from_border(job, letter);
	struct envelope caller = { .border = letter->envelope.border,
		.doubtful = letter->envelope.doubtful,
		.came_s = INT64_MIN };
	if (envelope_from_caller(job, &caller))
		letter->envelope = caller;
}

bool letter_is_old(const struct job *job, const struct letter *letter)
{
	int64_t came_s = letter->envelope.came_s;
	return came_s != INT64_MIN &&
	       job->now_s - came_s > (int64_t)job->budget.record_days * 86400;
}

static void add_parts(struct job *job, struct evidence *root, const struct letter *letter)
{
	for (size_t i = 1; i < letter->mail.count; i++) {
		const struct mail_part *part = &letter->mail.parts[i];
		struct evidence *e =
			job_evidence(job, EV_PART, root, part->body, part->path);
		e->seen = part->cut ? SEEN_SKIPPED : SEEN_WHOLE;
		e->parsed = part;
	}
}

/* What came along with a letter's text: what has a name, is called an attachment, or is no
 * text. */
static bool is_file(const struct mail_part *part)
{
	return part->is_leaf &&
	       (part->attachment || part->name.n ||
		       !(span_equal(part->type, SPAN("text/plain")) ||
			       span_equal(part->type, SPAN("text/html"))));
}

static void add_attachment(
	struct job *job, struct files *files, const struct mail_part *part)
{
	bool clean = true;
	struct file *f = file_add(files, NULL, ROLE_THING, part->name, SPAN(""));
	if (!f)
		return;
	f->declared = part->type;
	f->evidence->path = part->path;
	size_t room = files_room(f, part->body.n);
	f->bytes = mail_part_decode(job->arena, part, room, &clean);
	f->evidence->bytes = f->bytes;
	f->size = f->bytes.n;
	files_return(f, room - f->bytes.n);
	if (part->cut)
		file_unread(f, GAP_LIMIT);
	else if (!clean)
		file_unread(f, GAP_DAMAGED);
}

/* A letter without attachments has no list of files. */
static void read_attachments(
	struct job *job, struct evidence *root, struct letter *letter)
{
	struct files *files = NULL;
	for (size_t i = 0; i < letter->mail.count; i++) {
		const struct mail_part *part = &letter->mail.parts[i];
		if (!is_file(part))
			continue;
		if (!files)
			files = files_create(
				job, job_evidence(job, EV_FILES, root, letter->mail.body,
					     "mail/files"));
		files->letter = letter;
		add_attachment(job, files, part);
	}
	if (files)
		files_open(files);
}

static void read_letter(struct job *job, struct evidence *root)
{
	struct letter *letter = arena_new(job->arena, struct letter);
	struct mail_limits limits = limits_of(&job->budget);
	letter->body_cut = root->seen == SEEN_CUT;
	enum got got = mail_parse(job->arena, root->bytes, &limits, &letter->mail);
	if (got == GOT_LIMIT || letter->mail.cut)
		root->seen = SEEN_CUT;
	letter->from_cut = letter->mail.header.cut;
	read_senders(job, letter);
	read_envelope(job, letter);
	root->parsed =
		letter; /* one that was half read would be judged for what it lacks */
	add_parts(job, root, letter);
	read_attachments(job, root, letter);
}

/* A page in the form of a letter is a file. */
static int taste_letter(struct span head)
{
	return mail_is_page(head) ? 0 : mail_taste(head);
}

const struct reader reader_mail = {
	.name = "mail",
	.kind = EV_MAIL,
	.taste = taste_letter,
	.read = read_letter,
};
