/* What a file is, by its first bytes (and, for two forms, its last), and what its name says.
 * The signatures are those of each form's own specification. Text has none: there a few
 * words at the start decide, and after them the name. */
#include "parse/file/type.h"

#include "base/utf8.h"

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

static const struct {
	const char *name, *words;
	enum file_family family;
} types[TYPES] = {
#define FILE_TYPE_ROW(id, name, family, words) [TYPE_##id] = { name, words, family },
	FILE_TYPES(FILE_TYPE_ROW)
#undef FILE_TYPE_ROW
};

const char *file_type_name(enum file_type type)
{
	return types[type].name;
}

const char *file_type_words(enum file_type type)
{
	return types[type].words;
}

enum file_family file_type_family(enum file_type type)
{
	return types[type].family;
}

const char *file_family_name(enum file_family family)
{
	static const char *const names[FILE_FAMILIES] = { "unknown", "empty", "text",
		"code", "picture", "media", "document", "page", "letter", "archive",
		"disk", "program", "script", "shortcut", "help", "opener", "data" };
	return names[family];
}

/* --- names --- */

struct span file_base_name(struct span name)
{
	for (size_t i = name.n; i > 0; i--)
		if (name.p[i - 1] == '/' || name.p[i - 1] == '\\')
			return span_skip(name, i);
	return name;
}

struct span file_extension(struct span name)
{
	struct span base = file_base_name(name);
	while (base.n && (base.p[base.n - 1] == ' ' || base.p[base.n - 1] == '.'))
		base.n--;
	size_t dot = span_rfind_byte(base, '.');
	return dot == SPAN_NONE ? SPAN("") : span_skip(base, dot + 1);
}

