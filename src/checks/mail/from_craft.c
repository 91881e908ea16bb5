/* mail.from.craft: a sender's address built so that one program reads one address in it
 * and another program another one ("Composition Kills", USENIX Security 2020; "Weak Links",
 * 2020). The variant names the form; the table has the most telling first, and an address
 * makes one finding.
 *
 * Not judged: quoted local parts as such, and display names, which have their own checks. */
#include "checks/mail/sender.h"

static const struct form {
	unsigned oddity;
	const char *variant;
} forms[] = {
	{ ADDRESS_HAS_ENCODED_WORD, "encoded" }, /* =?utf-8?b?...?=@example.com */
	{ ADDRESS_HAS_MANY_ANGLES, "angles" },	 /* <a@b> <c@d> */
	{ ADDRESS_HAS_MANY_ATS, "ats" },	 /* a@b@c */
	{ ADDRESS_HAS_ROUTE, "route" },		 /* <@a:b@c> */
	{ ADDRESS_HAS_QUOTED_AT, "quoted" },	 /* "a@b"@c */
	{ ADDRESS_HAS_COMMENT, "comment" },	 /* a(comment)@b */
	{ ADDRESS_HAS_SPACE, "space" },		 /* <a@b > */
	{ ADDRESS_HAS_OPEN_ANGLE, "open" },	 /* <a@b */
	{ ADDRESS_HAS_JUNK, "junk" },		 /* <a@b> c */
	{ ADDRESS_HAS_LITERAL, "literal" },	 /* a@[192.0.2.1] */
};

/* True when all "<...>" of the mailbox hold its one address: said twice, not disguised. */
static bool angles_agree(struct job *job, const struct address *a)
{
	struct span address = sender_address(job, a), rest = a->raw;
	size_t at;
	while ((at = span_find_byte(rest, '<')) != SPAN_NONE) {
		rest = span_skip(rest, at + 1);
		size_t end = span_find_byte(rest, '>');
		struct span inner = span_trim(span_take(rest, end));
		if (!span_equal_nocase(inner, address))
			return false;
		rest = span_skip(rest, end);
	}
	return true;
}

/* "<a@b >": the grammar lets it pass, and only bulk mailers of thieves write it. */
static bool is_padded(const struct address *a)
{
	return span_find(a->raw, SPAN(" >")) != SPAN_NONE ||
	       span_find(a->raw, SPAN("< ")) != SPAN_NONE;
}

static const char *variant_of(
	struct job *job, const struct address *a, const struct form *form)
{
	if (form->oddity == ADDRESS_HAS_MANY_ANGLES && angles_agree(job, a))
		return "twice";
	return form->variant;
}

static enum sender_sight judge(
	struct job *job, const struct evidence *on, const struct address *a)
{
	unsigned oddities = a->oddities | (is_padded(a) ? ADDRESS_HAS_SPACE : 0);
	for (size_t i = 0; a->domain.n && i < sizeof(forms) / sizeof(*forms); i++) {
		if (!(oddities & forms[i].oddity))
			continue;
		struct finding *f = job_hit(job, sender_field(job, on, "From", 0),
			variant_of(job, a, &forms[i]));
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

const struct check check_mail_from_craft = {
	.code = "mail.from.craft",
	.title = "The sender line is built to be read in two ways",
	.on = EV_MAIL,
	.run = run,
};
