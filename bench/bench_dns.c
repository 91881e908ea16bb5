/* What an answer of the broker costs. Run by tests/system/dns.sh, which gives it a name
 * server with a signed zone:
 *	tests/system/dns.sh build/tests/bench_dns build/src/assay-broker
 *
 * Answers from the broker's cache through its socket, validated and not, with the CPU time
 * of the broker alone; the same from the library alone, in this process; and two hundred names at once and one after the other, from a
 * server that takes 20 ms. */
#include <poll.h>
#include <stdio.h>
#include <sys/resource.h>
#include <unbound.h>
#include <unistd.h>

#include "base/must.h"
#include "broker_client.h"
#include "fake_dns.h"

enum { ANSWERS = 300000, IN_FLIGHT = 200, NAMES = 1000, AT_ONCE = 200, DELAY_MS = 20 };

static const char *broker_path;

static double cpu_s(int who)
{
	struct rusage u;
	getrusage(who, &u);
	return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) +
	       (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6;
}

static unsigned resident_kb(pid_t pid)
{
	char path[64];
	unsigned long pages = 0, all;
	snprintf(path, sizeof(path), "/proc/%d/statm", (int)pid);
	FILE *f = fopen(path, "re");
	if (f && fscanf(f, "%lu %lu", &all, &pages) != 2)
		pages = 0;
	if (f)
		fclose(f);
	return (unsigned)(pages * (unsigned long)sysconf(_SC_PAGESIZE) / 1024);
}

static void ask_nth(struct client *c, const char *under, unsigned i)
{
	char name[128];
	snprintf(name, sizeof(name), "n%u.%s", i % NAMES, under);
	client_ask(c, i, name, DNS_A, false);
}

/* Keeps `window` questions in flight until `count` are answered; how many of them OK. */
static unsigned pump(struct client *c, const char *under, unsigned count, unsigned window)
{
	struct dns_answer answer;
	unsigned asked = 0, ok = 0;
	uint32_t id;
	for (unsigned got = 0; got < count; got++) {
		while (asked < count && asked < got + window)
			ask_nth(c, under, asked++);
		must(client_wait(c, 10000, &id, &answer));
		ok += answer.status == DNS_OK;
	}
	return ok;
}

static void bench_cache(
	const char *server, const char *anchors, const char *under, const char *what)
{
	struct client c;
	client_start(&c, broker_path, server, anchors, 5000);
	must(pump(&c, under, NAMES, 50) == NAMES);
	double start = now_ms();
	must(pump(&c, under, ANSWERS, IN_FLIGHT) == ANSWERS);
	double s = (now_ms() - start) / 1e3, before = cpu_s(RUSAGE_CHILDREN);
	unsigned kb = resident_kb(c.pid);
	must(client_stop(&c) == 0);
	double cpu_us = (cpu_s(RUSAGE_CHILDREN) - before) * 1e6 / (ANSWERS + NAMES);
	printf("%-10s from cache: %7.0f answers/s, %5.1f us CPU each in the broker, %u "
	       "MB\n",
		what, ANSWERS / s, cpu_us, kb / 1024);
}

static unsigned library_got;

static void count_result(void *object, int error, struct ub_result *result)
{
	(void)object;
	must(!error && result->havedata);
	ub_resolve_free(result);
	library_got++;
}

static void pump_library(struct ub_ctx *ctx, const char *under, unsigned count)
{
	char name[128];
	library_got = 0;
	for (unsigned asked = 0; library_got < count;) {
		for (; asked < count && asked < library_got + IN_FLIGHT; asked++) {
			snprintf(name, sizeof(name), "n%u.%s", asked % NAMES, under);
			must(ub_resolve_async(
				     ctx, name, 1, 1, NULL, count_result, NULL) == 0);
		}
		struct pollfd p = { .fd = ub_fd(ctx), .events = POLLIN };
		must(poll(&p, 1, 10000) == 1 && ub_process(ctx) == 0);
	}
}

static void bench_library(const char *server, const char *anchors, const char *under)
{
	struct ub_ctx *ctx = ub_ctx_create();
	must(ctx && ub_ctx_async(ctx, 1) == 0 && ub_ctx_set_fwd(ctx, server) == 0);
	must(ub_ctx_set_option(ctx, "do-not-query-localhost:", "no") == 0);
	must(ub_ctx_set_option(ctx, "local-zone:", "test. transparent") == 0);
	must(ub_ctx_add_ta_file(ctx, anchors) == 0);
	pump_library(ctx, under, NAMES);
	double start = now_ms(), before = cpu_s(RUSAGE_SELF);
	pump_library(ctx, under, ANSWERS);
	double s = (now_ms() - start) / 1e3;
	printf("%-10s from cache: %7.0f answers/s, %5.1f us CPU each, nothing around "
	       "it\n",
		"library", ANSWERS / s, (cpu_s(RUSAGE_SELF) - before) * 1e6 / ANSWERS);
	ub_ctx_delete(ctx);
}

static void bench_flight(void)
{
	struct fake_dns slow;
	struct client c;
	char address[64];
	fake_dns_start(&slow, DELAY_MS);
	snprintf(address, sizeof(address), "127.0.0.1@%u", slow.port);
	client_start(&c, broker_path, address, NULL, 5000);
	must(pump(&c, "first.example", 1, 1) ==
		1); /* the root's keys are asked for once */
	double start = now_ms();
	must(pump(&c, "each.example", AT_ONCE, 1) == AT_ONCE);
	double each = now_ms() - start;
	start = now_ms();
	must(pump(&c, "together.example", AT_ONCE, AT_ONCE) == AT_ONCE);
	printf("%d names of a server that takes %d ms: %.0f ms one after the other, "
	       "%.0f ms at once\n",
		AT_ONCE, DELAY_MS, each, now_ms() - start);
	client_stop(&c);
	fake_dns_stop(&slow);
}

int main(int argc, char **argv)
{
	char server[64];
	if (argc < 4) {
		fprintf(stderr, "usage: dns.sh bench_dns BROKER\n");
		return 2;
	}
	broker_path = argv[1];
	snprintf(server, sizeof(server), "127.0.0.1@%s", argv[2]);
	bench_cache(server, argv[3], "many.signed.test", "validated");
	bench_cache(server, argv[3], "many.plain.test", "insecure");
	bench_library(server, argv[3], "many.signed.test");
	bench_flight();
	return 0;
}
