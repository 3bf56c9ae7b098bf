#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# What the scripts share that keep something in the user's cache; they source it.

cache=${XDG_CACHE_HOME:-$HOME/.cache}/maju

# As the command that people give: sdk, or flatpak.
say ()
{
  local script=${0##*/}

  printf '%s: %s\n' "${script%%-*}" "$*" >&2
}

# Those in lists of packages, one a line; what is before a colon says what for.
list_packages ()
{
  sed 's/#.*//; s/^[^:]*://' "$@" | tr -s ' \n' '\n\n' | grep .
}

# Not the files' modes: they may be links to what stays.
remove ()
{
  [ ! -e "$1" ] || find "$1" -xdev -type d ! -perm -u+w -exec chmod -f u+w {} + || :
  rm -rf --one-file-system "$1"
}

# Of what is called NAME-*, what nobody has used for two weeks: the time of the
# mark is that of the last use. Other checkouts may use those of other lists.
remove_unused ()
{
  local mark

  find "$cache" -mindepth 2 -maxdepth 2 -path "*/$1-*/.complete" \
      -mtime +14 | while IFS= read -r mark; do
    remove "${mark%/.complete}"
  done
}

# make_once NAME KEY WORDS COMMAND...
#
# Has COMMAND, which gets a new folder as its last argument, fill $cache/NAME-KEY,
# unless it is there. WORDS say what is made. Of an attempt that fails nothing is
# kept but the log, whose end is shown. COMMAND is a function that ends with the
# first error, so this may not be part of a condition.
make_once ()
{
  local name=$1 folder=$cache/$1-$2 words=$3
  shift 3

  if [ ! -e "$folder/.complete" ]; then
    mkdir -p "$cache"
    exec 9>"$cache/$name.lock"
    flock 9
    [ -e "$folder/.complete" ] || fill_once "$folder" "$cache/$name.log" "$words" "$@"
    remove_unused "$name"
    exec 9>&-
  fi
  # It may be another user's, and is then only read.
  touch -c "$folder/.complete" 2>/dev/null || :
}

# fill_once FOLDER LOG WORDS COMMAND...
fill_once ()
{
  local folder=$1 partial=$1.partial log=$2 words=$3 start=$SECONDS status=0
  shift 3

  say "making $words in $folder"
  set +e
  (
    set -e
    # What is left running does not keep the lock.
    exec 9>&- > "$log" 2>&1 < /dev/null
    # The variable is gone when an error ends it.
    # shellcheck disable=SC2064
    trap "remove ${partial@Q}" EXIT
    remove "$partial"
    mkdir "$partial"
    "$@" "$partial"
    touch "$partial/.complete"
    mv "$partial" "$folder"
  )
  status=$?
  set -e
  if [ "$status" != 0 ]; then
    tail -n 12 "$log" >&2
    say "this failed; the log is $log"
    exit 1
  fi
  say "done in $((SECONDS - start)) s"
}

# exec_in_layer TREE LAYER [OPTIONS] -- CMD...
#
# Runs CMD with the layer over the tree, which only CMD sees, and does not return.
# OPTIONS are more of those of unshare.
exec_in_layer ()
{
  local tree=$1 layer=$2 options=()
  shift 2

  while [ "$1" != -- ]; do
    options+=("$1")
    shift
  done
  shift
  # shellcheck disable=SC2016
  exec unshare --user --map-root-user --mount "${options[@]}" bash -euc '
    mount -t overlay overlay -o "lowerdir=$2:$1" "$1"
    shift 2
    exec "$@"' bash "$tree" "$layer" "$@"
}

# What the source files that match are, in one word.
hash_files ()
{
  local file

  "$top/build-aux/list-files" "$@" | (cd "$top" && while IFS= read -r file; do
    [ -L "$file" ] || printf '%s\n' "$file"
  done | xargs -r -d '\n' sha256sum) | sha256sum | cut -c1-64
}
