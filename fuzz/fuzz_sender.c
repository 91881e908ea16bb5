/* Any header through all checks: whatever stands in it, each check says something. */
#include <stdint.h>

#include "base/must.h"
#include "base/text.h"
#include "checks/registry.h"
#include "core/engine.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	static const char head[] = "Received: from a.example by b.example; "
				   "Mon, 23 Nov 2026 10:00:00 +0000\r\n";
	struct arena *own = arena_create(8 << 20), *a = arena_create(64 << 20);
	struct text t;
	struct job job;
	text_init(&t, own, 4 << 20);
	text_add_cstr(&t, head);
	text_add(&t, span_of(bytes, n));
	job_init(&job, a);
	engine_run(&job, &registry, text_span(&t));
	must(job.findings);
	for (const struct finding *f = job.findings; f; f = f->next)
		must(f->code && f->evidence);
	arena_destroy(&a);
	arena_destroy(&own);
	return 0;
}
