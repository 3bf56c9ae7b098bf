/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "maju-test-picture.h"

#include <math.h>
#include <string.h>

/* A square of the frame number is one of this many across the picture. */
#define SQUARES_ACROSS 80

typedef enum
{
  HAIR_SHORT,
  HAIR_BOB,
  HAIR_BUN,
} Hair;

typedef struct
{
  guint8 y, u, v;
} Colour;

typedef struct
{
  const char *name;
  guint wall_top;
  guint wall_bottom;
  guint lamp;
  guint skin;
  guint hair;
  guint shirt;
  Hair style;
  double pace;
} Look;

static const Look looks[] = {
  { "sky", 0x62a0ea, 0xc3dcf7, 0xffffff, 0xf2c6a0, 0x3d2b23, 0xe66100,
    HAIR_SHORT, 1.00 },
  { "dawn", 0xf5b083, 0xfbe3cd, 0xfff4d6, 0xe0ac83, 0x241f31, 0x1a5fb4,
    HAIR_BOB, 1.27 },
  { "leaf", 0x57a57a, 0xcfe8d5, 0xf6fbe9, 0xb67f58, 0x1c1815, 0xf6d32d,
    HAIR_BUN, 0.86 },
  { "plum", 0x8b6fb0, 0xdccfe9, 0xfdf0f8, 0xf7d7bd, 0x8c5a2b, 0x26a269,
    HAIR_BOB, 1.13 },
};

struct _MajuTestPicture
{
  const Look *look;
  guint width;
  guint height;
  double rate;
  guint8 *wall;
};

static Colour
colour_from_rgb (guint rgb)
{
  double r = rgb >> 16;
  double g = (rgb >> 8) & 0xff;
  double b = rgb & 0xff;

  /* BT.709, limited range. */
  return (Colour) {
           .y = (guint8) (16.5 + 0.1826 * r + 0.6142 * g + 0.0620 * b),
           .u = (guint8) (128.5 - 0.1006 * r - 0.3386 * g + 0.4392 * b),
           .v = (guint8) (128.5 + 0.4392 * r - 0.3989 * g - 0.0403 * b),
  };
}

static guint
mix_rgb (guint  from,
         guint  to,
         double amount)
{
  guint mixed = 0;

  for (guint shift = 0; shift < 24; shift += 8)
    {
      double a = (from >> shift) & 0xff;
      double b = (to >> shift) & 0xff;

      mixed |= (guint) (a + (b - a) * amount + 0.5) << shift;
    }
  return mixed;
}

/* Fills [left, right) of a row; the pixels at its ends only in part, so that
 * round things have smooth edges. */
static void
fill_span (guint8 *row,
           int     width,
           double  left,
           double  right,
           guint8  value)
{
  int first, last;

  left = MAX (left, 0);
  right = MIN (right, width);
  if (left >= right)
    return;

  first = (int) ceil (left);
  last = (int) floor (right);
  if (first > 0 && first - 1 < width)
    row[first - 1] += (int) ((value - row[first - 1]) * (first - left));
  if (last > first)
    memset (row + first, value, last - first);
  if (last >= first && last < width)
    row[last] += (int) ((value - row[last]) * (right - last));
}

static void
fill_plane_ellipse (guint8 *plane,
                    int     width,
                    int     height,
                    double  x,
                    double  y,
                    double  radius_x,
                    double  radius_y,
                    double  bottom,
                    guint8  value)
{
  int first = MAX (0, (int) floor (y - radius_y));
  int last = MIN (height - 1, (int) ceil (MIN (y + radius_y, bottom)));

  for (int row = first; row <= last; row++)
    {
      double distance = (row + 0.5 - y) / radius_y;
      double half;

      if (distance * distance >= 1 || row + 0.5 > bottom)
        continue;
      half = radius_x * sqrt (1 - distance * distance);
      fill_span (plane + row * width, width, x - half, x + half, value);
    }
}

/* All lengths in heights of the picture; x from its middle; nothing is drawn
 * below @bottom. */
