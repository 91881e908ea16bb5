/* Letters to memos: who wrote, to whom, in which thread, whether that is proved, and how
 * such letters are made. No text, no subject. A letter that is learned and not judged is
 * read by the same reader, and the user's border is the only one believed about it.
 *
 * Habits are coarse on purpose: the family of the mailer without its version, the shape of
 * the Message-ID, the zone, the organization of the computer that brought it (no network
 * numbers: none can be looked up here). */
#include "checks/mail/memo.h"

#include "base/must.h"
#include "base/pack.h"
#include "checks/mail/asks.h"
#include "checks/mail/party.h"
#include "checks/mail/proof.h"
#include "checks/mail/sender.h"
#include "checks/mail/told.h"
#include "checks/mail/wallet.h"
#include "parse/date.h"
#include "parse/idn.h"
#include "parse/kept.h"
#include "parse/suffix.h"
#include "parse/vcard.h"

/* --- habits --- */

/* "Mozilla/5.0 (X11; ...) Thunderbird/102.1" is "thunderbird", "git-send-email 2.30" is
 * "git-send-email": the last product that is not a browser's engine, without its version. */
static struct span mailer_of(struct job *job, const struct letter *letter)
{
	struct text t;
	struct span s = sender_value(job, letter, "User-Agent");
	if (s.n == 0)
		s = sender_value(job, letter, "X-Mailer");
	size_t at = span_find_nocase(s, SPAN("thunderbird/"));
	s = span_skip(s, at == SPAN_NONE ? 0 : at);
	text_init(&t, job->arena, 24);
	for (size_t i = 0; i < s.n && (ascii_is_alpha(s.p[i]) || s.p[i] == ' ' ||
					      s.p[i] == '-' || s.p[i] == '.');
		i++)
		text_add_byte(&t, ascii_lower(s.p[i]));
	return span_trim(text_span(&t));
}

static char shape_of_run(struct span run)
{
	bool digits = true, hex = true;
	for (size_t i = 0; i < run.n; i++) {
		digits &= ascii_is_digit(run.p[i]);
		hex &= ascii_is_digit(run.p[i]) ||
		       (ascii_lower(run.p[i]) >= 'a' && ascii_lower(run.p[i]) <= 'f');
	}
	return digits ? '9' : hex && run.n >= 8 ? 'f' : 'a';
}

/* "20190624135105.15579-3-tran@gmail.com" of gmail.com is "9.9-9-a@own". */
static struct span id_shape(struct job *job, const struct letter *letter)
{
	struct span rest = party_message_id(job, letter), domain = rest;
	struct span local = span_split(&domain, '@');
	struct text t;
	text_init(&t, job->arena, PEOPLE_VALUE_BYTES_MAX);
	while (local.n && t.n < 24) {
		size_t n = 0;
		while (n < local.n && ascii_is_alnum(local.p[n]))
			n++;
		if (n)
			text_add_byte(
				&t, (unsigned char)shape_of_run(span_take(local, n)));
		else if (local.p[0] > ' ' && local.p[0] <= '~')
			text_add_byte(&t, local.p[0]);
		local = span_skip(local, n ? n : 1);
	}
	if (t.n == 0 || !domain.p)
		return SPAN("");
	struct span org = arena_lower(job->arena, suffix_registrable(domain));
	bool own = suffix_same_organization(job->arena, org, letter->author_domain);
	bool plain = is_printable(org) && suffix_is_known(domain);
	text_add_byte(&t, '@');
	text_add(&t, own ? SPAN("own") : plain ? span_take(org, 36) : SPAN("local"));
	return text_span(&t);
}

static struct span zone_of(struct job *job, const struct letter *letter)
{
	int64_t unix_s;
	int zone_min;
	if (!date_parse(sender_value(job, letter, "Date"), &unix_s, &zone_min))
		return SPAN("");
	int minutes = zone_min < 0 ? -zone_min : zone_min;
	return span_from_cstr(arena_printf(job->arena, "%c%02d%02d",
		zone_min < 0 ? '-' : '+', minutes / 60 % 100, minutes % 60));
}

