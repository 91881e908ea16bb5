/* The broker itself, asked over its socket: against nsd for what is true (dns.sh starts it
 * with signed zones), against fake_dns for what goes wrong. */
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "ask/broker_lock.h"
#include "broker_client.h"
#include "fake_dns.h"
#include "lock/lock.h"

/* PATIENCE_MS: after it a broker hangs; well above the longest time-out set here, LONG_MS. */
enum { DELAY_MS = 100, TIMEOUT_MS = 1500, LONG_MS = 5000, PATIENCE_MS = 20000 };

static const char *broker_path, *server, *anchors;
static struct client honest, faulty; /* in front of nsd, of fake_dns */
static struct fake_dns fake;
static uint32_t last_id;

static struct dns_answer ask(struct client *c, const char *name, enum dns_type type)
{
	struct dns_answer answer;
	uint32_t id;
	client_ask(c, ++last_id, name, type, false);
	assert_true(client_wait(c, PATIENCE_MS, &id, &answer));
	assert_int_equal(id, last_id);
	assert_true(answer_fits(&answer, type));
	return answer;
}

static void assert_data(const struct dns_answer *answer, size_t i, struct span data)
{
	assert_true(i < answer->count);
	assert_int_equal(answer->records[i].data.n, data.n);
	assert_memory_equal(answer->records[i].data.p, data.p, data.n);
}

static void assert_status(
	const char *name, enum dns_type type, enum dns_status status, bool secure)
{
	struct dns_answer answer = ask(&honest, name, type);
	assert_string_equal(dns_status_name(answer.status), dns_status_name(status));
	assert_int_equal(answer.secure, secure);
}

static void a_signed_answer_is_proved(void **state)
{
	(void)state;
	struct dns_answer answer = ask(&honest, "host.signed.test", DNS_A);
	assert_int_equal(answer.status, DNS_OK);
	assert_true(answer.secure);
	assert_int_equal(answer.ttl_s, 300);
	assert_int_equal(answer.count, 1);
	assert_data(&answer, 0, SPAN("\300\0\2\1"));
}

static void an_unsigned_answer_is_not(void **state)
{
	(void)state;
	assert_status("host.plain.test", DNS_A, DNS_OK, false);
	assert_status("no.plain.test", DNS_A, DNS_NXDOMAIN, false);
}

static void a_tampered_answer_is_bogus(void **state)
{
	(void)state;
	struct dns_answer answer = ask(&honest, "tampered.signed.test", DNS_TXT);
	assert_int_equal(answer.status, DNS_BOGUS);
	assert_false(answer.secure);
	assert_int_equal(answer.count, 0);
}

static void no_name_and_no_data_are_two_things(void **state)
{
	(void)state;
	assert_status("no.signed.test", DNS_A, DNS_NXDOMAIN, true);
	assert_status("host.signed.test", DNS_TXT, DNS_NODATA, true);
}

static void aliases_are_followed(void **state)
{
	(void)state;
	struct dns_answer answer = ask(&honest, "chain.signed.test", DNS_A);
	assert_data(&answer, 0, SPAN("\300\0\2\1"));
	assert_true(answer.secure);
	assert_status("chain.signed.test", DNS_TXT, DNS_NODATA, true);
	assert_status("dangling.signed.test", DNS_A, DNS_NXDOMAIN, true);
	assert_false(dns_is_answer(ask(&honest, "loop.signed.test", DNS_A).status));
}

