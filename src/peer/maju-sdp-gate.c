/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-sdp-gate-private.h"

#include "maju-peer-limits-private.h"
#include "maju-sdp-section-private.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  MajuSdpType type;
  MajuSdpSection *session;
  MajuSdpSection *media[MAJU_N_SDP_MEDIA];
  guint n_media;
  char *origin_id;
  char *origin_version;
} Reader;

static const char *const kinds[MAJU_N_SDP_MEDIA] = {
  "audio", "video", "video", "application",
};

/* With the attributes that GStreamer's own elements give them; where webrtcbin
 * compares, those count. */
static const struct
{
  const char *uri;
  const char *attributes;
} extensions[MAJU_N_SDP_EXTENSIONS] = {
  { "urn:ietf:params:rtp-hdrext:sdes:mid", NULL },
  { "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01",
    NULL },
  { "urn:ietf:params:rtp-hdrext:ssrc-audio-level", "vad=on" },
};

static void
reader_clear (Reader *self)
{
  g_clear_pointer (&self->session, maju_sdp_section_free);
  for (guint i = 0; i < self->n_media; i++)
    g_clear_pointer (&self->media[i], maju_sdp_section_free);
  g_clear_pointer (&self->origin_id, g_free);
  g_clear_pointer (&self->origin_version, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Reader, reader_clear)

static gboolean
is_digits (const char *text)
{
  gsize length = strspn (text, G_CSET_DIGITS);

  return length > 0 && length < 20 && text[length] == '\0';
}

static const char *
read_origin (Reader     *self,
             const char *value)
{
  g_auto(GStrv) words = g_strsplit (value, " ", 8);

  if (self->origin_id != NULL || g_strv_length (words) != 6 ||
      !is_digits (words[1]) || !is_digits (words[2]))
    return "origin";
  self->origin_id = g_strdup (words[1]);
  self->origin_version = g_strdup (words[2]);
  return NULL;
}

static const char *
read_line (Reader     *self,
           const char *line)
{
  MajuSdpSection *section;

  if (!g_ascii_islower (line[0]) || line[1] != '=')
    return "line";
  for (const char *c = line; *c != '\0'; c++)
    {
      if (!g_ascii_isprint (*c))
        return "characters";
    }

  if (line[0] == 'o')
    return read_origin (self, line + 2);
  if (line[0] == 'm')
    {
      if (self->n_media == MAJU_N_SDP_MEDIA)
        return "too many m-lines";
      section = maju_sdp_section_new ();
      self->media[self->n_media++] = section;
      return maju_sdp_section_read_media (section, line + 2);
    }
  if (line[0] == 'a')
    {
      section = self->n_media == 0 ? self->session
                                   : self->media[self->n_media - 1];
      return maju_sdp_section_read_attribute (section, line + 2);
    }
  /* Bandwidth, connection, time and the like say nothing that we use. */
  return strchr ("vstcbikuezrp", line[0]) != NULL ? NULL : "line";
}

static const char *
read_lines (Reader     *self,
            const char *text)
{
  g_auto(GStrv) lines = NULL;
  guint n_lines;

  if (strnlen (text, MAJU_PEER_LIMIT_SDP + 1) > MAJU_PEER_LIMIT_SDP)
    return "size";
  if (!g_str_has_prefix (text, "v=0\r\n") && !g_str_has_prefix (text, "v=0\n"))
    return "version";

  lines = g_strsplit (text, "\n", MAJU_PEER_LIMIT_SDP_LINES + 2);
  n_lines = g_strv_length (lines);
  if (n_lines > MAJU_PEER_LIMIT_SDP_LINES + 1)
    return "too many lines";
  if (lines[n_lines - 1][0] != '\0')
    return "end";

  for (guint i = 0; i + 1 < n_lines; i++)
    {
      const char *problem;

      if (g_str_has_suffix (lines[i], "\r"))
        lines[i][strlen (lines[i]) - 1] = '\0';
      problem = read_line (self, lines[i]);
      if (problem != NULL)
        return problem;
    }
  return NULL;
}

/* An attribute may stand at the session for all m-lines. */
static const char *
get_inherited (const char *media,
               const char *session)
{
  return media != NULL ? media : session;
}

/* Security first: one fingerprint, and nothing that could stand beside it. */
static const char *
check_transport (Reader  *self,
                 MajuSdp *sdp)
{
  for (guint i = 0; i < MAJU_N_SDP_MEDIA; i++)
    {
      const MajuSdpSection *media = self->media[i];
      const char *fingerprint;
      const char *setup;

      fingerprint = get_inherited (media->fingerprint,
                                   self->session->fingerprint);
      if (fingerprint == NULL)
        return "no fingerprint";
      if (sdp->fingerprint == NULL)
        sdp->fingerprint = g_strdup (fingerprint);
      else if (!g_str_equal (sdp->fingerprint, fingerprint))
        return "different fingerprints";

      setup = get_inherited (media->setup, self->session->setup);
      if (setup == NULL ||
          g_str_equal (setup, "actpass") != (self->type == MAJU_SDP_TYPE_OFFER))
        return "setup";
      if (self->type == MAJU_SDP_TYPE_ANSWER && media->setup != NULL &&
          g_strcmp0 (self->media[0]->setup, media->setup) != 0)
        return "different setups";

      if (get_inherited (media->ufrag, self->session->ufrag) == NULL ||
          get_inherited (media->password, self->session->password) == NULL)
        return "no ICE credentials";
    }

  /* Of one fingerprint, even where an m-line has its own. */
  if (self->session->fingerprint != NULL &&
      !g_str_equal (self->session->fingerprint, sdp->fingerprint))
    return "different fingerprints";
  return NULL;
}

static const char *
check_bundle (Reader *self)
{
  g_auto(GStrv) mids = NULL;

  if (self->session->group == NULL)
    return "no bundle";
  mids = g_strsplit (self->session->group, " ", MAJU_N_SDP_MEDIA + 2);
  if (g_strv_length (mids) != MAJU_N_SDP_MEDIA)
    return "bundle";
  for (guint i = 0; i < MAJU_N_SDP_MEDIA; i++)
    {
      if (self->media[i]->mid == NULL)
        return "no mid";
      if (!g_str_equal (mids[i], self->media[i]->mid))
        return "bundle";
      for (guint j = 0; j < i; j++)
        {
          if (g_str_equal (mids[i], mids[j]))
            return "mid twice";
        }
    }
  return NULL;
}

static gboolean
is_codec (const MajuSdpSection *media,
          guint                 payload_type,
          MajuVideoCodec        codec)
{
  const char *name = media->codecs[payload_type];

  if (name == NULL)
    return FALSE;
  if (g_str_equal (media->kind, "audio"))
    return codec == 0 && g_str_equal (name, "opus/48000/2");
  if (codec == MAJU_VIDEO_CODEC_VP8)
    return g_str_equal (name, "vp8/90000");
  return g_str_equal (name, "h264/90000") && media->is_usable_h264[payload_type];
}

/* Takes the first of that codec, and its retransmission.
 *
 * Returns: its place in the m-line; G_MAXUINT: it is not there. */
static guint
choose_format (const MajuSdpSection *media,
               MajuVideoCodec        codec,
               MajuSdpFormat        *out)
{
  guint place = 0;

  out->payload_type = -1;
  out->rtx_payload_type = -1;
  while (place < media->n_payload_types &&
         !is_codec (media, media->payload_types[place], codec))
    place++;
  if (place == media->n_payload_types)
    return G_MAXUINT;

  out->payload_type = media->payload_types[place];
  for (guint i = 0; i < media->n_payload_types; i++)
    {
      int payload_type = media->payload_types[i];

      /* Ours is sent again for pictures only, and has another clock. */
      if (!g_str_equal (media->kind, "audio") &&
          media->apt[payload_type] == out->payload_type &&
          g_strcmp0 (media->codecs[payload_type], "rtx/90000") == 0)
        out->rtx_payload_type = payload_type;
    }
  out->feedback = media->feedback[out->payload_type] | media->feedback_all;
  return place;
}

static const char *
choose_codecs (const MajuSdpSection *media,
               MajuSdpMedia         *out)
{
  guint place = choose_format (media, MAJU_VIDEO_CODEC_VP8,
                               &out->formats[MAJU_VIDEO_CODEC_VP8]);
  guint other = choose_format (media, MAJU_VIDEO_CODEC_H264,
                               &out->formats[MAJU_VIDEO_CODEC_H264]);

  if (place == G_MAXUINT)
    return "no codec that both sides have";
  out->first = other < place ? MAJU_VIDEO_CODEC_H264 : MAJU_VIDEO_CODEC_VP8;
  return NULL;
}

static const char *
check_media (Reader  *self,
             MajuSdp *sdp)
{
  const MajuSdpFormat none = { -1, -1, 0 };

  for (guint i = 0; i < MAJU_N_SDP_MEDIA; i++)
    {
      const MajuSdpSection *media = self->media[i];
      MajuSdpMedia *out = &sdp->media[i];
      const char *problem;

      if (!g_str_equal (media->kind, kinds[i]))
        return "order of m-lines";
      if (media->port == 0 && !media->bundle_only)
        return "m-line refused";
      g_strlcpy (out->mid, media->mid, sizeof out->mid);
      for (guint codec = 0; codec < MAJU_N_VIDEO_CODECS; codec++)
        out->formats[codec] = none;
      if (i >= MAJU_N_TRACK_KINDS)
        {
          if (media->sctp_port == 0)
            return "no sctp-port";
          continue;
        }
      if (!media->rtcp_mux)
        return "no rtcp-mux";
      problem = choose_codecs (media, out);
      if (problem != NULL)
        return problem;
    }
  return NULL;
}

/* In a bundle one id is one extension. */
static const char *
check_extensions (Reader  *self,
                  MajuSdp *sdp)
{
  const char *uris[G_N_ELEMENTS (self->session->extension_uris)] = { NULL };

  for (guint i = 0; i < MAJU_N_TRACK_KINDS; i++)
    {
      for (guint id = 1; id < G_N_ELEMENTS (uris); id++)
        {
          const char *uri = self->media[i]->extension_uris[id];

          if (uri == NULL)
            continue;
          if (uris[id] != NULL && !g_str_equal (uris[id], uri))
            return "different extmaps";
          uris[id] = uri;
          for (guint e = 0; e < MAJU_N_SDP_EXTENSIONS; e++)
            {
              if (!g_str_equal (uri, extensions[e].uri) ||
                  (e == MAJU_SDP_EXTENSION_AUDIO_LEVEL &&
                   i != MAJU_TRACK_KIND_AUDIO))
                continue;
              if (sdp->media[i].extensions[e] != 0)
                return "extmap twice";
              sdp->media[i].extensions[e] = id;
            }
        }
    }
  return NULL;
}

/* An answer has no other than its offer; a second codec may be left out. */
static gboolean
check_formats (MajuSdpMedia       *now,
               const MajuSdpMedia *then)
{
  for (guint codec = 0; codec < MAJU_N_VIDEO_CODECS; codec++)
    {
      const MajuSdpFormat *offered = &then->formats[codec];
      MajuSdpFormat *answered = &now->formats[codec];

      if (answered->payload_type < 0)
        continue;
      if (answered->payload_type != offered->payload_type ||
          (answered->rtx_payload_type >= 0 &&
           answered->rtx_payload_type != offered->rtx_payload_type))
        return FALSE;
    }
  return TRUE;
}

/* What was agreed first holds for good: webrtcbin aborts at other mids. */
static const char *
check_earlier (MajuSdpType    type,
               MajuSdp       *sdp,
               const MajuSdp *earlier)
{
  if (earlier == NULL)
    return NULL;

  for (guint i = 0; i < MAJU_N_SDP_MEDIA; i++)
    {
      MajuSdpMedia *now = &sdp->media[i];
      const MajuSdpMedia *then = &earlier->media[i];

      if (!g_str_equal (now->mid, then->mid))
        return "mid changed";
      if (type != MAJU_SDP_TYPE_ANSWER)
        continue;
      if (!check_formats (now, then))
        return "payload type that was not offered";
      for (guint e = 0; e < MAJU_N_SDP_EXTENSIONS; e++)
        {
          if (now->extensions[e] != 0 &&
              now->extensions[e] != then->extensions[e])
            return "extmap that was not offered";
        }
    }
  return NULL;
}

/* What there is, in their order. */
static const MajuSdpFormat *
get_format (const MajuSdpMedia *media,
            guint               place,
            MajuVideoCodec     *out_codec)
{
  *out_codec = place == 0 ? media->first
                          : MAJU_N_VIDEO_CODECS - 1 - media->first;
  return media->formats[*out_codec].payload_type < 0
         ? NULL : &media->formats[*out_codec];
}

static void
write_format (GString             *text,
              const char          *name,
              const char          *parameters,
              const MajuSdpFormat *format)
{
  static const struct { MajuSdpFeedback feedback; const char *name; } names[] = {
    { MAJU_SDP_FEEDBACK_NACK, "nack" },
    { MAJU_SDP_FEEDBACK_PLI, "nack pli" },
    { MAJU_SDP_FEEDBACK_FIR, "ccm fir" },
    { MAJU_SDP_FEEDBACK_TRANSPORT_CC, "transport-cc" },
  };
  int payload_type = format->payload_type;

  g_string_append_printf (text, "a=rtpmap:%d %s\r\n", payload_type, name);
  if (parameters != NULL)
    g_string_append_printf (text, "a=fmtp:%d %s\r\n", payload_type, parameters);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      if ((format->feedback & names[i].feedback) != 0)
        g_string_append_printf (text, "a=rtcp-fb:%d %s\r\n", payload_type,
                                names[i].name);
    }
  if (format->rtx_payload_type >= 0)
    g_string_append_printf (text,
                            "a=rtpmap:%d rtx/90000\r\na=fmtp:%d apt=%d\r\n",
                            format->rtx_payload_type, format->rtx_payload_type,
                            payload_type);
}

