/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-tile-reactions.h"

#include "maju-reactions.h"

/* As long as the animation in style-stage.css. */
#define SHOWN_MS 4000

/* Those of one person at a time, side by side. */
#define MAX_SHOWN 3

/* Between two of them, in pixels. */
#define APART 56

struct _MajuTileReactions
{
  GtkWidget parent_instance;

  MajuParticipant *participant;
  GQueue shown;                 /* of Float, the oldest first */
  guint n_shown;                /* ever */
};

typedef struct
{
  MajuTileReactions *owner;
  GtkWidget *image;
  guint timeout_id;
} Float;

G_DEFINE_FINAL_TYPE (MajuTileReactions, maju_tile_reactions, GTK_TYPE_WIDGET)

static void
float_free (gpointer data)
{
  Float *one = data;

  g_clear_handle_id (&one->timeout_id, g_source_remove);
  gtk_widget_unparent (one->image);
  g_free (one);
}

static gboolean
shown_cb (gpointer user_data)
{
  Float *one = user_data;

  one->timeout_id = 0;
  g_queue_remove (&one->owner->shown, one);
  float_free (one);

  return G_SOURCE_REMOVE;
}

static void
reaction_cb (MajuTileReactions *self,
             MajuReaction       kind)
{
  Float *one = g_new0 (Float, 1);
  const char *label = maju_reactions_get_label (kind);
  guint place = self->n_shown++ % MAX_SHOWN;

  if (g_queue_get_length (&self->shown) == MAX_SHOWN)
    float_free (g_queue_pop_head (&self->shown));

  one->owner = self;
  one->image = gtk_image_new_from_icon_name (maju_reactions_get_icon_name (kind));
  gtk_widget_add_css_class (one->image, "tile-reaction");
  gtk_widget_set_halign (one->image, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (one->image, GTK_ALIGN_CENTER);
  /* The margin of one side pushes to the other. */
  if (place == 1)
    gtk_widget_set_margin_start (one->image, 2 * APART);
  else if (place == 2)
    gtk_widget_set_margin_end (one->image, 2 * APART);
  gtk_accessible_update_property (GTK_ACCESSIBLE (one->image),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  gtk_widget_set_parent (one->image, GTK_WIDGET (self));
  one->timeout_id = g_timeout_add (SHOWN_MS, shown_cb, one);
  g_queue_push_tail (&self->shown, one);
}

static void
maju_tile_reactions_measure (GtkWidget     *widget,
                             GtkOrientation orientation,
                             int            for_size,
                             int           *minimum,
                             int           *natural,
                             int           *minimum_baseline,
                             int           *natural_baseline)
{
  /* It takes what place there is, and asks for none. */
  *minimum = *natural = 0;
}

static void
maju_tile_reactions_size_allocate (GtkWidget *widget,
                                   int        width,
                                   int        height,
                                   int        baseline)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      int least_width, least_height;

      if (!gtk_widget_should_layout (child))
        continue;

      gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1,
                          &least_width, NULL, NULL, NULL);
      gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, -1,
                          &least_height, NULL, NULL, NULL);
      gtk_widget_allocate (child, MAX (width, least_width),
                           MAX (height, least_height), -1, NULL);
    }
}

static void
maju_tile_reactions_dispose (GObject *object)
{
  MajuTileReactions *self = MAJU_TILE_REACTIONS (object);

  maju_tile_reactions_set_participant (self, NULL);
  g_queue_clear_full (&self->shown, float_free);

  G_OBJECT_CLASS (maju_tile_reactions_parent_class)->dispose (object);
}

static void
maju_tile_reactions_class_init (MajuTileReactionsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = maju_tile_reactions_dispose;
  widget_class->measure = maju_tile_reactions_measure;
  widget_class->size_allocate = maju_tile_reactions_size_allocate;
  gtk_widget_class_set_accessible_role (widget_class,
                                        GTK_ACCESSIBLE_ROLE_GENERIC);
}

static void
maju_tile_reactions_init (MajuTileReactions *self)
{
  GtkWidget *widget = GTK_WIDGET (self);

  gtk_widget_set_can_target (widget, FALSE);
  gtk_widget_set_overflow (widget, GTK_OVERFLOW_HIDDEN);
}

void
maju_tile_reactions_set_participant (MajuTileReactions *self,
                                     MajuParticipant   *participant)
{
  MajuGestures *gestures;

  g_return_if_fail (MAJU_IS_TILE_REACTIONS (self));

  if (self->participant == participant)
    return;

  if (self->participant != NULL)
    g_signal_handlers_disconnect_by_data (
      maju_participant_get_gestures (self->participant), self);
  g_set_object (&self->participant, participant);
  if (participant == NULL)
    return;

  gestures = maju_participant_get_gestures (participant);
  g_signal_connect_object (gestures, "reaction", G_CALLBACK (reaction_cb), self,
                           G_CONNECT_SWAPPED);
}
