/* The reader of conversations, and what their checks share. Each message is looked at once
 * as it goes by; of each person stay what they asked, when first, and in which words. */
#include "checks/talk/talks.h"

#include "base/must.h"
#include "checks/mail/asks.h"

enum {
	BUCKETS = 4096,
	WORDS_BYTES = 160,
	HOSTS_SEEN = 1024, /* direct-mapped, by hash */
	BREATH = 256,	   /* messages */
	SCRATCH_BYTES = 64 << 20,
	DAY_S = 86400,
	ESTABLISHED_DAYS = 60,
	ESTABLISHED_MESSAGES = 20, /* of each side */
};

struct reading {
	struct job *job;
	struct talks *talks;
	struct contact **tail;
	struct room *rooms[BUCKETS];
	struct contact *buckets[BUCKETS];
	uint64_t hosts[HOSTS_SEEN]; /* hashes of hosts that are what they seem */
	struct arena *scratch;	    /* of one message */
	struct wallets *found;	    /* in it */
	size_t messages;
};

static uint64_t hash_of(uint64_t hash, struct span s)
{
	for (size_t i = 0; i < s.n; i++)
		hash = (hash ^ s.p[i]) * 1099511628211u;
	return (hash ^ 0xFF) * 1099511628211u; /* where one part ends */
}

static const uint64_t HASH_START = 14695981039346656037u;

/* --- who and where --- */

static struct room *room_of(struct reading *r, const struct talk_message *m)
{
	struct span key = m->chat_id.n ? m->chat_id : m->chat;
	struct room **bucket = &r->rooms[hash_of(HASH_START, key) % BUCKETS];
	for (struct room *room = *bucket; room; room = room->next)
		if (span_equal(room->key, key))
			return room;
	struct room *room = arena_new(r->job->arena, struct room);
	room->key = arena_copy(r->job->arena, key);
	room->name = arena_copy(r->job->arena, m->chat);
	room->is_group = m->is_group;
	room->next = *bucket;
	*bucket = room;
	return room;
}

static struct span key_of(const struct talk_person *who)
{
	return who->id.n ? who->id : who->handle.n ? who->handle : who->name;
}

static struct talk_person copy_of(struct arena *a, const struct talk_person *who)
{
	return (struct talk_person){ arena_copy(a, who->name), arena_copy(a, who->id),
		arena_copy(a, who->handle) };
}

/* NULL where more people take part than may be kept. */
static struct contact *contact_of(
	struct reading *r, struct room *room, const struct talk_person *who)
{
	struct span key = key_of(who);
	uint64_t hash = hash_of(hash_of(HASH_START, room ? room->key : SPAN("")), key);
	struct contact **bucket = &r->buckets[hash % BUCKETS];
	for (struct contact *c = *bucket; c; c = c->next_in_bucket)
		if (c->room == room && span_equal(key_of(&c->who), key))
			return c;
	if (r->talks->count >= r->job->budget.talks) {
		r->talks->cut = true;
		return NULL;
	}
	struct contact *c = arena_new(r->job->arena, struct contact);
	c->who = copy_of(r->job->arena, who);
	c->room = room;
	c->first_s = c->last_s = INT64_MIN;
	c->next_in_bucket = *bucket;
	*bucket = c;
	*r->tail = c;
	r->tail = &c->next;
	r->talks->count++;
	if (room)
		room->people++;
	return c;
}

/* --- one message --- */

static struct moment moment_of(struct reading *r, const struct talk_message *m)
{
	struct span words = span_take(span_trim(m->text), WORDS_BYTES);
	if (words.n == 0)
		words = m->file_count ? m->files[0] : SPAN("-");
	while (words.n && words.n == WORDS_BYTES && (words.p[words.n - 1] & 0xC0) == 0x80)
		words.n--;
	return (struct moment){ m->offset, m->when_s, arena_copy(r->job->arena, words) };
}

