/* A ledger of which bytes were changed: "which file, then places and bytes". It is refused, or it
 * opens and gives answers within it; checksums that guard against the disk are made to hold
 * where an input asks for it, so that what stands behind them is reached too. */
#include <stddef.h>
#include <stdint.h>

#include "base/hash.h"
#include "ledger/scan.h"
#include "ledger_folder.h"
#include "trace/trace.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

enum { FILES_MAX = 16, FILE_BYTES_MAX = 1 << 16, PATCH = 3, ACCOUNTS = 12, ROWS = 90 };

static struct {
	char name[32];
	unsigned char bytes[FILE_BYTES_MAX];
	size_t n;
} files[FILES_MAX];
static size_t file_count;

/* --- the ledger as it was written --- */

static void add_row(struct writer *w, unsigned i, uint32_t asset)
{
	struct err err;
	char from[24], to[24];
	unsigned char id[32] = { (unsigned char)(i / 3), 1 };
	bool chain = i % 4;
	snprintf(from, sizeof(from), "a%u", i * 7 % ACCOUNTS);
	snprintf(to, sizeof(to), "a%u", i * 5 % ACCOUNTS + 1);
	struct transfer t = { .order = { .time_s = 1000 + i / 5,
				      .block = chain ? i / 9 + 1 : 0,
				      .position = i },
		.from = writer_account(w, span_from_cstr(from)),
		.to = writer_account(w, span_from_cstr(to)),
		.asset = asset,
		.kind = (uint8_t)(i % 11 ? TRANSFER_NATIVE : TRANSFER_FEE),
		.amount = { { i * 1000 + 1, i % 13 == 0, 0, i % 17 == 0 } } };
	must(writer_add(w, &t, chain ? id : NULL, &err) == 0);
}

static void write_ledger(void)
{
	struct writer *w;
	struct err err;
	uint32_t asset;
	must(writer_open(ledger_folder, &w, &err) == 0);
	must(writer_asset(w, SPAN("x"), SPAN("X"), 2, &asset, &err) == 0);
	for (unsigned i = 0; i < ROWS; i++) {
		if (i == ROWS / 2)
			must(writer_commit(w, &err) == 0);
		add_row(w, i, asset);
	}
	must(writer_commit(w, &err) == 0);
	writer_close(&w);
}

static void read_files(void)
{
	DIR *folder = opendir(ledger_folder);
	must(folder != NULL);
	for (const struct dirent *e; (e = readdir(folder)) && file_count < FILES_MAX;) {
		int fd = openat(dirfd(folder), e->d_name, O_RDONLY | O_CLOEXEC);
		ssize_t n = fd < 0 || e->d_name[0] == '.'
				    ? -1
				    : read(fd, files[file_count].bytes, FILE_BYTES_MAX);
		if (n >= 0) {
			must((size_t)n < FILE_BYTES_MAX);
			snprintf(files[file_count].name, sizeof(files[0].name), "%.31s",
				e->d_name);
			files[file_count++].n = (size_t)n;
		}
		if (fd >= 0)
			close(fd);
	}
	closedir(folder);
}

static void prepare(void)
{
	if (file_count)
		return;
	ledger_folder_empty();
	atexit(ledger_folder_remove);
	write_ledger();
	read_files();
	/* Whichever order the folder gives, inputs mean the same. */
	for (size_t i = 0; i < file_count; i++)
		for (size_t k = i + 1; k < file_count; k++)
			if (strcmp(files[i].name, files[k].name) > 0) {
				files[FILES_MAX - 1] = files[i];
				files[i] = files[k];
				files[k] = files[FILES_MAX - 1];
			}
}

/* --- changed --- */

static size_t repair_state(unsigned char *p, size_t n)
{
	struct span text = span_of(p, n);
	size_t at = span_find(text, SPAN("checksum "));
	if (at == SPAN_NONE || at + 32 > FILE_BYTES_MAX)
		return n;
	uint64_t sum = hash_bytes(span_take(text, at), SEGMENT_MAGIC);
	return at + (size_t)snprintf((char *)p + at, 32, "checksum %llx\n",
			    (unsigned long long)sum);
}

static void repair_segment(unsigned char *p, size_t n)
{
	struct segment_head head;
	if (n < sizeof(head))
		return;
	memcpy(&head, p, sizeof(head));
	head.checksum = hash_bytes(
		span_of(p, offsetof(struct segment_head, checksum)), SEGMENT_MAGIC);
	memcpy(p, &head, sizeof(head));
}

static void write_file(const char *name, const unsigned char *p, size_t n)
{
	char path[128];
	snprintf(path, sizeof(path), "%s/%s", ledger_folder, name);
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	must(fd >= 0 && write(fd, p, n) == (ssize_t)n);
	close(fd);
}

static void spoil(const uint8_t *bytes, size_t n)
{
	static unsigned char changed[FILE_BYTES_MAX];
	size_t which = bytes[0] % file_count, size = files[which].n;
	memcpy(changed, files[which].bytes, size);
	for (size_t i = 2; i + PATCH <= n && size; i += PATCH)
		changed[(bytes[i] | (size_t)bytes[i + 1] << 8) % size] = bytes[i + 2];
	if (bytes[1] & 1)
		size -= size * (bytes[1] >> 1) / 256;
	bool is_state = strcmp(files[which].name, "state") == 0;
	bool is_rows = strstr(files[which].name, ".rows") != NULL;
	if (is_state && bytes[1] & 2)
		size = repair_state(changed, size);
	if (is_rows && bytes[1] & 2)
		repair_segment(changed, size);
	for (size_t i = 0; i < file_count; i++)
		write_file(files[i].name, i == which ? changed : files[i].bytes,
			i == which ? size : files[i].n);
}

/* --- used --- */

static void use(struct store *s)
{
	struct err err;
	struct transfer row;
	struct trace trace;
	struct arena *a = arena_create(256 << 20);
	struct edges *e = store_edges(s);
	store_verify(s, &err);
	struct scan *scan = scan_open(s, a);
	for (unsigned i = 0; i < 4 * ROWS && scan_next(scan, &row); i++) {
		e->ops->account_name(e, a, row.from);
		e->ops->account_name(e, a, row.to);
		e->ops->asset(e, row.asset);
	}
	scan_close(scan);
	uint32_t account = e->ops->find_account(e, SPAN("a0"));
	struct trace_origin origin = { .account = account, .asset = LEDGER_NONE };
	struct trace_options options = { .rule = RULE_FIFO,
		.from_s = INT64_MIN,
		.until_s = INT64_MAX,
		.accounts_max = 100 };
	if (account != LEDGER_NONE)
		trace_run(e, a, &origin, 1, &options, &trace, &err);
	arena_destroy(&a);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct store *s;
	struct err err;
	if (n < 2)
		return 0;
	prepare();
	spoil(bytes, n);
	if (store_open(ledger_folder, &s, &err) == 0) {
		use(s);
		store_close(&s);
	}
	return 0;
}
