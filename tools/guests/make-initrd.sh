#!/usr/bin/env bash
#
# make-initrd.sh FILE: the first file system of a guest that has a soft-RoCE device: a static
# busybox, the kernel modules it needs, in order, and init. Prints the kernel that belongs to it.
#
# Needs Debian's linux-image-amd64, busybox-static, kmod and cpio; exits with 3, and one line that
# says what is missing, without them. Takes part in the tests only: see the part rdma of test.sh.

set -eu

# On what the guest's file systems and network stand, and what makes an RDMA device of it.
readonly base_modules=(virtio_pci virtio_net virtio_rng 9pnet_virtio 9p overlay crc32_generic crc32c_generic)
readonly rdma_modules=(ib_uverbs rdma_ucm rdma_rxe)

missing() {
  printf '%s is missing; install it: apt-get install %s\n' "$1" "$2" >&2
  exit 3
}

here=$(cd -P -- "${BASH_SOURCE[0]%/*}" && pwd)
target=$(readlink -f -- "$1")
[[ -x /bin/busybox ]] || missing /bin/busybox busybox-static
hash modprobe 2>/dev/null || PATH=$PATH:/usr/sbin:/sbin
hash modprobe 2>/dev/null || missing modprobe kmod
hash cpio 2>/dev/null || missing cpio cpio

kernel=
for image in /boot/vmlinuz-*; do
  if [[ -r $image && -d /lib/modules/${image#/boot/vmlinuz-} ]]; then
    kernel=$image
  fi
done
[[ -n $kernel ]] || missing 'a kernel with its modules' linux-image-amd64

tree=$(mktemp -d)
trap 'rm -rf -- "$tree"' EXIT
mkdir -p "$tree"/{bin,modules,proc,sys,dev,host,upper,root}
cp /bin/busybox "$tree/bin/busybox"
ln -s busybox "$tree/bin/sh"
cp "$here/init" "$tree/init"
chmod 755 "$tree/init"

# files_of MODULE...: the module files to be loaded, those that others need first.
files_of() {
  local module
  for module in "$@"; do
    modprobe -S "${kernel#/boot/vmlinuz-}" --show-depends "$module" 2>/dev/null |
      awk '$1 == "insmod" { print $2 }'
  done
}

# add LIST MODULE...: copies the files that are not there yet and names them in a list.
add() {
  local list=$1 file name
  shift
  : >"$tree/modules/$list"
  while IFS= read -r file; do
    name=${file##*/}
    [[ ! -e $tree/modules/$name ]] || continue
    cp -- "$file" "$tree/modules/$name"
    printf '%s\n' "$name" >>"$tree/modules/$list"
  done < <(files_of "$@")
}

add base "${base_modules[@]}"
add rdma "${rdma_modules[@]}"
[[ -s $tree/modules/rdma ]] || missing 'the module rdma_rxe' linux-image-amd64
(cd -- "$tree" && find . | cpio --create --format=newc --quiet | gzip -1) >"$target"
printf '%s\n' "$kernel"
