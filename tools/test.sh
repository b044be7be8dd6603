#!/usr/bin/env bash
#
# Runs the tests that this machine can run: ./paracel test [PART...] [--install] [--long]
#
#   unit      everything that Maven runs: unit tests, laws, and tests with processes of their own
#   launcher  the launcher script
#   native    the native parts, by CMake and CTest
#   mpi       tests under mpirun; they are among those of unit, which skips them without mpirun
#   hosts     tests on several hosts, made of network namespaces of this machine; among those of
#             unit, too, which skips them without root and iproute2
#   rdma      the verbs fabric between two machines with soft-RoCE devices that QEMU emulates
#
# Without a PART all of them. A part for which something is missing is skipped, visibly, with the
# command that installs it; --install (as root, Debian) installs it first. --long lets rdma push and
# connect twenty times as often. Logs are in build/test.
# The last line counts, and exit code 1 says that something failed.

set -u

readonly usage='usage: ./paracel test [unit|launcher|native|mpi|hosts|rdma]... [--install] [--long]'
readonly all_parts=(unit launcher native mpi hosts rdma)

# shellcheck source=paracel
source "${BASH_SOURCE[0]%/*}/../paracel"

main() {
  local part
  root=$(cd -P -- "${BASH_SOURCE[0]%/*}/.." && pwd) || exit
  logs=$root/build/test
  read_arguments "$@"
  mkdir -p -- "$logs" || fail "cannot write $logs"
  total_passed=0 total_failed=0 total_skipped=0
  summary=()
  for part in "${parts[@]}"; do
    printf '== %s\n' "$part"
    "run_$part"
  done
  printf '==\n'
  printf '%s\n' "${summary[@]}"
  printf '%d passed, %d failed, %d skipped\n' "$total_passed" "$total_failed" "$total_skipped"
  ((total_failed == 0))
}

