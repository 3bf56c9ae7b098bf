/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-chat-store.h"

#include "maju-chat-database-private.h"

#include <glib/gi18n.h>

enum
{
  PROP_0,
  PROP_PROBLEM,
  N_PROPS
};

enum
{
  REMOVED,
  N_SIGNALS
};

struct _MajuChatStore
{
  GObject parent_instance;

  GMainContext *context;        /* where it was made */
  GPtrArray *forgotten;         /* links that can come back, as often as that */
  char *problem;
  gboolean flushed;

  GThreadPool *worker;          /* one thread, in order */
  MajuChatDatabase *database;   /* the worker's */

  guint told;                   /* the worker's: which problems, as bits */
};

typedef struct _Job Job;

typedef void (*JobFunc) (MajuChatStore *self,
                         Job           *job,
                         GError       **error);

struct _Job
{
  JobFunc func;
  GBytes *room;
  MajuChatRecord *record;
  gint64 before;
  guint n;
  GTask *task;                  /* (nullable): what follows is for it */
  GPtrArray *records;
  GError *error;
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MajuChatStore, maju_chat_store, G_TYPE_OBJECT)

static void
job_free (Job *job)
{
  g_clear_pointer (&job->room, g_bytes_unref);
  g_clear_pointer (&job->record, maju_chat_record_free);
  g_clear_object (&job->task);
  g_clear_pointer (&job->records, g_ptr_array_unref);
  g_clear_error (&job->error);
  g_free (job);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Job, job_free)

/* The key in it has 128 bits of chance, so that nobody finds a link by trying. */
static GBytes *
hash_link (MajuRoomLink *link)
{
  g_autoptr(GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *text = maju_room_link_to_string (link, MAJU_LINK_SCHEME_WEB);
  guint8 digest[32];
  gsize size = sizeof digest;

  g_checksum_update (checksum, (const guchar *) "maju chat\n", -1);
  g_checksum_update (checksum, (const guchar *) text, -1);
  g_checksum_get_digest (checksum, digest, &size);
  return g_bytes_new (digest, size);
}

typedef struct
{
  GWeakRef store;
  char *words;
} Problem;

static void
problem_free (gpointer data)
{
  Problem *problem = data;

  g_weak_ref_clear (&problem->store);
  g_free (problem->words);
  g_free (problem);
}

static gboolean
problem_cb (gpointer user_data)
{
  Problem *problem = user_data;
  g_autoptr(MajuChatStore) self = g_weak_ref_get (&problem->store);

  if (self != NULL && g_set_str (&self->problem, problem->words))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROBLEM]);
  return G_SOURCE_REMOVE;
}

/* From the worker; never in it, as g_main_context_invoke() would have it while
 * nobody iterates the owner's context. */
static void
attach (MajuChatStore *self,
        GSourceFunc    func,
        gpointer       data,
        GDestroyNotify notify)
{
  g_autoptr(GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, func, data, notify);
  g_source_attach (source, self->context);
}

/* From the worker. */
static void
tell_problem (MajuChatStore *self,
              guint          kind,
              const char    *words)
{
  Problem *problem;

  if ((self->told & 1u << kind) != 0)
    return;

  self->told |= 1u << kind;
  problem = g_new0 (Problem, 1);
  g_weak_ref_init (&problem->store, self);
  problem->words = g_strdup (words);
  attach (self, problem_cb, problem, problem_free);
}

#define KIND_PUT_ASIDE 30
#define KIND_WAITING   31

static void
tell_cb (const char *kept,
         gpointer    user_data)
{
  g_autofree char *name = NULL;
  g_autofree char *words = NULL;

  if (kept == NULL)
    {
      tell_problem (user_data, KIND_WAITING,
                    _("Another program holds the chat history. Messages are "
                      "kept as soon as it lets go."));
      return;
    }
  name = g_path_get_basename (kept);
  /* Translators: %s is the name of a file. */
  words = g_strdup_printf (_("The chat history could not be read, and a new one "
                             "was begun. The old file is kept as %s"), name);
  tell_problem (user_data, KIND_PUT_ASIDE, words);
}