/* By the name that the border looked up: what a client calls itself is its own word. */
struct span memo_route(struct job *job, const struct letter *letter)
{
	struct span name, org;
	const struct envelope *e = &letter->envelope;
	if (e->source == ENVELOPE_NONE || !idn_to_ascii(job->arena, e->rdns, &name) ||
		!suffix_is_known(name) || !idn_is_plain(name))
		return SPAN("");
	org = suffix_registrable(name);
	return span_take(org, PEOPLE_VALUE_BYTES_MAX);
}

/* --- the letter --- */

static int64_t date_of(struct job *job, const struct letter *letter)
{
	int64_t date_s;
	if (letter->envelope.came_s != INT64_MIN)
		return letter->envelope.came_s;
	return date_parse(sender_value(job, letter, "Date"), &date_s, NULL) ? date_s
									    : INT64_MIN;
}

static bool is_repeated(const struct memo *memo, const struct party *p)
{
	for (size_t i = 0; i < memo->to_count; i++)
		if (span_equal(memo->to[i].local, p->local) &&
			span_equal(memo->to[i].domain, p->domain))
			return true;
	return false;
}

static void read_recipients(
	struct job *job, const struct letter *letter, struct memo *memo)
{
	static const char *const fields[] = { "To", "Cc", "Bcc" };
	memo->to = arena_array(job->arena, PEOPLE_PARTIES_MAX, sizeof(*memo->to));
	for (size_t f = 0; f < sizeof(fields) / sizeof(fields[0]); f++) {
		struct address_list list = sender_addresses(job, letter, fields[f]);
		for (size_t i = 0; i < list.count && memo->to_count < PEOPLE_PARTIES_MAX;
			i++) {
			struct party *p = &memo->to[memo->to_count];
			if (party_of_address(job, &list.list[i], p) &&
				!is_repeated(memo, p))
				memo->to_count++;
		}
	}
}

/* Mailings to many are no letters of a person either; nor are the receipts (RFC 8098) and
 * answers to invitations (RFC 6047) that programs send for their user, at a stranger's wish. */
static bool is_automatic(struct job *job, const struct letter *letter)
{
	struct span type = letter->mail.parts[0].type;
	return span_equal(type, SPAN("multipart/report")) ||
	       span_equal(type, SPAN("text/calendar")) ||
	       sender_is_automatic(job, letter) ||
	       span_equal_nocase(sender_value(job, letter, "Precedence"), SPAN("bulk")) ||
	       header_find(&letter->mail.header, "List-Unsubscribe", 0);
}

bool memo_of_letter(struct job *job, const struct letter *letter, struct memo *memo_r)
{
	struct memo memo = { .date_s = date_of(job, letter) };
	if (letter->mail.header.cut || !party_of_author(job, letter, &memo.from))
		return false;
	read_recipients(job, letter, &memo);
	memo.message_id = party_message_id(job, letter);
	memo.id_count = party_thread_ids(job, letter, &memo.ids);
	memo.delivered = !kept_by_author(letter->mail.header.bytes);
	memo.list = sender_is_list(letter);
	memo.automatic = is_automatic(job, letter);
	memo.habits[HABIT_MAILER] = mailer_of(job, letter);
	memo.habits[HABIT_ID] = id_shape(job, letter);
	memo.habits[HABIT_ZONE] = zone_of(job, letter);
	memo.habits[HABIT_ROUTE] = memo.list ? SPAN("") : memo_route(job, letter);
	*memo_r = memo;
	return true;
}

static void note_proof(struct memo *memo, const struct letter_proof *proof)
{
	memo->proof = proof->proof;
	if (proof->proof != PROOF_GIVEN)
		return;
	memo->proved_by = proof->by;
	if (idn_is_plain(proof->selector))
		memo->selector = proof->selector;
}

static struct span wallet_of(struct job *job, struct letter *letter)
{
	const struct wallets *w = letter_wallets(job, letter);
	if (!w->count)
		return SPAN("");
	struct span kept = wallet_kept(job->arena, &w->list[0]);
	return kept.n <= PEOPLE_VALUE_BYTES_MAX ? kept : SPAN("");
}

