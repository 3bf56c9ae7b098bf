/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-chat-history.h"

#include "maju-kept-file.h"

/* How many come at once. */
#define PAGE 100

enum
{
  PROP_0,
  PROP_ACTIVE,
  N_PROPS
};

struct _MajuChatHistory
{
  GObject parent_instance;

  MajuChat *chat;
  MajuRoomLink *link;
  MajuChatStore *store;
  gboolean active;

  GPtrArray *items;
  gint64 bound;                 /* what has it, or more, is of this call */
  gint64 before;                /* the oldest of them has it */
  gboolean complete;            /* there are no older ones */
  GCancellable *cancellable;    /* while some are on their way */
};

static GParamSpec *properties[N_PROPS];

static void list_model_iface_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (MajuChatHistory, maju_chat_history, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      list_model_iface_init))

static GType
maju_chat_history_get_item_type (GListModel *model)
{
  return G_TYPE_OBJECT;
}

static guint
maju_chat_history_get_n_items (GListModel *model)
{
  return MAJU_CHAT_HISTORY (model)->items->len;
}

static gpointer
maju_chat_history_get_item (GListModel *model,
                            guint       position)
{
  MajuChatHistory *self = MAJU_CHAT_HISTORY (model);

  if (position >= self->items->len)
    return NULL;
  return g_object_ref (g_ptr_array_index (self->items, position));
}

static void
list_model_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = maju_chat_history_get_item_type;
  iface->get_n_items = maju_chat_history_get_n_items;
  iface->get_item = maju_chat_history_get_item;
}

static void
empty (MajuChatHistory *self)
{
  guint n = self->items->len;

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->before = self->bound;
  self->complete = FALSE;
  g_ptr_array_set_size (self->items, 0);
  if (n > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, n, 0);
}

static gboolean
has_id (gconstpointer item,
        gconstpointer id)
{
  return MAJU_IS_CHAT_MESSAGE ((gpointer) item)
         && g_strcmp0 (maju_chat_message_get_id ((gpointer) item), id) == 0;
}

static gboolean
is_in_chat (MajuChatHistory *self,
            const char      *id)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->chat));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(GObject) item = NULL;

      item = g_list_model_get_item (G_LIST_MODEL (self->chat), i);
      if (has_id (item, id))
        return TRUE;
    }
  return FALSE;
}

static GObject *
make_item (const MajuChatRecord *record)
{
  g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc_usec (record->time);
  g_autoptr(GDateTime) time = NULL;
  g_autoptr(GFile) file = NULL;

  /* A time that cannot be is no reason to hide what was written. */
  if (utc == NULL)
    utc = g_date_time_new_from_unix_utc (0);
  time = g_date_time_to_local (utc);
  if (record->kind == MAJU_CHAT_RECORD_TEXT)
    return G_OBJECT (maju_chat_message_new_earlier (record->id, record->sender,
                                                    record->is_own, record->text,
                                                    time, record->delivery));
  if (record->path != NULL)
    file = g_file_new_for_path (record->path);
  return G_OBJECT (maju_kept_file_new (record->sender, record->is_own,
                                       record->text, record->size, time, file));
}

static void
take_records (MajuChatHistory *self,
              GPtrArray       *records)
{
  const MajuChatRecord *record;
  guint n = 0;

  if (self->bound == G_MAXINT64)
    {
      record = records->len > 0 ? records->pdata[records->len - 1] : NULL;
      self->bound = record != NULL ? record->number + 1 : 0;
    }
  for (guint i = 0; i < records->len; i++)
    {
      record = g_ptr_array_index (records, i);
      self->before = MIN (self->before, record->number);
      if (!is_in_chat (self, record->id))
        g_ptr_array_insert (self->items, n++, make_item (record));
    }
  self->complete = records->len < PAGE;
  if (n > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, 0, n);
}

static void
loaded_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(MajuChatHistory) self = user_data;
  g_autoptr(GPtrArray) records = NULL;
  g_autoptr(GError) error = NULL;

  records = maju_chat_store_load_finish (MAJU_CHAT_STORE (object), result, &error);
  /* It was emptied meanwhile, and may be filled anew. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  g_clear_object (&self->cancellable);
  if (records != NULL)
    take_records (self, records);
  else
    self->complete = TRUE; /* The store has told why. */
}

