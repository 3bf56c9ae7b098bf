/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test-client.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A guard against a hang, however slow the machine is. */
#define WAIT_MAX_US (120 * G_USEC_PER_SEC)

/* Nothing else happens: no event came in this time, and nobody is at work. */
#define IDLE_MS 10

static void
room_cb (MajuSignaling *signaling,
         MajuMessage   *message,
         TestClient    *self)
{
  g_assert_false (message->resumed);
  /* The room is known before anybody is told that it can be written to. */
  g_assert_cmpint (maju_signaling_get_state (signaling), ==,
                   MAJU_SIGNALING_STATE_JOINED);
  g_assert_false (g_str_has_suffix (self->states->str, "j"));
  g_string_append (self->log, "room ");
  g_ptr_array_add (self->rooms, maju_message_ref (message));
}

static void
ice_servers_cb (MajuSignaling *signaling,
                GPtrArray     *servers,
                TestClient    *self)
{
  MajuIceServer *last;

  if (servers->len == 0)
    return;
  last = g_ptr_array_index (servers, servers->len - 1);
  g_string_append_printf (self->log, "ice:%s ", last->username);
}

static void
message_cb (MajuSignaling *signaling,
            MajuMessage   *message,
            TestClient    *self)
{
  g_string_append (self->log, maju_message_type_to_string (message->type));
  switch ((int) message->type)
    {
    case MAJU_MESSAGE_JOINED:
    case MAJU_MESSAGE_AWAY:
    case MAJU_MESSAGE_BACK:
      g_string_append_printf (self->log, ":%s", message->member->name);
      break;

    case MAJU_MESSAGE_DECLINED:
      g_string_append_printf (self->log, ":%s", message->name);
      break;

    case MAJU_MESSAGE_LEFT:
      g_string_append_printf (self->log, ":%s", message->reason);
      break;

    case MAJU_MESSAGE_RESTART:
      g_string_append_printf (self->log, ":%u", message->generation);
      break;

    case MAJU_MESSAGE_ERROR:
      g_string_append_printf (self->log, ":%s",
                              maju_error_code_to_string (message->code));
      break;

    default:
      break;
    }
  g_string_append_c (self->log, ' ');
  g_ptr_array_add (self->messages, maju_message_ref (message));
}

static void
state_cb (MajuSignaling *signaling,
          GParamSpec    *pspec,
          TestClient    *self)
{
  static const char letters[] = "ncwjrx";

  g_string_append_c (self->states,
                     letters[maju_signaling_get_state (signaling)]);
}

static TestClient *
client_new (const char *text,
            const char *name,
            gboolean    turned)
{
  TestClient *self = g_new0 (TestClient, 1);
  g_autoptr(MajuRoomLink) link = NULL;
  g_autoptr(GError) error = NULL;

  link = maju_room_link_parse (text, &error);
  g_assert_no_error (error);

  self->clock = turned ? maju_clock_new_manual (G_USEC_PER_SEC) : NULL;
  self->log = g_string_new (NULL);
  self->states = g_string_new (NULL);
  self->messages = g_ptr_array_new_with_free_func (
    (GDestroyNotify) maju_message_unref);
  self->rooms = g_ptr_array_new_with_free_func (
    (GDestroyNotify) maju_message_unref);
  self->signaling = maju_signaling_new (link, name, self->clock);
  g_signal_connect (self->signaling, "room", G_CALLBACK (room_cb), self);
  g_signal_connect (self->signaling, "ice-servers",
                    G_CALLBACK (ice_servers_cb), self);
  g_signal_connect (self->signaling, "message", G_CALLBACK (message_cb), self);
  g_signal_connect (self->signaling, "notify::state",
                    G_CALLBACK (state_cb), self);

  return self;
}

TestClient *
test_client_new (guint       port,
                 const char *room,
                 const char *name,
                 gboolean    turned)
{
  g_autofree char *link = NULL;

  link = g_strdup_printf ("http://127.0.0.1:%u/r/%s#AAECAwQFBgcICQoLDA0ODw",
                          port, room);
  return client_new (link, name, turned);
}

TestClient *
test_client_new_for_link (const char *link,
                          gboolean    turned)
{
  return client_new (link, "Ann", turned);
}

