#ifndef ASSAY_REPORT_STOP_H
#define ASSAY_REPORT_STOP_H

#include "trace/trace.h"

/* Why a trace ended somewhere: the word that files and options use, too. */
const char *stop_name(enum stop stop);
/* One sentence for people. */
const char *stop_sentence(enum stop stop);

#endif