static void
write_codecs (GString            *text,
              guint               index,
              const MajuSdpMedia *media)
{
  for (guint place = 0; place < MAJU_N_VIDEO_CODECS; place++)
    {
      MajuVideoCodec codec;
      const MajuSdpFormat *format = get_format (media, place, &codec);

      if (format == NULL)
        continue;
      if (index == MAJU_TRACK_KIND_AUDIO)
        write_format (text, "OPUS/48000/2", NULL, format);
      else if (codec == MAJU_VIDEO_CODEC_VP8)
        write_format (text, "VP8/90000", NULL, format);
      else
        write_format (text, "H264/90000", MAJU_SDP_H264_FORMAT, format);
    }
  for (guint e = 0; e < MAJU_N_SDP_EXTENSIONS; e++)
    {
      if (media->extensions[e] != 0)
        g_string_append_printf (text, "a=extmap:%u %s%s%s\r\n",
                                media->extensions[e], extensions[e].uri,
                                extensions[e].attributes != NULL ? " " : "",
                                extensions[e].attributes != NULL
                                ? extensions[e].attributes : "");
    }
}

static void
write_line (GString            *text,
            const char         *kind,
            const MajuSdpMedia *media)
{
  g_string_append_printf (text, "m=%s 9 UDP/TLS/RTP/SAVPF", kind);
  for (guint place = 0; place < MAJU_N_VIDEO_CODECS; place++)
    {
      MajuVideoCodec codec;
      const MajuSdpFormat *format = get_format (media, place, &codec);

      if (format == NULL)
        continue;
      g_string_append_printf (text, " %d", format->payload_type);
      if (format->rtx_payload_type >= 0)
        g_string_append_printf (text, " %d", format->rtx_payload_type);
    }
}

