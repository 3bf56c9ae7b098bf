/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"
#include "maju-profile.h"

#include "maju-ports-group.h"

/* Those below need rights that a call has not. */
#define LOWEST 1024
#define HIGHEST 65535
/* A path to each of seven people takes one, and another one while it is
 * replaced; on each of this computer's addresses. */
#define FEWEST 20

/* What is offered first. */
#define FIRST 50000
#define LAST 50099

struct _MajuPortsGroup
{
  AdwPreferencesGroup parent_instance;

  GSettings *settings;

  AdwSwitchRow *switch_row;
  AdwEntryRow *entry;
  GtkLabel *problem;
};

G_DEFINE_FINAL_TYPE (MajuPortsGroup, maju_ports_group,
                     ADW_TYPE_PREFERENCES_GROUP)

static gboolean
is_valid (guint64 first,
          guint64 last)
{
  return first >= LOWEST && last <= HIGHEST && first + FEWEST <= last + 1;
}

static gboolean
parse (const char *text,
       guint64    *first,
       guint64    *last)
{
  g_auto(GStrv) ends = g_strsplit (text, "-", 2);

  return g_strv_length (ends) == 2
         && g_ascii_string_to_unsigned (g_strstrip (ends[0]), 10, 0, HIGHEST,
                                        first, NULL)
         && g_ascii_string_to_unsigned (g_strstrip (ends[1]), 10, 0, HIGHEST,
                                        last, NULL)
         && is_valid (*first, *last);
}

static void
show_problem (MajuPortsGroup *self,
              gboolean        problem)
{
  if (problem)
    gtk_widget_add_css_class (GTK_WIDGET (self->entry), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->entry), "error");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), problem);
}

static void
show_ports (MajuPortsGroup *self,
            guint           first,
            guint           last)
{
  g_autofree char *text = g_strdup_printf ("%u-%u", first, last);

  gtk_editable_set_text (GTK_EDITABLE (self->entry), text);
  show_problem (self, FALSE);
}

static void
save (MajuPortsGroup *self,
      guint           first,
      guint           last)
{
  g_settings_set_int (self->settings, "port-first", (int) first);
  g_settings_set_int (self->settings, "port-last", (int) last);
}

static void
changed_cb (MajuPortsGroup *self)
{
  show_problem (self, FALSE);
}

static void
apply_cb (MajuPortsGroup *self)
{
  guint64 first, last;

  if (parse (gtk_editable_get_text (GTK_EDITABLE (self->entry)), &first, &last))
    {
      save (self, (guint) first, (guint) last);
      show_ports (self, (guint) first, (guint) last);
    }
  else
    show_problem (self, TRUE);
}

static void
switched_cb (MajuPortsGroup *self)
{
  if (!adw_switch_row_get_active (self->switch_row))
    {
      show_problem (self, FALSE);
      save (self, 0, 0);
      return;
    }
  save (self, FIRST, LAST);
  show_ports (self, FIRST, LAST);
}

static void
maju_ports_group_dispose (GObject *object)
{
  MajuPortsGroup *self = MAJU_PORTS_GROUP (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), MAJU_TYPE_PORTS_GROUP);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (maju_ports_group_parent_class)->dispose (object);
}

static void
maju_ports_group_class_init (MajuPortsGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = maju_ports_group_dispose;

  gtk_widget_class_set_template_from_resource (
    widget_class, "/org/maju/Maju/maju-ports-group.ui");
  gtk_widget_class_bind_template_child (widget_class, MajuPortsGroup, switch_row);
  gtk_widget_class_bind_template_child (widget_class, MajuPortsGroup, entry);
  gtk_widget_class_bind_template_child (widget_class, MajuPortsGroup, problem);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, apply_cb);
}

static void
maju_ports_group_init (MajuPortsGroup *self)
{
  guint16 first, last;

  gtk_widget_init_template (GTK_WIDGET (self));

  self->settings = g_settings_new (MAJU_APPLICATION_ID);
  maju_ports_group_read (self->settings, &first, &last);
  if (last != 0)
    show_ports (self, first, last);
  adw_switch_row_set_active (self->switch_row, last != 0);
  g_signal_connect_object (self->switch_row, "notify::active",
                           G_CALLBACK (switched_cb), self, G_CONNECT_SWAPPED);
}

void
maju_ports_group_read (GSettings *settings,
                       guint16   *first,
                       guint16   *last)
{
  int low = g_settings_get_int (settings, "port-first");
  int high = g_settings_get_int (settings, "port-last");
  gboolean valid = low > 0 && high > 0 && is_valid ((guint64) low, (guint64) high);

  *first = valid ? (guint16) low : 0;
  *last = valid ? (guint16) high : 0;
}
