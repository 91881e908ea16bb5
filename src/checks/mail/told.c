/* mail.told: somebody of this name said in another letter or conversation that they have another
 * account than the one that this letter comes from, or than the one that it names. Thieves take
 * a name on one network and write under it on the next; honest people change their mailbox, too,
 * so it accuses nobody alone. It is not asked of those whom the user writes to: what strangers
 * say under their name must not be held against them. */
#include "checks/mail/told.h"

#include "checks/mail/known.h"
#include "checks/mail/readable.h"
#include "checks/mail/sender.h"
#include "parse/suffix.h"

static bool is_in(const struct told *told, const struct account *account)
{
	for (size_t i = 0; i < told->count; i++)
		if (told->list[i].channel == account->channel &&
			span_equal_nocase(told->list[i].name, account->name))
			return true;
	return false;
}

void told_find(struct span text, struct span writer, struct told *told)
{
	struct account account;
	while (told->count < TOLD_MAX && account_next(&text, &account))
		if (account_bears(&account, writer) && !is_in(told, &account))
			told->list[told->count++] = account;
}

void told_keep(struct arena *a, const struct told *told, struct memo *memo)
{
	for (size_t i = told->count; i-- > 0;) {
		const struct account *t = &told->list[i];
		struct span name = arena_lower(a, t->name);
		if (t->channel == ACCOUNT_MAIL)
			memo->habits[HABIT_MAILBOX] = name;
		else
			memo->habits[HABIT_HANDLE] = span_from_cstr(arena_printf(a,
				"%s:%.*s", account_channel_name(t->channel),
				SPAN_ARG(name)));
	}
}

bool told_mailboxes_differ(struct arena *a, struct span one, struct span other)
{
	struct span domain = span_skip(one, span_find_byte(one, '@') + 1);
	struct span of_other = span_skip(other, span_find_byte(other, '@') + 1);
	if (sender_is_freemail(domain) || sender_is_freemail(of_other))
		return !span_equal_nocase(one, other);
	return !suffix_same_organization(a, domain, of_other);
}

/* The account that is kept as `value`. */
static struct account account_of(const struct habit *habit)
{
	struct span name = habit->value;
	if (habit->kind == HABIT_MAILBOX)
		return (struct account){ ACCOUNT_MAIL, name };
	struct span channel = span_split(&name, ':');
	return (struct account){ account_channel_of(channel), name };
}

static bool differs(
	struct job *job, const struct account *told, const struct account *seen)
{
	if (seen->channel == ACCOUNT_MAIL)
		return told_mailboxes_differ(job->arena, told->name, seen->name);
	return !span_equal_nocase(told->name, seen->name);
}

struct span told_differently(
	struct job *job, const struct people_answer *answer, const struct account *seen)
{
	struct span other = SPAN("");
	for (size_t i = 0; i < answer->told_count; i++) {
		struct account told = account_of(&answer->told[i]);
		if (told.channel != seen->channel || !told.name.n)
			continue;
		if (!differs(job, &told, seen))
			return SPAN("");
		if (!other.n)
			other = told.name;
	}
	return other;
}

/* --- the check --- */

/* The letter's own address first, then what it names. */
static void accounts_of(const struct known *k, struct told *told)
{
	told->list[told->count++] =
		(struct account){ ACCOUNT_MAIL, known_author_address(k) };
	told_find(letter_text(k->job, k->letter), k->author->name, told);
	told_find(letter_html_text(k->job, k->letter), k->author->name, told);
}

static void run(struct job *job, const struct evidence *on)
{
	struct known k;
	struct told told = { .count = 0 };
	if (!known_begin(job, on, &k))
		return;
	if (k.a->told_count && !acquaintance_is_established(&k.a->person, job->now_s))
		accounts_of(&k, &told);
	for (size_t i = 0; i < told.count; i++) {
		struct span other = told_differently(job, k.a, &told.list[i]);
		if (!other.n || known_is_allowed(&k, other))
			continue;
		struct finding *f = job_hit(job, on, NULL);
		finding_text(f, "name", k.author->name);
		finding_text(f, "account", told.list[i].name);
		finding_text(f, "other", other);
		return;
	}
	sender_nothing(job, on);
}

const struct check check_mail_told = {
	.code = "mail.told",
	.title = "Another account than somebody of this name said they have",
	.on = EV_MAIL,
	.run = run,
};