static unsigned asks_of(
	struct reading *r, struct contact *c, const struct talk_message *m)
{
	enum phrase_listed listed;
	unsigned asks = asks_in_text(r->scratch, m->text, &listed);
	c->unlisted |= listed == LANGUAGE_UNLISTED;
	if (m->link_count)
		asks |= ASK_LINK;
	for (size_t i = 0; i < m->file_count; i++)
		asks |= asks_is_program(m->files[i]) ? ASK_PROGRAM | ASK_FILE : ASK_FILE;
	return asks;
}

static void note_asks(struct reading *r, struct contact *c, const struct talk_message *m)
{
	unsigned asks = asks_of(r, c, m), new = asks & ~c->asks;
	bool first_grave = (asks & ASKS_GRAVE) && !c->grave.words.n;
	if (!new && !first_grave)
		return;
	struct moment now = moment_of(r, m);
	for (size_t i = 0; i < ASK_BITS; i++)
		if (new >> i & 1)
			c->asked[i] = now;
	c->asks |= asks;
	if (!first_grave)
		return;
	c->grave = now;
	c->grave_asks = asks;
	c->said_before = c->said;
	c->heard_before = c->room->said - c->said;
}

static struct span kept(struct reading *r, struct span s)
{
	return arena_copy(r->job->arena, span_take(s, WORDS_BYTES));
}

static void note_bad(struct reading *r, struct contact *c, const struct talk_message *m,
	const char *fault, const struct link *link, const struct link_match *match)
{
	if (link_fault_rank(fault) <= link_fault_rank(c->bad.fault))
		return;
	c->bad = (struct bad_link){ .fault = fault, .at = moment_of(r, m) };
	c->bad.link.first.text = kept(r, link->first.text);
	c->bad.link.last.host = kept(r, link->last.host);
	if (match->link) {
		c->bad.organisation = span_from_cstr(match->of->name);
		c->bad.known = kept(r, match->domain);
	}
}

static void judge_link(struct reading *r, struct contact *c, const struct talk_message *m,
	struct span target)
{
	struct link link;
	struct link_match match = { .how = LOOKALIKE_NONE };
	if (!link_make(r->scratch, target, SPAN(""), &link))
		return;
	uint64_t hash = hash_of(HASH_START, link.last.host);
	uint64_t *seen = &r->hosts[hash % HOSTS_SEEN];
	const char *fault = *seen == hash ? link_disguise(r->scratch, &link)
					  : link_fault(r->scratch, &link, &match);
	if (fault)
		note_bad(r, c, m, fault, &link, &match);
	else
		*seen = hash;
}

static void judge_links(
	struct reading *r, struct contact *c, const struct talk_message *m)
{
	struct span rest = m->text, target;
	for (size_t i = 0; i < m->link_count; i++)
		judge_link(r, c, m, m->links[i]);
	while (url_next_in_text(&rest, &target))
		judge_link(r, c, m, target);
}

static void note_wallets(
	struct reading *r, struct contact *c, const struct talk_message *m)
{
	r->found->count = 0;
	wallets_find(r->scratch, m->text, r->found);
	if (!r->found->count)
		return;
	struct arena *a = r->job->arena;
	if (!c->wallets) {
		c->wallets = arena_new(a, struct wallets);
		c->wallets_at = arena_array(a, WALLETS_MAX, sizeof(*c->wallets_at));
	}
	size_t had = c->wallets->count;
	wallets_find(a, m->text, c->wallets);
	for (size_t i = had; i < c->wallets->count; i++)
		c->wallets_at[i] = moment_of(r, m);
}

static void note_told(struct reading *r, struct contact *c, const struct talk_message *m)
{
	struct told now = { .count = 0 };
	struct arena *a = r->job->arena;
	told_find(m->text, c->who.name, &now);
	if (!now.count)
		return;
	if (!c->told) {
		c->told = arena_new(a, struct told);
		c->told_at = arena_array(a, TOLD_MAX, sizeof(*c->told_at));
	}
	size_t had = c->told->count;
	told_find(m->text, c->who.name, c->told);
	for (size_t i = had; i < c->told->count; i++) {
		c->told->list[i].name = arena_copy(a, c->told->list[i].name);
		c->told_at[i] = moment_of(r, m);
	}
}

