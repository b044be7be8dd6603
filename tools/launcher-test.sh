#!/usr/bin/env bash
#
# Tests of the launcher script: the real script and the real build, with a stand-in for Maven that
# makes empty jars and one for the JVM that writes down how it was called. The last line counts.
# Arguments are names of tests; without any, all are run.

set -u

root=$(cd -P -- "${BASH_SOURCE[0]%/*}/.." && pwd) || exit
readonly tests=(
  jdk_order
  jdk_newest
  jdk_too_old
  jdk_none
  arguments_and_directory
  symbolic_links
  jvm_flags
  mpi_jar
  exit_code
  terminated_directly
  builds_once_then_never
  builds_when_sources_change
  ranks_take_what_is_there
  many_starts_one_build
  many_starts_failing_build
  late_rank_of_failed_job
  failed_build_is_tried_again
  interrupted_build
  lock_of_dead_process
  lock_of_lost_machine
  lock_of_busy_machine
  no_maven
  build_time_limit
)

passed=0
failed=0

main() {
  local name
  # A test must not see the launcher or the JDK that this one was started with.
  unset OMPI_COMM_WORLD_RANK PMIX_RANK PMI_RANK SLURM_PROCID PMIX_NAMESPACE SLURM_JOB_ID \
    JAVA_HOME PARACEL_JAVA_HOME PARACEL_JAVA_OPTS PARACEL_BUILD_TIMEOUT PARACEL_MPI_JAR \
    LD_LIBRARY_PATH
  scratch=$(mktemp -d)
  trap 'rm -rf -- "$scratch"' EXIT
  plain_commands
  (($# > 0)) || set -- "${tests[@]}"
  for name in "$@"; do
    flaws=()
    new_project "$name"
    "test_$name"
    report "$name"
  done
  printf '%d passed, %d failed\n' "$passed" "$failed"
  ((failed == 0))
}

report() {
  if ((${#flaws[@]} == 0)); then
    passed=$((passed + 1))
    printf 'ok      %s\n' "$1"
    return
  fi
  failed=$((failed + 1))
  printf 'FAILED  %s\n' "$1"
  printf '        %s\n' "${flaws[@]}"
}

# ---- the stand-ins ------------------------------------------------------------------------------

# new_project NAME: a project, JDKs and commands of its own, in a path with blanks.
new_project() {
  home="$scratch/$1/with blanks"
  project="$home/project"
  jvms="$home/jvms"
  bin="$home/bin"
  mvn_calls="$home/mvn.calls"
  java_call="$home/java.call"
  mkdir -p "$project/tools" "$project/core/src/main" "$jvms" "$bin"
  : >"$mvn_calls"
  cp "$root/paracel" "$project/"
  cp "$root/tools/build-dist.sh" "$project/tools/"
  echo one >"$project/core/src/main/One.java"
  echo two >"$project/core/src/main/Two.java"
  : >"$project/pom.xml"
  find "$project" -exec touch -d '1 hour ago' {} +
  new_jdk "$jvms/jdk-25" 25.0.1
  new_maven
  output=''
  export PARACEL_JVM_DIR=$jvms PATH="$bin:$plain_path"
  export FAKE_MVN_CALLS=$mvn_calls FAKE_JAVA_CALL=$java_call
  unset FAKE_MVN_SECONDS FAKE_MVN_STATUS FAKE_JAVA_STATUS FAKE_JAVA_SECONDS
}

# The commands of this machine without its mvn and java.
plain_commands() {
  local command
  plain_path=$scratch/commands
  mkdir "$plain_path"
  for command in bash cat chmod cp env find kill ln mkdir mktemp mv readlink rm sed sleep sort \
    stat tail touch; do
    ln -s "$(type -P "$command")" "$plain_path/$command"
  done
}

# new_jdk DIRECTORY VERSION
new_jdk() {
  mkdir -p "$1/bin"
  printf 'IMPLEMENTOR="none"\nJAVA_VERSION="%s"\nOS_ARCH="any"\n' "$2" >"$1/release"
  cat >"$1/bin/java" <<'JAVA'
#!/usr/bin/env bash
for word in "$@"; do
  [[ $word != -XX:AOTCacheOutput=* ]] || { : >"${word#*=}"; exit 0; }
done
printf '%s\n' "$0" "$PWD" $$ "$@" >"$FAKE_JAVA_CALL.$$"
mv -f -- "$FAKE_JAVA_CALL.$$" "$FAKE_JAVA_CALL"
[[ -z ${FAKE_JAVA_SECONDS-} ]] || exec sleep "$FAKE_JAVA_SECONDS"
exit "${FAKE_JAVA_STATUS-0}"
JAVA
  : >"$1/bin/javac"
  chmod +x "$1/bin/java" "$1/bin/javac"
}

new_maven() {
  cat >"$bin/mvn" <<'MVN'
#!/usr/bin/env bash
echo "$PWD $JAVA_HOME" >>"$FAKE_MVN_CALLS"
[[ -z ${FAKE_MVN_SECONDS-} ]] || sleep "$FAKE_MVN_SECONDS"
if [[ ${FAKE_MVN_STATUS-0} != 0 ]]; then
  echo "the compiler is not amused"
  exit "$FAKE_MVN_STATUS"
fi
mkdir -p benchmarks/target/lib
: >benchmarks/target/lib/core.jar
: >benchmarks/target/paracel-benchmarks-1.jar
MVN
  chmod +x "$bin/mvn"
}

# start ARGUMENT...: runs the launcher; sets status and output (both streams).
start() {
  output=$("$project/paracel" "$@" 2>&1)
  status=$?
}

# start_many COUNT: that many at once; sets done_well and done_badly, and output to all they said.
start_many() {
  local i pid pids=()
  rm -f -- "$home"/out.*
  for ((i = 0; i < $1; i++)); do
    "$project/paracel" run >"$home/out.$i" 2>&1 &
    pids+=($!)
  done
  done_well=0 done_badly=0
  for pid in "${pids[@]}"; do
    if wait "$pid"; then done_well=$((done_well + 1)); else done_badly=$((done_badly + 1)); fi
  done
  output=$(cat "$home"/out.*)
}

# How java was called last: its path, directory, process, and arguments, one per line.
jvm_call() {
  [[ -e $java_call ]] && cat -- "$java_call"
}

# ---- what must hold -----------------------------------------------------------------------------

# equal WHAT EXPECTED ACTUAL
equal() {
  [[ $2 == "$3" ]] || flaws+=("$1: expected '$2', got '${3:0:1000}'")
}

# contains WHAT PART WHOLE
contains() {
  [[ $3 == *"$2"* ]] || flaws+=("$1: no '$2' in: ${3:0:1000}")
}

lacks() {
  [[ $3 != *"$2"* ]] || flaws+=("$1: '$2' in: ${3:0:1000}")
}

builds() {
  local -a calls
  mapfile -t calls <"$mvn_calls"
  equal "builds" "$1" "${#calls[@]}"
}

used_jdk() {
  contains "JDK" "$1/bin/java" "$(jvm_call)"
}

no_lock_left() {
  local path
  for path in "$project"/build/lock* "$project"/build/dist.tmp* "$project"/build/probe*; do
    [[ ! -e $path ]] || flaws+=("left behind: $path")
  done
}

# ---- tests: JDK and start -----------------------------------------------------------------------

test_jdk_order() {
  new_jdk "$home/mine" 25
  new_jdk "$home/other" 25.0.2
  new_jdk "$home/old" 21.0.4
  new_jdk "$home/path jdk" 25.0.3
  ln -s "$home/path jdk/bin/java" "$bin/java"
  PARACEL_JAVA_HOME="$home/mine" JAVA_HOME="$home/other" start run
  used_jdk "$home/mine"
  JAVA_HOME="$home/other" start run
  used_jdk "$home/other"
  JAVA_HOME="$home/old" start run
  used_jdk "$jvms/jdk-25"
  PARACEL_JVM_DIR="$home/nowhere" JAVA_HOME="$home/old" start run
  used_jdk "$home/path jdk"
}

test_jdk_newest() {
  new_jdk "$jvms/a" 25.0.10
  new_jdk "$jvms/b" 25.0.9
  new_jdk "$jvms/c" 1.8.0_402
  new_jdk "$jvms/d" 17.0.15
  mkdir "$jvms/not a jdk"
  start run
  used_jdk "$jvms/a"
  new_jdk "$jvms/e" 26-ea
  start run
  used_jdk "$jvms/e"
}

test_jdk_too_old() {
  new_jdk "$home/old" 21.0.4
  PARACEL_JAVA_HOME="$home/old" start run
  equal "exit code" 1 "$status"
  contains "message" "version 21.0.4 is too old" "$output"
  PARACEL_JAVA_HOME="$home/nowhere" start run
  equal "exit code" 1 "$status"
  contains "message" "has no bin/java" "$output"
  builds 0
}

test_jdk_none() {
  rm -rf "$jvms/jdk-25"
  new_jdk "$home/old" 17
  new_jdk "$jvms/older" 1.8.0_402
  new_jdk "$home/unknown" 25
  rm "$home/unknown/release"
  ln -s "$home/unknown/bin/java" "$bin/java"
  JAVA_HOME="$home/old" start run
  equal "exit code" 1 "$status"
  contains "message" "JAVA_HOME $home/old: version 17 is too old" "$output"
  contains "message" "$jvms/older: version 1.8.0_402 is too old" "$output"
  contains "message" "$home/unknown: has no file 'release'" "$output"
  contains "message" "PARACEL_JAVA_HOME" "$output"
}

test_arguments_and_directory() {
  mkdir "$home/data dir"
  cd "$home/data dir" || exit
  start run logistic --input 'a b.csv' '*' ''
  cd "$scratch" || exit
  contains "directory" $'\n'"$home/data dir"$'\n' "$(jvm_call)"
  contains "arguments" $'paracel.cli.Main\nrun\nlogistic\n--input\na b.csv\n*' "$(jvm_call)"
  contains "class path" "$project/build/dist-1/lib/core.jar:" "$(jvm_call)"
  cd "$project" || exit
  ./paracel run >"$home/out" 2>&1
  bash paracel run >>"$home/out" 2>&1
  cd core && ../paracel run >>"$home/out" 2>&1
  equal "exit code" 0 $?
  equal "output" '' "$(cat "$home/out")"
  cd "$scratch" || exit
}

test_symbolic_links() {
  mkdir "$home/links"
  ln -s "../project/paracel" "$home/links/relative"
  ln -s "$home/links/relative" "$home/links/twice"
  ln -s "$home/links/twice" "$bin/paracel"
  output=$("$bin/paracel" run 2>&1)
  equal "exit code" 0 $?
  contains "class path" "/project/build/dist-1/lib/core.jar:" "$(jvm_call)"
  rm -f "$java_call"
  paracel run
  contains "class path, from PATH" "/project/build/dist-1/lib/core.jar:" "$(jvm_call)"
  builds 1
}

test_jvm_flags() {
  start run
  contains "flags" '-XX:+UseSerialGC' "$(jvm_call)"
  contains "flags" $'\n'"-Dparacel.home=$project"$'\n' "$(jvm_call)"
  contains "flags" "-XX:AOTCache=$project/build/dist-1/25.0.1.aot" "$(jvm_call)"
  PARACEL_JAVA_OPTS=' -Xmx1g  -Dx=* ' start run
  contains "flags" $'\n-Xmx1g\n-Dx=*\n-cp\n' "$(jvm_call)"
  PARACEL_JAVA_OPTS='-XX:+UseZGC' start run
  lacks "flags" '-XX:+UseSerialGC' "$(jvm_call)"
  lacks "flags" '-XX:AOTCache' "$(jvm_call)"
  new_jdk "$home/other" 25.0.2
  JAVA_HOME="$home/other" start run
  lacks "flags of another JDK than the build's" '-XX:AOTCache' "$(jvm_call)"
}

test_mpi_jar() {
  local lib prefix=$home/open-mpi place
  start run
  contains "libraries" '-Djava.library.path=/usr/java/' "$(jvm_call)"
  contains "libdisni, last" ":/usr/lib:$project/build/native/lib" "$(jvm_call)"
  PARACEL_DISNI_LIBRARY=/site/lib start run
  contains "libdisni of the site, first" '-Djava.library.path=/site/lib:/usr/' "$(jvm_call)"
  start run
  contains "without mpi.jar" $'-cp\n'"$project/build/dist-1/lib/" "$(jvm_call)"
  mkdir -p "$prefix/bin"
  printf '#!/bin/sh\n' >"$prefix/bin/mpirun"
  chmod +x "$prefix/bin/mpirun"
  PATH=$prefix/bin:$PATH start run
  contains "Open MPI without Java" '-Djava.library.path=/usr/java/' "$(jvm_call)"
  for place in lib lib64 lib/any-linux-gnu/openmpi/lib lib64/openmpi/lib; do
    lib=$prefix/$place
    mkdir -p "$lib"
    : >"$lib/mpi.jar"
    PATH=$prefix/bin:$PATH start run
    contains "class path" $'-cp\n'"$lib/mpi.jar:$project/build/dist-1/lib/" "$(jvm_call)"
    contains "native half" "-Djava.library.path=$lib" "$(jvm_call)"
    rm "$lib/mpi.jar"
  done
  contains "native half, as Debian has it" ":$prefix/lib64:/usr/" "$(jvm_call)"
  : >"$prefix/lib/mpi.jar"
  : >"$home/mine.jar"
  PATH=$prefix/bin:$PATH PARACEL_MPI_JAR=$home/mine.jar LD_LIBRARY_PATH=/a:/b start run
  contains "class path" $'-cp\n'"$home/mine.jar:$project/build/dist-1/lib/" "$(jvm_call)"
  contains "native half" $'-Djava.library.path='"$home:/a:/b:/usr/" "$(jvm_call)"
  PARACEL_MPI_JAR=$home/nowhere.jar start run
  equal "exit code" 1 "$status"
  contains "message" "PARACEL_MPI_JAR" "$output"
}

test_exit_code() {
  FAKE_JAVA_STATUS=3 start run
  equal "exit code" 3 "$status"
  contains "stderr" "paracel: building (first run, about a minute) ..." "$output"
  contains "stderr" "paracel: built in" "$output"
  FAKE_JAVA_STATUS=2 start run
  equal "exit code" 2 "$status"
  equal "output" '' "$output"
}

test_terminated_directly() {
  local pid call
  start build
  [[ ! -e $java_call ]] || flaws+=("'paracel build' has started Paracel")
  FAKE_JAVA_SECONDS=30 "$project/paracel" run &
  pid=$!
  wait_for_file "$java_call"
  mapfile -t call <"$java_call"
  equal "process of the JVM" "$pid" "${call[2]-}"
  kill -TERM "$pid"
  wait "$pid" 2>/dev/null
  equal "exit code" 143 $?
}

wait_for_file() {
  local i
  for ((i = 0; i < 200; i++)); do
    [[ ! -e $1 ]] || return 0
    sleep 0.05
  done
  flaws+=("waited 10 s for $1")
}

# ---- tests: the build ---------------------------------------------------------------------------

test_builds_once_then_never() {
  start run
  start run
  start run
  builds 1
  equal "Maven's directory and JDK" "$project $jvms/jdk-25" "$(cat "$mvn_calls")"
  no_lock_left
}

test_builds_when_sources_change() {
  start run
  sleep 0.02
  touch "$project/core/src/main/One.java"
  start run
  builds 2
  contains "stderr" "building (sources have changed" "$output"
  contains "class path" "/dist-2/" "$(jvm_call)"
  rm "$project/core/src/main/Two.java"
  start run
  builds 3
  touch "$project/pom.xml"
  start run
  builds 4
  equal "distributions kept" "dist-3 dist-4" "$(cd "$project/build" && echo dist-*)"
}

test_ranks_take_what_is_there() {
  local variable
  start run
  sleep 0.02
  touch "$project/core/src/main/One.java"
  for variable in OMPI_COMM_WORLD_RANK PMIX_RANK PMI_RANK SLURM_PROCID; do
    output=$(env "$variable=0" "$project/paracel" run 2>&1)
    equal "exit code" 0 $?
  done
  builds 1
}

test_many_starts_one_build() {
  FAKE_MVN_SECONDS=2 start_many 64
  equal "done well" 64 "$done_well"
  builds 1
  no_lock_left
  rm -r "$project/build"
  export OMPI_COMM_WORLD_RANK=1
  FAKE_MVN_SECONDS=1 start_many 16
  unset OMPI_COMM_WORLD_RANK
  equal "ranks done well" 16 "$done_well"
  lacks "waiting ranks other than 0 are silent" "waiting" "$output"
  builds 2
}

test_many_starts_failing_build() {
  FAKE_MVN_SECONDS=3 FAKE_MVN_STATUS=1 start_many 64
  equal "done badly" 64 "$done_badly"
  builds 1
  contains "end of the log" "the compiler is not amused" "$output"
  contains "path of the log" "$project/build/build.log" "$output"
  no_lock_left
}

test_late_rank_of_failed_job() {
  export SLURM_PROCID=0 SLURM_JOB_ID=77 SLURM_STEP_ID=0
  FAKE_MVN_STATUS=1 start run
  SLURM_PROCID=1 start run
  equal "exit code" 1 "$status"
  contains "message" "the build for this job has failed" "$output"
  builds 1
  SLURM_STEP_ID=1 start run
  equal "exit code of the next step" 0 "$status"
  builds 2
  unset SLURM_PROCID SLURM_JOB_ID SLURM_STEP_ID
}

test_failed_build_is_tried_again() {
  FAKE_MVN_STATUS=1 start run
  equal "exit code" 1 "$status"
  contains "message" "the build failed: exit code 1" "$output"
  start run
  equal "exit code" 0 "$status"
  builds 2
}

test_interrupted_build() {
  local pid
  FAKE_MVN_SECONDS=20 "$project/paracel" run 2>/dev/null &
  pid=$!
  wait_for_file "$project/build/lock"
  sleep 0.3
  kill -TERM "$pid"
  wait "$pid" 2>/dev/null
  equal "exit code" 143 $?
  no_lock_left
  start run
  equal "exit code" 0 "$status"
}

# ---- tests: stale locks -------------------------------------------------------------------------

# new_lock HOST PID MACHINE
new_lock() {
  mkdir -p "$project/build/lock"
  : >"$project/build/lock/owner.$1.$2.$3"
}

test_lock_of_dead_process() {
  local dead machine
  machine=$(</proc/sys/kernel/random/boot_id)-$(readlink /proc/self/ns/pid)
  machine=${machine//[^a-z0-9-]/}
  bash -c true &
  dead=$!
  wait "$dead"
  new_lock "$HOSTNAME" "$dead" "$machine"
  FAKE_MVN_SECONDS=1 start_many 8
  equal "done well" 8 "$done_well"
  contains "message" "took over the build that $HOSTNAME, process $dead, has left" "$output"
  builds 1
  no_lock_left
}

test_lock_of_lost_machine() {
  new_lock elsewhere 1 other-boot
  touch -d '2 minutes ago' "$project/build/lock/owner.elsewhere.1.other-boot"
  FAKE_MVN_SECONDS=1 start_many 8
  equal "done well" 8 "$done_well"
  builds 1
  no_lock_left
}

test_lock_of_busy_machine() {
  new_lock elsewhere 1 other-boot
  PARACEL_BUILD_TIMEOUT=1 start run
  equal "exit code" 1 "$status"
  contains "message" "waiting while elsewhere, process 1, builds" "$output"
  contains "message" "waited 1 s (PARACEL_BUILD_TIMEOUT)" "$output"
  builds 0
}

test_no_maven() {
  rm "$bin/mvn"
  start run
  equal "exit code" 1 "$status"
  contains "message" "Maven (mvn) is not on the PATH: apt-get install maven" "$output"
  rm "$jvms/jdk-25/bin/javac"
  start run
  contains "message" "has no compiler" "$output"
}

test_build_time_limit() {
  FAKE_MVN_SECONDS=20 PARACEL_BUILD_TIMEOUT=1 start run
  equal "exit code" 1 "$status"
  contains "message" "not ended after 1 s" "$output"
  PARACEL_BUILD_TIMEOUT=soon start run
  contains "message" "'soon' is not a number" "$output"
}

main "$@"
