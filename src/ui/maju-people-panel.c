/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-people-panel.h"

#include "maju-door-group.h"
#include "maju-people-order.h"
#include "maju-person-row.h"

enum
{
  PROP_0,
  PROP_CALL,
  N_PROPS
};

struct _MajuPeoplePanel
{
  GtkWidget parent_instance;

  MajuCall *call;

  GtkWidget *child;
  MajuDoorGroup *door_group;
  GtkListBox *list_box;
};

G_DEFINE_FINAL_TYPE (MajuPeoplePanel, maju_people_panel, GTK_TYPE_WIDGET)

static GParamSpec *properties[N_PROPS];

static GtkWidget *
create_row_cb (gpointer item,
               gpointer user_data)
{
  return maju_person_row_new (item);
}

static void
maju_people_panel_dispose (GObject *object)
{
  MajuPeoplePanel *self = MAJU_PEOPLE_PANEL (object);

  maju_people_panel_set_call (self, NULL);
  g_clear_pointer (&self->child, gtk_widget_unparent);
  gtk_widget_dispose_template (GTK_WIDGET (self), MAJU_TYPE_PEOPLE_PANEL);

  G_OBJECT_CLASS (maju_people_panel_parent_class)->dispose (object);
}

static void
maju_people_panel_get_property (GObject    *object,
                                guint       prop_id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  MajuPeoplePanel *self = MAJU_PEOPLE_PANEL (object);

  switch (prop_id)
    {
    case PROP_CALL:
      g_value_set_object (value, self->call);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
maju_people_panel_set_property (GObject      *object,
                                guint         prop_id,
                                const GValue *value,
                                GParamSpec   *pspec)
{
  MajuPeoplePanel *self = MAJU_PEOPLE_PANEL (object);

  switch (prop_id)
    {
    case PROP_CALL:
      maju_people_panel_set_call (self, g_value_get_object (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
maju_people_panel_class_init (MajuPeoplePanelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = maju_people_panel_dispose;
  object_class->get_property = maju_people_panel_get_property;
  object_class->set_property = maju_people_panel_set_property;

  properties[PROP_CALL] =
    g_param_spec_object ("call", NULL, NULL, MAJU_TYPE_CALL,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY
                         | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (MAJU_TYPE_DOOR_GROUP);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (
    widget_class, "/org/maju/Maju/maju-people-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, MajuPeoplePanel, child);
  gtk_widget_class_bind_template_child (widget_class, MajuPeoplePanel,
                                        door_group);
  gtk_widget_class_bind_template_child (widget_class, MajuPeoplePanel,
                                        list_box);
}

static void
maju_people_panel_init (MajuPeoplePanel *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
maju_people_panel_set_call (MajuPeoplePanel *self,
                            MajuCall        *call)
{
  g_autoptr(GListModel) people = NULL;

  g_return_if_fail (MAJU_IS_PEOPLE_PANEL (self));
  g_return_if_fail (call == NULL || MAJU_IS_CALL (call));

  if (!g_set_object (&self->call, call))
    return;

  if (call != NULL)
    people = maju_people_order_new (call);
  maju_door_group_set_door (self->door_group,
                            call != NULL ? maju_call_get_door (call) : NULL);
  gtk_list_box_bind_model (self->list_box, people, create_row_cb, NULL, NULL);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CALL]);
}
