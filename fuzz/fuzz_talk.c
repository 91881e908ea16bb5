/* Exports of talks, by whatever format the bytes taste of, else by the first byte: reading
 * ends, and what is told lies in the input or in the arenas. Then the whole judgement. */
#include <stdint.h>

#include "base/must.h"
#include "checks/registry.h"
#include "core/engine.h"
#include "parse/talk/talk.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

/* Reads every byte: the sanitizer tells of what leads outside. */
static unsigned touch(struct span s)
{
	unsigned sum = 0;
	for (size_t i = 0; i < s.n; i++)
		sum += s.p[i];
	return sum;
}

static bool take(void *state, const struct talk_message *m)
{
	size_t *left = state;
	must(m->text.n <= TALK_TEXT_MAX && m->link_count <= TALK_LINKS_MAX);
	volatile unsigned sum = touch(m->text) + touch(m->who.name);
	(void)sum;
	return --*left > 0;
}

static void judge(struct span all)
{
	static const struct setting told = { "kind", SPAN("approach") };
	struct arena *a = arena_create(256 << 20);
	struct job job;
	job_init(&job, a);
	job.settings = (struct settings){ &told, 1 };
	engine_run(&job, &registry, all);
	must(job.finding_count > 0);
	for (const struct finding *f = job.findings; f; f = f->next)
		must(f->evidence && f->evidence->bytes.n <= all.n);
	arena_destroy(&a);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct span all = span_of(bytes, n);
	struct talk_about about = { .them = SPAN("Ann") };
	struct arena *a = arena_create(64 << 20), *scratch = arena_create(64 << 20);
	enum talk_format format = talk_taste(all, SPAN(""));
	size_t left = n + 2;
	if (format == TALK_NONE && n) {
		format = (enum talk_format)(bytes[0] % TALK_FORMATS);
		all = span_skip(all, 1);
	}
	talk_read(a, scratch, all, format, &about, take, &left);
	about.user_count = talk_users(a, all, 100, &about.users);
	talk_account(all);
	arena_destroy(&scratch);
	arena_destroy(&a);
	judge(span_of(bytes, n));
	return 0;
}
