#!/usr/bin/env bash
# The lean variant in a guest whose kernel has cgroup v2: as root on Debian, with an engine that has the four images (npm run images) and Compose 2.26 or newer.
#
#   sudo WORK=/var/tmp/cg2 docs/measurements/cgroup-v2/run.sh       half an hour; WORK (4 GB) is kept, and used again, where it is given
#
# Leaves budget.json, doctor.json and limits.txt in OUT (beside itself). SUITE: another release of Debian for the guest. THP: always, madvise or never instead of what the
# guest's kernel does by itself with transparent huge pages. MINUTES: how long the stack runs before anything is read. Of this machine's cgroups, mounts and loop devices it touches none: folders become disks by mke2fs -d,
# the guest is emulated where there is no KVM, and it has no network. It says by itself what it did: WORK/console.log.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
repository=$(git -C "$here" rev-parse --show-toplevel)
if [ -z "${WORK:-}" ]; then WORK=$(mktemp -d /var/tmp/cg2.XXXXXX) && trap 'rm -rf "$WORK"' EXIT; fi
mkdir -p "$WORK"
root=$WORK/root

apt-get -q update
apt-get -q install -y --no-install-recommends qemu-system-x86 seabios debootstrap e2fsprogs

# The guest is what this machine is, from where this machine gets it.
own=$(. /etc/os-release && echo "$VERSION_CODENAME")
suite=${SUITE:-$own}
mirror=$(apt-get indextargets --format '$(CODENAME) $(REPO_URI)' 'Created-By: Packages' | awk -v s="$own" '$1 == s {print $2; exit}')