static void each_type_has_its_data(void **state)
{
	(void)state;
	struct dns_answer answer = ask(&honest, "host.signed.test", DNS_AAAA);
	assert_data(&answer, 0, SPAN("\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\1"));
	answer = ask(&honest, "text.signed.test", DNS_TXT);
	assert_data(&answer, 0, SPAN("v=spf1 include:_spf.signed.test -all"));
	answer = ask(&honest, "ptr.signed.test", DNS_PTR);
	assert_data(&answer, 0, SPAN("host.signed.test"));
	answer = ask(&honest, "nomail.signed.test", DNS_MX);
	assert_data(&answer, 0, SPAN(""));
	answer = ask(&honest, "host.signed.test", DNS_MX);
	assert_int_equal(answer.count, 2);
	bool first = answer.records[0].preference == 10;
	assert_data(&answer, first ? 0 : 1, SPAN("mail.signed.test"));
	assert_data(&answer, first ? 1 : 0, SPAN("host.signed.test"));
	assert_int_equal(answer.records[0].preference + answer.records[1].preference, 30);
}

static void a_large_answer_comes_over_tcp(void **state)
{
	(void)state;
	struct dns_answer answer = ask(&honest, "big.signed.test", DNS_TXT);
	assert_int_equal(answer.status, DNS_OK);
	assert_int_equal(answer.records[0].data.n, 30 * 200);
	assert_true(answer.secure);
}

static void a_backslash_in_a_name_is_a_backslash(void **state)
{
	(void)state;
	struct dns_answer answer = ask(&honest, "odd\\name.signed.test", DNS_TXT);
	assert_data(&answer, 0, SPAN("backslash"));
	assert_status("\\104ost.signed.test", DNS_A, DNS_NXDOMAIN, true);
}

static void case_of_the_question_does_not_matter(void **state)
{
	(void)state;
	assert_status("HOST.Signed.TEST", DNS_A, DNS_OK, true);
}

static void a_server_that_refuses_is_a_failure(void **state)
{
	(void)state;
	assert_status("host.elsewhere.example", DNS_A, DNS_SERVFAIL, false);
}

static void failures_are_told_apart(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		enum dns_status status;
	} want[] = { { "tc.fault.example", DNS_TRUNCATED },
		{ "garbage.fault.example", DNS_SERVFAIL },
		{ "servfail.fault.example", DNS_SERVFAIL },
		{ "refused.fault.example", DNS_SERVFAIL },
		{ "silent.fault.example", DNS_TIMEOUT },
		{ "fine.fault.example", DNS_OK } };
	for (size_t i = 0; i < sizeof(want) / sizeof(want[0]); i++) {
		double start = now_ms();
		struct dns_answer answer = ask(&faulty, want[i].name, DNS_A);
		assert_string_equal(
			dns_status_name(answer.status), dns_status_name(want[i].status));
		assert_true(now_ms() - start < TIMEOUT_MS + 200);
	}
}

static void a_failure_is_not_remembered_for_others(void **state)
{
	(void)state;
	client_ask(&faulty, 1, "silent2.fault.example", DNS_A, false);
	struct dns_answer answer;
	uint32_t id;
	client_ask(&faulty, 2, "beside.fault.example", DNS_A, false);
	assert_true(client_wait(&faulty, TIMEOUT_MS / 2, &id, &answer));
	assert_int_equal(id, 2);
	assert_int_equal(answer.status, DNS_OK);
	assert_true(client_wait(&faulty, PATIENCE_MS, &id, &answer));
	assert_int_equal(id, 1);
	assert_int_equal(answer.status, DNS_TIMEOUT);
}

static void a_forwarder_without_dnssec_gives_insecure_answers(void **state)
{
	(void)state;
	struct dns_answer answer = ask(&faulty, "stripped.example", DNS_A);
	assert_int_equal(answer.status, DNS_OK);
	assert_false(answer.secure);
}

static void the_same_question_is_asked_once(void **state)
{
	(void)state;
	struct dns_answer answer;
	uint32_t id, seen = 0;
	for (uint32_t i = 0; i < 50; i++)
		client_ask(&faulty, i, i % 2 ? "twice.example" : "TWICE.example", DNS_A,
			false);
	for (uint32_t i = 0; i < 50; i++) {
		assert_true(client_wait(&faulty, PATIENCE_MS, &id, &answer));
		assert_data(&answer, 0, SPAN("\300\0\2\1"));
		seen += id;
	}
	assert_int_equal(seen, 49 * 50 / 2);
	/* The server counts: another name gets the second address. */
	answer = ask(&faulty, "twice-other.example", DNS_A);
	assert_data(&answer, 0, SPAN("\300\0\2\2"));
}

