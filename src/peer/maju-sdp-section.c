/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-sdp-section-private.h"

#include "maju-ice-candidate-private.h"
#include "maju-peer-limits-private.h"

#define MAX_SSRC_LINES      32
#define MAX_SECTION_CANDIDATES 64
#define FINGERPRINT_LENGTH  (32 * 3 - 1)

typedef const char *(*AttributeFunc) (MajuSdpSection *self,
                                      const char     *value);

MajuSdpSection *
maju_sdp_section_new (void)
{
  MajuSdpSection *self = g_new0 (MajuSdpSection, 1);

  for (guint i = 0; i <= MAJU_SDP_MAX_PAYLOAD_TYPE; i++)
    self->apt[i] = -1;
  self->ssrc_lines = g_ptr_array_new_with_free_func (g_free);
  self->candidates = g_ptr_array_new_with_free_func (g_free);
  return self;
}

void
maju_sdp_section_free (MajuSdpSection *self)
{
  for (guint i = 0; i <= MAJU_SDP_MAX_PAYLOAD_TYPE; i++)
    g_free (self->codecs[i]);
  for (guint i = 0; i < G_N_ELEMENTS (self->extension_uris); i++)
    g_free (self->extension_uris[i]);
  g_free (self->mid);
  g_free (self->fingerprint);
  g_free (self->ufrag);
  g_free (self->password);
  g_free (self->setup);
  g_free (self->group);
  g_free (self->direction);
  g_ptr_array_unref (self->ssrc_lines);
  g_ptr_array_unref (self->candidates);
  g_free (self);
}

/* Digits only, up to a character of @ends or the end of the text. */
static gboolean
read_number (const char **text,
             const char  *ends,
             guint64      max,
             guint64     *out_number)
{
  guint64 number = 0;
  const char *c = *text;

  if (!g_ascii_isdigit (*c))
    return FALSE;
  for (; g_ascii_isdigit (*c); c++)
    {
      number = number * 10 + (guint64) (*c - '0');
      if (number > max)
        return FALSE;
    }
  if (*c != '\0')
    {
      if (strchr (ends, *c) == NULL)
        return FALSE;
      c++;
    }
  *text = c;
  *out_number = number;
  return TRUE;
}

/* RFC 8866: token-char. */
static gboolean
is_token (const char *text,
          gsize       max)
{
  gsize length = strspn (text, G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS
                         "!#$%&'*+-.^_`{|}~");

  return length > 0 && length <= max && text[length] == '\0';
}

/* Each of these may stand once. */
static const char *
set_once (char      **field,
          const char *value,
          const char *what)
{
  if (*field != NULL)
    return what;

  *field = g_strdup (value);
  return NULL;
}

static const char *
read_mid (MajuSdpSection *self,
          const char     *value)
{
  if (!is_token (value, MAJU_SDP_MID_SIZE - 1))
    return "mid";
  return set_once (&self->mid, value, "two mids");
}

static const char *
read_group (MajuSdpSection *self,
            const char     *value)
{
  if (!g_str_has_prefix (value, "BUNDLE "))
    return NULL;
  return set_once (&self->group, value + strlen ("BUNDLE "), "two bundles");
}

static const char *
read_fingerprint (MajuSdpSection *self,
                  const char     *value)
{
  g_autofree char *upper = NULL;

  if (g_ascii_strncasecmp (value, "sha-256 ", strlen ("sha-256 ")) != 0)
    return "fingerprint is not sha-256";
  value += strlen ("sha-256 ");
  if (strlen (value) != FINGERPRINT_LENGTH)
    return "length of the fingerprint";
  for (guint i = 0; i < FINGERPRINT_LENGTH; i++)
    {
      if (i % 3 == 2 ? value[i] != ':' : !g_ascii_isxdigit (value[i]))
        return "characters of the fingerprint";
    }

  upper = g_ascii_strup (value, -1);
  return set_once (&self->fingerprint, upper, "two fingerprints");
}

static const char *
read_ufrag (MajuSdpSection *self,
            const char     *value)
{
  if (!maju_ice_chars_check (value, 4, 256))
    return "ice-ufrag";
  return set_once (&self->ufrag, value, "two ice-ufrags");
}

static const char *
read_password (MajuSdpSection *self,
               const char     *value)
{
  if (!maju_ice_chars_check (value, 22, 256))
    return "ice-pwd";
  return set_once (&self->password, value, "two ice-pwds");
}

static const char *
read_setup (MajuSdpSection *self,
            const char     *value)
{
  if (!g_str_equal (value, "actpass") && !g_str_equal (value, "active") &&
      !g_str_equal (value, "passive"))
    return "setup";
  return set_once (&self->setup, value, "two setups");
}

static const char *
read_rtcp_mux (MajuSdpSection *self,
               const char     *value)
{
  self->rtcp_mux = TRUE;
  return NULL;
}

static const char *
read_bundle_only (MajuSdpSection *self,
                  const char     *value)
{
  self->bundle_only = TRUE;
  return NULL;
}

