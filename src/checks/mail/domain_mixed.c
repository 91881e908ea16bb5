/* mail.domain.mixed: a sender's domain whose letters are not what they look like: two
 * alphabets in one label, characters that show nothing, or styled letters that only look
 * like a-z. Judged label by label as UTS 39 section 5.2 (Highly Restrictive), on what
 * people are shown: A-labels are decoded first.
 *
 * Variants: none (mixed), "hidden", "styled", "disallowed" (no name by IDNA, as emoji are, or
 * signs that no mail domain has, at which programs stop or go on: "bank.example(.x.example").
 * A label in one script, whichever, is always fine; that it may look like somebody's name
 * is judged against the people one knows, not here. */
#include "base/utf8.h"
#include "checks/mail/sender.h"
#include "parse/idn.h"
#include "parse/spoof.h"

/* A label has at most 63 characters, so one with more marks is none. */
enum { LABEL_MARKS_MAX = 63 };

struct flaw {
	const char *variant; /* NULL: mixed */
	struct span label;
	const char *script, *other;
};

static bool label_has_flaw(struct span label, struct flaw *flaw_r)
{
	struct spoof_hidden hidden;
	struct spoof_mix mix;
	*flaw_r = (struct flaw){ .label = label, .script = "", .other = "" };
	if (spoof_find_hidden(label, LABEL_MARKS_MAX, &hidden) || hidden.limit) {
		flaw_r->variant = "hidden";
		return true;
	}
	if (spoof_is_styled(label)) {
		flaw_r->variant = "styled";
		return true;
	}
	if (!spoof_label_mixed(label, &mix))
		return false;
	flaw_r->script = mix.script;
	flaw_r->other = mix.other;
	return true;
}

static bool has_flaw(struct job *job, struct span domain, struct flaw *flaw_r)
{
	struct span shown, ascii, label;
	bool decoded = idn_to_unicode(job->arena, domain, &shown);
	/* What the sender wrote in letters is judged as written: mapping would tidy it. */
	struct span rest = utf8_has_8bit(domain) ? domain : shown;
	while (rest.p) {
		label = span_split(&rest, '.');
		if (utf8_has_8bit(label) && label_has_flaw(label, flaw_r))
			return true;
	}
	*flaw_r = (struct flaw){ "disallowed", domain, "", "" };
	if (!utf8_has_8bit(domain))
		return !decoded || !idn_is_plain(domain);
	return !idn_to_ascii(job->arena, domain, &ascii) || !idn_is_plain(ascii);
}

static bool is_plain(struct span domain)
{
	return idn_is_plain(domain) &&
	       span_find_nocase(domain, SPAN("xn--")) == SPAN_NONE;
}

static enum sender_sight judge(
	struct job *job, const struct evidence *on, const struct address *a)
{
	struct flaw flaw;
	if (is_plain(a->domain) || (a->oddities & ADDRESS_HAS_LITERAL) ||
		!utf8_is_valid(a->domain) || !has_flaw(job, a->domain, &flaw))
		return SENDER_CLEAN;
	struct finding *f = job_hit(job, sender_field(job, on, "From", 0), flaw.variant);
	finding_text(f, "domain", a->domain);
	finding_text(f, "label", flaw.label);
	finding_text(f, "script", span_from_cstr(flaw.script));
	finding_text(f, "other", span_from_cstr(flaw.other));
	return SENDER_HIT;
}

static void run(struct job *job, const struct evidence *on)
{
	sender_judge_each(job, on, judge);
}

const struct check check_mail_domain_mixed = {
	.code = "mail.domain.mixed",
	.title = "The sender's domain holds look-alike letters",
	.on = EV_MAIL,
	.run = run,
};
