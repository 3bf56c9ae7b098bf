/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-limits.h"
#include "maju-message.h"

#include <json-glib/json-glib.h>
#include <string.h>

#define SIGNATURE "0123456789abcdefABCDEF-_0123456789abcdefABC"
#define BIGGEST "9007199254740991"

/* One of each message with everything in it, as it is printed. `required` are
 * the members without which it is refused. */
static const struct
{
  const char *text;
  const char *required;
} full[] = {
  { "{\"type\":\"welcome\",\"protocol_min\":1,\"protocol_max\":2,"
    "\"limit_message\":65536,\"limit_people\":8,\"silent\":true}",
    "protocol_min protocol_max limit_message limit_people" },
  { "{\"type\":\"hello\",\"room\":\"kxbt-rfmq-saha-jwmn\",\"name\":\"민수\"}",
    "room" },
  { "{\"type\":\"hello\",\"token\":\"A_b-9\",\"last_seq\":" BIGGEST "}",
    "last_seq" },
  { "{\"type\":\"room\",\"self_id\":\"me_1\",\"token\":\"A_b-9\","
    "\"resumed\":true,\"last_id\":7,\"silent\":true,"
    "\"members\":[{\"id\":\"a\",\"name\":\"Ann\"},{\"id\":\"b\",\"name\":\"\"}],"
    "\"ice_servers\":[{\"uri\":\"stun:stun.example.org:3478\"},"
    "{\"uri\":\"turns:[2001:db8::1]:443?transport=tcp\","
    "\"username\":\"1800000000:me\",\"credential\":\"s3cret+/=\"}]}",
    "self_id token" },
  { "{\"type\":\"joined\",\"seq\":3,\"ack\":1,"
    "\"member\":{\"id\":\"a\",\"name\":\"Ann\"}}",
    "member" },
  { "{\"type\":\"left\",\"seq\":4,\"member\":{\"id\":\"a\",\"name\":\"Ann\"},"
    "\"reason\":\"lost\"}",
    "member reason" },
  { "{\"type\":\"away\",\"seq\":5,\"member\":{\"id\":\"a\",\"name\":\"Ann\"}}",
    "member" },
  { "{\"type\":\"back\",\"seq\":6,\"member\":{\"id\":\"a\",\"name\":\"Ann\"}}",
    "member" },
  { "{\"type\":\"ice_servers\",\"ice_servers\":["
    "{\"uri\":\"stun:stun.example.org:3478\"},"
    "{\"uri\":\"turn:192.0.2.1:3478?transport=udp\","
    "\"username\":\"1800000300:me\",\"credential\":\"s3cret+/=\"}]}",
    "ice_servers" },
  { "{\"type\":\"description\",\"id\":1,\"ack\":5,\"to\":\"b\","
    "\"generation\":0,\"kind\":\"offer\","
    "\"sdp\":\"v=0\\r\\nm=audio 9 RTP\\r\\n\",\"counter\":1}",
    "to generation kind sdp counter" },
  { "{\"type\":\"description\",\"seq\":9,\"from\":\"a\","
    "\"generation\":65535,\"kind\":\"answer\",\"sdp\":\"v=0\\n\","
    "\"counter\":" BIGGEST ",\"signature\":\"" SIGNATURE "\","
    "\"again\":true}",
    "from generation kind sdp counter" },
  { "{\"type\":\"candidate\",\"id\":2,\"to\":\"b\",\"generation\":1,"
    "\"candidate\":\"candidate:1 1 UDP 2015363327 192.0.2.1 9 typ host\","
    "\"media_index\":3}",
    "to generation candidate media_index" },
  { "{\"type\":\"candidate\",\"seq\":2,\"from\":\"b\",\"generation\":1,"
    "\"candidate\":\"\",\"media_index\":0}",
    "from generation candidate media_index" },
  { "{\"type\":\"restart\",\"id\":2,\"to\":\"b\",\"generation\":1}",
    "to generation" },
  { "{\"type\":\"end\",\"id\":3,\"reason\":\"left\"}",
    "" },
  { "{\"type\":\"ack\",\"ack\":12}",
    "ack" },
  { "{\"type\":\"ping\",\"ack\":12}",
    "" },
  { "{\"type\":\"pong\"}",
    "" },
  { "{\"type\":\"hello\",\"room\":\"kxbt-rfmq-saha-jwmn\",\"name\":\"Ann\","
    "\"owner\":\"" SIGNATURE "\",\"knock\":true,\"silent\":true}",
    "room" },
  { "{\"type\":\"waiting\"}",
    "" },
  { "{\"type\":\"door\",\"locked\":true,\"owner\":true,\"answers\":true,"
    "\"members\":[{\"id\":\"a\",\"name\":\"Ann\"}]}",
    "" },
  { "{\"type\":\"lock\",\"id\":1}",
    "" },
  { "{\"type\":\"unlock\",\"id\":2,\"ack\":3}",
    "" },
  { "{\"type\":\"admit\",\"id\":3,\"who\":\"a_-9\"}",
    "who" },
  { "{\"type\":\"refuse\",\"id\":4,\"who\":\"a\"}",
    "who" },
  { "{\"type\":\"remove\",\"id\":5,\"who\":\"a\"}",
    "who" },
  { "{\"type\":\"listen\",\"rooms\":[\"kxbt-rfmq-saha-jwmn\",\"abcdefgh\"]}",
    "rooms" },
  { "{\"type\":\"people\",\"room\":\"abcdefgh\","
    "\"members\":[{\"id\":\"a\",\"name\":\"Ann\"}]}",
    "room" },
  { "{\"type\":\"decline\",\"room\":\"abcdefgh\",\"name\":\"Ann\"}",
    "room" },
  { "{\"type\":\"declined\",\"seq\":7,\"name\":\"Ann\"}",
    "" },
  { "{\"type\":\"error\",\"code\":\"room-full\",\"text\":\"No room\","
    "\"retry_after_ms\":500,\"fatal\":true}",
    "code" },
};

