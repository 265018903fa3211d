package main

import (
	"errors"
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

// A sized volume is a tmpfs, so that it can be full at its capacity and grow in use without a capability that containers
// and small machines lack (resize2fs wants CAP_SYS_RESOURCE). Its content ends with the lab's mount namespace.

// mountSized makes a file system of this capacity at the folder.
func mountSized(folder string, capacityBytes int64) error {
	if err := unix.Mount("volsyncctl-lab", folder, "tmpfs", 0, sizeOption(capacityBytes)); err != nil {
		return fmt.Errorf("mount a file system of %d bytes at %s: %w", capacityBytes, folder, err)
	}
	return os.Chmod(folder, 0o755)
}

// growSized makes a mounted one as large as the capacity says.
func growSized(folder string, capacityBytes int64) error {
	if err := unix.Mount("", folder, "", unix.MS_REMOUNT, sizeOption(capacityBytes)); err != nil {
		return fmt.Errorf("grow %s to %d bytes: %w", folder, capacityBytes, err)
	}
	return nil
}

// checkSized fails when the content is gone, which must not look like an empty volume.
func checkSized(folder string) error {
	mounted, err := isMountPoint(folder)
	if err == nil && !mounted {
		err = errors.New("the volume was kept in memory and ended with an earlier run of the lab")
	}
	return err
}

// unmountSized takes it away from all who still use it; a folder that is none is left alone.
func unmountSized(folder string) error {
	mounted, err := isMountPoint(folder)
	if err != nil || !mounted {
		return err
	}
	return unix.Unmount(folder, unix.MNT_DETACH)
}

func sizeOption(capacityBytes int64) string { return fmt.Sprintf("size=%d", capacityBytes) }
