/* mail.from.bytes: a sender's address with bytes in it that no address may hold. Programs
 * stop at them, drop them or show nothing in their place, each in its own way, so that one
 * checks an address and another shows a different one. UTF-8 is allowed (RFC 6532).
 *
 * Variants name the byte: "nul", "control", "8bit" (a byte of 0x80 or above, no UTF-8). */
#include "checks/mail/sender.h"

static const struct {
	unsigned oddity;
	const char *variant;
} forms[] = {
	{ ADDRESS_HAS_NUL, "nul" },
	{ ADDRESS_HAS_CONTROL, "control" },
	{ ADDRESS_HAS_8BIT, "8bit" },
};

static enum sender_sight judge(
	struct job *job, const struct evidence *on, const struct address *a)
{
	for (size_t i = 0; i < sizeof(forms) / sizeof(*forms); i++) {
		if (!(a->oddities & forms[i].oddity))
			continue;
		struct finding *f =
			job_hit(job, sender_field(job, on, "From", 0), forms[i].variant);
		finding_text(f, "from", a->raw);
		finding_text(f, "address", sender_address(job, a));
		return SENDER_HIT;
	}
	return SENDER_CLEAN;
}

static void run(struct job *job, const struct evidence *on)
{
	sender_judge_each(job, on, judge);
}

const struct check check_mail_from_bytes = {
	.code = "mail.from.bytes",
	.title = "The sender's address holds forbidden bytes",
	.on = EV_MAIL,
	.run = run,
};