void
test_client_free (TestClient *self)
{
  g_signal_handlers_disconnect_by_data (self->signaling, self);
  g_assert_finalize_object (self->signaling);
  if (self->clock != NULL)
    g_assert_finalize_object (self->clock);
  g_string_free (self->log, TRUE);
  g_string_free (self->states, TRUE);
  g_ptr_array_unref (self->messages);
  g_ptr_array_unref (self->rooms);
  g_clear_error (&self->join_error);
  g_free (self);
}

static void
joined_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  TestClient *self = user_data;

  maju_signaling_join_finish (MAJU_SIGNALING (source), result,
                              &self->join_error);
  self->join_done = TRUE;
}

void
test_client_join (TestClient *self)
{
  maju_signaling_join_async (self->signaling, NULL, joined_cb, self);
}

void
test_client_enter (TestClient *self)
{
  test_client_join (self);
  test_client_wait (self, test_client_is_done, NULL, 100);
  g_assert_no_error (self->join_error);
}

static void
left_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  TestClient *self = user_data;
  g_autoptr(GError) error = NULL;

  g_assert_true (maju_signaling_leave_finish (MAJU_SIGNALING (source), result,
                                              &error));
  g_assert_no_error (error);
  self->left = TRUE;
}

void
test_client_leave (TestClient *self)
{
  maju_signaling_leave_async (self->signaling, left_cb, self);
}

void
test_client_say (TestClient *self,
                 const char *to,
                 guint       generation)
{
  g_autoptr(MajuMessage) message = maju_message_new (MAJU_MESSAGE_RESTART);

  message->to = g_strdup (to);
  message->generation = generation;
  maju_signaling_send (self->signaling, message);
}

static gboolean
set_flag_cb (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;

  return G_SOURCE_REMOVE;
}

/* Names are looked up, and proxies, by threads, which a busy machine may keep
 * from running for as long as it likes: no time is to pass for who waits. */
static gboolean
is_thread_at_work (const char *id)
{
  g_autofree char *path = g_build_filename ("/proc/self/task", id, "stat",
                                            NULL);
  g_autofree char *text = NULL;
  const char *name_end;

  if (strtoull (id, NULL, 10) == (guint64) gettid () ||
      !g_file_get_contents (path, &text, NULL, NULL))
    return FALSE;

  name_end = strrchr (text, ')');
  g_assert_nonnull (name_end);
  return !g_str_has_prefix (name_end, ") S");
}

static gboolean
is_anyone_at_work (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GDir) threads = g_dir_open ("/proc/self/task", 0, &error);
  const char *id;

  g_assert_no_error (error);
  while ((id = g_dir_read_name (threads)) != NULL)
    {
      if (is_thread_at_work (id))
        return TRUE;
    }

  /* Who was at work a moment ago may have left something to do. */
  return g_main_context_pending (NULL);
}

void
test_client_wait (TestClient   *self,
                  TestCondition condition,
                  gconstpointer user_data,
                  guint         step_ms)
{
  gint64 end_us = g_get_monotonic_time () + WAIT_MAX_US;

  while (!condition (self, user_data))
    {
      gboolean idle = FALSE;
      guint id = g_timeout_add_full (G_PRIORITY_LOW, IDLE_MS, set_flag_cb,
                                     &idle, NULL);

      g_main_context_iteration (NULL, TRUE);
      if (!idle)
        g_source_remove (id);
      else if (self->clock != NULL && !is_anyone_at_work () &&
               (self->is_answered == NULL ||
                !self->is_answered (self->answered_data)))
        maju_clock_advance (self->clock, step_ms);
      if (g_get_monotonic_time () > end_us)
        g_error ("waited too long; states %s, log %s",
                 self->states->str, self->log->str);
    }
}

gboolean
test_client_is_done (TestClient   *self,
                     gconstpointer user_data)
{
  return self->join_done;
}

gboolean
test_client_has_left (TestClient   *self,
                      gconstpointer user_data)
{
  return self->left;
}

gboolean
test_client_is_in_state (TestClient   *self,
                         gconstpointer state)
{
  return maju_signaling_get_state (self->signaling) == GPOINTER_TO_UINT (state);
}

gboolean
test_client_has_logged (TestClient   *self,
                        gconstpointer text)
{
  return strstr (self->log->str, text) != NULL;
}