static void note_time(struct contact *c, int64_t when_s)
{
	if (when_s == INT64_MIN)
		return;
	if (c->first_s == INT64_MIN || when_s < c->first_s)
		c->first_s = when_s;
	if (when_s > c->last_s)
		c->last_s = when_s;
}

static void note_said(struct reading *r, struct room *room, const struct talk_message *m)
{
	struct contact *c = contact_of(r, room, &m->who);
	if (!c)
		return;
	if (!room->begun)
		c->began = true;
	note_time(c, m->when_s);
	note_asks(r, c, m);
	judge_links(r, c, m);
	note_wallets(r, c, m);
	note_told(r, c, m);
	c->said++;
}

static bool take_message(void *state, const struct talk_message *m)
{
	struct reading *r = state;
	if (++r->messages % BREATH == 0)
		job_breathe(r->job);
	if (m->kind == TALK_CONTACT) {
		contact_of(r, NULL, &m->who);
	} else if (m->kind == TALK_SAID) {
		struct room *room = room_of(r, m);
		if (m->side != TALK_MINE)
			note_said(r, room, m);
		room->begun = true;
		room->said++;
		r->talks->cut |= m->cut;
	}
	arena_reset(r->scratch);
	return true;
}

/* --- the reader --- */

static int taste(struct span head)
{
	return talk_taste(head, SPAN("")) == TALK_NONE ? 0 : 95;
}

static void read_talks(struct job *job, struct evidence *root)
{
	struct talks *talks = arena_new(job->arena, struct talks);
	struct reading *r = arena_new(job->arena, struct reading);
	struct talk_about about = { .me = job_setting(job, "my-name"),
		.them = job_setting(job, "from-name") };
	struct span channel = job_setting(job, "channel");
	talks->format = talk_taste(root->bytes, SPAN(""));
	if (talks->format == TALK_NONE)
		talks->format = TALK_PASTE;
	talks->channel =
		channel.n ? channel : span_from_cstr(talk_format_words(talks->format));
	*r = (struct reading){ .job = job,
		.talks = talks,
		.tail = &talks->first,
		.scratch = arena_below(job->arena, SCRATCH_BYTES),
		.found = arena_new(job->arena, struct wallets) };
	enum got got = talk_read(job->arena, arena_below(job->arena, SCRATCH_BYTES),
		root->bytes, talks->format, &about, take_message, r);
	talks->cut |= got == GOT_SOME;
	if (talks->first && talks->format == TALK_PASTE)
		talks->first->who.handle = job_setting(job, "handle");
	if (talks->cut || got == GOT_NONE)
		root->seen = SEEN_CUT;
	root->parsed = talks;
}

const struct reader reader_talk = {
	.name = "talk",
	.kind = EV_TALK,
	.taste = taste,
	.read = read_talks,
	.told = "approach",
};

/* --- what the checks share --- */

const struct talks *talks_of(const struct evidence *e)
{
	must(e->kind == EV_TALK);
	return e->parsed;
}

bool contact_is_in_group(const struct contact *c)
{
	return c->room && (c->room->is_group || c->room->people > 2);
}

bool contact_is_established(const struct contact *c)
{
	bool asked = c->grave.words.n > 0;
	size_t said = asked ? c->said_before : c->said;
	size_t heard = asked ? c->heard_before : c->room->said - c->said;
	int64_t until = asked ? c->grave.when_s : c->last_s;
	return said >= ESTABLISHED_MESSAGES && heard >= ESTABLISHED_MESSAGES &&
	       until != INT64_MIN &&
	       until - c->first_s >= (int64_t)ESTABLISHED_DAYS * DAY_S;
}

bool contact_is_stranger(const struct contact *c)
{
	return c->room && c->began && !contact_is_in_group(c) &&
	       !contact_is_established(c);
}

