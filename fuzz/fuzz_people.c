/* Every reader of packets about people and lists; the first byte chooses. What is accepted is fit, and
 * is written again as it was read. */
#include "ask/lists_message.h"
#include "ask/people_message.h"
#include "base/must.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct arena *a = arena_create(64 << 20);
	struct span s = span_of(bytes + (n > 0), n - (n > 0));
	struct people_question q;
	struct people_answer r;
	struct memo m;
	struct text t;
	bool read = false;
	text_init(&t, a, PEOPLE_MESSAGE_BYTES_MAX);
	if (n && bytes[0] == 'q') {
		read = people_question_read(a, s, &q);
		must(!read || (party_is_fit(&q.who) && people_question_write(&t, &q)));
	} else if (n && bytes[0] == 'm') {
		read = memo_read(a, s, &m);
		must(!read || memo_write(&t, &m));
		for (size_t i = 0; read && i < m.to_count; i++)
			must(party_is_fit(&m.to[i]));
	} else if (n && bytes[0] == 'a') {
		read = people_answer_read(a, s, &r);
		if (read)
			people_answer_write(&t, &r);
		must(!read || !acquaintance_is_established(&r.person, 0) ||
			r.person.sent || r.person.in_book);
	} else if (n && bytes[0] == 'l') {
		struct lists_told told;
		read = lists_told_read(a, s, &told);
		if (read)
			lists_told_write(&t, &told);
	} else if (n && bytes[0] == 'w') {
		struct span address;
		read = lists_question_read(s, &address) &&
		       lists_question_write(&t, address);
	}
	must(!read || span_equal(text_span(&t), s));
	arena_destroy(&a);
	return 0;
}
