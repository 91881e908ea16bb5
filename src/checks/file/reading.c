/* How far each type is read, so that none is passed over in silence: by its opener, by being
 * one that holds nothing that opens (a leaf), or not at all, which is a gap.
 *
 * Types with a row in openers.c are not told again here. Those that only an opener tells
 * apart (a Word document is a compound file first) have a row here: opened, or not. A unit
 * test fails for a type that has no row in either list. */
#include "checks/file/openers.h"

static const enum file_reading readings[TYPES] = {
	/* Told apart and read by the opener of the wider form. */
	[TYPE_APK] = READING_OPENED,
	[TYPE_DOC] = READING_OPENED,
	[TYPE_EPUB] = READING_OPENED,
	[TYPE_HWP] = READING_OPENED,
	[TYPE_JAR] = READING_OPENED,
	[TYPE_MSG] = READING_OPENED,
	[TYPE_MSI] = READING_OPENED,
	[TYPE_MSIX] = READING_OPENED,
	[TYPE_OFFICE_LOCKED] = READING_OPENED,
	[TYPE_OOXML] = READING_OPENED,
	[TYPE_PPT] = READING_OPENED,
	[TYPE_VBA_STORE] = READING_OPENED,
	[TYPE_VSIX] = READING_OPENED,
	[TYPE_XLS] = READING_OPENED,

	/* Told apart, and what is in their own form is not read, though files in it are. */
	[TYPE_XPS] = READING_NONE,

	/* Known by their first bytes only. */
	[TYPE_ACE] = READING_NONE,
	[TYPE_APFS] = READING_NONE,
	[TYPE_APPLESCRIPT_COMPILED] = READING_NONE,
	[TYPE_ARJ] = READING_NONE,
	[TYPE_ASAR] = READING_NONE,
	[TYPE_CLASS] = READING_NONE,
	[TYPE_CRX] = READING_NONE,
	[TYPE_DATA] = READING_NONE, /* databases of Access hold macros */
	[TYPE_DEX] = READING_NONE,
	[TYPE_DOS] = READING_NONE,
	[TYPE_EXT] = READING_NONE,
	[TYPE_HLP] = READING_NONE,
	[TYPE_LZOP] = READING_NONE,
	[TYPE_NTFS] = READING_NONE,
	[TYPE_POSTSCRIPT] = READING_NONE,
	[TYPE_PYC] = READING_NONE,
	[TYPE_QCOW] = READING_NONE,
	[TYPE_SQUASHFS] = READING_NONE,
	[TYPE_UNKNOWN] = READING_NONE,
	[TYPE_VMDK] = READING_NONE,
	[TYPE_WASM] = READING_NONE,

	/* Text, which checks of text and of code read as it stands. */
	[TYPE_APPLESCRIPT] = READING_LEAF,
	[TYPE_BATCH] = READING_LEAF,
	[TYPE_CSV] = READING_LEAF,
	[TYPE_INF] = READING_LEAF,
	[TYPE_JAVASCRIPT] = READING_LEAF,
	[TYPE_JSON] = READING_LEAF,
	[TYPE_PEM] = READING_LEAF,
	[TYPE_PERL] = READING_LEAF,
	[TYPE_PHP] = READING_LEAF,
	[TYPE_POWERSHELL] = READING_LEAF,
	[TYPE_PYTHON] = READING_LEAF,
	[TYPE_REG] = READING_LEAF,
	[TYPE_RUBY] = READING_LEAF,
	[TYPE_SHELL] = READING_LEAF,
	[TYPE_SOURCE] = READING_LEAF,
	[TYPE_TEXT] = READING_LEAF,
	[TYPE_TYPESCRIPT] = READING_LEAF,
	[TYPE_VBA] = READING_LEAF,
	[TYPE_VBSCRIPT] = READING_LEAF,
	[TYPE_VCARD] = READING_LEAF,
	[TYPE_XML] = READING_LEAF,
	[TYPE_YAML] = READING_LEAF,

	/* Nothing in them is opened or run. */
	[TYPE_DER] = READING_LEAF,
	[TYPE_EMPTY] = READING_LEAF,
	[TYPE_FONT] = READING_LEAF,
	[TYPE_GIT] = READING_LEAF,
	[TYPE_MEDIA] = READING_LEAF,
	[TYPE_METAFILE] = READING_LEAF,
	[TYPE_PICTURE] = READING_LEAF,
	[TYPE_SQLITE] = READING_LEAF,
	[TYPE_TIFF] = READING_LEAF,
};

enum file_reading file_reading_told(enum file_type type)
{
	return readings[type];
}

enum file_reading file_reading(enum file_type type)
{
	return opener_of(type) ? READING_OPENED : readings[type];
}
