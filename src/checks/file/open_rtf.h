#ifndef ASSAY_CHECKS_FILE_OPEN_RTF_H
#define ASSAY_CHECKS_FILE_OPEN_RTF_H

#include "checks/file/file.h"
#include "parse/file/rtf.h"

/* `facts` of a file of TYPE_RTF are a struct rtf. */

/* The class name in the OLE 1 head of an object's data (MS-OLEDS 2.2.4), and what of its
 * native data stands behind it. */
struct span rtf_class(const struct rtf_object *o, struct span *native_r);

#endif
