/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-hub.h"

#include "maju-message.h"

/* The hub with connections and a clock that are the test's. */

typedef struct
{
  MajuConnection base;
  GQueue received;              /* of MajuMessage */
  guint close_code;
  gboolean paused;
  guint64 next_id;
} Client;

typedef struct
{
  MajuHub *hub;
  gint64 now_us;
} Fixture;

extern const MajuConnectionMethods client_methods;

void         set_up            (Fixture        *fixture,
                                gconstpointer   data);
void         tear_down         (Fixture        *fixture,
                                gconstpointer   data);
void         connect_client    (Fixture        *fixture,
                                Client         *client);
void         disconnect_client (Fixture        *fixture,
                                Client         *client);
void         client_drop       (Client         *self);

/* The next message that @client has been sent, which is of @type. */
MajuMessage *take              (Client         *client,
                                MajuMessageType type)
                                G_GNUC_WARN_UNUSED_RESULT;
void         skip              (Client         *client,
                                MajuMessageType type);
void         assert_error      (Client         *client,
                                MajuErrorCode   code,
                                gboolean        fatal);

void         say               (Fixture        *fixture,
                                Client         *client,
                                const char     *text);
void         say_message       (Fixture        *fixture,
                                Client         *client,
                                MajuMessage    *message);

/* A new connection that says hello with these @members. */
void         hello             (Fixture        *fixture,
                                Client         *client,
                                const char     *members);
MajuMessage *join              (Fixture        *fixture,
                                Client         *client)
                                G_GNUC_WARN_UNUSED_RESULT;
void         resume            (Fixture        *fixture,
                                Client         *client,
                                const char     *token,
                                guint64         last_seq);
void         relay             (Fixture        *fixture,
                                Client         *client,
                                const char     *to);

/* Returns: whether the hub has anything left. */
gboolean     pass              (Fixture        *fixture,
                                guint           seconds);
