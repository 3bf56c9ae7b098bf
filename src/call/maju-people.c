/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-people-private.h"

#include "maju-display-name-private.h"

struct _MajuPeople
{
  GObject parent_instance;

  MajuParticipant *own;
  GListStore *list;
  MajuTrust trust;
};

G_DEFINE_FINAL_TYPE (MajuPeople, maju_people, G_TYPE_OBJECT)

enum
{
  PROP_TRUST = 1,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static void
maju_people_get_property (GObject    *object,
                          guint       prop_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  MajuPeople *self = MAJU_PEOPLE (object);

  switch (prop_id)
    {
    case PROP_TRUST:
      g_value_set_enum (value, self->trust);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
maju_people_dispose (GObject *object)
{
  MajuPeople *self = MAJU_PEOPLE (object);

  g_clear_object (&self->own);
  g_clear_object (&self->list);

  G_OBJECT_CLASS (maju_people_parent_class)->dispose (object);
}

static void
maju_people_class_init (MajuPeopleClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = maju_people_get_property;
  object_class->dispose = maju_people_dispose;

  props[PROP_TRUST] =
    g_param_spec_enum ("trust", NULL, NULL, MAJU_TYPE_TRUST, MAJU_TRUST_UNKNOWN,
                       G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY |
                       G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
maju_people_init (MajuPeople *self)
{
  self->list = g_list_store_new (MAJU_TYPE_PARTICIPANT);
}

static void
update_trust (MajuPeople *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->list));
  MajuTrust trust = MAJU_TRUST_UNKNOWN;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(MajuParticipant) participant =
        g_list_model_get_item (G_LIST_MODEL (self->list), i);
      MajuTrust one = maju_participant_get_trust (participant);

      if (one == MAJU_TRUST_UNKNOWN)
        continue;
      trust = trust == MAJU_TRUST_UNKNOWN ? one : MIN (trust, one);
    }

  if (self->trust == trust)
    return;

  self->trust = trust;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_TRUST]);
}

/* Who is here longest has a name as it is; @newcomer: (nullable): last. */
static void
update_names (MajuPeople      *self,
              MajuParticipant *newcomer)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->list));
  g_autoptr(GHashTable) taken = maju_display_name_set_new ();

  maju_display_name_set_add (taken,
                             maju_participant_get_display_name (self->own));
  for (guint i = 0; i < n || (i == n && newcomer != NULL); i++)
    {
      g_autoptr(MajuParticipant) one = NULL;
      g_autofree char *name = NULL;

      one = i < n ? g_list_model_get_item (G_LIST_MODEL (self->list), i)
                  : g_object_ref (newcomer);
      name = maju_display_name_make (maju_participant_get_name (one), taken);
      maju_participant_set_display_name (one, name);
    }
}

static void
trust_cb (MajuParticipant *participant,
          GParamSpec      *pspec,
          MajuPeople      *self)
{
  update_trust (self);
}

static void
name_cb (MajuParticipant *participant,
         GParamSpec      *pspec,
         MajuPeople      *self)
{
  update_names (self, NULL);
}

MajuPeople *
maju_people_new (MajuParticipant *own)
{
  MajuPeople *self = g_object_new (MAJU_TYPE_PEOPLE, NULL);

  self->own = g_object_ref (own);

  return self;
}

GListModel *
maju_people_get_list (MajuPeople *self)
{
  return G_LIST_MODEL (self->list);
}

MajuTrust
maju_people_get_trust (MajuPeople *self)
{
  return self->trust;
}

double
maju_people_get_loss (MajuPeople *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->list));
  double worst = 0;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(MajuParticipant) participant =
        g_list_model_get_item (G_LIST_MODEL (self->list), i);
      MajuQuality *quality = maju_participant_get_quality (participant);

      worst = MAX (worst, maju_quality_get_figures (quality)->loss_out);
    }

  return worst;
}

gboolean
maju_people_add (MajuPeople      *self,
                 MajuParticipant *participant)
{
  if (g_list_store_find (self->list, participant, NULL))
    return FALSE;

  g_signal_connect_object (participant, "notify::trust",
                           G_CALLBACK (trust_cb), self, 0);
  g_signal_connect_object (participant, "notify::name",
                           G_CALLBACK (name_cb), self, 0);
  update_names (self, participant);
  g_list_store_append (self->list, participant);
  update_trust (self);

  return TRUE;
}

gboolean
maju_people_remove (MajuPeople      *self,
                    MajuParticipant *participant)
{
  guint position;

  if (!g_list_store_find (self->list, participant, &position))
    return FALSE;

  g_signal_handlers_disconnect_by_data (participant, self);
  maju_participant_set_state (participant, MAJU_PARTICIPANT_STATE_GONE);
  g_list_store_remove (self->list, position);
  update_names (self, NULL);
  update_trust (self);

  return TRUE;
}
