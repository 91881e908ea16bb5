#ifndef ASSAY_PARSE_FILE_TYPE_H
#define ASSAY_PARSE_FILE_TYPE_H

#include <stdint.h>

#include "base/span.h"

/* What a file is by its content, and what its name says that it is. The two are compared by
 * checks; here each speaks for itself. */

enum file_family {
	FAMILY_UNKNOWN,
	FAMILY_EMPTY,
	FAMILY_TEXT, /* read by people */
	FAMILY_CODE, /* program text that something else runs: C, JSON, Python in a project */
	FAMILY_PICTURE,
	FAMILY_MEDIA,	 /* sound, film, fonts */
	FAMILY_DOCUMENT, /* Office, PDF, HWP, RTF, OneNote */
	FAMILY_PAGE,	 /* HTML, SVG: a browser opens it and runs what is in it */
	FAMILY_LETTER,
	FAMILY_ARCHIVE,	 /* holds other files */
	FAMILY_DISK,	 /* is mounted and holds other files */
	FAMILY_PROGRAM,	 /* the machine runs it: PE, ELF, Mach-O, classes, installers */
	FAMILY_SCRIPT,	 /* a click runs it: .js, .vbs, .bat, .ps1, AppleScript, HTA */
	FAMILY_SHORTCUT, /* a click runs or opens what it names: LNK, .url, .desktop */
	FAMILY_HELP,	 /* CHM */
	FAMILY_OPENER,	 /* makes a program reach out: RDP, IQY, JNLP, .library-ms, ICS */
	FAMILY_DATA, /* known, and nothing in it is opened: databases, keys, object code */
	FILE_FAMILIES
};

