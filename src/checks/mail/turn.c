/* mail.turn: harmless first, barbed second. The first letters of a stranger asked for
 * nothing; days later the same address sends a file, a link or a demand. Patient thieves work
 * so (JCSA-20240502-001: a bland first mail, then document or link); so do honest strangers,
 * so it says much only where what is asked is grave.
 *
 * Variants: none (a link or a document), "grave" (a program, a locked file, a command, a
 * secret, money). */
#include "checks/mail/asks.h"
#include "checks/mail/known.h"

enum { FRESH_DAYS = 14 };

static bool was_harmless(const struct known *k)
{
	const struct heard *h = &k->a->heard;
	return h->count > 0 && h->barbed == 0 &&
	       k->job->now_s - h->first_s <= (int64_t)FRESH_DAYS * 86400;
}

static void run(struct job *job, const struct evidence *on)
{
	struct known k;
	if (!known_begin(job, on, &k))
		return;
	bool fresh = was_harmless(&k) && !k.a->is_me && known_list(&k) != LIST_KNOWN &&
		     known_standing(&k, &k.a->person) < STANDING_ESTABLISHED;
	unsigned asks = fresh ? letter_asks(job, k.letter) & ASKS_BARBED : 0;
	if (fresh && !(asks & ASKS_GRAVE) && k.letter->text_cut) {
		job_unknown(job, on, GAP_LIMIT);
		return;
	}
	if (!asks) {
		sender_nothing(job, on);
		return;
	}
	if (known_is_allowed(&k, k.author->domain))
		return;
	struct finding *f = job_hit(job, on, asks & ASKS_GRAVE ? "grave" : NULL);
	finding_text(f, "address", known_author_address(&k));
	finding_number(f, "count", (int64_t)k.a->heard.count);
}

const struct check check_mail_turn = {
	.code = "mail.turn",
	.title = "The first letters asked for nothing, this one does",
	.on = EV_MAIL,
	.needs = NEED_PEOPLE,
	.run = run,
};