struct span contact_name(const struct contact *c)
{
	return c->who.name.n ? c->who.name : key_of(&c->who);
}

/* Where people of the service would have their addresses, for the memory's question. */
static struct span domain_of(enum talk_format format)
{
	static const struct span domains[TALK_FORMATS] = {
		[TALK_NONE] = SPAN("chat.invalid"),
		[TALK_TELEGRAM] = SPAN("t.me"),
		[TALK_WHATSAPP] = SPAN("whatsapp.com"),
		[TALK_LINKEDIN] = SPAN("linkedin.com"),
		[TALK_DISCORD] = SPAN("discord.com"),
		[TALK_SLACK] = SPAN("slack.com"),
		[TALK_X] = SPAN("x.com"),
		[TALK_PASTE] = SPAN("chat.invalid"),
	};
	return domains[format];
}

bool contact_party(struct job *job, const struct talks *talks, const struct contact *c,
	struct party *party_r)
{
	struct span local = c->who.handle.n ? c->who.handle
			    : c->who.id.n   ? c->who.id
			    : c->who.name.n ? c->who.name
					    : SPAN("nobody");
	if (span_starts_with(local, SPAN("@")))
		local = span_skip(local, 1);
	return party_make(
		job->arena, local, domain_of(talks->format), c->who.name, party_r);
}

bool talk_memo(struct job *job, struct memo *memo_r)
{
	const struct evidence *root = job->evidence;
	const struct talks *talks = root->parsed;
	const struct contact *c = talks ? talks->first : NULL;
	struct memo memo = { .date_s = job->now_s, .delivered = true };
	if (!c || talks->format != TALK_PASTE || !(c->who.handle.n || c->who.name.n) ||
		!contact_party(job, talks, c, &memo.from))
		return false;
	memo.message_id = span_from_cstr(arena_printf(job->arena, "%016llx@chat.invalid",
		(unsigned long long)hash_of(hash_of(HASH_START, root->bytes),
			span_from_cstr(arena_printf(
				job->arena, "%lld", (long long)(job->now_s / DAY_S))))));
	memo.asks = c->asks;
	if (c->told)
		told_keep(job->arena, c->told, &memo);
	*memo_r = memo;
	return true;
}

/* The message's place in the export, to the end of its line at most. */
static const struct evidence *evidence_of(
	struct job *job, const struct evidence *on, const struct moment *at)
{
	struct span bytes = span_skip(on->bytes, (size_t)at->offset);
	bytes = span_take(bytes, span_find_byte(bytes, '\n'));
	return job_evidence(job, EV_CHAT, on, span_take(bytes, WORDS_BYTES),
		arena_printf(
			job->arena, "talk/message@%llu", (unsigned long long)at->offset));
}

struct finding *talk_hit(struct job *job, const struct evidence *on, const char *variant,
	const struct contact *c, const struct moment *at)
{
	struct finding *f = job_hit(job, evidence_of(job, on, at), variant);
	struct span name = contact_name(c);
	finding_text(f, "name", name.n ? name : SPAN("?"));
	finding_text(f, "channel", talks_of(on)->channel);
	finding_text(f, "words", at->words);
	return f;
}

void talk_nothing(struct job *job, const struct evidence *on)
{
	if (on->seen != SEEN_WHOLE)
		job_unknown(job, on, GAP_LIMIT);
	else
		job_clear(job, on, NULL);
}

void talk_nothing_known(struct job *job, const struct evidence *on, enum gap gap)
{
	if (gap != GAP_NONE)
		job_unknown(job, on, gap);
	else
		talk_nothing(job, on);
}

void talk_judge_each(struct job *job, const struct evidence *on,
	bool (*judge)(
		struct job *job, const struct evidence *on, const struct contact *c))
{
	size_t hits = 0;
	for (const struct contact *c = talks_of(on)->first; c && hits < TALK_HITS_MAX;
		c = c->next)
		if (c->room)
			hits += judge(job, on, c);
	if (!hits)
		talk_nothing(job, on);
}