static gboolean
return_cb (gpointer user_data)
{
  Job *job = user_data;

  if (job->error != NULL)
    g_task_return_error (job->task, g_steal_pointer (&job->error));
  else if (job->records != NULL)
    g_task_return_pointer (job->task, g_steal_pointer (&job->records),
                           (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_boolean (job->task, TRUE);
  return G_SOURCE_REMOVE;
}

static void clear (MajuChatStore *self,
                   Job           *job,
                   GError       **error);

static void
work_cb (gpointer data,
         gpointer user_data)
{
  g_autoptr(Job) job = data;
  MajuChatStore *self = user_data;

  job->func (self, job, &job->error);
  /* Who deletes everything is told by the call itself. */
  if (job->error != NULL && job->func != clear)
    {
      g_autofree char *words = NULL;

      g_message ("The chat history is not in order: %s", job->error->message);
      /* Translators: %s is a sentence that says why, and what to do. */
      words = g_strdup_printf (_("Messages are not kept on this computer. %s"),
                               job->error->message);
      tell_problem (self, job->error->code, words);
    }
  /* The task holds the store, which must not go here. */
  if (job->task != NULL)
    attach (self, return_cb, g_steal_pointer (&job), (GDestroyNotify) job_free);
}

static void
push (MajuChatStore *self,
      JobFunc        func,
      MajuRoomLink  *link,
      Job           *job)
{
  if (self->flushed)
    {
      if (job->task != NULL)
        g_task_return_new_error_literal (job->task, G_IO_ERROR,
                                         G_IO_ERROR_CLOSED, "Flushed");
      job_free (job);
      return;
    }
  job->func = func;
  if (link != NULL)
    job->room = hash_link (link);
  g_thread_pool_push (self->worker, job, NULL);
}

static void
add (MajuChatStore *self,
     Job           *job,
     GError       **error)
{
  maju_chat_database_add (self->database, job->room, job->record, error);
}

static void
update (MajuChatStore *self,
        Job           *job,
        GError       **error)
{
  maju_chat_database_update (self->database, job->room, job->record, error);
}

static void
load (MajuChatStore *self,
      Job           *job,
      GError       **error)
{
  job->records = maju_chat_database_load (self->database, job->room, job->before,
                                          job->n, error);
}

static void
forget (MajuChatStore *self,
        Job           *job,
        GError       **error)
{
  maju_chat_database_forget (self->database, job->room, error);
}

static void
restore (MajuChatStore *self,
         Job           *job,
         GError       **error)
{
  maju_chat_database_restore (self->database, job->room, error);
}

static void
purge (MajuChatStore *self,
       Job           *job,
       GError       **error)
{
  maju_chat_database_purge (self->database, job->room, error);
}

/* Why it cannot be done is told when something is to be kept. */
static void
purge_old (MajuChatStore *self,
           Job           *job,
           GError       **error)
{
  maju_chat_database_purge_old (self->database, NULL);
}

static void
clear (MajuChatStore *self,
       Job           *job,
       GError       **error)
{
  maju_chat_database_clear (self->database, error);
}

static void
maju_chat_store_dispose (GObject *object)
{
  maju_chat_store_flush (MAJU_CHAT_STORE (object));

  G_OBJECT_CLASS (maju_chat_store_parent_class)->dispose (object);
}

static void
maju_chat_store_finalize (GObject *object)
{
  MajuChatStore *self = MAJU_CHAT_STORE (object);

  maju_chat_database_free (self->database);
  g_clear_pointer (&self->forgotten, g_ptr_array_unref);
  g_clear_pointer (&self->problem, g_free);
  g_clear_pointer (&self->context, g_main_context_unref);

  G_OBJECT_CLASS (maju_chat_store_parent_class)->finalize (object);
}

static void
maju_chat_store_get_property (GObject    *object,
                              guint       prop_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  MajuChatStore *self = MAJU_CHAT_STORE (object);

  switch (prop_id)
    {
    case PROP_PROBLEM:
      g_value_set_string (value, self->problem);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
maju_chat_store_class_init (MajuChatStoreClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = maju_chat_store_dispose;
  object_class->finalize = maju_chat_store_finalize;
  object_class->get_property = maju_chat_store_get_property;

  properties[PROP_PROBLEM] =
    g_param_spec_string ("problem", NULL, NULL, NULL,
                         G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY |
                         G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[REMOVED] = g_signal_new ("removed", MAJU_TYPE_CHAT_STORE,
                                   G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, MAJU_TYPE_ROOM_LINK);
}

static void
maju_chat_store_init (MajuChatStore *self)
{
  self->context = g_main_context_ref_thread_default ();
  self->forgotten =
    g_ptr_array_new_with_free_func ((GDestroyNotify) maju_room_link_unref);
  self->worker = g_thread_pool_new_full (work_cb, self,
                                         (GDestroyNotify) job_free, 1, FALSE,
                                         NULL);
}

MajuChatStore *
maju_chat_store_new (GFile *file)
{
  MajuChatStore *self;
  g_autofree char *path = NULL;

  g_return_val_if_fail (G_IS_FILE (file), NULL);

  self = g_object_new (MAJU_TYPE_CHAT_STORE, NULL);
  path = g_file_get_path (file);
  self->database = maju_chat_database_new (path, tell_cb, self);
  push (self, purge_old, NULL, g_new0 (Job, 1));
  return self;
}

void
maju_chat_store_add (MajuChatStore        *self,
                     MajuRoomLink         *link,
                     const MajuChatRecord *record)
{
  Job *job;

  g_return_if_fail (MAJU_IS_CHAT_STORE (self));
  g_return_if_fail (link != NULL);
  g_return_if_fail (record != NULL);

  job = g_new0 (Job, 1);
  job->record = maju_chat_record_copy (record);
  push (self, add, link, job);
}

void
maju_chat_store_update (MajuChatStore        *self,
                        MajuRoomLink         *link,
                        const MajuChatRecord *record)
{
  Job *job;

  g_return_if_fail (MAJU_IS_CHAT_STORE (self));
  g_return_if_fail (link != NULL);
  g_return_if_fail (record != NULL);

  job = g_new0 (Job, 1);
  job->record = maju_chat_record_copy (record);
  push (self, update, link, job);
}

void
maju_chat_store_load_async (MajuChatStore      *self,
                            MajuRoomLink       *link,
                            gint64              before,
                            guint               n,
                            GCancellable       *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer            user_data)
{
  Job *job;

  g_return_if_fail (MAJU_IS_CHAT_STORE (self));
  g_return_if_fail (link != NULL);

  job = g_new0 (Job, 1);
  job->before = before;
  job->n = n;
  job->task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (job->task, maju_chat_store_load_async);
  push (self, load, link, job);
}

GPtrArray *
maju_chat_store_load_finish (MajuChatStore *self,
                             GAsyncResult  *result,
                             GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static gboolean
find_forgotten (MajuChatStore *self,
                MajuRoomLink  *link,
                guint         *position)
{
  return g_ptr_array_find_with_equal_func (self->forgotten, link,
                                           (GEqualFunc) maju_room_link_equal,
                                           position);
}

/* Returns: whether it was among them. */
static gboolean
take_forgotten (MajuChatStore *self,
                MajuRoomLink  *link)
{
  guint position;

  if (!find_forgotten (self, link, &position))
    return FALSE;
  g_ptr_array_remove_index (self->forgotten, position);
  return TRUE;
}

void
maju_chat_store_forget (MajuChatStore *self,
                        MajuRoomLink  *link)
{
  g_return_if_fail (MAJU_IS_CHAT_STORE (self));
  g_return_if_fail (link != NULL);

  g_ptr_array_add (self->forgotten, maju_room_link_ref (link));
  push (self, forget, link, g_new0 (Job, 1));
  g_signal_emit (self, signals[REMOVED], 0, link);
}

void
maju_chat_store_restore (MajuChatStore *self,
                         MajuRoomLink  *link)
{
  g_return_if_fail (MAJU_IS_CHAT_STORE (self));
  g_return_if_fail (link != NULL);

  if (!take_forgotten (self, link))
    return;
  while (take_forgotten (self, link))
    ;
  push (self, restore, link, g_new0 (Job, 1));
}

void
maju_chat_store_purge (MajuChatStore *self,
                       MajuRoomLink  *link)
{
  g_return_if_fail (MAJU_IS_CHAT_STORE (self));
  g_return_if_fail (link != NULL);

  if (take_forgotten (self, link) && !find_forgotten (self, link, NULL))
    push (self, purge, link, g_new0 (Job, 1));
}

void
maju_chat_store_clear_async (MajuChatStore      *self,
                             GAsyncReadyCallback callback,
                             gpointer            user_data)
{
  Job *job;

  g_return_if_fail (MAJU_IS_CHAT_STORE (self));

  job = g_new0 (Job, 1);
  job->task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (job->task, maju_chat_store_clear_async);
  g_ptr_array_set_size (self->forgotten, 0);
  push (self, clear, NULL, job);
  g_signal_emit (self, signals[REMOVED], 0, NULL);
}

gboolean
maju_chat_store_clear_finish (MajuChatStore *self,
                              GAsyncResult  *result,
                              GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

char *
maju_chat_store_take_problem (MajuChatStore *self)
{
  char *problem;

  g_return_val_if_fail (MAJU_IS_CHAT_STORE (self), NULL);

  problem = g_steal_pointer (&self->problem);
  if (problem != NULL)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROBLEM]);
  return problem;
}

void
maju_chat_store_flush (MajuChatStore *self)
{
  g_return_if_fail (MAJU_IS_CHAT_STORE (self));

  if (self->flushed)
    return;
  for (guint i = 0; i < self->forgotten->len; i++)
    push (self, purge, g_ptr_array_index (self->forgotten, i), g_new0 (Job, 1));
  self->flushed = TRUE;
  maju_chat_database_hurry (self->database);
  g_thread_pool_free (g_steal_pointer (&self->worker), FALSE, TRUE);
}
