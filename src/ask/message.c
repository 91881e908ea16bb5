/* Questions and answers as packets: one message is one packet of a SOCK_SEQPACKET socket,
 * so a message ends where its packet ends. All numbers are little-endian.
 *
 *	question: 'Q'  u32 id  u16 type  u8 soon  name to the end
 *	answer:   'A'  u32 id  u8 status  u8 secure  u32 ttl  u16 count
 *	          and for each record: u16 preference  u16 length  data
 *
 * Readers accept exactly what a writer writes: a flag is 0 or 1, a status or type is a
 * known one, OK comes with records and nothing else does, no byte is left over. Whether
 * the data of a record suits its type is asked of answer_fits(), by who knows the type. */
#include "ask/message.h"

#include <sys/socket.h>

#include "base/when.h"

enum { QUESTION_HEAD = 8, ANSWER_HEAD = 13, RECORD_HEAD = 4, NAME_BYTES_MAX = 253 };

static void write_number(struct text *t, uint32_t value, unsigned bytes)
{
	for (unsigned i = 0; i < bytes; i++)
		text_add_byte(t, (unsigned char)(value >> (8 * i)));
}

/* The caller has seen that `bytes` are there. */
static uint32_t take_number(struct span *s, unsigned bytes)
{
	uint32_t value = 0;
	for (unsigned i = 0; i < bytes; i++)
		value |= (uint32_t)s->p[i] << (8 * i);
	*s = span_skip(*s, bytes);
	return value;
}

bool message_fits_socket(int fd)
{
	int type = 0;
	socklen_t size = sizeof(type);
	return getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &size) == 0 &&
	       type == SOCK_SEQPACKET;
}

void question_write(struct text *t, const struct question *q)
{
	text_add_byte(t, 'Q');
	write_number(t, q->id, 4);
	write_number(t, q->type, 2);
	text_add_byte(t, q->soon);
	text_add(t, q->name);
}

bool question_read(struct span bytes, struct question *question_r)
{
	if (bytes.n <= QUESTION_HEAD || take_number(&bytes, 1) != 'Q')
		return false;
	struct question q = { .id = take_number(&bytes, 4) };
	q.type = (enum dns_type)take_number(&bytes, 2);
	uint32_t soon = take_number(&bytes, 1);
	q.soon = soon == 1;
	q.name = bytes;
	if (soon > 1 || !dns_type_name(q.type) || !dns_name_is_valid(q.name))
		return false;
	*question_r = q;
	return true;
}

/* A name in a packet costs two bytes as a pointer, so a 64 kB answer of the wire can
 * unfold to more than a message may hold: such an answer is one that cannot be had whole. */
static bool is_sendable(const struct dns_answer *answer)
{
	size_t n = ANSWER_HEAD;
	if (answer->count > UINT16_MAX)
		return false;
	for (size_t i = 0; i < answer->count; i++) {
		if (answer->records[i].data.n > UINT16_MAX)
			return false;
		n += RECORD_HEAD + answer->records[i].data.n;
	}
	return n <= MESSAGE_BYTES_MAX;
}

void answer_write(struct text *t, uint32_t id, const struct dns_answer *answer)
{
	static const struct dns_answer too_large = { .status = DNS_TRUNCATED };
	if (!is_sendable(answer))
		answer = &too_large;
	text_add_byte(t, 'A');
	write_number(t, id, 4);
	text_add_byte(t, (unsigned char)answer->status);
	text_add_byte(t, answer->secure);
	write_number(t, answer->ttl_s, 4);
	write_number(t, (uint32_t)answer->count, 2);
	for (size_t i = 0; i < answer->count; i++) {
		write_number(t, answer->records[i].preference, 2);
		write_number(t, (uint32_t)answer->records[i].data.n, 2);
		text_add(t, answer->records[i].data);
	}
}

/* True when exactly `count` records fill `bytes`. */
static bool records_are_whole(struct span bytes, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (bytes.n < RECORD_HEAD)
			return false;
		bytes = span_skip(bytes, 2);
		uint32_t n = take_number(&bytes, 2);
		if (n > bytes.n)
			return false;
		bytes = span_skip(bytes, n);
	}
	return bytes.n == 0;
}

bool answer_read(
	struct arena *a, struct span bytes, uint32_t *id_r, struct dns_answer *answer_r)
{
	if (bytes.n < ANSWER_HEAD || bytes.n > MESSAGE_BYTES_MAX ||
		take_number(&bytes, 1) != 'A')
		return false;
	uint32_t id = take_number(&bytes, 4);
	struct dns_answer answer = { .status = (enum dns_status)take_number(&bytes, 1) };
	uint32_t secure = take_number(&bytes, 1);
	answer.secure = secure == 1;
	answer.ttl_s = take_number(&bytes, 4);
	answer.count = take_number(&bytes, 2);
	if (secure > 1 || answer.status >= DNS_STATUSES ||
		(answer.status == DNS_OK) != (answer.count > 0) ||
		!records_are_whole(bytes, answer.count))
		return false;
	bytes = arena_copy(a, bytes);
	answer.records = arena_array(a, answer.count, sizeof(*answer.records));
	for (size_t i = 0; i < answer.count; i++) {
		struct dns_record *r = &answer.records[i];
		r->preference = (uint16_t)take_number(&bytes, 2);
		r->data.n = take_number(&bytes, 2);
		r->data.p = bytes.p;
		bytes = span_skip(bytes, r->data.n);
	}
	*id_r = id;
	*answer_r = answer;
	return true;
}

static bool record_fits(const struct dns_record *r, enum dns_type type)
{
	int64_t day_s;
	if (type != DNS_MX && r->preference != 0)
		return false;
	if (type == DNS_A || type == DNS_AAAA)
		return r->data.n == (type == DNS_A ? 4 : 16);
	if (type == DNS_REGISTERED)
		return r->data.n == WHEN_DAY_BYTES && when_parse(r->data, &day_s);
	return type == DNS_TXT || r->data.n <= NAME_BYTES_MAX;
}

bool answer_fits(const struct dns_answer *answer, enum dns_type type)
{
	for (size_t i = 0; i < answer->count; i++)
		if (!record_fits(&answer->records[i], type))
			return false;
	return true;
}
