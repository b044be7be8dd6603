#!/usr/bin/env bash
#
# guest.sh DIRECTORY NAME NUMBER KERNEL: starts a guest and is replaced by it. DIRECTORY holds
# initrd.gz, a directory NAME for the agent, and the wire, a socket that guest 1 makes and guest 2
# connects to. Its monitor (QMP) listens at NAME/monitor. The guest's address is 10.77.0.NUMBER. No
# KVM is needed. The processor is an old one: what newer ones have is slow to emulate.

set -eu
here=$(cd -P -- "${BASH_SOURCE[0]%/*}" && pwd)
directory=$1 name=$2 number=$3 kernel=$4
server=off
((number != 1)) || server=on
# a client that comes too early stays without a network
for ((tries = 0; number != 1 && tries < 300; tries++)); do
  [[ ! -S $directory/wire ]] || break
  sleep 0.1
done
((number == 1)) || sleep 0.2

exec qemu-system-x86_64 -M q35 -accel tcg,thread=multi,tb-size=512 -cpu Nehalem -smp 1 -m 2048 \
  -nodefaults -no-reboot -display none -serial "file:$directory/$name/console" \
  -kernel "$kernel" -initrd "$directory/initrd.gz" \
  -append "console=ttyS0 quiet panic=-1 mitigations=off nokaslr no_timer_check tsc=reliable \
guest.name=$name guest.address=10.77.0.$number guest.agent=$here/agent.sh" \
  -virtfs local,path=/,mount_tag=host,security_model=none,readonly=on,multidevs=remap \
  -virtfs "local,path=$directory,mount_tag=test,security_model=none" \
  -device virtio-rng-pci \
  -qmp "unix:$directory/$name/monitor,server=on,wait=off" \
  -netdev "stream,id=wire,server=$server,addr.type=unix,addr.path=$directory/wire" \
  -device "virtio-net-pci,netdev=wire,mac=52:54:00:77:00:0$number"
