/* mail.dmarc: whether the owner of the author's domain sent this, as RFC 9989 tells it.
 *
 * What this program verified comes first. Where it could not (no network, no connecting
 * address, a key out of reach), the user's border may have: its recorded result is then
 * taken, and a "pass" also stands where the author's signature is there but its key is gone
 * or its body was changed since - the border saw the letter before we did.
 *
 * A letter that fails is not always forged. A mailing list that adds its footer breaks the
 * author's signature: with a list's mark in the header, and the signature still holding over
 * that header (which only the author's key can do), the letter is "list" and no alarm. A
 * relay whom the settings trust as sealer, and that recorded a pass, makes it "sealed". And
 * a letter out of an old mailbox fails because keys and servers changed since: unknown. */
#include "checks/mail/border.h"

const struct dmarc_outcome *letter_dmarc(struct job *job, struct letter *letter)
{
	if (letter->dmarc)
		return letter->dmarc;
	struct dmarc_outcome *o = arena_new(job->arena, struct dmarc_outcome);
	struct span author = border_author(job, letter);
	dmarc_announce(job, author);
	const struct spf_outcome *spf = letter_spf(job, letter);
	const struct dkim_report *dkim = letter_dkim(job, letter);
	*o = dmarc_check(job, author, spf, dkim);
	letter->dmarc = o;
	return o;
}

/* What the check goes by. */
struct view {
	struct job *job;
	const struct evidence *on;
	struct letter *letter;
	const struct dmarc_outcome *dmarc;
	struct border_dmarc border;
};

static struct finding *with_domain(struct finding *f, const struct view *v)
{
	return finding_text(f, "domain", v->dmarc->author_domain);
}

/* False when all that proves it is a signature with text added behind the signed part. */
static bool is_wholly_proved(const struct view *v)
{
	const struct dkim_report *dkim = v->letter->dkim;
	if (v->dmarc->spf_aligned)
		return true;
	for (size_t i = 0; i < dkim->count; i++) {
		const struct dkim_signature *s = &dkim->signatures[i];
		if (s->result == DKIM_PASS && s->body_signed == s->body_bytes &&
			span_equal_nocase(s->domain, v->dmarc->proved_by))
			return true;
	}
	return false;
}

static void say_proved(const struct view *v)
{
	struct finding *f = job_clear(
		v->job, v->on, is_wholly_proved(v) ? "proved" : "proved-in-part");
	finding_text(f, "domain", v->dmarc->proved_by);
	finding_text(f, "author", v->dmarc->author_domain);
	finding_text(f, "how", v->dmarc->dkim_aligned ? SPAN("dkim") : SPAN("spf"));
}

static bool is_list_mail(const struct letter *letter)
{
	const struct header *h = &letter->mail.header;
	const struct header_field *precedence = header_find(h, "Precedence", 0);
	return header_count(h, "List-Id") > 0 ||
	       (precedence &&
		       span_equal_nocase(span_trim(precedence->value), SPAN("list")));
}

static bool a_list_broke_it(const struct view *v)
{
	const struct dkim_signature *s = v->dmarc->broken;
	return s && s->why == DKIM_WHY_BODY && s->header_intact &&
	       is_list_mail(v->letter);
}

/* The border saw a signature that we can no longer verify. */
static bool border_saw_more(const struct view *v)
{
	const struct dkim_signature *s = v->dmarc->broken;
	return v->border.word == BORDER_PASS && s &&
	       (s->why == DKIM_WHY_BODY || s->why == DKIM_WHY_KEY_NONE ||
		       s->why == DKIM_WHY_KEY_REVOKED);
}

static void say_border_passed(const struct view *v)
{
	finding_text(with_domain(job_clear(v->job, v->on, "border"), v), "authserv",
		v->border.authserv_id);
}

/* The newest of the trusted relays' words about the author, who must be named in it. */
static const struct arc_set *trusted_seal(const struct view *v)
{
	const struct arc_report *arc = letter_arc(v->job, v->letter);
	size_t trusted = arc_trusted_sets(v->job, arc);
	for (size_t i = 0; i < trusted; i++) {
		const struct arc_set *set = &arc->sets[arc->count - 1 - i];
		const struct authres_clause *c =
			results_dmarc(v->job, &set->authres, v->dmarc->author_domain);
		if (c && span_equal(c->result, SPAN("pass")) &&
			authres_property(c, "header", "from").n)
			return set;
	}
	return NULL;
}

static bool say_sealed(const struct view *v)
{
	const struct arc_set *set = trusted_seal(v);
	if (!set)
		return false;
	finding_text(with_domain(job_clear(v->job, v->on, "sealed"), v), "sealer",
		set->seal_domain);
	return true;
}

static void say_failed(const struct view *v)
{
	static const char *const variants[] = { "fail", "quarantine", "reject" };
	bool list = a_list_broke_it(v);
	struct finding *f =
		job_hit(v->job, v->on, list ? "list" : variants[v->dmarc->policy]);
	with_domain(f, v);
	finding_text(f, "policy", span_from_cstr(dmarc_policy_name(v->dmarc->policy)));
	finding_text(f, "at", v->dmarc->policy_domain);
}

/* Not decided here: does the border know? With a policy of enforcement in DNS, or in the
 * border's own words, its "fail" weighs as ours would. */
static void say_unknown(const struct view *v, enum gap gap)
{
	bool enforced = v->border.enforced || v->dmarc->policy != DMARC_POLICY_NONE;
	if (v->border.word == BORDER_PASS)
		say_border_passed(v);
	else if (v->border.word == BORDER_FAIL)
		finding_text(
			with_domain(job_hit(v->job, v->on,
					    enforced ? "border-reject" : "border-fail"),
				v),
			"authserv", v->border.authserv_id);
	else if (!say_sealed(v))
		job_unknown(v->job, v->on, gap);
	/* How much the border's "fail" weighs, the owner's policy would have told. */
	if (v->border.word == BORDER_FAIL && !enforced)
		job_unknown(v->job, v->on, gap);
}

static void judge(const struct view *v)
{
	if (v->dmarc->proved_by.n) {
		say_proved(v);
		return;
	}
	switch (v->dmarc->result) {
	case DMARC_PASS:
	case DMARC_NONE: with_domain(job_clear(v->job, v->on, "none"), v); break;
	case DMARC_FAIL:
		if (border_saw_more(v))
			say_border_passed(v);
		else if (letter_is_old(v->job, v->letter))
			say_unknown(v, GAP_OLD);
		else if (!say_sealed(v))
			say_failed(v);
		break;
	case DMARC_TEMPERROR:
	case DMARC_UNKNOWN: say_unknown(v, v->dmarc->gap); break;
	case DMARC_PERMERROR:
		job_unknown(
			v->job, v->on, v->letter->from_cut ? GAP_LIMIT : GAP_UNREADABLE);
		break;
	}
}

static void run(struct job *job, const struct evidence *on)
{
	struct view v = { .job = job, .on = on, .letter = letter_of(on) };
	struct border border = border_read(job, v.letter);
	v.dmarc = letter_dmarc(job, v.letter);
	v.border = border_dmarc(job, &border, v.dmarc->author_domain);
	judge(&v);
}

const struct check check_mail_dmarc = {
	.code = "mail.dmarc",
	.title = "Whether the domain's owner sent this letter",
	.on = EV_MAIL,
	.run = run,
};
