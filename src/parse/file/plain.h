#ifndef ASSAY_PARSE_FILE_PLAIN_H
#define ASSAY_PARSE_FILE_PLAIN_H

#include "base/text.h"
#include "parse/file/xml.h"

/* The words of documents that are searched and not understood: what is looked for in them is
 * long, and stands in one line. */

/* Adds what stands before the tag, and a line's end where the tag parts words: Word cuts one
 * word into many runs, so that only tags which begin a line, a cell or a blank do. At most
 * as many bytes as the XML has. */
void plain_xml_tag(struct text *t, const struct xml_tag *tag);
void plain_xml(struct text *t, struct span xml);

/* Characters of a run, and those on each side that are kept as they may speak of it. */
enum { PLAIN_RUN_MIN = 24, PLAIN_BESIDE = 200 };

/* Of binary forms: adds each run of PLAIN_RUN_MIN letters and digits of ASCII or more with
 * PLAIN_BESIDE characters around it, of one byte a character, and of two (UTF-16LE) at even
 * and at odd places; blanks for all else. At most three times as many bytes as there are, and three. */
void plain_binary(struct text *t, struct span bytes);

#endif
