#!/usr/bin/env bash
#
# Runs our JMH benchmarks: tools/jmh.sh [JMH OPTION...] [REGEX...]. They are compiled with the tests.
set -eu
# shellcheck source=../paracel
source "$(dirname -- "$(readlink -f -- "$0")")/../paracel"
find_root
root=${root%/tools}
find_jdk
export JAVA_HOME=$java_home
cd -- "$root"
mvn -q -o test-compile dependency:build-classpath -pl benchmarks -am \
  -Dmdep.outputFile=target/test-classpath >&2 ||
  mvn -q test-compile dependency:build-classpath -pl benchmarks -am \
    -Dmdep.outputFile=target/test-classpath >&2
exec "$JAVA_HOME/bin/java" \
  -cp "benchmarks/target/test-classes:benchmarks/target/classes:$(<benchmarks/target/test-classpath)" \
  org.openjdk.jmh.Main "$@"