static void
test_round_trip (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (full); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(MajuMessage) message = NULL;
      g_autofree char *text = NULL;

      message = maju_message_parse (full[i].text, strlen (full[i].text), &error);
      g_assert_no_error (error);
      text = maju_message_print (message);
      g_assert_cmpstr (text, ==, full[i].text);
    }
}

static void
test_fields (void)
{
  g_autoptr(MajuMessage) room = NULL;
  g_autoptr(MajuMessage) fresh = NULL;
  g_autoptr(MajuMessage) answer = NULL;
  MajuMember *member;
  MajuIceServer *server;

  room = maju_message_parse (full[3].text, strlen (full[3].text), NULL);
  g_assert_cmpint (room->type, ==, MAJU_MESSAGE_ROOM);
  g_assert_cmpstr (room->self_id, ==, "me_1");
  g_assert_cmpstr (room->token, ==, "A_b-9");
  g_assert_true (room->resumed);
  g_assert_cmpuint (room->last_id, ==, 7);
  g_assert_true (room->silent);
  g_assert_cmpuint (room->members->len, ==, 2);
  member = g_ptr_array_index (room->members, 0);
  g_assert_cmpstr (member->id, ==, "a");
  g_assert_cmpstr (member->name, ==, "Ann");
  g_assert_cmpuint (room->ice_servers->len, ==, 2);
  server = g_ptr_array_index (room->ice_servers, 0);
  g_assert_null (server->username);
  server = g_ptr_array_index (room->ice_servers, 1);
  g_assert_cmpstr (server->uri, ==, "turns:[2001:db8::1]:443?transport=tcp");
  g_assert_cmpstr (server->credential, ==, "s3cret+/=");

  fresh = maju_message_parse (full[8].text, strlen (full[8].text), NULL);
  g_assert_cmpint (fresh->type, ==, MAJU_MESSAGE_ICE_SERVERS);
  g_assert_cmpuint (fresh->ice_servers->len, ==, 2);
  server = g_ptr_array_index (fresh->ice_servers, 1);
  g_assert_cmpstr (server->uri, ==, "turn:192.0.2.1:3478?transport=udp");
  g_assert_cmpstr (server->username, ==, "1800000300:me");
  g_assert_cmpstr (server->credential, ==, "s3cret+/=");

  answer = maju_message_parse (full[10].text, strlen (full[10].text), NULL);
  g_assert_cmpint (answer->type, ==, MAJU_MESSAGE_DESCRIPTION);
  g_assert_cmpint (answer->kind, ==, MAJU_DESCRIPTION_ANSWER);
  g_assert_cmpuint (answer->seq, ==, 9);
  g_assert_cmpuint (answer->generation, ==, 65535);
  g_assert_cmpuint (answer->counter, ==, G_GUINT64_CONSTANT (9007199254740991));
  g_assert_cmpstr (answer->from, ==, "a");
  g_assert_null (answer->to);
  g_assert_cmpstr (answer->sdp, ==, "v=0\n");
}

