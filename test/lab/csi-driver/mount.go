package main

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"
)

// bindMount shows a folder at the target; a read-only one takes a second call, as the first ignores the flag.
func bindMount(source, target string, readOnly bool) error {
	if err := os.MkdirAll(target, 0o750); err != nil {
		return err
	}
	mounted, err := isMountPoint(target)
	if err != nil {
		return err
	}
	if !mounted {
		if err := unix.Mount(source, target, "", unix.MS_BIND, ""); err != nil {
			return fmt.Errorf("bind %s to %s: %w", source, target, err)
		}
	}
	if !readOnly {
		return nil
	}
	return remountReadOnly(target)
}

// remountReadOnly repeats the flags that the mount has: leaving one out would ask for less safety, and is refused.
func remountReadOnly(target string) error {
	var found unix.Statfs_t
	if err := unix.Statfs(target, &found); err != nil {
		return err
	}
	var kept uintptr
	for stat, flag := range map[int64]uintptr{
		unix.ST_NOSUID:     unix.MS_NOSUID,
		unix.ST_NODEV:      unix.MS_NODEV,
		unix.ST_NOEXEC:     unix.MS_NOEXEC,
		unix.ST_NOATIME:    unix.MS_NOATIME,
		unix.ST_NODIRATIME: unix.MS_NODIRATIME,
		unix.ST_RELATIME:   unix.MS_RELATIME,
	} {
		if int64(found.Flags)&stat != 0 {
			kept |= flag
		}
	}
	if err := unix.Mount("", target, "", unix.MS_REMOUNT|unix.MS_BIND|unix.MS_RDONLY|kept, ""); err != nil {
		return fmt.Errorf("make %s read-only: %w", target, err)
	}
	return nil
}

// unmount takes the target away; one that is already gone is fine.
func unmount(target string) error {
	for {
		mounted, err := isMountPoint(target)
		if err != nil {
			return err
		}
		if !mounted {
			break
		}
		if err := unix.Unmount(target, 0); err != nil {
			return fmt.Errorf("unmount %s: %w", target, err)
		}
	}
	if err := os.Remove(target); err != nil && !os.IsNotExist(err) {
		return err
	}
	return nil
}

// isMountPoint reads the kernel's list, as a bind mount on the same file system looks like any folder.
func isMountPoint(path string) (bool, error) {
	wanted, err := filepath.EvalSymlinks(path)
	if os.IsNotExist(err) {
		return false, nil
	}
	if err == nil {
		wanted, err = filepath.Abs(wanted)
	}
	if err != nil {
		return false, err
	}
	list, err := os.Open("/proc/self/mountinfo")
	if err != nil {
		return false, err
	}
	defer list.Close()
	lines := bufio.NewScanner(list)
	for lines.Scan() {
		fields := strings.Fields(lines.Text())
		if len(fields) > 4 && unescape.Replace(fields[4]) == wanted {
			return true, nil
		}
	}
	return false, lines.Err()
}

var unescape = strings.NewReplacer(`\040`, " ", `\011`, "\t", `\012`, "\n", `\134`, `\`)
