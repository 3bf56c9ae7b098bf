/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-ice-candidate-private.h"
#include "maju-peer-limits-private.h"

#include <glib/gi18n-lib.h>

/* The fields before the extensions: foundation, component, transport, priority,
 * address, port, "typ", type. */
#define N_FIXED_FIELDS 8
#define MAX_FIELDS     40

static const char *const type_names[MAJU_N_ICE_CANDIDATE_TYPES] = {
  "host", "srflx", "prflx", "relay",
};

static gboolean
refuse (const char *detail,
        GError    **error)
{
  g_set_error (error, MAJU_PEER_ERROR, MAJU_PEER_ERROR_DESCRIPTION,
               _("The other side sent a network address that cannot be used "
                 "(%s)"),
               detail);
  return FALSE;
}

const char *
maju_ice_candidate_type_to_string (MajuIceCandidateType type)
{
  g_return_val_if_fail ((guint) type < MAJU_N_ICE_CANDIDATE_TYPES, NULL);

  return type_names[type];
}

gboolean
maju_ice_chars_check (const char *text,
                      gsize       min,
                      gsize       max)
{
  gsize length = strlen (text);

  if (length < min || length > max)
    return FALSE;

  for (const char *c = text; *c != '\0'; c++)
    {
      if (!g_ascii_isalnum (*c) && *c != '+' && *c != '/')
        return FALSE;
    }
  return TRUE;
}

static gboolean
parse_number (const char *text,
              guint64     min,
              guint64     max,
              guint64    *out_number)
{
  /* g_ascii_string_to_unsigned() would take a sign. */
  return g_ascii_isdigit (text[0]) &&
         g_ascii_string_to_unsigned (text, 10, min, max, out_number, NULL);
}

/* Sets @out_usable to FALSE for addresses that are right but not for us. */
static gboolean
check_address (const char *text,
               gboolean   *out_usable)
{
  g_autoptr(GInetAddress) address = NULL;

  /* Made by browsers to hide the address of the host (RFC 8828). Resolving
   * strangers' names is nothing for us; the browser finds us instead. */
  if (g_str_has_suffix (text, ".local") && strlen (text) <= 255)
    {
      *out_usable = FALSE;
      return strspn (text, G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS "-.") ==
             strlen (text);
    }

  address = g_inet_address_new_from_string (text);
  if (address == NULL)
    return FALSE;

  if (g_inet_address_get_is_any (address) ||
      g_inet_address_get_is_multicast (address) ||
      g_strcmp0 (text, "255.255.255.255") == 0)
    *out_usable = FALSE;
  return TRUE;
}

static gboolean
check_type (const char           *text,
            MajuIceCandidateType *out_type)
{
  for (guint i = 0; i < MAJU_N_ICE_CANDIDATE_TYPES; i++)
    {
      if (g_str_equal (text, type_names[i]))
        {
          *out_type = i;
          return TRUE;
        }
    }
  return FALSE;
}

/* Name and value in turn. */
static gboolean
check_extensions (char **fields,
                  guint  n_fields)
{
  gboolean usable;
  guint64 number;

  if (n_fields % 2 != 0)
    return FALSE;

  for (guint i = 0; i < n_fields; i += 2)
    {
      const char *name = fields[i];
      const char *value = fields[i + 1];

      if (name[0] == '\0' || value[0] == '\0')
        return FALSE;
      if (g_str_equal (name, "raddr") && !check_address (value, &usable))
        return FALSE;
      if (g_str_equal (name, "rport") &&
          !parse_number (value, 0, G_MAXUINT16, &number))
        return FALSE;
      if (g_str_equal (name, "tcptype") &&
          !g_str_equal (value, "active") &&
          !g_str_equal (value, "passive") &&
          !g_str_equal (value, "so"))
        return FALSE;
    }
  return TRUE;
}

static gboolean
check_fields (char                **fields,
              MajuIceCandidateType *out_type,
              gboolean             *out_usable,
              GError              **error)
{
  guint n_fields = g_strv_length (fields);
  guint64 component;
  guint64 number;

  if (n_fields < N_FIXED_FIELDS || n_fields > MAX_FIELDS)
    return refuse ("fields", error);
  if (!maju_ice_chars_check (fields[0], 1, 32))
    return refuse ("foundation", error);
  if (!parse_number (fields[1], 1, 256, &component))
    return refuse ("component", error);
  if (g_ascii_strcasecmp (fields[2], "udp") != 0 &&
      g_ascii_strcasecmp (fields[2], "tcp") != 0)
    return refuse ("transport", error);
  if (!parse_number (fields[3], 1, G_MAXINT32, &number))
    return refuse ("priority", error);
  if (!check_address (fields[4], out_usable))
    return refuse ("address", error);
  if (!parse_number (fields[5], 0, G_MAXUINT16, &number))
    return refuse ("port", error);
  if (!g_str_equal (fields[6], "typ") || !check_type (fields[7], out_type))
    return refuse ("type", error);
  if (!check_extensions (fields + N_FIXED_FIELDS, n_fields - N_FIXED_FIELDS))
    return refuse ("extension", error);

  /* Everything is multiplexed on component 1. */
  if (component != 1 || number == 0)
    *out_usable = FALSE;
  return TRUE;
}

gboolean
maju_ice_candidate_check (const char           *candidate,
                          MajuIceCandidateType *out_type,
                          gboolean             *out_usable,
                          GError              **error)
{
  g_auto(GStrv) fields = NULL;
  MajuIceCandidateType type;
  gboolean usable = TRUE;

  g_return_val_if_fail (candidate != NULL, FALSE);

  if (strnlen (candidate, MAJU_PEER_LIMIT_CANDIDATE + 1) >
      MAJU_PEER_LIMIT_CANDIDATE)
    return refuse ("length", error);
  for (const char *c = candidate; *c != '\0'; c++)
    {
      if (!g_ascii_isprint (*c))
        return refuse ("characters", error);
    }

  if (g_str_has_prefix (candidate, "a="))
    candidate += strlen ("a=");
  if (!g_str_has_prefix (candidate, "candidate:"))
    return refuse ("prefix", error);

  fields = g_strsplit (candidate + strlen ("candidate:"), " ", MAX_FIELDS + 1);
  if (!check_fields (fields, &type, &usable, error))
    return FALSE;

  if (out_type != NULL)
    *out_type = type;
  if (out_usable != NULL)
    *out_usable = usable;
  return TRUE;
}

char *
maju_ice_candidate_hide_host (const char *candidate)
{
  g_auto(GStrv) fields = NULL;
  MajuIceCandidateType type;

  if (!maju_ice_candidate_check (candidate, &type, NULL, NULL) ||
      type != MAJU_ICE_CANDIDATE_RELAY)
    return NULL;

  fields = g_strsplit (candidate, " ", 0);
  for (guint i = N_FIXED_FIELDS; fields[i] != NULL; i += 2)
    {
      if (g_str_equal (fields[i], "raddr"))
        g_set_str (&fields[i + 1],
                   strchr (fields[i + 1], ':') != NULL ? "::" : "0.0.0.0");
      else if (g_str_equal (fields[i], "rport"))
        g_set_str (&fields[i + 1], "9");
    }
  return g_strjoinv (" ", fields);
}
