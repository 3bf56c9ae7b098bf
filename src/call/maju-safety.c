/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-safety-private.h"

#include "maju-config.h"
#include "maju-safety-words.h"

#include <glib/gi18n-lib.h>

struct _MajuSafety
{
  GObject parent_instance;

  char *own;
  char *other;
  gboolean compared;
};

G_DEFINE_FINAL_TYPE (MajuSafety, maju_safety, G_TYPE_OBJECT)

enum
{
  PROP_READY = 1,
  PROP_COMPARED,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static void
maju_safety_get_property (GObject    *object,
                          guint       prop_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  MajuSafety *self = MAJU_SAFETY (object);

  switch (prop_id)
    {
    case PROP_READY:
      g_value_set_boolean (value, maju_safety_get_ready (self));
      break;
    case PROP_COMPARED:
      g_value_set_boolean (value, self->compared);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
maju_safety_finalize (GObject *object)
{
  MajuSafety *self = MAJU_SAFETY (object);

  g_free (self->own);
  g_free (self->other);

  G_OBJECT_CLASS (maju_safety_parent_class)->finalize (object);
}

static GParamSpec *
boolean_spec (const char *name)
{
  return g_param_spec_boolean (name, NULL, NULL, FALSE,
                               G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY |
                               G_PARAM_STATIC_STRINGS);
}

static void
maju_safety_class_init (MajuSafetyClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = maju_safety_get_property;
  object_class->finalize = maju_safety_finalize;

  props[PROP_READY] = boolean_spec ("ready");
  props[PROP_COMPARED] = boolean_spec ("compared");
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
maju_safety_init (MajuSafety *self)
{
}

MajuSafety *
maju_safety_new (void)
{
  return g_object_new (MAJU_TYPE_SAFETY, NULL);
}

void
maju_safety_set_fingerprints (MajuSafety *self,
                              const char *own,
                              const char *other)
{
  gboolean changed = g_set_str (&self->own, own);

  changed = g_set_str (&self->other, other) || changed;
  if (!changed)
    return;

  g_object_freeze_notify (G_OBJECT (self));
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_READY]);
  if (self->compared)
    {
      self->compared = FALSE;
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_COMPARED]);
    }
  g_object_thaw_notify (G_OBJECT (self));
}

gboolean
maju_safety_get_ready (MajuSafety *self)
{
  g_return_val_if_fail (MAJU_IS_SAFETY (self), FALSE);

  return self->own != NULL && self->other != NULL;
}

gboolean
maju_safety_get_compared (MajuSafety *self)
{
  g_return_val_if_fail (MAJU_IS_SAFETY (self), FALSE);

  return self->compared;
}

void
maju_safety_set_compared (MajuSafety *self,
                          gboolean    compared)
{
  g_return_if_fail (MAJU_IS_SAFETY (self));

  compared = !!compared;
  if (self->compared == compared || !maju_safety_get_ready (self))
    return;

  self->compared = compared;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_COMPARED]);
}

static void
derive_in_thread (GTask        *task,
                  gpointer      source_object,
                  gpointer      task_data,
                  GCancellable *cancellable)
{
  char **fingerprints = task_data;
  guint8 words[MAJU_SAFETY_WORDS];

  if (maju_safety_words_derive (fingerprints[0], fingerprints[1], words))
    g_task_return_pointer (task, g_bytes_new (words, sizeof words),
                           (GDestroyNotify) g_bytes_unref);
  else
    g_task_return_new_error_literal (task, G_IO_ERROR, G_IO_ERROR_FAILED,
                                     _("There are no words for this "
                                       "connection."));
}

void
maju_safety_get_words_async (MajuSafety         *self,
                             GCancellable       *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer            user_data)
{
  g_autoptr(GTask) task = NULL;
  const char *fingerprints[] = { NULL, NULL, NULL };

  g_return_if_fail (MAJU_IS_SAFETY (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, maju_safety_get_words_async);
  fingerprints[0] = self->own != NULL ? self->own : "";
  fingerprints[1] = self->other != NULL ? self->other : "";
  g_task_set_task_data (task, g_strdupv ((char **) fingerprints),
                        (GDestroyNotify) g_strfreev);
  g_task_run_in_thread (task, derive_in_thread);
}

GBytes *
maju_safety_get_words_finish (MajuSafety   *self,
                              GAsyncResult *result,
                              GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
