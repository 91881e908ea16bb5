/* assay-node: reads blocks from a node of a chain over JSON-RPC and writes them to
 * standard output, a line of JSON each, as the node gave them:
 *
 *	{"assay-node":"evm","range":"0-9","number":7,"block":ANSWER,"receipts":ANSWER,"traces":ANSWER}
 *	{"assay-node":"token","range":"0-9","address":"0x...","decimals":ANSWER,"symbol":ANSWER}
 *	{"assay-node":"bitcoin","range":"0-9","chain":"regtest","number":7,"raw":ANSWER}
 *	{"assay-node":"end","range":"0-9"}	or	{"assay-node":"error","why":SENTENCE}
 *
 *	assay-node [--ca FILE] [--no-traces] evm|bitcoin URL FIRST LAST|latest
 *
 * Started by assay, with the node's password, or nothing, on the first line of standard
 * input. An answer is the node's whole response with its line breaks made spaces; what it
 * says is for the importer to judge, which has no network.
 *
 * Methods: Ethereum JSON-RPC (eth_getBlockByNumber, eth_getBlockReceipts) and the trace
 * module (trace_block), or where a node has none, debug_traceBlockByNumber with
 * go-ethereum's callTracer, whose answer is written as trace_block's would be; eth_call of
 * a token's decimals() and symbol() (ERC-20), once, before the first block with its
 * transfers; Bitcoin Core's RPC (getblockchaininfo, getblockhash, getblock with verbosity
 * 0). */
#include <curl/curl.h>
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/hash.h"
#include "base/num.h"
#include "base/text.h"
#include "fetch/lock.h"
#include "fetch/url.h"
#include "parse/file/calls.h"
#include "parse/file/json.h"

enum { EXIT_USAGE = 2, EXIT_UNAVAILABLE = 69, EXIT_REFUSED = 77 };
enum { ADDRESS_BYTES = 20, TOKEN_SLOTS = 1 << 16, TOKENS_MAX = TOKEN_SLOTS / 2 };
enum { ANSWER_MAX = 512 << 20, TIMEOUT_MS = 120000, PASSWORD_MAX = 1000 };

struct node {
	struct arena *arena, *answers; /* the second is reset at each block */
	CURL *curl;
	CURLU *url; /* the address, which curl borrows */
	struct curl_slist *headers;
	bool bitcoin, no_traces;
	bool no_trace_module;
	struct span chain; /* "main", "test", "regtest" */
	uint64_t first, last;
	const char *ca;
	/* Tokens that were asked about; all zeros: free. Past TOKENS_MAX no more are. */
	unsigned char tokens[TOKEN_SLOTS][ADDRESS_BYTES];
	size_t token_count;
	struct err err;
};

/* ---- one request */

static size_t take_bytes(char *bytes, size_t size, size_t count, void *answer)
{
	struct text *t = answer;
	for (size_t i = 0; i < size * count; i++)
		if (bytes[i] == '\n' || bytes[i] == '\r')
			bytes[i] = ' ';
	text_add(t, span_of(bytes, size * count));
	return t->cut ? 0 : size * count;
}

/* Where braces and quotes do not close, it would take in what stands behind it. */
static bool is_one_object(struct span s)
{
	struct json j = json_of(s);
	struct json_item item;
	bool object = json_next(&j, &item) && item.kind == JSON_OBJECT;
	while (object && json_next(&j, &item))
		if (item.kind == JSON_CLOSE && item.depth == 0)
			return !j.broken && !span_trim(j.rest).n;
	return false;
}

/* The answer as it comes. */
static int ask_raw(
	struct node *n, const char *method, const char *arguments, struct span *answer_r)
{
	struct text t;
	const char *body = arena_printf(n->answers,
		"{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"%s\",\"params\":[%s]}",
		method, arguments);
	long status = 0;
	text_init(&t, n->answers, ANSWER_MAX);
	curl_easy_setopt(n->curl, CURLOPT_POSTFIELDS, body);
	curl_easy_setopt(n->curl, CURLOPT_WRITEFUNCTION, take_bytes);
	curl_easy_setopt(n->curl, CURLOPT_WRITEDATA, &t);
	CURLcode code = curl_easy_perform(n->curl);
	if (code != CURLE_OK)
		return err_set(&n->err, t.cut ? EMSGSIZE : EHOSTUNREACH, "%s: %s", method,
			t.cut ? "the answer is too long" : curl_easy_strerror(code));
	curl_easy_getinfo(n->curl, CURLINFO_RESPONSE_CODE, &status);
	if (status == 401 || status == 403)
		return err_set(
			&n->err, EACCES, "the node refuses the user or the password");
	*answer_r = span_trim(text_span(&t));
	return 0;
}