static char *
print_node (JsonNode *root)
{
  g_autoptr(JsonGenerator) generator = json_generator_new ();

  json_generator_set_root (generator, root);
  return json_generator_to_data (generator, NULL);
}

static JsonNode *
copy_without (const char *text,
              const char *name)
{
  JsonNode *root = json_from_string (text, NULL);

  json_object_remove_member (json_node_get_object (root), name);
  return root;
}

static void
check_missing (const char *text,
               const char *name,
               gboolean    required)
{
  g_autoptr(JsonNode) root = copy_without (text, name);
  g_autofree char *without = print_node (root);
  g_autoptr(GError) error = NULL;
  g_autoptr(MajuMessage) message = NULL;

  g_test_message ("without %s: %s", name, without);
  message = maju_message_parse (without, strlen (without), &error);
  if (required)
    {
      g_assert_error (error, MAJU_WIRE_ERROR, MAJU_WIRE_ERROR_FIELD);
      /* Who has no `from` is asked for `to`. */
      if (!g_str_equal (name, "from"))
        g_assert_nonnull (strstr (error->message, name));
    }
  else
    {
      g_assert_no_error (error);
      g_assert_nonnull (message);
    }
}

/* A value of each kind in the place of each member: refused, unless it is of
 * the member's own kind, which other tests look at. */
static void
check_kinds (const char *text,
             const char *name,
             JsonNode   *value)
{
  static const char *const others[] = {
    "null", "true", "-1", "1.5", "1e3", "\"~ ~\"", "[]", "{}", "[[]]",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    {
      g_autoptr(JsonNode) other = json_from_string (others[i], NULL);
      g_autoptr(JsonNode) root = copy_without (text, name);
      g_autoptr(GError) error = NULL;
      g_autoptr(MajuMessage) message = NULL;
      g_autofree char *wrong = NULL;

      if (JSON_NODE_TYPE (other) == JSON_NODE_TYPE (value) &&
          (!JSON_NODE_HOLDS_VALUE (other) ||
           (json_node_get_value_type (other) ==
            json_node_get_value_type (value) &&
            !JSON_NODE_HOLDS_NULL (other) && *others[i] != '-')) &&
          !g_str_equal (others[i], "[[]]"))
        continue;

      json_object_set_member (json_node_get_object (root), name,
                              json_node_copy (other));
      wrong = print_node (root);
      g_test_message ("%s", wrong);
      message = maju_message_parse (wrong, strlen (wrong), &error);
      g_assert_null (message);
      g_assert_error (error, MAJU_WIRE_ERROR, MAJU_WIRE_ERROR_FIELD);
    }
}

static void
test_members (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (full); i++)
    {
      g_autoptr(JsonNode) root = json_from_string (full[i].text, NULL);
      g_auto(GStrv) required = g_strsplit (full[i].required, " ", -1);
      JsonObjectIter iter;
      const char *name;
      JsonNode *value;
      guint n_required = 0;

      json_object_iter_init (&iter, json_node_get_object (root));
      while (json_object_iter_next (&iter, &name, &value))
        {
          gboolean needed = g_str_equal (name, "type") ||
            g_strv_contains ((const char *const *) required,
                             name);

          n_required += needed;
          /* Without its token a hello is another hello. */
          if (!g_str_equal (name, "token") || strstr (full[i].text, "self_id"))
            check_missing (full[i].text, name, needed);
          check_kinds (full[i].text, name, value);
        }
      if (*full[i].required != '\0')
        g_assert_cmpuint (n_required, ==, g_strv_length (required) + 1);
    }
}

