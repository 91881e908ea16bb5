#ifndef ASSAY_FUZZ_LEDGER_FOLDER_H
#define ASSAY_FUZZ_LEDGER_FOLDER_H

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/must.h"
#include "ledger/writer.h"

/* A folder of this process' own for a ledger, emptied between inputs. */

static char ledger_folder[64];

static void ledger_folder_empty(void)
{
	if (!ledger_folder[0]) {
		bool memory = access("/dev/shm", W_OK) == 0;
		snprintf(ledger_folder, sizeof(ledger_folder), "%s/assay-fuzz-XXXXXX",
			memory ? "/dev/shm" : "/tmp");
		must(mkdtemp(ledger_folder) != NULL);
		return;
	}
	DIR *folder = opendir(ledger_folder);
	must(folder != NULL);
	for (const struct dirent *e; (e = readdir(folder));)
		if (e->d_name[0] != '.')
			unlinkat(dirfd(folder), e->d_name, 0);
	closedir(folder);
}

static void ledger_folder_remove(void)
{
	ledger_folder_empty();
	rmdir(ledger_folder);
}

#endif
