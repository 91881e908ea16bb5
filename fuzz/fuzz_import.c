/* Exports of chains and banks, in the form that the first byte chooses: reading ends, every row is in
 * or set aside, and the ledger that comes of it is whole. */
#include <stdint.h>
#include <sys/mman.h>

#include "import/import.h"
#include "ledger/scan.h"
#include "ledger_folder.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static int file_of(struct span bytes)
{
	int fd = memfd_create("source", MFD_CLOEXEC);
	must(fd >= 0 && write(fd, bytes.p, bytes.n) == (ssize_t)bytes.n);
	lseek(fd, 0, SEEK_SET);
	return fd;
}

static struct span beside; /* what each file that is asked for holds */

static int sibling(void *state, const char *name, struct source **source_r)
{
	struct err err;
	(void)state;
	(void)name;
	*source_r = NULL;
	return beside.n ? source_open(file_of(beside), "beside", source_r, &err) : -1;
}

static void check_ledger(void)
{
	struct store *s;
	struct err err;
	struct transfer row;
	must(store_open(ledger_folder, &s, &err) == 0 && store_verify(s, &err) == 0);
	struct arena *a = arena_create(64 << 20);
	struct scan *scan = scan_open(s, a);
	uint64_t rows = 0;
	while (scan_next(scan, &row))
		rows++;
	must(rows == store_rows(s));
	scan_close(scan);
	arena_destroy(&a);
	store_close(&s);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	static bool registered;
	struct err err;
	bool was_in;
	unsigned forms = 0;
	if (n < 2)
		return 0;
	ledger_folder_empty();
	if (!registered)
		atexit(ledger_folder_remove);
	registered = true;
	while (import_form_row(forms))
		forms++;
	const struct import_form *form = import_form_row(bytes[0] % forms);
	struct span all = span_of(bytes + 1, n - 1);
	size_t cut = span_find(all, SPAN("\n--\n"));
	beside = cut == SPAN_NONE ? SPAN("") : span_skip(all, cut + 4);
	struct import_options options = { .form = span_from_cstr(form->name),
		.chain = SPAN("x"),
		.no_time_s = bytes[0] & 0x80 ? 1000 : 0 };
	struct import import = { .arena = arena_create(256 << 20),
		.scratch = arena_create(256 << 20),
		.options = &options,
		.sibling = sibling };
	must(writer_open(ledger_folder, &import.writer, &err) == 0);
	int r = source_open(
		file_of(span_take(all, cut)), "blk00000.dat", &import.source, &err);
	r = r < 0 ? r : import_source(&import, &was_in, &err);
	source_close(&import.source);
	writer_close(&import.writer);
	arena_destroy(&import.arena);
	arena_destroy(&import.scratch);
	if (r == 0)
		check_ledger();
	return 0;
}
