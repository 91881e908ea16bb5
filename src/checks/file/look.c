/* What a thing is, for a person who wants to see it without opening it: every file through
 * every layer with its kind, size, digest, entropy and date, where its links lead, and the
 * text of its macros. Nothing is judged here. */
#include "checks/file/look.h"

#include <inttypes.h>
#include <math.h>

#include "base/text.h"
#include "base/when.h"
#include "checks/file/file.h"
#include "checks/link/links.h"
#include "checks/mail/wallet.h"
#include "checks/talk/talks.h"
#include "crypto/crypto.h"
#include "parse/file/lnk.h"

enum {
	SCRIPT_BYTES_MAX = 1 << 20,
	PIECE_BYTES = 1000,
	LINKS_SHOWN = 100,
	DATE_BYTES_MAX = 64
};

static const char *role_name(enum file_role role)
{
	static const char *const names[] = { "thing", "member", "part", "embedded",
		"script", "content" };
	return names[role];
}

static const char *link_name(enum link_role role)
{
	static const char *const names[] = { "shown", "opened", "loaded", "code",
		"pictured", "submit" };
	return names[role];
}

static const char *lock_state(enum file_lock lock)
{
	static const char *const names[] = { NULL, "opened-without-password",
		"opened-by-the-letter's-password", "opened-by-your-password", "closed" };
	return names[lock];
}

static void add_word(struct finding *f, const char *name, const char *word)
{
	if (word)
		finding_text(f, name, span_from_cstr(word));
}

/* Shannon's, over bytes. */
static int64_t entropy_of(struct span s)
{
	size_t counts[256] = { 0 };
	double bits = 0;
	for (size_t i = 0; i < s.n; i++)
		counts[s.p[i]]++;
	for (unsigned i = 0; i < 256; i++)
		if (counts[i]) {
			double p = (double)counts[i] / (double)s.n;
			bits -= p * log2(p);
		}
	return (int64_t)(bits * 1000);
}

static struct span hex_digest(struct arena *a, struct span bytes)
{
	unsigned char sum[DIGEST_BYTES_MAX];
	struct text t;
	struct digest *digest = digest_create(a, DIGEST_SHA256);
	digest_add(digest, bytes);
	size_t n = digest_end(digest, sum);
	text_init(&t, a, 2 * DIGEST_BYTES_MAX);
	for (size_t i = 0; i < n; i++)
		text_printf(&t, "%02x", sum[i]);
	return text_span(&t);
}

static void look_at_file(struct job *job, struct file *f)
{
	struct finding *found = job_clear(job, f->evidence, NULL);
	finding_text(found, "name", f->name);
	add_word(found, "type", file_type_name(f->type));
	add_word(found, "role", role_name(f->role));
	finding_number(found, "size", (int64_t)f->size);
	if (f->gap == GAP_NONE && f->bytes.n) {
		finding_text(found, "sha256", hex_digest(job->arena, f->bytes));
		finding_number(found, "entropy", entropy_of(f->bytes));
	}
	if (f->date_s)
		finding_number(found, "date", f->date_s);
	add_word(found, "lock", lock_state(f->lock));
}

/* Where it really leads, where that is not what stands there. */
static void add_target(struct finding *found, const struct link *link)
{
	if (!link->by && span_find(link->first.text, link->last.host) != SPAN_NONE)
		return;
	finding_text(found, "leads", link->last.host);
	add_word(found, "by", link->by);
}

static void look_at_links(struct job *job, struct file *f)
{
	size_t shown = 0;
	for (struct file_link *l = f->links; l && shown < LINKS_SHOWN;
		l = l->next, shown++) {
		struct finding *found = job_clear(job, f->evidence, "link");
		struct link link;
		finding_text(found, "target", l->target);
		add_word(found, "role", link_name(l->role));
		finding_number(found, "offset", (int64_t)l->offset);
		if (link_make(job->arena, l->target, SPAN(""), &link))
			add_target(found, &link);
	}
}

static void add_field_of(
	struct job *job, const struct evidence *e, const char *name, struct span text)
{
	if (text.n == 0)
		return;
	struct finding *found = job_clear(job, e, "field");
	add_word(found, "name", name);
	finding_text(found, "value", text);
}

static void add_field(struct job *job, struct file *f, const char *name, struct span text)
{
	add_field_of(job, f->evidence, name, text);
}

static void add_number(struct job *job, struct file *f, const char *name, uint64_t number)
{
	add_field(job, f, name,
		span_from_cstr(arena_printf(job->arena, "%" PRIu64, number)));
}

/* FILETIME; nothing where there is none. */
static void add_date(struct job *job, struct file *f, const char *name, uint64_t ticks)
{
	static const uint64_t epoch_s = UINT64_C(11644473600), second = 10000000;
	struct text t;
	if (ticks / second < epoch_s)
		return;
	text_init(&t, job->arena, DATE_BYTES_MAX);
	when_print(&t, (int64_t)(ticks / second - epoch_s));
	add_field(job, f, name, text_span(&t));
}

