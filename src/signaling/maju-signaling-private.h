/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-signaling.h"

#include "maju-line-private.h"
#include "maju-session-private.h"

G_BEGIN_DECLS

/* MajuSignaling is in two files: maju-signaling.c is what its owner sees of it,
 * maju-signaling-receive.c what it makes of what the server says. */

/* What the server is expected to say. */
typedef enum
{
  MAJU_EXPECT_NOTHING,
  MAJU_EXPECT_WELCOME,
  MAJU_EXPECT_ROOM,
  MAJU_EXPECT_MESSAGES,
} MajuExpectation;

struct _MajuSignaling
{
  GObject parent_instance;

  MajuRoomLink *link;
  char *name;
  char *owner;                  /* (nullable) */
  gboolean silent;
  MajuClock *clock;
  MajuLine *line;
  MajuSignalingState state;
  GError *error;
  MajuExpectation expectation;
  gboolean knocking;            /* on this connection */
  gboolean stopping;            /* the last server that we were in said so */

  char *self_id;
  gsize limit_message;
  MajuSession session;
  guint ack_id;

  GTask *join_task;
  GSource *cancelled_source;
  GTask *leave_task;
  guint leave_id;
};

/* In maju-signaling.c. */

/* The end, for whatever reason. @join_error: for a join that is under way; it
 * is @error when that is set. */
void maju_signaling_finish (MajuSignaling *self,
                            const GError  *error,
                            const GError  *join_error);
void maju_signaling_set_state (MajuSignaling     *self,
                               MajuSignalingState state);
void maju_signaling_return_join (MajuSignaling *self);
void maju_signaling_emit_room (MajuSignaling *self,
                               MajuMessage   *message);
void maju_signaling_emit_servers (MajuSignaling *self,
                                  MajuMessage   *message);
void maju_signaling_emit_message (MajuSignaling *self,
                                  MajuMessage   *message);

/* On the connection that there is, with what is to be acknowledged. */
void maju_signaling_send_now (MajuSignaling *self,
                              MajuMessage   *message);

/* In maju-signaling-receive.c. */

/* @text has come from the server. The caller holds a reference. */
void maju_signaling_receive (MajuSignaling *self,
                             const char    *text,
                             gsize          length);

G_END_DECLS