/* One that came again is where it came now. */
static void
chat_changed_cb (MajuChatHistory *self,
                 guint            position,
                 guint            removed,
                 guint            added,
                 GListModel      *chat)
{
  for (guint i = 0; i < added; i++)
    {
      g_autoptr(GObject) item = g_list_model_get_item (chat, position + i);
      guint here;

      if (MAJU_IS_CHAT_MESSAGE (item)
          && g_ptr_array_find_with_equal_func (self->items,
                                               maju_chat_message_get_id (MAJU_CHAT_MESSAGE (item)),
                                               has_id, &here))
        {
          g_ptr_array_remove_index (self->items, here);
          g_list_model_items_changed (G_LIST_MODEL (self), here, 1, 0);
        }
    }
}

static void
removed_cb (MajuChatHistory *self,
            MajuRoomLink    *link)
{
  if (link != NULL && !maju_room_link_equal (link, self->link))
    return;

  empty (self);
  self->complete = TRUE;
}

static void
maju_chat_history_finalize (GObject *object)
{
  MajuChatHistory *self = MAJU_CHAT_HISTORY (object);

  g_clear_object (&self->chat);
  g_clear_object (&self->store);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->link, maju_room_link_unref);
  g_clear_pointer (&self->items, g_ptr_array_unref);

  G_OBJECT_CLASS (maju_chat_history_parent_class)->finalize (object);
}

static void
maju_chat_history_get_property (GObject    *object,
                                guint       prop_id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  MajuChatHistory *self = MAJU_CHAT_HISTORY (object);

  switch (prop_id)
    {
    case PROP_ACTIVE:
      g_value_set_boolean (value, self->active);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
maju_chat_history_set_property (GObject      *object,
                                guint         prop_id,
                                const GValue *value,
                                GParamSpec   *pspec)
{
  MajuChatHistory *self = MAJU_CHAT_HISTORY (object);

  switch (prop_id)
    {
    case PROP_ACTIVE:
      maju_chat_history_set_active (self, g_value_get_boolean (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
maju_chat_history_class_init (MajuChatHistoryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = maju_chat_history_finalize;
  object_class->get_property = maju_chat_history_get_property;
  object_class->set_property = maju_chat_history_set_property;

  properties[PROP_ACTIVE] =
    g_param_spec_boolean ("active", NULL, NULL, FALSE,
                          G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY |
                          G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
maju_chat_history_init (MajuChatHistory *self)
{
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
  self->bound = self->before = G_MAXINT64;
}

MajuChatHistory *
maju_chat_history_new (MajuChat      *chat,
                       MajuRoomLink  *link,
                       MajuChatStore *store)
{
  MajuChatHistory *self;

  g_return_val_if_fail (MAJU_IS_CHAT (chat), NULL);
  g_return_val_if_fail (link != NULL, NULL);
  g_return_val_if_fail (MAJU_IS_CHAT_STORE (store), NULL);

  self = g_object_new (MAJU_TYPE_CHAT_HISTORY, NULL);
  self->chat = g_object_ref (chat);
  self->link = maju_room_link_ref (link);
  self->store = g_object_ref (store);
  g_signal_connect_object (chat, "items-changed", G_CALLBACK (chat_changed_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (store, "removed", G_CALLBACK (removed_cb), self,
                           G_CONNECT_SWAPPED);
  return self;
}

void
maju_chat_history_set_active (MajuChatHistory *self,
                              gboolean         active)
{
  g_return_if_fail (MAJU_IS_CHAT_HISTORY (self));

  active = !!active;
  if (self->active == active)
    return;

  self->active = active;
  empty (self);
  maju_chat_history_load_more (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ACTIVE]);
}

void
maju_chat_history_load_more (MajuChatHistory *self)
{
  g_return_if_fail (MAJU_IS_CHAT_HISTORY (self));

  if (!self->active || self->complete || self->cancellable != NULL)
    return;

  self->cancellable = g_cancellable_new ();
  maju_chat_store_load_async (self->store, self->link, self->before, PAGE,
                              self->cancellable, loaded_cb, g_object_ref (self));
}