read_arguments() {
  local word
  install=false long=false
  parts=()
  for word in "$@"; do
    case $word in
      --install) install=true ;;
      --long) long=true ;;
      unit | launcher | native | mpi | hosts | rdma) parts+=("$word") ;;
      *)
        say "test: '$word' is not a part"
        printf '%s\n' "$usage" >&2
        exit 2
        ;;
    esac
  done
  ((${#parts[@]} > 0)) || parts=("${all_parts[@]}")
}

# count PART PASSED FAILED SKIPPED [NOTE]
count() {
  total_passed=$((total_passed + $2))
  total_failed=$((total_failed + $3))
  total_skipped=$((total_skipped + $4))
  summary+=("$(printf '%-9s %d passed, %d failed, %d skipped%s' "$1" "$2" "$3" "$4" "${5:+: $5}")")
}

# skip PART WHAT_IS_MISSING PACKAGE...: a skipped part counts as one skipped test.
skip() {
  local part=$1 missing=$2
  shift 2
  printf 'skipped: %s is missing; install it: apt-get install %s\n' "$missing" "$*"
  count "$part" 0 0 1 "$missing is missing; install it: apt-get install $*"
}

# have COMMAND PACKAGE...: whether the command is there, after installing it with --install.
have() {
  local command=$1
  shift
  hash "$command" 2>/dev/null && return
  $install || return
  printf 'installing %s\n' "$*"
  apt_install "$@" >>"$logs/install.log" 2>&1 || say "could not install $*; log: $logs/install.log"
  hash "$command" 2>/dev/null
}

apt_install() {
  export DEBIAN_FRONTEND=noninteractive
  apt-get install -y --no-install-recommends "$@" </dev/null && return
  apt-get update </dev/null && apt-get install -y --no-install-recommends "$@" </dev/null
}

# ---- unit, mpi and hosts ------------------------------------------------------------------------

run_unit() {
  # Here, so that the tests below find them.
  ! $install || have mpirun openmpi-bin || true
  ! $install || have ip iproute2 || true
  run_maven unit
}

run_mpi() {
  if ! have mpirun openmpi-bin; then
    skip mpi mpirun openmpi-bin
  elif [[ " ${parts[*]} " == *' unit '* ]]; then
    printf 'mpirun is there; the tests that need it have run with unit\n'
    summary+=("mpi       run with unit")
  else
    run_maven mpi '-Dtest=Mpi*IT,LaunchIT,BindingsIT' -Dsurefire.failIfNoSpecifiedTests=false
  fi
}

run_hosts() {
  if ((EUID != 0)); then
    printf 'skipped: hosts are made of network namespaces, which takes root\n'
    count hosts 0 0 1 "takes root"
  elif ! have ip iproute2; then
    skip hosts ip iproute2
  elif [[ " ${parts[*]} " == *' unit '* ]]; then
    printf 'hosts can be made; the tests that need them have run with unit\n'
    summary+=("hosts     run with unit")
  else
    ! $install || have mpirun openmpi-bin || true
    run_maven hosts '-Dtest=Hosts*IT,Mpi*IT' -Dsurefire.failIfNoSpecifiedTests=false
  fi
}

# run_maven PART ARGUMENT...
run_maven() {
  local part=$1 log=$logs/$1.log status passed failed skipped note=''
  shift
  have mvn maven || { count "$part" 0 1 0 "mvn is missing; install it: apt-get install maven"; return; }
  # Before the tests: those that start ./paracel must not build in Maven's directories meanwhile.
  (find_jdk && "$root/paracel" build) || { count "$part" 0 1 0 "cannot be built"; return; }
  find_jdk
  rm -f -- "$root"/*/target/surefire-reports/TEST-*.xml
  # All modules are tested although one has failures; these are counted from the reports.
  (cd -- "$root" && JAVA_HOME=$java_home exec mvn -B --no-transfer-progress \
    -fae -Dmaven.test.failure.ignore=true -Dstyle.color=never "$@" test) 2>&1 </dev/null |
    tee -- "$log" | show_progress
  status=${PIPESTATUS[0]}
  list_skipped "$root"/*/target/surefire-reports/TEST-*.xml
  read -r passed failed skipped < <(count_reports "$root"/*/target/surefire-reports/TEST-*.xml)
  # What ends before its tests are counted is one failure more.
  if grep -qE 'The forked VM terminated|There was a timeout' -- "$log"; then
    failed=$((failed + 1)) note="a JVM with tests crashed or hung; log: $log"
  elif ((status != 0)); then
    failed=$((failed + 1)) note="Maven failed; log: $log"
  elif ((failed > 0)); then
    note="log: $log"
  fi
  count "$part" "$passed" "$failed" "$skipped" "$note"
}

# One line per test class, and what is wrong with the beginning of its message.
show_progress() {
  awk '
    /<<< (FAILURE|ERROR)!$/ { detail = 12 }
    /Tests run:.* -- in / { sub(/^\[[A-Z]+\] +/, ""); print; fflush(); next }
    /^\[ERROR\] +($|at |\[?Help|To see|Re-run|For more|After corr|mvn <)/ || /\tat / { next }
    /^\[ERROR\]/ { if (lines++ < 200) print; fflush(); next }
    /^$/ || /^\[/ { detail = 0 }
    detail-- > 0 { print }'
}

# count_reports FILE...: "PASSED FAILED SKIPPED" from the attributes of <testsuite>.
count_reports() {
  cat -- "$@" 2>/dev/null | awk '
    function attribute(name) {
      return match($0, "[ \t]" name "=\"[0-9]+\"") \
        ? substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 4) + 0 : 0
    }
    /<testsuite[ >]/ {
      bad = attribute("failures") + attribute("errors")
      failed += bad
      skipped += attribute("skipped")
      passed += attribute("tests") - bad - attribute("skipped")
    }
    END { print passed + 0, failed + 0, skipped + 0 }'
}

# list_skipped FILE...: which tests were skipped, and why.
list_skipped() {
  cat -- "$@" 2>/dev/null | awk '
    function attribute(name) {
      return match($0, "[ \t]" name "=\"[^\"]*\"") \
        ? substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 4) : ""
    }
    /<testcase / { test = attribute("classname") "." attribute("name") }
    /<skipped/ {
      why = attribute("message")
      if (why == "" && sub(/.*CDATA\[/, "")) why = $0
      sub(/^[A-Za-z0-9.]+: /, "", why)
      print "skipped: " test ": " why
    }' |
    sed 's/&quot;/"/g; s/&lt;/</g; s/&gt;/>/g; s/&#10;/ /g; s/&amp;/\&/g'
}

# ---- launcher and native ------------------------------------------------------------------------

run_launcher() {
  local log=$logs/launcher.log
  "$root/tools/launcher-test.sh" </dev/null 2>&1 | tee -- "$log"
  if [[ $(tail -n 1 -- "$log") =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed$ ]]; then
    count launcher "${BASH_REMATCH[1]}" "${BASH_REMATCH[2]}" 0
  else
    count launcher 0 1 0 "ended early; log: $log"
  fi
}

run_native() {
  local log=$logs/native.log build=$root/build/native
  have cmake cmake make || { skip native cmake cmake make gcc libc6-dev; return; }
  have cc gcc libc6-dev || { skip native 'a C compiler' gcc libc6-dev; return; }
  # Without it the part that measures MPI is left out, as the output of cmake says.
  have mpicc libopenmpi-dev || printf 'left out: fabric_twin; apt-get install libopenmpi-dev\n'
  if ! { cmake -S "$root" -B "$build" && cmake --build "$build"; } >"$log" 2>&1 </dev/null; then
    tail -n 20 -- "$log"
    count native 0 1 0 "does not build; log: $log"
    return
  fi
  (cd -- "$build" && ctest --output-on-failure) </dev/null 2>&1 |
    tee -- "$logs/ctest.log" | grep -vE '^$|^Internal ctest|^Test project'
  local all=0 failed=0 skipped
  if [[ $(<"$logs/ctest.log") =~ ([0-9]+)' tests failed out of '([0-9]+) ]]; then
    failed=${BASH_REMATCH[1]} all=${BASH_REMATCH[2]}
  fi
  skipped=$(grep -c '\*\*\*Skipped' -- "$logs/ctest.log")
  if ((all == 0)); then
    count native 0 0 0 "holds no tests yet"
  else
    count native $((all - failed - skipped)) "$failed" "$skipped"
  fi
}

# ---- rdma ---------------------------------------------------------------------------------------

readonly rdma_packages=(qemu-system-x86 linux-image-amd64 busybox-static kmod cpio iproute2
  rdma-core ibverbs-providers libibverbs-dev librdmacm-dev)

run_rdma() {
  local log=$logs/rdma-build.log library=$root/build/native/lib/libdisni.so missing
  ! $install || have_rdma || apt_install "${rdma_packages[@]}" >>"$logs/install.log" 2>&1 ||
    say "could not install ${rdma_packages[*]}; log: $logs/install.log"
  if ! have_rdma; then
    skip rdma "$missing" "${rdma_packages[@]}"
    return
  fi
  have cmake cmake make || { skip rdma cmake cmake make gcc libc6-dev; return; }
  have cc gcc libc6-dev || { skip rdma 'a C compiler' gcc libc6-dev; return; }
  if ! { cmake -S "$root" -B "$root/build/native" && cmake --build "$root/build/native"; } \
    >"$log" 2>&1 </dev/null || [[ ! -e $library ]]; then
    count rdma 0 1 0 "libdisni.so was not built; log: $log"
    return
  fi
  run_maven rdma '-Dtest=*GuestsIT' "-Dparacel.long=$long" -Dsurefire.failIfNoSpecifiedTests=false
}

# Sets missing to what is not there, if anything is.
have_rdma() {
  local -a kernels=(/boot/vmlinuz-*)
  missing=''
  hash qemu-system-x86_64 2>/dev/null || missing=qemu-system-x86_64
  [[ -r ${kernels[0]} ]] || missing=${missing:-a kernel for guests}
  [[ -x /bin/busybox ]] || missing=${missing:-a static busybox}
  hash cpio 2>/dev/null || missing=${missing:-cpio}
  [[ -e /usr/include/infiniband/verbs.h && -e /usr/include/rdma/rdma_cma.h ]] ||
    missing=${missing:-libibverbs and librdmacm}
  compgen -G '/usr/lib/*/libibverbs/librxe-*.so' >/dev/null ||
    missing=${missing:-the provider of rxe}
  [[ -z $missing ]]
}

main "$@"
