#!/bin/sh
#
# Tests of libdisni.so that need DiSNI's jar and a JDK:
#
#   jar-test.sh prototypes SOURCE_DIR LIBRARY    jni_prototypes.h and the exported symbols are those
#                                                that the jar's natives ask for
#   jar-test.sh calls SOURCE_DIR LIBRARY         WithoutDevice.java
#
# Environment: PARACEL_DISNI_JAR, PARACEL_MAVEN_REPOSITORY [~/.m2/repository], PARACEL_JAVA_HOME,
# JAVA_HOME; PRELOAD, a library to load into the JVM first. Ends with 77 when something is missing.

set -u

what=$1 source_dir=$2 library=$3
repository=${PARACEL_MAVEN_REPOSITORY-$HOME/.m2/repository}
jar=${PARACEL_DISNI_JAR-$repository/com/ibm/disni/disni/2.1/disni-2.1.jar}

skip() {
  printf 'skipped: %s\n' "$*"
  exit 77
}

find_java() {
  for home in "${PARACEL_JAVA_HOME-}" "${JAVA_HOME-}"; do
    java=$home/bin/java
    [ -n "$home" ] && [ -x "$java" ] && return
  done
  java=$(command -v java) || skip "no JDK; set JAVA_HOME or apt-get install default-jdk-headless"
}

prototypes() {
  work=$(mktemp -d) || exit
  trap 'rm -rf "$work"' EXIT
  "$java" "$source_dir/test/Prototypes.java" "$jar" >"$work/jni_prototypes.h" || exit
  diff -u "$source_dir/jni_prototypes.h" "$work/jni_prototypes.h" || exit
  sed -n 's/^\(Java_[A-Za-z0-9_]*\)($/\1/p' "$work/jni_prototypes.h" | sort >"$work/wanted"
  nm -D --defined-only "$library" | sed -n 's/^.* T //p' | grep -v '^_' | sort >"$work/exported"
  diff -u "$work/wanted" "$work/exported" || exit
  printf '%d natives, all there and nothing else\n' "$(wc -l <"$work/wanted")"
  [ -s "$work/wanted" ]
}

calls() {
  slf4j=$(find "$repository/org/slf4j/slf4j-api" -name 'slf4j-api-*[0-9].jar' 2>/dev/null |
    sort -V | tail -n 1)
  [ -n "$slf4j" ] || skip "slf4j-api is not in $repository; ./paracel build fetches it"
  LD_PRELOAD=${PRELOAD-} "$java" -cp "$jar:$slf4j" \
    -Djava.library.path="${library%/*}" --enable-native-access=ALL-UNNAMED \
    "$source_dir/test/WithoutDevice.java"
}

[ -r "$jar" ] || skip "$jar is missing;" \
  "mvn dependency:get -Dartifact=com.ibm.disni:disni:2.1 -Dtransitive=false fetches it"
find_java
"$what"