static void
fill_ellipse (const MajuTestPicture *self,
              guint8                *frame,
              double                 x,
              double                 y,
              double                 radius_x,
              double                 radius_y,
              double                 bottom,
              guint                  rgb)
{
  int width = self->width;
  int height = self->height;
  Colour colour = colour_from_rgb (rgb);
  guint8 *planes[] = { frame,
                       frame + width * height,
                       frame + width * height * 5 / 4 };
  guint8 values[] = { colour.y, colour.u, colour.v };

  for (guint i = 0; i < G_N_ELEMENTS (planes); i++)
    {
      int divisor = i == 0 ? 1 : 2;
      double scale = (double) height / divisor;

      fill_plane_ellipse (planes[i],
                          width / divisor,
                          height / divisor,
                          (double) width / divisor / 2 + x * scale,
                          y * scale,
                          radius_x * scale,
                          radius_y * scale,
                          bottom * scale,
                          values[i]);
    }
}

static void
fill_square (const MajuTestPicture *self,
             guint8                *frame,
             int                    x,
             int                    y,
             int                    side,
             gboolean               white)
{
  int width = self->width;
  int height = self->height;
  guint8 *u = frame + width * height;
  guint8 *v = u + width * height / 4;

  for (int row = y; row < y + side; row++)
    memset (frame + row * width + x, white ? 235 : 16, side);
  for (int row = y / 2; row < (y + side + 1) / 2; row++)
    {
      memset (u + row * (width / 2) + x / 2, 128, (side + 1) / 2);
      memset (v + row * (width / 2) + x / 2, 128, (side + 1) / 2);
    }
}

static void
draw_number (const MajuTestPicture *self,
             guint8                *frame,
             guint32                number)
{
  int side = MAX (2, self->width / SQUARES_ACROSS);

  for (int i = 0; i < 32; i++)
    {
      gboolean white = (number >> (31 - i)) & 1;

      fill_square (self, frame, i * side, 0, side, white);
      fill_square (self, frame, i * side, side, side, !white);
    }
}

static void
draw_wall (MajuTestPicture *self)
{
  const Look *look = self->look;
  guint8 *u = self->wall + self->width * self->height;
  guint8 *v = u + self->width * self->height / 4;

  for (guint row = 0; row < self->height; row++)
    {
      double down = (double) row / self->height;
      Colour colour;

      colour = colour_from_rgb (mix_rgb (look->wall_top,
                                         look->wall_bottom,
                                         down));
      memset (self->wall + row * self->width, colour.y, self->width);
      if (row % 2 == 0)
        {
          memset (u + row / 2 * (self->width / 2), colour.u, self->width / 2);
          memset (v + row / 2 * (self->width / 2), colour.v, self->width / 2);
        }
    }

  for (int ring = 0; ring < 12; ring++)
    {
      guint behind = mix_rgb (look->wall_top, look->wall_bottom, 0.32);

      fill_ellipse (self,
                    self->wall,
                    0.58,
                    0.32,
                    0.30 - ring * 0.018,
                    0.30 - ring * 0.018,
                    1,
                    mix_rgb (behind, look->lamp, 0.1 + ring * 0.05));
    }
}

static void
draw_hair_behind (const MajuTestPicture *self,
                  guint8                *frame,
                  double                 x,
                  double                 y)
{
  guint hair = self->look->hair;

  switch (self->look->style)
    {
    case HAIR_SHORT:
      break;
    case HAIR_BOB:
      fill_ellipse (self, frame, x, y + 0.03, 0.225, 0.27, 1, hair);
      break;
    case HAIR_BUN:
      fill_ellipse (self, frame, x, y - 0.27, 0.085, 0.075, 1, hair);
      break;
    default:
      g_assert_not_reached ();
    }
}

