/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-screen-types.h"

GType
maju_screen_state_get_type (void)
{
  static gsize type;

  if (g_once_init_enter (&type))
    {
      static const GEnumValue values[] = {
        { MAJU_SCREEN_STATE_OFF, "MAJU_SCREEN_STATE_OFF", "off" },
        { MAJU_SCREEN_STATE_ASKING, "MAJU_SCREEN_STATE_ASKING", "asking" },
        { MAJU_SCREEN_STATE_RUNNING, "MAJU_SCREEN_STATE_RUNNING", "running" },
        { MAJU_SCREEN_STATE_FAILED, "MAJU_SCREEN_STATE_FAILED", "failed" },
        { 0, NULL, NULL },
      };

      g_once_init_leave (&type,
                         g_enum_register_static ("MajuScreenState", values));
    }

  return type;
}

GType
maju_screen_mode_get_type (void)
{
  static gsize type;

  if (g_once_init_enter (&type))
    {
      static const GEnumValue values[] = {
        { MAJU_SCREEN_MODE_TEXT, "MAJU_SCREEN_MODE_TEXT", "text" },
        { MAJU_SCREEN_MODE_MOTION, "MAJU_SCREEN_MODE_MOTION", "motion" },
        { 0, NULL, NULL },
      };

      g_once_init_leave (&type,
                         g_enum_register_static ("MajuScreenMode", values));
    }

  return type;
}
