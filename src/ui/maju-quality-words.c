/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-quality-words.h"

#include <glib/gi18n.h>

/* Beyond these a conversation suffers (G.114 for the time; the round trip is
 * twice of it). */
#define SLOW_MS   400
#define LOSSY     0.06

const char *
maju_quality_words_grade (MajuGrade grade)
{
  switch (grade)
    {
    case MAJU_GRADE_GOOD:
      return _("Good connection");

    case MAJU_GRADE_FAIR:
      return _("Fair connection");

    case MAJU_GRADE_POOR:
      return _("Poor connection");

    case MAJU_GRADE_LOST:
      return _("Nothing arrives");

    case MAJU_GRADE_UNKNOWN:
    default:
      return NULL;
    }
}

const char *
maju_quality_words_advice (const MajuQualityFigures *figures)
{
  if (figures->grade == MAJU_GRADE_UNKNOWN)
    return _("There is no connection that could be measured.");
  if (figures->grade == MAJU_GRADE_LOST)
    return _("Neither sound nor picture arrives. Maju looks for another way "
             "by itself.");
  if (figures->sound_missing)
    return _("No sound arrives, though their microphone is on. Ask them to "
             "look at their microphone.");
  if (figures->picture_missing)
    return _("No picture arrives, though their camera is on. Ask them to "
             "switch it off and on again.");
  if (figures->loss_in >= LOSSY || figures->loss_out >= LOSSY)
    return _("Much is lost on the way. A cable, or a place nearer to the "
             "wireless router, helps on either side.");
  if (figures->grade > MAJU_GRADE_GOOD)
    return _("The way is too narrow for your camera’s picture, so a smaller "
             "one is sent. With the camera off, the voice has all of it.");
  if (figures->round_trip_ms > SLOW_MS)
    return _("The way is long: answers come late. Leave each other time to "
             "speak.");

  return _("Nothing to do.");
}

const char *
maju_quality_words_icon (MajuGrade grade)
{
  switch (grade)
    {
    case MAJU_GRADE_GOOD:
      return "network-cellular-signal-excellent-symbolic";

    case MAJU_GRADE_FAIR:
      return "network-cellular-signal-ok-symbolic";

    case MAJU_GRADE_POOR:
      return "network-cellular-signal-weak-symbolic";

    case MAJU_GRADE_LOST:
    case MAJU_GRADE_UNKNOWN:
    default:
      return "network-cellular-signal-none-symbolic";
    }
}

static char *
unknown (void)
{
  /* Translators: of a figure that could not be measured. */
  return g_strdup (_("Not known"));
}

char *
maju_quality_words_bitrate (int bitrate)
{
  if (bitrate < 0)
    return unknown ();
  if (bitrate < 1000000)
    /* Translators: kilobits per second. */
    return g_strdup_printf (_("%d kbit/s"), (bitrate + 500) / 1000);

  /* Translators: megabits per second. */
  return g_strdup_printf (_("%.1f Mbit/s"), bitrate / 1e6);
}

char *
maju_quality_words_loss (double loss)
{
  if (loss < 0)
    return unknown ();

  /* Translators: a share of what was sent: percent. */
  return g_strdup_printf (_("%.1f %%"), loss * 100);
}

char *
maju_quality_words_time (double ms)
{
  if (ms < 0)
    return unknown ();

  /* Translators: milliseconds. */
  return g_strdup_printf (_("%.0f ms"), ms);
}

char *
maju_quality_words_picture (const MajuQualityFigures *figures)
{
  if (figures->width == 0 || figures->height == 0)
    return g_strdup (_("None"));

  /* Translators: a picture's width, height, and how many of it come in a
   * second. */
  return g_strdup_printf (_("%u × %u, %.0f a second"), figures->width,
                          figures->height, MAX (figures->frame_rate, 0));
}

char *
maju_quality_words_route (const MajuQualityFigures *figures)
{
  g_autofree char *protocol = NULL;

  if (figures->route == MAJU_ROUTE_UNKNOWN)
    return unknown ();

  protocol = g_ascii_strup (figures->protocol ? figures->protocol : "?", -1);
  if (figures->route == MAJU_ROUTE_RELAYED)
    /* Translators: how two computers are connected; %s is UDP or TCP. */
    return g_strdup_printf (_("Over the server’s relay, %s"), protocol);

  /* Translators: how two computers are connected; %s is UDP or TCP. */
  return g_strdup_printf (_("Direct, %s"), protocol);
}
