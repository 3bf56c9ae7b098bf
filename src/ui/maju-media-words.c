/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-media-words.h"

#include <gio/gdesktopappinfo.h>

#include <glib/gi18n.h>

#include <string.h>

static const char *
camera_words (MajuMediaError code)
{
  switch (code)
    {
    case MAJU_MEDIA_ERROR_NO_DEVICE:
      return _("There is no camera. Connect one, or go on without it.");

    case MAJU_MEDIA_ERROR_BUSY:
      return _("Another application is using the camera. Close it there, or "
               "choose another camera.");

    case MAJU_MEDIA_ERROR_DENIED:
      return _("Maju is not allowed to use the camera. Others will not see "
               "you until it is allowed in the system’s settings.");

    case MAJU_MEDIA_ERROR_STALLED:
      return _("No picture comes from the camera. Connect it again, or choose "
               "another.");

    case MAJU_MEDIA_ERROR_UNSUPPORTED:
      return _("The camera has no picture format that Maju can use. Choose "
               "another camera.");

    case MAJU_MEDIA_ERROR_REVOKED:
      return _("Maju is not allowed to use the camera any more. Others see you "
               "again as soon as it is allowed in the system’s settings.");

    case MAJU_MEDIA_ERROR_UNAVAILABLE:
      return _("The desktop gives Maju no camera: its camera portal is missing. "
               "Install xdg-desktop-portal and the portal of your desktop, then "
               "log in again.");

    case MAJU_MEDIA_ERROR_HIDDEN:
      return _("There is a camera, but the desktop does not show it to Maju. "
               "Another application may keep it, or WirePlumber did not notice "
               "that it was allowed: close the other, or log out and in again.");

    case MAJU_MEDIA_ERROR_CANCELLED:
    case MAJU_MEDIA_ERROR_UNPLUGGED:
    case MAJU_MEDIA_ERROR_PLUGIN:
    case MAJU_MEDIA_ERROR_NO_SERVICE:
    case MAJU_MEDIA_ERROR_FAILED:
    default:
      return NULL;
    }
}

static const char *
microphone_words (MajuMediaError code)
{
  switch (code)
    {
    case MAJU_MEDIA_ERROR_NO_DEVICE:
      return _("There is no microphone. Connect one, or go on without it.");

    case MAJU_MEDIA_ERROR_BUSY:
      return _("Another application is using the microphone. Close it there, "
               "or choose another microphone.");

    case MAJU_MEDIA_ERROR_DENIED:
      return _("Maju is not allowed to use the microphone. Others will not "
               "hear you until it is allowed in the system’s settings.");

    case MAJU_MEDIA_ERROR_STALLED:
      return _("No sound comes from the microphone. Connect it again, or "
               "choose another.");

    case MAJU_MEDIA_ERROR_UNSUPPORTED:
    case MAJU_MEDIA_ERROR_CANCELLED:
    case MAJU_MEDIA_ERROR_REVOKED:
    case MAJU_MEDIA_ERROR_UNAVAILABLE:
    case MAJU_MEDIA_ERROR_HIDDEN:
    case MAJU_MEDIA_ERROR_UNPLUGGED:
    case MAJU_MEDIA_ERROR_PLUGIN:
    case MAJU_MEDIA_ERROR_NO_SERVICE:
    case MAJU_MEDIA_ERROR_FAILED:
    default:
      return NULL;
    }
}

static const char *
speaker_words (MajuMediaError code)
{
  switch (code)
    {
    case MAJU_MEDIA_ERROR_NO_DEVICE:
      return _("There is no speaker: you will not hear the others. Connect "
               "one, or a headset.");

    case MAJU_MEDIA_ERROR_BUSY:
      return _("Another application keeps the speaker to itself. Close it "
               "there, or choose another speaker.");

    case MAJU_MEDIA_ERROR_DENIED:
      return _("Maju is not allowed to use the speaker. You will not hear the "
               "others until it is allowed in the system’s settings.");

    case MAJU_MEDIA_ERROR_STALLED:
      return _("The speaker takes no sound, so you do not hear the others. "
               "Connect it again, or choose another.");

    case MAJU_MEDIA_ERROR_UNSUPPORTED:
    case MAJU_MEDIA_ERROR_CANCELLED:
    case MAJU_MEDIA_ERROR_REVOKED:
    case MAJU_MEDIA_ERROR_UNAVAILABLE:
    case MAJU_MEDIA_ERROR_HIDDEN:
    case MAJU_MEDIA_ERROR_UNPLUGGED:
    case MAJU_MEDIA_ERROR_PLUGIN:
    case MAJU_MEDIA_ERROR_NO_SERVICE:
    case MAJU_MEDIA_ERROR_FAILED:
    default:
      return NULL;
    }
}

/* The cause as the layers below say it, and what can be done. */
static char *
other_words (const GError *error)
{
  gsize length = strlen (error->message);
  g_autofree char *cause = NULL;

  if (length > 0 && error->message[length - 1] == '.')
    length--;
  cause = g_strndup (error->message, length);
  if (error->code == MAJU_MEDIA_ERROR_PLUGIN)
    /* Translators: %s says what is not installed. */
    return g_strdup_printf (_("%s. Install what is missing, then start Maju "
                              "again."), cause);
  /* Translators: %s says what a camera, microphone or speaker does not do. */
  return g_strdup_printf (_("%s. Connect the device again, or choose another."),
                          cause);
}