static const struct {
	const char *extensions; /* lower case, separated by blanks */
	enum file_type type;
} by_name[] = {
	{ "txt text log md rst nfo readme", TYPE_TEXT },
	{ "zip zipx", TYPE_ZIP },
	{ "jar war ear", TYPE_JAR },
	{ "apk", TYPE_APK },
	{ "docx docm dotx dotm xlsx xlsm xlsb xltx xltm xlam pptx pptm potx potm ppsx "
	  "ppsm "
	  "ppam vsdx vsdm sldx sldm thmx",
		TYPE_OOXML },
	{ "odt ods odp odg ott ots otp otg oth odm odf odb fodt fods fodp fodg sxw sxc "
	  "sxi sxd stw stc sti std",
		TYPE_ODF },
	{ "hwpx", TYPE_HWPX },
	{ "epub", TYPE_EPUB },
	{ "xps oxps", TYPE_XPS },
	{ "vsix", TYPE_VSIX },
	{ "msix appx msixbundle appxbundle", TYPE_MSIX },
	{ "rar r00 rev", TYPE_RAR },
	{ "7z", TYPE_SEVENZIP },
	{ "tar", TYPE_TAR },
	{ "cpio", TYPE_CPIO },
	{ "a ar lib", TYPE_AR },
	{ "deb", TYPE_DEB },
	{ "rpm", TYPE_RPM },
	{ "cab", TYPE_CAB },
	{ "lzh lha", TYPE_LHA },
	{ "arj", TYPE_ARJ },
	{ "ace", TYPE_ACE },
	{ "xar pkg mpkg", TYPE_XAR },
	{ "gz tgz gzip", TYPE_GZIP },
	{ "bz2 tbz tbz2", TYPE_BZIP2 },
	{ "xz txz", TYPE_XZ },
	{ "lzma tlz", TYPE_LZMA },
	{ "lz", TYPE_LZIP },
	{ "lz4", TYPE_LZ4 },
	{ "lzo", TYPE_LZOP },
	{ "zst tzst", TYPE_ZSTD },
	{ "z", TYPE_COMPRESS },
	{ "iso", TYPE_ISO },
	{ "udf", TYPE_UDF },
	{ "img ima", TYPE_DISK },
	{ "vhd", TYPE_VHD },
	{ "vhdx avhdx", TYPE_VHDX },
	{ "vmdk", TYPE_VMDK },
	{ "qcow qcow2", TYPE_QCOW },
	{ "dmg", TYPE_DMG },
	{ "doc dot wbk", TYPE_DOC },
	{ "xls xlt xla xlm xlw", TYPE_XLS },
	{ "ppt pot pps ppa", TYPE_PPT },
	{ "pub vsd mpp", TYPE_OLE },
	{ "hwp hwt", TYPE_HWP },
	{ "msi msp mst", TYPE_MSI },
	{ "msg oft", TYPE_MSG },
	{ "bas cls frm", TYPE_VBA },
	{ "rtf", TYPE_RTF },
	{ "pdf", TYPE_PDF },
	{ "ps eps epsf", TYPE_POSTSCRIPT },
	{ "one onetoc2 onepkg", TYPE_ONENOTE },
	{ "mht mhtml", TYPE_MHT },
	{ "slk", TYPE_SLK },
	{ "csv tsv", TYPE_CSV },
	{ "eml", TYPE_MAIL },
	{ "mbox mbx", TYPE_MBOX },
	{ "tnef", TYPE_TNEF },
	{ "lnk pif", TYPE_LNK },
	{ "url website", TYPE_URL },
	{ "desktop", TYPE_DESKTOP },
	{ "webloc inetloc fileloc", TYPE_WEBLOC },
	{ "chm", TYPE_CHM },
	{ "hlp", TYPE_HLP },
	{ "html htm xhtml shtml", TYPE_HTML },
	{ "svg svgz", TYPE_SVG },
	{ "xml xsl xslt", TYPE_XML },
	{ "msc", TYPE_MSC },
	{ "hta", TYPE_HTA },
	{ "wsf wsc sct", TYPE_WSF },
	{ "js mjs cjs jsx", TYPE_JAVASCRIPT },
	{ "ts tsx mts cts", TYPE_TYPESCRIPT },
	{ "vbs", TYPE_VBSCRIPT },
	{ "jse vbe", TYPE_ENCODED_SCRIPT },
	{ "bat cmd", TYPE_BATCH },
	{ "ps1 psm1 psd1 ps1xml", TYPE_POWERSHELL },
	{ "sh bash zsh ksh command tool", TYPE_SHELL },
	{ "py pyw pyi pth", TYPE_PYTHON },
	{ "pl pm", TYPE_PERL },
	{ "rb", TYPE_RUBY },
	{ "php phtml", TYPE_PHP },
	{ "c h cc cpp cxx hpp go rs java kt swift cs m mm scala lua r sql css scss less "
	  "vue "
	  "svelte sol toml ini cfg conf lock gradle properties cmake mk s asm proto "
	  "graphql "
	  "dart ex exs erl hs ml clj csproj vcxproj vbproj sln code-workspace",
		TYPE_SOURCE },
	{ "json jsonc json5 map ipynb", TYPE_JSON },
	{ "yml yaml", TYPE_YAML },
	{ "applescript", TYPE_APPLESCRIPT },
	{ "scpt scptd", TYPE_APPLESCRIPT_COMPILED },
	{ "reg", TYPE_REG },
	{ "inf", TYPE_INF },
	{ "plist", TYPE_PLIST },
	{ "rdp", TYPE_RDP },
	{ "iqy oqy dqy rqy", TYPE_IQY },
	{ "odc", TYPE_ODC },
	{ "jnlp", TYPE_JNLP },
	{ "library-ms", TYPE_LIBRARY_MS },
	{ "search-ms searchconnector-ms", TYPE_SEARCH_MS },
	{ "appinstaller", TYPE_APPINSTALLER },
	{ "appref-ms application", TYPE_APPREF_MS },
	{ "vsto", TYPE_VSTO },
	{ "settingcontent-ms", TYPE_SETTINGCONTENT_MS },
	{ "mobileconfig", TYPE_MOBILECONFIG },
	{ "ics ical ifb", TYPE_ICS },
	{ "vcf vcard", TYPE_VCARD },
	{ "xdp fdf xfdf", TYPE_XDP },
	{ "exe scr com dll cpl ocx sys xll drv msstyles", TYPE_PE },
	{ "so elf run appimage", TYPE_ELF },
	{ "dylib app", TYPE_MACHO },
	{ "class", TYPE_CLASS },
	{ "dex", TYPE_DEX },
	{ "pyc pyd", TYPE_PYC },
	{ "wasm", TYPE_WASM },
	{ "crx xpi", TYPE_CRX },
	{ "asar", TYPE_ASAR },
	{ "png", TYPE_PNG },
	{ "jpg jpeg jpe jfif", TYPE_JPEG },
	{ "gif", TYPE_GIF },
	{ "webp", TYPE_WEBP },
	{ "bmp dib", TYPE_BMP },
	{ "tif tiff", TYPE_TIFF },
	{ "wmf emf wmz emz", TYPE_METAFILE },
	{ "ico cur heic avif jp2 psd tga pcx pict jxl", TYPE_PICTURE },
	{ "mp3 mp4 m4a m4v mov avi mkv webm wav flac ogg oga opus aac wma wmv mid midi "
	  "mpg mpeg 3gp aiff",
		TYPE_MEDIA },
	{ "ttf otf woff woff2 eot ttc", TYPE_FONT },
	{ "sqlite sqlite3 db", TYPE_SQLITE },
	{ "pem crt cer key csr", TYPE_PEM },
	{ "pgp gpg asc sig", TYPE_PGP },
	{ "der p12 pfx p7b p7m p7s", TYPE_DER },
};

