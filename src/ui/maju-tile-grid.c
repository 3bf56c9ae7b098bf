/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-tile-grid-private.h"

enum
{
  PROP_0,
  PROP_CALL,
  PROP_NARROW,
  PROP_LAYOUT,
  PROP_HIDE_SELF,
  PROP_COMPACT,
  PROP_PINNED,
  N_PROPS
};

#define SCROLL_STEP 60 /* pixels */

G_DEFINE_FINAL_TYPE (MajuTileGrid, maju_tile_grid, GTK_TYPE_WIDGET)

static GParamSpec *properties[N_PROPS];

static MajuTileLayout *
get_layout (MajuTileGrid *self)
{
  return MAJU_TILE_LAYOUT (gtk_widget_get_layout_manager (GTK_WIDGET (self)));
}

static void
remove_tile (gpointer tile)
{
  gtk_widget_unparent (GTK_WIDGET (tile));
}

static void
items_changed_cb (GListModel   *participants,
                  guint         position,
                  guint         removed,
                  guint         added,
                  MajuTileGrid *self)
{
  for (guint i = 0; i < removed; i++)
    {
      MajuTile *tile = g_ptr_array_index (self->others, position);

      if (GTK_WIDGET (tile) == self->pinned)
        maju_tile_grid_pin (self, NULL);
      maju_tile_grid_unwatch_share (self, maju_tile_get_participant (tile));
      g_ptr_array_remove_index (self->others, position);
    }

  for (guint i = 0; i < added; i++)
    {
      g_autoptr(MajuParticipant) participant =
        g_list_model_get_item (participants, position + i);
      GtkWidget *tile = maju_tile_new (participant);
      GtkWidget *before = NULL;

      /* The own tile is painted over the others and is read last. */
      if (position + i < self->others->len)
        before = g_ptr_array_index (self->others, position + i);
      else if (self->own != NULL)
        before = GTK_WIDGET (self->own);

      g_ptr_array_insert (self->others, (int) (position + i), tile);
      maju_tile_grid_equip (self, tile);
      gtk_widget_insert_before (tile, GTK_WIDGET (self), before);
      maju_tile_grid_watch_share (self, participant);
    }

  maju_tile_grid_update_animated (self);
}

static void
release_call (MajuTileGrid *self)
{
  if (self->call == NULL)
    return;

  g_signal_handlers_disconnect_by_data (
    maju_call_get_participants (self->call), self);
  maju_spotlight_set_participants (self->spotlight, NULL);
  maju_tile_layout_set_own (get_layout (self), NULL);
  maju_tile_layout_set_large (get_layout (self), NULL,
                              MAJU_TILE_LAYOUT_PERSON);
  maju_tile_grid_pin (self, NULL);
  items_changed_cb (maju_call_get_participants (self->call), 0,
                    self->others->len, 0, self);
  g_clear_handle_id (&self->watch_id, g_source_remove);
  if (self->own != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->own));
  self->own = NULL;
  g_clear_object (&self->call);
}

static void
maju_tile_grid_dispose (GObject *object)
{
  MajuTileGrid *self = MAJU_TILE_GRID (object);

  release_call (self);
  g_clear_object (&self->spotlight);

  G_OBJECT_CLASS (maju_tile_grid_parent_class)->dispose (object);
}

static void
maju_tile_grid_finalize (GObject *object)
{
  MajuTileGrid *self = MAJU_TILE_GRID (object);

  g_ptr_array_unref (self->others);
  g_ptr_array_unref (self->shares);

  G_OBJECT_CLASS (maju_tile_grid_parent_class)->finalize (object);
}