static void
draw_face (const MajuTestPicture *self,
           guint8                *frame,
           double                 x,
           double                 y,
           double                 seconds)
{
  const Look *look = self->look;
  guint shade = mix_rgb (look->skin, look->hair, 0.18);
  double blink = fmod (seconds * look->pace, 3.7) < 0.13 ? 0.003 : 0.021;
  double speech, mouth;

  /* Two unequal beats make syllables; a slow one, pauses between sentences. */
  speech = fabs (sin (seconds * 9.1 * look->pace)) *
    (0.55 + 0.45 * sin (seconds * 5.3 * look->pace));
  mouth = 0.006 + (sin (seconds * 0.9 * look->pace) > -0.45 ? 0.034 * speech : 0);

  fill_ellipse (self, frame, x, y - 0.035, 0.193, 0.223, 1, look->hair);
  fill_ellipse (self, frame, x - 0.178, y + 0.02, 0.03, 0.045, 1, shade);
  fill_ellipse (self, frame, x + 0.178, y + 0.02, 0.03, 0.045, 1, shade);
  fill_ellipse (self, frame, x, y + 0.012, 0.172, 0.218, 1, look->skin);
  fill_ellipse (self, frame, x, y - 0.07, 0.185, 0.17, y - 0.115, look->hair);

  for (int side = -1; side <= 1; side += 2)
    {
      double eye = x + side * 0.068;

      fill_ellipse (self, frame, eye, y - 0.062, 0.034, 0.008, 1, look->hair);
      fill_ellipse (self, frame, eye, y - 0.012, 0.019, blink, 1, 0x241f31);
      if (blink > 0.01)
        fill_ellipse (self, frame, eye + 0.006, y - 0.019, 0.006, 0.006, 1,
                      0xffffff);
      fill_ellipse (self, frame, x + side * 0.105, y + 0.055, 0.032, 0.02, 1,
                    mix_rgb (look->skin, 0xe8706a, 0.35));
    }
  fill_ellipse (self, frame, x, y + 0.045, 0.014, 0.02, 1, shade);
  fill_ellipse (self, frame, x, y + 0.125, 0.05, mouth + 0.006, 1, 0xa8433e);
  fill_ellipse (self, frame, x, y + 0.125, 0.042, mouth, 1, 0x6b1f22);
  fill_ellipse (self, frame, x, y + 0.125 - mouth * 0.45, 0.032, mouth * 0.4, 1,
                mouth > 0.012 ? 0xfafafa : 0x6b1f22);
}

void
maju_test_picture_draw (const MajuTestPicture *self,
                        guint8                *frame,
                        guint32                number)
{
  const Look *look = self->look;
  double seconds = number / self->rate;
  double x = 0.022 * sin (seconds * 1.3 * look->pace);
  double y = 0.46 + 0.010 * sin (seconds * 2.1 * look->pace);
  guint neck = mix_rgb (look->skin, look->hair, 0.22);

  memcpy (frame, self->wall, maju_test_picture_get_size (self));
  draw_hair_behind (self, frame, x, y);
  fill_ellipse (self, frame, x * 0.5, y + 0.24, 0.078, 0.13, 1, neck);
  fill_ellipse (self, frame, x * 0.3, 1.06, 0.40, 0.37, 1, look->shirt);
  fill_ellipse (self, frame, x * 0.4, 0.70, 0.088, 0.055, 1, neck);
  draw_face (self, frame, x, y, seconds);
  draw_number (self, frame, number);
}

gsize
maju_test_picture_get_size (const MajuTestPicture *self)
{
  return (gsize) self->width * self->height * 3 / 2;
}

gsize
maju_test_picture_get_stride (const MajuTestPicture *self)
{
  return self->width;
}

MajuTestPicture *
maju_test_picture_new (const char *look,
                       guint       width,
                       guint       height,
                       double      rate)
{
  MajuTestPicture *self = g_new0 (MajuTestPicture, 1);

  self->look = &looks[0];
  for (guint i = 0; i < G_N_ELEMENTS (looks); i++)
    {
      if (g_str_equal (looks[i].name, look))
        self->look = &looks[i];
    }
  self->width = width;
  self->height = height;
  self->rate = rate;
  self->wall = g_malloc (maju_test_picture_get_size (self));
  draw_wall (self);
  return self;
}

void
maju_test_picture_free (MajuTestPicture *self)
{
  g_free (self->wall);
  g_free (self);
}
