/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-report.h"

#include <adwaita.h>

static const char *
get_nick (GType type,
          int   value)
{
  g_autoptr(GEnumClass) klass = g_type_class_ref (type);
  GEnumValue *found = g_enum_get_value (klass, value);

  return found ? found->value_nick : "?";
}

static const char *
say_boolean (gboolean value)
{
  return value ? "yes" : "no";
}

/* The domain and the code: a message may name a host or a person. */
static void
add_error (GString      *text,
           const GError *error)
{
  if (error)
    g_string_append_printf (text, ", error %s %d",
                            g_quark_to_string (error->domain), error->code);
}

static void
add_versions (GString *text)
{
  g_autofree char *gstreamer = gst_version_string ();
  g_autofree char *os = g_get_os_info (G_OS_INFO_KEY_PRETTY_NAME);

  g_string_append_printf (text, "Maju %s\n", MAJU_VERSION);
  g_string_append_printf (text, "System: %s\n", os ? os : "not known");
  g_string_append_printf (text, "Desktop: %s, %s\n",
                          g_getenv ("XDG_CURRENT_DESKTOP")
                          ? g_getenv ("XDG_CURRENT_DESKTOP") : "not known",
                          g_getenv ("XDG_SESSION_TYPE")
                          ? g_getenv ("XDG_SESSION_TYPE") : "not known");
  g_string_append_printf (text, "Sandbox: %s\n",
                          say_boolean (g_file_test ("/.flatpak-info",
                                                    G_FILE_TEST_EXISTS)));
  g_string_append_printf (text, "GTK %u.%u.%u, libadwaita %u.%u.%u, GLib %u.%u.%u\n",
                          gtk_get_major_version (), gtk_get_minor_version (),
                          gtk_get_micro_version (), adw_get_major_version (),
                          adw_get_minor_version (), adw_get_micro_version (),
                          glib_major_version, glib_minor_version,
                          glib_micro_version);
  g_string_append_printf (text, "%s\n", gstreamer);
}

static void
add_device (GString                   *text,
            const char                *name,
            const MajuDeviceSituation *device)
{
  g_string_append_printf (text, "%s: %s, %s", name,
                          device->wanted ? "on" : "off",
                          get_nick (MAJU_TYPE_CAPTURE_STATE, device->state));
  add_error (text, device->error);
  g_string_append_c (text, '\n');
}

static void
add_computer (GString             *text,
              const MajuSituation *situation)
{
  const char *devices;

  g_string_append_printf (text, "\nNetwork: %s\nRelay only: %s\n",
                          say_boolean (situation->network),
                          say_boolean (situation->relay_only));
  g_string_append_printf (text, "Screen sharing by the desktop: %s\n",
                          say_boolean (situation->share_portal));
  if (situation->load >= 0)
    g_string_append_printf (text, "Processors: %.0f %%\n",
                            100 * situation->load);
  if (!situation->devices_available)
    devices = "PipeWire does not answer";
  else if (situation->cameras_by_portal)
    devices = "by the camera portal";
  else
    devices = "listed";
  g_string_append_printf (text, "Devices: %s; cameras: %u listed, %u on USB\n",
                          situation->devices_ready ? devices : "not listed yet",
                          situation->n_cameras, situation->n_kernel_cameras);
  add_device (text, "Camera", &situation->camera);
  add_device (text, "Microphone", &situation->microphone);
  g_string_append_printf (text, "Muted: %s, silent for %.0f s, echo "
                          "cancellation: %s\n",
                          say_boolean (situation->muted),
                          situation->silence_us / (double) G_USEC_PER_SEC,
                          say_boolean (situation->echo_cancellation));
  add_device (text, "Speaker", &situation->speaker);
}

static void
add_person (GString                   *text,
            guint                      number,
            const MajuPersonSituation *person)
{
  const MajuQualityFigures *quality = &person->quality;

  g_string_append_printf (text, "\nPerson %u: %s, %s", number + 1,
                          get_nick (MAJU_TYPE_PARTICIPANT_STATE, person->state),
                          get_nick (MAJU_TYPE_TRUST, person->trust));
  add_error (text, person->error);
  g_string_append_printf (text, "\n  connection: %s, %s, %s\n",
                          get_nick (MAJU_TYPE_GRADE, quality->grade),
                          get_nick (MAJU_TYPE_ROUTE, quality->route),
                          quality->protocol ? quality->protocol : "none");
  if (quality->grade == MAJU_GRADE_UNKNOWN)
    return;

  g_string_append_printf (text, "  in: %d bit/s, loss %.3f, %s, %s, %u x %u, "
                          "%.1f a second\n",
                          quality->bitrate_in, quality->loss_in,
                          quality->audio_codec ? quality->audio_codec : "no sound",
                          quality->video_codec ? quality->video_codec
                                               : "no picture",
                          quality->width, quality->height, quality->frame_rate);
  g_string_append_printf (text, "  out: %d bit/s, loss %.3f\n",
                          quality->bitrate_out, quality->loss_out);
  g_string_append_printf (text, "  round trip %.1f ms, jitter %.1f ms, sound "
                          "missing: %s, picture missing: %s\n",
                          quality->round_trip_ms, quality->jitter_ms,
                          say_boolean (quality->sound_missing),
                          say_boolean (quality->picture_missing));
}

static void
add_call (GString             *text,
          const MajuSituation *situation)
{
  if (!situation->in_call)
    {
      g_string_append (text, "\nNot in a call\n");
      return;
    }

  g_string_append_printf (text, "\nCall: %s, with %u",
                          get_nick (MAJU_TYPE_CALL_STATE, situation->call_state),
                          situation->people->len);
  add_error (text, situation->call_error);
  g_string_append_c (text, '\n');
  for (guint i = 0; i < situation->people->len; i++)
    add_person (text, i,
                &g_array_index (situation->people, MajuPersonSituation, i));
}

static void
add_troubles (GString             *text,
              const MajuSituation *situation)
{
  g_autoptr(GPtrArray) troubles = maju_situation_find_troubles (situation);

  g_string_append (text, "\nTroubles:");
  for (guint i = 0; i < troubles->len; i++)
    {
      const MajuTrouble *trouble = g_ptr_array_index (troubles, i);

      g_string_append_printf (text, " %s", trouble->id);
      if (trouble->person >= 0)
        g_string_append_printf (text, " (person %d)", trouble->person + 1);
    }
  g_string_append (text, troubles->len == 0 ? " none\n" : "\n");
}

char *
maju_report_make (const MajuSituation *situation)
{
  GString *text = g_string_new (NULL);

  add_versions (text);
  add_computer (text, situation);
  add_call (text, situation);
  add_troubles (text, situation);

  return g_string_free_and_steal (text);
}
