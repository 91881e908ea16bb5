/* What one process reads from another: whatever is taken is written back byte for byte. */
#include "ask/message.h"
#include "base/must.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct arena *a = arena_create(64 << 20);
	struct span in = span_of(bytes, n);
	struct question question;
	struct dns_answer answer;
	uint32_t id;
	struct text out;
	text_init(&out, a, MESSAGE_BYTES_MAX);
	bool is_question = question_read(in, &question);
	bool is_answer = answer_read(a, in, &id, &answer);
	must(!is_question || !is_answer);
	if (is_question)
		question_write(&out, &question);
	if (is_answer) {
		answer_fits(&answer, DNS_MX);
		answer_write(&out, id, &answer);
	}
	must((!is_question && !is_answer) || span_equal(in, text_span(&out)));
	arena_destroy(&a);
	return 0;
}
