/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-recent-row.h"

#include "maju-time-words.h"

#include <glib/gi18n.h>

enum
{
  PROP_0,
  PROP_ROOM,
  N_PROPS
};

enum
{
  FORGET,
  RING,
  N_SIGNALS
};

struct _MajuRecentRow
{
  AdwActionRow parent_instance;

  MajuRecentRoom *room;

  GtkButton *forget_button;
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MajuRecentRow, maju_recent_row, ADW_TYPE_ACTION_ROW)

static char *
format_subtitle_cb (MajuRecentRow *self,
                    gint64 time,
                    MajuRoomLink  *link,
                    const char    *missed)
{
  g_autofree char *when = NULL;

  if (link == NULL)
    return NULL;
  /* Translators: %s is a person. */
  if (missed != NULL)
    return g_strdup_printf (_("Missed call from %s"), missed);
  when = maju_time_words_past (time, g_get_real_time () / G_USEC_PER_SEC);
  /* Translators: when, and on which server. */
  return g_strdup_printf (_("%s · %s"), when, maju_room_link_get_host (link));
}

static void
forget_clicked_cb (MajuRecentRow *self)
{
  g_signal_emit (self, signals[FORGET], 0);
}

static void
ring_toggled_cb (MajuRecentRow   *self,
                 GtkToggleButton *button)
{
  gboolean ring = gtk_toggle_button_get_active (button);

  if (self->room != NULL && ring != maju_recent_room_get_ring (self->room))
    g_signal_emit (self, signals[RING], 0, ring);
}

static void
maju_recent_row_dispose (GObject *object)
{
  MajuRecentRow *self = MAJU_RECENT_ROW (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), MAJU_TYPE_RECENT_ROW);
  g_clear_object (&self->room);

  G_OBJECT_CLASS (maju_recent_row_parent_class)->dispose (object);
}

static void
maju_recent_row_get_property (GObject    *object,
                              guint       prop_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  MajuRecentRow *self = MAJU_RECENT_ROW (object);

  switch (prop_id)
    {
    case PROP_ROOM:
      g_value_set_object (value, self->room);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
maju_recent_row_set_property (GObject      *object,
                              guint         prop_id,
                              const GValue *value,
                              GParamSpec   *pspec)
{
  MajuRecentRow *self = MAJU_RECENT_ROW (object);

  switch (prop_id)
    {
    case PROP_ROOM:
      self->room = g_value_dup_object (value);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
maju_recent_row_class_init (MajuRecentRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = maju_recent_row_dispose;
  object_class->get_property = maju_recent_row_get_property;
  object_class->set_property = maju_recent_row_set_property;

  properties[PROP_ROOM] =
    g_param_spec_object ("room", NULL, NULL, MAJU_TYPE_RECENT_ROOM,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY |
                         G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[FORGET] = g_signal_new ("forget", MAJU_TYPE_RECENT_ROW,
                                  G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 0);
  signals[RING] = g_signal_new ("ring", MAJU_TYPE_RECENT_ROW,
                                G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 1, G_TYPE_BOOLEAN);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/maju/Maju/maju-recent-row.ui");
  gtk_widget_class_bind_template_child (widget_class, MajuRecentRow,
                                        forget_button);
  gtk_widget_class_bind_template_callback (widget_class, format_subtitle_cb);
  gtk_widget_class_bind_template_callback (widget_class, forget_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, ring_toggled_cb);
}

static void
maju_recent_row_init (MajuRecentRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
maju_recent_row_new (MajuRecentRoom *room)
{
  g_return_val_if_fail (MAJU_IS_RECENT_ROOM (room), NULL);

  return g_object_new (MAJU_TYPE_RECENT_ROW, "room", room, NULL);
}

MajuRecentRoom *
maju_recent_row_get_room (MajuRecentRow *self)
{
  g_return_val_if_fail (MAJU_IS_RECENT_ROW (self), NULL);

  return self->room;
}
