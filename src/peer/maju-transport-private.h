/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-packet-report-private.h"
#include "maju-peer.h"
#include "maju-sdp-gate-private.h"

#include <gst/gst.h>

G_BEGIN_DECLS

#define MAJU_TYPE_TRANSPORT       (maju_transport_get_type ())
#define MAJU_TYPE_TRANSPORT_STATE (maju_transport_state_get_type ())

typedef enum
{
  MAJU_TRANSPORT_STATE_NEW,
  MAJU_TRANSPORT_STATE_CONNECTING,
  MAJU_TRANSPORT_STATE_ICE_CONNECTED,
  MAJU_TRANSPORT_STATE_CONNECTED, /* DTLS too: the certificate is there */
  MAJU_TRANSPORT_STATE_FAILED,    /* for good: `error` says why */
  MAJU_TRANSPORT_STATE_CLOSED,
} MajuTransportState;

/**
 * MajuTransport:
 *
 * One attempt to reach a peer: ICE, DTLS, media and data over one path. Made
 * with its gate shut: nothing that is pushed leaves, nothing that comes is
 * handed up, until maju_transport_open_gate(). Who opens it has compared the
 * certificate.
 *
 * Decoded media goes to the MajuRemoteTracks that it was made with. Once an
 * offer or answer was asked for, maju_transport_close_async() has to be called.
 *
 * Failed with MAJU_PEER_ERROR_UNREACHABLE it is only this path that is dead; with
 * any other error the peer did what it must not.
 *
 * Property: `state`. Signals, in the main context of the maker:
 *  - `ice-candidate` (guint media_index, const char *candidate)
 *  - `key-frame-needed` (MajuTrackKind kind)
 *  - `feedback` (const MajuPacketReport *packets, guint64 n_packets): what the
 *    peer says of what we sent; only when the gate is open
 *  - `channel-opened` (guint id): only when the gate is open
 *  - `channel-message` (guint id, GBytes *data, gboolean is_text): likewise
 */
G_DECLARE_DERIVABLE_TYPE (MajuTransport, maju_transport, MAJU, TRANSPORT,
                          GObject)

struct _MajuTransportClass
{
  GObjectClass parent_class;

  void (*add_channel)          (MajuTransport *self,
                                const char    *label,
                                guint          id);
  void (*create_offer_async)   (MajuTransport *self,
                                GTask         *task);
  void (*set_remote_async)     (MajuTransport *self,
                                MajuSdpType    type,
                                const MajuSdp *sdp,
                                GTask         *task);
  void (*create_answer_async)  (MajuTransport *self,
                                GTask         *task);
  void (*add_candidate)        (MajuTransport *self,
                                guint          media_index,
                                const char    *candidate);
  char    *(*get_peer_certificate) (MajuTransport *self);
  void (*discard_messages)     (MajuTransport *self);
  void (*open_gate)            (MajuTransport *self);
  gboolean (*push)                 (MajuTransport *self,
                                    MajuTrackKind  kind,
                                    GstBuffer     *buffer);
  MajuVideoCodec (*get_video_codec) (MajuTransport *self,
                                     MajuTrackKind  kind);
  guint64 (*get_packets_received) (MajuTransport *self);
  gboolean (*channel_send)         (MajuTransport *self,
                                    guint          id,
                                    GBytes        *data,
                                    gboolean       is_text,
                                    GError       **error);
  guint64 (*channel_get_buffered) (MajuTransport *self,
                                   guint          id);
  void (*get_path_async)       (MajuTransport *self,
                                GTask         *task);
  void (*close_async)          (MajuTransport *self,
                                GTask         *task);
};

GType              maju_transport_state_get_type (void);

MajuTransportState maju_transport_get_state (MajuTransport *self);
const GError      *maju_transport_get_error (MajuTransport *self);

/* For subclasses. @error: (transfer full) (nullable). Nothing comes after failed
 * but closed, and nothing after closed. */
void               maju_transport_set_state (MajuTransport     *self,
                                             MajuTransportState state,
                                             GError            *error);
