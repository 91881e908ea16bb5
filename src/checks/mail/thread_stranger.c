/* mail.thread.stranger: the letter continues a conversation of the user, and its sender never
 * took part in it. Who reads a thief's way into one mailbox meets the other side here: the
 * Message-IDs are real, the person is new (SnatchCrypto, as reported in 2022, and every case
 * of a changed bank account).
 *
 * Takes part: whom the user wrote to in the thread, but not by answering an intruder; whom one
 * of those brought in, proved. A colleague of one who does is no stranger, and somebody whom
 * the user writes to elsewhere is a surprise but no stranger either. Bounces and answering machines speak for others,
 * as long as they only speak: anybody can write their marks.
 *
 * Variants: none, "automatic" (it says that a machine wrote it, and asks for nothing), "list"
 * (through a list that the user posts to: anybody answers there). */
#include "checks/mail/asks.h"
#include "checks/mail/known.h"

static bool speaks_for_others(struct job *job, const struct letter *letter)
{
	return sender_is_automatic(job, letter) ||
	       (letter->envelope.has_mail_from && letter->envelope.mail_from.n == 0);
}

static const char *variant_of(const struct known *k)
{
	if (known_list(k) == LIST_KNOWN)
		return "list";
	bool quiet = !(letter_asks(k->job, k->letter) & (ASKS_GRAVE | ASK_FILE)) &&
		     !k->letter->text_cut;
	return quiet && speaks_for_others(k->job, k->letter) ? "automatic" : NULL;
}

static bool is_stranger(const struct known *k)
{
	const struct thread_facts *t = &k->a->thread;
	return t->known > 0 && t->member_count > 0 && !t->has_sender && !k->a->is_me &&
	       !(t->has_org && !sender_is_freemail(k->author->org)) &&
	       known_standing(k, &k->a->person) < STANDING_WRITTEN_TO;
}

static struct span members(const struct known *k)
{
	struct text t;
	text_init(&t, k->job->arena, 800);
	for (size_t i = 0; i < k->a->thread.member_count; i++) {
		text_add_cstr(&t, i ? ", " : "");
		text_add(&t, k->a->thread.members[i]);
	}
	return text_span(&t);
}

static void run(struct job *job, const struct evidence *on)
{
	struct known k;
	if (!known_begin(job, on, &k))
		return;
	if (is_stranger(&k) && known_list(&k) == LIST_UNSURE) {
		job_unknown(job, on, GAP_NO_CLIENT);
		return;
	}
	if (!is_stranger(&k)) {
		sender_nothing(job, on);
		return;
	}
	if (known_is_allowed(&k, k.a->thread.members[0]))
		return;
	struct finding *f =
		job_hit(job, sender_field(job, on, "From", 0), variant_of(&k));
	finding_text(f, "new", known_author_address(&k));
	finding_text(f, "names", members(&k));
}

const struct check check_mail_thread_stranger = {
	.code = "mail.thread.stranger",
	.title = "A stranger continues your conversation",
	.on = EV_MAIL,
	.needs = NEED_PEOPLE,
	.run = run,
};
