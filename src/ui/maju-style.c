/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-style.h"

#include <adwaita.h>

static const struct
{
  const char *name;
  AdwColorScheme scheme;
} styles[] = {
  { "system", ADW_COLOR_SCHEME_DEFAULT },
  { "light", ADW_COLOR_SCHEME_FORCE_LIGHT },
  { "dark", ADW_COLOR_SCHEME_FORCE_DARK },
};

static guint
find_style (GVariant *variant)
{
  const char *name = g_variant_get_string (variant, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (styles); i++)
    {
      if (g_str_equal (styles[i].name, name))
        return i;
    }
  return 0;
}

static gboolean
get_scheme_cb (GValue   *value,
               GVariant *variant,
               gpointer  user_data)
{
  g_value_set_enum (value, (int) styles[find_style (variant)].scheme);

  return TRUE;
}

static gboolean
get_choice_cb (GValue   *value,
               GVariant *variant,
               gpointer  user_data)
{
  g_value_set_uint (value, find_style (variant));

  return TRUE;
}

static GVariant *
set_choice_cb (const GValue       *value,
               const GVariantType *type,
               gpointer            user_data)
{
  guint choice = g_value_get_uint (value);

  return choice < G_N_ELEMENTS (styles)
         ? g_variant_new_string (styles[choice].name) : NULL;
}

void
maju_style_follow (GSettings *settings)
{
  g_return_if_fail (G_IS_SETTINGS (settings));

  g_settings_bind_with_mapping (settings, "style",
                                adw_style_manager_get_default (),
                                "color-scheme", G_SETTINGS_BIND_GET,
                                get_scheme_cb, NULL, NULL, NULL);
}

void
maju_style_bind (GSettings  *settings,
                 GObject    *object,
                 const char *name)
{
  g_return_if_fail (G_IS_SETTINGS (settings));
  g_return_if_fail (G_IS_OBJECT (object));

  g_settings_bind_with_mapping (settings, "style", object, name,
                                G_SETTINGS_BIND_DEFAULT, get_choice_cb,
                                set_choice_cb, NULL, NULL);
}
