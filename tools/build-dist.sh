# shellcheck shell=bash
#
# shellcheck disable=SC2154  # root, java_home and java_version are set by paracel
#
# Makes build/dist, once, however many processes ask for it at the same moment. Sourced by paracel
# when there is something to build; shares its variables.
#
# Problem: the ranks of a job start together, on several machines, on a shared file system, and
# find no jars. One has to build, the others have to wait for it, and none may wait for ever, be it
# that the builder was killed, or that its machine is gone.
#
# Idea: build/lock is a directory that holds one empty file, owner.HOST.PID.MACHINE. It is prepared
# under another name and renamed into place, which fails while a lock with an owner is there; so a
# lock has its owner from the first moment. The owner touches its file every few seconds. A lock is
# stale when the owner's process is dead (seen from the same machine) or has not touched it for a
# minute. The minute is the difference to a file that the waiter itself writes beside it: both times
# come from the file system's clock, not from two machines' clocks. Who finds a lock stale takes it
# over by touching the owner's file and renaming it to its own name: of several only one succeeds,
# since the name is gone for the second, and a lock that a new owner has taken in the meantime is
# never hit. All that tells an owner is in the name, so a lock that changes hands is at no moment
# both new and stale.
#
# Why at most one builds: mkdir, and rename of a directory or file, are atomic on local file systems
# and on NFS; who has the lock looks again whether a build is needed. What is made becomes visible
# by the renaming of one symbolic link, after everything it leads to is complete.

lock_stale_s=60
lock_touch_s=5

# Returns when build/dist is up to date; ends the process when it cannot be built.
build_dist() {
  build=$root/build
  log=$build/build.log
  read_machine
  me=$HOSTNAME.$$.$machine
  build_timeout_s=${PARACEL_BUILD_TIMEOUT:-900}
  [[ $build_timeout_s =~ ^[1-9][0-9]*$ ]] ||
    fail "PARACEL_BUILD_TIMEOUT: '$build_timeout_s' is not a number of seconds"
  deadline_s=$((SECONDS + build_timeout_s))
  mkdir -p -- "$build" 2>/dev/null
  [[ -w $build ]] ||
    fail "must be built, but $build cannot be written: run '$root/paracel build' as its owner"
  fail_with_own_job
  until take_lock; do
    wait_for_lock || break
    build_needed || break
    ((SECONDS < deadline_s)) || fail "could not take $build/lock in $build_timeout_s s"
    nap
  done
  trap 'abandon 129' HUP
  trap 'abandon 130' INT
  trap 'abandon 143' TERM
  # Between our look and the lock another may have built.
  if own_lock && build_needed; then
    make_dist
  fi
  release_lock
  trap - HUP INT TERM
  # Not for the JVM to inherit.
  [[ -z ${nap_pipe-} ]] || exec {nap_pipe}<&-
}

# ---- the lock -----------------------------------------------------------------------------------