/* What is wrong in other ways than by kind, and what is just right. */
static const struct
{
  const char *text;
  int code;                     /* -1: accepted */
} cases[] = {
#define FIELD MAJU_WIRE_ERROR_FIELD
#define LARGE MAJU_WIRE_ERROR_TOO_LARGE
#define DESCRIPTION "\"type\":\"description\",\"generation\":0,\"counter\":1"
#define CANDIDATE "\"type\":\"candidate\",\"generation\":0,\"media_index\":0"
#define ROOM "\"type\":\"room\",\"self_id\":\"a\",\"token\":\"t\""
#define WELCOME "\"type\":\"welcome\",\"limit_people\":8"
#define ICE_SERVERS "\"type\":\"ice_servers\",\"ice_servers\":"
#define ROOMS_8 "\"abcdefgh\",\"abcdefgi\",\"abcdefgj\",\"abcdefgk\"," \
"\"abcdefgm\",\"abcdefgn\",\"abcdefgp\",\"abcdefgq\""
#define TWO "{\"uri\":\"stun:h\"},{\"uri\":\"turn:h\"}"
#define EIGHT TWO "," TWO "," TWO "," TWO
#define SDP "\"sdp\":\"v=0\""
#define OFFER "\"kind\":\"offer\""

  { "{}", FIELD },
  { "{\"type\":\"\"}", MAJU_WIRE_ERROR_UNSUPPORTED },
  { "{\"type\":\"Hello\"}", MAJU_WIRE_ERROR_UNSUPPORTED },
  { "{\"type\":\"hello \"}", MAJU_WIRE_ERROR_UNSUPPORTED },
  { "{\"type\":\"dance\",\"id\":1}", MAJU_WIRE_ERROR_UNSUPPORTED },
  { "{\"type\":\"end\",\"future\":{\"x\":[1,2.5,null]}}", -1 },
  { "{\"type\":\"\\u0065nd\"}", -1 },

  /* Numbers of messages. */
  { "{\"type\":\"end\",\"id\":0}", -1 },
  { "{\"type\":\"end\",\"id\":" BIGGEST "}", -1 },
  { "{\"type\":\"end\",\"id\":9007199254740992}", MAJU_WIRE_ERROR_SYNTAX },
  { "{\"type\":\"end\",\"id\":18446744073709551617}", MAJU_WIRE_ERROR_SYNTAX },
  { "{\"type\":\"end\",\"seq\":\"1\"}", FIELD },
  { "{\"type\":\"end\",\"ack\":1.0}", FIELD },
  { "{\"type\":\"ack\",\"ack\":0}", FIELD },

  /* Welcome. */
  { "{" WELCOME ",\"limit_message\":1024,\"protocol_min\":1,"
    "\"protocol_max\":65535}", -1 },
  { "{" WELCOME ",\"limit_message\":1023,\"protocol_min\":1,"
    "\"protocol_max\":1}", FIELD },
  { "{" WELCOME ",\"limit_message\":1024,\"protocol_min\":2,"
    "\"protocol_max\":1}", FIELD },
  { "{" WELCOME ",\"limit_message\":1024,\"protocol_min\":0,"
    "\"protocol_max\":1}", FIELD },
  { "{" WELCOME ",\"limit_message\":1024,\"protocol_min\":1,"
    "\"protocol_max\":65536}", FIELD },
  { "{" WELCOME ",\"limit_message\":1024,\"protocol_min\":1,"
    "\"protocol_max\":1,\"silent\":false}", -1 },
  { "{" WELCOME ",\"limit_message\":1024,\"protocol_min\":1,"
    "\"protocol_max\":1,\"silent\":1}", FIELD },

  /* Hello. */
  { "{\"type\":\"hello\",\"room\":\"abcdefgh\"}", -1 },
  { "{\"type\":\"hello\",\"room\":\"abcdefg\"}", FIELD },
  { "{\"type\":\"hello\",\"room\":\"Abcdefgh\"}", FIELD },
  { "{\"type\":\"hello\",\"room\":\"abcdefg/\"}", FIELD },
  { "{\"type\":\"hello\",\"room\":\"abcdefg\\u00e4\"}", FIELD },
  { "{\"type\":\"hello\",\"room\":\"abcdefgh\",\"token\":\"t\",\"last_seq\":0}",
    FIELD },
  { "{\"type\":\"hello\",\"token\":\"\",\"last_seq\":0}", FIELD },
  { "{\"type\":\"hello\",\"token\":\"a=\",\"last_seq\":0}", FIELD },
  { "{\"type\":\"hello\",\"token\":\"t\",\"last_seq\":-1}", FIELD },

  { "{\"type\":\"hello\",\"room\":\"abcdefgh\",\"owner\":\"short\"}", FIELD },
  { "{\"type\":\"hello\",\"room\":\"abcdefgh\",\"owner\":\"" SIGNATURE "0\"}",
    FIELD },
  { "{\"type\":\"hello\",\"room\":\"abcdefgh\",\"owner\":"
    "\"+123456789abcdefABCDEF-_0123456789abcdefABC\"}", FIELD },
  { "{\"type\":\"hello\",\"room\":\"abcdefgh\",\"knock\":1}", FIELD },
  { "{\"type\":\"hello\",\"token\":\"t\",\"last_seq\":0,\"knock\":1}", -1 },
  { "{\"type\":\"hello\",\"room\":\"abcdefgh\",\"silent\":false}", -1 },
  { "{\"type\":\"hello\",\"room\":\"abcdefgh\",\"silent\":\"true\"}", FIELD },
  { "{\"type\":\"hello\",\"room\":\"abcdefgh\",\"silent\":null}", FIELD },
  { "{\"type\":\"hello\",\"token\":\"t\",\"last_seq\":0,\"silent\":1}", -1 },

  /* Ringing. */
  { "{\"type\":\"listen\",\"rooms\":[]}", -1 },
  { "{\"type\":\"listen\"}", FIELD },
  { "{\"type\":\"listen\",\"rooms\":\"abcdefgh\"}", FIELD },
  { "{\"type\":\"listen\",\"rooms\":[\"abcdefg\"]}", FIELD },
  { "{\"type\":\"listen\",\"rooms\":[\"abcdefgh\",null]}", FIELD },
  { "{\"type\":\"listen\",\"rooms\":[[\"abcdefgh\"]]}", FIELD },
  { "{\"type\":\"listen\",\"rooms\":[12345678]}", FIELD },
  { "{\"type\":\"listen\",\"rooms\":[" ROOMS_8 "," ROOMS_8 "," ROOMS_8 "," ROOMS_8 "]}",
    -1 },
  { "{\"type\":\"listen\",\"rooms\":[" ROOMS_8 "," ROOMS_8 "," ROOMS_8 "," ROOMS_8 ","
    "\"abcdefgh\"]}", LARGE },
  { "{\"type\":\"people\",\"room\":\"abcdefgh\"}", -1 },
  { "{\"type\":\"people\",\"room\":\"a\"}", FIELD },
  { "{\"type\":\"people\",\"room\":\"abcdefgh\",\"members\":[{}]}", FIELD },
  { "{\"type\":\"decline\",\"room\":\"ab cdefgh\"}", FIELD },
  { "{\"type\":\"decline\",\"room\":\"abcdefgh\",\"name\":1}", FIELD },
  { "{\"type\":\"declined\",\"name\":{}}", FIELD },

  /* The door. */
  { "{\"type\":\"waiting\",\"future\":1}", -1 },
  { "{\"type\":\"door\"}", -1 },
  { "{\"type\":\"door\",\"locked\":0}", FIELD },
  { "{\"type\":\"door\",\"owner\":\"\"}", FIELD },
  { "{\"type\":\"door\",\"answers\":null}", FIELD },
  { "{\"type\":\"door\",\"members\":[{\"name\":\"x\"}]}", FIELD },
  { "{\"type\":\"door\",\"members\":[{\"id\":\"1\"},{\"id\":\"2\"},{\"id\":\"3\"},"
    "{\"id\":\"4\"},{\"id\":\"5\"},{\"id\":\"6\"},{\"id\":\"7\"},"
    "{\"id\":\"8\"},{\"id\":\"9\"}]}", LARGE },
  { "{\"type\":\"admit\",\"who\":\"\"}", FIELD },
  { "{\"type\":\"refuse\",\"who\":\"a b\"}", FIELD },
  { "{\"type\":\"remove\",\"who\":[\"a\"]}", FIELD },

  /* Room. */
  { "{" ROOM "}", -1 },
  { "{" ROOM ",\"resumed\":false,\"members\":[],\"ice_servers\":[]}", -1 },
  { "{" ROOM ",\"members\":[1]}", FIELD },
  { "{" ROOM ",\"members\":[{\"id\":\"a\"},{}]}", FIELD },
  { "{" ROOM ",\"members\":[{\"id\":\"a b\"}]}", FIELD },
  { "{" ROOM ",\"members\":[{\"id\":\"\"}]}", FIELD },
  { "{" ROOM ",\"members\":[{\"id\":\"a\",\"name\":1}]}", FIELD },
  { "{" ROOM ",\"members\":[{\"id\":\"1\"},{\"id\":\"2\"},{\"id\":\"3\"},"
    "{\"id\":\"4\"},{\"id\":\"5\"},{\"id\":\"6\"},{\"id\":\"7\"},"
    "{\"id\":\"8\"}]}", -1 },
  { "{" ROOM ",\"members\":[{\"id\":\"1\"},{\"id\":\"2\"},{\"id\":\"3\"},"
    "{\"id\":\"4\"},{\"id\":\"5\"},{\"id\":\"6\"},{\"id\":\"7\"},"
    "{\"id\":\"8\"},{\"id\":\"9\"}]}", LARGE },
  { "{" ROOM ",\"ice_servers\":[{}]}", FIELD },
  { "{" ROOM ",\"ice_servers\":[{\"uri\":\"http://x\"}]}", FIELD },
  { "{" ROOM ",\"ice_servers\":[{\"uri\":\"stun:\"}]}", FIELD },
  { "{" ROOM ",\"ice_servers\":[{\"uri\":\"turn:?transport=udp\"}]}", FIELD },
  { "{" ROOM ",\"ice_servers\":[{\"uri\":\"stun:a b\"}]}", FIELD },
  { "{" ROOM ",\"ice_servers\":[{\"uri\":\"stun:u@h\"}]}", FIELD },
  { "{" ROOM ",\"ice_servers\":[{\"uri\":\"turn:h?transport=sctp\"}]}", FIELD },
  { "{" ROOM ",\"ice_servers\":[{\"uri\":\"stun:h?transport=udp\"}]}", FIELD },
  { "{" ROOM ",\"ice_servers\":[{\"uri\":\"turn:h?transport=udp\"}]}", -1 },
  { "{" ROOM ",\"ice_servers\":[{\"uri\":\"turn:h\",\"username\":\"a b\"}]}",
    FIELD },
  { "{" ROOM ",\"ice_servers\":[{\"uri\":\"turn:h\",\"credential\":\"\"}]}",
    FIELD },

  /* Fresh credentials. */
  { "{" ICE_SERVERS "[]}", -1 },
  { "{" ICE_SERVERS "[],\"future\":1}", -1 },
  { "{" ICE_SERVERS "[{}]}", FIELD },
  { "{" ICE_SERVERS "[{\"uri\":\"http://x\"}]}", FIELD },
  { "{" ICE_SERVERS "[{\"uri\":\"turn:h\",\"username\":1}]}", FIELD },
  { "{" ICE_SERVERS "[{\"uri\":\"turn:h\",\"credential\":\"a\\n\"}]}", FIELD },
  { "{" ICE_SERVERS "[" EIGHT "]}", -1 },
  { "{" ICE_SERVERS "[" EIGHT ",{\"uri\":\"stun:h\"}]}", LARGE },

  /* Who comes and goes. */
  { "{\"type\":\"joined\",\"member\":{\"name\":\"x\"}}", FIELD },
  { "{\"type\":\"away\",\"member\":{\"name\":\"x\"}}", FIELD },
  { "{\"type\":\"back\",\"member\":\"a\"}", FIELD },
  { "{\"type\":\"left\",\"member\":{\"id\":\"a\"},\"reason\":\"a\\nb\"}",
    FIELD },

  /* Where to. */
  { "{" DESCRIPTION "," OFFER "," SDP "}", FIELD },
  { "{" DESCRIPTION "," OFFER "," SDP ",\"to\":\"a\"}", -1 },
  { "{" DESCRIPTION "," OFFER "," SDP ",\"to\":\"a\",\"from\":\"b\"}", FIELD },
  { "{" DESCRIPTION "," OFFER "," SDP ",\"to\":\"a.b\"}", FIELD },
  { "{" DESCRIPTION "," OFFER "," SDP ",\"from\":\"\"}", FIELD },

  /* Descriptions. */
  { "{" DESCRIPTION ",\"to\":\"a\"," SDP ",\"kind\":\"pranswer\"}", FIELD },
  { "{" DESCRIPTION ",\"to\":\"a\"," SDP ",\"kind\":\"Offer\"}", FIELD },
  { "{" DESCRIPTION ",\"to\":\"a\"," OFFER ",\"sdp\":\"\"}", FIELD },
  { "{" DESCRIPTION ",\"to\":\"a\"," OFFER ",\"sdp\":\"v=1\"}", FIELD },
  { "{" DESCRIPTION ",\"to\":\"a\"," OFFER ",\"sdp\":\"v=0\\u0007\"}", FIELD },
  { "{" DESCRIPTION ",\"to\":\"a\"," OFFER ",\"sdp\":\"v=0\\u0085\"}", FIELD },
  { "{" DESCRIPTION ",\"to\":\"a\"," OFFER ",\"sdp\":\"v=0\\nm=1\\nm=2\\nm=3"
    "\\nm=4\"}", -1 },
  { "{" DESCRIPTION ",\"to\":\"a\"," OFFER ",\"sdp\":\"v=0\\nm=1\\nm=2\\nm=3"
    "\\nm=4\\nm=5\"}", FIELD },
  { "{" DESCRIPTION ",\"to\":\"a\"," OFFER "," SDP
    ",\"signature\":\"short\"}", FIELD },
  { "{" DESCRIPTION ",\"to\":\"a\"," OFFER "," SDP
    ",\"signature\":\"+123456789abcdefABCDEF-_0123456789abcdefABC\"}", FIELD },
  { "{\"type\":\"description\",\"to\":\"a\"," OFFER "," SDP
    ",\"generation\":65536,\"counter\":1}", FIELD },
  { "{\"type\":\"description\",\"to\":\"a\"," OFFER "," SDP
    ",\"generation\":0,\"counter\":0}", FIELD },

  /* Candidates. */
  { "{" CANDIDATE ",\"to\":\"a\",\"candidate\":\"a\\nb\"}", FIELD },
  { "{\"type\":\"candidate\",\"generation\":0,\"media_index\":4,\"to\":\"a\","
    "\"candidate\":\"\"}", FIELD },

  /* Errors. */
  { "{\"type\":\"error\",\"code\":\"from-the-future\"}", -1 },
  { "{\"type\":\"error\",\"code\":\"\"}", FIELD },
  { "{\"type\":\"error\",\"code\":\"internal\",\"text\":\"a\\tb\"}", FIELD },
  { "{\"type\":\"error\",\"code\":\"internal\",\"retry_after_ms\":-1}", FIELD },
  { "{\"type\":\"error\",\"code\":\"internal\","
    "\"retry_after_ms\":2147483648}", FIELD },
};

