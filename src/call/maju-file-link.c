/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-file-link-private.h"

#include "maju-limits.h"

struct _MajuFileLink
{
  GObject parent_instance;

  MajuDataChannel *channel;
  MajuFilePeer *peer;
  gboolean closed;
};

G_DEFINE_FINAL_TYPE (MajuFileLink, maju_file_link, G_TYPE_OBJECT)

enum
{
  FLOODED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
maju_file_link_dispose (GObject *object)
{
  MajuFileLink *self = MAJU_FILE_LINK (object);

  if (self->peer)
    maju_file_link_close (self);
  g_clear_object (&self->channel);
  g_clear_object (&self->peer);

  G_OBJECT_CLASS (maju_file_link_parent_class)->dispose (object);
}

static void
maju_file_link_class_init (MajuFileLinkClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = maju_file_link_dispose;

  signals[FLOODED] =
    g_signal_new ("flooded", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                  NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
maju_file_link_init (MajuFileLink *self)
{
}

static gboolean
send_text_cb (const char *text,
              gpointer    user_data)
{
  MajuFileLink *self = user_data;

  return maju_data_channel_send_text (self->channel, text, NULL);
}

static gboolean
send_bytes_cb (GBytes  *bytes,
               gpointer user_data)
{
  MajuFileLink *self = user_data;

  return maju_data_channel_send_bytes (self->channel, bytes, NULL);
}

static guint64
get_buffered_cb (gpointer user_data)
{
  MajuFileLink *self = user_data;

  return maju_data_channel_get_buffered_amount (self->channel);
}

static const MajuFileWay way = {
  .send_text = send_text_cb,
  .send_bytes = send_bytes_cb,
  .get_buffered = get_buffered_cb,
};

static void
message_cb (MajuDataChannel *channel,
            GBytes          *data,
            gboolean         is_text,
            MajuFileLink    *self)
{
  if (!self->closed)
    maju_file_peer_receive (self->peer, data, is_text);
}

static void
open_cb (MajuDataChannel *channel,
         GParamSpec      *pspec,
         MajuFileLink    *self)
{
  if (!self->closed)
    maju_file_peer_set_open (self->peer, maju_data_channel_get_open (channel));
}

static void
flooded_cb (MajuFilePeer *peer,
            MajuFileLink *self)
{
  if (!self->closed)
    g_signal_emit (self, signals[FLOODED], 0);
}

MajuFileLink *
maju_file_link_new (MajuPeer        *peer,
                    MajuParticipant *participant,
                    MajuFiles       *files)
{
  MajuFileLink *self = g_object_new (MAJU_TYPE_FILE_LINK, NULL);

  self->channel = g_object_ref (maju_peer_create_data_channel (peer, "files",
                                                               MAJU_CHANNEL_FILES));
  self->peer = g_object_ref (maju_files_get_peer (files, participant));
  maju_file_peer_set_way (self->peer, &way, self);
  g_signal_connect_object (self->peer, "flooded",
                           G_CALLBACK (flooded_cb), self, 0);
  g_signal_connect_object (self->channel, "message",
                           G_CALLBACK (message_cb), self, 0);
  g_signal_connect_object (self->channel, "notify::open",
                           G_CALLBACK (open_cb), self, 0);

  return self;
}

void
maju_file_link_close (MajuFileLink *self)
{
  if (self->closed)
    return;

  self->closed = TRUE;
  maju_file_peer_set_way (self->peer, NULL, NULL);
}
