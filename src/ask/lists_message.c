/* Messages about lists.
 *
 *	question: span8 address
 *	answer:   u8 status  u8 standing  u8 old  span8 source  span8 name */
#include "ask/lists_message.h"

#include "base/pack.h"

bool lists_question_write(struct text *t, struct span address)
{
	if (address.n > LISTS_ADDRESS_BYTES_MAX)
		return false;
	put_span(t, address, 1);
	return !t->cut;
}

bool lists_question_read(struct span bytes, struct span *address_r)
{
	struct in in = { bytes, false };
	*address_r = take_span(&in, 1, LISTS_ADDRESS_BYTES_MAX);
	return is_whole(&in) && address_r->n && is_printable(*address_r);
}

/* Cut between characters, so that what is left is text still. */
static struct span short_text(struct span s)
{
	size_t n = s.n < LISTS_TEXT_BYTES_MAX ? s.n : LISTS_TEXT_BYTES_MAX;
	while (n && n < s.n && (s.p[n] & 0xC0) == 0x80)
		n--;
	return span_take(s, n);
}

void lists_told_write(struct text *t, const struct lists_told *told)
{
	put(t, told->status, 1);
	put(t, told->standing, 1);
	put(t, told->old, 1);
	put_span(t, short_text(told->source), 1);
	put_span(t, short_text(told->name), 1);
}

bool lists_told_read(struct arena *a, struct span bytes, struct lists_told *told_r)
{
	struct in in = { bytes, false };
	struct lists_told told = { .status = (enum lists_status)take_below(
					   &in, 1, LISTS_STATUSES) };
	told.standing = (enum lists_standing)take_below(&in, 1, STANDINGS);
	told.old = take_bool(&in);
	told.source = arena_copy(a, take_span(&in, 1, LISTS_TEXT_BYTES_MAX));
	told.name = arena_copy(a, take_span(&in, 1, LISTS_TEXT_BYTES_MAX));
	if (!is_whole(&in))
		return false;
	*told_r = told;
	return true;
}
