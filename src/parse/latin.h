#ifndef ASSAY_PARSE_LATIN_H
#define ASSAY_PARSE_LATIN_H

#include "base/arena.h"

/* UTF-8 text in small Latin letters without marks, by ICU's transliterators: Cyrillic as newspapers
 * write it (BGN/PCGN), and by Any-Latin and Latin-ASCII Greek, Arabic, Hebrew, the scripts of India; hangul in the Revised
 * Romanization; Han characters in pinyin, whatever language they are of. For comparing, never for
 * showing. Text of more than LATIN_BYTES_MAX is cut. */
enum { LATIN_BYTES_MAX = 4096 };
struct span latin_of(struct arena *a, struct span text);

#endif
