/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-remote-private.h"

G_BEGIN_DECLS

/* A member of the room that may be somebody whom we already have. */
typedef struct
{
  char *id;
  char *name;
  gboolean offerer;             /* we would be */
  gboolean away;
  gint64 since;
} MajuStranger;

/**
 * MajuReunion:
 *
 * Finds out which of the room's members are people whom we have already, after
 * a server has forgotten the room and given everybody another id. Somebody who
 * is still here says over the path what their id is now. That alone proves
 * nothing: they could claim somebody else's. So each side answers with its last
 * description of that path, said again from its new id and signed anew; who
 * sends that has the id, and the path too.
 */
typedef struct _MajuReunion MajuReunion;

/* @remotes: (element-type MajuRemote): the roster's, borrowed. Those without an
 * id are looked for. */
MajuReunion  *maju_reunion_new (GPtrArray *remotes,
                                MajuClock *clock)
G_GNUC_WARN_UNUSED_RESULT;
void          maju_reunion_free (MajuReunion *self);

/* Whether anybody is looked for. */
gboolean      maju_reunion_is_wanted (MajuReunion *self);

/* Begins anew, with another id of our own. */
void          maju_reunion_begin (MajuReunion *self,
                                  const char  *own_id);
void          maju_reunion_add (MajuReunion *self,
                                MajuMember  *member,
                                gboolean     offerer);
guint         maju_reunion_count (MajuReunion *self);

/* Returns: (transfer none) (nullable). */
MajuStranger *maju_reunion_find (MajuReunion *self,
                                 const char  *id);

/* They have left. */
gboolean      maju_reunion_remove (MajuReunion *self,
                                   const char  *id);

/* Over its path, @remote said that @id is theirs. */
void          maju_reunion_claim (MajuReunion *self,
                                  MajuRemote  *remote,
                                  const char  *id);

/* A description said again: if it proves who its sender is, they have their id. */
void          maju_reunion_recognize (MajuReunion *self,
                                      MajuMessage *message);

/* Returns: (transfer full) (nullable): the member @id, or with %NULL one whom
 *   nobody has proven to be in time: a new person. */
MajuStranger *maju_reunion_take (MajuReunion *self,
                                 const char  *id);
void          maju_stranger_free (MajuStranger *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MajuStranger, maju_stranger_free)

G_END_DECLS