static void what_was_announced_is_there_when_it_is_asked(void **state)
{
	(void)state;
	struct dns_answer answer;
	uint32_t id;
	client_ask(&faulty, 1, "early.example", DNS_A, true);
	assert_false(client_wait(&faulty, 3 * DELAY_MS, &id, &answer));
	double start = now_ms();
	assert_int_equal(ask(&faulty, "early.example", DNS_A).status, DNS_OK);
	assert_true(now_ms() - start < DELAY_MS / 2.0);
	/* And asked while it is under way, it takes the rest of the way only. */
	client_ask(&faulty, 1, "under-way.example", DNS_A, true);
	usleep(DELAY_MS * 700);
	start = now_ms();
	assert_int_equal(ask(&faulty, "under-way.example", DNS_A).status, DNS_OK);
	assert_true(now_ms() - start < DELAY_MS * 0.7);
}

static void a_thousand_questions_wait_together(void **state)
{
	(void)state;
	enum { MANY = 1000 };
	static bool seen[MANY];
	struct dns_answer answer;
	double start = now_ms();
	uint32_t id;
	for (uint32_t i = 0; i < MANY; i++) {
		char name[64];
		snprintf(name, sizeof(name), "name%u.thousand.example", i);
		client_ask(&faulty, i, name, DNS_A, false);
	}
	for (uint32_t i = 0; i < MANY; i++) {
		assert_true(client_wait(&faulty, PATIENCE_MS, &id, &answer));
		assert_true(id < MANY && !seen[id]);
		assert_int_equal(answer.status, DNS_OK);
		seen[id] = true;
	}
	/* One after the other they would take a hundred seconds. */
	assert_true(now_ms() - start < 3000);
}

static void a_reader_that_is_slow_gets_every_answer(void **state)
{
	(void)state;
	enum { MANY = 3000 };
	struct dns_answer answer;
	uint32_t id;
	ask(&honest, "big.signed.test", DNS_TXT);
	for (uint32_t i = 0; i < MANY; i++)
		client_ask(&honest, i, i % 10 ? "host.signed.test" : "big.signed.test",
			i % 10 ? DNS_A : DNS_TXT, false);
	usleep(200000);
	for (uint32_t i = 0; i < MANY; i++) {
		assert_true(client_wait(&honest, PATIENCE_MS, &id, &answer));
		assert_int_equal(answer.status, DNS_OK);
	}
}

static void names_of_this_machine_are_not_asked(void **state)
{
	(void)state;
	static const char *const names[] = { "secret.local", "x.localhost", "localhost",
		"expyuzz4wqqyqhjn.onion", "a.INVALID" };
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		assert_int_equal(ask(&faulty, names[i], DNS_A).status, DNS_NXDOMAIN);
	/* The same server gives any other name an address. */
	assert_int_equal(ask(&faulty, "local.example", DNS_A).status, DNS_OK);
}

static void what_is_no_question_is_dropped(void **state)
{
	(void)state;
	static const char packets[][8] = { "", "Q", "A\1\0\0\0\0\0", "Q\1\0\0\0\1" };
	char large[2000] = "Q\1\0\0\0\1\0";
	for (size_t i = 0; i < sizeof(packets) / sizeof(packets[0]); i++)
		send(honest.fd, packets[i], i ? sizeof(packets[i]) : 0, MSG_NOSIGNAL);
	memset(large + 8, 'a', sizeof(large) - 8);
	send(honest.fd, large, sizeof(large), MSG_NOSIGNAL);
	assert_int_equal(ask(&honest, "host.signed.test", DNS_A).status, DNS_OK);
}