/* What a letter that was received tells beside its head. */
static void note_text(struct job *job, struct letter *letter, struct memo *memo)
{
	struct told told = { .count = 0 };
	memo->asks = letter_asks(job, letter);
	memo->habits[HABIT_WALLET] = wallet_of(job, letter);
	told_find(letter_text(job, letter), memo->from.name, &told);
	told_find(letter_html_text(job, letter), memo->from.name, &told);
	told_keep(job->arena, &told, memo);
}

bool memo_of_judged(struct job *job, struct memo *memo_r)
{
	const struct evidence *root = job->evidence;
	if (!root || root->kind != EV_MAIL || !root->parsed)
		return false;
	struct letter *letter = letter_of(root);
	if (!memo_of_letter(job, letter, memo_r))
		return false;
	/* the author's Date is the author's word; what is judged is heard of now */
	if (letter->envelope.came_s == INT64_MIN)
		memo_r->date_s = job->now_s;
	note_proof(memo_r, letter_proof(job, letter));
	note_text(job, letter, memo_r);
	return true;
}

/* --- many letters --- */

static void memory_is_spent(void *object)
{
	job_end(object, GAP_MEMORY);
}

struct take {
	void (*take)(void *state, const struct memo *memo);
	void *state;
};

static void learn_letter(
	struct job *job, struct span bytes, bool received, const struct take *to)
{
	struct memo memo;
	if (reader_mail.taste(span_take(bytes, 4096)) == 0)
		return;
	struct evidence *root = job_evidence(job, EV_MAIL, NULL, bytes, "mail");
	reader_mail.read(job, root);
	struct letter *letter = letter_of(root);
	if (!memo_of_letter(job, letter, &memo))
		return;
	if (received) {
		struct letter_proof proof = letter_proof_of_border(job, letter);
		note_proof(&memo, &proof);
		note_text(job, letter, &memo);
	}
	to->take(to->state, &memo);
}

static void learn_card(struct job *job, const struct vcard *card, const struct take *to)
{
	struct memo memo = { .date_s = INT64_MIN, .is_card = true };
	memo.to = arena_array(job->arena, card->email_count, sizeof(*memo.to));
	for (size_t i = 0; i < card->email_count; i++) {
		struct span email = card->emails[i];
		size_t at = span_rfind_byte(email, '@');
		if (at != SPAN_NONE && party_make(job->arena, span_take(email, at),
					       span_skip(email, at + 1), card->name,
					       &memo.to[memo.to_count]))
			memo.to_count++;
	}
	if (memo.to_count)
		to->take(to->state, &memo);
}

static void learn_cards(struct job *job, struct span bytes, const struct take *to)
{
	struct vcard_limits limits = { .lines_max = job->budget.card_lines,
		.emails_max = PEOPLE_PARTIES_MAX,
		.value_bytes_max = job->budget.card_value };
	struct vcard card;
	while (vcard_next(job->arena, &bytes, &limits, &card))
		learn_card(job, &card, to);
}

static void learn_item(
	struct job *job, unsigned kind, struct span bytes, const struct take *to)
{
	arena_on_full(job->arena, memory_is_spent, job);
	if (setjmp(job->out) == 0) {
		if (kind == BATCH_CARDS)
			learn_cards(job, bytes, to);
		else
			learn_letter(job, bytes, kind == BATCH_RECEIVED, to);
	}
	arena_on_full(job->arena, NULL, NULL);
}

void memo_learn(struct job *job, struct span batch,
	void (*take_memo)(void *state, const struct memo *memo), void *state)
{
	struct take to = { take_memo, state };
	struct in in = { batch, false };
	struct arena *a = arena_create(job->budget.memory);
	while (in.rest.n && !in.broken) {
		struct job one = *job;
		unsigned kind = take_below(&in, 1, BATCH_KINDS);
		struct span bytes = take_span(&in, 4, SIZE_MAX);
		if (in.broken)
			break;
		one.arena = a;
		one.evidence_tail = &one.evidence;
		one.finding_tail = &one.findings;
		learn_item(&one, kind, bytes, &to);
		arena_reset(a);
	}
	arena_destroy(&a);
}
