/* mail.first: the user never wrote to this address. That is information and no sign of
 * anything: some letter in ten is one. It is what the rules of silence call first contact,
 * under which two weak signs of different kinds may speak. */
#include "checks/mail/known.h"

static void run(struct job *job, const struct evidence *on)
{
	struct known k;
	if (!known_begin(job, on, &k))
		return;
	if (k.a->is_me || known_standing(&k, &k.a->person) != STANDING_NONE) {
		job_clear(job, on, k.a->is_me ? "you" : NULL);
		return;
	}
	struct finding *f = job_hit(job, sender_field(job, on, "From", 0), NULL);
	finding_text(f, "address", known_author_address(&k));
}

const struct check check_mail_first = {
	.code = "mail.first",
	.title = "You have never written to this address",
	.on = EV_MAIL,
	.needs = NEED_PEOPLE,
	.run = run,
};
