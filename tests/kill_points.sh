#!/usr/bin/env bash
# Kills a command at its system calls that change the disk, one per attempt, runs it again
# undisturbed and compares what is there with the outcome of a run that was never killed.
#
#   tests/kill_points.sh --run CMD --check CMD [--setup CMD] [--between CMD]
#                        [--every K] [--most M] [--keep FOLDER]
#
#   --setup    fills a fresh folder; commands run by bash with that folder as working directory
#   --run      the command to kill; must end with 0 when it is left alone
#   --check    prints a digest of the outcome
#   --between  runs after the kill and before the second run; must end with 0: nothing is half there
#   --every    tries each K-th point only (1)
#   --most     raises K so that at most M points are tried
#   --keep     copies the folder of a failed point there
#
# A point is a system call's name and its count within one thread, which is how strace counts.
# Creating a file has no point of its own: strace cannot tell it from opening one, and the next
# write is killed before it happens, when the new file is empty.
# Ends with 'N passed, M failed', and 1 if any failed.
set -u
# Leaks cannot be looked for under strace.
export ASAN_OPTIONS="${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0"

calls=write,pwrite64,writev,pwritev,rename,renameat,renameat2,unlink,unlinkat,truncate,ftruncate
calls+=,fallocate,fsync,fdatasync,mkdir,mkdirat,rmdir,symlink,symlinkat,link,linkat

setup=':' run= check= between=':' every=1 most=0 keep=
while [ $# -ge 2 ]; do
  case $1 in
    --setup) setup=$2 ;;
    --run) run=$2 ;;
    --check) check=$2 ;;
    --between) between=$2 ;;
    --every) every=$2 ;;
    --most) most=$2 ;;
    --keep) keep=$2 ;;
    *) echo "unknown option $1" >&2; exit 2 ;;
  esac
  shift 2
done
if [ $# -ne 0 ] || [ -z "$run" ] || [ -z "$check" ]; then
  sed -n '2,/^set/s/^# \{0,1\}//p' "$0" >&2
  exit 2
fi
command -v strace >/dev/null || { echo "strace is not installed" >&2; exit 2; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fresh() {
  rm -rf "$work/folder"
  mkdir "$work/folder"
  cd "$work/folder" && bash -c "$setup" || { echo "the setup failed" >&2; exit 2; }
}

fresh
strace -f -o "$work/log" -e trace="$calls" bash -c "$run" >/dev/null 2>"$work/errors" || {
  echo "the command failed before any kill:" >&2
  cat "$work/errors" >&2
  exit 2
}
wanted=$(bash -c "$check") || { echo "the check failed before any kill" >&2; exit 2; }

# For each call the most that one thread made of it.
awk '$2 ~ /^[a-z0-9_]+\(/ {
       name = substr($2, 1, index($2, "(") - 1)
       count = ++made[$1, name]
       if (count > top[name]) top[name] = count
     }
     END { for (name in top) for (n = 1; n <= top[name]; ++n) print name, n }' "$work/log" |
  sort -k1,1 -k2,2n >"$work/points"
points=$(wc -l <"$work/points")
if [ "$points" -eq 0 ]; then
  echo "the command changes nothing on the disk" >&2
  exit 2
fi
if [ "$most" -gt 0 ] && [ $((points / every)) -gt "$most" ]; then
  every=$(((points + most - 1) / most))
fi
echo "$points points, every $every; wanted: $wanted"

passed=0 failed=0 killed=0
fail() {
  echo "killed at $1: $2"
  failed=$((failed + 1))
  if [ -n "$keep" ]; then
    mkdir -p "$keep" && cp -a "$work/folder" "$keep/${1/ /-}"
  fi
}

while read -r name count; do
  fresh
  # In braces, so that bash's own word about the kill goes nowhere too.
  {
    strace -f -o /dev/null -e trace="$name" -e inject="$name:signal=KILL:when=$count" \
      bash -c "$run" </dev/null
    status=$?
  } >/dev/null 2>&1
  [ $status -eq 137 ] && killed=$((killed + 1))
  if ! bash -c "$between" >/dev/null 2>"$work/errors" </dev/null; then
    fail "$name $count" "half there: $(cat "$work/errors")"
  elif ! bash -c "$run" >/dev/null 2>"$work/errors" </dev/null; then
    fail "$name $count" "the second run failed: $(cat "$work/errors")"
  elif got=$(bash -c "$check" 2>&1 </dev/null); [ "$got" != "$wanted" ]; then
    fail "$name $count" "got $got"
  else
    passed=$((passed + 1))
  fi
done < <(awk -v every="$every" 'NR % every == 0 || NR == 1' "$work/points")

echo "$killed runs were killed"
if [ "$killed" -eq 0 ]; then
  echo "no run was killed: nothing was tested"
  failed=$((failed + 1))
fi
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
