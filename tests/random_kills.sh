#!/usr/bin/env bash
# Kills `dlflow run` at random moments until it has been killed often enough or is done, then runs it
# once undisturbed, and compares the digest with that of a run that was never killed.
#
#   tests/random_kills.sh DLFLOW CONFIG [KILLS] [SEED]
#
# Twice: resumed by one job and by two. The delays follow from the seed and the time that an
# undisturbed run takes. Ends with 1 unless all digests are one and enough runs were killed.
set -u

binary=$1 config=$2 kills=${3:-10} seed=${4:-1}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

digest() { sed -n 's/^ *digest  //p' "$1"; }

start=$(date +%s%N)
"$binary" run "$config" --runs "$work/whole" --jobs 2 >"$work/out" 2>"$work/err" || {
  cat "$work/err" >&2
  exit 1
}
took=$((($(date +%s%N) - start) / 1000000))
wanted=$(digest "$work/out")
echo "undisturbed: $took ms, digest $wanted"
[ ${#wanted} -eq 64 ] || exit 1

failed=0
RANDOM=$seed
for jobs in 1 2; do
  killed=0 attempt=0
  # A run that ends before its kill is done with; the next starts in a new folder.
  folder=0
  while [ $killed -lt "$kills" ] && [ $attempt -lt $((kills * 4)) ]; do
    attempt=$((attempt + 1))
    delay=$((1 + RANDOM % (took + took / 4)))
    {
      "$binary" run "$config" --runs "$work/jobs-$jobs-$folder" --jobs "$jobs" >"$work/out" \
        2>"$work/err" &
      child=$!
      sleep "$(printf '%d.%03d' $((delay / 1000)) $((delay % 1000)))"
      kill -9 $child
      wait $child
      status=$?
    } 2>/dev/null
    if [ $status -eq 137 ]; then
      killed=$((killed + 1))
    elif [ $status -ne 0 ]; then
      echo "jobs $jobs, attempt $attempt: exit $status: $(cat "$work/err")"
      failed=1
    else
      [ "$(digest "$work/out")" = "$wanted" ] || {
        echo "jobs $jobs, attempt $attempt: got $(digest "$work/out")"
        failed=1
      }
      folder=$((folder + 1))
    fi
  done
  "$binary" run "$config" --runs "$work/jobs-$jobs-$folder" --jobs "$jobs" >"$work/out" \
    2>"$work/err" || {
    echo "jobs $jobs: the last run failed: $(cat "$work/err")"
    failed=1
  }
  got=$(digest "$work/out")
  echo "jobs $jobs: $killed killed of $attempt, digest $got"
  [ "$got" = "$wanted" ] && [ $killed -ge "$kills" ] || failed=1
done
exit $failed