static void
maju_tile_grid_get_property (GObject    *object,
                             guint       prop_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  MajuTileGrid *self = MAJU_TILE_GRID (object);

  switch (prop_id)
    {
    case PROP_CALL:
      g_value_set_object (value, self->call);
      break;

    case PROP_NARROW:
      g_value_set_boolean (value, self->narrow);
      break;

    case PROP_LAYOUT:
      g_value_set_string (value, self->speaker ? "speaker" : "grid");
      break;

    case PROP_HIDE_SELF:
      g_value_set_boolean (value, self->hide_self);
      break;

    case PROP_COMPACT:
      g_value_set_boolean (value, self->compact);
      break;

    case PROP_PINNED:
      g_value_set_boolean (value, self->pinned != NULL);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

/* Whoever asks for a layout wants to see it, so nothing stays pinned. */
static void
set_layout (MajuTileGrid *self,
            const char   *layout)
{
  gboolean speaker = g_strcmp0 (layout, "speaker") == 0;

  maju_tile_grid_pin (self, NULL);
  if (self->speaker == speaker)
    return;

  self->speaker = speaker;
  maju_tile_grid_update_animated (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LAYOUT]);
}

static void
set_hide_self (MajuTileGrid *self,
               gboolean      hide_self)
{
  if (self->hide_self == hide_self)
    return;

  self->hide_self = hide_self;
  if (hide_self && self->own != NULL && self->pinned == GTK_WIDGET (self->own))
    maju_tile_grid_pin (self, NULL);
  maju_tile_grid_update_animated (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_HIDE_SELF]);
}

