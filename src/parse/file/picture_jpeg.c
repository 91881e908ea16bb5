/* JPEG through libjpeg-turbo and WebP through libwebp, to shades of gray. A JPEG is decoded
 * without its colours and already smaller where it is large, which is most of the work
 * saved; four colours (CMYK as Adobe writes it) are mixed here. Both libraries have their
 * own memory, which the size of the picture bounds; scans of a progressive one are counted. */
#include <setjmp.h>
#include <stdio.h>

#include <jpeglib.h>
#include <webp/decode.h>

#include "parse/file/picture_sink.h"

enum { SCANS_MAX = 60 };

struct jpeg {
	struct jpeg_decompress_struct d;
	struct jpeg_error_mgr errors;
	struct jpeg_progress_mgr progress;
	jmp_buf out;
	struct sink *sink;
	volatile unsigned rows;
	volatile bool broken, started;
};

static _Noreturn void on_error(j_common_ptr c)
{
	struct jpeg *j = c->client_data;
	j->broken = true;
	longjmp(j->out, 1);
}

/* A warning: bytes are missing or wrong, and it goes on. */
static void on_message(j_common_ptr c, int level)
{
	struct jpeg *j = c->client_data;
	if (level < 0)
		j->broken = true;
}

static void on_output(j_common_ptr c)
{
	(void)c;
}

static void on_progress(j_common_ptr c)
{
	struct jpeg *j = c->client_data;
	if (j->d.input_scan_number > SCANS_MAX)
		on_error(c);
}

static void set_up(struct jpeg *j, struct span bytes)
{
	j->d.err = jpeg_std_error(&j->errors);
	j->errors.error_exit = on_error;
	j->errors.emit_message = on_message;
	j->errors.output_message = on_output;
	j->d.client_data = j;
	jpeg_create_decompress(&j->d);
	j->progress.progress_monitor = on_progress;
	j->d.progress = &j->progress;
	jpeg_mem_src(&j->d, bytes.p, bytes.n);
}

static void mix(const unsigned char *row, unsigned char *gray, unsigned n, bool inverse)
{
	for (unsigned x = 0; x < n; x++, row += 4) {
		unsigned v[4];
		for (int i = 0; i < 4; i++)
			v[i] = inverse ? row[i] : 255u - row[i];
		gray[x] =
			gray_of(v[0] * v[3] / 255, v[1] * v[3] / 255, v[2] * v[3] / 255);
	}
}

/* How much smaller libjpeg makes it, by eighths of its blocks. */
static unsigned shrink(const struct jpeg *j)
{
	uint64_t width = j->d.image_width, height = j->d.image_height;
	unsigned by = 1;
	while (by < 8 && (width / by) * (height / by) > j->sink->limits->gray_max)
		by *= 2;
	return by;
}

static enum got read_rows(struct jpeg *j)
{
	struct sink *s = j->sink;
	uint64_t pixels = (uint64_t)j->d.image_width * j->d.image_height;
	bool is_mixed = j->d.num_components == 4;
	if (pixels > s->limits->pixels_max)
		return GOT_LIMIT;
	j->d.out_color_space = is_mixed ? JCS_CMYK : JCS_GRAYSCALE;
	j->d.scale_num = 1;
	j->d.scale_denom = shrink(j);
	j->d.dct_method = JDCT_IFAST;
	j->d.do_fancy_upsampling = FALSE;
	jpeg_start_decompress(&j->d);
	enum got got = sink_start(s, j->d.output_width, j->d.output_height);
	if (got != GOT_ALL)
		return got;
	j->started = true;
	unsigned char *row = picture_buffer(
		s->room, BUFFER_ROW, (size_t)s->width * (is_mixed ? 4 : 1));
	unsigned char *gray = picture_buffer(s->room, BUFFER_GRAY, s->width);
	while (j->d.output_scanline < j->d.output_height) {
		unsigned y = j->d.output_scanline;
		if (jpeg_read_scanlines(&j->d, &row, 1) != 1)
			break;
		if (is_mixed)
			mix(row, gray, s->width, j->d.saw_Adobe_marker);
		sink_row(s, y, is_mixed ? gray : row);
		j->rows++;
	}
	return j->broken ? GOT_SOME : GOT_ALL;
}

enum got picture_jpeg(struct sink *s, struct span bytes)
{
	struct jpeg j = { .sink = s };
	volatile enum got got = GOT_NONE;
	if (setjmp(j.out) == 0) {
		set_up(&j, bytes);
		if (jpeg_read_header(&j.d, TRUE) == JPEG_HEADER_OK)
			got = read_rows(&j);
	} else {
		got = j.started ? GOT_SOME : GOT_NONE;
	}
	jpeg_destroy_decompress(&j.d);
	return got;
}

/* By libjpeg itself, which reads over garbage that other readers stop at. */
bool picture_jpeg_size(struct span bytes, uint64_t *width_r, uint64_t *height_r)
{
	struct jpeg j = { .sink = NULL };
	volatile bool is_known = false;
	if (setjmp(j.out) == 0) {
		set_up(&j, bytes);
		if (jpeg_read_header(&j.d, TRUE) == JPEG_HEADER_OK) {
			*width_r = j.d.image_width;
			*height_r = j.d.image_height;
			is_known = true;
		}
	}
	jpeg_destroy_decompress(&j.d);
	return is_known;
}

/* --- WebP --- */

bool picture_webp_size(struct span bytes, uint64_t *width_r, uint64_t *height_r)
{
	int width = 0, height = 0;
	if (!WebPGetInfo(bytes.p, bytes.n, &width, &height) || width < 1 || height < 1)
		return false;
	*width_r = (uint64_t)width;
	*height_r = (uint64_t)height;
	return true;
}

enum got picture_webp(struct sink *s, struct span bytes)
{
	WebPDecoderConfig c;
	uint64_t width = 0, height = 0;
	if (!WebPInitDecoderConfig(&c) || !picture_webp_size(bytes, &width, &height))
		return GOT_NONE;
	enum got got = sink_start(s, width, height);
	if (got != GOT_ALL)
		return got;
	c.output.colorspace = MODE_YUVA;
	got = WebPDecode(bytes.p, bytes.n, &c) == VP8_STATUS_OK ? GOT_ALL : GOT_SOME;
	const WebPYUVABuffer *o = &c.output.u.YUVA;
	unsigned char *gray = picture_buffer(s->room, BUFFER_GRAY, s->width);
	for (unsigned y = 0; got == GOT_ALL && y < s->height; y++) {
		const unsigned char *row = o->y + (size_t)y * (size_t)o->y_stride;
		const unsigned char *alpha =
			o->a ? o->a + (size_t)y * (size_t)o->a_stride : NULL;
		for (unsigned x = 0; x < s->width; x++)
			gray[x] = alpha ? gray_through(row[x], alpha[x]) : row[x];
		sink_row(s, y, gray);
	}
	WebPFreeDecBuffer(&c.output);
	return got;
}