void               maju_transport_emit_candidate (MajuTransport *self,
                                                  guint          media_index,
                                                  const char    *candidate);
void               maju_transport_emit_key_frame (MajuTransport *self,
                                                  MajuTrackKind  kind);
void               maju_transport_emit_feedback (MajuTransport          *self,
                                                 const MajuPacketReport *packets,
                                                 gsize                   n_packets);
void               maju_transport_emit_channel_opened (MajuTransport *self,
                                                       guint          id);
void               maju_transport_emit_channel_message (MajuTransport *self,
                                                        guint          id,
                                                        GBytes        *data,
                                                        gboolean       is_text);

/* Before the first offer or answer. */
void               maju_transport_add_channel (MajuTransport *self,
                                               const char    *label,
                                               guint          id);

/* Makes an offer or answer and sets it as the local description. Returns:
 * (transfer full): the SDP. */
void               maju_transport_create_offer_async (MajuTransport      *self,
                                                      GAsyncReadyCallback callback,
                                                      gpointer            user_data);
char              *maju_transport_create_offer_finish (MajuTransport *self,
                                                       GAsyncResult  *result,
                                                       GError       **error)
G_GNUC_WARN_UNUSED_RESULT;
void               maju_transport_create_answer_async (MajuTransport      *self,
                                                       GAsyncReadyCallback callback,
                                                       gpointer            user_data);
char              *maju_transport_create_answer_finish (MajuTransport *self,
                                                        GAsyncResult  *result,
                                                        GError       **error)
G_GNUC_WARN_UNUSED_RESULT;
void               maju_transport_set_remote_async (MajuTransport      *self,
                                                    MajuSdpType         type,
                                                    const MajuSdp      *sdp,
                                                    GAsyncReadyCallback callback,
                                                    gpointer            user_data);
gboolean           maju_transport_set_remote_finish (MajuTransport *self,
                                                     GAsyncResult  *result,
                                                     GError       **error);

/* Checked by the caller; "" is the end. Once the remote description is set. */
void               maju_transport_add_candidate (MajuTransport *self,
                                                 guint          media_index,
                                                 const char    *candidate);

/* Returns: (transfer full) (nullable): PEM of the certificate that the other
 *   side has proven to own; %NULL unless connected. */
char              *maju_transport_get_peer_certificate (MajuTransport *self);

/* Until the gate is opened messages are dropped, those too that wait for it
 * already: for a wait that is longer than a moment. */
void               maju_transport_discard_messages (MajuTransport *self);

/* Lets media and data through, both ways. */
void               maju_transport_open_gate (MajuTransport *self);

/* From any thread. @buffer: (transfer full).
 *
 * Returns: FALSE when it was dropped. */
gboolean           maju_transport_push (MajuTransport *self,
                                        MajuTrackKind  kind,
                                        GstBuffer     *buffer);

/* What pictures of @kind are to be sent in, once both descriptions are set. */
MajuVideoCodec     maju_transport_get_video_codec (MajuTransport *self,
                                                   MajuTrackKind  kind);

/* Everything that came from the peer, of whatever kind. */
guint64            maju_transport_get_packets_received (MajuTransport *self);
gboolean           maju_transport_channel_send (MajuTransport *self,
                                                guint          id,
                                                GBytes        *data,
                                                gboolean       is_text,
                                                GError       **error);
guint64            maju_transport_channel_get_buffered (MajuTransport *self,
                                                        guint          id);
void               maju_transport_get_path_async (MajuTransport      *self,
                                                  GAsyncReadyCallback callback,
                                                  gpointer            user_data);
gboolean           maju_transport_get_path_finish (MajuTransport *self,
                                                   GAsyncResult  *result,
                                                   MajuPeerPath  *out_path,
                                                   GError       **error);

/* Shuts the gate at once; finishes when no thread and no socket is left. */
void               maju_transport_close_async (MajuTransport      *self,
                                               GAsyncReadyCallback callback,
                                               gpointer            user_data);
gboolean           maju_transport_close_finish (MajuTransport *self,
                                                GAsyncResult  *result,
                                                GError       **error);

G_END_DECLS