static const char *
read_sctp_port (MajuSdpSection *self,
                const char     *value)
{
  guint64 port;

  if (!read_number (&value, "", G_MAXUINT16, &port) || port == 0)
    return "sctp-port";
  self->sctp_port = port;
  return NULL;
}

static gboolean
read_payload_type (MajuSdpSection *self,
                   const char    **value,
                   guint          *out_payload_type)
{
  guint64 number;

  if (!read_number (value, " ", MAJU_SDP_MAX_PAYLOAD_TYPE, &number) ||
      !self->seen_payload_types[number])
    return FALSE;
  *out_payload_type = number;
  return TRUE;
}

static const char *
read_rtpmap (MajuSdpSection *self,
             const char     *value)
{
  guint payload_type;

  if (!read_payload_type (self, &value, &payload_type))
    return "rtpmap's payload type";
  if (self->codecs[payload_type] != NULL)
    return "two rtpmaps of one payload type";
  if (strlen (value) > 64)
    return "rtpmap";
  self->codecs[payload_type] = g_ascii_strdown (value, -1);
  return NULL;
}

/* RFC 6184, section 8.1: of the baseline profile, with its constraint, which
 * leaves out what our decoder does not have. */
static gboolean
is_constrained_baseline (const char *value)
{
  guint numbers[6];

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      int digit = g_ascii_xdigit_value (value[i]);

      if (digit < 0)
        return FALSE;
      numbers[i] = (guint) digit;
    }
  return value[G_N_ELEMENTS (numbers)] == '\0' && numbers[0] == 4 &&
         numbers[1] == 2 && (numbers[2] & 4) != 0 && numbers[3] == 0;
}

static gboolean
is_usable_h264 (const char *value)
{
  g_auto(GStrv) parameters = g_strsplit (value, ";", 16);
  gboolean has_profile = FALSE;
  gboolean has_mode = FALSE;
  gboolean has_asymmetry = FALSE;

  for (guint i = 0; parameters[i] != NULL; i++)
    {
      const char *text = g_strstrip (parameters[i]);

      if (g_str_has_prefix (text, "profile-level-id="))
        has_profile =
          is_constrained_baseline (text + strlen ("profile-level-id="));
      else if (g_str_equal (text, "packetization-mode=1"))
        has_mode = TRUE;
      else if (g_str_equal (text, "level-asymmetry-allowed=1"))
        has_asymmetry = TRUE;
    }
  return has_profile && has_mode && has_asymmetry;
}

static const char *
read_fmtp (MajuSdpSection *self,
           const char     *value)
{
  guint payload_type;
  guint64 repaired;

  if (!read_payload_type (self, &value, &payload_type))
    return "fmtp's payload type";
  if (!g_str_has_prefix (value, "apt="))
    {
      self->is_usable_h264[payload_type] = is_usable_h264 (value);
      return NULL;
    }
  value += strlen ("apt=");
  if (!read_number (&value, ";", MAJU_SDP_MAX_PAYLOAD_TYPE, &repaired) ||
      self->apt[payload_type] >= 0)
    return "apt";
  self->apt[payload_type] = repaired;
  return NULL;
}

static const char *
read_rtcp_fb (MajuSdpSection *self,
              const char     *value)
{
  static const struct { const char *name; MajuSdpFeedback feedback; } known[] = {
    { "nack", MAJU_SDP_FEEDBACK_NACK },
    { "nack pli", MAJU_SDP_FEEDBACK_PLI },
    { "ccm fir", MAJU_SDP_FEEDBACK_FIR },
    { "transport-cc", MAJU_SDP_FEEDBACK_TRANSPORT_CC },
  };
  MajuSdpFeedback *target = &self->feedback_all;
  guint payload_type;

  if (g_str_has_prefix (value, "* "))
    value += 2;
  else if (read_payload_type (self, &value, &payload_type))
    target = &self->feedback[payload_type];
  else
    return "rtcp-fb's payload type";

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    {
      if (g_str_equal (value, known[i].name))
        *target |= known[i].feedback;
    }
  return NULL;
}

/* RFC 8285, section 5: id ["/" direction] SP uri [SP attributes]. */
static const char *
read_extmap (MajuSdpSection *self,
             const char     *value)
{
  g_auto(GStrv) words = NULL;
  const char *text;
  guint64 id;

  words = g_strsplit (value, " ", 3);
  if (g_strv_length (words) < 2)
    return "extmap";
  text = words[0];
  if (!read_number (&text, "/", 255, &id) || id == 0 || id == 15)
    return "extmap's id";
  /* Two-byte headers are not for us. */
  if (id >= G_N_ELEMENTS (self->extension_uris))
    return NULL;
  return set_once (&self->extension_uris[id], words[1],
                   "two extmaps of one id");
}

