/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-start-page.h"

#include "maju-recent-row.h"
#include "maju-room-entry.h"

#include <glib/gi18n.h>

enum
{
  PROP_0,
  PROP_ROOMS,
  PROP_SERVER,
  PROP_STARTING,
  N_PROPS
};

enum
{
  JOIN,
  FORGOTTEN,
  N_SIGNALS
};

struct _MajuStartPage
{
  AdwNavigationPage parent_instance;

  MajuRecentRooms *rooms;
  char *server;
  gboolean starting;
  MajuRoomLink *link;           /* what the entry holds, when it is valid */

  AdwStatusPage *status_page;
  GtkButton *new_call_button;
  AdwEntryRow *entry;
  GtkButton *join_button;
  GtkLabel *problem;
  GtkLabel *host_line;
  GtkListBox *room_list;
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MajuStartPage, maju_start_page, ADW_TYPE_NAVIGATION_PAGE)

static void
update_entry (MajuStartPage *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->entry));
  g_autofree char *stripped = g_strstrip (g_strdup (text));
  g_autoptr(GError) error = NULL;

  g_clear_pointer (&self->link, maju_room_link_unref);
  if (*stripped != '\0')
    self->link = maju_room_entry_parse (stripped, self->server, &error);

  gtk_widget_set_sensitive (GTK_WIDGET (self->join_button), self->link != NULL);
  gtk_label_set_label (self->problem, error != NULL ? error->message : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), error != NULL);
}

static void
join_entry (MajuStartPage *self)
{
  if (self->link != NULL)
    g_signal_emit (self, signals[JOIN], 0, self->link);
}

static void
entry_changed_cb (MajuStartPage *self)
{
  update_entry (self);
}

static void
entry_activated_cb (MajuStartPage *self)
{
  if (self->link == NULL)
    gtk_widget_error_bell (GTK_WIDGET (self->entry));
  join_entry (self);
}

static void
join_clicked_cb (MajuStartPage *self)
{
  join_entry (self);
}

static void
shown_cb (MajuStartPage *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->new_call_button));
}

static void
row_activated_cb (MajuStartPage *self,
                  GtkListBoxRow *row)
{
  MajuRecentRoom *room = maju_recent_row_get_room (MAJU_RECENT_ROW (row));

  g_signal_emit (self, signals[JOIN], 0, maju_recent_room_get_link (room));
}

static void
forget_cb (MajuStartPage *self,
           MajuRecentRow *row)
{
  g_autoptr(MajuRecentRoom) room = NULL;

  room = g_object_ref (maju_recent_row_get_room (row));
  maju_recent_rooms_forget (self->rooms, room);
  g_signal_emit (self, signals[FORGOTTEN], 0, room);
}

static void
ring_cb (MajuStartPage *self,
         gboolean       ring,
         MajuRecentRow *row)
{
  maju_recent_rooms_set_ring (self->rooms, maju_recent_row_get_room (row),
                              ring);
}

static GtkWidget *
create_row_cb (gpointer item,
               gpointer user_data)
{
  GtkWidget *row = maju_recent_row_new (item);

  g_signal_connect_object (row, "forget", G_CALLBACK (forget_cb), user_data,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "ring", G_CALLBACK (ring_cb), user_data,
                           G_CONNECT_SWAPPED);
  return row;
}

/* The rooms need the place that the icon takes. */
static void
rooms_changed_cb (MajuStartPage *self)
{
  if (g_list_model_get_n_items (G_LIST_MODEL (self->rooms)) > 0)
    gtk_widget_add_css_class (GTK_WIDGET (self->status_page), "compact");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->status_page), "compact");
}

static gboolean
has_items_cb (MajuStartPage *self,
              guint          n_items)
{
  return n_items > 0;
}

static void
maju_start_page_dispose (GObject *object)
{
  MajuStartPage *self = MAJU_START_PAGE (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), MAJU_TYPE_START_PAGE);
  g_clear_object (&self->rooms);
  g_clear_pointer (&self->server, g_free);
  g_clear_pointer (&self->link, maju_room_link_unref);

  G_OBJECT_CLASS (maju_start_page_parent_class)->dispose (object);
}

