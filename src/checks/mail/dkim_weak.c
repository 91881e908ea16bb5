/* mail.dkim.weak: signatures whose key or hash an attacker could break. RFC 8301 refuses
 * RSA under 1024 bits and SHA-1, so such a signature proves nothing here either; that it is
 * still in use is a fact about the sender's care. 1024 bits are allowed and short. */
#include "checks/mail/letter.h"

enum { RSA_BITS_GOOD = 2048 };

static bool is_rsa(const struct dkim_signature *s)
{
	return span_starts_with(s->algorithm, SPAN("rsa-"));
}

/* The variant of a hit, "" for the hit itself, NULL for none. */
static const char *weakness(const struct dkim_signature *s)
{
	if (s->why == DKIM_WHY_KEY_WEAK)
		return "";
	if (span_equal(s->algorithm, SPAN("rsa-sha1")))
		return "sha1";
	return is_rsa(s) && s->key_bits && s->key_bits < RSA_BITS_GOOD ? "short" : NULL;
}

static void run(struct job *job, const struct evidence *on)
{
	const struct dkim_report *report = letter_dkim(job, letter_of(on));
	size_t said = 0;
	for (size_t i = 0; i < report->count; i++) {
		const struct dkim_signature *s = &report->signatures[i];
		const char *variant = weakness(s);
		struct finding *f;
		if (variant)
			f = job_hit(job, on, variant[0] ? variant : NULL);
		else if (s->result == DKIM_TEMPERROR)
			f = job_unknown(job, on, s->gap);
		else
			continue;
		finding_text(f, "domain", s->domain);
		finding_number(f, "bits", s->key_bits);
		said++;
	}
	if (said == 0)
		job_clear(job, on, NULL);
}

const struct check check_mail_dkim_weak = {
	.code = "mail.dkim.weak",
	.title = "A signature that others could make too",
	.on = EV_MAIL,
	.run = run,
};
