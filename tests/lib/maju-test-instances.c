/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counts the living instances of each class, in a program that knows nothing of
 * it: to be preloaded. The file that MAJU_TEST_INSTANCES names then has a Record
 * a class, true at any time.
 *
 * An instance counts from its initialization to its finalization: one that is
 * disposed, but still referenced, is there. Libraries register a class by a call
 * that can be replaced: of GObject's own classes nothing is known. */
#include <dlfcn.h>
#include <fcntl.h>
#include <glib-object.h>
#include <sys/mman.h>
#include <unistd.h>

#define MAX_CLASSES 4096

/* What majutest reads. */
typedef struct
{
  char name[60];                /* empty after the last one */
  int n_instances;              /* of it, and of what is derived from it */
} Record;

typedef struct
{
  Record *record;
  GInstanceInitFunc init;
} Class;

G_LOCK_DEFINE_STATIC (classes);
static GHashTable *classes;     /* (element-type GType Class) */
static Record *records;

/* For this program alone, and for none that it starts. */
__attribute__((constructor)) static void
start (void)
{
  const char *path = g_getenv ("MAJU_TEST_INSTANCES");
  int fd = path != NULL ? open (path, O_RDWR | O_CLOEXEC) : -1;

  if (fd < 0 || ftruncate (fd, MAX_CLASSES * sizeof (Record)) != 0)
    g_error ("MAJU_TEST_INSTANCES names no file to write to");
  records = mmap (NULL, MAX_CLASSES * sizeof (Record), PROT_READ | PROT_WRITE,
                  MAP_SHARED, fd, 0);
  if (records == MAP_FAILED)
    g_error ("There is no memory for the numbers of instances");
  close (fd);
  classes = g_hash_table_new (NULL, NULL);
  /* What is idle and may be used again looks like what is forgotten. */
  g_thread_pool_set_max_unused_threads (0);
  g_unsetenv ("LD_PRELOAD");
  g_unsetenv ("MAJU_TEST_INSTANCES");
}

static void
finalized_cb (gpointer record)
{
  g_atomic_int_add (&((Record *) record)->n_instances, -1);
}

/* While this runs, an instance is of the class whose turn it is. */
static void
init_cb (GTypeInstance *instance,
         gpointer       klass)
{
  GType type = G_TYPE_FROM_INSTANCE (instance);
  Class *class;

  G_LOCK (classes);
  class = g_hash_table_lookup (classes, GSIZE_TO_POINTER (type));
  G_UNLOCK (classes);

  g_atomic_int_inc (&class->record->n_instances);
  g_object_set_data_full (G_OBJECT (instance), class->record->name,
                          class->record, finalized_cb);
  if (class->init != NULL)
    class->init (instance, klass);
}

static void
add_class (GType             type,
           const char       *name,
           GInstanceInitFunc init)
{
  Class *class = g_new0 (Class, 1);

  G_LOCK (classes);
  g_assert (g_hash_table_size (classes) < MAX_CLASSES - 1);
  class->record = &records[g_hash_table_size (classes)];
  class->init = init;
  g_strlcpy (class->record->name, name, sizeof class->record->name);
  g_hash_table_insert (classes, GSIZE_TO_POINTER (type), class);
  G_UNLOCK (classes);
}

/* GObject's own, which every G_DEFINE_TYPE calls. */
GType
g_type_register_static_simple (GType             parent_type,
                               const char       *type_name,
                               guint             class_size,
                               GClassInitFunc    class_init,
                               guint             instance_size,
                               GInstanceInitFunc instance_init,
                               GTypeFlags        flags)
{
  typeof (&g_type_register_static_simple) next =
    dlsym (RTLD_NEXT, "g_type_register_static_simple");
  gboolean is_counted = g_type_is_a (parent_type, G_TYPE_OBJECT);
  GType type = next (parent_type, type_name, class_size, class_init,
                     instance_size, is_counted ? init_cb : instance_init,
                     flags);

  if (is_counted)
    add_class (type, type_name, instance_init);

  return type;
}
