/* The format table: one row a type. What opens it turns its bytes into further files, links
 * and facts; for the other types reading.c tells why none is needed, or that they are not
 * read. */
#include "checks/file/openers.h"

/* One line for each opener, sorted by name. */
file_opener open_activemime;
file_opener open_ar;
file_opener open_archive;
file_opener open_cabinet;
file_opener open_chm;
file_opener open_disk;
file_opener open_dmg;
file_opener open_fat;
file_opener open_folder;
file_opener open_gzip;
file_opener open_hfs;
file_opener open_html;
file_opener open_hwpx;
file_opener open_iso;
file_opener open_lnk;
file_opener open_mail;
file_opener open_mbox;
file_opener open_odf;
file_opener open_office_xml;
file_opener open_ole;
file_opener open_onenote;
file_opener open_pdf;
file_opener open_pgp;
file_opener open_picture;
file_opener open_plist;
file_opener open_program;
file_opener open_rpm;
file_opener open_rtf;
file_opener open_script;
file_opener open_stream;
file_opener open_sylk;
file_opener open_tar;
file_opener open_tnef;
file_opener open_udf;
file_opener open_url;
file_opener open_vhd;
file_opener open_xar;
file_opener open_zip;

static file_opener *const openers[TYPES] = {
	[TYPE_ACTIVEMIME] = open_activemime,
	[TYPE_APPINSTALLER] = open_url,
	[TYPE_APPREF_MS] = open_url,
	[TYPE_AR] = open_ar,
	[TYPE_BMP] = open_picture,
	[TYPE_BZIP2] = open_stream,
	[TYPE_CAB] = open_cabinet,
	[TYPE_CHM] = open_chm,
	[TYPE_COMPRESS] = open_stream,
	[TYPE_CPIO] = open_archive,
	[TYPE_DEB] = open_ar,
	[TYPE_DESKTOP] = open_url,
	[TYPE_DISK] = open_disk,
	[TYPE_DMG] = open_dmg,
	[TYPE_ELF] = open_program,
	[TYPE_ENCODED_SCRIPT] = open_script,
	[TYPE_FAT] = open_fat,
	[TYPE_FOLDER] = open_folder,
	[TYPE_GIF] = open_picture,
	[TYPE_GZIP] = open_gzip,
	[TYPE_HFS] = open_hfs,
	[TYPE_HTA] = open_html,
	[TYPE_HTML] = open_html,
	[TYPE_HWPX] = open_hwpx,
	[TYPE_ICS] = open_url,
	[TYPE_IQY] = open_url,
	[TYPE_ISO] = open_iso,
	[TYPE_JNLP] = open_url,
	[TYPE_JPEG] = open_picture,
	[TYPE_LHA] = open_archive,
	[TYPE_LIBRARY_MS] = open_url,
	[TYPE_LNK] = open_lnk,
	[TYPE_LZ4] = open_stream,
	[TYPE_LZIP] = open_stream,
	[TYPE_LZMA] = open_stream,
	[TYPE_MACHO] = open_program,
	[TYPE_MAIL] = open_mail,
	[TYPE_MBOX] = open_mbox,
	[TYPE_MHT] = open_mail,
	[TYPE_MOBILECONFIG] = open_url,
	[TYPE_MSC] = open_html,
	[TYPE_ODC] = open_url,
	[TYPE_ODF] = open_odf,
	[TYPE_OLE] = open_ole,
	[TYPE_ONENOTE] = open_onenote,
	[TYPE_PDF] = open_pdf,
	[TYPE_PE] = open_program,
	[TYPE_PGP] = open_pgp,
	[TYPE_PLIST] = open_plist,
	[TYPE_PNG] = open_picture,
	[TYPE_RAR] = open_archive,
	[TYPE_RDP] = open_url,
	[TYPE_RPM] = open_rpm,
	[TYPE_RTF] = open_rtf,
	[TYPE_SEARCH_MS] = open_url,
	[TYPE_SETTINGCONTENT_MS] = open_url,
	[TYPE_SEVENZIP] = open_archive,
	[TYPE_SLK] = open_sylk,
	[TYPE_SVG] = open_html,
	[TYPE_TAR] = open_tar,
	[TYPE_TNEF] = open_tnef,
	[TYPE_UDF] = open_udf,
	[TYPE_URL] = open_url,
	[TYPE_VHDX] = open_vhd,
	[TYPE_VHD] = open_vhd,
	[TYPE_VSTO] = open_url,
	[TYPE_WEBLOC] = open_url,
	[TYPE_WEBP] = open_picture,
	[TYPE_WSF] = open_html,
	[TYPE_WORDML] = open_office_xml,
	[TYPE_XAR] = open_xar,
	[TYPE_XDP] = open_url,
	[TYPE_XZ] = open_stream,
	[TYPE_ZIP] = open_zip,
	[TYPE_ZSTD] = open_stream,
};

file_opener *opener_of(enum file_type type)
{
	return openers[type];
}