/* The resolver takes a server that was silent for seconds to be down, for a while. */
static bool answers_again(struct client *c)
{
	enum { TRIES = 40, NAP_MS = 500 };
	for (unsigned i = 0; i < TRIES; i++) {
		char name[64];
		snprintf(name, sizeof(name), "after%u.flood.example", i);
		if (ask(c, name, DNS_A).status == DNS_OK)
			return true;
		nanosleep(&(struct timespec){ .tv_nsec = NAP_MS * 1000000L }, NULL);
	}
	return false;
}

/* 4096 look-ups are in flight at most; the rest hears so at once. */
static void too_many_questions_are_refused_not_kept(void **state)
{
	(void)state;
	/* Time enough to ask them all before the first runs out of it. */
	enum { MANY = 4500, MOST = 4096 };
	unsigned refused = 0, late = 0;
	struct dns_answer answer;
	struct client c;
	uint32_t id;
	char address[64];
	snprintf(address, sizeof(address), "127.0.0.1@%u", fake.port);
	client_start(&c, broker_path, address, NULL, LONG_MS);
	for (uint32_t i = 0; i < MANY; i++) {
		char name[64];
		snprintf(name, sizeof(name), "silent%u.flood.example", i);
		client_ask(&c, i, name, DNS_A, false);
	}
	for (uint32_t i = 0; i < MANY; i++) {
		assert_true(client_wait(&c, LONG_MS + PATIENCE_MS, &id, &answer));
		refused += answer.status == DNS_SERVFAIL && id >= MOST;
		late += answer.status == DNS_TIMEOUT;
	}
	assert_int_equal(refused, MANY - MOST);
	assert_int_equal(late, MOST);
	assert_true(answers_again(&c));
	assert_int_equal(client_stop(&c), 0);
}

static unsigned long status_of_process(pid_t pid, const char *field)
{
	char path[64], line[256];
	unsigned long value = 999;
	snprintf(path, sizeof(path), "/proc/%d/status", (int)pid);
	FILE *f = fopen(path, "re");
	assert_non_null(f);
	while (fgets(line, sizeof(line), f))
		if (strncmp(line, field, strlen(field)) == 0)
			value = strtoul(line + strlen(field), NULL, 10);
	fclose(f);
	return value;
}

static void the_locks_are_on(void **state)
{
	(void)state;
	if (!LOCK_IS_ON)
		skip();
	ask(&honest, "host.signed.test", DNS_A);
	assert_int_equal(status_of_process(honest.pid, "NoNewPrivs:"), 1);
	assert_int_equal(status_of_process(honest.pid, "Seccomp:"), 2);
	assert_int_not_equal(status_of_process(honest.pid, "Uid:"), 0);
}

/* What of this a locked process can do, a bit each; it needs the first alone. */
static int doings_of_a_locked_process(void)
{
	struct sockaddr_un log = { .sun_family = AF_UNIX, .sun_path = "/dev/log" };
	int pair[2] = { -1, -1 };
	if (broker_lock(NULL) < 0)
		return 128;
	int done = socket(AF_INET, SOCK_DGRAM, 0) >= 0 &&
		   socket(AF_INET6, SOCK_STREAM, 0) >= 0;
	done |= (socket(AF_UNIX, SOCK_DGRAM, 0) >= 0) << 1;
	done |= (socket(AF_NETLINK, SOCK_RAW, 0) >= 0) << 2;
	done |= (socketpair(AF_UNIX, SOCK_DGRAM, 0, pair) == 0) << 3;
	done |= (connect(pair[0], (struct sockaddr *)&log, sizeof(log)) == 0) << 4;
	done |= (kill(getpid(), 0) == 0) << 5;
	done |= (open("/dev/null", O_RDONLY) >= 0) << 6;
	return done;
}

/* A session's bus, a log, an agent: what listens on this machine's own sockets would do
 * for a hijacked resolver what the locks do not let it do itself. */
static void the_locked_broker_reaches_the_network_alone(void **state)
{
	(void)state;
	int status;
	if (!LOCK_IS_ON)
		skip();
	pid_t child = fork();
	if (child == 0)
		_exit(doings_of_a_locked_process());
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 1);
}

