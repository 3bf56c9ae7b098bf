/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

struct spa_dict;

/* What a connection tells. All are called in the main context of its maker. */
typedef struct
{
  /* A microphone or a speaker exists. @id: of this connection, never used again;
   * @props: what PipeWire would say of its node, as far as it is used here. */
  void (*device_added)    (guint32                id,
                           const struct spa_dict *props,
                           gpointer               user_data);
  /* Whether its sound is switched off in the system's settings, or turned down
   * to nothing; told only of devices that were, or were then. */
  void (*device_muted)    (guint32  id,
                           gboolean muted,
                           gpointer user_data);
  void (*device_removed)  (guint32  id,
                           gpointer user_data);
  /* @key is default.audio.source or default.audio.sink, as in PipeWire's
   * metadata; @name is a device's name or NULL. */
  void (*default_changed) (const char *key,
                           const char *name,
                           gpointer    user_data);
  /* All that existed has been told. */
  void (*listed)          (gpointer user_data);
  /* The server has gone, and all that it told of; or it is not there yet. */
  void (*lost)            (gpointer user_data);
} MajuPulseFuncs;

/**
 * MajuPulse:
 *
 * A connection to PulseAudio's socket, whoever serves it, for those who do not
 * reach PipeWire's: which microphones and speakers there are. A speaker's
 * monitor is not told of. It runs in its maker's main context and is made anew,
 * after 0.25 to 5 s, when it is lost; it never starts a server.
 */
#define MAJU_TYPE_PULSE (maju_pulse_get_type ())
G_DECLARE_FINAL_TYPE (MajuPulse, maju_pulse, MAJU, PULSE, GObject)

/* Nothing is called before the main context runs. */
MajuPulse *maju_pulse_new (const MajuPulseFuncs *funcs,
                           gpointer user_data)
G_GNUC_WARN_UNUSED_RESULT;

/* No function is called any more. */
void       maju_pulse_close (MajuPulse *self);

G_END_DECLS
