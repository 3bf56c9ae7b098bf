/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-invitation.h"

#include <string.h>

#define LINK "https://maju.example.org/r/kxbt-rfmq-saha-jwmn#AAECAwQFBgcICQoLDA0ODw"

static const struct
{
  const char *now;
  const char *stamp;
  const char *start;
} times[] = {
  { "2026-11-22T21:24:05.9Z", "20261122T212405Z", "20261122T220000Z" },
  { "2026-11-22T21:00:00Z", "20261122T210000Z", "20261122T220000Z" },
  { "2026-12-31T23:59:59Z", "20261231T235959Z", "20270101T000000Z" },
  /* The hour is that of the clock on the wall. */
  { "2026-11-22T21:24:05+05:30", "20261122T155405Z", "20261122T163000Z" },
};

static void
test_times (void)
{
  g_autoptr(MajuRoomLink) link = maju_room_link_parse (LINK, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    {
      g_autoptr(GDateTime) now = g_date_time_new_from_iso8601 (times[i].now, NULL);
      g_autofree char *text = maju_invitation_print (link, now);
      g_autofree char *stamp = g_strdup_printf ("\r\nDTSTAMP:%s\r\n", times[i].stamp);
      g_autofree char *start = g_strdup_printf ("\r\nDTSTART:%s\r\n", times[i].start);

      g_assert_nonnull (strstr (text, stamp));
      g_assert_nonnull (strstr (text, start));
    }
}

static void
test_uids (void)
{
  g_autoptr(MajuRoomLink) link = maju_room_link_parse (LINK, NULL);
  g_autoptr(GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *one = maju_invitation_print (link, now);
  g_autofree char *other = maju_invitation_print (link, now);

  /* Two invitations to one room are two events. */
  g_assert_cmpstr (one, !=, other);
  g_assert_nonnull (strstr (one, "\r\nURL:" LINK "\r\n"));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/invitation/times", test_times);
  g_test_add_func ("/invitation/uids", test_uids);

  return g_test_run ();
}
