/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-hub.h"
#include "maju-server-room.h"
#include "maju-server-session.h"

#include "maju-message.h"

G_BEGIN_DECLS

/* One connection, with or without a session. */
typedef struct
{
  MajuConnection *connection;
  MajuServerSession *session;   /* (nullable): before `hello`, after an end */
  MajuServerSession *knocking;  /* (nullable) (owned): not in its room yet */
  GHashTable *listening;        /* (nullable): rooms; maju-hub-listen.c's */
  MajuTokenBucket bucket;       /* of a listener */
  MajuTokenBucket pings;
  gint64 hello_deadline_us;     /* or when nobody has answered the knock */
  gboolean closing;
} MajuHubClient;

struct _MajuHub
{
  MajuServerConfig *config;
  char *turn_secret;
  gint64 (*get_real_time) (void); /* when credentials expire; a test's own */
  MajuServerMetrics metrics;
  GHashTable *clients;          /* of MajuHubClient */
  GHashTable *rooms;            /* id to MajuServerRoom */
  GHashTable *listened;         /* room id to array of MajuHubClient */
  GHashTable *sessions;         /* of MajuServerSession */
  GHashTable *tokens;           /* hash to MajuServerSession, not owned */
  GHashTable *removed;          /* hash to when; maju-hub-door.c's */
  gsize replay_bytes;           /* that all sessions keep */
  GQueue doomed;                /* of MajuServerSession, not owned */
  gboolean draining;
};

/* maju-hub.c */
void maju_hub_send (MajuHub        *self,
                    MajuConnection *connection,
                    MajuMessage    *message);
void maju_hub_deliver (MajuHub           *self,
                       MajuServerSession *session,
                       MajuMessage       *message);
void maju_hub_deliver_bytes (MajuHub           *self,
                             MajuServerSession *session,
                             GBytes            *text);
void maju_hub_drop (MajuHub           *self,
                    MajuServerSession *session,
                    const char        *reason);
void maju_hub_fail (MajuHub       *self,
                    MajuHubClient *client,
                    MajuErrorCode  code,
                    const char    *text);
void maju_hub_warn (MajuHub       *self,
                    MajuHubClient *client,
                    MajuErrorCode  code,
                    const char    *text);

/* For a `ping`: a page cannot see those of WebSocket. */
void maju_hub_answer_ping (MajuHub       *self,
                           MajuHubClient *client,
                           gint64         now_us);
void maju_hub_tell_away (MajuHub           *self,
                         MajuServerSession *session);
void maju_hub_forget_tokens (MajuHub           *self,
                             MajuServerSession *session);

/* maju-hub-hello.c */
void maju_hub_hello (MajuHub       *self,
                     MajuHubClient *client,
                     const char    *text,
                     gsize          length,
                     gint64         now_us);
void maju_hub_enter (MajuHub           *self,
                     MajuHubClient     *client,
                     MajuServerRoom    *room,
                     MajuServerSession *session,
                     gint64             now_us);

/* maju-hub-door.c: knocking, locking and removing. */
void maju_hub_door_init (MajuServerRoom *room,
                         gint64          now_us);
gboolean maju_hub_door_is_shut (MajuServerRoom *room,
                                MajuHubClient  *client);
void maju_hub_door_knock (MajuHub        *self,
                          MajuHubClient  *client,
                          MajuServerRoom *room,
                          MajuMessage    *hello,
                          gint64          now_us);

/* What somebody says who waits. */
void maju_hub_door_waiter_says (MajuHub       *self,
                                MajuHubClient *client,
                                const char    *text,
                                gsize          length,
                                gint64         now_us);

/* @client does not wait any more. */
void maju_hub_door_forget (MajuHub       *self,
                           MajuHubClient *client);

/* Nobody is left in @room who could answer. */
void maju_hub_door_close (MajuHub        *self,
                          MajuServerRoom *room);

/* Whether the session whose token has this @hash was removed, so lately that it
 * could be resumed else. */
gboolean maju_hub_door_has_removed (MajuHub      *self,
                                    const guint8 *hash,
                                    gint64        now_us);

/* Forgets those that nobody can resume any more. */
void maju_hub_door_tick (MajuHub *self,
                         gint64   now_us);

/* What somebody inside says about the door. */
void maju_hub_door_handle (MajuHub       *self,
                           MajuHubClient *client,
                           const char    *text,
                           gsize          length,
                           gint64         now_us);

/* Tells those in @room what is new about the door, and @session in any case,
 * unless there never was anything to tell. */
void maju_hub_door_tell (MajuHub        *self,
                         MajuServerRoom *room);
void maju_hub_door_tell_again (MajuHub           *self,
                               MajuServerSession *session);

/* maju-hub-listen.c: who is told when somebody is in a room. */
void maju_hub_listen (MajuHub       *self,
                      MajuHubClient *client,
                      MajuMessage   *message,
                      gint64         now_us);
void maju_hub_listener_says (MajuHub       *self,
                             MajuHubClient *client,
                             const char    *text,
                             gsize          length,
                             gint64         now_us);
void maju_hub_listen_forget (MajuHub       *self,
                             MajuHubClient *client);

/* Who is in that room may have changed, or that listeners are told of them. */
void maju_hub_listen_tell (MajuHub    *self,
                           const char *room_id);

/* maju-hub-ice.c: servers with credentials that last from now on, for a `room`
* or `ice_servers` to @session, and those sent when half their time is over. */
void maju_hub_add_servers (MajuHub           *self,
                           MajuServerSession *session,
                           MajuMessage       *message,
                           gint64             now_us);
void maju_hub_renew_servers (MajuHub           *self,
                             MajuServerSession *session,
                             gint64             now_us);

/* maju-hub-relay.c */
void maju_hub_handle (MajuHub       *self,
                      MajuHubClient *client,
                      const char    *text,
                      gsize          length,
                      gint64         now_us);

G_END_DECLS
