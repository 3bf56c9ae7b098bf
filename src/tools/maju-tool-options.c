/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-tool-options.h"

#include "maju-config.h"
#include "maju-limits.h"

#include <glib/gi18n.h>
#include <stdio.h>

static GOptionContext *
make_context (MajuToolOptions *self)
{
  const GOptionEntry entries[] = {
    { "new", 0, 0, G_OPTION_ARG_STRING, &self->server,
      N_("Open a new room on SERVER and print its link"), N_("SERVER") },
    { "join", 0, 0, G_OPTION_ARG_STRING, &self->link,
      N_("Join the room of LINK; - reads it from standard input"), N_("LINK") },
    { "name", 0, 0, G_OPTION_ARG_STRING, &self->name,
      N_("What others call this participant"), N_("NAME") },
    { "camera", 0, 0, G_OPTION_ARG_STRING, &self->camera,
      N_("A PipeWire node, test or none"), N_("NODE") },
    { "microphone", 0, 0, G_OPTION_ARG_STRING, &self->microphone,
      N_("A PipeWire node, test or none"), N_("NODE") },
    { "screen", 0, 0, G_OPTION_ARG_STRING, &self->screen,
      N_("Share a PipeWire node as a screen, or test"), N_("NODE") },
    { "screen-sound", 0, 0, G_OPTION_ARG_NONE, &self->screen_sound,
      N_("Share what plays on this computer with the screen"), NULL },
    { "chat", 0, 0, G_OPTION_ARG_STRING_ARRAY, &self->chat,
      N_("Write TEXT to the others; may be given again"), N_("TEXT") },
    { "send-file", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &self->send_files,
      N_("Offer FILE to who is there when the first comes; may be given again"),
      N_("FILE") },
    { "save-files", 0, 0, G_OPTION_ARG_FILENAME, &self->save_files,
      N_("Accept every file that is offered, and save it in DIR"), N_("DIR") },
    { "duration", 0, 0, G_OPTION_ARG_DOUBLE, &self->duration,
      N_("Leave after so long in the room"), N_("SECONDS") },
    { "mute-after", 0, 0, G_OPTION_ARG_DOUBLE, &self->mute_after,
      N_("Mute the microphone after so long in the room"), N_("SECONDS") },
    { "expect-peers", 0, 0, G_OPTION_ARG_INT, &self->expect_peers,
      N_("Succeed only when so many were verified and their media arrived"),
      N_("N") },
    { "admit-unverified", 0, 0, G_OPTION_ARG_NONE, &self->admit_unverified,
      N_("Let in people without the link's key, who are refused otherwise"), NULL },
    { "owner", 0, 0, G_OPTION_ARG_FILENAME, &self->owner,
      N_("With --new write the room's secret to FILE, with --join read it"),
      N_("FILE") },
    { "silent", 0, 0, G_OPTION_ARG_NONE, &self->silent,
      N_("Ring nobody who waits for a call in the room"), NULL },
    { "lock", 0, 0, G_OPTION_ARG_NONE, &self->lock,
      N_("Lock the room, as the one who made it"), NULL },
    { "admit", 0, 0, G_OPTION_ARG_STRING_ARRAY, &self->admit,
      N_("Let in who knocks with that NAME; others are refused"), N_("NAME") },
    { "remove", 0, 0, G_OPTION_ARG_STRING_ARRAY, &self->remove,
      N_("Remove who has that NAME, as the one who made the room"), N_("NAME") },
    { "relay-only", 0, 0, G_OPTION_ARG_NONE, &self->relay_only,
      N_("Reach the others only over the server's relay"), NULL },
    { "ports", 0, 0, G_OPTION_ARG_STRING, &self->ports,
      N_("Use only ports from FIRST to LAST towards the others"),
      N_("FIRST-LAST") },
    { "video-codec", 0, 0, G_OPTION_ARG_STRING, &self->video_codec,
      N_("Prefer CODEC for pictures: vp8 or h264"), N_("CODEC") },
    { "report", 0, 0, G_OPTION_ARG_FILENAME, &self->report,
      N_("Write a report as JSON; - is standard output"), N_("FILE") },
    { "record", 0, 0, G_OPTION_ARG_FILENAME, &self->record,
      N_("Write what others send to NAME.y4m and NAME.wav in DIR"), N_("DIR") },
    { "version", 0, 0, G_OPTION_ARG_NONE, &self->version,
      N_("Show the version"), NULL },
    { NULL }
  };
  GOptionContext *context;

  context = g_option_context_new (_("- a participant without a window"));
  g_option_context_set_translation_domain (context, GETTEXT_PACKAGE);
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);

  return context;
}