static int ask(
	struct node *n, const char *method, const char *arguments, struct span *answer_r)
{
	int r = ask_raw(n, method, arguments, answer_r);
	return r < 0 || is_one_object(*answer_r)
		       ? r
		       : err_set(&n->err, EPROTO, "%s: the node's answer is no JSON",
				 method);
}

/* The text or word that an answer's result is; empty where it is another thing. */
static struct span result_of(struct node *n, struct span answer)
{
	struct json j = json_of(answer);
	struct json_item item;
	while (json_next(&j, &item))
		if (item.depth == 1 && span_equal(item.key, SPAN("result")))
			return item.kind == JSON_STRING ? json_text(n->answers, item.text)
			       : item.kind == JSON_WORD ? item.text
							: SPAN("");
	return SPAN("");
}

static int find_latest(struct node *n, uint64_t *number_r)
{
	struct span answer, result;
	int r = ask(n, n->bitcoin ? "getblockcount" : "eth_blockNumber", "", &answer);
	if (r < 0)
		return r;
	result = result_of(n, answer);
	bool good = n->bitcoin ? num_parse(result, UINT32_MAX, number_r)
			       : span_starts_with(result, SPAN("0x")) &&
					 num_parse_hex(span_skip(result, 2), UINT32_MAX,
						 number_r);
	return good ? 0
		    : err_set(&n->err, EPROTO, "the node does not tell its last block");
}

/* Letters alone: it is written as it is. */
static bool is_word(struct span s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!ascii_is_alnum(s.p[i]))
			return false;
	return s.n > 0 && s.n <= 16;
}

static int find_chain(struct node *n)
{
	struct span answer;
	struct json_item item;
	int r = ask(n, "getblockchaininfo", "", &answer);
	struct json j = json_of(r < 0 ? SPAN("") : answer);
	while (r == 0 && json_next(&j, &item))
		if (item.depth == 2 && item.kind == JSON_STRING &&
			span_equal(item.key, SPAN("chain")))
			n->chain = arena_copy(n->arena, item.text);
	if (r == 0 && !is_word(n->chain))
		r = err_set(&n->err, EPROTO, "the node does not tell its chain");
	return r;
}

/* ---- blocks */

/* The range makes a source that goes farther another one. */
static void write_head(const struct node *n, const char *kind)
{
	printf("{\"assay-node\":\"%s\",\"range\":\"%" PRIu64 "-%" PRIu64 "\"", kind,
		n->first, n->last);
}

static void write_part(const char *before, struct span answer)
{
	fputs(before, stdout);
	fwrite(answer.p, 1, answer.n, stdout);
}

static bool has_list(struct span answer)
{
	struct json j = json_of(answer);
	struct json_item item;
	while (json_next(&j, &item))
		if (item.depth == 1 && span_equal(item.key, SPAN("result")))
			return item.kind == JSON_ARRAY;
	return false;
}

/* Where a node has neither, its answer to trace_block says so to the importer. */
static int ask_traces(
	struct node *n, uint64_t number, const char *which, struct span *traces_r)
{
	struct span answer;
	struct calls calls;
	int r = n->no_trace_module ? 0 : ask(n, "trace_block", which, traces_r);
	if (r < 0 || (!n->no_trace_module && has_list(*traces_r)))
		return r;
	r = ask_raw(n, "debug_traceBlockByNumber",
		arena_printf(n->answers, "%s,{\"tracer\":\"callTracer\"}", which),
		&answer);
	if (r < 0 || !calls_read(n->answers, answer, &calls))
		return r;
	n->no_trace_module = true;
	*traces_r = calls_as_traces(n->answers, &calls, number);
	return 0;
}

/* ---- tokens */

/* False where it was asked about before. */
static bool is_new_token(struct node *n, const unsigned char address[ADDRESS_BYTES])
{
	static const unsigned char none[ADDRESS_BYTES];
	for (uint64_t h = hash_bytes(span_of(address, ADDRESS_BYTES), 0);; h++) {
		unsigned char *slot = n->tokens[h % TOKEN_SLOTS];
		if (memcmp(slot, address, ADDRESS_BYTES) == 0)
			return false;
		if (memcmp(slot, none, ADDRESS_BYTES) != 0)
			continue;
		if (n->token_count == TOKENS_MAX)
			return false;
		n->token_count++;
		memcpy(slot, address, ADDRESS_BYTES);
		return true;
	}
}

/* What a contract's function that takes nothing answers. */
static int ask_token(
	struct node *n, struct span address, const char *selector, struct span *answer_r)
{
	return ask(n, "eth_call",
		arena_printf(n->answers, "{\"to\":\"%.*s\",\"data\":\"%s\"},\"latest\"",
			SPAN_ARG(address), selector),
		answer_r);
}