static void
maju_tile_grid_set_property (GObject      *object,
                             guint         prop_id,
                             const GValue *value,
                             GParamSpec   *pspec)
{
  MajuTileGrid *self = MAJU_TILE_GRID (object);

  switch (prop_id)
    {
    case PROP_CALL:
      maju_tile_grid_set_call (self, g_value_get_object (value));
      break;

    case PROP_NARROW:
      maju_tile_grid_set_narrow (self, g_value_get_boolean (value));
      break;

    case PROP_LAYOUT:
      set_layout (self, g_value_get_string (value));
      break;

    case PROP_HIDE_SELF:
      set_hide_self (self, g_value_get_boolean (value));
      break;

    case PROP_COMPACT:
      maju_tile_grid_set_compact (self, g_value_get_boolean (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

/* Who reaches a tile by the keyboard sees it. */
static void
maju_tile_grid_set_focus_child (GtkWidget *widget,
                                GtkWidget *child)
{
  MajuTileGrid *self = MAJU_TILE_GRID (widget);

  GTK_WIDGET_CLASS (maju_tile_grid_parent_class)->set_focus_child (widget,
                                                                   child);
  if (child != NULL)
    maju_tile_layout_scroll_to (get_layout (self), child);
}

static void
maju_tile_grid_root (GtkWidget *widget)
{
  GtkRoot *root;

  GTK_WIDGET_CLASS (maju_tile_grid_parent_class)->root (widget);

  root = gtk_widget_get_root (widget);
  if (GTK_IS_WINDOW (root))
    g_signal_connect_object (root, "notify::suspended",
                             G_CALLBACK (maju_tile_grid_queue_watch), widget,
                             G_CONNECT_SWAPPED);
}

static void
maju_tile_grid_unroot (GtkWidget *widget)
{
  g_signal_handlers_disconnect_by_func (gtk_widget_get_root (widget),
                                        maju_tile_grid_queue_watch, widget);

  GTK_WIDGET_CLASS (maju_tile_grid_parent_class)->unroot (widget);
}

static gboolean
scroll_cb (MajuTileGrid *self,
           double        dx,
           double        dy)
{
  if (gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL)
    dx = -dx;

  return maju_tile_layout_scroll (get_layout (self), (dx + dy) * SCROLL_STEP);
}

static void
maju_tile_grid_class_init (MajuTileGridClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = maju_tile_grid_dispose;
  object_class->finalize = maju_tile_grid_finalize;
  object_class->get_property = maju_tile_grid_get_property;
  object_class->set_property = maju_tile_grid_set_property;
  widget_class->root = maju_tile_grid_root;
  widget_class->set_focus_child = maju_tile_grid_set_focus_child;
  widget_class->unroot = maju_tile_grid_unroot;

  properties[PROP_CALL] =
    g_param_spec_object ("call", NULL, NULL, MAJU_TYPE_CALL,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY
                         | G_PARAM_STATIC_STRINGS);
  properties[PROP_NARROW] =
    g_param_spec_boolean ("narrow", NULL, NULL, FALSE,
                          G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY
                          | G_PARAM_STATIC_STRINGS);
  properties[PROP_LAYOUT] =
    g_param_spec_string ("layout", NULL, NULL, "grid",
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY
                         | G_PARAM_STATIC_STRINGS);
  properties[PROP_HIDE_SELF] =
    g_param_spec_boolean ("hide-self", NULL, NULL, FALSE,
                          G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY
                          | G_PARAM_STATIC_STRINGS);
  properties[PROP_COMPACT] =
    g_param_spec_boolean ("compact", NULL, NULL, FALSE,
                          G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY
                          | G_PARAM_STATIC_STRINGS);
  properties[PROP_PINNED] =
    g_param_spec_boolean ("pinned", NULL, NULL, FALSE,
                          G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY
                          | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_signal_new ("share-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                NULL, NULL, NULL, G_TYPE_NONE, 2, MAJU_TYPE_PARTICIPANT,
                G_TYPE_BOOLEAN);

  gtk_widget_class_set_layout_manager_type (widget_class, MAJU_TYPE_TILE_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_css_name (widget_class, "tilegrid");
}

static void
maju_tile_grid_init (MajuTileGrid *self)
{
  GtkEventController *scroll;

  self->others = g_ptr_array_new_with_free_func (remove_tile);
  self->shares = g_ptr_array_new ();
  self->spotlight = maju_spotlight_new ();
  g_signal_connect_object (get_layout (self), "allocated",
                           G_CALLBACK (maju_tile_grid_queue_watch), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->spotlight, "notify::participant",
                           G_CALLBACK (maju_tile_grid_update_animated), self,
                           G_CONNECT_SWAPPED);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  scroll = gtk_event_controller_scroll_new (
    GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES);
  g_signal_connect_swapped (scroll, "scroll", G_CALLBACK (scroll_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), scroll);
}

void
maju_tile_grid_set_call (MajuTileGrid *self,
                         MajuCall     *call)
{
  g_return_if_fail (MAJU_IS_TILE_GRID (self));
  g_return_if_fail (call == NULL || MAJU_IS_CALL (call));

  if (self->call == call)
    return;

  release_call (self);
  if (call != NULL)
    {
      GListModel *participants = maju_call_get_participants (call);

      self->call = g_object_ref (call);
      self->own = MAJU_TILE (maju_tile_new (maju_call_get_self (call)));
      maju_tile_grid_equip (self, GTK_WIDGET (self->own));
      gtk_widget_set_parent (GTK_WIDGET (self->own), GTK_WIDGET (self));
      maju_tile_layout_set_own (get_layout (self), GTK_WIDGET (self->own));
      g_signal_connect_object (participants, "items-changed",
                               G_CALLBACK (items_changed_cb), self, 0);
      items_changed_cb (participants, 0, 0,
                        g_list_model_get_n_items (participants), self);
      maju_spotlight_set_participants (self->spotlight, participants);
    }

  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CALL]);
}

void
maju_tile_grid_set_narrow (MajuTileGrid *self,
                           gboolean      narrow)
{
  g_return_if_fail (MAJU_IS_TILE_GRID (self));

  narrow = !!narrow;
  if (self->narrow == narrow)
    return;

  self->narrow = narrow;
  maju_tile_grid_update (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NARROW]);
}

void
maju_tile_grid_set_insets (MajuTileGrid *self,
                           int           top,
                           int           bottom,
                           int           bottom_width)
{
  g_return_if_fail (MAJU_IS_TILE_GRID (self));

  self->bottom = bottom;
  maju_tile_layout_set_insets (get_layout (self), top, bottom, bottom_width);
  maju_tile_grid_update (self);
}

void
maju_tile_grid_set_compact (MajuTileGrid *self,
                            gboolean      compact)
{
  g_return_if_fail (MAJU_IS_TILE_GRID (self));

  compact = !!compact;
  if (self->compact == compact)
    return;

  self->compact = compact;
  maju_tile_grid_update (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_COMPACT]);
}

void
maju_tile_grid_unpin (MajuTileGrid *self)
{
  g_return_if_fail (MAJU_IS_TILE_GRID (self));

  maju_tile_grid_pin (self, NULL);
}