static void look_at_shortcut(struct job *job, struct file *f, const struct lnk *lnk)
{
	const struct {
		const char *name;
		struct span text;
	} rows[] = { { "target", lnk->target }, { "arguments", lnk->arguments },
		{ "working-directory", lnk->working }, { "icon", lnk->icon },
		{ "description", lnk->description }, { "relative-path", lnk->relative },
		{ "local-path", lnk->local_path }, { "share", lnk->share },
		{ "path-suffix", lnk->suffix }, { "volume", lnk->volume },
		{ "item-path", lnk->id_path }, { "environment", lnk->environment },
		{ "icon-environment", lnk->icon_environment },
		{ "machine", lnk->machine }, { "property-path", lnk->store_path } };
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		add_field(job, f, rows[i].name, rows[i].text);
	add_date(job, f, "created", lnk->created);
	add_date(job, f, "accessed", lnk->accessed);
	add_date(job, f, "written", lnk->written);
	add_number(job, f, "target-size", lnk->file_size);
	add_number(job, f, "attributes", lnk->attributes);
	add_number(job, f, "window", lnk->show);
	if (lnk->icon_index)
		add_field(job, f, "icon-index",
			span_from_cstr(
				arena_printf(job->arena, "%" PRId32, lnk->icon_index)));
}

/* In pieces, each of which is a value that a packet holds. */
static void look_at_script(struct job *job, struct file *f)
{
	struct span rest = span_take(f->bytes, SCRIPT_BYTES_MAX);
	while (rest.n) {
		finding_text(job_clear(job, f->evidence, "script"), "text",
			span_take(rest, PIECE_BYTES));
		rest = span_skip(rest, PIECE_BYTES);
	}
}

/* A letter is listed like the letter in an archive that is one of its files; without a file
 * nothing else would say that it was looked at. */
static void look_at_root(struct job *job, struct evidence *e, const char *type)
{
	struct finding *found = job_clear(job, e, NULL);
	add_word(found, "type", type);
	add_word(found, "role", role_name(ROLE_THING));
	finding_number(found, "size", (int64_t)e->bytes.n);
	if (e->bytes.n) {
		finding_text(found, "sha256", hex_digest(job->arena, e->bytes));
		finding_number(found, "entropy", entropy_of(e->bytes));
	}
}

static void look_at_wallets(
	struct job *job, const struct evidence *e, const struct wallets *w)
{
	for (size_t i = 0; w && i < w->count; i++)
		add_field_of(job, e, money_chain_name(w->list[i].address.chain),
			w->list[i].text);
}

static void look_at_letter(struct job *job, struct evidence *e)
{
	struct letter *letter = letter_of(e);
	look_at_root(job, e, file_type_name(TYPE_MAIL));
	const struct links *links = letter_links(job, letter);
	for (size_t i = 0; i < links->count && i < LINKS_SHOWN; i++) {
		struct finding *found = job_clear(job, e, "link");
		finding_text(found, "target", links->list[i].first.text);
		add_word(found, "role", "shown");
		add_target(found, &links->list[i]);
	}
	look_at_wallets(job, e, letter_wallets(job, letter));
}

/* Who takes part, and the addresses for payments that they named. */
static void look_at_talk(struct job *job, struct evidence *e)
{
	size_t shown = 0;
	look_at_root(job, e, "talk");
	for (const struct contact *c = talks_of(e)->first; c && shown < LINKS_SHOWN;
		c = c->next) {
		if (!c->room)
			continue;
		struct span name = contact_name(c);
		add_field_of(job, e, "person",
			span_from_cstr(arena_printf(job->arena, "%.*s, messages: %zu",
				SPAN_ARG(name), c->said)));
		look_at_wallets(job, e, c->wallets);
		shown++;
	}
}

/* The part that the user wants to have, by its path. */
static void take_part(struct job *job, struct file *f)
{
	struct span wanted = job_setting(job, "extract");
	if (wanted.p && !job->part.p &&
		span_equal(wanted, span_from_cstr(f->evidence->path)))
		job->part = f->bytes.p ? f->bytes : SPAN("");
}

void look(struct job *job)
{
	for (struct evidence *e = job->evidence; e; e = e->next) {
		if (e->kind == EV_MAIL && !e->parent)
			look_at_letter(job, e);
		if (e->kind == EV_TALK)
			look_at_talk(job, e);
		if (e->kind != EV_FILE)
			continue;
		struct file *f = (struct file *)e->parsed;
		look_at_file(job, f);
		look_at_links(job, f);
		look_at_wallets(job, f->evidence, f->wallets);
		if (f->type == TYPE_LNK && f->facts)
			look_at_shortcut(job, f, f->facts);
		take_part(job, f);
		if (f->role == ROLE_SCRIPT)
			look_at_script(job, f);
	}
}
