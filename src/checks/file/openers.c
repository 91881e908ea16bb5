/* The format table: one row a type. What opens it turns its bytes into further files, links
 * and facts; a type without a row is known and holds nothing that is opened. */
#include "checks/file/openers.h"

/* One line for each opener, sorted by name. */
file_opener open_ar;
file_opener open_folder;
file_opener open_gzip;
file_opener open_lnk;
file_opener open_html;
file_opener open_mail;
file_opener open_mbox;
file_opener open_ole;
file_opener open_onenote;
file_opener open_script;
file_opener open_tnef;
file_opener open_pdf;
file_opener open_tar;
file_opener open_zip;

static file_opener *const openers[TYPES] = {
	[TYPE_AR] = open_ar,
	[TYPE_DEB] = open_ar,
	[TYPE_ENCODED_SCRIPT] = open_script,
	[TYPE_FOLDER] = open_folder,
	[TYPE_LNK] = open_lnk,
	[TYPE_GZIP] = open_gzip,
	[TYPE_HTA] = open_html,
	[TYPE_HTML] = open_html,
	[TYPE_MAIL] = open_mail,
	[TYPE_MBOX] = open_mbox,
	[TYPE_MHT] = open_mail,
	[TYPE_MSC] = open_html,
	[TYPE_OLE] = open_ole,
	[TYPE_ONENOTE] = open_onenote,
	[TYPE_SVG] = open_html,
	[TYPE_TAR] = open_tar,
	[TYPE_TNEF] = open_tnef,
	[TYPE_WSF] = open_html,
	[TYPE_PDF] = open_pdf,
	[TYPE_ZIP] = open_zip,
};

file_opener *opener_of(enum file_type type)
{
	return openers[type];
}