/* A command line can be seen by everybody on the machine; the key need not be
 * on it. */
static gboolean
read_link (MajuToolOptions *self,
           GError         **error)
{
  char line[MAJU_LIMIT_LINK + 2];

  if (!fgets (line, sizeof line, stdin))
    {
      g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                           _("There is no link on standard input."));
      return FALSE;
    }
  g_set_str (&self->link, g_strstrip (line));

  return TRUE;
}

static gboolean
parse_ports (MajuToolOptions *self,
             GError         **error)
{
  g_auto(GStrv) ends = g_strsplit (self->ports, "-", 2);
  guint64 first, last;

  if (g_strv_length (ends) != 2
      || !g_ascii_string_to_unsigned (ends[0], 10, 1, 65535, &first, NULL)
      || !g_ascii_string_to_unsigned (ends[1], 10, first, 65535, &last, NULL))
    {
      g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                           _("Ports are given as FIRST-LAST, from 1 to "
                             "65535."));
      return FALSE;
    }
  self->first_port = (guint16) first;
  self->last_port = (guint16) last;

  return TRUE;
}

static gboolean
parse_video_codec (MajuToolOptions *self,
                   GError         **error)
{
  self->h264_first = g_str_equal (self->video_codec, "h264");
  if (self->h264_first || g_str_equal (self->video_codec, "vp8"))
    return TRUE;

  g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                       _("The codec of pictures is vp8 or h264."));
  return FALSE;
}

gboolean
maju_tool_options_parse (MajuToolOptions *self,
                         int             *argc,
                         char          ***argv,
                         GError         **error)
{
  g_autoptr(GOptionContext) context = make_context (self);

  if (!g_option_context_parse (context, argc, argv, error))
    return FALSE;
  if (self->version)
    return TRUE;

  if (*argc > 1 || !self->server == !self->link)
    {
      g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
                           _("Give either --new SERVER or --join LINK."));
      return FALSE;
    }
  if (self->duration < 0 || self->mute_after < 0 || self->expect_peers < 0 ||
      self->duration > 1e6 || self->mute_after > 1e6)
    {
      g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                           _("A number is out of range."));
      return FALSE;
    }

  if (self->ports && !parse_ports (self, error))
    return FALSE;
  if (self->video_codec && !parse_video_codec (self, error))
    return FALSE;

  return g_strcmp0 (self->link, "-") != 0 || read_link (self, error);
}

void
maju_tool_options_clear (MajuToolOptions *self)
{
  g_clear_pointer (&self->server, g_free);
  g_clear_pointer (&self->link, g_free);
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->camera, g_free);
  g_clear_pointer (&self->microphone, g_free);
  g_clear_pointer (&self->screen, g_free);
  g_clear_pointer (&self->chat, g_strfreev);
  g_clear_pointer (&self->send_files, g_strfreev);
  g_clear_pointer (&self->save_files, g_free);
  g_clear_pointer (&self->owner, g_free);
  g_clear_pointer (&self->ports, g_free);
  g_clear_pointer (&self->video_codec, g_free);
  g_clear_pointer (&self->admit, g_strfreev);
  g_clear_pointer (&self->remove, g_strfreev);
  g_clear_pointer (&self->report, g_free);
  g_clear_pointer (&self->record, g_free);
}