static bool list_has(const char *words, struct span word)
{
	struct span rest = span_from_cstr(words);
	while (rest.p)
		if (span_equal_nocase(span_split(&rest, ' '), word))
			return true;
	return false;
}

enum file_type file_type_of_name(struct span name)
{
	struct span extension = file_extension(name);
	if (extension.n == 0 || extension.n > 24)
		return TYPE_UNKNOWN;
	for (size_t i = 0; i < COUNT(by_name); i++)
		if (list_has(by_name[i].extensions, extension))
			return by_name[i].type;
	return TYPE_UNKNOWN;
}

/* --- signatures --- */

static const struct {
	size_t offset;
	struct span bytes;
	enum file_type type;
} signatures[] = {
	{ 0, SPAN("PK\3\4"), TYPE_ZIP },
	{ 0, SPAN("PK\5\6"), TYPE_ZIP },
	{ 0, SPAN("PK00PK\3\4"), TYPE_ZIP },
	{ 0, SPAN("PK\7\10PK\3\4"), TYPE_ZIP },
	{ 0, SPAN("Rar!\x1A\7"), TYPE_RAR },
	{ 0, SPAN("7z\xBC\xAF\x27\x1C"), TYPE_SEVENZIP },
	{ 257, SPAN("ustar"), TYPE_TAR },
	{ 0, SPAN("070701"), TYPE_CPIO },
	{ 0, SPAN("070702"), TYPE_CPIO },
	{ 0, SPAN("070707"), TYPE_CPIO },
	{ 0, SPAN("\xC7\x71"), TYPE_CPIO },
	{ 0, SPAN("\x71\xC7"), TYPE_CPIO },
	{ 0, SPAN("!<arch>\ndebian-binary"), TYPE_DEB },
	{ 0, SPAN("!<arch>\n"), TYPE_AR },
	{ 0, SPAN("!<thin>\n"), TYPE_AR },
	{ 0, SPAN("\xED\xAB\xEE\xDB"), TYPE_RPM },
	{ 0, SPAN("MSCF\0\0\0\0"), TYPE_CAB },
	{ 2, SPAN("-lh"), TYPE_LHA },
	{ 2, SPAN("-lz"), TYPE_LHA },
	{ 0, SPAN("\x60\xEA"), TYPE_ARJ },
	{ 7, SPAN("**ACE**"), TYPE_ACE },
	{ 0, SPAN("xar!\0\x1C"), TYPE_XAR },
	{ 0, SPAN("\x1F\x8B\10"), TYPE_GZIP },
	{ 0, SPAN("BZh"), TYPE_BZIP2 },
	{ 0,
		SPAN("\xFD"
		     "7zXZ\0"),
		TYPE_XZ },
	{ 0, SPAN("LZIP\1"), TYPE_LZIP },
	{ 0, SPAN("\4\x22\x4D\x18"), TYPE_LZ4 },
	{ 0, SPAN("\2\x21\x4C\x18"), TYPE_LZ4 },
	{ 0, SPAN("\x89LZO\0\r\n\x1A\n"), TYPE_LZOP },
	{ 0, SPAN("\x28\xB5\x2F\xFD"), TYPE_ZSTD },
	{ 0, SPAN("\x1F\x9D"), TYPE_COMPRESS },
	{ 0, SPAN("\x5D\0\0"), TYPE_LZMA },
	{ 32769, SPAN("CD001"), TYPE_ISO },
	{ 32769, SPAN("BEA01"), TYPE_UDF },
	{ 0, SPAN("vhdxfile"), TYPE_VHDX },
	{ 0, SPAN("conectix"), TYPE_VHD },
	{ 0, SPAN("KDMV"), TYPE_VMDK },
	{ 0, SPAN("# Disk DescriptorFile"), TYPE_VMDK },
	{ 0, SPAN("QFI\xFB"), TYPE_QCOW },
	{ 0, SPAN("hsqs"), TYPE_SQUASHFS },
	{ 1024, SPAN("H+"), TYPE_HFS },
	{ 1024, SPAN("HX"), TYPE_HFS },
	{ 32, SPAN("NXSB"), TYPE_APFS },
	{ 3, SPAN("NTFS    "), TYPE_NTFS },
	{ 54, SPAN("FAT1"), TYPE_FAT },
	{ 82, SPAN("FAT32"), TYPE_FAT },
	{ 512, SPAN("EFI PART"), TYPE_DISK },
	{ 0, SPAN("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), TYPE_OLE },
	{ 0, SPAN("{\\rt"), TYPE_RTF },
	{ 0, SPAN("%!PS"), TYPE_POSTSCRIPT },
	{ 0, SPAN("\xC5\xD0\xD3\xC6"), TYPE_POSTSCRIPT },
	{ 0, SPAN("\xE4\x52\x5C\x7B\x8C\xD8\xA7\x4D\xAE\xB1\x53\x78\xD0\x29\x96\xD3"),
		TYPE_ONENOTE },
	{ 0, SPAN("\xA1\x2F\xFF\x43\xD9\xEF\x76\x4C\x9E\xE2\x10\xEA\x57\x22\x76\x5F"),
		TYPE_ONENOTE },
	{ 0, SPAN("ActiveMime"), TYPE_ACTIVEMIME },
	{ 0, SPAN("ID;P"), TYPE_SLK },
	{ 0, SPAN("\x78\x9F\x3E\x22"), TYPE_TNEF },
	{ 0, SPAN("L\0\0\0\1\x14\2\0\0\0\0\0\xC0\0\0\0\0\0\0\x46"), TYPE_LNK },
	{ 0, SPAN("ITSF\3"), TYPE_CHM },
	{ 0, SPAN("\x3F\x5F\3\0"), TYPE_HLP },
	{ 0, SPAN("FasdUAS"), TYPE_APPLESCRIPT_COMPILED },
	{ 0, SPAN("bplist0"), TYPE_PLIST },
	{ 0,
		SPAN("\x7F"
		     "ELF"),
		TYPE_ELF },
	{ 0, SPAN("\xFE\xED\xFA\xCE"), TYPE_MACHO },
	{ 0, SPAN("\xFE\xED\xFA\xCF"), TYPE_MACHO },
	{ 0, SPAN("\xCE\xFA\xED\xFE"), TYPE_MACHO },
	{ 0, SPAN("\xCF\xFA\xED\xFE"), TYPE_MACHO },
	{ 0, SPAN("dex\n035"), TYPE_DEX },
	{ 0, SPAN("\0asm"), TYPE_WASM },
	{ 0, SPAN("Cr24"), TYPE_CRX },
	{ 0, SPAN("\4\0\0\0"), TYPE_ASAR },
	{ 0, SPAN("\x89PNG\r\n\x1A\n"), TYPE_PNG },
	{ 0, SPAN("\xFF\xD8\xFF"), TYPE_JPEG },
	{ 0, SPAN("GIF87a"), TYPE_GIF },
	{ 0, SPAN("GIF89a"), TYPE_GIF },
	{ 8, SPAN("WEBPVP8"), TYPE_WEBP },
	{ 0, SPAN("BM"), TYPE_BMP },
	{ 0, SPAN("II*\0"), TYPE_TIFF },
	{ 0, SPAN("MM\0*"), TYPE_TIFF },
	{ 0, SPAN("II+\0"), TYPE_TIFF },
	{ 0, SPAN("\xD7\xCD\xC6\x9A"), TYPE_METAFILE },
	{ 40, SPAN(" EMF"), TYPE_METAFILE },
	{ 0, SPAN("\1\0\x09\0\0\3"), TYPE_METAFILE },
	{ 0, SPAN("8BPS"), TYPE_PICTURE },
	{ 0, SPAN("\0\0\1\0\1"), TYPE_PICTURE },
	{ 0, SPAN("\0\0\0\x0CjP  "), TYPE_PICTURE },
	{ 4, SPAN("ftyphei"), TYPE_PICTURE },
	{ 4, SPAN("ftypmif"), TYPE_PICTURE },
	{ 4, SPAN("ftypavif"), TYPE_PICTURE },
	{ 4, SPAN("ftyp"), TYPE_MEDIA },
	{ 0, SPAN("ID3"), TYPE_MEDIA },
	{ 0, SPAN("\xFF\xFB"), TYPE_MEDIA },
	{ 0, SPAN("\0\1\0\0Standard "), TYPE_DATA },
	{ 0, SPAN("OggS"), TYPE_MEDIA },
	{ 0, SPAN("fLaC"), TYPE_MEDIA },
	{ 8, SPAN("WAVE"), TYPE_MEDIA },
	{ 8, SPAN("AVI "), TYPE_MEDIA },
	{ 0, SPAN("\x1A\x45\xDF\xA3"), TYPE_MEDIA },
	{ 0, SPAN("MThd"), TYPE_MEDIA },
	{ 0, SPAN("\x30\x26\xB2\x75\x8E\x66\xCF\x11"), TYPE_MEDIA },
	{ 0, SPAN("\0\0\1\xBA"), TYPE_MEDIA },
	{ 0, SPAN("\0\0\1\xB3"), TYPE_MEDIA },
	{ 0, SPAN("wOFF"), TYPE_FONT },
	{ 0, SPAN("wOF2"), TYPE_FONT },
	{ 0, SPAN("\0\1\0\0\0"), TYPE_FONT },
	{ 0, SPAN("OTTO\0"), TYPE_FONT },
	{ 0, SPAN("ttcf\0"), TYPE_FONT },
	{ 0, SPAN("SQLite format 3\0"), TYPE_SQLITE },
	{ 0, SPAN("-----BEGIN PGP"), TYPE_PGP },
	{ 0, SPAN("-----BEGIN "), TYPE_PEM },
	{ 0, SPAN("DIRC\0\0\0"), TYPE_GIT },
	{ 0, SPAN("PACK\0\0\0"), TYPE_GIT },
};

static bool has_at(struct span bytes, size_t offset, struct span wanted)
{
	return bytes.n >= offset && span_starts_with(span_skip(bytes, offset), wanted);
}

static uint32_t le32(struct span s, size_t at)
{
	return s.n < at + 4 ? 0
			    : (uint32_t)s.p[at] | (uint32_t)s.p[at + 1] << 8 |
				      (uint32_t)s.p[at + 2] << 16 |
				      (uint32_t)s.p[at + 3] << 24;
}

static bool is_tar(struct span s)
{
	if (s.n < 512 || s.p[0] == 0)
		return false;
	unsigned sum = 0, told = 0;
	for (size_t i = 0; i < 512; i++)
		sum += i >= 148 && i < 156 ? ' ' : s.p[i];
	for (size_t i = 148; i < 156; i++)
		if (s.p[i] >= '0' && s.p[i] <= '7')
			told = told * 8 + (unsigned)(s.p[i] - '0');
	return sum == told && told > 0;
}

/* The header of a DOS program: bytes on the last page, pages, paragraphs of the header; an
 * "MZ" alone begins many a text. */
static bool is_dos(struct span s)
{
	if (s.n < 64)
		return false;
	unsigned last = (unsigned)(s.p[2] | s.p[3] << 8),
		 pages = (unsigned)(s.p[4] | s.p[5] << 8);
	unsigned header = (unsigned)(s.p[8] | s.p[9] << 8);
	return last < 512 && pages > 0 && header >= 2 && header < 0x1000 &&
	       pages < 0x2000;
}

/* Frames that readers of zstd and lz4 pass over; what follows tells which of them it is. */
static bool is_skippable(struct span s)
{
	return s.n >= 8 && (le32(s, 0) & ~15u) == 0x184D2A50;
}

static enum file_type behind_skippable(struct span s)
{
	enum { FRAMES_MAX = 64 };
	for (int i = 0; i < FRAMES_MAX && is_skippable(s); i++)
		s = span_skip(s, (size_t)le32(s, 4) + 8);
	return has_at(s, 0, SPAN("\x28\xB5\x2F\xFD")) ? TYPE_ZSTD
	       : has_at(s, 0, SPAN("\4\x22\x4D\x18")) ? TYPE_LZ4
						      : TYPE_UNKNOWN;
}

/* A number of CPython's list (importlib/_bootstrap_external.py) before a line end: 3000 and
 * more since Python 3, 62000 and more in Python 2.3 to 2.7. */
static bool is_python_bytes(struct span s)
{
	unsigned number = s.n >= 16 ? s.p[0] | s.p[1] << 8 : 0;
	return ((number >= 3000 && number < 4000) ||
		       (number >= 62000 && number < 62300)) &&
	       s.p[2] == '\r' && s.p[3] == '\n';
}

/* Those whose signature is a place told elsewhere in the file, or too short to trust. */
static enum file_type taste_structure(struct span s)
{
	if (span_starts_with(s, SPAN("MZ"))) {
		uint32_t at = le32(s, 60);
		if (at < s.n && has_at(s, at, SPAN("PE\0\0")))
			return TYPE_PE;
		return is_dos(s) ? TYPE_DOS : TYPE_UNKNOWN;
	}
	if (span_starts_with(s, SPAN("\xCA\xFE\xBA\xBE")) && s.n >= 8)
		return s.p[4] == 0 && s.p[5] == 0 && s.p[6] == 0 && s.p[7] < 30
			       ? TYPE_MACHO
			       : TYPE_CLASS;
	if (s.n > 1082 && s.p[1080] == 0x53 && s.p[1081] == 0xEF)
		return TYPE_EXT;
	if (is_tar(s))
		return TYPE_TAR;
	if (is_skippable(s))
		return behind_skippable(s);
	if (s.n >= 512 && s.p[510] == 0x55 && s.p[511] == 0xAA &&
		(s.p[0] == 0xEB || s.p[0] == 0xE9 || s.p[0] == 0x33 || s.p[0] == 0xFA ||
			s.p[0] == 0))
		return TYPE_DISK;
	if (is_python_bytes(s))
		return TYPE_PYC;
	return TYPE_UNKNOWN;
}

/* Signatures that are weak alone: the file must look like it further on. */
static bool is_plausible(enum file_type type, struct span s, uint64_t size)
{
	switch (type) {
	case TYPE_BMP: return s.n >= 26 && le32(s, 14) >= 12 && le32(s, 14) <= 124;
	case TYPE_BZIP2: return s.n >= 10 && has_at(s, 4, SPAN("1AY&SY"));
	case TYPE_ASAR:
		return s.n >= 17 && has_at(s, 16, SPAN("{")) && le32(s, 4) <= size;
	case TYPE_LZMA: return s.n >= 13 && (s.p[12] == 0 || s.p[12] == 0xFF);
	case TYPE_LHA: return s.n >= 7 && s.p[6] == '-';
	case TYPE_TIFF: return s.n >= 8;
	case TYPE_FAT:
	case TYPE_NTFS: return s.n >= 512 && s.p[510] == 0x55 && s.p[511] == 0xAA;
	case TYPE_ARJ: return s.n >= 12 && s.p[2] + s.p[3] * 256 <= 2600;
	default: return true;
	}
}

/* A disk image of macOS may begin with a chunk that is packed so; its mark is at the end. */
static bool is_first_chunk(enum file_type type, struct span s, uint64_t size)
{
	return (type == TYPE_BZIP2 || type == TYPE_XZ) && s.n == size && s.n >= 512 &&
	       has_at(s, s.n - 512, SPAN("koly"));
}

static enum file_type taste_signature(struct span s, uint64_t size)
{
	for (size_t i = 0; i < COUNT(signatures); i++)
		if (has_at(s, signatures[i].offset, signatures[i].bytes) &&
			is_plausible(signatures[i].type, s, size))
			return is_first_chunk(signatures[i].type, s, size)
				       ? TYPE_DMG
				       : signatures[i].type;
	/* Readers look for it in the first kilobyte (PDF 32000-1, annex H.3). */
	if (span_find(span_take(s, 1024), SPAN("%PDF-")) != SPAN_NONE)
		return TYPE_PDF;
	if (s.n == size && s.n >= 512) {
		struct span tail = span_skip(s, s.n - 512);
		if (span_starts_with(tail, SPAN("koly")))
			return TYPE_DMG;
		if (span_starts_with(tail, SPAN("conectix")))
			return TYPE_VHD;
	}
	return taste_structure(s);
}

/* --- text --- */

static bool is_text(struct span s)
{
	size_t odd = 0;
	if (span_starts_with(s, SPAN("\xFF\xFE")) ||
		span_starts_with(s, SPAN("\xFE\xFF")))
		return true;
	for (size_t i = 0; i < s.n; i++)
		odd += s.p[i] < 0x20 && !ascii_is_space(s.p[i]) && s.p[i] != '\f' &&
		       s.p[i] != '\v' && s.p[i] != 0x1B;
	return s.n > 0 && odd == 0;
}

static const struct {
	const char *word;
	enum file_type type;
} first_words[] = {
	{ "<!doctype html", TYPE_HTML },
	{ "<html", TYPE_HTML },
	{ "<head", TYPE_HTML },
	{ "<body", TYPE_HTML },
	{ "<script", TYPE_HTML },
	{ "<svg", TYPE_SVG },
	{ "<!doctype svg", TYPE_SVG },
	{ "<hta:", TYPE_HTA },
	{ "<mmc_consolefile", TYPE_MSC },
	{ "<librarydescription", TYPE_LIBRARY_MS },
	{ "<searchconnectordescription", TYPE_SEARCH_MS },
	{ "<persistedquery", TYPE_SEARCH_MS },
	{ "<jnlp", TYPE_JNLP },
	{ "<appinstaller", TYPE_APPINSTALLER },
	{ "<xdp:xdp", TYPE_XDP },
	{ "<plist", TYPE_PLIST },
	{ "<!doctype plist", TYPE_PLIST },
	{ "<scriptlet", TYPE_WSF },
	{ "<component", TYPE_WSF },
	{ "<package", TYPE_WSF },
	{ "<job", TYPE_WSF },
	{ "<?mso-application", TYPE_WORDML },
	{ "[internetshortcut", TYPE_URL },
	{ "[{000214a0", TYPE_URL },
	{ "[desktop entry", TYPE_DESKTOP },
	{ "windows registry editor", TYPE_REG },
	{ "regedit4", TYPE_REG },
	{ "begin:vcalendar", TYPE_ICS },
	{ "begin:vcard", TYPE_VCARD },
	{ "%fdf-", TYPE_XDP },
	{ "web\r\n1\r\n", TYPE_IQY },
	{ "web\n1\n", TYPE_IQY },
	{ "#@~^", TYPE_ENCODED_SCRIPT },
	{ "full address:s:", TYPE_RDP },
	{ "screen mode id:i:", TYPE_RDP },
	{ "<?php", TYPE_PHP },
	{ "attribute vb_name", TYPE_VBA },
};

static struct span without_mark(struct span s)
{
	if (span_starts_with(s, SPAN("\xEF\xBB\xBF")))
		s = span_skip(s, 3);
	while (s.n && ascii_is_space(s.p[0]))
		s = span_skip(s, 1);
	return s;
}

/* Behind comments and processing instructions of XML, which any tool may put first. */
static struct span behind_prologue(struct span s)
{
	for (int i = 0; i < 8; i++) {
		struct span end;
		if (span_starts_with(s, SPAN("<!--")))
			end = SPAN("-->");
		else if (span_starts_with_nocase(s, SPAN("<?xml")))
			end = SPAN("?>");
		else
			return s;
		size_t at = span_find(s, end);
		if (at == SPAN_NONE)
			return s;
		s = without_mark(span_skip(s, at + end.n));
	}
	return s;
}

static enum file_type of_interpreter(struct span line)
{
	static const struct {
		const char *word;
		enum file_type type;
	} interpreters[] = { { "python", TYPE_PYTHON }, { "node", TYPE_JAVASCRIPT },
		{ "deno", TYPE_JAVASCRIPT }, { "perl", TYPE_PERL }, { "ruby", TYPE_RUBY },
		{ "php", TYPE_PHP }, { "osascript", TYPE_APPLESCRIPT },
		{ "sh", TYPE_SHELL } };
	for (size_t i = 0; i < COUNT(interpreters); i++)
		if (span_find(line, span_from_cstr(interpreters[i].word)) != SPAN_NONE)
			return interpreters[i].type;
	return TYPE_SOURCE;
}

static bool is_text_like(enum file_type type)
{
	switch (types[type].family) {
	case FAMILY_TEXT:
	case FAMILY_CODE:
	case FAMILY_PAGE:
	case FAMILY_SCRIPT:
	case FAMILY_OPENER: return type != TYPE_APPLESCRIPT_COMPILED;
	case FAMILY_SHORTCUT: return type != TYPE_LNK;
	case FAMILY_LETTER: return type == TYPE_MAIL || type == TYPE_MBOX;
	default: return type == TYPE_SLK || type == TYPE_MHT || type == TYPE_XDP;
	}
}

/* Forms that only the name tells apart from the wider one that they are. */
static enum file_type named_kind(enum file_type type, enum file_type named)
{
	if (type == TYPE_HTML && (named == TYPE_HTA || named == TYPE_ODC))
		return named;
	if (type == TYPE_PLIST && (named == TYPE_MOBILECONFIG || named == TYPE_WEBLOC))
		return named;
	return type;
}

/* The whole word: "<head>" but not "<header>", "<package>" but not "<packagename>". */
static bool begins_with_word(struct span s, struct span word)
{
	if (!span_starts_with_nocase(s, word))
		return false;
	unsigned char last = word.p[word.n - 1], next = s.n > word.n ? s.p[word.n] : 0;
	return word.p[0] != '<' || !ascii_is_alnum(last) ||
	       !(ascii_is_alnum(next) || next == '_' || next == '-' || next == '.');
}

/* Many a form of XML has components, packages and jobs; one of Windows' script host does
 * nothing without a script. */
static bool is_what_it_begins_as(enum file_type type, struct span body, struct span word)
{
	return type != TYPE_WSF || span_equal(word, SPAN("<scriptlet")) ||
	       span_find_nocase(body, SPAN("<script")) != SPAN_NONE;
}

/* --- documents as XML --- */

/* The root's own name, whatever its prefix; a package may be many things. */
static bool is_office_root(struct span s)
{
	struct span tag = span_skip(span_take(s, span_find_byte(s, '>')), 1);
	size_t end = 0;
	while (end < tag.n && !ascii_is_space(tag.p[end]) && tag.p[end] != '/')
		end++;
	struct span name = span_take(tag, end);
	size_t colon = span_find_byte(name, ':');
	name = span_skip(name, colon == SPAN_NONE ? 0 : colon + 1);
	if (span_equal(name, SPAN("package")))
		return span_find(tag, SPAN("xmlPackage")) != SPAN_NONE ||
		       span_find(tag, SPAN("&#")) != SPAN_NONE;
	return span_equal(name, SPAN("wordDocument")) ||
	       span_equal(name, SPAN("Workbook"));
}

/* One text of it: its root says so, and so does what LibreOffice looks for in the head. */
static bool is_flat_document(struct span s)
{
	enum { HEAD_BYTES = 4096 };
	struct span head = span_take(s, HEAD_BYTES);
	return span_starts_with(s, SPAN("<")) &&
	       (span_find(head, SPAN("office:mimetype")) != SPAN_NONE ||
		       span_find(head, SPAN("tc:opendocument:xmlns:office")) !=
			       SPAN_NONE);
}

/* Behind any number of comments and instructions, of which one may tell at once. */
static bool is_office_xml(struct span s)
{
	for (;;) {
		bool is_comment = span_starts_with(s, SPAN("<!--"));
		struct span end = is_comment			    ? SPAN("-->")
				  : span_starts_with(s, SPAN("<?")) ? SPAN("?>")
								    : SPAN(">");
		if (span_starts_with(s, SPAN("<?mso-application")))
			return true;
		if (!is_comment && !span_starts_with(s, SPAN("<?")) &&
			!span_starts_with(s, SPAN("<!")))
			return span_starts_with(s, SPAN("<")) && is_office_root(s);
		size_t at = span_find(s, end);
		if (at == SPAN_NONE)
			return false;
		s = without_mark(span_skip(s, at + end.n));
	}
}

static bool has_wide(struct span s, const char *word, size_t first)
{
	size_t n = strlen(word);
	for (size_t i = first; i + 2 * n <= s.n; i += 2) {
		size_t k = 0;
		while (k < n && s.p[i + 2 * k] == (unsigned char)word[k])
			k++;
		if (k == n)
			return true;
	}
	return false;
}

/* The same in UTF-16, with a mark or without. */
static enum file_type wide_office_xml(struct span s)
{
	enum { HEAD_BYTES = 1 << 20 };
	bool little =
		span_starts_with(s, SPAN("\xFF\xFE")) || span_starts_with(s, SPAN("<\0"));
	if (!little && !span_starts_with(s, SPAN("\xFE\xFF")) &&
		!span_starts_with(s, SPAN("\0<")))
		return TYPE_UNKNOWN;
	s = span_take(s, HEAD_BYTES);
	if (has_wide(s, "tc:opendocument:xmlns:office", !little))
		return TYPE_ODF;
	return has_wide(s, "mso-application", !little) ||
			       has_wide(s, "wordDocument", !little) ||
			       has_wide(s, "xmlPackage", !little) ||
			       has_wide(s, "office:spreadsheet", !little)
		       ? TYPE_WORDML
		       : TYPE_UNKNOWN;
}

/* Excel takes a text for one whatever stands behind the first two letters; many a table of
 * comma-separated values begins so, but has no cells of that form. */
static bool is_symbolic_link(struct span s)
{
	enum { HEAD_BYTES = 64 << 10 };
	struct span head = span_take(s, HEAD_BYTES);
	return span_starts_with(s, SPAN("ID;")) &&
	       (span_find(head, SPAN("\nC;")) != SPAN_NONE ||
		       span_find(head, SPAN("\rC;")) != SPAN_NONE);
}

static enum file_type taste_text(struct span bytes, struct span name)
{
	struct span s = without_mark(bytes), body = behind_prologue(s);
	enum file_type named = file_type_of_name(name);
	if (span_starts_with(s, SPAN("#!")))
		return of_interpreter(span_line(&s));
	for (size_t i = 0; i < COUNT(first_words); i++) {
		struct span word = span_from_cstr(first_words[i].word);
		if (begins_with_word(body, word) &&
			is_what_it_begins_as(first_words[i].type, body, word))
			return named_kind(first_words[i].type, named);
	}
	if (is_office_xml(s))
		return TYPE_WORDML;
	if (is_flat_document(s))
		return TYPE_ODF;
	if (is_symbolic_link(s))
		return TYPE_SLK;
	if (is_text_like(named))
		return named;
	if (span_starts_with(s, SPAN("<")))
		return TYPE_XML;
	return TYPE_TEXT;
}

enum file_type file_type_taste(struct span bytes, uint64_t whole_size, struct span name)
{
	enum { TEXT_HEAD_BYTES = 8192 };
	if (whole_size == 0)
		return TYPE_EMPTY;
	enum file_type type = taste_signature(bytes, whole_size);
	if (type != TYPE_UNKNOWN)
		return type;
	type = wide_office_xml(bytes);
	if (type != TYPE_UNKNOWN)
		return type;
	if (is_text(span_take(bytes, TEXT_HEAD_BYTES)))
		return taste_text(bytes, name);
	return TYPE_UNKNOWN;
}