static const char *
screen_words (int code)
{
  switch (code)
    {
    case MAJU_MEDIA_ERROR_DENIED:
      return _("The system does not allow the screen to be shared. Allow it in "
               "the system’s settings, then share again.");

    case MAJU_MEDIA_ERROR_UNAVAILABLE:
      return _("This desktop offers no screen sharing. Install its portal, such "
               "as xdg-desktop-portal-gnome, then log in again.");

    case MAJU_MEDIA_ERROR_REVOKED:
      return _("The system has ended the sharing, as it does when the screen is "
               "locked. Share again to go on.");

    case MAJU_MEDIA_ERROR_UNPLUGGED:
      return _("What you shared was closed, so the others do not see it any "
               "more.");

    case MAJU_MEDIA_ERROR_STALLED:
      return _("No picture comes from what you chose, so nothing is shared. "
               "Share again, or choose something else.");

    default:
      return NULL;
    }
}

char *
maju_media_words_problem (MajuDeviceKind kind,
                          const GError  *error)
{
  const char *words = NULL;

  g_return_val_if_fail (error != NULL, NULL);

  if (error->domain == MAJU_MEDIA_ERROR)
    {
      if (error->code == MAJU_MEDIA_ERROR_NO_SERVICE)
        words = _("PipeWire, the sound and video service, does not answer. "
                  "Maju goes on as soon as it does.");
      else if (kind == MAJU_DEVICE_KIND_CAMERA)
        words = camera_words (error->code);
      else if (kind == MAJU_DEVICE_KIND_MICROPHONE)
        words = microphone_words (error->code);
      else
        words = speaker_words (error->code);
      if (words == NULL)
        return other_words (error);
    }
  return g_strdup (words != NULL ? words : error->message);
}

char *
maju_media_words_screen (const GError *error)
{
  const char *words = NULL;

  g_return_val_if_fail (error != NULL, NULL);

  if (g_error_matches (error, MAJU_MEDIA_ERROR, MAJU_MEDIA_ERROR_PLUGIN))
    return other_words (error);
  if (error->domain == MAJU_MEDIA_ERROR)
    words = screen_words (error->code);
  if (words != NULL)
    return g_strdup (words);

  /* Translators: %s says why. */
  return g_strdup_printf (_("Your screen is not shared: %s"), error->message);
}

char *
maju_media_words_default (MajuDevice *device)
{
  if (device == NULL)
    return g_strdup (_("System Default"));

  /* Translators: %s is the name of a camera, microphone or speaker. */
  return g_strdup_printf (_("System Default (%s)"),
                          maju_device_get_name (device));
}

MajuWayOut
maju_media_words_way_out (const GError *error)
{
  g_return_val_if_fail (error != NULL, MAJU_WAY_OUT_NONE);

  if (g_error_matches (error, MAJU_MEDIA_ERROR, MAJU_MEDIA_ERROR_DENIED) ||
      g_error_matches (error, MAJU_MEDIA_ERROR, MAJU_MEDIA_ERROR_REVOKED))
    return MAJU_WAY_OUT_SETTINGS;
  /* A device or a service that comes is taken by itself. */
  if (g_error_matches (error, MAJU_MEDIA_ERROR, MAJU_MEDIA_ERROR_NO_DEVICE) ||
      g_error_matches (error, MAJU_MEDIA_ERROR, MAJU_MEDIA_ERROR_UNPLUGGED) ||
      g_error_matches (error, MAJU_MEDIA_ERROR,
                       MAJU_MEDIA_ERROR_UNSUPPORTED) ||
      g_error_matches (error, MAJU_MEDIA_ERROR,
                       MAJU_MEDIA_ERROR_NO_SERVICE) ||
      g_error_matches (error, MAJU_MEDIA_ERROR, MAJU_MEDIA_ERROR_PLUGIN))
    return MAJU_WAY_OUT_NONE;
  return MAJU_WAY_OUT_RETRY;
}

static GAppInfo *
settings_app (MajuDeviceKind kind)
{
  static const char *panels[] = {
    [MAJU_DEVICE_KIND_CAMERA] = "gnome-camera-panel.desktop",
    [MAJU_DEVICE_KIND_MICROPHONE] = "gnome-microphone-panel.desktop",
    [MAJU_DEVICE_KIND_SPEAKER] = "gnome-sound-panel.desktop",
  };

  return (GAppInfo *) g_desktop_app_info_new (panels[kind]);
}

gboolean
maju_system_settings_have (MajuDeviceKind kind)
{
  g_autoptr(GAppInfo) app = settings_app (kind);

  return app != NULL;
}

void
maju_system_settings_open (MajuDeviceKind kind)
{
  g_autoptr(GAppInfo) app = settings_app (kind);
  g_autoptr(GError) error = NULL;

  if (app != NULL && !g_app_info_launch (app, NULL, NULL, &error))
    g_warning ("The system's settings do not open: %s", error->message);
}
