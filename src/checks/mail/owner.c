/* mail.owner: the owner of the author's domain does not keep others from using its name (no
 * DMARC record, or one that asks for nothing), and nothing proves this letter either. Half of
 * the world is so: information, that answers "can I be sure who wrote this?" with no. */
#include "checks/mail/proof.h"
#include "checks/mail/sender.h"

static void run(struct job *job, const struct evidence *on)
{
	struct letter *letter = letter_of(on);
	const struct dmarc_outcome *dmarc = letter_dmarc(job, letter);
	const struct letter_proof *proof = letter_proof(job, letter);
	if (proof->proof == PROOF_UNKNOWN && !proof->changed_on_way) {
		job_unknown(job, on, proof->gap == GAP_NONE ? GAP_UNTRUSTED : proof->gap);
		return;
	}
	bool open = dmarc->result == DMARC_NONE ||
		    (dmarc->result == DMARC_FAIL && dmarc->policy == DMARC_POLICY_NONE);
	if (proof->proof != PROOF_LACKING || !open) {
		sender_nothing(job, on);
		return;
	}
	struct finding *f = job_hit(job, on, NULL);
	finding_text(f, "domain", dmarc->author_domain);
}

const struct check check_mail_owner = {
	.code = "mail.owner",
	.title = "Nobody keeps others from using this domain's name",
	.on = EV_MAIL,
	.needs = NEED_DNS,
	.run = run,
};
