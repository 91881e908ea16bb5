/* The format table: one row a type. What opens it turns its bytes into further files, links
 * and facts; a type without a row is known and holds nothing that is opened. */
#include "checks/file/openers.h"

/* One line for each opener, sorted by name. */
file_opener open_folder;
file_opener open_ole;
file_opener open_pdf;
file_opener open_zip;

static file_opener *const openers[TYPES] = {
	[TYPE_FOLDER] = open_folder,
	[TYPE_OLE] = open_ole,
	[TYPE_PDF] = open_pdf,
	[TYPE_ZIP] = open_zip,
};

file_opener *opener_of(enum file_type type)
{
	return openers[type];
}