static void
write_media (GString       *text,
             Reader        *self,
             const MajuSdp *sdp,
             guint          index)
{
  const MajuSdpMedia *media = &sdp->media[index];
  const MajuSdpSection *section = self->media[index];
  const MajuSdpSection *first = self->media[0];

  if (index < MAJU_N_TRACK_KINDS)
    write_line (text, kinds[index], media);
  else
    g_string_append (text, "m=application 9 UDP/DTLS/SCTP webrtc-datachannel");
  g_string_append_printf (text,
                          "\r\nc=IN IP4 0.0.0.0\r\n"
                          "a=setup:%s\r\na=ice-ufrag:%s\r\na=ice-pwd:%s\r\n"
                          "a=mid:%s\r\na=fingerprint:sha-256 %s\r\n",
                          get_inherited (first->setup, self->session->setup),
                          get_inherited (first->ufrag, self->session->ufrag),
                          get_inherited (first->password,
                                         self->session->password),
                          media->mid, sdp->fingerprint);
  if (index < MAJU_N_TRACK_KINDS)
    {
      g_string_append_printf (text, "a=rtcp-mux\r\na=rtcp-rsize\r\na=%s\r\n",
                              section->direction != NULL ? section->direction
                                                         : "sendrecv");
      write_codecs (text, index, media);
    }
  else
    {
      g_string_append_printf (text, "a=sctp-port:%u\r\n", section->sctp_port);
    }
  for (guint i = 0; i < section->ssrc_lines->len; i++)
    g_string_append_printf (text, "a=%s\r\n",
                            (char *) section->ssrc_lines->pdata[i]);
  for (guint i = 0; index == 0 && i < section->candidates->len; i++)
    g_string_append_printf (text, "a=%s\r\n",
                            (char *) section->candidates->pdata[i]);
}