static void
test_cases (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(MajuMessage) message = NULL;

      g_test_message ("%s", cases[i].text);
      message = maju_message_parse (cases[i].text, strlen (cases[i].text),
                                    &error);
      if (cases[i].code == -1)
        {
          g_assert_no_error (error);
          g_assert_nonnull (message);
        }
      else
        {
          g_assert_null (message);
          g_assert_error (error, MAJU_WIRE_ERROR, cases[i].code);
        }
    }
}

/* A text of just the greatest size is taken, one byte more is not. */
static void
check_limit (const char *format,
             const char *start,
             gsize       limit)
{
  for (gsize extra = 0; extra <= 1; extra++)
    {
      g_autofree char *fill = g_strnfill (limit - strlen (start) + extra, 'a');
      g_autofree char *value = g_strconcat (start, fill, NULL);
      g_auto(GStrv) around = g_strsplit (format, "%", 2);
      g_autofree char *text = g_strconcat (around[0], value, around[1], NULL);
      g_autoptr(GError) error = NULL;
      g_autoptr(MajuMessage) message = NULL;

      g_test_message ("%s with %" G_GSIZE_FORMAT, format, strlen (value));
      message = maju_message_parse (text, strlen (text), &error);
      if (extra == 0)
        g_assert_no_error (error);
      else
        g_assert_error (error, MAJU_WIRE_ERROR, MAJU_WIRE_ERROR_TOO_LARGE);
    }
}

