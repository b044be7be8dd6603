#!/usr/bin/env bash
#
# agent.sh DIRECTORY: runs in a guest. Each file N.todo that appears in the directory is a script:
# it is run at once, in the background, with its output in N.out, its process id in N.pid and at its
# end its exit code in N.rc. Ends when the file "end" appears.

set -u
cd -- "$1" || exit
ulimit -l unlimited

# run NUMBER
run() {
  bash "$1.taken" >"$1.out" 2>&1 </dev/null &
  printf '%d\n' $! >"$1.pid"
  wait $!
  printf '%d\n' $? >"$1.code"
  mv -- "$1.code" "$1.rc"
}

: >ready
while [[ ! -e end ]]; do
  for todo in *.todo; do
    [[ -e $todo ]] || continue
    number=${todo%.todo}
    mv -- "$todo" "$number.taken" || continue
    run "$number" &
  done
  sleep 0.1
done
