/* parse/file/calls: go-ethereum's calls within calls as the traces of others. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"
#include "parse/file/calls.h"

static const char nested[] =
	"{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":[{\"result\":{\"from\":\"0xa1\",\"to\":"
	"\"0xb2\","
	"\"calls\":[{\"type\":\"DELEGATECALL\",\"from\":\"0xb2\",\"to\":\"0xc3\","
	"\"calls\":["
	"{\"type\":\"CALL\",\"from\":\"0xb2\",\"to\":\"0xd4\",\"value\":\"0x7\"}]},"
	"{\"type\":\"CALL\",\"from\":\"0xb2\",\"to\":\"0xf6\",\"value\":\"0x9\","
	"\"error\":\"out of "
	"gas\",\"calls\":[{\"type\":\"CALL\",\"from\":\"0xf6\",\"to\":\"0xa7\",\"value\":"
	"\"0x9\"}]},"
	"{\"type\":\"CREATE2\",\"from\":\"0xb2\",\"to\":\"0xe5\",\"value\":\"0x1\"},"
	"{\"type\":\"SELFDESTRUCT\",\"from\":\"0xe5\",\"to\":\"0xa1\",\"value\":\"0x1\"}]"
	","
	"\"value\":\"0x5\",\"type\":\"CALL\"},\"txHash\":\"0x01\"},"
	"{\"txHash\":\"0x02\",\"result\":{\"type\":\"CALL\",\"from\":\"0xa1\",\"to\":"
	"\"0xb2\","
	"\"output\":\"0x\\u0041\",\"x\":[1,-2.5e3,null,{},[]]}}]}";

static void each_call_stands_behind_the_one_that_made_it(void **state)
{
	(void)state;
	static const struct {
		const char *type, *to, *value;
		uint32_t index, parent;
		bool failed;
	} want[] = { { "CALL", "0xb2", "0x5", 0, UINT32_MAX, false },
		{ "DELEGATECALL", "0xc3", "", 0, 0, false },
		{ "CALL", "0xd4", "0x7", 0, 1, false },
		{ "CALL", "0xf6", "0x9", 0, 0, true },
		{ "CALL", "0xa7", "0x9", 0, 3, true },
		{ "CREATE2", "0xe5", "0x1", 0, 0, false },
		{ "SELFDESTRUCT", "0xa1", "0x1", 0, 0, false },
		{ "CALL", "0xb2", "", 1, UINT32_MAX, false } };
	struct arena *a = arena_create(1 << 20);
	struct calls c;
	assert_true(calls_read(a, span_from_cstr(nested), &c));
	assert_int_equal(c.count, sizeof(want) / sizeof(*want));
	for (size_t i = 0; i < c.count; i++) {
		assert_true(span_equal(c.call[i].type, span_from_cstr(want[i].type)));
		assert_true(span_equal(c.call[i].to, span_from_cstr(want[i].to)));
		assert_true(span_equal(c.call[i].value, span_from_cstr(want[i].value)));
		assert_int_equal(c.call[i].index, want[i].index);
		assert_int_equal(c.call[i].parent, want[i].parent);
		assert_int_equal(c.call[i].failed, want[i].failed);
	}
	arena_destroy(&a);
}

static void they_are_written_as_traces(void **state)
{
	(void)state;
	struct arena *a = arena_create(1 << 20);
	struct calls c;
	assert_true(calls_read(a, span_from_cstr(nested), &c));
	struct span traces = calls_as_traces(a, &c, 77);
	static const char *const want[] = {
		"{\"type\":\"call\",\"action\":{\"from\":\"0xa1\",\"value\":\"0x5\","
		"\"to\":"
		"\"0xb2\",\"callType\":\"call\"},\"transactionHash\":\"0x01\","
		"\"transactionPosition\":0,\"blockNumber\":77}",
		"\"to\":\"0xc3\",\"callType\":\"other\"}",
		"\"to\":\"0xa7\",\"callType\":\"call\"},\"error\":\"failed\",",
		"{\"type\":\"create\",\"action\":{\"from\":\"0xb2\",\"value\":\"0x1\","
		"\"callType\":\"other\"},\"result\":{\"address\":\"0xe5\"},",
		"{\"type\":\"suicide\",\"action\":{\"address\":\"0xe5\",\"balance\":"
		"\"0x1\","
		"\"refundAddress\":\"0xa1\",",
		"\"transactionHash\":\"0x02\",\"transactionPosition\":1,",
	};
	for (size_t i = 0; i < sizeof(want) / sizeof(*want); i++)
		if (span_find(traces, span_from_cstr(want[i])) == SPAN_NONE)
			fail_msg("%s is not in %.*s", want[i], SPAN_ARG(traces));
	arena_destroy(&a);
}

static void an_answer_cut_anywhere_is_none(void **state)
{
	(void)state;
	for (size_t n = 0; n < sizeof(nested) - 1; n++) {
		struct arena *a = arena_create(1 << 20);
		struct calls c;
		unsigned char *cut = arena_alloc(a, n + 1);
		memcpy(cut, nested, n);
		assert_false(calls_read(a, span_of(cut, n), &c));
		arena_destroy(&a);
	}
}

static void what_is_no_such_answer_is_refused(void **state)
{
	(void)state;
	static const char *const bad[] = { "", "[]", "{}", "{\"result\":null}",
		"{\"result\":\"x\"}", "{\"error\":{\"code\":-32601}}",
		"{\"result\":[]} x", "{\"result\":[]}{}", "{\"result\":[{}]}",
		"{\"result\":[}]", "{\"result\":[,]}",
		"{\"result\":[{\"txHash\":\"0x1\",\"result\":{}}]}",
		"{\"result\":[{\"txHash\":\"0x1\",\"error\":\"timeout\"}]}",
		"{\"result\":[{\"result\":{\"from\":\"0x1\"}}]}",
		"{\"result\":[{\"txHash\":\"a\\\"b\",\"result\":{\"from\":\"0x1\"}}]}",
		"{\"result\":[{\"txHash\":\"0x1\",\"result\":{\"from\":\"\\n\"}}]}",
		"{\"result\":[{\"txHash\":\"0x1\",\"result\":{\"from\":\"0x1\",}}]}",
		"{\"result\":[{\"txHash\":\"0x1\" \"result\":{\"from\":\"0x1\"}}]}" };
	struct arena *a = arena_create(1 << 20);
	struct calls c;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		if (calls_read(a, span_from_cstr(bad[i]), &c))
			fail_msg("%s is taken", bad[i]);
	assert_true(calls_read(a, SPAN("{\"result\":[]}"), &c));
	assert_int_equal(c.count, 0);
	arena_destroy(&a);
}

/* As deep as the machine of Ethereum goes, and no deeper than we do. */
static void depth_has_an_end(void **state)
{
	(void)state;
	for (unsigned depth = 1020; depth <= 2000; depth += 980) {
		struct arena *a = arena_create(8 << 20);
		struct calls c;
		struct text t;
		text_init(&t, a, 1 << 20);
		text_add_cstr(&t, "{\"result\":[{\"txHash\":\"0x1\",\"result\":");
		for (unsigned i = 0; i < depth; i++)
			text_add_cstr(&t, "{\"from\":\"0x1\",\"calls\":[");
		text_add_cstr(&t, "{\"from\":\"0x1\"}");
		for (unsigned i = 0; i < depth; i++)
			text_add_cstr(&t, "]}");
		text_add_cstr(&t, "}]}");
		assert_int_equal(calls_read(a, text_span(&t), &c), depth == 1020);
		arena_destroy(&a);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_call_stands_behind_the_one_that_made_it),
		cmocka_unit_test(they_are_written_as_traces),
		cmocka_unit_test(an_answer_cut_anywhere_is_none),
		cmocka_unit_test(what_is_no_such_answer_is_refused),
		cmocka_unit_test(depth_has_an_end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