static void
test_limits (void)
{
  check_limit ("{" DESCRIPTION ",\"to\":\"a\"," OFFER ",\"sdp\":\"%\"}", "v=0",
               MAJU_LIMIT_SDP);
  check_limit ("{" DESCRIPTION ",\"to\":\"%\"," OFFER "," SDP "}", "",
               MAJU_LIMIT_SESSION_ID);
  check_limit ("{\"type\":\"remove\",\"who\":\"%\"}", "",
               MAJU_LIMIT_SESSION_ID);
  check_limit ("{" CANDIDATE ",\"to\":\"a\",\"candidate\":\"%\"}", "",
               MAJU_LIMIT_CANDIDATE);
  check_limit ("{\"type\":\"hello\",\"room\":\"%\"}", "", MAJU_LIMIT_ROOM);
  check_limit ("{\"type\":\"hello\",\"room\":\"abcdefgh\",\"name\":\"%\"}", "",
               MAJU_LIMIT_NAME_BYTES);
  check_limit ("{\"type\":\"hello\",\"last_seq\":0,\"token\":\"%\"}", "",
               MAJU_LIMIT_TOKEN);
  check_limit ("{\"type\":\"end\",\"reason\":\"%\"}", "", MAJU_LIMIT_TEXT);
  check_limit ("{\"type\":\"error\",\"code\":\"x\",\"text\":\"%\"}", "",
               MAJU_LIMIT_TEXT);
  check_limit ("{" ROOM ",\"ice_servers\":[{\"uri\":\"%\"}]}", "stun:",
               MAJU_LIMIT_ICE_URI);
  check_limit ("{" ICE_SERVERS "[{\"uri\":\"turn:h\",\"username\":\"%\"}]}", "",
               MAJU_LIMIT_ICE_CREDENTIAL);
  check_limit ("{" ICE_SERVERS "[{\"uri\":\"turn:h\",\"credential\":\"%\"}]}",
               "", MAJU_LIMIT_ICE_CREDENTIAL);
  check_limit ("{\"type\":\"end\",\"%\":0}", "", MAJU_LIMIT_JSON_NAME);
  check_limit ("{\"type\":\"end\",\"x\":\"%\"}", "",
               MAJU_LIMIT_MESSAGE - strlen ("{\"type\":\"end\",\"x\":\"\"}"));
}

