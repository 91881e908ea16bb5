/* Property lists: those of text are read as text; the binary form is not read, which is
 * said. */
#include "checks/file/openers.h"

file_opener open_plist;

void open_plist(struct file *f)
{
	if (span_starts_with(f->bytes, SPAN("bplist")))
		file_unread(f, GAP_FORMAT);
}
