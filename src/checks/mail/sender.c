/* What the checks of the sender line share: the fields as evidence, their addresses, and
 * how to say that nothing was found without saying too much. */
#include "checks/mail/sender.h"

#include "base/text.h"

enum { ADDRESS_TEXT_MAX = 1024 };

/* A header that ends in an empty line was read to its end, whatever was cut behind it. */
bool sender_header_whole(const struct evidence *on)
{
	return !letter_of(on)->from_cut;
}

void sender_nothing(struct job *job, const struct evidence *on)
{
	if (sender_header_whole(on))
		job_clear(job, on, NULL);
	else
		job_unknown(job, on, GAP_LIMIT);
}

const struct evidence *sender_field(
	struct job *job, const struct evidence *on, const char *name, size_t nth)
{
	const struct header_field *field =
		header_find(&letter_of(on)->mail.header, name, nth);
	if (!field)
		return on;
	const char *path =
		nth == 0 ? arena_printf(job->arena, "mail/header/%s", name)
			 : arena_printf(job->arena, "mail/header/%s[%zu]", name, nth + 1);
	for (struct evidence *e = job->evidence; e; e = e->next)
		if (e->kind == EV_HEADER && e->bytes.p == field->raw.p)
			return e;
	struct evidence *e = job_evidence(job, EV_HEADER, on, field->raw, path);
	e->parsed = field;
	return e;
}

struct address_list sender_addresses(
	struct job *job, const struct letter *letter, const char *name)
{
	struct address_list all = { 0 }, one;
	size_t capacity = 0, max = job->budget.recipients;
	const struct header *header = &letter->mail.header;
	for (size_t i = 0; i < header->count; i++) {
		if (all.count >= max ||
			!span_equal_nocase(header->fields[i].name, span_from_cstr(name)))
			continue;
		address_list_parse(
			job->arena, header->fields[i].value, max - all.count, &one);
		for (size_t k = 0; k < one.count; k++) {
			all.list = arena_grow(job->arena, all.list, all.count, &capacity,
				sizeof(*all.list));
			all.list[all.count++] = one.list[k];
		}
	}
	return all;
}

struct span sender_value(struct job *job, const struct letter *letter, const char *name)
{
	const struct header_field *field = header_find(&letter->mail.header, name, 0);
	return field ? header_unfold(job->arena, field->value) : SPAN("");
}

struct span sender_address(struct job *job, const struct address *address)
{
	struct text t;
	text_init(&t, job->arena, ADDRESS_TEXT_MAX);
	text_add(&t, address->local);
	text_add_byte(&t, '@');
	text_add(&t, address->domain);
	return text_span(&t);
}

bool sender_same_mailbox(const struct address *a, const struct address *b)
{
	return span_equal_nocase(a->local, b->local) &&
	       span_equal_nocase(a->domain, b->domain);
}

bool sender_is_list(const struct letter *letter)
{
	const struct header *header = &letter->mail.header;
	return header_find(header, "List-Post", 0) || header_find(header, "List-Id", 0);
}

bool sender_is_munged(struct job *job, const struct letter *letter)
{
	static const char *const fields[] = { "To", "Cc" };
	const struct address *from = letter->from.list;
	if (letter->from.count != 1 ||
		span_find_nocase(from->name, SPAN(" via ")) == SPAN_NONE)
		return false;
	for (size_t i = 0; i < sizeof(fields) / sizeof(*fields); i++) {
		struct address_list list = sender_addresses(job, letter, fields[i]);
		for (size_t k = 0; k < list.count; k++)
			if (sender_same_mailbox(from, &list.list[k]))
				return true;
	}
	return false;
}

bool sender_is_automatic(struct job *job, const struct letter *letter)
{
	struct span how = sender_value(job, letter, "Auto-Submitted");
	struct span precedence = sender_value(job, letter, "Precedence");
	return (how.n && !span_equal_nocase(how, SPAN("no"))) ||
	       span_equal_nocase(precedence, SPAN("auto_reply")) ||
	       header_find(&letter->mail.header, "X-Autoreply", 0) ||
	       header_find(&letter->mail.header, "X-Autorespond", 0);
}

void sender_judge_each(struct job *job, const struct evidence *on, sender_judge *judge)
{
	const struct letter *letter = letter_of(on);
	enum sender_sight worst = SENDER_CLEAN;
	size_t count = letter->from.count;
	if (count > job->budget.authors) {
		count = job->budget.authors;
		worst = SENDER_LIMIT;
	}
	for (size_t i = 0; i < count; i++) {
		enum sender_sight sight = judge(job, on, &letter->from.list[i]);
		worst = sight > worst ? sight : worst;
	}
	if (worst == SENDER_LIMIT)
		job_unknown(job, on, GAP_LIMIT);
	else if (worst == SENDER_CLEAN)
		sender_nothing(job, on);
}
