/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-kept-file.h"

struct _MajuKeptFile
{
  GObject parent_instance;

  char *sender_name;
  gboolean is_own;
  char *name;
  guint64 size;
  GDateTime *time;
  GFile *file;
};

G_DEFINE_FINAL_TYPE (MajuKeptFile, maju_kept_file, G_TYPE_OBJECT)

static void
maju_kept_file_finalize (GObject *object)
{
  MajuKeptFile *self = MAJU_KEPT_FILE (object);

  g_free (self->sender_name);
  g_free (self->name);
  g_clear_pointer (&self->time, g_date_time_unref);
  g_clear_object (&self->file);

  G_OBJECT_CLASS (maju_kept_file_parent_class)->finalize (object);
}

static void
maju_kept_file_class_init (MajuKeptFileClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = maju_kept_file_finalize;
}

static void
maju_kept_file_init (MajuKeptFile *self)
{
}

MajuKeptFile *
maju_kept_file_new (const char *sender_name,
                    gboolean    is_own,
                    const char *name,
                    guint64     size,
                    GDateTime  *time,
                    GFile      *file)
{
  MajuKeptFile *self;

  g_return_val_if_fail (sender_name != NULL, NULL);
  g_return_val_if_fail (name != NULL, NULL);
  g_return_val_if_fail (time != NULL, NULL);
  g_return_val_if_fail (file == NULL || G_IS_FILE (file), NULL);

  self = g_object_new (MAJU_TYPE_KEPT_FILE, NULL);
  self->sender_name = g_strdup (sender_name);
  self->is_own = is_own;
  self->name = g_strdup (name);
  self->size = size;
  self->time = g_date_time_ref (time);
  g_set_object (&self->file, file);
  return self;
}

const char *
maju_kept_file_get_sender_name (MajuKeptFile *self)
{
  g_return_val_if_fail (MAJU_IS_KEPT_FILE (self), NULL);

  return self->sender_name;
}

gboolean
maju_kept_file_get_is_own (MajuKeptFile *self)
{
  g_return_val_if_fail (MAJU_IS_KEPT_FILE (self), FALSE);

  return self->is_own;
}

const char *
maju_kept_file_get_name (MajuKeptFile *self)
{
  g_return_val_if_fail (MAJU_IS_KEPT_FILE (self), NULL);

  return self->name;
}

guint64
maju_kept_file_get_size (MajuKeptFile *self)
{
  g_return_val_if_fail (MAJU_IS_KEPT_FILE (self), 0);

  return self->size;
}

GDateTime *
maju_kept_file_get_time (MajuKeptFile *self)
{
  g_return_val_if_fail (MAJU_IS_KEPT_FILE (self), NULL);

  return self->time;
}

GFile *
maju_kept_file_get_file (MajuKeptFile *self)
{
  g_return_val_if_fail (MAJU_IS_KEPT_FILE (self), NULL);

  return self->file;
}