/* name, family, what a person calls it */
#define FILE_TYPES(T)                                                                    \
	T(UNKNOWN, "unknown", FAMILY_UNKNOWN, "data of an unknown kind")                 \
	T(EMPTY, "empty", FAMILY_EMPTY, "an empty file")                                 \
	T(TEXT, "text", FAMILY_TEXT, "text")                                             \
	T(ZIP, "zip", FAMILY_ARCHIVE, "a zip archive")                                   \
	T(JAR, "jar", FAMILY_PROGRAM, "a Java program")                                  \
	T(APK, "apk", FAMILY_PROGRAM, "an Android program")                              \
	T(OOXML, "ooxml", FAMILY_DOCUMENT, "an Office document")                         \
	T(ODF, "odf", FAMILY_DOCUMENT, "an OpenDocument file")                           \
	T(HWPX, "hwpx", FAMILY_DOCUMENT, "a Hangul document")                            \
	T(EPUB, "epub", FAMILY_DOCUMENT, "an e-book")                                    \
	T(XPS, "xps", FAMILY_DOCUMENT, "an XPS document")                                \
	T(VSIX, "vsix", FAMILY_PROGRAM, "an extension of an editor")                     \
	T(MSIX, "msix", FAMILY_PROGRAM, "a Windows installer")                           \
	T(RAR, "rar", FAMILY_ARCHIVE, "a RAR archive")                                   \
	T(SEVENZIP, "7z", FAMILY_ARCHIVE, "a 7z archive")                                \
	T(TAR, "tar", FAMILY_ARCHIVE, "a tar archive")                                   \
	T(CPIO, "cpio", FAMILY_ARCHIVE, "a cpio archive")                                \
	T(AR, "ar", FAMILY_ARCHIVE, "an ar archive")                                     \
	T(DEB, "deb", FAMILY_PROGRAM, "a Debian package")                                \
	T(RPM, "rpm", FAMILY_PROGRAM, "an RPM package")                                  \
	T(CAB, "cab", FAMILY_ARCHIVE, "a cabinet archive")                               \
	T(LHA, "lha", FAMILY_ARCHIVE, "an LHA archive")                                  \
	T(ARJ, "arj", FAMILY_ARCHIVE, "an ARJ archive")                                  \
	T(ACE, "ace", FAMILY_ARCHIVE, "an ACE archive")                                  \
	T(XAR, "xar", FAMILY_ARCHIVE, "a macOS package or xar archive")                  \
	T(GZIP, "gzip", FAMILY_ARCHIVE, "a gzip file")                                   \
	T(BZIP2, "bzip2", FAMILY_ARCHIVE, "a bzip2 file")                                \
	T(XZ, "xz", FAMILY_ARCHIVE, "an xz file")                                        \
	T(LZMA, "lzma", FAMILY_ARCHIVE, "an lzma file")                                  \
	T(LZIP, "lzip", FAMILY_ARCHIVE, "an lzip file")                                  \
	T(LZ4, "lz4", FAMILY_ARCHIVE, "an lz4 file")                                     \
	T(LZOP, "lzop", FAMILY_ARCHIVE, "an lzop file")                                  \
	T(ZSTD, "zstd", FAMILY_ARCHIVE, "a zstd file")                                   \
	T(COMPRESS, "compress", FAMILY_ARCHIVE, "a compress (.Z) file")                  \
	T(FOLDER, "folder", FAMILY_ARCHIVE, "a folder")                                  \
	T(ISO, "iso", FAMILY_DISK, "a disk image")                                       \
	T(UDF, "udf", FAMILY_DISK, "a disk image")                                       \
	T(FAT, "fat", FAMILY_DISK, "a disk image")                                       \
	T(NTFS, "ntfs", FAMILY_DISK, "a disk image")                                     \
	T(DISK, "disk", FAMILY_DISK, "a disk image with partitions")                     \
	T(VHD, "vhd", FAMILY_DISK, "a virtual disk")                                     \
	T(VHDX, "vhdx", FAMILY_DISK, "a virtual disk")                                   \
	T(VMDK, "vmdk", FAMILY_DISK, "a virtual disk")                                   \
	T(QCOW, "qcow", FAMILY_DISK, "a virtual disk")                                   \
	T(DMG, "dmg", FAMILY_DISK, "a macOS disk image")                                 \
	T(HFS, "hfs", FAMILY_DISK, "a macOS disk image")                                 \
	T(APFS, "apfs", FAMILY_DISK, "a macOS disk image")                               \
	T(EXT, "ext", FAMILY_DISK, "a Linux disk image")                                 \
	T(SQUASHFS, "squashfs", FAMILY_DISK, "a Linux disk image")                       \
	T(OLE, "ole", FAMILY_DOCUMENT, "a compound file")                                \
	T(DOC, "doc", FAMILY_DOCUMENT, "a Word document")                                \
	T(XLS, "xls", FAMILY_DOCUMENT, "an Excel workbook")                              \
	T(PPT, "ppt", FAMILY_DOCUMENT, "a PowerPoint presentation")                      \
	T(HWP, "hwp", FAMILY_DOCUMENT, "a Hangul document")                              \
	T(OFFICE_LOCKED, "office-locked", FAMILY_DOCUMENT,                               \
		"an Office document with a password")                                    \
	T(MSI, "msi", FAMILY_PROGRAM, "a Windows installer")                             \
	T(MSG, "msg", FAMILY_LETTER, "an Outlook letter")                                \
	T(VBA, "vba", FAMILY_SCRIPT, "the text of a macro")                              \
	T(VBA_STORE, "vba-store", FAMILY_DOCUMENT, "the macros of a document")           \
	T(RTF, "rtf", FAMILY_DOCUMENT, "an RTF document")                                \
	T(PDF, "pdf", FAMILY_DOCUMENT, "a PDF")                                          \
	T(POSTSCRIPT, "postscript", FAMILY_DOCUMENT, "a PostScript file")                \
	T(ONENOTE, "onenote", FAMILY_DOCUMENT, "a OneNote notebook")                     \
	T(WORDML, "wordml", FAMILY_DOCUMENT, "an Office document as XML")                \
	T(MHT, "mht", FAMILY_DOCUMENT, "a web page in one file")                         \
	T(ACTIVEMIME, "activemime", FAMILY_DOCUMENT, "an ActiveMime object")             \
	T(SLK, "slk", FAMILY_DOCUMENT, "a SYLK sheet")                                   \
	T(CSV, "csv", FAMILY_TEXT, "a table as text")                                    \
	T(TNEF, "tnef", FAMILY_LETTER, "a winmail.dat")                                  \
	T(MAIL, "mail", FAMILY_LETTER, "a letter")                                       \
	T(MBOX, "mbox", FAMILY_LETTER, "a mailbox")                                      \
	T(LNK, "lnk", FAMILY_SHORTCUT, "a Windows shortcut")                             \
	T(URL, "url", FAMILY_SHORTCUT, "an internet shortcut")                           \
	T(DESKTOP, "desktop", FAMILY_SHORTCUT, "a Linux shortcut")                       \
	T(WEBLOC, "webloc", FAMILY_SHORTCUT, "a macOS internet shortcut")                \
	T(CHM, "chm", FAMILY_HELP, "a Windows help file")                                \
	T(HLP, "hlp", FAMILY_HELP, "a Windows help file")                                \
	T(HTML, "html", FAMILY_PAGE, "a web page")                                       \
	T(SVG, "svg", FAMILY_PAGE, "a drawing (SVG)")                                    \
	T(XML, "xml", FAMILY_TEXT, "an XML file")                                        \
	T(MSC, "msc", FAMILY_SCRIPT, "a Windows management console file")                \
	T(HTA, "hta", FAMILY_SCRIPT, "a program written as a web page")                  \
	T(WSF, "wsf", FAMILY_SCRIPT, "a Windows script")                                 \
	T(JAVASCRIPT, "javascript", FAMILY_CODE, "JavaScript")                           \
	T(TYPESCRIPT, "typescript", FAMILY_CODE, "TypeScript")                           \
	T(VBSCRIPT, "vbscript", FAMILY_SCRIPT, "a Windows script")                       \
	T(ENCODED_SCRIPT, "encoded-script", FAMILY_SCRIPT, "an encoded Windows script")  \
	T(BATCH, "batch", FAMILY_SCRIPT, "a Windows batch file")                         \
	T(POWERSHELL, "powershell", FAMILY_SCRIPT, "a PowerShell script")                \
	T(SHELL, "shell", FAMILY_CODE, "a shell script")                                 \
	T(PYTHON, "python", FAMILY_CODE, "Python")                                       \
	T(PERL, "perl", FAMILY_CODE, "Perl")                                             \
	T(RUBY, "ruby", FAMILY_CODE, "Ruby")                                             \
	T(PHP, "php", FAMILY_CODE, "PHP")                                                \
	T(SOURCE, "source", FAMILY_CODE, "program text")                                 \
	T(JSON, "json", FAMILY_CODE, "JSON")                                             \
	T(YAML, "yaml", FAMILY_CODE, "YAML")                                             \
	T(APPLESCRIPT, "applescript", FAMILY_SCRIPT, "an AppleScript")                   \
	T(APPLESCRIPT_COMPILED, "applescript-compiled", FAMILY_SCRIPT,                   \
		"a compiled AppleScript")                                                \
	T(REG, "reg", FAMILY_SCRIPT, "settings for the Windows registry")                \
	T(INF, "inf", FAMILY_SCRIPT, "a Windows set-up script")                          \
	T(PLIST, "plist", FAMILY_CODE, "a macOS property list")                          \
	T(RDP, "rdp", FAMILY_OPENER, "a remote desktop file")                            \
	T(IQY, "iqy", FAMILY_OPENER, "a query that Excel runs")                          \
	T(ODC, "odc", FAMILY_OPENER, "a data connection that Excel opens")               \
	T(JNLP, "jnlp", FAMILY_OPENER, "a Java launcher")                                \
	T(LIBRARY_MS, "library-ms", FAMILY_OPENER, "a Windows library file")             \
	T(SEARCH_MS, "search-ms", FAMILY_OPENER, "a saved Windows search")               \
	T(APPINSTALLER, "appinstaller", FAMILY_OPENER, "a Windows app installer link")   \
	T(APPREF_MS, "appref-ms", FAMILY_OPENER, "a ClickOnce link")                     \
	T(VSTO, "vsto", FAMILY_OPENER, "an Office add-in link")                          \
	T(SETTINGCONTENT_MS, "settingcontent-ms", FAMILY_OPENER,                         \
		"a Windows settings shortcut")                                           \
	T(MOBILECONFIG, "mobileconfig", FAMILY_OPENER, "an Apple configuration profile") \
	T(ICS, "ics", FAMILY_OPENER, "a calendar invitation")                            \
	T(VCARD, "vcard", FAMILY_TEXT, "a contact card")                                 \
	T(XDP, "xdp", FAMILY_DOCUMENT, "a PDF form")                                     \
	T(PE, "pe", FAMILY_PROGRAM, "a Windows program")                                 \
	T(DOS, "dos", FAMILY_PROGRAM, "a DOS program")                                   \
	T(ELF, "elf", FAMILY_PROGRAM, "a Linux program")                                 \
	T(MACHO, "macho", FAMILY_PROGRAM, "a macOS program")                             \
	T(CLASS, "class", FAMILY_PROGRAM, "Java byte code")                              \
	T(DEX, "dex", FAMILY_PROGRAM, "an Android program")                              \
	T(PYC, "pyc", FAMILY_PROGRAM, "Python byte code")                                \
	T(WASM, "wasm", FAMILY_PROGRAM, "WebAssembly")                                   \
	T(CRX, "crx", FAMILY_PROGRAM, "a browser extension")                             \
	T(ASAR, "asar", FAMILY_ARCHIVE, "the inside of an Electron program")             \
	T(PNG, "png", FAMILY_PICTURE, "a picture")                                       \
	T(JPEG, "jpeg", FAMILY_PICTURE, "a picture")                                     \
	T(GIF, "gif", FAMILY_PICTURE, "a picture")                                       \
	T(WEBP, "webp", FAMILY_PICTURE, "a picture")                                     \
	T(BMP, "bmp", FAMILY_PICTURE, "a picture")                                       \
	T(TIFF, "tiff", FAMILY_PICTURE, "a picture")                                     \
	T(METAFILE, "metafile", FAMILY_PICTURE, "a picture")                             \
	T(PICTURE, "picture", FAMILY_PICTURE, "a picture")                               \
	T(MEDIA, "media", FAMILY_MEDIA, "sound or film")                                 \
	T(FONT, "font", FAMILY_MEDIA, "a font")                                          \
	T(SQLITE, "sqlite", FAMILY_DATA, "a database")                                   \
	T(GIT, "git", FAMILY_DATA, "git's own store")                                    \
	T(PEM, "pem", FAMILY_TEXT, "a key or certificate")                               \
	T(PGP, "pgp", FAMILY_DATA, "an encrypted or signed message")                     \
	T(DER, "der", FAMILY_DATA, "a key or certificate")                               \
	T(DATA, "data", FAMILY_DATA, "data")

enum file_type {
#define FILE_TYPE_ENUM(id, name, family, words) TYPE_##id,
	FILE_TYPES(FILE_TYPE_ENUM)
#undef FILE_TYPE_ENUM
		TYPES
};

const char *file_type_name(enum file_type type);  /* "ooxml": one word */
const char *file_type_words(enum file_type type); /* "an Office document" */
enum file_family file_type_family(enum file_type type);
const char *file_family_name(enum file_family family);

/* What the content is. `bytes`: all of it, or its head with `whole_size` telling how much
 * there is. `name` decides only among things that cannot be told by content (kinds of
 * text). What a container holds (OOXML or zip, Word or MSI) is refined by who opens it. */
enum file_type file_type_taste(struct span bytes, uint64_t whole_size, struct span name);

/* What the extension says, by the system that would open it: TYPE_UNKNOWN without one or for
 * an unknown one. `name` may have folders before it. */
enum file_type file_type_of_name(struct span name);
/* Behind the last '/' or '\\'. */
struct span file_base_name(struct span name);
/* Without the dot: "lnk" of "CV.pdf.lnk"; empty without one. Trailing blanks and dots, which
 * Windows drops, are no part of it. */
struct span file_extension(struct span name);

#endif