/* Only what has decimals counts in parts: a work of art (ERC-721) does not answer. */
static int write_token(struct node *n, struct span address)
{
	struct span decimals, symbol;
	int r = ask_token(n, address, "0x313ce567", &decimals);
	if (r < 0 || result_of(n, decimals).n != 2 + 2 * 32)
		return r;
	r = ask_token(n, address, "0x95d89b41", &symbol);
	if (r < 0)
		return r;
	write_head(n, "token");
	printf(",\"address\":\"%.*s\"", SPAN_ARG(address));
	write_part(",\"decimals\":", decimals);
	write_part(",\"symbol\":", symbol);
	fputs("}\n", stdout);
	return 0;
}

/* Those whose transfers are logged: [{"logs":[{"address":A,"topics":[Transfer, ...]}]}], by depth. */
static int write_tokens(struct node *n, struct span receipts)
{
	enum { OF_LOG = 5, OF_TOPICS = 6 };
	static const char transfer[] = "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11"
				       "628f55a4df523b3ef";
	unsigned char bytes[ADDRESS_BYTES];
	struct json j = json_of(receipts);
	struct json_item item;
	struct span address = SPAN("");
	int r = 0;
	while (r == 0 && json_next(&j, &item)) {
		if (item.depth == OF_LOG && item.kind == JSON_STRING &&
			span_equal(item.key, SPAN("address")))
			address = item.text;
		if (item.depth == OF_TOPICS && item.kind == JSON_STRING &&
			span_equal_nocase(item.text, span_from_cstr(transfer)) &&
			address.n == 2 + 2 * ADDRESS_BYTES &&
			num_hex_bytes(span_skip(address, 2), bytes, sizeof(bytes)) &&
			is_new_token(n, bytes))
			r = write_token(n, address);
	}
	return r;
}

static int write_evm(struct node *n, uint64_t number)
{
	struct span block, receipts, traces = SPAN("{}"); /* not asked for */
	const char *which = arena_printf(n->answers, "\"0x%" PRIx64 "\"", number);
	int r = ask(n, "eth_getBlockByNumber", arena_printf(n->answers, "%s,true", which),
		&block);
	r = r < 0 ? r : ask(n, "eth_getBlockReceipts", which, &receipts);
	r = r < 0 ? r : write_tokens(n, receipts);
	if (r == 0 && !n->no_traces)
		r = ask_traces(n, number, which, &traces);
	if (r < 0)
		return r;
	write_head(n, "evm");
	printf(",\"number\":%" PRIu64, number);
	write_part(",\"block\":", block);
	write_part(",\"receipts\":", receipts);
	write_part(",\"traces\":", traces);
	fputs("}\n", stdout);
	return 0;
}

static int write_bitcoin(struct node *n, uint64_t number)
{
	struct span hash, raw;
	int r = ask(
		n, "getblockhash", arena_printf(n->answers, "%" PRIu64, number), &hash);
	if (r < 0)
		return r;
	struct span id = result_of(n, hash);
	unsigned char bytes[32];
	if (!num_hex_bytes(id, bytes, sizeof(bytes)))
		return err_set(&n->err, EPROTO, "block %" PRIu64 " has no hash", number);
	r = ask(n, "getblock", arena_printf(n->answers, "\"%.*s\",0", SPAN_ARG(id)),
		&raw);
	if (r < 0)
		return r;
	write_head(n, "bitcoin");
	printf(",\"chain\":\"%.*s\",\"number\":%" PRIu64, SPAN_ARG(n->chain), number);
	write_part(",\"raw\":", raw);
	fputs("}\n", stdout);
	return 0;
}

static int write_blocks(struct node *n)
{
	int r = 0;
	for (uint64_t i = n->first; r == 0 && i <= n->last; i++) {
		r = n->bitcoin ? write_bitcoin(n, i) : write_evm(n, i);
		arena_reset(n->answers);
		if (r == 0 && fflush(stdout) != 0)
			r = err_set(
				&n->err, errno, "standard output: %s", strerror(errno));
	}
	if (r < 0)
		return r;
	write_head(n, "end");
	fputs("}\n", stdout);
	return fflush(stdout) == 0 ? 0 : -EIO;
}

/* ---- the connection */

/* http to a node on this machine alone; the password is no part of the address. */
static int take_url(struct node *n, CURLU *url, const char *text)
{
	if (curl_url_set(url, CURLUPART_URL, text, 0) != CURLUE_OK)
		return err_set(&n->err, EINVAL, "%s is no address", text);
	const char *scheme = url_part(n->arena, url, CURLUPART_SCHEME, 0);
	bool plain = scheme && strcmp(scheme, "http") == 0;
	if (url_part(n->arena, url, CURLUPART_PASSWORD, 0) ||
		(!plain && (!scheme || strcmp(scheme, "https") != 0)))
		return err_set(&n->err, EINVAL,
			"the address must read https://user@host/path, without a "
			"password");
	if (plain && !url_is_loopback(n->arena, url))
		return err_set(&n->err, EINVAL,
			"http without encryption goes to a node on this machine only");
	return 0;
}

