/* Every reader of packets between front and worker. The first byte chooses. */
#include "core/engine.h"
#include "isolate/wire.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static const struct check check = { .code = "mail.example" };
static const struct check *const checks[] = { &check, NULL };
static const struct reader *const readers[] = { NULL };
static const struct registry registry = { readers, checks };

static void read_items(struct arena *a, struct span packet)
{
	struct wire_result r;
	struct wire_item item;
	struct wire_end end;
	wire_result_init(&r, a, SPAN("From: a@example.com\r\n\r\n"), &registry, 500);
	while (packet.n && wire_item_read(&packet, &item)) {
		if (item.kind == WIRE_EVIDENCE)
			wire_evidence_read(&r, item.payload);
		else if (item.kind == WIRE_FINDING)
			wire_finding_read(&r, item.payload);
		else if (item.kind == WIRE_END)
			wire_end_read(item.payload, &end);
	}
	wire_result_ended(&r, GAP_DIED);
	for (const struct evidence *e = r.evidence; e; e = e->next)
		if (e->bytes.p && !span_inside(r.thing, e->bytes))
			__builtin_trap();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct arena *a = arena_create(64 << 20);
	struct span s = span_of(bytes, n);
	struct wire_job job;
	struct wire_exit e;
	struct wire_ready ready;
	if (n && bytes[0] == 'J')
		wire_job_read(a, s, &job);
	else if (n && (bytes[0] == 'E' || bytes[0] == 'R'))
		wire_report_read(s, &e, &ready);
	else
		read_items(a, s);
	arena_destroy(&a);
	return 0;
}