static void settings_that_are_none_end_it(void **state)
{
	(void)state;
	struct client c;
	struct dns_answer answer;
	uint32_t id;
	client_start(&c, broker_path, "127.0.0.1@0", NULL, TIMEOUT_MS);
	assert_false(client_wait(&c, PATIENCE_MS, &id, &answer));
	assert_int_equal(client_stop(&c), 1);
	client_start(&c, broker_path, server, "/nonexistent/anchor", TIMEOUT_MS);
	assert_false(client_wait(&c, PATIENCE_MS, &id, &answer));
	assert_int_equal(client_stop(&c), 1);
	client_start(&c, broker_path, server, NULL, 0);
	assert_false(client_wait(&c, PATIENCE_MS, &id, &answer));
	assert_int_equal(client_stop(&c), 2);
}

static void a_closed_socket_ends_it(void **state)
{
	(void)state;
	struct client c;
	client_start(&c, broker_path, server, anchors, TIMEOUT_MS);
	assert_int_equal(ask(&c, "host.signed.test", DNS_A).status, DNS_OK);
	client_ask(&c, 1, "no.signed.test", DNS_A, false);
	assert_int_equal(client_stop(&c), 0);
}

static int start(void **state)
{
	(void)state;
	static char address[64];
	fake_dns_start(&fake, DELAY_MS);
	snprintf(address, sizeof(address), "127.0.0.1@%u", fake.port);
	client_start(&honest, broker_path, server, anchors, PATIENCE_MS);
	client_start(&faulty, broker_path, address, NULL, TIMEOUT_MS);
	return 0;
}

static int stop(void **state)
{
	(void)state;
	int ended = client_stop(&honest) == 0 && client_stop(&faulty) == 0;
	fake_dns_stop(&fake);
	return ended ? 0 : -1;
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_signed_answer_is_proved),
		cmocka_unit_test(an_unsigned_answer_is_not),
		cmocka_unit_test(a_tampered_answer_is_bogus),
		cmocka_unit_test(no_name_and_no_data_are_two_things),
		cmocka_unit_test(aliases_are_followed),
		cmocka_unit_test(each_type_has_its_data),
		cmocka_unit_test(a_large_answer_comes_over_tcp),
		cmocka_unit_test(a_backslash_in_a_name_is_a_backslash),
		cmocka_unit_test(case_of_the_question_does_not_matter),
		cmocka_unit_test(a_server_that_refuses_is_a_failure),
		cmocka_unit_test(a_reader_that_is_slow_gets_every_answer),
		cmocka_unit_test(the_same_question_is_asked_once),
		cmocka_unit_test(what_was_announced_is_there_when_it_is_asked),
		cmocka_unit_test(a_thousand_questions_wait_together),
		cmocka_unit_test(a_forwarder_without_dnssec_gives_insecure_answers),
		cmocka_unit_test(names_of_this_machine_are_not_asked),
		cmocka_unit_test(failures_are_told_apart),
		cmocka_unit_test(a_failure_is_not_remembered_for_others),
		cmocka_unit_test(too_many_questions_are_refused_not_kept),
		cmocka_unit_test(what_is_no_question_is_dropped),
		cmocka_unit_test(the_locks_are_on),
		cmocka_unit_test(the_locked_broker_reaches_the_network_alone),
		cmocka_unit_test(settings_that_are_none_end_it),
		cmocka_unit_test(a_closed_socket_ends_it),
	};
	static char address[64];
	if (argc < 4) {
		fprintf(stderr, "usage: test_broker BROKER PORT ANCHORS (see dns.sh)\n");
		return 2;
	}
	snprintf(address, sizeof(address), "127.0.0.1@%s", argv[2]);
	broker_path = argv[1];
	server = address;
	anchors = argv[3];
	return cmocka_run_group_tests_name("broker", tests, start, stop);
}