static const char *
read_ssrc (MajuSdpSection *self,
           const char     *value)
{
  const char *text = value;
  guint64 ssrc;

  if (!read_number (&text, " ", G_MAXUINT32, &ssrc))
    return "ssrc";
  if (!g_str_has_prefix (text, "cname:"))
    return NULL;
  text += strlen ("cname:");
  if (text[0] == '\0' || strlen (text) > 255 || strchr (text, ' ') != NULL)
    return "cname";
  if (self->ssrc_lines->len >= MAX_SSRC_LINES)
    return "too many ssrcs";
  g_ptr_array_add (self->ssrc_lines, g_strdup_printf ("ssrc:%s", value));
  return NULL;
}

static const char *
read_ssrc_group (MajuSdpSection *self,
                 const char     *value)
{
  const char *text = value;
  guint64 ssrc;

  if (!g_str_has_prefix (value, "FID "))
    return NULL;
  text += strlen ("FID ");
  if (!read_number (&text, " ", G_MAXUINT32, &ssrc) ||
      !read_number (&text, "", G_MAXUINT32, &ssrc))
    return "ssrc-group";
  if (self->ssrc_lines->len >= MAX_SSRC_LINES)
    return "too many ssrcs";
  g_ptr_array_add (self->ssrc_lines, g_strdup_printf ("ssrc-group:%s", value));
  return NULL;
}

static const char *
read_candidate (MajuSdpSection *self,
                const char     *value)
{
  g_autofree char *candidate = g_strconcat ("candidate:", value, NULL);
  gboolean usable;

  if (!maju_ice_candidate_check (candidate, NULL, &usable, NULL))
    return "candidate";
  if (self->candidates->len >= MAX_SECTION_CANDIDATES)
    return "too many candidates";
  if (usable)
    g_ptr_array_add (self->candidates, g_steal_pointer (&candidate));
  return NULL;
}

/* RFC 8841's own, before it was settled; webrtcbin misreads it. */
static const char *
read_sctpmap (MajuSdpSection *self,
              const char     *value)
{
  return "sctpmap";
}

const char *
maju_sdp_section_read_media (MajuSdpSection *self,
                             const char     *value)
{
  g_auto(GStrv) words = g_strsplit (value, " ", 80);
  guint n_words = g_strv_length (words);
  const char *text;
  guint64 number;

  if (n_words < 4 || n_words > 3 + G_N_ELEMENTS (self->payload_types))
    return "m-line";
  if (strlen (words[0]) >= sizeof self->kind)
    return "kind of an m-line";
  g_strlcpy (self->kind, words[0], sizeof self->kind);
  text = words[1];
  if (!read_number (&text, "", G_MAXUINT16, &number))
    return "port of an m-line";
  self->port = number;

  if (g_str_equal (self->kind, "application"))
    return n_words == 4 && g_str_equal (words[3], "webrtc-datachannel") &&
           (g_str_equal (words[2], "UDP/DTLS/SCTP") ||
            g_str_equal (words[2], "TCP/DTLS/SCTP")) ? NULL : "data's m-line";

  if (!g_str_equal (words[2], "UDP/TLS/RTP/SAVPF") &&
      !g_str_equal (words[2], "TCP/TLS/RTP/SAVPF"))
    return "protocol of an m-line";
  for (guint i = 3; i < n_words; i++)
    {
      text = words[i];
      if (!read_number (&text, "", MAJU_SDP_MAX_PAYLOAD_TYPE, &number))
        return "payload type";
      if (self->seen_payload_types[number])
        return "payload type twice";
      self->seen_payload_types[number] = TRUE;
      self->payload_types[self->n_payload_types++] = number;
    }
  return NULL;
}

const char *
maju_sdp_section_read_attribute (MajuSdpSection *self,
                                 const char     *value)
{
  static const struct { const char *name; AttributeFunc func; } known[] = {
    { "bundle-only", read_bundle_only },
    { "candidate", read_candidate },
    { "extmap", read_extmap },
    { "fingerprint", read_fingerprint },
    { "fmtp", read_fmtp },
    { "group", read_group },
    { "ice-pwd", read_password },
    { "ice-ufrag", read_ufrag },
    { "mid", read_mid },
    { "rtcp-fb", read_rtcp_fb },
    { "rtcp-mux", read_rtcp_mux },
    { "rtpmap", read_rtpmap },
    { "sctp-port", read_sctp_port },
    { "sctpmap", read_sctpmap },
    { "setup", read_setup },
    { "ssrc", read_ssrc },
    { "ssrc-group", read_ssrc_group },
  };
  const char *colon = strchr (value, ':');
  gsize length = colon != NULL ? (gsize) (colon - value) : strlen (value);

  if (g_str_equal (value, "sendrecv") || g_str_equal (value, "sendonly") ||
      g_str_equal (value, "recvonly") || g_str_equal (value, "inactive"))
    return set_once (&self->direction, value, "two directions");

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    {
      if (strlen (known[i].name) == length &&
          strncmp (known[i].name, value, length) == 0)
        return known[i].func (self, colon != NULL ? colon + 1 : "");
    }
  return NULL;
}