static char *
write_text (Reader        *self,
            const MajuSdp *sdp)
{
  GString *text = g_string_new ("v=0\r\n");

  g_string_append_printf (text,
                          "o=- %s %s IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n"
                          "a=ice-options:trickle\r\n"
                          "a=group:BUNDLE %s\r\n",
                          self->origin_id, self->origin_version,
                          self->session->group);
  for (guint i = 0; i < MAJU_N_SDP_MEDIA; i++)
    write_media (text, self, sdp, i);
  return g_string_free (text, FALSE);
}

static const char *
check_all (Reader        *self,
           const char    *text,
           MajuSdp       *sdp,
           const MajuSdp *earlier)
{
  const char *problem = read_lines (self, text);

  if (problem == NULL && self->n_media != MAJU_N_SDP_MEDIA)
    problem = "number of m-lines";
  if (problem == NULL && self->origin_id == NULL)
    problem = "no origin";
  if (problem == NULL)
    problem = check_transport (self, sdp);
  if (problem == NULL)
    problem = check_bundle (self);
  if (problem == NULL)
    problem = check_media (self, sdp);
  if (problem == NULL)
    problem = check_extensions (self, sdp);
  if (problem == NULL)
    problem = check_earlier (self->type, sdp, earlier);
  return problem;
}

