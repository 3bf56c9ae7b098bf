/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-peer-config-private.h"
#include "maju-receive-branch-private.h"
#include "maju-send-branch-private.h"
#include "maju-token-bucket.h"

#include <gst/webrtc/webrtc.h>

G_BEGIN_DECLS

#define MAJU_TYPE_WEBRTC_TRANSPORT (maju_webrtc_transport_get_type ())
/**
 * MajuWebrtcTransport:
 *
 * MajuTransport on webrtcbin, in a pipeline of its own, so that one peer's
 * errors, latency and state changes are nobody else's. It holds a reference to
 * itself from its start to its close, because GStreamer's threads call it.
 *
 * Threads: signals and probes of GStreamer come in any thread; they only touch
 * what is atomic and post. Everything else is the maker's main context.
 */
G_DECLARE_FINAL_TYPE (MajuWebrtcTransport, maju_webrtc_transport, MAJU,
                      WEBRTC_TRANSPORT, MajuTransport)

typedef struct
{
  MajuWebrtcTransport *transport;
  GstWebRTCDataChannel *channel;
  char *label;
  GPtrArray *held;              /* what came before the gate was open, or the
                                 * channel */
  gsize held_size;
  guint id;
  gboolean open;
} MajuWebrtcChannel;

struct _MajuWebrtcTransport
{
  MajuTransport parent_instance;

  GMainContext *context;
  MajuPeerConfig *config;
  MajuTransportMedia media;
  char *name;
  char *fingerprint;            /* of our certificate */

  GstElement *pipeline;
  GstElement *webrtcbin;
  GSource *bus_source;
  MajuSendBranch *senders[MAJU_N_TRACK_KINDS];
  MajuReceiveBranch *receivers[MAJU_N_TRACK_KINDS];
  MajuSdpMedia remote_media[MAJU_N_SDP_MEDIA];
  GPtrArray *channels;          /* (element-type MajuWebrtcChannel) */
  GPtrArray *tasks;             /* (element-type GTask): not answered yet */
  guint64 n_reported;           /* packets of ours, in feedback */
  guint n_actions;              /* of webrtcbin, not replied to yet */
  GSource *close_source;        /* while they are waited for */
  GThread *close_thread;
  GTask *close_task;
  gboolean closing;
  gboolean discarding;          /* nothing is held while the gate is shut */

  int gate_open;                /* atomic */
  int n_strange_channels;       /* atomic */
  gsize channel_input;          /* atomic: bytes posted, not yet handled */

  GMutex lock;                  /* guards what follows */
  MajuTokenBucket repeats;      /* packets that are sent again */
  GPtrArray *dtls;              /* (element-type GstElement) */
  guint64 packets_received;
  guint64 bytes_received;
  guint64 bytes_sent;
};

/* What a thread wants done in the main context. */
typedef void (*MajuWebrtcFunc) (MajuWebrtcTransport *self,
                                guint                number,
                                gpointer             data);

MajuTransport *maju_webrtc_transport_new (const char               *name,
                                          MajuPeerConfig           *config,
                                          const MajuTransportMedia *media)
G_GNUC_WARN_UNUSED_RESULT;

/* Of this implementation alone: its parts speak to each other. */
void           maju_webrtc_transport_post (MajuWebrtcTransport *self,
                                           MajuWebrtcFunc       func,
                                           guint                number,
                                           gpointer             data,
                                           GDestroyNotify       destroy);

/* Looks at what the other side opens by itself: any thread. */
void           maju_webrtc_watch_sctp (MajuWebrtcTransport *self,
                                       GstElement          *sctpdec);

/* Once no action of webrtcbin is under way and it is being closed. */
void           maju_webrtc_transport_go_on_closing (MajuWebrtcTransport *self);
void           maju_webrtc_transport_fail (MajuWebrtcTransport *self,
                                           GError              *error);

/* maju-webrtc-pipeline.c */
gboolean       maju_webrtc_transport_start (MajuWebrtcTransport *self,
                                            GError             **error);
gboolean       maju_webrtc_transport_add_senders (MajuWebrtcTransport *self,
                                                  gboolean             offering,
                                                  GError             **error);
char          *maju_webrtc_get_peer_certificate (MajuTransport *transport);

/* maju-webrtc-feedback.c */
void           maju_webrtc_watch_feedback (MajuWebrtcTransport *self);
void           maju_webrtc_limit_repeats (MajuWebrtcTransport *self,
                                          GstElement          *rtprtxsend);

/* maju-webrtc-negotiation.c */
void           maju_webrtc_create_offer (MajuTransport *transport,
                                         GTask         *task);
void           maju_webrtc_set_remote (MajuTransport *transport,
                                       MajuSdpType    type,
                                       const MajuSdp *sdp,
                                       GTask         *task);
void           maju_webrtc_create_answer (MajuTransport *transport,
                                          GTask         *task);

/* maju-webrtc-channels.c */
void           maju_webrtc_add_channel (MajuTransport *transport,
                                        const char    *label,
                                        guint          id);
gboolean       maju_webrtc_start_channels (MajuWebrtcTransport *self,
                                           GError             **error);
void           maju_webrtc_release_channels (MajuWebrtcTransport *self);
void           maju_webrtc_discard_messages (MajuTransport *transport);
gboolean       maju_webrtc_channel_send (MajuTransport *transport,
                                         guint          id,
                                         GBytes        *data,
                                         gboolean       is_text,
                                         GError       **error);
guint64        maju_webrtc_channel_get_buffered (MajuTransport *transport,
                                                 guint          id);
void           maju_webrtc_channel_free (gpointer channel);

/* maju-webrtc-path.c */
void           maju_webrtc_get_path (MajuTransport *transport,
                                     GTask         *task);

G_END_DECLS
