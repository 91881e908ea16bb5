/* Messages of OpenPGP (RFC 9580, 6.2): what is in an encrypted one is not read, which is
 * said; signatures and keys hold nothing that opens. */
#include "checks/file/openers.h"

file_opener open_pgp;

void open_pgp(struct file *f)
{
	if (span_starts_with(f->bytes, SPAN("-----BEGIN PGP MESSAGE")))
		file_unread(f, GAP_FORMAT);
}