# Process ids mean something only on the same boot of the same machine in the same container.
read_machine() {
  local boot=''
  read -r boot </proc/sys/kernel/random/boot_id || boot=$HOSTNAME
  machine=$boot-$(readlink /proc/self/ns/pid)
  machine=${machine//[^a-z0-9-]/}
} 2>/dev/null

take_lock() {
  local mine=$build/lock.$me
  [[ -d $build/lock ]] && lock_owner && return 1
  mkdir -p -- "$mine" || fail "cannot make $mine"
  : >"$mine/owner.$me" || fail "cannot write $mine"
  if mv -fT -- "$mine" "$build/lock" 2>/dev/null && own_lock; then
    return 0
  fi
  rm -rf -- "$mine"
  return 1
}

own_lock() {
  [[ -e $build/lock/owner.$me ]]
}

# Sets owner to the owner's file, and host, pid and its_machine from its name; false when there is
# none.
lock_owner() {
  local -a owners=("$build"/lock/owner.*)
  local words=${owners[0]##*/owner.}
  owner=${owners[0]}
  its_machine=${words##*.}
  words=${words%.*}
  pid=${words##*.}
  host=${words%.*}
  [[ -e $owner ]]
}

release_lock() {
  own_lock || return 0
  mv -fT -- "$build/lock" "$build/lock.$me" && rm -rf -- "$build/lock.$me"
}

# Returns true when the lock is gone and false when it was stale and is ours now. Ends the process
# when the build that it waited for failed, or at the deadline.
wait_for_lock() {
  local waited_for='' waited_host='' waited_pid='' look=0
  while true; do
    # Listing the directory makes an NFS client ask the server for what is new in it.
    : "$build"/*
    lock_owner || break
    if [[ $owner != "$waited_for" ]]; then
      waited_for=$owner
      waited_host=$host
      waited_pid=$pid
      say_who_builds
    fi
    if ((look++ % 20 == 0)) && is_stale; then
      touch -c -- "$owner"
      if mv -fT -- "$owner" "$build/lock/owner.$me" 2>/dev/null && own_lock; then
        say "took over the build that $host, process $pid, has left"
        return 1
      fi
    fi
    if ((SECONDS >= deadline_s)); then
      fail "waited $build_timeout_s s (PARACEL_BUILD_TIMEOUT) while $host, process $pid, builds;" \
        "log: $log"
    fi
    nap
  done
  if [[ -n $waited_for && $(failed_owner) == "${waited_for##*/}" ]]; then
    fail "the build by $waited_host, process $waited_pid, failed; log: $log"
  fi
}

# Of a job's many ranks one speaks.
say_who_builds() {
  local rank=${OMPI_COMM_WORLD_RANK-${PMIX_RANK-${PMI_RANK-${SLURM_PROCID-0}}}}
  [[ $rank != 0 ]] || say "waiting while $host, process $pid, builds; log: $log"
}

# A quarter of a second without a fork: nobody ever writes to the pipe.
nap() {
  [[ -n ${nap_pipe-} ]] || exec {nap_pipe}<> <(:)
  read -r -t 0.25 -u "$nap_pipe" _
  return 0
}

# Of the lock that lock_owner has just read.
is_stale() {
  local trouble now touched probe=$build/probe.$me
  if [[ $its_machine == "$machine" ]]; then
    # Another user's process is alive although it may not be signalled.
    trouble=$(LC_ALL=C kill -0 "$pid" 2>&1) || [[ $trouble != *'No such process'* ]] || return 0
  fi
  printf '.\n' >"$probe" || return 1
  # Opening the file makes an NFS client ask the server for its times.
  if ! true 2>/dev/null <"$owner"; then
    rm -f -- "$probe"
    return 1
  fi
  { read -r now && read -r touched; } < <(stat -c %Y -- "$probe" "$owner" 2>/dev/null) || touched=''
  rm -f -- "$probe"
  [[ -n $touched ]] && ((now - touched > lock_stale_s))
}

# ---- failed builds ------------------------------------------------------------------------------
#
# build/failed names the owner of the lock under which the last build failed, and its job. Who
# waited for that lock fails too, and so does a rank of that job that comes too late to wait.

job_id() {
  printf '%s' "${PMIX_NAMESPACE-}${SLURM_JOB_ID+/$SLURM_JOB_ID.${SLURM_STEP_ID-}}"
}

failed_owner() {
  local failed=''
  [[ ! -e $build/failed ]] || read -r failed _ <"$build/failed"
  printf '%s' "$failed"
}

fail_with_own_job() {
  local failed job=''
  is_rank && [[ -e $build/failed ]] && read -r failed job <"$build/failed" || return 0
  [[ -z $job || $job != "$(job_id)" ]] || fail "the build for this job has failed; log: $log"
}

# build_failed REASON
build_failed() {
  say "the build failed: $1"
  if [[ -s $log ]]; then
    tail -n 25 -- "$log" >&2
    say "the whole log: $log"
  fi
  printf '%s %s\n' "owner.$me" "$(job_id)" >"$build/failed"
  abandon 1
}

# abandon EXIT_CODE
abandon() {
  trap '' HUP INT TERM
  [[ -z ${work_pid-} ]] || kill "$work_pid" 2>/dev/null
  rm -rf -- "$build/dist.tmp.$me" "$build/probe.$me"
  release_lock
  exit "$1"
}

# ---- the build ----------------------------------------------------------------------------------

make_dist() {
  local started_s=$SECONDS stage=$build/dist.tmp.$me number name why='sources have changed'
  : >"$log"
  rm -rf -- "$build"/dist.tmp.* "$build/failed"
  [[ -x $java_home/bin/javac ]] || build_failed "$java_home has no compiler: it is a JRE, not a JDK"
  hash mvn 2>/dev/null ||
    build_failed "Maven (mvn) is not on the PATH: apt-get install maven, or module load maven"
  read_dist || why='first run'
  say "building ($why, about a minute) ..."
  mkdir -p -- "$stage/lib"
  : >"$stage/.stamp"
  rm -rf -- "$root/benchmarks/target/lib" "$root"/benchmarks/target/paracel-benchmarks-*.jar
  run_watched run_maven
  cp -p -- "$root"/benchmarks/target/lib/*.jar "$root"/benchmarks/target/paracel-benchmarks-*.jar \
    "$stage/lib/" 2>>"$log" || build_failed "Maven ended well, but has not made the jars"
  number=$(next_number)
  name=dist-$number
  list_files "$name" "$stage" >"$stage/.files"
  mv -fT -- "$stage" "$build/$name" || build_failed "cannot make $build/$name"
  run_watched make_start_cache "$build/$name"
  ln -sfn -- "$name" "$build/link.$me"
  mv -fT -- "$build/link.$me" "$build/dist" || build_failed "cannot make $build/dist"
  remove_old "$number"
  say "built in $((SECONDS - started_s)) s"
}

run_maven() {
  cd -- "$root" && JAVA_HOME=$java_home exec mvn -q -B -Dmaven.test.skip=true package
}

# run_watched COMMAND...: runs it with its output in the log, while keeping the lock.
run_watched() {
  local touched_s=$SECONDS status
  "$@" >>"$log" 2>&1 </dev/null &
  work_pid=$!
  while kill -0 "$work_pid" 2>/dev/null; do
    nap
    ((SECONDS < deadline_s)) ||
      build_failed "not ended after $build_timeout_s s (PARACEL_BUILD_TIMEOUT)"
    ((SECONDS - touched_s >= lock_touch_s)) || continue
    own_lock || build_failed "another process took the lock: was this one stopped for a while?"
    touch -c -- "$build/lock/owner.$me"
    touched_s=$SECONDS
  done
  wait "$work_pid"
  status=$?
  work_pid=''
  ((status == 0)) || build_failed "exit code $status"
}

# A cache of loaded and linked classes: a faster start of every rank. Paracel runs without it too.
# Without machine code: JDK 25 and 26 would run that of the build's processor on an older one of
# another node, which ends in SIGILL (github.com/adoptium/adoptium-support/issues/1507).
make_start_cache() (
  dist=$1
  cache=$dist/$java_version.aot
  class_path=
  while IFS= read -r name; do
    class_path+=:$dist/lib/$name
  done < <(tail -n +2 -- "$dist/.files")
  "$java_home/bin/java" -XX:-UsePerfData --enable-native-access=ALL-UNNAMED -XX:+UseSerialGC \
    -XX:+IgnoreUnrecognizedVMOptions -XX:+UnlockDiagnosticVMOptions \
    -XX:-AOTAdapterCaching -XX:-AOTStubCaching \
    "-XX:AOTCacheOutput=$cache" -cp "${class_path#:}" paracel.cli.Main options || true
  [[ ! -e $cache.config ]] || rm -f -- "$cache.config"
)

# list_files NAME DIRECTORY
list_files() {
  local jar
  printf '%s\n' "$1"
  for jar in "$2"/lib/*.jar; do
    printf '%s\n' "${jar##*/}"
  done
}

next_number() {
  local path last=0
  for path in "$build"/dist-*; do
    [[ ${path##*-} =~ ^[0-9]+$ ]] && ((${path##*-} > last)) && last=${path##*-}
  done
  printf '%s' $((last + 1))
}

# remove_old NUMBER: a job that has just started may still open the jars of the one before.
remove_old() {
  local path
  for path in "$build"/dist-*; do
    [[ ${path##*-} =~ ^[0-9]+$ ]] && ((${path##*-} < $1 - 1)) && rm -rf -- "$path"
  done
  return 0
} 2>/dev/null
