package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"
)

// disk is a file with an ext4 file system in it, for volumes that shall be full at their capacity.
type disk struct {
	image      string
	mountPoint string
}

// smallestDiskBytes is what ext4 needs for itself and a few files.
const smallestDiskBytes = 8 << 20

func createDisk(ctx context.Context, d disk, capacityBytes int64) error {
	if err := resizeImage(d.image, capacityBytes); err != nil {
		return err
	}
	// No journal and no reserve, so that small volumes have room for files.
	if err := run(ctx, "mkfs.ext4", "-q", "-F", "-m", "0", "-O", "^has_journal", d.image); err != nil {
		return err
	}
	if err := attachDisk(d); err != nil {
		return err
	}
	// No backup shall stumble over a folder that only root may read.
	return os.RemoveAll(filepath.Join(d.mountPoint, "lost+found"))
}

// attachDisk mounts the disk unless it is mounted; after a restart of the machine or the lab it is not.
func attachDisk(d disk) error {
	mounted, err := isMountPoint(d.mountPoint)
	if err != nil || mounted {
		return err
	}
	// mount makes the loop device one that goes away with the mount.
	return run(context.Background(), "mount", "-t", "ext4", "-o", "loop", d.image, d.mountPoint)
}

func detachDisk(d disk) error {
	mounted, err := isMountPoint(d.mountPoint)
	if err != nil || !mounted {
		return err
	}
	return unix.Unmount(d.mountPoint, unix.MNT_DETACH)
}

// growDisk makes the mounted file system as large as the capacity says.
func growDisk(ctx context.Context, d disk, capacityBytes int64) error {
	if err := resizeImage(d.image, capacityBytes); err != nil {
		return err
	}
	output, err := exec.CommandContext(ctx, "findmnt", "-n", "-o", "SOURCE", d.mountPoint).Output()
	if err != nil {
		return fmt.Errorf("find the loop device of %s: %w", d.mountPoint, err)
	}
	device := strings.TrimSpace(string(output))
	if err := run(ctx, "losetup", "-c", device); err != nil {
		return err
	}
	return run(ctx, "resize2fs", device)
}

func resizeImage(image string, capacityBytes int64) error {
	file, err := os.OpenFile(image, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	defer file.Close()
	return file.Truncate(max(capacityBytes, smallestDiskBytes))
}

func run(ctx context.Context, name string, arguments ...string) error {
	output, err := exec.CommandContext(ctx, name, arguments...).CombinedOutput()
	if err != nil {
		return fmt.Errorf("%s %s: %w: %s", name, strings.Join(arguments, " "), err, strings.TrimSpace(string(output)))
	}
	return nil
}
