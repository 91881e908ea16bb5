/* What the user does with the memory by hand: look at it, forget, allow, take it elsewhere.
 * Only this file and learn.c change what makes an acquaintance. */
#include <errno.h>

#include "parse/idn.h"
#include "people/inside.h"

/* --- looking --- */

int people_list(struct people *people, struct span like, people_each *each, void *state,
	struct err *err_r)
{
	int r = people_settle(people, err_r);
	if (r == 0)
		r = db_run(people->db, LIST_PERSONS, err_r, "");
	while (r == 0 && (r = db_next(people->db, err_r)) == 1) {
		struct acquaintance who = people_row(people->db);
		bool wanted = like.n == 0 ||
			      span_find_nocase(who.address, like) != SPAN_NONE ||
			      span_find_nocase(who.name, like) != SPAN_NONE;
		r = wanted ? each(state, &who) : 0;
	}
	db_end(people->db);
	return r;
}

/* "local@domain", or a domain alone, as the user writes it. What is no address is nobody's. */
static struct party party_of(struct people *p, struct span address)
{
	struct party party = { .local = SPAN("") };
	struct span text = span_trim(address), ascii;
	size_t at = span_rfind_byte(text, '@');
	if (at != SPAN_NONE)
		party_make(p->scratch, span_take(text, at), span_skip(text, at + 1),
			SPAN(""), &party);
	else if (idn_to_ascii(p->scratch, text, &ascii))
		party.domain = party.org = ascii;
	return party;
}

int people_find(struct people *people, struct arena *a, struct span address,
	struct people_about *about_r, struct err *err_r)
{
	struct people_question q = { .who = party_of(people, address) };
	people_answer(people, a, &q, &about_r->facts);
	arena_reset(people->scratch);
	about_r->person = about_r->facts.person;
	if (about_r->facts.status != PEOPLE_OK)
		return err_set(err_r, EIO, "%s", people_trouble(people));
	if (about_r->person.sent == 0 && !about_r->person.in_book)
		return err_set(
			err_r, ENOENT, "you never wrote to %.*s", SPAN_ARG(address));
	return 0;
}

/* --- forgetting --- */

struct victim {
	int64_t id, org;
};

static int find_victims(struct people *p, const struct party *party,
	struct victim **list_r, size_t *count_r, struct err *err_r)
{
	size_t capacity = 0;
	int64_t id =
		party->local.n ? people_address_id(p, party->local, party->domain) : 0;
	int64_t org = party->local.n ? 0 : people_id(p, ID_ORG, party->domain);
	int r = db_run(p->db, FIND_PERSONS, err_r, "ii", id, org);
	*list_r = NULL;
	*count_r = 0;
	while (r == 0 && (r = db_next(p->db, err_r)) == 1) {
		*list_r = arena_grow(
			p->scratch, *list_r, *count_r, &capacity, sizeof(**list_r));
		(*list_r)[(*count_r)++] =
			(struct victim){ db_number(p->db, 0), db_number(p->db, 1) };
		r = 0;
	}
	db_end(p->db);
	return r;
}

static int drop_org_if_empty(struct people *p, int64_t org, struct err *err_r)
{
	int64_t left = 1;
	int r = db_run(p->db, COUNT_OF_ORG, err_r, "i", org);
	if (r == 0 && (r = db_next(p->db, err_r)) == 1)
		left = db_number(p->db, 0);
	db_end(p->db);
	if (r < 0 || left)
		return r < 0 ? r : 0;
	r = db_do(p->db, DROP_NEAR, err_r, "i", org);
	return r < 0 ? r : db_do(p->db, DROP_ORG, err_r, "i", org);
}

static int drop(struct people *p, const struct victim *v, struct err *err_r)
{
	static const enum statement of_person[] = { DROP_PERSON, DROP_NAMES, DROP_HABITS,
		DROP_PROOFS, DROP_MEMBER };
	int r = db_do(p->db, DROP_WHO, err_r, "ii", v->id, (int64_t)0);
	for (size_t i = 0; i < sizeof(of_person) / sizeof(of_person[0]) && r == 0; i++)
		r = db_do(p->db, of_person[i], err_r, "i", v->id);
	if (r == 0)
		r = db_do(p->db, DROP_HEARD, err_r, "ii", v->id, (int64_t)0);
	return r < 0 ? r : drop_org_if_empty(p, v->org, err_r);
}

/* What is kept of those who were only heard or brought in. */
static int drop_strangers(struct people *p, const struct party *party, struct err *err_r)
{
	int64_t id =
		party->local.n ? people_address_id(p, party->local, party->domain) : 0;
	int64_t org = party->local.n ? 0 : people_id(p, ID_ORG, party->domain);
	static const enum statement of_one[] = { DROP_MEMBER, DROP_NAMES, DROP_HABITS },
				    of_org[] = { DROP_MEMBERS_OF_ORG, DROP_NAMES_OF_ORG,
					    DROP_HABITS_OF_ORG };
	int r = 0;
	for (size_t i = 0; i < sizeof(of_one) / sizeof(*of_one) && r == 0; i++)
		r = db_do(p->db, id ? of_one[i] : of_org[i], err_r, "i", id ? id : org);
	if (r == 0)
		r = db_do(p->db, DROP_WHO, err_r, "ii", id ? id : -1, org);
	return r < 0 ? r : db_do(p->db, DROP_HEARD, err_r, "ii", id, org);
}

/* Of "ann@example.com": she herself; of "example.com": whoever is of it. */
static bool is_of(struct span name, const struct party *party)
{
	size_t at = span_rfind_byte(name, '@');
	struct span domain = span_skip(name, at == SPAN_NONE ? 0 : at + 1);
	if (party->local.n)
		return at != SPAN_NONE && span_equal(domain, party->domain) &&
		       span_equal(span_take(name, at), party->local);
	size_t above = domain.n - party->domain.n;
	return span_ends_with(domain, party->domain) &&
	       (above == 0 || domain.p[above - 1] == '.');
}