if [ ! -e "$WORK/installed" ]; then
  rm -rf "$root"
  # A mount namespace of its own: /proc is mounted for the packages' scripts, and goes with it.
  unshare -m debootstrap --variant=minbase "$suite" "$root" "$mirror"
  # No package starts anything here; docker.io would mount cgroups.
  printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d" && chmod +x "$root/usr/sbin/policy-rc.d"
  # systemd, because it is what makes the containers' cgroups on most devices (system.slice/docker-ID.scope), and dbus, by which runc asks it to.
  unshare -m sh -ec 'mount -t proc proc "$1/proc"; export DEBIAN_FRONTEND=noninteractive; chroot "$1" apt-get -q update
    cli=$(chroot "$1" apt-cache -q pkgnames docker-cli | grep -x docker-cli || true) # a package of its own from Debian 13 on
    chroot "$1" apt-get -q install -y --no-install-recommends systemd-sysv udev dbus kmod linux-image-cloud-amd64 docker.io $cli iptables apparmor' - "$root"
  rm -rf "$root/var/cache/apt/archives" "$root"/var/lib/apt/lists/*
  touch "$WORK/installed"
fi

# The project as a device has it: compose files and what they mount, the images as an archive, the compose plugin of this machine.
rm -rf "$root/project" && mkdir -p "$root/project" "$root/usr/libexec/docker/cli-plugins"
git -C "$repository" ls-files -z -- docker-compose.yml 'compose.*.yaml' durability grafana otel-collector victoriametrics .env.example |
  tar -C "$repository" --null --files-from=- -c | tar -C "$root/project" -x --no-same-owner
cat >"$root/project/.env" <<'END'
COMPOSE_FILE=docker-compose.yml:compose.lean.yaml
SENSOR_SOURCE=replay:/app/recordings/jfk.csv
SENSOR_REPLAY_SPEED=240
END
mapfile -t images < <(cd "$root/project" && docker compose config --images | sort -u)
docker save -o "$root/images.tar" "${images[@]}"
plugin=$(docker info --format '{{range .ClientInfo.Plugins}}{{if eq .Name "compose"}}{{.Path}}{{end}}{{end}}')
install -m 755 "$plugin" "$root/usr/libexec/docker/cli-plugins/docker-compose"

cat >"$root/usr/local/sbin/measure" <<'END'
#!/bin/bash
# In the guest. What is printed goes to the console; three files go to the second disk, as a tar archive without a file system.
exec >/dev/ttyS0 2>&1
mkdir /run/results && cd /project
say() { echo "=== $(cut -d' ' -f1 /proc/uptime) s up: $*"; }
trap 'say end; tar -C /run/results -cf /dev/vdb .; sync; systemctl poweroff --force' EXIT
# Swap is on: without it memory.swap.max would have nothing to hold back.
mkswap -q /dev/vdc && swapon /dev/vdc

say load; docker load -q -i /images.tar
# As after a reboot: pages that loading left in the cache would be counted nowhere.
sync; echo 3 >/proc/sys/vm/drop_caches
say up; docker compose --ansi never up -d --wait --wait-timeout 600; say "up ended with $?"
sleep $(($(cat /minutes) * 60))
docker compose ps
limits() {
  uname -srv; docker version --format 'engine {{.Server.Version}}, API {{.Server.APIVersion}}'; docker compose version
  docker info --format 'cgroup version {{.CgroupVersion}}, driver {{.CgroupDriver}}; memory limit {{.MemoryLimit}}, swap limit {{.SwapLimit}}'
  grep cgroup /proc/mounts; systemd-detect-virt; echo "up $(cut -d' ' -f1 /proc/uptime) s"; head -3 /proc/meminfo; cat /proc/swaps
  echo "transparent huge pages: $(cat /sys/kernel/mm/transparent_hugepage/enabled)"
  for id in $(docker compose ps -aq); do
    cgroup=/sys/fs/cgroup$(cut -d: -f3 "/proc/$(docker inspect -f '{{.State.Pid}}' "$id")/cgroup")
    printf '\n== %s\n%s\n' "$(docker inspect -f '{{index .Config.Labels "com.docker.compose.service"}}: {{.State.Status}}, restarts {{.RestartCount}}, OOMKilled {{.State.OOMKilled}}' "$id")" "$cgroup"
    (cd "$cgroup" && for file in memory.{max,swap.max,low,high,current,peak,swap.current} cpu.max pids.max; do echo "$file $(cat $file)"; done
    grep -E '^(anon|anon_thp|file|kernel|shmem|active_file|pgmajfault|workingset_refault_(anon|file)) ' memory.stat | sed 's/^/memory.stat /'
    sed 's/^/memory.events /' memory.events; grep -E 'usage_usec|throttled' cpu.stat | sed 's/^/cpu.stat /')
  done
}
limits | tee /run/results/limits.txt
say budget; docker compose --profile tools run --rm -T budget --json >/run/results/budget.json; say "budget ended with $?"; cat /run/results/budget.json
say doctor; docker compose --profile tools run --rm -T doctor --json >/run/results/doctor.json; say "doctor ended with $?"; cat /run/results/doctor.json
# The counter-test: whoever asks for more than its limit, and has a swap beside it, is killed instead of swapped out.
say counter-test
{
  printf '\n== counter-test: a process that takes more and more in 72 MiB, limits as those of the sensor\n'
  docker run --name over --network none --memory 72m --memory-swap 72m --entrypoint /usr/local/bin/node otel-edge/sensor:0.1.0 \
    -e 'const kept = []; for (;;) kept.push(Buffer.alloc(1 << 20, 1))'
  docker inspect -f 'exit code {{.State.ExitCode}}, OOMKilled {{.State.OOMKilled}}' over
  dmesg | grep -E 'memory: usage|swap: usage|Memory cgroup out of memory' | tail -n 3
  tail -n +2 /proc/swaps
} | tee -a /run/results/limits.txt
say thereafter; docker compose ps
END
chmod 755 "$root/usr/local/sbin/measure"
printf '[Unit]\nAfter=docker.service\nRequires=docker.service\n[Service]\nType=exec\nExecStart=/usr/local/sbin/measure\n' >"$root/etc/systemd/system/measure.service"
mkdir -p "$root/etc/systemd/system/multi-user.target.wants"
ln -sf ../measure.service "$root/etc/systemd/system/multi-user.target.wants/measure.service"
echo edge-device >"$root/etc/hostname"
echo "${MINUTES:-10}" >"$root/minutes"

rm -f "$WORK"/*.img
mke2fs -q -t ext4 -d "$root" "$WORK/root.img" 4G
truncate -s 1M "$WORK/results.img"
truncate -s 512M "$WORK/swap.img"
disk() { echo "-drive file=$WORK/$1.img,format=raw,if=virtio,cache=unsafe"; }
# /dev/kvm alone is no sign: it may be there, and a guest hang in it, where the processor shows no virtualization.
accel=tcg
if [ -w /dev/kvm ] && grep -qwE 'vmx|svm' /proc/cpuinfo; then accel=kvm; fi
# As a device: 1 GB of memory, two cores. la57=off: five levels of page tables only cost time.
# shellcheck disable=SC2046
nice -n 19 timeout 5400 qemu-system-x86_64 -accel $accel -cpu max,la57=off -smp 2 -m 1024 -nic none -display none -monitor none -no-reboot \
  -serial "file:$WORK/console.log" -kernel "$root/vmlinuz" -initrd "$root/initrd.img" \
  -append 'root=/dev/vda rw console=ttyS0 quiet systemd.unified_cgroup_hierarchy=1 panic=-1'"${THP:+ transparent_hugepage=$THP}" $(disk root) $(disk results) $(disk swap)
mkdir -p "${OUT:-$here}"
tar -xf "$WORK/results.img" -C "${OUT:-$here}" --no-same-owner ./limits.txt ./budget.json ./doctor.json
