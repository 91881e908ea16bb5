/* ledger/names: the dictionary of accounts, new and as it stands on disk. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "ledger/names.h"

enum { MANY = 200000 };

static struct name name_of(const char *text)
{
	struct name name;
	assert_true(name_read(span_from_cstr(text), &name));
	return name;
}

static struct name numbered(unsigned i)
{
	char text[64];
	snprintf(text, sizeof(text), i % 3 ? "account %u" : "0x%040x", i);
	return name_of(text);
}

static uint32_t take(struct name_adder *adder, const struct name *name)
{
	struct span stored = span_of(name->bytes, name->n);
	return name_adder_take(adder, stored, name_hash(adder->old, stored));
}

static void an_address_has_one_form_whatever_its_case(void **state)
{
	(void)state;
	struct name small = name_of("0x098b716b8aaf21512996dc57eb0615e2383e2f96");
	struct name mixed = name_of("0x098B716B8Aaf21512996dC57EB0615e2383E2f96");
	assert_int_equal(small.n, 22);
	assert_memory_equal(small.bytes, mixed.bytes, 22);
	struct arena *a = arena_create(1 << 12);
	struct span text = name_text(a, span_of(mixed.bytes, mixed.n));
	assert_true(span_equal(text, SPAN("0x098b716b8aaf21512996dc57eb0615e2383e2f96")));
	struct name bank = name_of("DE00 1234");
	assert_true(
		span_equal(name_text(a, span_of(bank.bytes, bank.n)), SPAN("DE00 1234")));
	arena_destroy(&a);
}

static void what_is_no_name_is_refused(void **state)
{
	(void)state;
	struct name name;
	unsigned char much[NAME_BYTES_MAX + 1];
	memset(much, 'a', sizeof(much));
	assert_false(name_read(SPAN(""), &name));
	assert_false(name_read(SPAN("a\nb"), &name));
	assert_false(name_read(span_of(much, sizeof(much)), &name));
	assert_true(name_read(span_of(much, sizeof(much) - 1), &name));
}

static void numbers_are_given_once_and_found_again(void **state)
{
	(void)state;
	struct names none = { .key = 7 };
	struct name_adder adder;
	name_adder_init(&adder, &none);
	for (unsigned i = 0; i < MANY; i++) {
		struct name name = numbered(i);
		assert_int_equal(take(&adder, &name), i);
	}
	for (unsigned i = 0; i < MANY; i += 17) {
		struct name name = numbered(i);
		assert_int_equal(take(&adder, &name), i);
	}
	/* As it stands on disk: */
	struct big room = { NULL, 0 };
	struct name_run run = { name_adder_run(&adder, &room), adder.count };
	struct names stored = { .key = 7,
		.count = adder.count,
		.bytes = span_of(adder.bytes.p, adder.byte_count),
		.at = span_of(adder.at.p, adder.count * sizeof(uint32_t)),
		.runs = &run,
		.run_count = 1 };
	for (unsigned i = 0; i < MANY + 1000; i += 11) {
		struct name name = numbered(i);
		struct span bytes = span_of(name.bytes, name.n);
		assert_int_equal(names_find(&stored, bytes, name_hash(&stored, bytes)),
			i < MANY ? i : LEDGER_NONE);
		if (i < MANY)
			assert_true(span_equal(names_get(&stored, i), bytes));
	}
	/* A second import goes on where the first ended. */
	struct name_adder next;
	name_adder_init(&next, &stored);
	struct name old = numbered(5), new = numbered(MANY);
	assert_int_equal(take(&next, &new), MANY);
	assert_int_equal(take(&next, &old), 5);
	assert_int_equal(take(&next, &new), MANY);
	assert_int_equal(next.count, 1);
	name_adder_finish(&next);
	name_adder_finish(&adder);
	big_free(&room);
}

/* A disk can rot: no number leads outside. */
static void damaged_files_give_no_name(void **state)
{
	(void)state;
	unsigned char bytes[8] = { NAME_TEXT, 3, 'a', 'b', 'c' };
	uint32_t at[3] = { 0, 1, UINT32_MAX };
	uint64_t entries[2] = { 3ull << 32 | 99, 1ull << 32 };
	struct name_run run = { span_of(entries, sizeof(entries)), 2 };
	struct names names = { .count = 3,
		.bytes = span_of(bytes, sizeof(bytes)),
		.at = span_of(at, sizeof(at)),
		.runs = &run,
		.run_count = 1 };
	assert_int_equal(names_get(&names, 0).n, 5);
	bytes[1] = 250;
	assert_int_equal(names_get(&names, 0).n, 0);
	assert_int_equal(names_get(&names, 2).n, 0);
	assert_int_equal(names_get(&names, 3).n, 0);
	for (uint64_t half = 0; half < 5; half++)
		assert_int_equal(names_find(&names, SPAN("x"), half << 32), LEDGER_NONE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_address_has_one_form_whatever_its_case),
		cmocka_unit_test(what_is_no_name_is_refused),
		cmocka_unit_test(numbers_are_given_once_and_found_again),
		cmocka_unit_test(damaged_files_give_no_name),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
