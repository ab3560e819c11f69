#!/usr/bin/env bash
# What a killed run left below ./runs, for kill_points.sh.
#
#   tests/outcome.sh whole DLFLOW           fails when a file that has its final name is half there
#   tests/outcome.sh digest DLFLOW CONFIG   finishes the run and prints all that must not differ
set -eu

binary=$2
case $1 in
  whole)
    for model in runs/*/*/model.safetensors; do
      [ ! -e "$model" ] || "$binary" show "$model" >/dev/null
    done
    for page in runs/*/*/report.html; do
      [ ! -e "$page" ] || tail -c 20 "$page" | grep -q '</html>'
    done
    for table in runs/*/*/leaderboard.csv runs/*/*/predictions.csv; do
      [ ! -e "$table" ] || [ -z "$(tail -c 1 "$table")" ]
    done
    for link in runs/*/latest; do
      [ ! -L "$link" ] || [ -e "$link/model.safetensors" ]
    done
    ;;
  digest)
    "$binary" run "$3" --runs runs --jobs 1 2>/dev/null | sed -n 's/^ *\(digest  \)/\1/p'
    sha256sum runs/*/1/model.safetensors runs/*/1/predictions.csv | cut -c 1-16 | tr '\n' ' '
    # One run, one opening of the test set, nothing left over.
    ls runs/*
    tr ',' '\n' <runs/test-sets.json | grep -c '"project"'
    find runs -name '.*.tmp-*' -o -name '*-journal' -o -name '.*.link'
    ;;
  *) exit 2 ;;
esac
