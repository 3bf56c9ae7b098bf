/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

struct pw_core;
struct spa_dict;

/* What a connection tells. All are called in the main context of its maker. All
 * but node_added may be %NULL. */
typedef struct
{
  /* A node exists; @props are all of its properties. */
  void (*node_added)      (guint32                id,
                           const struct spa_dict *props,
                           gpointer               user_data);
  /* Whether its sound is switched off in the system's settings; told only of
   * nodes that were, or were then. */
  void (*node_muted)      (guint32  id,
                           gboolean muted,
                           gpointer user_data);
  void (*node_removed)    (guint32  id,
                           gpointer user_data);
  /* @key is such as default.audio.source; @name is a node's name or NULL. */
  void (*default_changed) (const char *key,
                           const char *name,
                           gpointer    user_data);
  /* An object exists, nodes too; @props are the few that all are told of it, and
   * @type one of PW_TYPE_INTERFACE_. */
  void (*object_added)    (guint32                id,
                           const char            *type,
                           const struct spa_dict *props,
                           gpointer               user_data);
  void (*object_removed)  (guint32  id,
                           gpointer user_data);
  /* All that existed has been told. */
  void (*listed)          (gpointer user_data);
  /* The core is going: what was made on it must be destroyed now. */
  void (*core_leaving)    (gpointer user_data);
  /* PipeWire has gone, and all that it told of; or it is not there yet. */
  void (*lost)            (gpointer user_data);
} MajuPipewireFuncs;

/**
 * MajuPipewire:
 *
 * A connection to PipeWire's registry that runs as a GSource in its maker's
 * main context and is made anew, after 0.25 to 5 s, when it is lost.
 */
#define MAJU_TYPE_PIPEWIRE (maju_pipewire_get_type ())
G_DECLARE_FINAL_TYPE (MajuPipewire, maju_pipewire, MAJU, PIPEWIRE, GObject)

/* Only nodes for whose media.class @funcs->node_added is wanted are followed:
 * %NULL-terminated @classes. Nothing is called before the main context runs. */
MajuPipewire *maju_pipewire_new (const char *const       *classes,
                                 const MajuPipewireFuncs *funcs,
                                 gpointer user_data)
G_GNUC_WARN_UNUSED_RESULT;

/* The same on a connection that the desktop's portal has made: @fd (transfer
 * full). When that is lost it stays so, and lost is called once. */
MajuPipewire *maju_pipewire_new_given (int                      fd,
                                       const char *const       *classes,
                                       const MajuPipewireFuncs *funcs,
                                       gpointer                 user_data)
G_GNUC_WARN_UNUSED_RESULT;

/* Returns: (nullable): lasts until core_leaving is called. */
struct pw_core *maju_pipewire_get_core (MajuPipewire *self);

/* No function is called any more, but for core_leaving before it returns. */
void          maju_pipewire_close (MajuPipewire *self);

/* A shared screen is a Video/Source, too, but not a camera. */
gboolean      maju_pipewire_is_camera (const struct spa_dict *props);

G_END_DECLS
