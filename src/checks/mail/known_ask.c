/* mail.known.ask: somebody the user knows asks for what they never asked before: to run
 * something, to open a locked file or a program, for a secret, for money. The letter may well
 * come from that person's own account; accounts get stolen (the pattern of 2025 on Telegram
 * and mail alike). Proof of the domain lifts nothing here.
 *
 * Said only of established people whose letters are known (three or more), and not through a list that the
 * user posts to. */
#include "checks/mail/asks.h"
#include "checks/mail/known.h"

enum { LETTERS_MIN = 3 };

static const char *name_of(unsigned asks)
{
	static const struct {
		unsigned bit;
		const char *name;
	} names[] = { { ASK_RUN, "run" }, { ASK_SECRET, "secret" },
		{ ASK_PROGRAM, "program" }, { ASK_LOCKED, "locked" },
		{ ASK_PAY, "pay" } };
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (asks & names[i].bit)
			return names[i].name;
	return NULL;
}

static void run(struct job *job, const struct evidence *on)
{
	struct known k;
	if (!known_begin(job, on, &k))
		return;
	bool usual = k.a->heard.count < LETTERS_MIN || k.a->heard.grave > 0 ||
		     k.a->is_me || known_list(&k) == LIST_KNOWN ||
		     known_standing(&k, &k.a->person) != STANDING_ESTABLISHED;
	unsigned asks = usual ? 0 : letter_asks(job, k.letter) & ASKS_GRAVE;
	if (!asks) {
		if (!usual && k.letter->text_cut)
			job_unknown(job, on, GAP_LIMIT);
		else
			sender_nothing(job, on);
		return;
	}
	if (known_is_allowed(&k, k.author->domain))
		return;
	struct finding *f = job_hit(job, on, name_of(asks));
	finding_text(f, "address", known_author_address(&k));
}

const struct check check_mail_known_ask = {
	.code = "mail.known.ask",
	.title = "Somebody you know asks what they never asked",
	.on = EV_MAIL,
	.needs = NEED_PEOPLE,
	.run = run,
};