static int connect_node(struct node *n, const char *text, const char *password)
{
	CURLU *url = n->url = curl_url();
	n->curl = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK ? curl_easy_init()
								    : NULL;
	if (!n->curl || !url)
		return err_set(&n->err, ENOMEM, "memory is short");
	int r = take_url(n, url, text);
	if (r < 0)
		return r;
	const char *user = url_part(n->arena, url, CURLUPART_USER, CURLU_URLDECODE);
	curl_url_set(url, CURLUPART_USER, NULL, 0);
	n->headers = curl_slist_append(NULL, "Content-Type: application/json");
	curl_easy_setopt(n->curl, CURLOPT_CURLU, url);
	curl_easy_setopt(n->curl, CURLOPT_HTTPHEADER, n->headers);
	curl_easy_setopt(n->curl, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(n->curl, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(n->curl, CURLOPT_PROXY, "");
	curl_easy_setopt(n->curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(n->curl, CURLOPT_TIMEOUT_MS, (long)TIMEOUT_MS);
	if (n->ca) {
		curl_easy_setopt(n->curl, CURLOPT_CAINFO, n->ca);
		curl_easy_setopt(n->curl, CURLOPT_CAPATH, NULL);
	}
	if (user) {
		curl_easy_setopt(n->curl, CURLOPT_USERNAME, user);
		curl_easy_setopt(n->curl, CURLOPT_PASSWORD, password);
	}
	return 0;
}

/* ---- the program */

/* To standard output: the other one may be a file, which the lock lets nobody write. */
static void write_error(const struct node *n)
{
	fputs("{\"assay-node\":\"error\",\"why\":\"", stdout);
	for (const char *p = n->err.text; *p; p++)
		putchar(*p < ' ' || *p > '~' || *p == '"' || *p == '\\' ? '?' : *p);
	fputs("\"}\n", stdout);
	fflush(stdout);
}

static int read_options(struct node *n, int argc, char **argv)
{
	static const struct option options[] = { { "ca", required_argument, NULL, 'c' },
		{ "no-traces", no_argument, NULL, 't' }, { 0 } };
	int option;
	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option == 'c')
			n->ca = optarg;
		else if (option == 't')
			n->no_traces = true;
		else
			return -1;
	}
	return argc - optind == 4 ? optind : -1;
}

static void read_password(char password[PASSWORD_MAX])
{
	password[0] = '\0';
	if (fgets(password, PASSWORD_MAX, stdin))
		password[strcspn(password, "\r\n")] = '\0';
}

static int run(struct node *n, char **args)
{
	char password[PASSWORD_MAX];
	n->bitcoin = strcmp(args[0], "bitcoin") == 0;
	if ((!n->bitcoin && strcmp(args[0], "evm") != 0) ||
		!num_parse(span_from_cstr(args[2]), UINT32_MAX, &n->first))
		return err_set(&n->err, EINVAL, "the first block is a number");
	read_password(password);
	int r = fetch_lock_start(&n->err);
	r = r < 0 ? r : connect_node(n, args[1], password);
	explicit_bzero(password, sizeof(password));
	if (r == 0 && n->bitcoin)
		r = find_chain(n);
	if (r == 0 && strcmp(args[3], "latest") == 0)
		r = find_latest(n, &n->last);
	else if (r == 0 && !num_parse(span_from_cstr(args[3]), UINT32_MAX, &n->last))
		r = err_set(&n->err, EINVAL, "the last block is a number or \"latest\"");
	return r < 0 ? r : write_blocks(n);
}

int main(int argc, char **argv)
{
	static struct node n; /* too large for the stack */
	n.arena = arena_create(1 << 20);
	n.answers = arena_create(SIZE_MAX);
	int at = read_options(&n, argc, argv);
	if (at < 0) {
		fprintf(stderr,
			"usage: assay-node [--ca FILE] [--no-traces] evm|bitcoin URL "
			"FIRST LAST|latest\n");
		return EXIT_USAGE;
	}
	int r = run(&n, argv + at);
	if (r < 0)
		write_error(&n);
	curl_slist_free_all(n.headers);
	curl_easy_cleanup(n.curl);
	curl_url_cleanup(n.url);
	arena_destroy(&n.answers);
	arena_destroy(&n.arena);
	return r == 0	      ? 0
	       : r == -EINVAL ? EXIT_USAGE
	       : r == -EACCES ? EXIT_REFUSED
			      : EXIT_UNAVAILABLE;
}