struct allowed {
	struct span code, about, other;
};

static int drop_allowances(struct people *p, const struct party *party, struct err *err_r)
{
	struct allowed *list = NULL;
	size_t count = 0, capacity = 0;
	int r = db_run(p->db, LIST_ALLOWED, err_r, "");
	while (r == 0 && (r = db_next(p->db, err_r)) == 1) {
		struct span about = db_text(p->db, 1), other = db_text(p->db, 2);
		r = 0;
		if (!is_of(about, party) && !is_of(other, party))
			continue;
		list = arena_grow(p->scratch, list, count, &capacity, sizeof(*list));
		list[count++] = (struct allowed){ arena_copy(
							  p->scratch, db_text(p->db, 0)),
			arena_copy(p->scratch, about), arena_copy(p->scratch, other) };
	}
	db_end(p->db);
	for (size_t i = 0; i < count && r == 0; i++)
		r = db_do(p->db, DROP_ALLOWED, err_r, "ttt", list[i].code, list[i].about,
			list[i].other);
	return r;
}

static int forget(struct people *p, const struct party *party, struct err *err_r)
{
	struct victim *list;
	size_t count;
	if (party->domain.n == 0)
		return 0;
	int r = find_victims(p, party, &list, &count, err_r);
	for (size_t i = 0; i < count && r == 0; i++)
		r = drop(p, &list[i], err_r);
	if (r == 0)
		r = drop_strangers(p, party, err_r);
	if (r == 0)
		r = drop_allowances(p, party, err_r);
	return r < 0 ? r : (int)count;
}

int people_forget(struct people *people, struct span address, struct err *err_r)
{
	struct party party = party_of(people, address);
	int r = people_begin(people, err_r);
	if (r == 0) {
		r = forget(people, &party, err_r);
		int end = r < 0 ? 0 : people_commit(people, err_r);
		if (r < 0)
			people_rollback(people);
		r = end < 0 ? end : r;
	}
	arena_reset(people->scratch);
	return r;
}

/* --- allowing --- */

/* Part of an answer to a worker, who refuses one with anything else in it. */
static bool is_tellable(struct span s)
{
	return s.n > 0 && s.n <= UINT8_MAX && people_text_is_fit(s);
}

int people_allow(struct people *people, struct span code, struct span about,
	struct span other, bool on, struct err *err_r)
{
	struct span a = arena_lower(people->scratch, about);
	struct span o = arena_lower(people->scratch, other);
	if (on && !(is_tellable(code) && is_tellable(a) && is_tellable(o)))
		return err_set(err_r, EINVAL, "an allowance is three short words");
	int r = db_do(
		people->db, on ? ADD_ALLOWED : DROP_ALLOWED, err_r, "ttt", code, a, o);
	arena_reset(people->scratch);
	return r;
}

int people_list_allowed(struct people *people, people_each_allowance *each, void *state,
	struct err *err_r)
{
	int r = db_run(people->db, LIST_ALLOWED, err_r, "");
	while (r == 0 && (r = db_next(people->db, err_r)) == 1)
		r = each(state, db_text(people->db, 0), db_text(people->db, 1),
			db_text(people->db, 2));
	db_end(people->db);
	return r;
}

/* --- taking it elsewhere --- */

/* A mask of that many days: which ones they were, an export does not tell. */
static int64_t mask_of(uint64_t days)
{
	return days >= 62 ? ((int64_t)1 << 62) - 1 : ((int64_t)1 << days) - 1;
}

static int merge_person(struct people *p, const struct party *party,
	const struct acquaintance *who, bool *new_r, struct err *err_r)
{
	int64_t id = people_address_id(p, party->local, party->domain);
	struct span address = span_from_cstr(
		arena_printf(p->scratch, "%.*s@%.*s", p->hashed ? 1 : (int)party->local.n,
			p->hashed ? "*" : (char *)(uintptr_t)party->local.p,
			SPAN_ARG(party->domain)));
	int r = db_run(p->db, MERGE_PERSON, err_r, "iittiiiiii", id,
		people_id(p, ID_ORG, party->org), address,
		p->hashed ? SPAN("") : party->name, (int64_t)who->sent,
		(int64_t)who->started, mask_of(who->days), who->first_s, who->last_s,
		(int64_t)who->in_book);
	if (r == 0)
		r = db_next(p->db, err_r);
	*new_r = r == 1;
	db_end(p->db);
	if (r >= 0 && party->fold.n)
		r = db_do(p->db, ADD_NAME, err_r, "ii",
			people_id(p, ID_NAME, party->fold), id);
	return r < 0 ? r : 0;
}

int people_merge(struct people *people, const struct party *party,
	const struct acquaintance *who, struct err *err_r)
{
	bool is_new;
	if (span_equal(party->local, SPAN("*")))
		return err_set(err_r, EINVAL,
			"addresses of a hashed memory cannot be taken elsewhere");
	int r = people_settle(people, err_r);
	if (r == 0)
		r = merge_person(people, party, who, &is_new, err_r);
	if (r == 0 && is_new)
		r = people_mark_org(people, party, err_r);
	if (r == 0 && is_new)
		r = db_do(people->db, MERGE_ORG, err_r, "itiiiiii",
			people_id(people, ID_ORG, party->org), party->org,
			(int64_t)who->sent, (int64_t)who->started, mask_of(who->days),
			who->first_s, who->last_s, (int64_t)who->in_book);
	arena_reset(people->scratch);
	return r;
}