static void
maju_start_page_get_property (GObject    *object,
                              guint       prop_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  MajuStartPage *self = MAJU_START_PAGE (object);

  switch (prop_id)
    {
    case PROP_ROOMS:
      g_value_set_object (value, self->rooms);
      break;

    case PROP_SERVER:
      g_value_set_string (value, self->server);
      break;

    case PROP_STARTING:
      g_value_set_boolean (value, self->starting);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
maju_start_page_set_property (GObject      *object,
                              guint         prop_id,
                              const GValue *value,
                              GParamSpec   *pspec)
{
  MajuStartPage *self = MAJU_START_PAGE (object);

  switch (prop_id)
    {
    case PROP_ROOMS:
      maju_start_page_set_rooms (self, g_value_get_object (value));
      break;

    case PROP_SERVER:
      maju_start_page_set_server (self, g_value_get_string (value));
      break;

    case PROP_STARTING:
      maju_start_page_set_starting (self, g_value_get_boolean (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/maju/Maju/maju-start-page.ui");
  gtk_widget_class_bind_template_child (widget_class, MajuStartPage, status_page);
  gtk_widget_class_bind_template_child (widget_class, MajuStartPage, new_call_button);
  gtk_widget_class_bind_template_child (widget_class, MajuStartPage, entry);
  gtk_widget_class_bind_template_child (widget_class, MajuStartPage, join_button);
  gtk_widget_class_bind_template_child (widget_class, MajuStartPage, problem);
  gtk_widget_class_bind_template_child (widget_class, MajuStartPage, host_line);
  gtk_widget_class_bind_template_child (widget_class, MajuStartPage, room_list);
  gtk_widget_class_bind_template_callback (widget_class, entry_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, entry_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, join_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, shown_cb);
  gtk_widget_class_bind_template_callback (widget_class, has_items_cb);
}

static void
maju_start_page_class_init (MajuStartPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = maju_start_page_dispose;
  object_class->get_property = maju_start_page_get_property;
  object_class->set_property = maju_start_page_set_property;

  properties[PROP_ROOMS] =
    g_param_spec_object ("rooms", NULL, NULL, MAJU_TYPE_RECENT_ROOMS,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY |
                         G_PARAM_STATIC_STRINGS);
  properties[PROP_SERVER] =
    g_param_spec_string ("server", NULL, NULL, NULL,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY |
                         G_PARAM_STATIC_STRINGS);
  properties[PROP_STARTING] =
    g_param_spec_boolean ("starting", NULL, NULL, FALSE,
                          G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY |
                          G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[JOIN] = g_signal_new ("join", MAJU_TYPE_START_PAGE, G_SIGNAL_RUN_LAST,
                                0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                MAJU_TYPE_ROOM_LINK);
  signals[FORGOTTEN] = g_signal_new ("forgotten", MAJU_TYPE_START_PAGE,
                                     G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                     G_TYPE_NONE, 1, MAJU_TYPE_RECENT_ROOM);

  bind_template (GTK_WIDGET_CLASS (klass));
}

static void
maju_start_page_init (MajuStartPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  update_entry (self);
}

void
maju_start_page_set_rooms (MajuStartPage   *self,
                           MajuRecentRooms *rooms)
{
  g_return_if_fail (MAJU_IS_START_PAGE (self));
  g_return_if_fail (rooms == NULL || MAJU_IS_RECENT_ROOMS (rooms));

  if (self->rooms == rooms)
    return;
  if (self->rooms != NULL)
    g_signal_handlers_disconnect_by_func (self->rooms, rooms_changed_cb, self);
  g_set_object (&self->rooms, rooms);
  gtk_list_box_bind_model (self->room_list, G_LIST_MODEL (rooms), create_row_cb,
                           self, NULL);
  if (rooms != NULL)
    {
      g_signal_connect_object (rooms, "items-changed",
                               G_CALLBACK (rooms_changed_cb), self,
                               G_CONNECT_SWAPPED);
      rooms_changed_cb (self);
    }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ROOMS]);
}

void
maju_start_page_set_server (MajuStartPage *self,
                            const char    *server)
{
  g_return_if_fail (MAJU_IS_START_PAGE (self));

  if (!g_set_str (&self->server, server))
    return;
  gtk_widget_set_visible (GTK_WIDGET (self->host_line),
                          server == NULL || *server == '\0');
  update_entry (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SERVER]);
}

gboolean
maju_start_page_get_starting (MajuStartPage *self)
{
  g_return_val_if_fail (MAJU_IS_START_PAGE (self), FALSE);

  return self->starting;
}

void
maju_start_page_set_starting (MajuStartPage *self,
                              gboolean       starting)
{
  g_return_if_fail (MAJU_IS_START_PAGE (self));

  starting = !!starting;
  if (self->starting == starting)
    return;
  self->starting = starting;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STARTING]);
}

void
maju_start_page_focus_entry (MajuStartPage *self)
{
  g_return_if_fail (MAJU_IS_START_PAGE (self));

  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}

void
maju_start_page_clear_entry (MajuStartPage *self)
{
  g_return_if_fail (MAJU_IS_START_PAGE (self));

  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
}
