/* What a letter wants: any text, page of HTML, file name and letter ends, and the folded
 * text keeps its form. */
#include <stdint.h>

#include "base/must.h"
#include "base/utf8.h"
#include "checks/mail/asks.h"
#include "checks/mail/phrase.h"
#include "checks/registry.h"
#include "core/engine.h"
#include "parse/html.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static void run(struct job *job, const struct evidence *on)
{
	struct letter *letter = letter_of(on);
	unsigned asks = letter_asks(job, letter);
	must(!(asks & ASK_PROGRAM) || (asks & ASK_FILE));
	must(!(asks & ASK_LOCKED) || (asks & (ASK_FILE | ASK_LINK)));
	must(utf8_is_valid(letter_text(job, letter)));
	must(letter_text(job, letter).n <= 2 * job->budget.text);
}

static void check_folded(struct arena *a, struct span text)
{
	struct span folded = phrase_fold(a, text);
	must(utf8_is_valid(folded) && span_find(folded, SPAN("  ")) == SPAN_NONE);
	must(!folded.n || (folded.p[0] != ' ' && folded.p[folded.n - 1] != ' '));
	phrase_search(folded);
	must(span_inside(text, text_without_signature(text)));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	static const struct check check = { .code = "x", .on = EV_MAIL, .run = run };
	static const struct check *const checks[] = { &check, NULL };
	struct registry one = { registry.readers, checks };
	struct span s = span_of(bytes, n);
	struct html_options options = { .max = 10000, .keep_quotes = n % 2 };
	struct arena *a = arena_create(64 << 20);
	struct job job;
	struct span text = html_to_text(a, s, &options);
	must(utf8_is_valid(text) && text.n <= options.max);
	check_folded(a, text);
	check_folded(a, s);
	asks_is_program(s);
	job_init(&job, a);
	job.budget.text = 4096;
	engine_run(&job, &one, s);
	arena_destroy(&a);
	return 0;
}