MajuSdp *
maju_sdp_gate_check (MajuSdpType    type,
                     const char    *text,
                     const MajuSdp *earlier,
                     GError       **error)
{
  g_auto(Reader) reader = { type, maju_sdp_section_new () };
  g_autoptr(MajuSdp) sdp = g_new0 (MajuSdp, 1);
  const char *problem;

  g_return_val_if_fail (text != NULL, NULL);

  problem = check_all (&reader, text, sdp, earlier);
  if (problem != NULL)
    {
      g_set_error (error, MAJU_PEER_ERROR, MAJU_PEER_ERROR_DESCRIPTION,
                   _("The other side sent a description of its connection "
                     "that cannot be used (%s)"), problem);
      return NULL;
    }

  sdp->text = write_text (&reader, sdp);
  return g_steal_pointer (&sdp);
}

void
maju_sdp_free (MajuSdp *self)
{
  g_free (self->text);
  g_free (self->fingerprint);
  g_free (self);
}

const char *
maju_sdp_extension_get_uri (MajuSdpExtension extension)
{
  g_return_val_if_fail ((guint) extension < MAJU_N_SDP_EXTENSIONS, NULL);

  return extensions[extension].uri;
}

const char *
maju_sdp_extension_get_attributes (MajuSdpExtension extension)
{
  g_return_val_if_fail ((guint) extension < MAJU_N_SDP_EXTENSIONS, NULL);

  return extensions[extension].attributes;
}