static void
test_sdp_lines (void)
{
  for (guint n = MAJU_LIMIT_SDP_LINES; n <= MAJU_LIMIT_SDP_LINES + 1; n++)
    {
      g_autoptr(GString) text = g_string_new (NULL);
      g_autoptr(GError) error = NULL;
      g_autoptr(MajuMessage) message = NULL;

      g_string_append (text, "{" DESCRIPTION ",\"to\":\"a\"," OFFER
                       ",\"sdp\":\"v=0\\r\\n");
      for (guint i = 1; i < n; i++)
        g_string_append (text, "a=x\\r\\n");
      g_string_append (text, "\"}");
      message = maju_message_parse (text->str, text->len, &error);
      if (n == MAJU_LIMIT_SDP_LINES)
        g_assert_no_error (error);
      else
        g_assert_error (error, MAJU_WIRE_ERROR, MAJU_WIRE_ERROR_FIELD);
    }
}

/* The text need not end in NUL, and what comes after it is not looked at. */
static void
test_not_terminated (void)
{
  static const char text[] = "{\"type\":\"ack\",\"ack\":12}3";
  gsize length = strlen (text) - 1;
  g_autofree char *exact = g_memdup2 (text, length);
  g_autoptr(MajuMessage) message = NULL;
  g_autoptr(GError) error = NULL;

  message = maju_message_parse (exact, length, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (message->ack, ==, 12);
  for (gsize i = 0; i < length; i++)
    {
      g_autofree char *cut = g_memdup2 (text, i);
      g_autoptr(GError) cut_error = NULL;

      g_assert_null (maju_message_parse (i > 0 ? cut : "", i, &cut_error));
      g_assert_error (cut_error, MAJU_WIRE_ERROR, MAJU_WIRE_ERROR_SYNTAX);
    }
}

static void
test_names_are_cleaned (void)
{
  static const char text[] =
    "{\"type\":\"joined\",\"member\":{\"id\":\"a\","
    "\"name\":\"  Ann\\u202e\\u0000x\"}}";
  static const char good[] =
    "{\"type\":\"joined\",\"member\":{\"id\":\"a\","
    "\"name\":\"  Ann\\u202e\\n x\"}}";
  g_autoptr(MajuMessage) message = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_null (maju_message_parse (text, strlen (text), &error));
  g_assert_error (error, MAJU_WIRE_ERROR, MAJU_WIRE_ERROR_SYNTAX);
  message = maju_message_parse (good, strlen (good), NULL);
  g_assert_cmpstr (message->member->name, ==, "Ann x");
}

static void
test_strings (void)
{
  for (int i = MAJU_MESSAGE_WELCOME; i <= MAJU_MESSAGE_ERROR; i++)
    {
      const char *name = maju_message_type_to_string (i);
      MajuMessageType type;

      g_assert_true (maju_message_type_from_string (name, strlen (name), &type));
      g_assert_cmpint (type, ==, i);
      /* `decline` and `declined` are both words. */
      g_assert_false (maju_message_type_from_string (name, strlen (name) - 1,
                                                     &type) && (int) type == i);
    }
  for (int i = MAJU_ERROR_CODE_NONE; i <= MAJU_ERROR_CODE_INTERNAL; i++)
    {
      const char *name = maju_error_code_to_string (i);

      g_assert_cmpint (maju_error_code_from_string (name), ==, i);
    }
  g_assert_cmpint (maju_error_code_from_string ("new"), ==,
                   MAJU_ERROR_CODE_INTERNAL);
  g_assert_cmpint (maju_error_code_from_string (NULL), ==,
                   MAJU_ERROR_CODE_INTERNAL);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/message/round-trip", test_round_trip);
  g_test_add_func ("/message/fields", test_fields);
  g_test_add_func ("/message/members", test_members);
  g_test_add_func ("/message/cases", test_cases);
  g_test_add_func ("/message/limits", test_limits);
  g_test_add_func ("/message/sdp-lines", test_sdp_lines);
  g_test_add_func ("/message/not-terminated", test_not_terminated);
  g_test_add_func ("/message/names", test_names_are_cleaned);
  g_test_add_func ("/message/strings", test_strings);

  return g_test_run ();
}
