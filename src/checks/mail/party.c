/* From a letter to what the memory is asked about it: its author in the form in which people
 * are compared, and the Message-IDs that tie letters into threads (RFC 5322 section 3.6.4). */
#include "checks/mail/party.h"

#include "checks/mail/sender.h"
#include "parse/word.h"

bool party_of_address(
	struct job *job, const struct address *address, struct party *party_r)
{
	return party_make(
		job->arena, address->local, address->domain, address->name, party_r);
}

/* --- Message-IDs --- */

/* Takes the next "<...>" off `*rest`. */
static bool next_id(struct span *rest, struct span *id_r)
{
	size_t open = span_find_byte(*rest, '<');
	if (open == SPAN_NONE)
		return false;
	*rest = span_skip(*rest, open + 1);
	size_t close = span_find_byte(*rest, '>');
	if (close == SPAN_NONE)
		return false;
	*id_r = span_trim(span_take(*rest, close));
	*rest = span_skip(*rest, close + 1);
	return true;
}

struct span party_message_id(struct job *job, const struct letter *letter)
{
	struct span value = sender_value(job, letter, "Message-ID"), id;
	return next_id(&value, &id) ? span_take(id, PEOPLE_ID_BYTES_MAX) : SPAN("");
}

static size_t add_id(struct span *ids, size_t count, struct span id)
{
	for (size_t i = 0; i < count; i++)
		if (span_equal(ids[i], id))
			return count;
	if (id.n == 0 || id.n > PEOPLE_ID_BYTES_MAX || count == PEOPLE_IDS_MAX)
		return count;
	ids[count] = id;
	return count + 1;
}

size_t party_thread_ids(struct job *job, const struct letter *letter, struct span **ids_r)
{
	struct span *ids = arena_array(job->arena, PEOPLE_IDS_MAX, sizeof(*ids)), id;
	struct span list[PEOPLE_IDS_MAX];
	size_t count = 0, n = 0;
	struct span rest = sender_value(job, letter, "In-Reply-To");
	while (count < PEOPLE_IDS_MAX && next_id(&rest, &id))
		count = add_id(ids, count, id);
	/* the last of References is the nearest: a ring keeps the last ones */
	rest = sender_value(job, letter, "References");
	while (next_id(&rest, &id))
		list[n++ % PEOPLE_IDS_MAX] = id;
	for (size_t i = 0; i < n && i < PEOPLE_IDS_MAX; i++)
		count = add_id(ids, count, list[(n - 1 - i) % PEOPLE_IDS_MAX]);
	*ids_r = ids;
	return count;
}

/* --- the author --- */

static void add_name(struct job *job, const struct address *a, struct text *name)
{
	struct span shown = a->name.n ? a->name : a->domain.n ? SPAN("") : a->raw;
	if (shown.n == 0)
		return;
	text_add_cstr(name, name->n ? " " : "");
	text_add(name, a->name.n ? shown : word_decode(job->arena, shown, NULL));
}

/* The one mailbox that From names. A comma in a name without quotes makes entries without an
 * address of its pieces, which readers see as the name: so they are taken, or one comma would
 * make everybody nobody. */
bool party_of_author(struct job *job, const struct letter *letter, struct party *party_r)
{
	enum { NAME_BYTES_MAX = 400 };
	struct address author = { .local = SPAN("") };
	struct text name;
	text_init(&name, job->arena, NAME_BYTES_MAX);
	for (size_t i = 0; i < letter->from.count; i++) {
		const struct address *a = &letter->from.list[i];
		if (a->domain.n && author.domain.n) {
			if (!sender_same_mailbox(a, &author))
				return false;
			continue;
		}
		add_name(job, a, &name);
		if (a->domain.n)
			author = *a;
	}
	author.name = text_span(&name);
	return author.domain.n && party_of_address(job, &author, party_r);
}

const struct people_answer *letter_people(struct job *job, struct letter *letter)
{
	static const struct people_answer nobody = { .status = PEOPLE_NONE };
	struct people_question q = { .message_id = SPAN("") };
	if (letter->people)
		return letter->people;
	letter->people = &nobody;
	if (!job_has_people(job) || !party_of_author(job, letter, &letter->author))
		return letter->people;
	q.who = letter->author;
	q.message_id = party_message_id(job, letter);
	q.id_count = party_thread_ids(job, letter, &q.ids);
	letter->people = ask_people(job, &q);
	return letter->people;
}
